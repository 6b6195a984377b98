"""Single rooms from the terminal: score a table, suggest pay, count costs, hear a recording."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.resuming import kept_rows
from workbench.cli.river import DATA
from workbench.cli.terminal import REFUSED, bars, err, give, refusing, show

if TYPE_CHECKING:
    import pandas as pd

GLANCE = {"source": "recording", "verdict": "verdict", "duration_s": "s", "pause_count": "pauses", "articulation_rate_sps": "syllables/s",
          "f0_median_hz": "F0 Hz", "snr_db": "SNR dB"}  # fmt: skip
Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE (.csv, .xlsx, .parquet) instead of showing.")]


def score(
    evidence: Annotated[Path, typer.Argument(help="Wide table: interview_id and one column an indicator.")],
    rubric: Annotated[Path, typer.Option("--rubric", help="Rubric YAML.")],
    explain: Annotated[bool, typer.Option("--explain", help="One row a criterion instead.")] = False,
    output: Output = None,
) -> None:
    """Score a table of evidence by a rubric."""
    from workbench import scoring
    from workbench.definitions import Rubric

    with refusing():
        chosen = Rubric.load(rubric)
        wide = _wide(evidence, [*chosen.indicators])
        give((scoring.explain if explain else scoring.score)(wide, chosen), output)


def suggest_pay(
    scores: Annotated[Path, typer.Argument(help="Table with interview_id and overall.")],
    matrix: Annotated[Path, typer.Option("--matrix", help="Pay-matrix YAML.")],
    market_min: Annotated[float | None, typer.Option("--market-min")] = None,
    market_max: Annotated[float | None, typer.Option("--market-max")] = None,
    budget: Annotated[float | None, typer.Option("--budget", help="Most that may be paid.")] = None,
    expected: Annotated[float | None, typer.Option("--expected", help="What the candidate asks for.")] = None,
    output: Output = None,
) -> None:
    """Suggest pay for a table of scores."""
    from workbench import pay
    from workbench.definitions import PayMatrix

    with refusing():
        market = None if market_min is None and market_max is None else (market_min, market_max)
        table = _wide(
            scores, ["overall", "market_min", "market_max", "market_reference", "budget", "expected_pay"], needed=["overall"]
        )
        give(pay.suggest(table, PayMatrix.load(matrix), market=market, budget=budget, expected=expected), output)


def costs(
    model: Annotated[Path, typer.Option("--model", help="Cost-model YAML.")] = DATA / "definitions" / "cost-model.yaml",
) -> None:
    """Work out cost per interview and HR time saved from the cost model's assumptions."""
    import dataclasses

    import pandas as pd

    from workbench import recruiting
    from workbench.definitions import CostModel

    with refusing():
        assumptions = CostModel.load(model)
        for result in (recruiting.cost_per_interview(assumptions), recruiting.hr_time_saved(assumptions)):
            rows = [(name, str(value)) for name, value in _flat(dataclasses.asdict(result))]
            show(pd.DataFrame(rows, columns=["figure", "value"]), title=type(result).__name__)


def audio(
    recordings: Annotated[list[str], typer.Argument(help="Recordings, folders of them, or fsspec addresses.")],
    output: Output = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1)] = None,
    scheduler: Annotated[str | None, typer.Option("--scheduler", help="Address of a Dask scheduler to work on.")] = None,
    resume: Annotated[
        Path | None, typer.Option("--resume", help="Keep rows in FILE (.jsonl); those it holds are not measured again.")
    ] = None,
    channel: Annotated[
        int | None, typer.Option("--channel", min=0, help="Channel (speaker) to take, from 0; the mean of all without it.")
    ] = None,
) -> None:
    """Describe recordings: pace, pauses, pitch, loudness, quality, and whether each can be scored."""
    with refusing(), bars() as tell, kept_rows(resume) as (known, keep):
        sources = [source for given in recordings for source in _within(given)]
        if not sources:
            err.print("error: there are no files in the folders named")
            raise typer.Exit(REFUSED)
        from workbench.evidence import audio as room

        if not scheduler:
            tell("preparing", 0, 1)  # a first start compiles for this machine
            room.warm_up()
            tell("preparing", 1, 1)
        table = room.extract_many(
            sources,
            workers=workers,
            client=scheduler,
            known=known,
            each=keep,
            channel=channel,
            progress=lambda done, total: tell("audio", done, total),
        )
    with refusing():
        give(table if output else _at_a_glance(table), output)
    if not output:
        err.print(f"--output FILE writes all {len(table.columns)} columns")
    unusable = table[table["verdict"] != "scorable"]
    for row in unusable.itertuples() if not output else ():
        err.print(f"{Path(row.source).name}: {row.verdict}, {row.reason}", markup=False)
    if len(unusable):
        err.print(f"warning: {len(unusable)} of {len(table)} recordings cannot be scored; column 'reason' says why")
    if len(unusable) == len(table):
        raise typer.Exit(REFUSED)


def _within(given: str) -> list[str]:
    folder = Path(given)
    return sorted(str(path) for path in folder.rglob("*") if path.is_file()) if "://" not in given and folder.is_dir() else [given]


def _at_a_glance(table: pd.DataFrame) -> pd.DataFrame:
    """Give what a terminal is wide enough for: of one recording every indicator, of many those one looks at first."""
    import pandas as pd

    from workbench.definitions import indicators

    if len(table) > 1:
        seen = table.assign(source=[Path(source).name for source in table["source"]])
        return seen[[name for name in GLANCE if name in table]].rename(columns=GLANCE)
    known, row = indicators(), table.iloc[0]
    named = [name for name in table if name in known or name in ("source", "verdict", "reason")]
    lines = [(name, row[name], known[name].unit if name in known else "") for name in named]
    return pd.DataFrame(lines, columns=["indicator", "value", "unit"], dtype=object)


def _wide(path: Path, numbers: list[str], *, needed: list[str] | None = None):  # noqa: ANN202 - a pandas frame
    from workbench import intake

    return intake.read_columns(
        path, ids=["interview_id"], numbers=numbers, needed=["interview_id", *(numbers if needed is None else needed)]
    )


def _flat(content: dict, path: str = "") -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name, value in content.items():
        where = f"{path}.{name}" if path else name
        rows += _flat(value, where) if isinstance(value, dict) else [(where, value)]
    return rows
