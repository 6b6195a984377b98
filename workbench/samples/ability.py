"""Who applies: job, channel, day and ability of every candidate.

In flow a size and a seed; out flow arrays, one entry a candidate, in the order of application.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.samples import world

if TYPE_CHECKING:
    from workbench.samples.plan import JobPlan


@dataclass(frozen=True)
class Ability:
    """One entry a candidate: job and channel (places in `world`), day since the first, ability in standard deviations.

    `theta` has one column a competency of the candidate's own job, in rubric order (NaN beyond the last).
    """

    job: np.ndarray
    channel: np.ndarray
    day: np.ndarray
    theta: np.ndarray


def stream(seed: int, part: str) -> np.random.Generator:
    """Give one part of the world its own random numbers, so that leaving a part out changes no other."""
    return np.random.default_rng([seed, zlib.crc32(part.encode())])


def draw(n: int, plans: tuple[JobPlan, ...], *, seed: int) -> Ability:
    """Draw the candidates: θ ~ N(μ of the job's competency + γ of the channel, 1), correlated within a person."""
    random = stream(seed, "ability")
    days = (world.AS_OF - world.FIRST_DAY).days + 1
    day = np.sort(random.integers(0, days, n))
    channel = random.choice(len(world.CHANNELS), n, p=world.CHANNEL_SHARE)
    edges = np.cumsum(np.array(world.JOB_MIX), axis=1)
    job = np.minimum((random.random(n)[:, None] > edges[channel]).sum(axis=1), len(world.JOBS) - 1)
    widest = max(len(plan.competencies) for plan in plans)
    means = np.full((len(plans), widest), np.nan)
    for number, plan in enumerate(plans):
        means[number, : len(plan.competencies)] = plan.means
    common = np.sqrt(world.CORRELATION) * random.standard_normal(n)[:, None]
    own = np.sqrt(1 - world.CORRELATION) * random.standard_normal((n, widest))
    theta = means[job] + np.array(world.CHANNEL_EFFECT)[channel][:, None] + common + own
    return Ability(job, channel, day, theta)
