"""Intervals of a mean and of a correlation.

In flow values, or a correlation and its n; out flow two ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.errors import confident

if TYPE_CHECKING:
    import numpy as np


@confident
def mean_interval(values: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the t interval of a mean; without a second value there is none (NaN)."""
    from scipy import stats

    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = stats.t.ppf(0.5 + confidence / 2, n - 1) * values.std(ddof=1) / math.sqrt(n)
    return float(values.mean() - half), float(values.mean() + half)


@confident
def correlation_interval(r: float, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of a correlation by Fisher's z; without a fourth pair there is none (NaN)."""
    from statistics import NormalDist

    if n < 4:
        return math.nan, math.nan
    if abs(r) >= 1 - 1e-15:
        return r, r
    half = NormalDist().inv_cdf(0.5 + confidence / 2) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


@confident
def resampled_interval(r: float, drawn: np.ndarray, n: int, *, ratio: float = 1.0, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of a correlation corrected for selection, from its bootstrap resamples.

    Parameters
    ----------
    r : float
        Corrected correlation.
    drawn : array (resamples,)
        The same of each resample.
    n : int
        People with an outcome.
    ratio : float
        Spread of the selecting score among everybody over that among people with an outcome.

    Notes
    -----
    The spread of a corrected correlation falls steeply where it is large, so ends are taken where it hardly does: on Fisher's z of the
    uncorrected correlation it stands for (Thorndike's case II turned round; Bobko & Rieck 1980), with t of n - 2 for the few people.
    """
    import numpy as np
    from scipy import stats

    def plain(value: np.ndarray) -> np.ndarray:
        return np.arctanh(np.clip(value / ratio / np.sqrt(1 - value**2 + (value / ratio) ** 2), -0.999999, 0.999999))

    centre, spread = plain(np.array(r)), np.nanstd(plain(drawn))
    ends = np.tanh(centre + np.array([-1, 1]) * stats.t.ppf(0.5 + confidence / 2, max(n - 2, 1)) * spread)
    low, high = ends * ratio / np.sqrt(1 - ends**2 + (ends * ratio) ** 2)
    return float(low), float(high)
