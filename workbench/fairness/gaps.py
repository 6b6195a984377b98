"""Which criterion differs between groups, and by how much: standardised differences within jobs, with the number of looks allowed for.

In flow points per criterion or competency and the group of each person; out flows one row a score and group.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident, within_reach
from workbench.fairness.groups import UNKNOWN, labels_of
from workbench.fairness.looks import holm
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "fairness.score_gaps"
DIFFERS, NOT_SHOWN, TOO_FEW = Words("differs"), Words("no difference shown"), Words("too few to say")
SMALL_D = 0.2  # a difference below which Cohen (1988) speaks of none to speak of
POWER_Z = 0.8416
ENOUGH = 10  # with fewer people a t test of points that are cut off at 0 and 100 raises false alarms: shown, but not judged
COLUMNS = ("score", "group", "reference", "n", "n_reference", "mean", "mean_reference", "difference", "low", "high", "d", "d_low", "d_high", "p_value",
           "p_holm", "finding", "n_needed")  # fmt: skip


@dataclass(frozen=True)
class ScoreGaps:
    """Differences of scores between groups.

    Parameters
    ----------
    table : pandas.DataFrame, one row a score and group, largest differences first
        ``score``, ``group``, ``reference``, ``n``, ``n_reference``, ``mean``, ``mean_reference`` [points]; ``difference`` with ``low``, ``high`` [points,
        group − reference, within jobs if they are given]; ``d`` with ``d_low``, ``d_high`` [standard deviations]; ``p_value``; ``p_holm`` [over all
        rows]; ``finding`` [words]; ``n_needed`` [people a group that would show d = .2 four times in five].
    reference : str
    n_unknown, n_groups_hidden, n_people_hidden : int
    undefined : tuple of str
        Scores that cannot be compared: no spread, or too few people.
    confidence : float
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    reference: str
    n_unknown: int
    n_groups_hidden: int
    n_people_hidden: int
    undefined: tuple[str, ...]
    confidence: float


@confident
def score_gaps(
    points: frames.Frame,
    group: Any,
    *,
    scores: Sequence[str] | None = None,
    within: Any = None,
    reference: str | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> ScoreGaps:
    """Compare every criterion, competency or scale between groups.

    Parameters
    ----------
    points : dataframe, one row a person, one column a score
    group : sequence, or dataframe of several columns, in the order of the rows
    scores : sequence of str, optional
        Columns; by default all numeric ones.
    within : sequence, optional
        Job of each person: groups that apply to different jobs are compared inside each.
    reference : str, optional
        Group the others are compared with; by default the largest.
    minimum_group : int
        Smaller groups are hidden and counted.
    confidence : float

    Returns
    -------
    ScoreGaps

    Raises
    ------
    UndefinedResult
        If fewer than two groups are large enough, or no score varies.

    Notes
    -----
    d = difference / standard deviation within groups and jobs, with Hedges' correction for small samples. Every look has its
    chance of a false alarm: findings go by Holm's adjusted p over all scores and groups.

    References
    ----------
    Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size. Journal of Educational Statistics 6, 107-128.
    """
    rows = frames.to_pandas(points, where="points").reset_index(drop=True)
    labels = labels_of(group)
    jobs = labels_of(within) if within is not None else np.zeros(len(rows), dtype=int)
    if not len(rows) == len(labels) == len(jobs):
        raise ContractError("points and groups do not belong to the same people", where=WHERE, found=f"{len(rows)} rows, {len(labels)} groups, {len(jobs)} jobs",
                            expected="one of each a person, in the same order", cure="join them by candidate_id first")  # fmt: skip
    size = pd.Series(labels).value_counts()
    known = size.drop(UNKNOWN, errors="ignore")
    large = known[known >= minimum_group]
    base = str(large.index[0]) if reference is None and len(large) else reference
    if len(large) < 2 or base not in large.index:
        raise UndefinedResult("a comparison needs two groups that may be shown", where=WHERE, found=f"{len(large)} with at least {minimum_group} people",
                              expected="two or more" if reference is None else f"two or more, one of them the reference '{reference}'",
                              cure="take a longer period or join groups")  # fmt: skip
    names = (
        list(scores) if scores is not None else [str(name) for name in rows.columns if pd.api.types.is_numeric_dtype(rows[name])]
    )
    wrong = [name for name in names if name not in rows or not pd.api.types.is_numeric_dtype(rows[name])]
    if wrong:
        raise ContractError(f"'{wrong[0]}' is not a column of points", where=WHERE, found=f"columns {', '.join(map(str, rows.columns))}", expected="numeric columns",
                            cure=closest(wrong[0], map(str, rows.columns)) or "name columns with points")  # fmt: skip
    found, empty = [], []
    for name in names:
        within_reach(rows[name], name, where=WHERE)
        some = [row for other in large.index if other != base
                if (row := _gap(rows[name].to_numpy(float), labels, jobs, str(other), base, minimum_group, confidence))]  # fmt: skip
        found += [{"score": name, "reference": base, **row} for row in some]
        empty += [] if some else [name]
    if not found:
        raise UndefinedResult("no score can be compared", where=WHERE, found=f"{len(empty)} scores without spread or with too few people", expected="scores that differ between people",
                              cure="check that the scores were computed for these people")  # fmt: skip
    table = _told(pd.DataFrame(found), confidence)
    return ScoreGaps(
        table, base, int(size.get(UNKNOWN, 0)), len(known) - len(large), int(known.sum() - large.sum()), tuple(empty), confidence
    )


def _gap(
    values: np.ndarray, labels: np.ndarray, jobs: np.ndarray, other: str, base: str, minimum: int, confidence: float
) -> dict[str, Any] | None:
    """Regress one score on belonging to the group, within jobs; nothing where that says nothing."""
    from scipy import stats

    here = ~np.isnan(values) & ((labels == other) | (labels == base))
    y, is_other, (place, jobs_here) = values[here], (labels[here] == other).astype(float), pd.factorize(jobs[here])
    n, n_base = int(is_other.sum()), int((1 - is_other).sum())
    if min(n, n_base) < minimum:
        return None
    count = np.bincount(place)
    y_left, x_left = (v - (np.bincount(place, v) / count)[place] for v in (y, is_other))
    free, spread = len(y) - len(jobs_here) - 1, float(x_left @ x_left)
    if free < 2 or spread < 1e-9:  # in no job are there people of both groups
        return None
    difference = float(x_left @ y_left) / spread
    left = y_left - difference * x_left
    sd = math.sqrt(float(left @ left) / free)
    if sd <= 1e-12 * max(1.0, float(np.abs(y).max())):
        return None
    error = sd / math.sqrt(spread)
    half = float(stats.t.ppf(0.5 + confidence / 2, free)) * error
    exact = 1 - 3 / (4 * free - 1)
    d = difference / sd * exact
    d_error = math.sqrt((error / sd) ** 2 + d * d / (2 * free))
    wide = float(stats.norm.ppf(0.5 + confidence / 2)) * d_error
    return {"group": other, "n": n, "n_reference": n_base, "mean": float(y[is_other == 1].mean()), "mean_reference": float(y[is_other == 0].mean()),
            "difference": difference, "low": difference - half, "high": difference + half, "d": d, "d_low": d - wide, "d_high": d + wide,
            "p_value": float(2 * stats.t.sf(abs(difference) / error, free))}  # fmt: skip


def _told(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Sort by size and add what the looks of this table show."""
    table = allowed_for(table, confidence)
    return table.sort_values("d", key=lambda d: -d.abs(), ignore_index=True)[list(COLUMNS)]


def allowed_for(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Adjust one family of comparisons for their number, and say what each shows.

    Parameters
    ----------
    table : pandas.DataFrame
        ``n``, ``n_reference``, ``p_value``, ``d``, ``d_high``; groups below ten people are not judged and do not count as looks.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        The same rows with ``p_holm``, ``finding``, ``n_needed``.
    """
    from scipy import stats

    enough = table[["n", "n_reference"]].min(axis=1) >= ENOUGH
    adjusted, error = (
        holm(table["p_value"].where(enough)),
        (table["d_high"] - table["d"]) / float(stats.norm.ppf(0.5 + confidence / 2)),
    )
    sides = float(stats.norm.ppf(1 - (1 - confidence) / 2 / max(int(enough.sum()), 1))) + POWER_Z
    finding = [
        DIFFERS if p < 1 - confidence else NOT_SHOWN if e * sides <= SMALL_D else TOO_FEW
        for p, e in zip(adjusted, error, strict=True)
    ]
    return table.assign(p_holm=adjusted, finding=finding, n_needed=math.ceil(2 * (sides / SMALL_D) ** 2))
