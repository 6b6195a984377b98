"""Whether pay stands where it should: the reference that a score earns in its job, and the share of offers further than ±10 % from it.

In flows HISTORY; out flow the reference as a rising curve of the score, how uncertain one person's reference is, and how far people's
own offers scatter around it (M21).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from workbench.errors import UndefinedResult
from workbench.pay.history import checked

if TYPE_CHECKING:
    from workbench import frames

TOLERANCE = 0.10
FEWEST_OFFERS = 20
BAND_OF_ERROR = 1.959964  # error bands are half-widths of 95 % intervals
LEAST_RELIABLE, MOST_RELIABLE = 0.30, 0.99
WHOLE = 0.8  # when more of the scored people than this have an offer, the scores of those without are missing from the table


@dataclass(frozen=True)
class Placement:
    """What a score earns, and how far offers stand from it.

    Parameters
    ----------
    level, slope : float
        log(reference / market) = level + job's own level + slope × the score's normal rank in its job.
    jobs : dict of job to float
        Jobs' own levels, drawn towards the common one.
    ranks : dict of job to sorted scores
    covariance : array of shape (2, 2)
        Of level and slope.
    reference_sd : float
        Spread of one person's log reference around the curve, from the score's own error.
    offer_sd : float
        Spread of people's log offers around the person's reference.
    reliability : float
        Of the score within a job; nan where it was not known.
    people_error : float
        Share of people's offers further than ±10 % from their reference.
    n : int
    basis : str
        How the reference was found, in words.
    """

    level: float
    slope: float
    jobs: dict[Any, float]
    ranks: dict[Any, np.ndarray]
    covariance: np.ndarray
    reference_sd: float
    offer_sd: float
    reliability: float
    people_error: float
    n: int
    basis: str


def fit_placement(history: frames.Frame, *, reliability: float | None = None, tolerance: float = TOLERANCE) -> Placement:
    """Find what a score earns in its job, and how far people's offers stand from it.

    Parameters
    ----------
    history : dataframe, HISTORY, one row a scored interview
        ``job_id``, ``overall``, ``offered_pay``, ``market_reference``; ``error_band`` where known. A column ``reference_pay`` (from a job evaluation, say) is
        taken as it stands.
    reliability : float, optional
        Of the score within a job; without it the error bands say.
    tolerance : float
        0.10 counts offers below 0.9 or above 1.1 times the reference as misplaced.

    Returns
    -------
    Placement

    Raises
    ------
    UndefinedResult
        With fewer than 20 offers.

    Notes
    -----
    The reference is not seen. Its mean given the score is the regression of log(offer / market) on the score's normal rank in its job (offers are
    taken to scatter evenly around the reference). Its spread around that mean follows from the score's reliability r: slope² (1 − r) / r,
    with the slope's own sampling variance taken off; the rest of the residual is people's scatter. The normal rank, over everybody scored, undoes
    the crowding of scores near 100.

    References
    ----------
    Regression towards true scores: Lord & Novick, Statistical Theories of Mental Test Scores (1968), ch. 3.
    """
    rows = checked(history, where="pay.fit_placement", needed=("job_id", "overall", "offered_pay", "market_reference"))
    rows = rows[rows["overall"].notna()]
    ranks = {job: np.sort(own.to_numpy(float)) for job, own in rows.groupby("job_id")["overall"]}
    offered = rows[rows["offered_pay"].notna() & rows["market_reference"].notna()]
    if len(offered) < FEWEST_OFFERS:
        raise UndefinedResult("too few offers to say what a score earns", where="pay.fit_placement", found=f"{len(offered)} offers",
                              expected=f"{FEWEST_OFFERS} at least", cure="take a longer period or more jobs together")  # fmt: skip
    log_pay, z = np.log(offered["offered_pay"] / offered["market_reference"]).to_numpy(), normal_rank(ranks, offered)
    slope, jobs, level, scatter, errors = _within(log_pay, z, offered["job_id"])
    known = _reliability(rows, reliability)
    if "reference_pay" in offered and offered["reference_pay"].notna().all():
        spread, basis = 0.0, "reference pay as given"
        scatter = float(np.std(np.log(offered["offered_pay"] / offered["reference_pay"])))
    else:
        spread, basis = _reference_sd(slope, errors[1], known, scatter, offered, rows)
    offer_sd = float(np.sqrt(scatter**2 - spread**2))
    distance = np.log([1 - tolerance, 1 + tolerance])
    people = float(ndtr(distance[0] / offer_sd) + ndtr(-distance[1] / offer_sd)) if offer_sd > 0 else 0.0
    return Placement(level, slope, jobs, ranks, np.diag(np.square(errors)), spread, offer_sd, known, people, len(offered), basis)


def normal_rank(ranks: dict[Any, np.ndarray], rows: pd.DataFrame) -> np.ndarray:
    """Turn scores into normal ranks among the scores of their job (ties share the middle); a job nobody is known of gives 0."""
    result, score = np.zeros(len(rows)), rows["overall"].to_numpy(float)
    for job, places in rows.reset_index(drop=True).groupby("job_id").groups.items():
        own = ranks.get(job)
        if own is None:
            continue
        at = np.asarray(places)
        middle = (np.searchsorted(own, score[at], "left") + np.searchsorted(own, score[at], "right")) / 2
        result[at] = ndtri(np.clip(middle, 0.5, len(own) - 0.5) / len(own))
    return result


def log_reference(placement: Placement, rows: pd.DataFrame) -> np.ndarray:
    """Give the mean log(reference / market) of each row; ``reference_pay`` where it is known."""
    own = rows["job_id"].map(placement.jobs).fillna(0.0).to_numpy(float)
    mean = placement.level + own + placement.slope * normal_rank(placement.ranks, rows)
    if "reference_pay" in rows and placement.basis == "reference pay as given":
        given = np.log(rows["reference_pay"].to_numpy(float) / rows["market_reference"].to_numpy(float))
        return np.where(np.isnan(given), mean, given)
    return mean


def misplaced(log_pay: np.ndarray, mean: np.ndarray, spread: Any, *, tolerance: float = TOLERANCE) -> np.ndarray:
    """Give the probability that pay lies outside (1 ± tolerance) × reference, whose log is N(mean, spread²)."""
    distance, low, high = np.asarray(log_pay) - mean, np.log(1 - tolerance), np.log(1 + tolerance)
    if not np.any(spread):
        return ((distance < low) | (distance > high)).astype(float)
    return ndtr((low - distance) / spread) + ndtr((distance - high) / spread)


def knowing_the_offer(placement: Placement, mean: np.ndarray, log_offer: np.ndarray) -> tuple[np.ndarray, float]:
    """Update each person's reference by what people offered: mean and spread of log(reference / market) given score and offer."""
    total = placement.reference_sd**2 + placement.offer_sd**2
    if total == 0:
        return mean, 0.0
    share = placement.reference_sd**2 / total
    return mean + share * (np.asarray(log_offer) - mean), float(placement.reference_sd * placement.offer_sd / np.sqrt(total))


def _within(log_pay: np.ndarray, z: np.ndarray, job: pd.Series) -> tuple[float, dict, float, float, tuple[float, float]]:
    """Fit one slope within jobs; draw each job's level towards the common one by how much of its distance is more than chance."""
    places, names = pd.factorize(job, sort=True)
    n = np.bincount(places)
    centred = [column - (np.bincount(places, weights=column) / n)[places] for column in (z, log_pay)]
    squares = float(centred[0] @ centred[0])
    slope = float(centred[0] @ centred[1] / squares) if squares > 1e-12 else 0.0
    freedom = max(len(z) - len(names) - 1, 1)
    scatter = float(np.sqrt(np.square(centred[1] - slope * centred[0]).sum() / freedom))
    levels = np.bincount(places, weights=log_pay - slope * z) / n
    chance = scatter**2 / n
    between = max(0.0, float(np.var(levels, ddof=1) - chance.mean())) if len(names) > 1 else 0.0
    weight = 1 / (between + chance)
    common = float((weight * levels).sum() / weight.sum())
    own = between / (between + chance) * (levels - common)
    slope_error = scatter / np.sqrt(squares) if squares > 1e-12 else np.inf
    level_error = float(np.sqrt(1 / weight.sum() + (np.mean(z) * slope_error) ** 2)) if np.isfinite(slope_error) else 0.0
    return max(slope, 0.0), dict(zip(names, own.tolist(), strict=True)), common, scatter, (level_error, slope_error)


def _reliability(rows: pd.DataFrame, given: float | None) -> float:
    if given is not None:
        if not 0 < given <= 1:
            raise UndefinedResult("the reliability cannot be used", where="pay.fit_placement", found=str(given), expected="above 0, at most 1", cure="pass reliability=0.7")  # fmt: skip
        return float(given)
    if "error_band" not in rows or rows["error_band"].notna().sum() < FEWEST_OFFERS:
        return float("nan")
    error = (rows["error_band"].astype(float) / BAND_OF_ERROR) ** 2
    parts = [
        (len(own), 1 - error[own.index].mean() / own.var())
        for _, own in rows.groupby("job_id")["overall"]
        if len(own) > 2 and own.var() > 0
    ]
    if not parts:
        return float("nan")
    weight, shares = np.array([n for n, _ in parts], dtype=float), np.array([share for _, share in parts])
    return float(np.clip((weight * shares).sum() / weight.sum(), LEAST_RELIABLE, MOST_RELIABLE))


def _reference_sd(
    slope: float, error: float, reliability: float, scatter: float, offered: pd.DataFrame, rows: pd.DataFrame
) -> tuple[float, str]:
    if np.isnan(reliability):
        return 0.0, "curve of offers over the score; the score's error is not known, so a matrix looks better placed than it is"
    steep = max(slope**2 - error**2, 0.0) if np.isfinite(error) else 0.0
    spread = np.sqrt(steep * (1 - reliability) / reliability)
    basis = f"curve of offers over the score, whose reliability is {reliability:.2f}"
    if len(offered) > WHOLE * len(rows):
        basis += "; only people with an offer are in the table, so the scores' spread is too small"
    return float(min(spread, scatter * 0.9)), basis
