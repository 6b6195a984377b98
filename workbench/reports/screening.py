"""Whom do we invite, and why not the others? The queue, those to ask, and every refusal with its requirement.

In flows a desk; out flows one `Report` of what screening kept. Nobody is left out: the three lists add up to all who applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import scoring, wording
from workbench.contracts import JOBS
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_titles, known_application
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    from workbench.wording import Speaker

COLUMNS = ["application_id", "candidate_id", "job_id", "job", "decision", "reason", "n_failed", "n_unknown", "n_keywords", "keywords",
           "machine_decision", "reviewer", "reviewed_at", "review_reason", "decision_text", "machine_text", "interview_id"]  # fmt: skip
NAMED = {
    "min_degree": "Degree, at least",
    "min_years": "Years of experience, at least",
    "certificate": "Certificate",
    "keyword": "Keyword (orders, refuses nobody)",
}
VERDICTS = {"met": "met", "failed": "not met", "unknown": "not known: a person asks", "found": "found", "not found": "not found"}


@scoped
def screening(desk: Any, *, job_id: str | None = None, application_id: str | None = None, language: str = "zh") -> Report:
    """Report on the screening of one job's applications, of one application, or of all.

    Parameters
    ----------
    desk : desk of the store
    job_id, application_id : str, optional
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``queue`` (to invite, most keywords first), ``to_ask``, ``refused``, ``overturned``, ``requirements`` (how many each
        requirement refused or left open) and ``checks``. Facts ``n``, ``n_invite``, ``n_ask``, ``n_refuse``, ``n_overturned``.

    Raises
    ------
    ContractError
        If there is no such application among those the account may see.
    """
    say, reader = wording.speak(language), Reader(desk)
    only = {name: asked for name, asked in (("job_id", job_id), ("application_id", application_id)) if asked}
    if application_id:
        known_application(reader, application_id)
    table = reader.table("SCREENINGS", **only)
    checks = reader.table("SCREENING_CHECKS", **({"application_id": application_id} if application_id else {}))
    checks = checks[checks["application_id"].isin(set(table["application_id"]))].reset_index(drop=True)
    told = _told(table, checks, reader, language)
    counts = {name: int((told["decision"] == name).sum()) for name in ("invite", "ask", "refuse")}
    facts = {
        "n": len(told),
        **{f"n_{name}": n for name, n in counts.items()},
        "n_overturned": int((told["decision"] != told["machine_decision"]).sum()),
    }
    return Report(
        title=say("What was decided on this application, and on what grounds?")
        if application_id
        else say("Whom do we invite, and why not the others?"),
        sentence=_of_one(told, application_id, say) if application_id else _sentence(facts, say),
        tables={
            "queue": told[told["decision"] == "invite"].sort_values(
                "n_keywords", ascending=False, kind="stable", ignore_index=True
            ),
            "to_ask": told[told["decision"] == "ask"].reset_index(drop=True),
            "refused": told[told["decision"] == "refuse"].reset_index(drop=True),
            "overturned": told[told["decision"] != told["machine_decision"]].reset_index(drop=True),
            "requirements": _requirements(checks, language),
            "checks": _said(checks, language),
        },
        figures={},
        notes=(*_notes(say), *reading_notes(reader, language)),
        facts=facts,
    )


def _told(table: pd.DataFrame, checks: pd.DataFrame, reader: Reader, language: str) -> pd.DataFrame:
    """Say each decision again in the reader's language, with the last review beside it."""
    say = wording.speak(language)
    named = job_titles(reader.table("JOBS"), language)
    held = reader.table("INTERVIEWS", columns=("application_id", "interview_id")).sort_values("interview_id")
    interviews = dict(zip(held["application_id"], held["interview_id"], strict=True))
    reviews = {row["application_id"]: row for row in reader.table("SCREENING_REVIEWS").sort_values("n").to_dict("records")}
    of: dict[str, list[dict[str, Any]]] = {}
    for check in checks[["application_id", "requirement", "required", "found", "verdict"]].to_dict("records"):
        of.setdefault(check["application_id"], []).append(check)
    rows = []
    for row in table.to_dict("records"):
        own, review = of.get(row["application_id"], []), reviews.get(row["application_id"], {})
        rows.append({
            **row, "job": named.get(row["job_id"], row["job_id"]), "reason": _reason(own, row, say, language),
            "keywords": words.listed([check["required"] for check in own if check["verdict"] == "found"], language),
            "reviewer": review.get("reviewer"), "reviewed_at": str(review.get("reviewed_at") or "")[:16].replace("T", " ") or None,
            "review_reason": review.get("reason"), "decision_text": words.code(row["decision"], language),
            "machine_text": words.code(row["machine_decision"], language), "interview_id": interviews.get(row["application_id"]),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _reason(own: list[dict[str, Any]], row: dict[str, Any], say: Speaker, language: str) -> str:
    open_ = [check for check in own if check["verdict"] in ("failed", "unknown")]
    if not open_:
        return say("All hard requirements are met.") if row["machine_decision"] == "invite" else row["reason"]
    return " ".join(
        scoring.reason_of(check["requirement"], check["required"], check["found"], check["verdict"], language) for check in open_
    )


def _sentence(facts: dict[str, int], say: Speaker) -> str:
    if not facts["n"]:
        return say("Nobody has been screened yet: run workbench screen.")
    said = say("{n} applied: {invite} to invite, {ask} to ask a person about, {refuse} refused, each with its requirement.",
               n=facts["n"], invite=facts["n_invite"], ask=facts["n_ask"], refuse=facts["n_refuse"])  # fmt: skip
    over = facts["n_overturned"]
    return f"{said} {say('Reviewers decided otherwise in {n}.', n=over)}" if over else said


def _of_one(told: pd.DataFrame, application_id: str, say: Speaker) -> str:
    if told.empty:
        return say("Application {id} has not been screened yet: run workbench screen.", id=application_id)
    row = told.iloc[0]
    said = say(
        "Application {id} for {job}: {decision}. {reason}",
        id=application_id,
        job=row["job"],
        decision=row["decision_text"],
        reason=row["reason"],
    )
    if row["decision"] == row["machine_decision"]:
        return said
    return f"{said} {say('The requirements alone said: {decision}; {who} decided otherwise.', decision=row['machine_text'], who=row['reviewer'])}"


def _said(checks: pd.DataFrame, language: str) -> pd.DataFrame:
    """Say what was asked for and whether it was met in the reader's language, beside the codes."""
    say = wording.speak(language)
    return checks.assign(
        requirement_text=[_named(str(name), say) for name in checks["requirement"]],
        asked_by_text=[_source(str(name), language) for name in checks["asked_by"]],
        check_text=[say(VERDICTS[verdict]) for verdict in checks["verdict"]],
        required_text=_degrees(checks, "required", say),
        found_text=_degrees(checks, "found", say),
    )


def _named(requirement: str, say: Speaker) -> str:
    if requirement.startswith("min_years_"):
        return say("Years in {field}, at least", field=say(requirement.removeprefix("min_years_")).replace("_", " "))
    known = requirement.partition(":")[0]
    return say(NAMED[known]) if known in NAMED else requirement


def _source(asked_by: str, language: str) -> str:
    """Say where a requirement stands: the job's own words, or the field of the job that HR filled."""
    if asked_by not in JOBS.names:
        return asked_by
    return wording.speak(language)("the job's field “{field}”", field=getattr(JOBS[asked_by], language))


def _degrees(checks: pd.DataFrame, column: str, say: Speaker) -> list[str]:
    """Say degrees, which are stored as codes; years and names stand as they are."""
    rows = zip(checks["requirement"], checks[column], strict=True)
    return ["" if value is None else say(value) if requirement == "min_degree" else value for requirement, value in rows]


def _requirements(checks: pd.DataFrame, language: str) -> pd.DataFrame:
    say = wording.speak(language)
    hard = checks[~checks["requirement"].astype(str).str.startswith("keyword:")]
    rows = [
        {"requirement": name, "required": words_, "asked_by": part["asked_by"].iloc[0], "asked_by_text": _source(str(part["asked_by"].iloc[0]), language),
         "requirement_text": _named(str(name), say),
         "required_text": say(words_) if name == "min_degree" else words_,
         **{f"n_{verdict}": int((part["verdict"] == verdict).sum()) for verdict in ("met", "failed", "unknown")}}
        for (name, words_), part in hard.groupby(["requirement", "required"], sort=False)
    ]  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "requirement",
            "required",
            "requirement_text",
            "required_text",
            "asked_by",
            "asked_by_text",
            "n_met",
            "n_failed",
            "n_unknown",
        ],
    )


def _notes(say: Speaker) -> tuple[str, ...]:
    return (
        say("what is not known fails nobody: a person asks"),
        say("keywords order the queue and refuse nobody"),
        say("a reviewer may decide otherwise, with a reason that is kept"),
    )
