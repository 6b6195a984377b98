"""Scores by group: scoring rates counted by hand, one planted criterion found and only that one, lines that differ or do not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import contracts, fairness, samples
from workbench.errors import ContractError, UndefinedResult

RANDOM = np.random.default_rng(7)


@pytest.fixture(scope="module")
def company():
    return samples.company(4000, seed=5, answers=False)


@pytest.fixture(scope="module")
def decisions(company):
    tables = company.tables
    rows = tables["APPLICATIONS"].merge(tables["INTERVIEWS"][["application_id", "interview_id"]], how="left")
    rows = rows.merge(company.truth["tables"]["evidence"].drop(columns="job_id"), how="left", on="interview_id")
    worked = tables["PERFORMANCE"].groupby("employee_id")["performance"].mean()
    staff = tables["EMPLOYEES"].assign(performance=lambda t: t["employee_id"].map(worked))
    return rows.merge(staff[["application_id", "performance"]], how="left").assign(
        hired=lambda t: (t["status"] == "hired").astype(float)
    )


@pytest.fixture(scope="module")
def found(company, decisions):
    ratings = [name for name in decisions if name.startswith("rating.")]
    return fairness.audit(decisions, company.tables["PROTECTED"], stages=["hired"], scores=["overall"], criteria=ratings,
                          outcomes={"performance": "overall"}, within="job_id")  # fmt: skip


def test_scoring_rate_is_the_share_above_the_median_of_all():
    scores, groups = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100], ["a"] * 5 + ["b"] * 5
    table = fairness.scoring_impact(scores, groups).table.set_index("group")
    assert table["selected"].to_dict() == {"b": 5, "a": 0}  # median 55
    at_line = fairness.scoring_impact(scores, groups, above=30).table.set_index("group")
    assert at_line.loc["a", "selected"] == 2  # strictly above
    assert at_line.loc["a", "impact_ratio"] == 0.4


def test_who_has_no_score_or_group_is_counted():
    found = fairness.scoring_impact([*range(20), None], [*["a", "b"] * 9, None, None, "a"])
    assert (found.n_unknown, found.n_undecided) == (2, 1)
    assert found.table["group"].iloc[-1] == "(unknown)" or found.n_people_hidden == 2


def test_scoring_rates_of_every_scale():
    points = pl.DataFrame({"x": list(range(20)), "y": [1.0] * 20, "name": ["n"] * 20, "z": list(range(20))[::-1]})
    table = fairness.scoring_impacts(points, ["a"] * 10 + ["b"] * 10)
    assert set(table["score"]) == {"x", "z"}
    assert table.groupby("score")["group"].first().to_dict() == {"x": "b", "z": "a"}


def test_the_planted_criterion_is_found_and_only_that_one(company, found):
    planted = company.truth["group_difference"]
    single = found.criteria[~found.criteria["attribute"].str.contains("×")]
    differing = single[single["finding"] == "differs"]
    assert set(zip(differing["attribute"], differing["score"], strict=True)) == {
        (planted["attribute"], f"rating.{planted['criterion']}")
    }
    row = differing[differing["group"] == planted["group"]].iloc[0]
    assert row["reference"] == planted["reference"] or row["reference"] == planted["group"]
    assert row["low"] < planted["difference"] < row["high"]


def test_gaps_against_regression_with_dummies():
    import statsmodels.formula.api as smf

    rows = pd.DataFrame({"g": RANDOM.choice(["m", "f"], 200), "job": RANDOM.choice(["x", "y", "z"], 200)})
    rows["s"] = 50 + 4 * (rows["g"] == "f") + rows["job"].map({"x": 0, "y": 10, "z": 20}) + RANDOM.normal(0, 8, 200)
    row = fairness.score_gaps(rows[["s"]], rows["g"], within=rows["job"], reference="m").table.iloc[0]
    fit = smf.ols("s ~ C(g, Treatment('m')) + C(job)", rows).fit()
    name = "C(g, Treatment('m'))[T.f]"
    assert (row["difference"], row["p_value"]) == pytest.approx((fit.params[name], fit.pvalues[name]))
    assert (row["low"], row["high"]) == pytest.approx(tuple(fit.conf_int().loc[name]))
    assert row["d"] == pytest.approx(fit.params[name] / np.sqrt(fit.mse_resid), rel=0.01)


def test_different_jobs_make_no_difference_between_groups():
    job = np.repeat(["easy", "hard"], 200)
    group = np.where(RANDOM.random(400) < np.where(job == "easy", 0.8, 0.2), "a", "b")
    points = pd.DataFrame({"s": np.where(job == "easy", 80, 50) + RANDOM.normal(0, 10, 400)})
    assert fairness.score_gaps(points, group).table["finding"].iloc[0] == "differs"
    assert fairness.score_gaps(points, group, within=job).table["finding"].iloc[0] != "differs"


def test_ten_criteria_without_a_difference_rarely_raise_an_alarm():
    random, alarms = np.random.default_rng(2), 0
    for _ in range(150):
        points = pd.DataFrame(random.normal(0, 1, (80, 10)), columns=[f"c{i}" for i in range(10)])
        alarms += (fairness.score_gaps(points, random.choice(["a", "b", "c"], 80)).table["finding"] == "differs").any()
    assert alarms / 150 <= 0.10  # .05 but for the luck of 150 draws


def test_prediction_against_an_f_test():
    import statsmodels.formula.api as smf

    n = 150
    rows = pd.DataFrame({"g": RANDOM.choice(["m", "f"], n, p=[0.6, 0.4]), "x": RANDOM.normal(70, 10, n)})
    rows["y"] = 0.05 * rows["x"] - 0.8 * (rows["g"] == "f") + RANDOM.normal(0, 1, n)
    found = fairness.differential_prediction(rows["x"], rows["y"], rows["g"], reference="m")
    row = found.table.iloc[0]
    full, common, equal = (
        smf.ols(f, rows).fit() for f in ("y ~ x * C(g, Treatment('m'))", "y ~ x", "y ~ x + C(g, Treatment('m'))")
    )
    assert row["p_any"] == pytest.approx(full.compare_f_test(common)[1])
    assert row["p_slope"] == pytest.approx(full.pvalues["x:C(g, Treatment('m'))[T.f]"])
    assert row["intercept_difference"] == pytest.approx(equal.params["C(g, Treatment('m'))[T.f]"])
    assert row["mean_residual"] == pytest.approx(common.resid[rows["g"] == "f"].mean())
    assert row["finding"].startswith("overpredicted")


@pytest.mark.parametrize(
    ("slope", "shift", "words"),
    [(0.05, 0.0, "no difference in prediction shown"), (0.05, 0.9, "underpredicted"), (0.05, -0.9, "overpredicted"), (-0.05, 0.0, "slopes differ")],
)  # fmt: skip
def test_each_finding(slope, shift, words):
    random, n = np.random.default_rng(1), 900
    group = random.choice(["m", "f"], n, p=[0.55, 0.45])
    x = random.normal(70, 10, n)
    y = np.where(group == "f", slope * (x - 70) + shift, 0.05 * (x - 70)) + random.normal(0, 1, n)
    found = fairness.differential_prediction(x, y, group)
    assert found.reference == "m"
    assert found.table["finding"].iloc[0].startswith(words)


def test_the_planted_company_predicts_alike(found):
    single = found.prediction[~found.prediction["attribute"].str.contains("×")]
    assert set(single["finding"]) <= {"no difference in prediction shown", "too few to say"}


def test_an_audit_crosses_attributes_and_counts_the_unknown(company, found):
    assert set(found.selection["attribute"]) == {"sex", "age_band", "origin", "disability", "sex × age_band"}
    unknown = found.unknown.set_index("attribute")
    people = company.tables["PROTECTED"]
    assert unknown.loc["sex", "n_unknown"] == (people["sex"].isna() | people["sex"].eq("undisclosed")).sum()
    shown = found.selection[found.selection["attribute"] == "sex"].set_index("group")
    assert shown.loc["(unknown)", "finding"] == "group not known, not compared"
    assert shown.loc["other", "small_share"]
    assert shown.loc["other", "finding"].startswith("below 2 % of the pool")
    assert found.selection.loc[found.selection["attribute"] == "sex", "n"].sum() + unknown.loc["sex", "n_people_hidden"] == found.n
    assert "candidate_id" not in {
        name for table in (found.selection, found.scoring, found.criteria, found.prediction) for name in table
    }


def test_attributes_are_those_of_the_contract():
    assert tuple(c.name for c in contracts.PROTECTED.columns if c.sensitivity == "protected") == fairness.ATTRIBUTES


def test_a_tiny_group_sets_no_standard():
    counts = {"a": (50, 100), "b": (40, 100), "c": (3, 3)}
    found = fairness.impact_of_counts({**counts, "a": (500, 1000), "b": (400, 1000), "c": (5, 5)})
    assert found.reference == "a"
    tiny = found.table.set_index("group").loc["c"]
    assert tiny["impact_ratio"] == 2.0
    assert tiny["finding"].startswith("below 2 %")
    asked = fairness.impact_of_counts(counts, minimum_group=1, reference="b")
    assert asked.reference == "b"


def test_many_groups_are_allowed_for():
    counts = {"ref": (60, 100), **{f"g{i}": (47, 100) for i in range(6)}}
    table = fairness.impact_of_counts(counts).table.set_index("group")
    assert table.loc["g0", "p_exact"] > 0.05 or table.loc["g0", "p_holm"] == pytest.approx(min(1, 6 * table.loc["g0", "p_exact"]))
    assert table.loc["g0", "finding"] == "below four fifths, but may be chance"


def test_recheck_finds_the_wrong_p_value():
    published = pd.DataFrame(
        {
            "group": ["focal", "ref"],
            "n": [8, 10],
            "selected": [2, 5],
            "rate": [0.25, 0.5],
            "impact_ratio": [0.5, 1.0],
            "p_value": [0.02, None],
        }
    )
    found = fairness.recheck(published)
    assert found.n_disagreeing == 1
    assert found.table["finding"].tolist() == ["no usual test gives this p value", "agrees with the counts"]
    right = fairness.recheck(published.assign(p_value=[0.280, None]))
    assert right.table["p_from"].iloc[0] == "z"
    ratio = fairness.recheck(published.assign(impact_ratio=[0.7, 1.0], p_value=[0.280, None]))
    assert ratio.table["finding"].iloc[0] == "does not follow from the counts: impact_ratio"
    with pytest.raises(ContractError, match="column missing: selected"):
        fairness.recheck(published.drop(columns="selected"))


@pytest.mark.parametrize("form", [list, np.array, pd.Series, pl.Series])
def test_any_form_of_input(form):
    x, y, g = RANDOM.normal(0, 1, 40), RANDOM.normal(0, 1, 40), ["a", "b"] * 20
    plain = fairness.differential_prediction(x, y, g).table
    pd.testing.assert_frame_equal(plain, fairness.differential_prediction(form(x), form(y), form(g)).table)
    pd.testing.assert_frame_equal(fairness.scoring_impact(x, g).table, fairness.scoring_impact(form(x), form(g)).table)


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: fairness.scoring_impact([5] * 20, ["a", "b"] * 10), UndefinedResult, "there is no scoring rate.*20 equal scores"),
        (lambda: fairness.scoring_impact([None] * 20, ["a", "b"] * 10), UndefinedResult, "no scores"),
        (lambda: fairness.scoring_impact(["x"] * 20, ["a", "b"] * 10), ContractError, "20 values that are not"),
        (lambda: fairness.scoring_impacts(pd.DataFrame({"x": [1.0] * 20}), ["a", "b"] * 10), UndefinedResult, "no score has a rate"),
        (lambda: fairness.score_gaps(pd.DataFrame({"x": range(8)}), ["a"] * 5 + ["b"] * 3), UndefinedResult, "two groups that may be shown.*1 with at least 5"),
        (lambda: fairness.score_gaps(pd.DataFrame({"x": [1.0] * 20}), ["a", "b"] * 10), UndefinedResult, "no score can be compared.*1 scores without spread"),
        (lambda: fairness.score_gaps(pd.DataFrame({"x": range(20)}), ["a", "b"] * 9), ContractError, "20 rows, 18 groups"),
        (lambda: fairness.differential_prediction([1.0] * 20, range(20), ["a", "b"] * 10), UndefinedResult, "the score is the same for everybody"),
        (lambda: fairness.differential_prediction(range(20), [1] * 20, ["a", "b"] * 10), UndefinedResult, "the outcome is the same for everybody"),
        (lambda: fairness.differential_prediction(range(20), [0, 1] * 10, ["a", "b"] * 10), UndefinedResult, "foretold exactly.*perfect separation"),
        (lambda: fairness.differential_prediction(range(20), range(20), ["a"] * 17 + ["b"] * 3), UndefinedResult, "1 with at least 5 people who have an outcome"),
        (lambda: fairness.differential_prediction(range(20), range(19), ["a"] * 20), ContractError, "20, 19 and 20 rows"),
        (lambda: fairness.impact([1, 0], None), ContractError, "this is not a column"),
        (lambda: fairness.score_gaps(pd.DataFrame({"x": range(20)}), ["a", "b"] * 10, scores=["y"]), ContractError, "'y' is not a column of points"),
        (lambda: fairness.recheck(pd.DataFrame({"group": ["a", "a"], "n": [5, 9], "selected": [1, 2]})), ContractError, "a group stands twice"),
        (lambda: fairness.expected_impact("wide", selection_ratio=0.1, minority_share=0.2), ContractError, "'d' is not a difference"),
        (lambda: fairness.composite_d([1, 2], [[1]]), ContractError, "do not belong together"),
        (lambda: fairness.composite_d([1, 2], [[1, 1], [1, 1]], weights=[1, -1]), UndefinedResult, "does not vary"),
        (lambda: fairness.expected_impact(0.3, selection_ratio=1, minority_share=0.2), UndefinedResult, "no impact at a selection_ratio of 1"),
        (lambda: fairness.expected_impact(float("nan"), selection_ratio=0.1, minority_share=0.2), ContractError, "'d' is not a difference"),
        (lambda: fairness.impact_of_counts({"a": (5, 10), "b": (3, 10)}, reference="c"), ContractError, "the reference group 'c' cannot be compared with"),
    ],
)  # fmt: skip
def test_refusals_are_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_an_audit_without_anybody_selected_says_so(company, decisions):
    with pytest.raises(UndefinedResult, match="nothing can be compared.*without anybody selected"):
        fairness.audit(decisions.assign(hired=0.0), company.tables["PROTECTED"], stages=["hired"])
    with pytest.raises(ContractError, match="column missing: hird.*did you mean 'hired'"):
        fairness.audit(decisions, company.tables["PROTECTED"], stages=["hird"])
    with pytest.raises(ContractError, match="stands twice"):
        fairness.audit(decisions, pd.concat([company.tables["PROTECTED"]] * 2), stages=["hired"])
    partly = fairness.audit(
        decisions.assign(nobody=0.0), company.tables["PROTECTED"], stages=["hired", "nobody"], attributes=["sex"], crossed=[]
    )
    assert partly.undefined["name"].tolist() == ["nobody"]
