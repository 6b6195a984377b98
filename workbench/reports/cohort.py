"""What a notebook reads: the applications of one job and period, and every row that followed from them.

In flows a desk and a choice; out flow contract tables cut to it. The invented company and a company's own store are read alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import contracts
from workbench.errors import ContractError, closest
from workbench.reports.reading import Reader
from workbench.reports.selection import select_scores, span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

DATED = {"applied": ("APPLICATIONS", "applied_date"), "interviewed": ("INTERVIEWS", "interview_date")}
WHERE = "reports.cohort"


@dataclass(frozen=True)
class Choices:
    """What a store can be asked about.

    Parameters
    ----------
    jobs : dict of str to str
        Job id → title, of the jobs somebody applied for.
    quarters : tuple of str
        The quarters in which somebody applied or was interviewed, oldest first, as ``2026-Q3``.
    """

    jobs: dict[str, str]
    quarters: tuple[str, ...]


def choices(desk: Any) -> Choices:
    """Tell which jobs and quarters a store has.

    Parameters
    ----------
    desk : desk of the store

    Returns
    -------
    Choices
        Empty where the store holds no application.

    Raises
    ------
    AccessDenied
        If the role may not read applications.
    """
    reader = Reader(desk)
    applications, interviews = reader.table("APPLICATIONS", needed=True), reader.table("INTERVIEWS", needed=True)
    titles = dict(reader.table("JOBS")[["job_id", "title"]].itertuples(index=False))
    known = {job: titles.get(job) or job for job in sorted(applications["job_id"].dropna().unique())}
    days = [applications["applied_date"].dropna(), interviews["interview_date"].dropna()]
    quarters = {f"{day.year}-Q{day.quarter}" for column in days for day in column}
    return Choices(known, tuple(sorted(quarters)))


def cohort(
    desk: Any, tables: Iterable[str], *, job_id: str | None = None, period: Any = None, dated: str = "applied"
) -> dict[str, pd.DataFrame]:
    """Read tables cut to the applications of one job and one period, and to what followed from them.

    Parameters
    ----------
    desk : desk of the store
    tables : iterable of str
        Names of contracts, such as ``("APPLICATIONS", "SCORES", "EMPLOYEES")``.
    job_id : str, optional
        One job; all if not given.
    period : str or (start, end), optional
        ``2026``, ``2026-Q3``, ``2026-09`` or two dates, both included; all time if not given.
    dated : {"applied", "interviewed"}
        Which day must lie in the period. Tables that carry a month are cut to the period's months.

    Returns
    -------
    dict of str to pandas.DataFrame
        By contract name, in key order, every column of the contract. Scores are of one rubric version a job, that of its newest
        interview, and only where there is an overall score. Jobs and market pay are cut to the job and never to the period. What is paid
        for all jobs together (SPEND, TOOL_COSTS) has no rows for one: half a fee would be an invention.

    Raises
    ------
    ContractError
        If a table, the job or the period is not known to the store; the message lists those that are.
    """
    names = list(tables)
    _must_be_known(names, dated)
    reader, (start, end) = Reader(desk), span(period)
    chosen = _applications(reader, job_id, start, end, dated)
    if chosen.empty and (job_id is not None or period is not None):
        raise _nothing(desk, job_id, period)
    keys = {"application_id": set(chosen["application_id"]), "candidate_id": set(chosen["candidate_id"])}
    interviews, staff = reader.table("INTERVIEWS"), reader.table("EMPLOYEES")
    keys["interview_id"] = set(
        _within(interviews[interviews["application_id"].isin(keys["application_id"])], start, end, dated)["interview_id"]
    )
    keys["employee_id"] = set(staff.loc[staff["application_id"].isin(keys["application_id"]), "employee_id"])
    scored = set(select_scores(reader, job_id=job_id).scores["interview_id"]) if any(_scored(name) for name in names) else set()
    return {name: _cut(reader.table(name, needed=True), name, keys, scored, job_id, (start, end)) for name in names}


def _must_be_known(names: list[str], dated: str) -> None:
    for name in names:
        if name not in contracts.BY_NAME:
            raise ContractError(f"there is no table '{name}'", where=WHERE, expected=f"some of {', '.join(contracts.BY_NAME)}",
                                cure=closest(name, contracts.BY_NAME) or "choose from these")  # fmt: skip
    if dated not in DATED:
        raise ContractError("the day a period is about is not known", where=WHERE, found=f"dated='{dated}'", expected=f"one of {', '.join(DATED)}",
                            cure="choose one of them")  # fmt: skip


def _applications(reader: Reader, job_id: str | None, start: Any, end: Any, dated: str) -> pd.DataFrame:
    only = {"job_id": job_id} if job_id is not None else {}
    people = reader.table("APPLICATIONS", needed=True, **only)
    if start is None and end is None:
        return people
    table, _ = DATED[dated]
    days = people if table == "APPLICATIONS" else reader.table(table, needed=True, **only)
    return people[people["application_id"].isin(_between(days, DATED[dated][1], start, end)["application_id"])]


def _within(interviews: pd.DataFrame, start: Any, end: Any, dated: str) -> pd.DataFrame:
    """Keep the interviews of the period where it is about interviews: a person may have a second one later."""
    return _between(interviews, "interview_date", start, end) if dated == "interviewed" else interviews


def _between(table: pd.DataFrame, column: str, start: Any, end: Any) -> pd.DataFrame:
    if start is None and end is None:
        return table
    day = table[column].dt.normalize()
    return table[(day >= start if start is not None else day.notna()) & (day <= end if end is not None else day.notna())]


def _scored(name: str) -> bool:
    columns = contracts.BY_NAME[name].names
    return "rubric_version" in columns and "interview_id" in columns


def _cut(
    table: pd.DataFrame, name: str, keys: dict[str, set], scored: set, job_id: str | None, limits: tuple[Any, Any]
) -> pd.DataFrame:
    """Cut a table by the most telling key it has: a person's, else the job's, else the month's."""
    from workbench.store.filters import COMPANY

    for key in ("interview_id", "application_id", "employee_id", "candidate_id"):
        if key in table.columns:
            kept = keys[key] & scored if _scored(name) else keys[key]
            return table[table[key].isin(kept)].reset_index(drop=True)
    if "job_id" in table.columns and job_id is not None:
        return table[table["job_id"] == job_id].reset_index(drop=True)
    if name in COMPANY and job_id is not None:
        return table.head(0)
    if "month" in table.columns:
        first, last = (None if day is None else day.to_period("M") for day in limits)
        month = table["month"].dt.to_period("M")
        table = table[
            (month >= first if first is not None else month.notna()) & (month <= last if last is not None else month.notna())
        ]
    return table.reset_index(drop=True)


def _nothing(desk: Any, job_id: str | None, period: Any) -> ContractError:
    known = choices(desk)
    if job_id is not None and job_id not in known.jobs:
        return ContractError("nobody applied for this job", where=WHERE, found=f"'{job_id}'", expected=f"one of {', '.join(known.jobs) or '(none)'}",
                             cure=closest(job_id, known.jobs) or "choose one of them")  # fmt: skip
    return ContractError("nothing lies in this period", where=WHERE, found=str(period), expected=f"some of {', '.join(known.quarters) or '(none)'}",
                         cure="choose another period, or all time")  # fmt: skip
