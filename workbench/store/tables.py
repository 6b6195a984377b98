"""Database tables made from the contracts, and the store's own tables for accounts, versions, audit and progress.

In flow the contracts; out flows one SQLAlchemy `METADATA`, which the migrations build and the tests compare.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from workbench import contracts
from workbench.contracts import Column, TableContract
from workbench.errors import ContractError, closest

METADATA = sa.MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_name)s"})

TYPES = {
    "id": sa.String, "category": sa.String, "text": sa.Text, "json": sa.Text, "integer": sa.BigInteger, "number": sa.Double,
    "money": sa.Double, "date": sa.Date, "datetime": sa.DateTime, "flag": sa.Boolean,
}  # fmt: skip

ID_COLUMNS = (
    Column("id_masked", "text", "身份证号(掩码)", "ID number (masked)", sensitivity="personal"),
    Column("id_hash", "text", "身份证号(密钥哈希)", "ID number (keyed hash)", sensitivity="personal"),
)


@dataclass(frozen=True)
class Stored:
    """One contract as it is kept: the same columns, except that an ID number is kept as keyed hash and masked form."""

    contract: TableContract
    columns: tuple[Column, ...]
    table: sa.Table

    @property
    def name(self) -> str:
        """The contract's name."""
        return self.contract.name

    @property
    def key(self) -> list[str]:
        """Names of the key columns."""
        return self.contract.key

    @property
    def names(self) -> list[str]:
        """Names of the columns kept, in order."""
        return [column.name for column in self.columns]


def stored(contract: TableContract | str) -> Stored:
    """Find the table of a contract, by the contract or by its name in any case.

    Raises
    ------
    ContractError
        If there is no such contract.
    """
    name = contract.name if isinstance(contract, TableContract) else str(contract).upper()
    if name not in STORED:
        raise ContractError(
            f"there is no table '{name}'",
            where="store",
            expected=f"one of {', '.join(STORED)}",
            cure=closest(name, STORED) or "use a contract of workbench.contracts",
        )
    return STORED[name]


def _kept(contract: TableContract) -> tuple[Column, ...]:
    if contract.name != "CANDIDATES":
        return contract.columns
    return tuple(kept for column in contract.columns for kept in (ID_COLUMNS if column.name == "id_number" else (column,)))


def _table(contract: TableContract) -> Stored:
    columns = _kept(contract)
    table = sa.Table(
        contract.name.lower(),
        METADATA,
        *(
            sa.Column(c.name, TYPES[c.kind](), primary_key=c.key, nullable=not c.key, index=bool(c.refers_to) or None)
            for c in columns
        ),
        sa.Column("row_hash", sa.String, nullable=False),
        sqlite_with_rowid=False,  # the rows lie in key order: reading them ordered costs nothing
    )
    return Stored(contract, columns, table)


STORED = {contract.name: _table(contract) for contract in contracts.ALL}

CHANGES = sa.Table(
    "changes",
    METADATA,
    sa.Column("table_name", sa.String, primary_key=True),
    sa.Column("counter", sa.BigInteger, nullable=False),
)
SETTINGS = sa.Table(
    "settings",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
ACCOUNTS = sa.Table(
    "accounts",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("password_hash", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("openings", sa.Text, nullable=False),
    sa.Column("candidate_id", sa.String),
    sa.Column("created_at", sa.String, nullable=False),
)
DEFINITIONS = sa.Table(
    "definitions",
    METADATA,
    sa.Column("kind", sa.String, primary_key=True),
    sa.Column("version", sa.String, primary_key=True),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
DECISIONS = sa.Table(
    "decisions",
    METADATA,
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("id", sa.String, nullable=False),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("event", sa.String, nullable=False),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("effective", sa.String),
)
AUDIT = sa.Table(
    "audit",
    METADATA,
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("action", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False),
    sa.Column("content_hash", sa.String, nullable=False),
    sa.Column("previous_hash", sa.String, nullable=False),
    sa.Column("hash", sa.String, nullable=False),
)
LOGINS = sa.Table(
    "logins",
    METADATA,
    sa.Column("number_hash", sa.String, primary_key=True),
    sa.Column("account", sa.String, nullable=False),
    sa.Column("until", sa.Double, nullable=False),
)
LOGIN_FAILURES = sa.Table(
    "login_failures",
    METADATA,
    sa.Column("account_hash", sa.String, nullable=False, index=True),
    sa.Column("at", sa.Double, nullable=False),
)
MARKS = sa.Table(
    "marks",
    METADATA,
    sa.Column("step", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("input_hash", sa.String, nullable=False),
    sqlite_with_rowid=False,
)
RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("started", sa.String, nullable=False),
    sa.Column("finished", sa.String),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
)
QUARANTINE = sa.Table(
    "quarantine",
    METADATA,
    sa.Column("run_id", sa.String, primary_key=True),
    sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("source_file", sa.String, nullable=False),
    sa.Column("row_number", sa.BigInteger),
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("content", sa.Text),
)
