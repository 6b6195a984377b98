"""Intervals of a mean and of a correlation.

In flow values, or a correlation and its n; out flow two ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def mean_interval(values: np.ndarray, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the t interval of a mean; without a second value there is none (NaN)."""
    from scipy import stats

    n = len(values)
    if n < 2:
        return math.nan, math.nan
    half = stats.t.ppf(0.5 + confidence / 2, n - 1) * values.std(ddof=1) / math.sqrt(n)
    return float(values.mean() - half), float(values.mean() + half)


def correlation_interval(r: float, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of a correlation by Fisher's z; without a fourth pair there is none (NaN)."""
    from statistics import NormalDist

    if n < 4:
        return math.nan, math.nan
    if abs(r) >= 1 - 1e-15:
        return r, r
    half = NormalDist().inv_cdf(0.5 + confidence / 2) / math.sqrt(n - 3)
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)
