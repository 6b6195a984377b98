"""One report's tables as CSV texts, with the headings people read, safe to open in a spreadsheet.

In flows a `Report`; out flows one text a table. Writing them to disk is the caller's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.reports.naming import headings

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.report import Report

FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # spreadsheets take a file without it for the local code page


def to_csv(report: Report, language: str) -> dict[str, str]:
    """Write every table of a report as CSV.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}
        The language the report was made in; headings follow it.

    Returns
    -------
    dict of str to str
        CSV by the table's name; empty tables are left out. Text that a spreadsheet would run as a formula gets an apostrophe.
    """
    return {name: _written(table, language) for name, table in report.tables.items() if len(table)}


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """Keep a spreadsheet from running what a person typed: text that begins like a formula gets an apostrophe before it.

    Parameters
    ----------
    table : pandas.DataFrame
        Numbers, truth values and times stay as they are.

    Returns
    -------
    pandas.DataFrame
        A new table; the argument is not touched.
    """
    return table.apply(lambda column: column if column.dtype.kind in "fiubmM" else column.map(_as_text))


def _written(table: pd.DataFrame, language: str) -> str:
    named = headings(table.columns, language)
    return BOM + harmless(table).rename(columns=_apart(named)).to_csv(index=False, lineterminator="\n")


def _apart(named: dict[str, str]) -> dict[str, str]:
    """Keep headings apart: one that stands twice carries its column's own name behind it."""
    heads = list(named.values())
    return {column: head if heads.count(head) == 1 else f"{head} ({column})" for column, head in named.items()}


def _as_text(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
