"""Everything stored about one interview, read once: the person's row, scores, evidence, answers, and the rules behind them.

In flows a desk and an interview id; out flows a `Case` that the candidate's report and its pay review are composed from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.errors import ContractError, closest
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.jobs import job_title
from workbench.reports.reading import Reader, first

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import Policy, Rubric


@dataclass(frozen=True)
class Case:
    """One interview with all that is known of it; rows as dicts, tables in the columns of their contracts."""

    reader: Reader
    interview: dict[str, Any]
    application: dict[str, Any]
    job: dict[str, Any]
    person: dict[str, Any]
    score: dict[str, Any]
    competencies: pd.DataFrame
    criteria: pd.DataFrame
    evidence: pd.DataFrame
    answers: pd.DataFrame
    recordings: pd.DataFrame
    tags: pd.DataFrame
    ratings: pd.DataFrame
    rubric: Rubric | None
    policy: Policy

    @property
    def id(self) -> str:
        """The interview's id."""
        return self.interview["interview_id"]

    def job_title(self, language: str) -> str:
        """Give the job's name in the reader's language."""
        return job_title(self.job, language, otherwise=self.interview["job_id"])


def open_case(desk: Any, interview_id: str) -> Case:
    """Read one interview and all that hangs on it.

    Raises
    ------
    ContractError
        If there is no such interview among those the account may see, with the nearest id that is.
    """
    reader = Reader(desk)
    interview = _interview(reader, interview_id)
    key = {"interview_id": interview_id}
    score = first(reader.table("SCORES", **key))
    return Case(
        reader=reader,
        interview=interview,
        application=first(reader.table("APPLICATIONS", application_id=interview["application_id"])),
        job=first(reader.table("JOBS", job_id=interview["job_id"])),
        person=first(reader.table("CANDIDATES", candidate_id=interview["candidate_id"])),
        score=score,
        competencies=reader.table("COMPETENCY_SCORES", **key),
        criteria=reader.table("CRITERION_SCORES", **key),
        evidence=reader.table("EVIDENCE", **key),
        answers=reader.table("ANSWERS", **key),
        recordings=reader.table("RECORDINGS", **key),
        tags=reader.table("SKILL_TAGS", **key),
        ratings=reader.table("RATINGS", **key),
        rubric=_rubric(reader, score, interview),
        policy=reader.policy(),
    )


def _interview(reader: Reader, interview_id: str) -> dict[str, Any]:
    found = reader.table("INTERVIEWS", needed=True, interview_id=interview_id)
    if found.empty:
        known = list(reader.table("INTERVIEWS")["interview_id"].astype(str))
        raise ContractError(
            f"there is no interview '{interview_id}'",
            where="INTERVIEWS",
            found=f"{len(known)} interviews that this account may see",
            expected="the id of one of them",
            cure=closest(str(interview_id), known)
            or "look the id up in the list of candidates, or run the pipeline on newer exports",
        )
    return first(found)


def _rubric(reader: Reader, score: dict[str, Any], interview: dict[str, Any]) -> Rubric | None:
    """Give the rubric that scored the interview; before any score, the one in force for its job."""
    scored_with = reader.version("rubric", score.get("rubric_version"))
    if scored_with or score.get("rubric_version"):
        return scored_with
    return next((rubric for rubric in reader.in_force("rubric") if interview["job_id"] in rubric.job_ids), None)


def case_line(case: Case, language: str) -> str:
    """Say who, what, when in one line of identifiers: candidate, job, channel, interview, rubric version."""
    say = wording.speak(language)
    parts = [say("candidate {id}", id=case.interview["candidate_id"])]
    parts.append(say("applied for {title} ({job_id})", title=case.job_title(language), job_id=case.interview["job_id"]))
    channel = case.application.get("channel") or case.person.get("channel")
    if channel:
        parts.append(say("channel {channel}", channel=words.channel(channel, language)))
    parts.append(_held(case, language))
    if case.score.get("rubric_version"):
        name = case.rubric.id if case.rubric else say("rubric")
        parts.append(say("{name} version {version}", name=name, version=case.score["rubric_version"]))
    if case.score.get("generic") is True:
        parts.append(say("generic rubric: the job has none of its own"))
    return " · ".join(part for part in parts if part)


def _held(case: Case, language: str) -> str:
    say, row = wording.speak(language), case.interview
    parts = [words.code(row.get("mode"), language)]
    if not numbers.missing(row["interview_date"]):
        parts.append(f"{row['interview_date']:%Y-%m-%d}")
    if not numbers.missing(row["duration_min"]):
        parts.append(say("{minutes} min", minutes=numbers.whole(row["duration_min"])))
    if len(case.answers):
        parts.append(say("{n} questions", n=len(case.answers)))
    return words.listed([part for part in parts if part], language)
