"""Reading a table as an account may see it: columns its role may not read are left out, rows of others' openings too.

In flow a contract, columns and values asked for; out flows a pandas table. Whole tables are kept per process and read again
only when their change counter has moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.errors import ContractError, closest
from workbench.store import filters, rights
from workbench.store.filters import Filter
from workbench.store.rows import table_of
from workbench.store.sentences import filtered, is_short, listed, matching
from workbench.store.tables import CHANGES, STORED, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from sqlalchemy import Connection

    from workbench.contracts import TableContract
    from workbench.store.accounts import Account
    from workbench.store.tables import Stored
    from workbench.store.vault import Vault

EVERYBODY = Filter()
SCOPE_COLUMNS = ("job_id", "application_id", "interview_id", "candidate_id", "employee_id")


def read(
    vault: Vault,
    connection: Connection,
    account: Account,
    contract: TableContract | str,
    *,
    columns: Iterable[str] | None,
    where: Mapping[str, Any],
    chosen: Filter = EVERYBODY,
    fresh: bool = False,
) -> pd.DataFrame:
    """Read one table with the account's eyes, narrowed to whom the reader asks about.

    Raises
    ------
    AccessDenied
        If the role may not read the table, or not a column asked for by name.
    ContractError
        If a table or column is not known.
    """
    kept = stored(contract)
    asked = None if columns is None else list(columns)
    must_see(kept, [*(asked or []), *where], account)
    shown = _shown(kept, account)
    limits = _limits(vault, connection, account, kept, fresh=fresh)
    table = _fetch(vault, connection, kept, {**where, **limits} if not set(where) & set(limits) else where, fresh=fresh)
    if set(where) & set(limits):
        table = filtered(table, limits)
    if chosen:
        table = filters.rows(table, kept, chosen, lambda name: _fetch(vault, connection, STORED[name], {}, fresh=fresh))
    return table[asked or shown].reset_index(drop=True)


def whole(vault: Vault, connection: Connection, kept: Stored) -> pd.DataFrame:
    """Read all of a table for the store's own use, whoever asks."""
    return _fetch(vault, connection, kept, {}, fresh=False)


def must_see(kept: Stored, names: Iterable[str], account: Account) -> None:
    """Refuse columns that are unknown or that the account's role may not read.

    Raises
    ------
    AccessDenied, ContractError
    """
    names = list(names)
    must_be_columns(kept, names)
    shown = _shown(kept, account)
    for name in names:
        if name not in shown:
            _refuse_column(kept, name, account.role)


def must_be_columns(kept: Stored, names: Iterable[str]) -> None:
    """Refuse names that are not columns of the table.

    Raises
    ------
    ContractError
        Naming the nearest column.
    """
    unknown = [name for name in names if name not in kept.names]
    if unknown:
        hints = " ".join(filter(None, (closest(name, kept.names) for name in unknown)))
        if "id_number" in unknown:
            hints = "ID numbers are not kept: read id_masked, or match id_hash with Database.hash_id"
        raise ContractError(f"no such column{'s' if len(unknown) > 1 else ''}: {', '.join(unknown)}", where=kept.name,
                            expected=f"columns among {', '.join(kept.names)}", cure=hints or "correct the name")  # fmt: skip


def rows_matching(rows: Sequence[Sequence[Any]], names: list[str], where: Mapping[str, Any]) -> list:
    """Keep the rows whose columns have one of the values asked for."""
    wanted = {names.index(name): {_spelt(value) for value in listed(values)} for name, values in where.items()}
    return [row for row in rows if all(_spelt(row[at]) in values for at, values in wanted.items())]


def rows_outside(values: Mapping[str, list], where: Mapping[str, Any]) -> int:
    """Count the rows that do not have the values asked for."""
    wanted = {name: {_spelt(value) for value in listed(given)} for name, given in where.items()}
    count = len(next(iter(values.values()), []))
    return sum(
        any(_spelt(values.get(name, [None] * count)[n]) not in given for name, given in wanted.items()) for n in range(count)
    )


def _spelt(value: Any) -> str:
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def _shown(kept: Stored, account: Account) -> list[str]:
    role, name = account.role, kept.name
    if any(column.sensitivity == "protected" for column in kept.columns):
        rights.require(role, "read protected attributes", subject=name)
        return kept.names
    if role == "candidate":
        if name not in rights.NOTICE_COLUMNS:
            rights.refuse(role, "read all records", subject=name)
        return list(rights.NOTICE_COLUMNS[name])
    if role == "manager" and name in rights.NOT_FOR_MANAGERS:
        rights.refuse(role, "read all records", subject=name)
    return [column.name for column in kept.columns if _may_see(column.name, column.sensitivity, role)]


def _may_see(name: str, sensitivity: str, role: str) -> bool:
    if name == "id_hash":
        return rights.has(role, "read keyed ID hashes")
    return sensitivity == "open" or rights.has(role, "read personal columns")


def _refuse_column(kept: Stored, name: str, role: str) -> None:
    right = "read keyed ID hashes" if name == "id_hash" else "read personal columns"
    if role == "candidate":
        right = "read all records"
    rights.refuse(role, right, subject=f"{kept.name}.{name}")


def _limits(vault: Vault, connection: Connection, account: Account, kept: Stored, *, fresh: bool) -> dict[str, list]:
    """Say which rows an account may see, as values of one column; nothing when it may see them all."""
    if rights.has(account.role, "read all records") or account.role not in {"manager", "candidate"}:
        return {}
    if account.role == "candidate":
        return {"candidate_id": [account.candidate_id]}
    column = next((name for name in SCOPE_COLUMNS if name in kept.names), None)
    return {} if column is None else {column: _own(vault, connection, account, column, fresh=fresh)}


def _own(vault: Vault, connection: Connection, account: Account, column: str, *, fresh: bool) -> list[str]:
    jobs = _fetch(vault, connection, STORED["JOBS"], {}, fresh=fresh)
    own = {*jobs.loc[jobs["hiring_manager"] == account.name, "job_id"], *account.openings}
    if column == "job_id":
        return sorted(own)
    source = {
        "application_id": "APPLICATIONS",
        "candidate_id": "APPLICATIONS",
        "interview_id": "INTERVIEWS",
        "employee_id": "EMPLOYEES",
    }
    table = _fetch(vault, connection, STORED[source[column]], {}, fresh=fresh)
    return sorted(set(table.loc[table["job_id"].isin(own), column]))


def _fetch(vault: Vault, connection: Connection, kept: Stored, where: Mapping[str, Any], *, fresh: bool) -> pd.DataFrame:
    name = kept.table.name
    counter = connection.execute(sa.select(CHANGES.c.counter).where(CHANGES.c.table_name == name)).scalar() or 0
    whole = None if fresh else vault.remembered(name, counter)
    if whole is None and where and is_short(where):
        return _select(connection, kept, matching(kept.table, where))
    if whole is None:
        whole = _select(connection, kept, sa.true())
        if not fresh:  # a transaction that may yet be undone teaches the others nothing
            vault.remember(name, counter, whole)
    return filtered(whole, where) if where else whole.copy(deep=False)  # pandas copies a column when somebody writes to it


def _select(connection: Connection, kept: Stored, where: Any) -> pd.DataFrame:
    columns = [_plain(connection, kept.table.c[name]) for name in kept.names]
    order = [kept.table.c[name] for name in kept.key]
    result = connection.execute(sa.select(*columns).where(where).order_by(*order))
    # SQLite's driver gives plain values already; wrapping half a million rows would take as long as reading them
    return table_of(kept.columns, result.cursor.fetchall() if connection.dialect.name == "sqlite" else result.all())


def _plain(connection: Connection, column: sa.Column) -> Any:
    """Take dates and flags as SQLite keeps them (ISO text, 0 and 1): columns are parsed whole, not value by value."""
    if connection.dialect.name != "sqlite" or not isinstance(column.type, (sa.Date, sa.DateTime, sa.Boolean)):
        return column
    return sa.type_coerce(column, sa.Integer if isinstance(column.type, sa.Boolean) else sa.String).label(column.name)
