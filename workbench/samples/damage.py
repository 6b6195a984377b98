"""The ways real exports are damaged: a missing id, text among numbers, ids twice, days that do not exist, shifted cells.

In flow written cells; out flow the same cells with some rows damaged, and the list of what was done to which row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    import random

    from workbench.contracts import Column, TableContract

DAMAGE_COLUMNS = ["table", "file", "row", "kind", "column"]
DAMAGED = (
    "CANDIDATES", "APPLICATIONS", "STAGES", "INTERVIEWS", "ANSWERS", "RATINGS", "OFFERS", "EMPLOYEES", "PERFORMANCE",
)  # fmt: skip
TEXT, IMPOSSIBLE, UNKNOWN_JOB = "见附件", ("2026-02-30", "2025年13月5日", "2026/4/31"), "J-XX-99"


def damage_rows(
    rows: list[list[Any]], columns: list[Column], contract: TableContract, *, share: float, choice: random.Random
) -> tuple[list[list[Any]], list[tuple[int, str, str]]]:
    """Damage a share of a table's rows, each in one way.

    Parameters
    ----------
    rows : list of list
        Written cells, without the header.
    columns : list of Column
        What each cell is, in the order of the file.
    share : float, 0 to 1

    Returns
    -------
    rows : list of list
    done : list of (place, kind, column name)
        Which rows, counted from 0.
    """
    if contract.name not in DAMAGED or not share:
        return rows, []
    chosen = sorted(choice.sample(range(len(rows)), round(share * len(rows))))
    kinds = _kinds(columns, contract)
    damaged, done = [list(row) for row in rows], []
    sound = sorted(set(range(len(rows))) - set(chosen))
    for number, place in enumerate(chosen):
        kind, position = kinds[number % len(kinds)]
        if kind == "duplicate_id" and (not sound or sound[0] > place):
            kind, position = "missing_id", _key_position(columns)
        _apply(damaged, place, kind, position, columns, sound, choice)
        done.append((place, kind, columns[position].name))
    return damaged, done


def damage_table(done: list[tuple]) -> pd.DataFrame:
    """Build the list of damage: table, file, row (as a spreadsheet counts: the header is row 1), kind, column."""
    return pd.DataFrame(done, columns=DAMAGE_COLUMNS)


def _kinds(columns: list[Column], contract: TableContract) -> list[tuple[str, int]]:
    """List what can happen to this table's rows, each with the position it happens at."""
    kinds = [("missing_id", _key_position(columns)), ("duplicate_id", _key_position(columns)), ("shifted_columns", 0)]
    for position, column in enumerate(columns):
        if column.kind in {"number", "integer", "money"}:
            kinds.append(("text_in_number", position))
        if column.kind == "date":
            kinds.append(("impossible_date", position))
        if column.refers_to == "JOBS.job_id":
            kinds.append(("unknown_job", position))
        if column.kind == "money" and column.low == 0:
            kinds.append(("negative_pay", position))
    first: dict[str, tuple[str, int]] = {}
    for kind, position in kinds:
        first.setdefault(kind, (kind, position))
    return list(first.values())


def _key_position(columns: list[Column]) -> int:
    return next(position for position, column in enumerate(columns) if column.key)


def _apply(
    rows: list[list[Any]], place: int, kind: str, position: int, columns: list[Column], sound: list[int], choice: random.Random
) -> None:
    row = rows[place]
    if kind == "missing_id":
        row[position] = ""
    elif kind == "duplicate_id":
        earlier = choice.choice([other for other in sound if other < place])
        for number, column in enumerate(columns):
            if column.key:
                row[number] = rows[earlier][number]
    elif kind == "shifted_columns":
        row.insert(0, "备注")  # every later cell stands one column too far right
    elif kind == "text_in_number":
        row[position] = TEXT
    elif kind == "impossible_date":
        row[position] = choice.choice(IMPOSSIBLE)
    elif kind == "unknown_job":
        row[position] = UNKNOWN_JOB
    elif kind == "negative_pay":
        row[position] = "-8000"
