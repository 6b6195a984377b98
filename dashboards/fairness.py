"""Would this stand up? Impact ratios with the four-fifths line, scoring rates, criteria and prediction, for every protected attribute.

In flow a decision, an attribute, a job and a period; out flows the page of `reports.audit`.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import panel_material_ui as pmui

from dashboards import cards, guard, job_fit, states, tables
from dashboards.shared import reports
from workbench import fairness
from workbench.reports.audit_tables import attribute_name

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report

IMPACT = (
    "group",
    "n",
    "selected",
    "rate",
    "impact_ratio",
    "ratio_low",
    "ratio_high",
    "flagged",
    "p_holm",
    "shortfall",
    "finding_text",
)


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``stage``, an ``attribute`` and a ``job``.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "fairness")
    say = visit.say
    stages = {
        say("Hired, of all who applied"): "hired",
        say("Offered, of those interviewed"): "offered",
        say("Invited, of those screened"): "invited",
    }
    attributes = [*fairness.ATTRIBUTES, " × ".join(fairness.ATTRIBUTES[:2])]
    choices = {"stage": (say("Decision"), stages), "attribute": (say("Attribute"), {attribute_name(name, visit.language): name for name in attributes}),
               "job": (say("Job"), {say("All jobs"): ""} | job_fit.jobs(visit))}  # fmt: skip
    widgets = [cards.chooser(visit, name, *words) for name, words in choices.items()]
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), *widgets, say=say)


def _page(visit: Visit, stage: str, attribute: str, job: str) -> tuple[Any, Any]:
    report = reports.audit(visit.desk, stage=stage, attribute=attribute, job_id=job or None, language=visit.language)
    return cards.opening(report, marked=_marked(report)), cards.stack(
        cards.drawn(report, "impact", dark=visit.dark),
        tables.card(report, "impact", visit, columns=IMPACT),
        cards.beside(
            tables.card(report, "ll144_selection", visit, columns=("attribute_text", "group", "n", "selected", "rate", "impact_ratio"), wide=480),
            tables.card(report, "ll144_scoring", visit, columns=("attribute_text", "group", "n", "scoring_rate", "impact_ratio"), wide=480),
        ),
        tables.card(report, "ll144_unknown", visit, columns=("attribute_text", "n", "n_unknown", "n_groups_hidden", "n_people_hidden")),
        tables.card(report, "guidelines", visit, columns=("stage_text", "attribute_text", *IMPACT)),
        tables.card(report, "jobs", visit, columns=("title", "group", "n", "selected", "rate", "impact_ratio", "flagged", "p_exact", "shortfall", "finding_text")),
        tables.card(report, "criteria", visit, columns=("criterion", "attribute_text", "group", "reference", "n", "difference", "low", "high", "d", "p_holm", "finding_text")),
        tables.card(report, "prediction", visit, columns=("attribute_text", "group", "n", "slope", "slope_reference", "intercept_difference", "p_holm", "finding_text")),
        tables.card(report, "undefined", visit, columns=("attribute_text", "part", "item", "why")),
        cards.closing(report),
        cards.beside(tables.whole_report(report, visit, filename="fairness-audit.html"), _sheets(report, visit)),
    )  # fmt: skip


def _sheets(report: Report, visit: Visit) -> pmui.FileDownload:
    """Give all tables of the audit as CSV files in one archive."""

    def packed() -> BytesIO:
        archive = BytesIO()
        with ZipFile(archive, "w") as files:
            for name, text in reports.to_csv(report, visit.language).items():
                files.writestr(f"{name}.csv", text)
        archive.seek(0)
        return archive

    return pmui.FileDownload(
        callback=packed, filename="fairness-audit.zip", label=visit.say("Download all tables (CSV)"), variant="outlined", size="small", color="primary", margin=(2, 0, 0, 0), width=None,
    )  # fmt: skip


def _marked(report: Report) -> dict[str, str]:
    """Bring out the lowest ratio: amber below the line."""
    lowest = report.facts.get("lowest")
    if not lowest:
        return {}
    return {
        f"{lowest['impact_ratio']:.2f} ({lowest['ratio_low']:.2f}–{lowest['ratio_high']:.2f})": "warn"
        if report.facts["below"]
        else "good"
    }
