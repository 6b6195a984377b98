"""Chinese phrases that carry their own unit: 百分之八, 三分之一, 一大半, 翻了两番, 半年, 俩月.

In flows text with half-width digits; out flow `Quantity` tuples.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.evidence.language import numbers_zh
from workbench.evidence.language.chinese_operators import left, right
from workbench.evidence.language.chinese_words import (
    ARABIC,
    COUPLE,
    DOUBLED,
    DOZEN,
    FRACTION,
    FULL,
    HALF,
    HALF_UNIT,
    HAN,
    HUNDREDTHS,
    NINE_OF_TEN,
    ODD_MONTH,
    POINTS,
    TO,
)
from workbench.evidence.language.quantity import Quantity, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


def set_phrases(text: str) -> Iterator[Quantity]:
    """Shares, fractions, halves and multiples: phrases that carry their own unit."""
    for m in FULL.finditer(text):
        yield quantity(100, "percent", m.span(), left(text, m.start()))
    for m in HUNDREDTHS.finditer(text):
        yield from _share(text, m)
    for m in FRACTION.finditer(text):
        value = _digit(m["n"]) / (_digit(m["d"]) or 1) * 100
        if _digit(m["d"]) > 1:
            end, after = right(text, m.end())
            yield quantity(round(value, 2), "percent", (m.start(), end), ">" if m["m"] else after or left(text, m.start()))
    for m in DOUBLED.finditer(text):
        times = 2.0 ** _digit(m["fan"]) if m["fan"] else (2.0 if m["bei"] in (None, "一") else _digit(m["bei"]))
        near = re.search("近|大概|差不多|超过|不止", m.group())
        end, after = right(text, m.end())
        inner = {"近": "<", "大概": "~", "差不多": "~", "超过": ">", "不止": ">"}.get(near.group(), "=") if near else "="
        yield quantity(times, "times", (m.start(), end), after or inner)
    for m in HALF.finditer(text):
        yield _halved(text, m)
    for m in COUPLE.finditer(text):
        yield quantity(2 if m.group()[0] == "俩" else 3, m.lastgroup or "month", m.span(), left(text, m.start()))
    yield from _loose(text)
    for m in HALF_UNIT.finditer(text):
        end, sign = right(text, m.end())
        sign = sign or {"大": ">", "小": "<"}.get(m["size"] or "", "")
        if text[m.end() : m.end() + 1] == "多":
            end, sign = m.end() + 1, ">"
        yield quantity(0.5, _named(m), (m.start(), end), sign or left(text, m.start()))


def _loose(text: str) -> Iterator[Quantity]:
    """个把月, 半打, 提了仨点, 十有八九的客户."""
    for m in ODD_MONTH.finditer(text):
        yield quantity(1, m.lastgroup or "month", m.span(), "~")
    for m in DOZEN.finditer(text):
        yield quantity(6 if m["n"] == "半" else 12 * _digit(m["n"]), "count", m.span(), left(text, m.start()))
    for m in POINTS.finditer(text):
        yield quantity(2 if m.group()[0] == "俩" else 3, "percent", m.span(), left(text, m.start()))
    for m in NINE_OF_TEN.finditer(text):
        yield quantity(80, "percent", m.span(), high=90)


def _named(m: re.Match[str]) -> str:
    return next((unit for unit in ("year", "month", "day", "hour", "week") if m[unit]), "year")


def _share(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    unit = {"百": 1.0, "千": 0.1, "万": 0.01}[m["k"]]
    spoken = numbers_zh.Spoken(*[float(m["n"].replace(",", ""))] * 2) if m["n"][0].isdigit() else small(m["n"])
    if spoken is None:
        return
    mark = {"多": ">", "来": "~"}.get(m["m"] or "", "") or {"几": ">", "多": ">"}.get(spoken.mark, "")
    follow = TO.match(text, m.end())
    other = HUNDREDTHS.match(text, follow.end()) if follow else None
    if (
        other
        and small_value(other["n"]) > spoken.low
        and other["k"] == m["k"]
        and not re.search("[从由][^，,。]{0,8}$", text[max(0, m.start() - 12) : m.start()])
    ):
        yield quantity(spoken.low * unit, "percent", (m.start(), other.end()), high=small_value(other["n"]) * unit)
        return
    plain = re.compile(ARABIC + f"|[{HAN}]+").match(text, follow.end()) if follow and not other and m["k"] == "百" else None
    if plain and not re.match(r"[个家人%]", text[plain.end() : plain.end() + 1]):
        top = float(plain.group()) if plain.group()[0].isdigit() else (numbers_zh.number(plain.group()) or 0)
        if top > spoken.low:
            yield quantity(spoken.low * unit, "percent", (m.start(), plain.end()), high=top * unit)
            return
    if spoken.high > spoken.low:
        yield quantity(spoken.low * unit, "percent", m.span(), high=spoken.high * unit)
        return
    end, sign = right(text, m.end())
    yield quantity(spoken.low * unit, "percent", (m.start(), end), mark or sign or left(text, m.start()))


def _halved(text: str, m: re.Match[str]) -> Quantity:
    sign = {"超": ">", "超过": ">", "超出": ">", "过": ">", "近": "<", "不到": "<", "将近": "<", "接近": "<", None: "="}.get(
        m["sign"], "~"
    )
    if "大" in m["word"] or "多" in m["word"]:
        sign = ">"
    if "小" in m["word"]:
        sign = "<"
    if m["up"]:
        sign = ">=" if m["up"] == "以上" else "~"
    if sign == "=":
        sign = left(text, m.start())
    return quantity(50, "percent", (m.start("word"), m.end()), sign)


def small(run: str) -> numbers_zh.Spoken | None:
    """Read a run of numerals; a single one counts too."""
    if len(run) == 1:
        value = numbers_zh.DIGITS.get(run) or numbers_zh.SMALL.get(run)
        return None if value is None else numbers_zh.Spoken(value, value)
    return numbers_zh.read(run)


def small_value(run: str) -> float:
    """Give the lower end of a run of numerals or digits, 0 when it is none."""
    spoken = numbers_zh.Spoken(float(run.replace(",", "")), 0.0) if run[0].isdigit() else small(run)
    return spoken.low if spoken else 0.0


def _digit(word: str | None) -> float:
    if not word:
        return 1.0
    return float(word) if word[0].isdigit() else (numbers_zh.DIGITS.get(word) or numbers_zh.number(word) or 1.0)
