"""Which channel deserves the next yuan? Channels compared at one job mix, with what a successful hire costs through each.

In flow an outcome, a job and whether the job mix is evened out; out flows the page of `reports.channels`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, job_fit, states, tables
from dashboards.shared import reports
from workbench.reports import words

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name an ``outcome``, a ``job`` and ``mix=plain``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "channels")
    say = visit.say
    outcomes = {
        say("Overall score"): "score",
        say("Hire rate"): "hire_rate",
        say("Later performance"): "performance",
        say("Still there after a year"): "retention",
    }
    mixes = {say("Same jobs for all"): "", say("Plain means"): "plain"}
    choices = {"outcome": (say("Compare by"), outcomes), "job": (say("Job"), {say("All jobs"): ""} | job_fit.jobs(visit)),
               "mix": (say("Job mix"), mixes)}  # fmt: skip
    widgets = [cards.chooser(visit, name, *words, width=210) for name, words in choices.items()]
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), *widgets, say=say)


def _page(visit: Visit, outcome: str, job: str, mix: str) -> tuple[Any, Any]:
    report = reports.channels(visit.desk, outcome=outcome, job_id=job or None, job_mix=mix != "plain", language=visit.language)
    return cards.opening(report, marked=_marked(report, visit)), cards.stack(
        cards.beside(*(cards.drawn(report, name, dark=visit.dark, wide=520) for name in ("channels", "costs"))),
        tables.card(report, "channels", visit, columns=("channel", "n", "raw", "adjusted", "estimate", "low", "high", "difference", "p_holm", "finding_text", "n_needed")),
        tables.card(report, "costs", visit, columns=("channel", "amount", "hires", "cost_per_hire", "n_judged", "success_share", "cost_per_successful_hire", "cost_low", "cost_high")),
        tables.card(report, "bonus", visit, columns=("finding_text", "bonus_per_hire", "break_even_bonus", "cost_per_successful_hire", "other_cost_per_successful_hire", "saving",
                                                     "saving_low", "saving_high")),
        tables.card(report, "measures", visit, columns=("measure_text", "channel", "n", "estimate", "low", "high", "difference", "finding_text", "n_needed"),
                    decimals=dict.fromkeys(("estimate", "low", "high", "difference"), 2)),
        tables.card(report, "people", visit, columns=("interview_id", "channel", "job_id", "overall", "status", "applied_date"), about=visit.say("open a row for the evidence behind it")),
        tables.card(report, "spend", visit, columns=("channel", "month", "item", "amount", "currency")),
        cards.closing(report),
        tables.whole_report(report, visit, filename="channels.html"),
    )  # fmt: skip


def _marked(report: Report, visit: Visit) -> dict[str, str]:
    """Bring out the channels that differ: the better ones in teal, the others in amber."""
    rows = report.tables.get("channels")
    if rows is None:
        return {}
    gaps = dict(zip(rows["channel"], rows["difference"], strict=True))
    return {words.channel(name, visit.language): "good" if gaps[name] > 0 else "warn" for name in report.facts["differs"]}
