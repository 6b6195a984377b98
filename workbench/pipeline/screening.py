"""Everybody who applied, screened by what their job requires: résumés are read, decisions and what each rests on are kept.

In flows a desk; out flow SCREENINGS, SCREENING_CHECKS and RESUME_ITEMS. A reviewer's decision holds over the requirements'.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import scoring
from workbench.errors import EvidenceError
from workbench.evidence import resume

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.store import Desk


def screen(
    desk: Desk, *, job_id: str | None = None, progress: Callable[[str, int, int], None] | None = None, language: str = "en"
) -> scoring.Screening:
    """Screen the applications in the database, of one job or of all, and keep what was decided and why.

    Parameters
    ----------
    desk : Desk
        Of an account that may change records.
    job_id : str, optional
    progress : callable, optional
        Called with (stage, done, total).
    language : {"zh", "en"}
        Of the reasons kept; a report says them again in its reader's language.

    Returns
    -------
    Screening
    """
    tell = progress or (lambda stage, done, total: None)
    applications = desk.read("APPLICATIONS", **({"job_id": job_id} if job_id else {}))
    people = desk.read("CANDIDATES", candidate_id=sorted(set(applications["candidate_id"])))
    result = scoring.screen(
        applications, people, desk.read("JOBS"), taxonomy=next(iter(desk.all_in_force("skills").values()), None),
        resumes=resume.for_screening(people, as_of=_applied(applications), progress=lambda a, b: tell("résumés", a, b)),
        reviews=desk.read("SCREENING_REVIEWS"), language=language,
    )  # fmt: skip
    ids = list(applications["application_id"])
    with desk.transaction(reason="screening") as work:
        work.replace("SCREENINGS", result.stored, within={"application_id": ids})
        work.replace("SCREENING_CHECKS", result.checks, within={"application_id": ids})
        work.replace("RESUME_ITEMS", _items(people), within={"candidate_id": list(people["candidate_id"])})
    tell("screening", len(ids), len(ids))
    return result


def _applied(applications: pd.DataFrame) -> dict[str, str]:
    """Give the day of each candidate's last application."""
    dated = applications.dropna(subset=["applied_date"]).sort_values("applied_date")
    return {who: f"{day:%Y-%m-%d}" for who, day in zip(dated["candidate_id"], dated["applied_date"], strict=True)}


def _items(people: pd.DataFrame) -> pd.DataFrame:
    tables: list[Any] = []
    for row in people[["candidate_id", "resume_text"]].itertuples():
        if isinstance(row.resume_text, str) and row.resume_text.strip():
            try:
                tables.append(resume.parse(row.resume_text).table(row.candidate_id))
            except EvidenceError:
                continue
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
