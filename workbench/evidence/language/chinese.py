"""Quantities in Chinese: find the numeral, then read what stands to its left (operator) and right (unit, operator).

In flows text with half-width digits; out flow `Quantity` tuples. A Chinese numeral below a hundred counts only with a unit
behind it, so that 一直, 十分 and 千方百计 stay words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.language import numbers_zh
from workbench.evidence.language.chinese_words import (
    ABOUT,
    AFTER_RE,
    ARABIC,
    ARTICLE_OK,
    ATOM,
    BAD_AFTER,
    BARE_SIGNS,
    BEFORE_RE,
    CLASSIFIER,
    COUNT_NOUN,
    COUPLE,
    DATES,
    DOUBLED,
    DURATION_AFTER,
    DURATION_BEFORE,
    FRACTION,
    FULL,
    HALF,
    HALF_UNIT,
    HAN,
    HUNDREDTHS,
    IDIOMS,
    MONEY,
    MORE,
    NOUNS,
    PERCENT,
    PERCENT_NOUN,
    RECENT,
    SCALES,
    SIGN,
    TENTHS,
    TIME_RE,
    TIMES,
    TO,
)
from workbench.evidence.language.quantity import Quantity, apart, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Atom(NamedTuple):
    start: int
    end: int
    low: float
    high: float
    mark: str
    arabic: bool
    money: bool
    text: str


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
    return apart([*_set_phrases(plain), *_numerals(plain)], len(text))


def _blank(text: str) -> str:
    """Cover idioms, dates, ordinals and names of things with marks that read as nothing."""
    for pattern in (IDIOMS, DATES):
        text = pattern.sub(lambda m: "□" * len(m.group()), text)
    return text


def _set_phrases(text: str) -> Iterator[Quantity]:
    """Shares, fractions, halves and multiples: phrases that carry their own unit."""
    for m in FULL.finditer(text):
        yield quantity(100, "percent", m.span(), _left(text, m.start()))
    for m in HUNDREDTHS.finditer(text):
        yield from _share(text, m)
    for m in FRACTION.finditer(text):
        value = _digit(m["n"]) / (_digit(m["d"]) or 1) * 100
        if _digit(m["d"]) > 1:
            yield quantity(round(value, 2), "percent", m.span(), ">" if m["m"] else _left(text, m.start()))
    for m in DOUBLED.finditer(text):
        times = 2.0 ** _digit(m["fan"]) if m["fan"] else (2.0 if m["bei"] in (None, "一") else _digit(m["bei"]))
        near = re.search("近|大概|差不多|超过|不止", m.group())
        yield quantity(
            times,
            "times",
            m.span(),
            {"近": "<", "大概": "~", "差不多": "~", "超过": ">", "不止": ">"}.get(near.group(), "=") if near else "=",
        )
    for m in HALF.finditer(text):
        yield _halved(text, m)
    for m in COUPLE.finditer(text):
        yield quantity(2 if m.group()[0] == "俩" else 3, m.lastgroup or "month", m.span(), _left(text, m.start()))
    for m in HALF_UNIT.finditer(text):
        end, sign = _right(text, m.end())
        if text[m.end() : m.end() + 1] == "多":
            end, sign = m.end() + 1, ">"
        yield quantity(0.5, m.lastgroup or "year", (m.start(), end), sign or _left(text, m.start()))


def _share(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    unit = {"百": 1.0, "千": 0.1, "万": 0.01}[m["k"]]
    spoken = numbers_zh.Spoken(*[float(m["n"].replace(",", ""))] * 2) if m["n"][0].isdigit() else _small(m["n"])
    if spoken is None:
        return
    mark = {"多": ">", "来": "~"}.get(m["m"] or "", "") or {"几": ">", "多": ">"}.get(spoken.mark, "")
    follow = TO.match(text, m.end())
    other = HUNDREDTHS.match(text, follow.end()) if follow else None
    if (
        other
        and _small_value(other["n"]) > spoken.low
        and other["k"] == m["k"]
        and not re.search("[从由][^，,。]{0,8}$", text[max(0, m.start() - 12) : m.start()])
    ):
        yield quantity(spoken.low * unit, "percent", (m.start(), other.end()), high=_small_value(other["n"]) * unit)
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
    end, sign = _right(text, m.end())
    yield quantity(spoken.low * unit, "percent", (m.start(), end), mark or sign or _left(text, m.start()))


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
        sign = _left(text, m.start())
    return quantity(50, "percent", (m.start("word"), m.end()), sign)


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


def _read(text: str, m: re.Match[str]) -> _Atom | None:
    run = m.group()
    if not run[0].isdigit():
        spoken = numbers_zh.read(run)
        return spoken and _Atom(m.start(), m.end(), spoken.low, spoken.high, spoken.mark, False, False, run)
    body = re.match(ARABIC, run)
    value, mark, scale = float(body.group().replace(",", "")), "", run[body.end() :].strip()
    tail = re.search(r"\d$", scale)
    factor = 1.0
    for character in scale.lower():
        factor *= SCALES.get(character, 1.0)
        mark = character if character in "多来余几" else mark
    value = value * factor + (int(tail.group()) * SCALES[scale[-2]] / 10 if tail else 0)
    return _Atom(
        m.start(), m.end(), round(value, 6), round(value, 6), mark, True, scale.lower()[:1] in {"k", "w"} and bool(scale), run
    )


def _as_range(text: str, first: _Atom, second: _Atom) -> Quantity | None:
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
    found = _unit(text, second)
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
    return quantity(low * factor, unit, (first.start, _right(text, end)[0]), high=second.low * factor)


def _as_single(text: str, atom: _Atom) -> Quantity | None:
    found = _unit(text, atom)
    if found is None:
        return None
    unit, factor, end, mark = found
    low, high = atom.low * factor, atom.high * factor
    if len(mark) > 1:
        low = high = low + float(mark[1:]) * factor
        mark = ""
    if high > low:
        return quantity(low, unit, (atom.start, _right(text, end)[0]), high=high)
    end, after = _right(text, end)
    inner = {"多": ">", "余": ">", "几": ">", "来": "~", "+": ">=", "": ""}[atom.mark or mark]
    return quantity(
        low, unit, (atom.start, end), inner or after or _left(text, atom.start, duration=unit in {"year", "month", "week", "day"})
    )


def _unit(text: str, atom: _Atom) -> tuple[str, float, int, str] | None:
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
            return unit, factor, *_inner(text, m.end(), mark)
    m = TENTHS.match(text, at)
    if m and atom.high <= 10:
        return _tenths(text, atom, m, mark)
    for unit, factor, pattern in TIME_RE:
        m = pattern.match(text, at)
        if m:
            return _duration(text, atom, m, mark, unit, factor)
    m = MONEY.match(text, at)
    if m:
        return m.lastgroup or "cny", 1.0, *_inner(text, m.end(), mark)
    if sign:
        return sign.lastgroup or "cny", 1.0, at, mark
    m = CLASSIFIER.match(text, at)
    if m:
        return _counted(text, atom, m, mark)
    return _bare(text, atom, at, mark)


def _tenths(text: str, atom: _Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str]:
    extra = re.match("[一二三四五六七八九](?![十百千万个家人])|半", text[m.end() : m.end() + 2])
    if extra:
        plus = 0.5 if extra.group() == "半" else numbers_zh.DIGITS[extra.group()] / 10
        return "percent", 10.0, m.end() + 1, f"+{plus}"
    return "percent", 10.0, *_inner(text, m.end(), mark)


def _duration(text: str, atom: _Atom, m: re.Match[str], mark: str, unit: str, factor: float) -> tuple[str, float, int, str] | None:
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
    ):
        return None
    return unit, factor, *_inner(text, end, mark)


def _counted(text: str, atom: _Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str] | None:
    half = re.match("个半(?P<u>月|小时|钟头|星期|礼拜)", text[atom.end : atom.end + 5])
    if half:
        unit = {"月": "month", "小时": "hour", "钟头": "hour"}.get(half["u"], "week")
        return unit, 1.0, atom.end + half.end(), "+0.5"
    if atom.text == "一" and not ARTICLE_OK.search(text[max(0, atom.start - 5) : atom.start]):
        return None
    return "count", 1.0, *_inner(text, m.end(), mark)


def _bare(text: str, atom: _Atom, at: int, mark: str) -> tuple[str, float, int, str] | None:
    """Read a number without a unit: money or a count by the nearest noun, or nothing."""
    if BAD_AFTER.match(text, at) or text[atom.start - 1 : atom.start] in {"前", "后", "号", "周", "统", "唯", "V", "v"}:
        return None
    if not atom.arabic and (atom.high < 100 and not mark and not atom.mark and len(atom.text) < 2):
        return None
    if not atom.arabic and atom.high < 11 and not mark:
        return None
    if atom.arabic and len(atom.text) >= 7 and atom.text.isdigit():
        return None
    kind = _kind(text, atom, at)
    return None if kind is None else (kind, 1.0, at, mark)


def _kind(text: str, atom: _Atom, at: int) -> str | None:
    right = re.match(r"\s?(?:的|左右|以上|名|多)?(?:新|老|活跃|付费)?", text[at : at + 6]).end() + at
    noun = re.match(f"(?P<count>{COUNT_NOUN})", text[right : right + 4])
    deal = text[at : at + 1] == "的" and noun and noun["count"] in {"订单", "项目", "商家", "活动"}
    if noun and not deal and noun["count"] != "项目":
        return "count"
    clause = re.split("[，,。;；!！?？、]", text[max(0, atom.start - 20) : atom.start])[-1]
    nouns = list(NOUNS.finditer(clause))
    if nouns:
        money = nouns[-1].lastgroup == "money"
        big = atom.low >= 1000 or atom.money
        return "cny" if money and (big or not atom.arabic) else "count"
    if PERCENT_NOUN.search(clause) and atom.low <= 100:
        return None
    if atom.money or re.search("[万亿]", atom.text):
        return "cny"
    return "count" if atom.arabic or atom.low >= 10 else None


def _inner(text: str, at: int, mark: str) -> tuple[int, str]:
    """Read a 多 or 来 said after the unit: 三年多, 两成多, 五十块出头."""
    m = re.match("[多来](?![个少次种家])", text[at : at + 2])
    if m and not mark:
        return at + 1, "多" if m.group() == "多" else ""
    if m and m.group() == "来":
        return at, mark
    return at, mark


def _left(text: str, start: int, *, duration: bool = False) -> str:
    """Read the operator said before a number; the nearest wins, the longer phrase first."""
    clause = re.split("[，。;；!！?？、\n]|,(?!\\d{3})", text[max(0, start - 22) : start])[-1]
    if RECENT.search(clause or "") and duration:
        return "="
    if re.search(r"(?<![最附接将靠临亲])近(?:了)?\s?$|(?<![很更加飞尽赶爽轻愉较太挺])快(?:有)?\s?$", clause):
        return "=" if duration and re.search("(?:^|[在这最])近$", clause) else "<"
    if clause[-1:] in BARE_SIGNS and text[start : start + 1] in "百千万亿":
        return BARE_SIGNS[clause[-1]]
    best = ("=", -1, 0)
    for sign, pattern in BEFORE_RE:
        m = pattern.search(clause)
        if m and (best[1] < 0 or (m.start() < best[1] and m.end() >= best[2])):
            best = (sign, m.start(), m.end())
    return best[0]


def _right(text: str, end: int) -> tuple[int, str]:
    for sign, pattern in AFTER_RE:
        m = pattern.match(text, end)
        if m:
            return m.end(), sign
    if re.match("内(?![容部心勤训推蒙地])", text[end : end + 2]) and re.search(
        "(?:小时|钟头|分钟|天|日|周|月|年|星期)$", text[max(0, end - 4) : end]
    ):
        return end + 1, "<="
    return end, ""


def _small(run: str) -> numbers_zh.Spoken | None:
    if len(run) == 1:
        value = numbers_zh.DIGITS.get(run)
        return None if value is None else numbers_zh.Spoken(value, value)
    return numbers_zh.read(run)


def _small_value(run: str) -> float:
    spoken = numbers_zh.Spoken(float(run.replace(",", "")), 0.0) if run[0].isdigit() else _small(run)
    return spoken.low if spoken else 0.0


def _scale_of(atom: _Atom) -> float:
    if atom.arabic:
        factor = 1.0
        for character in re.sub(r"[\d.,\s]", "", atom.text).lower():
            factor *= SCALES.get(character, 1.0)
        return factor
    last = re.search("[万亿]$|[百千]$", atom.text)
    return SCALES[last.group()] if last else 1.0


def _digit(word: str | None) -> float:
    if not word:
        return 1.0
    return float(word) if word[0].isdigit() else (numbers_zh.DIGITS.get(word) or numbers_zh.number(word) or 1.0)
