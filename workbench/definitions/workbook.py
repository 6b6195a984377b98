"""A pay matrix as a workbook: what people edit in a spreadsheet comes back as the same definition.

In flow plain content and, back again, a workbook's bytes or file; out flow bytes, or plain content with the row of every field.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from workbench.errors import DefinitionError

BANDS, FIELDS = "bands", "matrix"
BAND_HEADINGS = {"score_from": "起始分（含）", "score_to": "截止分（不含，末段含）", "pay_min": "薪资下限", "pay_max": "薪资上限"}
FIELD_HEADINGS = {
    "id": "编号", "job_family": "岗位序列", "level": "职级", "city": "城市", "currency": "币种", "period": "计薪周期",
    "market.reference": "市场参考", "market.factor": "市场系数", "effective_from": "生效日期", "effective_to": "失效日期",
    "deliberate": "有意为之的检查项",
}  # fmt: skip
WIDTH = 26


def write(content: dict[str, Any], path: str | Path | None = None) -> bytes:
    """Write plain content of a matrix as a workbook of two sheets: ``bands`` and ``matrix``.

    Parameters
    ----------
    content : dict
        As `PayMatrix.to_dict` gives it.
    path : str or Path, optional
        Also save it there.
    """
    from openpyxl import Workbook

    book = Workbook()
    bands, fields = book.active, book.create_sheet(FIELDS)
    bands.title = BANDS
    bands.append([_heading(name, zh) for name, zh in BAND_HEADINGS.items()])
    for band in sorted(content["bands"], key=lambda band: band["score_from"]):
        bands.append([band[name] for name in BAND_HEADINGS])
    fields.append([_heading("field", "字段"), _heading("value", "值")])
    flat = {**content, **{f"market.{name}": value for name, value in content.get("market", {}).items()}}
    for name, zh in FIELD_HEADINGS.items():
        if name in flat:
            value = ", ".join(flat[name]) if name == "deliberate" else flat[name]
            fields.append([_heading(name, zh), value])
    for sheet in (bands, fields):
        sheet.freeze_panes = "A2"
        for letter in "ABCD":
            sheet.column_dimensions[letter].width = WIDTH
    target = io.BytesIO()
    book.save(target)
    if path is not None:
        Path(path).write_bytes(target.getvalue())
    return target.getvalue()


def read(source: str | Path | bytes) -> tuple[dict[str, Any], dict[tuple, int]]:
    """Read a workbook into plain content and the row of every band and field.

    Raises
    ------
    DefinitionError
        If it is no workbook, or a sheet or heading is missing.
    """
    from openpyxl import load_workbook

    try:
        raw = source if isinstance(source, bytes) else Path(source).read_bytes()
        book = load_workbook(io.BytesIO(raw), data_only=True, read_only=True)
    except (FileNotFoundError, IsADirectoryError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise DefinitionError("the workbook cannot be read", where=name_of(source), found=type(error).__name__,
                              expected="an .xlsx file as PayMatrix.to_excel writes it", cure="check the path, or export the matrix again") from None  # fmt: skip
    if absent := [name for name in (BANDS, FIELDS) if name not in book.sheetnames]:
        raise DefinitionError(f"sheet missing: {', '.join(absent)}", where=name_of(source), found=", ".join(book.sheetnames),
                              expected=f"the sheets {BANDS} and {FIELDS}", cure="export the matrix and edit that file")  # fmt: skip
    bands, rows = _bands(list(book[BANDS].iter_rows(values_only=True)), name_of(source))
    fields, places = _fields(list(book[FIELDS].iter_rows(values_only=True)))
    return {**fields, "bands": bands}, rows | places


def name_of(source: str | Path | bytes) -> str:
    """Give the file's name for messages."""
    return "workbook" if isinstance(source, bytes) else Path(source).name


def _heading(name: str, zh: str) -> str:
    return f"{name} {zh}"


def _known(heading: Any, names: dict[str, str]) -> str:
    """Read a heading by its English name or its Chinese one, whichever is still there."""
    text = str(heading or "").strip()
    first = text.split(" ")[0]
    return first if first in names else next((name for name, zh in names.items() if zh in text), text)


def _bands(lines: list[tuple], where: str) -> tuple[list[dict[str, Any]], dict[tuple, int]]:
    headings = [_known(heading, BAND_HEADINGS) for heading in (lines[0] if lines else ())]
    if absent := [name for name in BAND_HEADINGS if name not in headings]:
        raise DefinitionError(f"column missing: {', '.join(absent)}", where=f"{where} sheet {BANDS}", found=", ".join(headings) or "nothing",
                              expected=", ".join(BAND_HEADINGS), cure="keep the headings of the first row")  # fmt: skip
    bands: list[dict[str, Any]] = []
    rows: dict[tuple, int] = {("bands",): 1}
    for number, line in enumerate(lines[1:], start=2):
        cells = {name: _typed(cell) for name, cell in zip(headings, line, strict=False) if name in BAND_HEADINGS}
        if any(cell is not None for cell in cells.values()):
            place = ("bands", len(bands))
            rows |= {place: number} | {(*place, name): number for name in cells}
            bands.append(cells)
    return bands, rows


def _fields(lines: list[tuple]) -> tuple[dict[str, Any], dict[tuple, int]]:
    content: dict[str, Any] = {}
    rows: dict[tuple, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        name, value = _known(line[0] if line else None, FIELD_HEADINGS), _typed(line[1]) if len(line) > 1 else None
        if not name or value is None:
            continue
        path = tuple(name.split("."))
        rows[path] = number
        if path[0] == "market" and len(path) == 2:
            content.setdefault("market", {})[path[1]] = value
        elif name == "deliberate":
            content[name] = [part.strip() for part in str(value).replace("，", ",").split(",") if part.strip()]
        else:
            content[name] = value
    return content, rows


def _typed(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, str) and not cell.strip():
        return None
    return cell.isoformat() if isinstance(cell, date) else cell
