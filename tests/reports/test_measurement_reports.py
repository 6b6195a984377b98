"""Agreement and calibration on invented companies: numbers against the room's own, both languages, roles, and too little data."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench import definitions, reports, samples, scoring, store
from workbench.errors import AccessDenied, ContractError

JOB = "J-BE-01"


@pytest.fixture(scope="module")
def large(tmp_path_factory, request):
    """2,500 candidates, one job's interviews scored: enough hires with a performance to weigh competencies by."""
    company = samples.company(2500, seed=3, answers=False)
    url = str(tmp_path_factory.mktemp("measure") / "w.db")
    rubric = definitions.Rubric.load(next((request.config.rootpath / "data" / "definitions").glob("rubric-backend*.yaml")))
    with store.open(url) as db:
        db.add_account("sam", "long enough", "specialist")
        desk = db.as_operator()
        desk.save_definition(rubric, reason="test")
        for name in ("JOBS", "CANDIDATES", "PROTECTED", "APPLICATIONS", "INTERVIEWS", "RATINGS", "EMPLOYEES", "PERFORMANCE"):
            desk.write(name, company.tables[name])
        wide = company.truth["tables"]["evidence"]
        table = (
            wide[wide["job_id"] == JOB]
            .reindex(columns=["interview_id", *rubric.indicators])
            .astype(dict.fromkeys(rubric.indicators, "float64"))
        )
        scores = scoring.grade(scoring.score(table, rubric), rubric)
        desk.write(
            "SCORES", scores[["interview_id", "overall", "coverage", "error_band", "grade", "rubric_version"]].assign(generic=False)
        )
        desk.write("COMPETENCY_SCORES", scoring.competency_scores(table, rubric))
        yield db, company


@pytest.mark.parametrize("language", ["en", "zh"])
def test_agreement_says_what_scoring_found(large, language):
    db, company = large
    report = reports.agreement(db.as_operator(), language=language)
    direct = scoring.agreement(company.tables["RATINGS"], n_resamples=300)
    one = direct.icc.set_index("name").loc["ICC(A,1)"]
    assert report.facts["one"] == pytest.approx(one["value"])
    assert f"{one['value']:.2f}"[1:] in report.sentence
    assert report.facts["raters_for_target"] == direct.raters_for_target
    assert set(report.figures) == {"components", "severity", "raters"}
    strict = pd.Series(company.truth["severity"]).abs().idxmax()
    assert strict in report.facts["severe"]
    if language == "zh":
        assert not any(word in report.sentence for word in ("rater", "severe"))
    apart = report.tables["disagreements"]
    assert (apart["difference"].diff().dropna() <= 0).all()


def test_agreement_of_one_job_and_of_a_design(large):
    desk = large[0].as_operator()
    report = reports.agreement(desk, job_id=JOB, n_raters=6, language="en")
    assert report.facts["n_ratings"] < len(desk.read("RATINGS"))
    assert report.facts["mean_of"] == pytest.approx(scoring.spearman_brown(report.facts["one"], 6))
    assert "mean of 6 raters" in report.sentence


def test_nothing_to_compare_is_said(large):
    report = reports.agreement(large[0].as_operator(), period="2020", language="en")
    assert report.sentence.startswith("Too little to say: 0 ratings")
    assert not report.figures


@pytest.mark.parametrize("language", ["en", "zh"])
def test_calibration_keeps_equal_weights_until_beaten(large, language):
    report = reports.calibration(large[0].as_operator(), job_id=JOB, language=language)
    found = report.facts["calibration"]
    assert report.sentence == found.sentence.say(language)
    assert report.tables["weights"]["current"].sum() == pytest.approx(1)
    assert not report.facts["beats_equal"]
    assert {"weights", "validity", "items"} <= set(report.tables)
    assert {"weights", "validity"} <= set(report.figures)
    assert any(str(found.n_outcome) in note for note in report.notes)
    if language == "zh":
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in note) for note in report.notes)


def test_calibration_rests_on_hires_and_their_mean_performance(large):
    db, company = large
    found = reports.calibration(db.as_operator(), job_id=JOB, language="en").facts["calibration"]
    staff = company.tables["EMPLOYEES"]
    judged = staff[staff["employee_id"].isin(company.tables["PERFORMANCE"]["employee_id"])].merge(
        company.tables["INTERVIEWS"][["application_id", "interview_id"]]
    )
    points = (
        db.as_operator().read("COMPETENCY_SCORES").pivot_table(index="interview_id", columns="competency", values="points").dropna()
    )
    assert found.n_outcome == points.index.isin(judged["interview_id"]).sum()


def test_sliders_are_answered_from_what_was_found(large):
    report = reports.calibration(large[0].as_operator(), job_id=JOB, language="en")
    names = list(report.facts["names"])
    said = reports.weights_tried(report.facts["calibration"], {names[0]: 0.7, names[1]: 0.3}, "en")
    assert said.startswith("Your weights: r = ")
    assert "等权" in reports.weights_tried(report.facts["calibration"], dict.fromkeys(names, 0.2), "zh")


def test_the_trade_off_needs_the_right_to_protected_attributes(large):
    db, _ = large
    attribute = "sex"
    report = reports.calibration(
        db.as_operator(), job_id=JOB, method="pareto", attribute=attribute, selection_ratio=0.2, language="en"
    )
    assert {"trade_off", "weights"} <= set(report.figures)
    assert np.diff(report.tables["trade_off"]["impact_ratio"]).min() > 0
    with pytest.raises(AccessDenied):
        reports.calibration(db.as_user("sam"), job_id=JOB, method="pareto", attribute=attribute)
    with pytest.raises(ContractError, match="no protected attribute"):
        reports.calibration(db.as_operator(), job_id=JOB, attribute="shoe_size")


def test_all_attributes_together_have_one_front(large):
    db, _ = large
    report = reports.calibration(db.as_operator(), job_id=JOB, method="pareto", attribute="all", selection_ratio=0.2, language="zh")
    together = report.tables["groups_together"]
    assert {"性别", "年龄段"} <= set(together["attribute"])
    assert not together["group"].str.contains("undisclosed").any(), "what was not said is no group"
    assert (together["n"] >= 5).all()
    assert report.tables["trade_off"]["impact_ratio"].to_numpy()[-1] <= 1 + 1e-9
    assert {"attribute", "group", "reference"} <= set(report.tables["trade_off"])
    found = report.facts["calibration"]
    said = reports.weights_tried(found, dict.fromkeys(report.facts["names"], 0.2), "zh")
    assert any(f"{attribute}：" in said for attribute in ("性别", "年龄段", "户籍地区", "残障情况"))
    assert reports.front_tried(report, dict.fromkeys(report.facts["names"], 0.2), "zh") is not None
    with pytest.raises(AccessDenied):
        reports.calibration(db.as_user("sam"), job_id=JOB, method="pareto", attribute="all")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_too_few_hires_keep_equal_weights(desk, language):
    job = str(desk.read("JOBS")["job_id"].iloc[0])
    report = reports.calibration(desk, job_id=job, language=language)
    assert report.facts["calibration"] is None
    assert report.sentence.startswith("Keep equal weights: " if language == "en" else "保持等权：")


@pytest.mark.parametrize(
    ("shares", "moved", "expected"),
    [
        ({"a": 30, "b": 25, "c": 20, "d": 15, "e": 10}, None, [30, 25, 20, 15, 10]),
        ({"a": 1, "b": 1, "c": 1}, None, [34, 33, 33]),
        ({"a": 70, "b": 25, "c": 25}, "a", [70, 15, 15]),
        ({"a": 100, "b": 25, "c": 20}, "a", [100, 0, 0]),
        ({"a": 40, "b": 0, "c": 0}, "a", [40, 30, 30]),
        ({"a": 0, "b": 0}, None, [50, 50]),
        ({"a": 20}, "a", [100]),
    ],
)
def test_shares_are_kept_at_100(shares, moved, expected):
    found = reports.kept_at_100(shares, moved=moved)
    assert list(found) == list(shares)
    assert list(found.values()) == expected
    assert sum(found.values()) == 100


def test_shares_below_0_are_refused():
    with pytest.raises(ContractError, match="no shares"):
        reports.kept_at_100({"a": -1, "b": 101})
