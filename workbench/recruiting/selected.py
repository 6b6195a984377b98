"""How far the hired stood above those interviewed for the same job: the selection that utility is reckoned from.

In flow INTERVIEWS, SCORES and EMPLOYEES; out flows one mean standard score with its n.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench import frames
from workbench.contracts import EMPLOYEES, INTERVIEWS, SCORES
from workbench.errors import UndefinedResult


@dataclass(frozen=True)
class Selected:
    """Mean standard score of the hired among those interviewed for their job, with how many that rests on."""

    mean_z: float
    n_hired: int
    n_interviewed: int
    applicant_sd: float
    formula: str = "mean over hires of (score - mean of the job's interviewed) / sd of the job's interviewed"


def selected_z(interviews: frames.Frame, scores: frames.Frame, employees: frames.Frame) -> Selected:
    """Measure how far selection went.

    Parameters
    ----------
    interviews : dataframe, INTERVIEWS
    scores : dataframe, SCORES
    employees : dataframe, EMPLOYEES
        Joined by ``application_id``.

    Returns
    -------
    Selected
        ``applicant_sd`` is the scores' standard deviation within jobs.

    Raises
    ------
    UndefinedResult
        If no hire has a score in a job whose scores vary.
    """
    asked = frames.to_pandas(INTERVIEWS.check(interviews), where="INTERVIEWS")[["interview_id", "application_id", "job_id"]]
    given = frames.to_pandas(SCORES.check(scores), where="SCORES")[["interview_id", "overall"]]
    hired = set(
        frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").get("application_id", pd.Series(dtype=object)).dropna()
    )
    table = asked.merge(given, on="interview_id").dropna(subset=["overall"])
    table["overall"] = table["overall"].astype("float64")
    jobs = table.groupby("job_id")["overall"]
    sd = jobs.transform("std")
    z = ((table["overall"] - jobs.transform("mean")) / sd.where(sd > 0))[table["application_id"].isin(hired)].dropna()
    if z.empty:
        raise UndefinedResult("no hire has a score that can be compared", where="recruiting.selected_z", found=f"{len(table)} scores, {len(hired)} hires",
                              expected="hires with an interview score", cure="score the interviews first")  # fmt: skip
    within = ((table["overall"] - jobs.transform("mean")) ** 2).sum() / max(len(table) - table["job_id"].nunique(), 1)
    return Selected(float(z.mean()), len(z), len(table), float(within**0.5))
