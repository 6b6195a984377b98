"""What changed since last quarter? Job descriptions, the weights they propose, drift, and whose past grade would flip.

In flow a job, a quarter and what a new competency is to weigh; out flows the page of `reports.review`, on which weights can be tried, and an
administrator keeps the proposal as a draft or turns it down. Each of these is checked here and again in the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import panel_material_ui as pmui

from dashboards import cards, deciding, guard, job_fit, preferences, states, tables
from dashboards.shared import reports
from workbench.reports.review import quarters

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report

FLIPS = ("interview_id", "outcome_text", "grade_before", "grade_after", "overall_before", "overall_after", "change", "inside_text", "coverage_after", "unasked",
         "interview_date", "channel")  # fmt: skip
GROUPS = ("group", "n", "up", "down", "lost", "unasked_n", "mean_change")


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job``, a ``quarter``, the ``share`` [%] of what is asked anew, and ``weights`` set by hand.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "review")
    say, jobs = visit.say, job_fit.jobs(visit)
    if not jobs:
        return states.no_jobs(say)
    known = {
        "job": (say("Job"), {say("Where something is asked anew"): ""} | jobs),
        "quarter": (say("Quarter"), {say("The newest"): ""} | {quarter: quarter for quarter in quarters(visit.desk)}),
    }
    chosen = [cards.chooser(visit, name, *words, width=240) for name, words in known.items()]
    share = cards.field(visit, "share", say("A new competency weighs (%)"))
    decided: list[str] = []
    by_hand = pmui.TextInput(value=visit.query.get("weights", ""), visible=False)
    preferences.follow(by_hand, {"value": "weights"})

    def forget(*_: Any) -> None:
        by_hand.value = ""  # weights for something else

    for widget in (*chosen, share):
        widget.param.watch(forget, "value")
    return cards.filtered(lambda *now: states.shown(_page, visit, by_hand, decided, *now), *chosen, share, by_hand, say=say)


def _page(
    visit: Visit, by_hand: pmui.TextInput, decided: list[str], job: str, quarter: str, share: str, weights: str
) -> tuple[Any, Any]:
    percent = preferences.number(share)
    report = reports.review(
        visit.desk, period=quarter or None, job_id=job or None, weights=deciding.typed(weights), language=visit.language,
        **({} if percent is None else {"share": percent / 100}),
    )  # fmt: skip
    say, facts = visit.say, report.facts
    proposal = cards.beside(
        cards.drawn(report, "weights", dark=visit.dark, wide=480),
        cards.pile(deciding.weights(report, visit, by_hand), deciding.decision(report, visit, by_hand, decided), wide=380)
        if facts["present"]
        else None,
    )
    flips = tables.card(report, "flips", visit, columns=FLIPS, about=say("open a row for the evidence behind it"))
    return cards.opening(report, marked=dict.fromkeys(facts["marked"], "warn")), cards.stack(
        proposal,
        tables.card(report, "flip_groups", visit, columns=GROUPS),
        flips,
        cards.beside(*(_told(report, visit, name) for name in ("weights", "unasked"))),
        *(_told(report, visit, name) for name in ("descriptions", "named")),
        cards.beside(*(cards.drawn(report, name, dark=visit.dark, wide=480) for name in ("drift", "validity_quarters"))),
        *(_told(report, visit, name) for name in ("drift", "rubric_changes", "validity_quarters")),
        cards.closing(report),
        tables.whole_report(report, visit, filename="review.html"),
    )


def _told(report: Report, visit: Visit, name: str) -> Any:
    columns = {
        "weights": ("name", "before_text", "after_text", "rule_text"),
        "unasked": ("name", "criterion_name", "n_asked", "n_unasked"),
        "descriptions": ("job", "field", "change", "kept_at"),
        "named": ("job", "name", "change", "quote", "field", "what_follows"),
        "drift": ("name", "period", "n", "psi", "low", "high", "chance", "finding"),
        "rubric_changes": ("rubric_version", "first_date", "period", "n"),
        "validity_quarters": ("period", "n", "r", "low", "high"),
    }[name]
    return tables.card(report, name, visit, columns=columns, wide=400 if name in ("weights", "unasked") else 0, titles={"period": visit.say("Quarter")})  # fmt: skip
