"""Are these the right weights? Fitted weights against equal ones, and what weights of one's own would be worth.

In flow a job, a method and sliders; out flows the page of `reports.calibration`, whose findings answer the sliders at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, job_fit, states, tables, trying
from dashboards.shared import reports
from workbench.fairness import ATTRIBUTES
from workbench.reports.audit_tables import attribute_name
from workbench.reports.calibration import ALL, METHODS

if TYPE_CHECKING:
    from dashboards.visit import Visit

SHOWN = ("ridge", "nonnegative", "relative", "unit")
FRONT = "pareto"


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job``, a ``method`` and, for those who may read protected attributes, an ``attribute`` to trace the front for.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "calibration")
    say, jobs = visit.say, job_fit.jobs(visit)
    if not jobs:
        return states.no_jobs(say)
    methods = {say(METHODS[name]): name for name in SHOWN}
    widgets = [
        cards.chooser(visit, "job", say("Job"), jobs, width=260),
        cards.chooser(visit, "method", say("Method"), methods, width=260),
    ]
    if visit.desk.may("read protected attributes"):
        groups = (
            {say("no groups"): ""}
            | {attribute_name(name, visit.language): name for name in ATTRIBUTES}
            | {say("all attributes together"): ALL}
        )
        widgets.append(cards.chooser(visit, "attribute", say("Front for the groups of"), groups))
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), *widgets, say=say)


def _page(visit: Visit, job: str, method: str, attribute: str = "") -> tuple[Any, Any]:
    """Show the report; a front needs groups, so an attribute asks for it whatever the method."""
    asked = {"method": FRONT, "attribute": attribute} if attribute else {"method": method}
    report = reports.calibration(visit.desk, job_id=job, language=visit.language, **asked)
    tried, front = trying.sliders(visit, report, job)
    return cards.opening(report), cards.stack(
        cards.beside(
            cards.drawn(report, "weights", dark=visit.dark, wide=480),
            cards.pile(tried, cards.drawn(report, "validity", dark=visit.dark), wide=480),
        ),
        front,
        tables.card(
            report,
            "groups_together",
            visit,
            columns=("attribute", "group", "n", "share", "ratio_current", "ratio_equal", "ratio_fitted"),
        ),
        tables.card(
            report,
            "trade_off",
            visit,
            columns=("point", "r", "r_unseen", "impact_ratio", "attribute", "group", "reference"),
            titles={"point": visit.say("Point on the front")},
            about=visit.say("whose ratio is the lowest at each point") if "groups_together" in report.tables else "",
        ),
        tables.card(report, "validity", visit, columns=("label", "r", "low", "high", "r_fitted_on", "r_selected", "impact_ratio")),
        tables.card(report, "weights", visit, columns=("name", "weight", "low", "high", "current", "equal", "relative")),
        tables.card(
            report,
            "items",
            visit,
            columns=("name", "n", "item_total", "item_total_low", "item_total_high", "discrimination", "alpha_without", "finding"),
        ),
        cards.drawn(report, "drift", dark=visit.dark),
        tables.card(
            report,
            "drift",
            visit,
            columns=("name", "period", "n", "psi", "low", "high", "chance", "finding"),
            titles={"period": visit.say("Quarter"), "low": visit.say("True index, low"), "high": visit.say("True index, high")},
        ),
        cards.closing(report),
        tables.whole_report(report, visit, filename="calibration.html"),
    )
