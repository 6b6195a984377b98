"""Whether two scores differ at all: comparisons inside the error band are ties, and a rank is a range.

In flow SCORES with error bands; out flow verdicts and ranges of ranks.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult

if TYPE_CHECKING:
    from collections.abc import Iterator

HIGHER, LOWER, TIE = "higher", "lower", "tie"
NEEDED = ("interview_id", "overall", "error_band")
BLOCK_NUMBERS = 4_000_000


def compare_scores(scores: frames.Frame, first: Any, second: Any) -> dict[str, Any]:
    """Compare two interviews.

    Parameters
    ----------
    scores : dataframe, SCORES
        ``interview_id``, ``overall``, ``error_band`` [points].
    first, second : interview ids

    Returns
    -------
    dict
        ``difference`` [points, first less second], ``band`` [points: the difference that error alone makes, at the bands' confidence],
        ``verdict`` [higher, lower, or tie when the difference lies inside the band].

    Raises
    ------
    ContractError
        If a column or an interview is missing.
    UndefinedResult
        If one of the two has no overall score.

    Notes
    -----
    Errors of two candidates are independent, so bands add as squares: the standard error of a difference of equal bands is √2 times that
    of a score.
    """
    table = _checked(scores).set_index("interview_id")
    unknown = [name for name in (first, second) if name not in table.index]
    if unknown:
        raise ContractError("an interview is not among the scores", where="scoring.compare_scores", found=f"{len(unknown)} unknown ids",
                            expected="two interviews of the table", cure="look at the ids")  # fmt: skip
    one, other = table.loc[first], table.loc[second]
    if one.isna().any() or other.isna().any():
        raise UndefinedResult("a comparison needs two overall scores with error bands", where="scoring.compare_scores", found="one of them is missing",
                              expected="two scores", cure="gather the missing evidence first")  # fmt: skip
    difference, band = float(one["overall"] - other["overall"]), math.hypot(one["error_band"], other["error_band"])
    return {"difference": difference, "band": band, "verdict": _verdict(difference, band)}


def rank_scores(scores: frames.Frame, *, by: str | None = None) -> pd.DataFrame:
    """Rank interviews as far as their error bands allow.

    Parameters
    ----------
    scores : dataframe, SCORES
        ``interview_id``, ``overall``, ``error_band`` [points] and the column `by`.
    by : str, optional
        Rank within its values, usually ``job_id``.

    Returns
    -------
    pandas.DataFrame, one row an interview with an overall score, best first
        `by`, ``interview_id``, ``overall``, ``error_band``, ``rank``, ``rank_low``, ``rank_high`` [best and worst rank the bands allow], ``n_tied`` [others
        inside the band].

    Raises
    ------
    ContractError
        If a column is missing or an interview stands twice.

    Notes
    -----
    Everybody is compared with everybody of the group: time grows with the square of its size.
    """
    table = _checked(scores, *([by] if by else []))
    table = table[table["overall"].notna() & table["error_band"].notna()]
    groups = [group for _, group in table.groupby(by, sort=True, dropna=False)] if by else [table]
    ranked = [_ranked(group) for group in groups if len(group)]
    columns = [*([by] if by else []), *NEEDED, "rank", "rank_low", "rank_high", "n_tied"]
    return pd.concat(ranked, ignore_index=True)[columns] if ranked else pd.DataFrame(columns=columns)


def _checked(scores: frames.Frame, *more: str) -> pd.DataFrame:
    table = frames.to_pandas(scores, where="SCORES")
    absent = [name for name in (*NEEDED, *more) if name not in table.columns]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where="SCORES", found=f"columns {', '.join(map(str, table.columns))}",
                            expected=", ".join((*NEEDED, *more)), cure="pass what scoring.score gives")  # fmt: skip
    if table["interview_id"].duplicated().any():
        raise ContractError("an interview stands twice", where="SCORES", found=f"{int(table['interview_id'].duplicated().sum())} repeated ids",
                            expected="one row an interview", cure="take the scores of one rubric version only")  # fmt: skip
    return table[[*more, *NEEDED]].astype({"overall": float, "error_band": float})


def _ranked(group: pd.DataFrame) -> pd.DataFrame:
    ordered = group.sort_values(["overall", "interview_id"], ascending=[False, True])
    value, band = ordered["overall"].to_numpy(), ordered["error_band"].to_numpy()
    above, below = np.zeros(len(value), dtype=int), np.zeros(len(value), dtype=int)
    for rows in _blocks(len(value)):
        apart, width = value[None, :] - value[rows, None], np.hypot(band[rows, None], band[None, :])
        above[rows], below[rows] = (apart > width).sum(axis=1), (-apart > width).sum(axis=1)
    return ordered.assign(rank=ordered["overall"].rank(ascending=False, method="min").astype(int), rank_low=above + 1,
                          rank_high=len(value) - below, n_tied=len(value) - 1 - above - below)  # fmt: skip


def _blocks(n: int) -> Iterator[slice]:
    step = max(1, BLOCK_NUMBERS // max(1, n))
    for start in range(0, n, step):
        yield slice(start, min(n, start + step))


def _verdict(difference: float, band: float) -> str:
    if abs(difference) <= band:
        return TIE
    return HIGHER if difference > 0 else LOWER
