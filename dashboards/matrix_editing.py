"""A pay matrix as a table to edit: what is wrong with it stands beside it at every change, and it goes out to a spreadsheet and comes back.

In flows the version that stands; out flows a form that proposes a new version. Nothing is in force before a second person approves it.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from dashboards import cards, guard, states, tables
from workbench import reports
from workbench.definitions import PayMatrix
from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from dashboards.visit import Visit

EDGES = ("score_from", "score_to", "pay_min", "pay_max")
LARGEST_BYTES = 2_000_000
INK = ":host .tabulator .tabulator-row, :host .tabulator .tabulator-row:hover { color: var(--wb-ink) !important; }"  # the theme's own is white on a row edited


def form(matrix: PayMatrix, visit: Visit, *, again: Callable[[], None]) -> pn.Column:
    """Build the form.

    Parameters
    ----------
    matrix : PayMatrix
        The version the edit starts from.
    visit : Visit
        Of an account that may change definitions.
    again : callable
        Builds the page anew after a proposal.
    """
    return _Form(matrix, visit, again).built


class _Form:
    """One form and the matrix in it."""

    def __init__(self, matrix: PayMatrix, visit: Visit, again: Callable[[], None]) -> None:
        self._content, self._visit, self._again = matrix.to_dict(), visit, again
        say = visit.say
        self.bands = pn.widgets.Tabulator(
            _rows(self._content), titles={"score_from": say("Score from"), "score_to": say("Score to"), "pay_min": say("Pay from"), "pay_max": say("Pay to")},
            editors={name: {"type": "number"} for name in EDGES}, buttons={"remove": "✕"}, show_index=False, layout="fit_columns", theme="simple",
            stylesheets=[tables.LOOK, INK], sizing_mode="stretch_width", margin=0, selectable=False, configuration={"headerSort": False},
        )  # fmt: skip
        self.findings, self.told = cards.stack(), cards.html("")
        self.reason = pmui.TextInput(
            label=say("Why (kept in the audit trail)"), sizing_mode="stretch_width", margin=(8, 0, 0, 0), size="small"
        )
        self.read = pmui.FileInput(
            label=say("Read it back from Excel"), accept=".xlsx", variant="outlined", margin=(8, 0, 0, 0), sizing_mode="fixed"
        )
        self.built = pn.Column(self.bands, self._buttons(matrix), self.read, self.findings, self.reason, self._proposing(), self.told,
                               sizing_mode="stretch_width", margin=0)  # fmt: skip
        self.bands.on_edit(lambda _: self.look())
        self.bands.on_click(self.remove, column="remove")
        self.read.param.watch(lambda event: self.take(event.new), "value")
        self.look()

    def _buttons(self, matrix: PayMatrix) -> pn.Row:
        say = self._visit.say
        add = pmui.Button(
            label=say("Add a band"), variant="outlined", color="primary", size="small", margin=(8, 8, 0, 0), sizing_mode="fixed"
        )
        add.on_click(lambda _: self.add())
        save = pmui.FileDownload(callback=self.workbook, filename=f"{matrix.id}.xlsx", label=say("Take it to Excel"), variant="outlined", size="small",
                                 color="primary", margin=(8, 0, 0, 0), width=None)  # fmt: skip
        return pn.Row(add, save, margin=0)

    def _proposing(self) -> pmui.Button:
        button = pmui.Button(
            label=self._visit.say("Propose these bands"), variant="contained", color="primary", margin=(8, 0, 0, 0)
        )
        button.on_click(lambda _: self._tried(self.propose))
        return button

    def content(self) -> dict[str, Any]:
        """Give the matrix as it stands in the form, valid or not."""
        rows = self.bands.value[list(EDGES)].to_dict("records")
        return self._content | {
            "bands": [{name: None if pd.isna(value) else _number(value) for name, value in row.items()} for row in rows]
        }

    def look(self) -> None:
        """Say what is wrong with the bands as they stand now."""
        say = self._visit.say
        found = reports.matrix_findings(self._visit.desk, self.content(), language=self._visit.language)
        if found.empty:
            self.findings[:] = [cards.html(f'<p class="good">{say("Nothing to find: no gap, no overlap, no falling range.")}</p>')]
        else:
            self.findings[:] = [tables.grid(found, self._visit, columns=("severity_text", "place", "found", "fix"), filters=False)]

    def add(self) -> None:
        """Add a band on top of the last one, as wide and as high again."""
        rows = self.bands.value
        last = rows.iloc[-1] if len(rows) else pd.Series({"score_from": 0.0, "score_to": 60.0, "pay_min": 0.0, "pay_max": 1.0})
        new = {
            "score_from": last["score_to"],
            "score_to": 100.0,
            "pay_min": last["pay_max"],
            "pay_max": 2 * last["pay_max"] - last["pay_min"],
        }
        self.bands.value = pd.concat([rows, pd.DataFrame([new])], ignore_index=True)
        self.look()

    def remove(self, event: Any) -> None:
        """Take a band away."""
        self.bands.value = self.bands.value.drop(index=event.row).reset_index(drop=True)
        self.look()

    def workbook(self) -> BytesIO:
        """Write the bands as they stand to a workbook; one that is no matrix is refused with its place."""
        return BytesIO(PayMatrix.from_dict(self.content()).to_excel())

    def take(self, content: bytes | None) -> None:
        """Put the bands of a workbook into the form."""

        def act() -> None:
            if len(content or b"") > LARGEST_BYTES:
                raise Refusal("the workbook is too large", where="Excel", found=f"{len(content):,} bytes", expected=f"{LARGEST_BYTES:,} at most",
                              cure="export it anew and edit that one")  # fmt: skip
            matrix = PayMatrix.from_excel(content)
            if matrix.id != self._content["id"]:
                raise Refusal("this workbook is another matrix", where="Excel", found=matrix.id, expected=self._content["id"],
                              cure="open that matrix here, or correct its id in the workbook")  # fmt: skip
            self._content = matrix.to_dict()
            self.bands.value = _rows(self._content)
            self.look()

        if content:
            self._tried(act)

    def propose(self) -> None:
        """Save the bands as a version that waits for a second person."""
        guard.allow(self._visit.desk, "rules")
        self._visit.desk.save_definition(PayMatrix.from_dict(self.content()), reason=self.reason.value)
        self._again()

    def _tried(self, act: Callable[[], None]) -> None:
        try:
            act()
            self.told.object = ""
        except Refusal as problem:
            self.told.object = states.refusal(problem, self._visit.say, role=self._visit.role).object


def _rows(content: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{name: float(band[name]) for name in EDGES} for band in content["bands"]], columns=list(EDGES))


def _number(value: Any) -> Any:
    """Write a whole number without a point, so that an untouched band makes the version it came from."""
    number = float(value)
    return int(number) if number == int(number) else number
