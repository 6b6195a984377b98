"""What the rules are, who set them, and what the last change changed.

In flow a desk and one definition's kind and id; out flows one `Report`: its versions in order, the difference between two of them in
words, and its full text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import wording
from workbench.definitions.difference import differences
from workbench.errors import DefinitionError, closest
from workbench.reports import words
from workbench.reports.report import Report

if TYPE_CHECKING:
    from workbench.definitions import Document

KINDS = {"rubric": "Rubric", "pay-matrix": "Pay matrix", "cost-model": "Cost model", "policy": "Policy", "questions": "Question bank",
         "skills": "Skill taxonomy", "scorer": "Answer scorer"}  # fmt: skip
STATES = {"in force": "in force", "draft": "waits for approval", "replaced": "replaced", "scheduled": "approved for later",
          "declined": "turned down"}  # fmt: skip


def rules(desk: Any, kind: str, id: str, *, before: str | None = None, after: str | None = None, language: str = "zh") -> Report:
    """Report one definition's versions and what changed between two of them.

    Parameters
    ----------
    desk : desk of the store
    kind : str
        ``"rubric"``, ``"pay-matrix"``, … .
    id : str
    before, after : str, optional
        Versions to compare; by default the version in force with the newest draft, or the last two.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``versions`` (one row a version, newest first) and ``changes`` (one row a value: ``change``, ``before``, ``after``). Facts
        ``in_force``, ``drafts`` (versions), ``before``, ``after`` (what is compared), ``yaml`` (the text of `after`).

    Raises
    ------
    DefinitionError
        If there is no such definition or version.
    """
    listed = desk.definitions(kind)
    own = listed[listed["id"] == id].sort_values("number", ascending=False, ignore_index=True)
    if own.empty:
        raise DefinitionError(f"there is no {kind} '{id}'", where="definitions", found=f"{len(set(listed['id']))} definitions of that kind",
                              expected="the id of one of them", cure=closest(id, set(listed["id"])) or "choose one from the list")  # fmt: skip
    before, after = _compared(own, before, after)
    shown = desk.definition(kind, version=after)
    changes = differences(desk.definition(kind, version=before), shown) if before else ()
    facts = {"in_force": _state(own, "in force"), "drafts": list(own.loc[own["state"] == "draft", "version"]), "before": before, "after": after,
             "n_changes": len(changes), "yaml": shown.to_yaml()}  # fmt: skip
    say = wording.speak(language)
    return Report(
        title=say("What are the rules, and who set them?"),
        sentence=_sentence(own, shown, kind, facts, language),
        tables={"versions": _versions(own, language), "changes": _changes(changes, language)},
        notes=(
            say("A version is the hash of its content: the same decisions always have the same version."),
            say(
                "A change is in force only after a second administrator has approved it; scores and suggestions name the version behind them."
            ),
        ),
        facts=facts,
    )


def named(definition: Document, kind: str, language: str) -> str:
    """Call a definition by its kind and its own title."""
    say = wording.speak(language)
    own = getattr(definition, "title", None) or getattr(definition, "name", None)
    called = own[language] if own is not None and not isinstance(own, str) else str(own or words.family(definition.id, language))
    return say("{kind} {name}", kind=say(KINDS.get(kind, kind)), name=called)


def _compared(own: pd.DataFrame, before: str | None, after: str | None) -> tuple[str | None, str]:
    """Choose what to compare: the newest version with the one in force, or with the one before it."""
    after = after or own["version"].iloc[0]
    if before:
        return before, after
    present = _state(own, "in force")
    if present and present != after:
        return present, after
    older = own[own["number"] < own.loc[own["version"] == after, "number"].max()]
    return (older["version"].iloc[0] if len(older) else None), after


def _state(own: pd.DataFrame, state: str) -> str | None:
    return next(iter(own.loc[own["state"] == state, "version"]), None)


def _sentence(own: pd.DataFrame, shown: Document, kind: str, facts: dict[str, Any], language: str) -> str:
    say = wording.speak(language)
    name, waiting = named(shown, kind, language), len(facts["drafts"])
    tail = say("; {n} waits for a second administrator's approval.", n=waiting) if waiting else say(".")
    if facts["in_force"] is None:
        return say("{name}: nothing is in force", name=name) + tail
    row = own[own["version"] == facts["in_force"]].iloc[0]
    told = say("{name}: version {number} is in force since {day}, saved by {author}, approved by {approver}", name=name, number=int(row["number"]),
               day=str(row["effective"])[:10], **{who: words.code(row[name], language) for who, name in (("author", "author"), ("approver", "approved_by"))})  # fmt: skip
    return told + tail


def _versions(own: pd.DataFrame, language: str) -> pd.DataFrame:
    say = wording.speak(language)
    return own.assign(
        state_text=[say(STATES[state]) for state in own["state"]],
        **{name: [words.code(text, language) for text in own[name]] for name in ("author", "approved_by", "reason")},
        saved_at=own["saved_at"].str[:16].str.replace("T", " "),
        approved_at=own["approved_at"].astype("string").str[:16].str.replace("T", " "),
        effective=own["effective"].astype("string").str[:10],
    )


def _changes(changes: tuple, language: str) -> pd.DataFrame:
    rows = [{"path": ".".join(change.path), "change": change.say(language), "kind": change.kind} for change in changes]
    return pd.DataFrame(rows, columns=["path", "change", "kind"])
