"""What changed between two versions of a job description, clause by clause, in words a person can agree or disagree with.

In flow the older and the newer text; out flow `TextChange`s in reading order, each of which says itself in Chinese or English. Definitions
are compared in `difference`.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.definitions.document import Bilingual
from workbench.wording import speak

if TYPE_CHECKING:
    from workbench.definitions.skills import SkillTaxonomy

ALIKE = 0.55  # share of equal characters from which two clauses are one that was reworded
LONGEST = 50_000  # characters compared
_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
_DENIED = re.compile(
    r"(?:不再|无需|无须|不需要|不用|不必|取消|停止)[^，,。；;\n]{0,6}$|\b(?:no|no longer|not|without)\s(?:[a-z]+\s)?$",
    re.IGNORECASE,
)
SENTENCES = {
    "added": "now says “{after}”", "removed": "no longer says “{before}”", "reworded": "“{before}” is now “{after}”",
    "skill added": "skill named anew: {name}", "skill removed": "skill no longer named: {name}",
}  # fmt: skip


class TextChange(NamedTuple):
    """One change of a text: its kind (a key of `SENTENCES`), and the clauses or the skill."""

    kind: str
    before: str = ""
    after: str = ""
    name: Bilingual | None = None

    def say(self, language: str) -> str:
        """Say it in one language."""
        name = self.name[language] if self.name else ""
        return speak(language)(SENTENCES[self.kind], before=self.before, after=self.after, name=name)


def compare_texts(old: str | None, new: str | None, *, taxonomy: SkillTaxonomy | None = None) -> tuple[TextChange, ...]:
    """Say what a newer text changes, and which skills it names anew or no more.

    Parameters
    ----------
    old, new : str or None
    taxonomy : SkillTaxonomy, optional

    Returns
    -------
    tuple of TextChange
        Empty when both say the same; clauses that only moved are no change.

    Examples
    --------
    >>> [change.say("en") for change in compare_texts("Wins clients. Visits trade shows.", "Wins clients. Sells in live shows.")]
    ['now says “Sells in live shows”', 'no longer says “Visits trade shows”']
    """
    before, after = (_clauses((text or "")[:LONGEST]) for text in (old, new))
    kept = {_plain(clause) for clause in before} & {_plain(clause) for clause in after}
    left = [clause for clause in before if _plain(clause) not in kept]
    changes = []
    for clause in (clause for clause in after if _plain(clause) not in kept):
        near = max(left, key=lambda was: _alike(was, clause), default=None)
        if near is not None and _alike(near, clause) >= ALIKE:
            left.remove(near)
            changes.append(TextChange("reworded", near, clause))
        else:
            changes.append(TextChange("added", after=clause))
    changes += [TextChange("removed", clause) for clause in left]
    return (*changes, *_skills(old or "", new or "", taxonomy))


def _clauses(text: str) -> list[str]:
    found = (m.group().strip(" .") for part in re.split(r"(?<=[A-Za-z])\.(?:\s|$)", text) for m in _CLAUSE.finditer(part))
    return [clause for clause in found if _plain(clause)]


def _plain(clause: str) -> str:
    return re.sub(r"[\s\W_]+", "", clause).casefold()


def _alike(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, _plain(one), _plain(other), autojunk=False).ratio()


def _skills(old: str, new: str, taxonomy: SkillTaxonomy | None) -> list[TextChange]:
    changes = []
    for skill in taxonomy.skills if taxonomy else ():
        words = (*skill.aliases.zh, *skill.aliases.en)
        was, now = (any(_stands(word, text) for word in words) for text in (old, new))
        if was != now:
            changes.append(TextChange("skill added" if now else "skill removed", name=skill.name))
    return changes


def _stands(word: str, text: str) -> bool:
    """Tell whether a text names a word other than to deny it."""
    bounded = re.escape(word) if re.search("[一-鿿]", word) else rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
    return any(not _DENIED.search(text[max(0, m.start() - 16) : m.start()]) for m in re.finditer(bounded, text, re.IGNORECASE))
