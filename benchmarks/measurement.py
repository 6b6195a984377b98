"""How fast scores are described and weights calibrated: 100,000 candidates × 20 criteria, 1,000 bootstrap resamples; and reports from a store.

Run ``python benchmarks/measurement.py [candidates] [criteria]``. Goals on two cores: distribution under 5 s, calibration under 30 s, each with
the selection of hires corrected; channels, job fit and calibration as reports read from a store of as many candidates under 5 s each
(libraries that draw are loaded before, as a server has them; tables are read anew from the database). Progress is shown as it is handed out.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import definitions, reports, samples, scoring, store

GOALS = {"distribution": 5.0, "calibrate": 30.0, "report": 5.0}
DEFINITIONS = Path(__file__).parents[1] / "data" / "definitions"
TABLES = ("JOBS", "CANDIDATES", "APPLICATIONS", "STAGES", "INTERVIEWS", "RATINGS", "EMPLOYEES", "PERFORMANCE", "SPEND")


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
    together = attributes(group[plain.index])
    timed(
        "calibrate, pareto of 14 groups",
        lambda: scoring.calibrate(plain, known, method="pareto", groups=together, n_resamples=1000, progress=shown),
    )
    dated = plain.assign(
        interview_date=pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(len(plain)) * 540 // len(plain), unit="D")
    )
    timed("drift", lambda: scoring.drift(dated))
    timed("agreement of 100,000 ratings", lambda: scoring.agreement(ratings(40_000), n_resamples=300))
    from_a_store(candidates)


def from_a_store(candidates: int) -> None:
    """Time reports on a company of that size, each on a desk that has read nothing yet."""
    from workbench.figures.rendering import holoviews

    holoviews()
    with tempfile.TemporaryDirectory() as folder:
        address = str(Path(folder) / "large.db")
        fill(address, samples.company(candidates, seed=1, answers=False))
        for name, work in {
            "channels": reports.channels, "job fit, all jobs": reports.job_fit, "job fit, one job": lambda desk: reports.job_fit(desk, job_id="J-SM-01"),
            "calibration": lambda desk: reports.calibration(desk, job_id="J-SM-01"),
        }.items():  # fmt: skip
            with store.open(address) as db:
                desk = db.as_operator()
                timed(f"report, {name}", lambda work=work, desk=desk: work(desk))


def fill(address: str, made: samples.Company) -> None:
    """Write a company with the scores its evidence earns, without the river above them."""
    evidence = made.truth["tables"]["evidence"]
    with store.open(address) as db:
        desk = db.as_operator()
        for name in TABLES:
            desk.write(name, made.tables[name])
        for rubric in (definitions.Rubric.load(path) for path in sorted(DEFINITIONS.glob("rubric-*.yaml"))):
            own = evidence[evidence["job_id"].isin(rubric.job_ids)]
            if own.empty:
                continue
            desk.save_definition(rubric, reason="benchmark")
            wide = own.reindex(columns=["interview_id", *rubric.indicators]).astype(dict.fromkeys(rubric.indicators, "float64"))
            desk.write(
                "SCORES", scoring.score(wide, rubric)[["interview_id", "overall", "coverage", "error_band", "rubric_version"]]
            )
            desk.write("COMPETENCY_SCORES", scoring.competency_scores(wide, rubric))


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


def attributes(sex: np.ndarray) -> pd.DataFrame:
    """Give four attributes of 2, 4, 6 and 2 groups, for a front over all of them."""
    draw = np.random.default_rng(9)
    return pd.DataFrame({"sex": sex, "age": draw.choice(list("abcd"), len(sex)), "origin": draw.choice(list("opqrst"), len(sex)),
                         "disability": draw.choice(["yes", "no"], len(sex), p=[0.03, 0.97])})  # fmt: skip


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
