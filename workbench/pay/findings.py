"""What a matrix under review is made of, bands as they are written, and what is found in it.

Nothing flows in but numbers and sentences; out flow frozen rows that `lint` puts into its table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.wording import Words

if TYPE_CHECKING:
    from decimal import Decimal

SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True)
class Band:
    """One band as it is written, whether or not it makes sense; `place` is where it stands in the document."""

    place: str
    score_from: Decimal
    score_to: Decimal
    pay_min: Decimal
    pay_max: Decimal

    @property
    def name(self) -> str:
        """Score edges as people say them."""
        return f"{say(self.score_from)}–{say(self.score_to)}"

    @property
    def pay(self) -> str:
        """Pay range as people say it."""
        return f"{say(self.pay_min)}–{say(self.pay_max)}"

    @property
    def middle(self) -> Decimal:
        """Middle of the pay range."""
        return (self.pay_min + self.pay_max) / 2


@dataclass(frozen=True)
class Finding:
    """One thing to look at in a matrix."""

    place: str
    severity: str
    code: str
    found: Words
    fix: Words


def error(place: str, code: str, found: str, fix: str, **gaps: Any) -> Finding:
    """Make a finding that leaves the matrix unusable or ambiguous."""
    return Finding(place, "error", code, Words(found, **gaps), Words(fix, **gaps))


def warning(place: str, code: str, found: str, fix: str, **gaps: Any) -> Finding:
    """Make a finding that someone should decide about."""
    return Finding(place, "warning", code, Words(found, **gaps), Words(fix, **gaps))


def note(place: str, code: str, found: str, fix: str, **gaps: Any) -> Finding:
    """Make a finding to know about."""
    return Finding(place, "note", code, Words(found, **gaps), Words(fix, **gaps))


def say(number: Any) -> str:
    """Write an amount or a score: no decimals for whole numbers, two otherwise."""
    value = float(number)
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
