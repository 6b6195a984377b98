"""Whom do we invite, and why not the others? Everybody who applied for a job, or one application with what its decision rests on.

In flows a job or an application; out flows the page of `reports.screening`. A recruiter decides otherwise in their own name: the right is
asked when the form is built, when it is sent, and by the store that writes.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, job_fit, preferences, states, tables
from dashboards.shared import reports
from workbench.errors import Refusal

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report

PEOPLE = ("application_id", "job", "reason", "keywords", "interview_id")
SHOWN = {
    "requirements": ("requirement_text", "required_text", "n_met", "n_failed", "n_unknown", "asked_by_text"),
    "to_ask": PEOPLE,
    "refused": PEOPLE,
    "queue": ("application_id", "job", "n_keywords", "keywords", "interview_id"),
    "overturned": ("application_id", "job", "decision_text", "machine_text", "reviewer", "reviewed_at", "review_reason"),
}
CHECKS = ("requirement_text", "required_text", "found_text", "check_text", "quote", "asked_by_text")
TO_PAGES = {"application_id": "screening?application={}"}


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` or an ``application``; the desk is narrowed by the filters of the address.

    Raises
    ------
    AccessDenied, ContractError
    """
    guard.allow(visit.desk, "screening")
    say, options = visit.say, job_fit.jobs(visit)
    if visit.query.get("application"):
        return _one(visit, visit.query["application"])
    if not options:
        return states.no_jobs(say)
    job = cards.chooser(visit, "job", say("Job"), {say("All jobs"): ""} | options, width=260)
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, say=say)


def ways(visit: Visit, application_id: str, interview_id: str | None = None, *, here: str) -> Any:
    """Write the ways between one applicant's pages, as far as the account may open them: screening, guide, candidate.

    Parameters
    ----------
    visit : Visit
    application_id : str
    interview_id : str, optional
        None before an interview.
    here : str
        The page these ways stand on; it is left out.
    """
    say, asked = visit.say, {"application": application_id}
    leads = {
        "candidate": (say("The candidate: scores and evidence"), {"interview": interview_id or ""}),
        "screening": (say("How this application was screened"), asked),
        "guide": (say("What to ask: the interview guide"), asked),
    }
    links = [
        f'<a href="{escape(preferences.address(page, query))}">{escape(text)} →</a>'
        for page, (text, query) in leads.items()
        if page != here and (interview_id or page != "candidate") and visit.role in guard.RIGHTS[page]
    ]
    return cards.html(f'<p class="ways">{"".join(links)}</p>') if links else None


def _page(visit: Visit, job: str) -> tuple[Any, Any]:
    report = reports.screening(visit.desk, job_id=job or None, language=visit.language)
    if not report.facts["n"]:
        return cards.opening(report), cards.stack(
            cards.card(states.empty(visit.say, visit.say("Nobody has been screened yet."), visit.say("Have it done where the workbench runs: workbench screen."))),
            cards.closing(report),
        )  # fmt: skip
    opens = visit.say("open a row for what its decision rests on")
    shown = [
        tables.card(report, name, visit, columns=columns, links=TO_PAGES, about="" if name == "requirements" else opens)
        for name, columns in SHOWN.items()
    ]
    return cards.opening(report, marked=_marked(report)), cards.stack(
        *shown, cards.closing(report), tables.whole_report(report, visit, filename="screening.html")
    )


def _marked(report: Report) -> dict[str, str]:
    """Bring out how many wait for a person in amber."""
    return {str(report.facts["n_ask"]): "warn"} if report.facts["n_ask"] else {}


def _one(visit: Visit, application_id: str) -> Any:
    """Show one application; a decision changed on the page is shown at once."""
    place = cards.stack()

    def build() -> None:
        place[:] = [states.shown(_application, visit, application_id, build)]

    build()
    return place


def _application(visit: Visit, application_id: str, again: Any) -> Any:
    say = visit.say
    report = reports.screening(visit.desk, application_id=application_id, language=visit.language)
    decided = next((report.tables[name] for name in ("queue", "to_ask", "refused") if len(report.tables[name])), None)
    interview = None if decided is None else decided["interview_id"].iloc[0]
    every = f'<p><a href="{escape(preferences.address("screening", {}))}">← {escape(say("Everybody who applied"))}</a></p>'
    return cards.stack(
        cards.opening(report),
        ways(visit, application_id, interview, here="screening"),
        tables.card(report, "checks", visit, columns=CHECKS, about=say("what is not known fails nobody: a person asks")),
        tables.card(report, "overturned", visit, columns=SHOWN["overturned"], links=TO_PAGES),
        _decision(visit, application_id, again) if decided is not None and visit.desk.may("review screenings") else None,
        cards.html(every),
        cards.closing(report),
        tables.whole_report(report, visit, filename=f"screening-{application_id}.html"),
    )


def _decision(visit: Visit, application_id: str, again: Any) -> Any:
    """Let a reviewer decide otherwise, with the reason that is kept."""
    say = visit.say
    options = {say("Invite"): "invite", say("Ask a person"): "ask", say("Refuse"): "refuse"}
    decision = pmui.Select(label=say("Decision"), options=options, value="invite", width=180, margin=0, size="small")
    reason = pmui.TextInput(label=say("Reason"), placeholder=say("why; it is kept with your name"), width=300, margin=0, size="small")  # fmt: skip
    send = pmui.Button(label=say("Keep this decision"), color="primary", size="small", margin=0, width=180, sizing_mode="fixed")
    told = pn.Column(margin=0, sizing_mode="stretch_width")

    def sent(_event: Any) -> None:
        try:
            guard.allow(visit.desk, "screening")
            visit.desk.review_screening(application_id, decision=decision.value, reason=reason.value)
        except Refusal as problem:
            told[:] = [states.refusal(problem, say, role=visit.role)]
        else:
            again()

    send.on_click(sent)
    fields = pn.FlexBox(
        decision, reason, send, gap="12px", align_items="end", flex_wrap="wrap", sizing_mode="stretch_width", margin=0
    )
    return cards.card(fields, told, title=say("Decide otherwise"), about=say("a person's decision holds over the requirements', and stays visible with who, when and why"))  # fmt: skip
