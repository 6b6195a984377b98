"""Dates and periods as résumés write them, Chinese and English: 2019.03-2022.09, 2019年3月至今, Mar 2019 – Present, 03/2019.

In flows a line; out flow periods with ISO dates as exact as they were written, and their place. Nothing here reads the clock: an open
end stays open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_ZH_DIGITS = {c: str(n) for n, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_ZH_YEAR = r"[一二][〇零○一二三四五六七八九]{3}\s?年"
_DATE = (
    rf"(?:{_ZH_YEAR}(?:\s?[一二三四五六七八九十]{{1,2}}\s?月)?"
    rf"|{_YEAR}\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?"
    rf"|{_YEAR}\s?[./·]\s?(?:1[0-2]|0?[1-9])(?:\s?[./·]\s?(?:3[01]|[12]\d|0?[1-9]))?(?!\d)"
    rf"|{_YEAR}-(?:1[0-2]|0?[1-9])(?:-(?:3[01]|[12]\d|0?[1-9]))?(?!\d)"
    rf"|(?:1[0-2]|0?[1-9])\s?[/.]\s?{_YEAR}"
    rf"|{_NAME},?\s?(?:\d{{1,2}},\s)?{_YEAR}"
    rf"|{_YEAR}\s{_NAME}"
    rf"|{_YEAR}(?:1[0-2]|0[1-9])(?!\d)"
    rf"|(?:Spring|Summer|Autumn|Fall|Winter)\s{_YEAR}"
    rf"|{_NAME}\s?['’]\s?\d{{2}}(?!\d)"
    rf"|{_YEAR})"
)
OPEN = r"(?:至今|迄今|现今|现在|目前|今|在职|present|now|current(?:ly)?|today|ongoing|date\b|to\s?date)"
_JOINT = r"\s?(?:[-–—−－~～〜―─]+|至|到|\bto\b|\buntil\b|\btill\b|\bthrough\b|→)\s?"
_PERIOD = re.compile(
    rf"(?<![\d.])(?:from\s|自|从)?(?P<from>{_DATE})(?:"
    rf"(?:{_JOINT}){{1,2}}(?P<to>{_DATE}|{OPEN}(?![一-鿿a-z]{{1}}))"
    rf"|(?P<open>\s?(?:至今|迄今|起至今|开始至今|起|onwards?)))(?![\d])",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s(?P<from>{_DATE})", re.IGNORECASE)
_SHORT_END = re.compile(rf"(?<!\d)(?P<from>{_NAME})\s?[-–—]\s?(?P<to>{_NAME}\s{_YEAR})", re.IGNORECASE)
_ALONE = re.compile(rf"(?<![\d.]){_DATE}(?!\d)", re.IGNORECASE)


class Period(NamedTuple):
    """From when to when: ISO dates ("2019-03"; "" for an open end), as written, and the place of the whole in its text."""

    start: str
    end: str
    written_start: str
    written_end: str
    is_open: bool
    span: tuple[int, int]


def periods(text: str) -> list[Period]:
    """Find the periods of a text, in order; single dates are none."""
    found = [_period(m) for pattern in (_PERIOD, _SINCE, _SHORT_END) for m in pattern.finditer(text)]
    kept: list[Period] = []
    for period in sorted((p for p in found if p), key=lambda p: (p.span[0], -p.span[1])):
        if not kept or period.span[0] >= kept[-1].span[1]:
            kept.append(period)
    return kept


def alone(text: str) -> list[tuple[str, tuple[int, int]]]:
    """Find single dates: ISO form and place."""
    return [(iso, m.span()) for m in _ALONE.finditer(text) if (iso := iso_of(m.group()))]


def iso_of(written: str) -> str:
    """Write a date as YYYY, YYYY-MM or YYYY-MM-DD, as exact as it was written; "" when it is none."""
    text = _arabic(written.strip())
    word = re.search(r"[A-Za-z]{3}", text)
    month = _MONTHS.index(word.group().lower()) + 1 if word and word.group().lower() in _MONTHS else None
    numbers = [int(n) for n in re.findall(r"\d+", text)]
    if m := re.fullmatch(rf"({_YEAR})(\d\d)", text):
        numbers = [int(m[1]), int(m[2])]
    if month is not None and (short := re.search(r"['’]\s?(\d{2})$", text)):
        return f"20{short[1]}-{month:02}" if int(short[1]) < 50 else f"19{short[1]}-{month:02}"
    year = next((n for n in numbers if n > 1900), None)
    if year is None:
        return ""
    rest = [n for n in numbers if n != year]
    if month is not None:
        return f"{year}-{month:02}"
    parts = [f"{n:02}" for n in rest[:2] if 1 <= n <= 31]
    return "-".join([str(year), *parts]) if not parts or 1 <= rest[0] <= 12 else str(year)


def months(iso: str) -> int | None:
    """Count the months of an ISO date since year 0; a bare year is its January."""
    if not iso:
        return None
    parts = iso.split("-")
    return 12 * int(parts[0]) + (int(parts[1]) if len(parts) > 1 else 1)


def years_between(start: str, end: str) -> float | None:
    """Count the years between two ISO dates; None when one is missing or they are the wrong way round."""
    first, last = months(start), months(end)
    return round((last - first) / 12, 1) if first is not None and last is not None and last >= first else None


def years_together(spans: Iterable[tuple[str, str]]) -> float | None:
    """Count the years that periods cover together: what overlaps counts once."""
    ends = sorted((a, b) for start, end in spans if (a := months(start)) is not None and (b := months(end)) is not None and b >= a)
    if not ends:
        return None
    total, (first, last) = 0, ends[0]
    for start, end in ends[1:]:
        if start > last:
            total, first = total + last - first, start
        last = max(last, end)
    return round((total + last - first) / 12, 1)


def _period(m: re.Match[str]) -> Period | None:
    groups = m.groupdict()
    to, is_open = groups.get("to") or "", bool(groups.get("open")) or m.re is _SINCE
    is_open = is_open or bool(to and re.fullmatch(OPEN, to, re.IGNORECASE))
    end = "" if is_open else iso_of(to)
    start = iso_of(m["from"])
    if not start and end and re.match(r"[A-Za-z]", m["from"]):  # "Mar – Sep 2019": the year is said once
        start = iso_of(f"{m['from']} {end[:4]}")
    if not start or (not end and not is_open) or (end and (months(end) or 0) < (months(start) or 0)):
        return None
    return Period(start, end, m["from"].strip(), (to or groups.get("open") or "").strip(), is_open, m.span())


def _arabic(text: str) -> str:
    """Write 二〇一九年三月 in Arabic digits."""
    if not re.match(r"[一二]", text):
        return text
    year = "".join(_ZH_DIGITS.get(c, "") for c in text.split("年")[0])
    month = re.search(r"年\s?([一二三四五六七八九十]{1,2})\s?月", text)
    tens = {"十": 10, "十一": 11, "十二": 12} | {c: n for n, c in enumerate("〇一二三四五六七八九")}
    return f"{year}年{tens.get(month[1], '')}月" if month else f"{year}年"
