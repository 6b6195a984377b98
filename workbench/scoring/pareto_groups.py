"""The trade-off between validity and the impact ratios of several groups of several attributes at once.

In flow correlations, validities and each attribute's groups; out flow the weights at the ends and between them, the ratio they
would bring (the lowest of all, or the mean), and whose it is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import UndefinedResult
from workbench.scoring.composites import most_along, shares, unit_slope

if TYPE_CHECKING:
    from collections.abc import Callable

OVER = ("lowest", "mean")
SMALLEST_SHARE = 0.02  # the Uniform Guidelines ask no determination for groups below 2 %: they set no standard either
STARTS = 6
ENOUGH = 2  # starts that must lead somewhere before the best of them is taken


@dataclass(frozen=True)
class Spread:
    """The groups of one attribute.

    Parameters
    ----------
    means : array (groups, criteria)
        From any origin, in the units of the criteria.
    shares : array (groups,)
        Of everybody whose group is known, adding up to 1.
    within : array (criteria, criteria)
        Covariance within groups.
    """

    means: np.ndarray
    shares: np.ndarray
    within: np.ndarray

    @cached_property
    def standard(self) -> np.ndarray:
        """Give the places of the groups that may be the one selected most: those of 2 % or more."""
        large = np.flatnonzero(self.shares >= SMALLEST_SHARE)
        return large if len(large) else np.array([int(np.argmax(self.shares))])


class SeveralGroups:
    """One trade-off over all groups: how weights are judged, and those that are best.

    Raises
    ------
    UndefinedResult
        If the share selected is not between 0 and 1.
    """

    def __init__(
        self,
        r: np.ndarray,
        v: np.ndarray,
        spreads: list[Spread],
        selection_ratio: float,
        over: str = "lowest",
        even: np.ndarray | None = None,
    ) -> None:
        if not 0 < selection_ratio < 1:
            raise UndefinedResult("no impact ratio can be expected", where="scoring.pareto_front", found=f"selection ratio {selection_ratio:g}",
                                  expected="between 0 and 1", cure="give the share selected")  # fmt: skip
        self.r, self.v, self.spreads, self.selection_ratio, self.over = r, v, spreads, selection_ratio, over
        if even is not None:
            self.most_even_at_all = even  # found before: it does not depend on validities
        others = sum(len(spread.shares) for spread in spreads) - len(spreads)
        self.part = np.ones(1) if over == "lowest" else np.full(len(spreads), 1 / others)
        self.base = 0.0 if over == "lowest" else -len(spreads) / others

    def both(self, w: np.ndarray) -> np.ndarray:
        """Judge weights: validity, and the lowest or mean impact ratio."""
        ratios = self.ratios(w)
        if self.over == "lowest":
            return np.array([unit_slope(self.v, self.r, w)[0], min(part.min() for part in ratios)])
        return np.array([unit_slope(self.v, self.r, w)[0], self.base + self.part[0] * sum(part.sum() for part in ratios)])

    def ratios(self, w: np.ndarray) -> list[np.ndarray]:
        """Give each attribute's impact ratios: rates over the highest rate of the groups of 2 % or more."""
        found = []
        for spread in self.spreads:
            rate = selection_rates(spread, w, self.selection_ratio)[0]
            found.append(rate / rate[spread.standard].max())
        return found

    def worst(self, w: np.ndarray) -> tuple[int, int, int]:
        """Name whose ratio is lowest: the place of the attribute, of the group and of the group selected most."""
        rates = [selection_rates(spread, w, self.selection_ratio)[0] for spread in self.spreads]
        most = [int(spread.standard[np.argmax(rate[spread.standard])]) for spread, rate in zip(self.spreads, rates, strict=True)]
        low = [(rate / rate[top]).min() for rate, top in zip(rates, most, strict=True)]
        place = int(np.argmin(low))
        return place, int(np.argmin(rates[place])), most[place]

    def most_valid(self) -> np.ndarray:
        """Give the weights of highest validity: non-negative least squares."""
        return most_along(self.v, self.r)

    def most_even(self) -> np.ndarray:
        """Give the weights of highest impact ratio, and of those the most valid."""
        start = self.most_even_at_all
        least = self.both(start)[1] - 1e-7
        found = self._solve(start, self._ends(start), {"validity": None, "ratio": np.array([0.0, least])})
        return start if found is None or self.both(found[0])[0] < self.both(start)[0] else found[0]

    @cached_property
    def most_even_at_all(self) -> np.ndarray:
        """Give weights of highest impact ratio: they do not depend on validities."""
        k = self.r.shape[0]
        return self.most_even_from([np.full(k, 1 / k), *np.eye(k), *_random_starts(k)])

    def most_even_from(self, starts: list[np.ndarray]) -> np.ndarray:
        """Search weights of highest impact ratio from some weights: the best found, the starts among them."""
        found = [self._solve(start, self._ends(start), {"ratio": None}) for start in starts]
        return max((*starts, *(shares(one[0]) for one in found if one is not None)), key=lambda w: self.both(w)[1])

    def between(self, ends: np.ndarray, share: float, best: np.ndarray, even: np.ndarray) -> np.ndarray:
        """Solve one sub-problem: from a point of the line, as far as possible at right angles to it."""
        scale = np.abs(ends[0] - ends[1])
        begin = (1 - share) * ends[0] + share * ends[1]
        line, k = (1 - share) * best + share * even, len(best)
        found = []
        for start in [line, np.full(k, 1 / k), *_random_starts(k)][:STARTS]:
            one = self._solve(
                start, self._ends(start), {"validity": np.array([scale[0], begin[0]]), "ratio": np.array([scale[1], begin[1]])}
            )
            if one is not None:
                found.append(one)
                if len(found) == ENOUGH:
                    break
        return max(found, key=lambda one: one[1])[0] if found else line

    def _ends(self, w: np.ndarray) -> np.ndarray:
        """Give what goes with weights: each attribute's highest rate (in units of the share selected), and the ratio, in one part or more."""
        rates = [selection_rates(spread, w, self.selection_ratio)[0] / self.selection_ratio for spread in self.spreads]
        most = np.array([rate[spread.standard].max() for spread, rate in zip(self.spreads, rates, strict=True)])
        if self.over == "lowest":
            return np.append(most, min(rate.min() / top for rate, top in zip(rates, most, strict=True)))
        return np.append(most, [rate.sum() / top for rate, top in zip(rates, most, strict=True)])

    def _solve(self, w: np.ndarray, ends: np.ndarray, goals: dict[str, np.ndarray | None]) -> tuple[np.ndarray, float] | None:
        """Go as far as possible from each goal's begin, in units of its scale; a goal without begin is itself what is raised.

        The search is over weights, each attribute's highest rate, the ratio's parts and the way gone, all bound by smooth inequalities.
        """
        from scipy.optimize import minimize

        k, size = len(w), len(w) + len(ends) + 1
        bounds = [(0, 1)] * k + [(0, None)] * len(ends) + [(-5, 5)]
        along = np.append(np.zeros(size - 1), -1.0)
        limits = _remembered(lambda x: self._limits(x, goals))
        whole = np.append(np.ones(k), np.zeros(size - k))
        got = minimize(lambda x: -x[-1], np.concatenate([w, ends, [0.0]]), jac=lambda _: along, method="SLSQP", bounds=bounds, options={"maxiter": 150, "ftol": 1e-10},
                       constraints=[{"type": "eq", "fun": lambda x: whole @ x - 1, "jac": lambda _: whole},
                                    {"type": "ineq", "fun": lambda x: limits(x)[0], "jac": lambda x: limits(x)[1]}])  # fmt: skip
        if not np.isfinite(got.x).all() or min(limits(got.x)[0].min(), -abs(whole @ got.x - 1)) < -1e-6:
            return None
        return shares(got.x[:k]), float(got.x[-1])

    def _limits(self, x: np.ndarray, goals: dict[str, np.ndarray | None]) -> tuple[np.ndarray, np.ndarray]:
        """Give what must not fall below 0, and how it changes."""
        k, number = len(self.v), len(self.spreads)
        w, most, parts, way = np.maximum(x[:k], 0.0), x[k : k + number], x[k + number : -1], x[-1]
        w = w if w.sum() > 1e-9 else np.full(k, 1 / k)
        value, slope = [], []
        for name, goal in goals.items():
            scale, begin = (1.0, 0.0) if goal is None else goal
            row = np.zeros(len(x))
            if name == "validity":
                reached, row[:k] = unit_slope(self.v, self.r, w)
            else:
                reached, row[k + number : -1] = self.base + self.part @ parts, self.part
            # a scale of 0 is a floor: the way does not count against it
            unit = scale or 1.0
            row[-1] = -unit if scale else 0.0
            value.append(np.array([(reached - begin) / unit - (way if scale else 0.0)]))
            slope.append(row[None] / unit)
        for place, spread in enumerate(self.spreads):
            rate, rate_by = (part / self.selection_ratio for part in selection_rates(spread, w, self.selection_ratio))
            own = 0 if self.over == "lowest" else place
            summed = (rate, rate_by) if self.over == "lowest" else (rate.sum(keepdims=True), rate_by.sum(axis=0, keepdims=True))
            above, below = np.zeros((len(spread.standard), len(x))), np.zeros((len(summed[0]), len(x)))
            above[:, :k], above[:, k + place] = -rate_by[spread.standard], 1.0
            below[:, :k], below[:, k + place], below[:, k + number + own] = summed[1], -parts[own], -most[place]
            value += [most[place] - rate[spread.standard], summed[0] - parts[own] * most[place]]
            slope += [above, below]
        return np.concatenate(value), np.vstack(slope)


def selection_rates(spread: Spread, w: np.ndarray, selection_ratio: float) -> tuple[np.ndarray, np.ndarray]:
    """Give the share selected of each group at one cut for all, and how it changes with each weight (groups × criteria).

    Notes
    -----
    Normal scores of one spread within groups (De Corte & Lievens 2003, for any number of groups): the cut is where the groups' rates, each by its
    share, add up to the share selected.
    """
    from scipy import special

    turned = spread.within @ w
    length = np.sqrt(w @ turned)
    middle = spread.means @ w / length
    cut = _cut(middle, spread.shares, selection_ratio)
    rate, density = special.ndtr(middle - cut), np.exp(-((middle - cut) ** 2) / 2) / np.sqrt(2 * np.pi)
    middle_by = (spread.means - middle[:, None] * (turned / length)) / length
    weight = spread.shares * density
    cut_by = weight @ middle_by / weight.sum() if weight.sum() > 1e-200 else np.zeros(len(w))
    return rate, density[:, None] * (middle_by - cut_by)


def _cut(middle: np.ndarray, share: np.ndarray, selection_ratio: float) -> float:
    """Find the common cut: Newton, kept between the cuts that would fit the lowest and the highest group alone."""
    from scipy import special

    one = -float(special.ndtri(selection_ratio))
    low, high = one + middle.min(), one + middle.max()
    cut = one + float(share @ middle)
    for _ in range(60):
        above = float(share @ special.ndtr(middle - cut)) - selection_ratio
        low, high = (cut, high) if above > 0 else (low, cut)
        slope = float(share @ np.exp(-((middle - cut) ** 2) / 2)) / math.sqrt(2 * math.pi)
        step = above / slope if slope > 1e-200 else math.inf
        if abs(step) < 1e-12:
            break
        cut = cut + step if low < cut + step < high else (low + high) / 2
    return float(cut)


def _random_starts(k: int) -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.ones(k), STARTS)


def _remembered(
    work: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]],
) -> Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Keep the last answer: the search asks for value and slope at the same place one after the other."""
    last: list = [None, None]

    def asked(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if last[0] is None or not np.array_equal(last[0], x):
            last[:] = [x.copy(), work(x)]
        return last[1]

    return asked
