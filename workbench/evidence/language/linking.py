"""Which number is which evidence: quantities of an answer linked to indicators by clause, unit, alias and period.

In flows one answer and the indicators to look for; out flow `Mention`s, each with the words it came from and, where it does
not count, why. A quantity belongs to at most one indicator. A wrong number about a person is worse than none: what is denied,
imagined, somebody else's, taken back or in doubt gives no evidence.
"""

from __future__ import annotations

import bisect
import math
import re
from typing import TYPE_CHECKING

from workbench.evidence.language import clauses
from workbench.evidence.language.carrying import carried
from workbench.evidence.language.finding import quantities
from workbench.evidence.language.linking_words import (
    ALONE,
    EARLIER,
    FELL_SHORT,
    LATER,
    LED_ONE,
    NOT_SO_MANY,
    OTHER_PERIOD,
    REACH,
    WHOLE,
)
from workbench.evidence.language.mention import Mention, Site, anywhere, entries, indicators, stated, words_of
from workbench.evidence.language.quantity import Quantity, fold
from workbench.evidence.language.strength import asked_for, strength_of
from workbench.evidence.language.valuing import as_mention, likely_bounds, plausible

if TYPE_CHECKING:
    from workbench.definitions import Indicator

SLACK = 20  # characters an alias may reach into the words in sight
FORMER = 120  # quantities before one that can stand between it and its alias

__all__ = ["Mention", "indicators", "mentions"]


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
    asked = asked_for(question)
    backs = clauses.corrections(plain)
    linked: list[tuple[Quantity, Mention | None]] = []
    near = _aliases(plain)
    for place, q in enumerate(found):
        site = _site(plain, layout, q)
        mention = _link(plain, layout, site, found[max(0, place - FORMER) : place], asked, asked | _named(near, site))
        before = linked[-1] if linked else None
        if before and (_takes_back(plain, before[0], q, backs) or _fell_short(plain, before[0], q)):
            linked, mention = _corrected(linked, q, mention, site)
        elif mention is None and (more := carried(layout, site, linked)):
            mention = more.mention._replace(refused=more.mention.refused or _why_not(plain, layout, site))
            if more.replaces and not mention.refused:
                older, old = linked[more.place]
                linked[more.place] = (older, old and old._replace(refused=old.refused or more.replaces))
        if (
            before
            and before[1]
            and mention
            and not mention.refused
            and mention.indicator == before[1].indicator
            and indicators()[mention.indicator].of_several != "largest"
            and LATER.search(plain[before[0].span[1] : q.span[0]])
        ):
            linked[-1] = (before[0], before[1]._replace(refused=before[1].refused or EARLIER))
        linked.append((q, mention))
    kept = [m for _, m in linked if m is not None and (names is None or m.indicator in names)]
    return [m._replace(quote=text[m.span[0] : m.span[1]]) for m in kept]


def _site(text: str, layout: clauses.Layout, q: Quantity) -> Site:
    clause, sentence = layout.clause(q.span[0]), layout.sentence(q.span[0])
    start, end = max(clause[0], q.span[0] - REACH), min(max(clause[1], q.span[1]), q.span[1] + REACH)
    earlier = text[max(sentence[0], start - REACH) : start]
    last = layout.sentence(sentence[0] - 1) if sentence[0] else (0, 0)
    last_words = text[max(last[0], last[1] - REACH) : last[1]] if last[1] <= sentence[0] else ""
    return Site(q, (start, end), sentence, text[start : q.span[0]], text[q.span[1] : end], earlier, text, last_words)


def _aliases(text: str) -> list[tuple[str, list[int]]]:
    """Find where the words of each indicator stand: one walk over the text for each."""
    return [
        (entry.id, [m.start() for m in alias.finditer(text)])
        for entry in stated()
        if (alias := words_of(entry.aliases.zh + entry.aliases.en))
    ]


def _named(near: list[tuple[str, list[int]]], site: Site) -> frozenset[str]:
    """Name the indicators whose words stand in sight of a quantity."""
    start, end = site.clause[0] - len(site.earlier) - len(site.last) - SLACK, site.clause[1] + SLACK
    return frozenset(name for name, places in near if (at := bisect.bisect_left(places, start)) < len(places) and places[at] < end)


def _link(
    text: str, layout: clauses.Layout, site: Site, found: list[Quantity], asked: frozenset[str], named: frozenset[str]
) -> Mention | None:
    if ALONE.fullmatch(f"{site.q.text}{site.after[:1]}") and not LED_ONE.search(site.before):
        return None  # "I alone", "only one of them": a person, not a size
    best: tuple[float, Indicator] | None = None
    for entry in entries(site.q.unit):
        if entry.id not in named:
            continue
        strength = strength_of(text, site, entry, found, asked)
        if strength > 0 and (best is None or strength > best[0]):
            best = (strength, entry)
    if best is None:
        return None
    mention = as_mention(text, site, best[1], best[0])
    if mention is None or mention.refused:
        return mention
    return mention._replace(refused=_why_not(text, layout, site))


def _why_not(text: str, layout: clauses.Layout, site: Site) -> str:
    """Why a linked quantity gives no evidence, or nothing."""
    start, end = site.q.span
    if clauses.imagined(text, layout, start):
        return "only imagined, planned or promised"
    if clauses.denied(text, layout, start, end) or NOT_SO_MANY.search(f"{site.before[-12:]}▮{site.after[:12]}"):
        return "denied"
    if clauses.of_others(text, layout, start):
        return "said of somebody else"
    if (
        anywhere(WHOLE, text)
        and WHOLE.search(site.before)
        and site.q.unit in {"count", "cny"}
        and not re.search("团队(?:有|是|一共|总共|最多)|team (?:of|was|had|has|is)", site.before)
    ):
        return "said of the whole team"
    return ""


def _takes_back(text: str, first: Quantity, second: Quantity, backs: list[int]) -> bool:
    if first.unit != second.unit and not {first.unit, second.unit} <= {"count", "cny", "usd"}:
        return False
    gap = text[first.span[1] : second.span[0]]
    at = bisect.bisect_left(backs, first.span[1])
    if len(gap) > 70 or at == len(backs) or backs[at] >= second.span[0]:
        return False
    return len(re.findall("[。.!！?？]", gap)) <= 2


def _fell_short(text: str, first: Quantity, second: Quantity) -> bool:
    """没有达到一千万，只做了七百五十万: the second is what was reached."""
    around = f"{text[max(0, first.span[0] - 12) : first.span[0]]}▮{text[first.span[1] : second.span[0]]}▮"
    return first.unit == second.unit and bool(FELL_SHORT.search(around))


def _corrected(
    linked: list[tuple[Quantity, Mention | None]], q: Quantity, mention: Mention | None, site: Site
) -> tuple[list[tuple[Quantity, Mention | None]], Mention | None]:
    """Give the corrected number the link of the number it takes back."""
    old = linked[-1][1]
    if old is None or (mention is not None and mention.indicator != old.indicator and mention.strength > 9):
        return linked, mention
    if mention is not None and mention.indicator != old.indicator:
        mention = None  # a weaker link than the one the speaker is correcting
    entry = indicators()[old.indicator]
    fresh = as_mention("", site, entry, old.strength) if mention is None else mention
    if fresh is None:
        return linked, mention
    if mention is None:
        factor = old.value / linked[-1][0].value if linked[-1][0].value else 1.0
        low, high = q.value_low * factor, q.value_high * factor
        likely = likely_bounds(low, high, q.operator, "")
        fresh = fresh._replace(
            value=low if math.isfinite(low) else likely[0],
            low=low,
            high=high,
            likely_low=likely[0],
            likely_high=likely[1],
            refused=fresh.refused if fresh.refused in OTHER_PERIOD else old.refused,
        )
        if not plausible(entry, fresh.value):
            fresh = fresh._replace(refused="outside the plausible range")
    fresh = fresh._replace(note="corrected by the speaker", strength=max(fresh.strength, old.strength), span=q.span)
    if fresh.refused == "denied":  # "not 47 but 39" denies the first number only
        fresh = fresh._replace(refused=old.refused if old.refused != "denied" else "")
    return [*linked[:-1], (linked[-1][0], old._replace(refused="taken back by the speaker"))], fresh
