"""What a bare number continues: the thing a linked number shortly before it spoke of.

In flow a quantity no words of its own link and the links before it; out flow the place of the one it continues, the mention it
becomes, and whether the older value is thereby outdated (复购率只有 12 %…，一年后到了 29 %).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.language.linking_words import (
    EARLIER,
    LAST_YEAR,
    LOOSE_AFTER,
    OTHER_SHARE,
    PERSONAL,
    POINTS_BACK,
    TOTAL,
    USUALLY,
)
from workbench.evidence.language.mention import Mention, Site, indicators, stems_of, words_of
from workbench.evidence.language.strength import elliptical
from workbench.evidence.language.valuing import as_mention

if TYPE_CHECKING:
    from workbench.evidence.language import clauses
    from workbench.evidence.language.quantity import Quantity

BACK, FAR, SHORT_ZH, SHORT_EN = 4, 130, 16, 48  # quantities and characters back; a clause that says hardly more than a level
REACHED = re.compile(
    r"(?:到了?|至|达到?了?|涨到|提到|升到|做到|恢复到|稳定在|变成了?|变为|有|是|在)(?:大概|差不多|将近|近|快|约|大约|了){0,2}\s?$|"
    r"\b(?:to|at|reached|hit|is|it's|was|were|had|have|have got|became)\s(?:about |around |nearly |almost |over |just |roughly |only )?[$¥]?$"
)
LATER_ON = re.compile(
    r"后来|现在|目前|如今|最后|最终|年底|以后|之后|[年月周天]后|最多的?时候?|最多时|巅峰|高峰|"
    r"\b(?:now|today|currently|later|by the end|eventually|in the end|after|within|at its peak|at the peak|at most|since then|these days)\b"
)
SUBJECT = re.compile(r"(?:^|[，,\s])我(?!们|的)|\bi\b")
OWN_BEFORE = re.compile(
    r"我(?:个人|自己|独立|亲自|亲手|一个人|本人)(?:亲手)?(?:负责|主导|谈|签|招|做|带|办|跟|维护|开发|处理|执行|组织|搞定|完成)?(?:了|的|过)?(?:是|有|占)?(?:大概|大约|差不多)?\s?$|"
    r"\b(?:i personally|i alone|i myself)\s(?:[a-z]+\s){1,2}(?:about |around |roughly )?$"
)
OWN_AFTER = re.compile(
    r"(?:[个家场次名位]?)(?:是|都是)我(?:自己|一个人|独立|亲自|亲手)|\s(?:of (?:them|those|which) )?(?:are|were|is) (?:all )?mine\b"
)
WHOLE_TEAM = "said of the whole team"
_STOPS = "，。,.!！?？;；、吧呢啊哦了 "


class Carried(NamedTuple):
    """The place of the link continued, the new mention, and why the older value no longer counts (empty: it may)."""

    place: int
    mention: Mention
    replaces: str


def carried(layout: clauses.Layout, site: Site, linked: list[tuple[Quantity, Mention | None]]) -> Carried | None:
    """Find what a bare number continues, or nothing."""
    for place in range(len(linked) - 1, max(len(linked) - 1 - BACK, -1), -1):
        before, old = linked[place]
        if site.q.span[0] - before.span[1] > FAR:
            return None
        if old is None or before.unit != site.q.unit:
            continue
        same = layout.sentence(before.span[0]) == site.sentence
        own = _is_own_part(site, before)
        outdates = _is_later_level(site, old) and before.span[0] < site.clause[0]
        if own or outdates or _is_parallel(site, old, before, same=same):
            fresh = as_mention(layout.text, site, indicators()[old.indicator], 9.0 if own else 8.0 if outdates else 6.0)
            return None if fresh is None else Carried(place, fresh, WHOLE_TEAM if own else EARLIER if outdates else "")
        if not same:
            return None
    return None


def _is_parallel(site: Site, old: Mention, before: Quantity, *, same: bool) -> bool:
    """公司新增了五百个客户，我个人开发了四十五个; he won eighty, I won forty-five."""
    if before.span[0] >= site.clause[0]:
        return False
    bare = elliptical(site)
    if site.after.strip(_STOPS) and not bare and site.phrase.strip(_STOPS):
        return False
    rest, alias = site.phrase.strip(_STOPS), words_of(indicators()[old.indicator].aliases.zh)
    if site.zh and rest and not (alias and alias.match(rest)) and not LOOSE_AFTER.match(site.after):
        return False  # 平均每场来六十个人 are no campaigns
    needs = stems_of(indicators()[old.indicator].needs.zh + indicators()[old.indicator].needs.en)
    owned = bool(needs and needs.search(site.before))
    personal = bool(PERSONAL.search(site.before))
    if same:
        return bare or (personal and (owned or (site.q.unit == "percent" and len(site.before) < SHORT_ZH)))
    if len(site.before) < SHORT_EN and TOTAL.search(site.before):
        return True
    again = POINTS_BACK.match(site.before) or USUALLY.search(site.before) or LAST_YEAR.search(site.before)
    return (owned and bool(SUBJECT.search(site.before))) or (bare and bool(again))


def _is_own_part(site: Site, before: Quantity) -> bool:
    """办了四十五场活动，我独立负责的有十五场: the speaker's own part of what was named."""
    if before.span[0] >= site.clause[0] or site.q.value > before.value:
        return False
    return bool(OWN_BEFORE.search(site.before) and (not site.phrase.strip(_STOPS) or LOOSE_AFTER.match(site.after))) or bool(
        OWN_AFTER.match(site.after)
    )


def _is_later_level(site: Site, old: Mention) -> bool:
    """后来做到了二十九: a later or highest level of what was named, in a clause that names nothing else."""
    entry = indicators()[old.indicator]
    if entry.change or entry.period or not LATER_ON.search(site.before) or not REACHED.search(site.before):
        return False
    if len(site.before) > (SHORT_ZH if site.zh else SHORT_EN) or OTHER_SHARE.search(site.before + site.own):
        return False
    blocks, alias = stems_of(entry.blocks.zh + entry.blocks.en), words_of(entry.aliases.zh + entry.aliases.en)
    if blocks and blocks.search(site.before + site.own):
        return False
    named = alias and alias.match(site.phrase.lstrip("个名位 "))
    return bool(named) or not site.phrase.strip(_STOPS) or bool(LOOSE_AFTER.match(site.after))
