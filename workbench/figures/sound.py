"""What a recording is made of: level, speech, pauses and pitch by time; and where a measurement falls against its limit.

In flow frames as `evidence.audio.track(…).table()` gives them, or a table of steps; out flow timelines and a row of dots.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench import wording
from workbench.figures import style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

PAUSE_S = 0.25
QUIETEST_DB = -90.0
VERDICT = {"scorable": style.ACCENT, "re-record": style.ALARM, "human": style.WARNING}


def level_track(frames: pd.DataFrame, *, language: str = "zh", title: str | None = None) -> Any:
    """Draw the level by time, speech shaded, each pause of 250 ms or more with its seconds.

    Parameters
    ----------
    frames : pandas.DataFrame
        One row every 10 ms: ``time_s``, ``speech``, ``loudness_db``.
    """
    hv = holoviews()

    say = wording.speak(language)
    level = frames["loudness_db"].clip(lower=QUIETEST_DB)
    low, high = float(level.min()) - 4, float(level.max()) + 10
    spans = _spans(frames)
    pauses = [(a[1], b[0]) for a, b in itertools.pairwise(spans) if b[0] - a[1] >= PAUSE_S - 1e-9]
    parts = [
        hv.Rectangles([(start, low, end, high) for start, end in spans]).opts(color=style.ACCENT_FAINT, line_color=None, backend="bokeh"),
        hv.Curve((frames["time_s"].round(2), level.round(1))).opts(color=style.ACCENT, line_width=1, backend="bokeh"),
        hv.Labels([((start + end) / 2, high - 4, f"{end - start:.2f} s") for start, end in pauses], kdims=["x", "y"], vdims="text").opts(
            text_color=style.WARNING, text_font_size="9pt", backend="bokeh"),
    ]  # fmt: skip
    caption = say("shaded = speech, {n} pauses of 250 ms or more with their seconds", n=len(pauses))
    return style.dress(hv.Overlay(parts), title=title or say("Level by time"), caption=caption, body=150, ylim=(low, high),
                       xlim=(0, _end(frames)), xlabel=say("time in the recording (s)"), ylabel=say("level (dB)"))  # fmt: skip


def pitch_track(frames: pd.DataFrame, *, language: str = "zh", title: str | None = None) -> Any:
    """Draw the pitch of voiced frames by time, on the same axis as `level_track`, with its median.

    Parameters
    ----------
    frames : pandas.DataFrame
        One row every 10 ms: ``time_s``, ``f0_hz`` (missing where unvoiced).
    """
    hv = holoviews()

    say = wording.speak(language)
    voiced = frames[frames["f0_hz"].notna()]
    median = float(voiced["f0_hz"].median()) if len(voiced) else float("nan")
    parts = [hv.Points((voiced["time_s"].round(2), voiced["f0_hz"].round(1))).opts(color=style.ACCENT, size=2.5, backend="bokeh")]
    if len(voiced):
        parts.append(hv.HLine(median).opts(color=style.CONTEXT, line_dash="dotted", line_width=1.2, backend="bokeh"))
    caption = say("{n} voiced frames; dotted = median {hz} Hz", n=len(voiced), hz=f"{median:.0f}") if len(voiced) else ""
    return style.dress(hv.Overlay(parts), title=title or say("Pitch by time"), caption=caption, body=130, ylim=(50, 450),
                       xlim=(0, _end(frames)), xlabel=say("time in the recording (s)"), ylabel=say("pitch (Hz)"))  # fmt: skip


def gate_steps(steps: pd.DataFrame, *, limit: float, language: str = "zh", title: str | None = None, unit: str = "dB") -> Any:
    """Draw one dot a degraded copy: its measurement, coloured by the verdict, against the limit of the policy.

    Parameters
    ----------
    steps : pandas.DataFrame
        ``step`` (label), ``value`` (as measured), ``verdict``.
    limit : float
        The limit of the measurement, in the unit of ``value``.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = steps.reset_index(drop=True)
    dots = [(float(k), float(row.value), VERDICT[row.verdict]) for k, row in enumerate(rows.itertuples())]
    texts = [(float(k), float(row.value), f"{row.value:.1f}") for k, row in enumerate(rows.itertuples())]
    span = float(np.ptp([*rows["value"], limit])) or 1.0
    low, high = min(*rows["value"], limit) - 0.15 * span, max(*rows["value"], limit) + 0.25 * span
    parts = [
        hv.HLine(limit).opts(color=style.ALARM, line_dash="dashed", line_width=1.2, backend="bokeh"),
        hv.Points(dots, vdims="colour").opts(color="colour", size=9, backend="bokeh"),
        hv.Labels([(x, y + 0.09 * span, text) for x, y, text in texts], kdims=["x", "y"], vdims="text").opts(
            text_color=style.TEXT, text_font_size="9pt", backend="bokeh"),
    ]  # fmt: skip
    caption = say("teal = can be scored, red = to be recorded again; dashed = limit {limit}", limit=f"{limit:g} {unit}".strip())
    return style.dress(hv.Overlay(parts), title=title or say("Where the gate closes"), caption=caption, body=150, ylim=(low, high),
                       xlim=(-0.6, len(rows) - 0.4), xticks=[(k, str(step)) for k, step in enumerate(rows["step"])], xlabel="", ylabel=unit)  # fmt: skip


def _spans(frames: pd.DataFrame) -> list[tuple[float, float]]:
    """Give the runs of speech frames as seconds."""
    speech = frames["speech"].to_numpy(bool)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], speech.astype(np.int8), [0]))))
    return [(float(start) / 100, float(end) / 100) for start, end in edges.reshape(-1, 2)]


def _end(frames: pd.DataFrame) -> float:
    return float(frames["time_s"].iloc[-1]) + 0.005
