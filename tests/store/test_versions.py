"""Versions of definitions: found again equal, in force only by a second person, never altered."""

import sqlite3

import pandas as pd
import pytest

from workbench import definitions
from workbench.errors import AccessDenied, DefinitionError, StoreError

FILES = {"rubric": definitions.Rubric, "pay-matrix": definitions.PayMatrix, "cost-model": definitions.CostModel,
         "policy": definitions.Policy, "questions": definitions.QuestionBank, "skills": definitions.SkillTaxonomy}  # fmt: skip


def with_weights(rubric, *weights):
    content = rubric.to_dict()
    for competency, weight in zip(content["competencies"], weights, strict=False):
        competency["weight"] = weight
    rest = 1 - round(sum(weights), 10)
    others = content["competencies"][len(weights) :]
    for n, competency in enumerate(others):
        competency["weight"] = (
            round(rest / len(others), 4) if n else round(rest - round(rest / len(others), 4) * (len(others) - 1), 4)
        )
    return type(rubric).from_dict(content)


def test_every_definition_of_the_project_comes_back_equal(db, operator, request):
    kept = []
    for path in sorted((request.config.rootpath / "data" / "definitions").glob("*.yaml")):
        model = FILES[max((k for k in FILES if path.name.startswith(k)), key=len)]
        document = model.load(path)
        kept.append((document, operator.save_definition(document, reason="loaded")))
    assert len(kept) >= 10
    for document, version in kept:
        assert version == document.version
        assert operator.definition(document.kind, version=version) == document
        assert operator.in_force(document.kind, document.id) == document
    assert operator.in_force("policy") == operator.in_force(definitions.Policy.kind)
    rubrics = operator.all_in_force("rubric")
    assert rubrics["sales-manager"].criteria
    assert set(operator.definitions()["state"]) == {"in force"}
    before = len(operator.audit())
    for document, _ in kept:
        operator.save_definition(document, reason="again")
    assert len(operator.definitions()) == len(kept)
    assert len(operator.audit()) == before


def test_a_change_waits_for_a_second_administrator(staff, rubric):
    staff.as_operator().save_definition(rubric, reason="first")
    ana, bea = staff.as_user("ana"), staff.as_user("bea")
    changed = with_weights(rubric, 0.1, 0.45)
    version = ana.save_definition(changed, reason="less travel")
    assert ana.in_force("rubric", rubric.id) == rubric
    assert ana.definition("rubric", id=rubric.id) == rubric
    assert ana.definitions("rubric")["state"].to_list() == ["in force", "draft"]
    with pytest.raises(AccessDenied, match="a change is approved by a second person"):
        ana.approve("rubric", version)
    bea.approve("rubric", version)
    assert ana.in_force("rubric", rubric.id) == changed
    table = ana.definitions("rubric")
    assert table["state"].to_list() == ["replaced", "in force"]
    assert table[["number", "author", "approved_by", "reason"]].iloc[1].to_list() == [2, "ana", "bea", "less travel"]
    with pytest.raises(DefinitionError, match="waits for no approval"):
        bea.approve("rubric", version)


def test_an_earlier_version_comes_into_force_again_the_same_way(staff, rubric):
    staff.as_operator().save_definition(rubric, reason="first")
    ana, bea = staff.as_user("ana"), staff.as_user("bea")
    bea.approve("rubric", ana.save_definition(with_weights(rubric, 0.2, 0.2), reason="try"))
    bea.save_definition(rubric, reason="back")
    assert ana.in_force("rubric", rubric.id) != rubric
    ana.approve("rubric", rubric.version)
    assert ana.in_force("rubric", rubric.id) == rubric
    assert len(ana.definitions("rubric")) == 2


def test_the_command_line_changes_alone_only_where_nobody_could_approve(db, staff, rubric):
    desk = staff.as_operator()
    desk.save_definition(rubric, reason="first")
    changed = with_weights(rubric, 0.2, 0.2)
    desk.save_definition(changed, reason="edited file")
    assert desk.in_force("rubric", rubric.id) == rubric
    for name in ("ana", "bea"):
        staff.set_role(name, "specialist")
    again = with_weights(rubric, 0.3, 0.2)
    desk.save_definition(again, reason="edited again")
    assert desk.in_force("rubric", rubric.id) == again


def test_an_approved_version_waits_for_its_day(staff, rubric):
    staff.as_operator().save_definition(rubric, reason="first")
    later = with_weights(rubric, 0.2, 0.2)
    version = staff.as_user("ana").save_definition(later, reason="next year", effective="2999-01-01")
    staff.as_user("bea").approve("rubric", version)
    assert staff.as_user("ana").in_force("rubric", rubric.id) == rubric
    assert staff.as_user("ana").definitions("rubric")["state"].to_list() == ["in force", "scheduled"]


def test_a_new_rubric_of_an_administrator_is_a_draft(staff, rubric):
    ana = staff.as_user("ana")
    ana.save_definition(rubric, reason="new job")
    with pytest.raises(DefinitionError, match=r"no version of this rubric is in force.*drafts only.*second administrator"):
        ana.in_force("rubric", rubric.id)
    assert ana.definition("rubric", id=rubric.id) == rubric
    assert ana.all_in_force("rubric") == {}


def test_what_is_not_there_is_said(operator, rubric):
    operator.save_definition(rubric, reason="first")
    with pytest.raises(DefinitionError, match=r"no such rubric.*did you mean 'sales-manager'"):
        operator.in_force("rubric", "sales-manger")
    with pytest.raises(DefinitionError, match="no rubric has this version"):
        operator.definition("rubric", version="0" * 12)
    with pytest.raises(DefinitionError, match=r"no such kind of definition.*did you mean 'rubric'"):
        operator.definition("rubrik", id="x")
    with pytest.raises(DefinitionError, match="there is no policy"):
        operator.in_force("policy")


def test_contents_and_decisions_cannot_be_altered(operator, rubric, tmp_path):
    version = operator.save_definition(rubric, reason="first")
    raw = sqlite3.connect(tmp_path / "workbench.db")
    for table in ("definitions", "decisions"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(f"UPDATE {table} SET id = 'x'")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(f"DELETE FROM {table}")
    raw.execute("DROP TRIGGER definitions_no_update")
    raw.execute("UPDATE definitions SET body = replace(body, '0.3', '0.30000001')")
    raw.commit()
    raw.close()
    with pytest.raises((StoreError, DefinitionError)):
        operator.definition("rubric", version=version)


def test_a_score_s_version_gives_the_rubric_that_made_it(operator, rubric):
    old = operator.save_definition(rubric, reason="first")
    operator.write("SCORES", pd.DataFrame({"interview_id": ["I-1"], "overall": [80.0], "coverage": [1.0], "rubric_version": [old]}))
    operator.save_definition(with_weights(rubric, 0.2, 0.2), reason="changed")
    behind = operator.read("SCORES")["rubric_version"].iloc[0]
    assert operator.definition("rubric", version=behind) == rubric


def test_a_version_without_a_reason_is_refused(staff, rubric):
    for reason in ("", "  "):
        with pytest.raises(DefinitionError, match="kept with the reason for it"):
            staff.as_user("ana").save_definition(rubric, reason=reason)
    assert staff.as_operator().definitions("rubric").empty
