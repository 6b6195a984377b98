"""All groups of all attributes at once: the impact ratios to expect, the lowest or the mean of them, and what raising it costs.

In flow a prepared sample with the groups of one attribute or more; out flow the ratio under any weights, whose it is, and the front.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.scoring import moments as second
from workbench.scoring.pareto import Front, trace
from workbench.scoring.pareto_groups import SeveralGroups, Spread
from workbench.wording import Words

if TYPE_CHECKING:
    from workbench.scoring.candidates import Grouped, Prepared

ALL_TOGETHER = {
    "lowest": "Expected impact ratios of {n} groups of {attributes} attributes, each against the group of its attribute that would be selected most; the lowest of them counts. Selecting the best {percent} %, normal points.",
    "mean": "Expected impact ratios of {n} groups of {attributes} attributes, each against the group of its attribute that would be selected most; the mean of the others counts. Selecting the best {percent} %, normal points.",
}  # fmt: skip
BY_CHANCE = (
    "The lowest of several ratios is low by chance too, the more so the smaller the groups: the smallest has {least} people."
)


@dataclass(frozen=True)
class Everyone:
    """All groups on the criteria.

    Parameters
    ----------
    attributes : tuple of str
    labels : tuple of tuple of str
        Groups of each attribute.
    sizes : tuple of array
        People in each group.
    spreads : tuple of Spread
        Means, shares and covariance within groups, in units of `sd`.
    sd : array (criteria,)
        Standard deviations within groups of the first attribute [points].
    selection_ratio : float
    over : {"lowest", "mean"}
    notes : tuple of Words
    near : array (criteria,), optional
        Weights near the most even ones, where they are known: the search starts there.
    """

    attributes: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    sizes: tuple[np.ndarray, ...]
    spreads: tuple[Spread, ...]
    sd: np.ndarray
    selection_ratio: float
    over: str
    notes: tuple[Words, ...]
    near: np.ndarray | None = None

    def judged(self, weights: np.ndarray) -> dict[str, Any]:
        """Give the lowest or mean impact ratio to be expected under weights on points, and who is worst off."""
        w, problem = weights * self.sd, self._on_its_own
        place, group, reference = problem.worst(w)
        spread = self.spreads[place]
        apart = (spread.means[reference] - spread.means[group]) @ w / np.sqrt(w @ spread.within @ w)
        named = dict(zip(("attribute", "group", "reference"), self._names((place, group, reference)), strict=True))
        return {"impact_ratio": float(problem.both(w)[1]), "difference": float(apart)} | named

    def by_group(self, weights: np.ndarray) -> pd.DataFrame:
        """Give each group, its people and its impact ratio under weights on points."""
        ratios = self._on_its_own.ratios(weights * self.sd)
        parts = zip(self.attributes, self.labels, self.sizes, self.spreads, ratios, strict=True)
        return pd.concat(
            [pd.DataFrame({"attribute": name, "group": labels, "n": n, "share": spread.shares, "impact_ratio": ratio}) for name, labels, n, spread, ratio in parts],
            ignore_index=True,
        )  # fmt: skip

    def traced(self, moments: second.Moments, points: int) -> Front:
        """Trace the front of one sample; weights are of points."""
        r, sd, validities = second.standing(moments)
        own = sd / self.sd
        problem = SeveralGroups(
            r * np.outer(own, own), validities * own, list(self.spreads), self.selection_ratio, self.over, self._most_even
        )
        found = trace(problem, points)
        on_points = found.weights / self.sd
        return Front(on_points / on_points.sum(axis=1, keepdims=True), found.validity, found.impact_ratio,
                     tuple(self._names(places) for places in found.worst))  # fmt: skip

    def redrawn(self, random: np.random.Generator) -> Everyone:
        """Draw the groups' means anew, each with the error its people leave."""
        roots = [np.linalg.cholesky(spread.within + 1e-12 * np.eye(len(self.sd))) for spread in self.spreads]
        spreads = tuple(
            replace(spread, means=spread.means + random.normal(size=spread.means.shape) @ root.T / np.sqrt(size)[:, None])
            for spread, root, size in zip(self.spreads, roots, self.sizes, strict=True)
        )
        return replace(self, spreads=spreads, near=self._most_even)

    @cached_property
    def _on_its_own(self) -> SeveralGroups:
        """Give the side of the trade-off that knows no outcome: the groups under any weights."""
        criteria = len(self.sd)
        return SeveralGroups(np.eye(criteria), np.ones(criteria), list(self.spreads), self.selection_ratio, self.over)

    @cached_property
    def _most_even(self) -> np.ndarray:
        if self.near is None:
            return self._on_its_own.most_even_at_all
        return self._on_its_own.most_even_from([self.near, np.full(len(self.sd), 1 / len(self.sd))])

    def _names(self, places: tuple[int, int, int]) -> tuple[str, str, str]:
        place, group, reference = places
        return self.attributes[place], self.labels[place][group], self.labels[place][reference]


def everyone(ready: Prepared, selection_ratio: float, over: str) -> Everyone:
    """Measure the groups of every attribute among everybody interviewed."""
    sd = np.sqrt(np.diag(_within(ready.grouped[0])))
    sizes = tuple(np.array([(part.labels == name).sum() for name in part.names]) for part in ready.grouped)
    spreads = tuple(
        Spread(_means(part) / sd, size / size.sum(), _within(part) / np.outer(sd, sd))
        for part, size in zip(ready.grouped, sizes, strict=True)
    )
    notes = [Words(ALL_TOGETHER[over], n=sum(map(len, sizes)), attributes=len(sizes), percent=f"{100 * selection_ratio:.0f}")]
    if over == "lowest":
        notes.append(Words(BY_CHANCE, least=min(int(size.min()) for size in sizes)))
    return Everyone(tuple(part.attribute for part in ready.grouped), tuple(tuple(map(str, part.names)) for part in ready.grouped), sizes, spreads, sd,
                    selection_ratio, over, tuple(notes))  # fmt: skip


def _means(part: Grouped) -> np.ndarray:
    return np.stack([part.points[part.labels == name].mean(axis=0) for name in part.names])


def _within(part: Grouped) -> np.ndarray:
    """Pool the covariance within groups."""
    left = part.points - _means(part)[pd.Index(part.names).get_indexer(part.labels)]
    return left.T @ left / (len(left) - len(part.names))
