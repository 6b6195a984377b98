"""What a change would move: every weight as a line from what it is to what it would be.

In flow one row a competency; out flows a figure whose labels stand beside the ends of their lines and never on each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

ROW, LINE = 44, 20
MOVED = 1e-9


def weight_slopes(weights: pd.DataFrame, *, language: str = "zh", title: str = "", caption: str = "") -> Any:
    """Draw one line a competency, from the weight in force to the one proposed.

    Parameters
    ----------
    weights : pandas.DataFrame
        ``name``, ``weight_before``, ``weight_after`` [shares; 0 where it has no place].
    language : {"zh", "en"}
    title, caption : str
    """
    hv, say = holoviews(), wording.speak(language)
    rows = weights.to_dict("records")
    top = max(0.2, *(row[side] for row in rows for side in ("weight_before", "weight_after"))) * 1.08
    named = [f"{style.wrapped(row['name'])} {_percent(row['weight_before'])}" for row in rows]
    body = max(260, style.row_height(named, ROW) * len(rows))
    sides = (("weight_before", style.row_height(named, LINE)), ("weight_after", LINE))  # pixels that a label needs on either side
    left, right = (apart([row[side] for row in rows], tall / body * top * 1.06, 0.0, top) for side, tall in sides)
    parts, texts, leads = [], [], []
    for row, start, end in zip(rows, left, right, strict=True):
        before, after = row["weight_before"], row["weight_after"]
        colour = style.CONTEXT if abs(after - before) < MOVED else style.ACCENT if after > before else style.WARNING
        dash = "dashed" if after < before - MOVED else "solid"
        parts.append(
            hv.Segments([(0.0, before, 1.0, after)]).opts(
                color=colour, line_width=1.6 if colour == style.CONTEXT else 3.0, line_dash=dash, backend="bokeh"
            )
        )
        parts.append(hv.Points([(0.0, before), (1.0, after)]).opts(color=colour, size=8, line_color="white", backend="bokeh"))
        leads += [(-0.05, start, 0.0, before), (1.0, after, 1.05, end)]
        texts.append((1.07, end, _written(row, say), style.INK if colour == style.CONTEXT else colour))
    parts += [hv.Segments(leads).opts(color=style.CONTEXT, line_width=0.8, backend="bokeh")]
    parts += [_label(text) for text in texts]
    legend = say("solid teal = weighs more or is new, dashed amber = weighs less, grey = stays")
    return style.dress(
        hv.Overlay(parts), title=title, caption=say("{told}; {legend}", told=caption, legend=legend) if caption else legend, body=body, xlim=(-0.06, 1.55), ylim=(-0.06 * top, top), ylabel="",
        xlabel="", xticks=[(0.0, say("in force")), (1.0, say("proposed"))], yticks=list(zip(left, named, strict=True)),
    )  # fmt: skip


def apart(values: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move values apart until no two are nearer than a gap, as little as need be and in their order; equal ones keep the order given.

    Parameters
    ----------
    values : list of float
    gap, low, high : float
        The nearest two may come, and where the first and last may lie; where there is no room for all, beyond `high`.

    Examples
    --------
    >>> apart([0.5, 0.5], 0.2, 0.0, 1.0)
    [0.6, 0.4]
    """
    order = sorted(range(len(values)), key=lambda place: (values[place], -place))
    blocks: list[list[float]] = []  # sum of the places wanted, number of labels: each block lies around the mean of what it wants
    for place in order:
        blocks.append([values[place], 1.0])
        while len(blocks) > 1 and _end(blocks[-2], gap) > _start(blocks[-1], gap):
            wanted, n = blocks.pop()
            blocks[-1] = [blocks[-1][0] + wanted, blocks[-1][1] + n]
    placed = [_start(block, gap) + gap * (k + 0.5) for block in blocks for k in range(int(block[1]))]
    placed = _within(placed, gap, low, high)
    found = dict(zip(order, placed, strict=True))
    return [round(found[place], 10) for place in range(len(values))]


def _start(block: list[float], gap: float) -> float:
    return block[0] / block[1] - gap * block[1] / 2


def _end(block: list[float], gap: float) -> float:
    return block[0] / block[1] + gap * block[1] / 2


def _within(placed: list[float], gap: float, low: float, high: float) -> list[float]:
    """Push what lies beyond the ends back in, the neighbours with it."""
    held = list(placed)
    for k in range(len(held) - 1, -1, -1):
        held[k] = min(held[k], high if k == len(held) - 1 else held[k + 1] - gap)
    for k in range(len(held)):
        held[k] = max(held[k], low if k == 0 else held[k - 1] + gap)
    return held


def _percent(share: float) -> str:
    return f"{share * 100:.4g} %"


def _written(row: dict[str, Any], say: wording.Speaker) -> str:
    """Say where a line ends; what comes in or goes out is said by name."""
    if not row["weight_before"]:
        return say("{share} new", share=_percent(row["weight_after"]))
    return say("out") if not row["weight_after"] else _percent(row["weight_after"])


def _label(text: tuple[float, float, str, str]) -> Any:
    *point, colour = text
    return holoviews().Labels([tuple(point)], kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align="left", text_baseline="middle", backend="bokeh",
    )  # fmt: skip
