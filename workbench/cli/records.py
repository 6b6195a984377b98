"""What is in the database, from the terminal: quarantine and the audit trail."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.terminal import REFUSED, err, give, out, refusing

Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE instead of showing.")]


def quarantine(db: Db = DEFAULT_DB, output: Output = None) -> None:
    """List the rows that were set aside, with the reason of each (their content only in --output)."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        rows = database.as_operator().quarantine()
        give(rows if output else rows.drop(columns="content", errors="ignore"), output, title=f"{len(rows)} rows set aside")


def audit(db: Db = DEFAULT_DB, output: Output = None) -> None:
    """Check the audit trail's chain and list who did what."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        checked = database.verify_audit()
        rows = database.as_operator().audit()
        give(rows if output else rows[["n", "at", "account", "role", "action", "subject"]], output)
        if not checked.ok:
            err.print(f"error: the audit trail is broken at row {checked.first_broken}")
            raise typer.Exit(REFUSED)
        out.print(f"{checked.n} rows, chain unbroken")
