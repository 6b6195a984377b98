"""Selection in money: integrals against simulation, identities between the models, ranges that hold, refusals in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import outcomes
from workbench.errors import ContractError, UndefinedResult
from workbench.outcomes.utility_normal import both_below, pass_all

KNOWN = {"validity": 0.35, "selection_ratio": 0.2, "sdy": 50000, "n_selected": 100, "tenure_years": 3, "cost": 75000}


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_equally_correlated_scores_above_their_means(n):
    matrix = np.full((n, n), 0.5) + 0.5 * np.eye(n)
    assert pass_all([0.0] * n, matrix) == pytest.approx(
        1 / (n + 1), abs=1e-8
    )  # of n + 1 alike variables, each is as often the least


@pytest.mark.parametrize(
    ("h", "k", "r"),
    [(0, 0, 0.5), (0, -1, 0.3), (-1, 0, 0.3), (0, 1, -0.9), (-2, 3, 0.99), (1, 1, 1), (1, 1, -1), (np.inf, 0.3, 0.4)],
)
def test_two_normal_scores_against_the_library(h, k, r):
    from scipy import stats

    known = stats.multivariate_normal(cov=[[1, r], [r, 1]], allow_singular=True).cdf([h, k])
    assert both_below(h, k, r) == pytest.approx(known, abs=1e-9)


def test_three_hurdles_against_a_simulation():
    matrix = np.array([[1, 0.3, 0.1, 0.4], [0.3, 1, 0.2, 0.3], [0.1, 0.2, 1, 0.25], [0.4, 0.3, 0.25, 1]])
    found = outcomes.taylor_russell_hurdles(
        base_rate=0.4, selection_ratios=[0.6, 0.7, 0.5], validities=matrix[3, :3], intercorrelations=matrix[:3, :3]
    )
    drawn = np.random.default_rng(1).multivariate_normal(np.zeros(4), matrix, 400_000)
    passed = (drawn[:, :3] > [-0.2533471, -0.5244005, 0]).all(axis=1)
    assert found.selection_ratio == pytest.approx(passed.mean(), abs=0.004)
    assert found.success_ratio == pytest.approx((drawn[passed, 3] > 0.2533471).mean(), abs=0.006)


def test_in_sequence_each_ratio_is_of_those_who_reached_it():
    found = outcomes.taylor_russell_hurdles(
        base_rate=0.5, selection_ratios=[0.5, 0.4], validities=[0.4, 0.3], intercorrelations=0.3, sequential=True
    )
    assert found.selection_ratio == pytest.approx(0.2, abs=1e-9)
    assert found.selection_ratios[1] < 0.4 or found.selection_ratios[1] > 0.2


def test_one_hurdle_is_taylor_russell():
    one = outcomes.taylor_russell_hurdles(base_rate=0.3, selection_ratios=[0.25], validities=[0.45], intercorrelations=1.0)
    assert one.success_ratio == pytest.approx(
        outcomes.taylor_russell(base_rate=0.3, selection_ratio=0.25, validity=0.45).success_ratio, abs=1e-12
    )


@settings(max_examples=60)
@given(b=st.floats(0.05, 0.95), s=st.floats(0.02, 1.0), r=st.floats(0, 0.95), more=st.floats(0.001, 0.04))
def test_selecting_by_a_better_score_never_hurts(b, s, r, more):
    less, better = (outcomes.taylor_russell(base_rate=b, selection_ratio=s, validity=v) for v in (r, r + more))
    assert better.success_ratio >= less.success_ratio - 1e-9 >= b - 2e-9
    parts = (better.true_positive, better.false_positive, better.false_negative, better.true_negative)
    assert sum(parts) == pytest.approx(1)
    assert min(parts) > -1e-9


def test_boudreau_without_adjustments_is_brogden_cronbach_gleser():
    plain = outcomes.brogden_cronbach_gleser(**KNOWN).net
    flow = outcomes.boudreau(
        validity=0.35, selection_ratio=0.2, sdy=50000, n_by_year=[100] * 3, cost_by_year=[75000]
    ).net_present_value
    assert flow == pytest.approx(plain)
    assert outcomes.utility(**KNOWN).net == pytest.approx(plain)


def test_utility_is_boudreau_year_by_year():
    money = {"discount_rate": 0.08, "tax_rate": 0.25, "variable_cost_share": 0.1, "baseline_validity": 0.1}
    slow = outcomes.boudreau(validity=0.35, selection_ratio=0.2, sdy=50000, n_by_year=[100] * 3, cost_by_year=[75000], **money)
    fast = outcomes.utility(**KNOWN, **money)
    assert (fast.net, fast.low, fast.high) == pytest.approx([slow.net_present_value] * 3)
    at = outcomes.utility(**{**KNOWN, "validity": fast.break_even_validity}, **money).net
    assert (at, outcomes.utility(**{**KNOWN, "sdy": fast.break_even_sdy}, **money).net) == pytest.approx((0, 0), abs=1e-6)


def test_break_even_by_hand():
    # 75,000 / (100 × 3 × 50,000 × 1.39981) = .003572; 75,000 / (100 × 3 × .35 × 1.39981) = 510.27
    shared = {"selection_ratio": 0.2, "cost": 75000, "n_selected": 100, "tenure_years": 3}
    assert outcomes.break_even_validity(sdy=50000, **shared) == pytest.approx(0.003572, abs=1e-6)
    assert outcomes.break_even_sdy(validity=0.35, **shared) == pytest.approx(510.27, abs=0.01)


def test_ranges_give_a_range_and_name_what_it_hangs_on():
    found = outcomes.utility(**{**KNOWN, "validity": (0.1, 0.35, 0.5), "sdy": (49000, 51000), "cost": 75000})
    assert found.low < found.median < found.high
    assert found.drivers["name"].tolist() == ["validity", "sdy"]
    assert found.drivers["share"].iloc[0] > 0.9
    assert found.drivers.set_index("name").loc["validity", ["net_low", "net_high"]].tolist() == pytest.approx(
        [outcomes.utility(**{**KNOWN, "validity": r}).net for r in (0.1, 0.5)]
    )
    even = outcomes.utility(**{**KNOWN, "validity": (0.1, 0.5)})
    assert even.median == pytest.approx(outcomes.utility(**{**KNOWN, "validity": 0.3}).net, rel=0.02)  # a straight line in validity
    assert outcomes.utility(**{**KNOWN, "validity": (-0.2, 0.2)}).probability_positive == pytest.approx(0.5, abs=0.03)


def test_same_seed_same_range():
    ranged = {**KNOWN, "validity": (0.1, 0.5)}
    assert outcomes.utility(**ranged, random_state=3) == outcomes.utility(**ranged, random_state=3)


def test_those_who_turn_down_an_offer_cost_more_when_they_are_the_best():
    from workbench.outcomes.utility_cascade import accepted_mean_z

    at_random, best = (accepted_mean_z(0.2, acceptance_rate=0.7, quality_acceptance_r=r) for r in (0, -0.2))
    assert at_random == pytest.approx(outcomes.selected_mean_z(0.2))
    assert best < at_random


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: outcomes.taylor_russell(base_rate=0, selection_ratio=0.2, validity=0.3), UndefinedResult, "cannot change who succeeds"),
        (lambda: outcomes.taylor_russell(base_rate=1, selection_ratio=0.2, validity=0.3), UndefinedResult, "cannot change who succeeds"),
        (lambda: outcomes.taylor_russell(base_rate=0.5, selection_ratio=0, validity=0.3), UndefinedResult, "selecting nobody"),
        (lambda: outcomes.taylor_russell(base_rate=0.5, selection_ratio=1.2, validity=0.3), ContractError, "'selection_ratio' is not a share"),
        (lambda: outcomes.taylor_russell(base_rate=0.5, selection_ratio=0.2, validity=3), ContractError, "not a correlation"),
        (lambda: outcomes.taylor_russell(base_rate=0.5, selection_ratio=None, validity=0.3), ContractError, "not a number"),
        (lambda: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[0.9, 0.9], intercorrelations=-0.5, selection_ratios=[0.5, 0.5]), ContractError, "cannot hold together"),
        (lambda: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[0.3, 0.3], intercorrelations=0.5), ContractError, "in one way.*neither form"),
        (lambda: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[0.3] * 2, intercorrelations=0.5, selection_ratios=[0.5]), ContractError, "1 ratios, 2 hurdles"),
        (lambda: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[0.3] * 6, intercorrelations=0.1, selection_ratios=[0.5] * 6), ContractError, "too many hurdles"),
        (lambda: outcomes.taylor_russell_required(success_ratio=0.99, base_rate=0.1, selection_ratio=0.9), UndefinedResult, "no value reaches"),
        (lambda: outcomes.taylor_russell_required(success_ratio=0.7, base_rate=0.5), ContractError, "exactly one of them"),
        (lambda: outcomes.brogden_cronbach_gleser(validity=0.3, selection_ratio=0.2, sdy=-1), ContractError, "'sdy' is not an amount"),
        (lambda: outcomes.boudreau(sdy=1, n_by_year=[1], validity=0.3), ContractError, "say the gain in one way"),
        (lambda: outcomes.boudreau(sdy=1, n_by_year=[1], criterion_gain_z=0.1, cost_by_year=[1, 1]), ContractError, "costs after the last year"),
        (lambda: outcomes.boudreau(sdy=1, n_by_year=[1], criterion_gain_z=0.1, tax_rate=25), ContractError, "8 per cent as 0.08"),
        (lambda: outcomes.utility(**{**KNOWN, "validity": "high"}), ContractError, "neither a number nor a range.*str"),
        (lambda: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[], intercorrelations=0.3, selection_ratios=[]), ContractError, "no hurdle"),
        (lambda: outcomes.sturman(validity=0.3, baseline_validity=0.1, selection_ratio=0.2, sdy=1, n_by_year=[]), ContractError, "there is no year"),
        (lambda: outcomes.employee_flow([1], [2]), ContractError, "more people leave than are there"),
        (lambda: outcomes.break_even_validity(selection_ratio=1, sdy=50000, cost=1), UndefinedResult, "no validity pays"),
        (lambda: outcomes.break_even_sdy(validity=0.2, baseline_validity=0.2, selection_ratio=0.2, cost=1), UndefinedResult, "no worth of performance pays"),
        (lambda: outcomes.utility(**{**KNOWN, "validity": (0.5, 0.1)}), ContractError, "neither a number nor a range"),
        (lambda: outcomes.utility(**{**KNOWN, "selection_ratio": 0}), UndefinedResult, "selecting nobody"),
        (lambda: outcomes.utility(**{**KNOWN, "cost": float("nan")}), ContractError, "neither a number"),
    ],
)  # fmt: skip
def test_refusals_are_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_everybody_selected_gains_nothing():
    assert outcomes.naylor_shine(validity=0.4, selection_ratio=1).expected_criterion_z == 0
    found = outcomes.utility(**{**KNOWN, "selection_ratio": 1})
    assert found.net == -75000
    assert np.isnan(found.break_even_validity)
