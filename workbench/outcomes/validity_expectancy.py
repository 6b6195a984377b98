"""What a score means in outcomes: how many of those in each band turned out well.

In flow scores and outcomes; out flows one row a band, with n and interval: the expectancy chart of the trade.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench import fairness
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.validity import WHERE, numbers_of


@dataclass(frozen=True)
class Expectancy:
    """Success by band of the score.

    Parameters
    ----------
    table : pandas.DataFrame, one row a band, highest scores first
        ``band``, ``score_from``, ``score_to``, ``n``, ``successes``, ``share`` with ``low`` and ``high`` [Wilson], ``expected`` [by the
        correlation alone, if scores and outcomes were normal].
    success_from : float
        Outcome from which a person counts as a success.
    base_rate : float
        Share of successes among all.
    r, n, n_missing, n_bands_hidden : numbers
    trend_p : float
        Cochran–Armitage test of a trend over the bands, two-sided.
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    success_from: float
    base_rate: float
    r: float
    n: int
    n_missing: int
    n_bands_hidden: int
    trend_p: float
    confidence: float


@confident
def expectancy(
    scores: Any,
    outcome: Any,
    *,
    success_from: float | None = None,
    bands: int | Any = 5,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> Expectancy:
    """Count who turned out well in each band of the score.

    Parameters
    ----------
    scores, outcome : sequences, one a person
    success_from : float, optional
        Outcome from which a person is a success; by default the median, and 1 for yes/no outcomes.
    bands : int or sequence of float
        Number of bands with about as many people each, or the inner edges between bands (the lower edge belongs to the band).
    minimum_group : int
        Smaller bands are hidden and counted.
    confidence : float

    Returns
    -------
    Expectancy

    Raises
    ------
    UndefinedResult
        If everybody or nobody is a success, scores do not vary, or fewer than two bands can be shown.

    References
    ----------
    Lawshe, C. H., Bolda, R. A., Brune, R. L. & Auclair, G. (1958). Expectancy charts II. Personnel Psychology 11, 545-559.
    """
    x, y = numbers_of(scores, "scores"), numbers_of(outcome, "outcome")
    if len(x) != len(y):
        raise ContractError("scores and outcomes do not belong to the same people", where=WHERE, found=f"{len(x)} scores, {len(y)} outcomes",
                            expected="one of each a person, in the same order", cure="join them on application_id first")  # fmt: skip
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    line = _line(y) if success_from is None else float(success_from)
    good = y >= line
    if len(x) == 0 or good.all() or not good.any() or np.ptp(x) == 0:
        raise UndefinedResult("there is nothing to expect", where=WHERE, found=f"{int(good.sum())} successes among {len(x)} people" + (", scores all alike" if len(x) and np.ptp(x) == 0 else ""),
                              expected="successes and others, with scores that differ", cure="move success_from, or wait for more outcomes")  # fmt: skip
    edges = _edges(x, bands)
    place = np.searchsorted(edges, x, side="right")
    rows = [
        _band(number, place == number, x, good, edges, confidence)
        for number in range(len(edges), -1, -1)
        if (place == number).any()
    ]
    table = pd.DataFrame(rows)
    shown = table[table["n"] >= minimum_group].reset_index(drop=True)
    if len(shown) < 2:
        raise UndefinedResult("fewer than two bands can be shown", where=WHERE, found=f"{len(x)} people in {len(table)} bands", expected=f"two bands of {minimum_group}",
                              cure="take fewer bands or a longer period")  # fmt: skip
    r = float(np.corrcoef(x, y)[0, 1])
    shown["expected"] = _normal_theory(shown, r, float(good.mean()), x)
    return Expectancy(
        shown, line, float(good.mean()), r, len(x), int((~both).sum()), len(table) - len(shown), trend(place, good), confidence
    )


def trend(levels: Any, successes: Any) -> float:
    """Test for a trend of success over ordered levels, two-sided p (Armitage 1955)."""
    level, good = np.asarray(levels, dtype=float), np.asarray(successes, dtype=float)
    share, spread = good.mean(), ((level - level.mean()) ** 2).sum()
    if spread == 0 or share in (0.0, 1.0):
        return 1.0
    z = ((level - level.mean()) * good).sum() / math.sqrt(share * (1 - share) * spread)
    return math.erfc(abs(z) / math.sqrt(2))


def _line(outcome: np.ndarray) -> float:
    return 1.0 if set(np.unique(outcome)) <= {0.0, 1.0} else float(np.median(outcome)) if len(outcome) else math.nan


def _edges(x: np.ndarray, bands: Any) -> np.ndarray:
    if np.ndim(bands) == 0:
        if int(bands) < 2:
            raise ContractError(
                "an expectancy chart has at least two bands",
                where=WHERE,
                found=str(bands),
                expected="2 or more",
                cure="choose 4 or 5",
            )
        return np.unique(np.quantile(x, np.arange(1, int(bands)) / int(bands)))
    return np.unique(np.asarray(bands, dtype=float))


def _band(number: int, here: np.ndarray, x: np.ndarray, good: np.ndarray, edges: np.ndarray, confidence: float) -> dict[str, Any]:
    n, successes = int(here.sum()), int(good[here].sum())
    low, high = fairness.wilson(successes, n, confidence=confidence)
    start = float(edges[number - 1]) if number else float(x[here].min())
    end = float(edges[number]) if number < len(edges) else float(x[here].max())
    return {
        "band": f"{start:g}–{end:g}",
        "score_from": start,
        "score_to": end,
        "n": n,
        "successes": successes,
        "share": successes / n,
        "low": low,
        "high": high,
    }


def _normal_theory(table: pd.DataFrame, r: float, base_rate: float, x: np.ndarray) -> list[float]:
    """Give the share each band would have if scores and outcomes were normal with this correlation."""
    from scipy import stats

    from workbench.outcomes.utility_normal import both_below

    mean, sd, cut = x.mean(), x.std(ddof=1), stats.norm.isf(base_rate)
    low = np.where(table["score_from"] <= x.min(), -np.inf, (table["score_from"] - mean) / sd)
    high = np.where(table["score_to"] >= x.max(), np.inf, (table["score_to"] - mean) / sd)
    inside = stats.norm.cdf(high) - stats.norm.cdf(low)
    failing = both_below(high, np.full(len(table), cut), r) - both_below(low, np.full(len(table), cut), r)
    return (1 - failing / np.where(inside > 0, inside, np.nan)).tolist()
