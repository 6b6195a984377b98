"""The trade-off between validity and the impact ratio of one group against another.

In flow correlations, validities and the two groups' differences; out flow the weights at the ends and between them.
"""

from __future__ import annotations

import numpy as np

from workbench.scoring.composites import (
    composite_difference,
    most_along,
    ratio_and_slope,
    shares,
    unit_slope,
)

STARTS = 6


class PairOfGroups:
    """One trade-off: criteria, validities and differences, and how weights are judged."""

    def __init__(
        self, r: np.ndarray, v: np.ndarray, d: np.ndarray, within: np.ndarray, selection_ratio: float, group_share: float
    ) -> None:
        self.r, self.v, self.d, self.within, self.selection_ratio, self.group_share = r, v, d, within, selection_ratio, group_share
        self.vertices = np.eye(len(v))

    def both(self, w: np.ndarray) -> np.ndarray:
        """Judge weights: validity and expected impact ratio."""
        difference = unit_slope(self.d, self.within, w)[0]
        ratio = ratio_and_slope(difference, self.selection_ratio, self.group_share)[0]
        return np.array([unit_slope(self.v, self.r, w)[0], ratio])

    def slopes(self, w: np.ndarray) -> np.ndarray:
        """Give how both change with each weight (2 × criteria)."""
        _, valid_by = unit_slope(self.v, self.r, w)
        difference, difference_by = unit_slope(self.d, self.within, w)
        return np.array([valid_by, ratio_and_slope(difference, self.selection_ratio, self.group_share)[1] * difference_by])

    def most_valid(self) -> np.ndarray:
        """Give the weights of highest validity: non-negative least squares."""
        return most_along(self.v, self.r)

    def most_even(self) -> np.ndarray:
        """Give the weights of highest impact ratio, that is of the lowest difference on the weighted sum."""
        if (self.d < 0).any():
            return most_along(-self.d, self.within)
        # all differences are against the group: the least lies in a corner or on an edge, so single criteria are starts too
        found = [self._least(start) for start in (*self.vertices, np.full(len(self.d), 1 / len(self.d)))]
        return min(found, key=lambda w: (round(unit_slope(self.d, self.within, w)[0], 9), -unit_slope(self.v, self.r, w)[0]))

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
        return shares(max(found, key=lambda x: x[-1])[:-1])

    def _least(self, start: np.ndarray) -> np.ndarray:
        from scipy.optimize import minimize

        got = minimize(lambda w: unit_slope(self.d, self.within, w), start, jac=True, method="SLSQP", bounds=[(0, 1)] * len(start),
                       constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like}, options={"maxiter": 200, "ftol": 1e-12})  # fmt: skip
        better = got.success and composite_difference(self.d, self.within, got.x) < composite_difference(self.d, self.within, start)
        return shares(got.x if better else start)

    def _random_starts(self) -> np.ndarray:
        return np.random.default_rng(0).dirichlet(np.ones(len(self.v)), STARTS)
