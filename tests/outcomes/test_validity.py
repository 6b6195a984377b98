"""Validity: a known connection recovered through selection, intervals that cover, bands counted by hand, refusals in words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from workbench import outcomes
from workbench.errors import ContractError, UndefinedResult
from workbench.outcomes.validity import n_for
from workbench.outcomes.validity_expectancy import trend

RANDOM = np.random.default_rng(20260101)


def people(n, r, *, random=RANDOM):
    x = random.standard_normal(n)
    return x, r * x + np.sqrt(1 - r * r) * random.standard_normal(n)


@pytest.mark.parametrize("form", [list, np.array, pd.Series, pl.Series])
def test_any_form_of_input_gives_pearsons_r(form):
    x, y = people(60, 0.5)
    found = outcomes.validity(form(x), form(y))
    r, p = stats.pearsonr(x, y)
    known = stats.pearsonr(x, y).confidence_interval()
    assert (found.r, found.p_value, found.low, found.high) == pytest.approx((r, p, known.low, known.high))
    assert (found.n, found.n_missing, found.n_groups) == (60, 0, 1)
    assert np.isnan(found.corrected)
    assert found.corrections == ()


def test_missing_outcomes_are_left_out_and_counted():
    x, y = people(50, 0.6)
    y[:20] = np.nan
    found = outcomes.validity(x, y)
    assert (found.n, found.n_missing) == (30, 20)


def test_selection_hides_validity_and_the_correction_brings_it_back():
    x, y = people(40_000, 0.5)
    hired = x > 0.8
    seen = outcomes.validity(x[hired], y[hired], applicant_sd=x.std(ddof=1))
    assert seen.r < 0.33
    assert seen.corrected == pytest.approx(0.5, abs=0.03)
    assert seen.corrected_low < 0.5 < seen.corrected_high
    assert "Thorndike's case II" in seen.corrections[0]


def test_selection_on_another_score_and_lawley():
    random = np.random.default_rng(3)
    true = np.array([[1, 0.5, 0.4], [0.5, 1, 0.45], [0.4, 0.45, 1]])
    drawn = random.multivariate_normal(np.zeros(3), true, 200_000)
    hired = drawn[drawn[:, 0] > 0.5]
    back = outcomes.lawley(np.cov(hired.T), [[1.0]])
    assert back == pytest.approx(true, abs=0.02)
    third = outcomes.thorndike_3(*[np.corrcoef(hired.T)[1, 2]], r_xz=np.corrcoef(hired.T)[0, 1], r_yz=np.corrcoef(hired.T)[0, 2],
                                 sd_applicants=1, sd_hired=hired[:, 0].std())  # fmt: skip
    assert third == pytest.approx(back[1, 2], abs=1e-3)
    swapped = outcomes.lawley(np.cov(hired.T)[np.ix_([2, 0, 1], [2, 0, 1])], [[1.0]], selected=[1])
    assert swapped == pytest.approx(back[np.ix_([2, 0, 1], [2, 0, 1])])


def test_reliability_of_the_outcome_comes_before_selection():
    x, y = people(400, 0.4)
    found = outcomes.validity(x, y, applicant_sd=1.5, reliability=0.64)
    by_hand = outcomes.thorndike_2(outcomes.disattenuate(found.r, reliability_y=0.64), sd_applicants=1.5, sd_hired=x.std(ddof=1))
    assert found.corrected == pytest.approx(by_hand)
    assert len(found.corrections) == 2


def test_indirect_selection_reduces_to_case_2_of_true_scores():
    # with a perfectly reliable score, case IV is case II
    two = outcomes.thorndike_2(0.3, sd_applicants=1.5, sd_hired=1)
    assert outcomes.hunter_schmidt_le(0.3, sd_applicants=1.5, sd_hired=1, reliability_x=1.0) == pytest.approx(two)
    with pytest.raises(UndefinedResult, match="less than their error alone"):
        outcomes.hunter_schmidt_le(0.3, sd_applicants=2, sd_hired=1, reliability_x=0.5)


def test_within_jobs_an_easy_job_makes_no_validity():
    random = np.random.default_rng(5)
    job = np.repeat(["easy", "hard"], 200)
    lift = np.where(job == "easy", 3.0, 0.0)
    x, y = lift + random.standard_normal(400), lift + random.standard_normal(400)
    assert outcomes.validity(x, y).r > 0.5
    within = outcomes.validity(x, y, within=job)
    assert within.low < 0 < within.high
    assert within.n_groups == 2
    dummies = np.column_stack([job == "easy", job == "hard"]).astype(float)
    left = [v - dummies @ np.linalg.lstsq(dummies, v, rcond=None)[0] for v in (x, y)]
    assert within.r == pytest.approx(np.corrcoef(left)[0, 1])


def test_the_interval_covers_what_it_says():
    random = np.random.default_rng(11)
    inside = 0
    for _ in range(600):
        job = random.integers(0, 4, 80)
        x, y = people(80, 0.3, random=random)
        found = outcomes.validity(x + job, y - job, within=job)
        inside += found.low <= 0.3 <= found.high
    assert 0.925 < inside / 600 < 0.975


def test_verdicts_are_in_words():
    x, y = people(400, 0.5)
    assert outcomes.validity(x, y).verdict == "the score foretold the outcome"
    few = outcomes.validity([1, 2, 3, 4, 5, 6], [2, 1, 2, 1, 2, 1.5])
    assert few.verdict == f"too few to say: a validity of .20 would need about {n_for(0.2)} people"
    a, b = people(3000, 0.0, random=np.random.default_rng(4))
    assert outcomes.validity(a, b).verdict == "no connection shown"


def test_who_stayed_a_year():
    found = outcomes.retained(
        ["2025-01-01", "2025-01-01", "2025-01-01", "2026-01-01"], ["2025-06-01", None, "2026-03-01", None], as_of="2026-06-30"
    )
    assert found[:3].tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(found[3])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: outcomes.validity([1, 2, 3], [1, 2, 3]), UndefinedResult, "too few people for a correlation.*3 with score and outcome"),
        (lambda: outcomes.validity([], []), UndefinedResult, "too few people"),
        (lambda: outcomes.validity([5] * 8, range(8)), UndefinedResult, "the score is the same for everybody"),
        (lambda: outcomes.validity(range(8), [1] * 8), UndefinedResult, "the outcome is the same for everybody.*some who stayed and some who left"),
        (lambda: outcomes.validity(range(8), range(7)), ContractError, "8 scores, 7 outcomes"),
        (lambda: outcomes.validity(range(8), ["good"] * 8), ContractError, "8 values that are not .first at row 0"),
        (lambda: outcomes.validity(range(8), [*range(7), 9], applicant_sd=0), UndefinedResult, "no correction without spread"),
        (lambda: outcomes.validity(range(8), [*range(7), 9], reliability=0), ContractError, "not a reliability"),
        (lambda: outcomes.lawley([[1, 0.2], [0.2, 1]], [[1, 0], [0, 1], [0, 0]]), ContractError, "not a covariance matrix"),
        (lambda: outcomes.lawley([[1, 0.2], [0.2, 1]], [[1]], selected=[4]), ContractError, "do not belong together"),
        (lambda: outcomes.lawley([[0, 0], [0, 1]], [[1]]), UndefinedResult, "do not differ in what they were selected on"),
        (lambda: outcomes.disattenuate_matrix([[1, 2], [2, 1]], [1, 1]), ContractError, "cannot hold together"),
        (lambda: outcomes.expectancy(range(10), [1] * 10), UndefinedResult, "nothing to expect.*10 successes among 10"),
        (lambda: outcomes.expectancy([3] * 10, [0, 1] * 5), UndefinedResult, "scores all alike"),
        (lambda: outcomes.expectancy(range(6), [0, 1] * 3), UndefinedResult, "fewer than two bands"),
        (lambda: outcomes.expectancy(range(20), [0, 1] * 10, bands=1), ContractError, "at least two bands"),
        (lambda: outcomes.incremental_validity(range(9), range(9), range(9)), UndefinedResult, "say nothing of their own"),
        (lambda: outcomes.incremental_validity(range(5), range(5), [1, 0, 1, 1, 0]), UndefinedResult, "too few people for these predictors"),
        (lambda: outcomes.incremental_validity(range(5), range(5), range(4)), ContractError, "5, 5 and 4 rows"),
        (lambda: outcomes.composite_validity([[1, 0], [0, 1]], [0.9, 0.9]), ContractError, "R² 1.620"),
    ],
)  # fmt: skip
def test_refusals_are_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_bands_counted_by_hand():
    scores = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100] * 2
    good = [0, 0, 0, 0, 1, 0, 1, 1, 1, 1] * 2
    found = outcomes.expectancy(scores, good, bands=[50])
    top, bottom = found.table.to_dict("records")
    assert (top["score_from"], top["n"], top["successes"]) == (50, 12, 10)  # 50 belongs to the upper band
    assert (bottom["n"], bottom["successes"]) == (8, 0)
    assert found.base_rate == 0.5
    assert found.success_from == 1


def test_expected_shares_follow_from_the_correlation():
    x, y = people(60_000, 0.4, random=np.random.default_rng(8))
    found = outcomes.expectancy(x, y, bands=5)
    assert found.table["share"].to_numpy() == pytest.approx(found.table["expected"].to_numpy(), abs=0.02)
    assert found.trend_p < 1e-6
    assert (np.diff(found.table["share"]) < 0).all()


def test_trend_against_the_plain_test():
    # Armitage 1955: with two levels the trend test is the χ² test without correction
    level, good = [0] * 20 + [1] * 20, [1] * 6 + [0] * 14 + [1] * 13 + [0] * 7
    known = stats.chi2_contingency([[6, 14], [13, 7]], correction=False).pvalue
    assert trend(level, good) == pytest.approx(known)


def test_small_bands_are_hidden():
    found = outcomes.expectancy([*range(30), 99, 98], [0, 1] * 16, bands=[10, 20, 90])
    assert found.n_bands_hidden == 1
    assert found.table["n"].min() >= 5


def test_increment_against_the_formula_text():
    import statsmodels.api as sm

    random = np.random.default_rng(2)
    base, added = random.standard_normal((120, 2)), random.standard_normal(120)
    y = base @ [0.3, 0.1] + 0.4 * added + random.standard_normal(120)
    found = outcomes.incremental_validity(y, pd.DataFrame(base), added)
    full, less = sm.OLS(y, sm.add_constant(np.column_stack([base, added]))).fit(), sm.OLS(y, sm.add_constant(base)).fit()
    f, p, _ = full.compare_f_test(less)
    assert (found.f, found.p_value, found.gain_r2) == pytest.approx((f, p, full.rsquared - less.rsquared))
    assert found.gain_r2_low < found.gain_r2 < found.gain_r2_high
    assert found.full_r_new < found.full_r
    assert found.verdict == "adds to what was known"
    noise = outcomes.incremental_validity(y, base, random.standard_normal((120, 3)), n_resamples=50)
    assert noise.verdict == "no gain shown"


def test_what_one_predictor_adds_is_its_semi_partial_correlation():
    """Cohen, Cohen, West & Aiken (2003), formula 3.3.7: sr = (r_y2 - r_y1 r_12) / √(1 - r_12²); its square is the R² gained."""
    draw = np.random.default_rng(4)
    base, new = draw.normal(size=300), draw.normal(size=300)
    score = 0.5 * base + new
    outcome = 0.3 * base - 0.2 * score + draw.normal(size=300)
    r = np.corrcoef([outcome, base, score])
    expected = (r[0, 2] - r[0, 1] * r[1, 2]) / np.sqrt(1 - r[1, 2] ** 2)
    found = outcomes.incremental_validity(outcome, base, score)
    assert found.added_r == pytest.approx(expected)
    assert found.added_r < 0  # one predictor keeps its sign
    assert found.added_r**2 == pytest.approx(found.gain_r2)
    assert found.added_r_low < found.added_r < found.added_r_high
    several = outcomes.incremental_validity(outcome, base, np.column_stack([score, draw.normal(size=300)]))
    assert several.added_r**2 == pytest.approx(several.gain_r2)


def test_the_interval_of_what_a_predictor_adds_holds_the_truth():
    inside, truth = 0, 0.3 / np.sqrt(0.09 + 0.2**2 + 1)
    for seed in range(60):
        draw = np.random.default_rng(seed)
        base, new = draw.normal(size=(2, 60))
        outcome = 0.2 * base + 0.3 * new + draw.normal(size=60)
        found = outcomes.incremental_validity(outcome, base, new + 0.6 * base, n_resamples=100)
        inside += found.added_r_low <= truth <= found.added_r_high
    assert 52 <= inside <= 60
