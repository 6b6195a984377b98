"""The four pages on a small invented company: their numbers against the stored rows, in both languages, by role."""

import html
import re
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from workbench import reports
from workbench.errors import ContractError, UndefinedResult
from workbench.reports.selection import span


def test_a_candidates_sentence_carries_the_stored_numbers(desk, chosen):
    score = desk.read("SCORES", interview_id=chosen).iloc[0]
    report = reports.candidate(desk, chosen, language="en")
    low, high = max(0, score["overall"] - score["error_band"]), min(100, score["overall"] + score["error_band"])
    assert f"{score['overall']:.0f} ({low:.0f}–{high:.0f}), grade {score['grade']}" in report.sentence
    assert f"evidence covers {score['coverage'] * 100:.0f} % of the rubric" in report.sentence
    points = desk.read("COMPETENCY_SCORES", interview_id=chosen).set_index("competency")["points"]
    assert report.facts["strongest"]["competency"] == points.idxmax()
    assert report.facts["weakest"]["competency"] == points.idxmin()


def test_contributions_add_up_to_the_overall_score(desk, chosen):
    report = reports.candidate(desk, chosen)
    assert report.tables["criteria"]["contribution"].sum() == pytest.approx(report.facts["overall"], abs=0.05)


def test_every_quote_stands_where_its_span_says(desk, chosen):
    report = reports.candidate(desk, chosen)
    answers = report.tables["answers"].set_index("question_id")["answer_text"]
    quoted = report.tables["criteria"].dropna(subset=["quote", "span_start"])
    quoted = quoted[quoted["question_id"].isin(answers.index)]
    assert len(quoted)
    for row in quoted.to_dict("records"):
        assert answers[row["question_id"]][int(row["span_start"]) : int(row["span_end"])] == row["quote"]
    marks = [mark for marks in report.tables["answers"]["marks"] for mark in marks]
    assert {row["indicator"] for row in quoted.to_dict("records")} <= {mark["id"] for mark in marks}


def test_the_second_of_a_span_lies_in_its_sentence(desk, chosen):
    report = reports.candidate(desk, chosen)
    segments = report.tables["answers"].set_index("question_id")["segments"]
    timed = report.tables["evidence"].dropna(subset=["span_start", "start_s"])
    for row in timed[timed["question_id"].isin(segments.index)].to_dict("records"):
        spans = segments[row["question_id"]] or []
        inside = [s for s in spans if s[2] <= row["span_start"] <= s[3]]
        assert not spans or any(s[0] - 1e-6 <= row["start_s"] <= s[1] + 1e-6 for s in inside)


def test_indistinguishable_others_are_counted_as_one_would_by_hand(desk, chosen):
    report = reports.candidate(desk, chosen)
    own = desk.read("SCORES", interview_id=chosen).iloc[0]
    job = desk.read("INTERVIEWS", interview_id=chosen)["job_id"].iloc[0]
    others = desk.read("SCORES", interview_id=list(desk.read("INTERVIEWS", job_id=job)["interview_id"]))
    others = others[
        (others["interview_id"] != chosen) & others["overall"].notna() & (others["rubric_version"] == own["rubric_version"])
    ]
    if len(others) + 1 < 5:
        assert report.facts["peers_hidden"]
        return
    near = 0
    for other in others.to_dict("records"):
        near += abs(other["overall"] - own["overall"]) <= np.hypot(other["error_band"], own["error_band"])
    assert report.facts["n_indistinguishable"] == near


def test_missing_evidence_names_the_next_question(desk):
    missing = [reports.candidate(desk, name).tables["missing"] for name in desk.read("SCORES")["interview_id"].head(6)]
    rows = pd.concat(missing)
    assert len(rows)
    assert rows["question"].notna().all()
    assert rows["reason"].str.len().gt(0).all()


def test_a_recorded_answer_has_its_timeline(desk, chosen):
    report = reports.candidate(desk, chosen, language="en")
    assert {"competencies", "timeline", "answer"} <= set(report.figures)
    assert report.tables["answers"]["duration_s"].max() == 60.0


def test_an_unknown_interview_is_refused_with_a_cure(desk):
    with pytest.raises(ContractError, match="there is no interview 'no-such'"):
        reports.candidate(desk, "no-such")


def test_an_interview_without_a_score_says_so(desk):
    unscored = set(desk.read("INTERVIEWS")["interview_id"]) - set(desk.read("SCORES").dropna(subset="overall")["interview_id"])
    for name in unscored:
        assert re.search("Not scored yet|No overall score", reports.candidate(desk, name, language="en").sentence)


def test_a_manager_gets_the_report_without_names_and_quotes(river, chosen):
    db, _ = river
    manager = db.as_user(str(db.as_operator().read("JOBS")["hiring_manager"].dropna().iloc[0]))
    report = reports.candidate(manager, chosen, language="en")
    name = db.as_operator().read("CANDIDATES", candidate_id=report.tables["person"]["value"].iloc[0])["name"].iloc[0]
    page = reports.to_html(report, "en")
    assert report.facts["overall"] is not None
    assert report.tables["criteria"]["quote"].isna().all()
    assert report.tables["answers"]["answer_text"].isna().all()
    assert name not in page
    assert any("Not shown to this account's role" in note for note in report.notes)


def test_a_manager_of_no_opening_finds_no_interview(river, chosen):
    with pytest.raises(ContractError, match="0 interviews that this account may see"):
        reports.candidate(river[0].as_user("nobody"), chosen)


def test_job_fit_means_are_the_stored_means(desk):
    report = reports.job_fit(desk, language="en")
    points = desk.read("COMPETENCY_SCORES").merge(desk.read("INTERVIEWS")[["interview_id", "job_id"]], on="interview_id")
    scored = desk.read("SCORES").dropna(subset="overall")["interview_id"]
    by_hand = points[points["interview_id"].isin(scored)].groupby(["job_id", "competency"])["points"].mean()
    assert len(report.tables["competencies"])
    for row in report.tables["competencies"].to_dict("records"):
        assert row["mean"] == pytest.approx(by_hand[row["job_id"], row["competency"]])
        assert row["n"] >= 5


def test_a_job_with_too_few_interviews_is_not_shown(desk):
    report = reports.job_fit(desk, job_id="J-BE-01", period="2025-04-01", language="en")
    assert re.match("Too few to show|Nothing to show", report.sentence)
    assert not report.tables


def test_bins_count_every_candidate_once_per_competency(desk):
    report = reports.job_fit(desk)
    counted = report.tables["bins"].groupby(["job_id", "competency"])["n"].sum()
    shown = report.tables["competencies"].set_index(["job_id", "competency"])["n"]
    assert (counted.reindex(shown.index) == shown).all()


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [("2026", "2026-01-01", "2026-12-31"), ("2026-Q3", "2026-07-01", "2026-09-30"), ("2026-09", "2026-09-01", "2026-09-30"),
     (("2026-02-01", "2026-02-03"), "2026-02-01", "2026-02-03")],
)  # fmt: skip
def test_periods_are_read_as_people_write_them(period, first, last):
    assert span(period) == (pd.Timestamp(first), pd.Timestamp(last))


def test_a_period_that_is_none_is_refused(desk):
    with pytest.raises(ContractError, match="the period cannot be read"):
        reports.job_fit(desk, period="last summer")


def test_an_unknown_job_is_refused(desk):
    with pytest.raises(ContractError, match="there is no job 'J-XX'"):
        reports.job_fit(desk, job_id="J-XX")


def test_a_pay_review_shows_the_stored_suggestion(desk):
    row = desk.read("PAY_SUGGESTIONS").dropna(subset="decision").iloc[0]
    report = reports.pay_review(desk, interview_id=row["interview_id"], language="en")
    assert report.facts["decision"] == row["decision"]
    assert report.facts["rule"] == row["rule"]
    axis = report.tables["pay"].set_index("item")
    assert (axis.loc["suggested", "low"], axis.loc["suggested", "high"]) == (row["range_min"], row["range_max"])


def staff_of(job_id, pays, **more):
    return pd.DataFrame({"employee_id": [f"STAFF-{n}" for n in range(len(pays))], "job_id": job_id, "hired_date": pd.Timestamp("2025-01-06"),
                         "pay": pays, "currency": "CNY", "period": "month"} | more)  # fmt: skip


@pytest.fixture
def staffed(river):
    """One offer in a job whose manager has an account, and how to put given people on that job's staff."""
    db, _ = river
    desk, account = db.as_operator(), db.as_operator().read("JOBS")["hiring_manager"].dropna().iloc[0]
    jobs = desk.read("JOBS", hiring_manager=account)["job_id"].tolist()
    of_jobs = desk.read("INTERVIEWS", job_id=jobs).set_index("interview_id")["job_id"]
    row = desk.read("PAY_SUGGESTIONS", interview_id=list(of_jobs.index)).dropna(subset="decision").iloc[0]
    before = desk.read("EMPLOYEES", job_id=of_jobs[row["interview_id"]])
    if len(before):
        desk.remove("EMPLOYEES", employee_id=before["employee_id"].tolist())
    yield desk, db.as_user(account), row, lambda pays: desk.write("EMPLOYEES", staff_of(of_jobs[row["interview_id"]], pays))
    desk.remove("EMPLOYEES", employee_id=[f"STAFF-{n}" for n in range(5)])
    desk.write("EMPLOYEES", before)


def test_an_offer_stands_among_those_who_do_the_job_today(staffed):
    desk, manager, row, put = staffed
    put([row["decision"] * share for share in (0.8, 0.9, 1.25, 1.25)])
    few = reports.pay_review(desk, interview_id=row["interview_id"], language="en")
    assert few.facts["n_peers"] is None
    assert "peers" not in set(few.tables["pay"]["item"])
    put([row["decision"] * share for share in (0.8, 0.9, 1.25, 1.25, 1.25)])
    enough = reports.pay_review(desk, interview_id=row["interview_id"], language="en")
    facts, axis = enough.facts, enough.tables["pay"].set_index("item")
    assert (facts["n_peers"], facts["peer_ratio"], facts["peer_rank"]) == (5, pytest.approx(0.8), pytest.approx(0.4))
    assert axis.loc["peers", "amount"] == pytest.approx(row["decision"] * 1.25)
    assert any("5 people do this job today" in note for note in enough.notes)
    assert facts["range_penetration"] == pytest.approx(row["range_penetration"], nan_ok=True)
    assert facts["budget_left"] == pytest.approx(row["budget_left"], nan_ok=True)
    assert reports.candidate(manager, row["interview_id"]).facts["n_peers"] is None, "a manager reads nobody's pay"
    of_job = reports.pay_review(desk, job_id=desk.read("EMPLOYEES", employee_id="STAFF-0")["job_id"].iloc[0]).tables["suggestions"]
    assert of_job.set_index("interview_id").loc[row["interview_id"], "peer_ratio"] == pytest.approx(0.8)


def test_trying_the_same_budget_and_factor_changes_nothing(desk):
    row = desk.read("PAY_SUGGESTIONS").dropna(subset="decision").iloc[0]
    job = desk.read("JOBS", job_id=desk.read("INTERVIEWS", interview_id=row["interview_id"])["job_id"].iloc[0]).iloc[0]
    factor = next(m.market.factor for m in desk.all_in_force("pay-matrix").values() if m.job_family == job["job_family"])
    report = reports.pay_review(desk, job_id=job["job_id"], market_factor=float(factor))
    assert report.facts["changed"] == 0
    assert reports.pay_review(desk, interview_id=row["interview_id"], budget=1.0).facts["decision"] is None


def test_a_pay_review_is_of_one_thing(desk, chosen):
    with pytest.raises(ContractError, match="of one interview or of one job"):
        reports.pay_review(desk)
    with pytest.raises(ContractError, match="of one interview or of one job"):
        reports.pay_review(desk, interview_id=chosen, job_id="J-BE-01")


def test_cost_of_an_interview_and_time_saved_as_worked_by_hand(desk):
    # 100,000 / 1,000 = 100; + 10 min at 400 an hour = 166.67; by hand 500 of which one hour = 400
    # 3 x 60 - 10 x 10 = 80 min; 10 x 60 - 10 x 10 = 500 min
    facts = reports.cost_return(desk).facts
    assert (facts["direct"], facts["with_follow_up"], facts["manual"], facts["manual_labour"]) == (100.0, 166.67, 500.0, 400.0)
    assert (facts["actual_volume_minutes_per_day"], facts["actual_volume_amount_per_day"]) == (80.0, 533.33)
    assert facts["actual_volume_amount_per_year"] == pytest.approx(133333.33)
    assert (facts["equal_volume_minutes_per_day"], facts["equal_volume_amount_per_day"]) == (500.0, 3333.33)
    assert facts["equal_volume_amount_per_year"] == pytest.approx(833333.33)


def test_cost_per_hire_is_all_cost_over_all_hires(desk):
    total = sum((Decimal(str(v)) for name in ("SPEND", "TOOL_COSTS") for v in desk.read(name)["amount"]), Decimal(0))
    hires = len(desk.read("EMPLOYEES"))
    facts = reports.cost_return(desk).facts
    assert facts["cost_per_hire"] == pytest.approx(float(total / hires), abs=0.01)
    assert facts["net_pct"] == pytest.approx(facts["gross_pct"] - 100, abs=0.01)
    assert facts["below_threshold"] == (facts["gross_pct"] < 3000)


def test_an_assumption_can_be_tried(desk):
    facts = reports.cost_return(desk, cost_model={"ai": {"follow_up_min": 0}}).facts
    assert facts["with_follow_up"] == 100.0


def test_the_waterfall_joins(desk):
    steps = reports.cost_return(desk).tables["steps"].set_index("item")
    assert steps.loc["manual_labour", "end"] == steps.loc["manual_other", "start"]
    assert steps.loc["follow_up", "end"] == steps.loc["with_follow_up", "end"] == steps.loc["saving", "start"]


def test_a_month_without_costs_is_said_not_raised(desk):
    report = reports.cost_return(desk, month="1999-01", language="en")
    assert "no cost is recorded for 1999-01" in report.notes
    assert report.facts["cost_per_hire"] is None


def test_without_a_cost_model_there_is_nothing_to_say(tmp_path):
    from workbench import store

    with store.open(tmp_path / "empty.db") as db, pytest.raises(UndefinedResult, match="no cost model is in force"):
        reports.cost_return(db.as_operator())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_exports_to_one_file_without_requests(desk, chosen, language):
    for report in (reports.candidate(desk, chosen, language=language), reports.cost_return(desk, language=language)):
        page = reports.to_html(report, language)
        assert html.escape(report.sentence) in page
        assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']https?:", page)
        assert page.startswith("<!DOCTYPE html>")


def test_a_chinese_page_has_no_english_heading(desk, chosen):
    found = [
        reports.candidate(desk, chosen),
        reports.job_fit(desk),
        reports.cost_return(desk),
        reports.pay_review(desk, interview_id=chosen),
    ]
    heads = " ".join(re.findall("<th[^>]*>(.*?)</th>", "".join(reports.to_html(report, "zh") for report in found)))
    known = set(desk.read("COMPETENCY_SCORES")["competency"])  # columns of the candidates' table are the rubrics' own ids
    assert not set(re.findall(r"[a-z]+_[a-z_]+", heads)) - known
