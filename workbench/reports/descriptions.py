"""Which job descriptions say something new in a quarter, clause by clause, and what they ask for now that they did not before.

In flow a reader and the first and last day of a quarter; out flow `Described` jobs and the tables that show them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import contracts, wording
from workbench.definitions import compare_texts
from workbench.evidence.amending import Asked, asked_anew
from workbench.reports.jobs import job_titles

if TYPE_CHECKING:
    from workbench.definitions import Rubric, SkillTaxonomy
    from workbench.reports.reading import Reader

TEXTS = ("title", "description", "requirements", "core_competencies")


@dataclass(frozen=True)
class Described:
    """One job whose words changed: what they said before, what they say now, since when, and what that asks for."""

    job_id: str
    name: str
    before: dict[str, Any]
    after: dict[str, Any]
    kept_at: pd.Timestamp
    asked: Asked


def changed_descriptions(
    texts: pd.DataFrame,
    jobs: pd.DataFrame,
    start: Any,
    end: Any,
    *,
    rubrics: list[Rubric],
    taxonomy: SkillTaxonomy | None,
    language: str,
) -> list[Described]:
    """List the jobs whose text at the end of a span is not what it was at its start.

    Parameters
    ----------
    texts : dataframe, JOB_TEXTS with ``moment``
    jobs : dataframe, JOBS
    start, end : pandas.Timestamp
        First and last day. A job first known within the span is compared with its first text.
    """
    names = job_titles(jobs, language)
    found = []
    for job_id, own in texts[texts["moment"] <= _whole_day(end)].sort_values("n").groupby("job_id", sort=True):
        earlier = own[own["moment"] < start]
        before, after = (earlier if len(earlier) else own.head(1)).iloc[-1].to_dict(), own.iloc[-1].to_dict()
        if any(before[name] != after[name] for name in TEXTS):
            asked = asked_anew(before, after, rubrics=rubrics, taxonomy=taxonomy)
            found.append(
                Described(str(job_id), names.get(str(job_id), str(after["title"] or job_id)), before, after, after["moment"], asked)
            )
    return found


def dated_texts(reader: Reader) -> pd.DataFrame:
    """Read JOB_TEXTS with each text's moment as a date."""
    texts = reader.table("JOB_TEXTS")
    return texts.assign(moment=pd.to_datetime(texts["kept_at"], utc=True, format="ISO8601").dt.tz_localize(None))


def description_table(changed: list[Described], taxonomy: SkillTaxonomy | None, language: str) -> pd.DataFrame:
    """Lay out every change of every text, one row a clause or a skill: ``job``, ``field``, ``change``, ``kind``, ``kept_at``."""
    rows = []
    for one in changed:
        for name in TEXTS:
            skills = taxonomy if name in ("description", "requirements") else None
            rows += [{"job_id": one.job_id, "job": one.name, "field": getattr(contracts.JOBS[name], language), "change": change.say(language), "kind": change.kind,
                      "kept_at": f"{one.kept_at:%Y-%m-%d}"} for change in compare_texts(one.before[name], one.after[name], taxonomy=skills)]  # fmt: skip
    return pd.DataFrame(rows, columns=["job_id", "job", "field", "change", "kind", "kept_at"])


def named_table(changed: list[Described], rubrics: dict[str, Rubric], language: str) -> pd.DataFrame:
    """Lay out every competency named anew or no more, with its words and what its rubric does with it."""
    say, rows = wording.speak(language), []
    for one in changed:
        rubric = rubrics.get(one.job_id)
        weights = {part.id: part.weight for part in rubric.competencies} if rubric else {}
        new = {p.competency for p in one.asked.new_to(rubric)} if rubric else set()
        for proposal, change in [(p, say("named anew")) for p in one.asked.added] + [
            (p, say("no longer named")) for p in one.asked.dropped
        ]:
            weight = weights.get(proposal.competency)
            follows = (say("no rubric in force") if rubric is None else say("weighs {share} already", share=percent(weight)) if weight is not None
                       else say("proposed for the rubric") if proposal.competency in new else say("not in the rubric"))  # fmt: skip
            rows.append({"job_id": one.job_id, "job": one.name, "name": proposal.name[language], "change": change, "quote": proposal.quote,
                         "field": getattr(contracts.JOBS[proposal.source], language), "what_follows": follows})  # fmt: skip
    return pd.DataFrame(rows, columns=["job_id", "job", "name", "change", "quote", "field", "what_follows"])


def percent(share: Any) -> str:
    """Write an exact share as per cent: 15 %, 12.5 %."""
    return f"{float(share) * 100:.6g} %"


def _whole_day(day: Any) -> pd.Timestamp:
    return pd.Timestamp(day).normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
