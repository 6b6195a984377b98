"""What do we ask, and what next? A job's questions with what good answers are like; for an applicant, what the résumé and the interview leave open.

In flows a job or an application; out flows the page of `reports.guide`.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, job_fit, preferences, screening, states, tables
from dashboards.shared import reports
from workbench.figures import numbers

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report

COLUMNS = ("competency_name", "question_text", "asked_of", "criteria_text", "weight", "minutes")


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job``, or an ``application``, which has its own job.

    Raises
    ------
    AccessDenied, ContractError, DefinitionError
    """
    guard.allow(visit.desk, "guide")
    say, options = visit.say, job_fit.jobs(visit)
    if visit.query.get("application"):
        return cards.stack(*_of_one(visit, visit.query["application"]))
    if not options:
        return states.no_jobs(say)
    job = cards.chooser(visit, "job", say("Job"), options, width=260)
    return cards.filtered(lambda *chosen: states.shown(_of_job, visit, *chosen), job, say=say)


def _of_job(visit: Visit, job: str) -> tuple[Any, Any]:
    report = reports.guide(visit.desk, job_id=job, language=visit.language)
    return cards.opening(report), cards.stack(
        *_parts(report, visit), tables.whole_report(report, visit, filename=f"guide-{job}.html")
    )


def _of_one(visit: Visit, application_id: str) -> tuple[Any, ...]:
    report = reports.guide(visit.desk, application_id=application_id, language=visit.language)
    everybody = preferences.address("guide", {"job": report.facts["job_id"]})
    link = cards.html(
        f'<p><a href="{escape(everybody)}">← {escape(visit.say("The questions for everybody who applies for this job"))}</a></p>'
    )
    return (
        cards.opening(report),
        screening.ways(visit, application_id, report.facts["interview_id"], here="guide"),
        _missing(report, visit),
        *_parts(report, visit),
        link,
        tables.whole_report(report, visit, filename=f"guide-{application_id}.html"),
    )


def _parts(report: Report, visit: Visit) -> tuple[Any, ...]:
    say = visit.say
    if report.tables["questions"].empty:
        asked = cards.card(states.empty(say, say("No question is left to ask."), say("The rubric of this job names no criterion.")))
    else:
        marks = report.tables["anchors"]
        rows = "".join(
            _question(row, marks[marks["number"] == row["number"]].to_dict("records"), visit)
            for row in report.tables["questions"].to_dict("records")
        )
        asked = cards.card(cards.html(f'<ol class="asked">{rows}</ol>', sheet="guide.css"), title=say("The guide"),
                           about=say("in this order; a mark from 1 to 5 follows its anchor"))  # fmt: skip
    return (
        asked,
        tables.card(report, "questions", visit, columns=COLUMNS),
        tables.card(report, "uncovered", visit, columns=("competency_name", "criterion_name")),
        cards.closing(report),
    )


def _question(row: dict[str, Any], marks: list[dict[str, Any]], visit: Visit) -> str:
    """Write one question: what is asked, what it feeds, what to ask when it stays open, and what each mark is like."""
    say = visit.say
    about = say("{competency}: {criteria} · {minutes} min · {share} of the score", competency=row["competency_name"], criteria=row["criteria_text"],
                minutes=numbers.plain(row["minutes"]), share=numbers.share(row["weight"]))  # fmt: skip
    own = f'<span class="own">{escape(row["asked_of"])}</span>' if row["resume_words"] else ""
    quote = f'<p class="quote">{escape(say("Résumé: “{words}”", words=row["resume_words"]))}</p>' if row["resume_words"] else ""
    probes = "".join(f"<li>{escape(probe)}</li>" for probe in row["probes"].split("\n") if probe)
    open_ = f'<p class="lead">{escape(say("If it stays open, ask"))}</p><ul>{probes}</ul>' if probes else ""
    anchors = "".join(f"<dt>{mark['rating']}</dt><dd>{escape(mark['anchor_text'])}</dd>" for mark in marks)
    like = f"<dl>{anchors}</dl>" if anchors else ""
    return f'<li><h3>{escape(row["question_text"])}{own}</h3><p class="about">{escape(about)}</p>{quote}{open_}{like}</li>'


def _missing(report: Report, visit: Visit) -> Any:
    """List what an interview left open, with the question that would bring it."""
    say = visit.say
    if report.facts["interview_id"] is None:
        return None
    columns = ("criterion_name", "competency_name", "reason", "question")
    shown = tables.card(report, "missing", visit, columns=columns, about=say("from the interview that was held"))
    return shown or cards.card(
        cards.html(f"<p>{escape(say('Every criterion of the rubric has evidence.'))}</p>"), title=say("What is missing")
    )
