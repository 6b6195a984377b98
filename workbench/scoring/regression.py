"""Two regressions that a person can read: a straight line and proportional odds, both held in check by a penalty.

In flow features and ratings; out flow weights per spread of a feature. The penalty is chosen on interviews the fit has not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

PENALTIES = (1.0, 10.0, 100.0, 1000.0)
INNER_FOLDS = 3


@dataclass(frozen=True)
class Fit:
    """A regression: centre, spread and range of each feature in the training answers, and its weight.

    Parameters
    ----------
    weights : array, one entry a feature
        Rating points (with cutpoints: logits) for one spread above the centre.
    intercept : float
    cutpoints : array or None
        Of proportional odds, rising.
    """

    centre: np.ndarray
    spread: np.ndarray
    low: np.ndarray
    high: np.ndarray
    weights: np.ndarray
    intercept: float
    cutpoints: np.ndarray | None
    penalty: float


@dataclass(frozen=True)
class Sample:
    """Answers to learn from.

    Parameters
    ----------
    features : array, answers × features
        NaN where a feature is missing: it then counts as the centre.
    target : array
        Mean rating of the answer's interview.
    counts : array, answers × ratings of the scale
        How many raters gave each rating.
    groups : array of int
        Answers of one group (a candidate) stay on one side of every split.
    """

    features: np.ndarray
    target: np.ndarray
    counts: np.ndarray
    groups: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Sample:
        return Sample(self.features[rows], self.target[rows], self.counts[rows], self.groups[rows])


def fit(sample: Sample, *, method: str, lowest: float, highest: float, random_state: int = 0) -> Fit:
    """Fit with the penalty that predicts held-out groups best.

    Parameters
    ----------
    sample : Sample
    method : {"ridge", "ordinal"}
        Ridge regression of the mean rating (Hoerl & Kennard 1970), or proportional odds of the single ratings (McCullagh 1980) with
        the same penalty.
    lowest, highest : float
        Ends of the rating scale.
    random_state : int
        Of the inner folds.
    """
    errors = np.zeros(len(PENALTIES))
    for inside, outside in folds(sample.groups, INNER_FOLDS, random_state):
        if not len(inside):  # one candidate only: nothing to choose by
            continue
        for place, penalty in enumerate(PENALTIES):
            known = _fit(sample[inside], method, penalty)
            guess = predict(known, sample.features[outside], lowest=lowest, highest=highest)
            errors[place] += ((guess - sample.target[outside]) ** 2).sum()
    return _fit(sample, method, PENALTIES[int(errors.argmin())])


def predict(fitted: Fit, values: np.ndarray, *, lowest: float, highest: float) -> np.ndarray:
    """Give the expected rating of each answer, inside the scale."""
    scaled = standardised(values, fitted.centre, fitted.spread)
    line = scaled @ fitted.weights
    if fitted.cutpoints is None:
        return np.clip(fitted.intercept + line, lowest, highest)
    return lowest + (1 - _sigmoid(fitted.cutpoints - line[:, None])).sum(axis=1)


def folds(groups: np.ndarray, number: int, random_state: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Split rows so that no group stands on both sides; give the rows inside and outside of each fold's training part."""
    names = np.unique(groups)
    order = np.random.default_rng(random_state).permutation(len(names))
    part = np.empty(len(names), int)
    part[order] = np.arange(len(names)) % min(number, len(names))
    of_row = part[np.searchsorted(names, groups)]
    for fold in range(min(number, len(names))):
        yield np.flatnonzero(of_row != fold), np.flatnonzero(of_row == fold)


def standardised(values: np.ndarray, centre: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Express values in spreads from the centre; a missing one stands at the centre."""
    return np.nan_to_num((values - centre) / spread, nan=0.0)


def _fit(sample: Sample, method: str, penalty: float) -> Fit:
    centre, spread, low, high = _layout(sample.features)
    scaled = standardised(sample.features, centre, spread)
    if method == "ridge":
        intercept, weights, cutpoints = *_ridge(scaled, sample.target, penalty), None
    else:
        intercept, (weights, cutpoints) = 0.0, _ordinal(scaled, sample.counts, penalty)
    return Fit(centre, spread, low, high, weights, intercept, cutpoints, penalty)


def _layout(values: np.ndarray) -> tuple[np.ndarray, ...]:
    """Centre, spread and range of the values there are; a feature that is missing or the same throughout has no say."""
    filled = np.where(np.isnan(values).all(axis=0), 0.0, values)
    centre, spread = np.nanmean(filled, axis=0), np.nanstd(filled, axis=0)
    low, high = np.nanmin(filled, axis=0), np.nanmax(filled, axis=0)
    return centre, np.where(spread > 1e-9, spread, 1.0), low, high


def _ridge(scaled: np.ndarray, target: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
    middle, mean = scaled.mean(axis=0), float(target.mean())
    moved = scaled - middle
    weights = np.linalg.solve(moved.T @ moved + penalty * np.eye(moved.shape[1]), moved.T @ (target - mean))
    return mean - float(middle @ weights), weights


def _ordinal(scaled: np.ndarray, counts: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy import optimize

    size, total = scaled.shape[1], counts.sum()
    share = np.clip(np.cumsum(counts.sum(axis=0))[:-1] / total, 1e-3, 1 - 1e-3)
    begin = np.maximum.accumulate(np.log(share / (1 - share)) + 1e-3 * np.arange(len(share)))
    start = np.concatenate([np.zeros(size), begin[:1], np.log(np.maximum(np.diff(begin), 1e-3))])
    found = optimize.minimize(_loss, start, args=(scaled, counts, penalty), jac=True, method="L-BFGS-B", options={"maxiter": 100})
    return found.x[:size], _cutpoints(found.x[size:])


def _loss(parameters: np.ndarray, scaled: np.ndarray, counts: np.ndarray, penalty: float) -> tuple[float, np.ndarray]:
    """Penalised negative log-likelihood of proportional odds, with its gradient."""
    size = scaled.shape[1]
    weights, steps = parameters[:size], parameters[size:]
    cutpoints = _cutpoints(steps)
    below = _sigmoid(cutpoints - (scaled @ weights)[:, None])
    edge = np.pad(below, ((0, 0), (1, 1)), constant_values=((0, 0), (0.0, 1.0)))
    chance = np.maximum(np.diff(edge, axis=1), 1e-12)
    slope = np.pad(below * (1 - below), ((0, 0), (1, 1)))
    ratio = counts / chance
    by_line = -(ratio * np.diff(slope, axis=1)).sum(axis=1)
    by_cut = (slope[:, 1:-1] * (ratio[:, :-1] - ratio[:, 1:])).sum(axis=0)
    by_step = np.cumsum(by_cut[::-1])[::-1] * np.concatenate([[1.0], np.exp(steps[1:])])
    value = -(counts * np.log(chance)).sum() + penalty / 2 * weights @ weights
    return value, np.concatenate([-(scaled.T @ by_line) + penalty * weights, -by_step])


def _cutpoints(steps: np.ndarray) -> np.ndarray:
    """Make rising cutpoints of a first one and the logarithms of the distances between neighbours."""
    return np.cumsum(np.concatenate([steps[:1], np.exp(np.clip(steps[1:], -30, 30))]))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -35, 35)))
