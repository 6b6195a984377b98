"""What a reader does with a proposed rubric: try other weights, keep it as a draft for a second person, or turn it down with a reason.

In flows the report of the quarterly review; out flow two cards. Nothing is in force by a click here: a draft waits for another
administrator, and every right is asked again in the store.
"""

from __future__ import annotations

from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, states
from workbench.errors import Refusal
from workbench.evidence.amending import kept_whole
from workbench.reports.descriptions import percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit
    from workbench.reports import Report


def typed(weights: str) -> dict[str, str]:
    """Read weights from an address, ``live_strategy:0.15,learning:0.1``; what is no such pair is left out, and the report judges the rest."""
    pairs = (part.partition(":") for part in weights.split(",") if ":" in part)
    return {name.strip(): share.strip() for name, _, share in pairs if name.strip()}


def weights(report: Report, visit: Visit, by_hand: pmui.TextInput) -> Any:
    """Let every weight be set; the ones not touched take the difference, so that the sum stays 100 %."""
    say, start = visit.say, report.facts["weights"]
    exact = {name: share for name, (_, share) in start.items()}
    fields = {
        name: pmui.FloatSlider(
            label=called[visit.language], value=float(exact[name] * 100), start=0, end=100, step=0.5, margin=(0, 6, 6, 6), sizing_mode="stretch_width"
        )
        for name, (called, _) in start.items()
    }  # fmt: skip
    touched: list[str] = []
    told = cards.html("")

    def follow(name: str) -> None:
        value = fields[name].value
        touched[:] = [*(one for one in touched if one != name), name]
        exact[name] = Decimal(str(value)) / 100
        exact.update(kept_whole(exact, touched))
        for other, share in exact.items():
            fields[other].value = float(share * 100)
        whole = sum(exact.values(), Decimal(0))
        told.object = f'<p role="status">{escape(say("sum: {sum}", sum=percent(whole)) if whole == 1 else say("sum: {sum}; it must be 100 %", sum=percent(whole)))}</p>'

    for name, field in fields.items():
        field.param.watch(lambda _, name=name: follow(name), "value_throttled")
    replay = pmui.Button(label=say("Replay with these weights"), variant="outlined", color="primary", margin=(0, 8, 0, 0))
    reset = pmui.Button(label=say("Reset"), variant="text", size="small", margin=0, width=None)
    replay.on_click(lambda _: setattr(by_hand, "value", ",".join(f"{name}:{share:f}" for name, share in exact.items())))
    reset.on_click(lambda _: setattr(by_hand, "value", ""))
    return cards.card(*fields.values(), told, pn.Row(replay, reset, margin=0), title=say("Try other weights (%)"),
                      about=say("weights you have not touched take the difference, the heaviest first; 0 takes a competency out"))  # fmt: skip


def _again(by_hand: pmui.TextInput) -> None:
    """Build the page anew, without the weights that have just been decided on."""
    if by_hand.value:
        by_hand.value = ""
    else:
        by_hand.param.trigger("value")


def decision(report: Report, visit: Visit, by_hand: pmui.TextInput, decided: list[str]) -> Any:
    """Let an administrator keep the proposal as a draft, or turn it down; both with the reason, neither by half.

    Parameters
    ----------
    report : Report
    visit : Visit
    by_hand : text field
        The weights set by hand; emptied by a decision, which builds the page anew.
    decided : list of str
        What has just been decided, in words: written here by a click, and said once by the page built after it.
    """
    say, rubric = visit.say, report.facts["proposal"]
    if rubric is None or not visit.desk.may("change definitions"):
        return None
    reason = pmui.TextInput(
        label=say("Why (kept in the audit trail)"), sizing_mode="stretch_width", margin=(12, 0, 0, 0), size="small"
    )
    told = cards.html("".join(f'<p role="status"><b>{escape(text)}</b></p>' for text in decided))
    decided.clear()

    def decide(act: Callable[[], None], done: str) -> None:
        try:
            guard.allow(visit.desk, "review")
            act()
        except Refusal as problem:
            told.object = states.refusal(problem, say, role=visit.role).object
        else:
            decided.append(done)
            _again(by_hand)

    def turn_down() -> None:
        with visit.desk.transaction() as work:  # the content and the word on it, or neither
            work.save_definition(rubric, reason=reason.value)
            work.decline("rubric", rubric.version, reason=reason.value)

    buttons = [pmui.Button(label=say("Turn down"), variant="outlined", color="primary", margin=(8, 0, 0, 0))]
    buttons[0].on_click(
        lambda _: decide(
            turn_down, say("Turned down: version {version}, with your reason in the audit trail.", version=rubric.version)
        )
    )
    if report.facts["status"] != "waits":
        accept = pmui.Button(label=say("Keep as a draft"), variant="contained", color="primary", margin=(8, 8, 0, 0))
        kept = say(
            "Kept as a draft: version {version}. It waits on the page Rules for a second administrator.", version=rubric.version
        )
        accept.on_click(lambda _: decide(lambda: visit.desk.save_definition(rubric, reason=reason.value), kept))
        buttons.insert(0, accept)
    way = f'<p class="muted"><a href="rules?definition=rubric:{escape(rubric.id)}">{escape(say("To the rules: what a draft changes, and its approval"))}</a></p>'
    return cards.card(reason, pn.Row(*buttons, margin=0), told, cards.html(way), title=say("Decide"),
                      about=say("a draft is in force only when a second administrator approves it"))  # fmt: skip
