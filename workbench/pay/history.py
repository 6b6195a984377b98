"""What happened to offers so far, one row an interview: the table that acceptance, placement and tuning learn from.

In flow contract tables; out flows HISTORY, wide, with the market as it was known on the day of the offer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames
from workbench.errors import ContractError, closest

if TYPE_CHECKING:
    from datetime import date

COLUMNS = (
    "interview_id", "application_id", "job_id", "job_family", "level", "city", "decided_date", "overall", "error_band", "offered_pay",
    "expected_pay", "market_reference", "market_min", "market_max", "currency", "period", "accepted", "satisfaction", "stay_days",
    "left", "performance", "contribution_year",
)  # fmt: skip
NEEDED = ("job_id", "decided_date", "overall", "offered_pay", "expected_pay", "market_reference", "accepted")
QUARTERS = 4


def history(
    *,
    interviews: frames.Frame,
    scores: frames.Frame,
    offers: frames.Frame,
    candidates: frames.Frame,
    market: frames.Frame,
    jobs: frames.Frame | None = None,
    employees: frames.Frame | None = None,
    performance: frames.Frame | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """Join what is known of every scored interview and the offer that followed.

    Parameters
    ----------
    interviews, scores, offers, candidates, market : dataframes, INTERVIEWS, SCORES, OFFERS, CANDIDATES, MARKET_PAY
    jobs : dataframe, JOBS, optional
        For ``job_family``, ``level``, ``city``.
    employees, performance : dataframes, EMPLOYEES, PERFORMANCE, optional
    as_of : date, optional
        Last day people were observed; without it the last day found in the tables.

    Returns
    -------
    pandas.DataFrame, one row a scored interview, oldest decision first
        ``decided_date`` [offer's day; the interview's where there was none], ``offered_pay`` and ``accepted`` missing without an offer,
        ``market_reference`` with ``market_min`` and ``market_max`` [p50, p25, p75 of the newest survey that day], ``stay_days`` and ``left`` of who
        was hired, ``performance`` [mean of periods], ``contribution_year``.

    Raises
    ------
    ContractError
        If a table lacks a column it is joined by.
    """
    asked = _read(interviews, "INTERVIEWS", ("interview_id", "application_id", "candidate_id", "job_id", "interview_date"))
    given = _read(
        offers, "OFFERS", ("application_id", "offer_date", "offered_pay", "accepted"), ("currency", "period", "satisfaction")
    )
    rows = asked.merge(_read(scores, "SCORES", ("interview_id", "overall"), ("error_band",)), on="interview_id")
    rows = rows.merge(_read(candidates, "CANDIDATES", ("candidate_id", "expected_pay")), on="candidate_id", how="left")
    rows = rows.merge(given, on="application_id", how="left")
    if jobs is not None:
        rows = rows.merge(_read(jobs, "JOBS", ("job_id",), ("job_family", "level", "city")), on="job_id", how="left")
    rows["decided_date"] = (
        pd.to_datetime(rows["offer_date"]).fillna(pd.to_datetime(rows["interview_date"])).astype("datetime64[us]")
    )
    rows = _with_market(rows, market)
    if employees is not None:
        rows = _with_stay(rows, employees, performance, as_of)
    rows = rows[rows["overall"].notna()].sort_values(["decided_date", "interview_id"], ignore_index=True)
    return rows.reindex(columns=[name for name in COLUMNS if name in rows])


def checked(table: frames.Frame, *, where: str, needed: tuple[str, ...] = NEEDED) -> pd.DataFrame:
    """Read a history that is already joined, with dates as dates and yes or no as 1 or 0."""
    rows = frames.to_pandas(table, where=where).reset_index(drop=True)
    if absent := [name for name in needed if name not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=", ".join(needed), cure=closest(absent[0], map(str, rows.columns)) or "join it with pay.history")  # fmt: skip
    if "decided_date" in rows:
        rows["decided_date"] = pd.to_datetime(rows["decided_date"]).astype("datetime64[us]")
    if "accepted" in rows:
        rows["accepted"] = pd.to_numeric(rows["accepted"].astype(object), errors="coerce").astype(float)
    amounts = [name for name in ("offered_pay", "expected_pay", "market_reference") if name in needed]
    for name in (*amounts, *(["overall"] if "overall" in needed else [])):
        rows[name] = pd.to_numeric(rows[name].astype(object), errors="coerce").astype(float)
    if wrong := [name for name in amounts if (rows[name] <= 0).any()]:
        raise ContractError("amounts of pay are above 0", where=where, found=", ".join(f"{name} in {int((rows[name] <= 0).sum())} rows" for name in wrong),
                            expected="above 0, missing as null", cure="correct or empty them")  # fmt: skip
    for field in ("currency", "period"):
        if field in rows and len(rows[field].dropna().unique()) > 1:
            raise ContractError(f"more than one {field}", where=where, found=", ".join(sorted(map(str, rows[field].dropna().unique()))),
                                expected="one", cure="convert first, or tune each by itself")  # fmt: skip
    return rows


def _read(table: Any, name: str, needed: tuple[str, ...], welcome: tuple[str, ...] = ()) -> pd.DataFrame:
    rows = frames.to_pandas(table, where=name)
    if absent := [column for column in needed if column not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where=name, found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=", ".join(needed), cure=closest(absent[0], map(str, rows.columns)) or "read the table with intake")  # fmt: skip
    return rows[[*needed, *(column for column in welcome if column in rows)]]


def _with_market(rows: pd.DataFrame, market: Any) -> pd.DataFrame:
    """Look up the newest survey of each job that was there on the day of the decision."""
    survey = _read(market, "MARKET_PAY", ("job_id", "market_date", "p50"), ("p25", "p75"))
    survey = survey.assign(market_date=pd.to_datetime(survey["market_date"]).astype("datetime64[us]")).sort_values("market_date")
    survey = survey.rename(columns={"p50": "market_reference", "p25": "market_min", "p75": "market_max"})
    return pd.merge_asof(rows.sort_values("decided_date"), survey, left_on="decided_date", right_on="market_date", by="job_id")


def _with_stay(rows: pd.DataFrame, employees: Any, performance: Any, as_of: date | None) -> pd.DataFrame:
    people = _read(employees, "EMPLOYEES", ("employee_id", "application_id", "hired_date", "left_date"))
    hired, gone = (pd.to_datetime(people[name]) for name in ("hired_date", "left_date"))
    last = (
        pd.Timestamp(as_of)
        if as_of is not None
        else max(filter(pd.notna, [hired.max(), gone.max(), rows["decided_date"].max()]), default=pd.NaT)
    )
    people = people.assign(stay_days=(gone.fillna(last) - hired).dt.days.clip(lower=0.5), left=gone.notna())
    if performance is not None:
        judged = _read(performance, "PERFORMANCE", ("employee_id", "performance"), ("contribution",))
        mean = judged.groupby("employee_id").mean().rename(columns={"contribution": "contribution_year"}).reset_index()
        if "contribution_year" in mean:
            mean["contribution_year"] *= QUARTERS
        people = people.merge(mean, on="employee_id", how="left")
    return rows.merge(people.drop(columns=["employee_id", "hired_date", "left_date"]), on="application_id", how="left")
