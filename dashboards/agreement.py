"""Can we trust the ratings? Reliability, severity of raters, and what more raters would buy.

In flow a job and a number of raters; out flows the page of `reports.agreement`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel_material_ui as pmui

from dashboards import cards, guard, job_fit, preferences, states, tables
from dashboards.shared import reports

if TYPE_CHECKING:
    from dashboards.visit import Visit

MOST_RATERS = 10


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` and a number of ``raters``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "agreement")
    say = visit.say
    jobs = {say("All jobs"): ""} | job_fit.jobs(visit)
    job = cards.chooser(visit, "job", say("Job"), jobs, width=260)
    asked = preferences.number(visit.query.get("raters", "")) or 3
    raters = pmui.IntSlider(
        label=say("Raters a candidate"), start=1, end=MOST_RATERS, value=int(min(max(asked, 1), MOST_RATERS)), width=220, margin=0
    )
    preferences.follow(raters, {"value": "raters"})
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, raters, say=say)


def _page(visit: Visit, job: str, raters: int) -> tuple[Any, Any]:
    report = reports.agreement(visit.desk, job_id=job or None, n_raters=int(raters), language=visit.language)
    marked = dict.fromkeys(report.facts.get("severe", []), "warn")
    return cards.opening(report, marked=marked), cards.stack(
        cards.beside(*(cards.drawn(report, name, dark=visit.dark, wide=480) for name in ("raters", "severity"))),
        cards.beside(
            cards.drawn(report, "components", dark=visit.dark, wide=480),
            tables.card(
                report, "icc", visit, columns=("coefficient", "value", "low", "high", "meaning"), wide=480
            ),
        ),
        tables.card(report, "components", visit, columns=("label", "variance", "low", "high", "share")),
        tables.card(
            report, "severity", visit, columns=("rater_id", "n", "n_shared", "effect", "low", "high", "finding")
        ),
        tables.card(report, "disagreements", visit, columns=("interview_id", "criterion_name", "n", "lowest", "highest", "difference")),
        cards.beside(
            tables.card(report, "kappa", visit, columns=("weights", "value", "low", "high", "n_pairs"), wide=420),
            tables.card(report, "alpha", visit, columns=("level", "value", "low", "high"), wide=420),
        ),
        cards.closing(report),
        tables.whole_report(report, visit, filename="agreement.html"),
    )  # fmt: skip
