"""Who is still there after how long, and whether foretold chances came true.

In flow survival curves with their risk table, and calibration bins; out flow figures with intervals as bands and whiskers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from workbench import wording
from workbench.figures import style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

MOST_BANDS = 2  # with more groups bands would hide one another; the intervals then stand in the table
ROW = 0.075  # height of a line of the risk table, on the scale of the share


def survival_curves(
    curve: pd.DataFrame,
    risk_table: pd.DataFrame,
    *,
    until: float,
    language: str = "zh",
    title: str = "",
    caption: str = "",
    months: bool = True,
) -> Any:
    """Draw the share still there over time, by group, with how many are still followed below.

    Parameters
    ----------
    curve : pandas.DataFrame
        ``group`` (as it is said), ``time`` [days], ``survival``, ``low``, ``high`` [0..1], each group from time 0 on.
    risk_table : pandas.DataFrame
        ``group``, ``time``, ``n_at_risk``.
    until : float
        Last time drawn.
    months : bool
        Write the axis in months of 365/12 days; else in the unit of time.
    """
    hv = holoviews()

    say = wording.speak(language)
    unit = 365 / 12 if months else 1.0
    groups = list(dict.fromkeys(curve["group"]))
    colour = style.colours(groups) if len(groups) > 1 else dict.fromkeys(groups, style.ACCENT)
    drawn, ends = [], []
    for name in groups:
        steps = _steps(curve[curve["group"] == name], until / unit, unit)
        if len(groups) <= MOST_BANDS:
            band = [(x, low, high) for x, _, low, high in steps if low == low and high == high]
            drawn.append(
                hv.Area(band, kdims="x", vdims=["low", "high"]).opts(color=colour[name], alpha=0.15, line_width=0, backend="bokeh")
            )
        drawn.append(
            hv.Curve([(x, y) for x, y, _, _ in steps], kdims="x", vdims="y").opts(
                color=colour[name], line_width=2.2, backend="bokeh"
            )
        )
        ends.append((steps[-1][0], steps[-1][1], str(name), colour[name]))
    drawn += [_text([(x, y, f" {label}")], shade, "left") for x, y, label, shade in _apart(ends)] if len(groups) > 1 else []
    drawn += _risk(risk_table, groups, colour, unit)
    ticks = sorted({round(float(time) / unit, 1) for time in risk_table["time"]})
    rows = [(_risk_row(place), style.wrapped(str(name), width=12)) for place, name in enumerate(groups)]
    return style.dress(
        hv.Overlay(drawn), title=title, caption=caption, body=300 + 20 * len(groups), xlim=(-0.02 * until / unit, until / unit * (1.24 if len(groups) > 1 else 1.06)),
        ylim=(-0.06 - ROW * (len(groups) + 1), 1.03), xlabel=say("months since the first day") if months else say("time"), ylabel=say("share still there"),
        yticks=[*((share / 4, f"{share * 25} %") for share in range(5)), *rows], xticks=[(tick, f"{tick:g}") for tick in ticks],
    )  # fmt: skip


def calibration_plot(
    calibration: pd.DataFrame, *, base_rate: float, language: str = "zh", title: str = "", caption: str = ""
) -> Any:
    """Draw what was foretold against what happened, bin by bin, with the line where both agree.

    Parameters
    ----------
    calibration : pandas.DataFrame
        ``n``, ``foretold``, ``happened``, ``low``, ``high`` [0..1].
    base_rate : float
        What the rule without skill foretells of everybody.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = calibration.to_dict("records")
    top = min(1.0, 1.1 * max([base_rate, *(max(row["foretold"], row["high"]) for row in rows)]))
    drawn = [
        hv.Segments([(0, 0, top, top)]).opts(color=style.QUIET, line_dash="dashed", backend="bokeh"),
        hv.Segments([(0, base_rate, top, base_rate)]).opts(color=style.WARNING, line_dash="dotted", backend="bokeh"),
        hv.Segments([(row["foretold"], row["low"], row["foretold"], row["high"]) for row in rows]).opts(color=style.INK, line_width=1.6, backend="bokeh"),
        hv.Points([(row["foretold"], row["happened"]) for row in rows]).opts(color=style.ACCENT, size=9, backend="bokeh"),
        _text([(top * 0.99, base_rate + 0.02 * top, say("base rate {share}", share=f"{100 * base_rate:.0f} %"))], style.WARNING, "right"),
    ]  # fmt: skip
    ticks = [(share, f"{100 * share:.0f} %") for share in np.linspace(0, top, 5)]
    return style.dress(hv.Overlay(drawn), title=title, caption=caption, body=280, xlim=(0, top * 1.02), ylim=(-0.02 * top, top * 1.04), xlabel=say("foretold"),
                       ylabel=say("happened"), xticks=ticks, yticks=ticks)  # fmt: skip


def _steps(curve: pd.DataFrame, until: float, unit: float) -> list[tuple[float, float, float, float]]:
    """Lay a curve out as stairs up to the last time drawn."""
    points, last = [], None
    for row in curve.sort_values("time").to_dict("records"):
        x = row["time"] / unit
        if x > until:
            break
        here = (row["survival"], row["low"], row["high"])
        points += [(x, *last)] if last else []
        points.append((x, *here))
        last = here
    return [*points, (until, *last)] if last else points


def _apart(ends: list[tuple[float, float, str, str]]) -> list[tuple[float, float, str, str]]:
    """Move the labels at the curves' ends apart so that each can be read."""
    placed: list[tuple[float, float, str, str]] = []
    for x, y, label, shade in sorted(ends, key=lambda end: -end[1]):
        free = min(y, placed[-1][1] - 0.055) if placed else y
        placed.append((x, free, label, shade))
    return placed


def _risk(risk_table: pd.DataFrame, groups: list[str], colour: dict[str, str], unit: float) -> list[Any]:
    """Write below the axis how many of each group are still followed."""
    drawn = []
    for place, name in enumerate(groups):
        y = _risk_row(place)
        rows = risk_table[risk_table["group"] == name]
        texts = [(float(row["time"]) / unit, y, f"{int(row['n_at_risk']):,}") for row in rows.to_dict("records")]
        drawn.append(_text(texts, colour[name], "center"))
    return drawn


def _risk_row(place: int) -> float:
    return -0.06 - ROW * (place + 0.5)


def _text(points: list[tuple[float, float, str]], colour: str, align: str) -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align=align, text_baseline="middle", backend="bokeh",
    )  # fmt: skip
