"""The designed ways of having nothing to show: empty, too few, refused, failed.

In flows a page's function or a refusal; out flows the page, or a card that says why not and what to do. The log learns the kind of
trouble, never a value.
"""

from __future__ import annotations

import logging
import re
from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, journal
from workbench.errors import AccessDenied, Refusal, UndefinedResult

if TYPE_CHECKING:
    from collections.abc import Callable

    import panel as pn

    from dashboards.visit import Visit
    from workbench.wording import Speaker

LOG = logging.getLogger("dashboards")
# Clauses with a name in them; those without are in the catalogue as they stand.
CLAUSES = [
    (re.compile("^" + re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(sentence)) + "$"), sentence)
    for sentence in ("there is no interview '{id}'", "there is no job '{id}'", "job '{id}' has no pay matrix in force", "did you mean '{id}'?",
                     "{id} interviews that this account may see", "{id} jobs that this account may see",
                     "too few offers to tune matrix {id}", "{before} + {after} offers before and after the split", "{before} and {after} at least",
                     "{yes} accepted and {no} declined", "{n} of each at least", "{n} at least", "{n} offers", "{n} rows", "{n} figures",
                     "no pay matrix is in force for '{id}'", "matrices of {id}", "there is no job family '{id}'", "there is no attribute '{id}'",
                     "{n} matrices tried, spreads {spreads}, most_cost_change {cost}, least_acceptance {acceptance}")
]  # fmt: skip


def shown(view: Callable[..., Any], visit: Visit, *arguments: Any, **named: Any) -> Any:
    """Build a page or a part of one, ``view(visit, …)``, or say why it can not be shown."""
    say = visit.say
    try:
        return view(visit, *arguments, **named)
    except Refusal as problem:
        LOG.warning("a page refused: %s for role %s", type(problem).__name__, visit.role)
        return cards.card(refusal(problem, say, role=visit.role))
    except Exception as problem:
        LOG.error("a page failed: %s", journal.trouble(problem))  # noqa: TRY400 - the traceback's message may quote a person
        return cards.card(state("failed", say("Cannot be shown"), say("This page could not be built."),
                                say("Try again; if it stays, tell your administrator.")))  # fmt: skip


def state(kind: str, mark: str, title: str, *lines: str) -> pn.pane.HTML:
    """Say that there is nothing to show: `kind` is "empty", "few", "refused" or "failed", `mark` its name for the reader."""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return cards.html(
        f'<div class="state {kind}" role="status"><span class="mark">{escape(mark)}</span><h2>{escape(title)}</h2>{said}</div>'
    )


def empty(say: Speaker, title: str, *lines: str) -> pn.pane.HTML:
    """Say that there is nothing yet, why, and what to do."""
    return state("empty", say("Nothing here yet"), title, *lines)


def no_jobs(say: Speaker) -> Any:
    """Say that no job has come in, and how one does."""
    return cards.card(empty(say, say("No jobs yet."), say("Run the pipeline on the exports: workbench run --exports DIR.")))


def refusal(problem: Refusal, say: Speaker, *, role: str = "") -> pn.pane.HTML:
    """Show one of the workbench's refusals: what, what was found and expected, and what to do."""
    if isinstance(problem, AccessDenied):
        return _not_open(problem, say, role)
    kind, mark = ("few", say("Too little data")) if isinstance(problem, UndefinedResult) else ("failed", say("Cannot be shown"))
    found = say("Found: {found}", found=said(problem.found, say)) if problem.found else ""
    expected = say("Expected: {expected}", expected=said(problem.expected, say)) if problem.expected else ""
    return state(kind, mark, _sentence(said(problem.what, say)), found, expected, _sentence(said(problem.cure, say)))


def said(clause: str, say: Speaker) -> str:
    """Say what a refusal says in the reader's language, where it is one of the clauses that pages meet."""
    for pattern, sentence in CLAUSES:
        if found := pattern.fullmatch(clause):
            return say(sentence, **found.groupdict())
    return say(clause)


def _not_open(problem: AccessDenied, say: Speaker, role: str) -> pn.pane.HTML:
    """Say to whom it is open, in the reader's words: the refusal names the roles by their ids."""
    named = roles(say)
    to = [named[name] for name in named if name in problem.expected]
    title = say("This is not open to your role ({role}).", role=named.get(role, say("Not logged in")))
    open_to = say("Open to: {roles}.", roles=" · ".join(to)) if to else ""
    return state("refused", say("No right to see this"), title, open_to, say("Ask an administrator for the role you need."))


def roles(say: Speaker) -> dict[str, str]:
    """Name the roles for people."""
    return {
        "administrator": say("Administrator"),
        "recruiter": say("Recruiter"),
        "specialist": say("HR specialist"),
        "manager": say("Hiring manager"),
        "candidate": say("Candidate (role)"),
    }


def _sentence(clause: str) -> str:
    return clause[:1].upper() + clause[1:].rstrip(".") + "." if clause else ""
