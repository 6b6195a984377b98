"""Finding a quote in the answers it claims to come from: every letter and digit in its place, whatever the punctuation.

In flow a quote and answers; out flows the question and the span of characters, or nothing. What is not there was made up.
"""

from __future__ import annotations

import html
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.evidence.judge.instructions import Answer

SHORTEST = 4  # letters and digits: fewer are found in any answer


class Place(NamedTuple):
    """Where a quote stands."""

    question_id: str
    start: int
    end: int
    text: str


def locate(quote: str, answers: Iterable[Answer]) -> Place | None:
    """Find a quote in the answers.

    Parameters
    ----------
    quote : str
        As the judge gave it; escaped characters are read back.
    answers : iterable of Answer

    Returns
    -------
    Place or None
        The first place where all its letters and digits stand in a row; None for fewer than four of them.
    """
    wanted, _ = _letters(html.unescape(quote))
    if len(wanted) < SHORTEST:
        return None
    for answer in answers:
        letters, places = _letters(answer.text)
        at = letters.find(wanted)
        if at >= 0:
            start, end = places[at], places[at + len(wanted) - 1] + 1
            return Place(answer.question_id, start, end, answer.text[start:end])
    return None


def _letters(text: str) -> tuple[str, list[int]]:
    """Keep letters and digits in one spelling, each with its place in the text."""
    kept, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).casefold():
            if letter.isalnum():
                kept.append(letter)
                places.append(place)
    return "".join(kept), places
