"""Skill tags from answers: the taxonomy's words, each with its sentence and whether the speaker has, denies or only imagines it.

In flows an answer and a taxonomy; out flow `Tag`s. "I have never run a trade show" is a mention and not a skill.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from workbench.evidence.language import clauses
from workbench.evidence.language.quantity import fold

if TYPE_CHECKING:
    from workbench.definitions import Skill, SkillTaxonomy

_COMPILED: dict[tuple[int, str | None], tuple[SkillTaxonomy, re.Pattern[str], dict[str, str]]] = {}
Polarity = Literal["has", "negated", "hypothetical"]


class Tag(NamedTuple):
    """One mention of one skill."""

    tag: str
    polarity: Polarity
    span: tuple[int, int]
    sentence: str


def tags(text: str | None, taxonomy: SkillTaxonomy, *, job_family: str | None = None) -> list[Tag]:
    """Find the skills an answer names.

    Parameters
    ----------
    text : str
    taxonomy : SkillTaxonomy
    job_family : str, optional
        Looks only for the skills of this family and of every family; None, or a family the taxonomy does not know, looks for all.

    Returns
    -------
    list of Tag
        In the order of the text. A skill somebody else has (我同事做社群运营) is negated for this candidate.
    """
    if not text:
        return []
    pattern, of = _pattern(taxonomy, _known(taxonomy, job_family))
    plain = fold(text)
    layout: clauses.Layout | None = None
    found = []
    places = list(pattern.finditer(plain))
    for m, following in itertools.zip_longest(places, places[1:]):
        layout = layout or clauses.lay_out(plain)
        start, end = layout.sentence(m.start())
        polarity = _polarity(plain, layout, m.start(), m.end(), until=following and following.start())
        found.append(Tag(of[m.group().lower()], polarity, m.span(), text[start:end].strip()))
    return found


def _known(taxonomy: SkillTaxonomy, family: str | None) -> str | None:
    return family if family and any(family in skill.job_families for skill in taxonomy.skills) else None


def _pattern(taxonomy: SkillTaxonomy, family: str | None) -> tuple[re.Pattern[str], dict[str, str]]:
    """Compile once per taxonomy and family; the taxonomy is known by its identity, as hashing it costs more than a search."""
    key = (id(taxonomy), family)
    if key not in _COMPILED:
        _COMPILED[key] = (taxonomy, *_compiled(taxonomy.skills, family))
    return _COMPILED[key][1:]


def _compiled(skills: tuple[Skill, ...], family: str | None) -> tuple[re.Pattern[str], dict[str, str]]:
    of: dict[str, str] = {}
    for skill in skills:
        if family is None or not skill.job_families or family in skill.job_families:
            of |= {word.lower(): skill.id for word in (*skill.aliases.zh, *skill.aliases.en)}
    return re.compile(_alternatives(list(of))), of


def _alternatives(words: list[str]) -> str:
    """One pattern for many words, longest first, grouped by first character so that most places are passed in one step."""
    groups: dict[bool, list[str]] = {True: [], False: []}
    for word in sorted(words, key=len, reverse=True):
        groups[word[0].isascii()].append(rf"{re.escape(word)}(?![a-z])" if word[-1].isascii() else re.escape(word))
    parts = [
        rf"{'(?<![a-z])' if latin else ''}(?=[{''.join(sorted({re.escape(w[0]) for w in words if w[0].isascii() == latin}))}])(?:{'|'.join(part)})"
        for latin, part in groups.items()
        if part
    ]
    return "|".join(parts) or "(?!)"


def _polarity(text: str, layout: clauses.Layout, start: int, end: int, *, until: int | None) -> Polarity:
    if clauses.imagined(text, layout, start):
        return "hypothetical"
    if clauses.denied(text, layout, start, end, after=True, until=until) or clauses.of_others(text, layout, start, our_firm=True):
        return "negated"
    return "has"
