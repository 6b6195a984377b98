"""Chinese numerals as they are spoken: 一千八, 五六十, 四十七八, 十几, 三点五亿.

In flows a run of numeral characters; out flow its lower and upper end and whether it was said as "and some more".
"""

from __future__ import annotations

import re
from typing import NamedTuple

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
_PAIR = re.compile(r"([一二两三四五六七八九])([一二两三四五六七八九])(?=[十百千万亿]|$)")
_TAIL = re.compile(r"([百千万亿])([一二三四五六七八九])$")
_NEIGHBOURS = (
    {"一两", "三五", "三两", "一二"} | {f"{a}{b}" for a, b in zip("二三四五六七八", "三四五六七八九", strict=True)} | {"两三"}
)


_LOOSE = {
    "百八十": (80, 100), "百儿八十": (80, 100), "千八百": (800, 1000), "千儿八百": (800, 1000), "万八千": (8000, 10_000),
    "万儿八千": (8000, 10_000), "百十": (100, 100, "来"), "百十来": (100, 100, "来"), "百十多": (100, 100, "多"),
}  # fmt: skip


class Spoken(NamedTuple):
    """A numeral: its ends (equal when one number was said) and the mark said inside it (多, 来, 几 or nothing)."""

    low: float
    high: float
    mark: str = ""


def read(run: str) -> Spoken | None:
    """Read a run of Chinese numeral characters.

    Parameters
    ----------
    run : str
        Characters of 零 to 九, 两, 十 百 千 万 亿, 几 数 多 来 余 点.

    Returns
    -------
    Spoken or None
        None when the run is no number (a year said digit by digit, a telephone number, a word).
    """
    run = run.lstrip("零〇") or run[-1]
    if run[0] in "几数" and len(run) > 1:
        return _some(run[1:])
    if run in _LOOSE:
        return Spoken(*_LOOSE[run])
    about = re.fullmatch("([二三四五六七八九]?十)(?:([来几])(.十)|好几)", run)
    if about:
        low = number(about[1]) or 10.0
        return Spoken(low, number(about[3]) or low) if about[3] else Spoken(low, low, "几")
    match = re.search("[多来余几]", run)
    if match:
        return _and_more(run[: match.start()], match.group(), run[match.end() :])
    pair = _PAIR.search(run)
    if pair:
        return _neighbours(run, pair)
    value = number(run)
    return None if value is None else Spoken(value, value)


def number(run: str) -> float | None:
    """Read one plain numeral, 一千八 as 1800; None when it is none (二〇一九)."""
    if "点" in run:
        return _decimal(run)
    if not run or not re.fullmatch("[零〇一二两三四五六七八九十百千万亿]+", run):
        return None
    if len(run) > 1 and not re.search("[十百千万亿]", run):
        return None
    tail = _TAIL.search(run)
    if tail:
        unit = SMALL.get(tail.group(1)) or LARGE[tail.group(1)]
        head = _plain(run[: tail.end(1)])
        return None if head is None else head + DIGITS[tail.group(2)] * unit / 10
    return _plain(run)


def _some(rest: str) -> Spoken | None:
    unit = number("一" + rest) if rest[0] in "十百千万亿" else None
    return Spoken(unit, unit * 10 - 1) if unit else None


def _and_more(head: str, mark: str, scale: str) -> Spoken | None:
    if not head or scale.strip("十百千万亿"):
        return None
    read_head = read(head)
    factor = 1.0
    for unit in scale if mark != "几" or scale[:1] not in {"十", "百"} else scale[1:]:
        factor *= SMALL.get(unit) or LARGE[unit]
    if read_head is None:
        return None
    return Spoken(read_head.low * factor, read_head.high * factor, mark)


def _neighbours(run: str, pair: re.Match[str]) -> Spoken | None:
    if pair.group() not in _NEIGHBOURS:
        return None
    ends = [number(run[: pair.start()] + digit + run[pair.end() :]) for digit in pair.groups()]
    return None if None in ends else Spoken(min(ends), max(ends))


def _decimal(run: str) -> float | None:
    whole, _, rest = run.partition("点")
    fraction = re.match("[零〇一二两三四五六七八九]+", rest)
    if fraction is None:
        return None
    head = number(whole) if whole else 0.0
    scale = rest[fraction.end() :]
    if head is None or scale.strip("十百千万亿"):
        return None
    value = head + float("0." + "".join(str(DIGITS[c]) for c in fraction.group()))
    for unit in scale:
        value *= SMALL.get(unit) or LARGE[unit]
    return round(value, 6)


def _plain(run: str) -> float | None:
    total = section = digit = 0.0
    for character in run:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in SMALL:
            section += (digit or 1) * SMALL[character]
            digit = 0
        else:
            total = (
                (total + section + digit or 1) * LARGE[character] if character == "亿" else total + (section + digit or 1) * 10_000
            )
            section = digit = 0
    return total + section + digit
