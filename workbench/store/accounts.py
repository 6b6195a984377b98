"""Accounts: a name, a role, the openings a manager sees, and a password kept as an argon2 hash only.

In flow names, passwords and roles; out flows the account behind a call, or a refusal that does not tell which part was
wrong.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import sqlalchemy as sa

from workbench.errors import AccessDenied, ContractError, closest
from workbench.store.audit import now
from workbench.store.rights import ROLES
from workbench.store.tables import ACCOUNTS

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class Account:
    """Who is at the desk."""

    name: str
    role: str
    openings: tuple[str, ...] = ()
    candidate_id: str = ""
    password_hash: str = ""


def find(connection: Connection, name: str) -> Account:
    """Look an account up.

    Raises
    ------
    AccessDenied
        If there is no such account.
    """
    row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.name == name)).one_or_none()
    if row is None:
        raise AccessDenied("there is no such account", where="accounts", found=f"'{name}'", expected="an account of this database",
                           cure="sign in again, or have an administrator add the account")  # fmt: skip
    return Account(row.name, row.role, tuple(json.loads(row.openings)), row.candidate_id or row.name, row.password_hash)


def hash_password(name: str, password: str, role: str) -> str:
    """Hash a password with argon2, after looking at the new account as a whole.

    Raises
    ------
    ContractError
        If name, role or password cannot be used.
    """
    _must_be_role(role)
    problems = [] if name.strip() else ["the name is empty"]
    if len(password) < SHORTEST_PASSWORD:
        problems.append(f"the password has {len(password)} characters")
    if problems:
        raise ContractError("the account cannot be kept", where=f"account '{name}'", found="; ".join(problems),
                            expected=f"a name, and a password of at least {SHORTEST_PASSWORD} characters",
                            cure="choose others")  # fmt: skip
    return _hasher().hash(password)


def add(connection: Connection, name: str, hashed: str, role: str, *, openings: tuple[str, ...], candidate_id: str | None) -> None:
    """Add an account whose password is already hashed.

    Raises
    ------
    ContractError
        If the name is taken.
    """
    if connection.execute(sa.select(ACCOUNTS.c.name).where(ACCOUNTS.c.name == name)).scalar():
        raise ContractError("the account exists already", where=f"account '{name}'", expected="a new name",
                            cure="set_role and set_password change an account")  # fmt: skip
    connection.execute(ACCOUNTS.insert().values(
        name=name, password_hash=hashed, role=role, openings=json.dumps(openings), candidate_id=candidate_id, created_at=now()
    ))  # fmt: skip


def change(connection: Connection, name: str, **values: str) -> None:
    """Change role or password hash of an account that exists."""
    if "role" in values:
        _must_be_role(values["role"])
    find(connection, name)
    connection.execute(ACCOUNTS.update().where(ACCOUNTS.c.name == name).values(**values))


def remove(connection: Connection, name: str) -> None:
    """Remove an account that exists."""
    find(connection, name)
    connection.execute(ACCOUNTS.delete().where(ACCOUNTS.c.name == name))


def count(connection: Connection, role: str) -> int:
    """Count the accounts of a role."""
    return connection.execute(sa.select(sa.func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.role == role)).scalar_one()


def table(connection: Connection) -> pd.DataFrame:
    """List the accounts without their password hashes."""
    shown = [ACCOUNTS.c[name] for name in ("name", "role", "openings", "candidate_id", "created_at")]
    rows = [dict(row) for row in connection.execute(sa.select(*shown).order_by(ACCOUNTS.c.name)).mappings()]
    frame = pd.DataFrame(rows, columns=[column.name for column in shown], dtype=object)
    frame["openings"] = [tuple(json.loads(text)) for text in frame["openings"]]
    return frame


def matches(kept: str | None, password: str) -> bool:
    """Tell whether a password is the one behind a hash; without a hash the same work is done in vain."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept or _nobody(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _must_be_role(role: str) -> None:
    if role not in ROLES:
        raise ContractError(f"there is no role '{role}'", where="accounts", expected=f"one of {', '.join(ROLES)}",
                            cure=closest(role, ROLES) or "choose one of these")  # fmt: skip


@functools.cache
def _hasher() -> object:
    from argon2 import PasswordHasher

    return PasswordHasher()


@functools.cache
def _nobody() -> str:
    return _hasher().hash("nobody's password")
