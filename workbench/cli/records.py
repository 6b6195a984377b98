"""What is in the database, from the terminal: reports, quarantine, the audit trail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.terminal import REFUSED, err, give, out, refusing

NAMES = ("candidate", "job-fit", "pay-review", "cost-return", "screening", "outcomes")
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE instead of showing.")]


def report(
    name: Annotated[str, typer.Argument(help=f"One of {', '.join(NAMES)}.")],
    interview: Annotated[str | None, typer.Option("--interview", help="Interview ID, for candidate and pay-review.")] = None,
    job: Annotated[str | None, typer.Option("--job", help="Job ID, for job-fit, pay-review and screening.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    db: Db = DEFAULT_DB,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write one offline HTML file.")] = None,
) -> None:
    """Say a report's answer, or write it as one offline HTML file."""
    from workbench import reports, store

    with refusing(), store.open(db, create=False) as database:
        desk = database.as_operator()
        if name == "candidate" and not interview:
            err.print("error: candidate needs --interview ID")
            raise typer.Exit(REFUSED)
        builders = {
            "candidate": lambda: reports.candidate(desk, interview, language=language),
            "job-fit": lambda: reports.job_fit(desk, job_id=job, language=language),
            "pay-review": lambda: reports.pay_review(desk, interview_id=interview, job_id=job, language=language),
            "cost-return": lambda: reports.cost_return(desk, language=language),
            "outcomes": lambda: reports.outcomes(desk, language=language),
            "screening": lambda: reports.screening(desk, job_id=job, language=language),
        }
        if name not in builders:
            err.print(f"error: there is no report '{name}'; choose one of {', '.join(NAMES)}", markup=False)
            raise typer.Exit(REFUSED)
        built = builders[name]()
        if output:
            output.write_text(reports.to_html(built, language), encoding="utf-8")
            out.print(f"written to {output}", markup=False)
        else:
            out.print("\n".join([built.title, built.sentence, *built.notes]), markup=False)


def quarantine(db: Db = DEFAULT_DB, output: Output = None) -> None:
    """List the rows that were set aside, with the reason of each (their content only in --output)."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        rows = database.as_operator().quarantine()
        give(rows if output else rows.drop(columns="content", errors="ignore"), output, title=f"{len(rows)} rows set aside")


def audit(db: Db = DEFAULT_DB, output: Output = None) -> None:
    """Check the audit trail's chain and list who did what."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        checked = database.verify_audit()
        rows = database.as_operator().audit()
        give(rows if output else rows[["n", "at", "account", "role", "action", "subject"]], output)
        if not checked.ok:
            err.print(f"error: the audit trail is broken at row {checked.first_broken}")
            raise typer.Exit(REFUSED)
        out.print(f"{checked.n} rows, chain unbroken")
