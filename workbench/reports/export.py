"""One report as one file that opens without a network: sentence, figures and tables inside, ready to print.

In flows a `Report`; out flows HTML text. Writing it to disk is the caller's.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import embedded, numbers, style
from workbench.reports import words
from workbench.reports.naming import headings, table_title

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.report import Report

ROWS_SHOWN = 200
UNPRINTED = ("distribution",)
UNPRINTED_COLUMNS = {
    "segments", "marks", "track", "envelope", "span_start", "span_end", "formula", "conflict", "conflict_text", "start", "end", "kind", "lever", "field",
    "stored_decision", "quote", "wanted", "differs", "drifts", "scheme", "question_id", "unit", "source", "status", "mark",
}  # fmt: skip
MONEY = re.compile(r"amount|pay|cost|budget|contribution|fee|^total$|_min$|_max$")
SHARES = {
    "success_share",
    "success_low",
    "success_high",
    "scoring_rate",
    "rate",
    "rate_low",
    "rate_high",
    "weight",
    "coverage",
    "coverage_before",
    "coverage_after",
    "weight_before",
    "weight_after",
    "share",
    "acceptance",
    "acceptance_today",
    "acceptance_proposal",
    "placement_error",
    "without",
    "predicted",
    "observed",
    "ceiling_share",
    "floor_share",
    "hired_share",
}
PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{scripts}
<style>
body {{ font: 15px/1.55 {font}; color: {ink}; background: #fff; margin: 0 auto; max-width: 1080px; padding: 28px 20px 60px; }}
h1 {{ font-size: 22px; line-height: 1.35; margin: 4px 0 6px; }}
h2 {{ font-size: 15px; margin: 30px 0 6px; }}
.question, .notes {{ color: {quiet}; font-size: 13px; margin: 0; }}
.notes {{ padding-left: 18px; }}
.figure {{ margin: 22px 0 8px; break-inside: avoid; }}
.scroll {{ overflow-x: auto; }}
table {{ border-collapse: collapse; font-size: 13px; min-width: 100%; }}
th {{ text-align: left; color: {quiet}; font-weight: normal; border-bottom: 1px solid #cbd5e1; padding: 5px 10px 5px 0; white-space: nowrap; }}
td {{ border-bottom: 1px solid #e8ecf0; padding: 5px 10px 5px 0; vertical-align: top; }}
td.number, th.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
td.words {{ min-width: 11em; }}
@media print {{ body {{ max-width: none; padding: 0; font-size: 11px; }} tr {{ break-inside: avoid; }} .scroll {{ overflow: visible; }} }}
</style>
</head>
<body>
<p class="question">{title}</p>
<h1>{sentence}</h1>
<ul class="notes">{notes}</ul>
{figures}
{tables}
</body>
</html>
"""


def to_html(report: Report, language: str) -> str:
    """Write a report as one self-contained page.

    Parameters
    ----------
    report : Report
    language : {"zh", "en"}
        The language the report was made in; headings follow it.

    Returns
    -------
    str
        HTML with every script, style and number inside: no request leaves the reader's machine.
    """
    scripts, figures = _figures(report)
    return PAGE.format(
        lang="zh-CN" if language == "zh" else "en", title=html.escape(report.title), sentence=html.escape(report.sentence),
        scripts=scripts, figures=figures, notes="".join(f"<li>{html.escape(note)}</li>" for note in report.notes),
        tables="\n".join(_table(name, table, language) for name, table in report.tables.items() if name not in UNPRINTED),
        font=style.FONT, ink=style.INK, quiet=style.QUIET,
    )  # fmt: skip


def _figures(report: Report) -> tuple[str, str]:
    if not report.figures:
        return "", ""
    scripts, parts = embedded(report.figures)
    return scripts, "\n".join(f'<div class="figure">{part}</div>' for part in parts.values())


def _table(name: str, table: pd.DataFrame, language: str) -> str:
    """Write one table; long ones stop at a number of rows and say so."""
    if table.empty:
        return ""
    say = wording.speak(language)
    columns = [column for column in table.columns if column not in UNPRINTED_COLUMNS and table[column].notna().any()]
    columns = [column for column in columns if not _said_elsewhere(column, columns)]
    named = headings(columns, language)
    is_number = {column: table[column].dtype.kind in "fiu" for column in columns}
    head = "".join(f"<th{_class(is_number[column])}>{html.escape(named[column])}</th>" for column in columns)
    rows = "".join(_row(row, columns, is_number, say) for row in table.head(ROWS_SHOWN).to_dict("records"))
    more = say("{n} more rows are in the data export.", n=len(table) - ROWS_SHOWN) if len(table) > ROWS_SHOWN else ""
    tail = f'<p class="notes">{html.escape(more)}</p>' if more else ""
    title = html.escape(table_title(name, language))
    return f'<h2>{title}</h2><div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{tail}'


def _said_elsewhere(column: str, columns: list[str]) -> bool:
    """Tell whether a code's words stand beside it, so that it is not printed twice."""
    return (
        f"{column}_text" in columns
        or f"{column}_name" in columns
        or (column in {"competency", "item"} and {"name", "label"} & set(columns))
        or (column == "name" and "label" in columns)
        or (column == "verdict" and "check_text" in columns)
    )


def _row(row: dict[str, Any], columns: list[str], is_number: dict[str, bool], say: Any) -> str:
    texts = {column: _cell(column, row[column], say) for column in columns}
    cells = (f"<td{_class(is_number[column], texts[column])}>{html.escape(texts[column])}</td>" for column in columns)
    return f"<tr>{''.join(cells)}</tr>"


def _cell(column: str, value: Any, say: Any) -> str:
    if isinstance(value, (list, tuple, dict)):
        return str(len(value))
    if numbers.missing(value):
        return numbers.NOTHING
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    if column == "channel":
        return say(words.CHANNELS.get(value, value))
    if column in SHARES:
        return numbers.share(value)
    if isinstance(value, float):
        exact = abs(value) < 10 or MONEY.search(column)  # money is shown to the cent, a measure to three figures or so
        return numbers.plain(round(value, 2 if exact else 1))
    if hasattr(value, "strftime"):
        return f"{value:%Y-%m-%d}"
    return str(value)


def _class(is_number: bool, text: str = "") -> str:
    """Choose a cell's class: numbers stand right; longer texts get room so that they do not run down the page one character wide."""
    return ' class="number"' if is_number else ' class="words"' if len(text) > 7 else ""
