"""How a number is written for people: scores, intervals, shares, money, seconds.

In flows a number (or nothing); out flows its text, alike on every page, figure and file. A missing number is an en dash.
"""

from __future__ import annotations

from typing import Any

NOTHING = "–"
SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "HKD": "HK$"}


def missing(value: Any) -> bool:
    """Say whether there is no number to show."""
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas' NA refuses to be true or false
        return True


def score(value: float | None) -> str:
    """Write points with one decimal: 82.4."""
    return NOTHING if missing(value) else f"{value:.1f}"


def whole(value: float | None) -> str:
    """Write points without decimals, as they stand in a sentence: 82."""
    return NOTHING if missing(value) else f"{value:.0f}"


def interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write an estimate with its interval: 82 (78–86); without one, only the number."""
    if missing(value) or missing(low) or missing(high):
        return whole(value)
    return f"{value:.0f} ({low:.0f}–{high:.0f})"


def share(value: float | None, *, decimals: int = 0) -> str:
    """Write a share as per cent: 87 %."""
    return NOTHING if missing(value) else percent(value * 100, decimals=decimals)


def percent(value: float | None, *, decimals: int = 0) -> str:
    """Write a number that already is per cent: 4,900 %."""
    return NOTHING if missing(value) else f"{value:,.{decimals}f} %"


def money(value: float | None, currency: str | None = "CNY", *, decimals: int | None = None) -> str:
    """Write an amount in full: ¥16,200; cents only where they are not zero."""
    if missing(value):
        return NOTHING
    if decimals is None:
        decimals = 0 if abs(value - round(value)) < 0.005 else 2
    sign = SIGNS.get(currency or "", "")
    text = f"{'-' if value < 0 else ''}{sign}{abs(value):,.{decimals}f}"
    return text if sign or not currency else f"{text} {currency}"


def money_short(value: float | None, currency: str | None = "CNY") -> str:
    """Write an amount for an axis: ¥16.2K, ¥1.25M, ¥950."""
    if missing(value):
        return NOTHING
    sign, size = SIGNS.get(currency or "", ""), abs(value)
    for limit, letter in ((1e6, "M"), (1e3, "K")):
        if size >= limit:
            digits = f"{size / limit:.2f}" if limit == 1e6 else f"{size / limit:.1f}"
            return f"{'-' if value < 0 else ''}{sign}{digits.rstrip('0').rstrip('.')}{letter}"
    return f"{'-' if value < 0 else ''}{sign}{size:.0f}"


def clock(seconds: float | None) -> str:
    """Write a moment in a recording: 1:12."""
    if missing(seconds):
        return NOTHING
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def plain(value: float | None) -> str:
    """Write a measured value without trailing zeros: 47, 4.5, 0.83."""
    return NOTHING if missing(value) else f"{value:,.2f}".rstrip("0").rstrip(".")


def correlation(value: float | None) -> str:
    """Write a correlation or a reliability as the trade does: .31, -.04."""
    return NOTHING if missing(value) else f"{value:.2f}".replace("0.", ".", 1)


def correlation_interval(value: float | None, low: float | None, high: float | None) -> str:
    """Write a correlation with its interval: .31 (.22–.40); with an end below 0, .05 (-.10 … .20)."""
    if missing(value) or missing(low) or missing(high):
        return correlation(value)
    between = "–" if min(low, high) >= 0 else " … "
    return f"{correlation(value)} ({correlation(low)}{between}{correlation(high)})"
