"""What did hiring cost and bring? Cost of an interview, time saved, and return, each with its assumptions as fields.

In flow a month and assumptions to try in place of the cost model in force; out flows the page of `reports.cost_return`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, preferences, states, tables
from workbench import reports

if TYPE_CHECKING:
    from dashboards.shell import Visit


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
    asked = visit.query.get("month", "")
    month = pmui.Select(label=say("Month"), options=months, value=asked if asked in months.values() else "", width=200, margin=0)
    fields = {
        "rate": pmui.FloatInput(
            label=say("Try an hourly rate"), value=preferences.number(visit.query, "rate"), step=50, width=180, margin=0
        ),
        "follow_up": pmui.FloatInput(
            label=say("Try follow-up minutes"), value=preferences.number(visit.query, "follow_up"), step=5, width=190, margin=0
        ),
        "year": pmui.FloatInput(
            label=say("Try interviews a year"), value=preferences.number(visit.query, "year"), step=100, width=190, margin=0
        ),
    }
    if pn.state.location is not None:
        for name, widget in (("month", month), *fields.items()):
            pn.state.location.sync(widget, {"value": name})
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), month, *fields.values())


def _months(visit: Visit) -> list[Any]:
    return sorted(visit.desk.read("TOOL_COSTS")["month"].dropna().unique(), reverse=True)


def _page(visit: Visit, month: str, rate: float | None, follow_up: float | None, year: float | None) -> tuple[Any, Any]:
    ai = {name: value for name, value in (("follow_up_min", follow_up), ("interviews_per_year", year)) if value is not None}
    tried = ({"hourly_rate": rate} if rate is not None else {}) | ({"ai": ai} if ai else {})
    report = reports.cost_return(visit.desk, cost_model=tried or None, month=month or None, language=visit.language)
    figures = [cards.drawn(report, name, dark=visit.dark, wide=480) for name in ("steps", "returns")]
    small = [
        tables.card(report, name, visit, columns=columns, wide=420)
        for name, columns in (
            ("savings", ("label", "minutes_per_day", "amount_per_day", "amount_per_year", "counterfactual")),
            ("assumptions", ("label", "value")),
            ("levers", ("text",)),
        )
    ]
    months = tables.card(
        report, "months", visit, columns=("month", "total", "hires", "cost_per_hire", "contribution", "gross_pct", "net_pct")
    )
    ledger = tables.card(
        report, "ledger", visit, columns=("month", "side_text", "item_text", "channel", "amount", "n_interviews", "minutes")
    )
    return cards.opening(report), cards.stack(cards.beside(*figures), cards.beside(*small), months, ledger, cards.closing(report))
