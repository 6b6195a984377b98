"""What happens to an application: screened, invited, interviewed, offered or refused, accepted, hired.

In flow abilities, schooling and, once interviews are held, overall scores; out flow days (counted from the first) and the
tables APPLICATIONS, STAGES and INTERVIEWS. Nothing after the day of the export is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.contracts import DEGREES, STAGE_NAMES
from workbench.samples import world
from workbench.samples.ability import Ability, stream
from workbench.samples.people import ids, pick

if TYPE_CHECKING:
    from workbench.samples.signals import Signals

LAST_DAY = (world.AS_OF - world.FIRST_DAY).days
NEVER = LAST_DAY + 10_000
NO_SHOW, MANUAL_FIRST, MANUAL_LATER = 0.07, 0.45, 0.10
MANUAL_UNTIL = 180  # days in which most of the change from manual to tool interviews happened
ENGLISH_SHARE = 0.20


@dataclass(frozen=True)
class Journey:
    """One entry a candidate: the day of each stage, `NEVER` where it was not reached by the day of the export."""

    screened: np.ndarray
    passed: np.ndarray
    invited: np.ndarray
    interviewed: np.ndarray
    withdrawn: np.ndarray
    english: np.ndarray
    manual: np.ndarray


@dataclass(frozen=True)
class Selection:
    """One entry a candidate: the decision after the interview, and the cut of each month."""

    overall: np.ndarray
    decided: np.ndarray
    offered: np.ndarray
    cuts: dict[str, float]


def travel(ability: Ability, degree: np.ndarray, years: np.ndarray, *, seed: int) -> Journey:
    """Lead every candidate up to the interview; only the hard requirements of the job stop anybody."""
    random, n = stream(seed, "journey"), len(ability.job)
    least_degree = np.array([DEGREES.index(job.min_degree) for job in world.JOBS])[ability.job]
    least_years = np.array([job.min_years for job in world.JOBS])[ability.job]
    passed = (degree >= least_degree) & (years >= least_years)
    screened = ability.day + random.integers(1, 4, n)
    invited = np.where(passed, screened + random.integers(1, 5, n), NEVER)
    absent = random.random(n) < NO_SHOW
    held = invited + random.integers(2, 11, n)
    interviewed = np.where(passed & ~absent, held, NEVER)
    withdrawn = np.where(passed & absent, held, NEVER)
    share = np.where(ability.day < MANUAL_UNTIL, world_share(ability.day), MANUAL_LATER)
    return Journey(
        screened=_known(screened), passed=passed, invited=_known(invited), interviewed=_known(interviewed),
        withdrawn=_known(withdrawn), english=random.random(n) < ENGLISH_SHARE, manual=random.random(n) < share,
    )  # fmt: skip


def world_share(day: np.ndarray) -> np.ndarray:
    """Share of interviews still held by a person, falling while the tool is introduced."""
    return MANUAL_FIRST + (MANUAL_LATER - MANUAL_FIRST) * day / MANUAL_UNTIL


def select(signals: tuple[Signals, ...], journey: Journey, *, seed: int) -> Selection:
    """Offer where the noisy overall score, less the job's mean, passes the month's cut."""
    random, n = stream(seed, "selection"), len(journey.invited)
    overall, standing = np.full(n, np.nan), np.full(n, np.nan)
    for signal in signals:
        overall[signal.who] = signal.overall
        if len(signal.who):
            standing[signal.who] = signal.overall - signal.overall.mean()
    standing += world.DECISION_NOISE * random.standard_normal(n)
    months = date_of(np.minimum(journey.interviewed, LAST_DAY)).astype("datetime64[M]")
    shares = {m: random.uniform(*world.OFFER_SHARE) for m in _months()}
    offered, cuts = np.zeros(n, dtype=bool), {}
    for month, share in shares.items():
        there = (months == month) & (journey.interviewed < NEVER)
        if there.any():
            cuts[str(month)] = float(np.quantile(standing[there], 1 - share))
            offered |= there & (standing >= cuts[str(month)])
    decided = _known(np.where(journey.interviewed < NEVER, journey.interviewed + random.integers(3, 13, n), NEVER))
    return Selection(overall, decided, offered & (decided < NEVER), cuts)


def applications(ability: Ability, last_stage: np.ndarray) -> pd.DataFrame:
    """Build APPLICATIONS, one a candidate."""
    n = len(ability.job)
    return pd.DataFrame(
        {
            "application_id": ids("A", n),
            "candidate_id": ids("C", n),
            "job_id": pick(tuple(job.job_id for job in world.JOBS), ability.job),
            "channel": pick(world.CHANNELS, ability.channel),
            "applied_date": date_of(ability.day),
            "status": pick(STAGE_NAMES, last_stage),
        }
    )


def interviews(ability: Ability, journey: Journey, asked: np.ndarray, *, seed: int) -> pd.DataFrame:
    """Build INTERVIEWS in the order of applications; `asked` counts the questions of each candidate."""
    random, who = stream(seed, "interviews"), held(journey)
    minutes = np.round(asked[who] * random.uniform(2.5, 4.5, len(who)) + np.where(journey.manual[who], 25, 4), 1)
    return pd.DataFrame(
        {
            "interview_id": ids("V", len(who)),
            "application_id": numbered("A", who),
            "candidate_id": numbered("C", who),
            "job_id": pick(tuple(job.job_id for job in world.JOBS), ability.job[who]),
            "interview_date": date_of(journey.interviewed[who]),
            "duration_min": minutes,
            "language": np.where(journey.english[who], "en", "zh").astype(object),
            "mode": np.where(journey.manual[who], "manual", "ai").astype(object),
        }
    )


def held(journey: Journey) -> np.ndarray:
    """Places of the interviewed candidates; the interview's number is the place in this list."""
    return np.flatnonzero(journey.interviewed < NEVER)


def stages(days: dict[str, np.ndarray], passed: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Build STAGES from the day of each stage (`NEVER` for none) and say which stage came last."""
    names = [name for name in STAGE_NAMES if name in days]
    table = np.stack([days[name] for name in names], axis=1)
    who, place = np.nonzero(table < NEVER)
    refused = (np.array([name == "rejected" for name in names])[place]) & ~passed[who]
    reasons = np.where(refused, "硬性条件不符：学历或年限", None)
    last = np.zeros(len(table), dtype=int)
    codes = np.array([STAGE_NAMES.index(name) for name in names])
    np.maximum.at(last, who, codes[place])
    frame = pd.DataFrame(
        {
            "application_id": numbered("A", who),
            "stage": pick(tuple(names), place),
            "event_date": date_of(table[who, place]),
            "reason": reasons,
        }
    )
    return frame, last


def date_of(day: np.ndarray) -> np.ndarray:
    """Turn days since the first into dates."""
    return (np.datetime64(world.FIRST_DAY, "D") + np.asarray(day).astype("timedelta64[D]")).astype("datetime64[us]")


def numbered(letter: str, places: np.ndarray) -> np.ndarray:
    """Make ids for places counted from 0: ``A0000001`` is place 0."""
    return np.array([f"{letter}{place + 1:07d}" for place in places.tolist()], dtype=object)


def _months() -> np.ndarray:
    return np.arange(np.datetime64(world.FIRST_DAY, "M"), np.datetime64(world.AS_OF, "M") + 1)


def _known(day: np.ndarray) -> np.ndarray:
    return np.where(day <= LAST_DAY, day, NEVER)
