"""How surely a quantity is an indicator: the alias beside it, before it, in an earlier clause, or in the question.

In flow a quantity with the words around it and an indicator; out flows a strength, 0 when it is not the indicator at all.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from workbench.evidence.language import clauses
from workbench.evidence.language.linking_words import FROM_TO, LOOSE_AFTER, OTHER_SHARE, POINTS_BACK
from workbench.evidence.language.mention import Site, anywhere, stated, stems_of, words_of
from workbench.evidence.language.quantity import Quantity, fold

if TYPE_CHECKING:
    from workbench.definitions import Indicator


def strength_of(text: str, site: Site, entry: Indicator, found: list[Quantity], asked: frozenset[str]) -> float:
    """How surely the quantity is the indicator: 0 is not at all, 1 the question alone, 10 and more the alias beside it."""
    zh = site.zh
    blocks, needs = stems_of(entry.blocks.zh + entry.blocks.en), stems_of(entry.needs.zh if zh else entry.needs.en)
    if blocks and anywhere(blocks, site.whole) and blocks.search(f"{site.lead} ▮ {site.own}"):
        return 0.0
    if needs and entry.id not in asked and not anywhere(needs, site.whole):
        return 0.0  # said nowhere in the answer
    alias = words_of(entry.aliases.zh + entry.aliases.en)
    right = _right_alias(site, alias, zh)
    left = _left_alias(text, site, alias, found)
    if site.q.unit == "count" and not right and not LOOSE_AFTER.match(site.after):
        left = 0.0
    if site.q.unit in {"percent", "times"} and left and _foreign_share(site, entry, alias):
        return 0.0
    near = max(right, left)
    if near == 0.0:
        near = _from_earlier(site, alias, found) or (1.0 if entry.id in asked and elliptical(site) else 0.0)
    if near == 0.0:
        return 0.0
    if (
        needs
        and near != 1.0
        and not needs.search(
            (site.last if near == 3.0 else site.earlier[-40:]) + site.before + text[slice(*site.q.span)] + site.after
        )
    ):
        return 0.0
    return near + (0.5 if entry.id in asked else 0.0)


@functools.lru_cache(maxsize=512)
def asked_for(question: str) -> frozenset[str]:
    """Find the indicators a question asks for."""
    if not question:
        return frozenset()
    folded, asked = fold(question), []
    for entry in stated():
        alias, needs = words_of(entry.aliases.zh + entry.aliases.en), stems_of(entry.needs.zh + entry.needs.en)
        blocks = stems_of(entry.blocks.zh + entry.blocks.en)
        if alias and alias.search(folded) and (not needs or needs.search(folded)) and not (blocks and blocks.search(folded)):
            asked.append(entry.id)
    return frozenset(asked)


def elliptical(site: Site) -> bool:
    """Say whether a clause holds hardly more than the number."""
    return _hardly_more(site.before + site.after)


@functools.lru_cache(maxsize=64)  # every indicator of the unit asks the same of a place
def _hardly_more(around: str) -> bool:
    rest = re.sub(
        r"[嗯呃啊吧呢哦的了是有在约大概左右差不多应该可能后来提升涨降现目前多少一共总共我们那就也都做到大约估计将近接近超过不到至少去年全年一年平均每个月天周日均准确说来，。,.!！…]",
        "",
        around,
    )
    words = re.sub(
        r"\b(?:i|we|it|was|is|about|around|roughly|had|have|think|say|would|i'd|in|total|last|year|maybe|so|well|um|uh|let|me|see|that|s|a|the|of|at|least|over|just|more|than|nearly|almost|under|or|probably|honestly|actually|sorry|no|wait|altogether|all|on|average|month|per|week|day|there|were|got|did|to|up|around|yes|yeah|okay|it's|that's|now|right|and|then|made|reached|peak|landed|won|new|somewhere|between|something|like|i'd|guess|around|but|only|ended|finally|alone)\b",
        "",
        rest,
    )
    words = re.sub(r"[^\w]", "", words)
    return len(words) <= 2


def _right_alias(site: Site, alias: re.Pattern[str] | None, zh: bool) -> float:
    """Find the alias said right behind the quantity: 五十多个新客户, "8 direct reports"."""
    phrase = site.phrase
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


def _left_alias(text: str, site: Site, alias: re.Pattern[str] | None, found: list[Quantity]) -> float:
    """Find the alias said before the quantity in its clause, with no other quantity of the unit between."""
    last = None
    for m in alias.finditer(site.before) if alias else ():
        last = m if last is None or m.end() >= last.end() else last
    if last is None:
        return 0.0
    gap = len(site.before) - last.end()
    start, end = site.clause[0] + last.end(), site.q.span[0]
    other = _other_between(site, found, start)
    if other is not None:
        gap_text = text[other.span[1] : end]
        taken_back = clauses.corrections(gap_text) or re.search(r"不是|not", text[start:end])
        if not FROM_TO.search(gap_text) and not taken_back:
            return 0.0
    return max(10.0 + min(len(last.group()), 12) / 3 - gap / 5, 3.0)


def _other_between(site: Site, found: list[Quantity], start: int) -> Quantity | None:
    """Find the nearest other quantity of the unit between a place and this one; `found` ends before this one."""
    for other in reversed(found):
        if other.span[0] < start:
            return None
        if other.unit == site.q.unit:
            return other
    return None


def _foreign_share(site: Site, entry: Indicator, alias: re.Pattern[str]) -> bool:
    """Another rate stands nearer to the number than any alias: 业绩…，离职率降了 5 %."""
    if not anywhere(OTHER_SHARE, site.whole):
        return False
    others = [m for m in OTHER_SHARE.finditer(site.before) if not alias.search(m.group())]
    own = [m.end() for m in alias.finditer(site.before)]
    return bool(others) and (not own or others[-1].end() > max(own))


def _from_earlier(site: Site, alias: re.Pattern[str] | None, found: list[Quantity]) -> float:
    """Find the alias named in an earlier clause of the sentence: 新增客户的话，大概四十七个吧."""
    if not alias or not elliptical(site):
        return 0.0
    last = max(alias.finditer(site.earlier), key=lambda m: m.end(), default=None)
    if last is None and not site.earlier.strip():
        return _from_last_sentence(site, alias)
    if last is None or len(site.earlier) - last.end() > 25:
        return 0.0
    start = site.clause[0] - len(site.earlier) + last.end()
    if _other_between(site, found, start) is not None:
        return 0.0
    return 4.0 + min(len(last.group()), 12) / 6


def _from_last_sentence(site: Site, alias: re.Pattern[str]) -> float:
    """Let a pronoun stand for what the sentence before named: I have no exact figure for new clients. It was about 40."""
    return 3.0 if POINTS_BACK.match(site.before) and alias.search(site.last) and not re.search(r"\d", site.last) else 0.0
