"""Who says yes to an offer: a logit in pay over expectation and pay over market, jobs partially pooled.

In flows HISTORY; out flow slopes with intervals, each job's own level drawn towards the common one, and how well the
probabilities agree with what people answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from scipy import optimize

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.fairness import wilson
from workbench.pay.history import checked

TERMS = ("intercept", "offer_to_expectation", "offer_to_market")
EVENTS_PER_SLOPE = 10
FOLDS, GROUPS = 5, 5
WIDEST = 3.0  # of the jobs' own levels, in logits
TOO_STEEP = 500.0


@dataclass(frozen=True)
class Acceptance:
    """How acceptance responds to pay.

    Parameters
    ----------
    table : pandas.DataFrame, one row a term
        ``term`` {intercept, offer_to_expectation, offer_to_market}, ``estimate`` [logits for a ratio one higher], ``error``, ``low``, ``high``.
    jobs : pandas.DataFrame, one row a job
        ``job_id``, ``n``, ``accepted``, ``own_level`` [logits above or below the common level, pooled].
    between_jobs_sd : float
        Spread of the jobs' levels; 0 means the jobs do not differ beyond chance.
    covariance : array of shape (3, 3)
        Of the three terms.
    calibration : pandas.DataFrame, one row a fifth of the offers by predicted probability
        ``n``, ``predicted``, ``observed`` with ``low`` and ``high`` [Wilson]; predictions are cross-fitted in five parts.
    calibration_slope, brier, brier_of_base_rate : float
        Slope 1 is right, below 1 too bold. The Brier score stands beside that of saying the base rate to everybody.
    n, n_accepted, n_left_out : int
    confidence : float
    """

    table: pd.DataFrame
    jobs: pd.DataFrame
    between_jobs_sd: float
    covariance: np.ndarray
    calibration: pd.DataFrame
    calibration_slope: float
    brier: float
    brier_of_base_rate: float
    n: int
    n_accepted: int
    n_left_out: int
    confidence: float

    def predict(self, offers: frames.Frame) -> np.ndarray:
        """Give the probability of a yes for rows with ``offered_pay``, ``expected_pay``, ``market_reference`` and, if known, ``job_id``."""
        rows = frames.to_pandas(offers, where="Acceptance.predict")
        if absent := [name for name in ("offered_pay", "expected_pay", "market_reference") if name not in rows]:
            raise ContractError(f"column missing: {', '.join(absent)}", where="Acceptance.predict", found=", ".join(map(str, rows.columns)),
                                expected="offered_pay, expected_pay and market_reference", cure="join them to the offers")  # fmt: skip
        own = rows["job_id"].map(self.levels).fillna(0.0).to_numpy() if "job_id" in rows else 0.0
        ratios = [
            rows["offered_pay"].to_numpy(float) / rows[name].to_numpy(float) - 1 for name in ("expected_pay", "market_reference")
        ]
        return chance(self.table["estimate"].to_numpy(), *ratios, own)

    @property
    def levels(self) -> dict[Any, float]:
        """Each job's own level in logits."""
        return dict(zip(self.jobs["job_id"], self.jobs["own_level"], strict=True))


def chance(slopes: np.ndarray, to_expectation: np.ndarray, to_market: np.ndarray, own: Any = 0.0) -> np.ndarray:
    """Turn ratios less one into probabilities; an expectation or market that is not known counts as met exactly.

    `slopes` has the three terms on its last axis; any axes before it are draws.
    """
    level, first, second = (slopes[..., term, None] for term in range(3))
    logit = level + first * np.nan_to_num(to_expectation) + second * np.nan_to_num(to_market) + own
    return 1 / (1 + np.exp(-np.clip(logit, -500, 500)))


@confident
def fit_acceptance(history: frames.Frame, *, confidence: float = 0.95) -> Acceptance:
    """Fit how acceptance responds to pay relative to expectation and market.

    Parameters
    ----------
    history : dataframe, HISTORY
        ``job_id``, ``offered_pay``, ``expected_pay``, ``market_reference``, ``accepted``; rows without an answered offer or an expectation are left out.
    confidence : float

    Returns
    -------
    Acceptance

    Raises
    ------
    UndefinedResult
        With fewer than ten acceptances or refusals a slope, or when pay separates the answers completely.

    Notes
    -----
    logit P(yes) = a + b (offer / expectation − 1) + c (offer / market − 1) + u(job), u ~ N(0, s²); s maximises the Laplace approximation
    of the marginal likelihood, and the intervals come from the curvature there. A response, not a proof of cause: offers were not made
    at random.

    References
    ----------
    Breslow & Clayton, Approximate inference in generalized linear mixed models, JASA 88 (1993), 9-25.
    """
    rows = checked(
        history, where="pay.fit_acceptance", needed=("job_id", "offered_pay", "expected_pay", "market_reference", "accepted")
    )
    offered = rows[rows["offered_pay"].notna() & rows["accepted"].notna()]
    known = offered[offered["expected_pay"].notna() & offered["market_reference"].notna()].reset_index(drop=True)
    yes = known["accepted"].to_numpy(float)
    _must_be_enough(yes)
    ratios = [known["offered_pay"] / known[name] - 1 for name in ("expected_pay", "market_reference")]
    design = np.column_stack([np.ones(len(known)), *ratios])
    places, jobs = pd.factorize(known["job_id"], sort=True)
    spread = _spread(design, places, len(jobs), yes)
    mode, curvature = _mode(design, places, len(jobs), yes, spread)
    covariance = np.linalg.inv(curvature)
    chances, slope = _cross_fitted(design, places, len(jobs), yes, spread)
    counts = np.bincount(places, minlength=len(jobs)), np.bincount(places, weights=yes, minlength=len(jobs)).astype(int)
    return Acceptance(
        table=_terms(mode[:3], np.sqrt(np.diag(covariance)[:3]), confidence),
        jobs=pd.DataFrame({"job_id": jobs, "n": counts[0], "accepted": counts[1], "own_level": mode[3:]}),
        between_jobs_sd=spread, covariance=covariance[:3, :3], calibration=_calibration(chances, yes, confidence),
        calibration_slope=slope, brier=float(np.mean((chances - yes) ** 2)), brier_of_base_rate=float(yes.mean() * (1 - yes.mean())),
        n=len(known), n_accepted=int(yes.sum()), n_left_out=len(offered) - len(known), confidence=confidence,
    )  # fmt: skip


def _must_be_enough(yes: np.ndarray) -> None:
    needed, least = EVENTS_PER_SLOPE * (len(TERMS) - 1), int(min(yes.sum(), len(yes) - yes.sum()))
    if least < needed:
        raise UndefinedResult("too few answers to say how acceptance responds to pay", where="pay.fit_acceptance",
                              found=f"{int(yes.sum())} accepted and {int(len(yes) - yes.sum())} declined", expected=f"{needed} of each at least",
                              cure="take a longer period or more jobs together")  # fmt: skip


def _spread(design: np.ndarray, places: np.ndarray, count: int, yes: np.ndarray) -> float:
    """Find the spread of the jobs' levels where the Laplace marginal likelihood is highest; 0 where that is at the edge."""
    if count < 3:
        return 0.0
    best = optimize.minimize_scalar(lambda spread: -_marginal(design, places, count, yes, spread), bounds=(0.0, WIDEST), method="bounded",
                                    options={"xatol": 1e-3})  # fmt: skip
    return float(best.x) if -best.fun > _marginal(design, places, count, yes, 0.0) + 1e-6 else 0.0


def _marginal(design: np.ndarray, places: np.ndarray, count: int, yes: np.ndarray, spread: float) -> float:
    mode, curvature = _mode(design, places, count, yes, spread)
    logit = design @ mode[:3] + mode[3:][places]
    likelihood = yes @ logit - np.logaddexp(0, logit).sum()
    if spread <= 1e-9:
        return float(likelihood)
    own = curvature[3:, 3:]
    return float(likelihood - (mode[3:] ** 2).sum() / (2 * spread**2) - count * np.log(spread) - np.linalg.slogdet(own)[1] / 2)


def _mode(design: np.ndarray, places: np.ndarray, count: int, yes: np.ndarray, spread: float) -> tuple[np.ndarray, np.ndarray]:
    """Climb to the top of the penalised likelihood (Newton) and give the curvature there; without spread the jobs' levels are 0."""
    whole = np.column_stack([design, np.eye(count)[places]])
    penalty = np.concatenate([np.zeros(3), np.full(count, 1 / max(spread, 1e-5) ** 2)])
    at = np.zeros(3 + count)
    for _ in range(100):
        fitted = 1 / (1 + np.exp(-np.clip(whole @ at, -500, 500)))
        slope = whole.T @ (yes - fitted) - penalty * at
        curvature = whole.T @ (whole * (fitted * (1 - fitted))[:, None]) + np.diag(penalty)
        step = _step(curvature, slope)
        at = at + step * min(1.0, 20.0 / max(np.abs(step).max(), 1e-12))
        if np.abs(step).max() < 1e-9:
            break
    if np.abs(at).max() > TOO_STEEP or not np.isfinite(at).all():
        raise _separated()
    return at, curvature


def _step(curvature: np.ndarray, slope: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(curvature, slope)
    except np.linalg.LinAlgError:
        raise _separated() from None


def _separated() -> UndefinedResult:
    return UndefinedResult("how acceptance responds to pay cannot be said", where="pay.fit_acceptance",
                           found="pay separates yes from no completely, or does not vary", expected="both answers at similar pay",
                           cure="take a longer period or more jobs together")  # fmt: skip


def _terms(estimate: np.ndarray, error: np.ndarray, confidence: float) -> pd.DataFrame:
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    return pd.DataFrame(
        {"term": TERMS, "estimate": estimate, "error": error, "low": estimate - z * error, "high": estimate + z * error}
    )


def _cross_fitted(design: np.ndarray, places: np.ndarray, count: int, yes: np.ndarray, spread: float) -> tuple[np.ndarray, float]:
    """Predict each fifth of the offers from the other four, and regress the answers on those logits (Cox's calibration slope)."""
    fold, logit = np.arange(len(yes)) % FOLDS, np.zeros(len(yes))
    for number in range(FOLDS):
        rest, own = fold != number, fold == number
        mode, _ = _mode(design[rest], places[rest], count, yes[rest], spread)
        logit[own] = design[own] @ mode[:3] + mode[3:][places[own]]
    chances = 1 / (1 + np.exp(-np.clip(logit, -500, 500)))
    line, at = np.column_stack([np.ones(len(yes)), logit]), np.array([0.0, 1.0])
    for _ in range(50):
        fitted = 1 / (1 + np.exp(-np.clip(line @ at, -500, 500)))
        step = _step(line.T @ (line * (fitted * (1 - fitted))[:, None]) + 1e-9 * np.eye(2), line.T @ (yes - fitted))
        at = at + step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-12))
    return chances, float(at[1])


def _calibration(chances: np.ndarray, yes: np.ndarray, confidence: float) -> pd.DataFrame:
    rows = []
    for part in np.array_split(np.argsort(chances, kind="stable"), GROUPS):
        low, high = wilson(int(yes[part].sum()), len(part), confidence=confidence)
        rows.append((len(part), chances[part].mean(), yes[part].mean(), low, high))
    return pd.DataFrame(rows, columns=["n", "predicted", "observed", "low", "high"])
