"""An answer's text cut where its marks and sentences begin and end, so that a browser can show them all.

In flow the text, marks (character spans, which may overlap) and sentence times; out flow pieces that join to the text again.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def pieces(text: str, marks: Sequence[dict[str, Any]], segments: Iterable[Sequence[float]]) -> list[dict[str, Any]]:
    """Cut a text into pieces that each carry the same marks throughout.

    Parameters
    ----------
    text : str
    marks : sequence of dict
        ``start`` and ``end`` (characters), ``id``, ``name``, ``kind``; spans outside the text are cut to it.
    segments : iterable of (start_s, end_s, char_start, char_end)
        The sentences.

    Returns
    -------
    list of dict
        ``text``, ``marks`` (ids, evidence before tags), ``names``, ``evidence`` (whether one of the marks is evidence), ``sentence`` (its
        place, None outside all).
    """
    spans = [(max(0, int(mark["start"])), min(len(text), int(mark["end"])), mark) for mark in marks]
    sentences = [(int(row[2]), int(row[3])) for row in segments]
    edges = (
        {0, len(text)} | {edge for start, end, _ in spans for edge in (start, end)} | {edge for pair in sentences for edge in pair}
    )
    cuts = sorted(edge for edge in edges if 0 <= edge <= len(text))
    return [_piece(text, start, end, spans, sentences) for start, end in pairwise(cuts)]


def _piece(text: str, start: int, end: int, spans: list, sentences: list) -> dict[str, Any]:
    here = sorted((mark for low, high, mark in spans if low <= start and end <= high), key=lambda mark: mark["kind"] != "evidence")
    sentence = next((place for place, (low, high) in enumerate(sentences) if low <= start and end <= high), None)
    return {
        "text": text[start:end],
        "marks": [mark["id"] for mark in here],
        "names": " · ".join(dict.fromkeys(mark["name"] for mark in here)),
        "evidence": any(mark["kind"] == "evidence" for mark in here),
        "sentence": sentence,
    }
