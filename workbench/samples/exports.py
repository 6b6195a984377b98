"""Exports of the invented company, written as its three systems would write them.

In flows a `Company`; out flow files: the HR system's CSV with Chinese headers (candidates in GB18030), the interview tool's
UTF-8 CSV with English headers (answers with BOM), the payroll and compensation systems' workbooks; columns in odd order.
"""

from __future__ import annotations

import csv
import io
import json
import math
import random
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.contracts import BY_NAME, Column
from workbench.samples.clips import tie
from workbench.samples.company import Company, company
from workbench.samples.damage import damage_rows, damage_table
from workbench.samples.typing_habits import write_cell, write_text

if TYPE_CHECKING:
    from collections.abc import Iterable

SMALL_CANDIDATES, SMALL_SEED = 60, 20260412
ZIP_DATE = (2026, 9, 30, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


@dataclass(frozen=True)
class ExportFile:
    """One file: the table, its name, its encoding (xlsx for a workbook) and the language of its headers."""

    table: str
    name: str
    encoding: str
    language: str


FILES = (
    ExportFile("JOBS", "hr_jobs.csv", "utf-8", "zh"),
    ExportFile("CANDIDATES", "hr_candidates.csv", "gb18030", "zh"),
    ExportFile("PROTECTED", "hr_protected.csv", "utf-8", "zh"),
    ExportFile("APPLICATIONS", "hr_applications.csv", "utf-8", "zh"),
    ExportFile("STAGES", "hr_stages.csv", "utf-8", "zh"),
    ExportFile("EMPLOYEES", "hr_employees.csv", "utf-8", "zh"),
    ExportFile("PERFORMANCE", "hr_performance.csv", "utf-8", "zh"),
    ExportFile("INTERVIEWS", "tool_interviews.csv", "utf-8", "en"),
    ExportFile("ANSWERS", "tool_answers.csv", "utf-8-sig", "en"),
    ExportFile("RATINGS", "tool_ratings.csv", "utf-8", "en"),
    ExportFile("EXPRESSION_EVENTS", "tool_expression_events.csv", "utf-8", "en"),
    ExportFile("MARKET_PAY", "compensation_market_pay.xlsx", "xlsx", "zh"),
    ExportFile("OFFERS", "compensation_offers.xlsx", "xlsx", "zh"),
    ExportFile("SPEND", "payroll_spend.xlsx", "xlsx", "zh"),
    ExportFile("TOOL_COSTS", "payroll_tool_costs.xlsx", "xlsx", "zh"),
)


def export(
    company: Company, folder: str | Path, *, damage: float = 0.0, seed: int = 20260101,
    recordings: str | Path | Iterable[str | Path] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Write every table as a file of the system it would come from.

    Parameters
    ----------
    folder : path
        Made if it is not there; files of the same name are replaced.
    damage : float, 0 to 1
        Share of rows to damage, in the tables that people and interfaces write row by row (`damage.DAMAGED`).
    seed : int
        Decides spellings, column order and damage; the same seed writes the same bytes.
    recordings : folder or clip files, optional
        Clips to tie to answers: the answers then name the file and the times of their sentences.

    Returns
    -------
    dataframe
        The damaged rows: table, file, row (the header is row 1), kind, column. Empty without damage.

    Raises
    ------
    ValueError
        If `damage` is no share.
    """
    if not 0 <= damage <= 1:
        raise ValueError(f"damage is {damage}; it is a share of rows, from 0 to 1")
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    tables = dict(company.tables)
    if recordings is not None:
        tables["ANSWERS"] = tie(tables["ANSWERS"], tables["INTERVIEWS"], recordings)
    done: list[tuple] = []
    for file in FILES:
        choice = random.Random(f"{seed} {file.table}")
        header, columns, rows = _written(tables[file.table], file, choice)
        rows, hurt = damage_rows(rows, columns, BY_NAME[file.table], share=damage, choice=choice)
        content = _workbook(header, rows, file.table) if file.encoding == "xlsx" else _text(header, rows, file.encoding)
        (target / file.name).write_bytes(content)
        done += [(file.table, file.name, place + 2, kind, column) for place, kind, column in hurt]
    return damage_table(done)


def small() -> Company:
    """Give the company whose exports stand in ``data/samples``: 60 candidates."""
    return company(SMALL_CANDIDATES, seed=SMALL_SEED)


def write_truth(company: Company, path: str | Path) -> None:
    """Write the planted truth as JSON (tables as lists of columns). For tests and the notebooks' last cell only."""
    plain = {key: value for key, value in company.truth.items() if key != "tables"}
    plain["tables"] = {name: _columns(table) for name, table in company.truth["tables"].items()}
    Path(path).write_text(
        json.dumps(plain, ensure_ascii=False, indent=None, separators=(",", ":"), allow_nan=False) + "\n", encoding="utf-8"
    )


def read_truth(path: str | Path) -> dict[str, Any]:
    """Read a truth file back, its tables as dataframes again."""
    truth = json.loads(Path(path).read_text(encoding="utf-8"))
    truth["tables"] = {name: pd.DataFrame(columns) for name, columns in truth["tables"].items()}
    for table in truth["tables"].values():
        for column in table.columns.intersection(["value_low", "value_high"]):
            table[column] = table[column].astype(float)
    return truth


def _written(table: pd.DataFrame, file: ExportFile, choice: random.Random) -> tuple[list[str], list[Column], list[list[Any]]]:
    """Order the columns oddly and write every cell."""
    contract, chinese = BY_NAME[file.table], file.language == "zh"
    columns = [contract[name] for name in table.columns]
    choice.shuffle(columns)
    header = [column.zh if chinese else column.en for column in columns]
    cells = []
    for column in columns:
        values = table[column.name].tolist()
        if file.encoding == "xlsx":
            cells.append([write_cell(value, column, choice=choice) for value in values])
        else:
            cells.append([write_text(value, column, chinese=chinese, choice=choice) for value in values])
    return header, columns, [list(row) for row in zip(*cells, strict=True)]


def _text(header: list[str], rows: list[list[Any]], encoding: str) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows([header, *rows])
    return buffer.getvalue().encode(encoding)


def _workbook(header: list[str], rows: list[list[Any]], title: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title.title())
    for row in (header, *rows):
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return _without_clock(buffer.getvalue())


def _without_clock(content: bytes) -> bytes:
    """Write a workbook's archive again with fixed times, so that the same seed gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = STAMP.sub(rb"\g<1>2026-09-30T00:00:00Z", old.read(name)) if name == "docProps/core.xml" else old.read(name)
            new.writestr(zipfile.ZipInfo(name, ZIP_DATE), part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _columns(table: pd.DataFrame) -> dict[str, list[Any]]:
    return {name: [_plain(value) for value in table[name].tolist()] for name in table.columns}


def _plain(value: Any) -> Any:
    """JSON knows no infinity and no NaN: an open end is the word, a gap is null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")
    return round(value, 6) if isinstance(value, float) else value
