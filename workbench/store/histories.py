"""What a job's text said before: each new wording of a job is kept with its moment, so that a difference can be shown later.

In flow the rows of JOBS that a write changed; the texts that are new stay. Rows are only ever added, by the store itself; the
database refuses to change or delete one (triggers of its migration).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.errors import ContractError
from workbench.store.audit import now
from workbench.store.rows import row_hash
from workbench.store.sentences import MANY
from workbench.store.tables import STORED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

KEPT = "JOB_TEXTS"
TEXTS = ("title", "description", "requirements", "core_competencies")


def keep(connection: Connection, jobs: Iterable[Mapping[str, Any]]) -> int:
    """Keep the texts that differ from the last one kept of their job; a job's first text counts as new.

    Parameters
    ----------
    connection : Connection
        Inside the writing transaction.
    jobs : iterable of mapping, rows of JOBS as they are now

    Returns
    -------
    int
        How many were new.
    """
    rows, moment = list(jobs), now()
    last = _last(connection, [row["job_id"] for row in rows])
    new = [(row, last.get(row["job_id"])) for row in rows]
    new = [(row, before) for row, before in new if before is None or any(before[name] != row[name] for name in TEXTS)]
    sent = [
        {name: row[name] for name in ("job_id", *TEXTS)} | {"n": before["n"] + 1 if before else 1, "kept_at": moment}
        for row, before in new
    ]
    names = STORED[KEPT].names
    sent = [row | {"row_hash": row_hash([row[name] for name in names])} for row in sent]
    if sent:
        connection.execute(STORED[KEPT].table.insert(), sent)
    return len(sent)


def must_not_be_one(name: str) -> None:
    """Refuse a change, by hand, of what only the store writes.

    Raises
    ------
    ContractError
    """
    if name == KEPT:
        raise ContractError("earlier job descriptions are kept by the store itself", where=name, found="a change by hand",
                            expected="rows added when JOBS says something new", cure="write JOBS; what it said before stays here")  # fmt: skip


def _last(connection: Connection, ids: list[str]) -> dict[str, dict[str, Any]]:
    table = STORED[KEPT].table
    query = sa.select(table).order_by(table.c.job_id, table.c.n)
    if len(ids) <= MANY:
        query = query.where(table.c.job_id.in_(ids))
    return {row["job_id"]: dict(row) for row in connection.execute(query).mappings()}
