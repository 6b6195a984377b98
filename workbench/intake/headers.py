"""Which of our columns a header means: Chinese or English, in any order, with or without units in brackets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench.errors import ContractError, closest
from workbench.intake.files import HEADER_SEARCH_ROWS, Sheet

if TYPE_CHECKING:
    from workbench.contracts import TableContract

_BRACKET = re.compile(r"[\(\[【].*?[\)\]】]")
_DATA = re.compile(r"^[A-Za-z]{0,3}[-_]?\d+(?:[.,]\d+)?[KkXx万]?$|\d{4,}|@|\d[-/.年]\d")
_NOISE = re.compile(r"[\s_\-./:：*＊#、,，]+")
_UNITS = (("currency", "CNY", ("元", "cny", "rmb", "人民币")), ("currency", "USD", ("usd", "美元")), ("currency", "EUR", ("eur", "欧元")),
          ("period", "month", ("月", "month")), ("period", "year", ("年", "year")), ("period", "hour", ("小时", "hour")))  # fmt: skip


@dataclass(frozen=True)
class Header:
    """Where each of our columns stands in a sheet.

    Parameters
    ----------
    row : int
        Position of the header row, from 0.
    positions : dict of str to int
        Our column name to cell position.
    unknown : tuple of str
        Headers that are none of our columns; they are kept out, and named in the report.
    implied : dict of str to str
        Currency and period that a header states in brackets: 期望薪资(元/月).
    """

    row: int
    positions: dict[str, int]
    unknown: tuple[str, ...] = ()
    implied: dict[str, str] = field(default_factory=dict)


def find_header(sheet: Sheet, contract: TableContract, *, renamed: dict[str, str] | None = None) -> Header:
    """Find the header row (titles may stand above it) and match its cells to the contract.

    Raises
    ------
    ContractError
        If no row among the first ten names every required column; with the nearest header for each one missing.
    """
    candidates = [match_row(row, n, contract, renamed or {}) for n, row in enumerate(sheet.rows[:HEADER_SEARCH_ROWS])]
    best = max(candidates, key=lambda header: len(header.positions), default=Header(0, {}))
    absent = [name for name in contract.required if name not in best.positions and name not in (renamed or {}).values()]
    absent = [name for name in absent if name not in best.implied]
    if absent:
        raise _wrong_header(sheet, contract, best, absent)
    return best


def match_row(cells: list[Any], row: int, contract: TableContract, renamed: dict[str, str]) -> Header:
    """Match one row of cells to a contract's columns; the first of two equal headers counts."""
    meanings = _meanings(contract)
    wanted = {plain(theirs): ours for theirs, ours in renamed.items()}
    positions: dict[str, int] = {}
    unknown, implied = [], {}
    for position, cell in enumerate(cells):
        name = wanted.get(plain(cell)) or meanings.get(plain(cell)) or meanings.get(plain(_BRACKET.sub("", normal(cell))))
        if name and name not in positions:
            positions[name] = position
            if contract[name].kind == "money":
                implied |= _implied(normal(cell))
        elif normal(cell):
            unknown.append(normal(cell))
    inferred = {name: value for name, value in implied.items() if name in contract and name not in positions}
    return Header(row, positions, tuple(unknown), inferred)


def normal(cell: Any) -> str:
    """Fold full-width forms and surrounding space."""
    return "" if cell is None else unicodedata.normalize("NFKC", str(cell)).strip().strip("\ufeff")


def plain(cell: Any) -> str:
    """Reduce a header to what distinguishes it: no case, space or punctuation."""
    return _NOISE.sub("", normal(cell).lower())


def quoted(cells: list[Any], header: Header) -> str:
    """Quote a header for a message, unless it looks like a row of data: that may be personal.

    A row of which no cell is known and one holds a number, an id or an address is data without a header.
    """
    texts = [normal(cell) for cell in cells if normal(cell)]
    if not header.positions and any(_DATA.search(text) for text in texts):
        return f"a first row of {len(texts)} cells that look like data, not like a header"
    return f"header {', '.join(text[:40] for text in texts[:20]) or '(none)'}"


def _meanings(contract: TableContract) -> dict[str, str]:
    spellings: dict[str, str] = {}
    for column in contract.columns:
        for spelling in (column.name, column.zh, column.en, *column.also):
            spellings.setdefault(plain(spelling), column.name)
    return spellings


def _implied(header: str) -> dict[str, str]:
    bracket = " ".join(_BRACKET.findall(header)).lower()
    found: dict[str, str] = {}
    for name, value, words in _UNITS:
        if any(word in bracket for word in words):
            found.setdefault(name, value)
    return found


def _wrong_header(sheet: Sheet, contract: TableContract, best: Header, absent: list[str]) -> ContractError:
    row = sheet.rows[best.row] if sheet.rows else []
    cells = [normal(cell) for cell in row if normal(cell)]
    labels = [f"{contract[name].zh} / {contract[name].en}" for name in absent]
    hints = [closest(word, cells) for name in absent for word in (contract[name].zh, contract[name].en, name)]
    hint = next(filter(None, hints), "")
    return ContractError(
        f"the header lacks {', '.join(absent)}",
        where=f"{sheet.place} as {contract.name}",
        found=quoted(row, best),
        expected=f"a column for {'; '.join(labels)}",
        cure=f"{hint + ' ' if hint else ''}rename the column, or name it in a mapping file (--mapping)",
    )
