"""English phrases that carry their own unit: doubled, a third, half a year, a year and a half; and the operators beside a number.

In flows text with half-width digits; out flow `Quantity` tuples.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.evidence.language.english_words import (
    AFTER_RE,
    BEFORE_RE,
    BY_FACTOR,
    COUNT_NOUN,
    DIGITS_OF,
    FACTOR,
    FIGURE_WORDS,
    FIGURES,
    FRACTION,
    GROWN,
    HALF_AGAIN,
    HALF_PERCENT,
    HALF_UNIT,
    HALVED,
    HOURS,
    MONEY_NOUN,
    MULTIPLE,
    NUMERAL_TENS,
    ONE_UNIT,
    OR_TWO,
    OVER_SPAN,
    PART,
    PART_OF_TEN,
    RATE_NOUN,
    SHARE_BEFORE,
    SIGNS,
    TENS_OF,
    UP_TO_LEVEL,
    WORD,
    WORDS,
)
from workbench.evidence.language.quantity import UNITS, Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


def set_phrases(text: str) -> Iterator[Quantity]:
    """Multiples, fractions, halves and "a year and a half": phrases that carry their own unit."""
    for m in MULTIPLE.finditer(text):
        factor = FACTOR[m["w"].lower()] if m["w"] else (small(m["fold"]) if m["fold"] else 2)
        yield quantity(factor, "times", m.span(), left(text, m.start()))
    for m in HALF_AGAIN.finditer(text):
        yield quantity(1.5, "times", m.span(), left(text, m.start()))
    yield from _figures(text)
    for m in BY_FACTOR.finditer(text):
        yield quantity(small(m["n"]) + (0.5 if m["half"] else 0.0), "times", m.span(), left(text, m.start()))
    for m in OR_TWO.finditer(text):
        unit, factor = HOURS.get(m["u"], (m["u"] if m["u"] in UNITS else "count", 1.0))
        yield quantity(factor, unit, m.span(), high=small(m["n"]) * factor)
    for m in HALF_PERCENT.finditer(text):
        yield quantity(0.5, "percent", m.span(), left(text, m.start()))
    for m in HALVED.finditer(text):
        yield quantity(50, "percent", m.span())
    for m in HALF_UNIT.finditer(text):
        yield quantity(0.5, (m["u"] or m["v"]).lower(), m.span(), left(text, m.start()))
    for m in FRACTION.finditer(text):
        yield from _fraction(text, m)
    for m in ONE_UNIT.finditer(text):
        yield from _one_unit(text, m)


def _figures(text: str) -> Iterator[Quantity]:
    """Read the high thirties, six figures and double-digit growth as ranges, by the digits of the number."""
    for m in TENS_OF.finditer(text):
        tens = NUMERAL_TENS[m["tens"]]
        kind = _share_or_count(text, m)
        if kind == "percent" or tens < 70:  # "the mid-nineties" without a rate is a decade
            yield quantity(tens + PART_OF_TEN[m["part"]][0], kind, m.span(), high=tens + PART_OF_TEN[m["other"] or m["part"]][1])
    for m in FIGURES.finditer(text):
        money = bool(MONEY_NOUN.search(text[max(0, m.start() - 60) : m.end() + 20])) or "-fig" in m.group()
        if not money and not m["part"]:
            continue  # five figures may be five drawings
        step = 10.0 ** (FIGURE_WORDS[m["n"]] - 1)
        low, high = PART_OF_TEN[m["part"]] if m["part"] else (1, 9)
        kind = "usd" if money and not COUNT_NOUN.match(text, m.end()) else "count"
        yield quantity(low * step, kind, m.span(), high=high * step if high < 9 else 10 * step - 1)
    for m in DIGITS_OF.finditer(text):
        step = {"double": 10.0, "triple": 100.0}[m["n"]]
        yield quantity(step, _share_or_count(text, m), m.span(), high=10 * step - 1)


def _share_or_count(text: str, m: re.Match[str]) -> str:
    return (
        "percent"
        if RATE_NOUN.search(text[max(0, m.start() - 45) : m.start()])
        or RATE_NOUN.search(text[m.end() : m.end() + 25])
        or (m.re is DIGITS_OF and GROWN.search(text[max(0, m.start() - 30) : m.start()]))
        else "count"
    )


def _fraction(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    if m["cut"] or m["half"]:
        yield quantity(50, "percent", m.span(), left(text, m.start()) if m["half"] else "=")
        return
    if m["in"]:
        of, among = small(m["of"]), small(m["in"])
        if of < among:
            yield quantity(round(100 * of / among, 2), "percent", m.span(), left(text, m.start()))
        return
    part = PART[m["p"].lower().rstrip("s")]
    quarter = part == 4 and not (
        re.match(r"\sof\s(?!20|the\syear|a\s)", text[m.end() :])
        or (m["n"] in {"a", "one"} and SHARE_BEFORE.search(text[max(0, m.start() - 20) : m.start()]))
    )
    third = (
        part == 3
        and m["n"] == "a"
        and not (m["good"] or SHARE_BEFORE.search(text[max(0, m.start() - 20) : m.start()]) or re.match(r"\sof\b", text[m.end() :]))
    )
    if quarter or third:
        return
    top = {"a": 1, "an": 1, "another": 1}.get(m["n"].lower()) or WORDS[m["n"].lower()]
    yield quantity(round(100 * top / part, 2), "percent", m.span(), ">=" if m["good"] else left(text, m.start()))


def _one_unit(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    if not m["sign"] and not m["half"] and not m["after"]:
        return
    sign = (m["sign"] or "").strip().lower()
    if sign in {"in", "for", "after"} and not m["half"]:
        clause = re.split(r"[.;!?,]\s", text[max(0, m.start() - 60) : m.start()])[-1]
        if (
            sign == "in"
            and re.search(r"\d|\b(?:" + WORD + r")\b", clause)
            and not re.search(r"x\b|times|percent|%|doubl|tripl", clause)
        ):
            return
    unit, factor = HOURS.get(m["u"].lower(), (m["u"].lower(), 1.0))
    value = (1.5 if m["half"] else 1.0) * factor
    operator = "~" if m["after"] else SIGNS.get(sign, left(text, m.start("body")))
    yield quantity(value, unit, m.span("body"), operator)


def left(text: str, start: int) -> str:
    """Read the operator said before a number; the longest phrase wins."""
    clause = re.split(r"[.;!?]\s|\n", text[max(0, start - 40) : start])[-1]
    if UP_TO_LEVEL.search(clause) or OVER_SPAN.search(clause):
        return "="
    best = ("=", 99)
    for sign, pattern in BEFORE_RE:
        m = pattern.search(clause)
        if m and m.start() < best[1]:
            best = (sign, m.start())
    return best[0]


def right(text: str, end: int) -> tuple[int, str]:
    """Read the operator said behind a number, and where it ends."""
    for sign, pattern in AFTER_RE:
        m = pattern.match(text, end)
        if m:
            return m.end(), sign
    return end, ""


def small(word: str | None) -> float:
    """Read one number word or a few digits; 1 when nothing is said."""
    if not word:
        return 1.0
    return float(word) if word[0].isdigit() else float(WORDS.get(word.lower(), 1))
