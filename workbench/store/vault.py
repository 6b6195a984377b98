"""What every desk shares: the engine, one moment to read, one turn to write, tables kept in memory, the key for ID numbers.

In flow an engine and an address; out flow connections inside a transaction. Reading sees one moment; writing has the
database to itself until it commits, so nobody's rows are lost.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from workbench.store import identity
from workbench.store.results import Results
from workbench.store.tables import AUDIT, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from sqlalchemy import Connection, Engine

    from workbench.store.address import Address


class Vault:
    """One open database, without anyone at it yet.

    Parameters
    ----------
    engine : sqlalchemy.Engine
    address : Address
        Where it lies; shown without passwords.
    """

    def __init__(self, engine: Engine, address: Address) -> None:
        self.engine, self.address = engine, address
        self._cache: dict[str, tuple[int, pd.DataFrame]] = {}
        self._cache_lock = threading.Lock()
        self._key: bytes | None = None
        self.results = Results()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold one moment of the database still for reading."""
        level = {"isolation_level": "REPEATABLE READ"} if self.engine.dialect.name == "postgresql" else {}
        with self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Have the database to oneself for writing, until all of it is committed or none."""
        with self.engine.connect().execution_options(writing=True) as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(sa.text(f"LOCK TABLE {AUDIT.name} IN EXCLUSIVE MODE"))
            yield connection

    def remembered(self, name: str, counter: int) -> pd.DataFrame | None:
        """Give the table as this process last read it, if nobody has changed it since."""
        with self._cache_lock:
            kept = self._cache.get(name)
        return kept[1] if kept and kept[0] == counter else None

    def remember(self, name: str, counter: int, table: pd.DataFrame) -> None:
        """Keep a whole table as read at one value of its change counter."""
        with self._cache_lock:
            self._cache[name] = (counter, table)

    def key(self, connection: Connection, *, begin: bool = False) -> bytes:
        """Give the deployment's key, checked to be the one this database was begun with (``begin``: note it if it is the first)."""
        if self._key is None:
            in_memory = self.address.file is None and self.engine.dialect.name == "sqlite"
            self._key = secrets.token_bytes(32) if in_memory else identity.secret(self.address.file)
        kept = connection.execute(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == identity.FINGERPRINT)).scalar()
        identity.must_match(kept, self._key)
        if kept is None and begin:
            connection.execute(SETTINGS.insert().values(name=identity.FINGERPRINT, value=identity.fingerprint(self._key)))
        return self._key

    def close(self) -> None:
        """Let go of the database and of everything kept in memory."""
        self._cache.clear()
        self.results.forget()
        self.engine.dispose()
