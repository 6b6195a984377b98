"""Several estimates side by side, each with its interval: a forest plot raw and partially pooled, and amounts with their ranges.

In flow one row a channel; out flow figures whose numbers stand beside their dots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

ROW_HEIGHT = 58
RAW_BELOW = 0.24


def forest(
    rows: pd.DataFrame, *, language: str = "zh", title: str = "", xlabel: str = "", share: bool = False, line: float | None = None
) -> Any:
    """Draw one row a channel: filled dot = at one job mix and partially pooled, hollow grey dot below it = raw.

    Parameters
    ----------
    rows : pandas.DataFrame, best first
        ``channel`` (its id, for the colour), ``label``, ``estimate``, ``low``, ``high``, ``raw``, ``raw_low``, ``raw_high``, ``text`` written above the dot,
        ``n``, ``finding_text`` written under the name.
    language : {"zh", "en"}
    title, xlabel : str
    share : bool
        Whether the numbers are shares, to be written as per cent.
    line : float, optional
        A value to mark (the reference channel's).
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = rows.reset_index(drop=True).assign(y=[float(len(rows) - 1 - place) for place in range(len(rows))])
    palette = style.colours(rows["channel"])
    low, high = _reach(rows)
    parts = (
        []
        if line is None
        else [hv.Segments([(line, -0.6, line, len(rows) - 0.35)]).opts(color=style.CONTEXT, line_dash="dashed", backend="bokeh")]
    )
    below = rows.assign(y=rows["y"] - RAW_BELOW)
    parts += _whiskers(below, "raw", ("raw_low", "raw_high"), style.CONTEXT, hollow=True)
    for row in rows.to_dict("records"):
        parts += _whiskers(rows[rows["y"] == row["y"]], "estimate", ("low", "high"), palette[row["channel"]])
    parts += [_written(rows, palette, low, high)]
    named = [
        f"{style.wrapped(row['label'])}\nn = {int(row['n']):,}\n{_brief(row['finding_text'])}" for row in rows.to_dict("records")
    ]
    ticks = (
        [(at, numbers.share(at)) for at in _ticks(low, high)] if share else [(at, numbers.plain(at)) for at in _ticks(low, high)]
    )
    return style.dress(
        hv.Overlay(parts), title=title, caption=say("filled dot = at one job mix, partially pooled; hollow = raw mean; line = 95 % interval; dashed = reference channel"),
        body=style.row_height(named, ROW_HEIGHT) * len(rows), xlim=(low, high), ylim=(-0.65, len(rows) - 0.3), xlabel=xlabel, ylabel="", xticks=ticks,
        yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def cost_bars(rows: pd.DataFrame, *, language: str = "zh", title: str = "", currency: str = "CNY") -> Any:
    """Draw the cost of a successful hire by channel, from zero, with its range.

    Parameters
    ----------
    rows : pandas.DataFrame, cheapest first
        ``channel``, ``label``, ``cost_per_successful_hire``, ``cost_low``, ``cost_high``, ``cost_per_hire`` [money], ``hires``.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = rows.reset_index(drop=True).assign(y=[float(len(rows) - 1 - place) for place in range(len(rows))])
    known = rows[rows["cost_per_successful_hire"].notna()]
    ends = [
        v for name in ("cost_per_successful_hire", "cost_high") for v in known[name] if not numbers.missing(v) and v != float("inf")
    ]
    reach = max([1.0, *ends])
    bars = [(0.0, row["y"] - 0.3, row["cost_per_successful_hire"], row["y"] + 0.02) for row in known.to_dict("records")]
    ranged = [
        (row["cost_low"], row["y"] - 0.14, min(row["cost_high"], reach), row["y"] - 0.14)
        for row in known.to_dict("records")
        if not numbers.missing(row["cost_low"])
    ]
    inner = [
        (row["cost_per_hire"], row["y"] - 0.3, row["cost_per_hire"], row["y"] + 0.02)
        for row in rows.to_dict("records")
        if not numbers.missing(row["cost_per_hire"])
    ]
    texts = [
        (0.008 * reach, row["y"] + 0.26, _cost_text(row, currency, say)) for row in rows.to_dict("records")
    ]  # above its bar, where a phone has room
    named = [f"{style.wrapped(row['label'])}\nn = {int(row['hires']):,}" for row in rows.to_dict("records")]
    return style.dress(
        hv.Overlay([
            hv.Rectangles(bars).opts(color=style.ACCENT_SOFT, line_color=None, backend="bokeh"),
            hv.Segments(inner).opts(color=style.TEXT, line_width=1.6, backend="bokeh"),
            hv.Segments(ranged).opts(color=style.INK, line_width=1.8, backend="bokeh"),
            _labels(texts, style.INK, align="left"),
        ]),
        title=title, caption=say("bar = cost per successful hire, line = its range; tick = cost per hire; n = hires"), body=style.row_height(named, 50) * len(rows),
        xlim=(0, reach * 1.04), ylim=(-0.6, len(rows) - 0.4), xlabel=say("{currency} per successful hire", currency=currency), ylabel="",
        xticks=[(at, numbers.money_short(at, currency)) for at in _ticks(0, reach)], yticks=list(zip(rows["y"], named, strict=True)),
    )  # fmt: skip


def _brief(finding: str) -> str:
    """Keep the first clause of a finding, which is all that a label has room for."""
    return style.wrapped(finding.split("，")[0], width=9)


def _reach(rows: pd.DataFrame) -> tuple[float, float]:
    ends = [v for name in ("low", "high", "raw_low", "raw_high", "estimate", "raw") for v in rows[name] if not numbers.missing(v)]
    low, high = min(ends), max(ends)
    room = 0.12 * (high - low or 1.0)
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    """Give about five round values between two ends."""
    from math import ceil, floor, log10

    width = high - low or 1.0
    size = 10 ** floor(log10(width / 4))
    step = next(size * k for k in (1, 2, 2.5, 5, 10) if width / (size * k) <= 5)
    return [round(step * k, 10) for k in range(ceil(low / step), floor(high / step) + 1)]


def _whiskers(rows: pd.DataFrame, value: str, ends: tuple[str, str], colour: str, *, hollow: bool = False) -> list[Any]:
    hv = holoviews()

    records = [row for row in rows.to_dict("records") if not numbers.missing(row[value])]
    lines = [(row[ends[0]], row["y"], row[ends[1]], row["y"]) for row in records if not numbers.missing(row[ends[0]])]
    dots = hv.Points([(row[value], row["y"]) for row in records])
    look = (
        {"color": "white", "line_color": colour, "size": 7, "line_width": 1.4}
        if hollow
        else {"color": colour, "line_color": "white", "size": 10, "line_width": 1}
    )
    return [
        hv.Segments(lines).opts(color=colour, line_width=1.2 if hollow else 2.4, backend="bokeh"),
        dots.opts(**look, backend="bokeh"),
    ]


def _written(rows: pd.DataFrame, palette: dict[str, str], low: float, high: float) -> Any:
    """Write each row's number above its dot, turned inwards near an edge."""
    hv = holoviews()

    parts = []
    for row in rows.to_dict("records"):
        place = (row["estimate"] - low) / (high - low)
        align = "left" if place < 0.4 else "right" if place > 0.6 else "center"
        parts.append(_labels([(row["estimate"], row["y"] + 0.3, row["text"])], palette[row["channel"]], align=align, bold=True))
    return hv.Overlay(parts)


def _cost_text(row: dict[str, Any], currency: str, say: Any) -> str:
    if numbers.missing(row["cost_per_successful_hire"]):
        return (
            say("{cost} a hire; successes not known yet", cost=numbers.money_short(row["cost_per_hire"], currency))
            if not numbers.missing(row["cost_per_hire"])
            else say("nobody hired yet")
        )
    text = numbers.money_short(row["cost_per_successful_hire"], currency)
    if numbers.missing(row["cost_low"]) or row["cost_high"] in (0.0, float("inf")):
        return text
    return f"{text} ({numbers.money_short(row['cost_low'], currency)}–{numbers.money_short(row['cost_high'], currency)})"


def _labels(points: list[tuple[float, float, str]], colour: str, *, align: str, bold: bool = False) -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9.5pt", text_align=align, text_baseline="middle", text_font_style="bold" if bold else "normal", padding=0, backend="bokeh",
    )  # fmt: skip
