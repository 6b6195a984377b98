"""Whether 95 % intervals of agreement, items, drift and calibration hold the truth in 95 % of 500 invented samples.

Run ``python benchmarks/coverage_plain.py [runs]``; the table stands in ``benchmarks/coverage_plain.csv``. Samples are drawn from the model an
interval assumes; one function an estimand gives rows of truth, estimate and interval. Invented companies, channels and retention have
their own files (``coverage_company.py``, ``coverage_channels.py``, ``coverage_retention.py``).
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import fairness, scoring
from workbench.scoring import icc, items, kappa, krippendorff, raters, unbalanced
from workbench.scoring.drift import index_interval

FOLDER = Path(__file__).parent
UNEQUAL, EQUAL = np.array([0.6, 0.3, 0.1, 0.0, 0.0]), np.ones(5)


def main(runs: int = 500) -> None:
    rows = []
    for estimand in PLAIN:
        for seed in range(1, runs + 1):
            rows += estimand(np.random.default_rng([seed, len(rows)]))
        print(f"{estimand.__name__}: done", flush=True)
    print(written(rows, "plain").round(3).to_string(index=False))


def written(rows: list, name: str) -> pd.DataFrame:
    table = summary(pd.DataFrame(rows, columns=["estimand", "truth", "estimate", "low", "high"]))
    table.round(4).to_csv(FOLDER / f"coverage_{name}.csv", index=False, lineterminator="\n")
    return table


def summary(found: pd.DataFrame) -> pd.DataFrame:
    found["inside"] = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
    rows = []
    for name, part in found.groupby("estimand", sort=False):
        hits, n = int(part["inside"].sum()), len(part)
        low, high = fairness.wilson(hits, n)
        rows.append({"estimand": name, "intervals": n, "truth": part["truth"].mean(), "mean_estimate": part["estimate"].mean(), "inside": hits / n,
                     "inside_low": low, "inside_high": high})  # fmt: skip
    return pd.DataFrame(rows)


def balanced_icc(draw: np.random.Generator) -> list:
    matrix = draw.normal(size=(30, 1)) + 0.4 * draw.normal(size=(1, 5)) + 0.84 * draw.normal(size=(30, 5))
    table = icc.intraclass(matrix).set_index("name")
    truth = {"ICC(A,1)": 1 / (1 + 0.16 + 0.84**2), "ICC(C,1)": 1 / (1 + 0.84**2)}
    truth |= {"ICC(A,k)": icc.step_up(truth["ICC(A,1)"], 5), "ICC(C,k)": icc.step_up(truth["ICC(C,1)"], 5)}
    return [(f"{name}, balanced", value, *table.loc[name, ["value", "low", "high"]]) for name, value in truth.items()]


def unbalanced_icc(draw: np.random.Generator) -> list:
    unit, rater, y, _ = rated(draw, 120, 10)
    met = unbalanced.meet(unit, rater, unit, y)
    value = unbalanced.coefficients(met, np.ones((1, len(met.n))))[0]
    low, high = unbalanced.intervals(met, confidence=0.95, n_resamples=400, random=draw)
    truth = (1 / (1 + 0.16 + 0.84**2), 1 / (1 + 0.16 + 0.84**2), 1 / (1 + 0.84**2))
    return [(f"{name}, unbalanced", truth[place], value[place], low[place], high[place])
            for place, name in enumerate(("ICC(1)", "ICC(A,1)", "ICC(C,1)"))]  # fmt: skip


def severity(draw: np.random.Generator) -> list:
    unit, rater, y, strict = rated(draw, 120, 10)
    table = raters.severity(pd.DataFrame({"unit": unit, "rater": rater, "rating": y})).set_index("rater_id")
    truth = strict - strict[table.index].mean()
    return [
        ("severity of a rater", truth[name], *row)
        for name, row in zip(table.index, table[["effect", "low", "high"]].to_numpy(), strict=True)
    ]


def categories(draw: np.random.Generator) -> list:
    """Raters who look with probability .6 and guess otherwise: any two agree beyond chance with .36."""
    truth = draw.integers(4, size=(80, 1))
    matrix = np.where(draw.random((80, 3)) < 0.6, truth, draw.integers(4, size=(80, 3))).astype(float)
    return [("Cohen's κ", 0.36, *kappa.cohen(matrix[:, 0], matrix[:, 1], weights="unweighted")), ("Fleiss' κ", 0.36, *kappa.fleiss(matrix)),
            ("Krippendorff's α, nominal", 0.36, *krippendorff.alpha(matrix, level="nominal", n_resamples=500))]  # fmt: skip


def alpha_interval(draw: np.random.Generator) -> list:
    """Normal ratings in fine steps, some missing: α of interval data is the one-way intraclass correlation."""
    matrix = np.round((draw.normal(size=(80, 1)) + 0.9 * draw.normal(size=(80, 3))) * 4) / 4
    matrix[draw.random(matrix.shape) < 0.15] = np.nan
    truth = 1 / (1 + 0.81 + 1 / (12 * 16))
    return [("Krippendorff's α, interval", truth, *krippendorff.alpha(matrix, level="interval", n_resamples=500))]


def item(draw: np.random.Generator) -> list:
    common = draw.normal(size=(150, 1))
    table = items.item_statistics(pd.DataFrame(60 + 10 * (common + draw.normal(size=(150, 5))), columns=list("abcde")))
    row = table.set_index("competency").loc["a"]
    truth = 1 / np.sqrt(2 * (1 + 1 / 4))  # covariance 1, variances 2 and 1 + 1/4, in units of 10 points
    return [("item-total correlation", truth, row["item_total"], row["item_total_low"], row["item_total_high"])]


def gap(draw: np.random.Generator) -> list:
    points = 70 + 10 * (draw.normal(size=(40, 1)) + draw.normal(size=(40, 4)))
    points[:, 0] -= 8
    table = pd.DataFrame(points, columns=list("abcd")).assign(interview_id=range(40), job_id="J")
    found = scoring.distribution(table)
    row, mean = found.gaps.set_index("competency").loc["a"], found.table.set_index("competency").loc["b"]
    return [("gap of a weak competency", -8.0, row["gap"], row["gap_low"], row["gap_high"]), ("mean of a competency", 70.0, mean["mean"], mean["mean_low"], mean["mean_high"])]  # fmt: skip


def stability(draw: np.random.Generator) -> list:
    share = np.array([0.1, 0.15, 0.25, 0.2, 0.3])
    one, other = draw.multinomial(300, np.full(5, 0.2)), draw.multinomial(200, share)
    psi = scoring.population_stability_index(one + 0.5, other + 0.5)
    low, high, _, _ = index_interval(psi, 4, 300, 200, 0.95)
    return [("population stability index", scoring.population_stability_index(np.full(5, 0.2), share), psi, low, high)]


def calibration(draw: np.random.Generator, *, hired: float = 1.0, n: int = 400) -> list:
    rows, label = [], "" if hired == 1 else ", a third hired on the score"
    for beta, kind in ((UNEQUAL, "unequal"), (EQUAL, "equal")):
        best, share, r = population(tuple(beta))
        found = scoring.calibrate(
            *people(draw, n, beta, hired), method="nonnegative", n_resamples=400, random_state=int(draw.integers(1 << 30))
        )
        relative = scoring.calibrate(
            *people(draw, n, beta, hired), method="relative", n_resamples=400, random_state=int(draw.integers(1 << 30))
        )
        rows += [
            (f"weight, {kind} truth{label}", best[place], *row)
            for place, row in enumerate(found.weights[["weight", "low", "high"]].to_numpy())
        ]
        rows += [(f"relative weight, {kind} truth{label}", share[place], *row) for place, row in enumerate(relative.weights[["weight", "low", "high"]].to_numpy())]  # fmt: skip
        equal = found.validity.set_index("scheme").loc["equal"]
        rows.append((f"validity of equal weights, {kind} truth{label}", r, equal["r"], equal["low"], equal["high"]))
        rows.append(
            (
                f"not proposed, {kind} truth{label}",
                0.0,
                float(found.beats_equal),
                float(found.beats_equal),
                float(found.beats_equal),
            )
        )
    return rows


def calibration_after_selection(draw: np.random.Generator) -> list:
    return calibration(draw, hired=1 / 3, n=1200)


def ridge_weights(draw: np.random.Generator) -> list:
    rows = []
    for beta, kind in ((UNEQUAL, "unequal"), (EQUAL, "equal")):
        best, _, _ = population(tuple(beta))
        found = scoring.calibrate(
            *people(draw, 400, beta, 1.0), method="ridge", n_resamples=400, random_state=int(draw.integers(1 << 30))
        )
        rows += [
            (f"ridge weight, {kind} truth", best[place], *row)
            for place, row in enumerate(found.weights[["weight", "low", "high"]].to_numpy())
        ]
    return rows


def rated(draw: np.random.Generator, n: int, size: int) -> tuple[np.ndarray, ...]:
    """One to three of `size` raters a candidate; those with one rating left out."""
    number = 2 + (draw.random(n) < 0.4)
    chosen = np.argsort(draw.random((n, size)), axis=1)[:, :3]
    unit, place = np.nonzero(np.arange(3) < number[:, None])
    rater, strict = chosen[unit, place], 0.4 * draw.normal(size=size)
    return unit, rater, draw.normal(size=n)[unit] + strict[rater] + 0.84 * draw.normal(size=len(unit)), strict


def people(draw: np.random.Generator, n: int, beta: np.ndarray, hired: float) -> tuple[np.ndarray, np.ndarray]:
    theta = np.sqrt(0.3) * draw.normal(size=(n, 1)) + np.sqrt(0.7) * draw.normal(size=(n, 5))
    points = 60 + 14 * (theta + 0.7 * draw.normal(size=(n, 5)))
    spread = np.sqrt(beta @ (0.3 + 0.7 * np.eye(5)) @ beta)
    outcome = np.sqrt(0.2) * theta @ beta / spread + np.sqrt(0.8) * draw.normal(size=n)
    score = points.mean(axis=1) + 4 * draw.normal(size=n)
    return points, np.where(score >= np.quantile(score, 1 - hired), outcome, np.nan)


@functools.cache
def population(beta: tuple) -> tuple[np.ndarray, np.ndarray, float]:
    """Best weights, relative weights and validity of equal weights, from the model itself: covariances of points and outcome."""
    b, theta = np.array(beta), 0.3 + 0.7 * np.eye(5)
    inner = 14**2 * (theta + 0.49 * np.eye(5))
    cross = 14 * np.sqrt(0.2) * theta @ b / np.sqrt(b @ theta @ b)
    slope, sd = np.linalg.solve(inner, cross), np.sqrt(np.diag(inner))
    raw = scoring.relative_weights(inner / np.outer(sd, sd), cross / sd)
    return slope / slope.sum(), raw / raw.sum(), float(cross.sum() / np.sqrt(inner.sum()))


PLAIN = (balanced_icc, unbalanced_icc, severity, categories, alpha_interval, item, gap, stability, calibration, calibration_after_selection,
         ridge_weights)  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
