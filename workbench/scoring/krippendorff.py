"""Krippendorff's α: agreement beyond chance for any number of raters, with missing ratings and four kinds of scale.

In flows a matrix, one row a unit and one column a rater, NaN where nobody rated; out flows α with a bootstrap interval. The
formulas are those of Krippendorff (2011), "Computing Krippendorff's alpha-reliability".
"""

from __future__ import annotations

import math

import numpy as np

from workbench.errors import UndefinedResult, confident, finite

LEVELS = ("nominal", "ordinal", "interval", "ratio")
MOST_VALUES = 200  # beyond, coincidences of single values say nothing and take long


@confident
def alpha(
    ratings: np.ndarray,
    *,
    level: str = "interval",
    confidence: float = 0.95,
    n_resamples: int = 1000,
    random_state: int = 0,
    candidates: np.ndarray | None = None,
) -> tuple[float, float, float]:
    """Compute α and its interval.

    Parameters
    ----------
    ratings : array, units × raters
        NaN where a rater did not rate; units with one rating are left out.
    level : {"nominal", "ordinal", "interval", "ratio"}
    confidence : float
    n_resamples : int
        Bootstrap resamples of units; 0 for no interval.
    random_state : int
    candidates : array, optional
        Whom each unit belongs to: then whole candidates are drawn again, since their units are not independent.

    Returns
    -------
    tuple of float
        α, low, high (not numbers without resamples, or where all units belong to one candidate). 1 = perfect, 0 = chance, below 0 = systematic disagreement.

    Raises
    ------
    ContractError
        If the ratings are no table of numbers.
    UndefinedResult
        If fewer than two units have two ratings, or all ratings are equal.
    """
    if level not in LEVELS:
        raise ValueError(f"level '{level}' is none of {', '.join(LEVELS)}")
    matrix = finite(ratings, "ratings", where="scoring.krippendorff_alpha", dimensions=2, missing=True)
    counts, values = _counts(matrix)
    if len(counts) < 2:
        raise UndefinedResult("α needs more than one unit that two raters rated", where="scoring.agreement", found="1 such unit", expected="two or more",
                              cure="have a second person rate some of the interviews")  # fmt: skip
    if len(values) < 2:
        raise UndefinedResult("α has no value when all ratings are equal", where="scoring.agreement", found="one value only",
                              expected="ratings that differ", cure="look at the anchors: raters may not be using the scale")  # fmt: skip
    value = _alpha(counts, np.ones((1, len(counts))), values, level)[0]
    if not n_resamples:
        return float(value), math.nan, math.nan
    draw = np.random.default_rng(random_state)
    owner = (
        np.arange(len(counts))
        if candidates is None
        else np.unique(np.asarray(candidates)[_pairable(matrix)], return_inverse=True)[1]
    )
    people = int(owner.max()) + 1
    weights = draw.multinomial(people, np.full(people, 1 / people), size=n_resamples).astype(float)[:, owner]
    again = _alpha(counts, weights, values, level)
    again = again[np.isfinite(again)]
    if people < 2 or len(again) < n_resamples / 2:
        return float(value), math.nan, math.nan
    low, high = np.quantile(again, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(value), float(low), float(high)


def _counts(ratings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count how often each value was given to each unit that has two ratings or more."""
    pairable = ratings[_pairable(ratings)]
    if not len(pairable):
        raise UndefinedResult("agreement needs units that two raters rated", where="scoring.agreement", found="0 such units",
                              expected="one or more", cure="have a second person rate some of the interviews")  # fmt: skip
    values = np.unique(pairable[~np.isnan(pairable)])
    if len(values) > MOST_VALUES:
        raise UndefinedResult("α is for scales with fewer different ratings", where="scoring.agreement", found=f"{len(values)} different ratings",
                              expected=f"at most {MOST_VALUES} different ratings", cure="round the ratings to the scale they were given on")  # fmt: skip
    return np.stack([(pairable == value).sum(axis=1) for value in values], axis=1).astype(float), values


def _pairable(ratings: np.ndarray) -> np.ndarray:
    return (~np.isnan(ratings)).sum(axis=1) >= 2


def _alpha(counts: np.ndarray, weights: np.ndarray, values: np.ndarray, level: str) -> np.ndarray:
    """α for many weightings of the units at once (a resample is a weighting by whole numbers)."""
    per_unit, size = 1 / (counts.sum(axis=1) - 1), len(values)
    result = np.empty(len(weights))
    for start in range(0, len(weights), step := max(1, 2_000_000 // (size * size))):
        coincidences = np.stack([_coincidences(counts, weight * per_unit) for weight in weights[start : start + step]])
        margins = coincidences.sum(axis=2)
        n, distance = margins.sum(axis=1), _distance(values, margins, level)
        observed = (coincidences * distance).sum(axis=(1, 2))
        expected = np.einsum("bi,bj,bij->b", margins, margins, distance)
        with np.errstate(divide="ignore", invalid="ignore"):
            result[start : start + step] = 1 - (n - 1) * observed / expected
    return result


def _coincidences(counts: np.ndarray, weight: np.ndarray) -> np.ndarray:
    weighted = counts * weight[:, None]
    return weighted.T @ counts - np.diag(weighted.sum(axis=0))


def _distance(values: np.ndarray, margins: np.ndarray, level: str) -> np.ndarray:
    first, second = values[:, None], values[None, :]
    if level == "ordinal":
        middle = np.cumsum(margins, axis=1) - margins / 2
        return (middle[:, :, None] - middle[:, None, :]) ** 2
    if level == "nominal":
        square = (first != second).astype(float)
    elif level == "interval":
        square = (first - second) ** 2
    else:
        both = first + second
        square = np.divide((first - second) ** 2, both**2, out=np.zeros_like(both), where=both != 0)
    return np.broadcast_to(square, (len(margins), *square.shape))
