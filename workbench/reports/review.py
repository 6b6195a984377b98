"""What changed since last quarter: job descriptions, the rubric change they propose, drift, and past grades under the proposal.

In flow a desk, a quarter and a job; out flows one `Report`. Nothing is changed by it: a proposal becomes a draft only when somebody saves it,
and is in force only when somebody else approves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import figures, wording
from workbench.errors import UndefinedResult
from workbench.evidence.amending import SHARE
from workbench.reports import words
from workbench.reports.descriptions import (
    Described,
    changed_descriptions,
    dated_texts,
    description_table,
    named_table,
    percent,
)
from workbench.reports.drifting import drifting
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_titles, must_be_known
from workbench.reports.notes import reading_notes
from workbench.reports.proposing import Proposed, propose, said_weights, weight_table
from workbench.reports.reading import Reader
from workbench.reports.replaying import Replayed, replayed
from workbench.reports.report import Report
from workbench.reports.selection import span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from workbench.definitions import Rubric

NAMED = 3
EARLIEST = pd.Timestamp("1970-01-01")


@scoped
def review(
    desk: Any, *, period: Any = None, job_id: str | None = None, share: Decimal | float | str = SHARE, takes_from: str | None = None,
    weights: Mapping[str, Decimal | float | str] | None = None, language: str = "zh",
) -> Report:  # fmt: skip
    """Report what changed since last quarter, and what would follow for the rubric and for past grades.

    Parameters
    ----------
    desk : desk of the store
    period : str or (start, end), optional
        ``2026-Q3``, a month, a year or two days; by default the quarter of the newest changed description or interview.
    job_id : str, optional
        The job whose proposal, drift and replay are shown; by default the first whose words ask for something new, else the one with most interviews.
    share : decimal
        What each competency asked for anew is to weigh.
    takes_from : str, optional
        Competency that gives it; by default the rule of `evidence.amending.amend_rubric`.
    weights : mapping of competency to share, optional
        Weights set by hand instead; they add up to 1 with those left out, and 0 takes a competency out.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``descriptions``, ``named``, ``weights``, ``flips``, ``flip_groups``, ``unasked``, ``drift``, ``validity_quarters``, ``rubric_changes``, as far as there is
        something in them; figures ``weights`` (slopes), ``drift``, ``validity_quarters``. Facts ``quarter``, ``n_changed``, ``job_id``, ``status`` ("proposed", "waits", "declined",
        "in force", "by hand" or "nothing"), ``present`` and ``proposal`` [Rubric or None], ``n``, ``n_flips``, ``n_up``, ``n_down``, ``n_inside``, ``n_lost``, ``n_unasked``.

    Raises
    ------
    UndefinedResult
        If there are no jobs.
    ContractError
        If the job is not known or the period cannot be read.
    DefinitionError
        If share, giver or weights cannot be used.
    """
    reader = Reader(desk)
    jobs, texts = reader.table("JOBS", needed=True), dated_texts(reader)
    _must_be_there(jobs, job_id)
    interviews = reader.table("INTERVIEWS")
    start, end = _quarter(period, texts, interviews)
    rubrics, taxonomy = reader.in_force("rubric"), next(iter(reader.in_force("skill taxonomy")), None)
    rubric_of = {job: rubric for rubric in rubrics for job in rubric.job_ids}
    changed = changed_descriptions(texts, jobs, start, end, rubrics=rubrics, taxonomy=taxonomy, language=language)
    focus = job_id or _focus(changed, rubric_of, interviews, jobs)
    changed.sort(key=lambda one: one.job_id != focus)
    own = interviews[(interviews["job_id"] == focus) & (interviews["interview_date"].dt.normalize() <= end)]
    asked = next((one.asked for one in changed if one.job_id == focus), None)
    proposed = propose(
        reader, asked, rubric_of.get(focus), rubrics, share=share, takes_from=takes_from, weights=weights, language=language
    )
    told = (replayed(reader, own, proposed.present, proposed.rubric, language) if proposed.present and proposed.rubric
            else Replayed(""))  # fmt: skip
    drift = drifting(reader, own, proposed.present, language)
    tables = _filled({"descriptions": description_table(changed, taxonomy, language), "named": named_table(changed, rubric_of, language),
                      "weights": weight_table(proposed, language), **told.tables, **drift.tables})  # fmt: skip
    name = job_titles(jobs, language).get(focus, focus)
    return Report(
        title=wording.speak(language)("What changed since last quarter?"),
        sentence=_sentence(changed, proposed, told.clause, drift.clause, _label(start, end), language),
        tables=tables,
        figures=_drawn(tables, proposed, name, language) | drift.figures,
        notes=(
            wording.speak(language)(
                "{job}, {quarter}: {n} interviews up to its end; {told}",
                job=name,
                quarter=_label(start, end),
                n=len(own),
                told=proposed.told,
            ),
            *told.notes,
            *_notes(proposed, language),
            *drift.notes,
            *reading_notes(reader, language),
        ),
        facts=_facts(changed, proposed, told, drift.moved, focus, _label(start, end)),
    )


def quarters(desk: Any) -> list[str]:
    """List the quarters something is known of, the newest first, as ``2026-Q3``: interviews held, or job descriptions brought in."""
    reader = Reader(desk)
    days = pd.concat([reader.table("INTERVIEWS")["interview_date"], dated_texts(reader)["moment"]]).dropna()
    return [f"{quarter.year}-Q{quarter.quarter}" for quarter in sorted(days.dt.to_period("Q").unique(), reverse=True)]


def _must_be_there(jobs: pd.DataFrame, job_id: str | None) -> None:
    if jobs.empty:
        raise UndefinedResult("there are no jobs yet", where="reports.review", found="0 jobs", expected="jobs from the HR system",
                              cure="run the pipeline on the exports: workbench run --exports DIR")  # fmt: skip
    must_be_known(job_id, list(jobs["job_id"]))


def _quarter(period: Any, texts: pd.DataFrame, interviews: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Give first and last day: of what was asked for, else from the quarter of the newest changed text (or interview) to the newest of both."""
    start, end = span(period)
    changed, held = texts.loc[texts["n"] > 1, "moment"].dropna(), interviews["interview_date"].dropna()
    known = [days.max() for days in (changed, held, texts["moment"].dropna()) if len(days)] or [EARLIEST]
    last = max(days.max() for days in (changed, held) if len(days)) if len(changed) or len(held) else known[0]
    if start is None and end is None:
        return known[0].to_period("Q").start_time.normalize(), last.to_period("Q").end_time.normalize()
    return start if start is not None else EARLIEST, end if end is not None else max(last.normalize(), start)


def _label(start: pd.Timestamp, end: pd.Timestamp) -> str:
    """Name a span by its quarters where it begins and ends with one."""
    first, last = start.to_period("Q"), end.to_period("Q")
    if (first.start_time.normalize(), last.end_time.normalize()) != (start, end):
        return f"{start:%Y-%m-%d} – {end:%Y-%m-%d}"
    named = [f"{quarter.year}-Q{quarter.quarter}" for quarter in dict.fromkeys((first, last))]
    return " – ".join(named)


def _focus(changed: list[Described], rubric_of: dict[str, Rubric], interviews: pd.DataFrame, jobs: pd.DataFrame) -> str:
    """Choose the job to show: the first whose words ask for something its rubric has not, else the one with most interviews."""
    asking = [one.job_id for one in changed if one.job_id in rubric_of and one.asked.new_to(rubric_of[one.job_id])]
    busiest = interviews["job_id"].value_counts().sort_index().sort_values(ascending=False, kind="stable")
    rewritten, held = [one.job_id for one in changed], list(busiest.index)
    weighed = [job for job in (*rewritten, *held) if job in rubric_of]
    return next(iter([*asking, *weighed, *rewritten, *held, *jobs["job_id"]]))


def _filled(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: table for name, table in tables.items() if len(table)}


def _drawn(tables: dict[str, pd.DataFrame], proposed: Proposed, job: str, language: str) -> dict[str, Any]:
    if "weights" not in tables:
        return {}
    say = wording.speak(language)
    return {"weights": figures.weight_slopes(tables["weights"], language=language, title=say("{job}: weights in force and proposed", job=job), caption=proposed.told)}  # fmt: skip


def _sentence(changed: list[Described], proposed: Proposed, flips: str, drift: str, quarter: str, language: str) -> str:
    parts = [_of_descriptions(changed, quarter, language), said_weights(proposed, language), flips]
    return words.clauses([*parts, "" if changed and proposed.rubric else drift], language)


def _of_descriptions(changed: list[Described], quarter: str, language: str) -> str:
    say = wording.speak(language)
    if not changed:
        return say("no job description changed in {quarter}", quarter=quarter)
    told = words.listed([_of_one(one, language) for one in changed[:NAMED]], language)
    if len(changed) == 1:
        return say("1 job description changed: {what}", what=told)
    return say("{n} job descriptions changed: {what}", n=len(changed), what=told + (" …" if len(changed) > NAMED else ""))


def _of_one(one: Described, language: str) -> str:
    say = wording.speak(language)
    new, gone = (words.listed([p.quote for p in side], language) for side in (one.asked.added, one.asked.dropped))
    if new and gone:
        return say("{job} adds {new} and drops {gone}", job=one.name, new=new, gone=gone)
    if new or gone:
        return say("{job} adds {new}", job=one.name, new=new) if new else say("{job} drops {gone}", job=one.name, gone=gone)
    return say("{job} is reworded", job=one.name)


def _notes(proposed: Proposed, language: str) -> tuple[str, ...]:
    say, notes = wording.speak(language), []
    if proposed.base is not None:
        notes.append(say("the rule: what is named anew gets {share}; a competency named no more gives, then one of work on the spot (for online skills), then the heaviest; none is left lighter than the new one; all others stay",
                         share=percent(proposed.base.share)))  # fmt: skip
    if proposed.rubric is not None:
        notes.append(
            say("both rubrics score the same stored evidence; what a changed question would have brought out is not known")
        )
    return (
        *notes,
        say(
            "a description counts as changed when an export first says something else; what it says does not prove that the work changed"
        ),
    )


def _facts(
    changed: list[Described], proposed: Proposed, told: Replayed, moved: tuple[str, ...], focus: str, quarter: str
) -> dict[str, Any]:
    counts = ("n", "n_flips", "n_up", "n_down", "n_inside", "n_lost", "n_unasked")
    return {"quarter": quarter, "n_changed": len(changed), "job_id": focus, "status": proposed.status, "present": proposed.present, "proposal": proposed.rubric,
            "share": proposed.base.share if proposed.base else None, "drifted": moved, "drafted_from": proposed.drafted_from, "marked": (told.clause,) if told.replay and told.replay.n_flips else (),
            "weights": {part.id: (part.name, part.weight) for part in rubric.competencies} if (rubric := proposed.rubric or proposed.present) else {},
            **{name: getattr(told.replay, name) if told.replay else None for name in counts}}  # fmt: skip
