"""What do we offer, and is it fair? One job's suggestions, or one candidate's, and what another budget or market would do.

In flow a job or an interview, a budget and a market factor to try; out flows the page of `reports.pay_review`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, job_fit, states, tables
from workbench import reports
from workbench.reports.naming import table_title

if TYPE_CHECKING:
    from dashboards.shell import Visit


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` or an ``interview``, and a ``budget`` and a ``market`` to try.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "pay")
    say, options = visit.say, job_fit.jobs(visit)
    if not options:
        return cards.card(
            states.empty(say, say("No jobs yet."), say("Run the pipeline on the exports: workbench run --exports DIR."))
        )
    job = pmui.Select(label=say("Job"), options=options, value=job_fit.asked(visit, "job", options), width=260, margin=0)
    interview = pmui.TextInput(label=say("One interview (its ID)"), value=visit.query.get("interview", ""), width=200, margin=0)
    budget = pmui.FloatInput(
        label=say("Try a budget per hire"), value=_number(visit, "budget"), step=500, start=0, width=200, margin=0
    )
    market = pmui.FloatInput(
        label=say("Try a market factor"), value=_number(visit, "market"), step=0.01, start=0, width=180, margin=0
    )
    if pn.state.location is not None:
        for name, widget in (("job", job), ("interview", interview), ("budget", budget), ("market", market)):
            pn.state.location.sync(widget, {"value": name})
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, interview, budget, market)


def _number(visit: Visit, name: str) -> float | None:
    """Read a number out of the address; what is not one is not asked for."""
    try:
        return float(visit.query[name])
    except (KeyError, ValueError):
        return None


def _page(visit: Visit, job: str, interview: str, budget: float | None, market: float | None) -> tuple[Any, Any]:
    about = {"interview_id": interview} if interview else {"job_id": job}
    report = reports.pay_review(visit.desk, **about, budget=budget or None, market_factor=market or None, language=visit.language)
    figures = [cards.drawn(report, name, dark=visit.dark, wide=480) for name in report.figures]
    shown = [tables.card(table, visit, name=name, title=table_title(name, visit.language)) for name, table in report.tables.items()]
    return cards.opening(report), cards.stack(cards.beside(*figures), *shown, cards.closing(report))
