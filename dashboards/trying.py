"""Weights of one's own on the page of weights: sliders that add up to 100 %, what they are worth, their point on the front, and a proposal.

In flow a report on calibration; out flow two cards. Nothing is in force before somebody else approves it.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, states
from workbench import reports
from workbench.errors import Refusal

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report


def sliders(visit: Visit, report: Report, job: str) -> tuple[Any, Any]:
    """Build the sliders' card and, where a front was traced, the card with the reader's own point on it.

    Moving one slider lets the others give or take in proportion, so that the sum stays at 100 %.
    """
    found, say = report.facts["calibration"], visit.say
    if found is None:
        return None, None
    in_use = reports.kept_at_100(dict(zip(found.weights["criterion"], found.weights["current"], strict=True)))
    equal = reports.kept_at_100(dict.fromkeys(in_use, 1.0))
    parts = {name: _slider(report.facts["names"].get(name, name), share) for name, share in in_use.items()}
    told, total, front = cards.html(""), cards.html(""), _front(visit, report, in_use)

    def shares() -> dict[str, int]:
        return {name: part.value for name, part in parts.items()}

    def put(values: dict[str, int]) -> None:
        for name, part in parts.items():
            part.value = values[name]
        total.object = f"<p>{escape(say('Sum: {sum} %', sum=sum(values.values())))}</p>"
        told.object = f"<p>{escape(reports.weights_tried(found, values, visit.language))}</p>"
        if front is not None:
            front[-1] = cards.plotted(reports.front_tried(report, values, visit.language), dark=visit.dark)[2]

    for name, part in parts.items():
        part.param.watch(lambda _, name=name: put(reports.kept_at_100(shares(), moved=name)), "value_throttled")
    buttons = [_button(say("Weights in use"), lambda _: put(in_use)), _button(say("Equal weights"), lambda _: put(equal)),
               _button(say("Proposal of the data"), lambda _: put(reports.kept_at_100(found.proposal)))]  # fmt: skip
    put(in_use)
    body = (*parts.values(), total, told, pn.Row(*buttons, margin=0), _proposal(visit, job, shares))
    return cards.card(*(part for part in body if part is not None), title=say("Try weights"), about=say("moving one lets the others give or take: the sum stays at 100 %")), front  # fmt: skip


def _slider(label: str, share: int) -> Any:
    return pmui.IntSlider(label=label, start=0, end=100, value=share, margin=(0, 6, 6, 6), sizing_mode="stretch_width")


def _button(label: str, act: Any) -> Any:
    button = pmui.Button(label=label, variant="text", size="small", margin=0, width=None)
    button.on_click(act)
    return button


def _front(visit: Visit, report: Report, weights: dict[str, int]) -> Any:
    element = reports.front_tried(report, weights, visit.language)
    if element is None:
        return None
    title, about, plot = cards.plotted(element, dark=visit.dark)
    return cards.card(plot, title=title, about=about)


def _proposal(visit: Visit, job: str, shares: Any) -> Any:
    """Let an administrator propose the weights tried as a new version of the job's rubric: a draft for a second person to approve."""
    if not visit.desk.may("change definitions"):
        return None
    say = visit.say
    reason = pmui.TextInput(
        label=say("Why (kept in the audit trail)"), sizing_mode="stretch_width", margin=(8, 0, 0, 0), size="small"
    )
    button = pmui.Button(label=say("Propose these weights"), variant="outlined", color="primary", margin=(8, 0, 0, 0))
    answer = cards.html("")

    def propose(_: Any) -> None:
        try:
            guard.allow(visit.desk, "rules")
            visit.desk.save_definition(reports.rubric_tried(visit.desk, job, shares()), reason=reason.value)
            answer.object = f"<p>{escape(say('Proposed: it waits on the page of rules for a second person to approve it.'))}</p>"
        except Refusal as problem:
            answer.object = states.refusal(problem, say, role=visit.role).object

    button.on_click(propose)
    return pn.Column(reason, button, answer, sizing_mode="stretch_width", margin=0)
