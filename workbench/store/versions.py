"""Versions of definitions: every content ever decided, who saved it, who approved it, and which one is in force.

In flow definitions; out flow definitions equal to them, found by kind and id or by content hash. Contents and decisions are
only ever added. A change needs a second person: the one who approves is not the one who saved it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from workbench.definitions import KINDS, Document
from workbench.errors import AccessDenied, DefinitionError, StoreError, closest
from workbench.store import accounts
from workbench.store.audit import now
from workbench.store.tables import DECISIONS, DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from workbench.store.accounts import Account

TABLE_COLUMNS = (
    "kind", "id", "version", "number", "state", "author", "saved_at", "reason", "approved_by", "approved_at", "effective",
    "declined_by", "declined_at",
)  # fmt: skip


def kind_of(given: str | Document | type[Document]) -> str:
    """Name a kind of definition as files and the store do (``pay-matrix``), from any spelling of it.

    Raises
    ------
    DefinitionError
        If there is no such kind.
    """
    spelt = given if isinstance(given, str) else given.kind
    names = {model.kind: name for name, model in KINDS.items()} | {name: name for name in KINDS}
    found = names.get(spelt) or names.get(spelt.replace("_", "-").lower())
    if not found:
        raise DefinitionError("there is no such kind of definition", where="store", found=f"'{spelt}'",
                              expected=f"one of {', '.join(KINDS)}", cure=closest(spelt, KINDS) or "choose one of these")  # fmt: skip
    return found


def save(connection: Connection, definition: Document, *, account: Account, reason: str, effective: str | None) -> str:
    """Keep a version and the decision to save it.

    Returns
    -------
    str
        What became of it: ``"in force"``, ``"draft"``, or ``""`` when nothing had to be written.
    """
    kind, version = kind_of(definition), definition.version
    history = _decisions(connection, kind, definition.id)
    if version == _in_force(history) or version in _drafts(history):
        return ""
    if not str(reason).strip():
        raise DefinitionError("a version is kept with the reason for it", where=f"{kind} '{definition.id}'", found="no reason",
                              expected="a sentence", cure="say in reason= why it is changed")  # fmt: skip
    known = connection.execute(
        sa.select(DEFINITIONS.c.version).where(DEFINITIONS.c.kind == kind, DEFINITIONS.c.version == version)
    ).scalar()
    if not known:
        body = json.dumps(definition.to_dict(), ensure_ascii=False)
        connection.execute(DEFINITIONS.insert().values(kind=kind, version=version, id=definition.id, body=body))
    decision = {"kind": kind, "id": definition.id, "version": version, "reason": reason, "effective": _moment(effective)}
    _decide(connection, decision | {"event": "saved", "account": account.name})
    if _needs_nobody_else(connection, account, history) and getattr(definition, "drafted_from", None) is None:
        _decide(connection, decision | {"event": "approved", "account": account.name})
        return "in force"
    return "draft"


def approve(connection: Connection, kind: str, version: str, *, account: Account, reason: str, effective: str | None) -> str:
    """Put a draft in force, by somebody other than its author, and give the definition's id.

    Raises
    ------
    DefinitionError
        If there is no such version, or it waits for nobody's approval.
    AccessDenied
        If the account saved the version itself.
    """
    kind = kind_of(kind)
    row = _row(connection, kind, version)
    history = _decisions(connection, kind, row.id)
    draft = _waiting(kind, row, history)
    if draft["account"] == account.name:
        raise AccessDenied(
            "a change is approved by a second person", where=f"{kind} '{row.id}' {row.version}", found="its author's own approval",
            expected="the approval of another administrator", cure="ask another administrator to look at the difference and approve",
        )  # fmt: skip
    when = _moment(effective) or draft["effective"]
    decision = {"kind": kind, "id": row.id, "version": row.version, "event": "approved", "account": account.name}
    _decide(connection, decision | {"reason": reason or draft["reason"], "effective": when})
    return row.id


def decline(connection: Connection, kind: str, version: str, *, account: Account, reason: str) -> str:
    """Turn a draft down, with the reason, and give the definition's id; its content stays, and may be saved again.

    Raises
    ------
    DefinitionError
        If there is no such version, it waits for nobody's approval, or no reason is given.
    """
    kind = kind_of(kind)
    row = _row(connection, kind, version)
    _waiting(kind, row, _decisions(connection, kind, row.id))
    if not str(reason).strip():
        raise DefinitionError("a draft is turned down with a reason", where=f"{kind} '{row.id}' {row.version}", found="no reason",
                              expected="a sentence", cure="say in reason= why it is not to be")  # fmt: skip
    decision = {"kind": kind, "id": row.id, "version": row.version, "event": "declined", "account": account.name}
    _decide(connection, decision | {"reason": reason, "effective": None})
    return row.id


def find(connection: Connection, kind: str, *, id: str | None, version: str | None) -> Document:
    """Give one definition: a version as it was, or the one in force (before any approval: the newest draft).

    Raises
    ------
    DefinitionError
        If there is none.
    """
    kind = kind_of(kind)
    if version is not None:
        return _read(_row(connection, kind, version))
    name = id or _only_id(connection, kind)
    history = _decisions(connection, kind, name)
    if not history:
        raise _unknown(connection, kind, name)
    return _read(_row(connection, kind, _in_force(history) or next(reversed(_drafts(history)), history[-1]["version"])))


def in_force(connection: Connection, kind: str, id: str | None) -> Document:
    """Give the definition in force.

    Raises
    ------
    DefinitionError
        If there is none, or only drafts.
    """
    kind = kind_of(kind)
    name = id or _only_id(connection, kind)
    history = _decisions(connection, kind, name)
    if not history:
        raise _unknown(connection, kind, name)
    version = _in_force(history)
    if version is None:
        raise DefinitionError(f"no version of this {kind} is in force", where=f"{kind} '{name}'", found="drafts only",
                              expected="an approved version", cure="have a second administrator approve the draft")  # fmt: skip
    return _read(_row(connection, kind, version))


def all_in_force(connection: Connection, kind: str) -> dict[str, Document]:
    """Give every definition of a kind that is in force, by id."""
    kind = kind_of(kind)
    versions = {name: _in_force(_decisions(connection, kind, name)) for name in _ids(connection, kind)}
    return {name: _read(_row(connection, kind, version)) for name, version in versions.items() if version}


def table(connection: Connection, kind: str | None) -> pd.DataFrame:
    """List the versions of every definition, oldest first.

    Returns
    -------
    pandas.DataFrame, one row per kind × id × version
        ``number`` counts an id's versions from 1; ``state`` is "draft", "scheduled", "in force", "replaced" or "declined"; times are UTC
        ISO text.
    """
    kinds = [kind_of(kind)] if kind else list(KINDS)
    rows = [row for name in kinds for id_ in _ids(connection, name) for row in _versions(_decisions(connection, name, id_))]
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS)).astype({name: object for name in TABLE_COLUMNS if name != "number"})


def _needs_nobody_else(connection: Connection, account: Account, history: list[dict]) -> bool:
    """Let the command line load an id's first version, and any while no administrator exists who could approve it."""
    return account.role == "operator" and (not history or accounts.count(connection, "administrator") == 0)


def _decisions(connection: Connection, kind: str, id: str) -> list[dict]:
    query = sa.select(DECISIONS).where(DECISIONS.c.kind == kind, DECISIONS.c.id == id).order_by(DECISIONS.c.n)
    return [dict(row) for row in connection.execute(query).mappings()]


def _in_force(history: Iterable[dict]) -> str | None:
    """Find the version whose approval took effect last."""
    approved = [row for row in history if row["event"] == "approved" and (row["effective"] or row["at"]) <= now()]
    return max(approved, key=lambda row: (row["effective"] or row["at"], row["n"]))["version"] if approved else None


def _waiting(kind: str, row: Any, history: list[dict]) -> dict:
    """Give the saving of a draft, or refuse what waits for nobody."""
    draft = _drafts(history).get(row.version)
    if draft is None:
        raise DefinitionError(f"this {kind} waits for no approval", where=f"{kind} '{row.id}' {row.version}",
                              expected="a draft", cure="save it first; a version that was replaced or declined is saved again")  # fmt: skip
    return draft


def _drafts(history: list[dict]) -> dict[str, dict]:
    """Find the versions whose last decision is that they were saved."""
    last = {row["version"]: row for row in history}
    return {version: row for version, row in last.items() if row["event"] == "saved"}


def _versions(history: list[dict]) -> list[dict]:
    present, drafts = _in_force(history), _drafts(history)
    rows = []
    for number, version in enumerate(dict.fromkeys(row["version"] for row in history), start=1):
        saved = [row for row in history if row["version"] == version and row["event"] == "saved"][-1]
        approved = next((r for r in reversed(history) if r["version"] == version and r["event"] == "approved"), None)
        state = "in force" if version == present else "draft" if version in drafts else "replaced"
        if state == "replaced":
            state = _settled(history, version, approved)
        rows.append(
            {name: saved[name] for name in ("kind", "id", "version", "reason")}
            | {"number": number, "state": state, "author": saved["account"], "saved_at": saved["at"]}
            | {"approved_by": approved and approved["account"], "approved_at": approved and approved["at"]}
            | {"effective": (approved or saved)["effective"] or (approved and approved["at"])}
            | _declining(history, version, state)
        )
    return rows


def _declining(history: list[dict], version: str, state: str) -> dict:
    """Say who turned a version down, when, and why: that reason stands in the place of its author's."""
    if state != "declined":
        return {"declined_by": None, "declined_at": None}
    last = [row for row in history if row["version"] == version][-1]
    return {"declined_by": last["account"], "declined_at": last["at"], "reason": last["reason"]}


def _settled(history: list[dict], version: str, approved: dict | None) -> str:
    """Name the state of a version that is neither in force nor waiting."""
    if [row["event"] for row in history if row["version"] == version][-1] == "declined":
        return "declined"
    return "scheduled" if approved and (approved["effective"] or "") > now() else "replaced"


def _decide(connection: Connection, decision: dict[str, Any]) -> None:
    last = connection.execute(sa.select(sa.func.max(DECISIONS.c.n))).scalar() or 0
    connection.execute(DECISIONS.insert().values(n=last + 1, at=now(), **decision))


def _row(connection: Connection, kind: str, version: str) -> Any:
    query = sa.select(DEFINITIONS).where(DEFINITIONS.c.kind == kind, DEFINITIONS.c.version == version)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise DefinitionError(f"no {kind} has this version", where=f"{kind} '{version}'", expected="a version that was saved here",
                              cure="desk.definitions lists the versions kept")  # fmt: skip
    return row


def _read(row: Any) -> Document:
    definition = KINDS[row.kind].from_dict(json.loads(row.body))
    if definition.version != row.version:
        raise StoreError("a stored definition is not what its hash says", where=f"{row.kind} '{row.id}' {row.version}",
                         found=f"content of version {definition.version}", expected=row.version,
                         cure="restore the database from a copy; somebody altered it")  # fmt: skip
    return definition


def _ids(connection: Connection, kind: str) -> list[str]:
    query = sa.select(DEFINITIONS.c.id).where(DEFINITIONS.c.kind == kind).distinct().order_by(DEFINITIONS.c.id)
    return list(connection.execute(query).scalars())


def _only_id(connection: Connection, kind: str) -> str:
    ids = _ids(connection, kind)
    if len(ids) != 1:
        raise DefinitionError(f"there {'is no' if not ids else 'are several of'} {kind}", where="store",
                              found=", ".join(ids) or "none saved", expected=f"one {kind}, or its id",
                              cure="name the id" if ids else "load the definition first")  # fmt: skip
    return ids[0]


def _unknown(connection: Connection, kind: str, name: str) -> DefinitionError:
    ids = _ids(connection, kind)
    return DefinitionError(f"there is no such {kind}", where=f"{kind} '{name}'", expected=f"one of {', '.join(ids) or '(none saved)'}",
                           cure=closest(name, ids) or "load the definition first")  # fmt: skip


def _moment(given: str | None) -> str | None:
    """Write a date or moment as UTC ISO text, so that moments compare as text."""
    if given is None:
        return None
    moment = pd.Timestamp(given)
    moment = moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
    return moment.to_pydatetime().isoformat(timespec="microseconds")
