"""How a contract is written down: a grain, columns with unit and range, and one check that reports every failing row.

In flows any table; out flows the same table, untouched, or one `ContractError` that names all failures at once.
Values of personal and protected columns never reach a message.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workbench import frames
from workbench.errors import ContractError, closest
from workbench.frames import nw

Kind = Literal["id", "text", "category", "integer", "number", "money", "date", "datetime", "flag", "json"]
Sensitivity = Literal["open", "personal", "protected"]

ROWS_NAMED = 5


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name : str
        Field name in code; a measure carries its unit (``pause_mean_s``).
    kind : str
        What values are, which also decides how intake parses them.
    zh, en : str
        The field names people see and export; `also` lists other spellings found in real exports.
    unit : str
        Unit of a number ("" for none); money takes its unit from the currency and period columns.
    low, high : float or None
        Inclusive plausible range.
    allowed : tuple of str
        The permitted values of a category.
    key : bool
        Part of the grain: together the key columns are never missing and never repeated.
    required : bool
        Never missing.
    sensitivity : {"open", "personal", "protected"}
    refers_to : str
        ``TABLE.column`` this id must be found in.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    allowed: tuple[str, ...] = ()
    key: bool = False
    required: bool = False
    sensitivity: Sensitivity = "open"
    also: tuple[str, ...] = ()
    refers_to: str = ""
    about: str = ""


@dataclass(frozen=True)
class TableContract:
    """What a valid table is: its grain and its columns.

    Parameters
    ----------
    name : str
        The constant's name, in capitals.
    grain : str
        What one row is.
    columns : tuple of Column
    derived : bool
        Written by the workbench (True) or brought in from outside (False).
    """

    name: str
    grain: str
    zh: str
    en: str
    columns: tuple[Column, ...]
    derived: bool = False
    _index: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._index.update({column.name: column for column in self.columns})

    def __getitem__(self, name: str) -> Column:
        return self._index[name]

    def __contains__(self, name: object) -> bool:
        return name in self._index

    @property
    def names(self) -> list[str]:
        """Column names in order."""
        return list(self._index)

    @property
    def key(self) -> list[str]:
        """Names of the columns that make a row unique."""
        return [column.name for column in self.columns if column.key]

    @property
    def required(self) -> list[str]:
        """Names of the columns that are never missing."""
        return [column.name for column in self.columns if column.key or column.required]

    def check(self, table: frames.Frame) -> frames.Frame:
        """Return the table untouched if it keeps the contract.

        Raises
        ------
        ContractError
            Once, with every failing column and the numbers of the first failing rows (counted from 0).
        """
        frame = frames.enter(table, where=self.name)
        self._check_columns(frames.names(frame))
        problems = self._problems(frames.collect(frame))
        if problems:
            raise ContractError(
                f"{len(problems)} of the contract's conditions fail",
                where=self.name,
                found="; ".join(problems),
                expected=f"one row per {self.grain}, values as data/README.md lists them",
                cure="correct the rows named, or read the file with intake, which sets damaged rows aside with the reason",
            )
        return table

    def _check_columns(self, present: list[str]) -> None:
        absent = [name for name in self.required if name not in present]
        if absent:
            hints = [closest(name, present) for name in absent]
            raise ContractError(
                f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}",
                where=self.name,
                found=f"columns {', '.join(present) or '(none)'}",
                expected=f"at least {', '.join(self.required)}",
                cure=" ".join(filter(None, hints)) or "rename the columns, or give intake a mapping file",
            )

    def _problems(self, frame: nw.DataFrame) -> list[str]:
        present = frame.columns
        problems = []
        for column in (c for c in self.columns if c.name in present):
            for condition, bad in _conditions(frame, column):
                rows = frame.select(nw.any_horizontal(bad, ignore_nulls=True).alias("bad"))["bad"].to_list()
                failing = [number for number, is_bad in enumerate(rows) if is_bad]
                if failing:
                    problems.append(f"'{column.name}' {condition} in {_rows(failing)}")
        return problems + self._repeated(frame)

    def _repeated(self, frame: nw.DataFrame) -> list[str]:
        if not self.key or len(frame.select(*self.key).unique()) == len(
            frame
        ):  # a million rows in a fraction of the time of naming them
            return []
        keys = frame.select(*self.key).rows()
        seen: set[tuple] = set()
        repeats = [n for n, row in enumerate(keys) if row in seen or seen.add(row)]
        return [f"key ({', '.join(self.key)}) repeated in {_rows(repeats)}"] if repeats else []


def _conditions(frame: nw.DataFrame, column: Column) -> list[tuple[str, nw.Expr]]:
    """List what can be wrong in one column, each with the expression that is true where it is."""
    value, dtype = nw.col(column.name), frame.schema[column.name]
    wrong: list[tuple[str, nw.Expr]] = []
    if column.key or column.required:
        missing = value.is_null() | value.is_nan() if dtype.is_float() else value.is_null()
        wrong.append(("is missing", missing))
    if column.allowed and dtype in {nw.String, nw.Categorical, nw.Enum, nw.Object}:
        text = value.cast(nw.String)
        wrong.append((f"is not one of {', '.join(column.allowed)}", ~text.is_in(list(column.allowed)) & ~value.is_null()))
    if column.kind in {"integer", "number", "money"} and not (dtype.is_numeric() or dtype == nw.Unknown):
        wrong.append((f"is not a number (the column's type is {dtype})", ~value.is_null()))
    elif dtype.is_numeric():
        wrong += _range_conditions(frames.numeric(frame, column.name), column)
    return wrong


def _range_conditions(number: nw.Expr, column: Column) -> list[tuple[str, nw.Expr]]:
    conditions = []
    if column.low is not None:
        conditions.append((f"is below {column.low:g}{column.unit and ' ' + column.unit}", number < column.low))
    if column.high is not None:
        conditions.append((f"is above {column.high:g}{column.unit and ' ' + column.unit}", number > column.high))
    return conditions


def _rows(numbers: list[int]) -> str:
    shown = ", ".join(str(n) for n in numbers[:ROWS_NAMED])
    more = f" and {len(numbers) - ROWS_NAMED} more" if len(numbers) > ROWS_NAMED else ""
    return f"{len(numbers)} row{'s' if len(numbers) > 1 else ''} ({shown}{more})"
