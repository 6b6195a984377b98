"""Kappa: agreement of raters on categories beyond what their own habits would give by chance.

In flow the ratings of two raters (Cohen, weighted) or of many (Fleiss); out flows κ with its interval.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from workbench.errors import ContractError, UndefinedResult, confident, finite

WEIGHTINGS = ("unweighted", "linear", "quadratic")


@confident
def cohen(
    first: np.ndarray, second: np.ndarray, *, weights: str = "quadratic", categories: list | None = None, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Compute Cohen's (weighted) κ of two raters.

    Parameters
    ----------
    first, second : arrays of equal length
        Ratings; pairs with a NaN are left out.
    weights : {"unweighted", "linear", "quadratic"}
        How disagreement grows with the distance between categories, counted in steps.
    categories : list, optional
        The whole scale in order; by default the categories either rater used.
    confidence : float

    Returns
    -------
    tuple of float
        κ, low, high (large-sample interval; Fleiss, Cohen & Everitt 1969).

    Raises
    ------
    ContractError
        If the two are not of equal length, or have infinite values.
    UndefinedResult
        If no unit was rated by both, or both used one and the same category only.
    """
    if weights not in WEIGHTINGS:
        raise ValueError(f"weights '{weights}' is none of {', '.join(WEIGHTINGS)}")
    a, b = (
        finite(values, name, where="scoring.cohen_kappa", dimensions=1, missing=True)
        for values, name in ((first, "first"), (second, "second"))
    )
    if len(a) != len(b):
        raise ContractError("the two raters' ratings do not belong together", where="scoring.cohen_kappa", found=f"{len(a)} and {len(b)} ratings", expected="one of each a unit",
                            cure="set not-a-number where one of them did not rate")  # fmt: skip
    both = ~(np.isnan(a) | np.isnan(b))
    table = _cross(a[both], b[both], categories)
    n, size = table.sum(), len(table)
    if n == 0 or size < 2:
        raise UndefinedResult("κ has no value", where="scoring.agreement", found=f"{int(n)} units rated by both, {size} categories used",
                              expected="units rated by both, and at least two categories", cure="rate more interviews twice")  # fmt: skip
    steps = np.abs(np.subtract.outer(np.arange(size), np.arange(size))) / (size - 1)
    credit = 1 - {"unweighted": (steps > 0).astype(float), "linear": steps, "quadratic": steps**2}[weights]
    return _kappa(table / n, credit, n, confidence)


@confident
def fleiss(ratings: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Compute Fleiss' κ of many raters, not necessarily the same for each unit.

    Parameters
    ----------
    ratings : array, units × raters
        NaN where a rater did not rate; units with one rating count for the categories' shares only.
    confidence : float

    Returns
    -------
    tuple of float
        κ, low, high: see `fleiss_of_counts`.

    Raises
    ------
    UndefinedResult
        If all ratings are equal, or no unit has two.
    """
    matrix = _table(ratings, "ratings", "units × raters")
    categories = np.unique(matrix[~np.isnan(matrix)])
    counts = (
        np.stack([(matrix == value).sum(axis=1) for value in categories], axis=1) if len(categories) else np.zeros((len(matrix), 0))
    )
    return fleiss_of_counts(counts, confidence=confidence)


@confident
def fleiss_of_counts(counts: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float, float]:
    """Compute Fleiss' κ from counts, units × categories.

    Parameters
    ----------
    counts : numpy.ndarray, units × categories
        How many raters put the unit into the category, 0 or more.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    float, float, float
        κ, and the lower and upper end of its interval.

    Raises
    ------
    UndefinedResult, ContractError
        If chance alone gives full agreement or too few units were rated twice; if the counts or the confidence are none.

    Notes
    -----
    With equally many ratings of each unit this is Fleiss (1971); with unequal numbers, its generalisation in Gwet (2021, Handbook of
    Inter-Rater Reliability, 5th ed.). The interval rests on Gwet's linearised variance, which holds away from chance agreement too
    (Fleiss, Nee & Landis 1979 gives it under chance only).
    """
    counts = _table(counts, "counts", "units × categories")
    if np.isnan(counts).any() or (counts < 0).any():
        raise ContractError("these are no counts", where="scoring.agreement", found=f"{int((~(counts >= 0)).sum())} missing or below 0", expected="0 or more",
                            cure="count how many raters chose each category")  # fmt: skip
    counts = counts[counts.sum(axis=1) > 0]
    k, n = counts.sum(axis=1), len(counts)
    share = (counts / k[:, None]).mean(axis=0) if n else np.zeros(0)
    twice = k >= 2
    if (share > 0).sum() < 2 or not twice.any() or n < 2:
        raise UndefinedResult("Fleiss' κ has no value", where="scoring.agreement",
                              found=f"{int((share > 0).sum())} categories used, {n} rated units, {int(twice.sum())} units rated twice",
                              expected="two or more categories and units, and a unit with two ratings or more",
                              cure="look at the anchors: raters may not be using the scale")  # fmt: skip
    agreed = np.where(twice, (counts * (counts - 1)).sum(axis=1) / np.where(twice, k * (k - 1), 1.0), 0.0)
    chance, expected = (counts / k[:, None]) @ share, float(share @ share)
    value = (agreed[twice].mean() - expected) / (1 - expected)
    each = np.where(twice, (agreed - expected) * n / twice.sum() / (1 - expected), 0.0)
    each = each - 2 * (1 - value) * (chance - expected) / (1 - expected)
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * math.sqrt(((each - value) ** 2).sum() / (n - 1) / n)
    return float(value), float(max(-1.0, value - half)), float(min(1.0, value + half))


def _table(values: np.ndarray, name: str, axes: str) -> np.ndarray:
    table = np.asarray(values)
    if table.ndim != 2:
        raise ContractError(f"'{name}' is no table", where="scoring.agreement", found=f"{table.ndim} dimension{'s' * (table.ndim != 1)}", expected=axes,
                            cure="give one row a unit")  # fmt: skip
    return finite(values, name, where="scoring.agreement", dimensions=2, missing=True)


def _cross(a: np.ndarray, b: np.ndarray, categories: list | None) -> np.ndarray:
    known = np.unique(np.concatenate([a, b])) if categories is None else np.asarray(categories, float)
    if not (np.isin(a, known).all() and np.isin(b, known).all()):
        raise ValueError("a rating is none of the categories given")
    table = np.zeros((len(known), len(known)))
    order = np.argsort(known)
    np.add.at(table, tuple(order[np.searchsorted(known, side, sorter=order)] for side in (a, b)), 1.0)
    return table


def _kappa(share: np.ndarray, credit: np.ndarray, n: float, confidence: float) -> tuple[float, float, float]:
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed, chance = (share * credit).sum(), (np.outer(rows, columns) * credit).sum()
    if chance >= 1:
        raise UndefinedResult("κ has no value", where="scoring.agreement", found="both raters used one category only",
                              expected="at least two categories", cure="look at the anchors: raters may not be using the scale")  # fmt: skip
    value = (observed - chance) / (1 - chance)
    marginal = (credit @ columns)[:, None] + (credit.T @ rows)[None, :]
    variance = (share * (credit - marginal * (1 - value)) ** 2).sum() - (value - chance * (1 - value)) ** 2
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * math.sqrt(max(variance, 0.0) / n) / (1 - chance)
    return float(value), float(max(-1.0, value - half)), float(min(1.0, value + half))
