"""How much of the talk is hesitation: words with their times in, the share of their time taken by filled pauses out.

Sounds that mean nothing else (嗯, 呃, um, uh) always count. Words that may also mean something (啊, 那个, 就是, like) count only where
they stand apart, before or after a gap, a comma or themselves: 那个项目 is that project, 那个…… is a search for words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterable

ALWAYS = re.compile(r"[嗯呃唔额嗳]+|u+m+|u+h+|u+hm+|e+r+m*|a+h+m*|h+m+|m{2,}|mhm")
APART = {"啊", "哦", "诶", "哎", "那个", "这个", "那", "就是", "就是说", "怎么说呢", "like", "well", "you know", "i mean", "so"}
GAP_S = 0.15
_STOPS = re.compile(r"[，。！？、；：…—,.!?;:\s]*[，。！？、；：…—,.!?;:][，。！？、；：…—,.!?;:\s]*")
_HAN = re.compile(r"[㐀-鿿]")
_LETTERS_A_SYLLABLE = 3.0

Piece = tuple[float, float, str, bool]  # start_s, end_s, text, whether a stop follows


def filled_pause_share(words: Iterable[Any] | None) -> float | None:
    """Give the share of the words' time that is hesitation.

    Parameters
    ----------
    words : iterable of (start_s, end_s, text), or None
        Words or longer segments in their order; within a segment time is shared out by length.

    Returns
    -------
    float or None
        0 to 1; None without words.

    Raises
    ------
    EvidenceError
        If an entry is no (start_s, end_s, text) or ends before it starts.
    """
    pieces = [piece for entry in words or () for piece in _pieces(*_entry(entry))]
    total = sum(end - start for start, end, _, _ in pieces)
    if total <= 0:
        return None
    filled = sum(end - start for place, (start, end, _, _) in enumerate(pieces) if _hesitates(pieces, place))
    return filled / total


def _entry(entry: Any) -> tuple[float, float, str]:
    try:
        start, end, text = entry
        start, end = float(start), float(end)
    except (TypeError, ValueError):
        start, end, text = 1.0, 0.0, ""
    if not (0 <= start <= end < float("inf")) or not isinstance(text, str):
        raise EvidenceError("words have no usable times", where="transcript", found="an entry that is no span of seconds with a text",
                            expected="(start_s, end_s, text) with 0 ≤ start ≤ end", cure="pass the recogniser's word or sentence times")  # fmt: skip
    return start, end, text.strip().lower()


def _pieces(start: float, end: float, text: str) -> list[Piece]:
    """Cut a segment at its stops, and give each piece time by its length."""
    parts = [part for part in _STOPS.split(text) if part]
    weights = [_length(part) for part in parts]
    stops = len(_STOPS.findall(text)) - bool(_STOPS.match(text))
    found: list[Piece] = []
    for place, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        until = start + (end - start) * weight / sum(weights[place:])
        found.append((start, until, part, place < stops))
        start = until
    return [piece for whole in found for piece in _opened(whole)]


def _opened(piece: Piece) -> list[Piece]:
    """Take a hesitation off the front of a longer piece: transcripts often write 嗯我觉得 without a comma."""
    start, end, text, stop = piece
    first = re.match(r"[嗯呃唔]+|(?:u+h*m+|u+h+|e+r+m*|h+m+)(?=\s)", text)
    if first is None or first.end() == len(text):
        return [piece]
    rest = text[first.end() :].strip()
    middle = start + (end - start) * _length(first[0]) / (_length(first[0]) + _length(rest))
    return [(start, middle, first[0], True), *_opened((middle, end, rest, stop))]


def _length(text: str) -> float:
    han = len(_HAN.findall(text))
    return max(1.0, han + sum(c.isalnum() and not _HAN.match(c) for c in text) / _LETTERS_A_SYLLABLE)


def _hesitates(pieces: list[Piece], place: int) -> bool:
    start, end, text, stop = pieces[place]
    if ALWAYS.fullmatch(text):
        return True
    if text not in APART:
        return False
    before = pieces[place - 1] if place else None
    after = pieces[place + 1] if place + 1 < len(pieces) else None
    repeated = any(other is not None and other[2] == text for other in (before, after))
    held = stop or (after is not None and after[0] - end >= GAP_S)
    led = before is None or before[3] or start - before[1] >= GAP_S
    # a word that closes a phrase (好啊) or points at the next one (那个项目) is bound on one side at least
    return repeated or (held and led)
