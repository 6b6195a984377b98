"""Quantities in Chinese: find the numeral, then read what stands to its left (operator) and right (unit, operator).

In flows text with half-width digits; out flow `Quantity` tuples. A Chinese numeral below a hundred counts only with a unit
behind it, so that 一直, 十分 and 千方百计 stay words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from workbench.evidence.language import numbers_zh
from workbench.evidence.language.chinese_operators import left, right
from workbench.evidence.language.chinese_shares import set_phrases
from workbench.evidence.language.chinese_units import Atom, unit_of
from workbench.evidence.language.chinese_words import ARABIC, ATOM, DATES, IDIOMS, SCALES, TO
from workbench.evidence.language.quantity import Quantity, apart, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


def find(text: str) -> list[Quantity]:
    """Find the quantities of a text that hold Chinese words.

    Parameters
    ----------
    text : str
        With half-width digits.

    Returns
    -------
    list of Quantity
        With an empty `text`; the caller fills it from the span.
    """
    if not re.search(r"[㐀-鿿]", text):
        return []
    plain = _blank(text)
    return apart([*set_phrases(plain), *_numerals(plain)], len(text))


def _blank(text: str) -> str:
    """Cover idioms, dates, ordinals and names of things with marks that read as nothing."""
    for pattern in (IDIOMS, DATES):
        text = pattern.sub(lambda m: "□" * len(m.group()), text)
    return text


def _numerals(text: str) -> Iterator[Quantity]:
    atoms = [atom for m in ATOM.finditer(text) if (atom := _read(text, m)) is not None]
    position = 0
    while position < len(atoms):
        atom, following = atoms[position], atoms[position + 1] if position + 1 < len(atoms) else None
        pair = _as_range(text, atom, following) if following else None
        if pair:
            yield pair
            position += 2
            continue
        single = _as_single(text, atom)
        if single:
            yield single
        position += 1


def _read(text: str, m: re.Match[str]) -> Atom | None:
    run = m.group()
    if not run[0].isdigit():
        spoken = numbers_zh.read(run.replace("个", ""))  # 三个亿
        return spoken and Atom(m.start(), m.end(), spoken.low, spoken.high, spoken.mark, False, False, run)
    body = re.match(ARABIC, run)
    value, mark, scale = float(body.group().replace(",", "")), "", run[body.end() :].strip()
    tail = re.search(r"\d$", scale)
    factor = 1.0
    for character in scale.lower():
        factor *= SCALES.get(character, 1.0)
        mark = character if character in "多来余几" else mark
    value = value * factor + (int(tail.group()) * SCALES[scale[-2]] / 10 if tail else 0)
    return Atom(
        m.start(), m.end(), round(value, 6), round(value, 6), mark, True, scale.lower()[:1] in {"k", "w"} and bool(scale), run
    )


def _as_range(text: str, first: Atom, second: Atom) -> Quantity | None:
    """Two numbers as one range: 80到100个, 30-35万, 三到五年; not 从3个人到15个人."""
    between = text[first.end : second.start]
    unit_between = re.match(r"(?:%|万|k|K|w|个|家|人|年|天|个月|元|块|成|倍)?", between).group()
    link = TO.fullmatch(between[len(unit_between) :])
    if not link or first.high != first.low or second.high != second.low or first.mark or second.mark:
        return None
    joint = link.group().strip()
    if joint in {"、", "或", "或者"} and (unit_between or second.low > 3 * first.low):
        return None
    if joint in {"到", "至"} and re.search(r"从[^，,。]{0,6}$|由[^，,。]{0,6}$", text[max(0, first.start - 12) : first.start]):
        habit = re.search("每|一般|平均|通常|大概|不等", text[max(0, first.start - 15) : second.end + 8])
        if unit_between or not habit:
            return None
    found = unit_of(text, second)
    if found is None:
        return None
    unit, factor, end, _ = found
    low = first.low
    if (
        not unit_between.strip("%个家人年天月元块成倍")
        and second.low >= 1000
        and low < 1000
        and re.search("[千万亿wWkK]", second.text)
    ):
        low *= _scale_of(second)
    if low >= second.low:
        return None
    if unit in {"cny", "count"} and unit_between == "万":
        low = low if low >= 10_000 else low * 10_000
    return quantity(low * factor, unit, (first.start, right(text, end)[0]), high=second.low * factor)


def _as_single(text: str, atom: Atom) -> Quantity | None:
    found = unit_of(text, atom)
    if found is None:
        return None
    unit, factor, end, mark = found
    low, high = atom.low * factor, atom.high * factor
    if len(mark) > 1:
        low = high = low + float(mark[1:]) * factor
        mark = ""
    if high > low:
        return quantity(low, unit, (atom.start, right(text, end)[0]), high=high)
    end, after = right(text, end)
    inner = {"多": ">", "余": ">", "几": ">", "来": "~", "+": ">=", "": ""}[atom.mark or mark]
    return quantity(
        low, unit, (atom.start, end), inner or after or left(text, atom.start, duration=unit in {"year", "month", "week", "day"})
    )


def _scale_of(atom: Atom) -> float:
    if atom.arabic:
        factor = 1.0
        for character in re.sub(r"[\d.,\s]", "", atom.text).lower():
            factor *= SCALES.get(character, 1.0)
        return factor
    last = re.search("[万亿]$|[百千]$", atom.text)
    return SCALES[last.group()] if last else 1.0
