"""What needs me today? The first sentence of every page, and the way to it.

In flow the reports a role may read; out flow their questions and answers, each a link.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import candidates, cards, guard, job_fit, shell, states, tables
from workbench import reports
from workbench.errors import AccessDenied, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.shell import Visit
    from workbench.reports import Report

NEWEST = 8


def view(visit: Visit) -> Any:
    """Build the page.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "overview")
    say, listed = visit.say, candidates.interviews(visit)
    if listed.empty:
        return cards.card(
            states.empty(
                say, say("Nothing has been run yet."), say("Run the pipeline on the exports: workbench run --exports DIR.")
            )
        )
    newest = listed.sort_values("interview_date", ascending=False)
    sentence = say("{n} interviews for {jobs} jobs are scored; the newest is of {date}.", n=int(listed["overall"].notna().sum()),
                   jobs=listed["job_id"].nunique(), date=f"{newest['interview_date'].iloc[0]:%Y-%m-%d}")  # fmt: skip
    columns = ("interview_id", "name", "job", "overall", "error_band", "grade", "interview_date")
    titles = {"name": say("Name"), "job": say("Job"), "error_band": say("± error band")}
    grid = tables.grid(newest.head(NEWEST), visit, columns=columns, titles=titles, links={"interview_id": "candidate?interview={}"},
                       decimals={"overall": 1, "error_band": 1}, filters=False)  # fmt: skip
    return cards.stack(
        cards.answer(say("What needs me today?"), sentence, []),
        cards.beside(*_answers(visit)),
        cards.card(grid, title=say("Newest interviews"), about=say("open a row for its score and the evidence behind it")),
    )


def _answers(visit: Visit) -> list[Any]:
    """Give one card a page that the role may open: its question, the sentence it opens with, and the way there."""
    desk, language = visit.desk, visit.language
    pages = (
        ("jobs", "jobs", lambda: reports.job_fit(desk, language=language)),
        ("costs", "costs", lambda: reports.cost_return(desk, language=language)),
        ("pay", "pay", lambda: reports.pay_review(desk, job_id=next(iter(job_fit.jobs(visit).values())), language=language)),
    )
    waiting = visit.say("Preparing …")
    return [
        cards.later(lambda page=page, address=address, make=make: _answer(visit, page, address, make), wide=320, waiting=waiting)
        for page, address, make in pages
        if visit.role in guard.RIGHTS[page]
    ]


def _answer(visit: Visit, page: str, address: str, make: Callable[[], Report]) -> Any:
    link = f'<a href="{escape(address)}">{escape(visit.say("Open"))} →</a>'
    try:
        guard.allow(visit.desk, page)
        report = make()
    except AccessDenied:
        return None
    except Refusal as problem:
        return cards.card(
            cards.html(f'<p class="muted">{escape(problem.what)}</p><p>{link}</p>'), title=shell.names(visit.say)[page], wide=320
        )
    figure = cards.drawn(report, "jobs", dark=visit.dark) if page == "jobs" else None
    return cards.card(
        cards.html(f"<p>{escape(report.sentence)} {link}</p>"), *([figure] if figure else []), title=report.title, wide=320
    )
