"""Drafts, differences, approvals and interview guides from the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from workbench.cli.people import signed_in
from workbench.cli.river import DATA, DEFAULT_DB, Db
from workbench.cli.terminal import give, out, refusing, show, whole

Language = Annotated[str, typer.Option("--language", help="zh or en.")]


def draft(
    job: Annotated[str, typer.Argument(help="Job ID.")],
    db: Db = DEFAULT_DB,
    keep: Annotated[bool, typer.Option("--keep", help="Save it as a draft; a second person approves.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the draft as YAML.")] = None,
    language: Language = "zh",
) -> None:
    """Propose a rubric from a job's own words: equal weights, never used before approval."""
    from workbench import pipeline, store

    with refusing(), store.open(db, create=False) as database:
        made = pipeline.draft_rubric(database.as_operator(), job, keep=keep)
        weights = {c.id: f"{c.weight * 100:.4g} %" for c in made.rubric.competencies}
        rows = [(p.name[language], weights[p.competency], p.source, p.quote, p.criteria_of or "–") for p in made.proposals]
        show(
            pd.DataFrame(rows, columns=["competency", "weight", "from", "words", "criteria of"]),
            title=f"{made.rubric.id} {made.rubric.version}",
        )
        if made.also:
            out.print("also named: " + "; ".join(f"{p.name[language]} “{p.quote}”" for p in made.also), markup=False)
        if output:
            with whole(output) as part:
                part.write_text(made.rubric.to_yaml(), encoding="utf-8")
            out.print(f"written to {output}", markup=False)
        if keep:
            out.print(
                f"kept as a draft: 'workbench definitions approve rubric {made.rubric.version} --account NAME' puts it in force",
                markup=False,
            )


def compare(
    old: Annotated[str, typer.Argument(help="YAML file, or a version in the database.")],
    new: Annotated[str, typer.Argument(help="YAML file, or a version in the database.")],
    db: Db = DEFAULT_DB,
    language: Language = "zh",
) -> None:
    """Say in words what a newer version of a definition changes."""
    from workbench.definitions import differences

    with refusing():
        changes = differences(_definition(old, db), _definition(new, db))
        for change in changes:
            out.print(change.say(language), markup=False)
        if not changes:
            out.print("both decide the same")


def approve(
    kind: Annotated[str, typer.Argument(help="rubric, pay-matrix, cost-model, policy, questions, skills, …")],
    version: Annotated[str, typer.Argument()],
    account: Annotated[str, typer.Option("--account", help="Who approves: an administrator other than the author.")],
    password: Annotated[str, typer.Option("--password", prompt=True, hide_input=True)] = "",
    reason: Annotated[str, typer.Option("--reason")] = "",
    db: Db = DEFAULT_DB,
) -> None:
    """Put a draft in force, in your own name; its author cannot."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        signed_in(database, account, password).approve(kind, version, reason=reason)
        out.print(f"{kind} {version} in force, approved by {account}", markup=False)


def guide(
    application: Annotated[str | None, typer.Option("--application", help="Application ID in the database.")] = None,
    rubric: Annotated[Path | None, typer.Option("--rubric", help="Rubric YAML, with --resume.")] = None,
    resume: Annotated[Path | None, typer.Option("--resume", help="Résumé file (PDF, Word, HTML, text).")] = None,
    bank: Annotated[Path, typer.Option("--questions", help="Question bank YAML.")] = DATA / "definitions" / "questions.yaml",
    minutes: Annotated[float | None, typer.Option("--minutes", min=0)] = None,
    language: Language = "zh",
    db: Db = DEFAULT_DB,
    output: Annotated[str | None, typer.Option("--output", "-o")] = None,
) -> None:
    """Make an interview guide: the same core questions for everyone, and what this résumé gives occasion to ask."""
    from workbench import pipeline, store
    from workbench.definitions import QuestionBank, Rubric
    from workbench.evidence import questions

    with refusing():
        if application:
            with store.open(db, create=False) as database:
                plan = pipeline.interview_guide(database.as_operator(), application, minutes=minutes)
        elif rubric:
            plan = questions.plan(Rubric.load(rubric), resume, QuestionBank.load(bank) if bank.is_file() else None, minutes=minutes)
        else:
            raise typer.BadParameter("name --application, or --rubric and --resume")
        rows = [
            ("core" if q.core else "résumé", q.text[language], ", ".join(q.criteria), q.minutes, q.quote) for q in plan.questions
        ]
        give(
            pd.DataFrame(rows, columns=["asked of", "question", "feeds", "minutes", "quotes"]),
            output,
            title=f"{plan.minutes:g} min",
        )
        for name, listed in (("not covered", plan.uncovered), ("no time for", plan.left_out)):
            if listed:
                out.print(f"{name}: {', '.join(listed)}", markup=False)


def _definition(given: str, db: str):  # noqa: ANN202 - a Document
    from workbench import store
    from workbench.pipeline import loading

    if Path(given).suffix in {".yaml", ".yml"}:
        return loading.read_definition(Path(given))
    with store.open(db, create=False) as database:
        desk = database.as_operator()
        kinds = desk.definitions().set_index("version")["kind"]
        return desk.definition(str(kinds.get(given, "rubric")), version=given)
