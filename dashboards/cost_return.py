"""What did hiring cost and bring? Cost of an interview, time saved, and return, each with its assumptions as fields.

In flow the cost model in force and the fields to change; out flows the page of `reports.cost_return`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, states, tables
from workbench import reports
from workbench.reports.naming import table_title

if TYPE_CHECKING:
    from dashboards.shell import Visit


def view(visit: Visit) -> Any:
    """Build the page.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "costs")
    return cards.filtered(lambda: states.shown(_page, visit))


def _page(visit: Visit) -> tuple[Any, Any]:
    report = reports.cost_return(visit.desk, language=visit.language)
    figures = [cards.drawn(report, name, dark=visit.dark, wide=480) for name in report.figures]
    shown = [tables.card(table, visit, name=name, title=table_title(name, visit.language)) for name, table in report.tables.items()]
    return cards.opening(report), cards.stack(cards.beside(*figures), *shown, cards.closing(report))
