"""A review and what follows from it at once: the value a person typed holds, and that interview is scored and priced again.

The review is written by the person's own desk, so that role and name are theirs; what follows is reckoned by the machine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.pipeline.reckoning import gather_evidence, price, score_interviews
from workbench.pipeline.rules import rules_in_force
from workbench.pipeline.summary import StageCount

if TYPE_CHECKING:
    from workbench.store import Desk


def review(
    desk: Desk, interview_id: str, indicator: str, *, verdict: str, reason: str, value: float | None = None
) -> tuple[StageCount, ...]:
    """Confirm, correct, reject or withdraw a linked value, and reckon its interview again.

    Parameters
    ----------
    desk : Desk
        Of an account that may review evidence.
    interview_id, indicator : str
    verdict : {"confirmed", "corrected", "rejected", "withdrawn"}
    reason : str
    value : float, optional
        In the indicator's unit; needed for a correction.

    Returns
    -------
    tuple of StageCount
        What was reckoned again.

    Raises
    ------
    AccessDenied, ContractError
        As `Desk.review_evidence`; nothing is written then.
    """
    desk.review_evidence(interview_id, indicator, verdict=verdict, reason=reason, value=value)
    machine, only, quiet = desk.reckoner(), [interview_id], lambda done, total: None
    rules, _ = rules_in_force(machine)
    gathered = gather_evidence(machine, rules, progress=quiet, only=only)
    scored = score_interviews(machine, rules, progress=quiet, only=only)
    priced, same, _ = price(machine, rules, progress=quiet, only=only)
    return StageCount("evidence", *gathered), StageCount("scores", *scored), StageCount("pay", priced, same)
