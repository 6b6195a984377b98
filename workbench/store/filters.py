"""Narrowing what a desk reads: one job, channel, period or location, over every table that knows a person or a job.

In flows a `Filter`; out flow the values that a table's columns must then have. People are narrowed by their application (its job, channel
and day), openings by their job and its city. What is paid for the whole company is not shared out: where people are narrowed,
its tables are empty rather than wrong.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.store.tables import Stored

PEOPLE = {
    "application_id": "APPLICATIONS",
    "interview_id": "INTERVIEWS",
    "candidate_id": "APPLICATIONS",
    "employee_id": "EMPLOYEES",
}
COMPANY = ("SPEND", "TOOL_COSTS")


@dataclass(frozen=True)
class Filter:
    """Whom a reader asks about; an empty text asks for everybody.

    Parameters
    ----------
    job : str
        Job id.
    channel : str
        As APPLICATIONS has it.
    first, last : str
        Days of application, ``"2026-04-01"``, both included.
    location : str
        City of the job.
    """

    job: str = ""
    channel: str = ""
    first: str = ""
    last: str = ""
    location: str = ""

    def __bool__(self) -> bool:
        """Tell whether it asks for anything."""
        return any(getattr(self, field.name) for field in fields(self))

    @property
    def by_application(self) -> bool:
        """Tell whether it picks among the people of a job."""
        return bool(self.channel or self.first or self.last)

    def without(self, *names: str) -> Filter:
        """Give the filter with some of its parts taken out."""
        return replace(self, **dict.fromkeys(names, ""))


def narrowed(desk: Any, chosen: Filter) -> Any:
    """Give the same account's desk for fewer people: what it reads belongs to the jobs and applications asked for."""
    fewer = copy.copy(desk)
    fewer.chosen = chosen
    return fewer


def rows(frame: pd.DataFrame, kept: Stored, chosen: Filter, whole: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Keep the rows of a table that the filter asks for.

    Parameters
    ----------
    frame : pandas.DataFrame, columns of the contract
    kept : Stored
        The table.
    chosen : Filter
    whole : callable
        ``whole("JOBS")`` gives all of another table.

    Returns
    -------
    pandas.DataFrame, same columns
    """
    if kept.name in COMPANY:
        return frame[_booked(frame, chosen)]
    if (chosen.job or chosen.location) and "job_id" in kept.names:
        frame = frame[frame["job_id"].isin(_jobs(chosen, whole))]
    column = next((name for name in PEOPLE if name in kept.names), None)
    if column and (chosen.by_application or "job_id" not in kept.names):
        frame = frame[frame[column].isin(_people(column, chosen, whole))]
    return frame


def _jobs(chosen: Filter, whole: Callable[[str], pd.DataFrame]) -> set[str]:
    jobs = whole("JOBS")
    here = jobs["city"].eq(chosen.location) if chosen.location else jobs["job_id"].notna()
    asked = jobs["job_id"].eq(chosen.job) if chosen.job else jobs["job_id"].notna()
    return set(jobs.loc[here & asked, "job_id"])


def _people(column: str, chosen: Filter, whole: Callable[[str], pd.DataFrame]) -> set[str]:
    """Give the values of a column that belong to the applications asked for."""
    applications = whole("APPLICATIONS")
    keep = applications["application_id"].notna()
    if chosen.job or chosen.location:
        keep &= applications["job_id"].isin(_jobs(chosen, whole))
    if chosen.channel:
        keep &= applications["channel"].eq(chosen.channel)
    keep &= _between(applications["applied_date"].dt.normalize(), chosen)
    applications = applications[keep]
    if column in ("application_id", "candidate_id"):
        return set(applications[column])
    people = whole(PEOPLE[column])
    own = people["application_id"].isin(set(applications["application_id"]))
    if not chosen.by_application:  # a hire from before the workbench has a job and no application
        own |= people["job_id"].isin(_jobs(chosen, whole))
    return set(people.loc[own, column])


def _between(day: pd.Series, chosen: Filter) -> Any:
    """Tell which days lie in the period, its ends included; without a period all do, known or not."""
    import pandas as pd

    keep = pd.Series(data=True, index=day.index)
    if chosen.first:
        keep &= day >= pd.Timestamp(chosen.first)
    if chosen.last:
        keep &= day <= pd.Timestamp(chosen.last)
    return keep


def _booked(frame: pd.DataFrame, chosen: Filter) -> Any:
    """Tell which bookings belong to the choice: none where the company's money would have to be shared out among people."""
    import pandas as pd

    shared = bool(chosen.job or chosen.location or (chosen.channel and "channel" not in frame))
    keep = pd.Series(data=not shared, index=frame.index)
    if chosen.channel and "channel" in frame:
        keep &= frame["channel"].eq(chosen.channel)
    month = frame["month"].dt.to_period("M")
    if chosen.first:
        keep &= month >= pd.Timestamp(chosen.first).to_period("M")
    if chosen.last:
        keep &= month <= pd.Timestamp(chosen.last).to_period("M")
    return keep
