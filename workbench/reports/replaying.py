"""Past grades under a proposed rubric, for a page: how many would flip, who, by how much, and who was never asked.

In flow a reader, one job's interviews and two rubrics; out flow tables and the clause for a sentence. The scoring is `scoring.replay`'s, on
the values that are stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from workbench import scoring, wording
from workbench.reports import words
from workbench.scoring.replay import DOWN, LOST, UP

if TYPE_CHECKING:
    from workbench.definitions import Rubric
    from workbench.reports.reading import Reader
    from workbench.scoring import Replay

OUTCOMES = {UP: "up", DOWN: "down", LOST: "no grade any more"}
USABLE = ("usable", "corrected")


@dataclass(frozen=True)
class Replayed:
    """What a proposal would have said of past interviews; `replay` is None where too few were graded to say it."""

    clause: str
    replay: Replay | None = None
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def replayed(reader: Reader, interviews: pd.DataFrame, before: Rubric, after: Rubric, language: str) -> Replayed:
    """Score one job's past interviews again.

    Parameters
    ----------
    reader : Reader
    interviews : dataframe, INTERVIEWS of one job up to the end of the quarter
    before, after : Rubric
        The one in force and the proposed one.
    language : {"zh", "en"}
    """
    say, policy = wording.speak(language), reader.policy()
    found = scoring.replay(_values(reader, interviews, before, after), before, after, policy=policy)
    if found.n < policy.minimum_group:
        return Replayed(say("too few past grades to replay (fewer than {least})", least=policy.minimum_group))
    people = interviews[["interview_id", "interview_date", "application_id"]].merge(
        reader.table("APPLICATIONS")[["application_id", "channel"]].drop_duplicates("application_id"),
        on="application_id",
        how="left",
    )
    table = found.table.merge(people.drop(columns="application_id"), on="interview_id", how="left")
    groups, hidden = _groups(table, policy.minimum_group, language)
    tables = {"flips": _flips(table, language), "flip_groups": groups}
    if len(found.criteria):
        tables["unasked"] = _unasked(found, after, language)
    clause = say(
        "{flips} of {n} past grades would flip ({up} up, {down} down)",
        flips=found.n_flips,
        n=found.n,
        up=found.n_up,
        down=found.n_down,
    )
    return Replayed(clause, found, tables, _notes(found, hidden, policy.minimum_group, language))


def _values(reader: Reader, interviews: pd.DataFrame, before: Rubric, after: Rubric) -> pd.DataFrame:
    """Lay the stored values out, one row an interview: those behind the scores, and for what no score has read yet those in the evidence."""
    ids = list(interviews["interview_id"])
    scored = reader.table("CRITERION_SCORES", interview_id=ids)[["interview_id", "indicator", "value"]]
    ids = sorted(set(ids) & set(scored["interview_id"]))
    absent = sorted({*before.indicators, *after.indicators} - set(scored["indicator"]))
    more = reader.table("EVIDENCE", interview_id=ids, indicator=absent)
    rows = pd.concat([scored, more.loc[more["status"].isin(USABLE), ["interview_id", "indicator", "value"]]], ignore_index=True)
    wide = rows.dropna(subset="value").drop_duplicates(["interview_id", "indicator"]).pivot_table(index="interview_id", columns="indicator", values="value", observed=True)  # fmt: skip
    return wide.reindex(ids).rename_axis(index="interview_id", columns=None).reset_index()


def _flips(table: pd.DataFrame, language: str) -> pd.DataFrame:
    """List who would get another grade or none, the largest change first."""
    say = wording.speak(language)
    moved = table[table["outcome"].isin(list(OUTCOMES))]
    moved = moved.assign(size=moved["change"].abs()).sort_values(
        ["size", "interview_id"], ascending=[False, True], na_position="first"
    )
    inside = [say("inside") if yes else say("outside") for yes in moved["inside_band"]]
    kept = ["interview_id", "interview_date", "channel", "overall_before", "overall_after", "change", "grade_before", "grade_after", "error_band",
            "coverage_after", "unasked"]  # fmt: skip
    return (
        moved[kept]
        .assign(
            outcome_text=[say(OUTCOMES[name]) for name in moved["outcome"]],
            inside_text=[text if known else "–" for text, known in zip(inside, moved["change"].notna(), strict=True)],
            unasked=[say("yes") if yes else say("no") for yes in moved["unasked"]],
        )
        .reset_index(drop=True)
    )


def _groups(table: pd.DataFrame, least: int, language: str) -> tuple[pd.DataFrame, int]:
    """Count by channel, and all together; channels with fewer graded people than the policy shows are left out."""
    say, graded = wording.speak(language), table[table["grade_before"].notna()]
    sizes = graded.groupby("channel").size()
    shown = [name for name in sizes.index if sizes[name] >= least]
    parts = [(say("all"), graded), *((words.channel(name, language), graded[graded["channel"] == name]) for name in shown)]
    rows = [{"group": name, "n": len(own), "up": int((own["outcome"] == UP).sum()), "down": int((own["outcome"] == DOWN).sum()),
             "lost": int((own["outcome"] == LOST).sum()), "unasked_n": int(own["unasked"].sum()), "mean_change": own["change"].mean()} for name, own in parts]  # fmt: skip
    return pd.DataFrame(rows), len(sizes) - len(shown)


def _unasked(found: Replay, after: Rubric, language: str) -> pd.DataFrame:
    criteria = {crit.indicator: words.criterion_name(crit, language) for _, crit, _ in after.criteria}
    names = words.competency_names(after, language)
    return found.criteria.assign(
        name=found.criteria["competency"].map(names), criterion_name=found.criteria["indicator"].map(criteria)
    )


def _notes(found: Replay, hidden: int, least: int, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [say("{inside} of the {flips} flips are inside the error band the score had: the score could not tell them apart before either",
                 inside=found.n_inside, flips=found.n_flips)] if found.n_flips else []  # fmt: skip
    if found.n_unasked:
        follows = {"renormalise": say("their weight goes to what was asked, and the coverage says so"), "zero": say("they earn nothing for it"),
                   "incomplete": say("they cannot be scored again")}[found.missing]  # fmt: skip
        notes.append(say("{n} of {all} were never asked what is new: {follows}", n=found.n_unasked, all=found.n, follows=follows))
    if found.n_lost:
        notes.append(say("{n} of {all} would have no grade any more", n=found.n_lost, all=found.n))
    if hidden:
        notes.append(say("{n} channels with fewer than {least} graded people are hidden", n=hidden, least=least))
    return tuple(notes)
