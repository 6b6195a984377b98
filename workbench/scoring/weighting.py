"""Ways to weigh criteria: equally, by non-negative regression, by ridge towards equal weights, by relative importance.

In flow moments of points and outcome; out flow weights that add up to 1, one row per resample.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import UndefinedResult
from workbench.scoring.composites import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from workbench.scoring.moments import Moments

TINY = 1e-12
SINGULAR = 1e-8


def equal(moments: Moments) -> np.ndarray:
    """Give every criterion the same weight (unit weights; Dawes 1979)."""
    resamples, criteria = moments.cross.shape
    return np.full((resamples, criteria), 1 / criteria)


def nonnegative(moments: Moments) -> np.ndarray:
    """Give the weights of least squares among everybody interviewed that are not below 0.

    Notes
    -----
    Slopes are estimated among people with an outcome. Selection on the points leaves them as they are where the outcome rises in
    straight lines; where points pile up at 100 they are those among people like the ones selected. Which of them the bound of 0
    moves, and how far, is decided by the spread of points among everybody interviewed.
    """
    return _nearest(moments, slopes(moments))


def nonnegative_drawn(whole: Moments, again: Moments, *, confidence: float) -> np.ndarray:
    """Give the weights of `nonnegative` in every resample, spread as far as few people ask for.

    Notes
    -----
    Resamples of n people spread slopes by the variance around a fit that has used up p + 1 of them: short by n / (n - p - 1), and their
    quantiles are a normal's where t's are wanted. Both are made good before the bounds are applied.
    """
    from statistics import NormalDist

    from scipy import stats

    slope, n = slopes(whole)[0], float(whole.n[0])
    df = max(n - len(slope) - 1, 1.0)
    wider = np.sqrt(n / df) * stats.t.ppf(0.5 + confidence / 2, df) / NormalDist().inv_cdf(0.5 + confidence / 2)
    return _nearest(again, slope + wider * (slopes(again) - slope))


def ridge(moments: Moments) -> np.ndarray:
    """Shrink the slopes towards a common one by as much as the data cannot tell them apart, none below 0.

    Notes
    -----
    Slopes b with sampling variance V are taken as draws around a common slope with variance τ²; τ² by the method of moments
    (DerSimonian & Laird 1986, generalised to correlated estimates), the slopes then by their posterior means: a ridge of
    n τ²/σ² towards unit weights. Without more spread than chance gives, τ² = 0 and the weights are equal.
    """
    slope, precision = slopes(moments), _precision(moments)
    criteria = slope.shape[1]
    row = precision.sum(axis=2)
    total = row.sum(axis=1)
    common = (row * slope).sum(axis=1) / total
    apart = slope - common[:, None]
    spread = np.einsum("bi,bij,bj->b", apart, precision, apart)
    room = np.trace(precision, axis1=1, axis2=2) - (row**2).sum(axis=1) / total
    between = np.maximum(0.0, (spread - (criteria - 1)) / np.maximum(room, TINY))
    result = np.full(slope.shape, 1 / criteria)
    told = between > 0
    if told.any():
        prior = 1 / between[told]
        left = precision[told] + prior[:, None, None] * np.eye(criteria)
        right = np.einsum("bij,bj->bi", precision[told], slope[told]) + (prior * np.maximum(common[told], 0.0))[:, None]
        result[told] = _shares(_bounded(left, right))
    return result


def relative(moments: Moments) -> np.ndarray:
    """Give each criterion its share of the explained variance.

    Notes
    -----
    Johnson's (2000) relative weights: the criteria are replaced by the uncorrelated variables nearest to them, and the variance
    these explain is led back through their correlations.
    """
    raw = relative_raw(moments)
    total = raw.sum(axis=1, keepdims=True)
    return np.where(total > TINY, raw / np.maximum(total, TINY), 1 / raw.shape[1])


def relative_raw(moments: Moments) -> np.ndarray:
    """Give Johnson's raw relative weights; they add up to R² among everybody interviewed."""
    slope = slopes(moments)
    sd = np.sqrt(np.diagonal(moments.everyone, axis1=1, axis2=2))
    gained = np.einsum("bi,bij,bj->b", slope, moments.everyone - moments.inner, slope)
    outcome = np.sqrt(np.maximum(moments.spread + gained, TINY))
    cross = np.einsum("bij,bj->bi", moments.everyone, slope) / (sd * outcome[:, None])
    return _johnson(moments.everyone / (sd[:, :, None] * sd[:, None, :]), cross)


def relative_weights(correlations: Sequence, validities: Sequence) -> np.ndarray:
    """Give Johnson's raw relative weights from correlations.

    Parameters
    ----------
    correlations : array (criteria, criteria)
    validities : array (criteria,)
        Correlation of each criterion with the outcome.

    Returns
    -------
    array (criteria,)
        They add up to R²; divided by it they are shares.

    Raises
    ------
    ContractError
        If the two do not belong together, or are no numbers.
    UndefinedResult
        If one criterion is a sum of others.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35, 1-19.
    """
    v, r = matching(validities, correlations, name="validities", where="scoring.relative_weights")
    if np.linalg.eigvalsh(r)[0] < SINGULAR:
        raise UndefinedResult("one criterion says nothing that the others do not", where="scoring.relative_weights", found="a singular matrix of correlations",
                              expected="criteria with something of their own", cure="join them, or leave one out")  # fmt: skip
    return _johnson(r[None], v[None])[0]


def _johnson(inner: np.ndarray, cross: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(inner)
    root = np.sqrt(np.maximum(values, TINY))
    link = np.einsum("bik,bk,bjk->bij", vectors, root, vectors)
    back = np.einsum("bik,bk,bjk,bj->bi", vectors, 1 / root, vectors, cross)
    return np.einsum("bij,bj->bi", link**2, back**2)


def slopes(moments: Moments) -> np.ndarray:
    """Give the slopes of least squares among people with an outcome, one row per resample."""
    jitter = TINY * np.trace(moments.inner, axis1=1, axis2=2)[:, None, None] * np.eye(moments.inner.shape[1])
    return np.linalg.solve(moments.inner + jitter, moments.cross[:, :, None])[:, :, 0]


def unequal_p(moments: Moments) -> np.ndarray:
    """Test that one slope serves all criteria: p of the F test of equal weights within the regression."""
    from scipy import stats

    slope, n, criteria = slopes(moments), moments.n, moments.cross.shape[1]
    if criteria < 2:
        return np.ones(len(n))
    rest = np.maximum(moments.spread - (slope * moments.cross).sum(axis=1), TINY * moments.spread)
    row = moments.inner.sum(axis=2)
    together = moments.spread - moments.cross.sum(axis=1) ** 2 / row.sum(axis=1)
    df = n - criteria - 1
    return stats.f.sf((together - rest) / (criteria - 1) / (rest / df), criteria - 1, df)


def _nearest(moments: Moments, slope: np.ndarray) -> np.ndarray:
    """Give the shares not below 0 whose sum predicts what these slopes predict, nearest among everybody interviewed."""
    return _shares(_bounded(moments.everyone, np.einsum("bij,bj->bi", moments.everyone, slope)))


def _precision(moments: Moments) -> np.ndarray:
    """Give the inverse of the sampling variance of the slopes."""
    slope, criteria = slopes(moments), moments.cross.shape[1]
    rest = np.maximum(moments.spread - (slope * moments.cross).sum(axis=1), 1e-9 * moments.spread)
    error = rest * (moments.n - 1) / np.maximum(moments.n - criteria - 1, 1)
    return moments.inner * ((moments.n - 1) / error)[:, None, None]


def _bounded(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Minimise w'Aw/2 - b'w over w ≥ 0, for each resample; where the free solution has no negative part it is taken."""
    from scipy.linalg import solve_triangular
    from scipy.optimize import nnls

    jitter = TINY * np.trace(left, axis1=1, axis2=2)[:, None, None] * np.eye(left.shape[1])
    left = left + jitter
    result = np.linalg.solve(left, right[:, :, None])[:, :, 0]
    for place in np.flatnonzero((result < 0).any(axis=1)):
        root = np.linalg.cholesky(left[place])
        result[place] = nnls(root.T, solve_triangular(root, right[place], lower=True), maxiter=50 * len(root))[0]
    return result


def _shares(weights: np.ndarray) -> np.ndarray:
    """Scale to a sum of 1; where nothing is above 0, equal weights."""
    total = weights.sum(axis=1, keepdims=True)
    return np.where(total > 0, weights / np.where(total > 0, total, 1.0), 1 / weights.shape[1])


METHODS: dict[str, Callable[[Moments], np.ndarray]] = {
    "unit": equal, "nonnegative": nonnegative, "ridge": ridge, "relative": relative,
}  # fmt: skip
