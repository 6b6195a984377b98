"""How much validity a smaller difference between groups costs: the Pareto front of validity and expected impact ratio.

In flow correlations of criteria, their validities and the groups' standardised differences; out flow the weights of the front.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import UndefinedResult, within_reach

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = 21
STARTS = 6


@dataclass(frozen=True)
class Front:
    """Weights no others beat on both counts, from most valid to most even.

    Parameters
    ----------
    weights : array (points, criteria)
        Of standardised criteria, none below 0, adding up to 1.
    validity : array (points,)
        Correlation of the weighted criteria with the outcome.
    impact_ratio : array (points,)
        Expected selection rate of the group over that of the reference.
    """

    weights: np.ndarray
    validity: np.ndarray
    impact_ratio: np.ndarray


def pareto_front(
    correlations: Sequence, validities: Sequence, differences: Sequence, *, selection_ratio: float, group_share: float, within: Sequence | None = None,
    points: int = POINTS,
) -> Front:  # fmt: skip
    """Trace the front of validity and expected impact ratio over weights that are not below 0.

    Parameters
    ----------
    correlations : array (criteria, criteria)
    validities : array (criteria,)
        Correlation of each criterion with the outcome.
    differences : array (criteria,)
        Mean of the reference group less mean of the other, in standard deviations.
    selection_ratio : float
        Share of everybody that is selected, above 0 and below 1.
    group_share : float
        Share of the group (not the reference) among everybody.
    within : array (criteria, criteria), optional
        Covariance of the criteria within groups, in the same units as `differences`; by default `correlations`, as the papers do.
    points : int
        Points of the front, its two ends included.

    Returns
    -------
    Front

    Raises
    ------
    UndefinedResult
        If no criterion has a positive validity.

    Notes
    -----
    De Corte, Lievens & Sackett (2007), by normal-boundary intersection (Das & Dennis 1998): from equally spaced points on
    the line between the two ends, as far as possible at right angles to it. Each of the sub-problems is started from several
    weights. Where the two ends coincide the front is one point.
    """
    r, v, d = (np.asarray(values, dtype=float) for values in (correlations, validities, differences))
    if not (v > 0).any():
        raise UndefinedResult("no criterion predicts the outcome", where="scoring.pareto_front", found="no validity above 0",
                              expected="one or more", cure="look at the criteria before weighing them")  # fmt: skip
    problem = _Problem(r, v, d, r if within is None else np.asarray(within, float), selection_ratio, group_share)
    best, even = problem.most_valid(), problem.most_even()
    ends = np.array([problem.both(best), problem.both(even)])
    if ends[1, 1] - ends[0, 1] < 1e-9 or ends[0, 0] - ends[1, 0] < 1e-9:
        return _as_front(problem, [best if ends[0, 1] >= ends[1, 1] - 1e-9 else even])
    inner = [problem.between(ends, share, best, even) for share in np.linspace(0, 1, points)[1:-1]]
    return _as_front(problem, _undominated(problem, [best, *inner, even]))


def composite_difference(differences: Sequence, correlations: Sequence, weights: Sequence) -> float:
    """Give the standardised difference between groups on a weighted sum of standardised criteria.

    References
    ----------
    Sackett & Ellingson (1997), Personnel Psychology 50, formula 3.
    """
    d, r, w = (np.asarray(values, dtype=float) for values in (differences, correlations, weights))
    return float(w @ d / math.sqrt(w @ r @ w))


def composite_validity(validities: Sequence, correlations: Sequence, weights: Sequence) -> float:
    """Give the validity of a weighted sum of standardised criteria."""
    v, r, w = (np.asarray(values, dtype=float) for values in (validities, correlations, weights))
    return float(w @ v / math.sqrt(w @ r @ w))


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
    UndefinedResult
        If a share is not between 0 and 1.

    References
    ----------
    De Corte & Lievens (2003), International Journal of Selection and Assessment 11: two normal groups of equal spread, one
    common cut.
    """
    if not (0 < selection_ratio < 1 and 0 < group_share < 1):
        raise UndefinedResult("no impact ratio can be expected", where="scoring.expected_impact_ratio",
                              found=f"selection ratio {selection_ratio:g}, group share {group_share:g}", expected="both between 0 and 1",
                              cure="give the share selected and the group's share of everybody")  # fmt: skip
    within_reach(difference, "difference", where="scoring.expected_impact_ratio")
    return _ratio(float(difference), selection_ratio, group_share)[0]


def _ratio(difference: float, selection_ratio: float, group_share: float) -> tuple[float, float]:
    """Give the expected impact ratio and its slope in the difference."""
    from scipy import special

    cut = middle = -float(special.ndtri(selection_ratio))
    low, high = min(middle, middle - difference), max(middle, middle - difference)
    for _ in range(60):  # Newton, kept between the cuts that would fit either group alone
        above = (1 - group_share) * special.ndtr(-cut) + group_share * special.ndtr(-cut - difference) - selection_ratio
        low, high = (cut, high) if above > 0 else (low, cut)
        slope = (1 - group_share) * _density(cut) + group_share * _density(cut + difference)
        step = above / slope if slope > 0 else math.inf
        if abs(step) < 1e-13:
            break
        cut = cut + step if low < cut + step < high else (low + high) / 2
    ratio = math.exp(special.log_ndtr(-cut - difference) - special.log_ndtr(-cut))
    slope = (1 - group_share) * _density(cut) + group_share * _density(cut + difference)
    moved = -group_share * _density(cut + difference) / slope if slope > 0 else 0.0
    passing = float(special.ndtr(-cut))
    bent = (ratio * _density(cut) * moved - _density(cut + difference) * (1 + moved)) / passing if passing > 0 else 0.0
    return float(ratio), float(bent)


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


class _Problem:
    """One trade-off: criteria, validities and differences, and how weights are judged."""

    def __init__(
        self, r: np.ndarray, v: np.ndarray, d: np.ndarray, within: np.ndarray, selection_ratio: float, group_share: float
    ) -> None:
        self.r, self.v, self.d, self.within, self.selection_ratio, self.group_share = r, v, d, within, selection_ratio, group_share
        self.vertices = np.eye(len(v))

    def both(self, w: np.ndarray) -> np.ndarray:
        """Judge weights: validity and expected impact ratio."""
        difference = composite_difference(self.d, self.within, w)
        ratio = expected_impact_ratio(difference, selection_ratio=self.selection_ratio, group_share=self.group_share)
        return np.array([composite_validity(self.v, self.r, w), ratio])

    def slopes(self, w: np.ndarray) -> np.ndarray:
        """Give how both change with each weight (2 × criteria)."""
        _, valid_by = _unit_slope(self.v, self.r, w)
        difference, difference_by = _unit_slope(self.d, self.within, w)
        return np.array([valid_by, _ratio(difference, self.selection_ratio, self.group_share)[1] * difference_by])

    def most_valid(self) -> np.ndarray:
        """Give the weights of highest validity: non-negative least squares."""
        return self._cone(self.v, self.r)

    def most_even(self) -> np.ndarray:
        """Give the weights of highest impact ratio, that is of the lowest difference on the weighted sum."""
        if (self.d < 0).any():
            return self._cone(-self.d, self.within)
        # all differences are against the group: the least lies in a corner or on an edge, so single criteria are starts too
        found = [self._least(start) for start in (*self.vertices, np.full(len(self.d), 1 / len(self.d)))]
        return min(
            found, key=lambda w: (round(composite_difference(self.d, self.within, w), 9), -composite_validity(self.v, self.r, w))
        )

    def between(self, ends: np.ndarray, share: float, best: np.ndarray, even: np.ndarray) -> np.ndarray:
        """Solve one sub-problem: from a point of the line, as far as possible at right angles to it."""
        from scipy.optimize import minimize

        span = ends[0] - ends[1]
        scale = np.abs(span)
        begin, normal = ((1 - share) * ends[0] + share * ends[1]) / scale, np.array([1.0, 1.0])

        def met(x: np.ndarray) -> np.ndarray:
            return np.array([*(self.both(x[:-1]) / scale - begin - x[-1] * normal), x[:-1].sum() - 1])

        def met_by(x: np.ndarray) -> np.ndarray:
            judged = np.column_stack([self.slopes(x[:-1]) / scale[:, None], -normal])
            return np.vstack([judged, np.append(np.ones(len(x) - 1), 0.0)])

        along = np.append(np.zeros(len(best)), -1.0)
        found, starts = [], [(1 - share) * best + share * even, np.full(len(best), 1 / len(best)), *self._random_starts()]
        for start in starts[:STARTS]:
            got = minimize(lambda x: -x[-1], np.append(start, 0.0), jac=lambda _: along, method="SLSQP", bounds=[(0, 1)] * len(start) + [(-5, 5)],
                           constraints={"type": "eq", "fun": met, "jac": met_by}, options={"maxiter": 200, "ftol": 1e-10})  # fmt: skip
            if np.abs(met(got.x)).max() < 1e-6:
                found.append(got.x)
                if len(found) == 2:
                    break
        if not found:
            return (1 - share) * best + share * even
        return _shares(max(found, key=lambda x: x[-1])[:-1])

    def _cone(self, c: np.ndarray, r: np.ndarray) -> np.ndarray:
        """Maximise c'w over the length of w, w ≥ 0; exact where some part of c is above 0."""
        from scipy.linalg import solve_triangular
        from scipy.optimize import nnls

        root = np.linalg.cholesky(r + 1e-12 * np.eye(len(c)))
        return _shares(nnls(root.T, solve_triangular(root, c, lower=True))[0])

    def _least(self, start: np.ndarray) -> np.ndarray:
        from scipy.optimize import minimize

        got = minimize(lambda w: _unit_slope(self.d, self.within, w), start, jac=True, method="SLSQP", bounds=[(0, 1)] * len(start),
                       constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like}, options={"maxiter": 200, "ftol": 1e-12})  # fmt: skip
        better = got.success and composite_difference(self.d, self.within, got.x) < composite_difference(self.d, self.within, start)
        return _shares(got.x if better else start)

    def _random_starts(self) -> np.ndarray:
        return np.random.default_rng(0).dirichlet(np.ones(len(self.v)), STARTS)


def _unit_slope(c: np.ndarray, r: np.ndarray, w: np.ndarray) -> tuple[float, np.ndarray]:
    """Give c'w over the length of w, and how it changes with each weight."""
    turned = r @ w
    length = math.sqrt(w @ turned)
    value = float(c @ w / length)
    return value, (c - value * turned / length) / length


def _undominated(problem: _Problem, weights: list[np.ndarray]) -> list[np.ndarray]:
    """Leave out what another point beats on both counts (an end may be reached by many weights)."""
    value = np.array([problem.both(w) for w in weights])
    beaten = [((value > value[n] + 1e-9).all(axis=1)).any() for n in range(len(weights))]
    return [w for w, lost in zip(weights, beaten, strict=True) if not lost]


def _as_front(problem: _Problem, weights: list[np.ndarray]) -> Front:
    value = np.array([problem.both(w) for w in weights])
    return Front(np.array(weights), value[:, 0], value[:, 1])


def _shares(w: np.ndarray) -> np.ndarray:
    kept = np.where(w > 1e-9, w, 0.0)
    return kept / kept.sum() if kept.sum() > 0 else np.full(len(w), 1 / len(w))
