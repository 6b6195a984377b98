"""Whether 95 % intervals of channel differences hold the planted truth, and how often the channel without an effect is called different.

Run ``python benchmarks/coverage_channels.py [companies] [candidates]``; the table stands in ``benchmarks/coverage_channels.csv``.
Every company is compared as a reader would compare it, by `recruiting.channels` on its own tables. Truths: of *ability* the planted
effects themselves (pooled: at the company's own job mix); of *score* (overall points, which bend them) the same estimate on one company of 400,000; of hire rate,
performance and staying only the pair whose difference is exactly nothing. The last column counts the pair of equal channels that
was called different.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from workbench import fairness, recruiting, samples
from workbench.samples import world

TABLE = Path(__file__).with_suffix(".csv")
BASE, EQUAL = world.EQUAL_PAIR
HUGE = 400_000


def main(companies: int = 500, candidates: int = 2000) -> None:
    points = compared(HUGE, seed=0, measures=["score"]).table.set_index("channel")
    truth = {("score", name): row["difference"] for name, row in points.iterrows()}
    truth |= {
        ("ability", name): effect - world.CHANNEL_EFFECT[world.CHANNELS.index(BASE)]
        for name, effect in zip(world.CHANNELS, world.CHANNEL_EFFECT, strict=True)
    }
    truth |= {(measure, EQUAL): 0.0 for measure in ("hire_rate", "performance", "retention")}
    levels = {"score": points["adjusted"].to_dict()}
    rows = []
    for seed in range(1, companies + 1):
        rows += one_company(seed, candidates, truth, levels)
        if seed % 50 == 0:
            print(f"{seed} companies", flush=True)
    found = pd.DataFrame(rows)
    table = found.groupby(["measure", "interval", "channel"], sort=False).apply(summary).reset_index()
    whole = found.groupby(["measure", "interval"], sort=False).apply(summary).reset_index()
    table = pd.concat([table, whole.assign(channel="(all)", truth=np.nan, mean_estimate=np.nan)], ignore_index=True)[table.columns]
    table.insert(0, "candidates", candidates)
    table.round(4).to_csv(TABLE, index=False, lineterminator="\n")
    print(table.round(3).to_string(index=False))


def planted_ability(n: int, seed: int) -> tuple[recruiting.Channels, float]:
    """Compare every applicant's mean ability: what was planted, without evidence and scales in between; and give its planted level."""
    company = samples.company(n, seed=seed, answers=False)
    people, means = company.tables["APPLICATIONS"], company.truth["means"]
    theta = company.truth["tables"]["ability"].set_index("candidate_id").mean(axis=1)
    scores = pd.DataFrame({"application_id": people["application_id"], "overall": people["candidate_id"].map(theta)})
    level = people["job_id"].map({job: np.mean(list(part.values())) for job, part in means.items()}).mean()
    return recruiting.channels(scores, people, measures=["score"], reference=BASE), float(level)


def compared(n: int, *, seed: int, measures: list[str] | None = None) -> recruiting.Channels:
    company = samples.company(n, seed=seed, answers=False)
    tables, truth = company.tables, company.truth["tables"]
    return recruiting.channels(
        truth["evidence"][["interview_id", "overall"]], tables["APPLICATIONS"], interviews=tables["INTERVIEWS"], employees=tables["EMPLOYEES"],
        performance=tables["PERFORMANCE"], measures=measures, retention_days=180, reference=BASE,
    )  # fmt: skip


def one_company(seed: int, candidates: int, truth: dict, levels: dict) -> list[dict]:
    rows = []
    plain, (planted, level) = compared(candidates, seed=seed), planted_ability(candidates, seed)
    for told in (plain.table, planted.table.assign(measure="ability")):
        for row in told.to_dict("records"):
            key = (row["measure"], row["channel"])
            called = row["verdict"] == "differs" if row["channel"] == EQUAL else np.nan
            if key in truth and row["channel"] != BASE:
                rows.append({"seed": seed, "measure": key[0], "interval": "difference", "channel": key[1], "truth": truth[key], "estimate": row["difference"],
                             "inside": row["difference_low"] <= truth[key] <= row["difference_high"], "called_different": called})  # fmt: skip
            if key[0] == "ability":  # pooled: the planted effect at the company's own job mix
                wanted = level + world.CHANNEL_EFFECT[world.CHANNELS.index(key[1])]
                rows.append({"seed": seed, "measure": key[0], "interval": "pooled", "channel": key[1], "truth": wanted, "estimate": row["estimate"],
                             "inside": row["low"] <= wanted <= row["high"], "called_different": np.nan})  # fmt: skip
            elif key[0] == "score":
                wanted = levels["score"][key[1]]
                for name in ("adjusted", "pooled"):
                    low, high = (row[end if name == "pooled" else f"adjusted_{end}"] for end in ("low", "high"))
                    rows.append({"seed": seed, "measure": key[0], "interval": name, "channel": key[1], "truth": wanted, "estimate": row["estimate" if name == "pooled" else name],
                                 "inside": low <= wanted <= high, "called_different": np.nan})  # fmt: skip
    return rows


def summary(rows: pd.DataFrame) -> pd.Series:
    hits, n = int(rows["inside"].sum()), len(rows)
    low, high = fairness.wilson(hits, n)
    return pd.Series({"companies": n, "truth": rows["truth"].iloc[0], "mean_estimate": rows["estimate"].mean(), "inside": hits / n, "inside_low": low,
                      "inside_high": high, "called_different": rows["called_different"].mean()})  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
