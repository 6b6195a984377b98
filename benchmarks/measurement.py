"""How fast scores are described and weights calibrated: 100,000 candidates × 20 criteria, 1,000 bootstrap resamples.

Run ``python benchmarks/measurement.py [candidates] [criteria]``. Goals on two cores: distribution under 5 s, calibration under 30 s, each with
the selection of hires corrected. Progress is shown as it is handed out.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from workbench import scoring

GOALS = {"distribution": 5.0, "calibrate": 30.0}


def main(candidates: int = 100_000, criteria: int = 20) -> None:
    points, outcome, group = people(candidates, criteria)
    print(f"{candidates:,} candidates × {criteria} criteria")
    timed("distribution", lambda: scoring.distribution(points))
    plain = points.drop(columns="job_id").dropna()
    known = outcome[plain.index]
    for method in ("nonnegative", "ridge", "relative"):
        timed(
            f"calibrate, {method}",
            lambda method=method: scoring.calibrate(plain, known, method=method, n_resamples=1000, progress=shown),
        )
    timed(
        "calibrate, pareto",
        lambda: scoring.calibrate(plain, known, method="pareto", groups=group[plain.index], n_resamples=1000, progress=shown),
    )
    dated = plain.assign(
        interview_date=pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(len(plain)) * 540 // len(plain), unit="D")
    )
    timed("drift", lambda: scoring.drift(dated))
    timed("agreement of 100,000 ratings", lambda: scoring.agreement(ratings(40_000), n_resamples=300))


def timed(name: str, work) -> None:
    start, busy = time.perf_counter(), time.process_time()
    work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    goal = GOALS.get(name.partition(",")[0])
    print(f"\r{name:32s}{seconds:8.2f} s ({busy:.2f} s of a core)" + (f"   goal < {goal:.0f}" if goal else ""), flush=True)


def shown(done: int, of: int) -> None:
    print(f"\r{done:,} of {of:,} resamples", end="", flush=True)


def people(n: int, p: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(7)
    theta = np.sqrt(0.3) * draw.normal(size=(n, 1)) + np.sqrt(0.7) * draw.normal(size=(n, p))
    x = np.clip(60 + 14 * theta, 0, 100)
    outcome = theta @ draw.uniform(0, 1, p) + 10 * draw.normal(size=n)
    score = x.mean(axis=1)
    outcome = np.where(score > np.quantile(score, 0.7), outcome, np.nan)
    x[draw.random(x.shape) < 0.005] = np.nan
    names = [f"criterion_{number}" for number in range(p)]
    table = pd.DataFrame(x, columns=names).assign(interview_id=np.arange(n), job_id=draw.integers(0, 8, n).astype(str))
    return table, outcome, np.where(draw.random(n) < 0.4, "B", "A")


def ratings(n: int) -> pd.DataFrame:
    draw = np.random.default_rng(8)
    number = draw.integers(2, 4, n)
    chosen = np.argsort(draw.random((n, 10)), axis=1)[:, :3]
    unit, place = np.nonzero(np.arange(3) < number[:, None])
    rater, strict = chosen[unit, place], 0.4 * draw.normal(size=10)
    rating = np.clip(np.rint(3 + 0.7 * (draw.normal(size=n)[unit] + strict[rater] + draw.normal(size=len(unit)))), 1, 5)
    return pd.DataFrame({"interview_id": unit, "rater_id": np.char.add("R", rater.astype(str)), "rating": rating})


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
