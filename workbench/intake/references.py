"""Ids that must lead somewhere: a row that names an unknown job or candidate is set aside, and what hangs on it too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd

from workbench.contracts import SOURCES, TableContract
from workbench.intake.table import quarantine_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.intake.table import Exports, Intake


def check_references(
    exports: Exports, *, known: Mapping[str, set[str]] | None = None
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Set aside rows whose ids lead nowhere.

    Parameters
    ----------
    exports : Exports
    known : mapping of str to set of str, optional
        ``TABLE.column`` to ids that the store already has, so that a later export need not repeat them.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
    quarantine : pandas.DataFrame
        All rows set aside, those of `exports` first.
    """
    tables, aside = dict(exports.tables), [exports.quarantine]
    for contract in SOURCES:  # in the river's order, so that what hangs on a row set aside follows it
        if contract.name not in tables:
            continue
        table = tables[contract.name]
        reasons = _dangling(table, contract, tables, known or {})
        bad = [number for number, why in enumerate(reasons) if why]
        if bad:
            aside.append(_set_aside(table, bad, reasons, contract, _places(exports, contract)))
            tables[contract.name] = table.drop(table.index[bad]).reset_index(drop=True)
    return tables, pd.concat([part for part in aside if len(part)] or [exports.quarantine], ignore_index=True)


def repeated_across(parts: list[Intake], contract: TableContract) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join the parts of one table; a key that an earlier file already gave is set aside."""
    table = pd.concat([part.table for part in parts], ignore_index=True)
    again = table.duplicated(contract.key, keep="first")
    places = [f"{part.place}" for part in parts for _ in part.rows]
    numbers = [number for part in parts for number in part.rows]
    bad = [n for n, repeated in enumerate(again) if repeated]
    reasons = [f"{', '.join(contract.key)} was already given by another file"] * len(table)
    rows = _set_aside(table, bad, reasons, contract, list(zip(places, numbers, strict=True)))
    return table[~again].reset_index(drop=True), rows


def _dangling(
    table: pd.DataFrame, contract: TableContract, tables: dict[str, pd.DataFrame], known: Mapping[str, set[str]]
) -> list[str]:
    reasons = [""] * len(table)
    for column in (c for c in contract.columns if c.name in table and _target(c.name, contract)):
        target = _target(column.name, contract)
        name, field = target.split(".")
        there = known.get(target, set()) | set(tables[name][field] if name in tables and field in tables[name] else ())
        for number, value in enumerate(table[column.name]):
            if pd.notna(value) and value not in there:
                reasons[number] += f"{'; ' if reasons[number] else ''}{column.name} is not in {name}"
    return reasons


def _target(column: str, contract: TableContract) -> str:
    """Say where an id must be found: as the contract says, and every interview_id among the interviews."""
    if contract[column].refers_to:
        return contract[column].refers_to
    inside = {"interview_id": "INTERVIEWS", "candidate_id": "CANDIDATES"}
    return f"{inside[column]}.{column}" if column in inside and inside[column] != contract.name else ""


def _places(exports: Exports, contract: TableContract) -> list[tuple[str, int]]:
    """Give file and row of each row of a table, in its order (rows repeated across files left out)."""
    parts = [part for part in exports.parts if part.contract is contract]
    joined = pd.concat([part.table[contract.key] for part in parts], ignore_index=True)
    places = [(part.place, number) for part in parts for number in part.rows]
    return [place for place, again in zip(places, joined.duplicated(keep="first"), strict=True) if not again]


def _set_aside(table: pd.DataFrame, bad: list[int], reasons: list[str], contract: TableContract, places: list) -> pd.DataFrame:
    rows = []
    for number in bad:
        content = {name: None if pd.isna(value) else value for name, value in table.iloc[number].items()}
        file, row = places[number]
        rows.append({"table": contract.name, "file": file, "row": row, "reasons": reasons[number],
                     "content": json.dumps(content, ensure_ascii=False, default=str)})  # fmt: skip
    return quarantine_table(rows)
