"""Are groups paid alike for the same work? Gaps raw and adjusted, what explains them, a light a job, and what closing would cost.

In flow an attribute, what people compared have in common, and a job family; out flows the page of `reports.equity`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, states, tables
from dashboards.shared import reports
from workbench import fairness
from workbench.reports import words
from workbench.reports.audit_tables import attribute_name
from workbench.reports.equity import ALIKE

if TYPE_CHECKING:
    from dashboards.visit import Visit

GAPS = ("group", "n", "adjusted_text", "finding_text", "mean_text", "median_text")


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name an ``attribute``, what people compared have in common (``alike``) and a job ``family``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "equity")
    say = visit.say
    attributes = [*fairness.ATTRIBUTES, " × ".join(fairness.ATTRIBUTES[:2])]
    families = sorted(visit.desk.read("JOBS")["job_family"].dropna().unique())
    choices = {
        "attribute": (say("Attribute"), {attribute_name(name, visit.language): name for name in attributes}),
        "alike": (say("People alike in"), {say(name): name for name in ("job and tenure", *ALIKE)}),
        "family": (
            say("Job family"),
            {say("All job families"): ""} | {words.family(name, visit.language): name for name in families},
        ),
    }
    widgets = [cards.chooser(visit, name, *said) for name, said in choices.items()]
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), *widgets, say=say)


def _page(visit: Visit, attribute: str, alike: str, family: str) -> tuple[Any, Any]:
    report = reports.equity(visit.desk, attribute=attribute, alike=alike, job_family=family or None, language=visit.language)
    if not report.tables:
        return cards.opening(report), cards.stack(cards.closing(report))
    errors = {"explained": 3, "explained_error": 3, "unexplained": 3, "unexplained_error": 3, "cost_pct": 2, "mean_raise_pct": 1}
    shown = {
        "gaps": GAPS,
        "parts": ("part_text", "text"),
        "characteristics": ("label", "explained", "explained_error", "unexplained", "unexplained_error"),
        "lights": ("title", "group", "n", "n_reference", "gap_text", "light_text"),
        "closing": ("way_text", "n_raised", "text", "cost_pct", "mean_raise_pct"),
        "matrices": ("pay_text", "n", "gap_text", "change_text", "finding_text"),
    }
    half = {"parts": 480, "characteristics": 480, "closing": 480, "matrices": 480}
    card = {
        name: tables.card(report, name, visit, columns=columns, decimals=errors, wide=half.get(name, 0))
        for name, columns in shown.items()
    }
    return cards.opening(report, marked=_marked(report)), cards.stack(
        cards.drawn(report, "gaps", dark=visit.dark),
        card["gaps"],
        card["lights"],
        cards.beside(card["parts"], card["characteristics"]),
        cards.beside(card["closing"], card["matrices"]),
        cards.closing(report),
        tables.whole_report(report, visit, filename="pay-equity.html"),
    )


def _marked(report: Any) -> dict[str, str]:
    """Bring out the gap: amber where it is more than chance."""
    beyond = report.facts.get("finding") == "paid less, more than chance"
    return {f"{abs(report.facts['adjusted'][0]) * 100:.1f} %": "warn" if beyond else "good"}
