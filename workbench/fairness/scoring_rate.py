"""Who scores above the middle: scoring rates and their impact ratios, for one score or for every criterion and scale.

In flow scores and the group of each person; out flows an `Impact`, as for selection, or one row a score and group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, within_reach
from workbench.fairness.groups import labels_of, plain
from workbench.fairness.selection import Impact, impact

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "fairness.scoring_impact"


def scoring_impact(scores: Any, group: Any, *, above: float | None = None, **rules: Any) -> Impact:
    """Compare the share of each group that scores above the median of all.

    Parameters
    ----------
    scores : sequence of float, one a person
        Missing scores are left out and counted in ``n_undecided``.
    group : sequence, or dataframe of several columns
    above : float, optional
        Line to be above; by default the median of everybody with a score, whether or not the group is known.
    **rules
        ``minimum_group``, ``confidence``, ``exact`` and ``reference`` of `impact`.

    Returns
    -------
    Impact
        ``selected`` counts those above the line, ``rate`` is the scoring rate.

    Raises
    ------
    ContractError
        If scores are not numbers.
    UndefinedResult
        If nobody is above the line (all scores equal), or too few groups are large enough.

    References
    ----------
    Rules of the City of New York, title 6, § 5-300: "scoring rate" is the rate at which individuals in a category receive a score above
    the sample's median score.

    Examples
    --------
    >>> found = scoring_impact([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], ["a"] * 5 + ["b"] * 5)
    >>> found.reference, found.table["impact_ratio"].tolist()
    ('b', [1.0, 0.0])
    """
    points = numbers_of(scores)
    known = points[~np.isnan(points)]
    if len(known) == 0 or (above is None and np.ptp(known) == 0):
        raise UndefinedResult("there is no scoring rate", where=WHERE, found="no scores" if len(known) == 0 else f"{len(known)} equal scores", expected="scores that differ",
                              cure="check that the score was computed for these people")  # fmt: skip
    line = float(np.median(known)) if above is None else float(above)
    return impact(np.where(np.isnan(points), None, points > line), group, **rules)


def scoring_impacts(points: frames.Frame, group: Any, *, scores: Sequence[str] | None = None, **rules: Any) -> pd.DataFrame:
    """Compare scoring rates for every criterion, competency or scale.

    Parameters
    ----------
    points : dataframe, one row a person, one column a score
    group : sequence, or dataframe of several columns, in the order of the rows
    scores : sequence of str, optional
        Columns; by default all numeric ones.
    **rules
        As in `scoring_impact`.

    Returns
    -------
    pandas.DataFrame, one row a score and group
        ``score`` and the columns of `Impact.table`. Scores that have no rate (all equal, too few people) are missing.

    Raises
    ------
    UndefinedResult
        If no score has a rate.
    """
    rows = frames.to_pandas(points, where="points")
    names = (
        list(scores) if scores is not None else [str(name) for name in rows.columns if pd.api.types.is_numeric_dtype(rows[name])]
    )
    labels, parts, why = labels_of(group), [], ""
    for name in names:
        try:
            parts.append(scoring_impact(rows[name], labels, **rules).table.assign(score=name))
        except UndefinedResult as refusal:
            why = str(refusal)
    if not parts:
        raise UndefinedResult("no score has a rate that can be compared", where=WHERE, found=why or "no numeric columns", expected="scores that differ, two groups",
                              cure="take a longer period or join groups")  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return table[["score", *[name for name in table if name != "score"]]]


def numbers_of(scores: Any) -> np.ndarray:
    """Read a column of any engine as floats, missing as NaN; words are refused."""
    given = pd.Series(plain(scores), dtype=object)
    number = pd.to_numeric(given, errors="coerce").astype(float).to_numpy()
    if (np.isnan(number) & given.notna().to_numpy()).any():
        raise ContractError("scores are not all numbers", where=WHERE, found=f"{int((np.isnan(number) & given.notna().to_numpy()).sum())} values that are not",
                            expected="numbers, missing where there is no score", cure="pass what scoring.score gives")  # fmt: skip
    within_reach(number, "scores", where=WHERE)
    return number
