"""Which number is which evidence: quantities of an answer linked to indicators by clause, unit, alias and period.

In flows one answer and the indicators to look for; out flow `Mention`s, each with the words it came from and, where it does
not count, why. A quantity belongs to at most one indicator. A wrong number about a person is worse than none: what is denied,
imagined, somebody else's, taken back or in doubt gives no evidence.
"""

from __future__ import annotations

import functools
import math
import re
from typing import NamedTuple

from workbench.definitions import Indicator
from workbench.definitions import indicators as _read_catalogue
from workbench.evidence.language import clauses
from workbench.evidence.language.linking_words import (
    AT_MOST_DONE,
    DELTA_BEFORE,
    FROM_TO,
    HEDGE_BELOW,
    HEDGE_NEAR,
    LAST_YEAR,
    LATER,
    LOOSE_AFTER,
    MANY_YEARS,
    NEAR_WORDS,
    OTHER_SHARE,
    OTHER_TIME,
    PER_DAY,
    PER_YEAR,
    PERSONAL,
    RATE_RE,
    REACH,
    SHORT,
    SURPLUS,
    SURPLUS_AFTER,
    TIME_DAYS,
    WHOLE,
)
from workbench.evidence.language.quantity import Quantity, fold, quantities


class Mention(NamedTuple):
    """One quantity read as one indicator.

    ``value`` is the careful reading in the indicator's unit and period, ``low`` and ``high`` the bounds that were said,
    ``likely_low`` and ``likely_high`` the bounds a listener takes from "fifty-odd" or "nearly fifty". ``refused`` says why the
    mention gives no evidence; empty when it does.
    """

    indicator: str
    value: float
    low: float
    high: float
    likely_low: float
    likely_high: float
    operator: str
    span: tuple[int, int]
    quote: str
    strength: float
    quality: float
    refused: str = ""
    note: str = ""


class _Site(NamedTuple):
    """A quantity with the words around it."""

    q: Quantity
    clause: tuple[int, int]
    sentence: tuple[int, int]
    before: str  # of its clause
    after: str
    earlier: str  # clauses of the same sentence before


def mentions(text: str, names: tuple[str, ...] | None = None, *, question: str = "") -> list[Mention]:
    """Link the quantities of one answer to indicators.

    Parameters
    ----------
    text : str
        The answer.
    names : tuple of str, optional
        Indicators to report; None reports every answer indicator. All of the catalogue compete for a quantity either way.
    question : str
        What was asked: lets "about 47" after "how many new customers?" find its indicator.

    Returns
    -------
    list of Mention
        In the order of the text, refused ones included.
    """
    found = quantities(text)
    if not found:
        return []
    plain = fold(text)
    layout = clauses.lay_out(plain)
    asked = _asked(question)
    backs = clauses.corrections(plain)
    linked: list[tuple[Quantity, Mention | None]] = []
    for q in found:
        site = _site(plain, layout, q)
        mention = _link(plain, layout, site, found, asked)
        before = linked[-1] if linked else None
        if before and _takes_back(plain, before[0], q, backs):
            linked, mention = _corrected(linked, q, mention, site)
        elif before and mention is None:
            mention = _parallel(layout, site, *before)
        if (
            before
            and before[1]
            and mention
            and mention.indicator == before[1].indicator
            and indicators()[mention.indicator].of_several != "largest"
            and LATER.search(plain[before[0].span[1] : q.span[0]])
        ):
            linked[-1] = (before[0], before[1]._replace(refused=before[1].refused or "an earlier value; a later one is named"))
        linked.append((q, mention))
    kept = [m for _, m in linked if m is not None and (names is None or m.indicator in names)]
    return [m._replace(quote=text[m.span[0] : m.span[1]]) for m in kept]


@functools.cache
def indicators() -> dict[str, Indicator]:
    """Read the catalogue once: linking asks it for every quantity."""
    return _read_catalogue()


def _site(text: str, layout: clauses.Layout, q: Quantity) -> _Site:
    clause, sentence = layout.clause(q.span[0]), layout.sentence(q.span[0])
    start, end = max(clause[0], q.span[0] - REACH), min(max(clause[1], q.span[1]), q.span[1] + REACH)
    earlier = text[max(sentence[0], start - REACH) : start]
    return _Site(q, (start, end), sentence, text[start : q.span[0]], text[q.span[1] : end], earlier)


def _link(text: str, layout: clauses.Layout, site: _Site, found: list[Quantity], asked: frozenset[str]) -> Mention | None:
    best: tuple[float, Indicator] | None = None
    for entry in _entries(site.q.unit):
        strength = _strength(text, site, entry, found, asked)
        if strength > 0 and (best is None or strength > best[0]):
            best = (strength, entry)
    if best is None:
        return None
    mention = _as_mention(text, site, best[1], best[0])
    if mention is None or mention.refused:
        return mention
    return mention._replace(refused=_why_not(text, layout, site))


@functools.cache
def _stated() -> tuple[Indicator, ...]:
    """List the indicators people state in words."""
    return tuple(e for e in indicators().values() if e.cls == "answer" and (e.aliases.zh or e.aliases.en))


@functools.cache
def _entries(unit: str) -> tuple[Indicator, ...]:
    """Answer indicators that a quantity of this unit can be."""
    takes = {
        "count": {"count"},
        "percent": {"percent"},
        "cny": {"cny"},
        "day": {"day"},
        "week": {"day"},
        "month": {"day"},
        "times": {"percent"},
    }
    wanted = takes.get(unit, set())
    return tuple(e for e in _stated() if e.unit in wanted and (unit != "times" or e.change))


@functools.cache
def _words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """One pattern for a list of words, the longest first; English words stand alone, Chinese ones anywhere."""
    if not words:
        return None
    parts = [
        rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w[-1].isascii() and len(w) > 1 else re.escape(w)
        for w in sorted({w.lower() for w in words}, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))


@functools.cache
def _stems(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """As `_words`, but an English word of four letters or more may go on: resol is resolved and resolution."""
    if not words:
        return None
    parts = [
        rf"(?<![a-z]){re.escape(w)}{'(?![a-z])' if len(w) < 4 else ''}" if w.isascii() else re.escape(w)
        for w in sorted({w.lower() for w in words}, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))


@functools.lru_cache(maxsize=512)
def _asked(question: str) -> frozenset[str]:
    if not question:
        return frozenset()
    folded, asked = fold(question), []
    for entry in _stated():
        alias, needs = _words(entry.aliases.zh + entry.aliases.en), _stems(entry.needs.zh + entry.needs.en)
        blocks = _stems(entry.blocks.zh + entry.blocks.en)
        if alias and alias.search(folded) and (not needs or needs.search(folded)) and not (blocks and blocks.search(folded)):
            asked.append(entry.id)
    return frozenset(asked)


def _strength(text: str, site: _Site, entry: Indicator, found: list[Quantity], asked: frozenset[str]) -> float:
    """How surely the quantity is the indicator: 0 is not at all, 1 the question alone, 10 and more the alias beside it."""
    zh = bool(re.search(r"[㐀-鿿]", site.before + site.after + site.earlier))
    context = site.earlier[-40:] + site.before + text[slice(*site.q.span)] + site.after
    blocks, needs = _stems(entry.blocks.zh + entry.blocks.en), _stems(entry.needs.zh if zh else entry.needs.en)
    lead = site.before[-30:] if zh else re.split(r"\band\b|;", site.before[-45:])[-1]
    if blocks and blocks.search(f"{lead} ▮ {_own_part(site, zh)}"):
        return 0.0
    alias = _words(entry.aliases.zh + entry.aliases.en)
    right = _right_alias(site, alias, zh)
    left = _left_alias(text, site, alias, found)
    if site.q.unit == "count" and not right and not LOOSE_AFTER.match(site.after):
        left = 0.0
    if site.q.unit in {"percent", "times"} and left and _foreign_share(site, entry, alias):
        return 0.0
    near = max(right, left)
    if near == 0.0:
        near = _from_earlier(site, alias, found) or (1.0 if entry.id in asked and _elliptical(site) else 0.0)
    if near == 0.0:
        return 0.0
    if needs and not needs.search(context) and near != 1.0:
        return 0.0
    return near + (0.5 if entry.id in asked else 0.0)


def _own_part(site: _Site, zh: bool) -> str:
    """Take the words after a quantity that still speak of it: up to the next comma or, in English, the next "and"."""
    part = re.split("[，,、；;]|其中", site.after)[0] if zh else re.split(r",|;|\band\b|\bof (?:which|whom|those)\b", site.after)[0]
    return part[:40]


def _right_alias(site: _Site, alias: re.Pattern[str] | None, zh: bool) -> float:
    """Find the alias said right behind the quantity: 五十多个新客户, "8 direct reports"."""
    phrase = re.split("[，。,.!！?？;；、]", site.after)[0]
    reach = 10 if zh else 45
    m = alias.search(phrase[:reach]) if alias else None
    if m is None:
        return 0.0
    between = phrase[: m.start()]
    if (zh and (len(between) > 6 or re.search(r"[\d]|[一二三四五六七八九十]", between))) or (not zh and len(between.split()) > 3):
        return 0.0
    if not zh and re.search(r"\b(?:and|with|for|from|in|but|while|to)\b", between):
        return 0.0
    return 12.0 + min(len(m.group()), 12) / 3 - len(between) / 10


def _left_alias(text: str, site: _Site, alias: re.Pattern[str] | None, found: list[Quantity]) -> float:
    """Find the alias said before the quantity in its clause, with no other quantity of the unit between."""
    last = None
    for m in alias.finditer(site.before) if alias else ():
        last = m if last is None or m.end() >= last.end() else last
    if last is None:
        return 0.0
    gap = len(site.before) - last.end()
    start, end = site.clause[0] + last.end(), site.q.span[0]
    others = [o for o in found if start <= o.span[0] < end and o.unit == site.q.unit]
    gap_text = text[others[-1].span[1] : end] if others else ""
    taken_back = clauses.corrections(gap_text) or re.search(r"不是|not", text[start:end])
    if others and not FROM_TO.search(gap_text) and not taken_back:
        return 0.0
    return max(10.0 + min(len(last.group()), 12) / 3 - gap / 5, 3.0)


def _foreign_share(site: _Site, entry: Indicator, alias: re.Pattern[str]) -> bool:
    """Another rate stands nearer to the number than any alias: 业绩…，离职率降了 5 %."""
    others = [m for m in OTHER_SHARE.finditer(site.before) if not alias.search(m.group())]
    own = [m.end() for m in alias.finditer(site.before)]
    return bool(others) and (not own or others[-1].end() > max(own))


def _from_earlier(site: _Site, alias: re.Pattern[str] | None, found: list[Quantity]) -> float:
    """Find the alias named in an earlier clause of the sentence: 新增客户的话，大概四十七个吧."""
    if not alias or not _elliptical(site):
        return 0.0
    last = max(alias.finditer(site.earlier), key=lambda m: m.end(), default=None)
    if last is None or len(site.earlier) - last.end() > 25:
        return 0.0
    start = site.clause[0] - len(site.earlier) + last.end()
    if any(start <= o.span[0] < site.q.span[0] and o.unit == site.q.unit for o in found):
        return 0.0
    return 4.0 + min(len(last.group()), 12) / 6


def _elliptical(site: _Site) -> bool:
    """Say whether a clause holds hardly more than the number."""
    rest = re.sub(
        r"[嗯呃啊吧呢哦的了是有在约大概左右差不多应该可能后来提升涨降现目前多少一共总共我们那就也都做到大约估计将近接近超过不到至少去年全年一年平均每个月天周日均准确说来\s，。,.!！…]",
        "",
        site.before + site.after,
    )
    words = re.sub(
        r"\b(?:i|we|it|was|is|about|around|roughly|had|have|think|say|would|i'd|in|total|last|year|maybe|so|well|um|uh|let|me|see|that|s|a|the|of|at|least|over|just|more|than|nearly|almost|under|or|probably|honestly|actually|sorry|no|wait|altogether|all|on|average|month|per|week|day|there|were|got|did|to|up|around|yes|yeah|okay|it's|that's|now|right|and|then|made|reached|peak|landed|won|new)\b",
        "",
        rest,
    )
    words = re.sub(r"[^\w]", "", words)
    return len(words) <= 2


def _as_mention(text: str, site: _Site, entry: Indicator, strength: float) -> Mention | None:
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
    if text[q.span[1] : q.span[1] + 30] and _followed_by_to(text, site):
        refused = refused or "an earlier value; a later one is named"
    likely_low, likely_high = _likely(low, high, operator, text[max(0, q.span[0] - 24) : q.span[0]])
    value = low if math.isfinite(low) else likely_low
    if not refused and not _plausible(entry, value):
        refused = "outside the plausible range"
    strength += 2.0 if LAST_YEAR.search(site.earlier + site.before + site.after) and entry.period == "year" else 0.0
    strength += 3.0 if PERSONAL.search(site.earlier + site.before) else 0.0
    return Mention(entry.id, value, low, high, likely_low, likely_high, operator, q.span, "", strength, quality, refused, note)


def _factor(site: _Site, entry: Indicator) -> tuple[float, str]:
    """Bring a rate to the indicator's period: by how much to multiply, or why it cannot be."""
    if entry.unit == "day":
        return (TIME_DAYS[site.q.unit] if site.q.unit != "day" else 1.0), ""
    if entry.unit not in {"count", "cny"}:
        return 1.0, ""
    zh = bool(re.search(r"[㐀-鿿]", site.before + site.after))
    window = (site.before if zh else re.split(r"\band\b|;", site.before)[-1]) + (site.after if zh else f" {_own_part(site, zh)}")
    said = next((p for p, pattern in RATE_RE if pattern.search(window)), "")
    if not said and entry.period and len(site.earlier) < 40:
        said = next((p for p, pattern in RATE_RE if pattern.search(site.earlier[-15:])), "")
    if not entry.period:
        return (1.0, "") if said in {"", "year"} else (1.0, "said as a rate, wanted as a stock")
    if entry.period == "year" and MANY_YEARS.search(site.earlier[-25:] + window):
        return 1.0, "said over several years"
    if entry.period == "year" and said in {"", "year"} and (other := OTHER_TIME.search(window)) and not LAST_YEAR.search(window):
        return 1.0, "said of another period" if other else ""
    table = PER_YEAR if entry.period == "year" else PER_DAY
    return table.get(said or entry.period, 1.0), ""


def _as_growth(text: str, site: _Site) -> tuple[float, float]:
    """业绩翻了一番 and "doubled" are growth by 100 %; 增长了三倍 is growth by 300 %."""
    q = site.q
    added = re.search(r"(?:增长|增加|提升|提高|涨|上升)了?(?:将近|近|大概|约|超过)?$", site.before) or re.search(
        r"\bby$", site.before.strip()
    )
    less = 0.0 if added else 1.0
    return (q.value_low - less) * 100, (q.value_high - less) * 100


def _as_share(site: _Site, entry: Indicator, low: float, high: float, head: str) -> tuple[float, float, str]:
    if entry.change:
        level = re.search(r"(?:到|至|占|剩|原来的)\s?$|\bto (?:about )?$", head)
        return low, high, "a level, wanted as a change" if level else ""
    if (entry.high or 0) > 100 and (SURPLUS.search(site.before) or SURPLUS_AFTER.match(site.after)):
        return low + 100, high + 100, ""
    if (entry.high or 0) > 100 and SHORT.search(site.before):
        return low, high, "the part missed"
    if DELTA_BEFORE.search(head) or "百分点" in site.q.text or re.search("百分点|个点", head[-1:]):
        return low, high, "a change, wanted as a level"
    return low, high, ""


def _followed_by_to(text: str, site: _Site) -> bool:
    """Tell the earlier value: the first number of 从 3 个人扩充到 15 个人 and of "from 12 % to 7.5 %"."""
    if not re.search(r"(?:从|由)[^，。,]{0,10}$|\bfrom\b[^.,]{0,20}$|\b(?:was|at)\s$", site.before):
        return False
    return bool(
        re.match(
            r"[^。.!！]{0,22}?(?:到|至|成)了?\s?(?:现在|目前|后来|最后|了|的|将近|近|大概|约|超过)*\s?[\d一二两三四五六七八九十百几]|[^.]{0,25}?\bto\b",
            site.after,
        )
    ) and ("从" in site.before or "由" in site.before or bool(re.search(r"\bfrom\b", site.before)))


def _likely(low: float, high: float, operator: str, head: str) -> tuple[float, float]:
    """Bounds a listener takes: fifty-odd is below sixty, nearly fifty is not far from it (our convention, stated in the notes)."""
    if operator in {">", ">="} and low > 0:
        return low, low + _step(low) if operator == ">" else math.inf
    if operator in {"<", "<="} and math.isfinite(high):
        share = HEDGE_NEAR if NEAR_WORDS.search(head) else HEDGE_BELOW
        return round(high * share, 6), high
    return low, high


def _step(value: float) -> float:
    """Find the step of the last digit said: 10 after 50, 100 after 1,200."""
    step = 1.0
    while step * 10 <= value and value % (step * 10) == 0:
        step *= 10
    return step


def _plausible(entry: Indicator, value: float) -> bool:
    return (entry.low is None or value >= entry.low) and (entry.high is None or value <= entry.high)


def _why_not(text: str, layout: clauses.Layout, site: _Site) -> str:
    """Why a linked quantity gives no evidence, or nothing."""
    start, end = site.q.span
    if clauses.imagined(text, layout, start):
        return "only imagined, planned or promised"
    if clauses.denied(text, layout, start, end):
        return "denied"
    if clauses.of_others(text, layout, start):
        return "said of somebody else"
    if (
        WHOLE.search(site.before)
        and site.q.unit in {"count", "cny"}
        and not re.search("团队(?:有|是|一共|总共|最多)|team (?:of|was|had|has|is)", site.before)
    ):
        return "said of the whole team"
    return ""


def _takes_back(text: str, first: Quantity, second: Quantity, backs: list[int]) -> bool:
    if first.unit != second.unit and not {first.unit, second.unit} <= {"count", "cny", "usd"}:
        return False
    gap = text[first.span[1] : second.span[0]]
    if len(gap) > 45 or not any(first.span[1] <= place < second.span[0] for place in backs):
        return False
    return len(re.findall("[。.!！?？]", gap)) <= 2


def _parallel(layout: clauses.Layout, site: _Site, before: Quantity, old: Mention | None) -> Mention | None:
    """Give a bare number the thing a linked one of its sentence speaks of: 公司新增了五百个客户，我个人开发了四十五个."""
    if (
        old is None
        or before.unit != site.q.unit
        or layout.sentence(before.span[0]) != site.sentence
        or before.span[0] >= site.clause[0]
    ):
        return None
    if site.after.strip("，。,.!！?？;；、吧呢啊 ") and not _elliptical(site):
        return None
    needs = _stems(indicators()[old.indicator].needs.zh + indicators()[old.indicator].needs.en)
    if not (_elliptical(site) or (needs and needs.search(site.before) and PERSONAL.search(site.before))):
        return None
    fresh = _as_mention(site.before + site.q.text + site.after, site, indicators()[old.indicator], 6.0)
    if fresh is None or fresh.refused:
        return fresh
    return fresh._replace(refused=_why_not(layout.text, layout, site))


def _corrected(
    linked: list[tuple[Quantity, Mention | None]], q: Quantity, mention: Mention | None, site: _Site
) -> tuple[list[tuple[Quantity, Mention | None]], Mention | None]:
    """Give the corrected number the link of the number it takes back."""
    old = linked[-1][1]
    if old is None or (mention is not None and mention.indicator != old.indicator and mention.strength > 9):
        return linked, mention
    if mention is not None and mention.indicator != old.indicator:
        mention = None  # a weaker link than the one the speaker is correcting
    entry = indicators()[old.indicator]
    fresh = _as_mention("", site, entry, old.strength) if mention is None else mention
    if fresh is None:
        return linked, mention
    if mention is None:
        factor = old.value / linked[-1][0].value if linked[-1][0].value else 1.0
        low, high = q.value_low * factor, q.value_high * factor
        likely = _likely(low, high, q.operator, "")
        fresh = fresh._replace(
            value=low if math.isfinite(low) else likely[0],
            low=low,
            high=high,
            likely_low=likely[0],
            likely_high=likely[1],
            refused=old.refused,
        )
        if not _plausible(entry, fresh.value):
            fresh = fresh._replace(refused="outside the plausible range")
    fresh = fresh._replace(note="corrected by the speaker", strength=max(fresh.strength, old.strength), span=q.span)
    if fresh.refused == "denied":  # "not 47 but 39" denies the first number only
        fresh = fresh._replace(refused=old.refused if old.refused != "denied" else "")
    return [*linked[:-1], (linked[-1][0], old._replace(refused="taken back by the speaker"))], fresh
