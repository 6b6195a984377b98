"""From a job in the database to its draft rubric, and from a rubric in force to a candidate's interview guide.

In flows a desk; out flow drafts and guides made from what is in force. A draft is kept, and decides nothing until somebody else approves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import ContractError, DefinitionError, closest
from workbench.evidence import drafting, questions

if TYPE_CHECKING:
    from workbench.evidence.drafting import Draft
    from workbench.evidence.questions import Plan
    from workbench.store import Desk


def draft_rubric(desk: Desk, job_id: str, *, keep: bool = False, reason: str = "drafted from the job description") -> Draft:
    """Propose a rubric for a job of the database.

    Parameters
    ----------
    desk : Desk
    job_id : str
    keep : bool
        Save it as a draft; needs the right to change definitions. It is not in force before a second person approves.
    reason : str
        Kept with the draft.

    Returns
    -------
    Draft

    Raises
    ------
    ContractError
        If there is no such job.
    DefinitionError
        If its words name no competency.
    """
    jobs = desk.read("JOBS")
    found = jobs[jobs["job_id"] == job_id]
    if found.empty:
        raise ContractError(f"there is no job '{job_id}'", where="JOBS", found=f"{len(jobs)} jobs that this account may see",
                            expected="the id of one of them", cure=closest(job_id, list(jobs["job_id"])) or "look the id up in JOBS")  # fmt: skip
    taxonomy = next(iter(desk.all_in_force("skill taxonomy").values()), None)
    draft = drafting.draft_rubric(found.iloc[0].to_dict(), rubrics=desk.all_in_force("rubric").values(), taxonomy=taxonomy)
    if keep:
        desk.save_definition(draft.rubric, reason=reason)
    return draft


def interview_guide(desk: Desk, application_id: str, *, minutes: float | None = None) -> Plan:
    """Make the guide for one applicant from the rubric and questions in force and the résumé in the database.

    Parameters
    ----------
    desk : Desk
        Of an account that may read personal columns.
    application_id : str
    minutes : float, optional

    Returns
    -------
    Plan

    Raises
    ------
    ContractError
        If there is no such application.
    DefinitionError
        If its job has no rubric in force: a draft is never used.
    """
    applied = desk.read("APPLICATIONS", application_id=application_id)
    if applied.empty:
        raise ContractError("there is no such application", where="APPLICATIONS", found=f"'{application_id}'",
                            expected="an application that this account may see", cure="look the id up in APPLICATIONS")  # fmt: skip
    row = applied.iloc[0]
    rubric = next((r for r in desk.all_in_force("rubric").values() if row["job_id"] in r.job_ids), None)
    if rubric is None:
        raise DefinitionError("the job has no rubric in force", where=f"job '{row['job_id']}'", found="none, or drafts only",
                              expected="an approved rubric", cure="have a second administrator approve the draft")  # fmt: skip
    person = desk.read("CANDIDATES", columns=["resume_text", "work_history"], candidate_id=row["candidate_id"])
    texts = [text for text in (person.iloc[0] if len(person) else []) if isinstance(text, str) and text.strip()]
    bank = next(iter(desk.all_in_force("question bank").values()), None)
    return questions.plan(rubric, texts[0] if texts else None, bank, minutes=minutes)
