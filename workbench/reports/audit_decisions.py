"""What an audit is about: each application with what was decided at each stage, its scores, and what became of it.

In flow a reader and a choice; out flows one row an application, without any protected attribute.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.reports.selection import select_scores, span

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.reading import Reader

# decision: among those who reached the first, who reached the second
STAGES = {"invited": ("screened", "invited"), "offered": ("interviewed", "offered"), "hired": ("applied", "hired")}
PATH = ("applied", "screened", "invited", "interviewed", "offered", "accepted", "hired")
ENDED = ("rejected", "withdrawn")


@dataclass(frozen=True)
class Decisions:
    """The rows of an audit.

    Parameters
    ----------
    table : pandas.DataFrame, one row an application
        ``candidate_id``, ``job_id``; ``invited``, ``offered``, ``hired`` [1, 0, missing where not reached or not decided]; ``overall``; the columns of
        `criteria`; ``performance``.
    criteria : tuple of str
        Columns with points of one criterion each.
    first, last : str
        Days of the first and the last application.
    """

    table: pd.DataFrame
    criteria: tuple[str, ...]
    first: str
    last: str


def read_decisions(reader: Reader, *, job_id: str | None = None, period: Any = None) -> Decisions:
    """Read what was decided, scored and found.

    Raises
    ------
    ContractError
        If the period cannot be read.
    """
    start, end = span(period)
    only = {"job_id": job_id} if job_id else {}
    people = reader.table("APPLICATIONS", **only)
    day = people["applied_date"].dt.normalize()
    people = (
        people[(day >= start if start is not None else True) & (day <= end if end is not None else True)]
        if start is not None or end is not None
        else people
    )
    table = people[["application_id", "candidate_id", "job_id", "status"]].reset_index(drop=True)
    table = table.assign(**_decided(table, reader.table("STAGES")))
    interviews = reader.table("INTERVIEWS", **only)[["interview_id", "application_id"]].drop_duplicates("application_id")
    table = table.merge(interviews, on="application_id", how="left")
    scores = select_scores(reader, job_id=job_id).scores
    table = table.merge(scores[["interview_id", "overall", "rubric_version"]], on="interview_id", how="left")
    points, names = _criteria(reader, scores)
    table = table.merge(points, on="interview_id", how="left")
    table["performance"] = table["application_id"].map(_performance(reader))
    day = people["applied_date"].dropna()
    first, last = (f"{d:%Y-%m-%d}" for d in (day.min(), day.max())) if len(day) else ("–", "–")
    return Decisions(table, names, first, last)


def _decided(people: pd.DataFrame, events: pd.DataFrame) -> dict[str, Any]:
    """Say for each stage who passed, who did not, and for whom nothing is decided."""
    import numpy as np

    place = {stage: number for number, stage in enumerate(PATH)}
    furthest = events["stage"].map(place).groupby(events["application_id"]).max()
    reached = np.fmax(people["application_id"].map(furthest).to_numpy(float), people["status"].map(place).fillna(0).to_numpy(float))
    ended = set(events.loc[events["stage"] == "rejected", "application_id"])
    refused = people["application_id"].isin(ended).to_numpy() | (people["status"] == "rejected").to_numpy()
    gone = (people["status"] == "withdrawn").to_numpy()
    result = {}
    for name, (before, after) in STAGES.items():
        passed = reached >= place[after]
        decided = (
            passed | refused | (gone if name == "hired" else False)
        )  # who withdraws takes an earlier decision out of the employer's hands
        result[name] = np.where((reached >= place[before]) & decided, passed.astype(float), np.nan)
    return result


def _criteria(reader: Reader, scores: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    rows = reader.table("CRITERION_SCORES", rubric_version=list(scores["rubric_version"].unique()))
    rows = rows[rows["interview_id"].isin(scores["interview_id"])]
    wide = rows.pivot_table(index="interview_id", columns="criterion", values="points", aggfunc="mean", observed=True)
    wide.columns = [f"criterion:{name}" for name in wide.columns]
    return wide.reset_index(), tuple(wide.columns)


def _performance(reader: Reader) -> dict[str, float]:
    rows, staff = reader.table("PERFORMANCE"), reader.table("EMPLOYEES")
    mean = rows.groupby("employee_id")["performance"].mean()
    return dict(zip(staff["application_id"], staff["employee_id"].map(mean).astype(float), strict=True))
