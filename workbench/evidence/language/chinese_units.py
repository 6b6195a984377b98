"""What a Chinese number counts: the unit behind it, 多 or 半 said inside, or the nearest noun when no unit is said.

In flows a numeral and its text; out flow unit, factor, end and mark, or nothing when it is no quantity.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.evidence.language import numbers_zh
from workbench.evidence.language.chinese_operators import left
from workbench.evidence.language.chinese_words import (
    ABOUT,
    ARTICLE_OK,
    BAD_AFTER,
    CLASSIFIER,
    COUNT_NOUN,
    DURATION_AFTER,
    DURATION_BEFORE,
    HAN,
    MONEY,
    MORE,
    NAME_BEFORE,
    NOUNS,
    PERCENT,
    PERCENT_NOUN,
    PRICE_NOUN,
    SCORE_NOUN,
    SIGN,
    TENTHS,
    TIME_RE,
    TIMES,
    WORTH,
)


class Atom(NamedTuple):
    """A numeral and its place, before anything around it is read."""

    start: int
    end: int
    low: float
    high: float
    mark: str
    arabic: bool
    money: bool
    text: str


def unit_of(text: str, atom: Atom) -> tuple[str, float, int, str] | None:
    """Read what the number counts: unit, factor, where it ends, and a mark (多, 来, +0.5) said between."""
    at, mark = atom.end, ""
    if text[atom.start - 1 : atom.start] in {"第", "□", "每"} and text[atom.start - 1 : atom.start]:
        return None
    more = MORE.match(text, at) or ABOUT.match(text, at)
    if more:
        at, mark = more.end(), more.group()[0]
    elif text[at : at + 1] == "+":
        at += 1
        mark = "+"
    sign = SIGN.search(text[max(0, atom.start - 5) : atom.start])
    for pattern, unit, factor in ((PERCENT, "percent", 1.0), (TIMES, "times", 1.0)):
        m = pattern.match(text, at)
        if m:
            return unit, factor, *_inner(text, m.end(), mark or ("多" if "多" in m.group() else ""))
    m = TENTHS.match(text, at)
    if m and atom.high <= 10:
        return _tenths(text, atom, m, mark)
    for unit, factor, pattern in TIME_RE:
        m = pattern.match(text, at)
        if m:
            return _duration(text, atom, m, mark, unit, factor)
    m = MONEY.match(text, at)
    change = m and m.group()[-1] in "块元" and re.match(f"([\\d{HAN}])毛?(?![\\d{HAN}个家人名位多来])", text[m.end() : m.end() + 3])
    if change:  # 九块九
        tenths = int(change[1]) if change[1].isdigit() else numbers_zh.DIGITS.get(change[1], 0)
        return m.lastgroup or "cny", 1.0, m.end() + change.end(), f"+{tenths / 10}"
    if m:
        return m.lastgroup or "cny", 1.0, *_inner(text, m.end(), mark)
    if sign:
        return sign.lastgroup or "cny", 1.0, at, mark
    m = CLASSIFIER.match(text, at)
    if m:
        return _counted(text, atom, m, mark)
    return _bare(text, atom, at, mark)


def _tenths(text: str, atom: Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str]:
    extra = re.match("[一二三四五六七八九](?![十百千万个家人])|半", text[m.end() : m.end() + 2])
    if extra:
        plus = 0.5 if extra.group() == "半" else numbers_zh.DIGITS[extra.group()] / 10
        return "percent", 10.0, m.end() + 1, f"+{plus}"
    return "percent", 10.0, *_inner(text, m.end(), mark)


def _duration(text: str, atom: Atom, m: re.Match[str], mark: str, unit: str, factor: float) -> tuple[str, float, int, str] | None:
    if "多" in m.group() or "来" in m.group():
        mark = "多" if "多" in m.group() else "来"
    if text[m.start() - 1] == "个" and unit == "month":
        mark = mark or ""
    end = m.end()
    if re.match("半(?!年|个|天)", text[end : end + 2]):
        return unit, factor, end + 1, "+0.5"
    before_unit = re.match("个半(?=月|小时|钟头|星期|礼拜|年)", text[atom.end : atom.end + 3])
    if before_unit:
        return unit, factor, end, "+0.5"
    if (
        atom.text == "一"
        and not mark
        and not (DURATION_BEFORE.search(text[max(0, atom.start - 6) : atom.start]) or DURATION_AFTER.match(text, end))
        and left(text, atom.start) != "<"
    ):
        return None
    return unit, factor, *_inner(text, end, mark)


def _counted(text: str, atom: Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str] | None:
    half = re.match("个半(?P<u>月|小时|钟头|星期|礼拜)", text[atom.end : atom.end + 5])
    if half:
        unit = {"月": "month", "小时": "hour", "钟头": "hour"}.get(half["u"], "week")
        return unit, 1.0, atom.end + half.end(), "+0.5"
    if atom.text == "二":  # two of a thing is 两; 二期, 二店 are the second
        return None
    if atom.text == "一" and not ARTICLE_OK.search(text[max(0, atom.start - 5) : atom.start]):
        return None
    return "count", 1.0, *_inner(text, m.end(), mark)


def _bare(text: str, atom: Atom, at: int, mark: str) -> tuple[str, float, int, str] | None:
    """Read a number without a unit: money or a count by the nearest noun, or nothing."""
    if BAD_AFTER.match(text, at) or NAME_BEFORE.search(text[max(0, atom.start - 2) : atom.start]):
        return None
    if not atom.arabic and (atom.high < 100 and not mark and not atom.mark and len(atom.text) < 2):
        return None
    if not atom.arabic and atom.high < 11 and not mark:
        score = "点" in atom.text and SCORE_NOUN.search(text[max(0, atom.start - 12) : atom.start])
        return ("count", 1.0, at, mark) if score else None
    if atom.arabic and len(atom.text) >= 7 and atom.text.isdigit():
        return None
    kind = _kind(text, atom, at)
    return None if kind is None else (kind, 1.0, at, mark)


def _kind(text: str, atom: Atom, at: int) -> str | None:
    right = re.match(r"\s?(?:的|左右|以上|名|多)?(?:新|老|活跃|付费)?", text[at : at + 6]).end() + at
    noun = re.match(f"(?P<count>{COUNT_NOUN})", text[right : right + 4])
    deal = text[at : at + 1] == "的" and noun and noun["count"] in {"订单", "项目", "商家", "活动"}
    if noun and not deal and noun["count"] != "项目":
        return "count"
    clause = re.split("[，,。;；!！?？、]", text[max(0, atom.start - 20) : atom.start])[-1]
    if atom.low >= 10 and PRICE_NOUN.search(clause):
        return "cny"
    if WORTH.match(text, at) and atom.low >= 1000:
        return "cny"
    nouns = list(NOUNS.finditer(clause))
    if nouns:
        money = nouns[-1].lastgroup == "money"
        big = atom.low >= 1000 or atom.money
        return "cny" if money and (big or not atom.arabic) else "count"
    if not nouns and atom.low >= 1000 and _money_before(text, atom.start):
        return "cny"
    if PERCENT_NOUN.search(clause) and atom.low <= 100:
        return None
    if atom.money or re.search("[万亿]", atom.text):
        return "cny"
    return "count" if atom.arabic or atom.low >= 10 else None


def _money_before(text: str, start: int) -> bool:
    """Whether the clause before speaks of money: 房租三千二，吃饭两千."""
    clauses = re.split("[，,、]", re.split("[。；;！!？?\n]", text[max(0, start - 30) : start])[-1])
    return len(clauses) > 1 and bool(PRICE_NOUN.search(re.split(f"[\\d{HAN}]", clauses[-2])[0]))


def _inner(text: str, at: int, mark: str) -> tuple[int, str]:
    """Read a 多 or 来 said after the unit: 三年多, 两成多, 五十块出头."""
    m = re.match("[多来](?![个少次种家])", text[at : at + 2])
    if m and not mark:
        return at + 1, "多" if m.group() == "多" else ""
    if m and m.group() == "来":
        return at, mark
    return at, mark
