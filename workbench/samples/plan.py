"""How ability shows: each job's rubric and questions, compiled into known links from ability to what can be seen.

In flow the rubrics and questions of ``data/definitions``; out flows one `JobPlan` a job, whose links are set so that the
job's competencies reach their planted mean points.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from workbench.definitions import QuestionBank, Rubric
from workbench.definitions.catalogue import indicator as look_up
from workbench.errors import DefinitionError
from workbench.samples import world

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.definitions.questions import Question
    from workbench.definitions.rubric import Competency, Criterion

DEFINITIONS = Path(__file__).parents[2] / "data" / "definitions"
STRUCTURE = ("star_completeness", "on_topic_share")  # they come from how an answer is built, not from what it says
MOST_QUESTIONS = 6
GRID = ndtri((np.arange(2000) + 0.5) / 2000)


@dataclass(frozen=True)
class Link:
    """One criterion of one job and how ability becomes its indicator.

    `form` is ``ramp``, ``steps``, ``rating``, ``structure`` or ``none`` (only a recording could show it). `intercept` is
    in points for ramps and structure, in ratings for ratings, and the median count for steps.
    """

    competency: int
    criterion: str
    indicator: str
    weight: float
    form: str
    intercept: float
    zero: float = 0.0
    full: float = 1.0
    steps: tuple[tuple[float, float], ...] = ()
    low: float = 0.0
    high: float = np.inf
    decimals: int = 0
    source: str = "answer"

    def points(self, value: np.ndarray) -> np.ndarray:
        """Give the points of observed values by this criterion's scale."""
        if self.form == "steps":
            starts = np.array([start for start, _ in self.steps])
            worth = np.array([0.0, *(points for _, points in self.steps)])
            known = np.where(np.isnan(value), 0.0, value)
            return np.where(np.isnan(value), np.nan, worth[np.searchsorted(starts, known, side="right")])
        return np.clip(100 * (value - self.zero) / (self.full - self.zero), 0, 100)


@dataclass(frozen=True)
class Slot:
    """One question of a job's interview, with the competency it asks about and the indicators an answer can state."""

    question_id: str
    competency: int
    text_zh: str
    text_en: str
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class JobPlan:
    """One job with its rubric's competencies, links and questions."""

    job: world.Job
    competencies: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    means: np.ndarray
    links: tuple[Link, ...]
    slots: tuple[Slot, ...]
    betas: np.ndarray
    rubric_version: str


def plans() -> tuple[JobPlan, ...]:
    """Compile every job's plan from the definitions.

    Raises
    ------
    DefinitionError
        If a job of the invented company has no rubric in ``data/definitions``.
    """
    files = sorted([*DEFINITIONS.glob("rubric-*.yaml"), *DEFINITIONS.glob("questions.yaml")])
    return _compiled(tuple((path, path.stat().st_mtime_ns) for path in files))


@functools.lru_cache(maxsize=2)
def _compiled(files: tuple[tuple[Path, int], ...]) -> tuple[JobPlan, ...]:
    """Compile once for each state of the files: reading them takes longer than inventing a small company."""
    bank: list[Question] = []
    rubrics: dict[str, Rubric] = {}
    for path, _ in files:
        if path.name == "questions.yaml":
            bank += QuestionBank.load(path).questions
        else:
            rubric = Rubric.load(path)
            rubrics |= dict.fromkeys(rubric.job_ids, rubric)
    missing = [job.job_id for job in world.JOBS if job.job_id not in rubrics]
    if missing:
        raise DefinitionError(
            f"no rubric for {', '.join(missing)}",
            where="data/definitions",
            found=f"rubrics for {', '.join(sorted(rubrics)) or 'no job'}",
            expected="one rubric naming each job of the invented company in job_ids",
            cure="add the job to a rubric's job_ids",
        )
    return tuple(_plan(number, job, rubrics[job.job_id], bank) for number, job in enumerate(world.JOBS))


def _plan(number: int, job: world.Job, rubric: Rubric, bank: list[Question]) -> JobPlan:
    targets = np.array([job.targets.get(c.id, job.target) for c in rubric.competencies])
    shift, spread = _channel_moments(number)
    links = tuple(
        _link(place, criterion, float(competency.weight * criterion.weight), targets[place], shift, spread)
        for place, competency in enumerate(rubric.competencies)
        for criterion in competency.criteria
    )
    return JobPlan(
        job=job,
        competencies=tuple(c.id for c in rubric.competencies),
        names=tuple((c.name.zh, c.name.en) for c in rubric.competencies),
        means=(targets - world.BASE_POINTS) / world.POINTS_PER_SD,
        links=links,
        slots=_slots(rubric, bank),
        betas=_betas(job, len(rubric.competencies)),
        rubric_version=rubric.version,
    )


def _channel_moments(number: int) -> tuple[float, float]:
    """Mean and variance of the channel effect among one job's candidates."""
    share = np.array([mix[number] for mix in world.JOB_MIX]) * np.array(world.CHANNEL_SHARE)
    share /= share.sum()
    effect = np.array(world.CHANNEL_EFFECT)
    mean = float(share @ effect)
    return mean, float(share @ effect**2 - mean**2)


def _link(place: int, criterion: Criterion, weight: float, target: float, shift: float, spread: float) -> Link:
    scale, entry = criterion.scale, look_up(criterion.indicator)
    shared = {"competency": place, "criterion": criterion.id, "indicator": criterion.indicator, "weight": weight}
    if entry.cls in {"delivery", "recording", "expression"} or scale.form in {"band", "flag"}:
        return Link(**shared, form="none", intercept=0.0, source=entry.cls)
    limits = {"low": entry.low or 0.0, "high": np.inf if entry.high is None else entry.high, "source": entry.cls}
    if criterion.indicator.startswith("rating."):
        lowest, highest = (float(scale.rating.lowest), float(scale.rating.highest)) if scale.rating else (1.0, 5.0)
        noise = world.SEVERITY_SD**2 + world.RESIDUAL_SD**2
        latent = world.RATING_SLOPE * (shift + np.sqrt(1 + spread + noise) * GRID)
        mean = _solve(lambda a: np.clip(np.rint(a + latent), lowest, highest).mean(), lowest + (highest - lowest) * target / 100)
        return Link(**shared, form="rating", intercept=mean, zero=lowest, full=highest, low=lowest, high=highest, source="rating")
    if criterion.indicator in STRUCTURE:
        latent = world.POINTS_PER_SD * (shift + np.sqrt(1 + spread) * GRID)
        intercept = _solve(lambda a: np.clip(a + latent, 0, 100).mean(), target)
        return Link(**shared, form="structure", intercept=intercept, zero=0.0, full=1.0, high=1.0, decimals=4)
    ability = shift + np.sqrt(1 + spread + world.NOISE_SD**2) * GRID
    if scale.form == "steps":
        steps = tuple((float(start), float(points)) for start, points in scale.steps)
        draft = Link(**shared, form="steps", intercept=1.0, steps=steps, **limits)
        growth = np.exp(world.STEP_SLOPE * ability)
        median = _solve(lambda a: draft.points(np.rint(a * growth)).mean(), target, low=0.01, high=100.0)
        return Link(**shared, form="steps", intercept=median, steps=steps, **limits)
    ramp = scale.ramp
    intercept = _solve(lambda a: np.clip(a + world.POINTS_PER_SD * ability, 0, 100).mean(), target)
    span = abs(float(ramp.full - ramp.zero))
    decimals = 1 if span <= 10 and entry.unit == "percent" else (-2 if span >= 20000 else -1 if span >= 2000 else 0)
    return Link(
        **shared, form="ramp", intercept=intercept, zero=float(ramp.zero), full=float(ramp.full), decimals=decimals, **limits
    )


def _solve(rising: Callable[[float], float], target: float, *, low: float = -200.0, high: float = 300.0) -> float:
    """Find where a rising function reaches the target (bisection: the function has steps)."""
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _betas(job: world.Job, count: int) -> np.ndarray:
    """Weights of the competencies in performance, scaled so that their sum has variance 1 for standard ability."""
    raw = np.array(world.BETAS.get(job.family, (1.0,) * count)[:count], dtype=float)
    covariance = np.full((count, count), world.CORRELATION) + (1 - world.CORRELATION) * np.eye(count)
    return raw / np.sqrt(raw @ covariance @ raw)


def _slots(rubric: Rubric, bank: list[Question]) -> tuple[Slot, ...]:
    """One question a competency, and a second where the bank has one that feeds something the first leaves open."""
    lead, second = [], []
    for place, competency in enumerate(rubric.competencies):
        stated = [c.indicator for c in competency.criteria if look_up(c.indicator).cls == "answer" and c.indicator not in STRUCTURE]
        chosen = _questions_for(competency, bank) or [_plain_question(competency)]
        fed = [i for i in stated if i in chosen[0][3]] if len(chosen) > 1 else stated
        later = [i for i in stated if i not in fed]
        if len(chosen) > 1 and later:
            second.append(Slot(chosen[1][0], place, chosen[1][1], chosen[1][2], tuple(later)))
        lead.append(Slot(chosen[0][0], place, chosen[0][1], chosen[0][2], tuple(fed)))
    return tuple((lead + second)[:MOST_QUESTIONS])


def _questions_for(competency: Competency, bank: list[Question]) -> list[tuple[str, str, str, tuple[str, ...]]]:
    wanted = {criterion.indicator for criterion in competency.criteria}
    asked = [question for question in bank if question.competency == competency.id]
    ranked = sorted(asked, key=lambda question: -len(wanted & set(question.feeds)))
    return [(question.id, question.text.zh, question.text.en, tuple(question.feeds)) for question in ranked[:2]]


def _plain_question(competency: Competency) -> tuple[str, str, str, tuple[str, ...]]:
    zh = f"请用一个真实的例子说明您的{competency.name.zh}。"
    en = f"Please give a real example of your {competency.name.en.lower()}."
    return f"Q-{competency.id.replace('_', '-')}", zh, en, ()
