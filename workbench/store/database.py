"""Opening the database: an SQLite file in WAL mode, or PostgreSQL by URL, brought up to date before anyone uses it.

In flows a URL or a path; out flows a `Database` that hands out desks, one per account, and keeps the accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from workbench.errors import AccessDenied
from workbench.store import accounts, audit, identity
from workbench.store.address import Address, address_of, explained
from workbench.store.desk import Desk
from workbench.store.logins import Logins
from workbench.store.schema import bring_up_to_date
from workbench.store.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import Connection, Engine

    from workbench.store.audit import Verified

BUSY_MS = 30_000
COMMAND_LINE = "command line"
PREPARER = "preparing the pages"


def open(url: str | Path = "sqlite:///workbench.db", *, create: bool = True) -> Database:
    """Open the database, make it if it is not there, and bring an older one up to date.

    Parameters
    ----------
    url : str or Path
        ``sqlite:///file.db``, a plain path, or ``postgresql://user@host/name``.
    create : bool
        Whether a file that is not there is made.

    Returns
    -------
    Database

    Raises
    ------
    StoreError
        If the folder is missing, the file is not a database or not ours, read-only, or newer than this program, or the
        address is of another kind.
    """
    address = address_of(url, create=create)
    engine = _engine(address)
    try:
        with explained(address):
            bring_up_to_date(engine, address)
    except BaseException:
        engine.dispose()
        raise
    return Database(Vault(engine, address))


class Database:
    """One open database; `as_user` gives the desk through which an account reads and writes.

    Parameters
    ----------
    vault : Vault
        Engine, cache and key, shared by all its desks.
    """

    def __init__(self, vault: Vault) -> None:
        self.vault = vault

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine below, for maintenance."""
        return self.vault.engine

    def as_user(self, account: str) -> Desk:
        """Give the desk of an account; its role is looked up again on every call.

        Raises
        ------
        AccessDenied
            If there is no such account.
        """
        with self.vault.reading() as connection:
            accounts.find(connection, account)
        return Desk(self.vault, account)

    def as_operator(self, name: str = COMMAND_LINE) -> Desk:
        """Give the desk of the command line, which has an administrator's rights over the file it can open anyway."""
        return Desk(self.vault, name, operator=True)

    def as_preparer(self, role: str) -> Desk:
        """Give the desk at which the server prepares what a role of HR will see; in the audit trail it stands under its own name."""
        if role not in {"administrator", "recruiter", "specialist"}:
            raise AccessDenied("only what a whole role sees alike is prepared", where=f"role '{role}'",
                               expected="administrator, recruiter or specialist", cure="let the reader come")  # fmt: skip
        return Desk(self.vault, PREPARER, role=role)

    def add_account(
        self, name: str, password: str, role: str, *, openings: Iterable[str] = (), candidate_id: str | None = None
    ) -> None:
        """Add an account.

        Parameters
        ----------
        name : str
            What the person signs in with.
        password : str
            Kept as an argon2 hash only; at least 8 characters.
        role : {"administrator", "recruiter", "specialist", "manager", "candidate", "operator"}
        openings : iterable of str
            Job ids a manager may see besides those whose ``hiring_manager`` is the account.
        candidate_id : str, optional
            Whose notices a candidate's account sees; the account's name if not given.

        Raises
        ------
        ContractError
            If the account exists, the role is unknown, or the password is too short.
        """
        hashed = accounts.hash_password(name, password, role)
        with self.vault.writing() as connection:
            accounts.add(connection, name, hashed, role, openings=tuple(openings), candidate_id=candidate_id)
            self._note(connection, "add account", name, {"role": role, "openings": len(tuple(openings))})

    def set_role(self, name: str, role: str) -> None:
        """Give an account another role; desks already open feel it at their next call."""
        with self.vault.writing() as connection:
            accounts.change(connection, name, role=role)
            self._note(connection, "change role", name, {"role": role})

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password."""
        with self.vault.writing() as connection:
            role = accounts.find(connection, name).role
            accounts.change(connection, name, password_hash=accounts.hash_password(name, password, role))
            self._note(connection, "change password", name, {})

    def remove_account(self, name: str) -> None:
        """Remove an account; desks already open are refused from now on."""
        with self.vault.writing() as connection:
            accounts.remove(connection, name)
            self._note(connection, "remove account", name, {})

    def accounts(self) -> pd.DataFrame:
        """List the accounts: ``name``, ``role``, ``openings``, ``candidate_id``, ``created_at``."""
        with self.vault.reading() as connection:
            return accounts.table(connection)

    def check_password(self, name: str, password: str) -> bool:
        """Tell whether the password is the account's, in the same time whether or not there is such an account."""
        with self.vault.reading() as connection:
            try:
                kept = accounts.find(connection, name).password_hash
            except AccessDenied:
                kept = None
        return accounts.matches(kept, password)

    @property
    def logins(self) -> Logins:
        """Who is logged in, shared by every process that serves this database."""
        return Logins(self.vault)

    def verify_audit(self) -> Verified:
        """Check the audit trail's chain from the first row to the last."""
        with self.vault.reading() as connection:
            return audit.verify(connection)

    def hash_id(self, number: str) -> str:
        """Give the keyed hash of an ID number, to match against ``CANDIDATES.id_hash``."""
        with self.vault.reading() as connection:
            return identity.keyed_hash(number, self.vault.key(connection))

    def close(self) -> None:
        """Let go of the database."""
        self.vault.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Database({self.vault.address.shown})"

    def _note(self, connection: Connection, action: str, subject: str, details: dict) -> None:
        audit.append(connection, account=COMMAND_LINE, role="operator", action=action, subject=subject, details=details)


def _engine(address: Address) -> Engine:
    with explained(address):
        if address.url.get_backend_name() == "postgresql":
            return sa.create_engine(address.url, pool_pre_ping=True)
        pool = {"poolclass": sa.pool.StaticPool} if address.file is None else {}
        engine = sa.create_engine(address.url, connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000}, **pool)
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: object, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin late and commit early; `_begin_sqlite` says when
    for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start: a reader that turns writer half-way is refused as soon as another has written."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
