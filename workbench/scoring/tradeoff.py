"""The Pareto front on one's own data: what smaller differences between groups would cost in validity, and what is left of it unseen.

In flow a prepared sample with groups; out flow the front with its cross-validated shrinkage, the point chosen, and the
impact ratio to be expected under any weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import UndefinedResult
from workbench.scoring import moments as second
from workbench.scoring.composites import composite_difference, expected_impact_ratio
from workbench.scoring.pareto import Front, pareto_front
from workbench.scoring.tradeoff_groups import Everyone, everyone
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.scoring.candidates import Prepared

FOUR_FIFTHS = 0.80
POINTS, FEW = 11, 5
SHRINK_FOLDS = 10  # of the fifty: each takes a front of its own

SMALLEST_SHARE = 0.02


@dataclass(frozen=True)
class Trade:
    """Two groups on the criteria.

    Parameters
    ----------
    reference, group : str
        The group that scores highest under the weights in use, so would be selected most, and the one that scores lowest.
    differences : array (criteria,)
        Reference less group, in standard deviations within groups.
    inner : array (criteria, criteria)
        Correlations within groups.
    sd : array (criteria,)
        Standard deviations within groups [points].
    selection_ratio, group_share : float
    error : float
        Standard error of a difference, in the same unit.
    notes : tuple of Words
    """

    reference: str
    group: str
    differences: np.ndarray
    inner: np.ndarray
    sd: np.ndarray
    selection_ratio: float
    group_share: float
    error: float
    notes: tuple[Words, ...]

    def judged(self, weights: np.ndarray) -> dict[str, Any]:
        """Give the impact ratio to be expected under weights on points, and the difference behind it."""
        difference = composite_difference(self.differences, self.inner, weights * self.sd)
        ratio = expected_impact_ratio(difference, selection_ratio=self.selection_ratio, group_share=self.group_share)
        return {"impact_ratio": ratio, "difference": difference, "attribute": "", "group": self.group, "reference": self.reference}

    def redrawn(self, random: np.random.Generator) -> Trade:
        """Draw the differences anew, with the error the people of the two groups leave."""
        root = np.linalg.cholesky(self.inner + 1e-12 * np.eye(len(self.sd)))
        return replace(self, differences=self.differences + self.error * (root @ random.normal(size=len(self.sd))))

    def traced(self, moments: second.Moments, points: int) -> Front:
        """Trace the front of one sample; weights are of points."""
        r, sd, validities = second.standing(moments)
        own = self.sd / sd
        found = pareto_front(r, validities, self.differences * own, within=self.inner * np.outer(own, own),
                             selection_ratio=self.selection_ratio, group_share=self.group_share, points=points)  # fmt: skip
        on_points = found.weights / sd
        return Front(on_points / on_points.sum(axis=1, keepdims=True), found.validity, found.impact_ratio)


def look(ready: Prepared, selection_ratio: float | None, over: str | None) -> Trade | Everyone:
    """Measure the groups' differences among everybody interviewed: of all attributes together, or of two groups of one."""
    share = len(ready.sample.known) / ready.sample.n_people
    ratio = selection_ratio if selection_ratio is not None else (share if share < 1 else 0.5)
    if over is not None or len(ready.grouped) > 1:
        return everyone(ready, ratio, over or "lowest")
    return _pair(ready, ratio)


def _pair(ready: Prepared, ratio: float) -> Trade:
    """Choose the two groups: the one the weights in use would select most, and the one that scores lowest."""
    x, labels = ready.grouped[0].points, ready.grouped[0].labels
    counts = pd.Series(labels).value_counts()
    composite = pd.Series(x @ ready.current).groupby(labels).mean()
    # the reference is the group that would be selected most, as in the Uniform Guidelines, not the largest: a ratio above 1 hides
    # the very group it disfavours; groups under 2 % of the people are too few to be held up to the others (Uniform Guidelines, 4 D)
    large = counts[counts >= SMALLEST_SHARE * len(x)].index
    reference = composite[large if len(large) else composite.index].idxmax()
    group = composite.drop(reference).idxmin()
    one, other = x[labels == reference], x[labels == group]
    if min(len(one), len(other)) < 2:
        raise UndefinedResult("differences between groups need people who differ within them", where="scoring.calibrate", found=f"{len(one)} and {len(other)} people", expected="2 or more in each",
                              cure="join groups")  # fmt: skip
    within = (np.cov(one, rowvar=False) * (len(one) - 1) + np.cov(other, rowvar=False) * (len(other) - 1)) / (
        len(one) + len(other) - 2
    )
    within = np.atleast_2d(within)
    sd = np.sqrt(np.diag(within))
    notes = [Words("Expected impact ratios: {group} against {reference}, selecting the best {percent} %, normal points.", group=group,
                   reference=reference, percent=f"{100 * ratio:.0f}")]  # fmt: skip
    if len(counts) > 2:
        notes.append(Words("{n} groups in all; the one that scores lowest under the weights in use is compared.", n=len(counts)))
    return Trade(str(reference), str(group), (one.mean(axis=0) - other.mean(axis=0)) / sd, within / np.outer(sd, sd), sd, ratio,
                 len(other) / (len(one) + len(other)), math.sqrt(1 / len(one) + 1 / len(other)), tuple(notes))  # fmt: skip


def expectations(trade: Trade | Everyone, schemes: dict[str, np.ndarray]) -> pd.DataFrame:
    """Give the impact ratio to be expected under each scheme of weights on points."""
    named = ("attribute", "group", "reference") if isinstance(trade, Everyone) else ()
    return pd.DataFrame([
        {"scheme": scheme} | {name: value for name, value in trade.judged(weights).items() if name in ("impact_ratio", "difference", *named)}
        for scheme, weights in schemes.items()
    ])  # fmt: skip


def by_group(trade: Trade | Everyone, schemes: dict[str, np.ndarray]) -> pd.DataFrame:
    """Give every group's impact ratio under each scheme; empty where two groups are compared."""
    if isinstance(trade, Trade):
        return pd.DataFrame()
    found = {scheme: trade.by_group(weights) for scheme, weights in schemes.items()}
    sizes = next(iter(found.values())).drop(columns="impact_ratio")
    return sizes.assign(**{scheme: table["impact_ratio"] for scheme, table in found.items()})


def fitter(trade: Trade | Everyone) -> Callable[[second.Moments], np.ndarray]:
    """Give the way to weigh that cross-validation repeats: the front of each resample, and its point chosen by the same rule."""

    def fit(moments: second.Moments) -> np.ndarray:
        return np.stack([_pick(trade, second.taken(moments, slice(place, place + 1))) for place in range(len(moments.n))])

    return fit


def _pick(trade: Trade | Everyone, one: second.Moments) -> np.ndarray:
    """Choose the point of one resample's front; equal weights where no criterion predicts anything in it."""
    try:
        found = trade.traced(one, FEW)
    except UndefinedResult:
        return np.full(one.cross.shape[1], 1 / one.cross.shape[1])
    return found.weights[_chosen(found.impact_ratio, found.validity)]


def front(trade: Trade | Everyone, ready: Prepared, whole: second.Moments, random: np.random.Generator) -> tuple[pd.DataFrame, int]:
    """Trace the front, how it shrinks on people unseen, and the place of the point chosen.

    Notes
    -----
    Song, Wee & Newman (2017): weights of a front are fitted to chance as all weights are, so validity is measured again on people held
    out, point by point. Differences between groups come from everybody interviewed and shrink little; here they are taken as they are (`redrawn` draws them anew).
    """
    from workbench.scoring.validation import folds

    found = trade.traced(whole, POINTS)
    held = folds(len(ready.sample.known), random)[:SHRINK_FOLDS]
    kept, out = second.split(ready.sample, held)
    unseen = np.full((len(held), len(found.validity)), math.nan)
    for place in range(len(held)):
        there = second.taken(out, slice(place, place + 1))
        try:
            one = trade.traced(second.taken(kept, slice(place, place + 1)), POINTS)
        except UndefinedResult:  # nothing predicts the outcome among the people kept
            continue
        along, here = np.linspace(0, 1, len(one.validity)), np.linspace(0, 1, len(found.validity))
        valid = np.array([second.validity(there, w)[0] for w in one.weights])
        unseen[place] = np.interp(here, along, valid)
    table = pd.DataFrame({"point": range(1, len(found.weights) + 1), "r": found.validity, "impact_ratio": found.impact_ratio,
                          "r_unseen": _means(unseen)})  # fmt: skip
    if found.worst:
        table = pd.concat([table, pd.DataFrame(found.worst, columns=["attribute", "group", "reference"])], axis=1)
    table = pd.concat([table, pd.DataFrame(found.weights, columns=ready.names)], axis=1)
    place = _chosen(found.impact_ratio, table["r_unseen"].fillna(table["r"]).to_numpy())
    return table.assign(chosen=np.arange(len(table)) == place), place


def redrawn(
    trade: Trade | Everyone, again: second.Moments, table: pd.DataFrame, place: int, random: np.random.Generator
) -> np.ndarray:
    """Give the chosen point's weights in every resample: the same point of each resample's own front, the groups' means drawn anew too."""
    share = place / max(1, len(table) - 1)
    drawn = []
    for number in range(len(again.n)):
        try:
            one = trade.redrawn(random).traced(second.taken(again, slice(number, number + 1)), FEW)
        except UndefinedResult:
            drawn.append(np.full(again.cross.shape[1], 1 / again.cross.shape[1]))
            continue
        along = np.linspace(0, 1, len(one.validity))
        mixed = np.array([np.interp(share, along, column) for column in one.weights.T])
        drawn.append(mixed / mixed.sum())
    return np.array(drawn)


def _means(unseen: np.ndarray) -> np.ndarray:
    known = np.isfinite(unseen)
    return np.divide(
        np.where(known, unseen, 0.0).sum(axis=0), known.sum(axis=0), out=np.full(unseen.shape[1], math.nan), where=known.any(axis=0)
    )


def _chosen(ratio: np.ndarray, validity: np.ndarray) -> int:
    """Choose the most valid point whose expected impact ratio keeps the four-fifths line, else the most even one."""
    kept = ratio >= FOUR_FIFTHS - 1e-9
    return int(np.argmax(np.where(kept, validity, -math.inf))) if kept.any() else int(np.argmax(ratio))
