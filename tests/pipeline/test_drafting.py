"""A draft decides nothing until somebody else approves it, however it came into the database."""

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench import pipeline, store
from workbench.cli import app
from workbench.definitions import QuestionBank, Rubric
from workbench.errors import AccessDenied, ContractError, DefinitionError
from workbench.pipeline.rules import rules_in_force

FOLDER = Path("data/definitions")


@pytest.fixture
def database(tmp_path):
    with store.open(tmp_path / "workbench.db") as db:
        desk = db.as_operator()
        desk.write(
            "JOBS",
            pd.DataFrame(
                [
                    {
                        "job_id": "J-NEW",
                        "title": "销售主管",
                        "core_competencies": "客户资源拓展能力、团队管理经验",
                        "job_family": "sales",
                    }
                ]
            ),
        )
        desk.write("CANDIDATES", pd.DataFrame([{"candidate_id": "C-1", "resume_text": "曾在某快消公司担任销售主管"}]))
        desk.write("APPLICATIONS", pd.DataFrame([{"application_id": "A-1", "candidate_id": "C-1", "job_id": "J-NEW"}]))
        desk.write("INTERVIEWS", pd.DataFrame([{"interview_id": "I-1", "application_id": "A-1", "candidate_id": "C-1", "job_id": "J-NEW",
                                                "interview_date": "2026-03-01"}]))  # fmt: skip
        desk.save_definition(Rubric.load(FOLDER / "rubric-sales-manager.yaml"), reason="first")
        desk.save_definition(QuestionBank.load(FOLDER / "questions.yaml"), reason="first")
        for name in ("ana", "bea"):
            db.add_account(name, "long enough", "administrator")
        yield db


def test_a_draft_is_never_in_force_before_a_second_person_approves(database, tmp_path):
    desk = database.as_operator()
    draft = pipeline.draft_rubric(desk, "J-NEW", keep=True)
    assert draft.rubric.id == "j-new"
    assert desk.definitions("rubric").set_index("id").loc["j-new", "state"] == "draft"
    with pytest.raises(DefinitionError, match="no version of this rubric is in force"):
        desk.in_force("rubric", "j-new")
    rules, refusals = rules_in_force(desk)
    assert "J-NEW" not in rules.rubrics
    assert "has no rubric" in str(refusals[0])
    with pytest.raises(DefinitionError, match="no rubric in force.*second administrator"):
        pipeline.interview_guide(desk, "A-1")
    with pytest.raises(AccessDenied, match="second person"):
        desk.approve("rubric", draft.rubric.version)
    database.as_user("ana").approve("rubric", draft.rubric.version, reason="agreed")
    assert rules_in_force(desk)[0].rubrics["J-NEW"] == draft.rubric
    guide = pipeline.interview_guide(desk, "A-1")
    assert "请介绍你在某快消公司带团队的具体业绩？" in [q.text.zh for q in guide.questions]


def test_a_draft_loaded_from_a_file_waits_too_even_where_no_administrator_is(tmp_path):
    with store.open(tmp_path / "empty.db") as db:
        desk = db.as_operator()
        desk.write("JOBS", pd.DataFrame([{"job_id": "J", "title": "T", "core_competencies": "沟通表达能力"}]))
        draft = pipeline.draft_rubric(desk, "J").rubric
        folder = tmp_path / "definitions"
        folder.mkdir()
        (folder / "rubric-j.yaml").write_text(draft.to_yaml(), encoding="utf-8")
        pipeline.loading.load_definitions(desk, folder)
        assert desk.definitions("rubric")["state"].to_list() == ["draft"]
        assert rules_in_force(desk)[0].rubrics == {}
        edited = Rubric.from_dict({name: value for name, value in draft.to_dict().items() if name != "drafted_from"})
        desk.save_definition(edited, reason="a person wrote it over")
        assert desk.in_force("rubric", edited.id) == edited


def test_a_draft_of_a_job_with_a_rubric_leaves_the_one_in_force(database):
    desk = database.as_operator()
    sales = desk.in_force("rubric", "sales-manager")
    desk.write(
        "JOBS", pd.DataFrame([{"job_id": "J-SM-01", "title": "销售经理", "core_competencies": "客户资源拓展能力、直播销售能力"}])
    )
    draft = pipeline.draft_rubric(desk, "J-SM-01", keep=True).rubric
    assert draft.id == "sales-manager"
    assert desk.in_force("rubric", "sales-manager") == sales


def test_unknown_jobs_and_applications(database):
    with pytest.raises(ContractError, match="there is no job 'J-NWE'.*did you mean 'J-NEW'"):
        pipeline.draft_rubric(database.as_operator(), "J-NWE")
    with pytest.raises(ContractError, match="no such application"):
        pipeline.interview_guide(database.as_operator(), "A-9")


def test_from_the_terminal(database, tmp_path):
    run, url = CliRunner(), str(tmp_path / "workbench.db")
    made = run.invoke(app, ["definitions", "draft", "J-NEW", "--db", url, "--keep", "-o", str(tmp_path / "rubric-new.yaml")])
    assert made.exit_code == 0, made.output
    draft = Rubric.load(tmp_path / "rubric-new.yaml")
    approved = run.invoke(
        app, ["definitions", "approve", "rubric", draft.version, "--account", "bea", "--password", "long enough", "--db", url]
    )
    assert approved.exit_code == 0, approved.output
    changed = draft.to_dict()
    changed["competencies"][0]["weight"], changed["competencies"][1]["weight"] = 0.7, 0.3
    (tmp_path / "rubric-later.yaml").write_text(Rubric.from_dict(changed).to_yaml(), encoding="utf-8")
    said = run.invoke(app, ["definitions", "compare", draft.version, str(tmp_path / "rubric-later.yaml"), "--db", url])
    assert "客户资源拓展能力 · 权重: 50 % → 70 %" in said.output
    guide = run.invoke(app, ["guide", "--application", "A-1", "--db", url, "-o", str(tmp_path / "guide.csv")])
    assert guide.exit_code == 0, guide.output
    assert "请介绍你在某快消公司带团队的具体业绩？" in (tmp_path / "guide.csv").read_text(encoding="utf-8")
    (tmp_path / "resume.txt").write_text("曾在某快消公司担任销售主管", encoding="utf-8")
    made = run.invoke(
        app,
        [
            "guide",
            "--rubric",
            str(FOLDER / "rubric-sales-manager.yaml"),
            "--resume",
            str(tmp_path / "resume.txt"),
            "--minutes",
            "20",
        ],
    )
    assert made.exit_code == 0, made.output
    assert run.invoke(app, ["guide"]).exit_code != 0
