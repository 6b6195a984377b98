"""Means by channel at one job mix, raw and partially pooled: the arithmetic behind `channels`.

In flow an outcome with the channel and the job of each person; out flow estimates with their covariances. Everything is computed
from the cells (job × channel), so a hundred thousand people cost what a hundred cells cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

NULL = 1e-10  # channels and jobs each add up to the mean: that direction is none, however many people stand behind it
GRID = 80
FEW_EVENTS = 10  # below this a share's own spread says too little, and the spread of all is taken where it is larger


@dataclass(frozen=True)
class Means:
    """Means by channel, in the order of `channels`.

    Parameters
    ----------
    channels : list of str
    n : array of int
    raw, raw_se : arrays
        Plain mean and its standard error.
    adjusted : array
        Mean at the job mix of all people together.
    covariance : square array
        Of `adjusted`, robust to unequal spread (HC2).
    df : square array
        Degrees of freedom of the difference between two channels (diagonal: of one mean).
    comparable : square array of bool
        Whether two channels meet in jobs, directly or by way of others.
    residual_sd : float
    """

    channels: list[str]
    n: np.ndarray
    raw: np.ndarray
    raw_se: np.ndarray
    adjusted: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    comparable: np.ndarray
    residual_sd: float


@dataclass(frozen=True)
class Pooled:
    """Adjusted means drawn towards their common mean as far as their errors ask for, and how far channels truly differ (sd)."""

    estimate: np.ndarray
    covariance: np.ndarray
    between_sd: float


def adjusted_means(values: np.ndarray, channel: np.ndarray, job: np.ndarray) -> Means:
    """Compare channels within jobs.

    Parameters
    ----------
    values : array of float, one a person
    channel, job : arrays of labels

    Notes
    -----
    value = job + channel + error, by least squares over cells. Variances are HC2 (MacKinnon & White 1985) with Satterthwaite's
    degrees of freedom; for a yes/no outcome with fewer than ten of one kind in a channel they are at least the pooled ones.
    """
    cells = _cells(values, channel, job)
    channels, jobs = sorted(set(cells["channel"])), sorted(set(cells["job"]))
    k, n = len(channels), cells["n"].to_numpy(float)
    at, where = (pd.Index(names).get_indexer(cells[by]) for names, by in ((channels, "channel"), (jobs, "job")))
    design = np.zeros((len(cells), k + len(jobs)))
    design[np.arange(len(cells)), at] = 1
    design[np.arange(len(cells)), k + where] = 1
    gram = design.T @ (design * n[:, None])
    inverse = np.linalg.pinv(gram, rcond=NULL, hermitian=True)
    mix = np.bincount(where, n, minlength=len(jobs)) / n.sum()
    wanted = np.hstack([np.eye(k), np.tile(mix, (k, 1))])
    weights = wanted @ inverse @ (design * n[:, None]).T  # estimand × cell
    spread, sd = _spread(cells, design, inverse, n, weights)
    size = np.bincount(at, n, minlength=k)
    totals = np.bincount(at, n * cells["mean"], minlength=k)
    raw_se = _raw_errors(values, channel, channels)
    binary = set(np.unique(values)) <= {0.0, 1.0}
    covariance = (weights * spread) @ weights.T
    if binary:
        covariance = _not_below_pooled(covariance, size, totals, (weights / n) @ weights.T * sd * sd)
    return Means(channels, size.astype(int), totals / size, raw_se, weights @ cells["mean"].to_numpy(), covariance, _freedom(weights, n),
                 _comparable(cells, channels), sd)  # fmt: skip


def pool(estimate: np.ndarray, covariance: np.ndarray) -> Pooled:
    """Shrink estimates towards their common mean, averaging over what is not known about how far they truly differ.

    Notes
    -----
    Channel effects ~ N(common mean, τ²), nothing known of the common mean; the likelihood of τ from the contrasts alone (REML), a flat
    prior on τ, integrated on a grid; `between_sd` is its mode. What the contrasts tell of each channel's own error is taken off its
    estimate, so the covariance also knows that a small channel's error moves the common mean with it. With fewer than three channels
    nothing can be pooled.

    References
    ----------
    Efron, B. & Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. Journal of the American
    Statistical Association 70, 311-319. Gelman, A. (2006). Prior distributions for variance parameters in hierarchical models.
    Bayesian Analysis 1, 515-534.
    """
    k = len(estimate)
    if k < 3:
        return Pooled(estimate, covariance, math.nan)
    contrast = np.linalg.svd(np.eye(k) - 1 / k)[0][:, : k - 1].T  # orthonormal contrasts
    reach = 3 * (np.abs(contrast @ estimate).max() + 2 * math.sqrt(np.trace(contrast @ covariance @ contrast.T) / (k - 1)))
    taus = np.linspace(0, reach, GRID)
    told = [shrunk(estimate, covariance, contrast, tau) for tau in taus]
    weight = np.exp(np.array([likelihood for likelihood, _, _ in told]) - max(likelihood for likelihood, _, _ in told))
    weight = weight / weight.sum()
    means, spreads = np.array([m for _, m, _ in told]), np.array([v for _, _, v in told])
    mean = weight @ means
    between = np.einsum("t,ti,tj->ij", weight, means - mean, means - mean)
    return Pooled(mean, np.einsum("t,tij->ij", weight, spreads) + between, float(taus[weight.argmax()]))


def shrunk(estimate: np.ndarray, covariance: np.ndarray, contrast: np.ndarray, tau: float) -> tuple[float, np.ndarray, np.ndarray]:
    """Give the log likelihood of one τ, and mean and covariance of the true means at it."""
    seen, cross = contrast @ estimate, covariance @ contrast.T
    total = contrast @ cross + tau * tau * np.eye(len(seen))
    inverse = np.linalg.pinv(total, hermitian=True)
    sign, size = np.linalg.slogdet(total + 1e-300 * np.eye(len(seen)))
    likelihood = -0.5 * (size + seen @ inverse @ seen) if sign > 0 else -math.inf
    gain = cross @ inverse
    return likelihood, estimate - gain @ seen, covariance - gain @ cross.T


def _cells(values: np.ndarray, channel: np.ndarray, job: np.ndarray) -> pd.DataFrame:
    """Count, mean and squared deviations of each channel and job that occurs."""
    (at, channels), (where, jobs) = pd.factorize(channel, sort=True), pd.factorize(job, sort=True)
    cell, place = np.unique(where * len(channels) + at, return_inverse=True)
    n = np.bincount(place)
    mean = np.bincount(place, values) / n
    within = np.bincount(place, (values - mean[place]) ** 2)
    return pd.DataFrame(
        {"channel": channels[cell % len(channels)], "job": jobs[cell // len(channels)], "n": n, "mean": mean, "within": within}
    )


def _spread(
    cells: pd.DataFrame, design: np.ndarray, inverse: np.ndarray, n: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, float]:
    """Give the variance that one cell's mean brings (HC2), and the residual standard deviation."""
    fitted = design @ inverse @ (design * n[:, None]).T @ cells["mean"].to_numpy()
    left = cells["within"].to_numpy() + n * (cells["mean"].to_numpy() - fitted) ** 2
    leverage = np.einsum("ci,ij,cj->c", design, inverse, design)  # of each person in the cell
    free = max(n.sum() - np.linalg.matrix_rank(design), 1)
    sd = math.sqrt(left.sum() / free)
    spared = np.clip(1 - leverage, 1e-9, None)
    alone = leverage > 1 - 1e-9  # the only person who tells two effects apart has no residual of its own
    return np.where(alone, sd * sd / n, left / spared / n / n), sd


def _raw_errors(values: np.ndarray, channel: np.ndarray, channels: list[str]) -> np.ndarray:
    at = pd.Index(channels).get_indexer(channel)
    n = np.bincount(at)
    left = values - (np.bincount(at, values) / n)[at]
    return np.sqrt(np.bincount(at, left * left) / np.clip(n - 1, 1, None) / n)


def _not_below_pooled(covariance: np.ndarray, n: np.ndarray, events: np.ndarray, pooled: np.ndarray) -> np.ndarray:
    few = np.minimum(events, n - events) < FEW_EVENTS
    wider = np.sqrt(np.clip(np.where(few, np.maximum(1, np.diag(pooled) / np.clip(np.diag(covariance), 1e-300, None)), 1), 1, 1e12))
    wide = covariance * np.outer(wider, wider)
    zero = np.diag(covariance) < 1e-15
    return np.where(np.outer(zero, zero), pooled, wide)


def _freedom(weights: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Satterthwaite: (Σ w²)² / Σ w⁴ over people, for each difference of two estimands."""
    gap = weights[:, None, :] - weights[None, :, :]
    gap[np.arange(len(weights)), np.arange(len(weights))] = weights
    person = gap / n
    top, bottom = (n * person**2).sum(axis=2) ** 2, (n * person**4).sum(axis=2)
    return np.clip(top / np.where(bottom > 0, bottom, 1) - 1, 1, None)


def _comparable(cells: pd.DataFrame, channels: list[str]) -> np.ndarray:
    """Tell which channels meet in a job, directly or by way of others."""
    jobs = sorted(set(cells["job"]))
    meet = np.zeros((len(channels), len(jobs)), dtype=bool)
    meet[pd.Index(channels).get_indexer(cells["channel"]), pd.Index(jobs).get_indexer(cells["job"])] = True
    reach = (meet.astype(int) @ meet.T.astype(int)) > 0
    for _ in range(len(channels)):
        reach = (reach.astype(int) @ reach.astype(int)) > 0
    return reach
