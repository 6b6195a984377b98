"""What comes of it: market, reference, offer, acceptance, satisfaction, performance, staying or leaving.

In flow abilities and the selection; out flow MARKET_PAY, OFFERS, EMPLOYEES and PERFORMANCE, and the true reference pay and
stable performance behind them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.samples import world
from workbench.samples.ability import Ability, stream
from workbench.samples.people import ids, pick
from workbench.samples.process import LAST_DAY, NEVER, Selection, date_of, numbered

if TYPE_CHECKING:
    from workbench.samples.plan import JobPlan

SURVEYS = np.array(
    ["2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01"], dtype="datetime64[D]"
)
QUARTER_ENDS = np.array(["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"], dtype="datetime64[D]")
LEAST_DAYS = 45  # before a quarter's end: shorter stays are not judged


@dataclass(frozen=True)
class Offers:
    """One entry a candidate (NaN or `NEVER` without an offer)."""

    replied: np.ndarray
    accepted: np.ndarray
    hired: np.ndarray
    pay: np.ndarray
    market: np.ndarray
    reference: np.ndarray


def market_pay() -> pd.DataFrame:
    """Build MARKET_PAY: a quarterly survey whose median drifts at its own speed for each job."""
    rows = [
        {"job_id": job.job_id, "market_date": date, "p25": round(p50 * 0.86, -1), "p50": p50, "p75": round(p50 * 1.17, -1)}
        for number, job in enumerate(world.JOBS)
        for date, p50 in zip(SURVEYS.astype("datetime64[us]"), _p50()[number].tolist(), strict=True)
    ]
    return pd.DataFrame(rows).assign(currency=world.CURRENCY, period=world.PERIOD)


def wishes(ability: Ability, *, seed: int) -> dict[str, np.ndarray]:
    """Draw expected pay (lognormal around the market, nothing to do with ability) and the pay people have now."""
    random, n = stream(seed, "wishes"), len(ability.job)
    mean, sd = world.EXPECTATION
    expected = np.round(market_at(ability.job, ability.day) * np.exp(mean + sd * random.standard_normal(n)), -2)
    current = np.round(expected / (1.18 + 0.08 * random.standard_normal(n)).clip(0.95, 1.5), -2)
    return {"current_pay": current, "expected_pay": expected}


def market_at(job: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Look up the latest surveyed median of each job on each day."""
    date = np.datetime64(world.FIRST_DAY, "D") + np.minimum(day, LAST_DAY).astype("timedelta64[D]")
    return _p50()[job, np.searchsorted(SURVEYS, date, side="right") - 1]


def general_ability(ability: Ability, plans: tuple[JobPlan, ...]) -> np.ndarray:
    """Mean ability relative to the job, in its own standard deviations."""
    score = np.zeros(len(ability.job))
    for number, plan in enumerate(plans):
        there, k = ability.job == number, len(plan.competencies)
        sd = math.sqrt((1 + (k - 1) * world.CORRELATION) / k)
        score[there] = (ability.theta[there, :k] - plan.means).mean(axis=1) / sd
    return score


def make_offers(ability: Ability, plans: tuple[JobPlan, ...], selection: Selection, expected: np.ndarray, *, seed: int) -> Offers:
    """Offer reference × noise, and let people answer by what they expect and what the market pays."""
    random, n = stream(seed, "offers"), len(ability.job)
    market = market_at(ability.job, selection.decided)
    reference = market * world.REFERENCE_FACTOR * np.exp(world.REFERENCE_SLOPE * general_ability(ability, plans))
    pay = np.round(reference * np.exp(placement_sd() * random.standard_normal(n)), -1)
    slope = world.ACCEPTANCE
    logit = (
        slope["intercept"] + slope["offer_to_expectation"] * (pay / expected - 1) + slope["offer_to_market"] * (pay / market - 1)
    )
    wants = random.random(n) < 1 / (1 + np.exp(-logit))
    replied = np.where(selection.offered, selection.decided + random.integers(1, 8, n), NEVER)
    replied = np.where(replied <= LAST_DAY, replied, NEVER)
    accepted = (replied < NEVER) & wants
    hired = np.where(accepted, replied + random.integers(10, 36, n), NEVER)
    return Offers(replied, accepted, np.where(hired <= LAST_DAY, hired, NEVER), pay, market, reference)


def placement_sd() -> float:
    """Find the log-noise that puts the planted share of offers further than ±10 % from the reference."""
    low, high = 0.01, 1.0
    for _ in range(60):
        sd = (low + high) / 2
        inside = (math.erf(math.log(1.1) / sd / math.sqrt(2)) - math.erf(math.log(0.9) / sd / math.sqrt(2))) / 2
        low, high = (sd, high) if 1 - inside < world.OUTSIDE_TEN_PERCENT else (low, sd)
    return (low + high) / 2


def offers_table(selection: Selection, offers: Offers, expected: np.ndarray, *, seed: int) -> pd.DataFrame:
    """Build OFFERS: answered offers only, with the survey's satisfaction where people filled it in."""
    random, who = stream(seed, "satisfaction"), np.flatnonzero(offers.replied < NEVER)
    asked = world.SATISFACTION
    latent = asked["intercept"] + asked["offer_to_expectation"] * (offers.pay[who] / expected[who] - 1)
    answer = np.clip(np.rint(latent + asked["noise_sd"] * random.standard_normal(len(who))), 1, 5)
    return pd.DataFrame(
        {
            "application_id": numbered("A", who),
            "offer_date": date_of(selection.decided[who]),
            "offered_pay": offers.pay[who],
            "currency": world.CURRENCY,
            "period": world.PERIOD,
            "accepted": offers.accepted[who],
            "satisfaction": np.where(random.random(len(who)) < asked["response_share"], answer, np.nan),
        }
    )


def employment(
    ability: Ability, plans: tuple[JobPlan, ...], offers: Offers, *, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Build EMPLOYEES and PERFORMANCE, and the truth behind them (explained, stable performance, planned leaving day)."""
    random, who = stream(seed, "employment"), np.flatnonzero(offers.hired < NEVER)
    explained = _explained(ability, plans, who)
    unexplained = math.sqrt(world.STABLE_SHARE) * random.standard_normal(len(who))
    stable = math.sqrt(world.PERFORMANCE_R2) * explained + unexplained
    position = offers.pay[who] / offers.market[who] - 1
    hazard = (
        world.ATTRITION["pay_position"] * position
        + world.ATTRITION["performance"] * stable
        + np.array([world.ATTRITION_CHANNEL[name] for name in world.CHANNELS])[ability.channel[who]]
    )
    shape = world.ATTRITION["shape"]
    stay = world.ATTRITION["scale_days"] * (random.exponential(size=len(who)) / np.exp(hazard)) ** (1 / shape)
    left = offers.hired[who] + np.ceil(stay).astype(np.int64)
    employees = pd.DataFrame(
        {
            "employee_id": ids("E", len(who)),
            "application_id": numbered("A", who),
            "job_id": pick(tuple(job.job_id for job in world.JOBS), ability.job[who]),
            "hired_date": date_of(offers.hired[who]),
            "left_date": np.where(left <= LAST_DAY, date_of(np.minimum(left, LAST_DAY)), np.datetime64("NaT", "us")),
            "pay": offers.pay[who],
            "currency": world.CURRENCY,
            "period": world.PERIOD,
        }
    )
    known = pd.DataFrame(
        {
            "employee_id": employees["employee_id"],
            "explained": explained,
            "stable": stable,
            "pay_position": position,
            "stay_days": stay,
        }
    )
    return employees, _performance(offers.hired[who], left, stable, random), known


def _p50() -> np.ndarray:
    years = (SURVEYS - SURVEYS[0]).astype(float) / 365
    return np.array([np.round(job.market * np.exp(job.drift * years), -1) for job in world.JOBS])


def _explained(ability: Ability, plans: tuple[JobPlan, ...], who: np.ndarray) -> np.ndarray:
    """Σ β θ, with θ relative to the job's mean."""
    result = np.zeros(len(who))
    for number, plan in enumerate(plans):
        there = ability.job[who] == number
        result[there] = (ability.theta[who[there], : len(plan.competencies)] - plan.means) @ plan.betas
    return result


def _performance(hired: np.ndarray, left: np.ndarray, stable: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
    ends = (QUARTER_ENDS - np.datetime64(world.FIRST_DAY, "D")).astype(np.int64)
    judged = (hired[:, None] <= ends - LEAST_DAYS) & (left[:, None] > ends)
    luck = math.sqrt(1 - world.PERFORMANCE_R2 - world.STABLE_SHARE) * random.standard_normal(judged.shape)
    person, quarter = np.nonzero(judged)
    result = np.round(stable[person] + luck[person, quarter], 3)
    yearly = world.CONTRIBUTION_BASE_YEAR + world.CONTRIBUTION_PER_SD_YEAR * result
    return pd.DataFrame(
        {
            "employee_id": numbered("E", person),
            "period_end": QUARTER_ENDS[quarter].astype("datetime64[us]"),
            "performance": result,
            "contribution": np.round(yearly / 4, 2),
            "currency": world.CURRENCY,
        }
    )
