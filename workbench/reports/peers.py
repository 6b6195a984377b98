"""Whom a score is compared with: the other interviews of the same job under the same rubric version.

In flows a `Case`; out flow distributions without ids, means of groups that are large enough, and who cannot be told apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.figures import numbers

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.case import Case


@dataclass(frozen=True)
class Peers:
    """The job's interviews under one rubric version, this one included; empty tables where the group is too small.

    Parameters
    ----------
    n : int
        Interviews with an overall score.
    hidden : bool
        True when the group is smaller than the policy's minimum, so that nothing of it is shown.
    """

    n: int
    hidden: bool
    scores: pd.DataFrame
    competencies: pd.DataFrame
    criteria: pd.DataFrame


def peers_of(case: Case) -> Peers:
    """Read the scores of everyone interviewed for the same job under the same rubric version."""
    version = case.score.get("rubric_version")
    reader = case.reader
    of_job = set(reader.table("INTERVIEWS", job_id=case.interview["job_id"])["interview_id"])
    tables = [reader.table(name, rubric_version=version) for name in ("SCORES", "COMPETENCY_SCORES", "CRITERION_SCORES")]
    scores, competencies, criteria = (table[table["interview_id"].isin(of_job)] for table in tables)
    n = int(scores["overall"].notna().sum())
    hidden = n < case.policy.minimum_group
    if hidden:
        scores, competencies, criteria = scores.iloc[:0], competencies.iloc[:0], criteria.iloc[:0]
    return Peers(n, hidden, scores, competencies, criteria)


def distribution(peers: Peers) -> pd.DataFrame:
    """List the job's points per competency without ids: ``competency``, ``points``."""
    return peers.competencies[["competency", "points"]].dropna().sort_values(["competency", "points"], ignore_index=True)


def competency_means(peers: Peers, minimum: int) -> dict[str, float]:
    """Mean points per competency, where at least `minimum` interviews have them."""
    grouped = peers.competencies.groupby("competency")["points"].agg(["mean", "count"])
    return grouped.loc[grouped["count"] >= minimum, "mean"].to_dict()


def criterion_means(peers: Peers, minimum: int) -> dict[str, float]:
    """Mean points per ``competency.criterion``, where at least `minimum` interviews have them."""
    grouped = peers.criteria.groupby(["competency", "criterion"])["points"].agg(["mean", "count"])
    means = grouped.loc[grouped["count"] >= minimum, "mean"].to_dict()
    return {f"{competency}.{criterion}": mean for (competency, criterion), mean in means.items()}


def neighbours(case: Case, peers: Peers) -> pd.DataFrame:
    """List the job's other interviews by overall score and say which ones this score cannot be told from.

    Two scores differ only when their distance exceeds the error band of the difference, √(band² + band²): each band is the
    half-width of a 95 % interval, and errors of two interviews are independent.

    Returns
    -------
    pandas.DataFrame, one row an other interview, best first
        ``interview_id``, ``overall``, ``error_band``, ``difference``, ``distinguishable``.
    """
    others = peers.scores[(peers.scores["interview_id"] != case.id) & peers.scores["overall"].notna()]
    table = others[["interview_id", "overall", "error_band", "grade"]].copy()
    own, band = case.score.get("overall"), case.score.get("error_band")
    table["difference"] = table["overall"] - (math.nan if numbers.missing(own) else own)
    joint = (table["error_band"].fillna(0) ** 2 + (0 if numbers.missing(band) else band) ** 2) ** 0.5
    table["distinguishable"] = table["difference"].abs() > joint
    return table.sort_values(["overall", "interview_id"], ascending=[False, True], ignore_index=True)
