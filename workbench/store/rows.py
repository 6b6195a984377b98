"""Tables to rows and back: a checked table becomes plain values with a hash each; database rows become proper columns.

In flows a table under a contract; out flow rows as the database keeps them. Back flows a pandas table with datetime64
dates, nullable integers and flags, float numbers (NaN missing) and text as str or None.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts.table import ROWS_NAMED
from workbench.errors import ContractError, closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from workbench.contracts import Column
    from workbench.store.tables import Stored


@dataclass(frozen=True)
class Written:
    """How many rows of a table a write touched."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


def values_of(stored: Stored, table: frames.Frame) -> dict[str, list]:
    """Check a table against its contract and turn each column into plain values (None, str, int, float, bool, date).

    Raises
    ------
    ContractError
        With every failing column and row at once.
    """
    frame = frames.to_pandas(table, where=stored.name).reset_index(drop=True)
    if frame.empty and not len(frame.columns):
        return {name: [] for name in stored.names}
    _refuse_strangers(stored, list(frame.columns))
    for name in frame.columns:
        if name in stored.contract and stored.contract[name].kind in {"number", "money", "integer"}:
            frame[name] = _decimals_as_numbers(frame[name])
    stored.contract.check(frame)
    return _values(stored, frame)


def row_hash(values: Sequence[Any]) -> str:
    """Hash one row's plain values, in the table's column order, so that an equal row is known without reading it."""
    return hashlib.blake2b(repr(tuple(values)).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def content_hash(hashes: Iterable[str]) -> str:
    """Hash a set of rows, whatever their order."""
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def table_of(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Build the pandas table of fetched rows, each column with its proper dtype."""
    lists = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pd.DataFrame({column.name: _series(list(values), column.kind) for column, values in zip(columns, lists, strict=True)})


def _refuse_strangers(stored: Stored, present: list[str]) -> None:
    known = [*stored.contract.names, *(name for name in stored.names if name not in stored.contract)]
    strangers = [str(name) for name in present if name not in known]
    if strangers:
        hints = [hint for name in strangers if (hint := closest(name, known))]
        raise ContractError(
            f"column{'s' if len(strangers) > 1 else ''} not in the contract: {', '.join(strangers)}",
            where=stored.name,
            expected=f"columns among {', '.join(known)}",
            cure=" ".join(hints) or "leave the column out, or add it to the contract with a migration",
        )


def _decimals_as_numbers(series: pd.Series) -> pd.Series:
    if series.dtype == object and all(v is None or isinstance(v, (int, float, Decimal, np.number)) for v in series):
        return pd.Series([None if pd.isna(v) else float(v) for v in series], dtype=float, index=series.index)
    return series


def _values(stored: Stored, frame: pd.DataFrame) -> dict[str, list]:
    kinds = {column.name: column.kind for column in (*stored.contract.columns, *stored.columns)}
    columns, problems = {}, []
    for name in frame.columns:
        columns[name], bad = _PLAIN[kinds[name]](frame[name])
        if bad:
            more = f" and {len(bad) - ROWS_NAMED} more" if len(bad) > ROWS_NAMED else ""
            shown = ", ".join(map(str, bad[:ROWS_NAMED]))
            problems.append(f"'{name}' is not {_SPOKEN[kinds[name]]} in {len(bad)} row{'s' * (len(bad) > 1)} ({shown}{more})")
    if problems:
        raise ContractError(
            f"{len(problems)} of the contract's conditions fail",
            where=stored.name,
            found="; ".join(problems),
            expected="values of the kind that data/README.md lists",
            cure="correct the rows named, or read the file with intake, which sets damaged rows aside with the reason",
        )
    return columns


def _texts(series: pd.Series) -> tuple[list, list[int]]:
    missing = series.isna().to_list()
    return [None if gone else v if type(v) is str else _as_text(v) for v, gone in zip(series.to_list(), missing, strict=True)], []


def _as_text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _jsons(series: pd.Series) -> tuple[list, list[int]]:
    plain = []
    for value in series.to_list():
        if isinstance(value, (list, tuple, dict, np.ndarray)):
            plain.append(json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False))
        else:
            plain.append(None if pd.isna(value) else str(value))
    return plain, []


def _numbers(series: pd.Series) -> tuple[list, list[int]]:
    numbers = pd.to_numeric(series, errors="coerce").to_numpy(dtype=float, na_value=np.nan) + 0.0  # -0.0 is 0.0
    return [None if gone else n for n, gone in zip(numbers.tolist(), np.isnan(numbers).tolist(), strict=True)], []


def _integers(series: pd.Series) -> tuple[list, list[int]]:
    numbers, _ = _numbers(series)
    bad = [row for row, n in enumerate(numbers) if n is not None and not float(n).is_integer()]
    return [None if n is None or row in bad else int(n) for row, n in enumerate(numbers)], bad


def _dates(series: pd.Series) -> tuple[list, list[int]]:
    moments = _moments(series)
    bad = np.flatnonzero(moments.isna().to_numpy() & series.notna().to_numpy()).tolist()
    return [None if pd.isna(m) else m.date() for m in moments], bad


def _datetimes(series: pd.Series) -> tuple[list, list[int]]:
    moments = _moments(series)
    bad = np.flatnonzero(moments.isna().to_numpy() & series.notna().to_numpy()).tolist()
    return [None if pd.isna(m) else m.to_pydatetime() for m in moments], bad


def _moments(series: pd.Series) -> pd.Series:
    """Read moments as written: ISO text, dates or timestamps; a time zone is dropped after its own clock time."""
    if isinstance(series.dtype, pd.DatetimeTZDtype):
        return series.dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(series.dtype):
        return series
    if pd.api.types.is_numeric_dtype(series.dtype):
        return pd.Series([pd.NaT] * len(series))  # a bare number is no date: pandas would read nanoseconds since 1970
    return pd.to_datetime(series.astype(object).where(series.notna(), None), errors="coerce", format="ISO8601")


def _flags(series: pd.Series) -> tuple[list, list[int]]:
    plain, bad = [], []
    for row, value in enumerate(series.to_list()):
        if not isinstance(value, str) and pd.isna(value):
            plain.append(None)
        elif value in (True, False):
            plain.append(bool(value))
        else:
            plain.append(None)
            bad.append(row)
    return plain, bad


_PLAIN = {
    "id": _texts, "category": _texts, "text": _texts, "json": _jsons, "number": _numbers, "money": _numbers,
    "integer": _integers, "date": _dates, "datetime": _datetimes, "flag": _flags,
}  # fmt: skip
_SPOKEN = {"integer": "a whole number", "date": "a date", "datetime": "a moment", "flag": "true or false"}


def _series(values: list, kind: str) -> Any:
    match kind:
        case "number" | "money":
            return np.array(values, dtype=float)
        case "integer":
            return pd.array(values, dtype="Int64")
        case "flag":
            return pd.array([None if v is None else bool(v) for v in values], dtype="boolean")
        case "date" | "datetime":
            return pd.to_datetime(pd.Series(values, dtype=object), format="ISO8601").astype("datetime64[us]")
    return pd.Series(values, dtype=object)
