"""How definitions and stored codes are said: names of competencies and indicators, scales, values with units, rules.

In flow definitions, codes and numbers; out flow short texts in the reader's language.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from workbench import definitions, wording
from workbench.figures import numbers
from workbench.reports import machines, overruled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.definitions import Criterion, Rubric, Scale

UNITS = {
    "count": "{value}", "percent": "{value} %", "share": "{value}", "rating": "{value}", "flag": "{value}", "step": "{value}",
    "times": "{value} times", "year": "{value} years", "month": "{value} months", "week": "{value} weeks",
    "day": "{value} days", "hour": "{value} h", "s": "{value} s", "syllable/s": "{value} syllables/s",
}  # fmt: skip
MONEY_UNITS = {"cny": "CNY", "usd": "USD", "eur": "EUR"}
CODES = {
    # why a suggestion is what it is
    "expectation": "the expectation lies inside the range and is taken",
    "expectation_above": "the expectation lies above the range: its top is taken",
    "expectation_below": "the expectation lies below the range: its bottom is taken",
    "position": "no expectation known: the score's place in its band decides",
    "below_first_band": "the score is below the first band: no suggestion",
    "above_last_band": "the score is above the last band: no suggestion",
    "no_score": "there is no overall score: no suggestion",
    "conflict": "the ranges do not meet: a person decides",
    # what evidence is
    "usable": "usable", "undecided": "undecided", "abstained": "abstained", "corrected": "corrected by a person",
    "answer": "answer", "recording": "recording", "resume": "résumé", "rating": "human rating", "person": "a person",
    "scorer": "learned scorer", "judge": "judge model",
    "confirmed": "confirmed", "rejected": "set aside", "withdrawn": "review taken back", "invite": "invite", "ask": "ask a person", "refuse": "refuse",
    # what a recording is fit for
    "scorable": "fit to score", "re-record": "record again", "human": "a person should listen",
    # what a tag says
    "has": "has", "negated": "says not", "hypothetical": "would",
    # pay periods
    "month": "month", "year": "year", "hour": "hour",
    "ai": "AI interview", "manual": "manual interview",
    # who changes a definition without an account, and why
    "command line": "the command line", "loaded from files": "loaded from files",
}  # fmt: skip


CHANNELS = {
    "内推": "Referral", "招聘网站": "Job board", "校园招聘": "Campus", "猎头": "Agency", "社交媒体": "Social media", "自荐": "Walk-in",
}  # fmt: skip

FAMILIES = {"sales": "Sales", "operations": "Operations", "service": "Service", "technical": "Technical"}
RANGES = tuple(
    (re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[0-9.]+)", re.escape(sentence))), sentence)
    for sentence in ("band {low}-{high}", "market {low}-{high}", "market up to {high}", "market from {low}", "budget up to {high}")
)


def code(word: str | None, language: str) -> str:
    """Say a stored code (a rule, a status, a verdict) in words; an unknown one as it stands."""
    if not isinstance(word, str):
        return ""
    return wording.speak(language)(CODES[word]) if word in CODES else word


def conflict(text: str | None, language: str) -> str:
    """Say which ranges of a suggestion do not meet, as `pay.suggest` writes it in ``conflict``; nothing where they meet."""
    if not isinstance(text, str):
        return ""
    say, sides = wording.speak(language), text.split(" does not meet ")
    if len(sides) != 2:
        return text
    one, other = (
        next((say(sentence, **found.groupdict()) for pattern, sentence in RANGES if (found := pattern.fullmatch(side))), side)
        for side in sides
    )
    return say("{one} does not meet {other}", one=one, other=other)


def channel(name: str | None, language: str) -> str:
    """Name a recruiting channel in the reader's language; one that nobody named stays as it is written."""
    if not isinstance(name, str):
        return ""
    return wording.speak(language)(CHANNELS[name]) if name in CHANNELS else name


def family(name: str, language: str) -> str:
    """Name a job family in the reader's language; one that nobody named stays as it is written."""
    return wording.speak(language)(FAMILIES[name]) if name in FAMILIES else name


def reason(text: str | None, language: str) -> str | None:
    """Say why a value or a recording gives no evidence; None where nothing is wrong."""
    if not isinstance(text, str) or not text:
        return None
    from workbench.evidence.language import say_reason  # the grammars need not load for a page without evidence

    def of_machines(part: str) -> str:
        return machines.reason(part, language, otherwise=lambda rest: say_reason(rest, language=language))

    return overruled.reason(text, language, otherwise=of_machines)


def competency_names(rubric: Rubric | None, language: str) -> dict[str, str]:
    """Name every competency of a rubric, in its order."""
    return {part.id: part.name[language] for part in rubric.competencies} if rubric else {}


def criterion_names(rubrics: Iterable[Rubric], language: str) -> dict[str, str]:
    """Name every criterion of some rubrics by its id; where two rubrics differ, the first one's name stands."""
    named: dict[str, str] = {}
    for rubric in rubrics:
        for part in rubric.competencies:
            for criterion in part.criteria:
                named.setdefault(criterion.id, criterion_name(criterion, language))
    return named


def criterion_name(criterion: Criterion, language: str) -> str:
    """Name a criterion: its own name, else its indicator's."""
    return criterion.name[language] if criterion.name else indicator_name(criterion.indicator, language)


def indicator_name(name: str, language: str) -> str:
    """Name an indicator of the catalogue; an unknown one stays as it is."""
    try:
        return definitions.indicator(name).name[language]
    except ValueError:
        return name


def indicator_unit(name: str) -> str:
    """Give the unit of an indicator, nothing for an unknown one."""
    try:
        return definitions.indicator(name).unit
    except ValueError:
        return ""


def value(amount: float | None, language: str, *, unit: str = "", low: float | None = None, high: float | None = None) -> str:
    """Say a piece of evidence with its unit: 47, > 50, 40–50, 20 %, ¥1.2M."""
    if numbers.missing(amount) and numbers.missing(low) and numbers.missing(high):
        return numbers.NOTHING
    say, money = wording.speak(language), MONEY_UNITS.get(unit or "")
    text = _reach(amount, low, high, lambda x: numbers.money_short(x, money) if money else numbers.plain(x))
    if unit == "flag":
        return say("yes") if amount else say("no")
    if money:
        return text
    return say(UNITS[unit], value=text) if unit in UNITS else f"{text} {unit}".strip()


def scale(scale: Scale, language: str) -> str:
    """Say what earns full points."""
    say = wording.speak(language)
    if scale.ramp:
        rising = scale.ramp.full > scale.ramp.zero
        full = numbers.plain(float(scale.ramp.full))
        return say("{full} or more = full points", full=full) if rising else say("{full} or less = full points", full=full)
    if scale.band:
        low, high = numbers.plain(float(scale.band.low)), numbers.plain(float(scale.band.high))
        return say("{low} to {high} = full points", low=low, high=high)
    if scale.steps:
        start, points = scale.steps[-1]
        return say("{start} or more = {points} points", start=numbers.plain(float(start)), points=numbers.plain(float(points)))
    if scale.rating:
        return say("rated {lowest} to {highest}", lowest=scale.rating.lowest, highest=scale.rating.highest)
    return say("present or not")


def money_period(amount: float | None, currency: str | None, period: str | None, language: str) -> str:
    """Say pay with its period: 16,200 元/月, ¥16,200 a month."""
    if numbers.missing(amount):
        return numbers.NOTHING
    say = wording.speak(language)
    in_yuan = language == "zh" and currency == "CNY"  # money is said with 元 in Chinese, written ¥ on axes and in English
    text = f"{numbers.money(amount, None)} 元" if in_yuan else numbers.money(amount, currency)
    return say("{pay} a {period}", pay=text, period=code(period, language)) if period else text


def listed(words: list[str], language: str) -> str:
    """Join words as a list is read."""
    return ("、" if language == "zh" else ", ").join(words)


def clauses(parts: list[str], language: str) -> str:
    """Join clauses to one sentence, with its capital and its full stop."""
    text = ("；" if language == "zh" else "; ").join(part for part in parts if part)
    return capital(text) + ("。" if language == "zh" else ".")


def capital(text: str) -> str:
    """Begin with a capital letter."""
    return text[:1].upper() + text[1:]


def _reach(amount: float | None, low: float | None, high: float | None, write: Any) -> str:
    if high == math.inf and not numbers.missing(low):
        return f"≥ {write(low)}"
    if low == -math.inf and not numbers.missing(high):
        return f"≤ {write(high)}"
    if not numbers.missing(low) and not numbers.missing(high) and low < high:
        return f"{write(low)}–{write(high)}"
    return write(low if numbers.missing(amount) else amount)
