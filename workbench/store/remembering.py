"""What was reckoned once need not be reckoned again while nothing it rests on has changed, for anyone who would read the same.

In flow a desk, a key and a way to make something; out flows what was made, shared by all accounts with the same sight. Two desks have the same sight
when their roles have the same rights to read (a manager's: the account and its openings too), when they are narrowed alike, and the store stands where it stood: every
change of a table, every version saved, approved or come into force makes a new one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.store import rights
from workbench.store.audit import now
from workbench.store.tables import CHANGES, DECISIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from sqlalchemy import Connection

    from workbench.store.accounts import Account
    from workbench.store.database import Database
    from workbench.store.desk import Desk


def remembered(desk: Desk, key: Hashable, make: Callable[[], Any]) -> Any:
    """Give what `make()` gives, made once for every sight.

    Parameters
    ----------
    desk : Desk
        Whose eyes `make` uses; its role is looked up now.
    key : hashable
        What is made, with its arguments.
    make : callable
        Reads through this desk only and depends on nothing but the key; what it gives must not be changed by anyone. A refusal is not
        kept; a look at protected attributes is noted in the audit trail again each time its result is given.

    Returns
    -------
    what `make` gives

    Raises
    ------
    AccessDenied
        If the account is gone; and whatever `make` raises.
    """
    vault = desk._vault
    with vault.reading() as connection:
        account = desk._who(connection)
        state = _state(connection)
    whole = (state, _scope(account), desk.chosen, key)
    found, kept = vault.results.find(whole)
    if found:
        result, protected = kept
        for table, rows in protected:
            desk._note(account, "read protected attributes", table, {"rows": rows})
        return result
    before = len(desk._protected)
    result = make()
    vault.results.keep(state, whole, (result, tuple(desk._protected[before:])), size=_size(result))
    return result


def standing(database: Database) -> tuple:
    """Give numbers that move with everything a reader can see: as long as they stand, what was remembered holds."""
    with database.vault.reading() as connection:
        return _state(connection)


def _scope(account: Account) -> tuple:
    """Tell apart what accounts may read: HR by the rights to read that go with the role, managers and candidates by who they are."""
    reads = tuple(right for right, roles in rights.RIGHTS.items() if right.startswith("read ") and account.role in roles)
    own = (account.name, tuple(sorted(account.openings)), account.candidate_id) if account.role in {"manager", "candidate"} else ()
    return (*reads, *own)


def _state(connection: Connection) -> tuple:
    """Give numbers that move with everything a reader can see: tables, decisions on definitions, and their coming into force."""
    changes = connection.execute(sa.select(sa.func.sum(CHANGES.c.counter))).scalar() or 0
    decided, due = connection.execute(
        sa.select(sa.func.count(), sa.func.count().filter(sa.or_(DECISIONS.c.effective.is_(None), DECISIONS.c.effective <= now()))).select_from(DECISIONS)
    ).one()  # fmt: skip
    return int(changes), int(decided), int(due)


def _size(result: Any) -> int:
    """Estimate a result's memory by its tables, in bytes; text is counted as the places that point to it."""
    tables = getattr(result, "tables", None)
    parts = tables.values() if isinstance(tables, dict) else (result,)
    return 10_000 + sum(int(part.memory_usage().sum()) for part in parts if hasattr(part, "memory_usage"))
