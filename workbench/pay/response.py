"""How staying, performance and satisfaction respond to where pay stands.

In flows HISTORY; out flows one row an outcome with its slope, interval and a finding in words, and the expected stay at any pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import optimize, stats

from workbench.errors import UndefinedResult, confident
from workbench.pay.history import checked

if TYPE_CHECKING:
    from workbench import frames

EVENTS = 10  # leavers a slope: with fewer nothing is said
DAYS_A_YEAR = 365.25
RISES, FALLS, NOTHING = "rises with pay", "falls with pay", "no difference shown"
TABLE = ("outcome", "per", "estimate", "low", "high", "n", "n_events", "finding")


@dataclass(frozen=True)
class Response:
    """What follows pay.

    Parameters
    ----------
    table : pandas.DataFrame, one row an outcome that could be fitted
        ``outcome`` {leaving [log hazard], performance, satisfaction}, ``per`` {pay over market, offer over expectation} [ratio one higher], ``estimate``,
        ``low``, ``high``, ``n``, ``n_events``, ``finding``.
    leaving : tuple of three numbers, or None
        Log shape, log scale [days] and slope of the Weibull model.
    satisfaction : tuple of two numbers, or None
        Level and slope of the offer's satisfaction over offer / expectation − 1.
    not_fitted : tuple of str
        What could not be fitted, and why.
    """

    table: pd.DataFrame
    leaving: tuple[float, float, float] | None
    satisfaction: tuple[float, float] | None
    not_fitted: tuple[str, ...]


@confident
def fit_response(history: frames.Frame, *, confidence: float = 0.95) -> Response:
    """Fit how leaving, performance and satisfaction respond to pay.

    Parameters
    ----------
    history : dataframe, HISTORY
        Reads ``offered_pay``, ``market_reference``, ``overall``, and of ``stay_days`` with ``left``, ``performance``, and ``expected_pay`` with ``satisfaction`` what
        is there.
    confidence : float

    Notes
    -----
    Leaving: Weibull proportional hazards in pay / market − 1, who is still there counted to the last day observed. Performance: least squares
    on pay / market − 1 beside the score. Satisfaction: least squares on offer / expectation − 1. All are found among people hired at the pay
    they got: a response, not a proof of cause.
    """
    rows = checked(history, where="pay.fit_response", needed=("offered_pay", "market_reference", "overall"))
    rows = rows[rows["offered_pay"].notna() & rows["market_reference"].notna()]
    rows = rows.assign(position=rows["offered_pay"] / rows["market_reference"] - 1)
    found, missed, fitted = [], [], {}
    for name, fit in (("leaving", _leaving), ("performance", _performance), ("satisfaction", _satisfaction)):
        try:
            row, fitted[name] = fit(rows, confidence)
            found.append(row)
        except UndefinedResult as reason:
            missed.append(f"{name}: {reason.found}")
    return Response(pd.DataFrame(found, columns=list(TABLE)), fitted.get("leaving"), fitted.get("satisfaction"), tuple(missed))


def expected_stay(response: Response, position: np.ndarray, *, years: float) -> np.ndarray:
    """Give the years a hire is expected to stay within a horizon at pay / market − 1 (the restricted mean); the horizon itself without a model."""
    at = np.asarray(position, dtype=float)
    if response.leaving is None:
        return np.full(at.shape, years)
    shape, scale, slope = np.exp(response.leaving[0]), np.exp(response.leaving[1]), response.leaving[2]
    points, weights = np.polynomial.legendre.leggauss(12)
    days = (points + 1) / 2 * years * DAYS_A_YEAR
    alive = np.exp(-((days / scale) ** shape) * np.exp(slope * at)[..., None])
    return alive @ weights * years / 2


def _leaving(rows: pd.DataFrame, confidence: float) -> tuple[tuple, tuple]:
    known = rows[rows["stay_days"].notna()] if {"stay_days", "left"} <= set(rows) else rows.iloc[:0]
    left = known["left"].astype(bool).to_numpy() if len(known) else np.zeros(0, dtype=bool)
    if left.sum() < EVENTS:
        raise UndefinedResult("leaving", found=f"{int(left.sum())} leavers of {len(known)} hires, {EVENTS} needed")
    days, position = known["stay_days"].to_numpy(float).clip(0.5), known["position"].to_numpy(float)

    def loss(at: np.ndarray) -> float:
        shape = np.exp(at[0])
        log_hazard = shape * (np.log(days) - at[1]) + at[2] * position
        return float(np.exp(log_hazard).sum() - (left * (at[0] - np.log(days) + log_hazard)).sum())

    start = np.array([0.0, np.log(days.sum() / left.sum()), 0.0])
    top = optimize.minimize(loss, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9, "maxiter": 4000}).x
    error = float(np.sqrt(np.linalg.inv(_curvature(loss, top))[2, 2]))
    row = _row("leaving", "pay over market", top[2], error, len(known), int(left.sum()), NormalDist().inv_cdf(0.5 + confidence / 2))
    return row, tuple(map(float, top))


def _curvature(loss: object, top: np.ndarray) -> np.ndarray:
    step, size = 1e-3 * np.eye(len(top)), range(len(top))
    rows = [[loss(top + step[a] + step[b]) - loss(top + step[a] - step[b]) - loss(top - step[a] + step[b]) + loss(top - step[a] - step[b])
             for b in size] for a in size]  # fmt: skip
    return np.array(rows) / 4e-6


def _performance(rows: pd.DataFrame, confidence: float) -> tuple[tuple, None]:
    known = rows[rows["performance"].notna() & rows["overall"].notna()] if "performance" in rows else rows.iloc[:0]
    return _line("performance", "pay over market", known, [known["position"], known["overall"]], "performance", confidence)[0], None


def _satisfaction(rows: pd.DataFrame, confidence: float) -> tuple[tuple, tuple]:
    known = (
        rows[rows["satisfaction"].notna() & rows["expected_pay"].notna()]
        if {"satisfaction", "expected_pay"} <= set(rows)
        else rows.iloc[:0]
    )
    asked = known["offered_pay"] / known["expected_pay"] - 1 if len(known) else known["position"]
    row, at = _line("satisfaction", "offer over expectation", known, [asked], "satisfaction", confidence)
    return row, (float(at[0]), float(at[1]))


def _line(outcome: str, per: str, known: pd.DataFrame, columns: list, name: str, confidence: float) -> tuple[tuple, np.ndarray]:
    if len(known) < EVENTS * (len(columns) + 1):
        raise UndefinedResult(outcome, found=f"{len(known)} people, {EVENTS * (len(columns) + 1)} needed")
    design = np.column_stack([np.ones(len(known)), *(np.asarray(column, dtype=float) for column in columns)])
    value = known[name].to_numpy(float)
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise UndefinedResult(outcome, found="pay does not vary")
    inverse = np.linalg.inv(design.T @ design)
    at = inverse @ design.T @ value
    left = value - design @ at
    # White's errors, scaled for the slopes used (HC1): people's spread need not be the same at every pay
    middle = design.T @ (design * (left**2)[:, None]) * len(value) / (len(value) - design.shape[1])
    error = float(np.sqrt((inverse @ middle @ inverse)[1, 1]))
    t = float(stats.t.ppf(0.5 + confidence / 2, len(value) - design.shape[1]))
    return _row(outcome, per, at[1], error, len(value), len(value), t), at


def _row(outcome: str, per: str, estimate: float, error: float, n: int, events: int, wide: float) -> tuple:
    low, high = estimate - wide * error, estimate + wide * error
    finding = RISES if low > 0 else FALLS if high < 0 else NOTHING
    return outcome, per, float(estimate), float(low), float(high), n, events, finding
