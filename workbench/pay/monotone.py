"""Regression that never falls: along one order, or along two at once.

In flow cell means and weights; out flow the nearest values that rise along every row and every column.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import isotonic_regression

LIGHT = 1e-9  # weight of a cell nobody stands in: it follows its neighbours and moves none of them
MOST_SWEEPS, CLOSE = 2_000, 1e-10


def isotonic_grid(means: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Fit the weighted least-squares surface that falls along no row and no column.

    Parameters
    ----------
    means : array of shape (levels, bands)
    weights : array of the same shape
        0 or more; a cell of weight 0 only follows.

    Returns
    -------
    array of the same shape

    References
    ----------
    Dykstra & Robertson, An algorithm for isotonic regression for two or more independent variables, Annals of Statistics 10
    (1982), 708-716: project on the rising rows and the rising columns in turn, each time taking back the last correction.
    """
    given = np.asarray(means, dtype=float)
    weight = np.maximum(np.asarray(weights, dtype=float), LIGHT * max(float(np.max(weights)), 1.0))
    fitted = given.copy()
    by_row, by_column = np.zeros_like(given), np.zeros_like(given)
    for _ in range(MOST_SWEEPS):
        before = fitted
        across = _rising(fitted + by_row, weight)
        by_row = fitted + by_row - across
        fitted = _rising((across + by_column).T, weight.T).T
        by_column = across + by_column - fitted
        if np.max(np.abs(fitted - before)) <= CLOSE * np.max(np.abs(given)):
            break
    return np.maximum.accumulate(np.maximum.accumulate(fitted, axis=0), axis=1)


def _rising(rows: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return np.stack([isotonic_regression(row, weights=own).x for row, own in zip(rows, weight, strict=True)])
