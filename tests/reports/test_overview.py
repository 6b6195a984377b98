"""What needs a person today: planted alerts come out, each with its page, and the funnel is the stored stages."""

import pandas as pd
import pytest

from workbench import reports, store


@pytest.fixture
def desk(tmp_path):
    """Two jobs: one short of candidates, one not; a recording to make again, two undecided pieces of evidence."""
    with store.open(tmp_path / "w.db") as db:
        desk = db.as_operator()
        day = pd.Timestamp("2026-01-05")
        desk.write("JOBS", pd.DataFrame([
            {"job_id": "J1", "title": "销售经理", "title_en": "Sales manager", "job_family": "sales", "openings": 3, "opened_date": day},
            {"job_id": "J2", "title": "后端", "title_en": "Backend", "job_family": "technical", "openings": 1, "opened_date": day},
        ]))  # fmt: skip
        statuses = ["hired", "interviewed", "rejected", "rejected", "withdrawn", *["screened"] * 6]
        desk.write("CANDIDATES", pd.DataFrame({"candidate_id": [f"C{n}" for n in range(11)]}))
        desk.write("APPLICATIONS", pd.DataFrame([
            {"application_id": f"A{n}", "candidate_id": f"C{n}", "job_id": "J1" if n < 5 else "J2", "channel": "内推",
             "applied_date": day, "status": status} for n, status in enumerate(statuses)
        ]))  # fmt: skip
        desk.write("STAGES", pd.DataFrame([
            {"application_id": "A0", "stage": "accepted", "event_date": day + pd.Timedelta(days=40)},
            {"application_id": "A0", "stage": "hired", "event_date": day + pd.Timedelta(days=60)},
        ]))  # fmt: skip
        desk.write("INTERVIEWS", pd.DataFrame([
            {"interview_id": f"V{n}", "application_id": f"A{n}", "candidate_id": f"C{n}", "job_id": "J1", "interview_date": day}
            for n in (0, 1)
        ]))  # fmt: skip
        desk.write("RECORDINGS", pd.DataFrame([
            {"interview_id": "V1", "question_id": "q1", "recording": "a.wav", "verdict": "re-record", "duration_s": 5.0,
             "extractor_version": "test"},
        ]))  # fmt: skip
        desk.write("EVIDENCE", pd.DataFrame([
            {"interview_id": "V0", "indicator": name, "status": "undecided", "quality": 0.0, "source": "answer", "catalogue_version": "test"}
            for name in ("team_size", "team_growth_pct")
        ]))  # fmt: skip
        yield desk


def test_planted_alerts_come_out_with_their_pages(desk):
    report = reports.overview(desk, language="en")
    alerts = report.tables["alerts"].set_index("kind")
    assert list(alerts.index) == ["short", "re-record", "undecided"]
    # three places, one taken, one candidate under way: one short
    assert alerts.loc["short", "text"] == "Sales manager is short of candidates: 1 under way for 2 places"
    assert tuple(alerts.loc["short", ["n", "page", "query", "value"]]) == (1, "jobs", "job", "J1")
    assert tuple(alerts.loc["re-record", ["n", "page", "query", "value"]]) == (1, "candidate", "interview", "V1")
    assert tuple(alerts.loc["undecided", ["n", "page", "query", "value"]]) == (2, "candidate", "interview", "V0")
    assert report.sentence.startswith("Sales manager is short of candidates")


def test_the_funnel_is_the_stored_stages(desk):
    table = reports.overview(desk, language="zh").tables["funnel"].set_index("job_id")
    assert list(table.loc["J1", ["applied", "accepted", "hired"]]) == [5, 1, 1]
    assert table.loc["J1", "hired_share"] == pytest.approx(1 / 5)
    assert list(table.loc["J2", ["applied", "screened", "hired"]]) == [6, 6, 0]
    assert table.loc["J1", "title"] == "销售经理"


def test_a_period_moves_the_funnel_and_not_the_alerts(desk):
    report = reports.overview(desk, period="2025", language="en")
    assert report.tables["funnel"].empty
    assert len(report.tables["alerts"]) == 3


def test_one_job_alone(desk):
    report = reports.overview(desk, job_id="J2", language="en")
    assert report.sentence == "Nothing waits for a person."
    assert list(report.tables["funnel"]["job_id"]) == ["J2"]
