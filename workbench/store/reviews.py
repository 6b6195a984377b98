"""A person's word over the machine's: evidence confirmed or corrected, screenings overturned, each with who, when and why.

In flow what was decided and the reason; out flow rows that are only ever added. Who decided and when is written here, never taken
from the caller; the last review of a thing holds.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.contracts import EVIDENCE_VERDICTS, SCREENING_DECISIONS
from workbench.definitions import indicator as catalogued
from workbench.errors import ContractError, closest
from workbench.store.audit import now
from workbench.store.tables import STORED

if TYPE_CHECKING:
    from sqlalchemy import Connection

REVIEWED_SOURCES = frozenset({"answer", "resume", "person"})
BY_CALL = {"EVIDENCE_REVIEWS": "review_evidence", "SCREENING_REVIEWS": "review_screening"}
SHORTEST_REASON = 2


def of_evidence(
    connection: Connection, interview_id: str, indicator: str, *, verdict: str, value: float | None, reason: str, reviewer: str
) -> dict[str, Any]:
    """Lay out the next review of a linked value.

    Returns
    -------
    dict
        One row of EVIDENCE_REVIEWS.

    Raises
    ------
    ContractError
        If there is no such evidence, it is a rating or a measurement of sound, the verdict is none of the four, the value is missing or
        outside the indicator's plausible range, or no reason is given.
    """
    where = f"EVIDENCE {interview_id}, {indicator}"
    _must_be_one_of(verdict, EVIDENCE_VERDICTS, where)
    _must_have_reason(reason, where)
    found = _row(connection, "EVIDENCE", interview_id=interview_id, indicator=indicator)
    if found is None:
        raise ContractError("there is no such evidence", where=where, expected="an indicator that the interview has a row for",
                            cure="the candidate's report lists them")  # fmt: skip
    if found["source"] not in REVIEWED_SOURCES:
        raise ContractError("this is not a value that was linked to words", where=where, found=f"evidence from a {found['source']}",
                            expected="evidence from answers or the résumé",
                            cure="correct a rating where it was given; a measurement of sound is never typed")  # fmt: skip
    entry = catalogued(indicator)
    if found["source"] == "answer" and entry.cls == "answer" and not entry.aliases.zh:
        raise ContractError("this was measured on whole answers, not linked to words", where=where, found=f"'{indicator}'",
                            expected="a value that somebody said", cure="correct the transcript; the measure follows")  # fmt: skip
    before = _last(connection, "EVIDENCE_REVIEWS", interview_id=interview_id, indicator=indicator)
    read = (
        before if found["source"] == "person" and before else {"machine_value": found["value"], "machine_status": found["status"]}
    )
    return {
        "interview_id": interview_id, "indicator": indicator, "n": 1 + (before["n"] if before else 0), "verdict": verdict,
        "value": _held(indicator, verdict, value, found["value"], before, where), "machine_value": read["machine_value"],
        "machine_status": read["machine_status"], "reason": reason.strip(), "reviewer": reviewer, "reviewed_at": now(),
    }  # fmt: skip


def of_screening(connection: Connection, application_id: str, *, decision: str, reason: str, reviewer: str) -> dict[str, Any]:
    """Lay out the next review of a screening.

    Returns
    -------
    dict
        One row of SCREENING_REVIEWS.

    Raises
    ------
    ContractError
        If the application was not screened, the decision is none of the three, or no reason is given.
    """
    where = f"SCREENINGS {application_id}"
    _must_be_one_of(decision, SCREENING_DECISIONS, where)
    _must_have_reason(reason, where)
    found = _row(connection, "SCREENINGS", application_id=application_id)
    if found is None:
        raise ContractError("this application has not been screened", where=where, expected="an application in SCREENINGS",
                            cure="screen it first: workbench screen")  # fmt: skip
    before = _last(connection, "SCREENING_REVIEWS", application_id=application_id)
    return {
        "application_id": application_id, "n": 1 + (before["n"] if before else 0), "decision": decision,
        "machine_decision": found["machine_decision"], "reason": reason.strip(), "reviewer": reviewer, "reviewed_at": now(),
    }  # fmt: skip


def _must_be_one_of(word: str, allowed: tuple[str, ...], where: str) -> None:
    if word not in allowed:
        raise ContractError("there is no such decision", where=where, found=f"'{word}'", expected=f"one of {', '.join(allowed)}",
                            cure=closest(str(word), allowed) or "choose one of these")  # fmt: skip


def _must_have_reason(reason: str, where: str) -> None:
    if not isinstance(reason, str) or len(reason.strip()) < SHORTEST_REASON:
        raise ContractError("a review is kept with its reason", where=where, found="no reason", expected="a sentence",
                            cure="say in reason= why the machine's reading is wrong or right")  # fmt: skip


def _held(indicator: str, verdict: str, value: float | None, read: float | None, before: dict | None, where: str) -> float | None:
    """Choose the value that holds from now on: typed for a correction, the one that stands for a confirmation, else none."""
    if verdict == "withdrawn" and before is None:
        raise ContractError(
            "there is no review to take back", where=where, expected="a review before", cure="nothing has to be done"
        )
    if verdict in {"rejected", "withdrawn"}:
        return None
    stands = read if value is None and verdict == "confirmed" else value
    if stands is None or not isinstance(stands, (int, float)) or isinstance(stands, bool) or not math.isfinite(stands):
        raise ContractError(f"a {'correction' if verdict == 'corrected' else 'confirmation'} needs a value", where=where,
                            found="no finite number", expected=f"a number in {catalogued(indicator).unit}",
                            cure="give value=, or verdict 'rejected' where no value is said")  # fmt: skip
    entry = catalogued(indicator)
    if (entry.low is not None and stands < entry.low) or (entry.high is not None and stands > entry.high):
        raise ContractError("the value is outside the plausible range", where=where, found=f"{stands:g}",
                            expected=f"{entry.low:g} to {entry.high:g} {entry.unit}" if None not in (entry.low, entry.high) else entry.unit,
                            cure="check the unit and the period; the catalogue states both")  # fmt: skip
    return float(stands)


def _row(connection: Connection, name: str, **key: Any) -> dict[str, Any] | None:
    table = STORED[name].table
    found = (
        connection.execute(sa.select(table).where(*(table.c[column] == value for column, value in key.items()))).mappings().first()
    )
    return dict(found) if found else None


def _last(connection: Connection, name: str, **key: Any) -> dict[str, Any] | None:
    table = STORED[name].table
    query = sa.select(table).where(*(table.c[column] == value for column, value in key.items())).order_by(table.c.n.desc()).limit(1)
    found = connection.execute(query).mappings().first()
    return dict(found) if found else None
