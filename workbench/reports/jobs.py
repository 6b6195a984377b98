"""Jobs as reports speak of them: by their title in the reader's language, and known to the account or refused in words.

In flow rows of JOBS; out flow titles, labels to choose by, and the row of the job that was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.errors import ContractError, closest
from workbench.reports.reading import first

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from workbench.reports.reading import Reader


def job_title(job: Mapping[str, Any], language: str, otherwise: str = "") -> str:
    """Call a job by its title in the reader's language, else by its title, else by its id or `otherwise`."""
    return (job.get("title_en") if language == "en" else None) or job.get("title") or otherwise or job["job_id"]


def job_titles(jobs: pd.DataFrame, language: str) -> dict[str, str]:
    """Name every job of a table in the reader's language, by its id; one without a title is called by its id."""
    said = jobs["title_en"].fillna(jobs["title"]) if language == "en" else jobs["title"]
    return dict(zip(jobs["job_id"], said.fillna(jobs["job_id"]), strict=True))


def job_labels(jobs: pd.DataFrame, language: str) -> dict[str, str]:
    """Give what jobs are chosen by, by their ids and in their order: the title, with the id where two jobs share one."""
    named = job_titles(jobs, language)
    twice = {name for name in named.values() if list(named.values()).count(name) > 1}
    return {job: f"{name} ({job})" if name in twice else name for job, name in sorted(named.items())}


def must_be_known(job_id: str | None, known: Collection[str]) -> None:
    """Refuse a job that is not among those the account may see; None asks for all of them.

    Raises
    ------
    ContractError
    """
    if job_id is not None and job_id not in known:
        raise ContractError(f"there is no job '{job_id}'", where="JOBS", found=f"{len(known)} jobs that this account may see",
                            expected="the id of one of them", cure=closest(str(job_id), known) or "choose the job from the list")  # fmt: skip


def known_job(reader: Reader, job_id: str) -> dict[str, Any]:
    """Give one job's row.

    Raises
    ------
    ContractError
        If it is not among those the account may see.
    """
    found = reader.table("JOBS", needed=True, job_id=job_id)
    if found.empty:
        must_be_known(job_id, list(reader.table("JOBS")["job_id"].astype(str)))
    return first(found)


def known_application(reader: Reader, application_id: str) -> dict[str, Any]:
    """Give one application's row.

    Raises
    ------
    ContractError
        If it is not among those the account may see.
    """
    found = reader.table("APPLICATIONS", needed=True, application_id=application_id)
    if found.empty:
        raise ContractError("there is no such application", where="APPLICATIONS", found=f"'{application_id}'",
                            expected="an application that this account may see", cure="look the id up in APPLICATIONS")  # fmt: skip
    return first(found)
