"""What do we ask, and what next? The questions of a job with what good answers are like, and what one applicant has not answered yet.

In flow a desk and a job or an application; out flows one `Report`. The core is the same for everybody who applies for the job; what a résumé
gives occasion to ask follows it, and only for that applicant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import wording
from workbench.errors import ContractError, DefinitionError
from workbench.evidence import questions
from workbench.figures import numbers
from workbench.reports import grounds, words
from workbench.reports.case import open_case
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_title, known_application, known_job
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader, first
from workbench.reports.report import Report

if TYPE_CHECKING:
    from workbench.definitions import Rubric
    from workbench.evidence.questions import Asked, Plan
    from workbench.reports.case import Case

QUESTIONS = [
    "number",
    "asked_of",
    "competency_name",
    "question_text",
    "criteria_text",
    "weight",
    "minutes",
    "probes",
    "resume_words",
    "question_id",
]
ANCHORS = ["number", "question_text", "rating", "anchor_text"]


@scoped
def guide(desk: Any, *, job_id: str | None = None, application_id: str | None = None, language: str = "zh") -> Report:
    """Report on what to ask: everybody who applies for a job, or one applicant, with what to ask next.

    Parameters
    ----------
    desk : desk of the store
    job_id : str, optional
        Not needed beside an application.
    application_id : str, optional
        Adds what the résumé gives occasion to ask and, once there is an interview, what it left open.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``questions`` (in their order, with the criteria each feeds, their share of the score, minutes and probes), ``anchors`` (what an
        answer of each mark is like), ``uncovered`` (criteria no question feeds) and ``missing`` (of an interview: criteria without usable evidence,
        each with its question). Facts ``job_id``, ``n_core``, ``n_personal``, ``n_criteria``, ``n_uncovered``, ``minutes``, ``interview_id``, ``n_missing``,
        ``next`` [words, None when nothing is missing or nothing was asked].

    Raises
    ------
    ContractError
        If there is no such job or application among those the account may see, or neither is named.
    DefinitionError
        If the job has no rubric in force: a draft is never used.
    """
    say, reader = wording.speak(language), Reader(desk)
    application = known_application(reader, application_id) if application_id else {}
    job = _job(reader, application.get("job_id") or job_id)
    rubric = _in_force(reader, job["job_id"])
    plan = questions.plan(rubric, _resume(reader, application), next(iter(reader.in_force("question bank")), None))
    case = _interviewed(desk, reader, application)
    left = _missing(case, language)
    facts = _facts(plan, rubric, job, case, left, language)
    return Report(
        title=say("What do we ask, and what next?") if application else say("What do we ask everybody who applies?"),
        sentence=_sentence(facts, job_title(job, language), say),
        tables={
            "questions": _questions(plan, rubric, language),
            "anchors": _anchors(plan, rubric, language),
            "uncovered": _uncovered(plan, rubric, language),
            "missing": left,
        },
        notes=(*_notes(facts, rubric, application, say), *reading_notes(reader, language)),
        facts=facts,
    )


def _job(reader: Reader, job_id: str | None) -> dict[str, Any]:
    if not job_id:
        raise ContractError(
            "neither a job nor an application is named", where="guide", expected="one of them", cure="name the job to ask for"
        )
    return known_job(reader, job_id)


def _in_force(reader: Reader, job_id: str) -> Rubric:
    found = next((rubric for rubric in reader.in_force("rubric") if job_id in rubric.job_ids), None)
    if found is None:
        raise DefinitionError("the job has no rubric in force", where=f"job '{job_id}'", found="none, or drafts only",
                              expected="an approved rubric", cure="have a second administrator approve the draft")  # fmt: skip
    return found


def _resume(reader: Reader, application: dict[str, Any]) -> str | None:
    if not application:
        return None
    person = first(reader.table("CANDIDATES", candidate_id=application["candidate_id"]))
    texts = (person.get("resume_text"), person.get("work_history"))
    return next((text for text in texts if isinstance(text, str) and text.strip()), None)


def _interviewed(desk: Any, reader: Reader, application: dict[str, Any]) -> Case | None:
    """Open the application's last interview, if it was held."""
    if not application:
        return None
    held = reader.table("INTERVIEWS", application_id=application["application_id"]).sort_values(["interview_date", "interview_id"])
    return open_case(desk, held["interview_id"].iloc[-1]) if len(held) else None


def _missing(case: Case | None, language: str) -> pd.DataFrame:
    if case is None:
        return pd.DataFrame(columns=list(grounds.MISSING))
    return grounds.missing_table(case, grounds.criteria_table(case, language, job_means={}), language)


def _facts(plan: Plan, rubric: Rubric, job: dict[str, Any], case: Case | None, left: pd.DataFrame, language: str) -> dict[str, Any]:
    n_core = sum(item.core for item in plan.questions)
    return {
        "job_id": job["job_id"], "n_core": n_core, "n_personal": len(plan.questions) - n_core, "n_criteria": len(list(rubric.criteria)),
        "n_uncovered": len(plan.uncovered), "minutes": plan.minutes, "rubric_version": rubric.version,
        "interview_id": case.id if case else None, "n_missing": len(left) if case else None,
        "next": _next(plan, case, left, language) if case else None,
    }  # fmt: skip


def _next(plan: Plan, case: Case, left: pd.DataFrame, language: str) -> str | None:
    """Say what to ask next: the probe or question of the plan for what is missing, while something is."""
    if left.empty:
        return None
    usable = case.evidence[case.evidence["status"].isin(["usable", "corrected"])]
    found = questions.next_probe(plan, set(case.answers["question_id"]), set(usable["indicator"]))
    return found[1][language] if found else next(iter(left["question"].dropna()), None)


def _sentence(facts: dict[str, Any], title: str, say: wording.Speaker) -> str:
    said = say("{job}: {n} questions in {minutes} minutes feed {fed} of {of} criteria, the same for everybody.", job=title, n=facts["n_core"],
               minutes=numbers.plain(facts["minutes"]), fed=facts["n_criteria"] - facts["n_uncovered"], of=facts["n_criteria"])  # fmt: skip
    if facts["n_personal"]:
        said = say("{job}: {n} questions asked of everybody and {own} that this résumé gives occasion to ask, {minutes} minutes in all.", job=title,
                   n=facts["n_core"], own=facts["n_personal"], minutes=numbers.plain(facts["minutes"]))  # fmt: skip
    if facts["interview_id"] is None:
        return said
    if not facts["n_missing"]:
        return f"{said} {say('The interview held left no criterion open.')}"
    if facts["next"] is None:
        return f"{said} {say('Criteria the interview left open: {n}.', n=facts['n_missing'])}"
    return f"{said} {say('Criteria the interview left open: {n}; ask next: “{question}”', n=facts['n_missing'], question=facts['next'])}"


def _questions(plan: Plan, rubric: Rubric, language: str) -> pd.DataFrame:
    say, named = wording.speak(language), words.competency_names(rubric, language)
    rows = [
        {
            "number": number, "asked_of": say("everybody") if item.core else say("this applicant"), "competency_name": named.get(item.competency, item.competency),
            "question_text": item.text[language], "criteria_text": words.listed(_fed(item, rubric, language), language), "weight": item.weight,
            "minutes": item.minutes, "probes": "\n".join(probe[language] for probe in item.probes) if item.core else "", "resume_words": item.quote,
            "question_id": item.question_id,
        }
        for number, item in enumerate(plan.questions, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=QUESTIONS)


def _fed(item: Asked, rubric: Rubric, language: str) -> list[str]:
    """Name the criteria a question feeds."""
    return list(
        dict.fromkeys(
            words.criterion_name(crit, language)
            for _, crit, _ in rubric.criteria
            if crit.indicator in item.feeds and crit.id in item.criteria
        )
    )


def _anchors(plan: Plan, rubric: Rubric, language: str) -> pd.DataFrame:
    """Give what answers of each mark are like: the question's own anchors, else those of the criteria it feeds."""
    rows = []
    for number, item in enumerate(plan.questions, start=1):
        own = [(mark, text[language]) for mark, text in item.anchors] if item.core else []
        if item.core and not own:
            own = [
                (mark, text)
                for _, crit, _ in rubric.criteria
                if crit.id in item.criteria and crit.indicator in item.feeds
                for mark, text in sorted((crit.anchors or {}).items())
            ]
        rows += [
            {"number": number, "question_text": item.text[language], "rating": mark, "anchor_text": text} for mark, text in own
        ]
    return pd.DataFrame(rows, columns=ANCHORS)


def _uncovered(plan: Plan, rubric: Rubric, language: str) -> pd.DataFrame:
    rows = [
        (comp.name[language], words.criterion_name(crit, language))
        for comp, crit, _ in rubric.criteria
        if crit.id in plan.uncovered
    ]
    return pd.DataFrame(rows, columns=["competency_name", "criterion_name"])


def _notes(facts: dict[str, Any], rubric: Rubric, application: dict[str, Any], say: wording.Speaker) -> tuple[str, ...]:
    notes = [
        say("rubric {name} version {version}, and the question bank in force", name=rubric.id, version=facts["rubric_version"])
    ]
    if application and facts["interview_id"] is None:
        notes.append(
            say(
                "no interview has been held for application {id}: what it leaves open is not known yet",
                id=application["application_id"],
            )
        )
    elif application:
        notes.append(say("candidate {id}, interview {interview}", id=application["candidate_id"], interview=facts["interview_id"]))
    notes.append(say("the core is chosen without looking at any résumé, so that everybody can be compared"))
    notes.append(say("a mark follows its anchor, not the impression; who asks writes down what was said"))
    if application and not facts["n_personal"]:
        notes.append(say("the résumé gives no occasion for questions of its own, or this account's role does not read it"))
    return tuple(notes)
