"""Shares by group and by band: impact ratios with the four-fifths line, and an expectancy chart.

In flow the tables of an audit or of an expectancy; out flow bars from zero with their intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

LINE = 0.8
WIDEST = 1.6  # a ratio's interval is cut here: a small group's reaches far beyond anything of interest


def impact_ratios(rows: pd.DataFrame, *, language: str = "zh", title: str = "") -> Any:
    """Draw one bar a group: its impact ratio with interval, and the .80 line.

    Parameters
    ----------
    rows : pandas.DataFrame, in reading order
        ``label``, ``n``, ``impact_ratio``, ``ratio_low``, ``ratio_high``, ``tone`` (alarm, warn, plain, quiet).
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = rows.reset_index(drop=True).assign(y=[float(len(rows) - 1 - place) for place in range(len(rows))])
    colour = {"alarm": style.ALARM, "warn": style.WARNING, "plain": style.ACCENT, "quiet": style.CONTEXT}
    fill = {"alarm": "#f2c9c9", "warn": "#f3dcc3", "plain": style.ACCENT_SOFT, "quiet": style.RIDGE}
    records = [row for row in rows.to_dict("records") if not numbers.missing(row["impact_ratio"])]
    bars = [(0.0, row["y"] - 0.27, min(row["impact_ratio"], WIDEST), row["y"] + 0.27, fill[row["tone"]]) for row in records]
    ranged = [
        (min(row["ratio_low"], WIDEST), row["y"], min(row["ratio_high"], WIDEST), row["y"], colour[row["tone"]])
        for row in records
        if not numbers.missing(row["ratio_low"])
    ]
    texts = [(_right(row) + 0.02, row["y"], _ratio_text(row)) for row in records]
    named = [f"{_crossed(row['label'])}\nn = {int(row['n']):,}" for row in rows.to_dict("records")]
    return style.dress(
        hv.Overlay([
            hv.Rectangles(bars, vdims="fill").opts(color="fill", line_color=None, backend="bokeh"),
            hv.Segments(ranged, vdims="colour").opts(color="colour", line_width=2, backend="bokeh"),
            hv.Segments([(LINE, -0.6, LINE, len(rows) - 0.3)]).opts(color=style.WARNING, line_dash="dashed", backend="bokeh"),
            _labels([(LINE, len(rows) - 0.32, ".80")], style.WARNING), _labels(texts, style.INK),
        ]),
        title=title, caption=say("bar = selection rate over the highest group's; line = 95 % interval; dashed = four fifths; grey = reference, or below 2 % of the pool"),
        body=style.row_height(named, 44) * len(rows), xlim=(0, WIDEST + 0.75), ylim=(-0.6, len(rows) - 0.05), xlabel=say("impact ratio"), ylabel="",
        xticks=[(at / 10, f"{at / 10:.1f}") for at in range(0, 17, 4)], yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def expectancy_bars(rows: pd.DataFrame, *, base_rate: float, language: str = "zh", title: str = "") -> Any:
    """Draw the share of successes in each band of the score, the share of all, and what the correlation alone would give.

    Parameters
    ----------
    rows : pandas.DataFrame, highest band first
        ``band``, ``n``, ``share``, ``low``, ``high``, ``expected`` [shares].
    base_rate : float
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = rows.reset_index(drop=True).assign(y=[float(len(rows) - 1 - place) for place in range(len(rows))])
    records = rows.to_dict("records")
    bars = [(0.0, row["y"] - 0.27, row["share"], row["y"] + 0.27) for row in records]
    ticks = [
        (row["expected"], row["y"] - 0.27, row["expected"], row["y"] + 0.27)
        for row in records
        if not numbers.missing(row["expected"])
    ]
    named = [f"{row['band']}\nn = {int(row['n']):,}" for row in records]
    return style.dress(
        hv.Overlay([
            hv.Rectangles(bars).opts(color=style.ACCENT_SOFT, line_color=None, backend="bokeh"),
            hv.Segments(ticks).opts(color=style.TEXT, line_width=1.6, backend="bokeh"),
            hv.Segments([(row["low"], row["y"], row["high"], row["y"]) for row in records]).opts(color=style.INK, line_width=1.8, backend="bokeh"),
            hv.Segments([(base_rate, -0.6, base_rate, len(rows) - 0.3)]).opts(color=style.WARNING, line_dash="dashed", backend="bokeh"),
            _labels([(base_rate, len(rows) - 0.32, say("all: {share}", share=numbers.share(base_rate)))], style.WARNING),
            _labels([(max(row["high"], row["share"]) + 0.015, row["y"], f"{numbers.share(row['share'])} ({row['low'] * 100:.0f}–{row['high'] * 100:.0f})") for row in records], style.INK),
        ]),
        title=title, caption=say("bar = share that turned out well, line = 95 % interval; tick = what the correlation alone would give; dashed = all"),
        body=style.row_height(named, 48) * len(rows), xlim=(0, 1.3), ylim=(-0.6, len(rows) - 0.05), xlabel=say("share of successes"), ylabel="",
        xticks=[(at / 100, numbers.share(at / 100)) for at in range(0, 101, 20)], yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def _crossed(label: str) -> str:
    """Set each part of an intersectional group on a line of its own."""
    return "\n× ".join(label.split(" × ")) if " × " in label else style.wrapped(label)


def _right(row: dict[str, Any]) -> float:
    ends = [row[name] for name in ("impact_ratio", "ratio_high") if not numbers.missing(row[name])]
    return min(max(ends), WIDEST)


def _ratio_text(row: dict[str, Any]) -> str:
    text = f"{row['impact_ratio']:.2f}"
    return text if numbers.missing(row["ratio_low"]) else f"{text} ({row['ratio_low']:.2f}–{row['ratio_high']:.2f})"


def _labels(points: list[tuple[float, float, str]], colour: str) -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align="left", text_baseline="middle", padding=0, backend="bokeh",
    )  # fmt: skip
