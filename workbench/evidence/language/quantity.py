"""A number somebody said: how much of what, between which bounds, and where in the text.

In flow the bounds and the operator read; out flow `Quantity` tuples. Text is narrowed here for every reader, place by place.
"""

from __future__ import annotations

import math
import re
from typing import NamedTuple

UNITS = ("count", "percent", "cny", "usd", "eur", "times", "year", "month", "week", "day", "hour")
OPERATORS = ("=", ">", ">=", "<", "<=", "~", "range")

# Full-width letters, digits and signs become half-width one for one, so that spans stay those of the text given.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in ",。!?;:()"} | {0x3000: 0x20}
_NARROW |= {ord("％"): ord("%"), ord("￥"): ord("¥"), ord("～"): ord("~"), ord("〜"): ord("~")}
_WIDE = re.compile("[\uff01-\uff5e\u3000￥〜]")
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class Quantity(NamedTuple):
    """One quantity in a text.

    Parameters
    ----------
    value_low, value_high : float
        Bounds in `unit`; equal when one value was said, ±inf where an end is open.
    unit : str
        One of `UNITS`; shares and fractions are percent, multiples are times, minutes are fractions of an hour.
    span : tuple of int
        First character and the one after the last, in the text given.
    text : str
        The words of the span.
    operator : str
        One of `OPERATORS`; ``~`` is roughly, ``range`` has two finite ends.
    """

    value_low: float
    value_high: float
    unit: str
    span: tuple[int, int]
    text: str
    operator: str = "="

    @property
    def value(self) -> float:
        """The number that was said: the lower end of a range, else the finite end."""
        return self.value_low if math.isfinite(self.value_low) else self.value_high

    @property
    def value_max(self) -> float | None:
        """The upper end of a range, else None."""
        return self.value_high if self.operator == "range" else None


def narrow(text: str) -> str:
    """Write full-width letters and digits half-width, keeping every character's place."""
    return text.translate(_NARROW) if _WIDE.search(text) else text


def fold(text: str) -> str:
    """Write letters half-width and Latin ones small, keeping every character's place."""
    return lower(narrow(text))


def quantity(low: float, unit: str, span: tuple[int, int], operator: str = "=", *, high: float | None = None) -> Quantity:
    """Build a quantity from the number said and its operator."""
    low = round(float(low), 6)
    if high is not None:
        ends = sorted((low, round(float(high), 6)))
        return Quantity(ends[0], ends[1], unit, span, "", "range")
    ends = {">": (low, math.inf), ">=": (low, math.inf), "<": (-math.inf, low), "<=": (-math.inf, low)}.get(operator, (low, low))
    return Quantity(*ends, unit, span, "", operator)


def apart(found: list[Quantity], length: int) -> list[Quantity]:
    """Keep the quantities that do not overlap an earlier one of the list, in the order of the text."""
    taken, kept = bytearray(length), []
    for q in found:
        start, end = q.span
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append(q)
    return sorted(kept, key=lambda q: q.span)


def lower(text: str) -> str:
    """Write Latin letters small, keeping every character's place."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_SMALL)
