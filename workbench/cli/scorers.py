"""Learned answer scorers from the terminal: train one, and say what it is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.terminal import bars, give, out, refusing, spoken

if TYPE_CHECKING:
    from workbench.definitions import AnswerScorer

scorer = typer.Typer(
    help="Ratings learned from people's ratings: train, report. They rate only once the policy names them.", no_args_is_help=True
)
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write the table to FILE instead of showing.")]
Language = Annotated[str, typer.Option("--language", help="zh or en.")]


@scorer.command("train")
def train(
    criterion: Annotated[str, typer.Argument(help="Criterion that people have rated, as in RATINGS: strategy.")],
    db: Db = DEFAULT_DB,
    method: Annotated[str, typer.Option("--method", help="ridge or ordinal.")] = "ridge",
    semantic: Annotated[bool, typer.Option("--semantic", help="Add likeness of meaning (extra [semantic]).")] = False,
    minimum: Annotated[int, typer.Option("--minimum", min=60, help="Rated interviews needed.")] = 60,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the version.")] = "trained on the ratings at hand",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only; save nothing.")] = False,
    language: Language = "zh",
    output: Output = None,
) -> None:
    """Learn to rate a criterion, say what that is worth on known and new questions, and save it as a version."""
    from workbench import pipeline, store

    with refusing(), store.open(db, create=False) as database, bars() as tell:
        spoken(language)
        desk = database.as_operator()
        training = pipeline.train_scorer(
            desk,
            criterion,
            method=method,
            semantic=semantic,
            minimum=minimum,
            progress=lambda done, total: tell("training", done, total),
        )
        state = "" if dry_run else _saved(desk, training, reason)
    with refusing():
        _show(training.scorer, language, output)
        out.print(state or "nothing was saved (--dry-run)", markup=False)


@scorer.command("report")
def report(
    id: Annotated[str | None, typer.Argument(help="Id of a scorer; needed where there are several.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="A version of it.")] = None,
    db: Db = DEFAULT_DB,
    language: Language = "zh",
    output: Output = None,
) -> None:
    """Say what a saved scorer is worth, and where it may rate."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        spoken(language)
        _show(database.as_operator().definition("scorer", id=id, version=version), language, output)


def _saved(desk, training, reason: str) -> str:  # noqa: ANN001 - a Desk and a Training
    from workbench import pipeline

    version = pipeline.save_scorer(desk, training, reason=reason)
    listed = desk.definitions("scorer")
    state = listed[listed["version"] == version]["state"].iloc[-1]
    name = training.scorer.id
    named = name in (pipeline.policy_in_force(desk).scorers or ())
    waits = "it waits for a second administrator's approval" if state == "draft" else f"it is {state}"
    return f"saved as scorer '{name}' version {version}: {waits}; " + (
        "the policy names it" if named else f"it rates nobody until the policy names it (scorers: [{name}])"
    )


def _show(found: AnswerScorer, language: str, output: str | None) -> None:
    from workbench import pipeline

    give(pipeline.worth_table(found, language=language), output, title=f"{found.id}: {found.indicator}, {found.method}")
    if not output:
        for line in pipeline.worth_lines(found, language=language):
            out.print(line, markup=False)
