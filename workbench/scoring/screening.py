"""Who is invited: the job's hard requirements against what is known about each candidate.

In flow APPLICATIONS, CANDIDATES and JOBS, and what résumés say; out flows one row per application, refused only by a named requirement
that is known to fail. Unknown is not failed: such people go to a person. Nobody is dropped: as many rows come out as went in, and a
reviewer's decision holds over the requirements'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames, wording
from workbench.contracts import SCREENING_CHECKS, SCREENINGS
from workbench.errors import ContractError, closest
from workbench.scoring.checking import Check, check, reason_of
from workbench.scoring.requirements import Requirement, requirements_of, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.definitions import SkillTaxonomy

INVITE, ASK, REFUSE = "invite", "ask", "refuse"
OF_A_CANDIDATE = ("degree", "years_experience", "work_history", "resume_text", "certificates", "current_title")
OF_A_JOB = ("min_degree", "min_years", "requirements", "description")
TABLE = ["application_id", "candidate_id", "job_id", "decision", "reason", "n_failed", "n_unknown", "keywords_found", "n_keywords",
         "machine_decision", "reviewer", "requirements_version"]  # fmt: skip


@dataclass(frozen=True)
class Screening:
    """Decisions and what each rests on.

    Parameters
    ----------
    table : pandas.DataFrame, one row per application, in the order of APPLICATIONS
        ``application_id``, ``candidate_id``, ``job_id``, ``decision`` [invite, ask, refuse; a reviewer's where there is one], ``reason``
        [words], ``n_failed``, ``n_unknown``, ``keywords_found``, ``n_keywords``, ``machine_decision``, ``reviewer``, ``requirements_version``.
    requirements : pandas.DataFrame, one row per application and hard requirement of its job
        ``application_id``, ``requirement`` [min_degree, min_years, min_years_<field>, certificate:…], ``required``, ``found``,
        ``verdict`` [met, failed, unknown].
    checks : pandas.DataFrame, SCREENING_CHECKS
        The same with keywords, the source, the résumé's words and the job's.
    queue : pandas.DataFrame
        The applications to invite, most keywords first.
    n_invite, n_ask, n_refuse, n_overturned : int
    """

    table: pd.DataFrame
    requirements: pd.DataFrame
    queue: pd.DataFrame
    n_invite: int
    n_ask: int
    n_refuse: int
    n_overturned: int = 0
    checks: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def stored(self) -> pd.DataFrame:
        """The decisions in the columns of SCREENINGS."""
        return self.table[SCREENINGS.names]


def screen(
    applications: frames.Frame,
    candidates: frames.Frame,
    jobs: frames.Frame,
    *,
    keywords: Mapping[str, Sequence[str]] | None = None,
    resumes: frames.Frame | None = None,
    taxonomy: SkillTaxonomy | None = None,
    reviews: frames.Frame | None = None,
    language: str = "en",
) -> Screening:
    """Check hard requirements, naming the one that refuses.

    Parameters
    ----------
    applications, candidates, jobs : dataframes of the contracts of these names
        Reads ``min_degree``, ``min_years``, ``requirements`` and ``description`` of the job, ``degree`` and ``years_experience`` [years] of
        the candidate, and the words of ``work_history``, ``resume_text`` and ``certificates``.
    keywords : mapping of job_id to words, optional
        More words looked for in the résumé, besides those the job's own text names. They order the queue and never refuse anybody.
    resumes : dataframe, one row per candidate and thing known, optional
        What résumés say, as `evidence.resume.for_screening` gives it: ``candidate_id``, ``known`` [degree, years, years_<field>], ``value``,
        ``at_least``, ``quote``.
    taxonomy : SkillTaxonomy, optional
        Turns skills that the job's text names into keywords with all their spellings.
    reviews : dataframe, SCREENING_REVIEWS, optional
        The last decision on an application holds over the requirements'.
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
    known, overturned = _known(resumes), _last_reviews(reviews)
    demands = {
        job: requirements_of(row, taxonomy=taxonomy, keywords=tuple((keywords or {}).get(job, ()))) for job, row in openings.items()
    }
    versions = {job: version_of(demand) for job, demand in demands.items()}
    rows, checks = [], []
    for application, candidate, job in asked[["application_id", "candidate_id", "job_id"]].itertuples(index=False):
        found = [check(need, people.get(candidate), known.get(candidate, {})) for need in demands.get(job, ())]
        checks += [
            _check_row(application, need, what, versions[job]) for need, what in zip(demands.get(job, ()), found, strict=True)
        ]
        decided = _decision(demands.get(job, ()), found, candidate in people, job in openings, language)
        review = overturned.get(application)
        rows.append({"application_id": application, "candidate_id": candidate, "job_id": job, **decided, **_reviewed(decided, review, language),
                     "requirements_version": versions.get(job, "none")})  # fmt: skip
    return _result(pd.DataFrame(rows, columns=TABLE), pd.DataFrame(checks, columns=SCREENING_CHECKS.names))


def _result(table: pd.DataFrame, checks: pd.DataFrame) -> Screening:
    invited = table.loc[table["decision"] == INVITE]
    counts = table["decision"].value_counts()
    hard = checks[~checks["requirement"].astype(str).str.startswith("keyword:")]
    return Screening(
        table=table,
        requirements=hard[["application_id", "requirement", "required", "found", "verdict"]].reset_index(drop=True),
        checks=checks,
        queue=invited.sort_values("n_keywords", ascending=False, kind="stable", ignore_index=True),
        n_invite=int(counts.get(INVITE, 0)),
        n_ask=int(counts.get(ASK, 0)),
        n_refuse=int(counts.get(REFUSE, 0)),
        n_overturned=int((table["decision"] != table["machine_decision"]).sum()),
    )


def _by_id(table: frames.Frame, key: str, where: str) -> dict[Any, dict[str, Any]]:
    rows = frames.to_pandas(table, where=where)
    _need(rows, key, where)
    if rows[key].duplicated().any():
        raise ContractError(f"'{key}' stands more than once", where=where, found=f"{int(rows[key].duplicated().sum())} repeated rows",
                            expected="one row each", cure="read the file with intake, which sets repeated rows aside")  # fmt: skip
    kept = [c for c in (*OF_A_JOB, *OF_A_CANDIDATE, *(c for c in rows if str(c).startswith("years_"))) if c in rows]
    kept = list(dict.fromkeys(kept))
    return {name: _plain(dict(zip(kept, values, strict=True))) for name, *values in rows[[key, *kept]].itertuples(index=False)}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: None if value is None or (not isinstance(value, str) and pd.isna(value)) else value for name, value in row.items()
    }


def _need(rows: pd.DataFrame, column: str, where: str) -> None:
    if column not in rows.columns:
        raise ContractError(f"column missing: {column}", where=where, found=f"columns {', '.join(map(str, rows.columns))}", expected=column,
                            cure=closest(column, map(str, rows.columns)) or "read the export with intake")  # fmt: skip


def _known(resumes: frames.Frame | None) -> dict[Any, dict[str, dict[str, Any]]]:
    if resumes is None:
        return {}
    rows = frames.to_pandas(resumes, where="what résumés say")
    for column in ("candidate_id", "known", "value"):
        _need(rows, column, "what résumés say")
    out: dict[Any, dict[str, dict[str, Any]]] = {}
    for row in rows.to_dict("records"):
        out.setdefault(row["candidate_id"], {})[row["known"]] = _plain(row)
    return out


def _last_reviews(reviews: frames.Frame | None) -> dict[Any, dict[str, Any]]:
    if reviews is None:
        return {}
    rows = frames.to_pandas(reviews, where="SCREENING_REVIEWS")
    for column in ("application_id", "n", "decision"):
        _need(rows, column, "SCREENING_REVIEWS")
    return {row["application_id"]: row for row in rows.sort_values("n").to_dict("records")}


def _decision(demands: Sequence[Requirement], found: Sequence[Check], person: bool, opening: bool, language: str) -> dict[str, Any]:
    say = wording.speak(language)
    hard = [(need, what) for need, what in zip(demands, found, strict=True) if need.hard]
    failed = [pair for pair in hard if pair[1].verdict == "failed"]
    unknown = [pair for pair in hard if pair[1].verdict == "unknown"]
    reasons = [reason_of(need.id, need.required, what.found, what.verdict, language) for need, what in failed + unknown]
    if not opening:
        reasons.append(say("The job is not in JOBS, so its requirements are not known."))
    if not person:
        reasons.append(say("The candidate is not in CANDIDATES, so nothing is known about them."))
    words = [need.required for need, what in zip(demands, found, strict=True) if what.verdict == "found"]
    return {
        "decision": REFUSE if failed else ASK if unknown or not opening or not person else INVITE,
        "reason": " ".join(reasons) or say("All hard requirements are met."), "n_failed": len(failed), "n_unknown": len(unknown),
        "keywords_found": ", ".join(words), "n_keywords": len(words),
    }  # fmt: skip


def _reviewed(decided: dict[str, Any], review: dict[str, Any] | None, language: str) -> dict[str, Any]:
    """Let a reviewer's decision hold, and say whose it is beside what the requirements said."""
    machine = {"machine_decision": decided["decision"], "reviewer": None}
    if review is None:
        return machine
    who, when = str(review.get("reviewer") or ""), str(review.get("reviewed_at") or "")[:10]
    said = wording.speak(language)("Decided by {who} on {when}.", who=who, when=when)
    return {**machine, "decision": review["decision"], "reviewer": who, "reason": f"{said} {decided['reason']}"}


def _check_row(application: Any, need: Requirement, what: Check, version: str) -> dict[str, Any]:
    return {"application_id": application, "requirement": need.id, "required": need.required, "found": what.found, "verdict": what.verdict,
            "source": what.source, "quote": what.quote, "asked_by": need.asked_by, "requirements_version": version}  # fmt: skip
