"""What linking speaks of: a quantity with the words around it, an indicator with its aliases, and the mention that joins them.

In flows the catalogue of indicators; out flow patterns for its words, and the tuples linking works with.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from workbench.definitions import Indicator
from workbench.definitions import indicators as _read_catalogue

if TYPE_CHECKING:
    from workbench.evidence.language.quantity import Quantity


_HAN = re.compile(r"[㐀-鿿]")
_AND = re.compile(r"\band\b|;")
_STOP = re.compile("[，。,.!！?？;；、]")
_OWN_ZH = re.compile("[，,、；;]|其中")
_OWN_EN = re.compile(r",|;|\band\b|\bwith\b|\bof (?:which|whom|those)\b")


class Mention(NamedTuple):
    """One quantity read as one indicator.

    ``value`` is the careful reading in the indicator's unit and period, ``low`` and ``high`` the bounds that were said,
    ``likely_low`` and ``likely_high`` the bounds a listener takes from "fifty-odd" or "nearly fifty". ``refused`` says why the
    mention gives no evidence; empty when it does.
    """

    indicator: str
    value: float
    low: float
    high: float
    likely_low: float
    likely_high: float
    operator: str
    span: tuple[int, int]
    quote: str
    strength: float
    quality: float
    refused: str = ""
    note: str = ""


@dataclass(frozen=True)
class Site:
    """A quantity with the words around it; what several indicators ask of them is worked out once."""

    q: Quantity
    clause: tuple[int, int]
    sentence: tuple[int, int]
    before: str  # of its clause
    after: str
    earlier: str  # clauses of the same sentence before
    whole: str  # the text
    last: str = ""  # the sentence before

    @functools.cached_property
    def zh(self) -> bool:
        """Whether Chinese is spoken here."""
        return bool(_HAN.search(self.before + self.after + self.earlier))

    @functools.cached_property
    def own(self) -> str:
        """The words after the quantity that still speak of it: up to the next comma or, in English, the next "and"."""
        return own_part(self.after, zh=self.zh)

    @functools.cached_property
    def lead(self) -> str:
        """The words before the quantity that still speak of it."""
        return self.before[-30:] if self.zh else _AND.split(self.before[-45:])[-1]

    @functools.cached_property
    def phrase(self) -> str:
        """The words after the quantity up to the next stop."""
        return _STOP.split(self.after)[0]


@functools.lru_cache(maxsize=128)
def anywhere(pattern: re.Pattern[str], text: str) -> bool:
    """Say whether a text holds a pattern at all: asked once, so that windows need not be searched again and again in vain."""
    return bool(pattern.search(text))


def own_part(after: str, *, zh: bool) -> str:
    """Cut the words after a quantity where they stop speaking of it."""
    return (_OWN_ZH if zh else _OWN_EN).split(after)[0][:40]


@functools.cache
def indicators() -> dict[str, Indicator]:
    """Read the catalogue once: linking asks it for every quantity."""
    return _read_catalogue()


@functools.cache
def stated() -> tuple[Indicator, ...]:
    """List the indicators people state in words."""
    return tuple(e for e in indicators().values() if e.cls == "answer" and (e.aliases.zh or e.aliases.en))


@functools.cache
def entries(unit: str) -> tuple[Indicator, ...]:
    """Answer indicators that a quantity of this unit can be."""
    takes = {
        "count": {"count"},
        "percent": {"percent"},
        "cny": {"cny"},
        "day": {"day"},
        "week": {"day"},
        "month": {"day"},
        "times": {"percent"},
    }
    wanted = takes.get(unit, set())
    return tuple(e for e in stated() if e.unit in wanted and (unit != "times" or e.change))


@functools.cache
def words_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for a list of words, the longest first; English words stand alone, Chinese ones anywhere."""
    if not words:
        return None
    parts = [
        rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w[-1].isascii() and len(w) > 1 else re.escape(w)
        for w in sorted({w.lower() for w in words}, key=len, reverse=True)
    ]
    return _quick(parts, words)


@functools.cache
def stems_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """As `words_of`, but an English word of four letters or more may go on: resol is resolved and resolution."""
    if not words:
        return None
    parts = [
        rf"(?<![a-z]){re.escape(w)}{'(?![a-z])' if len(w) < 4 else ''}" if w.isascii() else re.escape(w)
        for w in sorted({w.lower() for w in words}, key=len, reverse=True)
    ]
    return _quick(parts, words)


def _quick(parts: list[str], words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern of many words that passes most places by their first character."""
    first = "".join(re.escape(c) for c in sorted({w.lower()[0] for w in words}))
    return re.compile(f"(?=[{first}])(?:{'|'.join(parts)})")
