"""When it was said: answers on a time axis with speech, pauses and the marked evidence.

In flow rows of an answers table (``track`` of speech spans, ``marks``, ``duration_s``); out flow timelines.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers, style
from workbench.figures.rendering import holoviews

if TYPE_CHECKING:
    import pandas as pd

PAUSE_SHOWN_S = 1.5
SEEN_S = 0.5


def answers_timeline(answers: pd.DataFrame, *, language: str = "zh", title: str | None = None) -> Any:
    """Draw one row an answer: green = speech, gap = pause, dark = the sentence behind a piece of evidence.

    Parameters
    ----------
    answers : pandas.DataFrame
        ``question_id``, ``question_text``, ``duration_s``, ``track`` ([start_s, end_s] of speech), ``marks``.
    """
    hv = holoviews()

    say = wording.speak(language)
    rows = answers.reset_index(drop=True).to_dict("records")
    spans, marked, texts, ticks = [], [], [], []
    for place, row in enumerate(rows):
        y = float(len(rows) - 1 - place)
        spans += [(start, y - 0.3, end, y + 0.3) for start, end in row["track"] or []]
        marked += [(start, y - 0.3, end, y + 0.3, name) for start, end, name in _heard(row)]
        ticks.append((y, style.wrapped(_short(row["question_text"] or row["question_id"]), width=7)))
        texts.append((row["duration_s"] * 1.01, y, _row_text(row, say)))
    longest = max(row["duration_s"] for row in rows)
    overlay = hv.Overlay([
        hv.Rectangles(spans).opts(color=style.ACCENT_SOFT, line_color=None, backend="bokeh"),
        hv.Rectangles(marked, vdims="name").opts(color=style.ACCENT, line_color=None, tools=["hover"], backend="bokeh"),
        _labels(texts, style.QUIET),
    ])  # fmt: skip
    return style.dress(
        overlay, title=title or say("What was said when, in {n} recorded answers", n=len(rows)),
        caption=say("light = speech, gap = pause, dark = words that became evidence"), body=54 * len(rows),
        xlim=(0, longest * 1.35), ylim=(-0.6, len(rows) - 0.4), xlabel=say("time in the answer (min:s)"), ylabel="",
        xticks=_ticks(longest), yticks=ticks,
    )  # fmt: skip


def answer_timeline(answer: dict[str, Any], *, language: str = "zh") -> Any:
    """Draw one answer: speech spans, the loudness envelope where it is known, named evidence, long pauses in seconds.

    Parameters
    ----------
    answer : dict
        One row of an answers table; an optional ``envelope`` is a list of loudness 0-1 at equal steps.
    """
    hv = holoviews()

    say = wording.speak(language)
    track, length = answer["track"] or [], float(answer["duration_s"])
    marks = _heard(answer)
    pauses = _pauses(track, length)
    named = [((start + end) / 2, 0.92, name) for start, end, name in marks]
    parts = [
        hv.Rectangles([(start, -0.5, end, 0.5) for start, end in track]).opts(color=style.ACCENT_FAINT, line_color=None, backend="bokeh"),
        hv.Rectangles([(start, -0.5, end, 0.5, name) for start, end, name in marks], vdims="name").opts(
            color=style.ACCENT_SOFT, line_color=None, tools=["hover"], backend="bokeh"),
        hv.Segments(_sound(answer, track)).opts(color=style.ACCENT, line_width=1.6, alpha=0.75, backend="bokeh"),
        hv.Segments([(0, 0, length, 0)]).opts(color=style.CONTEXT, line_dash="dotted", backend="bokeh"),
        _labels(_apart(named, length), style.ACCENT, align="center"),
        _labels([((a + b) / 2, -0.78, say("pause {s} s", s=f"{b - a:.1f}")) for a, b in pauses[:3]], style.WARNING, align="center"),
    ]  # fmt: skip
    return style.dress(
        hv.Overlay(parts), title=_short(answer["question_text"] or answer["question_id"], 40), caption=_heard_text(answer, say), body=130,
        xlim=(0, length), ylim=(-1.05, 1.5), xlabel=say("time in the answer (min:s)"), ylabel="", yticks=[], xticks=_ticks(length),
    )  # fmt: skip


def _heard(row: dict[str, Any]) -> list[tuple[float, float, str]]:
    """List the marks that have a second, each half a second wide or more so that it can be seen, and none beyond the end."""
    found = []
    for mark in row["marks"] or []:
        if not numbers.missing(mark["start_s"]):
            end = mark["end_s"] if not numbers.missing(mark["end_s"]) else mark["start_s"]
            end = min(max(end, mark["start_s"] + SEEN_S), max(end, float(row["duration_s"])))
            found.append((min(mark["start_s"], end - SEEN_S), end, mark["name"]))
    return found


def _pauses(track: list, length: float) -> list[tuple[float, float]]:
    """List the pauses between spans of speech worth a label, longest first."""
    gaps = [(before[1], after[0]) for before, after in itertools.pairwise(track)]
    return sorted((gap for gap in gaps if gap[1] - gap[0] >= max(PAUSE_SHOWN_S, 0.02 * length)), key=lambda gap: gap[0] - gap[1])


def _sound(answer: dict[str, Any], track: list) -> list[tuple[float, float, float, float]]:
    """Vertical strokes as high as the envelope; without one, a plain bar through each span of speech."""
    envelope = answer.get("envelope")
    if not isinstance(envelope, (list, tuple)) or not len(envelope):
        return [(start, 0, end, 0) for start, end in track]
    step, top = float(answer["duration_s"]) / len(envelope), max(envelope) or 1.0
    return [(step * (k + 0.5), -0.42 * level / top, step * (k + 0.5), 0.42 * level / top) for k, level in enumerate(envelope)]


def _apart(named: list[tuple[float, float, str]], length: float) -> list[tuple[float, float, str]]:
    """Lift every second label that would stand on its neighbour."""
    placed: list[tuple[float, float, str]] = []
    for x, y, name in sorted(named):
        near = placed and x - placed[-1][0] < 0.14 * length
        placed.append((min(max(x, 0.06 * length), 0.94 * length), y + 0.36 if near and placed[-1][1] == y else y, name))
    return placed


def _row_text(row: dict[str, Any], say: Any) -> str:
    text = numbers.clock(row["duration_s"])
    return f"{text}  {row['verdict_text']}" if row.get("verdict") not in {None, "scorable"} else text


def _heard_text(answer: dict[str, Any], say: Any) -> str:
    """Say what the recording tells, as far as it was measured."""
    parts = [say("length {clock}", clock=numbers.clock(answer["duration_s"]))]
    if not numbers.missing(answer.get("speech_rate_sps")):
        parts.append(say("pace {rate} syllables/s", rate=f"{answer['speech_rate_sps']:.1f}"))
    if not numbers.missing(answer.get("pause_count")):
        parts.append(say("pauses: {n}", n=int(answer["pause_count"])))
    if not numbers.missing(answer.get("snr_db")):
        parts.append(say("signal to noise {snr} dB", snr=f"{answer['snr_db']:.0f}"))
    if answer.get("verdict_text"):
        parts.append(answer["verdict_text"])
    return " · ".join(parts)


def _short(text: str, limit: int = 14) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _ticks(length: float) -> list[tuple[float, str]]:
    step = next((s for s in (5, 10, 15, 30, 60, 120, 300) if length / s <= 5), 600)
    return [(float(t), numbers.clock(t)) for t in range(0, int(length) + 1, step)]


def _labels(points: list[tuple[float, float, str]], colour: str, *, align: str = "left") -> Any:
    hv = holoviews()

    return hv.Labels(points, kdims=["x", "y"], vdims="text").opts(
        text_color=colour, text_font_size="9pt", text_align=align, text_baseline="middle", backend="bokeh",
    )  # fmt: skip
