"""What linking speaks of: a quantity with the words around it, an indicator with its aliases, and the mention that joins them.

In flows the catalogue of indicators; out flow patterns for its words, and the tuples linking works with.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.definitions import Indicator
from workbench.definitions import indicators as _read_catalogue

if TYPE_CHECKING:
    from workbench.evidence.language.quantity import Quantity


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


class Site(NamedTuple):
    """A quantity with the words around it."""

    q: Quantity
    clause: tuple[int, int]
    sentence: tuple[int, int]
    before: str  # of its clause
    after: str
    earlier: str  # clauses of the same sentence before


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
    return re.compile("|".join(parts))


@functools.cache
def stems_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """As `words_of`, but an English word of four letters or more may go on: resol is resolved and resolution."""
    if not words:
        return None
    parts = [
        rf"(?<![a-z]){re.escape(w)}{'(?![a-z])' if len(w) < 4 else ''}" if w.isascii() else re.escape(w)
        for w in sorted({w.lower() for w in words}, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))
