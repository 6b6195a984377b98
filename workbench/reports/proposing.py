"""What is proposed for one job's rubric, and how it is said: by changed words, by weights set by hand, or by a draft that waits.

In flow what a job newly asks and the rubric in force; out flows a `Proposed` with its table and its clause.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import wording
from workbench.evidence.amending import Amendment, amend_rubric, reweighted
from workbench.reports import words
from workbench.reports.descriptions import percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.definitions import Rubric
    from workbench.evidence.amending import Asked
    from workbench.reports.reading import Reader

RULES = {
    "new": "new: named in the job description", "no longer named": "gives: the description names it no more", "offline": "gives: work on the spot for the network",
    "heaviest": "gives: the heaviest", "chosen": "gives: chosen", "typed": "set by hand", "kept": "stays", "draft": "as the waiting draft says",
}  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """The rubric in force beside what is proposed: by the changed words, by hand, or by a draft that waits."""

    present: Rubric | None
    rubric: Rubric | None
    base: Amendment | None
    drafted_from: str | None
    status: str
    told: str


def propose(
    reader: Reader, asked: Asked | None, present: Rubric | None, rubrics: list[Rubric], *, share: Any, takes_from: str | None,
    weights: Mapping[str, Any] | None, language: str,
) -> Proposed:  # fmt: skip
    """Find what is proposed: weights set by hand, else a draft that waits for these words, else what the words ask, else any draft."""
    say = wording.speak(language)
    if present is None:
        return Proposed(None, None, None, None, "nothing", say("the job has no rubric in force: nothing is proposed for it"))
    new = bool(asked and asked.new_to(present))
    base = amend_rubric(present, asked, share=share, takes_from=takes_from, rubrics=rubrics) if asked and new else None
    words_hash = asked.drafted_from if asked else None
    known = _versions(reader, present.id)
    waiting = [of for state, of, _ in known if state == "draft" and (base is None or of.drafted_from == words_hash)]
    if weights:
        ground = base.rubric if base else waiting[-1] if waiting else present
        return Proposed(present, reweighted(ground, weights), base, words_hash, "by hand", say("weights set by hand"))
    if waiting:
        return Proposed(
            present,
            waiting[-1],
            base,
            waiting[-1].drafted_from,
            "waits",
            say("a draft waits for a second administrator's approval"),
        )
    if base is None:
        status = "in force" if asked and present.drafted_from == words_hash else "nothing"
        return Proposed(present, None, None, words_hash, status, say("no change of the rubric is proposed"))
    declined = [row for state, of, row in known if state == "declined" and of.drafted_from == words_hash]
    told = _turned_down(declined[-1], say) if declined else say("proposed by the changed words; nobody has decided yet")
    return Proposed(present, base.rubric, base, words_hash, "declined" if declined else "proposed", told)


def _versions(reader: Reader, rubric_id: str) -> list[tuple[str, Rubric, dict[str, Any]]]:
    """List state, content and row of every version of a rubric that can be read, the oldest decision first."""
    rows = [row for row in reader.versions() if row["kind"] == "rubric" and row["id"] == rubric_id]
    found = [(row["state"], reader.version("rubric", row["version"]), row) for row in rows]
    return [(state, of, row) for state, of, row in found if of is not None]


def _turned_down(row: dict[str, Any], say: wording.Speaker) -> str:
    return say("turned down by {who} on {day}: {reason}", who=row["declined_by"], day=str(row["declined_at"])[:10], reason=row["reason"])  # fmt: skip


def weight_table(proposed: Proposed, language: str) -> pd.DataFrame:
    """Lay out every competency's weight in the rubric in force and in the proposal; 0 where it has no place."""
    columns = ["competency", "name", "weight_before", "weight_after", "before_text", "after_text", "rule_text"]
    if proposed.present is None or proposed.rubric is None:
        return pd.DataFrame(columns=columns)
    say = wording.speak(language)
    was, now = ({part.id: part for part in rubric.competencies} for rubric in (proposed.present, proposed.rubric))
    ruled = {w.competency: w.rule for w in proposed.base.weighings} if proposed.base else {}
    ruled_as = {w.competency: w.after for w in proposed.base.weighings} if proposed.base else {}
    rows = []
    for name in [*was, *(name for name in now if name not in was)]:
        before, after = (float(side[name].weight) if name in side else 0.0 for side in (was, now))
        mine = name in now and ruled_as.get(name) == now[name].weight
        rule = ruled[name] if mine else "kept" if before == after else "draft" if proposed.status == "waits" else "typed"
        texts = [percent(share) if share else "–" for share in (before, after)]
        rows.append((name, (now.get(name) or was[name]).name[language], before, after, *texts, say(RULES[rule])))
    return pd.DataFrame(rows, columns=columns)


def said_weights(proposed: Proposed, language: str) -> str:
    """Say the weights that would change, the new ones first: 直播策略 15 %、客户资源拓展能力 30 → 15 %."""
    if proposed.present is None:
        return proposed.told
    if proposed.rubric is None:
        return ""
    say, was = wording.speak(language), {part.id: part.weight for part in proposed.present.competencies}
    names = words.competency_names(proposed.present, language) | words.competency_names(proposed.rubric, language)
    now = {part.id: part.weight for part in proposed.rubric.competencies}
    new = [f"{names[name]} {percent(now[name])}" for name in now if name not in was]
    moved = [
        f"{names[name]} {percent(was[name]).removesuffix(' %')} → {percent(now.get(name, 0))}"
        for name in was
        if now.get(name) != was[name]
    ]
    return say("proposal: {weights}", weights=words.listed([*new, *moved] or [say("no weight changes")], language))
