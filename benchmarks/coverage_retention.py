"""Whether 95 % intervals of what goes with leaving hold the planted truth in 95 % of invented companies.

Run ``python benchmarks/coverage_retention.py [companies] [candidates]``; the table stands in ``benchmarks/coverage_retention.csv``.
Every company is fitted as a reader would fit it: pay position from EMPLOYEES, MARKET_PAY and OFFERS, channel from APPLICATIONS,
performance from PERFORMANCE and the overall score, never from what was planted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import fairness, outcomes, samples
from workbench.samples import world

TABLE = Path(__file__).with_suffix(".csv")
BASE = "招聘网站"


def main(companies: int = 200, candidates: int = 8000) -> None:
    rows = []
    for seed in range(1, companies + 1):
        rows += one_company(seed, candidates)
        if seed % 20 == 0:
            print(f"{seed} companies", flush=True)
    found = pd.DataFrame(rows)
    table = found.groupby("term", sort=False).apply(summary).reset_index()
    whole = summary(found).rename("all")
    table = pd.concat([table, whole.to_frame().T.assign(term="(all)", truth=np.nan, mean_estimate=np.nan)], ignore_index=True)[
        table.columns
    ]
    table.insert(0, "candidates", candidates)
    table.round(4).to_csv(TABLE, index=False, lineterminator="\n")
    print(table.round(3).to_string(index=False))


def one_company(seed: int, candidates: int) -> list[dict]:
    company = samples.company(candidates, seed=seed, answers=False)
    tables = company.tables
    fitted = outcomes.retention(
        joined(company), as_of=world.AS_OF, covariates=["pay_position", "channel"], performance=tables["PERFORMANCE"],
        performance_given=["overall"], reference={"channel": BASE},
    ).cox.table.set_index("term")  # fmt: skip
    truth = {"pay_position": world.ATTRITION["pay_position"], "performance": world.ATTRITION["performance"]}
    truth |= {
        f"channel_{name}": effect - world.ATTRITION_CHANNEL[BASE]
        for name, effect in world.ATTRITION_CHANNEL.items()
        if name != BASE
    }
    return [
        {"seed": seed, "term": term, "truth": value, "estimate": fitted.loc[term, "coefficient"], "se": fitted.loc[term, "se"],
         "inside": fitted.loc[term, "low"] <= value <= fitted.loc[term, "high"]}
        for term, value in truth.items() if term in fitted.index
    ]  # fmt: skip


def joined(company: samples.Company) -> pd.DataFrame:
    """EMPLOYEES with channel, pay position and the overall score their evidence earns."""
    tables = company.tables
    scored = company.truth["tables"]["evidence"][["interview_id", "overall"]].merge(
        tables["INTERVIEWS"][["interview_id", "application_id"]]
    )
    people = tables["EMPLOYEES"].merge(tables["APPLICATIONS"][["application_id", "channel"]], on="application_id")
    people = people.merge(scored[["application_id", "overall"]], on="application_id", how="left")
    position = outcomes.pay_position(tables["EMPLOYEES"], tables["MARKET_PAY"], tables["OFFERS"])
    return people.assign(pay_position=people["employee_id"].map(position))


def summary(part: pd.DataFrame) -> pd.Series:
    inside, n = int(part["inside"].sum()), len(part)
    low, high = fairness.wilson(inside, n)
    return pd.Series({"companies": n, "truth": part["truth"].iloc[0], "mean_estimate": part["estimate"].mean(), "mean_se": part["se"].mean(),
                      "inside": inside / n, "inside_low": low, "inside_high": high})  # fmt: skip


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
