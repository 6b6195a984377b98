"""The few statements that databases spell differently, or that several rooms of the store need alike.

In flow tables and values; out flow SQLAlchemy statements. The only place in the store that asks for the dialect's own insert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Connection, Table

MANY = 500  # values that are sent inside a statement; with more, the table is read whole and filtered here


def upsert(connection: Connection, table: Table) -> Any:
    """Insert a row, or give the row with its key these values."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    statement = insert(table)
    others = {column.name: statement.excluded[column.name] for column in table.c if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=[column.name for column in table.primary_key], set_=others)


def listed(value: Any) -> list:
    """Take one value or several as a list."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return [value]
    return list(value)


def matching(table: Table, where: Mapping[str, Any]) -> ColumnElement[bool]:
    """Say that each column has one of the values asked for; None asks for missing ones."""
    return sa.and_(sa.true(), *(_among(table.c[name], listed(value)) for name, value in where.items()))


def is_short(where: Mapping[str, Any]) -> bool:
    """Tell whether the values asked for can stand inside a statement."""
    return sum(len(listed(value)) for value in where.values()) <= MANY


def filtered(frame: pd.DataFrame, where: Mapping[str, Any]) -> pd.DataFrame:
    """Keep the rows of a table already in memory that `matching` would find."""
    for name, value in where.items():
        wanted = [_plain(v) for v in listed(value)]
        spelt = {"M": pd.Timestamp, "O": str}.get(frame[name].dtype.kind, _same)
        kept = frame[name].isin([spelt(v) for v in wanted if v is not None])
        frame = frame[kept | frame[name].isna() if None in wanted else kept]
    return frame


def _same(value: Any) -> Any:
    return value


def _among(column: Any, values: list) -> ColumnElement[bool]:
    wanted = [_bound(column, _plain(value)) for value in values]
    present = [value for value in wanted if value is not None]
    found = column.in_(present)
    return sa.or_(found, column.is_(None)) if None in wanted else found


def _plain(value: Any) -> Any:
    return None if value is None or (not isinstance(value, str) and pd.isna(value)) else getattr(value, "item", lambda: value)()


def _bound(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, sa.Date):
        return pd.Timestamp(value).date()
    if isinstance(column.type, sa.DateTime):
        return pd.Timestamp(value).to_pydatetime()
    return str(value) if isinstance(column.type, sa.String) else value
