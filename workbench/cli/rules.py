"""Definitions and accounts from the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from workbench.cli.river import DATA, DEFAULT_DB, Db
from workbench.cli.terminal import give, out, refusing, show

definitions = typer.Typer(help="Rubrics, pay matrices, cost model, policy, questions: check, load, list.", no_args_is_help=True)
users = typer.Typer(help="Accounts and their roles.", no_args_is_help=True)


@definitions.command("check")
def check(paths: Annotated[list[Path], typer.Argument(help="YAML files.")]) -> None:
    """Read definitions and say what is wrong with them, or their version."""
    from workbench.pipeline import loading

    with refusing():
        rows = [(path.name, document.kind, document.version) for path in paths for document in [loading.read_definition(path)]]
        show(pd.DataFrame(rows, columns=["file", "kind", "version"]))


@definitions.command("load")
def load(
    folder: Annotated[Path, typer.Argument(help="Folder of YAML files.")] = DATA / "definitions",
    db: Db = DEFAULT_DB,
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the version.")] = "loaded from files",
) -> None:
    """Save a folder's definitions in the database; equal ones are saved once."""
    from workbench import store
    from workbench.pipeline import loading

    with refusing(), store.open(db) as database:
        new = loading.load_definitions(database.as_operator(), folder, reason=reason)
        out.print(f"{new} new versions")


@definitions.command("list")
def listed(db: Db = DEFAULT_DB, output: Annotated[str | None, typer.Option("--output", "-o")] = None) -> None:
    """List every version with author, time, reason and state."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        rows = database.as_operator().definitions()
        give(rows if output else rows[["kind", "id", "version", "state", "author", "reason"]], output)


@definitions.command("indicators")
def indicators(output: Annotated[str | None, typer.Option("--output", "-o")] = None) -> None:
    """List every piece of evidence a rubric may name."""
    from workbench.definitions import indicators as catalogue

    rows = [(i.id, i.cls, i.unit, i.name.zh, i.name.en, "yes" if i.experimental else "") for i in catalogue().values()]
    with refusing():
        give(pd.DataFrame(rows, columns=["indicator", "class", "unit", "zh", "en", "experimental"]), output)


@users.command("add")
def add(
    name: Annotated[str, typer.Argument()],
    role: Annotated[str, typer.Option("--role", help="administrator, recruiter, specialist, manager or candidate.")],
    db: Db = DEFAULT_DB,
    password: Annotated[str, typer.Option("--password", prompt=True, hide_input=True, confirmation_prompt=True)] = "",
) -> None:
    """Make an account; the password is asked for and kept as an argon2 hash."""
    from workbench import store

    with refusing(), store.open(db) as database:
        database.add_account(name, password, role)
        out.print(f"account '{name}' made, role {role}", markup=False)


@users.command("list")
def accounts(db: Db = DEFAULT_DB) -> None:
    """List the accounts and their roles."""
    from workbench import store

    with refusing(), store.open(db, create=False) as database:
        show(database.accounts())
