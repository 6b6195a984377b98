"""What are our candidates for this job good and bad at? One job's scores by competency, the weak one named.

In flows a job; out flows the page of `reports.job_fit`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards import cards, guard, states, tables
from dashboards.shared import reports
from workbench.reports.jobs import job_labels

if TYPE_CHECKING:
    from dashboards.visit import Visit
    from workbench.reports import Report


def view(visit: Visit) -> Any:
    """Build the page.

    Parameters
    ----------
    visit : Visit
        Its query may name a ``job``; the desk is narrowed by the filters of the address.

    Raises
    ------
    AccessDenied
    """
    guard.allow(visit.desk, "jobs")
    say, options = visit.say, jobs(visit)
    if not options:
        return states.no_jobs(say)
    job = cards.chooser(visit, "job", say("Job"), options, width=260)
    return cards.filtered(lambda *chosen: states.shown(_page, visit, *chosen), job, say=say)


def jobs(visit: Visit) -> dict[str, str]:
    """List the jobs this account sees, title to id, by title."""
    return {label: job for job, label in job_labels(visit.desk.read("JOBS"), visit.language).items()}


def _page(visit: Visit, job: str) -> tuple[Any, Any]:
    report = reports.job_fit(visit.desk, job_id=job, language=visit.language)
    return cards.opening(report, marked=_marked(report)), cards.stack(
        cards.beside(
            cards.drawn(report, "competencies", dark=visit.dark, wide=560, grow=3),
            tables.card(
                report,
                "competencies",
                visit,
                columns=("name", "n", "mean", "low", "high", "sd", "others_mean", "gap"),
                wide=420,
                grow=2,
            ),
        ),
        tables.card(
            report,
            "candidates",
            visit,
            columns=_candidate_columns(report),
            titles=_competency_names(report),
            about=visit.say("open a row for the evidence behind it"),
        ),
        tables.card(report, "redundant", visit, columns=("competency_name", "other_name", "r", "r_low", "r_high", "n", "action")),
        cards.closing(report),
        tables.whole_report(report, visit, filename="job-fit.html"),
    )


def _marked(report: Report) -> dict[str, str]:
    """Bring out the weak competencies in amber."""
    competencies = report.tables.get("competencies")
    return {} if competencies is None else dict.fromkeys(competencies.loc[competencies["weak"].astype(bool), "name"], "warn")


def _candidate_columns(report: Report) -> list[str]:
    first = ["interview_id", "overall", "error_band", "grade", "channel", "interview_date"]
    return [*first, *(report.tables["competencies"]["competency"] if "competencies" in report.tables else ())]


def _competency_names(report: Report) -> dict[str, str]:
    competencies = report.tables.get("competencies")
    return {} if competencies is None else dict(zip(competencies["competency"], competencies["name"], strict=True))
