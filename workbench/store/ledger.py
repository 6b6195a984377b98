"""The ledger of work: what the pipeline has done with which input, its runs, and the rows it set aside.

In flow marks, runs and quarantined rows; out flow the same, so that a run killed at any point goes on where it stopped.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from workbench import frames
from workbench.errors import ContractError
from workbench.store.audit import now
from workbench.store.sentences import upsert
from workbench.store.tables import MARKS, QUARANTINE, RUNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection

QUARANTINE_COLUMNS = ("run_id", "table_name", "source_file", "row_number", "reasons", "content")
ALSO = {"table": "table_name", "file": "source_file", "source": "source_file", "row": "row_number", "reason": "reasons"}


def keep_marks(connection: Connection, step: str, marks: Mapping[str, str]) -> None:
    """Note that a step has been done for these keys with these inputs."""
    rows = [{"step": step, "key": str(key), "input_hash": str(done)} for key, done in marks.items()]
    if rows:
        connection.execute(upsert(connection, MARKS), rows)


def marks(connection: Connection, step: str) -> dict[str, str]:
    """Give key to input hash of everything a step has done."""
    return {row.key: row.input_hash for row in connection.execute(sa.select(MARKS).where(MARKS.c.step == step))}


def forget_marks(connection: Connection, step: str, keys: Iterable[str] | None) -> int:
    """Take marks away, so that the step is done again; all of the step's when no keys are given."""
    if keys is None:
        return connection.execute(MARKS.delete().where(MARKS.c.step == step)).rowcount
    where = (MARKS.c.step == step) & (MARKS.c.key == sa.bindparam("gone"))
    return sum(connection.execute(MARKS.delete().where(where), {"gone": str(key)}).rowcount for key in keys)


def start_run(connection: Connection, run_id: str | None) -> str:
    """Open a run; the same id again opens it anew."""
    run_id = run_id or uuid.uuid4().hex[:12]
    row = {"run_id": run_id, "started": now(), "finished": None, "status": "running", "summary": "{}"}
    connection.execute(upsert(connection, RUNS), [row])
    return run_id


def finish_run(connection: Connection, run_id: str, *, status: str, summary: dict[str, Any]) -> None:
    """Close a run with its summary."""
    values = {"finished": now(), "status": status, "summary": json.dumps(summary, ensure_ascii=False, default=str)}
    if not connection.execute(RUNS.update().where(RUNS.c.run_id == run_id).values(**values)).rowcount:
        raise ContractError("there is no such run", where="RUNS", found=f"'{run_id}'", expected="a run that was started",
                            cure="start_run gives the id")  # fmt: skip


def runs(connection: Connection) -> pd.DataFrame:
    """List the runs, the newest first; `summary` is a dict."""
    rows = [dict(row) for row in connection.execute(sa.select(RUNS).order_by(RUNS.c.started.desc())).mappings()]
    table = pd.DataFrame(rows, columns=[column.name for column in RUNS.c], dtype=object)
    table["summary"] = [json.loads(text) for text in table["summary"]]
    return table


def keep_quarantine(connection: Connection, rows: Any, *, run_id: str, replacing: Iterable[str] = ()) -> int:
    """Keep rows that were set aside; those the run already has are not doubled.

    `replacing` names source files read anew: what was set aside from them before and is not any more has been mended, and goes.

    Returns
    -------
    int
        Rows added.
    """
    table = _tidied(rows, run_id=run_id)
    stored = list(connection.execute(sa.select(QUARANTINE).where(QUARANTINE.c.run_id == run_id).order_by(QUARANTINE.c.n)))
    gone = [row.n for row in stored if row.source_file in set(replacing) and tuple(row[2:]) not in set(table)]
    for number in gone:
        connection.execute(QUARANTINE.delete().where((QUARANTINE.c.run_id == run_id) & (QUARANTINE.c.n == number)))
    there = {tuple(row[2:]) for row in stored if row.n not in set(gone)}
    new = [row for row in dict.fromkeys(table) if row not in there]
    names, first = QUARANTINE_COLUMNS[1:], 1 + max((row.n for row in stored), default=-1)
    values = [{"run_id": run_id, "n": first + n, **dict(zip(names, row, strict=True))} for n, row in enumerate(new)]
    if values:
        connection.execute(QUARANTINE.insert(), values)
    return len(values)


def quarantine(connection: Connection, *, run_id: str | None, content: bool) -> pd.DataFrame:
    """List the rows set aside, with their content only where the reader may see it."""
    names = QUARANTINE_COLUMNS if content else QUARANTINE_COLUMNS[:-1]
    query = sa.select(*(QUARANTINE.c[name] for name in names)).order_by(QUARANTINE.c.run_id, QUARANTINE.c.n)
    if run_id is not None:
        query = query.where(QUARANTINE.c.run_id == run_id)
    table = pd.DataFrame([tuple(row) for row in connection.execute(query)], columns=list(names), dtype=object)
    return table.astype({"row_number": "Int64"})


def _tidied(rows: Any, *, run_id: str) -> list[tuple]:
    frame = pd.DataFrame(rows) if isinstance(rows, (list, tuple)) else frames.to_pandas(rows, where="QUARANTINE")
    if frame.empty:
        return []
    frame = frame.rename(columns={name: kept for name, kept in ALSO.items() if kept not in frame.columns})
    absent = [name for name in QUARANTINE_COLUMNS[1:-1] if name not in frame.columns]
    if absent:
        raise ContractError(f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where="QUARANTINE",
                            found=f"columns {', '.join(map(str, frame.columns))}", expected=f"{', '.join(QUARANTINE_COLUMNS)}",
                            cure="give each row its table, file, row number and reasons")  # fmt: skip
    content = frame["content"] if "content" in frame else [None] * len(frame)
    return [
        (str(table), str(file), None if pd.isna(number) else int(number), _text(reasons, "; "), _json(kept))
        for table, file, number, reasons, kept in zip(
            frame["table_name"], frame["source_file"], frame["row_number"], frame["reasons"], content, strict=True
        )
    ]


def _text(reasons: Any, joint: str) -> str:
    return joint.join(map(str, reasons)) if isinstance(reasons, (list, tuple)) else str(reasons)


def _json(content: Any) -> str | None:
    if isinstance(content, (dict, list, tuple)):
        return json.dumps(content, ensure_ascii=False, default=str)
    return None if content is None or pd.isna(content) else str(content)
