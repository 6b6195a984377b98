"""What the terminal shows: progress while work is long, tables, and refusals as one paragraph."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd

REFUSED = 2
WAITED_FOR = "preparing"
MOST_ROWS = 50
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into its paragraph on stderr and exit code 2."""
    try:
        yield
    except Refusal as refusal:
        err.print(f"error: {refusal}", markup=False)
        raise typer.Exit(REFUSED) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise typer.Exit(0) from None


def spoken(language: str) -> None:
    """Refuse a language that the workbench does not speak.

    Raises
    ------
    Refusal
    """
    from workbench.wording import LANGUAGES

    if language not in LANGUAGES:
        raise Refusal("this language is not spoken here", where="--language", found=f"'{language}'", expected=f"one of {', '.join(LANGUAGES)}",
                      cure="choose one of these")  # fmt: skip


@contextlib.contextmanager
def bars() -> Iterator[Callable[[str, int, int], None]]:
    """Show one bar a stage; on a terminal that is none (a log), one line when a stage ends."""
    columns = (SpinnerColumn(), TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as progress:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                if stage == WAITED_FOR and not err.is_terminal:
                    err.print(f"{stage} …")  # a first start compiles for up to half a minute: say so before, not after
                tasks[stage] = progress.add_task(stage, total=total or None)
            progress.update(tasks[stage], completed=done, total=total or None)
            if not err.is_terminal and total and done == total:
                err.print(f"{stage}: {done} done")

        yield tell


def show(table: pd.DataFrame, *, title: str = "", most: int = MOST_ROWS) -> None:
    """Print a table, its first rows, and how many there are in all."""
    grid = Table(title=title or None, title_justify="left", header_style="bold")
    for name in table.columns:
        numeric = table[name].dtype.kind in "iuf" or str(table[name].dtype) in {"Float64", "Int64"}
        grid.add_column(str(name), justify="right" if numeric else "left", overflow="fold")
    for row in table.head(most).itertuples(index=False):
        grid.add_row(*(_cell(value) for value in row))
    out.print(grid)
    if len(table) > most:
        out.print(f"{most} of {len(table)} rows; --output FILE writes all")


def save(table: pd.DataFrame, path: str) -> None:
    """Write a table to CSV (with BOM, so that spreadsheets show Chinese), Excel or Parquet by the file's ending."""
    from workbench.reports.sheets import harmless

    ending = path.rsplit(".", 1)[-1].lower()
    writers = {
        "csv": lambda part: harmless(table).to_csv(part, index=False, encoding="utf-8-sig"),
        "xlsx": lambda part: harmless(table).to_excel(part, index=False, engine="openpyxl"),
        "parquet": lambda part: table.to_parquet(part, index=False),
    }
    if ending not in writers:
        raise Refusal("this ending is no table format", where=path, found=f".{ending}", expected=".csv, .xlsx or .parquet",
                      cure="choose one of them")  # fmt: skip
    with whole(Path(path)) as part:
        writers[ending](part)
    out.print(f"{len(table)} rows written to {path}", markup=False)


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a file to write beside the wanted one; it takes the wanted name only when it is whole, so a failure loses nothing.

    Parameters
    ----------
    path : pathlib.Path
        The wanted file; its folder must be there.
    """
    if not path.parent.is_dir():
        raise Refusal("there is no folder for this file", where=str(path), found=f"no folder '{path.parent}'",
                      expected="a folder that is there", cure="make the folder, or choose another")  # fmt: skip
    if path.is_dir():
        raise Refusal("a folder stands where the file should go", where=str(path), found="a folder", expected="a file's name",
                      cure="choose another name")  # fmt: skip
    part = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def give(table: pd.DataFrame, output: str | None, *, title: str = "") -> None:
    """Show a table, or write it where asked."""
    if output:
        save(table, output)
    else:
        show(table, title=title)


def _cell(value: Any) -> str:
    if value is None or str(value) in {"<NA>", "nan", "NaT"}:
        return "–"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    return str(value).replace("[", "\\[")
