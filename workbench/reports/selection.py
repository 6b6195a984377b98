"""Which scores a page is about: one job or all, one channel, one period, and one rubric version per job.

In flow a reader and the choice; out flows a `Selection` of scores and competency points with the names of the competencies.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import ContractError
from workbench.reports import words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import Rubric
    from workbench.reports.reading import Reader


POINTS = ("interview_id", "competency", "points")


@dataclass(frozen=True)
class Selection:
    """The scores chosen.

    Parameters
    ----------
    scores : pandas.DataFrame
        SCORES with ``job_id``, ``interview_date`` and ``channel``, only rows with an overall score.
    competencies : pandas.DataFrame
        ``interview_id``, ``competency``, ``points`` of COMPETENCY_SCORES of the same interviews, with ``job_id``.
    rubrics : dict of str to Rubric
        By job, as far as they can be read.
    n_other_version : int
        Interviews of the same choice scored with another version than the one most of the job's newest were.
    """

    scores: pd.DataFrame
    competencies: pd.DataFrame
    rubrics: dict[str, Rubric]
    n_other_version: int

    @property
    def n(self) -> int:
        """Interviews with an overall score."""
        return len(self.scores)

    @property
    def first(self) -> str:
        """Day of the first interview."""
        return "–" if self.scores.empty else f"{self.scores['interview_date'].min():%Y-%m-%d}"

    @property
    def last(self) -> str:
        """Day of the last interview."""
        return "–" if self.scores.empty else f"{self.scores['interview_date'].max():%Y-%m-%d}"

    def name(self, job_id: str, competency: str, language: str) -> str:
        """Name a competency as the job's rubric does."""
        return words.competency_names(self.rubrics.get(job_id), language).get(competency, competency)


def select_scores(
    reader: Reader, *, job_id: str | None = None, channel: str | None = None, period: Any = None, competencies: bool = True
) -> Selection:
    """Read the scores of a choice, one rubric version per job: the one its newest interview was scored with.

    Parameters
    ----------
    competencies : bool
        Whether points by competency are read too: they are the largest table, and a report of overall scores does without.

    Raises
    ------
    ContractError
        If the period cannot be read.
    """
    start, end = span(period)
    interviews = reader.table("INTERVIEWS", **({"job_id": job_id} if job_id else {}))
    interviews = _within(interviews, start, end)
    applications = reader.table("APPLICATIONS", **({"job_id": job_id} if job_id else {}))[["application_id", "channel"]]
    interviews = interviews.merge(applications.drop_duplicates("application_id"), on="application_id", how="left")
    if channel is not None:
        interviews = interviews[interviews["channel"] == channel]
    everything = reader.table("SCORES") if job_id is None else reader.table("SCORES", interview_id=list(interviews["interview_id"]))
    scores = everything.merge(interviews[["interview_id", "job_id", "interview_date", "channel"]], on="interview_id")
    scores = scores[scores["overall"].notna()]
    kept = _one_version(scores)
    versions = list(kept["rubric_version"].unique()) if competencies else []
    points = reader.table("COMPETENCY_SCORES", columns=POINTS, rubric_version=versions)
    points = points.merge(kept[["interview_id", "job_id"]], on="interview_id")
    versions = kept.drop_duplicates("job_id").set_index("job_id")["rubric_version"].to_dict()
    found = {job: reader.version("rubric", version) for job, version in versions.items()}
    return Selection(kept, points, {job: rubric for job, rubric in found.items() if rubric}, len(scores) - len(kept))


def span(period: Any) -> tuple[Any, Any]:
    """Read a period as its first and last day: a year, a quarter, a month, or two dates; nothing for no limit.

    Raises
    ------
    ContractError
        If it is none of these.
    """
    import pandas as pd

    if period is None or period == "":
        return None, None
    try:
        if isinstance(period, str):
            text = re.sub(r"[\s-]*[qQ]", "Q", period.strip())
            whole = pd.Period(text)
            return whole.start_time.normalize(), whole.end_time.normalize()
        start, end = period
        return tuple(None if day in (None, "") else pd.Timestamp(day).normalize() for day in (start, end))
    except (ValueError, TypeError):
        raise ContractError("the period cannot be read", where="reports.job_fit", found=str(period), expected="2026, 2026-Q3, 2026-09 or two dates",
                            cure="write the period in one of these forms") from None  # fmt: skip


def _within(interviews: pd.DataFrame, start: Any, end: Any) -> pd.DataFrame:
    day = interviews["interview_date"].dt.normalize()
    keep = day.notna() | True
    if start is not None:
        keep &= day >= start
    if end is not None:
        keep &= day <= end
    return interviews[keep]


def _one_version(scores: pd.DataFrame) -> pd.DataFrame:
    newest = scores.sort_values(["interview_date", "interview_id"]).drop_duplicates("job_id", keep="last")
    chosen = dict(zip(newest["job_id"], newest["rubric_version"], strict=True))
    return scores[scores["rubric_version"] == scores["job_id"].map(chosen)].reset_index(drop=True)
