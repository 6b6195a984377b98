"""Reliability where raters differ from candidate to candidate: coefficients from variance components, with bootstrap intervals.

In flow ratings as codes of unit, rater and candidate; out flow six coefficients, once for every weighting of the units, so that a
thousand resamples cost a few matrix products.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK_NUMBERS = 8_000_000
CONSISTENCY = 2  # place of ICC(C,1), which raters' severity does not touch


@dataclass(frozen=True)
class Met:
    """Who rated what, as sums per unit: all that the components are made of.

    Parameters
    ----------
    n, total, square : arrays (units,)
        Ratings of each unit, their sum and sum of squares.
    by_rater, rated, apart : sparse (units, raters)
        Number of ratings, their sum, and their sum around the unit's mean.
    pairs : sparse (units, raters²)
        How often two raters met on the unit, over its number of ratings.
    candidate : array (units,)
        Code of the candidate a unit belongs to.
    """

    n: np.ndarray
    total: np.ndarray
    square: np.ndarray
    by_rater: Any
    rated: Any
    apart: Any
    pairs: Any
    candidate: np.ndarray


def meet(unit: np.ndarray, rater: np.ndarray, candidate: np.ndarray, y: np.ndarray) -> Met:
    """Sum ratings per unit.

    Parameters
    ----------
    unit, rater, candidate : arrays of int codes from 0, one entry a rating
    y : array, the ratings
    """
    from scipy import sparse

    n = np.bincount(unit).astype(float)
    total, square = np.bincount(unit, y), np.bincount(unit, y**2)
    shape = (len(n), int(rater.max()) + 1)
    by_rater = sparse.csr_array((np.ones(len(y)), (unit, rater)), shape=shape)
    rated = sparse.csr_array((y, (unit, rater)), shape=shape)
    apart = sparse.csr_array((y - (total / n)[unit], (unit, rater)), shape=shape)
    owner = np.zeros(len(n), dtype=int)
    owner[unit] = candidate
    return Met(n, total, square, by_rater, rated, apart, _pairs(by_rater, n), owner)


def coefficients(met: Met, weights: np.ndarray) -> np.ndarray:
    """Give ICC(1), ICC(A,1), ICC(C,1) and the three of the mean, once per row of weights.

    Parameters
    ----------
    met : Met
    weights : array (weightings, units)
        How often each unit counts; ones for the data as they are.

    Returns
    -------
    array (weightings, 6)

    Notes
    -----
    Components of the two-way model by Henderson's (1953) method III, of the one-way model by the analysis of variance for unequal
    numbers; negative components are 0. The mean is of k ratings, k the harmonic mean number of ratings a unit.
    """
    found = [_coefficients(met, weights[start : start + step]) for start, step in _blocks(met, len(weights))]
    return np.concatenate(found)


def intervals(met: Met, *, confidence: float, n_resamples: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Give the ends of the intervals of the six coefficients.

    Notes
    -----
    Whole candidates are drawn again, since their criteria are not independent. Raters are few and are not drawn: their variance is what
    a χ² with its degrees of freedom leaves open (Weerahandi's 1993 generalised interval), or absolute agreement would look surer than a
    handful of raters can make it; busy raters count for more, so the degrees of freedom are Satterthwaite's (1946). Where raters come
    in, ends are quantiles, since a few raters leave far more room below than above; those of consistency are taken on Fisher's z
    scale, where the bootstrap's spread is nearly normal. Below 0 is 0.
    """
    from statistics import NormalDist

    value = coefficients(met, np.ones((1, len(met.n))))[0, :3]
    again = _resampled(met, n_resamples=n_resamples, random=random)[:, :3]
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(again, [tail, 1 - tail], axis=0)
    half = NormalDist().inv_cdf(1 - tail) * np.nanstd(np.arctanh(np.clip(again[:, CONSISTENCY], -0.999, 0.999)))
    centre = np.arctanh(np.clip(value[CONSISTENCY], -0.999, 0.999))
    low[CONSISTENCY], high[CONSISTENCY] = np.tanh(centre - half), np.tanh(centre + half)
    low, high = np.maximum(0.0, np.minimum(low, value)), np.maximum(high, value)
    k = 1 / (1 / met.n).mean()
    return np.concatenate([low, _up(low, k)]), np.concatenate([high, _up(high, k)])


def _resampled(met: Met, *, n_resamples: int, random: np.random.Generator) -> np.ndarray:
    people, found, df = int(met.candidate.max()) + 1, [], _rater_freedom(met)
    for _, step in _blocks(met, n_resamples):
        counts = np.stack([np.bincount(random.integers(0, people, people), minlength=people) for _ in range(step)])
        found.append(_coefficients(met, counts[:, met.candidate].astype(float), spread=df / random.chisquare(df, step)))
    return np.concatenate(found)


def _rater_freedom(met: Met) -> float:
    """Give the degrees of freedom of the raters' variance: severities enter it by the normal equations, s'Ns."""
    normal = _normal(met, np.ones((1, len(met.n))))[0]
    square = float((normal**2).sum())
    return float(np.trace(normal)) ** 2 / square if square > 0 else 1.0


def _pairs(by_rater: Any, n: np.ndarray) -> Any:
    from scipy import sparse

    ordered, units, raters = by_rater.tocoo(), len(n), by_rater.shape[1]
    order = np.argsort(ordered.row, kind="stable")
    row, column, count = ordered.row[order], ordered.col[order], ordered.data[order]
    start = np.r_[0, np.cumsum(np.bincount(row, minlength=units))]
    width = np.diff(start)[row]
    first = np.repeat(np.arange(len(row)), width)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(width) - width, width)
    second = start[row[first]] + offset
    value = count[first] * count[second] / n[row[first]]
    return sparse.csr_array((value, (row[first], column[first] * raters + column[second])), shape=(units, raters * raters))


def _blocks(met: Met, n: int) -> Iterator[tuple[int, int]]:
    step = max(1, BLOCK_NUMBERS // (len(met.n) + met.pairs.shape[1]))
    for start in range(0, n, step):
        yield start, min(step, n - start)


def _coefficients(met: Met, w: np.ndarray, *, spread: np.ndarray | float = 1.0) -> np.ndarray:
    units, raters, rest = _two_way(met, w)
    between, within = _one_way(met, w)
    more = np.nan_to_num(raters) * (spread - 1)  # raters to come may differ more, or less, than those who rated
    raters, within = raters + more, np.maximum(within + more, 0.0)
    singles = [_share(between, within), _share(units, raters + rest), _share(units, rest)]
    k = w.sum(axis=1) / (w / met.n).sum(axis=1)
    return np.stack([*singles, *(_up(value, k) for value in singles)], axis=1)


def _two_way(met: Met, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    per_rater, sums, right = w @ met.by_rater, w @ met.rated, w @ met.apart
    normal = _normal(met, w)
    values, vectors = np.linalg.eigh(normal)
    kept = values > 1e-9 * values[:, -1:].clip(min=1e-300)
    turned = np.einsum("bji,bj->bi", vectors, right)
    explained = (np.where(kept, turned**2 / np.where(kept, values, 1.0), 0.0)).sum(axis=1)
    rank, ratings, copies = kept.sum(axis=1), w @ met.n, w.sum(axis=1)
    within = w @ (met.square - met.total**2 / met.n)
    left = within - explained
    df = ratings - copies - rank
    with np.errstate(divide="ignore", invalid="ignore"):
        residual = np.where(df > 0, left / df, np.nan)
        around = w @ met.square - np.where(per_rater > 0, sums**2 / per_rater, 0.0).sum(axis=1)
        present = (per_rater > 0).sum(axis=1)
        beyond = ratings - np.where(per_rater > 0, (w @ met.by_rater.power(2)) / per_rater, 0.0).sum(axis=1)
        units = (around - left - (copies + rank - present) * residual) / np.where(beyond > 0, beyond, np.nan)
        apart = ratings - w @ (met.by_rater.power(2).sum(axis=1) / met.n)
        raters = (explained - rank * residual) / np.where(apart > 0, apart, np.nan)
    return np.maximum(units, 0.0), np.maximum(raters, 0.0), np.maximum(residual, 0.0)


def _normal(met: Met, w: np.ndarray) -> np.ndarray:
    """Give the normal equations of raters with the units swept out, once per row of weights."""
    size = met.by_rater.shape[1]
    normal = -(w @ met.pairs).reshape(len(w), size, size)
    normal[:, np.arange(size), np.arange(size)] += w @ met.by_rater
    return normal


def _one_way(met: Met, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    ratings, copies = w @ met.n, w.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        within = w @ (met.square - met.total**2 / met.n) / (ratings - copies)
        between = w @ (met.total**2 / met.n) - (w @ met.total) ** 2 / ratings - (copies - 1) * within
        return np.maximum(0.0, between / (ratings - (w @ met.n**2) / ratings)), within


def _share(true: np.ndarray, error: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(true + error > 0, true / (true + error), np.nan)


def _up(value: np.ndarray, k: np.ndarray) -> np.ndarray:
    return k * value / (1 + (k - 1) * value)
