"""Weighted sums of criteria: their validity, the difference between groups on them, and the impact ratio to expect.

In flow correlations, validities, differences and weights; out flow one figure each, and the slopes a search along them needs.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import ContractError, UndefinedResult, a_number, finite, within_reach

if TYPE_CHECKING:
    from collections.abc import Sequence


def composite_difference(differences: Sequence, correlations: Sequence, weights: Sequence) -> float:
    """Give the standardised difference between groups on a weighted sum of standardised criteria.

    References
    ----------
    Sackett & Ellingson (1997), Personnel Psychology 50, formula 3.
    """
    return _along(differences, correlations, weights, name="differences", where="scoring.composite_difference")


def composite_validity(validities: Sequence, correlations: Sequence, weights: Sequence) -> float:
    """Give the validity of a weighted sum of standardised criteria."""
    return _along(validities, correlations, weights, name="validities", where="scoring.composite_validity")


def _along(values: Sequence, correlations: Sequence, weights: Sequence, *, name: str, where: str) -> float:
    c, r, w = matching(values, correlations, name=name, where=where, weights=weights)
    spread = float(w @ r @ w)
    if not spread > 0:
        raise UndefinedResult("the weighted sum does not vary", where=where, found=f"variance {spread:.3g}", expected="above 0",
                              cure="give a weight above 0, and correlations of one sample")  # fmt: skip
    return float(w @ c / math.sqrt(spread))


def matching(
    values: Sequence, correlations: Sequence, *, name: str, where: str, weights: Sequence | None = None
) -> tuple[np.ndarray, ...]:
    """Read one value a criterion, their correlations and, where given, weights, or refuse.

    Raises
    ------
    ContractError
        If they are no numbers or do not belong together.
    """
    c, r = finite(values, name, where=where, dimensions=1), finite(correlations, "correlations", where=where, dimensions=2)
    w = c if weights is None else finite(weights, "weights", where=where, dimensions=1)
    if not len(c) or r.shape != (len(c), len(c)) or w.shape != c.shape:
        raise ContractError(f"correlations and {name} do not belong together", where=where, found=f"{len(c)} {name}, correlations {'×'.join(map(str, r.shape))}, {len(w)} weights",
                            expected="one of each a criterion", cure="leave the criterion out of the matrix too")  # fmt: skip
    return (c, r) if weights is None else (c, r, w)


def expected_impact_ratio(difference: float, *, selection_ratio: float, group_share: float) -> float:
    """Give the impact ratio to be expected when a share of everybody is selected from the top.

    Parameters
    ----------
    difference : float
        Mean of the reference less mean of the group, in standard deviations within groups.
    selection_ratio, group_share : float
        Share selected of everybody, and share of the group among everybody; above 0 and below 1.

    Returns
    -------
    float
        Selection rate of the group over that of the reference; above 1 where the group scores higher.

    Raises
    ------
    ContractError
        If something is no number.
    UndefinedResult
        If a share is not between 0 and 1.

    References
    ----------
    De Corte & Lievens (2003), International Journal of Selection and Assessment 11: two normal groups of equal spread, one
    common cut.
    """
    gap, selection_ratio, group_share = (a_number(value, name, where="scoring.expected_impact_ratio") for value, name in (
        (difference, "difference"), (selection_ratio, "selection_ratio"), (group_share, "group_share")))  # fmt: skip
    if not (0 < selection_ratio < 1 and 0 < group_share < 1):
        raise UndefinedResult("no impact ratio can be expected", where="scoring.expected_impact_ratio",
                              found=f"selection ratio {selection_ratio:g}, group share {group_share:g}", expected="both between 0 and 1",
                              cure="give the share selected and the group's share of everybody")  # fmt: skip
    within_reach(gap, "difference", where="scoring.expected_impact_ratio")
    return ratio_and_slope(gap, selection_ratio, group_share)[0]


def ratio_and_slope(difference: float, selection_ratio: float, group_share: float) -> tuple[float, float]:
    """Give the expected impact ratio and its slope in the difference."""
    from scipy import special

    cut = middle = -float(special.ndtri(selection_ratio))
    low, high = min(middle, middle - difference), max(middle, middle - difference)
    for _ in range(60):  # Newton, kept between the cuts that would fit either group alone
        above = (1 - group_share) * special.ndtr(-cut) + group_share * special.ndtr(-cut - difference) - selection_ratio
        low, high = (cut, high) if above > 0 else (low, cut)
        slope = (1 - group_share) * density(cut) + group_share * density(cut + difference)
        step = above / slope if slope > 0 else math.inf
        if abs(step) < 1e-13:
            break
        cut = cut + step if low < cut + step < high else (low + high) / 2
    ratio = math.exp(special.log_ndtr(-cut - difference) - special.log_ndtr(-cut))
    slope = (1 - group_share) * density(cut) + group_share * density(cut + difference)
    moved = -group_share * density(cut + difference) / slope if slope > 0 else 0.0
    passing = float(special.ndtr(-cut))
    bent = (ratio * density(cut) * moved - density(cut + difference) * (1 + moved)) / passing if passing > 0 else 0.0
    return float(ratio), float(bent)


def density(z: float) -> float:
    """Give the ordinate of the standard normal curve."""
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


def unit_slope(c: np.ndarray, r: np.ndarray, w: np.ndarray) -> tuple[float, np.ndarray]:
    """Give c'w over the length of w, and how it changes with each weight."""
    turned = r @ w
    length = math.sqrt(w @ turned)
    value = float(c @ w / length)
    return value, (c - value * turned / length) / length


def most_along(c: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Give the weights that maximise c'w over the length of w, w ≥ 0; exact where some part of c is above 0."""
    from scipy.linalg import solve_triangular
    from scipy.optimize import nnls

    root = np.linalg.cholesky(r + 1e-12 * np.eye(len(c)))
    return shares(nnls(root.T, solve_triangular(root, c, lower=True))[0])


def shares(w: np.ndarray) -> np.ndarray:
    """Bring weights to a sum of 1, those that are as good as 0 to 0; equal ones where nothing is left."""
    kept = np.where(w > 1e-9, w, 0.0)
    return kept / kept.sum() if kept.sum() > 0 else np.full(len(w), 1 / len(w))
