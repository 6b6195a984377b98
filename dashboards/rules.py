"""What are the rules, and who set them? Versions, what a change changes, and the second person's approval.

In flows a definition's address; out flows the page of `reports.rules`, with a way to propose and to approve for administrators. Each of
both is checked here and again in the store.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, matrix_editing, states, tables
from dashboards.shared import reports
from workbench.definitions import KINDS, PayMatrix
from workbench.definitions.difference import differences
from workbench.errors import Refusal
from workbench.reports.rules import named

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit
    from workbench.reports import Report

VERSIONS = ("number", "version", "state_text", "effective", "author", "saved_at", "approved_by", "approved_at", "reason")


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``definition`` (``rubric:sales-manager``).

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "rules")
    say, options = visit.say, _options(visit)
    if not options:
        return cards.card(states.empty(say, say("No definitions yet."), say("Load them: workbench definitions load DIR.")))
    chosen = cards.chooser(visit, "definition", say("Definition"), options, otherwise=_last_changed(visit), width=320)
    return cards.filtered(lambda definition: states.shown(_page, visit, definition, chosen), chosen, say=say)


def _options(visit: Visit) -> dict[str, str]:
    listed = visit.desk.definitions()[["kind", "id"]].drop_duplicates()
    found = {
        named(visit.desk.definition(row.kind, id=row.id), row.kind, visit.language): f"{row.kind}:{row.id}"
        for row in listed.itertuples()
    }
    return dict(sorted(found.items()))


def _last_changed(visit: Visit) -> str:
    """Name the definition that was changed last; nothing while none has been."""
    listed = visit.desk.definitions()
    changed = listed[listed["number"] > 1].sort_values("saved_at", kind="stable")
    return next((f"{row.kind}:{row.id}" for row in changed.iloc[::-1].itertuples()), "")


def _page(visit: Visit, definition: str, chooser: pmui.Select) -> tuple[Any, Any]:
    kind, _, name = definition.partition(":")
    report = reports.rules(visit.desk, kind, name, language=visit.language)

    def again() -> None:
        chooser.param.trigger("value")

    parts = [
        _changed(report, visit),
        _approval(report, visit, kind, again),
        tables.card(report, "versions", visit, columns=VERSIONS),
        _proposal(report, visit, kind, again),
        cards.folded((visit.say("Full text (YAML)"), cards.html(f"<pre>{escape(report.facts['yaml'])}</pre>"))),
    ]
    return cards.opening(report), cards.stack(
        *parts, cards.closing(report), tables.whole_report(report, visit, filename=f"{name}.html")
    )


def _changed(report: Report, visit: Visit) -> Any:
    say, facts = visit.say, report.facts
    if facts["before"] is None:
        return cards.card(
            cards.html(f"<p>{escape(say('There is one version only, so nothing has changed.'))}</p>"), title=say("What changed")
        )
    return cards.card(
        cards.html(_lines(report.tables["changes"]["change"], say)),
        title=say("What changed"),
        about=say("from version {before} to {after}", before=facts["before"], after=facts["after"]),
    )


def _lines(changes: Any, say: Any) -> str:
    rows = "".join(f"<li>{escape(str(line))}</li>" for line in changes)
    return f'<ul class="lines">{rows}</ul>' if rows else f"<p>{escape(say('Nothing differs.'))}</p>"


def _approval(report: Report, visit: Visit, kind: str, again: Callable[[], None]) -> Any:
    """Let an administrator who did not write a draft put it in force."""
    say, drafts = visit.say, report.facts["drafts"]
    if not drafts or not visit.desk.may("approve definitions"):
        return None
    reason = pmui.TextInput(label=say("Why (kept in the audit trail)"), sizing_mode="stretch_width", margin=0, size="small")
    button = pmui.Button(
        label=say("Approve version {version}", version=drafts[0]), variant="contained", color="primary", margin=(8, 0)
    )
    told = cards.html("")

    def approve(_: Any) -> None:
        def act() -> None:
            guard.allow(visit.desk, "rules")
            visit.desk.approve(kind, drafts[0], reason=reason.value)
            again()

        _tried(act, told, visit)

    button.on_click(approve)
    return cards.card(
        reason,
        button,
        told,
        title=say("A change waits for your decision"),
        about=say("its author cannot approve it; what it changes stands above"),
    )


def _proposal(report: Report, visit: Visit, kind: str, again: Callable[[], None]) -> Any:
    """Let an administrator write a new version; nothing is in force before somebody else approves it."""
    if not visit.desk.may("change definitions"):
        return None
    say = visit.say
    text = pmui.TextAreaInput(
        label=say("New version (YAML)"),
        value=report.facts["yaml"],
        rows=14,
        max_length=200_000,
        sizing_mode="stretch_width",
        margin=0,
    )
    reason = pmui.TextInput(
        label=say("Why (kept in the audit trail)"), sizing_mode="stretch_width", margin=(8, 0, 0, 0), size="small"
    )
    compare = pmui.Button(label=say("Show what would change"), variant="outlined", color="primary", margin=(8, 8, 0, 0))
    save = pmui.Button(label=say("Propose this version"), variant="contained", color="primary", margin=(8, 0, 0, 0))
    told = cards.html("")
    present = visit.desk.definition(kind, version=report.facts["after"])

    def show(_: Any) -> None:
        def act() -> None:
            told.object = _lines(
                [change.say(visit.language) for change in differences(present, KINDS[kind].parse(text.value))], say
            )

        _tried(act, told, visit)

    def propose(_: Any) -> None:
        def act() -> None:
            guard.allow(visit.desk, "rules")
            visit.desk.save_definition(KINDS[kind].parse(text.value), reason=reason.value)
            again()

        _tried(act, told, visit)

    compare.on_click(show)
    save.on_click(propose)
    body = pn.Column(text, reason, pn.Row(compare, save, margin=0), told, sizing_mode="stretch_width", margin=0)
    edited = [(say("Edit the bands"), matrix_editing.form(present, visit, again=again))] if isinstance(present, PayMatrix) else []
    return cards.folded(*edited, (say("Propose a change"), body))


def _tried(act: Callable[[], None], told: Any, visit: Visit) -> None:
    """Do something, and say in the same place why it was refused."""
    try:
        act()
    except Refusal as problem:
        told.object = states.refusal(problem, visit.say, role=visit.role).object
