"""Whether 95 % intervals of agreement, items, drift and calibration hold the truth in 95 % of 500 invented samples and companies.

Run ``python benchmarks/coverage.py [runs] [candidates] [part]``; parts are ``plain`` and ``company``, the tables stand in
``benchmarks/coverage_plain.csv`` and ``benchmarks/coverage_company.csv``. One function an estimand gives rows of truth, estimate and interval for a seed.
*Plain* samples are drawn from the model an interval assumes. *Companies* are `samples.company`, judged as a reader would judge
them, on its tables; truths that scales bend (ratings end at 5, points at 100) are taken from one company of 200,000.
Channels and retention have their own files (``coverage_channels.py``, ``coverage_retention.py``).
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import definitions, fairness, samples, scoring
from workbench.samples import world
from workbench.scoring import icc, items, kappa, krippendorff, raters, unbalanced, weighting
from workbench.scoring import moments as second
from workbench.scoring.candidates import prepare
from workbench.scoring.drift import index_interval

FOLDER = Path(__file__).parent
HUGE = 200_000
UNEQUAL, EQUAL = np.array([0.6, 0.3, 0.1, 0.0, 0.0]), np.ones(5)
PLAIN_ARGUMENTS = {"groups": None, "weights": None, "selected_on": None, "within": None, "missing": "omit", "minimum_group": 5}
JOBS = {"J-BE-01": "unequal", "J-SM-01": "equal"}


def main(runs: int = 500, candidates: int = 4000, part: str = "") -> None:
    for name, estimands in (("plain", PLAIN), ("company", (company,))):
        if part in ("", name):
            rows = []
            for estimand in estimands:
                for seed in range(1, runs + 1):
                    rows += estimand(seed, candidates) if name == "company" else estimand(np.random.default_rng([seed, len(rows)]))
                    if name == "company" and seed % 25 == 0:
                        written(rows, name)
                        print(f"{seed} companies", flush=True)
                print(f"{estimand.__name__}: done", flush=True)
            print(written(rows, name).round(3).to_string(index=False))


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


def company(seed: int, candidates: int) -> list:
    made, truth = samples.company(candidates, seed=seed, answers=False), bent()
    strict, one = judged(made.tables["RATINGS"], seed)
    planted = pd.Series(made.truth["severity"]) * world.RATING_SLOPE * truth["severity_slope"]
    planted -= planted.mean()
    table = strict.set_index("rater_id")
    rows = [("severity of a rater", planted[name], *table.loc[name, ["effect", "low", "high"]]) for name in planted.index]
    rows.append(("reliability of one rater", truth["reliability"], *one))
    for job, kind in JOBS.items():
        points, outcome, overall = hired(made, job)
        fitted = scoring.calibrate(points, outcome, method="nonnegative", selected_on=overall, n_resamples=300, random_state=seed)
        table, equal = fitted.weights.set_index("criterion"), fitted.validity.set_index("scheme").loc["equal"]
        best, r, among_hired = truth[job]
        rows += [
            (f"weight of a competency, {kind} truth", best[name], *table.loc[name, ["weight", "low", "high"]])
            for name in best.index
        ]
        unit = np.full(len(best), 1 / len(best))
        again = second.observed(fitted.resamples, unit)
        rows.append(
            (
                f"validity of equal weights among hired, {kind} truth",
                among_hired,
                equal["r_selected"],
                *np.nanquantile(again, [0.025, 0.975]),
            )
        )
        rows.append(
            (f"the same corrected to everybody (points end at 100), {kind} truth", r, equal["r"], equal["low"], equal["high"])
        )
        rows.append((f"not proposed, {kind} truth", 0.0, *[float(fitted.beats_equal)] * 3))
    return rows


@functools.cache
def bent() -> dict:
    """What the planted truths become where scales end, from one huge company."""
    made = samples.company(HUGE, seed=0, answers=False)
    strict, one = judged(made.tables["RATINGS"], 0, n_resamples=2)
    planted = pd.Series(made.truth["severity"]) * world.RATING_SLOPE
    slope = np.polyfit(planted[strict["rater_id"]] - planted.mean(), strict["effect"], 1)[0]
    result = {"severity_slope": slope, "reliability": one[0]}
    return result | {job: best_weights(made, job) for job in JOBS}


def judged(ratings: pd.DataFrame, seed: int, *, n_resamples: int = 200) -> tuple[pd.DataFrame, tuple[float, float, float]]:
    """What `scoring.agreement` says of severity and of one rater's reliability, without the other coefficients."""
    long = ratings.rename(columns={"rater_id": "rater"}).assign(unit=ratings.groupby(["interview_id", "criterion"]).ngroup())
    twice = long[long.groupby("unit")["rating"].transform("size") >= 2]
    y = (twice["rating"] - twice.groupby("criterion")["rating"].transform("mean")).to_numpy()
    met = unbalanced.meet(*(pd.factorize(twice[name])[0] for name in ("unit", "rater", "interview_id")), y)
    low, high = unbalanced.intervals(met, confidence=0.95, n_resamples=n_resamples, random=np.random.default_rng(seed))
    value = unbalanced.coefficients(met, np.ones((1, len(met.n))))[0]
    return raters.severity(long), (float(value[1]), float(low[1]), float(high[1]))


def best_weights(made: samples.Company, job: str) -> tuple[pd.Series, float, float]:
    """Fit the planted Σ β θ of everybody interviewed, hired or not, without the noise of performance."""
    points = competencies(made, job)
    theta = (
        made.tables["INTERVIEWS"]
        .merge(made.truth["tables"]["ability"], on="candidate_id")
        .set_index("interview_id")
        .loc[points["interview_id"]]
    )
    beta, mean = pd.Series(made.truth["betas"][job]), pd.Series(made.truth["means"][job])
    explained = ((theta[beta.index] - mean) @ beta).to_numpy()
    draw = np.random.default_rng(1)
    outcome = np.sqrt(world.PERFORMANCE_R2) * explained + 1e-6 * draw.normal(size=len(explained))
    whole = second.whole(prepare(points, outcome, method="nonnegative", **PLAIN_ARGUMENTS).sample)
    weights = pd.Series(weighting.nonnegative(whole)[0], index=[name for name in points.columns if name != "interview_id"])
    noise = 1 - world.PERFORMANCE_R2 - world.STABLE_SHARE
    spread = world.PERFORMANCE_R2 * explained.var() + world.STABLE_SHARE + noise / mean_quarters(made)
    unit = np.full(len(weights), 1 / len(weights))
    points, seen, _ = hired(made, job)
    known = second.whole(prepare(points, seen, method="unit", **PLAIN_ARGUMENTS).sample)
    everybody = float(second.validity(whole, unit)[0] * np.sqrt(outcome.var() / spread))
    return weights, everybody, float(second.observed(known, unit)[0])


def mean_quarters(made: samples.Company) -> float:
    """Harmonic mean number of quarters a hire was judged in: the mean of few quarters is noisier."""
    counts = made.tables["PERFORMANCE"].groupby("employee_id").size()
    return float(1 / (1 / counts).mean())


def hired(made: samples.Company, job: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    points = competencies(made, job)
    mean = made.tables["PERFORMANCE"].groupby("employee_id")["performance"].mean()
    staff = made.tables["EMPLOYEES"].merge(made.tables["INTERVIEWS"][["application_id", "interview_id"]], on="application_id")
    outcome = staff.assign(performance=staff["employee_id"].map(mean))[["interview_id", "performance"]]
    overall = made.truth["tables"]["evidence"].set_index("interview_id")["overall"]
    return points, outcome, overall.loc[points["interview_id"]].reset_index(drop=True)


def competencies(made: samples.Company, job: str) -> pd.DataFrame:
    evidence, rubric = made.truth["tables"]["evidence"], rubrics()[job]
    own = evidence[evidence["job_id"] == job]
    wide = own.reindex(columns=["interview_id", *rubric.indicators]).astype(dict.fromkeys(rubric.indicators, "float64"))
    scores = scoring.score(wide, rubric)
    return scores[["interview_id", *(part.id for part in rubric.competencies)]].dropna().reset_index(drop=True)


@functools.cache
def rubrics() -> dict:
    folder = FOLDER.parent / "data" / "definitions"
    loaded = [definitions.Rubric.load(path) for path in sorted(folder.glob("rubric-*.yaml"))]
    return {job: rubric for rubric in loaded for job in rubric.job_ids}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
