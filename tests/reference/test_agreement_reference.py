"""Published values of agreement, reliability and adverse impact; the source stands beside each number."""

from __future__ import annotations

import numpy as np
import pytest

from workbench import fairness, scoring
from workbench.errors import ContractError, UndefinedResult
from workbench.scoring import icc, kappa, krippendorff

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
N = None
KRIPPENDORFF = [  # 3 coders × 15 units, printed in the encyclopedia article on the coefficient
    [N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3],
    [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
    [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4],
]
ANXIETY = [  # raters 2 and 3 of the anxiety data of R's irr
    (3, 2), (6, 1), (4, 4), (6, 4), (2, 3), (4, 2), (2, 1), (4, 6), (3, 1), (3, 1), (2, 1), (3, 2), (3, 3), (3, 3), (2, 1), (2, 1), (1, 3),
    (3, 3), (3, 2), (4, 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "value", "low", "high"),
    # value: Shrout & Fleiss 1979, Psychological Bulletin 86, table 4; intervals: R psych::ICC on the same data, as printed in its help
    [("ICC1", 0.17, -0.133, 0.723), ("ICC2", 0.29, 0.019, 0.761), ("ICC3", 0.71, 0.342, 0.946), ("ICC1k", 0.44, -0.884, 0.912),
     ("ICC2k", 0.62, 0.071, 0.927), ("ICC3k", 0.91, 0.676, 0.986)],
)  # fmt: skip
def test_six_intraclass_correlations(form, value, low, high):
    row = scoring.agreement(SHROUT_FLEISS, n_resamples=20).icc.set_index("type").loc[form]
    assert row["value"] == pytest.approx(value, abs=0.006)
    assert row["low"] == pytest.approx(low, abs=0.001)
    assert row["high"] == pytest.approx(high, abs=0.001)


def test_mean_squares_of_shrout_and_fleiss():
    # Shrout & Fleiss 1979, table 3: BMS 11.24, WMS 6.26, JMS 32.49, EMS 1.02
    squares = icc.mean_squares(np.array(SHROUT_FLEISS))
    found = (squares.units, squares.within, squares.raters, squares.residual)
    assert found == pytest.approx((11.24, 6.26, 32.49, 1.02), abs=0.006)


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.691), ("interval", 0.811)])
def test_krippendorff_with_missing_ratings(level, value):
    # en.wikipedia.org/wiki/Krippendorff's_alpha; fast-krippendorff sample.py
    matrix = np.array(KRIPPENDORFF, dtype=float).T
    assert krippendorff.alpha(matrix, level=level)[0] == pytest.approx(value, abs=0.0006)
    table = scoring.agreement(matrix, n_resamples=200).alpha.set_index("level")
    assert table.loc[level, "value"] == pytest.approx(value, abs=0.0006)
    assert table.loc[level, "low"] < value < table.loc[level, "high"] <= 1


@pytest.mark.parametrize(("level", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)])
def test_krippendorffs_own_example(level, value):
    # Krippendorff 2011, "Computing Krippendorff's alpha-reliability", example C: 4 observers, 12 units
    observers = [[1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3], [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
                 [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N]]  # fmt: skip
    assert krippendorff.alpha(np.array(observers, dtype=float).T, level=level)[0] == pytest.approx(value, abs=0.0006)


@pytest.mark.parametrize(("weights", "value"), [("unweighted", -0.006289308), ("linear", 0.1459075), ("quadratic", 0.2520325)])
def test_weighted_kappa(weights, value):
    # R irr::kappa2(anxiety[, 2:3], …), quoted in the tests of statsmodels
    first, second = np.array(ANXIETY, dtype=float).T
    assert kappa.cohen(first, second, weights=weights)[0] == pytest.approx(value, abs=1e-6)
    table = scoring.agreement(np.array(ANXIETY, dtype=float), n_resamples=20).kappa.set_index("weights")
    assert table.loc[weights, "value"] == pytest.approx(value, abs=1e-6)


def test_fleiss_kappa():
    # Fleiss 1971 method, worked example of en.wikipedia.org/wiki/Fleiss'_kappa: 10 subjects, 14 raters, 5 categories → .210
    counts = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0],
              [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]  # fmt: skip
    assert kappa.fleiss_of_counts(counts)[0] == pytest.approx(0.210, abs=0.0005)


@pytest.mark.parametrize(("reliability", "times", "value"), [(0.7, 2, 0.8235294), (0.9, 0.5, 0.8181818)])
def test_spearman_brown(reliability, times, value):
    # Ghiselli, Campbell & Zedeck 1981, by way of R psychmeta::estimate_rel_sb
    assert scoring.spearman_brown(reliability, times) == pytest.approx(value, abs=1e-6)


def test_four_fifths_example_of_the_uniform_guidelines():
    # EEOC, Questions and Answers on the Uniform Guidelines, 44 FR 11996 (1979): 45/60 = 75 %, 48/60 = 80 %, 51/60 = 85 %
    rates = {"White": (60, 100), "American Indian": (45, 100), "Hispanic": (48, 100), "Black": (51, 100)}
    table = fairness.impact_of_counts(rates).table.set_index("group")
    assert table["impact_ratio"].to_dict() == pytest.approx(
        {"White": 1, "Black": 0.85, "Hispanic": 0.8, "American Indian": 0.75}, abs=1e-9
    )
    assert table.index[table["flagged"]].tolist() == ["American Indian"]


def test_two_of_eight_against_five_of_ten():
    # aedt-audit, tests/test_significance.py, by hand: ratio .5, z −1.0811, p .2796
    row = fairness.impact_of_counts({"focal": (2, 8), "reference": (5, 10)}).table.set_index("group").loc["focal"]
    assert (row["impact_ratio"], row["z"], row["p_z"]) == pytest.approx((0.5, -1.0811, 0.2796), abs=0.0005)


def test_exactly_on_the_line_is_not_below_it():
    # aedt-audit: 3/5 against 3/4 is exactly 4/5, where floating point says 0.7999999999999999
    row = fairness.impact_of_counts({"focal": (3, 5), "reference": (3, 4)}, minimum_group=1).table.set_index("group").loc["focal"]
    assert not row["flagged"]
    assert row["shortfall"] == 0
    assert row["impact_ratio"] == pytest.approx(0.8)


def test_the_tea_tasting_lady():
    # Fisher 1935: 3 of 4 against 1 of 4, two-sided p = .4857
    row = fairness.impact_of_counts({"a": (3, 4), "b": (1, 4)}, minimum_group=1).table.set_index("group").loc["b"]
    assert row["p_exact"] == pytest.approx(0.4857, abs=0.00005)


def test_wilson_interval():
    # Newcombe 1998, Statistics in Medicine 17, table I: 15 of 148 → (.0624, .1605)
    assert fairness.wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.00006)


def test_cohens_own_example():
    # Cohen 1960, Educational and Psychological Measurement 20, table 1 (two psychologists, 200 patients): po .70, pc .41, κ .492
    counts = [88, 14, 18, 10, 40, 10, 2, 6, 12]
    first, second = (np.repeat(labels, counts).tolist() for labels in ([1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 2, 3] * 3))
    assert scoring.cohen_kappa(first, second, weights="unweighted")[0] == pytest.approx(0.492, abs=5e-4)


@pytest.mark.parametrize("make", [lambda: scoring.fleiss_kappa([]), lambda: scoring.fleiss_kappa_of_counts([1, 2])])
def test_kappa_of_no_table_is_refused(make):
    with pytest.raises(ContractError, match="is no table.*one row a unit"):
        make()


@pytest.mark.parametrize("ratings", [[[1, 1], [1, 1]], [[1], [2]], [[float("nan"), 1], [2, float("nan")]]])
def test_kappa_without_a_value_says_so(ratings):
    with pytest.raises(UndefinedResult, match="Fleiss' κ has no value"):
        scoring.fleiss_kappa(ratings)
