"""Whom do we invite, and why not the others? The queue, those to ask, and every refusal with its requirement.

In flows a desk; out flows one `Report` of what screening kept. Nobody is left out: the three lists add up to all who applied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import scoring, wording
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    from workbench.wording import Speaker

COLUMNS = ["application_id", "candidate_id", "job_id", "job", "decision", "reason", "n_failed", "n_unknown", "n_keywords", "keywords",
           "machine_decision", "reviewer", "reviewed_at", "review_reason"]  # fmt: skip


@scoped
def screening(desk: Any, *, job_id: str | None = None, language: str = "zh") -> Report:
    """Report on the screening of one job's applications, or of all.

    Parameters
    ----------
    desk : desk of the store
    job_id : str, optional
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``queue`` (to invite, most keywords first), ``to_ask``, ``refused``, ``overturned``, ``requirements`` (how many each
        requirement refused or left open) and ``checks``. Facts ``n``, ``n_invite``, ``n_ask``, ``n_refuse``, ``n_overturned``.
    """
    say, reader = wording.speak(language), Reader(desk)
    only = {"job_id": job_id} if job_id else {}
    table = reader.table("SCREENINGS", **only)
    checks = reader.table("SCREENING_CHECKS")
    checks = checks[checks["application_id"].isin(set(table["application_id"]))].reset_index(drop=True)
    told = _told(table, checks, reader, language)
    counts = {name: int((told["decision"] == name).sum()) for name in ("invite", "ask", "refuse")}
    facts = {
        "n": len(told),
        **{f"n_{name}": n for name, n in counts.items()},
        "n_overturned": int((told["decision"] != told["machine_decision"]).sum()),
    }
    return Report(
        title=say("Whom do we invite, and why not the others?"),
        sentence=_sentence(facts, say),
        tables={
            "queue": told[told["decision"] == "invite"].sort_values(
                "n_keywords", ascending=False, kind="stable", ignore_index=True
            ),
            "to_ask": told[told["decision"] == "ask"].reset_index(drop=True),
            "refused": told[told["decision"] == "refuse"].reset_index(drop=True),
            "overturned": told[told["decision"] != told["machine_decision"]].reset_index(drop=True),
            "requirements": _requirements(checks, say),
            "checks": checks,
        },
        figures={},
        notes=_notes(say),
        facts=facts,
    )


def _told(table: pd.DataFrame, checks: pd.DataFrame, reader: Reader, language: str) -> pd.DataFrame:
    """Say each decision again in the reader's language, with the last review beside it."""
    say = wording.speak(language)
    jobs = reader.table("JOBS")
    titles = jobs["title_en"].fillna(jobs["title"]) if language == "en" else jobs["title"]
    named = dict(zip(jobs["job_id"], titles, strict=True))
    reviews = {row["application_id"]: row for row in reader.table("SCREENING_REVIEWS").sort_values("n").to_dict("records")}
    of = dict(list(checks.groupby("application_id")))
    rows = []
    for row in table.to_dict("records"):
        own, review = of.get(row["application_id"]), reviews.get(row["application_id"], {})
        rows.append({
            **row, "job": named.get(row["job_id"], row["job_id"]), "reason": _reason(own, row, say, language),
            "keywords": words.listed(list(own.loc[own["verdict"] == "found", "required"]), language) if own is not None else "",
            "reviewer": review.get("reviewer"), "reviewed_at": str(review.get("reviewed_at") or "")[:16].replace("T", " ") or None,
            "review_reason": review.get("reason"),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def _reason(own: pd.DataFrame | None, row: dict[str, Any], say: Speaker, language: str) -> str:
    open_ = own[own["verdict"].isin(["failed", "unknown"])] if own is not None else []
    if len(open_) == 0:
        return say("All hard requirements are met.") if row["machine_decision"] == "invite" else row["reason"]
    said = [
        scoring.reason_of(r["requirement"], r["required"], r["found"], r["verdict"], language) for r in open_.to_dict("records")
    ]
    return " ".join(said)


def _sentence(facts: dict[str, int], say: Speaker) -> str:
    if not facts["n"]:
        return say("Nobody has been screened yet: run workbench screen.")
    said = say("{n} applied: {invite} to invite, {ask} to ask a person about, {refuse} refused, each with its requirement.",
               n=facts["n"], invite=facts["n_invite"], ask=facts["n_ask"], refuse=facts["n_refuse"])  # fmt: skip
    over = facts["n_overturned"]
    return f"{said} {say('Reviewers decided otherwise in {n}.', n=over)}" if over else said


def _requirements(checks: pd.DataFrame, say: Speaker) -> pd.DataFrame:
    hard = checks[~checks["requirement"].astype(str).str.startswith("keyword:")]
    rows = [
        {"requirement": name, "required": words_, "asked_by": part["asked_by"].iloc[0],
         **{f"n_{verdict}": int((part["verdict"] == verdict).sum()) for verdict in ("met", "failed", "unknown")}}
        for (name, words_), part in hard.groupby(["requirement", "required"], sort=False)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["requirement", "required", "asked_by", "n_met", "n_failed", "n_unknown"])


def _notes(say: Speaker) -> tuple[str, ...]:
    return (
        say("what is not known fails nobody: a person asks"),
        say("keywords order the queue and refuse nobody"),
        say("a reviewer may decide otherwise, with a reason that is kept"),
    )
