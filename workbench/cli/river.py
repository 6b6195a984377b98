"""The whole river from the terminal: demo, run, samples."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli.serving import serve
from workbench.cli.terminal import REFUSED, bars, err, out, refusing

if TYPE_CHECKING:
    from workbench.pipeline import Summary

DATA = Path(__file__).resolve().parents[2] / "data"
DEFAULT_DB = "sqlite:///workbench.db"
DEMO_CANDIDATES = 2000
DEMO_ACCOUNTS = (
    ("administrator", "administrator", "changes rubrics and matrices; sees all"),
    ("recruiter", "recruiter", "sees results; confirms or corrects evidence and screenings, changes no rule"),
    ("specialist", "specialist", "sees results and suggestions; changes nothing"),
    ("manager", "manager", "sees aggregates and own openings"),
)  # fmt: skip

Db = Annotated[str, typer.Option("--db", help="Database: SQLAlchemy URL, or the path of an SQLite file.")]
Recordings = Annotated[Path | None, typer.Option("--recordings", help="Folder with the recordings that answers name.")]


def run(
    exports: Annotated[Path, typer.Option("--exports", help="Folder with the systems' exports (CSV, Excel, Parquet).")],
    recordings: Recordings = None,
    db: Db = DEFAULT_DB,
    definitions: Annotated[Path | None, typer.Option("--definitions", help="Folder with rubrics, matrices, …")] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", help="YAML that explains unusual headers.")] = None,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Threads for recordings.")] = None,
) -> None:
    """Take exports and recordings to scores, pay, cost and return; running again does only what has changed."""
    from workbench import intake, pipeline

    with refusing(), bars() as tell:
        explained = intake.Mapping.load(mapping) if mapping else None
        summary = pipeline.run(
            exports=exports, recordings=recordings, db=db, definitions=_definitions(db, definitions), mapping=explained,
            workers=workers, progress=tell,
        )  # fmt: skip
    with refusing():
        _close(summary, db)
    if summary.refusals:
        raise typer.Exit(REFUSED)


def samples(
    folder: Annotated[Path, typer.Argument(help="Where the exports go; the folder is made.")],
    candidates: Annotated[int, typer.Option("--candidates", min=1, max=1_000_000)] = DEMO_CANDIDATES,
    seed: Annotated[int, typer.Option("--seed")] = 20260101,
    damage: Annotated[float, typer.Option("--damage", min=0, max=1, help="Share of rows damaged as real exports are.")] = 0.0,
    later: Annotated[
        bool, typer.Option("--later", help="Only let two job descriptions of FOLDER say what they say a quarter later.")
    ] = False,
) -> None:
    """Write one invented company's exports, as its three systems would."""
    from workbench import samples as world

    with refusing():
        if later:
            changed = world.later(folder)
            out.print(
                f"{len(changed)} job descriptions changed in {folder}: {', '.join(changed) or 'none left to change'}", markup=False
            )
            return
        company = world.company(candidates, seed=seed)
        world.export(company, folder, damage=damage, recordings=_clips())
        out.print(f"{candidates} invented candidates written to {folder}", markup=False)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo lives.")] = Path("demo"),
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 5006,
    candidates: Annotated[int, typer.Option("--candidates", min=1)] = DEMO_CANDIDATES,
    serving: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the pages at the end.")] = True,
) -> None:
    """Invent a company, run the river on it and open the pages."""
    from workbench import store

    exports, db = folder / "exports", f"sqlite:///{folder / 'workbench.db'}"
    folder.mkdir(parents=True, exist_ok=True)
    fresh = not exports.is_dir()
    if fresh:
        out.print("1/3 inventing a company", markup=False)
        samples(exports, candidates=candidates, seed=20260101, damage=0.0, later=False)
    out.print("2/3 down the river (the first start also prepares the audio models)", markup=False)
    run(exports, recordings=_clips(), db=db, definitions=None, mapping=None, workers=None)
    if fresh:
        _a_quarter_later(exports, db)
        _screened(db)
    with refusing(), store.open(db) as database:
        known = set(database.accounts()["name"])
        for name, role, _ in DEMO_ACCOUNTS:
            if name not in known:
                database.add_account(name, f"demo-{name}", role)
    out.print("3/3 demo accounts (account / password):", markup=False)
    for name, role, about in DEMO_ACCOUNTS:
        out.print(f"  {name} / demo-{name}   {role}: {about}", markup=False)
    if serving:
        serve(db, recordings=_clips(), port=port)
    else:
        out.print(f"'make serve', or: workbench serve --db {db}", markup=False)


def _a_quarter_later(exports: Path, db: str) -> None:
    """Bring the jobs in once more as the HR system writes them a quarter later, so that a review has something to show."""
    from workbench import samples as world
    from workbench import store
    from workbench.pipeline import loading

    with refusing(), tempfile.TemporaryDirectory() as folder, store.open(db) as database:
        changed = world.later(exports)
        shutil.copy(exports / "hr_jobs.csv", folder)
        loading.load_exports(database.as_operator(), folder, mapping=None, progress=lambda _: None)
        out.print(f"  a quarter later: {len(changed)} job descriptions changed (see Review)", markup=False)


def _screened(db: str) -> None:
    """Screen everybody who applied, as HR does before anybody is interviewed."""
    from workbench import pipeline, reports, store

    with refusing(), store.open(db) as database:
        desk = database.as_operator()
        with bars() as tell:
            pipeline.screen(desk, progress=tell, language="zh")
        out.print(f"  {reports.screening(desk, language='en').sentence}", markup=False)


def _definitions(db: str, folder: Path | None) -> Path | None:
    """Load the house's own definitions into a database that has none."""
    from workbench import store

    if folder:
        return folder
    with store.open(db) as database:
        empty = database.as_operator().definitions().empty
    return DATA / "definitions" if empty and (DATA / "definitions").is_dir() else None


def _clips() -> Path | None:
    clips = DATA / "samples" / "recordings"
    return clips if clips.is_dir() else None


def _close(summary: Summary, db: str) -> None:
    for name, (new, changed, same, aside) in summary.tables.items():
        out.print(f"  {name:<18} {new:>7} new {changed:>7} changed {same:>7} unchanged {aside:>5} set aside", markup=False)
    for stage in summary.stages:
        out.print(f"  {stage.stage:<18} {stage.done:>7} computed {stage.unchanged:>9} unchanged", markup=False)
    for line in _closing_lines(db):
        out.print(f"  {line}", markup=False)
    if summary.set_aside:
        err.print(
            f"warning: {summary.set_aside} rows were set aside; 'workbench quarantine --db {db}' gives each one's reason",
            markup=False,
        )
    for warning in summary.warnings[:10]:
        err.print(f"warning: {warning}", markup=False)
    if len(summary.warnings) > 10:
        err.print(f"warning: and {len(summary.warnings) - 10} more recordings to look at", markup=False)
    for refusal in summary.refusals:
        err.print(f"error: {refusal}", markup=False)
    out.print(f"finished in {summary.seconds:.1f} s" + ("; nothing had changed" if not summary.changed else ""), markup=False)


def _closing_lines(db: str) -> list[str]:
    from workbench import reports, store
    from workbench.errors import UndefinedResult

    with store.open(db) as database:
        desk = database.as_operator()
        scores = desk.read("SCORES")
        priced = desk.read("PAY_SUGGESTIONS")
        lines = [
            f"{len(scores)} interviews scored, mean {scores['overall'].mean():.1f}; {int(priced['decision'].notna().sum())} with a pay suggestion"
        ]
        try:
            lines.append(reports.cost_return(desk, language="en").sentence)
        except UndefinedResult as reason:
            lines.append(f"cost and return: {reason}")
    return lines
