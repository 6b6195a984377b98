"""The judge model from the terminal: have it rate what nobody has, and say how far it can be trusted."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.terminal import bars, err, give, out, refusing, spoken

judge = typer.Typer(
    help="A judge model, where the policy allows one: rate, report. The key is read from WORKBENCH_JUDGE_KEY.", no_args_is_help=True
)
BaseUrl = Annotated[
    str | None, typer.Option("--base-url", help="OpenAI-compatible endpoint; else the policy's, else WORKBENCH_JUDGE_URL.")
]


@judge.command("rate")
def rate(
    db: Db = DEFAULT_DB,
    base_url: BaseUrl = None,
    criterion: Annotated[
        list[str] | None, typer.Option("--criterion", help="Only this criterion; may be given several times.")
    ] = None,
    interview: Annotated[
        list[str] | None, typer.Option("--interview", help="Only this interview; may be given several times.")
    ] = None,
    rated_too: Annotated[
        bool, typer.Option("--rated-too", help="Also what people have rated, to compare; their ratings stand.")
    ] = False,
    workers: Annotated[int, typer.Option("--workers", min=1, max=32, help="Requests under way at once.")] = 4,
) -> None:
    """Send the answers nobody has rated to the judge, keep what it says, and reckon their scores again."""
    from workbench import pipeline, store

    with refusing(), store.open(db, create=False) as database, bars() as tell:
        found = pipeline.judge_answers(
            database.as_operator(), base_url=base_url, criteria=criterion, interviews=interview, rated_too=rated_too, workers=workers,
            progress=lambda done, total: tell("judging", done, total),
        )  # fmt: skip
    counts = ", ".join(f"{n} {status}" for status, n in sorted(found.statuses.items())) or "nothing was sent"
    out.print(f"{found.done} criteria judged at {found.host}, {found.unchanged} left as they were: {counts}", markup=False)
    out.print(f"evidence and scores of {len(found.interviews)} interviews reckoned again", markup=False)
    if flagged := found.statuses.get("flagged"):
        err.print(f"warning: {flagged} answers speak to the judge and were not sent: a person must rate them")


@judge.command("report")
def report(
    criterion: Annotated[str, typer.Argument(help="Criterion that was judged, as in RATINGS: strategy.")],
    db: Db = DEFAULT_DB,
    output: Annotated[str | None, typer.Option("--output", "-o", help="Write the table to FILE instead of showing.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
) -> None:
    """Say how far the judge agrees with itself and with people, beside people with one another."""
    from workbench import pipeline, store

    with refusing(), store.open(db, create=False) as database:
        spoken(language)
        found = pipeline.judge_worth(database.as_operator(), criterion)
        give(pipeline.worded(found, language=language), output, title=f"rating.{criterion.removeprefix('rating.')}")
