"""Intraclass correlations: how much of the spread between ratings is spread between candidates.

In flows a matrix, one row a rated unit and one column a rater; out flow the six coefficients with F-based intervals.
Formulas are those of Shrout & Fleiss (1979) and McGraw & Wong (1996, with the 1996 correction).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, a_number, confident, finite

FORMS = (
    ("ICC1", "ICC(1)", "one rating, raters differ from candidate to candidate"),
    ("ICC2", "ICC(A,1)", "one rating, same raters, absolute agreement"),
    ("ICC3", "ICC(C,1)", "one rating, same raters, consistency"),
    ("ICC1k", "ICC(k)", "mean of k ratings, raters differ from candidate to candidate"),
    ("ICC2k", "ICC(A,k)", "mean of k ratings, same raters, absolute agreement"),
    ("ICC3k", "ICC(C,k)", "mean of k ratings, same raters, consistency"),
)


@dataclass(frozen=True)
class MeanSquares:
    """Two-way table without replication: between units, between raters, residual and within units."""

    n: int
    k: int
    units: float
    raters: float
    residual: float
    within: float


@confident
def intraclass(ratings: np.ndarray, *, confidence: float = 0.95) -> pd.DataFrame:
    """Compute six intraclass correlations of a complete matrix.

    Parameters
    ----------
    ratings : array, units × raters, no missing values
    confidence : float

    Returns
    -------
    pandas.DataFrame, one row per coefficient
        ``type`` [Shrout & Fleiss], ``name`` [McGraw & Wong], ``value``, ``low``, ``high``, ``f``, ``df1``, ``df2``, ``p`` [of the hypothesis 0], ``meaning``.

    Raises
    ------
    ContractError
        If a rating is missing or no number.
    UndefinedResult
        With fewer than two units or two raters, or when every rating is the same.
    """
    squares = mean_squares(ratings)
    singles = (_one_way(squares, confidence), _agreement(squares, confidence), _consistency(squares, confidence))
    rows = [(*single[:3], *single[3]) for single in singles]
    rows += [(*(step_up(value, squares.k) for value in single[:3]), *single[3]) for single in singles]
    table = pd.DataFrame(rows, columns=["value", "low", "high", "f", "df1", "df2", "p"])
    labels = pd.DataFrame(FORMS, columns=["type", "name", "meaning"])
    return pd.concat([labels[["type", "name"]], table, labels[["meaning"]]], axis=1)


def mean_squares(ratings: np.ndarray) -> MeanSquares:
    """Split the spread of a complete matrix between units, raters and residual.

    Raises
    ------
    UndefinedResult
        With fewer than two units or two raters, or when every rating is the same.
    """
    matrix = finite(ratings, "ratings", where="scoring.agreement", dimensions=2)
    n, k = matrix.shape
    if n < 2 or k < 2:
        raise UndefinedResult("agreement needs at least two raters and two rated units", where="scoring.agreement",
                              found=f"{n} units rated by all of {k} raters", expected="2 or more of each",
                              cure="have a second person rate some of the interviews")  # fmt: skip
    if np.ptp(matrix) == 0:
        raise UndefinedResult("agreement has no value when every rating is the same", where="scoring.agreement",
                              found=f"{n * k} equal ratings", expected="ratings that differ",
                              cure="look at the anchors: raters may not be using the scale")  # fmt: skip
    mean, by_unit, by_rater = matrix.mean(), matrix.mean(axis=1), matrix.mean(axis=0)
    units, raters = k * ((by_unit - mean) ** 2).sum(), n * ((by_rater - mean) ** 2).sum()
    within = ((matrix - by_unit[:, None]) ** 2).sum()
    residual = ((matrix - by_unit[:, None] - by_rater[None, :] + mean) ** 2).sum()
    return MeanSquares(n, k, units / (n - 1), raters / (k - 1), residual / ((n - 1) * (k - 1)), within / (n * (k - 1)))


def step_up(reliability: float, times: float) -> float:
    """Give the reliability of `times` as many ratings (Spearman 1910; Brown 1910).

    Parameters
    ----------
    reliability : float
        Of one rating (or of the present number).
    times : float
        How many times as many; below 1 shortens.
    """
    below = 1 + (times - 1) * reliability
    return times * reliability / below if below > 0 else -math.inf


def spearman_brown(reliability: float, times: float) -> float:
    """Give the reliability of `times` as many ratings: the Spearman-Brown formula.

    Parameters
    ----------
    reliability : float
        Of one rating (or of the present number), at most 1.
    times : float
        How many times as many, above 0; below 1 shortens.

    Returns
    -------
    float

    Raises
    ------
    ContractError
        If the reliability is no number up to 1.
    UndefinedResult
        If the number of ratings is not above 0, or the reliability so far below 0 that their sum would not vary.

    References
    ----------
    Spearman, C. (1910); Brown, W. (1910), both British Journal of Psychology 3.

    Examples
    --------
    >>> round(spearman_brown(0.41, 3), 2)
    0.68
    """
    where = "scoring.spearman_brown"
    r, number = _reliability(reliability, where), a_number(times, "times", where=where)
    found = step_up(r, number) if number > 0 else -math.inf
    if not math.isfinite(found):
        raise UndefinedResult("there is no reliability of so many ratings", where=where, found=f"a reliability of {r:.2f}, {number:g} times as many ratings",
                              expected="more than no rating, and a reliability that a sum of ratings can have", cure="give the number of ratings over the present number")  # fmt: skip
    return found


def raters_needed(reliability: float, *, target: float = 0.80) -> int:
    """Count the raters whose mean reaches a reliability (Spearman–Brown, solved for the number).

    Raises
    ------
    ContractError
        If the target is not between 0 and 1, or the reliability no number up to 1.
    UndefinedResult
        If one rater's reliability is 0 or less, or has no value: no number of raters would do.
    """
    where = "scoring.raters_needed"
    if not 0 < (target := a_number(target, "target", where=where)) < 1:
        raise ContractError(f"target {target:g} is not between 0 and 1", where=where, found=f"{target:g}", expected="above 0, below 1", cure="take .80, or .90 for single people")  # fmt: skip
    unknown = isinstance(reliability, float) and math.isnan(reliability)
    reliability = math.nan if unknown else _reliability(reliability, where)
    if reliability <= 0 or unknown:
        raise UndefinedResult("no number of raters reaches the target", where="scoring.raters_needed",
                              found=f"a reliability of {reliability:.2f} for one rater", expected="above 0",
                              cure="train the raters on the anchors first; a mean of noise is noise")  # fmt: skip
    if reliability >= target:
        return 1
    return math.ceil(target * (1 - reliability) / (reliability * (1 - target)) - 1e-9)


def _reliability(value: float, where: str) -> float:
    number = a_number(value, "reliability", where=where)
    if number > 1:
        raise ContractError("'reliability' is above 1", where=where, found=f"{number:g}", expected="at most 1", cure="take it from scoring.agreement")  # fmt: skip
    return number


def _one_way(m: MeanSquares, confidence: float) -> tuple:
    value = _ratio(m.units - m.within, m.units + (m.k - 1) * m.within)
    return _by_f(value, m.units, m.within, m.n - 1, m.n * (m.k - 1), m.k, confidence)


def _consistency(m: MeanSquares, confidence: float) -> tuple:
    value = _ratio(m.units - m.residual, m.units + (m.k - 1) * m.residual)
    return _by_f(value, m.units, m.residual, m.n - 1, (m.n - 1) * (m.k - 1), m.k, confidence)


def _by_f(value: float, above: float, below: float, df1: int, df2: int, k: int, confidence: float) -> tuple:
    from scipy import stats

    if below == 0:
        return value, 1.0, 1.0, (math.inf, df1, df2, 0.0)
    f, tail = above / below, 0.5 + confidence / 2
    low, high = f / stats.f.ppf(tail, df1, df2), f * stats.f.ppf(tail, df2, df1)
    return value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1), (f, df1, df2, float(stats.f.sf(f, df1, df2)))


def _agreement(m: MeanSquares, confidence: float) -> tuple:
    """ICC(A,1): the interval has Satterthwaite degrees of freedom (McGraw & Wong 1996, table 7)."""
    from scipy import stats

    n, k, df1, df2 = m.n, m.k, m.n - 1, (m.n - 1) * (m.k - 1)
    value = _ratio(m.units - m.residual, m.units + (k - 1) * m.residual + k / n * (m.raters - m.residual))
    f = m.units / m.residual if m.residual else math.inf
    test = (f, df1, df2, float(stats.f.sf(f, df1, df2)))
    if value >= 1 - 1e-15:
        return value, 1.0, 1.0, test
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    weight = (a * m.raters) ** 2 / (k - 1) + (b * m.residual) ** 2 / df2
    df = (a * m.raters + b * m.residual) ** 2 / weight if weight > 0 else df2
    below, above = stats.f.ppf(0.5 + confidence / 2, df1, df), stats.f.ppf(0.5 + confidence / 2, df, df1)
    spread = k * m.raters + (k * n - k - n) * m.residual
    low = _ratio(n * (m.units - below * m.residual), below * spread + n * m.units)
    high = _ratio(n * (above * m.units - m.residual), spread + n * above * m.units)
    return value, low, high, test


def _ratio(above: float, below: float) -> float:
    return above / below if below else math.nan
