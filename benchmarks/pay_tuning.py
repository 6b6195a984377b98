"""Two hundred invented companies: are the planted responses inside their intervals, and does tuning do what its back-test says?

Run ``python benchmarks/pay_tuning.py [companies] [candidates]``; it writes the table beside this file. Each company is split into months to
tune on and six later ones; every job family, level and city has its own matrix, today's being the family's. What is true of a matrix is read
from the planted reference pay and the planted acceptance, which tuning never sees.
"""

from __future__ import annotations

import sys
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import pay, samples, scoring
from workbench.definitions import PayMatrix, Rubric
from workbench.errors import UndefinedResult
from workbench.fairness import wilson

ROOT = Path(__file__).parents[1]
MATRICES = {m.job_family: m for m in map(PayMatrix.load, sorted((ROOT / "data" / "definitions").glob("pay-matrix-*.yaml")))}
RUBRICS = {
    job: rubric
    for rubric in map(Rubric.load, sorted((ROOT / "data" / "definitions").glob("rubric-*.yaml")))
    for job in rubric.job_ids
}
TERMS = ("intercept", "offer_to_expectation", "offer_to_market")
TABLE = Path(__file__).with_suffix(".md")


def main(companies: int = 200, candidates: int = 2000) -> None:
    start, rows = time.perf_counter(), []
    for seed in range(companies):
        rows.append(one(samples.company(candidates, seed=seed, answers=False)))
        if (seed + 1) % 20 == 0:
            print(f"{seed + 1} companies, {time.perf_counter() - start:.0f} s", flush=True)
    text = told(pd.DataFrame(rows), companies, candidates)
    print(text)
    if companies >= 200:
        TABLE.write_text(text, encoding="utf-8")


def one(company: samples.Company) -> dict[str, float]:
    """Fit and tune one company and set every figure beside its truth."""
    past, truth = history_of(company), company.truth
    fitted = pay.fit_acceptance(past)
    inside = {
        name: bool(row.low <= truth["acceptance"][name] <= row.high)
        for name, row in zip(TERMS, fitted.table.itertuples(), strict=True)
    }
    return {**inside, "slope": fitted.calibration_slope, **tuned(past, truth)}


def tuned(past: pd.DataFrame, truth: dict) -> dict[str, float]:
    """Tune every scope and pool the later offers of all of them."""
    found = []
    for (family, level, city), own in past.groupby(["job_family", "level", "city"]):
        today = PayMatrix.from_dict(MATRICES[family].to_dict() | {"id": f"{family}-{level}-{city}", "level": level, "city": city})
        try:
            found.append((own, pay.tune(today, past, n_resamples=200)))
        except UndefinedResult:
            continue
    people = pd.concat([own.changes for _, own in found]).merge(truth["tables"]["offers"], on="application_id")
    people = people.merge(past[["application_id", "expected_pay"]], on="application_id")
    n = np.array([own.n_tested for _, own in found])
    result: dict[str, float] = {"scopes": len(found), "offers": int(n.sum())}
    for name in ("people", "today", "proposal"):
        result[f"said_{name}"] = said(found, name, "placement_error", n)
        result[f"true_{name}"] = float((~people[name].div(people["reference_pay"]).between(0.9, 1.1)).mean())
        result[f"said_yes_{name}"] = said(found, name, "acceptance", n)
        result[f"true_yes_{name}"] = float(yes(people[name], people, truth["acceptance"]).mean())
    return result


def said(found: list, source: str, measure: str, n: np.ndarray) -> float:
    each = [own.backtest.set_index(["source", "measure"]).loc[(source, measure), "value"] for _, own in found]
    return float(np.average(each, weights=n))


def yes(offered: pd.Series, people: pd.DataFrame, slopes: dict[str, float]) -> pd.Series:
    logit = slopes["intercept"] + slopes["offer_to_expectation"] * (offered / people["expected_pay"] - 1)
    return 1 / (1 + np.exp(-logit - slopes["offer_to_market"] * (offered / people["market_p50"] - 1)))


def history_of(company: samples.Company) -> pd.DataFrame:
    """Score the planted evidence with the jobs' rubrics and join what pay needs."""
    parts = []
    for job, own in company.truth["tables"]["evidence"].drop(columns="overall").groupby("job_id"):
        wide = own.reindex(columns=["interview_id", *RUBRICS[job].indicators])
        parts.append(scoring.score(wide, RUBRICS[job])[["interview_id", "overall", "error_band"]])
    tables = company.tables
    return pay.history(interviews=tables["INTERVIEWS"], scores=pd.concat(parts), offers=tables["OFFERS"], candidates=tables["CANDIDATES"],
                       market=tables["MARKET_PAY"], jobs=tables["JOBS"], employees=tables["EMPLOYEES"], performance=tables["PERFORMANCE"])  # fmt: skip


def told(rows: pd.DataFrame, companies: int, candidates: int) -> str:
    lines = [f"# {companies} invented companies of {candidates:,} candidates each", "",
             "Made by `python benchmarks/pay_tuning.py`. Said = what the back-test says; true = from the planted truth, on the same later offers.", "",
             "| planted acceptance | inside its 95 % interval | of companies |", "|---|---|---|"]  # fmt: skip
    for name in TERMS:
        low, high = wilson(int(rows[name].sum()), len(rows))
        lines.append(f"| {name} | {rows[name].mean():.1%} | {low:.1%}–{high:.1%} |")
    lines += ["", f"Calibration slope of cross-fitted probabilities: mean {rows['slope'].mean():.3f} (sd {rows['slope'].std():.3f}).", "",
              "| share outside ±10 % of the reference | said | true | said − true (95 % interval of the mean) |", "|---|---|---|---|"]  # fmt: skip
    for name in ("people", "today", "proposal"):
        lines.append(line(name, rows[f"said_{name}"], rows[f"true_{name}"]))
    lines.append(
        line("gain (today − proposal)", rows["said_today"] - rows["said_proposal"], rows["true_today"] - rows["true_proposal"])
    )
    lines += ["", "| acceptance | said | true | said − true (95 % interval of the mean) |", "|---|---|---|---|"]
    for name in ("people", "today", "proposal"):
        lines.append(line(name, rows[f"said_yes_{name}"], rows[f"true_yes_{name}"]))
    lines.append(
        line(
            "gain (proposal − today)",
            rows["said_yes_proposal"] - rows["said_yes_today"],
            rows["true_yes_proposal"] - rows["true_yes_today"],
        )
    )
    better = int((rows["true_proposal"] < rows["true_today"]).sum())
    beats = int((rows["true_proposal"] < rows["true_people"]).sum())
    low, high = wilson(better, len(rows))
    lines += ["", f"The tuned matrix lowers the true placement error in {better} of {len(rows)} companies ({low:.1%}–{high:.1%}); it lies below that of "
              f"people's own offers in {beats}.", f"Scopes tuned a company: {rows['scopes'].mean():.1f}; later offers: {rows['offers'].mean():.0f}.", ""]  # fmt: skip
    return "\n".join(lines)


def line(name: str, said: pd.Series, true: pd.Series) -> str:
    gap = said - true
    error = 1.96 * gap.std() / np.sqrt(len(gap))
    return f"| {name} | {said.mean():.1%} | {true.mean():.1%} | {gap.mean():+.1%} ({gap.mean() - error:+.1%} to {gap.mean() + error:+.1%}) |"


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(*map(int, sys.argv[1:]))
