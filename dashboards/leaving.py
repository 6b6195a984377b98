"""Will this person stay? One employee's chance of leaving with its error and what moves it, only where the policy in force allows it.

In flows a candidate's report; out flows a card, or nothing: nobody hired, no policy that allows it, a role that may not see it. The number is
that of the page Outcomes; it fills in after the page stands, since it rests on everybody who was ever hired.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, guard
from dashboards.shared import reports
from workbench.errors import Refusal
from workbench.reports.reading import Reader

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report


def card(report: Report, visit: Visit) -> Any:
    """Hold a place for the chance of one who was hired and is still here.

    Parameters
    ----------
    report : Report
        Of `reports.candidate`.
    visit : Visit
    """
    if visit.role not in guard.RIGHTS["outcomes"] or not Reader(visit.desk).policy().individual_attrition:
        return None
    hired = visit.desk.read("EMPLOYEES", application_id=report.facts["application_id"])
    if hired.empty:
        return None
    waiting = visit.say("Reckoning the chance of leaving from everybody who was hired …")
    return cards.later(lambda: _told(visit, hired["employee_id"].iloc[0]), waiting=waiting)


def _told(visit: Visit, employee_id: str) -> Any:
    """Say the chance with its interval, what is usual, and what moves it most; nothing for one who left, or while too few were hired."""
    try:
        listed = reports.outcomes(visit.desk, language=visit.language).tables.get("individuals")
    except Refusal:
        return None
    own = None if listed is None else listed[listed["employee_id"] == employee_id]
    if own is None or own.empty:
        return None
    say, row = visit.say, own.iloc[0]
    chance = say(
        "Leaves within 12 months: {chance}; of all who are here, {base}.", chance=row["chance_text"], base=row["base_text"]
    )
    why = say("Moved most by: {why}.", why=row["why"])
    limits = say(
        "Allowed by the policy in force. What goes together is not what causes it; this is wide, and no ground for a decision about a person."
    )
    return cards.card(
        cards.html(f'<p><b>{escape(chance)}</b></p><p>{escape(why)}</p><p class="muted small">{escape(limits)}</p>'),
        title=say("Chance of leaving"),
        about=say("with its interval; the page Outcomes shows how good such forecasts are"),
    )
