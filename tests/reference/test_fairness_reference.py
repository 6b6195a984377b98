"""Published values of adverse impact; the source stands beside each number."""

from __future__ import annotations

import math

import pytest

from workbench import fairness

# De Corte, Lievens & Sackett 2007, table 1 (cognitive ability, structured interview, conscientiousness, biodata), as in R ParetoR and iopsych
DLS_D = [1.00, 0.23, 0.09, 0.33]
DLS_R = [[1, 0.24, 0, 0.19], [0.24, 1, 0.12, 0.16], [0, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]]


@pytest.mark.parametrize(
    ("d", "ratio", "share", "impact", "majority", "minority", "cut"),
    # iopsych::aiEst, example output printed with the manual page (De Corte & Lievens 2003); its root is found to about 2e-5
    [(0.15, 0.25, 0.30, 0.823414, 0.2639772, 0.2173625, 0.6311318), (0.40, 0.10, 0.15, 0.4708164, 0.1086222, 0.0511411, 1.233889)],
)  # fmt: skip
def test_expected_impact_ratio(d, ratio, share, impact, majority, minority, cut):
    found = fairness.expected_impact(d, selection_ratio=ratio, minority_share=share)
    assert (found.impact_ratio, found.rate_majority, found.rate_minority, found.cut_z) == pytest.approx(
        (impact, majority, minority, cut), abs=3e-5
    )
    assert (1 - share) * found.rate_majority + share * found.rate_minority == pytest.approx(ratio, abs=1e-12)


def test_composite_difference_and_its_impact():
    # unit weights: d = Σd / √ΣR = 1.65 / √6.44; expected ratio at SR .10 with 25 % minority .284613 (iopsych dComposite, then aiEst)
    d = fairness.composite_d(DLS_D, DLS_R)
    assert d == pytest.approx(1.65 / math.sqrt(6.44), abs=1e-12)
    assert fairness.expected_impact(d, selection_ratio=0.10, minority_share=0.25).impact_ratio == pytest.approx(0.284613, abs=1e-5)


def test_composite_difference_of_sackett_and_ellingson():
    # Sackett & Ellingson 1997, Personnel Psychology 50: d = Σd / √(k + k(k−1) r̄); d 1.0 and 0.0 at r .00 → .71; 1.0, 1.0 at r .50 → 1.15
    assert fairness.composite_d([1, 0], [[1, 0], [0, 1]]) == pytest.approx(0.71, abs=0.005)
    assert fairness.composite_d([1, 1], [[1, 0.5], [0.5, 1]]) == pytest.approx(1.15, abs=0.006)


@pytest.mark.parametrize(
    ("focal", "reference", "flagged"),
    # exact lines (whole numbers, a·5·m against b·4·n): on the line is not below it
    [((4, 10), (5, 10), False), ((3, 5), (3, 4), False), ((12, 25), (60, 100), False), ((39, 100), (49, 100), True), ((399, 1000), (1, 2), True),
     ((2, 7), (5, 14), False), ((28, 100), (35, 100), False), ((27, 100), (35, 100), True), ((7, 25), (35, 100), False)],
)  # fmt: skip
def test_exactly_on_four_fifths(focal, reference, flagged):
    row = (
        fairness.impact_of_counts({"focal": focal, "reference": reference}, minimum_group=1, reference="reference")
        .table.set_index("group")
        .loc["focal"]
    )
    assert row["flagged"] == flagged
    assert (row["shortfall"] > 0) == flagged


def test_example_of_the_commission_on_software_that_selects():
    # EEOC 2023, Assessing Adverse Impact in Software, Algorithms, and Artificial Intelligence, question 4: 48 of 80 (60 %), 12 of 40 (30 %), ratio 50 %
    row = fairness.impact_of_counts({"White": (48, 80), "Black": (12, 40)}).table.set_index("group").loc["Black"]
    assert (row["rate"], row["impact_ratio"], row["flagged"]) == (0.30, 0.5, True)


def test_fisher_against_the_library():
    from scipy import stats

    row = fairness.impact_of_counts({"a": (10, 10), "b": (10, 20)}).table.set_index("group").loc["b"]
    assert row["p_exact"] == pytest.approx(stats.fisher_exact([[10, 10], [10, 0]]).pvalue)


def test_boschloo_against_the_library():
    from scipy import stats

    row = (
        fairness.impact_of_counts({"scientists": (74, 100), "lawyers": (62, 100)}, exact="boschloo")
        .table.set_index("group")
        .loc["lawyers"]
    )
    assert row["p_exact"] == pytest.approx(stats.boschloo_exact([[62, 74], [38, 26]]).pvalue, abs=1e-6)
    assert row["p_exact"] < stats.fisher_exact([[62, 74], [38, 26]]).pvalue


def test_wilson_extremes():
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3: 0 of 20 → (0, .1611); 1 of 29 → (.0061, .1718); 81 of 263 → (.2553, .3662)
    assert fairness.wilson(0, 20) == pytest.approx((0, 0.1611), abs=0.00006)
    assert fairness.wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=0.00006)
    assert fairness.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.00006)


def test_holms_procedure():
    # R stats::p.adjust(c(.01, .02, .03, .04), "holm") = .04 .06 .06 .06
    assert fairness.holm([0.01, 0.02, 0.03, 0.04]).tolist() == pytest.approx([0.04, 0.06, 0.06, 0.06])


def test_connecticut_against_teal():
    # Connecticut v. Teal, 457 U.S. 440 (1982), note 4: 26 of 48 passed (54.17 %), 206 of 259 (79.54 %), "approximately 68 percent"
    found = fairness.impact([1] * 206 + [0] * 53 + [1] * 26 + [0] * 22, ["white"] * 259 + ["black"] * 48).table.set_index("group")
    assert found["rate"].to_dict() == pytest.approx({"white": 0.7954, "black": 0.5417}, abs=5e-5)
    assert found.loc["black", "impact_ratio"] == pytest.approx(0.68, abs=0.005)
