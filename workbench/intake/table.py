"""One file, one contract: good rows in, the others to quarantine with every reason.

In flows a sheet; out flows an `Intake`: a table that keeps its contract, and the rows that do not, each with its row number,
its reasons and its content. Nothing is dropped silently.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.contracts import BY_NAME, Column, TableContract
from workbench.errors import ContractError, closest
from workbench.intake.files import Sheet, open_sheets
from workbench.intake.headers import Header, find_header
from workbench.intake.identity import check_id_number, normal_phone
from workbench.intake.mapping import TableMapping
from workbench.intake.values import UnreadableError, read_cell, stated_currency, stated_period

if TYPE_CHECKING:
    from pathlib import Path

QUARANTINE_COLUMNS = ("table", "file", "row", "reasons", "content")
NORMALISERS = {"id_number": check_id_number, "phone": normal_phone}
DTYPES = {"integer": "Int64", "number": "Float64", "money": "Float64", "flag": "boolean"}


@dataclass(frozen=True)
class Intake:
    """What came of one sheet.

    Parameters
    ----------
    contract : TableContract
    table : pandas.DataFrame
        Rows that keep the contract, with the contract's columns that the file had; missing is null.
    quarantine : pandas.DataFrame
        One row per unusable row: table, file, row (as a spreadsheet counts, from 1), reasons, content (JSON of the raw cells).
    place, encoding : str
        File and sheet; how its text was decoded.
    unknown : tuple of str
        Headers that are none of our columns.
    rows : list of int
        Row number in the file of each row of `table`.
    """

    contract: TableContract
    table: pd.DataFrame
    quarantine: pd.DataFrame
    place: str
    encoding: str = ""
    unknown: tuple[str, ...] = ()
    rows: list[int] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Exports:
    """Everything a folder held.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Contract name to its rows, from all files of that table.
    quarantine : pandas.DataFrame
        Rows set aside, see `Intake`.
    parts : tuple of Intake
        One per sheet read.
    ignored : tuple of str
        Files that are no tables.
    """

    tables: dict[str, pd.DataFrame]
    quarantine: pd.DataFrame
    parts: tuple[Intake, ...] = field(default=(), repr=False)
    ignored: tuple[str, ...] = ()


def read_table(
    path: str | Path, contract: TableContract | str, *, mapping: TableMapping | None = None, sheet: str | None = None
) -> Intake:
    """Read one table from a CSV, Excel or Parquet file.

    Parameters
    ----------
    path : path of the file
    contract : TableContract or its name
        What the rows are.
    mapping : TableMapping, optional
        Unusual headers, constants, words.
    sheet : str, optional
        Sheet of a workbook; by default the first whose header fits, else the first that is not empty.

    Raises
    ------
    ContractError
        If the file cannot be opened or its header lacks a required column. Damaged rows do not raise: they are set aside.
    """
    contract, sheets = _contract(contract), open_sheets(path)
    chosen = next((s for s in sheets if s.name == sheet), None) if sheet else first_fitting(sheets, contract, mapping)
    if chosen is None:
        raise ContractError(f"there is no sheet '{sheet}'", where=sheets[0].file, found=", ".join(s.name for s in sheets),
                            cure="name one of the sheets found")  # fmt: skip
    return read_sheet(chosen, contract, mapping=mapping)


def _contract(named: TableContract | str) -> TableContract:
    if not isinstance(named, str):
        return named
    if named not in BY_NAME:
        raise ContractError(f"there is no table '{named}'", where="intake.read_table", expected=", ".join(BY_NAME),
                            cure=closest(named.upper(), BY_NAME) or "name one of them")  # fmt: skip
    return BY_NAME[named]


def first_fitting(sheets: list[Sheet], contract: TableContract, mapping: TableMapping | None) -> Sheet:
    """Choose the first sheet whose header has what the contract requires; a cover sheet often stands before it."""
    for sheet in sheets:
        try:
            find_header(sheet, contract, renamed=(mapping or TableMapping()).columns)
        except ContractError:
            continue
        return sheet
    return sheets[0]


def read_columns(path: str | Path, *, ids: list[str], numbers: list[str], needed: list[str]) -> pd.DataFrame:
    """Read a table that no contract describes (wide evidence, scores) by the columns named.

    Raises
    ------
    ContractError
        If a needed column is missing, or any row is damaged: here nothing is set aside, since the result is used at once.
    """
    columns = [Column(name, "id", name, name, key=True) for name in ids]
    columns += [Column(name, "number", name, name, required=False) for name in numbers]
    contract = TableContract("TABLE", " × ".join(ids), "表", "Table", tuple(columns))
    sheet = open_sheets(path)[0]
    header = find_header(sheet, contract)
    absent = [name for name in needed if name not in header.positions]
    if absent:
        raise ContractError(f"the header lacks {', '.join(absent)}", where=sheet.place, found=f"{', '.join(header.positions)}",
                            expected=f"columns {', '.join(needed)}", cure="rename or add the columns")  # fmt: skip
    got = read_sheet(sheet, contract)
    if len(got.quarantine):
        first = got.quarantine.iloc[0]
        raise ContractError(f"{len(got.quarantine)} rows cannot be used", where=sheet.place, found=f"row {first['row']}: {first['reasons']}",
                            expected="readable numbers and one row per " + " × ".join(ids), cure="correct the rows")  # fmt: skip
    return got.table


def read_sheet(sheet: Sheet, contract: TableContract, *, mapping: TableMapping | None = None) -> Intake:
    """Read one sheet's rows under a contract; see `read_table`."""
    explained = mapping or TableMapping()
    header = find_header(sheet, contract, renamed=explained.columns | {name: name for name in explained.constants})
    reader = _Reader(sheet, contract, header, explained)
    good, bad, numbers = [], [], []
    first_of: dict[tuple, tuple[int, dict]] = {}
    for offset, cells in enumerate(sheet.rows[header.row + 1 :]):
        number = header.row + 2 + offset
        if all(cell is None or str(cell).strip() == "" for cell in cells):
            continue
        row, reasons = reader.read(cells)
        if not reasons:
            reasons = _repeat_reason(row, number, contract, first_of)
        if reasons:
            bad.append(reader.quarantined(number, cells, reasons))
        else:
            good.append(row)
            numbers.append(number)
    return Intake(
        contract, _typed(good, reader.columns), quarantine_table(bad), sheet.place, sheet.encoding, header.unknown, numbers
    )


def quarantine_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Build a quarantine table, empty or not, with its columns in order."""
    return pd.DataFrame(rows, columns=list(QUARANTINE_COLUMNS)).astype({"row": "Int64"})


class _Reader:
    """Reads rows of one sheet; remembers cells already parsed, since exports repeat themselves."""

    def __init__(self, sheet: Sheet, contract: TableContract, header: Header, mapping: TableMapping) -> None:
        self.sheet, self.contract, self.header, self.mapping = sheet, contract, header, mapping
        self.width = len(sheet.rows[header.row])
        self.constants = header.implied | mapping.constants
        present = [name for name in contract.names if name in header.positions or name in self.constants]
        self.columns = [contract[name] for name in present]
        self.parsed: dict[tuple[str, str, str], Any] = {}

    def read(self, cells: list[Any]) -> tuple[dict[str, Any], list[str]]:
        """Give the row's values and what is wrong with it."""
        extra = [cell for cell in cells[self.width :] if cell not in (None, "")]
        if extra or (len(cells) < self.width and self.sheet.encoding):
            return {}, [f"has {len(cells)} fields where the header has {self.width}: its cells may be shifted"]
        row, reasons = {}, []
        for column in self.columns:
            try:
                row[column.name] = self._value(cells, column)
            except UnreadableError as reason:
                reasons.append(f"{column.name} {reason}")
        reasons += [f"{name} is missing" for name in self.contract.required if name in row and row[name] is None]
        return row, reasons or self._money_reasons(cells, row)

    def quarantined(self, number: int, cells: list[Any], reasons: list[str]) -> dict[str, Any]:
        """Describe a row set aside."""
        names = [str(name or "") for name in self.sheet.rows[self.header.row]]
        content = {names[n] if n < self.width else f"extra {n - self.width + 1}": cell for n, cell in enumerate(cells)}
        return {
            "table": self.contract.name, "file": self.sheet.place, "row": number, "reasons": "; ".join(reasons),
            "content": json.dumps(content, ensure_ascii=False, default=str),
        }  # fmt: skip

    def _value(self, cells: list[Any], column: Column) -> Any:
        position = self.header.positions.get(column.name)
        cell = cells[position] if position is not None and position < len(cells) else None
        if position is None:
            cell = self.constants[column.name]
        word = self.mapping.words.get(column.name, {})
        cell = word.get(str(cell).strip(), cell) if word else cell
        memory = (column.name, type(cell).__name__, str(cell))
        if memory not in self.parsed:
            self.parsed[memory] = self._parse(cell, column)
        value = self.parsed[memory]
        if isinstance(value, UnreadableError):
            raise value
        return value

    def _parse(self, cell: Any, column: Column) -> Any:
        try:
            value = read_cell(cell, column)
            return NORMALISERS[column.name](value) if value is not None and column.name in NORMALISERS else value
        except ValueError as error:
            return error if isinstance(error, UnreadableError) else UnreadableError(str(error))

    def _money_reasons(self, cells: list[Any], row: dict[str, Any]) -> list[str]:
        """Refuse an amount that names another pay period or currency than its row: 15万/年 in a monthly row is not 150,000 a month."""
        period, currency = row.get("period"), row.get("currency")
        reasons = []
        for column in (c for c in self.columns if c.kind == "money" and row.get(c.name) is not None):
            position = self.header.positions.get(column.name)
            stated = stated_period(cells[position]) if period and position is not None else None
            if stated and stated != period:
                reasons.append(f"{column.name} is an amount per {stated} in a row per {period}")
            named = stated_currency(cells[position]) if currency and position is not None else None
            if named and named != currency and (named, currency) != ("USD", "HKD"):  # Hong Kong writes $ as well
                reasons.append(f"{column.name} is an amount in {named} in a row in {currency}")
        low, high = row.get("pay_min"), row.get("pay_max")
        if low is not None and high is not None and low > high:
            reasons.append("pay_min is above pay_max")
        return reasons


def _repeat_reason(row: dict, number: int, contract: TableContract, first_of: dict[tuple, tuple[int, dict]]) -> list[str]:
    key = tuple(row.get(name) for name in contract.key)
    if key not in first_of:
        first_of[key] = (number, row)
        return []
    first, kept = first_of[key]
    others = [name for name in row if row[name] != kept[name]]
    key_names = ", ".join(contract.key)
    if not others:
        return [f"repeats row {first} exactly"]
    return [f"{key_names} repeats row {first} with other values in {', '.join(others)}; the first row was kept"]


def _typed(rows: list[dict[str, Any]], columns: list[Column]) -> pd.DataFrame:
    data = {}
    for column in columns:
        values = [row[column.name] for row in rows]
        if column.kind in {"date", "datetime"}:
            data[column.name] = pd.Series(pd.to_datetime(values), dtype="datetime64[us]")
        else:
            data[column.name] = pd.Series(values, dtype=DTYPES.get(column.kind, "str"))
    return pd.DataFrame(data)
