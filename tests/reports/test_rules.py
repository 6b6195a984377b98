"""The rules, who set them, and what a waiting change would change."""

import pytest

from workbench import definitions, reports, store
from workbench.errors import DefinitionError


@pytest.fixture
def db(tmp_path, request):
    rubric = definitions.Rubric.load(request.config.rootpath / "data" / "definitions" / "rubric-sales-manager.yaml")
    with store.open(tmp_path / "w.db") as opened:
        opened.as_operator().save_definition(rubric, reason="first")
        for name in ("ana", "bea"):
            opened.add_account(name, "a long enough one", "administrator")
        opened.add_account("sam", "a long enough one", "specialist")
        yield opened


def proposed(db):
    content = db.as_operator().definition("rubric", id="sales-manager").to_dict()
    for competency in content["competencies"]:
        competency["weight"] = {"communication": 0.1, "learning": 0.2}.get(competency["id"], competency["weight"])
    return definitions.Rubric.from_dict(content)


def test_one_version(db):
    report = reports.rules(db.as_user("sam"), "rubric", "sales-manager", language="en")
    assert report.sentence.startswith("Rubric Sales manager: version 1 is in force since ")
    assert report.facts["before"] is None
    assert report.tables["changes"].empty


def test_a_draft_is_compared_with_what_holds_until_a_second_person_approves(db):
    version = db.as_user("ana").save_definition(proposed(db), reason="less talk")
    report = reports.rules(db.as_user("sam"), "rubric", "sales-manager", language="en")
    assert report.sentence.endswith("; 1 waits for a second administrator's approval.")
    assert report.facts["drafts"] == [version]
    assert report.tables["changes"]["change"].iloc[0] == "Communication · weight: 20 % → 10 %"
    assert list(report.tables["versions"]["number"]) == [2, 1]
    db.as_user("bea").approve("rubric", version)
    later = reports.rules(db.as_user("sam"), "rubric", "sales-manager", language="zh")
    assert "第 2 版" in later.sentence
    assert "ana 保存，bea 批准" in later.sentence
    assert later.facts["before"] == report.facts["before"]


def test_what_is_not_there(db):
    with pytest.raises(DefinitionError, match="there is no rubric 'sales-manger'.*did you mean 'sales-manager'"):
        reports.rules(db.as_user("sam"), "rubric", "sales-manger")
