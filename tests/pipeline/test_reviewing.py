"""A recruiter's word on a linked value: it holds at once and in later runs, it is visible, and nobody else may give it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench import pipeline, reports, samples, store
from workbench.errors import AccessDenied, ContractError
from workbench.evidence import reviewing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", autouse=True)
def one_key():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKBENCH_SECRET", "a key for tests only, 32 characters or more")
        yield


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reviewing")
    samples.export(samples.company(30, seed=5), folder / "exports", recordings=None)
    pipeline.run(exports=folder / "exports", db=str(folder / "w.db"), definitions=ROOT / "data" / "definitions")
    with store.open(folder / "w.db") as db:
        for name, role in (("rita", "recruiter"), ("sam", "specialist"), ("ana", "administrator")):
            db.add_account(name, "long enough", role)
    return folder


@pytest.fixture
def database(filled, tmp_path):
    for file in filled.glob("w.db*"):
        shutil.copy(file, tmp_path / file.name)
    with store.open(str(tmp_path / "w.db")) as opened:
        yield opened


@pytest.fixture
def case(database):
    """An interview and an answer indicator that its score reads."""
    desk = database.as_operator()
    used = desk.read("CRITERION_SCORES").dropna(subset="points")
    read = desk.read("EVIDENCE")
    read = read[(read["source"] == "answer") & (read["status"] == "usable") & read["quote"].notna()]
    both = used.merge(read[["interview_id", "indicator"]], on=["interview_id", "indicator"])
    both = both.merge(desk.read("SCORES").dropna(subset="overall")[["interview_id"]], on="interview_id")
    row = both[(both["indicator"] == "team_size") & (both["points"] == 100)].iloc[0]
    return row["interview_id"], row["indicator"]


def standing(desk, case):
    return desk.read("EVIDENCE", interview_id=case[0], indicator=case[1]).iloc[0]


def test_a_correction_holds_at_once_and_in_every_later_run(database, case, filled):
    desk, before = database.as_user("rita"), standing(database.as_operator(), case)
    points = desk.read("SCORES", interview_id=case[0])["overall"].iloc[0]
    others = desk.read("EVIDENCE").query("interview_id != @case[0]")
    stages = pipeline.review(desk, *case, verdict="corrected", value=1, reason="复听：是一个人")
    assert [(s.stage, s.done) for s in stages] == [("evidence", 1), ("scores", 1), ("pay", 1)]
    now = standing(desk, case)
    assert (now["value"], now["status"], now["source"]) == (1.0, "corrected", "person")
    assert now["reason"].startswith("corrected by rita on ")
    assert now["reason"].endswith(f"; the machine read {before['value']:g}")
    assert (now["span_start"], now["quote"]) == (before["span_start"], before["quote"])
    assert desk.read("SCORES", interview_id=case[0])["overall"].iloc[0] != points
    pd.testing.assert_frame_equal(desk.read("EVIDENCE").query("interview_id != @case[0]"), others)
    operator = database.as_operator()
    operator.forget_marks("evidence")  # as a newer extractor would
    pipeline.run(exports=filled / "exports", db=database)
    assert standing(operator, case)["value"] == 1.0
    assert operator.audit()["account"].str.contains("rita's review").any()


def test_a_second_review_still_knows_what_the_machine_read_and_can_be_taken_back(database, case):
    desk, before = database.as_user("rita"), standing(database.as_operator(), case)
    pipeline.review(desk, *case, verdict="corrected", value=1, reason="第一次")
    pipeline.review(desk, *case, verdict="rejected", reason="说的是别人")
    rejected = standing(desk, case)
    assert (rejected["status"], rejected["source"]) == ("abstained", "person")
    assert pd.isna(rejected["value"])
    pipeline.review(desk, *case, verdict="withdrawn", reason="复核有误")
    back = standing(desk, case)
    assert back[["value", "status", "source", "reason"]].to_list() == before[["value", "status", "source", "reason"]].to_list()
    assert desk.read("EVIDENCE_REVIEWS")["machine_value"].to_list() == [before["value"]] * 3


def test_an_undecided_value_is_decided_by_a_person(database):
    operator = database.as_operator()
    row = operator.read("EVIDENCE").query("source == 'answer' and status == 'abstained'").iloc[0]
    pipeline.review(
        database.as_user("rita"), row["interview_id"], row["indicator"], verdict="confirmed", value=3, reason="问过本人"
    )
    assert operator.read("EVIDENCE", interview_id=row["interview_id"], indicator=row["indicator"])["value"].to_list() == [3.0]


def test_the_report_shows_who_when_and_why_in_both_languages(database, case):
    pipeline.review(database.as_user("rita"), *case, verdict="corrected", value=7, reason="录音里是七个")
    zh = reports.candidate(database.as_user("rita"), case[0], language="zh")
    (row,) = zh.tables["reviews"].to_dict("records")
    assert (row["reviewer"], row["review_reason"], row["verdict_word"], row["holds"]) == (
        "rita",
        "录音里是七个",
        "已人工更正",
        True,
    )
    shown = zh.tables["criteria"].set_index("indicator").loc[case[1]]
    assert shown["value"] == 7
    assert "rita 于" in shown["reason"]
    assert "更正；机器读数为" in shown["reason"]
    en = (
        reports.candidate(database.as_user("rita"), case[0], language="en")
        .tables["criteria"]
        .set_index("indicator")
        .loc[case[1], "reason"]
    )
    assert en.startswith("corrected by rita on ")


@pytest.mark.parametrize("name", ["sam"])
def test_who_may_not_review_changes_nothing(database, case, name):
    before = standing(database.as_operator(), case)
    with pytest.raises(AccessDenied, match="right to review evidence"):
        pipeline.review(database.as_user(name), *case, verdict="corrected", value=1, reason="slip")
    assert standing(database.as_operator(), case).to_list()[:4] == before.to_list()[:4]
    with pytest.raises(ContractError, match="kept with its reason"):
        pipeline.review(database.as_user("ana"), *case, verdict="corrected", value=1, reason="")
    assert database.as_operator().read("EVIDENCE_REVIEWS").empty


def test_without_reviews_the_evidence_is_as_read_and_the_argument_is_untouched():
    evidence = pd.DataFrame({"interview_id": ["I"], "indicator": ["team_size"], "value": [5.0], "value_low": [5.0], "value_high": [5.0],
                             "quality": [0.9], "status": ["usable"], "source": ["answer"], "reason": [None]})  # fmt: skip
    reviews = pd.DataFrame({"interview_id": ["I", "J"], "indicator": "team_size", "n": 1, "verdict": "corrected", "value": [8.0, 9.0],
                            "reviewer": "rita", "reviewed_at": "2026-03-01T08:00:00+00:00"})  # fmt: skip
    before = evidence.copy()
    pd.testing.assert_frame_equal(reviewing.reviewed(evidence, reviews.head(0)), evidence)
    assert reviewing.reviewed(evidence, reviews)["value"].to_list() == [8.0]
    assert reviewing.reviewed(evidence, reviews)["reason"].to_list() == ["corrected by rita on 2026-03-01; the machine read 5"]
    pd.testing.assert_frame_equal(evidence, before)
