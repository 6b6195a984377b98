"""What changed between two versions, in words a second person can approve."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import wording
from workbench.definitions import CostModel, PayMatrix, Rubric
from workbench.definitions.difference import FIELDS, differences
from workbench.errors import ContractError, DefinitionError

DEFINITIONS = Path(__file__).resolve().parents[2] / "data" / "definitions"
SALES = Rubric.load(DEFINITIONS / "rubric-sales-manager.yaml")
MATRIX = PayMatrix.load(DEFINITIONS / "pay-matrix-technical.yaml")


def changed(edit, base=SALES):
    content = base.to_dict()
    edit(content)
    return type(base).from_dict(content)


def test_the_slip_of_a_weight_is_shown_with_both_values():
    """M27: communication 30 % → 10 %; here the competency of 20 % set to 10 %, its tenth given to learning."""

    def edit(content):
        weights = {"communication": 0.1, "learning": 0.2}
        for competency in content["competencies"]:
            competency["weight"] = weights.get(competency["id"], competency["weight"])

    found = differences(SALES, changed(edit))
    assert [change.path for change in found] == [
        ("competencies", "communication", "weight"),
        ("competencies", "learning", "weight"),
    ]
    assert found[0].say("en") == "Communication · weight: 20 % → 10 %"
    assert found[0].say("zh") == "沟通表达能力 · 权重: 20 % → 10 %"


def test_added_and_removed_members_are_said_whole():
    def edit(content):
        team = next(c for c in content["competencies"] if c["id"] == "team_leadership")
        team["criteria"] = [criterion | {"weight": 1} for criterion in team["criteria"] if criterion["id"] == "team_size"]

    after = changed(edit)
    there = {change.path[-1]: change for change in differences(SALES, after)}
    assert there["growth"].kind == "removed"
    assert "taken out, was indicator team_growth_pct" in there["growth"].say("en")
    back = {change.path[-1]: change for change in differences(after, SALES)}
    assert back["growth"].kind == "added"
    assert back["growth"].after == there["growth"].before


def test_moving_a_competency_changes_nothing_said_and_equal_content_nothing_at_all():
    moved = changed(lambda content: content["competencies"].reverse())
    assert differences(SALES, moved) == ()
    assert differences(SALES, SALES) == ()


def test_bands_are_named_by_their_scores():
    found = differences(MATRIX, changed(lambda content: content["bands"][1].update(pay_max=14500), MATRIX))
    assert [change.say("en") for change in found] == ["bands · 70–80 · highest pay: 15000 → 14500"]


def test_two_kinds_are_refused():
    with pytest.raises(ContractError, match="two kinds of definition cannot be compared.*rubric and cost model"):
        differences(SALES, CostModel.load(DEFINITIONS / "cost-model.yaml"))


@given(st.lists(st.integers(1, 20), min_size=5, max_size=5))
@settings(deadline=None, max_examples=40)
def test_the_changes_applied_to_the_old_give_the_new(shares):
    total = sum(shares)
    weights = [round(share / total, 6) for share in shares]
    weights[-1] = round(1 - sum(weights[:-1]), 6)

    def edit(content):
        for competency, weight in zip(content["competencies"], weights, strict=True):
            competency["weight"] = weight

    after = changed(edit)
    content = SALES.to_dict()
    for change in differences(SALES, after):
        _, name, field = change.path
        next(c for c in content["competencies"] if c["id"] == name)[field] = change.after
    assert Rubric.from_dict(content).version == after.version


def test_every_field_is_called_something_in_chinese():
    assert wording.untranslated(set(FIELDS.values()) | {"{where}: new, {after}", "{where}: taken out, was {before}"}) == set()


def test_text_is_read_as_strictly_as_a_file():
    assert Rubric.parse(SALES.to_yaml()) == SALES
    with pytest.raises(DefinitionError, match="the text line 3.*not valid YAML|not valid YAML"):
        Rubric.parse("id: a\ntitle: [\n")
    with pytest.raises(DefinitionError, match="field 'id' stands twice.*|.*the text line 2: field 'id' stands twice"):
        Rubric.parse("id: a\nid: b\n")
