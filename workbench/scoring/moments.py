"""Second moments of points and outcome, in the sample and in every resample: all that weights and validities are made of.

In flow points of everybody interviewed, the outcome of those who have one, and the score people were selected on; out flow
covariances, and the validity of any weights corrected to everybody interviewed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BLOCK_NUMBERS = 4_000_000  # numbers held at once while sums are made: 32 MB


@dataclass(frozen=True)
class Moments:
    """Covariances of criteria, selecting score and outcome; the first axis is the resample.

    Parameters
    ----------
    n : array (resamples,)
        People with an outcome.
    inner : array (resamples, criteria, criteria)
        Covariance of the criteria among people with an outcome.
    cross : array (resamples, criteria)
        Covariance of criteria and outcome among them.
    spread : array (resamples,)
        Variance of the outcome among them.
    selector, selector_cross, selector_inner : arrays (resamples,), (resamples,), (resamples, criteria)
        Variance of the selecting score among them, its covariance with the outcome and with the criteria.
    selector_everyone, selector_inner_everyone : arrays (resamples,), (resamples, criteria)
        Variance of the selecting score among everybody interviewed, and its covariance with the criteria.
    everyone : array (resamples, criteria, criteria)
        Covariance of the criteria among everybody interviewed.
    """

    n: np.ndarray
    inner: np.ndarray
    cross: np.ndarray
    spread: np.ndarray
    selector: np.ndarray
    selector_cross: np.ndarray
    selector_inner: np.ndarray
    selector_everyone: np.ndarray
    selector_inner_everyone: np.ndarray
    everyone: np.ndarray


@dataclass(frozen=True)
class Sample:
    """People to calibrate on: criteria and selecting score of those with an outcome and of the others.

    Parameters
    ----------
    known : array (people with an outcome, 1 + criteria + 2)
        A column of ones, the points, the selecting score, the outcome; the last three centred.
    others : array (people without an outcome, 1 + criteria + 1)
        The same without the outcome.
    among_all : array (people with an outcome, 1 + criteria + 1), optional
        The first as they stand among everybody, where that differs (several strata, each centred on its own people).
    """

    known: np.ndarray
    others: np.ndarray
    among_all: np.ndarray | None = None

    @property
    def n_criteria(self) -> int:
        """Count the criteria."""
        return self.known.shape[1] - 3

    @property
    def n_people(self) -> int:
        """Count everybody interviewed."""
        return len(self.known) + len(self.others)


def whole(sample: Sample) -> Moments:
    """Give the moments of the sample itself, as one resample."""
    return _drawn(sample, np.ones((1, len(sample.known))), np.ones((1, len(sample.others))))


def resampled(
    sample: Sample, *, n_resamples: int, random: np.random.Generator, progress: Callable[[int, int], None] | None = None
) -> Moments:
    """Give the moments of bootstrap resamples; people with and without an outcome are drawn apart, so their numbers stay.

    Parameters
    ----------
    sample : Sample
    n_resamples : int
    random : numpy Generator
    progress : callable, optional
        Told how many resamples are done, and of how many.
    """
    parts, done = [], 0
    for size in _batches(n_resamples, sample.n_people):
        parts.append(_drawn(sample, *(_counts(len(rows), size, random) for rows in (sample.known, sample.others))))
        done += size
        if progress is not None:
            progress(done, n_resamples)
    return joined(parts)


def split(sample: Sample, held: np.ndarray) -> tuple[Moments, Moments]:
    """Give the moments of people kept and of people held out.

    Parameters
    ----------
    sample : Sample
    held : array of bool (folds, people with an outcome)
        Whom each fold holds out. Everybody without an outcome counts in both: they only tell how points spread.
    """
    one = np.ones((1, held.shape[1]))
    out, every = sums(sample.known, held.astype(float)), sums(sample.known, one)
    everyone = _everyone(sample, every, one, np.ones((1, len(sample.others))))
    return _against(every - out, everyone), _against(out, everyone)


def validity(moments: Moments, weights: np.ndarray) -> np.ndarray:
    """Correlate weighted points with the outcome, as it would be among everybody interviewed.

    Parameters
    ----------
    moments : Moments
    weights : array (criteria,) or (resamples, criteria)

    Returns
    -------
    array (resamples,)

    Notes
    -----
    Outcomes are known only for those selected on a score: the correlation among them understates the one among everybody,
    and most of all for the very score they were selected on. Given that score z, selection has nothing to do with the outcome, so what
    goes with it holds for everybody (Pearson 1903; Thorndike's 1949 case III); what points have to do with z, and how they spread, is
    seen among everybody and need not be inferred: the covariance is c - c_xz b + C_xz b, with b the outcome's slope on z, small
    letters among people with an outcome, C among everybody. In the textbook's world, where every regression is a straight line,
    C_xz = c_xz S²/s² and this is case III. With everybody's outcome known it is the plain correlation.
    """
    cross, spread = corrected(moments)
    above = (cross * weights).sum(axis=-1)
    below = np.einsum(
        "...i,...ij,...j->...", np.broadcast_to(weights, cross.shape), moments.everyone, np.broadcast_to(weights, cross.shape)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip(above / np.sqrt(below * spread), -1.0, 1.0)


def corrected(moments: Moments) -> tuple[np.ndarray, np.ndarray]:
    """Give covariance of the criteria with the outcome, and its variance, among everybody interviewed (Thorndike's case III)."""
    slope = np.divide(moments.selector_cross, moments.selector, out=np.zeros_like(moments.selector), where=moments.selector > 0)
    share = np.divide(
        moments.selector_everyone - moments.selector, moments.selector, out=np.zeros_like(slope), where=moments.selector > 0
    )
    cross = moments.cross + (moments.selector_inner_everyone - moments.selector_inner) * slope[:, None]
    return cross, moments.spread + slope**2 * share * moments.selector


def standing(moments: Moments) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give correlations of the criteria among everybody, their standard deviations, and their validities, of the first sample."""
    everyone, (cross, spread) = moments.everyone[0], corrected(moments)
    sd = np.sqrt(np.diag(everyone))
    return everyone / np.outer(sd, sd), sd, cross[0] / (sd * math.sqrt(max(float(spread[0]), 1e-12)))


def spread_ratio(moments: Moments) -> float:
    """Give how many times as wide the selecting score spreads among everybody as among people with an outcome (of the first resample)."""
    return float(np.sqrt(moments.selector_everyone[0] / moments.selector[0])) if moments.selector[0] > 0 else 1.0


def observed(moments: Moments, weights: np.ndarray) -> np.ndarray:
    """Correlate weighted points with the outcome among those who have one, uncorrected."""
    wide = np.broadcast_to(weights, moments.cross.shape)
    below = np.einsum("...i,...ij,...j->...", wide, moments.inner, wide)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.clip((moments.cross * wide).sum(axis=-1) / np.sqrt(below * moments.spread), -1.0, 1.0)


def sums(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sum the products of every two columns over the rows, once per row of weights.

    Returns
    -------
    array (weightings, columns, columns)
    """
    columns = rows.shape[1]
    first, second = np.triu_indices(columns)
    flat, step = np.zeros((len(weights), len(first))), max(1, BLOCK_NUMBERS // len(first))
    for start in range(0, len(rows), step):
        block = rows[start : start + step]
        flat += weights[:, start : start + step] @ (block[:, first] * block[:, second])
    result = np.empty((len(weights), columns, columns))
    result[:, first, second] = result[:, second, first] = flat
    return result


def joined(parts: list[Moments]) -> Moments:
    """Set batches of resamples behind each other."""
    return Moments(*(np.concatenate([getattr(part, name) for part in parts]) for name in Moments.__dataclass_fields__))


def taken(moments: Moments, places: np.ndarray | slice) -> Moments:
    """Give some of the resamples."""
    return Moments(*(getattr(moments, name)[places] for name in Moments.__dataclass_fields__))


def _drawn(sample: Sample, known: np.ndarray, others: np.ndarray) -> Moments:
    total = sums(sample.known, known)
    return _against(total, _everyone(sample, total, known, others))


def _everyone(sample: Sample, total: np.ndarray, known: np.ndarray, others: np.ndarray) -> np.ndarray:
    inside = total[:, :-1, :-1] if sample.among_all is None else sums(sample.among_all, known)
    return inside + sums(sample.others, others)


def _against(known: np.ndarray, everyone: np.ndarray) -> Moments:
    here, there = _covariance(known), _covariance(everyone)
    there = np.broadcast_to(there, (len(here), *there.shape[1:]))
    criteria = slice(0, -2)
    return Moments(
        n=known[:, 0, 0], inner=here[:, criteria, criteria], cross=here[:, criteria, -1], spread=here[:, -1, -1], selector=here[:, -2, -2],
        selector_cross=here[:, -2, -1], selector_inner=here[:, criteria, -2], selector_everyone=there[:, -1, -1],
        selector_inner_everyone=there[:, :-1, -1], everyone=there[:, :-1, :-1],
    )  # fmt: skip


def _covariance(total: np.ndarray) -> np.ndarray:
    n = total[:, 0, 0][:, None, None]
    mean = total[:, 0, 1:] / n[:, :, 0]
    return (total[:, 1:, 1:] / n - mean[:, :, None] * mean[:, None, :]) * (n / np.maximum(n - 1, 1))


def _counts(n: int, size: int, random: np.random.Generator) -> np.ndarray:
    return np.stack([np.bincount(random.integers(0, max(n, 1), n), minlength=n) for _ in range(size)]).astype(float)


def _batches(n_resamples: int, people: int) -> Iterator[int]:
    step = max(1, min(n_resamples, 5 * BLOCK_NUMBERS // max(1, people)))
    for start in range(0, n_resamples, step):
        yield min(step, n_resamples - start)
