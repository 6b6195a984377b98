"""What raters bring to a rating: severity of each, and how the spread of one criterion divides between candidate, rater and the rest.

In flow long ratings (unit, rater, rating), unbalanced or not; out flow rater effects with intervals.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.errors import confident

NULL = 1e-9  # part of the largest eigenvalue below which one is 0: raters are compared with each other only, so one always is
STRICTER, LENIENT, NOTHING_SHOWN = "stricter than colleagues", "more lenient than colleagues", "no difference shown"


@confident
def severity(long: pd.DataFrame, *, confidence: float = 0.95) -> pd.DataFrame:
    """Estimate how far each rater's ratings lie above or below colleagues' on the same units.

    Parameters
    ----------
    long : pandas.DataFrame
        ``unit``, ``rater``, ``rating``; one row a rating.
    confidence : float
        Of each interval; for the findings, of all of them together.

    Returns
    -------
    pandas.DataFrame, one row a rater
        ``rater_id``, ``n`` [ratings], ``n_shared`` [of units that others rated too], ``effect`` [rating points; below 0 = stricter], ``low``,
        ``high``, ``finding``. Effects are null for raters who share no unit with anybody. Among many raters some interval leaves out
        0 by chance, so a finding also has to hold after Bonferroni over the raters.

    Notes
    -----
    Least squares of ``rating = unit + rater``, effects centred on their mean, by absorbing the units (a two-way fixed-effects
    model, so that whom a rater happened to see does not count). Raters who are never linked by shared units cannot be compared;
    groups of linked raters are centred each on its own.
    """
    shared = long[long.groupby("unit")["rating"].transform("size") >= 2]
    raters = list(pd.unique(long["rater"]))
    counts = long["rater"].value_counts()
    n_shared = shared["rater"].value_counts().reindex(raters).fillna(0).astype(int)
    effect, error, df = _absorbed(shared, raters)
    quantile, together = _t(confidence, df), _t(1 - (1 - confidence) / max(1, len(raters)), df)
    table = pd.DataFrame({"rater_id": raters, "n": counts.reindex(raters).to_numpy(), "n_shared": n_shared.to_numpy(), "effect": effect,
                          "low": effect - quantile * error, "high": effect + quantile * error})  # fmt: skip
    return table.assign(
        finding=[_finding(*ends) for ends in zip(effect - together * error, effect + together * error, strict=True)]
    )


def two_way(unit: np.ndarray, rater: np.ndarray, y: np.ndarray) -> tuple[float, float, float]:
    """Estimate the variance of units, raters and residual from unbalanced ratings.

    Parameters
    ----------
    unit, rater : arrays of int codes from 0
    y : array, the ratings

    Notes
    -----
    Henderson's (1953) method III: the sum of squares of each factor is taken after the other, which makes it far steadier than method
    I when raters differ much and each saw other candidates. Negative estimates are set to 0.
    """
    met = np.zeros((unit.max() + 1, rater.max() + 1))
    np.add.at(met, (unit, rater), 1.0)
    per_unit, per_rater = met.sum(axis=1), met.sum(axis=0)
    by_unit, by_rater = np.bincount(unit, y) / per_unit, np.bincount(rater, y) / per_rater
    normal = np.diag(per_rater) - met.T @ (met / per_unit[:, None])
    effect = np.linalg.lstsq(normal, np.bincount(rater, y - by_unit[unit], minlength=len(per_rater)), rcond=NULL)[0]
    rank = _rank(normal)
    fitted = effect[rater] + (by_unit - met @ effect / per_unit)[unit]
    rest, df = ((y - fitted) ** 2).sum(), len(y) - len(per_unit) - rank
    residual = rest / df if df > 0 else math.nan
    units = (((y - by_rater[rater]) ** 2).sum() - rest - (len(per_unit) + rank - len(per_rater)) * residual) / _beyond(
        met, per_rater
    )
    raters = (((y - by_unit[unit]) ** 2).sum() - rest - rank * residual) / _beyond(met.T, per_unit)
    return max(0.0, units), max(0.0, raters), residual


def one_way(unit: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Estimate the variance between and within units from unequal numbers of ratings (analysis of variance)."""
    count = np.bincount(unit)
    mean = np.bincount(unit, y) / count
    within = ((y - mean[unit]) ** 2).sum() / (len(y) - len(count))
    between = (count * (mean - y.mean()) ** 2).sum() - (len(count) - 1) * within
    return max(0.0, between / (len(y) - (count**2).sum() / len(y))), within


def _beyond(met: np.ndarray, total: np.ndarray) -> float:
    """Give what one unit of variance adds to a sum of squares taken after the other factor."""
    return float(total.sum() - (met**2 / total).sum()) or math.nan


def _absorbed(shared: pd.DataFrame, raters: list) -> tuple[np.ndarray, np.ndarray, int]:
    """Rater effects with the units swept out: normal equations of raters only, solved per linked group by the pseudo-inverse."""
    size = len(raters)
    if shared.empty:
        return np.full(size, math.nan), np.full(size, math.nan), 0
    unit, rater = pd.factorize(shared["unit"])[0], pd.Categorical(shared["rater"], categories=raters).codes
    y, per_unit = shared["rating"].to_numpy(float), np.bincount(unit)
    within = y - (np.bincount(unit, y) / per_unit)[unit]
    met = pd.crosstab(unit, rater).reindex(columns=range(size), fill_value=0).to_numpy(float)
    normal = np.diag(met.sum(axis=0)) - met.T @ (met / per_unit[:, None])
    inverse = np.linalg.pinv(normal, rcond=NULL, hermitian=True)
    effect = inverse @ np.bincount(rater, within, minlength=size)
    alone = np.isclose(np.diag(normal), 0)
    linked = size - alone.sum() - _rank(normal)
    df = max(0, len(y) - len(per_unit) - (size - int(alone.sum()) - int(linked)))
    residual = within - (effect[rater] - (np.bincount(unit, effect[rater]) / per_unit)[unit])
    error = np.sqrt(np.maximum(np.diag(inverse), 0) * (residual @ residual) / df) if df else np.full(size, math.nan)
    return np.where(alone, math.nan, effect), np.where(alone, math.nan, error), df


def _rank(normal: np.ndarray) -> int:
    values = np.linalg.eigvalsh(normal)
    return int((values > NULL * max(values[-1], 1e-300)).sum())


def _t(tail: float, df: int) -> float:
    from scipy import stats

    return float(stats.t.ppf(0.5 + tail / 2, df)) if df else math.nan


def _finding(low: float, high: float) -> str:
    if high < 0:
        return STRICTER
    return LENIENT if low > 0 else NOTHING_SHOWN
