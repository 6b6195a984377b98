"""Whom did we interview, and how did they do? The way to a candidate's page.

In flow the tables a desk may read; out flows one list, best first, that filters, sorts and opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboards import cards, guard, states, tables
from workbench.errors import AccessDenied
from workbench.reports.jobs import job_labels

if TYPE_CHECKING:
    from dashboards.visit import Visit

COLUMNS = (
    "interview_id",
    "name",
    "job",
    "overall",
    "error_band",
    "grade",
    "coverage",
    "decision",
    "channel",
    "interview_date",
    "status",
)


def view(visit: Visit) -> Any:
    """Build the list of interviews this account may see.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` and a ``grade``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "candidates")
    say, listed = visit.say, interviews(visit)
    if listed.empty and visit.desk.chosen:
        return cards.card(
            states.empty(say, say("No interview matches these filters."), say("Take one of them off, or choose a longer period."))
        )
    if listed.empty:
        return cards.card(
            states.empty(say, say("No interviews yet."), say("Run the pipeline on the exports: workbench run --exports DIR."))
        )
    every = {say("All jobs"): ""} | {
        title: job for job, title in sorted(set(zip(listed["job_id"], listed["job"], strict=True)), key=lambda pair: pair[1])
    }
    grades = {say("All grades"): ""} | {grade: grade for grade in sorted(listed["grade"].dropna().unique())}
    job = cards.chooser(visit, "job", say("Job"), every, width=240)
    grade = cards.chooser(visit, "grade", say("Grade"), grades, width=160)
    return cards.filtered(lambda *chosen: states.shown(_page, visit, listed, *chosen), job, grade, say=say)


def _page(visit: Visit, listed: pd.DataFrame, job: str, grade: str) -> tuple[Any, Any]:
    chosen = listed[((listed["job_id"] == job) | (not job)) & ((listed["grade"] == grade) | (not grade))]
    return _told(visit, chosen), _list(visit, chosen)


def interviews(visit: Visit) -> pd.DataFrame:
    """Join what the list shows, as far as the account's role reads it.

    Returns
    -------
    pandas.DataFrame, one row an interview, best first
    """
    desk = visit.desk
    table = desk.read("INTERVIEWS").merge(desk.read("SCORES"), on="interview_id", how="left")
    jobs = desk.read("JOBS")
    table["job"] = table["job_id"].map(job_labels(jobs, visit.language)).fillna(table["job_id"])
    for name, key in (("APPLICATIONS", "application_id"), ("CANDIDATES", "candidate_id"), ("PAY_SUGGESTIONS", "interview_id")):
        table = table.merge(_more(desk, name, key), on=key, how="left")
    if "status" in table:
        table["status"] = [visit.say(str(status)) if isinstance(status, str) else "" for status in table["status"]]
    return table.sort_values(["overall", "interview_id"], ascending=[False, True], ignore_index=True)


def _more(desk: Any, name: str, key: str) -> pd.DataFrame:
    wanted = {"APPLICATIONS": ("channel", "status"), "CANDIDATES": ("name",), "PAY_SUGGESTIONS": ("decision",)}[name]
    try:
        found = desk.read(name)
    except AccessDenied:
        return pd.DataFrame({key: []}, dtype=object)
    return found[[key, *(column for column in wanted if column in found)]]


def _told(visit: Visit, chosen: pd.DataFrame) -> Any:
    say = visit.say
    sentence = say(
        "{n} interviews, {scored} of them scored; the list is ordered by score.",
        n=f"{len(chosen):,}",
        scored=f"{int(chosen['overall'].notna().sum()):,}",
    )
    notes = [say("scores inside each other's error band cannot be told apart: read the order with its error band")]
    if "name" not in chosen:
        notes.append(say("names are not shown to this account's role"))
    return cards.answer(say("Whom did we interview, and how did they do?"), sentence, notes)


def _list(visit: Visit, chosen: pd.DataFrame) -> Any:
    say = visit.say
    titles = {
        "name": say("Name"),
        "job": say("Job"),
        "error_band": say("± error band"),
        "coverage": say("Coverage"),
        "decision": say("Suggested pay"),
    }
    grid = tables.grid(chosen, visit, columns=COLUMNS, titles=titles, links={"interview_id": "candidate?interview={}"},
                       decimals={"overall": 1, "error_band": 1})  # fmt: skip
    return cards.card(grid, tables.download(chosen, visit, filename="candidates.csv", columns=COLUMNS))
