"""How people say numbers: exactly, roughly, in tenths, with a slip of the tongue; in Chinese and English.

In flows a number; out flows a `Spoken`: the words, and the bounds a careful listener may take from them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

DIGITS = "零一二三四五六七八九"
SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
BIG = 1000  # from here on people round
Options = list[tuple[str, float, float, str]]


@dataclass(frozen=True)
class Spoken:
    """Words for a number, the bounds they leave, and the way it was said."""

    text: str
    low: float
    high: float
    form: str


def spoken_count(value: int, language: str, *, classifier: str = "", choice: random.Random) -> Spoken:
    """Say how many, with the classifier that Chinese needs."""
    options = _count_zh(value, classifier, choice) if language == "zh" else _count_en(value, choice)
    return Spoken(*choice.choice(options))


def spoken_percent(value: float, language: str, *, choice: random.Random) -> Spoken:
    """Say a share of a hundred."""
    options = _percent_zh(value, choice) if language == "zh" else _percent_en(value, choice)
    return Spoken(*choice.choice(options))


def spoken_days(value: int, language: str, *, choice: random.Random) -> Spoken:
    """Say how many days."""
    if language == "zh":
        options = _count_zh(value, "天", choice)
        return Spoken(*choice.choice([*options, ("一个半月", 45, 45, "unit")] if value == 45 else options))
    text, low, high, form = choice.choice(_count_en(value, choice))
    return Spoken(f"{text} days", low, high, form)


def chinese(number: float) -> str:
    """Write a number up to 99,999,999 as it is read aloud (两 before measures, 百, 千 and 万)."""
    if number != int(number):
        whole, part = f"{number:.1f}".split(".")
        return f"{chinese(int(whole)) if int(whole) != 2 else '二'}点{DIGITS[int(part)]}"
    number = int(number)
    if number >= 10_000:
        high, rest = divmod(number, 10_000)
        gap = "零" if 0 < rest < 1000 else ""
        return f"{chinese(high)}万{gap}{_thousands(rest) if rest else ''}"
    if number == 2:
        return "两"
    text = _thousands(number)
    return text.removeprefix("一") if 10 <= number < 20 else text


def english(number: int) -> str:
    """Write a whole number below 100 in words, a larger one in digits."""
    if number < len(SMALL):
        return SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return TENS[tens] + (f"-{SMALL[ones]}" if ones else "")
    return f"{number:,}"


def _thousands(number: int) -> str:
    if number == 0:
        return "零"
    text, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if gap and text else "") + ("两" if digit == 2 and unit >= 100 else DIGITS[digit]) + name
            gap = False
        else:
            gap = bool(text)
    return text


def _rounding(value: int) -> int:
    """Give the unit people round to: 10 below 1,000, else a power of ten one below the first digit's."""
    return 10 if value < BIG else 10 ** int(math.log10(value))


def _slip(value: int, choice: random.Random) -> int:
    return max(value + choice.choice((-10, 10, 20)) * (_rounding(value) // 10), 1)


def _count_zh(value: int, classifier: str, choice: random.Random) -> Options:
    unit = _rounding(value)
    base, rest = value // unit * unit, value % unit
    options: Options = [
        (f"{chinese(value)}{classifier}", value, value, "exact"),
        (f"{value}{classifier}", value, value, "digits"),
        (f"大概{chinese(value)}{classifier}", value, value, "about"),
    ]
    if (wrong := _slip(value, choice)) != value:
        options.append((f"{chinese(wrong)}{classifier}，不对，应该是{chinese(value)}{classifier}", value, value, "corrected"))
    if base and rest:
        options += [(f"{chinese(base)}多{classifier}", base, base + unit, "over")] * 2
    if base and rest * 10 >= 6 * unit:
        options.append((f"{choice.choice(('近', '不到', '将近'))}{chinese(base + unit)}{classifier}", base, base + unit, "under"))
    if unit == 10 and value >= 100 and abs(value - round(value, -1)) <= 4:
        options.append((f"{chinese(round(value, -1))}来{classifier}", round(value, -1) - 5, round(value, -1) + 5, "roughly"))
    if 20 <= value < 90 and rest:
        options.append((f"{DIGITS[value // 10]}{DIGITS[value // 10 + 1]}十{classifier}", base, base + 10, "range"))
    if 3 <= value < 9:
        options.append((f"{DIGITS[value]}{DIGITS[value + 1]}{classifier}", value, value + 1, "range"))
    if value >= 10_000:
        options.append((f"{value / 10_000:g}万{classifier}", value, value, "digits"))
    if base and not rest:
        options.append((f"至少{chinese(value)}{classifier}", value, math.inf, "least"))
    return options


def _count_en(value: int, choice: random.Random) -> Options:
    unit = _rounding(value)
    base, rest = value // unit * unit, value % unit
    options: Options = [
        (english(value), value, value, "exact"),
        (f"{value:,}", value, value, "digits"),
        (f"{choice.choice(('about', 'roughly', 'around'))} {value:,}", value, value, "about"),
    ]
    if (wrong := _slip(value, choice)) != value:
        options.append((f"{wrong:,}, no, sorry, {value:,}", value, value, "corrected"))
    if base and rest:
        options.append((f"{choice.choice(('just over', 'more than', 'a little over'))} {english(base)}", base, base + unit, "over"))
    if base and rest * 10 >= 6 * unit:
        options.append((f"{choice.choice(('just under', 'nearly', 'almost'))} {base + unit:,}", base, base + unit, "under"))
    if base and rest and unit == 10:
        options.append((f"between {base} and {base + unit}", base, base + unit, "range"))
    if base and not rest:
        options.append((f"at least {value:,}", value, math.inf, "least"))
    if value >= 10_000 and value % 1000 == 0:
        options.append((f"{value // 1000}k", value, value, "digits"))
    return options


def _percent_zh(value: float, choice: random.Random) -> Options:
    whole = value == int(value)
    options: Options = [
        (f"{value:g}%", value, value, "digits"),
        (f"百分之{'二' if value == 2 else chinese(value)}", value, value, "exact"),
    ]
    if not whole or not 10 <= value < 100:
        return options
    value = int(value)
    tens, ones = divmod(value, 10)
    tenths = "两" if tens == 2 else DIGITS[tens]
    if ones == 0:
        options.append((f"{tenths}成", value, value, "tenths"))
    if ones == 5:
        options.append((f"{tenths}成五", value, value, "tenths"))
    if ones:
        options.append((f"{tenths}成多", tens * 10, tens * 10 + 10, "over"))
    if ones >= 6 and tens < 9:
        options.append((f"近{'两' if tens == 1 else DIGITS[tens + 1]}成", tens * 10, tens * 10 + 10, "under"))
    wrong = value + choice.choice((-5, 5))
    options.append((f"百分之{chinese(wrong)}，不对，是百分之{chinese(value)}", value, value, "corrected"))
    return options


def _percent_en(value: float, choice: random.Random) -> Options:
    options: Options = [(f"{value:g}%", value, value, "digits"), (f"{value:g} percent", value, value, "exact")]
    if value != int(value) or not 10 <= value < 100:
        return options
    value = int(value)
    base, ones = value // 10 * 10, value % 10
    if ones >= 6:
        options.append((f"{choice.choice(('just under', 'nearly', 'almost'))} {base + 10} percent", base, base + 10, "under"))
    if ones:
        options.append((f"{choice.choice(('just over', 'more than'))} {base} percent", base, base + 10, "over"))
    options.append((f"{value + choice.choice((-5, 5))} percent, sorry, {value} percent", value, value, "corrected"))
    if value == 25:
        options.append(("a quarter", 25, 25, "fraction"))
    return options
