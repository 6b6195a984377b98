"""How much validity a smaller difference between groups costs: the Pareto front of validity and expected impact ratio.

In flow correlations of criteria, their validities and the groups' standardised differences; out flow the weights of the front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import ContractError, UndefinedResult, a_number, finite, within_reach
from workbench.scoring.composites import expected_impact_ratio, matching
from workbench.scoring.pareto_groups import OVER, SeveralGroups, Spread
from workbench.scoring.pareto_pair import PairOfGroups

if TYPE_CHECKING:
    from collections.abc import Sequence

POINTS = 21
WHERE = "scoring.pareto_front"


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
        Expected selection rate of the group over that of the reference; of several groups the lowest, or the mean.
    worst : tuple of (attribute, group, reference)
        With several groups, for each point: whose ratio is lowest, and the group of the same attribute selected most, each by its place (group 0 is
        the one without a row).
    """

    weights: np.ndarray
    validity: np.ndarray
    impact_ratio: np.ndarray
    worst: tuple[tuple[int, int, int], ...] = ()


def pareto_front(
    correlations: Sequence, validities: Sequence, differences: Sequence, *, selection_ratio: float, group_share: float | Sequence,
    within: Sequence | None = None, points: int = POINTS, over: str = "lowest", attributes: Sequence | None = None,
) -> Front:  # fmt: skip
    """Trace the front of validity and expected impact ratio over weights that are not below 0.

    Parameters
    ----------
    correlations : array (criteria, criteria)
    validities : array (criteria,)
        Correlation of each criterion with the outcome.
    differences : array (criteria,) or (groups, criteria)
        Mean of the reference group less mean of the other, in standard deviations; with several groups one row each, all against
        the same group of their attribute, which has no row.
    selection_ratio : float
        Share of everybody that is selected, above 0 and below 1.
    group_share : float or array (groups,)
        Share of the group (not the reference) among everybody.
    within : array (criteria, criteria), optional
        Covariance of the criteria within groups, in the same units as `differences`; by default `correlations`, as the papers do.
    points : int
        Points of the front, its two ends included.
    over : {"lowest", "mean"}
        With several groups: the lowest impact ratio of all, or the mean over all but the most selected of each attribute.
    attributes : sequence (groups,), optional
        With several groups: the attribute of each row; by default one for all.

    Returns
    -------
    Front
        With several groups each ratio is against the group of the attribute that the weights would select most (of those with
        2 % of the people or more), so none is above 1 but for tiny groups.

    Raises
    ------
    UndefinedResult
        If no criterion has a positive validity, or a share is not between 0 and 1.
    ContractError
        If the parts do not fit each other, or are no numbers.

    Notes
    -----
    De Corte, Lievens & Sackett (2007), by normal-boundary intersection (Das & Dennis 1998): from equally spaced points on
    the line between the two ends, as far as possible at right angles to it. Each of the sub-problems is started from several
    weights. Where the two ends coincide the front is one point. The lowest of several ratios has corners, so there the
    sub-problem is written with bounds (goal attainment, Gembicki & Haimes 1975) in place of equations.
    """
    if over not in OVER:
        raise ValueError(f"over '{over}' is neither 'lowest' nor 'mean'")
    v, r = matching(validities, correlations, name="validities", where=WHERE)
    d = finite(differences, "differences", where=WHERE, dimensions=2 if np.ndim(differences) == 2 else 1)
    inner = r if within is None else finite(within, "within", where=WHERE, dimensions=2)
    within_reach(d, "differences", where=WHERE)
    if d.shape[-1] != len(v) or inner.shape != r.shape:
        raise ContractError("differences, validities and correlations do not belong together", where=WHERE, found=f"differences of {d.shape[-1]} criteria, {len(v)} validities, within {'×'.join(map(str, inner.shape))}",
                            expected="one of each a criterion", cure="leave the criterion out everywhere")  # fmt: skip
    selection_ratio = a_number(selection_ratio, "selection_ratio", where=WHERE)
    if d.ndim == 1:
        expected_impact_ratio(
            0.0, selection_ratio=selection_ratio, group_share=group_share
        )  # refuses shares that leave nobody on one side
        return trace(PairOfGroups(r, v, d, inner, selection_ratio, group_share), points)
    spreads = _by_attribute(d, finite(group_share, "group_share", where=WHERE, dimensions=1), inner, attributes)
    return trace(SeveralGroups(r, v, spreads, selection_ratio, over), points)


def trace(problem: PairOfGroups | SeveralGroups, points: int) -> Front:
    """Trace the front of one problem.

    Raises
    ------
    UndefinedResult
        If no criterion has a positive validity.
    """
    if not (problem.v > 0).any():
        raise UndefinedResult("no criterion predicts the outcome", where=WHERE, found="no validity above 0",
                              expected="one or more", cure="look at the criteria before weighing them")  # fmt: skip
    best, even = problem.most_valid(), problem.most_even()
    ends = np.array([problem.both(best), problem.both(even)])
    if ends[1, 1] - ends[0, 1] < 1e-9 or ends[0, 0] - ends[1, 0] < 1e-9:
        return _as_front(problem, [best if ends[0, 1] >= ends[1, 1] - 1e-9 else even])
    inner = [problem.between(ends, share, best, even) for share in np.linspace(0, 1, points)[1:-1]]
    return _as_front(problem, _undominated(problem, [best, *inner, even]))


def _by_attribute(d: np.ndarray, share: np.ndarray, within: np.ndarray, attributes: Sequence | None) -> list[Spread]:
    """Give each attribute's groups as means and shares, the group without a row first."""
    named = np.zeros(len(d), dtype=int) if attributes is None else np.asarray(attributes)
    if not len(d) or d.ndim != 2 or share.shape != (len(d),) or named.shape != (len(d),):
        raise ContractError("differences, shares and attributes do not belong together", where=WHERE,
                            found=f"{len(d)} rows of differences, {share.size} shares, {named.size} attributes", expected="one of each a group, one group or more",
                            cure="give a row, a share and an attribute a group; the group they are held up to has none")  # fmt: skip
    spreads = []
    for name in dict.fromkeys(named.tolist()):
        rows = named == name
        shares = np.array([1 - share[rows].sum(), *share[rows]])
        if not ((shares > 0) & (shares < 1)).all():
            raise UndefinedResult("no impact ratio can be expected", where=WHERE, found=f"shares {', '.join(f'{part:g}' for part in shares)}",
                                  expected="each between 0 and 1, with some left for the group they are held up to", cure="give each group's share of everybody")  # fmt: skip
        spreads.append(Spread(np.vstack([np.zeros(d.shape[1]), -d[rows]]), shares, within))
    return spreads


def _undominated(problem: PairOfGroups | SeveralGroups, weights: list[np.ndarray]) -> list[np.ndarray]:
    """Leave out what another point beats on both counts (an end may be reached by many weights)."""
    value = np.array([problem.both(w) for w in weights])
    beaten = [((value > value[n] + 1e-9).all(axis=1)).any() for n in range(len(weights))]
    return [w for w, lost in zip(weights, beaten, strict=True) if not lost]


def _as_front(problem: PairOfGroups | SeveralGroups, weights: list[np.ndarray]) -> Front:
    value = np.array([problem.both(w) for w in weights])
    worst = tuple(problem.worst(w) for w in weights) if isinstance(problem, SeveralGroups) else ()
    return Front(np.array(weights), value[:, 0], value[:, 1], worst)
