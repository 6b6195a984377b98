"""Bringing a database up to date: which revision it has, which it needs, and the migrations between.

In flows a connection; out flows a database whose tables are those of `tables.METADATA`, or a refusal if it is newer than
this program or somebody else's.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from workbench.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection, Engine

    from workbench.store.address import Address

MIGRATIONS = Path(__file__).parent / "migrations"
VERSION_TABLE = "alembic_version"
LOCK = 20_261_123  # any number, the same in every program: two that open a new PostgreSQL database migrate in turn


def bring_up_to_date(engine: Engine, address: Address) -> None:
    """Run the migrations a database still needs, all of them or none.

    Raises
    ------
    StoreError
        If the database is newer than this program, or holds somebody else's tables.
    """
    with engine.connect() as connection, connection.begin():
        if revision(connection) == head():
            return
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        found = revision(connection)  # asked again under the lock: another program may have been quicker
        _must_be_ours(connection, found, address)
        if found != head():
            upgrade(connection)


def revision(connection: Connection) -> str | None:
    """Tell which revision a database has; None when it has none yet."""
    if not sa.inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()


def head() -> str:
    """Name the newest revision: files in ``migrations/versions`` begin with their number, so Alembic need not be asked."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations up to a revision on an open connection."""
    from alembic import command  # 150 ms that a database already up to date need not spend

    command.upgrade(configuration(connection), to)


def configuration(connection: Connection | None = None) -> Config:
    """Give Alembic its settings: the migrations in the package, on this connection."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _must_be_ours(connection: Connection, found: str | None, address: Address) -> None:
    if found is None:
        tables = set(sa.inspect(connection).get_table_names()) - {VERSION_TABLE}
        if tables:
            raise StoreError("this database belongs to something else", where=address.shown, found=f"{len(tables)} tables of others",
                             expected="an empty database, or one made by the workbench",
                             cure="name a new file or database")  # fmt: skip
        return
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()}
    if found not in known:
        raise StoreError("the database is newer than this program", where=address.shown, found=f"revision {found}",
                         expected=f"revision {head()} or older", cure="update the workbench, then open it again")  # fmt: skip
