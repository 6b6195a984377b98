"""What would be paid: band, market, budget, current, expected and suggested pay on one axis.

In flow the rows of a pay fit; out flows one figure with money on the horizontal axis.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

COLOURS = {"suggested": style.ACCENT, "band": style.CONTEXT, "market": style.CONTEXT, "job_range": style.RIDGE}
THICK = {"suggested": 0.26, "band": 0.2, "market": 0.2, "job_range": 0.2}


def pay_axis(table: pd.DataFrame, *, language: str = "zh", title: str = "", currency: str = "CNY", period: str = "month") -> Any:
    """Draw every range as a bar and every amount as a mark on one pay axis; the decision runs through all rows.

    Parameters
    ----------
    table : pandas.DataFrame
        ``item``, ``label``, ``low``, ``high``, ``amount`` in one currency and period, ``text`` written beside each row.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = table.reset_index(drop=True).assign(y=[float(len(table) - 1 - place) for place in range(len(table))])
    low, high = _reach(rows)
    parts = [*_decision(rows), *_bars(rows), *_marks(rows), _texts(rows, high, low)]
    return style.dress(
        hv.Overlay(parts), title=title, caption=say("bar = range, diamond = amount, line = suggested amount; {currency} a {period}",
        currency=currency, period=say(period)), height=96 + 36 * len(rows),
        xlim=(low, high), ylim=(-0.6, len(rows) - 0.4), xlabel=say("pay ({currency} a {period})", currency=currency, period=say(period)),
        ylabel="", yticks=list(zip(rows["y"], rows["label"], strict=True)), xticks=_ticks(low, high, currency),
    )  # fmt: skip


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """The axis's ends: all amounts, with room for the text on the right."""
    amounts = rows[["low", "high", "amount"]].to_numpy().ravel()
    amounts = amounts[amounts == amounts]
    low, high = float(amounts.min()), float(amounts.max())
    span = (high - low) or high * 0.2 or 1.0
    return max(0.0, low - 0.12 * span), high + 0.42 * span


def _decision(rows: pd.DataFrame) -> list[Any]:
    hv = holoviews()

    taken = rows[(rows["item"] == "suggested") & rows["amount"].notna()]["amount"]
    lines = [(value, -0.6, value, len(rows) - 0.4) for value in taken]
    return [hv.Segments(lines).opts(color=style.ACCENT, line_dash="dotted", line_width=1.2, backend="bokeh")]


def _bars(rows: pd.DataFrame) -> list[Any]:
    hv = holoviews()

    ranged = rows[rows["low"].notna() & rows["high"].notna()].to_dict("records")
    return [
        hv.Rectangles([(row["low"], row["y"] - THICK.get(row["item"], 0.2), row["high"], row["y"] + THICK.get(row["item"], 0.2))]).opts(
            color=COLOURS.get(row["item"], style.CONTEXT), line_color=None, alpha=1.0 if row["item"] == "suggested" else 0.55,
            backend="bokeh")
        for row in ranged
    ]  # fmt: skip


def _marks(rows: pd.DataFrame) -> list[Any]:
    hv = holoviews()

    return [
        hv.Points([(row["amount"], row["y"])]).opts(
            marker="diamond", size=13, color=_mark_colour(rows, row), line_color="white", backend="bokeh")
        for row in rows[rows["amount"].notna()].to_dict("records")
    ]  # fmt: skip


def _mark_colour(rows: pd.DataFrame, row: dict[str, Any]) -> str:
    """Amber for an expectation the suggestion does not meet; ink for the rest."""
    if row["item"] != "expected":
        return style.INK
    taken = rows[rows["item"] == "suggested"]
    if taken.empty or numbers.missing(taken.iloc[0]["low"]):
        return style.INK
    return style.INK if taken.iloc[0]["low"] <= row["amount"] <= taken.iloc[0]["high"] else style.WARNING


def _texts(rows: pd.DataFrame, high: float, low: float) -> Any:
    hv = holoviews()

    edge = rows[["high", "amount"]].max(axis=1) + 0.018 * (high - low)
    return hv.Labels(rows.assign(at=edge)[["at", "y", "text"]], kdims=["at", "y"], vdims="text").opts(
        text_color=style.TEXT, text_font_size="9pt", text_align="left", text_baseline="middle", backend="bokeh",
    )  # fmt: skip


def _ticks(low: float, high: float, currency: str) -> list[tuple[float, str]]:
    span = high - low
    size = 10 ** len(str(int(span / 4))) / 10 if span >= 4 else 1
    step = next((size * k for k in (1, 2, 2.5, 5, 10) if span / (size * k) <= 5), size * 10)
    first = int(low / step) + 1
    values = [step * k for k in range(first, int(high / step) + 1)]
    return [(value, numbers.money_short(value, currency)) for value in values]
