"""How a file is opened: by what is in it, not by what it is called.

In flows a path; out flow sheets of raw rows, each with the row number a person sees in a spreadsheet. Encodings: UTF-8 with
and without BOM, UTF-16 with BOM, GB18030.
"""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import ContractError

TABLE_ENDINGS = (".csv", ".tsv", ".xlsx", ".xlsm", ".parquet")
HEADER_SEARCH_ROWS = 10
DELIMITERS = ",\t;|"


@dataclass(frozen=True)
class Sheet:
    """Raw rows of one table in a file.

    Parameters
    ----------
    file, name : str
        File name and, in a workbook, the sheet's name.
    rows : list of list
        Every row, the header among the first ones; cells are text, or typed where the format keeps types.
    encoding : str
        How text was decoded ("" for formats that say so themselves).
    """

    file: str
    name: str
    rows: list[list[Any]]
    encoding: str = ""

    @property
    def place(self) -> str:
        """File and sheet, for messages."""
        return f"{self.file} [{self.name}]" if self.name else self.file


def open_sheets(path: str | Path) -> list[Sheet]:
    """Read every sheet of a CSV, Excel or Parquet file.

    Raises
    ------
    ContractError
        If the file is missing, empty, damaged, or none of these formats.
    """
    source = Path(path)
    try:
        content = source.read_bytes()
    except FileNotFoundError:
        raise ContractError("there is no such file", where=source.name, cure="check the path and the file name") from None
    except IsADirectoryError:
        raise ContractError("this is a folder", where=source.name, expected="a file",
                            cure="read_exports reads a folder") from None  # fmt: skip
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf"):
        raise ContractError("the file is empty", where=source.name, found=f"{len(content)} bytes",
                            expected="a header row and one row or more", cure="export it again")  # fmt: skip
    if content.startswith(b"PAR1"):
        return [_parquet(source.name, content)]
    if content.startswith(b"PK\x03\x04"):
        return _workbook(source.name, content)
    return [_text(source.name, content)]


def _parquet(name: str, content: bytes) -> Sheet:
    import pyarrow.lib
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(io.BytesIO(content))
    except (pyarrow.lib.ArrowException, OSError):
        raise _damaged(name, "Parquet") from None
    columns = [column.to_pylist() for column in table.columns]
    return Sheet(name, "", [list(table.column_names), *map(list, zip(*columns, strict=True))])


def _workbook(name: str, content: bytes) -> list[Sheet]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile):
        raise _damaged(name, "Excel (.xlsx)") from None
    sheets = [Sheet(name, sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]) for sheet in book.worksheets]
    book.close()
    filled = [sheet for sheet in sheets if any(cell is not None for row in sheet.rows for cell in row)]
    if not filled:
        raise ContractError("the workbook is empty", where=name, found=f"{len(sheets)} empty sheets",
                            expected="a header row and one row or more", cure="export it again")  # fmt: skip
    return filled


def _text(name: str, content: bytes) -> Sheet:
    text, encoding = _decode(name, content)
    head = text[:20_000].splitlines()[:HEADER_SEARCH_ROWS]
    delimiter = max(DELIMITERS, key=lambda mark: max((line.count(mark) for line in head), default=0))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        # one stray quote must not lose a file: read it plainly, the field counts then set the odd rows aside
        if "field larger" in str(error):
            raise _damaged(name, "CSV") from None
        rows = [line.split(delimiter) for line in text.splitlines()]
    return Sheet(name, "", [list(row) for row in rows], encoding)


def _decode(name: str, content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, encoding
    raise ContractError("this is not a table file", where=name, found="bytes that are neither text nor Excel nor Parquet",
                        expected="CSV (UTF-8, UTF-16 or GB18030), .xlsx or .parquet", cure="export it again as CSV or .xlsx")  # fmt: skip


def _damaged(name: str, kind: str) -> ContractError:
    return ContractError(f"the {kind} file is damaged", where=name, found="content that ends early or contradicts itself",
                         expected=f"a whole {kind} file", cure="export or copy it again")  # fmt: skip
