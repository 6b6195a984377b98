"""What an interview brings to light: questions asked, values said, structure of the answers, ratings, and the overall score.

In flow abilities and plans; out flow, a job at a time, arrays with one row an interview. Values are what was *said*: true
ability shows in them through the links of the plan, with noise, and some stay missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.samples import world
from workbench.samples.ability import Ability, stream

if TYPE_CHECKING:
    from workbench.samples.plan import JobPlan, Link

FEWEST_QUESTIONS = 3
STAR = ("situation", "task", "action", "result")


@dataclass(frozen=True)
class Signals:
    """Interviews of one job.

    Parameters
    ----------
    who : array of int
        Place of each interviewed candidate among all candidates.
    asked : array of bool, interview × slot
    said : dict of str to array
        Indicator to value, NaN where nothing was said; ratings are means over raters.
    star : array of bool, interview × slot × 4
        Which of situation, task, action, result each answer has.
    ratings : dict of str to (interview, rater, rating) arrays
        Criterion to its single ratings.
    overall : array of float
        Points under the job's rubric, missing criteria renormalised.
    """

    plan: JobPlan
    who: np.ndarray
    asked: np.ndarray
    said: dict[str, np.ndarray]
    star: np.ndarray
    ratings: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]
    overall: np.ndarray


def severities(seed: int) -> np.ndarray:
    """Draw how severe (below 0) or lenient each rater is, in standard deviations of ability; their weighted mean is 0."""
    drawn = stream(seed, "severity").standard_normal(len(world.RATERS))
    drawn = drawn - np.average(drawn, weights=world.RATER_LOAD)
    return world.SEVERITY_SD * drawn / drawn.std()


def observe(plan: JobPlan, ability: Ability, who: np.ndarray, *, disadvantage: np.ndarray, years: np.ndarray, seed: int) -> Signals:
    """Interview the given candidates of one job.

    Parameters
    ----------
    who : array of int
        Places of the interviewed candidates; all applied for the plan's job.
    disadvantage : array of float, one entry a candidate
        What the planted group difference does to the one rated criterion it concerns, in ratings.
    years : array of float, one entry a candidate
        Years of experience as the HR system has them.
    """
    random = stream(seed, f"signals {plan.job.job_id}")
    asked = _asked(len(who), len(plan.slots), random)
    theta = ability.theta[who, : len(plan.competencies)] - plan.means
    star_share = _structure(plan, "star_completeness", theta)
    star = random.random((len(who), len(plan.slots), len(STAR))) < star_share[:, None, None]
    raters, present = _raters(len(who), random)
    values, ratings = {}, {}
    for link in plan.links:
        own = theta[:, link.competency]
        if link.form == "rating":
            moved = disadvantage[who] if link.criterion == world.PLANTED_GROUP[3] else 0.0
            heard = _heard(plan, link.competency, asked)
            ratings[link.criterion] = _rate(link, own, moved, raters, present & heard[:, None], severities(seed), random)
            values[link.indicator] = _means(ratings[link.criterion], len(who))
        elif link.indicator == "star_completeness":
            values[link.indicator] = (star.mean(axis=2) * asked).sum(axis=1) / asked.sum(axis=1)
        elif link.form == "structure":
            values[link.indicator] = np.round(_structure(plan, link.indicator, theta), link.decimals)
        elif link.indicator == "years_experience":
            values[link.indicator] = years[who]
        elif link.form in {"ramp", "steps"}:
            values[link.indicator] = _say(plan, link, own, asked, random)
    return Signals(plan, who, asked, values, star, ratings, overall(plan, values))


def linked(link: Link, theta: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Turn ability (relative to the job's mean) and noise, both in standard deviations, into an indicator's value."""
    seen = theta + world.NOISE_SD * noise
    if link.form == "steps":
        raw = link.intercept * np.exp(world.STEP_SLOPE * seen)
    else:
        raw = link.zero + (link.full - link.zero) * (link.intercept + world.POINTS_PER_SD * seen) / 100
    return np.clip(np.round(raw, link.decimals), link.low, link.high)


def overall(plan: JobPlan, values: dict[str, np.ndarray]) -> np.ndarray:
    """Points of the job's rubric over the criteria that have evidence (weights renormalised)."""
    known = [link for link in plan.links if link.indicator in values]
    points = np.stack([link.points(values[link.indicator]) for link in known], axis=1)
    weight = np.array([link.weight for link in known]) * ~np.isnan(points)
    return np.where(np.isnan(points), 0.0, points * weight).sum(axis=1) / weight.sum(axis=1)


def _asked(count: int, slots: int, random: np.random.Generator) -> np.ndarray:
    asked = random.random((count, slots)) >= world.NOT_ASKED
    asked[asked.sum(axis=1) < FEWEST_QUESTIONS, :FEWEST_QUESTIONS] = True
    return asked


def _structure(plan: JobPlan, name: str, theta: np.ndarray) -> np.ndarray:
    found = [link for link in plan.links if link.indicator == name]
    if not found:
        return np.full(len(theta), 0.7)
    return np.clip((found[0].intercept + world.POINTS_PER_SD * theta[:, found[0].competency]) / 100, 0, 1)


def _raters(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Choose one to three different raters an interview, busy ones more often."""
    most = len(world.RATERS_PER_INTERVIEW)
    keys = np.log(world.RATER_LOAD) + random.gumbel(size=(count, len(world.RATERS)))
    chosen = np.argsort(-keys, axis=1)[:, :most]
    number = 1 + random.choice(most, count, p=world.RATERS_PER_INTERVIEW)
    return chosen, np.arange(most) < number[:, None]


def _heard(plan: JobPlan, competency: int, asked: np.ndarray) -> np.ndarray:
    return asked[:, [place for place, slot in enumerate(plan.slots) if slot.competency == competency]].any(axis=1)


def _rate(
    link: Link, theta: np.ndarray, moved: np.ndarray | float, raters: np.ndarray, present: np.ndarray, severity: np.ndarray,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    latent = theta[:, None] + severity[raters] + world.RESIDUAL_SD * random.standard_normal(raters.shape)
    moved = np.broadcast_to(moved, theta.shape)[:, None]
    rating = np.clip(np.rint(link.intercept + world.RATING_SLOPE * latent + moved), link.low, link.high)
    interview, place = np.nonzero(present & (random.random(raters.shape) >= world.NOT_RATED))
    return interview, raters[interview, place], rating[interview, place]


def _means(ratings: tuple[np.ndarray, np.ndarray, np.ndarray], count: int) -> np.ndarray:
    interview, _, rating = ratings
    number = np.bincount(interview, minlength=count)
    total = np.bincount(interview, weights=rating, minlength=count)
    return np.divide(total, number, out=np.full(count, np.nan), where=number > 0)


def _say(plan: JobPlan, link: Link, theta: np.ndarray, asked: np.ndarray, random: np.random.Generator) -> np.ndarray:
    value = linked(link, theta, random.standard_normal(len(theta)))
    slot = next((place for place, slot in enumerate(plan.slots) if link.indicator in slot.indicators), None)
    said = random.random(len(theta)) >= world.NOT_SAID
    return np.where(said & (asked[:, slot] if slot is not None else False), value, np.nan)
