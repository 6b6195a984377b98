"""How likely several normal scores all pass their cuts: the integrals behind tables of selection.

In flow cuts and correlations; out flow probabilities, to about nine digits and without chance (no simulation).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.errors import ContractError

NODES = {1: 2, 2: 2, 3: 96, 4: 64, 5: 40, 6: 26}  # by number of variables: fewer where they multiply
REACH = 9.0  # beyond nine standard deviations the normal tail is below 1e-18
LARGEST = max(NODES)
NEARLY_ZERO = 1e-300


def pass_all(cuts: Any, correlations: Any) -> float:
    """Give the probability that every one of several standard normal variables lies above its cut.

    Parameters
    ----------
    cuts : sequence of float
        One a variable, in standard deviations; −inf lets everybody pass.
    correlations : square matrix
        Correlations of the variables, positive definite.

    Returns
    -------
    float

    Raises
    ------
    ContractError
        If the matrix is not a correlation matrix of that size, or there are more than six variables.

    Notes
    -----
    Two variables by Owen's T function; each further one by Gauss–Legendre integration over its conditional distribution.

    References
    ----------
    Owen, D. B. (1956). Tables for computing bivariate normal probabilities. Annals of Mathematical Statistics 27, 1075-1090.
    """
    cut, matrix = np.atleast_1d(np.asarray(cuts, dtype=float)), correlation_matrix(correlations, where="outcomes.utility")
    if len(cut) != len(matrix):
        raise ContractError("cuts and correlations do not belong together", where="outcomes.utility", found=f"{len(cut)} cuts, {len(matrix)} variables",
                            expected="one cut a variable", cure="give the correlations of the hurdles and the criterion, in this order")  # fmt: skip
    used = np.flatnonzero(cut > -np.inf)
    if len(used) == 0:
        return 1.0
    if len(used) > LARGEST:
        raise ContractError("too many hurdles", where="outcomes.utility", found=f"{len(used)} variables", expected=f"at most {LARGEST}",
                            cure="join hurdles that are passed together into one composite")  # fmt: skip
    return float(_tail(cut[used][None, :], matrix[np.ix_(used, used)], NODES[len(used)])[0])


def correlation_matrix(correlations: Any, *, where: str) -> np.ndarray:
    """Check that a matrix is one of correlations: square, symmetric, ones on the diagonal, positive definite.

    Raises
    ------
    ContractError
    """
    matrix = np.atleast_2d(np.asarray(correlations, dtype=float))
    square = matrix.ndim == 2 and matrix.shape[0] == matrix.shape[1]
    if not square or not np.isfinite(matrix).all() or not np.allclose(matrix, matrix.T, atol=1e-9):
        raise ContractError("this is not a matrix of correlations", where=where, found=f"shape {'×'.join(map(str, matrix.shape))}",
                            expected="square, symmetric, no missing values", cure="give every pair once above and once below the diagonal")  # fmt: skip
    if not np.allclose(np.diag(matrix), 1, atol=1e-9) or np.linalg.eigvalsh(matrix).min() < -1e-9:
        raise ContractError("these correlations cannot hold together", where=where, found=f"smallest eigenvalue {np.linalg.eigvalsh(matrix).min():.3g}",
                            expected="ones on the diagonal, no negative eigenvalue", cure="take all of them from one sample, or check for a typing mistake")  # fmt: skip
    return matrix


def both_below(first: Any, second: Any, r: float) -> np.ndarray:
    """Give P(X ≤ first, Y ≤ second) of two standard normal variables with correlation r (Owen 1956)."""
    from scipy import special

    h, k = (np.where(v == 0, NEARLY_ZERO, v) for v in np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float)))
    if r >= 1 - 1e-12:
        return special.ndtr(np.minimum(h, k))
    if r <= -1 + 1e-12:
        return np.maximum(0.0, special.ndtr(h) + special.ndtr(k) - 1)
    root = math.sqrt((1 - r) * (1 + r))
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        of_h, of_k = (k / h - r) / root, (h / k - r) / root
        value = (special.ndtr(h) + special.ndtr(k)) / 2 - special.owens_t(h, of_h) - special.owens_t(k, of_k)
    value = value - np.where(np.sign(h) != np.sign(k), 0.5, 0.0)
    far = np.isinf(h) | np.isinf(k)  # a cut at infinity decides alone
    return np.clip(np.where(far, special.ndtr(np.minimum(h, k)), value), 0.0, 1.0)


def _tail(cuts: np.ndarray, covariance: np.ndarray, nodes: int) -> np.ndarray:
    """Integrate over the first variable, given which the others keep one covariance and only shift."""
    from scipy import special

    size = np.sqrt(np.clip(np.diag(covariance), 1e-15, None))
    scaled, n = cuts / size, len(covariance)
    matrix = covariance / np.outer(size, size)
    if n == 1:
        return special.ndtr(-scaled[:, 0])
    if n == 2:
        return both_below(-scaled[:, 0], -scaled[:, 1], float(np.clip(matrix[0, 1], -1, 1)))
    points, weights = np.polynomial.legendre.leggauss(nodes)
    low = np.clip(scaled[:, 0], -REACH, REACH)
    half = (np.maximum(low, 0) + REACH - low) / 2
    x = low[:, None] + half[:, None] * (points + 1)
    rest = matrix[1:, 1:] - np.outer(matrix[1:, 0], matrix[0, 1:])
    shifted = scaled[:, None, 1:] - x[:, :, None] * matrix[1:, 0]
    inner = _tail(shifted.reshape(-1, n - 1), rest, nodes).reshape(x.shape)
    density = np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    return (inner * density * weights * half[:, None]).sum(axis=1)
