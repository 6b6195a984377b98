"""What an interview costs and a hire brings: steps of cost, by hand against by tool, and return by counterfactual.

In flow tables of cost items and returns; out flow figures with the amounts on the horizontal axis, from zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

STEP_COLOURS = {"manual": style.CONTEXT, "ai": style.ACCENT_SOFT, "total": style.INK, "saved": style.ACCENT, "dearer": style.ALARM}


def cost_steps(steps: pd.DataFrame, *, language: str = "zh", title: str = "", currency: str = "CNY") -> Any:
    """Draw the cost of one interview item by item as a waterfall: by hand, by the tool, and the difference.

    Parameters
    ----------
    steps : pandas.DataFrame
        In reading order: ``label``, ``start``, ``end`` (money), ``kind`` (manual, ai, total, saved, dearer).
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = steps.reset_index(drop=True).assign(y=[float(len(steps) - 1 - place) for place in range(len(steps))])
    bars = [
        (min(row["start"], row["end"]), row["y"] - 0.3, max(row["start"], row["end"]), row["y"] + 0.3, STEP_COLOURS[row["kind"]])
        for row in rows.to_dict("records")
    ]
    reach = max(bar[2] for bar in bars) or 1.0
    texts = [(bar[2] + 0.015 * reach, row["y"], numbers.money(abs(row["end"] - row["start"]), currency))
             for bar, row in zip(bars, rows.to_dict("records"), strict=True)]  # fmt: skip
    named = [style.wrapped(label) for label in rows["label"]]
    overlay = hv.Overlay([
        hv.Rectangles(bars, vdims="colour").opts(color="colour", line_color=None, backend="bokeh"),
        _labels(texts, style.INK),
    ])  # fmt: skip
    return style.dress(
        overlay, title=title, caption=say("each bar starts where the one above ends; the dark bars are totals"), body=style.row_height(named, 40) * len(rows),
        xlim=(0, reach * 1.25), ylim=(-0.6, len(rows) - 0.4), xlabel=say("{currency} per interview", currency=currency), ylabel="",
        yticks=list(zip(rows["y"], named, strict=True)),
        xticks=_ticks(reach, currency),
    )  # fmt: skip


def return_bars(
    returns: pd.DataFrame, *, threshold: float | None = None, language: str = "zh", title: str = "", caption: str = ""
) -> Any:
    """Draw each return with its range where it has one, and the threshold below which a warning is raised.

    Parameters
    ----------
    returns : pandas.DataFrame
        ``label`` (which counterfactual), ``return_pct``, ``low``, ``high`` [per cent; missing where there is no range].
    threshold : float, optional
        Per cent.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = returns.reset_index(drop=True).assign(y=[float(len(returns) - 1 - place) for place in range(len(returns))])
    records = [row for row in rows.to_dict("records") if not numbers.missing(row["return_pct"])]
    values = [0.0, threshold or 0.0] + [
        row[name] for row in records for name in ("return_pct", "low", "high") if not numbers.missing(row[name])
    ]
    low, high = min(values), max(values) or 1.0
    bars = [(min(0, row["return_pct"]), row["y"] - 0.22, max(0, row["return_pct"]), row["y"] + 0.22) for row in records]
    ranges = [(row["low"], row["y"], row["high"], row["y"]) for row in records if not numbers.missing(row["low"])]
    edge = {row["y"]: max(v for v in (row["return_pct"], row["high"], 0) if not numbers.missing(v)) for row in records}
    named = [style.wrapped(label) for label in rows["label"]]
    parts = [
        hv.Rectangles(bars).opts(color=style.ACCENT_SOFT, line_color=None, backend="bokeh"),
        hv.Segments(ranges).opts(color=style.INK, line_width=1.8, backend="bokeh"),
        _labels([(edge[row["y"]] + 0.015 * (high - low), row["y"], _return_text(row)) for row in records], style.INK),
    ]  # fmt: skip
    if threshold is not None:
        parts += [hv.Segments([(threshold, -0.6, threshold, len(rows) - 0.2)]).opts(color=style.WARNING, line_dash="dashed", backend="bokeh"),
                  _labels([(threshold, len(rows) - 0.35, f" {say('threshold {percent}', percent=numbers.percent(threshold))} ")], style.WARNING,
                          align="right" if threshold > (low + high) / 2 else "left")]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=title, caption=caption, body=style.row_height(named, 48) * len(rows), xlim=(low, low + (high - low) * 1.35),
        ylim=(-0.6, len(rows) - 0.1), xlabel=say("return (per cent of the cost)"), ylabel="",
        yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def _return_text(row: dict[str, Any]) -> str:
    text = numbers.percent(row["return_pct"])
    return text if numbers.missing(row["low"]) else f"{text} ({row['low']:,.0f}–{row['high']:,.0f})"


def _ticks(reach: float, currency: str) -> list[tuple[float, str]]:
    from math import floor, log10

    size = 10 ** floor(log10(reach)) if reach > 0 else 1
    step = next((size * k for k in (0.1, 0.2, 0.25, 0.5, 1, 2) if reach / (size * k) <= 5), size)
    return [(step * k, numbers.money_short(step * k, currency)) for k in range(int(reach / step) + 1)]


def _labels(points: list[tuple[float, float, str]], colour: str, *, align: str = "left") -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align=align, text_baseline="middle", backend="bokeh",
    )  # fmt: skip
