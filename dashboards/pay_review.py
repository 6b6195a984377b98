"""What do we offer, and is it fair? One job's suggestions, or one candidate's, and what another budget or market would do.

In flow a job or an interview, a budget and a market factor to try; out flows the page of `reports.pay_review`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, job_fit, preferences, states, tables
from dashboards.shared import reports

if TYPE_CHECKING:
    from dashboards.visit import Visit

SUGGESTIONS = ("interview_id", "overall", "error_band", "range_min", "range_max", "decision", "expected_pay", "current_pay", "compa_ratio", "range_penetration", "peer_ratio", "budget_left", "change",
               "rule_text", "conflict_text")  # fmt: skip


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` or an ``interview``, and a ``budget``, a ``market`` and an amount ``more`` to try.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "pay")
    say, options = visit.say, job_fit.jobs(visit)
    if not options:
        return states.no_jobs(say)
    job = cards.chooser(visit, "job", say("Job"), options, width=260)
    interview = cards.field(visit, "interview", say("One interview (its ID)"))
    budget = cards.field(visit, "budget", say("Try a budget per hire"))
    market = cards.field(visit, "market", say("Try a market factor"))
    more = cards.field(visit, "more", say("Try more pay (1,000)"))
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, interview, budget, market, more, say=say)


def _page(visit: Visit, job: str, interview: str, budget: str, market: str, more: str) -> tuple[Any, Any]:
    about = {"interview_id": interview} if interview else {"job_id": job}
    tried = {"budget": preferences.number(budget), "market_factor": preferences.number(market)}
    report = reports.pay_review(visit.desk, **about, **tried, language=visit.language)
    small = [
        tables.card(report, name, visit, columns=columns, wide=440)
        for name, columns in (
            ("peers", ("label", "n", "p25", "median", "p75")),
            ("rules", ("rule_text", "n", "share")),
            ("bands", ("score_from", "score_to", "pay_min", "pay_max", "n", "median")),
            ("budget", ("label", "text")),
            ("history", ("year", "n", "accepted", "text", "median_offer", "satisfaction")),
        )
    ]
    drawn = [cards.drawn(report, name, dark=visit.dark, wide=560) for name in ("pay", "ladder")]
    listed = tables.card(report, "suggestions", visit, columns=SUGGESTIONS, about=visit.say("open a row for the score behind it"))
    return cards.opening(report), cards.stack(
        None if interview else states.shown(_more, visit, job, preferences.number(more) or 1000.0),
        cards.beside(*drawn),
        cards.beside(*small),
        listed,
        cards.closing(report),
        tables.whole_report(report, visit, filename="pay-review.html"),
    )


def _more(visit: Visit, job: str, amount: float) -> Any:
    """Say what an amount more would do to acceptance, with other amounts beside it."""
    report = reports.more_pay(visit.desk, job_id=job, amount=amount, language=visit.language)
    told = cards.html(f"<p>{escape(cards.unbroken(report.sentence))}</p>")
    notes = cards.html(f'<p class="small muted">{escape(" · ".join(report.notes))}</p>')
    if "more_pay" not in report.tables:
        return cards.card(told, notes, title=report.title)
    columns = ("label", "acceptance_today", "acceptance_proposal", "text")
    titles = {
        "label": visit.say("More pay"),
        "acceptance_today": visit.say("Acceptance now"),
        "acceptance_proposal": visit.say("Acceptance then"),
        "text": visit.say("Difference, points"),
    }
    grid = tables.grid(report.tables["more_pay"], visit, columns=columns, titles=titles, filters=False)
    return cards.card(
        told,
        grid,
        tables.download(report.tables["more_pay"], visit, filename="more-pay.csv", columns=columns),
        notes,
        title=report.title,
    )
