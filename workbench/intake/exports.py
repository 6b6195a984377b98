"""A folder of exports: which file is which table, all of them read, all rows accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.contracts import SOURCES, TableContract
from workbench.errors import ContractError
from workbench.intake.files import HEADER_SEARCH_ROWS, TABLE_ENDINGS, Sheet, open_sheets
from workbench.intake.headers import Header, match_row, plain, quoted
from workbench.intake.mapping import Mapping
from workbench.intake.references import repeated_across
from workbench.intake.table import Exports, Intake, quarantine_table, read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable

OTHER_TABLES = {".xls", ".xlsb", ".ods", ".numbers", ".json", ".xml", ".html", ".dbf", ".zip"}  # set aside by name, never silently


def read_exports(folder: str | Path, *, mapping: Mapping | None = None, progress: Callable[[str], None] | None = None) -> Exports:
    """Read every table file of a folder, recognising each by its header.

    Parameters
    ----------
    folder : path
        CSV, Excel and Parquet files, at any depth; a workbook may hold several tables.
    mapping : Mapping, optional
        Explanations for unusual headers.
    progress : callable, optional
        Called with the name of each file before it is read.

    Raises
    ------
    ContractError
        If the folder is missing or holds no table, or a table file is none of ours (with what it lacks).
    """
    paths, ignored = _table_files(Path(folder))
    explained = mapping or Mapping()
    parts, notes = [], [_left_out(name, "is no CSV, .xlsx or Parquet file") for name in ignored if _may_be_table(name)]
    for path in paths:
        if progress:
            progress(path.name)
        for sheet in open_sheets(path):
            if _is_note(sheet):
                notes.append(_left_out(sheet.place, "is a sheet of notes: no row has two cells"))
                continue
            contract = recognise(sheet, explained)
            parts.append(read_sheet(sheet, contract, mapping=explained.of(contract.name)))
    return _together(parts, ignored, notes)


def recognise(sheet: Sheet, mapping: Mapping) -> TableContract:
    """Say which table a sheet is: by the mapping's file name, else by its header, with the file name to break ties.

    Raises
    ------
    ContractError
        If its header has the required columns of no table.
    """
    named = [c for c in SOURCES if (file := mapping.of(c.name).file) and file in {sheet.file, sheet.place, Path(sheet.file).stem}]
    if named:
        return named[0]
    fits = [(_fit(sheet, contract, mapping), contract) for contract in SOURCES]
    complete = [(score, contract) for (score, whole, _), contract in fits if whole]
    if complete:
        return max(complete, key=lambda pair: pair[0])[1]
    (score, _, best), contract = max(fits, key=lambda fit: fit[0][0])
    raise _unrecognised(sheet, contract, best, score)


def _is_note(sheet: Sheet) -> bool:
    """Tell a cover sheet of a workbook, which explains in one column, from a table."""
    return bool(sheet.name) and all(sum(cell not in (None, "") for cell in row) < 2 for row in sheet.rows)


def _may_be_table(name: str) -> bool:
    return Path(name).suffix.lower() in OTHER_TABLES


def _left_out(place: str, reason: str) -> dict[str, Any]:
    return {"table": "", "file": place, "row": None, "reasons": reason, "content": "{}"}


def _fit(sheet: Sheet, contract: TableContract, mapping: Mapping) -> tuple[float, bool, Header]:
    explained = mapping.of(contract.name)
    headers = [match_row(row, n, contract, explained.columns) for n, row in enumerate(sheet.rows[:HEADER_SEARCH_ROWS])]
    best = max(headers, key=lambda header: len(header.positions), default=Header(0, {}))
    found = set(best.positions) | set(explained.constants) | set(best.implied)
    cells = len(best.positions) + len(best.unknown)
    share = len(best.positions) / cells if cells else 0.0
    spoken = plain(f"{Path(sheet.file).stem} {sheet.name}")
    by_name = any(plain(word) in spoken for word in (contract.name, contract.zh, contract.en))
    # the file name only decides between tables whose headers fit about equally well
    return len(best.positions) * share + 1.5 * by_name, set(contract.required) <= found and bool(best.positions), best


def _unrecognised(sheet: Sheet, contract: TableContract, best: Header, score: float) -> ContractError:
    absent = [f"{contract[name].zh} / {contract[name].en} ({name})" for name in contract.required if name not in best.positions]
    nearest = f"; it comes nearest to {contract.name}, which lacks {', '.join(absent)}" if score else ""
    return ContractError(
        "the header fits none of the tables",
        where=sheet.place,
        found=quoted(sheet.rows[best.row] if sheet.rows else [], best) + nearest,
        expected="the required columns of one table of data/README.md, in Chinese or English",
        cure="rename the columns, or write a mapping file and pass it with --mapping",
    )


def _table_files(folder: Path) -> tuple[list[Path], tuple[str, ...]]:
    if not folder.is_dir():
        raise ContractError("there is no such folder", where=folder.name, expected="a folder of exports",
                            cure="check the path given to --exports") from None  # fmt: skip
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(("~$", ".")))
    tables = [path for path in files if path.suffix.lower() in TABLE_ENDINGS]
    if not tables:
        raise ContractError("the folder holds no table", where=folder.name, found=f"{len(files)} other files",
                            expected="CSV, Excel or Parquet exports", cure="export jobs, candidates, applications and "
                            "interviews into it; 'workbench samples DIR' shows a whole set")  # fmt: skip
    return tables, tuple(path.name for path in files if path not in tables)


def _together(parts: list[Intake], ignored: tuple[str, ...], notes: list[dict[str, Any]]) -> Exports:
    tables: dict[str, pd.DataFrame] = {}
    aside = [quarantine_table(notes)] if notes else []
    aside += [part.quarantine for part in parts if len(part.quarantine)]
    for contract in SOURCES:
        same = [part for part in parts if part.contract is contract]
        if same:
            tables[contract.name], repeated = repeated_across(same, contract)
            aside.extend([repeated] if len(repeated) else [])
    quarantine = pd.concat(aside, ignore_index=True) if aside else quarantine_table([])
    return Exports(tables, quarantine, tuple(parts), ignored)
