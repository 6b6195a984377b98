"""What did hiring cost and bring? Cost of an interview, time saved, and return, each with its assumptions as fields.

In flow a month and assumptions to try in place of the cost model in force; out flows the page of `reports.cost_return`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, preferences, states, tables
from dashboards.shared import reports

if TYPE_CHECKING:
    from dashboards.visit import Visit


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``month`` and assumptions to try: ``rate`` of an hour, minutes of ``follow_up``, interviews a ``year``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "costs")
    say = visit.say
    months = {say("Everything recorded"): ""} | {f"{month:%Y-%m}": f"{month:%Y-%m}" for month in _months(visit)}
    month = cards.chooser(visit, "month", say("Month"), months, width=200)
    tried = (
        ("rate", say("Try an hourly rate")),
        ("follow_up", say("Try follow-up minutes")),
        ("year", say("Try interviews a year")),
    )
    fields = [cards.field(visit, *words) for words in tried]
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), month, *fields, say=say)


def _months(visit: Visit) -> list[Any]:
    return sorted(visit.desk.read("TOOL_COSTS")["month"].dropna().unique(), reverse=True)


def _page(visit: Visit, month: str, *fields: str) -> tuple[Any, Any]:
    rate, follow_up, year = (preferences.number(field) for field in fields)
    ai = {name: value for name, value in (("follow_up_min", follow_up), ("interviews_per_year", year)) if value is not None}
    tried = ({"hourly_rate": rate} if rate is not None else {}) | ({"ai": ai} if ai else {})
    report = reports.cost_return(visit.desk, cost_model=tried or None, month=month or None, language=visit.language)
    savings = tables.card(
        report, "savings", visit, columns=("label", "minutes_per_day", "amount_per_day", "amount_per_year", "counterfactual")
    )
    levers = tables.card(report, "levers", visit, columns=("text",), wide=420)
    return cards.opening(report), cards.stack(
        cards.beside(*(cards.drawn(report, name, dark=visit.dark, wide=480) for name in ("steps", "returns"))),
        cards.drawn(report, "tornado", dark=visit.dark),
        savings,
        tables.card(report, "against", visit, columns=("label", "amount_per_year", "counterfactual")),
        tables.card(
            report,
            "channel_costs",
            visit,
            columns=("channel", "n_interviews", "n_hires", "direct", "indirect", "total", "per_interview", "per_hire"),
        ),
        tables.card(
            report,
            "job_costs",
            visit,
            columns=("job_id", "n_interviews", "n_hires", "direct", "indirect", "total", "per_interview", "per_hire"),
        ),
        tables.card(
            report, "quality", visit, columns=("channel_text", "n", "n_rated", "performs_text", "n_known", "stays_text", "index")
        ),
        cards.beside(levers, tables.card(report, "assumptions", visit, columns=("label", "value"), wide=420)),
        tables.card(
            report, "months", visit, columns=("month", "total", "hires", "cost_per_hire", "contribution", "gross_pct", "net_pct")
        ),
        tables.card(
            report, "ledger", visit, columns=("month", "side_text", "item_text", "channel", "amount", "n_interviews", "minutes")
        ),
        cards.closing(report),
        tables.whole_report(report, visit, filename="cost-return.html"),
    )
