"""What would a better matrix do? One job family's matrix tuned on past offers and proven on later months.

In flow a job family, an objective and a limit on cost; out flows the page of `reports.tuning`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, preferences, states, tables
from dashboards.shared import reports
from workbench.errors import UndefinedResult
from workbench.reports import words

if TYPE_CHECKING:
    from dashboards.visit import Visit

CHANGES = (
    "application_id",
    "job_id",
    "decided_date",
    "overall",
    "people",
    "today",
    "proposal",
    "change",
    "acceptance_today",
    "acceptance_proposal",
)


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``family``, an ``objective``, the ``months`` kept for the proof, and the most that ``cost`` may rise [%].

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "tuning")
    say, families = visit.say, _families(visit)
    if not families:
        return states.no_jobs(say)
    aims = {
        say("Fewest misplaced"): "placement",
        say("Most accepted"): "acceptance",
        say("Most value"): "value",
        say("Least cost"): "cost",
    }
    months = {say("{n} months", n=n): str(n) for n in (6, 3, 4, 9)}
    choices = {
        "family": (say("Job family"), families),
        "objective": (say("Propose the one with"), aims),
        "months": (say("Prove on the last"), months),
    }
    widgets = [cards.chooser(visit, name, *said, width=200) for name, said in choices.items()]
    cost = cards.field(visit, "cost", say("Most that pay may rise (%)"))
    return cards.filtered(lambda *values: states.shown(_page, visit, *values), *widgets, cost, say=say)


def _families(visit: Visit) -> dict[str, str]:
    names = sorted(visit.desk.read("JOBS")["job_family"].dropna().unique())
    return {words.family(name, visit.language): name for name in names}


def _page(visit: Visit, *chosen: str) -> tuple[Any, Any]:
    """Answer, or say with the question what is missing for an answer."""
    try:
        return _answered(visit, *chosen)
    except UndefinedResult as problem:
        question = cards.answer(visit.say("What would a better matrix do?"), visit.say("There are too few offers yet to say."), ())
        return question, states.refusal(problem, visit.say)


def _answered(visit: Visit, family: str, objective: str, months: str, cost: str) -> tuple[Any, Any]:
    most = preferences.number(cost)
    report = reports.tuning(visit.desk, job_family=family, objective=objective, test_months=int(months), language=visit.language,
                            most_cost_change=None if most is None else most / 100)  # fmt: skip
    drawn = [cards.drawn(report, name, dark=visit.dark, wide=560) for name in ("bands", "front")]
    small = [
        tables.card(report, name, visit, columns=columns, wide=440)
        for name, columns in (
            ("backtest", ("source_text", "measure_text", "text")),
            ("front", ("alternative", "chosen_for", "acceptance", "placement_error", "mean_pay", "cost_change_pct")),
            ("bands", ("matrix_text", "score_from", "score_to", "pay_min", "pay_max")),
            ("by_job", ("job_id", "n", "raised", "lowered", "mean_today", "mean_proposal", "mean_change")),
            ("responses", ("outcome_text", "per_text", "slope", "low", "high", "n", "finding")),
        )
    ]
    proof = cards.drawn(report, "calibration", dark=visit.dark, wide=440)
    listed = tables.card(report, "offers_changed", visit, columns=CHANGES)
    return cards.opening(report), cards.stack(
        cards.beside(*drawn),
        cards.beside(*small, proof),
        listed,
        cards.closing(report),
        tables.whole_report(report, visit, filename="tuning.html"),
    )
