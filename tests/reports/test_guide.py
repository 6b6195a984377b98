"""The interview guide as a report: the same core for everybody, what an applicant left open, and what refuses."""

from pathlib import Path

import pandas as pd
import pytest

from workbench import definitions, pipeline, reports, store
from workbench.errors import ContractError, DefinitionError

FOLDER = Path(__file__).parents[2] / "data" / "definitions"
RESUME = "工作经历\n2019.01-2023.06 蓝岸科技 销售主管\n带领8人团队"


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with store.open(tmp_path_factory.mktemp("guide") / "w.db") as opened:
        desk = opened.as_operator()
        desk.write(
            "JOBS",
            pd.DataFrame(
                [{"job_id": "J-SM-01", "title": "销售经理", "title_en": "Sales manager"}, {"job_id": "J-0", "title": "其他"}]
            ),
        )
        desk.write(
            "CANDIDATES",
            pd.DataFrame([{"candidate_id": "C-1", "resume_text": RESUME}, {"candidate_id": "C-2", "resume_text": None}]),
        )
        desk.write(
            "APPLICATIONS", pd.DataFrame({"application_id": ["A-1", "A-2"], "candidate_id": ["C-1", "C-2"], "job_id": "J-SM-01"})
        )
        desk.write(
            "INTERVIEWS",
            pd.DataFrame(
                [
                    {
                        "interview_id": "V-1",
                        "application_id": "A-1",
                        "candidate_id": "C-1",
                        "job_id": "J-SM-01",
                        "interview_date": "2026-03-02",
                    }
                ]
            ),
        )
        desk.write(
            "ANSWERS",
            pd.DataFrame(
                [{"interview_id": "V-1", "question_id": "q-team_leadership-1", "question_text": "?", "answer_text": "带过八个人"}]
            ),
        )
        desk.write("EVIDENCE", pd.DataFrame([{"interview_id": "V-1", "indicator": "team_size", "value": 8.0, "quality": 1.0, "status": "usable",
                                              "source": "answer", "catalogue_version": "test"}]))  # fmt: skip
        desk.save_definition(definitions.Rubric.load(FOLDER / "rubric-sales-manager.yaml"), reason="test")
        desk.save_definition(definitions.QuestionBank.load(FOLDER / "questions.yaml"), reason="test")
        yield opened


def test_everybody_is_asked_the_same_core(db):
    desk = db.as_operator()
    tables = [
        reports.guide(desk, **asked, language="zh").tables["questions"]
        for asked in ({"job_id": "J-SM-01"}, {"application_id": "A-1"}, {"application_id": "A-2"})
    ]
    cores = [table.loc[table["asked_of"] == "全体", "question_text"].to_list() for table in tables]
    assert cores[0] == cores[1] == cores[2]
    assert len(tables[1]) > len(tables[0]) == len(tables[2])
    assert set(tables[1].loc[tables[1]["asked_of"] != "全体", "resume_words"]) != {""}


def test_it_is_the_guide_the_pipeline_makes(db):
    desk = db.as_operator()
    plan = pipeline.interview_guide(desk, "A-1")
    table = reports.guide(desk, application_id="A-1", language="en").tables["questions"]
    assert table["question_text"].to_list() == [item.text["en"] for item in plan.questions]
    assert table["minutes"].sum() == plan.minutes


def test_what_to_ask_next_is_the_probe_for_what_was_asked_and_left_open(db):
    """Asked about the team: its size was said, its growth was not, and has a probe of its own in the question bank."""
    report = reports.guide(db.as_operator(), application_id="A-1", language="en")
    assert report.facts["next"] == "In the year you led it, by how many percent did the team's results grow?"
    assert report.facts["next"] in report.sentence
    assert report.facts["n_missing"] == len(report.tables["missing"]) > 0


def test_without_an_interview_nothing_is_said_to_be_missing(db):
    report = reports.guide(db.as_operator(), application_id="A-2", language="zh")
    assert report.facts["n_missing"] is None
    assert report.tables["missing"].empty
    assert any("尚未面试" in note for note in report.notes)


def test_every_mark_of_a_core_question_has_its_anchor(db):
    report = reports.guide(db.as_operator(), job_id="J-SM-01", language="en")
    assert set(report.tables["anchors"]["number"]) == set(report.tables["questions"]["number"])
    assert set(report.tables["anchors"]["rating"]) == {1, 3, 5}


def test_it_is_one_offline_file(db):
    report = reports.guide(db.as_operator(), job_id="J-SM-01", language="zh")
    page = reports.to_html(report, "zh")
    assert "http" not in page
    for text in (*report.tables["questions"]["question_text"], *report.tables["anchors"]["anchor_text"]):
        assert text in page


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({}, ContractError, "neither a job nor an application is named"),
        ({"job_id": "J-SM-1"}, ContractError, "there is no job 'J-SM-1'"),
        ({"application_id": "A-9"}, ContractError, "there is no such application"),
        ({"job_id": "J-0"}, DefinitionError, "the job has no rubric in force"),
    ],
)
def test_what_cannot_be_made_says_why(db, asked, error, said):
    with pytest.raises(error, match=said):
        reports.guide(db.as_operator(), **asked, language="en")
