"""Quantities in English: find the numeral, then read what stands to its left (operator, currency) and right (unit, operator).

In flows text with half-width digits; out flow `Quantity` tuples. "One" alone, ordinals, dates and version numbers are words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.language.english_phrases import left, right, set_phrases, small
from workbench.evidence.language.english_words import (
    AND_HALF,
    ARABIC,
    BAD_AFTER,
    BLANK,
    CHANGE,
    COUNT_NOUN,
    DECIMALS,
    HOURS,
    KEEP,
    LATE,
    MONEY,
    MONEY_NOUN,
    NUMBER,
    PERCENT,
    SCALES,
    SIGN,
    TIME,
    TIMES,
    TO,
    WORD,
    WORDS,
)
from workbench.evidence.language.quantity import Quantity, apart, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator


_LISTED = re.compile(rf",?\s(?:and\s|or\s)?(?:\d|(?:{WORD})\b)")  # three, four and five: a list, not a range


_MAYBE = re.compile(r",?\s(?:or maybe|or even|or|maybe|possibly|perhaps)\s")
_NO_NOUN = re.compile(r"\s?(?:[.,;!?)]|$|and\b|or\b|a (?:month|year)\b|per (?:month|year)\b|next\b|now\b)")
_NAME = re.compile(r"(?:^|[㐀-鿿，。、])\s?(?!qps|tps|gmv|dau|mau|nps|roi|pv|uv|arr|rps|csat|sku)[a-z.+#]+\s$")  # 用的是Redis 6
_BY = re.compile(r"\b(?:by|up|grew|grown|increased|to) (?:about |nearly |over |almost |roughly )?$")
_N_TIMES = re.compile(r"\stimes(?![a-z])")
_CLOCK = re.compile(
    r"\b(?:start\w*|begin\w*|finish\w*|open\w*|closes?|leave|left|arriv\w*|up|out|home|shift|ends?|meet|lunch|breakfast|dinner|stand-?up)"
    r"\s(?:at|by|before|until|till|around|from)\s(?:about |around )?$"
)
_AGE = re.compile(r"\bage\b[^.,;]{0,25}$")
_TO_LEVEL = re.compile(
    r"\s?(?:down |up |back )?to\s(?:(?:about|around|just|nearly|almost|over|under|shy of|more than|less than|at least|only|roughly|well|a)\s)*[$€¥]?"
)
_FROM = re.compile(r"\bfrom\s(?:(?:about|around|nearly|almost|over|under|roughly|just|some)\s)*[$€¥]?$")
_MONEY = {"usd", "cny", "eur"}
_SUB = re.compile(r"\bsub-(?=[\d$])")  # sub-2 %: below it
_SCALE_SAID = re.compile(r"(?:\d\s?|\s)(thousand|million|billion|k|m|bn)(?=\s(?:us |u\.s\. )?(?:dollars|euros|yuan|rmb|usd)|$)")
_NOTHING = re.compile("")


class _Atom(NamedTuple):
    start: int
    end: int
    low: float
    high: float
    sign: str
    scaled: bool
    text: str


def find(text: str) -> list[Quantity]:
    """Find the quantities of a text in English words or with international units.

    Parameters
    ----------
    text : str
        With half-width digits.

    Returns
    -------
    list of Quantity
        With an empty `text`; the caller fills it from the span.
    """
    if not re.search(r"[a-za-z]{2}|[$€£]", text):
        return []
    text = _SUB.sub("sub ", text)
    plain = BLANK.sub(lambda m: m.group() if KEEP.match(m.group()) else "□" * len(m.group()), text)
    return _carried(plain, apart([*set_phrases(plain), *_numerals(plain)], len(text)))


def _carried(text: str, found: list[Quantity]) -> list[Quantity]:
    """Give a bare number the unit of the one beside it: on 28,000 yuan and looking for 32,000; from 68 to 81 percent."""
    for place, q in enumerate(found[1:], 1):
        before = found[place - 1]
        between = text[before.span[1] : q.span[0]]
        joined = bool(_TO_LEVEL.fullmatch(between))
        behind = before.unit == "count" and _SCALE_SAID.search(text[q.span[0] : q.span[1]])  # from 20 to 35k: said of both
        if q.unit == "count" and not behind and _NO_NOUN.match(text, q.span[1]) and (joined or _same_money(before, q, between)):
            found[place] = _in_unit_of(text, q, before)
        elif (
            joined
            and before.unit == "count"
            and _FROM.search(text[max(0, before.span[0] - 24) : before.span[0]])
            and q.unit != "times"
        ):
            found[place - 1] = _in_unit_of(text, before, q)
    return found


def _in_unit_of(text: str, bare: Quantity, said: Quantity) -> Quantity:
    """Read a bare number in the unit and scale said of the other: 30 to 5 minutes, 2 to 3 million dollars."""
    time = TIME.search(text[said.span[0] : said.span[1]])
    factor = HOURS.get(time.lastgroup or "", ("", 1.0))[1] if time else 1.0
    scale = _SCALE_SAID.search(text[said.span[0] : said.span[1]])
    if scale and said.value and 0.1 <= bare.value * SCALES[scale[1]] / said.value <= 3:  # from 5 to 2 million may be five
        factor *= SCALES[scale[1]]
    return bare._replace(unit=said.unit, value_low=round(bare.value_low * factor, 6), value_high=round(bare.value_high * factor, 6))


def _same_money(before: Quantity, q: Quantity, between: str) -> bool:
    return before.unit in _MONEY and q.value >= 1000 and len(between) < 60 and not re.search("[.!?;]", between)


def _numerals(text: str) -> Iterator[Quantity]:
    atoms = [atom for m in NUMBER.finditer(text) if (atom := _read(text, m)) is not None]
    position = 0
    while position < len(atoms):
        pair = _as_range(text, atoms[position], atoms[position + 1]) if position + 1 < len(atoms) else None
        if pair:
            yield pair
            position += 2
            continue
        single = _as_single(text, atoms[position])
        if single:
            yield single
        position += 1


def _read(text: str, m: re.Match[str]) -> _Atom | None:
    run, sign, high = m.group().lower(), "", None
    scaled = False
    if m["arabic"]:
        body = re.match(ARABIC, run)
        scale = run[body.end() :].strip()
        value = float(body.group().replace(",", "")) * SCALES.get(scale, 1)
        scaled = bool(scale)
    elif m["words"]:
        value, scaled = _spoken(run)
        if value is None:
            return None
    elif m["dozen"] and "good" in run:
        value, sign = 12.0, ">="
    elif m["dozen"]:
        count = m["dozens"]
        value = 6.0 if "half" in run else (24.0 if "couple" in run else 12.0 * (1 if count == "a" else small(count)))
        sign = "~" if "couple" in run else ""
    elif m["couple"]:
        value, sign = 2.0 * SCALES.get(run.split()[-1], 1), "~"
    elif m["half_scale"] or m["quarter_scale"]:
        parts = 2 if m["half_scale"] else (3 if run.startswith("three") else 1)
        value, scaled = (0.25 * parts) * SCALES[run.split()[-1]], True
    elif m["few"]:
        value = 2.0 * SCALES[run.split()[-1]]
        high = 9.0 * SCALES[run.split()[-1]]
    elif run == "dozens":
        value, high = 24.0, 99.0
    else:
        first = {"hundreds": 100.0, "thousands": 1000.0, "tens": 10_000.0}[run.split()[0]] * (
            1000 if run.startswith("hundreds of t") else 1
        )
        value, high = first, first * 10 - 1
    end = m.start() + len(m.group().rstrip())
    return _Atom(m.start(), end, round(value, 6), round(high or value, 6), sign, scaled, run.strip())


def _spoken(run: str) -> tuple[float | None, bool]:
    """Read number words, "one hundred and twenty" as 120; a bare "one" or "a" is no number."""
    head, _, decimals = run.partition(" point ")
    total = current = 0.0
    scaled = False
    words = re.split(r"[\s,-]+", head)
    for word in words:
        if word in WORDS:
            if current and WORDS[word] >= 10 and current % 100:
                return (None, False)  # "nineteen ninety": a year, not a number
            current += WORDS[word]
        elif word == "a":
            current = current or 1
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "half":
            current += 0.5
        elif word in SCALES:
            total, current, scaled = total + (current or 1) * SCALES[word], 0.0, True
    value = total + current
    if decimals:
        digits = [str(DECIMALS[w]) for w in decimals.split() if w in DECIMALS]
        value += float("0." + "".join(digits))
        for word in decimals.split():
            value, scaled = (value * SCALES[word], True) if word in SCALES else (value, scaled)
    return value, scaled


def _as_range(text: str, first: _Atom, second: _Atom) -> Quantity | None:
    between = text[first.end : second.start]
    unit = _unit_between(text, between, second)
    joint = TO.fullmatch(between[unit.end() :])
    if not joint or first.high != first.low or second.high != second.low:
        return None
    if (
        first.low > second.low == 1
        and joint.group().strip() == "to"
        and not re.search(r"\b(?:from|down)\s(?:\w+\s)?$", text[max(0, first.start - 20) : first.start])
    ):
        return quantity(first.low, "times", (first.start, second.end))  # outsold them 3 to 1
    word, before = joint.group().strip(" $€¥").lower(), text[max(0, first.start - 60) : first.start]
    if word == "and" and not re.search(r"\bbetween\s(?:about\s)?[$€¥]?$", before):
        return None
    if word == "," and (second.low != first.low + 1 or second.low > 20 or unit.group() or _LISTED.match(text, second.end)):
        return None
    if word == "to" and (CHANGE.search(before) or (unit.group() and re.search(r"\bfrom\s[$€¥]?$", before))):
        return None
    if word in {"or", "or maybe", "or even"} and second.low > 3 * first.low:
        return None
    if word == "to" and second.low > 2.5 * first.low and re.search(r"\bby\s(?:about\s)?[$€¥]?$", before) and not second.scaled:
        return None  # rose by 15 to 60: a change and the level reached
    low = first.low
    if second.scaled and not first.scaled and low < second.low / 100:
        low *= SCALES.get(re.split(r"[\s\d.,]", second.text)[-1], 1)
    if low >= second.low:
        return None
    found = _unit(text, first if unit.lastgroup else second)
    if found is None:
        return None
    kind, factor, end, _ = found
    end = max(end, second.end)
    sign = SIGN.search(text[max(0, first.start - 8) : first.start])
    if kind == "count" and sign:
        kind = sign.lastgroup or kind
    return quantity(low * factor, kind, (first.start, end), high=second.low * factor)


def _unit_between(text: str, between: str, second: _Atom) -> re.Match[str]:
    """Read the unit said between two numbers; a time is said of both only in doubt (nine months, maybe ten)."""
    time = TIME.match(between)
    if time and _MAYBE.fullmatch(between[time.end() :]) and not TIME.match(text, second.end):
        return time
    return PERCENT.match(between) or _NOTHING.match(between)


def _as_single(text: str, atom: _Atom) -> Quantity | None:
    if atom.text in {"a", "one"} and not _one_counts(text, atom):
        return None
    found = _unit(text, atom)
    if found is None:
        return None
    unit, factor, end, plus = found
    if atom.high > atom.low:
        return quantity(atom.low * factor, unit, (atom.start, end), high=atom.high * factor)
    end, after = right(text, end)
    if not after and unit != "count":
        end, after = max(end, right(text, atom.end)[0]), right(text, atom.end)[1]
    late = None if after else LATE.match(text, end)
    after = after or (late and {"most": "<=", "least": ">=", "about": "~"}[late.lastgroup]) or ""
    start = atom.start
    sign = SIGN.search(text[max(0, start - 8) : start])
    start = start - len(sign.group()) if sign else start
    value = round((atom.low + plus) * factor, 6)
    before = left(text, start)
    return quantity(value, unit, (start, end), after or (before if before != "=" else atom.sign or "="))


def _one_counts(text: str, atom: _Atom) -> bool:
    if atom.text == "a":
        return False
    if re.match(r"\sand\sa\shalf\b|\shour", text[atom.end :]):
        return True
    if re.match(r"\s?%|\s(?:percent|per cent|percentage)", text[atom.end :]):
        return True
    return bool(
        re.search(r"\b(?:only|just|exactly|at least|than)\s$", text[max(0, atom.start - 20) : atom.start])
    ) and not re.match(r"\s(?:of|who|that|thing)\b", text[atom.end :])


def _unit(text: str, atom: _Atom) -> tuple[str, float, int, float] | None:
    """Read what the number counts: unit, factor, where it ends, and a half said behind it."""
    at, plus = atom.end, 0.0
    half = AND_HALF.match(text, at)
    if half:
        at, plus = half.end(), 0.5 * SCALES.get(atom.text.split()[-1], 1.0)  # a million and a half
        scale = re.match(r"\s(million|billion|thousand|hundred)\b", text[at:])
        if scale:
            factor = SCALES[scale.group(1).lower()]
            found = _unit(text, atom._replace(end=at + scale.end(), low=(atom.low + 0.5) * factor, scaled=True))
            return None if found is None else (found[0], found[1], found[2], (atom.low + 0.5) * factor - atom.low)
    suffix = re.match(r"-?(?:odd|something|some|plus|ish)\b|\s(?:odd|or so|plus|or more)\b|\+", text[at:])
    look = at + suffix.end() if suffix else at
    m = PERCENT.match(text, look)
    if m:
        return "percent", 1.0, m.end(), plus
    m = TIMES.match(text, look) or (
        (_BY.search(text[max(0, atom.start - 14) : atom.start]) or "." in atom.text) and _N_TIMES.match(text, look)
    )
    if m:
        return "times", 1.0, m.end(), plus
    m = TIME.match(text, look)
    if m and not re.match(r"\s(?:plan|ago)\b", text[m.end() :]):
        unit, factor = HOURS.get(m.lastgroup or "", (m.lastgroup or "year", 1.0))
        return unit, factor, m.end(), plus
    if m:
        return None
    m = MONEY.match(text, look)
    if m:
        return {"euro": "eur"}.get(m.lastgroup or "", m.lastgroup or "usd"), 1.0, m.end(), plus
    sign = SIGN.search(text[max(0, atom.start - 8) : atom.start])
    if sign:
        return sign.lastgroup or "usd", 1.0, at, plus
    if (
        BAD_AFTER.match(text, at)
        or re.search(r"(?<![\d%km])-$|£$|\bhk\$$", text[max(0, atom.start - 3) : atom.start])
        or "basis point" in text[at : at + 13]
    ):
        return None
    if atom.low <= 12 and _CLOCK.search(text[max(0, atom.start - 40) : atom.start]):
        return None
    if _AGE.search(text[max(0, atom.start - 40) : atom.start]) or (
        _NAME.search(text[max(0, atom.start - 20) : atom.start]) and re.search("[㐀-鿿]", text)
    ):
        return None
    if (atom.start and "㐀" <= text[atom.start - 1] <= "鿿") or "㐀" <= text[at : at + 1] <= "鿿":
        return None
    return _count_or_money(text, atom, at, plus)


def _count_or_money(text: str, atom: _Atom, at: int, plus: float) -> tuple[str, float, int, float]:
    if atom.scaled and not COUNT_NOUN.match(text, at):
        clause = re.split(r"[.;!?,]\s", text[max(0, atom.start - 60) : atom.start])[-1]
        after = re.split(r"[.;!?,]", text[at : at + 30])[0]
        if MONEY_NOUN.search(clause) or MONEY_NOUN.search(after) or "grand" in atom.text:
            return "usd", 1.0, at, plus
    return "count", 1.0, at, plus
