"""What each competency (or criterion) contributes: whether it goes with the others, and whether it tells strong from weak.

In flow points, one row a person and one column an item; out flow item statistics, and pairs that rank people almost alike.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from workbench.errors import confident
from workbench.scoring.intervals import correlation_interval

UPPER_SHARE = 0.27  # Kelley 1939: the tails that make the comparison of strong and weak most precise for normal points
LEAST_TOTAL = 0.20
FULL_SHARE = 0.15  # Terwee et al. 2007: more than 15 % at an end of the scale
AGAINST, APART, CEILING, FLOOR, NOTHING = "goes against the others", "does not go with the others", "too easy", "too hard", ""
SAME, ALONE = "the same points for everybody", "the others do not vary"
ACTIONS = {
    AGAINST: "Look at the scale: more points here go with fewer points elsewhere.",
    APART: "Keep it only if the job needs it for itself: it says something else than the other competencies, or nothing.",
    CEILING: "Set the top of the scale higher: too many people reach full points to be told apart.",
    SAME: "Look at the scale and at what it reads: points that everybody has tell nobody apart.",
    ALONE: "Look at the other competencies first: everybody has the same points there.",
    FLOOR: "Set the bottom of the scale lower, or ask for it in another way: too many people get no points.",
}  # fmt: skip
COLUMNS = ("n", "item_total", "item_total_low", "item_total_high", "discrimination", "discrimination_low", "discrimination_high", "alpha",
           "alpha_without", "finding")  # fmt: skip


@confident
def item_statistics(points: pd.DataFrame, *, confidence: float = 0.95, minimum: int = 5) -> pd.DataFrame:
    """Describe every item against the others.

    Parameters
    ----------
    points : pandas.DataFrame, one row a person, one column an item [points, 0-100]
        Missing where there was no evidence: the rest is then the mean of what there is.
    confidence : float
    minimum : int
        Items with fewer people are left out.

    Returns
    -------
    pandas.DataFrame, one row an item
        ``competency``, ``n``, ``item_total`` [correlation with the mean of the others, with ``item_total_low`` and ``_high``], ``discrimination`` [points:
        mean of the 27 % strongest on the others less that of the 27 % weakest, with ``_low`` and ``_high``], ``alpha`` [Cronbach's, of all items
        together], ``alpha_without`` [without this one; null where people lack items], ``finding`` [goes against the others, does not go with
        the others, too easy, too hard, the same points for everybody, the others do not vary, or nothing].

    Notes
    -----
    The item is left out of the total it is correlated with (corrected item-total correlation), or it would go with itself. A finding on
    the total is made only if the whole interval lies below .20.
    """
    names = [name for name in points.columns if points[name].notna().sum() >= minimum]
    x = points[names].to_numpy(dtype=float, na_value=math.nan)
    present = ~np.isnan(x)
    total, count = np.where(present, x, 0.0).sum(axis=1), present.sum(axis=1)
    alpha, without = _alphas(x[present.all(axis=1)])
    rows = []
    for place, name in enumerate(names):
        both = present[:, place] & (count >= 2)
        if len(names) < 2 or both.sum() < minimum:
            continue
        item, rest = x[both, place], (total[both] - x[both, place]) / (count[both] - 1)
        r = _correlation(item, rest)
        low, high = correlation_interval(r, len(item), confidence=confidence) if math.isfinite(r) else (math.nan, math.nan)
        gap = _gap(item, rest, confidence)
        rows.append(
            (name, len(item), r, low, high, *gap, alpha, without[place] if len(without) else math.nan, _finding(high, item, rest))
        )
    return pd.DataFrame(rows, columns=["competency", *COLUMNS])


def alike(points: pd.DataFrame, *, least_r: float, minimum: int) -> list[tuple[str, str, int, float]]:
    """Find pairs of items whose correlation reaches `least_r`, among people who have both: names, n, r."""
    names, x = list(points.columns), points.to_numpy(dtype=float, na_value=math.nan)
    present = (~np.isnan(x)).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.where(present > 0, x, 0.0).sum(axis=0) / present.sum(axis=0)
        y = np.where(present > 0, x - np.nan_to_num(centre), 0.0)
        n, first = present.T @ present, y.T @ present  # sums over those who also have the other
        square = (y**2).T @ present
        spread = square / n - (first / n) ** 2
        r = (y.T @ y / n - first * first.T / n**2) / np.sqrt(spread * spread.T)
    place = np.argwhere(np.triu(np.nan_to_num(r) >= least_r, 1) & (n >= minimum))
    flat = spread <= 1e-18 * np.maximum(square / np.maximum(n, 1), 1e-12)
    return [(names[i], names[j], int(n[i, j]), min(1.0, float(r[i, j]))) for i, j in place if not (flat[i, j] or flat[j, i])]


def _correlation(item: np.ndarray, rest: np.ndarray) -> float:
    a, b = item - item.mean(), rest - rest.mean()
    below = math.sqrt((a @ a) * (b @ b))
    return float(np.clip(a @ b / below, -1, 1)) if below > 1e-9 else math.nan


def _gap(item: np.ndarray, rest: np.ndarray, confidence: float) -> tuple[float, float, float]:
    """Give the mean difference of the strongest and the weakest, with Welch's interval."""
    from scipy import stats

    low, high = np.quantile(rest, [UPPER_SHARE, 1 - UPPER_SHARE])
    weak, strong = item[rest <= low], item[rest >= high]
    if len(weak) < 2 or len(strong) < 2 or low >= high:
        return math.nan, math.nan, math.nan
    gap, a, b = strong.mean() - weak.mean(), strong.var(ddof=1) / len(strong), weak.var(ddof=1) / len(weak)
    if a + b == 0:
        return float(gap), float(gap), float(gap)
    df = (a + b) ** 2 / (a**2 / (len(strong) - 1) + b**2 / (len(weak) - 1))
    half = stats.t.ppf(0.5 + confidence / 2, df) * math.sqrt(a + b)
    return float(gap), float(gap - half), float(gap + half)


def _alphas(x: np.ndarray) -> tuple[float, np.ndarray]:
    """Give Cronbach's α, and α without each item, among people who have every item."""
    n, k = x.shape
    if n < 3 or k < 2:
        return math.nan, np.full(k, math.nan)
    inner = np.cov(x, rowvar=False)
    every, own, row = inner.sum(), np.diag(inner), inner.sum(axis=1)
    alpha = k / (k - 1) * (1 - own.sum() / every) if every > 0 else math.nan
    if k < 3:
        return float(alpha), np.full(k, math.nan)
    left = every - 2 * row + own
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(alpha), (k - 1) / (k - 2) * (1 - (own.sum() - own) / left)


def _finding(high: float, item: np.ndarray, rest: np.ndarray) -> str:
    if high < LEAST_TOTAL:
        return AGAINST if high < 0 else APART
    if (item >= 100 - 1e-9).mean() > FULL_SHARE:
        return CEILING
    if (item <= 1e-9).mean() > FULL_SHARE:
        return FLOOR
    return SAME if np.ptp(item) == 0 else ALONE if np.ptp(rest) == 0 else NOTHING
