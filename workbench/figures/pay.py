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
        currency=currency, period=say(period)), body=36 * len(rows),
        xlim=(low, high), ylim=(-0.6, len(rows) - 0.4), xlabel=say("pay ({currency} a {period})", currency=currency, period=say(period)),
        ylabel="", yticks=list(zip(rows["y"], rows["label"], strict=True)), xticks=money_ticks(low, high, currency),
    )  # fmt: skip


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    """Find the axis's ends: all amounts, with room for the text on the right."""
    amounts = rows[["low", "high", "amount"]].to_numpy().ravel()
    amounts = amounts[amounts == amounts]
    low, high = float(amounts.min()), float(amounts.max())
    span = (high - low) or high * 0.2 or 1.0
    return max(0.0, low - 0.12 * span), high + 0.55 * span


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
    text = rows["text"].str.replace(" · ", "\n")  # the range above the amount: side by side they leave a phone
    return hv.Labels(rows.assign(at=edge, text=text)[["at", "y", "text"]], kdims=["at", "y"], vdims="text").opts(
        text_color=style.TEXT, text_font_size="9pt", text_align="left", text_baseline="middle", backend="bokeh",
    )  # fmt: skip


def money_ticks(low: float, high: float, currency: str) -> list[tuple[float, str]]:
    """Give round amounts between two ends, with how an axis writes them."""
    span = high - low
    size = 10 ** len(str(int(span / 4))) / 10 if span >= 4 else 1
    step = next((size * k for k in (1, 2, 2.5, 5, 10) if span / (size * k) <= 5), size * 10)
    first = int(low / step) + 1
    values = [step * k for k in range(first, int(high / step) + 1)]
    return [(value, numbers.money_short(value, currency)) for value in values]


def pay_ladder(
    bands: pd.DataFrame, suggestions: pd.DataFrame, *, market: tuple[float, float] | None = None, language: str = "zh", title: str | None = None,
    currency: str = "CNY", period: str = "month",
) -> Any:  # fmt: skip
    """Draw the matrix as steps over the score, the market as a grey band, and every suggestion as a dot.

    Parameters
    ----------
    bands : pandas.DataFrame
        ``score_from``, ``score_to``, ``pay_min``, ``pay_max``, ``n``.
    suggestions : pandas.DataFrame
        ``overall``, ``decision``, ``expectation_met``; rows without a decision are not drawn.
    market : (float, float), optional
        Lower and upper end of the market range.
    """
    hv = holoviews()
    say = wording.speak(language)
    known = suggestions.dropna(subset=["overall", "decision"])
    unmet = known["expectation_met"].map(lambda met: met is False or met == 0 if met is not None else False).astype(bool)
    left, right = float(bands["score_from"].min()) - 4, float(bands["score_to"].max()) + 1
    low, high = _money_reach(bands, known, market)
    steps = [tuple(row) for row in bands[["score_from", "pay_min", "score_to", "pay_max"]].itertuples(index=False)]
    parts = [
        hv.Rectangles([(left, market[0], right, market[1])] if market else []).opts(color=style.GRID, line_color=None, backend="bokeh"),
        hv.Rectangles(steps).opts(color=style.ACCENT_SOFT, line_color=style.ACCENT, alpha=0.45, backend="bokeh"),
        hv.Points(known.loc[~unmet, ["overall", "decision"]].to_numpy()).opts(color=style.ACCENT, size=6, alpha=0.7, backend="bokeh"),
        hv.Points(known.loc[unmet, ["overall", "decision"]].to_numpy()).opts(
            color=style.WARNING, marker="triangle", size=7, alpha=0.8, backend="bokeh"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title or say("Suggested pay over the score, in the matrix's bands"),
        caption=say("boxes = bands, grey = market, dots = suggestions (n = {n}), amber triangles = expectation not met ({unmet})",
                    n=len(known), unmet=int(unmet.sum())),
        body=260, xlim=(left, right), ylim=(low, high), xlabel=say("overall score (points)"),
        ylabel=say("pay ({currency} a {period})", currency=currency, period=say(period)), yticks=money_ticks(low, high, currency),
    )  # fmt: skip


def _money_reach(bands: pd.DataFrame, known: pd.DataFrame, market: tuple[float, float] | None) -> tuple[float, float]:
    amounts = [*bands["pay_min"], *bands["pay_max"], *known["decision"], *(market or ())]
    margin = 0.06 * (max(amounts) - min(amounts) or 1)
    return max(0.0, min(amounts) - margin), max(amounts) + margin
