"""How fast a rubric scores: 1,000,000 interviews × 10 criteria against a plain NumPy line that does the same work.

Run: python benchmarks/scoring.py [rows]. Both sides compute points, five competencies, the overall score, coverage and error
band, with a tenth of the evidence missing and weights renormalised; they are compared before they are timed. Each engine and
the NumPy line take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl

from workbench import scoring
from workbench.definitions import Rubric

if TYPE_CHECKING:
    from collections.abc import Callable

GOALS = {"Polars": 2.0, "pandas": 4.0}
ROUNDS = 7
SCALES = (
    {"ramp": {"zero": 0, "full": 50}}, {"rating": {"lowest": 1, "highest": 5}}, {"steps": [[0, 0], [3, 50], [5, 100]]},
    {"ramp": {"zero": 0, "full": 20}}, {"ramp": {"zero": 0, "full": 1}}, {"rating": {"lowest": 1, "highest": 5}},
    {"band": {"low": 2.5, "high": 6.5, "fall": 2.5}}, {"rating": {"lowest": 1, "highest": 5}}, {"ramp": {"zero": 90, "full": 20}},
    {"rating": {"lowest": 1, "highest": 5}},
)  # fmt: skip
INDICATORS = ("new_customers_year", "rating.a", "team_size", "team_growth_pct", "star_completeness", "rating.b", "speech_rate_sps",
              "rating.c", "time_to_fill_day", "rating.d")  # fmt: skip
HIGHEST = (60, 5, 8, 25, 1, 5, 9, 5, 100, 5)
WEIGHTS = (0.3, 0.25, 0.2, 0.15, 0.1)
ERRORS = (6.0, 16.0, 6.0, 6.0, 6.0, 16.0, 10.0, 16.0, 6.0, 16.0)


def main(n: int) -> None:
    """Print the ratio table."""
    rubric, evidence = make_rubric(), make_evidence(n)
    pandas_table = pd.DataFrame({"interview_id": np.arange(n), **evidence})
    polars_table = pl.DataFrame({"interview_id": np.arange(n), **{k: pl.Series(v, nan_to_null=True) for k, v in evidence.items()}})
    columns = [evidence[name] for name in INDICATORS]
    engines = {"Polars": lambda: scoring.score(polars_table, rubric), "pandas": lambda: scoring.score(pandas_table, rubric)}
    check(engines["Polars"]().to_pandas(), by_numpy(columns))
    check(engines["pandas"](), by_numpy(columns))
    print(f"{n:,} interviews × {len(columns)} criteria, 10 % missing; median of {ROUNDS} alternating rounds")
    print(f"{'engine':<10}{'engine s':>10}{'NumPy s':>10}{'ratio':>8}{'goal':>8}")
    for name, run in engines.items():
        ours, plain = alternate(run, lambda: by_numpy(columns))
        print(f"{name:<10}{ours:>10.3f}{plain:>10.3f}{ours / plain:>8.2f}{'≤ ' + format(GOALS[name], '.0f'):>8}")
    print(f"import workbench: {import_seconds():.3f} s (goal < 0.3)")


def make_rubric() -> Rubric:
    """Five competencies of two criteria, every form of scale."""
    criteria = [
        {"id": f"k{number}", "indicator": indicator, "scale": scale, "weight": 0.5}
        for number, (indicator, scale) in enumerate(zip(INDICATORS, SCALES, strict=True))
    ]
    competencies = [
        {"id": f"c{number}", "name": {"zh": f"能力{number}", "en": f"Competency {number}"}, "weight": weight,
         "criteria": criteria[2 * number : 2 * number + 2]}
        for number, weight in enumerate(WEIGHTS)
    ]  # fmt: skip
    return Rubric.from_dict({"id": "bench", "title": {"zh": "测速", "en": "Benchmark"}, "competencies": competencies})


def make_evidence(n: int) -> dict[str, np.ndarray]:
    """Uniform values over each scale and somewhat beyond, a tenth missing."""
    draw = np.random.default_rng(7)
    evidence = {}
    for name, highest in zip(INDICATORS, HIGHEST, strict=True):
        values = draw.uniform(0, highest, n)
        values[draw.random(n) < 0.1] = np.nan
        evidence[name] = values
    return evidence


def by_numpy(x: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Score with nothing but NumPy, as one would write it by hand for this one rubric."""
    weights, errors = np.repeat(WEIGHTS, 2) / 2, np.array(ERRORS)
    points = np.empty((10, len(x[0])))
    for row, zero, full in ((0, 0, 50), (1, 1, 5), (3, 0, 20), (4, 0, 1), (5, 1, 5), (7, 1, 5), (8, 90, 20), (9, 1, 5)):
        np.clip((x[row] - zero) * (100 / (full - zero)), 0, 100, out=points[row])
    points[2] = np.where(x[2] >= 5, 100.0, np.where(x[2] >= 3, 50.0, np.where(x[2] < 3, 0.0, np.nan)))
    np.clip(100 - (np.abs(x[6] - 4.5) - 2) * 40, 0, 100, out=points[6])
    present = ~np.isnan(points)
    filled = np.where(present, points, 0.0)
    here = present.astype(float)
    coverage = weights @ here
    earned = weights @ filled
    enough = coverage >= 0.5 - 1e-12
    with np.errstate(divide="ignore", invalid="ignore"):
        result = {"overall": np.where(enough, earned / coverage, np.nan)}
        for number in range(5):
            pair = slice(2 * number, 2 * number + 2)
            result[f"c{number}"] = (weights[pair] @ filled[pair]) / (weights[pair] @ here[pair])
        variance = (weights * errors) ** 2 @ here
        band = 1.959963984540054 * np.sqrt(variance / coverage**2 + ((1 - coverage) * 20.0) ** 2)
    return result | {"coverage": coverage, "error_band": np.where(enough, band, np.nan)}


def check(ours: pd.DataFrame, plain: dict[str, np.ndarray]) -> None:
    """Refuse to time two things that differ."""
    for name, values in plain.items():
        np.testing.assert_allclose(ours[name].to_numpy(float), values, rtol=0, atol=1e-9)


def alternate(run: Callable, plain: Callable) -> tuple[float, float]:
    """Time both in turns; the median of each."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for kept, call in zip(times, (run, plain), strict=True):
            start = time.perf_counter()
            call()
            kept.append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def import_seconds() -> float:
    """Time `import workbench` in fresh interpreters, less what the bare interpreter takes."""
    code = "import time; start = time.perf_counter(); import workbench; print(time.perf_counter() - start)"
    runs = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout) for _ in range(3)
    ]
    return statistics.median(runs)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
