"""Who is still there after how long: Kaplan–Meier curves with intervals and risk table, and the log-rank test between groups.

In flow durations and events, or spells with a group; out flows a frozen `Survival`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.spells import durations, share_of

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "outcomes.survival"
EVERYBODY = "(all)"
NO_DIFFERENCE, DIFFERENCE = "no difference shown", "the curves differ"


@dataclass(frozen=True)
class Survival:
    """Kaplan–Meier curves, one a group.

    `curve`: ``group``, ``time``, ``n_at_risk`` [just before], ``n_left``, ``survival`` [0..1], ``low``, ``high``; each group starts at time 0.
    `at_horizon`: one row a group: ``n``, ``n_left``, ``n_at_risk`` [still observed at the horizon], ``survival``, ``low``, ``high``, null where
    nobody was observed that long. `medians`: time by which half have left, null where the curve never reaches one half.
    `risk_table`: ``group``, ``time``, ``n_at_risk``. `log_rank_p` is null with fewer than two groups.
    """

    curve: pd.DataFrame = field(repr=False, compare=False)
    at_horizon: pd.DataFrame = field(repr=False, compare=False)
    medians: pd.DataFrame = field(repr=False, compare=False)
    risk_table: pd.DataFrame = field(repr=False, compare=False)
    n: int
    n_left: int
    horizon: float
    log_rank: float | None
    log_rank_df: int
    log_rank_p: float | None
    finding: str
    n_groups_hidden: int
    n_rows_hidden: int
    confidence: float
    formula: str = "Kaplan–Meier; interval of log(-log S) with Greenwood's variance"


@confident
def survival(
    time: Any,
    event: Any,
    *,
    group: Sequence[Any] | None = None,
    horizon: float | None = None,
    times: Sequence[float] | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> Survival:
    """Estimate the share still there as time passes.

    Parameters
    ----------
    time : sequence of numbers
        Observed so far, above 0, one unit.
    event : sequence of {0, 1}
        1 = left at that time.
    group : sequence, optional
        One label a row; missing labels are a group of their own.
    horizon : float, optional
        Where the share is read off; by default the last time somebody left.
    times : sequence of numbers, optional
        Times of the risk table; five even ones up to the horizon when not given.
    minimum_group : int
        Smaller groups are hidden and counted.

    Returns
    -------
    Survival

    Raises
    ------
    ContractError
        If durations or events are not what they should be, or the labels are not one a row.
    UndefinedResult
        If there are no rows, or no group is large enough.

    References
    ----------
    Kaplan & Meier (1958); Greenwood (1926); Kalbfleisch & Prentice (2002), log(-log) interval; Mantel (1966), log-rank.
    """
    share_of(confidence, where=WHERE)
    days, left = durations(time, event, where=WHERE)
    if horizon is not None and not horizon > 0:
        raise ContractError(
            "the horizon is not above 0",
            where=WHERE,
            found=str(horizon),
            expected="a time in the unit of the durations",
            cure="choose for instance 365",
        )
    labels = _labels(group, len(days))
    table = pd.DataFrame({"group": labels, "time": days, "left": left})
    shown = fairness.hide_small_groups(table, by="group", minimum_group=minimum_group)
    if shown.table.empty:
        raise UndefinedResult("no group is large enough to show a curve", where=WHERE, found=f"{len(table)} people in {shown.n_groups_hidden} groups",
                              expected=f"at least {minimum_group} people in a group", cure="choose fewer groups or a longer period")  # fmt: skip
    until = float(horizon) if horizon is not None else float(days[left == 1].max() if left.any() else days.max())
    marks = np.linspace(0, until, 5) if times is None else np.asarray(times, float)
    parts = {str(name): part for name, part in shown.table.groupby("group", sort=True)}
    curves = {name: _curve(part["time"].to_numpy(), part["left"].to_numpy(), confidence) for name, part in parts.items()}
    chi2, df, p = _log_rank(parts)
    return Survival(
        curve=pd.concat([curve.assign(group=name) for name, curve in curves.items()], ignore_index=True)[
            ["group", "time", "n_at_risk", "n_left", "survival", "low", "high"]
        ],
        at_horizon=pd.DataFrame([{"group": n, **_at(curves[n], part, until, confidence)} for n, part in parts.items()]),
        medians=pd.DataFrame([{"group": name, **_median(curve)} for name, curve in curves.items()]),
        risk_table=pd.DataFrame([{"group": name, "time": float(mark), "n_at_risk": int((part["time"] >= mark).sum())}
                                 for name, part in parts.items() for mark in marks]),
        n=len(days), n_left=int(left.sum()), horizon=until, log_rank=chi2, log_rank_df=df, log_rank_p=p,
        finding=DIFFERENCE if p is not None and p < 1 - confidence else NO_DIFFERENCE,
        n_groups_hidden=shown.n_groups_hidden, n_rows_hidden=shown.n_rows_hidden, confidence=confidence,
    )  # fmt: skip


def _labels(group: Any, n: int) -> np.ndarray:
    if group is None:
        return np.full(n, EVERYBODY, dtype=object)
    labels = pd.Series(list(group), dtype=object)
    if len(labels) != n:
        raise ContractError("labels and durations are not of one length", where=WHERE, found=f"{len(labels)} and {n}", expected="one label a row",
                            cure="take both from the same table")  # fmt: skip
    return labels.where(labels.notna(), fairness.UNKNOWN).map(str).to_numpy()


def _curve(time: np.ndarray, left: np.ndarray, confidence: float) -> pd.DataFrame:
    """Give the steps of one curve: every time somebody left, after the start at 1."""
    steps, gone = np.unique(time[left == 1], return_counts=True)
    at_risk = len(time) - np.searchsorted(np.sort(time), steps, side="left")
    share = np.cumprod(1 - gone / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.cumsum(gone / (at_risk * (at_risk - gone)))
    low, high = _interval(share, greenwood, confidence)
    return pd.DataFrame({"time": np.r_[0.0, steps], "n_at_risk": np.r_[len(time), at_risk].astype(int), "n_left": np.r_[0, gone].astype(int),
                         "survival": np.r_[1.0, share], "low": np.r_[1.0, low], "high": np.r_[1.0, high]})  # fmt: skip


def _interval(share: np.ndarray, greenwood: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.special import ndtri

    reach = ndtri((1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        log = np.log(share)
        spread = reach * np.sqrt(greenwood) / -log
        low, high = share ** np.exp(spread), share ** np.exp(-spread)
    gone = share <= 0  # everybody left: no interval by this formula
    return np.where(gone, np.nan, low), np.where(gone, np.nan, high)


def _at(curve: pd.DataFrame, part: pd.DataFrame, until: float, confidence: float) -> dict[str, Any]:
    """Read the curve at the horizon; nothing where nobody was followed that far and some were still there."""
    row = curve[curve["time"] <= until].iloc[-1]
    observed = int((part["time"] >= until).sum())
    known = observed > 0 or row["survival"] == 0
    read = {name: float(row[name]) if known else math.nan for name in ("survival", "low", "high")}
    if known and row["time"] == 0:  # nobody left before: 1, with the exact one-sided limit of that many people
        read["low"] = (1 - confidence) ** (1 / len(part))
    return {"n": len(part), "n_left": int(part["left"].sum()), "n_at_risk": observed, **read}


def _median(curve: pd.DataFrame) -> dict[str, float]:
    def first(name: str) -> float:
        below = curve.loc[curve[name] <= 0.5, "time"]
        return float(below.iloc[0]) if len(below) else math.nan

    return {"median": first("survival"), "median_low": first("low"), "median_high": first("high")}


def _log_rank(parts: dict[str, pd.DataFrame]) -> tuple[float | None, int, float | None]:
    """Compare observed with expected leaving in every group, all times weighing alike."""
    from scipy.stats import chi2

    everybody = pd.concat(list(parts.values()))
    if len(parts) < 2 or not everybody["left"].any():
        return None, 0, None
    steps = np.unique(everybody.loc[everybody["left"] == 1, "time"])
    at_risk = np.array([len(p) - np.searchsorted(np.sort(p["time"]), steps, side="left") for p in parts.values()], float)
    gone = np.array([[*_counts(p, steps)] for p in parts.values()], float)
    n, d = at_risk.sum(axis=0), gone.sum(axis=0)
    excess = (gone - at_risk * d / n).sum(axis=1)
    factor = np.where(n > 1, d * (n - d) / np.maximum(n - 1, 1), 0) / n**2
    spread = np.diag((at_risk * n * factor).sum(axis=1)) - (at_risk * factor) @ at_risk.T
    statistic = float(excess[:-1] @ np.linalg.pinv(spread[:-1, :-1]) @ excess[:-1])
    df = len(parts) - 1
    return statistic, df, float(chi2.sf(statistic, df))


def _counts(part: pd.DataFrame, steps: np.ndarray) -> np.ndarray:
    return np.bincount(np.searchsorted(steps, part.loc[part["left"] == 1, "time"]), minlength=len(steps))
