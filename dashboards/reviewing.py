"""Is this value right? A recruiter confirms, corrects or rejects what was linked to words, in their own name and with a reason.

In flows a candidate's report; out flows a card: what was reviewed by whom, and the form for those who may. The role is asked when the
form is built, again when it is sent, and a third time by the store that writes.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, states, tables
from workbench import pipeline
from workbench.definitions import indicators
from workbench.errors import Refusal

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report
    from workbench.wording import Speaker

REVIEWABLE = frozenset({"answer", "resume", "person"})
ORDER = {"undecided": 0, "usable": 1, "corrected": 2, "abstained": 3}
FITS = {"max-width": "100%"}
SHOWN = ("indicator_name", "verdict_word", "value_was", "value_now", "reviewer", "reviewed_at", "review_reason", "holds")


def card(report: Report, visit: Visit, interview_id: str) -> pn.Column | None:
    """Frame the reviews of one interview's evidence, and the form to add one.

    Parameters
    ----------
    report : Report
        Of `reports.candidate`; reads the tables ``evidence`` and ``reviews``.
    visit : Visit
    interview_id : str
    """
    say, history = visit.say, report.tables["reviews"]
    parts = [_history(report, visit)] if len(history) else []
    if guard.may_review(visit.desk):
        parts.append(_form(report, visit, interview_id))
    if not parts:
        return None
    about = say("a person's word holds over the machine's reading, and stays visible with who, when and why")
    return cards.card(*parts, title=say("Check the evidence"), about=about)


def _history(report: Report, visit: Visit) -> Any:
    return tables.grid(report.tables["reviews"], visit, columns=SHOWN, filters=False, page_rows=10)


def _form(report: Report, visit: Visit, interview_id: str) -> pn.Column:
    say = visit.say
    linked = [row for row in report.tables["evidence"].to_dict("records") if _is_linked(row)]
    linked.sort(key=lambda row: ORDER.get(row["status"], len(ORDER)))
    rows = {row["indicator"]: row for row in linked}
    if not rows:
        return pn.Column(cards.html(f"<p>{escape(say('No value of this interview was linked to words.'))}</p>"), margin=0)
    first = next(iter(rows))
    options = {f"{row['indicator_name']} · {row['status_text']}": name for name, row in rows.items()}
    which = pmui.Select(label=say("Value"), options=options, value=first, width=320, margin=0, size="small", styles=FITS)
    verdicts = {
        say("Confirm"): "confirmed",
        say("Correct"): "corrected",
        say("Not evidence"): "rejected",
        say("Take the review back"): "withdrawn",
    }
    verdict = pmui.Select(label=say("Decision"), options=verdicts, value="confirmed", width=180, margin=0, size="small")
    value = pmui.TextInput(label=say("Right value"), placeholder="–", width=130, margin=0, size="small")
    reason = pmui.TextInput(
        label=say("Reason"), placeholder=say("why; it is kept with your name"), width=300, margin=0, size="small", styles=FITS
    )
    send = pmui.Button(label=say("Save the review"), color="primary", size="small", margin=0, width=180, sizing_mode="fixed")
    told = pn.Column(margin=0, sizing_mode="stretch_width")

    def sent(_event: Any) -> None:
        told[:] = [_sent(visit, interview_id, which.value, verdict.value, value.value, reason.value)]

    send.on_click(sent)
    fields = pn.FlexBox(
        which, verdict, value, reason, send, gap="12px", align_items="end", flex_wrap="wrap", sizing_mode="stretch_width", margin=0
    )
    return pn.Column(
        pn.bind(lambda name: _quoted(rows[name], say), which),
        fields,
        told,
        sizing_mode="stretch_width",
        margin=0,
        styles={"gap": "10px"},
    )


def _is_linked(row: dict[str, Any]) -> bool:
    """Tell a value that was linked to words from one measured on all of them (structure, length)."""
    if row["source"] not in REVIEWABLE:
        return False
    entry = indicators().get(row["indicator"])
    return row["source"] != "answer" or (entry is not None and bool(entry.aliases.zh))


def _quoted(row: dict[str, Any], say: Speaker) -> pn.pane.HTML:
    """Show what the machine read and the words it read it from."""
    value = row["value_text"] or "–"
    quoted = isinstance(row["quote"], str) and bool(row["quote"])
    read = (
        say("Stands at {value}, from “{quote}”", value=value, quote=row["quote"])
        if quoted
        else say("Stands at {value}; no sentence is quoted", value=value)
    )
    why = row["reason"] if isinstance(row["reason"], str) else ""
    return cards.html(f'<p>{escape(read)}</p><p class="muted">{escape(why)}</p>')


def _sent(visit: Visit, interview_id: str, indicator: str, verdict: str, typed: str, reason: str) -> Any:
    """Keep the review, or say why it cannot be kept."""
    say = visit.say
    try:
        guard.allow_review(visit.desk)
        pipeline.review(visit.desk, interview_id, indicator, verdict=verdict, reason=reason, value=_number(typed))
    except Refusal as problem:
        return states.refusal(problem, say, role=visit.role)
    return cards.html(f'<p role="status">{escape(say("Kept. The score is reckoned again with it."))}</p>')


def _number(typed: str) -> float | None:
    """Read what was typed; what is no number is left to the store to refuse in words."""
    text = typed.strip().replace(",", "").replace("，", "")
    try:
        return float(text) if text else None
    except ValueError:
        return float("nan")
