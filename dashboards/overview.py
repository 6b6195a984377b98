"""What needs me today? The first sentence of every page, and the way to it.

In flow the reports a role may read; out flow their questions and answers, each a link.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import candidates, cards, guard, job_fit, preferences, shell, states, tables
from dashboards.shared import reports
from workbench.errors import AccessDenied, Refusal
from workbench.reports import words
from workbench.reports.naming import table_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit
    from workbench.reports import Report

NEWEST = 6
FUNNEL = ("title", "applied", "interviewed", "offered", "hired", "hired_share", "days_text")


def view(visit: Visit) -> Any:
    """Build the page.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "overview")
    say, listed = visit.say, candidates.interviews(visit)
    if listed.empty and not visit.desk.chosen:
        return cards.card(
            states.empty(
                say, say("Nothing has been run yet."), say("Run the pipeline on the exports: workbench run --exports DIR.")
            )
        )
    newest = listed.sort_values("interview_date", ascending=False)
    report = reports.overview(visit.desk, language=visit.language)
    columns = ("interview_id", "name", "job", "overall", "grade", "interview_date")
    titles = {"name": say("Name"), "job": say("Job"), "error_band": say("± error band")}
    grid = tables.grid(newest.head(NEWEST), visit, columns=columns, titles=titles, links={"interview_id": "candidate?interview={}"},
                       decimals={"overall": 1, "error_band": 1}, filters=False)  # fmt: skip
    answers = _answers(visit)
    jobs = answers.pop("jobs", None)
    return cards.stack(
        cards.opening(report),
        cards.beside(
            _alerts(report, visit),
            tables.card(report, "funnel", visit, columns=FUNNEL, wide=640, grow=3),
        ),
        cards.beside(jobs, cards.pile(*answers.values(), cards.card(grid, title=say("Newest interviews")), wide=560)),
        cards.closing(report),
        tables.whole_report(report, visit, filename="overview.html"),
    )


def _alerts(report: Report, visit: Visit) -> Any:
    """List what waits for a person, each with the way to it."""
    say, alerts = visit.say, report.tables["alerts"]
    rows = "".join(_alert(row, visit) for row in alerts.to_dict("records"))
    nothing = f"<p>{escape(say('Nothing waits for a person.'))}</p>"
    return cards.card(
        cards.html(f'<ul class="lines">{rows}</ul>' if rows else nothing), title=table_title("alerts", visit.language), wide=360
    )


def _alert(row: dict[str, Any], visit: Visit) -> str:
    link = ""
    if row["page"] and visit.role in guard.RIGHTS[row["page"]]:
        address = preferences.address(row["page"], {row["query"]: row["value"]} if row["query"] else {})
        link = f' <a href="{escape(address)}">{escape(visit.say("Open"))} →</a>'
    return f"<li>{escape(cards.unbroken(words.capital(row['text'])))}{link}</li>"


def _answers(visit: Visit) -> dict[str, Any]:
    """Give one card a page that the role may open: its question, the sentence it opens with, and the way there."""
    desk, language, waiting = visit.desk, visit.language, visit.say("Preparing …")
    pages = {
        "jobs": lambda: reports.job_fit(desk, language=language),
        "costs": lambda: reports.cost_return(desk, language=language),
        "pay": lambda: reports.pay_review(desk, job_id=next(iter(job_fit.jobs(visit).values())), language=language),
    }
    return {
        page: cards.later(
            lambda page=page, make=make: _answer(visit, page, make), wide=520 if page == "jobs" else 0, waiting=waiting
        )
        for page, make in pages.items()
        if visit.role in guard.RIGHTS[page]
    }


def _answer(visit: Visit, page: str, make: Callable[[], Report]) -> Any:
    link = f'<a href="{page}">{escape(visit.say("Open"))} →</a>'
    try:
        guard.allow(visit.desk, page)
        report = make()
    except AccessDenied:
        return None
    except Refusal as problem:
        return cards.card(
            cards.html(f'<p class="muted">{escape(states.said(problem.what, visit.say))}</p><p>{link}</p>'),
            title=shell.names(visit.say)[page],
        )
    shown = [cards.html(f"<p>{escape(cards.unbroken(report.sentence))} {link}</p>")]
    if page == "jobs" and "jobs" in report.figures:
        _, about, plot = cards.plotted(report.figures["jobs"], dark=visit.dark)
        shown += [cards.html(f'<p class="small muted">{escape(about)}</p>'), plot]
    return cards.card(*shown, title=report.title)
