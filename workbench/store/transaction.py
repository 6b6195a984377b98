"""One transaction at a desk: several tables, marks and definitions that are kept together or not at all.

In flow checked tables; out flow counts of rows inserted, updated, unchanged and removed. The audit row stands in the same
transaction as the rows it tells of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from workbench.errors import ContractError
from workbench.store import audit, histories, identity, ledger, reading, reviews, rights, versions
from workbench.store.rows import Written, content_hash, row_hash, values_of
from workbench.store.sentences import MANY, is_short, matching, upsert
from workbench.store.tables import CHANGES, stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from sqlalchemy import Connection

    from workbench.contracts import TableContract
    from workbench.definitions import Document
    from workbench.frames import Frame
    from workbench.store.accounts import Account
    from workbench.store.tables import Stored
    from workbench.store.vault import Vault


class Transaction:
    """What `Desk.transaction` gives: the desk's calls, committed together when the block ends without an error."""

    def __init__(self, vault: Vault, connection: Connection, account: Account, *, reason: str = "") -> None:
        self._vault, self._connection, self._account, self._reason = vault, connection, account, reason

    def read(self, contract: TableContract | str, *, columns: Iterable[str] | None = None, **where: Any) -> pd.DataFrame:
        """Read as `Desk.read` does, including what this transaction has written."""
        return reading.read(self._vault, self._connection, self._account, contract, columns=columns, where=where, fresh=True)

    def write(self, contract: TableContract | str, table: Frame, *, reason: str = "") -> Written:
        """Insert the rows whose key is new and update those that differ; see `Desk.write`."""
        kept = self._to_change(contract)
        values = self._values(kept, table)
        return self._put(kept, values, reason=reason)

    def replace(
        self, contract: TableContract | str, table: Frame, *, within: Mapping[str, Any] | None = None, reason: str = ""
    ) -> Written:
        """Make the rows within some keys exactly those of the table; see `Desk.replace`."""
        kept = self._to_change(contract)
        where = dict(within or {})
        reading.must_be_columns(kept, where)
        values = self._values(kept, table)
        _must_lie_within(kept, values, where)
        count = len(next(iter(values.values()), []))
        full = {name: values.get(name, [None] * count) for name in kept.names}
        return self._put(kept, full, reason=reason, where=where, replacing=True)

    def remove(self, contract: TableContract | str, *, reason: str = "", **where: Any) -> int:
        """Delete the rows with these values; see `Desk.remove`."""
        kept = self._to_change(contract)
        reading.must_be_columns(kept, where)
        gone = self._keys_and_hashes(kept, where)
        if gone:
            histories.must_not_be_one(kept.name)
        self._delete(kept, list(gone))
        self._record(kept, "remove", Written(removed=len(gone)), gone.values(), reason)
        return len(gone)

    def mark(self, step: str, key: str, input_hash: str) -> None:
        """Note that a pipeline step is done for a key with this input, together with the rows it wrote."""
        self.mark_all(step, {key: input_hash})

    def mark_all(self, step: str, marks: Mapping[str, str]) -> None:
        """Note many keys of a step at once."""
        self._require("keep the run ledger", "marks")
        ledger.keep_marks(self._connection, step, marks)

    def forget_marks(self, step: str, keys: Iterable[str] | None = None) -> int:
        """Take marks away, so that the step is done again for these keys (all of them when none are given)."""
        self._require("keep the run ledger", "marks")
        return ledger.forget_marks(self._connection, step, keys)

    def start_run(self, run_id: str | None = None) -> str:
        """Open a run and give its id."""
        self._require("keep the run ledger", "RUNS")
        return ledger.start_run(self._connection, run_id)

    def finish_run(self, run_id: str, *, status: str = "done", summary: dict[str, Any] | None = None) -> None:
        """Close a run with its summary."""
        self._require("keep the run ledger", "RUNS")
        ledger.finish_run(self._connection, run_id, status=status, summary=summary or {})

    def write_quarantine(self, rows: Any, *, run_id: str = "", replacing: Iterable[str] = ()) -> int:
        """Keep rows that could not be used; see `Desk.write_quarantine`."""
        self._require("change records", "QUARANTINE")
        added = ledger.keep_quarantine(self._connection, rows, run_id=run_id, replacing=replacing)
        if added:
            self._audit("quarantine", "QUARANTINE", details={"run_id": run_id, "rows": added})
        return added

    def save_definition(self, definition: Document, *, reason: str, effective: str | None = None) -> str:
        """Keep a version of a definition; see `Desk.save_definition`."""
        self._require("change definitions", versions.kind_of(definition))
        event = versions.save(self._connection, definition, account=self._account, reason=reason, effective=effective)
        if event:
            details = {"version": definition.version, "state": event}
            self._audit("save definition", f"{versions.kind_of(definition)} {definition.id}", reason=reason, details=details)
        return definition.version

    def approve(self, kind: str, version: str, *, reason: str = "", effective: str | None = None) -> None:
        """Put a version in force; see `Desk.approve`."""
        self._require("approve definitions", kind)
        name = versions.approve(self._connection, kind, version, account=self._account, reason=reason, effective=effective)
        self._audit("approve definition", f"{versions.kind_of(kind)} {name}", reason=reason, details={"version": version})

    def decline(self, kind: str, version: str, *, reason: str) -> None:
        """Turn a draft down; see `Desk.decline`."""
        self._require("approve definitions", kind)
        name = versions.decline(self._connection, kind, version, account=self._account, reason=reason)
        self._audit("decline definition", f"{versions.kind_of(kind)} {name}", reason=reason, details={"version": version})

    def review_evidence(self, interview_id: str, indicator: str, *, verdict: str, reason: str, value: float | None = None) -> None:
        """Keep a person's word on a linked value; see `Desk.review_evidence`."""
        self._require("review evidence", "EVIDENCE_REVIEWS")
        row = reviews.of_evidence(
            self._connection, interview_id, indicator, verdict=verdict, value=value, reason=reason, reviewer=self._account.name
        )
        told = {name: row[name] for name in ("n", "verdict", "value", "machine_value")}
        self._keep_review("EVIDENCE_REVIEWS", row, f"review evidence: {verdict}", f"{interview_id} {indicator}", told)

    def review_screening(self, application_id: str, *, decision: str, reason: str) -> None:
        """Keep a person's decision over a screening; see `Desk.review_screening`."""
        self._require("review screenings", "SCREENING_REVIEWS")
        row = reviews.of_screening(self._connection, application_id, decision=decision, reason=reason, reviewer=self._account.name)
        told = {name: row[name] for name in ("n", "decision", "machine_decision")}
        self._keep_review("SCREENING_REVIEWS", row, "review screening", application_id, told)
        kept = stored("SCREENINGS")
        self._put(kept, {"application_id": [application_id], "decision": [decision]}, reason=row["reason"])

    def _keep_review(self, name: str, row: dict[str, Any], action: str, subject: str, told: dict[str, Any]) -> None:
        kept = stored(name)
        self._put(kept, {column: [row[column]] for column in kept.names}, reason=row["reason"], action="review")
        self._audit(action, subject, reason=row["reason"], details=told)

    def note_use(self, action: str, subject: str, *, details: dict[str, Any]) -> None:
        """Write into the audit trail what is about to be done outside; see `Desk.note_use`."""
        self._require("change records", subject)
        self._audit(action, subject, details=details)

    def _require(self, right: str, subject: str) -> None:
        rights.require(self._account.role, right, subject=subject)

    def _to_change(self, contract: TableContract | str) -> Stored:
        kept = stored(contract)
        self._require("change records", kept.name)
        return kept

    def _values(self, kept: Stored, table: Frame) -> dict[str, list]:
        values = values_of(kept, table)
        if "id_number" in values:
            key = self._vault.key(self._connection, begin=True)
            numbers = values.pop("id_number")
            values["id_masked"] = [None if number is None else identity.masked(number) for number in numbers]
            values["id_hash"] = [None if number is None else identity.keyed_hash(number, key) for number in numbers]
        return values

    def _put(
        self,
        kept: Stored,
        values: dict[str, list],
        *,
        reason: str,
        where: Mapping[str, Any] | None = None,
        replacing: bool = False,
        action: str = "write",
    ) -> Written:
        keys = list(zip(*(values[name] for name in kept.key), strict=True))
        there = self._keys_and_hashes(kept, where or {}) if replacing else self._present(kept, keys)
        columns = [values[name] for name in kept.names] if set(values) >= set(kept.names) else self._completed(kept, values, keys)
        rows = list(zip(*columns, strict=True))
        hashes = [row_hash(row) for row in rows]
        changed = [n for n, key in enumerate(keys) if there.get(key) != hashes[n]]
        inserted = sum(keys[n] not in there for n in changed)
        gone = {key: there[key] for key in there.keys() - set(keys)} if replacing else {}
        if changed or gone:
            histories.must_not_be_one(kept.name)
        self._delete(kept, list(gone))
        if changed:
            names = [*kept.names, "row_hash"]
            sent = [dict(zip(names, (*rows[n], hashes[n]), strict=True)) for n in changed]
            self._connection.execute(upsert(self._connection, kept.table), sent)
        written = Written(inserted, len(changed) - inserted, len(rows) - len(changed), len(gone))
        self._record(kept, "replace" if replacing else action, written, [*(hashes[n] for n in changed), *gone.values()], reason)
        if kept.name == "JOBS" and changed:
            self._keep_texts([dict(zip(kept.names, rows[n], strict=True)) for n in changed])
        return written

    def _keep_texts(self, jobs: list[dict[str, Any]]) -> None:
        """Keep what jobs newly say; the audit row of JOBS, in the same transaction, tells of it."""
        if histories.keep(self._connection, jobs):
            self._count_up(stored(histories.KEPT))

    def _keys_and_hashes(self, kept: Stored, where: Mapping[str, Any]) -> dict[tuple, str]:
        short = is_short(where)
        names = list(dict.fromkeys([*kept.key, *where]))
        query = sa.select(*(kept.table.c[name] for name in names), kept.table.c.row_hash)
        rows = self._connection.execute(query.where(matching(kept.table, where)) if short else query).all()
        if not short:
            rows = reading.rows_matching(rows, names, where)
        return {tuple(row[: len(kept.key)]): row[-1] for row in rows}

    def _present(self, kept: Stored, keys: list[tuple]) -> dict[tuple, str]:
        first = list({key[0] for key in keys})
        return self._keys_and_hashes(kept, {kept.key[0]: first} if len(first) <= MANY else {})

    def _completed(self, kept: Stored, values: dict[str, list], keys: list[tuple]) -> list[list]:
        """Fill the columns that the table leaves out from the rows already there, so that a part never wipes the rest."""
        absent = [name for name in kept.names if name not in values]
        query = sa.select(*(kept.table.c[name] for name in [*kept.key, *absent]))
        first = list({key[0] for key in keys})
        if len(first) <= MANY:
            query = query.where(kept.table.c[kept.key[0]].in_(first))
        before = {tuple(row[: len(kept.key)]): row[len(kept.key) :] for row in self._connection.execute(query)}
        nothing = (None,) * len(absent)
        filled = [before.get(key, nothing) for key in keys]
        parts = values | {name: [row[n] for row in filled] for n, name in enumerate(absent)}
        return [parts[name] for name in kept.names]

    def _delete(self, kept: Stored, keys: list[tuple]) -> None:
        if keys:
            where = sa.and_(*(kept.table.c[name] == sa.bindparam(f"gone_{name}") for name in kept.key))
            names = [f"gone_{name}" for name in kept.key]
            self._connection.execute(kept.table.delete().where(where), [dict(zip(names, key, strict=True)) for key in keys])

    def _record(self, kept: Stored, action: str, written: Written, hashes: Iterable[str], reason: str) -> None:
        """Count the change up and write its audit row; nothing changed leaves no trace."""
        counts = {name: n for name in ("inserted", "updated", "removed") if (n := getattr(written, name))}
        if not counts:
            return
        if kept.name in reviews.BY_CALL and action != "review":
            raise ContractError("reviews are only ever added, by the person who decides", where=kept.name,
                                expected=f"Desk.{reviews.BY_CALL[kept.name]}", cure="call it from the account that decides")  # fmt: skip
        self._count_up(kept)
        self._audit(action, kept.name, reason=reason, details=counts, content=content_hash(hashes))

    def _count_up(self, kept: Stored) -> None:
        name = kept.table.name
        bumped = self._connection.execute(
            CHANGES.update().where(CHANGES.c.table_name == name).values(counter=CHANGES.c.counter + 1)
        )
        if not bumped.rowcount:
            self._connection.execute(CHANGES.insert().values(table_name=name, counter=1))

    def _audit(self, action: str, subject: str, *, reason: str = "", details: dict[str, Any], content: str = "") -> None:
        audit.append(
            self._connection, account=self._account.name, role=self._account.role, action=action, subject=subject,
            reason=reason or self._reason, details=details, content_hash=content,
        )  # fmt: skip


def _must_lie_within(kept: Stored, values: dict[str, list], where: Mapping[str, Any]) -> None:
    outside = reading.rows_outside(values, where)
    if outside:
        raise ContractError(
            f"{outside} row{'s lie' if outside > 1 else ' lies'} outside of what is to be replaced",
            where=kept.name,
            expected=f"only rows whose {', '.join(where)} is named in within=",
            cure="name all keys of the table in within=, or write the other rows with write",
        )
