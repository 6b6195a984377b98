"""What is known of each application: score, hired or not, later performance, whether the person stayed, whether it was a success.

In flow SCORES, APPLICATIONS, EMPLOYEES and PERFORMANCE; out flows one row an application with its channel and job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import APPLICATIONS, EMPLOYEES, PERFORMANCE
from workbench.errors import ContractError, closest

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "recruiting.channels"
EARLY_DAYS = 180


def known_of_applications(
    scores: frames.Frame | None,
    applications: frames.Frame,
    *,
    interviews: frames.Frame | None,
    employees: frames.Frame | None,
    performance: frames.Frame | None,
    score: str,
    adjust: Sequence[str],
    success_from: float | None,
    retention_days: int,
    as_of: Any,
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Lay out what is known of each application.

    Returns
    -------
    table : pandas.DataFrame, one row an application
        ``application_id``, ``channel``, ``job``, and as far as known ``score``, ``hire_rate`` [1 hired], ``performance`` [mean of periods],
        ``retention`` [1 stayed], ``success`` [1 performs at or above the line and did not leave early].
    facts : dict
        ``success_from`` and ``as_of`` as used.
    """
    people = frames.to_pandas(APPLICATIONS.check(applications), where="APPLICATIONS")
    need(people, ["application_id", "channel", *adjust], where="APPLICATIONS")
    labels = people[list(adjust)].astype(object).where(people[list(adjust)].notna(), "(unknown)").astype(str)
    table = pd.DataFrame({
        "application_id": people["application_id"].to_numpy(object), "channel": people["channel"].astype(object).to_numpy(),
        "job": labels.agg(" × ".join, axis=1).to_numpy(object) if len(adjust) > 1 else labels[adjust[0]].to_numpy(object) if adjust else "",
    })  # fmt: skip
    staff = None if employees is None else frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES")
    if scores is not None:
        table["score"] = table["application_id"].map(_scores(scores, interviews, score))
    hired = people["status"].eq("hired").to_numpy() if "status" in people else np.zeros(len(people), dtype=bool)
    if staff is not None:
        hired = hired | table["application_id"].isin(staff["application_id"]).to_numpy()
    if "status" in people or staff is not None:
        table["hire_rate"] = hired.astype(float)
    facts: dict[str, Any] = {"success_from": None, "as_of": None}
    if staff is None:
        return table, facts
    today = _today(as_of, staff, performance)
    stayed = _stayed(staff, today, retention_days)
    table["retention"] = table["application_id"].map(stayed)
    worked = None if performance is None else _performance(performance, staff)
    early = _left_early(staff)
    if worked is not None:
        table["performance"] = table["application_id"].map(worked)
        known = table["performance"].dropna()
        line = success_from if success_from is not None else float(known.median()) if len(known) else None
        facts["success_from"] = line
        if line is not None:
            good = (table["performance"] >= line).astype(float).where(table["performance"].notna())
            table["success"] = good.where(~table["application_id"].isin(early), 0.0)
    return table, facts | {"as_of": today}


def need(rows: pd.DataFrame, columns: list[str], *, where: str) -> None:
    """Refuse a table that lacks a column, with the nearest spelling."""
    absent = [name for name in columns if name not in rows.columns]
    if absent:
        hints = " ".join(filter(None, (closest(name, map(str, rows.columns)) for name in absent)))
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=f"at least {', '.join(columns)}", cure=hints or "export it from the HR system")  # fmt: skip


def _scores(scores: frames.Frame, interviews: frames.Frame | None, score: str) -> dict[Any, float]:
    """Give the score of each application; with several interviews, their mean."""
    rows = frames.to_pandas(scores, where="SCORES")
    need(rows, [score], where="SCORES")
    if "application_id" not in rows and interviews is not None and "interview_id" in rows:
        held = frames.to_pandas(interviews, where="INTERVIEWS")
        need(held, ["interview_id", "application_id"], where="INTERVIEWS")
        rows = rows.merge(held[["interview_id", "application_id"]].drop_duplicates("interview_id"), on="interview_id", how="left")
    if "application_id" not in rows:
        raise ContractError("scores cannot be brought to their applications", where="SCORES", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="application_id, or interview_id with the table of interviews", cure="pass interviews=INTERVIEWS")  # fmt: skip
    number = pd.to_numeric(rows[score], errors="coerce").astype(float)
    if number.isna().to_numpy().sum() > rows[score].isna().to_numpy().sum() or np.isinf(number).any():
        raise ContractError(f"'{score}' is not a number in every row", where="SCORES", found=f"{int(number.isna().sum() - rows[score].isna().sum())} rows of words, {int(np.isinf(number).sum())} infinite",
                            expected="points, missing where there is no score", cure="pass what scoring.score gives")  # fmt: skip
    return number.groupby(rows["application_id"].to_numpy(object)).mean().to_dict()


def _today(as_of: Any, staff: pd.DataFrame, performance: frames.Frame | None) -> pd.Timestamp:
    """Take the day the exports were made, else the last day any of them knows of."""
    if as_of is not None:
        return pd.Timestamp(as_of)
    days = [pd.to_datetime(staff[name]).max() for name in ("hired_date", "left_date") if name in staff]
    if performance is not None:
        days.append(pd.to_datetime(frames.to_pandas(performance, where="PERFORMANCE")["period_end"]).max())
    known = [day for day in days if day is not pd.NaT and day == day]
    return max(known) if known else pd.NaT


def _stayed(staff: pd.DataFrame, today: pd.Timestamp, days: int) -> dict[Any, float]:
    start = pd.to_datetime(staff["hired_date"])
    end = pd.to_datetime(staff["left_date"]) if "left_date" in staff else pd.Series(pd.NaT, index=staff.index)
    known = (today - start).dt.days >= days
    stayed = (~((end - start).dt.days < days)).astype(float).where(known)
    return dict(zip(staff["application_id"].to_numpy(object), stayed, strict=True))


def _left_early(staff: pd.DataFrame) -> set[Any]:
    if "left_date" not in staff:
        return set()
    there = (pd.to_datetime(staff["left_date"]) - pd.to_datetime(staff["hired_date"])).dt.days
    return set(staff.loc[there < EARLY_DAYS, "application_id"])


def _performance(performance: frames.Frame, staff: pd.DataFrame) -> dict[Any, float]:
    rows = frames.to_pandas(PERFORMANCE.check(performance), where="PERFORMANCE")
    mean = rows.groupby("employee_id")["performance"].mean()
    return dict(zip(staff["application_id"].to_numpy(object), staff["employee_id"].map(mean).astype(float), strict=True))
