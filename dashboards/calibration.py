"""Are these the right weights? Fitted weights against equal ones, and what weights of one's own would be worth.

In flow a job, a method and sliders; out flows the page of `reports.calibration`, whose findings answer the sliders at once.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import panel_material_ui as pmui

from dashboards import cards, guard, job_fit, preferences, states, tables
from dashboards.shared import reports
from workbench.errors import Refusal
from workbench.reports.calibration import METHODS

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report

SHOWN = ("ridge", "nonnegative", "relative", "unit")


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job`` and a ``method``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "calibration")
    say, jobs = visit.say, job_fit.jobs(visit)
    if not jobs:
        return cards.card(
            states.empty(say, say("No jobs yet."), say("Run the pipeline on the exports: workbench run --exports DIR."))
        )
    job = pmui.Select(label=say("Job"), options=jobs, value=job_fit.asked(visit, "job", jobs), width=260, margin=0, size="small")
    methods = {say(METHODS[name]): name for name in SHOWN}
    method = pmui.Select(
        label=say("Method"), options=methods, value=job_fit.asked(visit, "method", methods), width=260, margin=0, size="small"
    )
    preferences.follow(job, {"value": "job"})
    preferences.follow(method, {"value": "method"})
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, method, say=say)


def _page(visit: Visit, job: str, method: str) -> tuple[Any, Any]:
    report = reports.calibration(visit.desk, job_id=job, method=method, language=visit.language)
    return cards.opening(report), cards.stack(
        cards.beside(
            cards.drawn(report, "weights", dark=visit.dark, wide=480),
            cards.pile(_sliders(visit, report), cards.drawn(report, "validity", dark=visit.dark), wide=480),
        ),
        tables.card(report, "validity", visit, columns=("label", "r", "low", "high", "r_fitted_on", "r_selected")),
        tables.card(report, "weights", visit, columns=("name", "weight", "low", "high", "current", "equal", "relative")),
        tables.card(
            report,
            "items",
            visit,
            columns=("name", "n", "item_total", "item_total_low", "item_total_high", "discrimination", "alpha_without", "finding"),
        ),
        cards.drawn(report, "drift", dark=visit.dark),
        tables.card(
            report,
            "drift",
            visit,
            columns=("name", "period", "n", "psi", "low", "high", "chance", "finding"),
            titles={"period": visit.say("Quarter"), "low": visit.say("True index, low"), "high": visit.say("True index, high")},
        ),
        cards.closing(report),
        tables.whole_report(report, visit, filename="calibration.html"),
    )


def _sliders(visit: Visit, report: Report) -> Any:
    """Let weights be tried: shares of 100 % are made of the sliders, and a sentence says what they would be worth."""
    found, say = report.facts["calibration"], visit.say
    if found is None:
        return None
    start = dict(zip(found.weights["criterion"], found.weights["current"], strict=True))
    sliders = {
        name: pmui.IntSlider(
            label=report.facts["names"].get(name, name),
            start=0,
            end=100,
            value=round(100 * share),
            margin=(0, 6, 6, 6),
            sizing_mode="stretch_width",
        )
        for name, share in start.items()
    }
    told = cards.html("")

    def say_it(*_: Any) -> None:
        try:
            words = reports.weights_tried(found, {name: slider.value / 100 for name, slider in sliders.items()}, visit.language)
        except Refusal:
            words = say("Set one of the weights above 0.")
        told.object = f"<p>{escape(words)}</p>"

    def reset(_: Any) -> None:
        for name, slider in sliders.items():
            slider.value = round(100 * start[name])
        say_it()

    for slider in sliders.values():
        slider.param.watch(say_it, "value_throttled")
    button = pmui.Button(label=say("Reset"), variant="text", size="small", margin=0, width=None)
    button.on_click(reset)
    say_it()
    return cards.card(*sliders.values(), told, button, title=say("Try weights"), about=say("shares of what the sliders add up to"))
