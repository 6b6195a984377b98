"""What about me? A candidate's own page: the invitation, the result, and how to ask for an explanation or a person's review.

In flow the notices of the candidate's desk, which hold nothing else; out flows one page.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, states
from workbench.figures import numbers

if TYPE_CHECKING:
    from dashboards.visit import Visit


def view(visit: Visit) -> Any:
    """Build the page.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "notice")
    say, notices = visit.say, visit.desk.notices()
    if notices.empty:
        return cards.card(states.empty(say, say("No application of yours is on file.")))
    told = [_notice(row, visit) for row in notices.to_dict("records")]
    asking = say(
        "You may ask how a result came about, and ask that a person looks at it again: write to the HR contact of your invitation."
    )
    return cards.stack(
        cards.answer(say("Your invitations and results"), say("You have applied for {n} jobs.", n=len(notices)), []),
        *told,
        cards.card(cards.html(f"<p>{escape(asking)}</p>"), title=say("If you want to know more")),
    )


def _notice(row: dict[str, Any], visit: Visit) -> Any:
    say = visit.say
    results = {
        "in progress": say("Your application is being looked at."),
        "offer": say("We would like to make you an offer."),
        "declined": say("We do not go on with this application."),
        "withdrawn": say("You have withdrawn this application."),
    }
    invited = "" if numbers.missing(row["interview_date"]) else say("Interview on {date}", date=f"{row['interview_date']:%Y-%m-%d}")
    return cards.card(cards.html(f"<p>{escape(results[row['result']])}</p>"), title=row["title"] or row["job_id"], about=invited)
