"""Skill tags with polarity, the structure of answers, and transcripts that are noise."""

from pathlib import Path

import pandas as pd
import pytest

from workbench.definitions import SkillTaxonomy
from workbench.errors import ContractError
from workbench.evidence.language import accumulate, noise, structure, suggest, tags

TAXONOMY = SkillTaxonomy.load(Path("data/definitions/skills.yaml"))
HERE = Path(__file__).parent
SIGN = {"has": "+", "negated": "-", "hypothetical": "?"}


def test_tags_on_answers_written_by_hand():
    lines = [line for line in (HERE / "tagged.txt").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    right = said = wanted = 0
    for line in lines:
        text, _, facts = line.rpartition("|")
        want = facts.split()
        got = [tag.tag + SIGN[tag.polarity] for tag in tags(text, TAXONOMY)]
        said, wanted = said + len(got), wanted + len(want)
        for one in got:
            if one in want:
                want.remove(one)
                right += 1
    assert len(lines) >= 60
    assert 2 * right / (said + wanted) >= 0.90


def test_tags_on_answers_phrased_anew():
    lines = [line for line in (HERE / "tagged_more.txt").read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    right = said = wanted = denied = 0
    for line in lines:
        text, _, facts = line.rpartition("|")
        want, got = set(facts.split()), {tag.tag + SIGN[tag.polarity] for tag in tags(text, TAXONOMY)}
        right, said, wanted = right + len(want & got), said + len(got), wanted + len(want)
        denied += sum(fact[-1] != "+" for fact in want)
    assert len(lines) >= 180
    assert denied >= 60
    assert 2 * right / (said + wanted) >= 0.95


def test_tag_has_its_sentence_and_place():
    text = "先说背景。我主要靠线下展会，也做社群运营！后来换了。"
    first, second = tags(text, TAXONOMY)
    assert (first.tag, first.sentence) == ("offline_expo", "我主要靠线下展会，也做社群运营！")
    assert text[slice(*second.span)] == "社群运营"


def test_job_family_limits_what_is_looked_for():
    assert [t.tag for t in tags("我写Python，也做线下展会", TAXONOMY, job_family="technical")] == ["python"]
    assert len(tags("我写Python，也做线下展会", TAXONOMY, job_family="nowhere")) == 2


def test_frequent_unknown_phrases_are_suggested():
    answers = ["我们做门店陈列优化，效果好"] * 6 + ["我负责线下展会"] * 6
    assert any("陈列" in phrase for phrase, _ in suggest(answers, TAXONOMY))
    assert all(phrase != "线下展会" for phrase, _ in suggest(answers, TAXONOMY))


def test_suggestions_are_doings_not_small_talk():
    answers = ["今天早上有点堵车，不过我负责门店陈列优化，平时周末喜欢爬山。"] * 6
    answers += ["The weather is nice today. I am responsible for demand forecasting, you know."] * 6
    assert {phrase for phrase, _ in suggest(answers, TAXONOMY)} == {"门店陈列优化", "demand forecasting"}
    assert suggest([None, "", "。"], TAXONOMY) == []


def test_tags_add_up_over_interviews():
    interviews = pd.DataFrame(
        {
            "interview_id": ["a", "b", "c"],
            "candidate_id": ["p", "p", "q"],
            "interview_date": ["2026-03-01", "2026-09-01", "2026-03-02"],
        }
    )
    texts = {"a": "社群运营我没做过。", "b": "今年社群运营是我负责的，也做线下展会。", "c": "我没做过社群运营。"}
    rows = [
        {"interview_id": name, "question_id": "q1", "tag": t.tag, "polarity": t.polarity, "span_start": t.span[0], "span_end": t.span[1], "sentence": t.sentence}
        for name, text in texts.items()
        for t in tags(text, TAXONOMY)
    ]  # fmt: skip
    table = accumulate(pd.DataFrame(rows), interviews).set_index(["candidate_id", "tag"])
    held = table.loc[("p", "community_operations")]
    assert (held.polarity, held.n_interviews, held.n_mentions, held.n_negated) == ("has", 2, 2, 1)
    assert (held.first_date, held.last_date, held.interview_id) == ("2026-03-01", "2026-09-01", "b")
    assert texts["b"][held.span_start : held.span_end] == "社群运营"
    assert table.loc[("q", "community_operations"), "polarity"] == "negated"
    assert ("q", "offline_expo") not in table.index
    assert accumulate(pd.DataFrame(rows[:0], columns=list(rows[0])), interviews).empty


def test_tags_of_unknown_interviews_are_refused():
    rows = pd.DataFrame({"interview_id": ["z"], "tag": ["sql"], "polarity": ["has"], "sentence": ["."]})
    interviews = pd.DataFrame({"interview_id": ["a"], "candidate_id": ["p"], "interview_date": ["2026-03-01"]})
    with pytest.raises(ContractError, match="1 tags belong to interviews that are not in INTERVIEWS"):
        accumulate(rows, interviews)
    with pytest.raises(ContractError, match="column missing: sentence"):
        accumulate(rows.drop(columns="sentence"), interviews)


def test_star_answer_has_all_four():
    text = "当时我在一家快消公司，库存积压。我的任务是清库存。我先分析了数据，然后组织促销。最后库存降低了四成。"
    found = structure(text, "zh", question="请讲一次清库存的经历")
    assert found["star_completeness"] == 1
    assert all(text[slice(*spans[0])] for spans in found["star"].values())
    assert 0 < found["on_topic_share"] < 1
    assert structure("还行吧。", "zh")["star_completeness"] == 0


def test_fillers_by_the_minute_of_the_recording():
    text = "um, I think, uh, we won the deal because, you know, we were quick"
    assert structure(text, "en", duration_s=30)["fillers_per_min"] == 6
    assert structure(text, "en")["logic_connectives_per_100"] == pytest.approx(100 / 14)


def test_length_counts_characters_or_words():
    assert structure("我带过8个人。", "zh")["answer_length_chars"] == 6
    assert structure("I led eight people.", "en")["answer_length_chars"] == 4
    assert structure("", "en")["on_topic_share"] is None


@pytest.mark.parametrize(
    ("text", "language", "why"),
    [
        ("[Music] [Music]", "en", "captions"),
        ("thank you thank you thank you thank you thank you thank you thank you", "en", "repeated"),
        ("谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢谢", "zh", "repeated"),
        ("字幕由志愿者提供", "zh", "captions"),
        ("これはテストですとても長い文章ですよ", "zh", ""),
        ("Привет, как у вас дела сегодня", "zh", "neither"),
        ("I managed a team of six people in my last job", "zh", "interview's language"),
        ("", "zh", "empty"),
    ],
)
def test_noise_is_named(text, language, why):
    if why:
        assert why in noise(text, language=language)


@pytest.mark.parametrize(
    "text", ["去年我新增了五十多个客户，主要靠线下展会。", "I led six people.", "对。", "Yes, about forty-seven."]
)
def test_speech_is_no_noise(text):
    assert noise(text) == ""
