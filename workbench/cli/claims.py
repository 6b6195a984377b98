"""What a vendor claims, checked from the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.terminal import REFUSED, err, give, out, refusing

Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE (.csv, .xlsx, .parquet) instead of showing.")]


def check_claim(
    claim: Annotated[
        str | None, typer.Argument(help='In words, Chinese or English: "92 % accurate", "效率提升 60 %", "error 35 → 12 %".')
    ] = None,
    table: Annotated[
        Path | None, typer.Option("--table", help="A printed table instead: tp, fp, fn, tn; or selection by group.")
    ] = None,
    base_rate: Annotated[float | None, typer.Option("--base-rate", help="Per cent of cases with the outcome foretold.")] = None,
    n: Annotated[int | None, typer.Option("--n", help="Cases it was measured on.")] = None,
    n_after: Annotated[int | None, typer.Option("--n-after", help="Cases after a change, where there were others.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    output: Output = None,
) -> None:
    """Say what follows from a claim, what is missing, and what a rule without any skill reaches."""
    from workbench import claims

    if (claim is None) == (table is None):
        err.print("error: give a claim in words, or --table FILE")
        raise typer.Exit(REFUSED)
    with refusing():
        if table is not None:
            audit = claims.check_claim(_rows(table))
        else:
            audit = claims.check_claim(claim, base_rate=None if base_rate is None else base_rate / 100, n=n, n_after=n_after)
        told = claims.as_table(audit, language)
        if output:
            give(told, output)
        else:
            out.print("\n".join(f"{what}: {sentence}" for what, sentence in told.itertuples(index=False)), markup=False)


def _rows(path: Path):  # noqa: ANN202 - a pandas frame
    import pandas as pd

    from workbench.errors import ContractError
    from workbench.intake.files import open_sheets

    rows = [row for row in open_sheets(path)[0].rows if any(str(cell or "").strip() for cell in row)]
    if len(rows) < 2:
        raise ContractError(
            "the table has no rows",
            where=path.name,
            found=f"{len(rows)} rows",
            expected="a header and at least one row",
            cure="check the file",
        )
    return pd.DataFrame(rows[1:], columns=[str(cell) for cell in rows[0]])
