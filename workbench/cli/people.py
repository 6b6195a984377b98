"""Résumés and screening from the terminal: a folder read in one go, who is invited and why not, a decision overturned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.terminal import REFUSED, bars, err, give, out, refusing, save
from workbench.errors import AccessDenied

Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE (.csv, .xlsx, .parquet) instead of showing.")]
screening = typer.Typer(
    help="Who is invited: hard requirements and keywords of the job against what is known.", invoke_without_command=True
)
SHOWN = ["candidate_id", "status", "n_jobs", "years_experience", "years_in_sales", "degree_level", "led_team", "reason"]


def resumes(
    files: Annotated[list[Path], typer.Argument(help="Folder of résumés, or the files (PDF, Word, HTML, text).")],
    output: Output = None,
    items: Annotated[str | None, typer.Option("--items", help="Write every value with its place in the text to FILE.")] = None,
    db: Annotated[
        str | None, typer.Option("--db", help="Keep each with its candidate, found by file name (id), phone or e-mail.")
    ] = None,
    json_folder: Annotated[Path | None, typer.Option("--json", help="Write one JSON Resume a file into this folder.")] = None,
) -> None:
    """Read résumés: positions, education, contacts, each value with its place; files that cannot be read are named with the reason."""
    from workbench.evidence import resume

    with refusing(), bars() as tell:
        given = files[0] if len(files) == 1 and files[0].is_dir() else files
        batch = resume.read_folder(given, progress=lambda done, total: tell("résumés", done, total))
    with refusing():
        files = batch.files.assign(outcome=batch.files["candidate_id"].map(_keep(batch, db))) if db else batch.files
        give(files if output else files[[*SHOWN, *(["outcome"] if db else [])]], output)
        if items:
            save(batch.items, items)
    if json_folder:
        json_folder.mkdir(parents=True, exist_ok=True)
        for name, read in batch.resumes.items():
            laid = json.dumps(read.json_resume(), ensure_ascii=False, indent=2)
            (json_folder / f"{name.replace('/', '_')}.json").write_text(laid, encoding="utf-8")
        out.print(f"{len(batch.resumes)} JSON Resumes written to {json_folder}", markup=False)
    refused = int((batch.files["status"] == "refused").sum())
    if refused:
        err.print(f"warning: {refused} of {len(batch.files)} files could not be read; column 'reason' says why", markup=False)
    if refused == len(batch.files):
        raise typer.Exit(REFUSED)


def _keep(batch: Any, db: str) -> dict[str, str]:
    """Keep the résumés with their candidates; files are named in the list only, since their names are people's."""
    from workbench import pipeline, store

    with store.open(db, create=False) as database:
        taken = pipeline.take_resumes(database.as_operator(), batch)
    kept = int((taken["outcome"] == "kept").sum())
    out.print(f"{kept} of {len(taken)} résumés kept with their candidates", markup=False)
    if kept < len(taken):
        err.print(f"warning: for {len(taken) - kept} a person must decide whose they are; column 'outcome' says why", markup=False)
    return dict(zip(taken["file"], taken["outcome"], strict=True))


@screening.callback()
def screen(
    context: typer.Context,
    job: Annotated[str | None, typer.Option("--job", help="Only this job's applications.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    db: Db = DEFAULT_DB,
    output: Output = None,
) -> None:
    """Screen everybody who applied and list the queue, those to ask, and each refusal with its requirement."""
    if context.invoked_subcommand:
        return
    from workbench import pipeline, reports, store

    with refusing(), store.open(db, create=False) as database:
        desk = database.as_operator()
        with bars() as tell:
            result = pipeline.screen(desk, job_id=job, progress=tell, language=language)
        out.print(reports.screening(desk, job_id=job, language=language).sentence, markup=False)
        columns = ["application_id", "job_id", "decision", "reason", "keywords_found"]
        give(result.table if output else result.table[columns].sort_values("decision", key=lambda d: d.map({"invite": 0, "ask": 1, "refuse": 2}),
                                                                         kind="stable"), output)  # fmt: skip


@screening.command("overturn")
def overturn(
    application: Annotated[str, typer.Argument(help="Application ID.")],
    decision: Annotated[str, typer.Option("--decision", help="invite, ask or refuse.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with your name and the moment.")],
    account: Annotated[str, typer.Option("--account", help="Who decides: an administrator or a recruiter.")],
    password: Annotated[str, typer.Option("--password", prompt=True, hide_input=True)] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """Decide otherwise than the requirements did, in your own name."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        signed_in(database, account, password).review_screening(application, decision=decision, reason=reason)
        out.print(f"{application}: {decision}, decided by {account}", markup=False)


def signed_in(database: Any, account: str, password: str) -> Any:
    """Give the desk of somebody who decides in their own name, for the right password."""
    if not database.check_password(account, password):
        raise AccessDenied("account and password do not fit", where="sign-in", expected="an account of this database and its password",
                           cure="'workbench users list' lists the accounts")  # fmt: skip
    return database.as_user(account)
