"""The desk of one account: every reading and writing of the workbench goes over it, and the role is asked each time.

In flow tables and definitions; out flow tables without what the role may not see. What is refused is refused aloud and noted
in the audit trail.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from workbench.errors import AccessDenied
from workbench.store import accounts, aggregates, audit, ledger, notices, reading, rights, versions
from workbench.store.filters import Filter
from workbench.store.tables import AUDIT, CHANGES, stored
from workbench.store.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy import Connection

    from workbench.contracts import TableContract
    from workbench.definitions import Document
    from workbench.frames import Frame
    from workbench.store.rows import Written
    from workbench.store.vault import Vault


class Desk:
    """What one account may read and write; made by `Database.as_user` and `Database.as_operator`, for fewer people by `narrowed`.

    Parameters
    ----------
    vault : Vault
    account : str
        Name of the account.
    operator, role : bool, str
        For desks that need no account: whether this is the command line, else the role it reads as.
    """

    chosen = Filter()

    def __init__(self, vault: Vault, account: str, *, operator: bool = False, role: str = "") -> None:
        self._vault, self.account, self._given = vault, account, "operator" if operator else role
        self._protected: list[tuple[str, int]] = []  # tables with protected attributes that were read, and their rows

    @property
    def role(self) -> str:
        """The account's role at this moment."""
        with self._vault.reading() as connection:
            return self._who(connection).role

    def may(self, right: str) -> bool:
        """Tell whether the account has a right, as named in `rights.RIGHTS`."""
        return rights.has(self.role, right)

    def read(self, contract: TableContract | str, *, columns: Iterable[str] | None = None, **where: Any) -> pd.DataFrame:
        """Read one table as the account may see it.

        Parameters
        ----------
        contract : TableContract or str
            The table, by contract or by name.
        columns : iterable of str, optional
            Only these; asking by name for a column the role may not read is refused.
        **where
            ``interview_id="I-1"`` or ``interview_id=["I-1", "I-2"]``: only rows with these values; None finds missing ones.

        Returns
        -------
        pandas.DataFrame, grain of the contract, in key order
            Dates are datetime64, integers Int64, flags boolean, numbers float (NaN missing), text str or None. Personal
            columns are left out for roles that may not read them; a manager gets the rows of the own openings, a candidate
            the own application.

        Raises
        ------
        AccessDenied
            If the role may not read the table or a column asked for.
        ContractError
            If table or column is unknown.
        """
        kept = stored(contract)
        with self._at_desk() as (connection, account):
            table = reading.read(self._vault, connection, account, contract, columns=columns, where=where, chosen=self.chosen)
        if any(column.sensitivity == "protected" for column in kept.columns):
            self._protected.append((kept.name, len(table)))
            self._note(account, "read protected attributes", kept.name, {"rows": len(table)})
        return table

    def aggregate(self, contract: TableContract | str, measure: str, *, by: Iterable[str] | str) -> pd.DataFrame:
        """Summarise one open number by groups over all openings: ``n``, ``mean``, ``sd``, quartiles; under five, nothing.

        Parameters
        ----------
        contract : TableContract or str
        measure : str
            An open column of numbers.
        by : str or iterable of str
            Open columns; ``job_id`` also for tables that only name the interview or application.
        """
        with self._at_desk() as (connection, account):
            return aggregates.table(self._vault, connection, account, contract, measure, by=by)

    def write(self, contract: TableContract | str, table: Frame, *, reason: str = "") -> Written:
        """Insert the rows whose key is new, update those that differ, leave equal ones untouched, and count the three.

        Columns that the table leaves out keep what is there. ID numbers are kept as keyed hash and masked form.

        Parameters
        ----------
        contract : TableContract or str
        table : dataframe of any engine, grain of the contract
        reason : str
            Why, for the audit trail.

        Raises
        ------
        AccessDenied
            If the role may not change records.
        ContractError
            If the table does not keep its contract; then nothing is written.
        """
        with self.transaction() as together:
            return together.write(contract, table, reason=reason)

    def replace(
        self, contract: TableContract | str, table: Frame, *, within: Mapping[str, Any] | None = None, reason: str = ""
    ) -> Written:
        """Make the rows within some keys exactly those of the table: the others of these keys are deleted.

        Parameters
        ----------
        within : mapping of column to values, optional
            ``{"interview_id": ["I-1"]}``; without it the whole table is replaced. Columns left out become missing.
        """
        with self.transaction() as together:
            return together.replace(contract, table, within=within, reason=reason)

    def remove(self, contract: TableContract | str, *, reason: str = "", **where: Any) -> int:
        """Delete the rows with these values and give their number; without values, all rows."""
        with self.transaction() as together:
            return together.remove(contract, reason=reason, **where)

    @contextmanager
    def transaction(self, *, reason: str = "") -> Iterator[Transaction]:
        """Write several tables, marks and definitions together: all are kept when the block ends, none when it fails."""
        with self._at_desk(writing=True) as (connection, account):
            yield Transaction(self._vault, connection, account, reason=reason)

    def review_evidence(self, interview_id: str, indicator: str, *, verdict: str, reason: str, value: float | None = None) -> None:
        """Keep a person's word on a value linked to words; from the next reckoning on it wins over the machine's.

        Parameters
        ----------
        verdict : {"confirmed", "corrected", "rejected", "withdrawn"}
            Rejected: the words are no evidence for it. Withdrawn: the review before it is taken back.
        reason : str
            Shown beside the value with the account and the moment, which the store writes.
        value : float, optional
            What is right, in the indicator's unit; needed for a correction.
        """
        with self.transaction() as together:
            together.review_evidence(interview_id, indicator, verdict=verdict, reason=reason, value=value)

    def review_screening(self, application_id: str, *, decision: str, reason: str) -> None:
        """Decide ("invite", "ask", "refuse") over what the requirements decided; kept with account, moment and reason."""
        with self.transaction() as together:
            together.review_screening(application_id, decision=decision, reason=reason)

    def reckoner(self) -> Desk:
        """Give the machine's own desk, to reckon anew what a review of this account has changed."""
        with self._allowed("review evidence", "EVIDENCE_REVIEWS"):
            return Desk(self._vault, f"{self.account}'s review", operator=True)

    def changes(self) -> int:
        """Give a number that grows with every change of any table: who shows something asks whether it still stands."""
        with self._at_desk() as (connection, _):
            return int(connection.execute(sa.select(sa.func.sum(CHANGES.c.counter))).scalar() or 0)

    def marks(self, step: str) -> dict[str, str]:
        """Give key to input hash of everything a pipeline step has done."""
        with self._allowed("read the run ledger", "marks") as connection:
            return ledger.marks(connection, step)

    def forget_marks(self, step: str, keys: Iterable[str] | None = None) -> int:
        """Take marks away, so that the step is done again for these keys (all of them when none are given)."""
        with self.transaction() as together:
            return together.forget_marks(step, keys)

    def start_run(self, run_id: str | None = None) -> str:
        """Open a run and give its id."""
        with self.transaction() as together:
            return together.start_run(run_id)

    def finish_run(self, run_id: str, *, status: str = "done", summary: dict[str, Any] | None = None) -> None:
        """Close a run with its summary."""
        with self.transaction() as together:
            together.finish_run(run_id, status=status, summary=summary)

    def runs(self) -> pd.DataFrame:
        """List the runs, the newest first: ``run_id``, ``started``, ``finished``, ``status``, ``summary`` (a dict)."""
        with self._allowed("read the run ledger", "RUNS") as connection:
            return ledger.runs(connection)

    def write_quarantine(self, rows: Any, *, run_id: str = "") -> int:
        """Keep rows that could not be used, each with its reasons.

        Parameters
        ----------
        rows : dataframe or list of dict
            ``table``, ``file``, ``row``, ``reasons`` and ``content`` (personal: read by administrators only).
        run_id : str
            The run that set them aside.

        Returns
        -------
        int
            Rows added; those the run already has are not doubled.
        """
        with self.transaction() as together:
            return together.write_quarantine(rows, run_id=run_id)

    def quarantine(self, run_id: str | None = None) -> pd.DataFrame:
        """List the rows set aside; their content only for those who may read it."""
        with self._at_desk() as (connection, account):
            rights.require(account.role, "read quarantined rows", subject="QUARANTINE")
            content = rights.has(account.role, "read quarantined content")
            return ledger.quarantine(connection, run_id=run_id, content=content)

    def save_definition(self, definition: Document, *, reason: str, effective: str | None = None) -> str:
        """Keep a version of a definition; the same content twice is one version.

        A change is a draft until a second administrator approves it. What the command line loads is in force at once when
        its id is new, or when no administrator exists who could approve.

        Parameters
        ----------
        definition : Rubric, PayMatrix, CostModel, Policy, QuestionBank or SkillTaxonomy
        reason : str
            Why; shown beside the version.
        effective : str or date, optional
            From when it is to be in force; at its approval if not given.

        Returns
        -------
        str
            The version: its content hash.
        """
        with self.transaction() as together:
            return together.save_definition(definition, reason=reason, effective=effective)

    def approve(self, kind: str, version: str, *, reason: str = "", effective: str | None = None) -> None:
        """Put a draft in force; its author cannot.

        Raises
        ------
        AccessDenied
            If the role may not approve, or the account is the author.
        DefinitionError
            If there is no such draft.
        """
        with self.transaction() as together:
            together.approve(kind, version, reason=reason, effective=effective)

    def decline(self, kind: str, version: str, *, reason: str) -> None:
        """Turn a draft down; the draft and the reason stay."""
        with self.transaction() as together:
            together.decline(kind, version, reason=reason)

    def definition(self, kind: str, *, id: str | None = None, version: str | None = None) -> Document:
        """Give one definition: a version as it was, or the one in force (before any approval: the newest draft)."""
        with self._allowed("read definitions", kind) as connection:
            return versions.find(connection, kind, id=id, version=version)

    def in_force(self, kind: str, id: str | None = None) -> Document:
        """Give the definition in force; the id may be left out where the kind has one only."""
        with self._allowed("read definitions", kind) as connection:
            return versions.in_force(connection, kind, id)

    def all_in_force(self, kind: str) -> dict[str, Document]:
        """Give every definition of a kind that is in force, by id."""
        with self._allowed("read definitions", kind) as connection:
            return versions.all_in_force(connection, kind)

    def definitions(self, kind: str | None = None) -> pd.DataFrame:
        """List every version: kind, id, version, number, state, author, reason, approval and times."""
        with self._allowed("read definitions", kind or "definitions") as connection:
            return versions.table(connection, kind)

    def note_use(self, action: str, subject: str, *, reason: str = "", details: Mapping[str, Any] | None = None) -> None:
        """Write into the audit trail what is about to be done outside of the store, such as asking a model about an answer.

        Parameters
        ----------
        action, subject : str
            What, and about what: ids only, no personal values.
        details : mapping, optional
            Plain data, no personal values.

        Raises
        ------
        AccessDenied
            If the role may not change records; what was to be done is then not to be done.
        """
        with self.transaction(reason=reason) as together:
            together.note_use(action, subject, details=dict(details or {}))

    def notices(self) -> pd.DataFrame:
        """Give a candidate the own notices: one row per application, with the interview it invites to and the result."""
        with self._at_desk() as (connection, account):
            rights.require(account.role, "read own notice", subject="notices")
            return notices.table(self._vault, connection, account)

    def audit(self) -> pd.DataFrame:
        """List the audit trail, oldest first: n, at, account, role, action, subject, reason, details, content_hash, hash."""
        with self._allowed("read the audit trail", "audit") as connection:
            rows = connection.execute(sa.select(AUDIT).order_by(AUDIT.c.n)).all()
        return pd.DataFrame([tuple(row) for row in rows], columns=[column.name for column in AUDIT.c])

    def _who(self, connection: Connection) -> accounts.Account:
        return accounts.Account(self.account, self._given) if self._given else accounts.find(connection, self.account)

    @contextmanager
    def _allowed(self, right: str, subject: str) -> Iterator[Connection]:
        with self._at_desk() as (connection, account):
            rights.require(account.role, right, subject=subject)
            yield connection

    @contextmanager
    def _at_desk(self, *, writing: bool = False) -> Iterator[tuple[Connection, accounts.Account]]:
        """Open the database for one call, look the role up, and note a refusal once everything else is undone."""
        account = accounts.Account(self.account, "none")
        try:
            with self._vault.writing() if writing else self._vault.reading() as connection:
                account = self._who(connection)
                yield connection, account
        except AccessDenied as refusal:
            self._note(account, "denied", refusal.where, {"what": refusal.what})
            raise

    def _note(self, account: accounts.Account, action: str, subject: str, details: dict[str, Any]) -> None:
        with self._vault.writing() as connection:
            audit.append(connection, account=account.name, role=account.role, action=action, subject=subject, details=details)
