import copy
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.definitions import KINDS, CostModel, PayMatrix, Policy, QuestionBank, Rubric, indicator, indicators
from workbench.errors import DefinitionError

FOLDER = Path(__file__).resolve().parents[2] / "data" / "definitions"
SALES = Rubric.load(FOLDER / "rubric-sales-manager.yaml").to_dict()
TECHNICAL = PayMatrix.load(FOLDER / "pay-matrix-technical.yaml").to_dict()


def changed(content, path, value):
    copied = copy.deepcopy(content)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return copied


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_document_of_the_house_reads_and_reads_back_equal(path, tmp_path):
    kind = next(KINDS[name] for name in KINDS if path.stem.startswith(name))
    document = kind.load(path)
    again = kind.from_dict(document.to_dict())
    assert again == document
    assert again.version == document.version
    (tmp_path / "copy.yaml").write_text(document.to_yaml(), encoding="utf-8")
    assert kind.load(tmp_path / "copy.yaml").version == document.version


def test_the_sales_manager_of_the_mission():
    rubric = Rubric.from_dict(SALES)
    client, team = rubric.competencies[:2]
    assert (client.name.zh, client.weight) == ("客户资源拓展能力", Decimal("0.3"))
    assert client.criteria[0].scale.ramp.full == 50
    assert (team.name.zh, team.weight) == ("团队管理经验", Decimal("0.25"))
    assert team.criteria[0].scale.steps == ((0, 0), (5, 100))
    assert team.criteria[1].scale.ramp.full == 20
    assert sum(weight for _, _, weight in rubric.criteria) == 1


def test_one_changed_weight_changes_the_version_and_its_spelling_does_not():
    moved = changed(changed(SALES, ["competencies", 0, "weight"], 0.29), ["competencies", 1, "weight"], 0.26)
    assert Rubric.from_dict(moved).version != Rubric.from_dict(SALES).version
    spelled = changed(SALES, ["competencies", 0, "weight"], "0.300")
    assert Rubric.from_dict(spelled).version == Rubric.from_dict(SALES).version


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (
            ["competencies", 0, "weight"],
            0.25,
            r"weights of the competencies add up to 95 % \(25 \+ 25 \+ 20 \+ 15 \+ 10\), not 100 %",
        ),
        (
            ["competencies", 0, "criteria", 0, "weight"],
            0.7,
            r"criteria of 'client_development' add up to 120 % \(70 \+ 50\), not 100 %",
        ),
        (
            ["competencies", 0, "criteria", 0, "indicator"],
            "new_customer_year",
            "'new_customer_year' is not in the catalogue; did you mean 'new_customers_year'",
        ),
        (
            ["competencies", 0, "criteria", 0, "indicator"],
            "emotion_joy",
            "nothing is inferred about emotion, personality, accent, sex or health",
        ),
        (["competencies", 0, "criteria", 0, "indicator"], "rating.confidence", "nothing is inferred about emotion"),
        (["competencies", 0, "criteria", 0, "scale"], {"ramp": {"zero": 5, "full": 5}}, "a ramp needs two different values"),
        (["competencies", 0, "criteria", 0, "scale"], {"band": {"low": 6, "high": 2, "fall": 1}}, "low 6 is not below high 2"),
        (["competencies", 0, "criteria", 0, "scale"], {"steps": [[5, 100], [0, 0]]}, "in rising order of 'from'"),
        (["competencies", 0, "criteria", 0, "scale"], {"rating": {"lowest": 5, "highest": 1}}, "lowest 5 is not below highest 1"),
        (["competencies", 0, "criteria", 0, "scale"], {}, "exactly one of ramp, band, steps, rating, flag; found none"),
        (["competencies", 0, "criteria", 0, "scale"], {"flag": {}, "ramp": {"zero": 0, "full": 1}}, "found ramp, flag"),
        (["competencies", 0, "id"], "overall", "'overall' is the name of a column of SCORES"),
        (["competencies", 1, "id"], "client_development", "competencies: client_development stands more than once"),
        (["grades"], {"A": 90, "B": 80}, "the lowest grade must start at 0"),
        (["missing"], "guess", "Input should be 'renormalise', 'zero' or 'incomplete'"),
        (["competencies"], [], "at least 1 item"),
    ],
)
def test_bad_rubrics_are_refused_in_words(path, value, message):
    with pytest.raises(DefinitionError, match=message):
        Rubric.from_dict(changed(SALES, path, value))


def test_a_mistake_is_named_with_file_line_and_cure(tmp_path):
    text = (FOLDER / "rubric-sales-manager.yaml").read_text(encoding="utf-8")
    path = tmp_path / "rubric-x.yaml"
    path.write_text(
        text.replace("indicator: team_size", "indicator: team_sise").replace("missing: renormalise", "mising: renormalise"),
        encoding="utf-8",
    )
    with pytest.raises(DefinitionError, match=r"rubric-x.yaml: this is not a valid rubric") as caught:
        Rubric.load(path)
    line = 1 + text[: text.index("indicator: team_size")].count("\n")
    assert f"(line {line}): indicator 'team_sise'" in str(caught.value)
    assert "mising (line 4)" in str(caught.value)
    assert "did you mean 'missing'?" in caught.value.cure


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "a rubric is a mapping of fields. Found: an empty document"),
        ("- a\n- b\n", "Found: a list"),
        ("id: x\n  bad: [", r"x.yaml line \d+, column \d+: the file is not valid YAML"),
        ("id: a\nid: b\n", "x.yaml line 2: field 'id' stands twice"),
    ],
)
def test_files_that_are_no_rubric(tmp_path, text, message):
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError, match=message):
        Rubric.load(tmp_path / "x.yaml")


def test_missing_and_binary_files(tmp_path):
    with pytest.raises(DefinitionError, match="there is no such file.*did you mean 'rubric-sales-manager.yaml'"):
        Rubric.load(FOLDER / "rubric-sales-manger.yaml")
    (tmp_path / "x.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(DefinitionError, match="cannot be read as text"):
        Rubric.load(tmp_path / "x.yaml")


@pytest.mark.parametrize(
    ("bands", "message"),
    [
        ([[60, 72, 10, 12], [70, 80, 12, 15]], "overlap between 70 and 72"),
        ([[60, 69, 10, 12], [70, 80, 12, 15]], "leave a gap between 69 and 70"),
        ([[60, 70, 13, 14], [70, 80, 12, 15]], "pay falls as the score rises"),
        ([[60, 70, 12, 10]], "pay_min 12 is above pay_max 10: a falling range"),
        ([[60, 70, -1, 10]], "greater than 0"),
        ([[70, 60, 10, 12]], "score_from 70 is not below score_to 60"),
        ([[60, 101, 10, 12]], "less than or equal to 100"),
        ([], "at least 1 item"),
    ],
)
def test_bad_pay_matrices_are_refused_in_words(bands, message):
    rows = [dict(zip(("score_from", "score_to", "pay_min", "pay_max"), band, strict=True)) for band in bands]
    with pytest.raises(DefinitionError, match=message):
        PayMatrix.from_dict({**TECHNICAL, "bands": rows})


# M18: 80–100 → 15–20K, 70–80 → 12–15K, 60–70 → 10–12K; lower edge belongs to the band, top edge only in the last
@pytest.mark.parametrize(
    ("score", "pay"),
    [(80, (15000, 20000)), (100, (15000, 20000)), (79.9, (12000, 15000)), (70, (12000, 15000)), (60, (10000, 12000)), (59.9, None)],
)
def test_the_matrix_of_the_mission(score, pay):
    band = PayMatrix.from_dict(TECHNICAL).band_of(score)
    assert (band and (band.pay_min, band.pay_max)) == pay


@given(st.lists(st.integers(1, 97), min_size=1, max_size=8))
def test_weights_must_add_up_exactly_whatever_they_are(parts):
    criterion = SALES["competencies"][0]["criteria"][0]
    weights = [Decimal(part) / 100 for part in parts]
    competencies = [
        {"id": f"c{n}", "name": {"zh": "甲", "en": "a"}, "weight": str(w), "criteria": [{**criterion, "weight": 1}]}
        for n, w in enumerate(weights)
    ]
    content = {"id": "x", "title": {"zh": "甲", "en": "a"}, "competencies": competencies}
    if sum(weights) == 1:
        assert Rubric.from_dict(content).version
    else:
        with pytest.raises(DefinitionError, match=f"add up to {sum(parts)} %"):
            Rubric.from_dict(content)


def test_the_catalogue_covers_what_rubrics_read_and_classes_are_fixed():
    assert indicator("rating.strategy").cls == "rating"
    assert indicator("speech_rate").same_as == "speech_rate_sps"
    assert {entry.cls for entry in indicators().values()} == {"answer", "resume", "delivery", "recording", "expression"}
    with pytest.raises(ValueError, match="'rating.' is not in the catalogue"):
        indicator("rating.")


def test_expression_stays_out_unless_collected():
    assert "expression" not in Policy.default().score_classes
    with pytest.raises(DefinitionError, match="names expression, but collect_expression is off"):
        Policy.from_dict({"id": "p", "score_classes": ["answer", "expression"]})


def test_questions_are_unique_and_cost_models_positive():
    question = {"id": "q1", "competency": "communication", "text": {"zh": "甲", "en": "a"}}
    with pytest.raises(DefinitionError, match="question q1 stands more than once"):
        QuestionBank.from_dict({"id": "b", "questions": [question, question]})
    model = yaml.safe_load((FOLDER / "cost-model.yaml").read_text(encoding="utf-8"))
    with pytest.raises(DefinitionError, match="hourly_rate: Input should be greater than or equal to 0"):
        CostModel.from_dict({**model, "hourly_rate": -1})


def test_a_mistake_inside_a_list_is_told_once_with_what_was_typed():
    content = {"id": "t", "job_family": "f", "currency": "CNY", "period": "month",
               "bands": [{"score_from": 60, "score_to": 70, "pay_min": "12K", "pay_max": 15000}]}  # fmt: skip
    with pytest.raises(DefinitionError, match=r"bands\.0\.pay_min: Input should be a valid decimal \(found '12K'\)") as caught:
        PayMatrix.from_dict(content)
    assert "at least 1 item" not in str(caught.value)


def test_a_field_learnt_later_changes_no_version_decided_before():
    """A database outlives the release that filled it: its versions must still be theirs under a model with more fields."""

    class Later(Rubric):
        newly_known: int = 3

    rubric = Rubric.load(FOLDER / "rubric-sales-manager.yaml")
    assert Later.from_dict(rubric.to_dict()).version == rubric.version
    assert Later.from_dict(rubric.to_dict() | {"newly_known": 4}).version != rubric.version
    assert Rubric.from_dict(rubric.to_dict() | {"missing": "zero"}).version != rubric.version
