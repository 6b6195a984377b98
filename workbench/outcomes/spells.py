"""How long people stayed: one row a hire with the days observed and whether they ended in leaving.

In flow EMPLOYEES (or any table with a duration and a flag); out flow numbers checked once, for every estimate of the room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import EMPLOYEES
from workbench.errors import ContractError, UndefinedResult, closest

if TYPE_CHECKING:
    from workbench.frames import Frame

WHERE = "outcomes.retention"


def spells(employees: Frame, *, as_of: Any = None) -> pd.DataFrame:
    """Turn EMPLOYEES into spells of employment.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, one row a hire
        Reads ``hired_date`` and ``left_date``; further columns are kept.
    as_of : date-like, optional
        The day the records were made; by default the latest date in them. Who was still there that day is censored there.

    Returns
    -------
    pandas.DataFrame, one row a hire who began before that day
        The caller's columns, ``days`` [> 0] and ``left`` [0 or 1].

    Raises
    ------
    ContractError
        If the table breaks its contract, or somebody left before they came.
    UndefinedResult
        If nobody was hired.
    """
    people = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").reset_index(drop=True)
    hired = pd.to_datetime(people["hired_date"])
    gone = pd.to_datetime(people["left_date"]) if "left_date" in people else pd.Series(pd.NaT, people.index, dtype=hired.dtype)
    if people.empty:
        raise UndefinedResult("nobody was hired, so nobody could stay or leave", where=WHERE, found="0 employees", expected="at least 1",
                              cure="choose a longer period")  # fmt: skip
    if backwards := int((gone < hired).sum()):
        raise ContractError("people left before they came", where="EMPLOYEES", found=f"{backwards} rows", expected="left_date on or after hired_date",
                            cure="correct the dates in the HR system")  # fmt: skip
    end = _day(as_of) if as_of is not None else max(hired.max(), gone.max() if gone.notna().any() else hired.max())
    left = (gone.notna() & (gone <= end)).astype(int)
    days = (gone.where(left == 1, end) - hired).dt.days
    table = people.assign(days=days.clip(lower=0.5).where(days >= 0), left=left)
    kept = table[(days >= 0) & ((days > 0) | (left == 1))].reset_index(drop=True)
    if kept.empty:
        raise UndefinedResult("nobody was hired before the day of the records", where=WHERE, found=f"{len(people)} later hires", expected="at least 1",
                              cure="choose a later day")  # fmt: skip
    return kept


def durations(time: Any, event: Any, *, where: str = WHERE) -> tuple[np.ndarray, np.ndarray]:
    """Check durations and events and give them as arrays.

    Parameters
    ----------
    time : sequence of numbers
        Observed so far, above 0, in one unit.
    event : sequence of flags
        1 where the person left at that time, 0 where they were still there.

    Raises
    ------
    ContractError
        If lengths differ, a duration is missing, not finite or negative, or an event is neither 0 nor 1.
    UndefinedResult
        If there are no rows.
    """
    times, events = _numbers(time, "duration", where), _numbers(event, "event", where)
    if len(times) != len(events):
        raise ContractError("durations and events are not of one length", where=where, found=f"{len(times)} and {len(events)}",
                            expected="one event a duration", cure="take both from the same table")  # fmt: skip
    if not len(times):
        raise UndefinedResult(
            "there is nobody to follow", where=where, found="0 rows", expected="at least 1", cure="choose a longer period"
        )
    if bad := int((~np.isfinite(times) | (times <= 0)).sum()):
        raise ContractError("durations that are not above 0", where=where, found=f"{bad} of {len(times)} rows", expected="time observed, above 0",
                            cure="leave out who has not begun; count half a day for who left on the first")  # fmt: skip
    if bad := int((~np.isin(events, (0, 1))).sum()):
        raise ContractError("events that are neither 0 nor 1", where=where, found=f"{bad} of {len(events)} rows",
                            expected="1 = left, 0 = still there", cure="recode the column")  # fmt: skip
    return times, events.astype(int)


def share_of(confidence: float, *, where: str) -> None:
    """Refuse a level of confidence that is none."""
    if not 0 < confidence < 1:
        raise ContractError(
            "a confidence lies between 0 and 1",
            where=where,
            found=str(confidence),
            expected="for instance 0.95",
            cure="divide per cents by 100",
        )


def column(table: pd.DataFrame, name: str, *, where: str = WHERE) -> pd.Series:
    """Give one column, or say that it is not there."""
    if name not in table:
        raise ContractError(f"column missing: {name}", where=where, found=f"columns {', '.join(map(str, table.columns))}", expected=name,
                            cure=closest(name, map(str, table.columns)) or "name a column of the table")  # fmt: skip
    return table[name]


def _day(day: Any) -> pd.Timestamp:
    try:
        return pd.Timestamp(str(day)).normalize()
    except ValueError:
        raise ContractError("the day cannot be read", where=WHERE, found=str(day), expected="for instance 2026-09-30",
                            cure="write year, month and day") from None  # fmt: skip


def _numbers(values: Any, name: str, where: str) -> np.ndarray:
    try:
        return pd.to_numeric(pd.Series(np.asarray(values).ravel()), errors="raise").to_numpy("float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise ContractError(
            f"the {name} is not a number", where=where, found="text", expected="numbers", cure="recode the column"
        ) from None
