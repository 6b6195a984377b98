"""The audit trail: who did what and when, each row hashed together with the one before it.

In flow an act (counts and content hashes, never personal values); out flow the rows, and whether anyone altered them.
The database itself forbids changing or deleting a row (triggers of the first migration); the chain shows it when someone
gets round that.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.store.tables import AUDIT, SETTINGS

if TYPE_CHECKING:
    from sqlalchemy import Connection

GENESIS = "0" * 64
FIELDS = ("n", "at", "account", "role", "action", "subject", "reason", "details", "content_hash", "previous_hash")
LENGTH = "audit length"


@dataclass(frozen=True)
class Verified:
    """What checking the chain found.

    Parameters
    ----------
    n : int
        Rows checked.
    ok : bool
    first_broken : int or None
        Number of the first row that is altered or missing.
    """

    n: int
    ok: bool
    first_broken: int | None


def now() -> str:
    """Give the present moment in UTC, as the store writes it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def append(
    connection: Connection,
    *,
    account: str,
    role: str,
    action: str,
    subject: str,
    reason: str = "",
    details: dict[str, Any] | None = None,
    content_hash: str = "",
) -> None:
    """Write one row at the end of the chain, inside the caller's (single) writing transaction."""
    last = connection.execute(sa.select(AUDIT.c.n, AUDIT.c.hash).order_by(AUDIT.c.n.desc()).limit(1)).one_or_none()
    row = {
        "n": last.n + 1 if last else 1,
        "at": now(),
        "account": account,
        "role": role,
        "action": action,
        "subject": subject,
        "reason": reason,
        "details": json.dumps(details or {}, ensure_ascii=False, sort_keys=True),
        "content_hash": content_hash,
        "previous_hash": last.hash if last else GENESIS,
    }
    connection.execute(AUDIT.insert().values(**row, hash=row_hash(row)))
    _keep_length(connection, row["n"])


def verify(connection: Connection) -> Verified:
    """Walk the chain from its first row: every number in turn, every hash as computed, and the length that was kept apart."""
    previous, n = GENESIS, 0
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.n)).mappings():
        if row["n"] != n + 1 or row["previous_hash"] != previous or row["hash"] != row_hash(row):
            return Verified(n=n, ok=False, first_broken=n + 1)
        previous, n = row["hash"], n + 1
    kept = connection.execute(sa.select(SETTINGS.c.value).where(SETTINGS.c.name == LENGTH)).scalar()
    if int(kept or 0) != n:  # rows cut off at the end leave the rest of the chain intact
        return Verified(n=n, ok=False, first_broken=n + 1)
    return Verified(n=n, ok=True, first_broken=None)


def row_hash(row: Any) -> str:
    """Hash the fields of one row together with the hash of the row before."""
    text = json.dumps([row[field] for field in FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _keep_length(connection: Connection, n: int) -> None:
    changed = connection.execute(SETTINGS.update().where(SETTINGS.c.name == LENGTH).values(value=str(n)))
    if not changed.rowcount:
        connection.execute(SETTINGS.insert().values(name=LENGTH, value=str(n)))
