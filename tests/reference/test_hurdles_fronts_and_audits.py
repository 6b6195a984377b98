"""More published values, and values worked out another, slow way where no digits are printed; each says which it is."""

from __future__ import annotations

import itertools
import math
from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, optimize, stats

from workbench import claims, fairness, outcomes, scoring

NORMAL = NormalDist()
DLS_R = np.array([[1, 0.24, 0, 0.19], [0.24, 1, 0.12, 0.16], [0, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]])
DLS_V, DLS_D = np.array([0.30, 0.30, 0.18, 0.28]), np.array([1.00, 0.23, 0.09, 0.33])


def grid(*axes):
    return list(itertools.product(*axes))


@pytest.mark.parametrize(
    ("base", "ppv", "sensitivity", "specificity"), [(0.60, 0.972985, 0.318564, 0.986733), (0.45, 0.912561, 0.398362, 0.968770)]
)
def test_hurdles_by_group(base, ppv, sensitivity, specificity):
    # published: R personnelSelectionUtility, vignette on Taylor-Russell and Thomas-Owen-Gunst, group_tr_multivariate(c(.35, .35), …), printed output
    # (its integral is drawn at random, to about 1e-4)
    found = outcomes.taylor_russell_hurdles(
        base_rate=base, selection_ratios=[0.35, 0.35], validities=[0.7, 0.7], intercorrelations=0.5
    )
    assert (found.success_ratio, found.sensitivity, found.specificity) == pytest.approx((ppv, sensitivity, specificity), abs=2e-4)
    assert found.selection_ratio == pytest.approx(0.196445, abs=1e-4)


def both_passed(cuts, r, validities, base):
    """P(both tests passed), and with success: a plain double integral over the two tests, the criterion's tail in closed form."""
    inverse = np.linalg.inv([[1, r], [r, 1]])
    slope = inverse @ validities
    left = math.sqrt(1 - validities @ slope)
    y = NORMAL.inv_cdf(1 - base)

    def density(a, b):
        return math.exp(-(a * a - 2 * r * a * b + b * b) / (2 * (1 - r * r))) / (2 * math.pi * math.sqrt(1 - r * r))

    def hit(b, a):
        return density(a, b) * NORMAL.cdf((slope[0] * a + slope[1] * b - y) / left)

    passed = integrate.dblquad(lambda b, a: density(a, b), cuts[0], 8, cuts[1], 8, epsabs=1e-9)[0]
    return passed, integrate.dblquad(hit, cuts[0], 8, cuts[1], 8, epsabs=1e-9)[0]


@pytest.mark.parametrize(("base", "ratios", "r", "validities"), [(0.5, (0.5, 0.5), 0.0, (0.3, 0.3)), (0.3, (0.4, 0.7), 0.3, (0.5, 0.2)), (0.7, (0.2, 0.9), 0.6, (0.4, 0.35)),
                                                                 (0.6, (0.35432, 0.35432), 0.5, (0.7, 0.7))])  # fmt: skip
def test_two_hurdles_against_a_plain_integral(base, ratios, r, validities):
    # worked out another way: double integral (scipy dblquad)
    passed, hit = both_passed([NORMAL.inv_cdf(1 - ratio) for ratio in ratios], r, np.array(validities), base)
    found = outcomes.taylor_russell_hurdles(
        base_rate=base, selection_ratios=list(ratios), validities=list(validities), intercorrelations=r
    )
    assert (found.selection_ratio, found.success_ratio) == pytest.approx((passed, hit / passed), abs=1e-6)


@pytest.mark.parametrize(("base", "validity", "ratio"), grid((0.1, 0.3, 0.6, 0.9), (0.0, 0.25, 0.55, 0.95), (0.05, 0.3, 0.8)))
def test_the_taylor_russell_grid_against_a_plain_integral(base, validity, ratio):
    # worked out another way: one integral over the score
    y = NORMAL.inv_cdf(1 - base)
    cut, left = NORMAL.inv_cdf(1 - ratio), math.sqrt(1 - validity**2)
    hit = integrate.quad(lambda x: NORMAL.pdf(x) * NORMAL.cdf((validity * x - y) / left), cut, 9, epsabs=1e-10)[0]
    found = outcomes.taylor_russell(base_rate=base, selection_ratio=ratio, validity=validity)
    assert found.success_ratio == pytest.approx(hit / ratio, abs=1e-7)


@pytest.mark.parametrize(("ratio", "one_year", "in_all"), [(0.05, 10088270, 97755337), (0.10, 8583234, 83171533), (0.20, 6846158, 66339269), (0.30, 5668291, 54925741), (0.40, 4723789, 45773513),
                                                           (0.50, 3902276, 37813056), (0.80, 1711539, 16584817)])  # fmt: skip
def test_programmers_by_selection_ratio_to_the_dollar(ratio, one_year, in_all):
    # published: R personnelSelectionUtility, vignette of reproductions, Schmidt, Hunter, McKenzie & Muldrow 1979, printed output
    known = {"validity": 0.76, "sdy": 10413, "n_selected": 618, "selection_ratio": ratio}
    assert outcomes.brogden_cronbach_gleser(**known).net == pytest.approx(one_year, abs=0.5)
    assert outcomes.brogden_cronbach_gleser(**known, tenure_years=9.69).net == pytest.approx(in_all, abs=0.5)


def test_lawley_on_the_tests_of_birnbaum_paulson_and_andrews():
    # inputs published: Birnbaum, Paulson & Andrews 1950, Psychometrika 15, example I (as in R selection, mv.correction): five tests before, and after selection on two;
    # the outcome is worked out another way, by the regression that selection leaves alone
    r = np.array(
        [
            [1, 0.703, 0.527, 0.499, 0.777],
            [0.703, 1, 0.404, 0.555, 0.679],
            [0.527, 0.404, 1, 0.253, 0.578],
            [0.499, 0.555, 0.253, 1, 0.427],
            [0.777, 0.679, 0.578, 0.427, 1],
        ]
    )
    sd, order = np.array([9.93, 9.39, 8.80, 7.19, 8.05]), [4, 0, 1, 2, 3]
    before = (r * np.outer(sd, sd))[np.ix_(order, order)]
    after = np.array([[43, 37.65, 37.24, 25.59, 14.46], [37.65, 72.24, 48.95, 29.04, 23.90], [37.24, 48.95, 82.60, 20.10, 31.24], [25.59, 29.04, 20.10, 68.04, 4.71],
                      [14.46, 23.90, 31.24, 4.71, 48.31]])  # fmt: skip
    found = outcomes.lawley(after, before[:2, :2], as_correlations=False)
    slope = np.linalg.inv(after[:2, :2]) @ after[:2, 2:]
    residual = after[2:, 2:] - slope.T @ after[:2, :2] @ slope
    assert found[2:, 2:] == pytest.approx(slope.T @ before[:2, :2] @ slope + residual, abs=1e-9)
    assert found[:2, 2:] == pytest.approx(before[:2, :2] @ slope, abs=1e-9)

    def error(matrix):
        scale = np.sqrt(np.diag(matrix))
        return np.abs((matrix / np.outer(scale, scale) - r[np.ix_(order, order)])[np.triu_indices(5, 1)]).mean()

    assert error(found) < 0.5 * error(after)  # real people: the correction takes away more than half of what selection did
    assert outcomes.lawley(found, after[:2, :2], as_correlations=False) == pytest.approx(
        after, abs=1e-9
    )  # selecting again undoes it


def test_ends_and_middle_of_the_front_by_another_search():
    # inputs published: De Corte, Lievens & Sackett 2007; ends follow from the formulas, points between from a plain constrained search per point
    front = scoring.pareto_front(DLS_R, DLS_V, DLS_D, selection_ratio=0.10, group_share=0.25, points=9)

    def validity(w):
        return w @ DLS_V / math.sqrt(w @ DLS_R @ w)

    for place in (2, 4, 6):
        kept = {
            "type": "ineq",
            "fun": lambda w, least: by_bisection(w @ DLS_D / math.sqrt(w @ DLS_R @ w), 0.10, 0.25) - least,
            "args": (front.impact_ratio[place],),
        }
        whole = {"type": "eq", "fun": lambda w: w.sum() - 1}
        found = [optimize.minimize(lambda w: -validity(w), start, method="SLSQP", bounds=[(0, 1)] * 4, options={"ftol": 1e-12}, constraints=[whole, kept])
                 for start in ([0.25] * 4, [0.05, 0.6, 0.2, 0.15])]  # fmt: skip
        assert front.validity[place] == pytest.approx(max(-one.fun for one in found if one.success), abs=2e-4)


def by_bisection(d, selected, share):
    """Expected impact ratio by halving, from the definition."""
    low, high = -9.0, 9.0
    while high - low > 1e-13:
        cut = (low + high) / 2
        low, high = (cut, high) if (1 - share) * NORMAL.cdf(-cut) + share * NORMAL.cdf(-cut - d) > selected else (low, cut)
    return NORMAL.cdf(-low - d) / NORMAL.cdf(-low)


@pytest.mark.parametrize(("d", "selected", "share"), grid((-0.4, 0.0, 0.2, 0.5, 1.0), (0.05, 0.25, 0.6, 0.9), (0.1, 0.4)))
def test_expected_impact_ratios_from_the_definition(d, selected, share):
    # worked out another way: De Corte & Lievens 2003, the cut found by halving; both rooms must say the same
    wanted = by_bisection(d, selected, share)
    assert scoring.expected_impact_ratio(d, selection_ratio=selected, group_share=share) == pytest.approx(wanted, abs=1e-9)
    assert fairness.expected_impact(d, selection_ratio=selected, minority_share=share).impact_ratio == pytest.approx(
        wanted, abs=1e-9
    )


@pytest.mark.parametrize("d", [0.1, 0.3, 0.5, 0.7, 1.0])
@pytest.mark.parametrize("majority", [0.01, 0.10, 0.50, 0.90])
def test_minority_rate_at_a_majority_rate(d, majority):
    # formula published: Sackett & Ellingson 1997, Personnel Psychology 50: the minority's rate is the tail beyond the majority's cut moved by d
    # (at 10 % and d = 1.0: .011); recomputed here from the normal curve
    minority = NORMAL.cdf(NORMAL.inv_cdf(majority) - d)
    found = fairness.expected_impact(d, selection_ratio=0.8 * majority + 0.2 * minority, minority_share=0.2)
    assert (found.rate_majority, found.rate_minority) == pytest.approx((majority, minority), abs=1e-9)


@pytest.mark.parametrize(("number", "d", "r"), grid((2, 4, 10), (0.2, 0.5, 1.0), (0.0, 0.3, 0.7)))
def test_differences_of_equal_parts(number, d, r):
    # formula published: Sackett & Ellingson 1997, formula 3, for equal differences and correlations: k·d / √(k + k(k − 1) r)
    matrix = np.full((number, number), r) + (1 - r) * np.eye(number)
    wanted = number * d / math.sqrt(number + number * (number - 1) * r)
    assert fairness.composite_d([d] * number, matrix) == pytest.approx(wanted, abs=1e-12)
    assert scoring.composite_difference([d] * number, matrix, [1] * number) == pytest.approx(wanted, abs=1e-12)


# published: Fleiss 1971, Psychological Bulletin 76, table 1: 30 patients, six psychiatrists each (depression, personality disorder, schizophrenia, neurosis, other)
FLEISS = np.array([[int(digit) for digit in row] for row in ["00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310", "20040", "00006", "10050", "11040", "03300", "10050", "02031", "00501", "30012", "51000", "02040", "10203", "00006", "01050", "02013", "20040", "10041", "05010", "40002", "02040", "10500", "00006"]])  # fmt: skip


def test_fleiss_own_diagnoses():
    # published: κ .430, and by category .245 .245 .520 .471 .566 (Fleiss 1971; R irr, kappam.fleiss(diagnoses, detail = TRUE))
    assert scoring.fleiss_kappa_of_counts(FLEISS)[0] == pytest.approx(0.430, abs=5e-4)
    each = [scoring.fleiss_kappa_of_counts(np.column_stack([FLEISS[:, place], 6 - FLEISS[:, place]]))[0] for place in range(5)]
    assert each == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=5e-4)
    ratings = np.array([np.repeat(np.arange(5), row) for row in FLEISS], dtype=float)
    assert scoring.fleiss_kappa(ratings)[0] == pytest.approx(0.430, abs=5e-4)
    # α of nominal data on the same counts: 1 − (1 − κ)(1 − 1/N), N all ratings
    kappa = scoring.fleiss_kappa(ratings)[0]
    assert scoring.krippendorff_alpha(ratings, level="nominal", n_resamples=0)[0] == pytest.approx(
        1 - (1 - kappa) * (1 - 1 / 180), abs=1e-9
    )


LINES = [(n, m, below) for n, m in ((5, 4), (10, 5), (25, 100), (1000, 375), (10**4, 700)) for below in (0, 1)]


@pytest.mark.parametrize(("n", "m", "below"), LINES)
def test_on_the_line_and_one_person_below_it(n, m, below):
    # worked out another way: whole numbers. Reference selects all but a fifth-less of the focal rate: focal 4m of 10m·n, reference 5m of 10m·n
    people = 10 * n * m
    focal, reference = 4 * n * m - below, 5 * n * m
    row = (
        fairness.impact_of_counts({"focal": (focal, people), "reference": (reference, people)})
        .table.set_index("group")
        .loc["focal"]
    )
    assert bool(row["flagged"]) == (5 * focal < 4 * reference) == bool(below)


def test_the_four_fifths_sample_of_the_guidelines():
    # published: Questions and Answers on the Uniform Guidelines, 44 FR 11996 (1979), question 12: 48 of 80 (60 %) against 12 of 40 (30 %)
    # … 30/60 = one half or 50 %
    row = fairness.impact_of_counts({"White": (48, 80), "Black": (12, 40)}).table.set_index("group").loc["Black"]
    assert (row["impact_ratio"], bool(row["flagged"])) == (0.5, True)


AUDIT = pd.DataFrame(
    {
        "Category": ["Male", "Female", "Other"],
        "# of applicants": [400, 350, 60],
        "# selected": [200, 140, 24],
        "Scoring rate": ["50%", "40%", "40%"],
        "Impact ratio": [1.0, 0.8, 0.8],
    }
)


@pytest.mark.parametrize("test", ["fisher", "z", "yates"])
@pytest.mark.parametrize("wrong", [False, True])
def test_an_audit_with_a_wrong_p_value_is_noticed_whatever_the_test(test, wrong):
    # worked out another way: scipy's tests on the counts; a p a third as large is one that no test gives
    def p(selected, people):
        table = [[selected, people - selected], [200, 200]]
        return (
            stats.fisher_exact(table).pvalue
            if test == "fisher"
            else stats.chi2_contingency(table, correction=test == "yates").pvalue
        )

    right = [p(140, 350), p(24, 60)]
    printed = [value / 3 if wrong else value for value in right]
    check = claims.check_table(AUDIT.assign(**{"p-value": ["", *(f"{value:.4f}" for value in printed)]}))
    assert check.figures["n_wrong"] == (2 if wrong else 0)
    assert check.figures["n_below_four_fifths"] == 0  # .40 against .50 lies on the line
    again = fairness.recheck(
        pd.DataFrame(
            {"group": ["Male", "Female", "Other"], "n": [400, 350, 60], "selected": [200, 140, 24], "p_value": [None, *printed]}
        ),
        decimals=4,
    )
    assert again.n_disagreeing == (2 if wrong else 0)
