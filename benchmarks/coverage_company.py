"""Whether 95 % intervals of severity, reliability, weights and validity hold the truth in 95 % of 500 invented companies.

Run ``python benchmarks/coverage_company.py [companies] [candidates]``; the table stands in ``benchmarks/coverage_company.csv``. Companies
are `samples.company`, judged as a reader would judge them, on its tables; truths that scales bend (ratings end at 5, points at
100) are taken from one company of 200,000.
Reliability is about raters to come: the company's ten are one set whose severities spread by exactly what was planted, so ratings are
given again by ten drawn anew for every company, and the truth is the agreement of two raters met by chance (`two_strangers`).
Weights have two truths: among people like the hired, which slopes of hires estimate, and among everybody, which differ where points end at 100.
"""

from __future__ import annotations

import functools
import sys

import numpy as np
import pandas as pd
from coverage_plain import FOLDER, written

from workbench import definitions, samples, scoring
from workbench.samples import plan, world
from workbench.scoring import moments as second
from workbench.scoring import raters, unbalanced, weighting
from workbench.scoring.candidates import prepare
from workbench.scoring.intervals import resampled_interval

HUGE = 200_000
PLAIN_ARGUMENTS = {"groups": None, "weights": None, "selected_on": None, "within": None, "missing": "omit", "minimum_group": 5}
JOBS = {"J-BE-01": "unequal", "J-SM-01": "equal"}


def main(companies: int = 500, candidates: int = 4000) -> None:
    rows = []
    for seed in range(1, companies + 1):
        rows += company(seed, candidates)
        if seed % 25 == 0:
            written(rows, "company")
            print(f"{seed} companies", flush=True)
    print(written(rows, "company").round(3).to_string(index=False))


def company(seed: int, candidates: int) -> list:
    made, truth = samples.company(candidates, seed=seed, answers=False), bent()
    strict, _ = judged(made.tables["RATINGS"], seed, n_resamples=2)
    _, one = judged(rated_anew(made, seed), seed)
    planted = pd.Series(made.truth["severity"]) * world.RATING_SLOPE * truth["severity_slope"]
    planted -= planted.mean()
    table = strict.set_index("rater_id")
    rows = [("severity of a rater", planted[name], *table.loc[name, ["effect", "low", "high"]]) for name in planted.index]
    rows.append(("reliability of one rater", truth["reliability"], *one))
    for job, kind in JOBS.items():
        points, outcome, overall = hired(made, job)
        fitted = scoring.calibrate(points, outcome, method="nonnegative", selected_on=overall, n_resamples=300, random_state=seed)
        table, equal = fitted.weights.set_index("criterion"), fitted.validity.set_index("scheme").loc["equal"]
        best, alike, r, among_hired = truth[job]
        for which, among in ((alike, "people like the hired"), (best, "everybody (points end at 100)")):
            rows += [(f"weight of a competency among {among}, {kind} truth", which[name], *table.loc[name, ["weight", "low", "high"]]) for name in which.index]  # fmt: skip
        unit = np.full(len(best), 1 / len(best))
        again = second.observed(fitted.resamples, unit)
        ends = resampled_interval(equal["r_selected"], again, fitted.n_outcome)
        rows.append((f"validity of equal weights among hired, {kind} truth", among_hired, equal["r_selected"], *ends))
        rows.append((f"the same corrected to everybody, {kind} truth", r, equal["r"], equal["low"], equal["high"]))
        rows.append((f"not proposed, {kind} truth", 0.0, *[float(fitted.beats_equal)] * 3))
    return rows


@functools.cache
def bent() -> dict:
    """What the planted truths become where scales end, from one huge company."""
    made = samples.company(HUGE, seed=0, answers=False)
    strict, _ = judged(made.tables["RATINGS"], 0, n_resamples=2)
    planted = pd.Series(made.truth["severity"]) * world.RATING_SLOPE
    slope = np.polyfit(planted[strict["rater_id"]] - planted.mean(), strict["effect"], 1)[0]
    result = {"severity_slope": slope, "reliability": two_strangers(made)}
    return result | {job: best_weights(made, job) for job in JOBS}


def rated_anew(made: samples.Company, seed: int) -> pd.DataFrame:
    """Let ten raters drawn anew, severity ~ N(0, .4²), rate whom the company's ten rated."""
    draw = np.random.default_rng([seed, 5])
    severity = dict(zip(world.RATERS, world.SEVERITY_SD * draw.normal(size=len(world.RATERS)), strict=True))
    table = made.tables["RATINGS"]
    return table.assign(rating=given(made, table, table["rater_id"].map(severity).to_numpy(), draw))


def two_strangers(made: samples.Company) -> float:
    """Give how far two raters met by chance agree: their covariance over the variance of one, each criterion around its mean."""
    draw = np.random.default_rng(3)
    table = made.tables["RATINGS"].drop_duplicates(["interview_id", "criterion"]).reset_index(drop=True)
    both = pd.DataFrame(
        {name: given(made, table, world.SEVERITY_SD * draw.normal(size=len(table)), draw) for name in ("one", "other")}
    )
    together = np.cov((both - both.groupby(table["criterion"]).transform("mean")).to_numpy(), rowvar=False)
    return float(2 * together[0, 1] / np.trace(together))


def given(made: samples.Company, ratings: pd.DataFrame, severity: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Give the rating of each row by the planted link of its job's criterion."""
    links = {(job.job.job_id, link.criterion): (link, job.competencies[link.competency], job.means[link.competency]) for job in plan.plans() for link in job.links}  # fmt: skip
    people = made.tables["INTERVIEWS"].merge(made.truth["tables"]["ability"], on="candidate_id").set_index("interview_id")
    rows, result = people.loc[ratings["interview_id"]], np.empty(len(ratings))
    for (job, criterion), places in ratings.groupby([rows["job_id"].to_numpy(), "criterion"]).indices.items():
        link, competency, mean = links[job, criterion]
        latent = rows[competency].to_numpy()[places] - mean + severity[places] + world.RESIDUAL_SD * draw.normal(size=len(places))
        result[places] = np.clip(np.rint(link.intercept + world.RATING_SLOPE * latent), link.low, link.high)
    return result


def judged(ratings: pd.DataFrame, seed: int, *, n_resamples: int = 200) -> tuple[pd.DataFrame, tuple[float, float, float]]:
    """What `scoring.agreement` says of severity and of one rater's reliability, without the other coefficients."""
    long = ratings.rename(columns={"rater_id": "rater"}).assign(unit=ratings.groupby(["interview_id", "criterion"]).ngroup())
    twice = long[long.groupby("unit")["rating"].transform("size") >= 2]
    y = (twice["rating"] - twice.groupby("criterion")["rating"].transform("mean")).to_numpy()
    met = unbalanced.meet(*(pd.factorize(twice[name])[0] for name in ("unit", "rater", "interview_id")), y)
    low, high = unbalanced.intervals(met, confidence=0.95, n_resamples=n_resamples, random=np.random.default_rng(seed))
    value = unbalanced.coefficients(met, np.ones((1, len(met.n))))[0]
    return raters.severity(long), (float(value[1]), float(low[1]), float(high[1]))


def best_weights(made: samples.Company, job: str) -> tuple[pd.Series, pd.Series, float, float]:
    """Fit the planted Σ β θ, without the noise of performance: weights among everybody interviewed and among people like the hired, and
    the validity of equal weights among everybody and among the hired."""
    points, seen, overall = hired(made, job)
    theta = (
        made.tables["INTERVIEWS"]
        .merge(made.truth["tables"]["ability"], on="candidate_id")
        .set_index("interview_id")
        .loc[points["interview_id"]]
    )
    beta, mean = pd.Series(made.truth["betas"][job]), pd.Series(made.truth["means"][job])
    explained = ((theta[beta.index] - mean) @ beta).to_numpy()
    outcome = np.sqrt(world.PERFORMANCE_R2) * explained + 1e-6 * np.random.default_rng(1).normal(size=len(explained))
    known = points["interview_id"].isin(seen.loc[seen["performance"].notna(), "interview_id"]).to_numpy()
    chosen = PLAIN_ARGUMENTS | {"selected_on": overall}
    whole, alike = (
        second.whole(prepare(points, found, method="nonnegative", **chosen).sample)
        for found in (outcome, np.where(known, outcome, np.nan))
    )
    names = [name for name in points.columns if name != "interview_id"]
    weights, like_hired = (pd.Series(weighting.nonnegative(moments)[0], index=names) for moments in (whole, alike))
    noise = 1 - world.PERFORMANCE_R2 - world.STABLE_SHARE
    spread = world.PERFORMANCE_R2 * explained.var() + world.STABLE_SHARE + noise / mean_quarters(made)
    unit = np.full(len(weights), 1 / len(weights))
    among_hired = second.whole(prepare(points, seen, method="unit", **chosen).sample)
    everybody = float(second.validity(whole, unit)[0] * np.sqrt(outcome.var() / spread))
    return weights, like_hired, everybody, float(second.observed(among_hired, unit)[0])


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
    main(*map(int, sys.argv[1:]))
