"""How many applicants reach each stage, and how long it takes to fill an opening, with intervals and small groups hidden.

In flow APPLICATIONS, STAGES and JOBS; out flow frozen results with one row a group and stage, or one row a group.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness, frames
from workbench.contracts import APPLICATIONS, JOBS, STAGES
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

PATH = ("applied", "screened", "invited", "interviewed", "offered", "accepted", "hired")
ENDINGS = ("rejected", "withdrawn")
ALL = "(all)"
STILL_OPEN = Words("none: places still open are counted in n_open and not in the days, so the figure flatters slow jobs")


@dataclass(frozen=True)
class Funnel:
    """One row a group and stage: people who reached it, and the share of those at the stage before and of all who applied."""

    table: pd.DataFrame
    n_applications: int
    n_groups_hidden: int
    n_rows_hidden: int
    confidence: float
    formula: str = (
        "an application reached a stage when that stage or a later one is recorded; conversion = n / n of the stage before"
    )


@dataclass(frozen=True)
class TimeToFill:
    """Days from opening a job to the acceptance that filled a place, over filled places only."""

    median_days: float
    mean_days: float
    median_low: float
    median_high: float
    n_filled: int
    n_open: int
    table: pd.DataFrame = field(repr=False, compare=False)
    n_groups_hidden: int = 0
    confidence: float = 0.95
    formula: str = "acceptance date - opening date, in calendar days, each filled place once"
    counterfactual: Words = STILL_OPEN


@confident
def funnel(
    applications: frames.Frame,
    stages: frames.Frame | None = None,
    *,
    by: str | Sequence[str] | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> Funnel:
    """Count who reached each stage, by job, channel or both.

    Parameters
    ----------
    applications : dataframe, APPLICATIONS
        Reads ``application_id``, the `by` columns, and ``status`` where there is one.
    stages : dataframe, STAGES, optional
        Without it the funnel stands on ``status`` alone.
    by : str or sequence of str, optional
        For instance ``"job_id"``, ``"channel"`` or both; None gives one funnel for all.
    minimum_group : int
        Groups with fewer applications are hidden and counted.
    confidence : float
        Level of the Wilson intervals.

    Returns
    -------
    Funnel
        Table: group columns, ``stage``, ``n``, ``from_previous`` and ``from_start`` [0..1] each with ``_low`` and ``_high``,
        ``ended_here`` [applications rejected or withdrawn after this stage].

    Raises
    ------
    ContractError
        If a column is missing, a stage is unknown, or stages name applications that are not there.
    UndefinedResult
        If no group is large enough.
    """
    people = _applications(applications, by)
    reached = _furthest(people, stages)
    keys = [by] if isinstance(by, str) else list(by or [])
    people = people.assign(__reached=reached["furthest"].to_numpy(), __ended=reached["ended"].to_numpy())
    if not keys:
        people[ALL], keys = ALL, [ALL]
    people[keys] = people[keys].astype(object).where(people[keys].notna(), fairness.UNKNOWN)
    shown = fairness.hide_small_groups(people, by=keys, minimum_group=minimum_group)
    if shown.table.empty:
        raise UndefinedResult("no group is large enough to show a funnel", where="recruiting.funnel",
                              found=f"{len(people)} applications in {shown.n_groups_hidden} groups",
                              expected=f"at least {minimum_group} applications in a group", cure="choose fewer groups or a longer period")  # fmt: skip
    parts = [_one_funnel(dict(zip(keys, names, strict=True)), group, confidence)
             for names, group in shown.table.groupby(keys, sort=True)]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return Funnel(table.drop(columns=ALL, errors="ignore"), len(people), shown.n_groups_hidden, shown.n_rows_hidden, confidence)


@confident
def time_to_fill(
    jobs: frames.Frame,
    applications: frames.Frame,
    stages: frames.Frame,
    *,
    by: str | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> TimeToFill:
    """Measure the days from opening a job to the acceptance that filled each place.

    Parameters
    ----------
    jobs : dataframe, JOBS
        Reads ``job_id``, ``opened_date``, ``openings`` where there is one, and the `by` column.
    applications : dataframe, APPLICATIONS
    stages : dataframe, STAGES
        The ``accepted`` event fills a place, else ``hired`` where no acceptance was recorded.
    by : str, optional
        A column of jobs or applications: ``job_id``, ``job_family``, ``channel`` …

    Returns
    -------
    TimeToFill
        Median with the binomial interval of its order statistics (exact, no shape assumed).

    Raises
    ------
    UndefinedResult
        If no place was filled by a job with an opening date.
    """
    filled, n_open = _filled(jobs, applications, stages, by)
    if filled.empty:
        raise UndefinedResult("time to fill has no value: no place was filled", where="recruiting.time_to_fill", found="0 acceptances",
                              expected="acceptances of jobs with an opening date", cure="add opening dates to the jobs, or wait")  # fmt: skip
    days = filled["days"].to_numpy()
    groups = fairness.hide_small_groups(filled, by=by, minimum_group=minimum_group) if by else None
    rows = [{by: name, **_days(group["days"].to_numpy(), confidence)} for name, group in groups.table.groupby(by)] if by else []
    return TimeToFill(
        **{name: value for name, value in _days(days, confidence).items() if name != "n"},
        n_filled=len(days),
        n_open=n_open,
        table=pd.DataFrame(rows),
        n_groups_hidden=groups.n_groups_hidden if groups else 0,
        confidence=confidence,
    )  # fmt: skip


def _applications(applications: frames.Frame, by: Any) -> pd.DataFrame:
    people = frames.to_pandas(applications, where="recruiting.funnel").reset_index(drop=True)
    keys = [by] if isinstance(by, str) else list(by or [])
    for name in ["application_id", *keys]:
        if name not in people:
            raise ContractError(f"column missing: {name}", where="APPLICATIONS", found=f"columns {', '.join(people.columns)}",
                                expected=", ".join(["application_id", *keys]),
                                cure=closest(name, people.columns) or "join the column to the applications")  # fmt: skip
    return people


def _furthest(people: pd.DataFrame, stages: frames.Frame | None) -> pd.DataFrame:
    """Give the furthest stage of the path each application reached (0 = applied) and whether it ended."""
    events = pd.DataFrame(
        {"application_id": people["application_id"], "stage": people.get("status", pd.Series("applied", people.index))}
    )
    if stages is not None:
        recorded = frames.to_pandas(STAGES.check(stages), where="STAGES")[["application_id", "stage"]]
        if strangers := int((~recorded["application_id"].isin(people["application_id"])).sum()):
            raise ContractError(f"{strangers} events belong to no application", where="STAGES", found=f"{strangers} of {len(recorded)} rows",
                                expected="application_id found in APPLICATIONS", cure="pass the stages of these applications only")  # fmt: skip
        events = pd.concat([events, recorded], ignore_index=True)
    events["stage"] = events["stage"].astype(object).where(events["stage"].notna(), "applied")
    if unknown := sorted(set(events["stage"]) - {*PATH, *ENDINGS}):
        raise ContractError(f"stage '{unknown[0]}' is unknown", where="APPLICATIONS", found=", ".join(map(str, unknown)),
                            expected=", ".join((*PATH, *ENDINGS)), cure=closest(str(unknown[0]), PATH) or "map it in intake")  # fmt: skip
    events["furthest"] = events["stage"].map({stage: n for n, stage in enumerate(PATH)} | dict.fromkeys(ENDINGS, 0))
    events["ended"] = events["stage"].isin(ENDINGS)
    return events.groupby("application_id").agg(furthest=("furthest", "max"), ended=("ended", "max")).loc[people["application_id"]]


def _one_funnel(names: dict[str, Any], group: pd.DataFrame, confidence: float) -> pd.DataFrame:
    reached = np.array([int((group["__reached"] >= n).sum()) for n in range(len(PATH))])
    ended = [int(((group["__reached"] == n) & group["__ended"]).sum()) for n in range(len(PATH))]
    rows = []
    for number, stage in enumerate(PATH):
        before = reached[max(0, number - 1)]
        rows.append({**names, "stage": stage, "n": reached[number], **_share("from_previous", reached[number], before, confidence),
                     **_share("from_start", reached[number], reached[0], confidence), "ended_here": ended[number]})  # fmt: skip
    return pd.DataFrame(rows)


def _share(name: str, part: int, whole: int, confidence: float) -> dict[str, float]:
    if whole == 0:
        return {name: np.nan, f"{name}_low": np.nan, f"{name}_high": np.nan}
    low, high = fairness.wilson(int(part), int(whole), confidence=confidence)
    return {name: part / whole, f"{name}_low": low, f"{name}_high": high}


def _filled(jobs: frames.Frame, applications: frames.Frame, stages: frames.Frame, by: str | None) -> tuple[pd.DataFrame, int]:
    posts = frames.to_pandas(JOBS.check(jobs), where="JOBS")
    people = frames.to_pandas(APPLICATIONS.check(applications), where="APPLICATIONS")
    events = frames.to_pandas(STAGES.check(stages), where="STAGES")
    if "opened_date" not in posts:
        raise ContractError("column missing: opened_date", where="JOBS", found=f"columns {', '.join(posts.columns)}",
                            expected="the day each job was opened", cure="export it from the HR system (发布日期)")  # fmt: skip
    if by and by not in posts and by not in people:
        raise ContractError(f"column missing: {by}", where="JOBS", expected="a column of jobs or applications",
                            cure=closest(by, [*posts.columns, *people.columns]) or "name one of them")  # fmt: skip
    dates = (
        events[events["stage"].isin(("accepted", "hired"))].sort_values("event_date").groupby("application_id")["event_date"].min()
    )
    kept = [c for c in ("job_id", "opened_date", by) if c and c in posts]
    table = people.merge(posts[list(dict.fromkeys(kept))], on="job_id", suffixes=("", "_of_job"))
    table["filled_date"] = pd.to_datetime(table["application_id"].map(dates.to_dict()))
    table["days"] = (table["filled_date"] - pd.to_datetime(table["opened_date"])).dt.days
    table = table[table["days"].notna() & (table["days"] >= 0)]
    places = posts["openings"].fillna(1) if "openings" in posts else pd.Series(1, posts.index)
    left = places - posts["job_id"].map(table["job_id"].value_counts()).fillna(0)
    return table, int(left.clip(lower=0).sum())


def _days(days: np.ndarray, confidence: float) -> dict[str, float]:
    from scipy import stats  # 0.3 s that a funnel without days need not spend

    ordered, n = np.sort(days), len(days)
    rank = int(stats.binom.ppf((1 - confidence) / 2, n, 0.5))
    return {"n": n, "median_days": float(np.median(ordered)), "mean_days": float(ordered.mean()),
            "median_low": float(ordered[max(rank - 1, 0)]), "median_high": float(ordered[min(n - rank, n - 1)])}  # fmt: skip
