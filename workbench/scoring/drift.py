"""Whether points still mean what they meant: shifts by quarter, validity that fades, and the days the rubric changed.

In flow points per criterion with dates (and outcomes, and rubric versions, where known); out flows one `Drift`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.scoring.distribution import NOT_COMPETENCIES
from workbench.scoring.intervals import correlation_interval
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "scoring.drift"
MODERATE, LARGE = 0.10, 0.25
FLOOR = 1e-4
DRIFT, NO_DRIFT, OTHER_RUBRIC, TOO_FEW = "drift", "no drift shown", "another rubric version", "too few"
FALLS, RISES, NO_CHANGE = "falls", "rises", "no change shown"


@dataclass(frozen=True)
class Drift:
    """What moved since the reference quarter.

    Parameters
    ----------
    psi : pandas.DataFrame, one row per criterion and later quarter
        ``criterion``, ``period``, ``n``, ``n_reference``, ``psi`` with ``low`` and ``high``, ``chance`` [what chance alone stays below in 95 of 100
        quarters without drift], ``p``, ``mean``, ``mean_reference`` [points], ``finding``.
    validity : pandas.DataFrame, one row a quarter (with an outcome, else empty)
        ``period``, ``n``, ``r`` with ``low`` and ``high`` [the overall score with the outcome, among people who have one].
    decay : dict
        ``slope`` [of Fisher's z a quarter], ``low``, ``high``, ``finding``; empty without an outcome.
    changes : pandas.DataFrame, one row per rubric version after the first
        ``rubric_version``, ``first_date``, ``period``, ``n``.
    reference : str
        The quarter all others are held against.
    notes : tuple of Words
    """

    psi: pd.DataFrame
    validity: pd.DataFrame
    decay: dict[str, Any]
    changes: pd.DataFrame
    reference: str
    notes: tuple[Words, ...]


def population_stability_index(expected: Sequence[float], observed: Sequence[float]) -> float:
    """Compare two distributions over the same bins.

    Parameters
    ----------
    expected, observed : sequences of shares or counts
        The reference first. An empty bin counts as a share of 0.0001.

    Returns
    -------
    float
        Σ (observed - expected) ln(observed / expected); 0 = the same. By custom .10 is worth a look, .25 a large shift; with few people
        chance alone reaches either.

    Raises
    ------
    UndefinedResult
        If a side is empty, the bins differ in number, or a share is negative.
    """
    before, after = np.asarray(expected, dtype=float), np.asarray(observed, dtype=float)
    if (
        before.shape != after.shape
        or before.ndim != 1
        or not len(before)
        or min(before.min(), after.min()) < 0
        or not (before.sum() > 0 < after.sum())
    ):
        raise UndefinedResult("the stability index needs two distributions over the same bins", where="scoring.population_stability_index",
                              found=f"{before.size} and {after.size} bins", expected="as many on both sides, none negative, not all empty",
                              cure="count both periods with the same edges")  # fmt: skip
    before, after = (np.maximum(side / side.sum(), FLOOR) for side in (before, after))
    return float(((after - before) * np.log(after / before)).sum())


@confident
def drift(
    points: frames.Frame, *, outcome: str | None = None, date: str = "interview_date", score: str = "overall", reference: str | None = None,
    bins: int = 10, minimum: int = 30, confidence: float = 0.95,
) -> Drift:  # fmt: skip
    """Hold every quarter against a reference quarter, criterion by criterion.

    Parameters
    ----------
    points : dataframe, one row an interview
        The column `date`, one numeric column a criterion [points] and, where known, `score`, ``rubric_version`` and the column `outcome`.
    outcome : str, optional
        Column of what came of it, missing where there is none: then the validity of `score` is followed too.
    date, score : str
    reference : str, optional
        As ``2026-Q1``; by default the first quarter with enough interviews.
    bins : int
        Quantiles of the reference; criteria with fewer values are counted value by value.
    minimum : int
        Interviews a quarter needs.
    confidence : float

    Returns
    -------
    Drift

    Raises
    ------
    ContractError
        If the date is missing or there is no criterion.
    UndefinedResult
        If fewer than two quarters have enough interviews.

    Notes
    -----
    Without drift PSI · nm/(n + m) follows χ² with bins - 1 degrees of freedom (Yurdakul 2018), with it a non-central χ²; interval and p rest
    on that. It is called drift when the index reaches .10 and chance does not explain it, all criteria and quarters taken
    together (Bonferroni). Quarters scored with another rubric version are marked, not judged.
    """
    table, names = _checked(points, date, outcome, score)
    table["period"] = table[date].dt.to_period("Q").map(lambda quarter: f"{quarter.year}-Q{quarter.quarter}")
    sizes = table.groupby("period").size()
    enough = sizes[sizes >= minimum].index.tolist()
    start = reference or (enough[0] if enough else "")
    if start not in enough or len(enough) < 2:
        raise UndefinedResult("drift needs a reference quarter and another one", where=WHERE,
                              found=f"{len(enough)} of {len(sizes)} quarters with {minimum} interviews" + (f", {reference} not among them" if reference else ""),
                              expected="two or more", cure="wait, or lower minimum")  # fmt: skip
    notes = [Words("Reference quarter: {period} (n = {n}).", period=start, n=int(sizes[start]))]
    if len(enough) < len(sizes):
        notes.append(
            Words("{n} quarters with fewer than {minimum} interviews are not judged.", n=len(sizes) - len(enough), minimum=minimum)
        )
    validity, decay = _validity(table, outcome, score, confidence) if outcome else (pd.DataFrame(), {})
    return Drift(
        psi=_psi(table[table["period"].isin(enough)], names, start, bins, confidence),
        validity=validity,
        decay=decay,
        changes=_changes(table, date),
        reference=start,
        notes=tuple(notes),
    )


def _checked(points: frames.Frame, date: str, outcome: str | None, score: str) -> tuple[pd.DataFrame, list[str]]:
    table = frames.to_pandas(points, where="points").copy()
    absent = [name for name in (date, *([outcome, score] if outcome else [])) if name not in table.columns]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where="points", found=f"columns {', '.join(map(str, table.columns))}",
                            expected=f"{date} and one numeric column a criterion", cure=closest(absent[0], map(str, table.columns)) or "join INTERVIEWS on interview_id")  # fmt: skip
    table[date] = pd.to_datetime(table[date], errors="coerce")
    table = table[table[date].notna()]
    aside = (NOT_COMPETENCIES - {score}) | {date, outcome, "interview_id", "job_id"}
    names = [name for name in table.columns if name not in aside and pd.api.types.is_numeric_dtype(table[name])
             and not pd.api.types.is_bool_dtype(table[name])]  # fmt: skip
    if not names or table.empty:
        raise ContractError("there are no dated points", where="points", found=f"{len(table)} rows with a date, {len(names)} criteria",
                            expected="one numeric column a criterion", cure="pass what scoring.points gives, with the interviews' dates")  # fmt: skip
    return table, names


def _psi(table: pd.DataFrame, names: list[str], start: str, bins: int, confidence: float) -> pd.DataFrame:
    later = [period for period in sorted(table["period"].unique()) if period != start]
    versions = _main_versions(table)
    rows = [_row(table, name, period, start, bins, confidence) for name in names for period in later]
    tests = sum(math.isfinite(row["p"]) for row in rows)
    for row in rows:
        changed = versions.get(row["period"]) != versions.get(start)
        shown = row["psi"] >= MODERATE and row["p"] * tests < 1 - confidence
        row["finding"] = OTHER_RUBRIC if changed else TOO_FEW if not math.isfinite(row["p"]) else DRIFT if shown else NO_DRIFT
    return pd.DataFrame(rows, columns=["criterion", "period", "n", "n_reference", "psi", "low", "high", "chance", "p", "mean", "mean_reference", "finding"])  # fmt: skip


def _row(table: pd.DataFrame, name: str, period: str, start: str, bins: int, confidence: float) -> dict[str, Any]:
    before = table.loc[table["period"] == start, name].dropna().to_numpy(float)
    after = table.loc[table["period"] == period, name].dropna().to_numpy(float)
    row: dict[str, Any] = {"criterion": name, "period": period, "n": len(after), "n_reference": len(before)}
    if min(len(before), len(after)) < 5:
        return row | dict.fromkeys(("psi", "low", "high", "chance", "p", "mean", "mean_reference"), math.nan)
    edges = _edges(before, after, bins)
    counts = [np.histogram(side, edges)[0] + 0.5 for side in (before, after)]  # half a person a bin: an empty one says little
    psi, df = population_stability_index(*counts), len(edges) - 2
    low, high, chance, p = index_interval(psi, df, len(before), len(after), confidence)
    return row | {
        "psi": psi,
        "low": low,
        "high": high,
        "chance": chance,
        "p": p,
        "mean": after.mean(),
        "mean_reference": before.mean(),
    }


def _edges(before: np.ndarray, after: np.ndarray, bins: int) -> np.ndarray:
    """Cut at the reference's quantiles; where it has few values, between them."""
    values = np.unique(before)
    inner = (
        (values[1:] + values[:-1]) / 2 if len(values) <= bins else np.unique(np.quantile(before, np.linspace(0, 1, bins + 1)[1:-1]))
    )
    if not len(inner):  # one value only: anything else is beyond it
        inner = np.array([np.nextafter(values[0], math.inf)]) if (after > values[0]).any() else values[:1]
    return np.r_[-math.inf, inner, math.inf]


def index_interval(psi: float, df: int, n: int, m: int, confidence: float) -> tuple[float, float, float, float]:
    """Give interval, chance limit and p of an index from two samples."""
    from scipy import optimize, stats

    scale, tail = n * m / (n + m), (1 - confidence) / 2
    if df < 1:
        return psi, psi, math.nan, math.nan
    statistic = psi * scale

    def end(at: float) -> float:
        if stats.chi2.cdf(statistic, df) <= at:
            return 0.0
        top = statistic + 10 * math.sqrt(statistic + df) + 10
        return optimize.brentq(lambda noncentral: stats.ncx2.cdf(statistic, df, noncentral) - at, 1e-9, top) / scale

    return end(1 - tail), end(tail), float(stats.chi2.ppf(confidence, df) / scale), float(stats.chi2.sf(statistic, df))


def _main_versions(table: pd.DataFrame) -> dict[str, str]:
    if "rubric_version" not in table:
        return {}
    return (
        table.groupby("period")["rubric_version"]
        .agg(lambda versions: versions.mode().iloc[0] if versions.notna().any() else "")
        .to_dict()
    )


def _changes(table: pd.DataFrame, date: str) -> pd.DataFrame:
    columns = ["rubric_version", "first_date", "period", "n"]
    if "rubric_version" not in table or table["rubric_version"].nunique() < 2:
        return pd.DataFrame(columns=columns)
    found = (
        table.groupby("rubric_version")
        .agg(first_date=(date, "min"), n=(date, "size"))
        .reset_index()
        .sort_values("first_date", ignore_index=True)
    )
    found["period"] = [f"{day.year}-Q{day.quarter}" for day in found["first_date"]]
    return found[columns].iloc[1:].reset_index(drop=True)


def _validity(table: pd.DataFrame, outcome: str, score: str, confidence: float) -> tuple[pd.DataFrame, dict[str, Any]]:
    rows = []
    for period, people in table.dropna(subset=[outcome, score]).groupby("period"):
        x, y = people[score].to_numpy(float), people[outcome].to_numpy(float)
        defined = len(x) >= 5 and np.ptp(x) > 0 and np.ptp(y) > 0
        r = float(np.corrcoef(x, y)[0, 1]) if defined else math.nan
        low, high = correlation_interval(r, len(x), confidence=confidence) if defined else (math.nan, math.nan)
        rows.append({"period": period, "n": len(x), "r": r, "low": low, "high": high})
    told = pd.DataFrame(rows, columns=["period", "n", "r", "low", "high"])
    return told, _decay(told, confidence)


def _decay(validity: pd.DataFrame, confidence: float) -> dict[str, Any]:
    """Fit a line through Fisher's z over quarters, each with the weight n - 3."""
    known = validity[validity["r"].notna() & (validity["r"].abs() < 1)]
    if len(known) < 3:
        return {"slope": math.nan, "low": math.nan, "high": math.nan, "finding": TOO_FEW}
    time = pd.PeriodIndex(known["period"].str.replace("-", ""), freq="Q").asi8.astype(float)
    weight, z = known["n"].to_numpy(float) - 3, np.arctanh(known["r"].to_numpy(float))
    apart = time - np.average(time, weights=weight)
    spread = (weight * apart**2).sum()
    slope, half = (weight * apart * z).sum() / spread, NormalDist().inv_cdf(0.5 + confidence / 2) / math.sqrt(spread)
    finding = FALLS if slope + half < 0 else RISES if slope - half > 0 else NO_CHANGE
    return {"slope": float(slope), "low": float(slope - half), "high": float(slope + half), "finding": finding}
