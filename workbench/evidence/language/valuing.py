"""The value a linked quantity gives its indicator: brought to its unit and period, with the bounds a listener takes.

In flow a quantity with the words around it and its indicator; out flows a `Mention`, refused where the value is of another kind.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from workbench.evidence.language.linking_words import (
    AT_MOST_DONE,
    DELTA_BEFORE,
    HEDGE_BELOW,
    HEDGE_NEAR,
    INITIAL,
    LAST_YEAR,
    LATER,
    MANY_YEARS,
    NEAR_WORDS,
    OTHER_TIME,
    PEAK,
    PER_DAY,
    PER_YEAR,
    PERSONAL,
    RATE_RE,
    SHORT,
    SURPLUS,
    SURPLUS_AFTER,
    TIME_DAYS,
    USUALLY,
)
from workbench.evidence.language.mention import Mention, Site, anywhere, own_part

if TYPE_CHECKING:
    from workbench.definitions import Indicator


def as_mention(text: str, site: Site, entry: Indicator, strength: float) -> Mention | None:
    """Read a quantity as a mention of its indicator, refused where it is of another kind."""
    q = site.q
    low, high, refused, note, quality = q.value_low, q.value_high, "", "", {"=": 1.0, "range": 0.9, "~": 0.9}.get(q.operator, 0.9)
    quality = quality if strength >= 9 else (0.8 if strength >= 4 else 0.7)
    head = text[max(site.clause[0], q.span[0] - 14) : q.span[0]]
    operator = q.operator
    if operator == "<=" and entry.of_several == "largest" and AT_MOST_DONE.search(text[max(0, q.span[0] - 30) : q.span[0]]):
        low, operator = high, "="
    factor, why = _factor(site, entry)
    refused = why
    if q.unit == "times":
        low, high, note = *_as_growth(text, site), "a multiple read as growth"
    elif entry.unit == "percent":
        low, high, bad = _as_share(site, entry, low, high, head)
        refused = refused or bad
    if factor != 1.0:
        low, high, note, quality = low * factor, high * factor, f"said per other period; times {factor:g}", min(quality, 0.8)
    if not refused and _is_initial(site, entry):
        refused = "said of another period"
    if text[q.span[1] : q.span[1] + 30] and _followed_by_to(text, site):
        refused = refused or "an earlier value; a later one is named"
    likely_low, likely_high = likely_bounds(low, high, operator, text[max(0, q.span[0] - 24) : q.span[0]])
    if entry.period and entry.of_several == "clear":
        strength += (4.0 if _says(USUALLY, site, site.earlier[-12:] + site.before) else 0.0) - (
            5.0 if _says(PEAK, site, site.earlier[-16:] + site.before) else 0.0
        )
    value = low if math.isfinite(low) else likely_low
    if not refused and not plausible(entry, value):
        refused = "outside the plausible range"
    strength += 2.0 if entry.period == "year" and _says(LAST_YEAR, site, site.earlier + site.before + site.after) else 0.0
    strength += 6.0 if _says(PERSONAL, site, site.earlier + site.before) else 0.0
    return Mention(entry.id, value, low, high, likely_low, likely_high, operator, q.span, "", strength, quality, refused, note)


def likely_bounds(low: float, high: float, operator: str, head: str) -> tuple[float, float]:
    """Bounds a listener takes: fifty-odd is below sixty, nearly fifty is not far from it (our convention, stated in the notes)."""
    if operator in {">", ">="} and low > 0:
        return low, low + _step(low) if operator == ">" else math.inf
    if operator in {"<", "<="} and math.isfinite(high):
        share = HEDGE_NEAR if NEAR_WORDS.search(head) else HEDGE_BELOW
        return round(high * share, 6), high
    return low, high


def plausible(entry: Indicator, value: float) -> bool:
    """Say whether a value lies in the indicator's plausible range."""
    return (entry.low is None or value >= entry.low) and (entry.high is None or value <= entry.high)


def _factor(site: Site, entry: Indicator) -> tuple[float, str]:
    """Bring a rate to the indicator's period: by how much to multiply, or why it cannot be."""
    if entry.unit == "day":
        return (TIME_DAYS[site.q.unit] if site.q.unit != "day" else 1.0), ""
    if entry.unit not in {"count", "cny"}:
        return 1.0, ""
    zh = bool(re.search(r"[㐀-鿿]", site.before + site.after))
    rates = [(period, pattern) for period, pattern in RATE_RE if anywhere(pattern, site.whole)]
    window = (site.before if zh else re.split(r"\band\b|;", site.before)[-1]) + (
        site.after if zh else f" {own_part(site.after, zh=zh)}"
    )
    said = next((p for p, pattern in rates if pattern.search(window)), "")
    if not said and entry.period and len(site.earlier) < 40:
        said = next((p for p, pattern in rates if pattern.search(site.earlier[-15:])), "")
    if not entry.period:
        return (1.0, "") if said in {"", "year"} else (1.0, "said as a rate, wanted as a stock")
    if entry.period == "year" and _says(MANY_YEARS, site, site.earlier[-25:] + window):
        return 1.0, "said over several years"
    if entry.period == "year" and said in {"", "year"} and _says(OTHER_TIME, site, window) and not LAST_YEAR.search(window):
        return 1.0, "said of another period"
    table = PER_YEAR if entry.period == "year" else PER_DAY
    return table.get(said or entry.period, 1.0), ""


def _says(pattern: re.Pattern[str], site: Site, window: str) -> bool:
    return anywhere(pattern, site.whole) and bool(pattern.search(window))


def _as_growth(text: str, site: Site) -> tuple[float, float]:
    """业绩翻了一番 and "doubled" are growth by 100 %; 增长了三倍 is growth by 300 %."""
    q = site.q
    added = re.search(r"(?:增长|增加|提升|提高|涨|上升)了?(?:将近|近|大概|约|超过)?$", site.before[-20:]) or re.search(
        r"\bby$", site.before.strip()
    )
    less = 0.0 if added else 1.0
    return (q.value_low - less) * 100, (q.value_high - less) * 100


def _as_share(site: Site, entry: Indicator, low: float, high: float, head: str) -> tuple[float, float, str]:
    if entry.change:
        level = re.search(r"(?:到|至|占|剩|原来的)\s?$|\bto (?:about )?$", head)
        return low, high, "a level, wanted as a change" if level else ""
    if (entry.high or 0) > 100 and (SURPLUS.search(site.before[-70:]) or SURPLUS_AFTER.match(site.after)):
        return low + 100, high + 100, ""
    if (entry.high or 0) > 100 and SHORT.search(site.before[-70:]):
        return low, high, "the part missed"
    if DELTA_BEFORE.search(head) or "百分点" in site.q.text or re.search("百分点|个点", head[-1:]):
        return low, high, "a change, wanted as a level"
    return low, high, ""


def _is_initial(site: Site, entry: Indicator) -> bool:
    """Tell the level somebody started from: 35 percent when I joined."""
    if entry.change or not anywhere(INITIAL, site.whole):
        return False
    return bool(INITIAL.search(site.before[-24:]) or INITIAL.match(site.own.lstrip(" ,，"))) or bool(
        INITIAL.search(site.earlier[-30:]) and len(site.before) < 16 and not LATER.search(site.before)
    )


def _followed_by_to(text: str, site: Site) -> bool:
    """Tell the earlier value: the first number of 从 3 个人扩充到 15 个人 and of "from 12 % to 7.5 %"."""
    if not re.search(r"(?:从|由)[^，。,]{0,10}$|\bfrom\b[^.,]{0,20}$|\b(?:was|at)\s$", site.before[-40:]):
        return False
    return bool(
        re.match(
            r"[^。.!！]{0,22}?(?:到|至|成)了?\s?(?:现在|目前|后来|最后|了|的|将近|近|大概|约|超过)*\s?[\d一二两三四五六七八九十百几]|[^.]{0,25}?\bto\b",
            site.after,
        )
    ) and ("从" in site.before or "由" in site.before or bool(re.search(r"\bfrom\b", site.before)))


def _step(value: float) -> float:
    """Find the step of the last digit said: 10 after 50, 100 after 1,200."""
    step = 1.0
    while step * 10 <= value and value % (step * 10) == 0:
        step *= 10
    return step
