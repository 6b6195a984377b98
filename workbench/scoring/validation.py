"""How well fitted weights predict people they have not seen, against equal weights on the same people.

In flow a sample and a way to fit weights; out flows the cross-validated validity and its gain, each with an interval.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.scoring import moments as second
from workbench.scoring.weighting import slopes

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS, FOLDS = 10, 5


@dataclass(frozen=True)
class Tested:
    """Out-of-sample validity of fitted weights, and what they gain over equal ones."""

    r: float
    low: float
    high: float
    gain: float
    gain_low: float
    gain_high: float


def cross_validate(
    sample: second.Sample,
    fit: Callable[[second.Moments], np.ndarray],
    *,
    random: np.random.Generator,
    confidence: float,
    signed: bool = False,
) -> Tested:
    """Fit on four fifths of the people with an outcome, correlate on the last fifth; every fifth, ten times.

    Notes
    -----
    The folds share people, so the spread over folds understates the error; Nadeau & Bengio (2003) add the ratio of held-out
    to kept people to its weight. Fitted and equal weights are compared on the same people held out.
    """
    held = folds(len(sample.known), random)
    kept, out = second.split(sample, held)
    weights = fit(kept)
    if signed:
        weights = weights * np.where(slopes(kept) < 0, -1, 1)
    fitted, equal = second.validity(out, weights), second.validity(out, np.full(weights.shape[1], 1 / weights.shape[1]))
    share = held.sum(axis=1).mean() / (~held).sum(axis=1).mean()
    return Tested(*interval(fitted, share, confidence), *interval(fitted - equal, share, confidence))


def folds(n: int, random: np.random.Generator) -> np.ndarray:
    """Deal people into folds, several times: one row a fold, true for the people it holds out."""
    number = max(2, min(FOLDS, n // 5))
    dealt = np.arange(n) % number
    return np.concatenate([random.permutation(dealt) == np.arange(number)[:, None] for _ in range(REPEATS)])


def interval(values: np.ndarray, share: float, confidence: float) -> tuple[float, float, float]:
    """Give mean and corrected t interval of a figure over folds; folds without a value are left out."""
    from scipy import stats

    values = values[np.isfinite(values)]
    count = len(values)
    if count < 2:
        return (float(values.mean()) if count else math.nan), math.nan, math.nan
    half = stats.t.ppf(0.5 + confidence / 2, count - 1) * math.sqrt((1 / count + share) * values.var(ddof=1))
    return float(values.mean()), float(max(-1.0, values.mean() - half)), float(min(1.0, values.mean() + half))
