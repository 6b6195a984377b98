"""Tables to sort, filter, take home and open a row of.

In flows a table of a report; out flows a grid whose first column stays in sight, with a button that gives the same rows as CSV.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui
from bokeh.models import DateFormatter, NumberFormatter

from dashboards import cards
from workbench.reports import words
from workbench.reports.export import MONEY, SHARES, to_html
from workbench.reports.naming import headings, table_title
from workbench.reports.sheets import harmless

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboards.visit import Visit
    from workbench.reports import Report

PAGE_ROWS = 20
NARROWEST_PX, WIDEST_PX, LETTER_PX, WORDY, WIDE_COLUMNS = 84, 190, 8, 22, 6
HALF_A_CENT, LARGE = 0.005, 1000
ROW_PX, HEAD_PX, FILTER_PX, FOOT_PX = 39, 34, 36, 48
# The grid follows the house's colours; its own sheet is written for a white ground only.
LOOK = """
:host .tabulator { background: transparent; border: 0; font-family: var(--wb-font); font-size: 14px; color: var(--wb-ink); }
:host .tabulator .tabulator-header, :host .tabulator .tabulator-header .tabulator-col, :host .tabulator .tabulator-headers { background: var(--wb-card); color: var(--wb-faint);
  font-weight: 400; border-color: var(--wb-line); }
:host .tabulator .tabulator-header .tabulator-col { border-right: 0; }
:host .tabulator .tabulator-header .tabulator-col input, :host .tabulator .tabulator-header .tabulator-col select { background: var(--wb-card); color: var(--wb-ink);
  border: 1px solid var(--wb-line); border-radius: 6px; padding: 3px 6px; font: inherit; }
:host .tabulator .tabulator-tableholder .tabulator-table { background: var(--wb-card); color: var(--wb-ink); }
:host .tabulator .tabulator-tableholder .tabulator-table .tabulator-row, :host .tabulator .tabulator-tableholder .tabulator-table .tabulator-row.tabulator-row-even { background: var(--wb-card) !important; border-bottom: 1px solid var(--wb-line); min-height: 38px; }
:host .tabulator .tabulator-row .tabulator-cell { border-right: 0; padding: 8px 10px; line-height: 1.45; }
:host .tabulator .tabulator-row .tabulator-frozen { background: inherit; border-right: 1px solid var(--wb-line) !important; }
:host .tabulator .tabulator-tableholder .tabulator-table .tabulator-row:hover { background: var(--wb-quiet) !important; }
:host .tabulator .tabulator-row.tabulator-selectable:hover { background: var(--wb-quiet); }
:host .tabulator .tabulator-row.tabulator-selected, :host .tabulator .tabulator-row.tabulator-selected:hover { background: var(--wb-accent-faint); }
:host .tabulator .tabulator-row:has(a) { cursor: pointer; }
:host .tabulator a:focus-visible { outline: 3px solid color-mix(in srgb, var(--wb-accent) 45%, transparent); outline-offset: 2px; border-radius: 4px; }
:host .tabulator a { color: var(--wb-accent); text-decoration: none; }
:host .tabulator .tabulator-footer { background: var(--wb-card); color: var(--wb-soft); border-color: var(--wb-line); }
:host .tabulator .tabulator-footer .tabulator-page { background: var(--wb-card); color: var(--wb-text); border: 1px solid var(--wb-line); }
:host .tabulator .tabulator-footer .tabulator-page.active { background: var(--wb-accent); color: var(--wb-on-accent); border-color: var(--wb-accent); }
"""


def grid(
    table: pd.DataFrame,
    visit: Visit,
    *,
    columns: Sequence[str],
    titles: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
    filters: bool = True,
    page_rows: int = PAGE_ROWS,
) -> pn.widgets.Tabulator:
    """Show some columns of a table.

    Parameters
    ----------
    table : pandas.DataFrame
    visit : Visit
    columns : sequence of str
        In order; the first stays in sight. Those the table has not are left out.
    titles : mapping of str to str
        Headings that differ from the report's own.
    links : mapping of str to str
        Column to the address its cells lead to, with ``{}`` for the cell's value.
    decimals : mapping of str to int
        Decimals of a number's column; 0 unless named.
    filters : bool
        Whether the columns have fields to filter by.
    page_rows : int
    """
    kept = [name for name in columns if name in table]
    frame = _plain_types(_said(table[kept].reset_index(drop=True), visit))
    numeric = [name for name in kept if pd.api.types.is_numeric_dtype(frame[name]) and not pd.api.types.is_bool_dtype(frame[name])]
    wordy = _wordy(frame)
    typed = [name for name in kept if name not in numeric and not pd.api.types.is_datetime64_any_dtype(frame[name])]
    return pn.widgets.Tabulator(
        frame,
        titles=headings(kept, visit.language) | dict(titles or {}),
        formatters=_written(frame, decimals or {}) | {name: {"type": "textarea"} for name in typed} | _links(kept, links),
        widths=_widths(frame, typed, wordy),
        text_align=dict.fromkeys(numeric, "right"),
        header_align=dict.fromkeys(numeric, "right"),
        configuration={"columnDefaults": {"minWidth": NARROWEST_PX, "headerWordWrap": True}},
        header_filters={name: {"type": "input", "func": "like", "placeholder": "…"} for name in typed} if filters else {},
        frozen_columns=kept[:1] if len(kept) > 1 else [],
        layout="fit_columns",
        pagination="remote" if len(frame) > page_rows else None,
        page_size=page_rows,
        disabled=True,
        selectable=False,
        show_index=False,
        theme="simple",
        stylesheets=[LOOK],
        sizing_mode="stretch_width",
        margin=0,
        # said beforehand: the grid would measure itself before the page has a width
        min_height=HEAD_PX
        + (FILTER_PX if filters and typed else 0)
        + ROW_PX * min(len(frame), page_rows)
        + (FOOT_PX if len(frame) > page_rows else 0),
    )


def card(
    report: Report,
    name: str,
    visit: Visit,
    *,
    columns: Sequence[str],
    about: str = "",
    wide: int = 0,
    grow: int = 1,
    links: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    decimals: Mapping[str, int] | None = None,
) -> pn.Column | None:
    """Frame some columns of a report's table with its title and its download (of all columns); one without rows is left out."""
    table = report.tables.get(name)
    if table is None or table.empty:
        return None
    places = {column: _decimals(table[column], money=bool(MONEY.search(column))) for column in columns if column in table}
    cents = max((places[column] for column in places if MONEY.search(column)), default=0)
    places |= {column: cents for column in places if MONEY.search(column)}  # amounts side by side are written alike
    places |= dict(decimals or {})
    to_page = {"interview_id": "candidate?interview={}", "job_id": "jobs?job={}"} | dict(links or {})
    body = grid(table, visit, columns=columns, titles=titles, links=to_page, decimals=places, filters=len(table) > PAGE_ROWS)
    save = download(table, visit, filename=f"{name}.csv", columns=[column for column in table if _flat(table[column])])
    return cards.card(body, save, title=table_title(name, visit.language), about=about, wide=wide, grow=grow)


def _flat(column: pd.Series) -> bool:
    return not column.map(lambda value: isinstance(value, (list, dict, tuple))).any()


def _decimals(column: pd.Series, *, money: bool = False) -> int:
    """How many decimals a column needs: none for whole numbers and large ones, two for money with cents, else one or two."""
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return 0
    known = column.dropna().astype("float64")
    if known.empty or ((known - known.round()).abs() < HALF_A_CENT).all():
        return 0
    if money:
        return 2
    if known.abs().max() >= LARGE:
        return 0
    return 2 if known.abs().max() <= 10 else 1


def download(table: pd.DataFrame, visit: Visit, *, filename: str, columns: Sequence[str] | None = None) -> pmui.FileDownload:
    """Give the rows of a table as CSV, with the headings on the screen, readable by spreadsheets in both languages."""

    def write() -> BytesIO:
        shown = _said(table[[name for name in columns or table.columns if name in table]], visit)
        return BytesIO(
            harmless(shown).rename(columns=headings(shown.columns, visit.language)).to_csv(index=False).encode("utf-8-sig")
        )

    return pmui.FileDownload(
        callback=write,
        filename=filename,
        label=visit.say("Download CSV"),
        variant="text",
        size="small",
        color="primary",
        margin=(6, 0, 0, -6),
        width=None,
    )


def whole_report(report: Report, visit: Visit, *, filename: str) -> pmui.FileDownload:
    """Give the page's report as one HTML file that opens and prints without a network."""
    return pmui.FileDownload(
        callback=lambda: BytesIO(to_html(report, visit.language).encode("utf-8")),
        filename=filename,
        label=visit.say("Download this report"),
        variant="outlined",
        size="small",
        color="primary",
        margin=(2, 0, 0, 0),
        width=None,
    )


def _written(frame: pd.DataFrame, decimals: Mapping[str, int]) -> dict[str, Any]:
    """How numbers and days are written, so that they still sort as what they are; a missing one is an en dash."""
    formats: dict[str, Any] = {}
    for name in frame:
        if pd.api.types.is_bool_dtype(frame[name]):
            formats[name] = {"type": "tickCross", "allowEmpty": True, "crossElement": "–"}
        elif pd.api.types.is_numeric_dtype(frame[name]):
            places = decimals.get(name, 0)
            grouped = "0" if name == "year" else "0,0"
            written = "0 %" if name in SHARES else f"{grouped}.{'0' * places}" if places else grouped
            formats[name] = NumberFormatter(format=written, nan_format="–")
        elif pd.api.types.is_datetime64_any_dtype(frame[name]):
            formats[name] = DateFormatter(format="%Y-%m" if name == "month" else "%Y-%m-%d", nan_format="–", null_format="–")
    return formats


def _widths(frame: pd.DataFrame, typed: list[str], wordy: list[str]) -> dict[str, int | str]:
    """Give columns their widths; at least one has none and takes the room that is left, or the rows would end in the middle of the card."""
    share = "38%" if len(frame.columns) <= WIDE_COLUMNS else "18%"
    widths = _word_widths(frame, typed) | dict.fromkeys(wordy, share) | _first_width(frame, wordy)
    if len(widths) == len(frame.columns):
        del widths[max(widths, key=lambda name: frame[name].astype(str).map(_letters).max())]
    return widths


def _word_widths(frame: pd.DataFrame, typed: list[str]) -> dict[str, int]:
    """Give a column of short texts the width of its longest word, so that lines break between words, never inside one."""
    longest = {name: max((_letters(word) for text in frame[name] for word in str(text).split()), default=0) for name in typed}
    return {
        name: min(LETTER_PX * letters + 26, WIDEST_PX)
        for name, letters in longest.items()
        if LETTER_PX * letters + 26 > NARROWEST_PX
    }


def _letters(text: str) -> int:
    """Count half-width letters: a Chinese one takes the width of two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _wordy(frame: pd.DataFrame) -> list[str]:
    """Name the columns that hold sentences: their cells break lines, and they get more of the width."""
    return [name for name in frame if frame[name].dtype == object and frame[name].astype(str).str.len().max() > WORDY]


def _first_width(frame: pd.DataFrame, wordy: list[str]) -> dict[str, int]:
    """Give the column that stays in sight room for its longest entry: a Chinese letter takes the width of two others."""
    name = next(iter(frame))
    if name in wordy or frame[name].dtype != object:
        return {}
    longest = max((_letters(str(text)) for text in frame[name]), default=0)
    return {name: max(NARROWEST_PX, LETTER_PX * longest + 24)}


def _said(frame: pd.DataFrame, visit: Visit) -> pd.DataFrame:
    """Say the names of channels in the reader's language."""
    return frame.assign(channel=[words.channel(name, visit.language) for name in frame["channel"]]) if "channel" in frame else frame


def _plain_types(frame: pd.DataFrame) -> pd.DataFrame:
    """Give numbers and text in the types the browser's grid sorts; missing text is empty."""
    kept = {}
    for name, column in frame.items():
        if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
            kept[name] = column.astype("float64")
        elif pd.api.types.is_bool_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            kept[name] = column
        else:
            kept[name] = column.astype(object).where(column.notna(), "")
    return pd.DataFrame(kept)


def _links(columns: list[str], links: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        name: {"type": "link", "urlPrefix": address.partition("{}")[0], "target": "_self"}
        for name, address in (links or {}).items()
        if name in columns
    }
