"""A million pay suggestions against the plain NumPy line that computes the same columns.

Run ``python benchmarks/pay.py [rows]``; the goal is at most 4 times the NumPy line on every engine in memory.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from workbench import pay
from workbench.definitions import PayMatrix

MATRIX = PayMatrix.load(Path(__file__).parents[1] / "data" / "definitions" / "pay-matrix-technical.yaml")
RULES = np.array(["no_score", "below_first_band", "conflict", "position", "expectation", "expectation_below", "expectation_above"],
                 dtype=object)  # fmt: skip


def main(rows: int = 1_000_000) -> None:
    table = inputs(rows)
    numpy_s = best(lambda: numpy_line(table))
    print(f"{rows:,} suggestions")
    print(f"{'NumPy line':24s} {numpy_s:7.3f} s   1.0 ×")
    arrow = pl.from_pandas(table)
    for name, frame, done in (("pandas", table, None), ("Polars", arrow, None), ("PyArrow", arrow.to_arrow(), None),
                              ("Polars lazy", arrow.lazy(), pl.LazyFrame.collect)):  # fmt: skip
        seconds = best(lambda frame=frame, done=done: done(pay.suggest(frame, MATRIX)) if done else pay.suggest(frame, MATRIX))
        print(f"{name:24s} {seconds:7.3f} s {seconds / numpy_s:5.1f} ×")
    check(table)
    print(f"share of rows by rule: {pay.suggest(table, MATRIX)['rule'].value_counts(normalize=True).round(3).to_dict()}")


def inputs(rows: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    middle = random.uniform(9_000, 19_000, rows).round(2)
    return pd.DataFrame({
        "interview_id": np.char.add("I-", np.arange(rows).astype(str)), "overall": random.uniform(50, 100, rows).round(1),
        "market_min": (middle * 0.85).round(2), "market_max": (middle * 1.15).round(2),
        "budget": (middle * random.normal(1.15, 0.08, rows)).round(2),
        "expected_pay": np.where(random.random(rows) < 0.2, np.nan, random.uniform(9_000, 22_000, rows).round(2)),
    })  # fmt: skip


def numpy_line(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Compute range, point, decision, rule, compa-ratio, what is left and the place in the range in cents, with neither checks nor reasons."""
    score, low_m, high_m, budget, asked = (
        table[c].to_numpy() for c in ("overall", "market_min", "market_max", "budget", "expected_pay")
    )
    low_m, high_m, budget, asked = (np.floor(a * 100 + 0.5 + 1e-6) for a in (low_m, high_m, budget, asked))
    edges, tops = np.array([60.0, 70.0, 80.0]), np.array([70.0, 80.0, 100.0])
    mins, maxs = np.array([1e6, 1.2e6, 1.5e6]), np.array([1.2e6, 1.5e6, 2e6])
    band = np.searchsorted(edges, score, side="right") - 1
    at = np.maximum(band, 0)
    low, high = np.maximum(mins[at], low_m), np.minimum(np.minimum(maxs[at], high_m), budget)
    point = np.floor(low + (high - low) * (score - edges[at]) / (tops[at] - edges[at]) + 0.5 + 1e-6)
    decision = np.where(np.isnan(asked), point, np.clip(asked, low, high))
    code = np.select([np.isnan(score), band < 0, low > high, np.isnan(asked), asked < low, asked > high], [0, 1, 2, 3, 5, 6], 4)
    amounts = [np.where(code > 2, amount / 100, np.nan) for amount in (low, high, point, decision)]
    return {"range_min": amounts[0], "range_max": amounts[1], "point": amounts[2], "decision": amounts[3], "rule": RULES[code],
            "compa_ratio": amounts[3] / ((low_m + high_m) / 200), "budget_left": np.where(code > 2, (budget - decision) / 100, np.nan),
            "range_penetration": np.divide(decision - low, high - low, out=np.full(len(low), np.nan), where=(code > 2) & (high > low))}  # fmt: skip


def check(table: pd.DataFrame) -> None:
    ours, plain = pay.suggest(table, MATRIX), numpy_line(table)
    for name, column in plain.items():
        if name == "rule":
            assert (ours[name].to_numpy(dtype=object) == column).all()
        else:
            np.testing.assert_allclose(ours[name].to_numpy(), column, rtol=1e-15 if name == "compa_ratio" else 0)
    print("every column equal to the NumPy line")


def best(work, times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
