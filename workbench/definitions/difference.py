"""What changed between two versions of a definition: every value that was added, removed or set anew, with the way to it.

In flow two definitions of one kind; out flow changes a person can read and approve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.definitions.document import Document

KEYS = ("id", "score_from", "question_id", "name")
FIELDS = {
    "weight": "weight", "scale": "scale", "indicator": "indicator", "anchors": "anchors", "name": "name", "title": "title", "grades": "grades",
    "missing": "missing evidence", "job_ids": "jobs", "pay_min": "lowest pay", "pay_max": "highest pay", "score_to": "score to",
    "score_from": "score from", "market": "market", "factor": "factor", "reference": "reference", "currency": "currency", "period": "period",
    "ramp": "ramp", "steps": "steps", "band": "band", "rating": "rating", "flag": "flag", "zero": "no points at", "full": "full points at",
    "lowest": "lowest", "highest": "highest", "competencies": "competencies", "criteria": "criteria", "bands": "bands", "questions": "questions",
}  # fmt: skip
NOTHING = object()


@dataclass(frozen=True)
class Change:
    """One value that differs.

    Parameters
    ----------
    path : tuple of str
        The way to it, by field name and by the id of list members: ``("competencies", "communication", "weight")``.
    names : tuple of dict
        What each step is called, ``{"zh": …, "en": …}``.
    before, after : object or None
        None where the value was added or removed.
    kind : {"added", "removed", "changed"}
    """

    path: tuple[str, ...]
    names: tuple[dict[str, str], ...]
    before: Any
    after: Any
    kind: str

    def say(self, language: str) -> str:
        """Say the change in one line: ``Communication · weight: 30 % → 10 %``."""
        say = wording.speak(language)
        where = " · ".join(name[language] for name in self.names)
        before, after = (_written(value, self.path, language) for value in (self.before, self.after))
        if self.kind == "added":
            return say("{where}: new, {after}", where=where, after=after)
        if self.kind == "removed":
            return say("{where}: taken out, was {before}", where=where, before=before)
        return f"{where}: {before} → {after}"


def differences(before: Document, after: Document) -> tuple[Change, ...]:
    """List what differs between two definitions of one kind.

    Members of a list are matched by their id (or the score a band starts at), so moving one changes nothing.

    Parameters
    ----------
    before, after : Document
        Two rubrics, two pay matrices, … .

    Returns
    -------
    tuple of Change
        In the order of the document; empty when both say the same.

    Raises
    ------
    ContractError
        If the two are of different kinds.
    """
    if before.kind != after.kind:
        raise ContractError("two kinds of definition cannot be compared", where="definitions.differences", found=f"{before.kind} and {after.kind}",
                            expected="two versions of one kind", cure="compare a rubric with a rubric")  # fmt: skip
    return tuple(_walk(before.to_dict(), after.to_dict(), (), ()))


def _walk(before: Any, after: Any, path: tuple[str, ...], names: tuple[dict[str, str], ...]) -> Iterator[Change]:
    if before == after:
        return
    one, other = _members(before), _members(after)
    if one is None or other is None or (not path and not one):
        kind = "added" if before is NOTHING else "removed" if after is NOTHING else "changed"
        yield Change(path, names, *(None if value is NOTHING else value for value in (before, after)), kind)
        return
    for key in dict.fromkeys([*one, *other]):
        was, now = one.get(key, NOTHING), other.get(key, NOTHING)
        yield from _walk(was, now, (*path, key), _steps(names, key, now if was is NOTHING else was))


def _members(value: Any) -> dict[str, Any] | None:
    """Give a mapping's members, or a list's by what names them; None for what has no named parts."""
    if isinstance(value, dict):
        return None if set(value) <= {"zh", "en"} else {str(key): part for key, part in value.items()}
    if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        key = next((name for name in KEYS if all(name in part for part in value)), None)
        named = {_plain_key(part[key]): part for part in value} if key else {}
        return named if len(named) == len(value) else None
    return None


def _plain_key(value: Any) -> str:
    return str(value.get("en", value)) if isinstance(value, dict) else str(value)


def _steps(names: tuple[dict[str, str], ...], key: str, value: Any) -> tuple[dict[str, str], ...]:
    """Call a step by the member's own name where it has one; a list's own field is not said before its member."""
    own = next(
        (value[field] for field in ("name", "title") if isinstance(value, dict) and isinstance(value.get(field), dict)), None
    )
    if own:
        return (*names, {"zh": own.get("zh", key), "en": own.get("en", key)})
    if key in ("competencies", "criteria", "questions") and not isinstance(value, str):
        return names
    if isinstance(value, dict) and {"score_from", "score_to"} <= set(value):
        key = f"{float(value['score_from']):g}–{float(value['score_to']):g}"
    label = FIELDS.get(key, key)
    return (*names, {language: wording.speak(language)(label) for language in wording.LANGUAGES})


def _written(value: Any, path: tuple[str, ...], language: str) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "✓", False: "✗", None: "–"}[value]
    if path and path[-1] == "weight" and isinstance(value, (int, float, str)):
        return f"{float(value) * 100:g} %"
    if isinstance(value, dict):
        if set(value) <= {"zh", "en"}:
            return str(value.get(language) or next(iter(value.values())))
        inner = _without_names(value)
        return "; ".join(
            f"{wording.speak(language)(FIELDS.get(str(k), str(k)))} {_written(v, (str(k),), language)}" for k, v in inner.items()
        )
    if isinstance(value, list):
        return ", ".join(_written(part, path, language) for part in value)
    return str(value)


def _without_names(value: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a whole member what its line has said already, and what it has not."""
    return {key: part for key, part in value.items() if key not in ("id", "name", "title") and part not in ([], {}, False, None)}
