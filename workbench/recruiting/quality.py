"""How good the hires were: performance, staying and ramp-up, each on its own with interval, before any index of them.

In flow EMPLOYEES and PERFORMANCE, with a column to group by; out flows a frozen `QualityOfHire`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness, frames
from workbench.contracts import EMPLOYEES, PERFORMANCE
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

WHERE = "recruiting.quality_of_hire"
ALL = "(all)"
PARTS = ("performs", "stays")
INDEX = Words("an index is the weighted mean of the shares known; its weights are a decision, not a finding")


@dataclass(frozen=True)
class QualityOfHire:
    """Quality of hire by group.

    `table`, one row a group: ``n`` [hires], ``n_rated``, ``performs`` [share of the rated whose mean performance reaches the middle], ``n_known``
    [hired at least the horizon ago], ``stays`` [share of them still there at the horizon], each with ``_low`` and ``_high`` (Wilson), and ``index``
    [0..100]. A share of fewer people than the smallest group is null, and the index with it.
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    n: int
    horizon_days: int
    middle: float
    weights: dict[str, float]
    n_groups_hidden: int
    n_rows_hidden: int
    confidence: float
    counterfactual: Words = INDEX
    formula: str = "index = 100 × (weight × performs + weight × stays)"


@confident
def quality_of_hire(
    employees: frames.Frame,
    performance: frames.Frame,
    *,
    by: str | None = None,
    as_of: Any = None,
    horizon_days: int = 365,
    middle: float = 0.0,
    weights: Mapping[str, float] | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> QualityOfHire:
    """Measure how many hires perform and how many stay.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, with the `by` column joined
    performance : dataframe, PERFORMANCE
    by : str, optional
        ``channel``, ``job_id`` …
    as_of : date-like, optional
        The day of the records; by default the latest date in them.
    horizon_days : int
        Staying is judged only for people hired at least that long ago.
    middle : float
        Performance from which on a hire counts as performing, in units of performance.
    weights : mapping, optional
        Of ``performs`` and ``stays`` in the index; equal when not given.

    Raises
    ------
    UndefinedResult
        If nobody was hired or no group is large enough.
    ContractError
        If a table, column or weight is not what it should be.
    """
    people = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").reset_index(drop=True)
    if people.empty:
        raise UndefinedResult("nobody was hired, so there is no quality of hire", where=WHERE, found="0 employees", expected="at least 1",
                              cure="choose a longer period")  # fmt: skip
    reviews = frames.to_pandas(PERFORMANCE.check(performance), where="PERFORMANCE")
    shares = _weights(weights)
    key = by or ALL
    if by and by not in people:
        raise ContractError(f"column missing: {by}", where=WHERE, found=f"columns {', '.join(people.columns)}", expected=by,
                            cure=closest(by, people.columns) or "join the column to the employees")  # fmt: skip
    people[key] = people[by].astype(object).where(people[by].notna(), fairness.UNKNOWN) if by else ALL
    people = _judged(people, reviews, as_of, horizon_days)
    shown = fairness.hide_small_groups(people, by=key, minimum_group=minimum_group)
    if shown.table.empty:
        raise UndefinedResult("no group is large enough to show", where=WHERE, found=f"{len(people)} hires", expected=f"at least {minimum_group} in a group",
                              cure="choose fewer groups or a longer period")  # fmt: skip
    rows = [
        {key: name, **_group(part, middle, shares, minimum_group if by else 1, confidence)}
        for name, part in shown.table.groupby(key, sort=True)
    ]
    return QualityOfHire(
        table=pd.DataFrame(rows).drop(columns=[] if by else [ALL]), n=len(people), horizon_days=int(horizon_days), middle=float(middle), weights=shares,
        n_groups_hidden=shown.n_groups_hidden, n_rows_hidden=shown.n_rows_hidden, confidence=confidence,
    )  # fmt: skip


def _weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    given = dict(weights) if weights is not None else dict.fromkeys(PARTS, 0.5)
    if set(given) != set(PARTS) or any(not value >= 0 for value in given.values()) or abs(sum(given.values()) - 1) > 1e-9:
        raise ContractError("weights of the index do not add up to 1", where=WHERE, found=", ".join(f"{k} {v}" for k, v in given.items()),
                            expected="performs and stays, 0 or more, adding up to 1", cure="correct them")  # fmt: skip
    return given


def _judged(people: pd.DataFrame, reviews: pd.DataFrame, as_of: Any, horizon_days: int) -> pd.DataFrame:
    hired = pd.to_datetime(people["hired_date"])
    left = pd.to_datetime(people["left_date"]) if "left_date" in people else pd.Series(pd.NaT, people.index)
    dates = [hired.max(), left.max(), pd.to_datetime(reviews["period_end"]).max() if len(reviews) else pd.NaT]
    end = _day(as_of) if as_of is not None else max(date for date in dates if not pd.isna(date))
    known = (end - hired).dt.days >= horizon_days
    gone = ((left - hired).dt.days < horizon_days) & left.notna()
    mean = people["employee_id"].map(reviews.groupby("employee_id")["performance"].mean().to_dict()).astype("float64")
    return people.assign(mean=mean, stayed=np.where(known, (~gone).astype(float), np.nan))


def _day(day: Any) -> pd.Timestamp:
    try:
        return pd.Timestamp(str(day))
    except ValueError:
        raise ContractError(
            "the day cannot be read",
            where=WHERE,
            found=str(day),
            expected="for instance 2026-09-30",
            cure="write year, month and day",
        ) from None


def _group(part: pd.DataFrame, middle: float, weights: dict[str, float], least: int, confidence: float) -> dict[str, Any]:
    rated, known = part["mean"].dropna(), part["stayed"].dropna()
    row: dict[str, Any] = {"n": len(part), "n_rated": len(rated)}
    row |= _share("performs", int((rated >= middle).sum()), len(rated), least, confidence)
    row |= {"n_known": len(known)} | _share("stays", int(known.sum()), len(known), least, confidence)
    return row | {"index": 100 * sum(weights[name] * row[name] for name in PARTS)}


def _share(name: str, part: int, whole: int, least: int, confidence: float) -> dict[str, float]:
    if whole < max(least, 1):  # of so few nothing is said
        return {name: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    low, high = fairness.wilson(part, whole, confidence=confidence)
    return {name: part / whole, f"{name}_low": low, f"{name}_high": high}
