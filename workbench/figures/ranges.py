"""Estimates with their ranges, and what moves a result most.

In flow tables of estimates; out flow figures with one row each, the value written beside its mark.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd


def tornado(moved: pd.DataFrame, *, stated: float, language: str = "zh", title: str = "", caption: str = "") -> Any:
    """Draw how far a result moves with one input at a time at its ends, the widest on top.

    Parameters
    ----------
    moved : pandas.DataFrame
        In reading order: ``text`` (the input), ``at_low``, ``at_high`` [per cent].
    stated : float
        The result with every input where it is stated.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = moved.reset_index(drop=True).assign(y=[float(len(moved) - 1 - place) for place in range(len(moved))]).to_dict("records")
    ends = [value for row in rows for value in (row["at_low"], row["at_high"])] + [stated]
    low, high = min(ends), max(ends)
    room = (high - low) or 1.0
    bars = [
        (min(row["at_low"], row["at_high"]), row["y"] - 0.28, max(row["at_low"], row["at_high"]), row["y"] + 0.28) for row in rows
    ]
    texts = [
        (bar[2] + 0.015 * room, row["y"], f"{numbers.percent(bar[0])} – {numbers.percent(bar[2])}")
        for bar, row in zip(bars, rows, strict=True)
    ]
    named = [style.wrapped(str(row["text"])) for row in rows]
    drawn = [
        hv.Rectangles(bars).opts(color=style.ACCENT_SOFT, line_color=None, backend="bokeh"),
        hv.Segments([(stated, -0.6, stated, len(rows) - 0.4)]).opts(color=style.INK, line_width=1.5, backend="bokeh"),
        _labels(texts, style.INK),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(drawn), title=title, caption=caption, body=style.row_height(named, 44) * len(rows), xlim=(low - 0.05 * room, high + 0.5 * room),
        ylim=(-0.6, len(rows) - 0.4), xlabel=say("return (per cent of the cost)"), ylabel="",
        yticks=list(zip([row["y"] for row in rows], named, strict=True)),
    )  # fmt: skip


def estimates(
    table: pd.DataFrame, *, reference: float, xlabel: str, language: str = "zh", title: str = "", caption: str = "", ratio: bool = False,
    written: Callable[[float], str] | None = None,
) -> Any:  # fmt: skip
    """Draw estimates with their intervals against a line that means no difference.

    Parameters
    ----------
    table : pandas.DataFrame
        In reading order: ``label``, ``value``, ``low``, ``high``.
    reference : float
        Where nothing is different: 1 for a ratio, 0 for a difference.
    ratio : bool
        Lay the axis out by multiples (half is as far as double).
    """
    hv = holoviews()

    rows = table.reset_index(drop=True).assign(y=[float(len(table) - 1 - place) for place in range(len(table))]).to_dict("records")
    write = written or (lambda value: f"{value:.2f}")
    ends = [value for row in rows for value in (row["value"], row["low"], row["high"]) if not numbers.missing(value)] + [reference]
    low, high = min(ends), max(ends)
    reach = (high / low) if ratio else (high - low) or 1.0
    limits = (low / reach**0.05, high * reach**0.45) if ratio else (low - 0.05 * reach, high + 0.45 * reach)
    shown = [row for row in rows if not numbers.missing(row["value"])]
    clear = [row["low"] > reference or row["high"] < reference for row in shown]
    points = [(row["value"], row["y"], style.ACCENT if sure else style.CONTEXT) for row, sure in zip(shown, clear, strict=True)]
    texts = [((row["high"] if not numbers.missing(row["high"]) else row["value"]) * (reach**0.02 if ratio else 1) + (0 if ratio else 0.015 * reach), row["y"],
              f"{write(row['value'])} ({write(row['low'])}–{write(row['high'])})") for row in shown]  # fmt: skip
    named = [style.wrapped(str(row["label"])) for row in rows]
    drawn = [
        hv.Segments([(reference, -0.6, reference, len(rows) - 0.4)]).opts(color=style.QUIET, line_dash="dashed", backend="bokeh"),
        hv.Segments([(row["low"], row["y"], row["high"], row["y"]) for row in shown]).opts(color=style.INK, line_width=1.8, backend="bokeh"),
        hv.Points(points, vdims="colour").opts(color="colour", size=9, backend="bokeh"),
        _labels(texts, style.INK),
    ]  # fmt: skip
    ticks = {"xticks": [(value, f"{value:g}") for value in _doublings(low, high)], "logx": True} if ratio else {}
    return style.dress(
        hv.Overlay(drawn), title=title, caption=caption, body=style.row_height(named, 40) * len(rows), xlim=limits, ylim=(-0.6, len(rows) - 0.4),
        xlabel=xlabel, ylabel="", yticks=list(zip([row["y"] for row in rows], named, strict=True)), **ticks,
    )  # fmt: skip


def _doublings(low: float, high: float) -> list[float]:
    return [2.0**power for power in range(math.floor(math.log2(low)), math.ceil(math.log2(high)) + 1)]


def _labels(points: list[tuple[float, float, str]], colour: str) -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align="left", text_baseline="middle", backend="bokeh",
    )  # fmt: skip
