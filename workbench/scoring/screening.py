"""Who is invited: the job's hard requirements against what is known about each candidate.

In flow APPLICATIONS, CANDIDATES and JOBS; out flows one row per application, refused only by a named requirement that is
known to fail. Unknown is not failed: such people go to a person. Nobody is dropped: as many rows come out as went in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames, wording
from workbench.contracts import DEGREES
from workbench.errors import ContractError, closest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INVITE, ASK, REFUSE = "invite", "ask", "refuse"


@dataclass(frozen=True)
class Screening:
    """Decisions and what each rests on.

    Parameters
    ----------
    table : pandas.DataFrame, one row per application, in the order of APPLICATIONS
        ``application_id``, ``candidate_id``, ``job_id``, ``decision`` [invite, ask, refuse], ``reason`` [words], ``n_failed``, ``n_unknown``, ``keywords_found``.
    requirements : pandas.DataFrame, one row per application and requirement of its job
        ``application_id``, ``requirement`` [min_degree, min_years], ``required``, ``found``, ``verdict`` [met, failed, unknown].
    queue : pandas.DataFrame
        The applications to invite, most keywords first.
    n_invite, n_ask, n_refuse : int
    """

    table: pd.DataFrame
    requirements: pd.DataFrame
    queue: pd.DataFrame
    n_invite: int
    n_ask: int
    n_refuse: int


def screen(
    applications: frames.Frame,
    candidates: frames.Frame,
    jobs: frames.Frame,
    *,
    keywords: Mapping[str, Sequence[str]] | None = None,
    language: str = "en",
) -> Screening:
    """Check hard requirements, naming the one that refuses.

    Parameters
    ----------
    applications, candidates, jobs : dataframes of the contracts of these names
        Reads ``min_degree`` and ``min_years`` of the job, ``degree`` and ``years_experience`` [years] of the candidate, and, for
        keywords, ``work_history``, ``resume_text`` and ``certificates``.
    keywords : mapping of job_id to words, optional
        Words looked for in the résumé. They order the queue and never refuse anybody.
    language : {"en", "zh"}
        Language of ``reason``.

    Returns
    -------
    Screening

    Raises
    ------
    ContractError
        If an id column is missing, or an id stands twice in CANDIDATES or JOBS.
    """
    people, openings = _by_id(candidates, "candidate_id", "CANDIDATES"), _by_id(jobs, "job_id", "JOBS")
    asked = frames.to_pandas(applications, where="APPLICATIONS")
    for column in ("application_id", "candidate_id", "job_id"):
        _need(asked, column, "APPLICATIONS")
    say, words = wording.speak(language), keywords or {}
    rows, checks = [], []
    for application, candidate, job in asked[["application_id", "candidate_id", "job_id"]].itertuples(index=False):
        person, opening = people.get(candidate), openings.get(job)
        verdicts = _verdicts(person, opening)
        checks += [{"application_id": application, **verdict} for verdict in verdicts]
        found = _words_in(person or {}, words.get(job, ()))
        rows.append({"application_id": application, "candidate_id": candidate, "job_id": job,
                     **_decision(verdicts, person, opening, say), "keywords_found": ", ".join(found), "__n": len(found)})  # fmt: skip
    table = pd.DataFrame(rows, columns=["application_id", "candidate_id", "job_id", "decision", "reason", "n_failed", "n_unknown",
                                        "keywords_found", "__n"])  # fmt: skip
    queue = table.loc[table["decision"] == INVITE].sort_values("__n", ascending=False, kind="stable", ignore_index=True)
    counts = table["decision"].value_counts()
    return Screening(
        table=table.drop(columns="__n"),
        requirements=pd.DataFrame(checks, columns=["application_id", "requirement", "required", "found", "verdict"]),
        queue=queue.drop(columns="__n"),
        n_invite=int(counts.get(INVITE, 0)),
        n_ask=int(counts.get(ASK, 0)),
        n_refuse=int(counts.get(REFUSE, 0)),
    )


def _by_id(table: frames.Frame, key: str, where: str) -> dict[Any, dict[str, Any]]:
    rows = frames.to_pandas(table, where=where)
    _need(rows, key, where)
    if rows[key].duplicated().any():
        raise ContractError(f"'{key}' stands more than once", where=where, found=f"{int(rows[key].duplicated().sum())} repeated rows",
                            expected="one row each", cure="read the file with intake, which sets repeated rows aside")  # fmt: skip
    kept = [
        c
        for c in ("min_degree", "min_years", "degree", "years_experience", "work_history", "resume_text", "certificates")
        if c in rows
    ]
    return {name: dict(zip(kept, values, strict=True)) for name, *values in rows[[key, *kept]].itertuples(index=False)}


def _need(rows: pd.DataFrame, column: str, where: str) -> None:
    if column not in rows.columns:
        raise ContractError(f"column missing: {column}", where=where, found=f"columns {', '.join(map(str, rows.columns))}", expected=column,
                            cure=closest(column, map(str, rows.columns)) or "read the export with intake")  # fmt: skip


def _verdicts(person: dict[str, Any] | None, opening: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Compare requirement by requirement; a job without a requirement asks nothing."""
    person, opening, verdicts = person or {}, opening or {}, []
    degree, years = opening.get("min_degree"), opening.get("min_years")
    if degree in DEGREES and degree != "none":
        found = person.get("degree")
        met = DEGREES.index(found) >= DEGREES.index(degree) if found in DEGREES else None
        verdicts.append(_verdict("min_degree", degree, found if found in DEGREES else None, met))
    if not pd.isna(years) and years > 0:
        found = person.get("years_experience")
        known = found is not None and not pd.isna(found)
        verdicts.append(
            _verdict("min_years", f"{years:g}", f"{found:g}" if known else None, bool(found >= years) if known else None)
        )
    return verdicts


def _verdict(requirement: str, required: str, found: str | None, met: bool | None) -> dict[str, Any]:
    return {
        "requirement": requirement,
        "required": required,
        "found": found,
        "verdict": {True: "met", False: "failed", None: "unknown"}[met],
    }


def _words_in(person: dict[str, Any], words: Sequence[str]) -> list[str]:
    text = " ".join(str(person[c]) for c in ("work_history", "resume_text", "certificates") if not pd.isna(person.get(c))).lower()
    return [word for word in words if word.lower() in text]


def _decision(verdicts: list[dict[str, Any]], person: dict | None, opening: dict | None, say: wording.Speaker) -> dict[str, Any]:
    failed = [v for v in verdicts if v["verdict"] == "failed"]
    unknown = [v for v in verdicts if v["verdict"] == "unknown"]
    reasons = [_because(v, say) for v in failed + unknown]
    if opening is None:
        reasons.append(say("The job is not in JOBS, so its requirements are not known."))
    if person is None:
        reasons.append(say("The candidate is not in CANDIDATES, so nothing is known about them."))
    decision = REFUSE if failed else ASK if unknown or opening is None or person is None else INVITE
    reason = " ".join(reasons) or say("All hard requirements are met.")
    return {"decision": decision, "reason": reason, "n_failed": len(failed), "n_unknown": len(unknown)}


def _because(verdict: dict[str, Any], say: wording.Speaker) -> str:
    required, found = (say(str(verdict[key])) for key in ("required", "found"))
    if verdict["requirement"] == "min_degree":
        if verdict["verdict"] == "unknown":
            return say("Degree not known; the job requires at least {required}.", required=required)
        return say("Degree {found} is below the required {required}.", found=found, required=required)
    if verdict["verdict"] == "unknown":
        return say("Years of experience not known; the job requires at least {required}.", required=required)
    return say("{found} years of experience are fewer than the required {required}.", found=found, required=required)
