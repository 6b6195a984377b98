"""Drift: planted shifts are found and chance is not called one, changes of the rubric are marked, fading validity is seen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import scoring
from workbench.errors import ContractError, UndefinedResult

QUARTERS = pd.to_datetime(["2025-02-01", "2025-05-01", "2025-08-01", "2025-11-01"])


def quarters(n=300, *, shift=0.0, seed=0, names=("a", "b")):
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(60 + 14 * draw.normal(size=(4 * n, len(names))), columns=list(names))
    table["interview_date"] = np.repeat(QUARTERS, n)
    table.loc[3 * n :, names[0]] += shift
    return table


def test_index_of_three_income_bins():
    # GeeksforGeeks, "Population Stability Index": 40/30/30 % against 35/25/40 %
    assert scoring.population_stability_index([0.4, 0.3, 0.3], [0.35, 0.25, 0.4]) == pytest.approx(0.044561, abs=1e-6)
    assert scoring.population_stability_index([40, 30, 30], [35, 25, 40]) == pytest.approx(0.044561, abs=1e-6)


def test_index_by_hand():
    # two halves against 3:1, by hand: (.75-.5) ln 1.5 + (.25-.5) ln .5
    assert scoring.population_stability_index([1, 1], [3, 1]) == pytest.approx(0.25 * np.log(1.5) - 0.25 * np.log(0.5))
    assert scoring.population_stability_index([1, 1], [1, 1]) == 0
    assert np.isfinite(scoring.population_stability_index([1, 0], [0, 1]))


def test_a_planted_shift_is_found_where_it_is():
    found = scoring.drift(quarters(shift=12)).psi.set_index(["criterion", "period"])
    assert found.loc[("a", "2025-Q4"), "finding"] == "drift"
    assert found["finding"].eq("drift").sum() == 1
    row = found.loc[("a", "2025-Q4")]
    assert row["low"] > row["chance"] * 0.5
    assert row["low"] < row["psi"] < row["high"]
    assert row["mean"] - row["mean_reference"] == pytest.approx(12, abs=3)


def test_chance_is_not_called_drift_and_the_limit_holds():
    called, beyond, n = 0, 0, 40
    for seed in range(n):
        table = scoring.drift(quarters(400, seed=seed)).psi
        called += table["finding"].eq("drift").any()
        beyond += (table["psi"] > table["chance"]).mean()
    assert called <= 6  # 5 % of 40, and some
    assert 0.02 < beyond / n < 0.08


def test_the_interval_covers_the_index_of_the_population():
    before, after = np.random.default_rng(1), np.array([0.1, 0.15, 0.25, 0.2, 0.3])
    truth = scoring.population_stability_index(np.full(5, 0.2), after)
    from workbench.scoring.drift import index_interval

    inside = 0
    for _ in range(300):
        one, other = before.multinomial(400, np.full(5, 0.2)), before.multinomial(300, after)
        low, high, _, _ = index_interval(scoring.population_stability_index(one, other), 4, 400, 300, 0.95)
        inside += low <= truth <= high
    assert 273 <= inside <= 297


def test_ratings_are_counted_value_by_value():
    draw = np.random.default_rng(2)
    table = quarters().assign(a=draw.choice([0, 25, 50, 75, 100.0], 1200))
    row = scoring.drift(table).psi.iloc[0]
    before, after = (
        np.bincount((table["a"][rows] // 25).astype(int), minlength=5) + 0.5 for rows in (slice(0, 300), slice(300, 600))
    )
    assert row["psi"] == pytest.approx(scoring.population_stability_index(before, after))


def test_another_rubric_is_marked_and_not_judged():
    table = quarters(shift=12).assign(rubric_version=np.repeat(["v1", "v1", "v1", "v2"], 300))
    found = scoring.drift(pl.from_pandas(table))
    assert set(found.psi.loc[found.psi["period"] == "2025-Q4", "finding"]) == {"another rubric version"}
    assert found.changes[["rubric_version", "period", "n"]].to_numpy().tolist() == [["v2", "2025-Q4", 300]]
    assert not found.psi["finding"].eq("drift").any()


def test_fading_validity_is_seen():
    draw = np.random.default_rng(3)
    table = quarters(400, names=("overall",))
    strength = np.repeat([0.7, 0.5, 0.3, 0.1], 400)
    z = (table["overall"] - 60) / 14
    table["performance"] = np.where(
        draw.random(1600) < 0.5, strength * z + np.sqrt(1 - strength**2) * draw.normal(size=1600), np.nan
    )
    found = scoring.drift(table, outcome="performance")
    assert found.decay["finding"] == "falls"
    assert (found.validity["low"] < strength[::400]).all()
    assert (strength[::400] < found.validity["high"]).all()
    slope = np.polyfit(np.arange(4), np.arctanh(found.validity["r"]), 1, w=np.sqrt(found.validity["n"] - 3))[0]
    assert found.decay["slope"] == pytest.approx(slope)
    steady = scoring.drift(table.assign(performance=z + draw.normal(size=1600)), outcome="performance")
    assert steady.decay["finding"] == "no change shown"


def test_small_quarters_and_constant_criteria():
    table = quarters().assign(a=50.0)
    few = pd.concat([table, table.head(3).assign(interview_date=pd.Timestamp("2026-02-01"))])
    found = scoring.drift(few)
    assert "2026-Q1" not in set(found.psi["period"])
    assert any("not judged" in note for note in found.notes)
    constant = found.psi[found.psi["criterion"] == "a"]
    assert (constant["psi"] < 0.01).all()
    with pytest.raises(UndefinedResult, match="drift needs a reference quarter"):
        scoring.drift(table.head(300))
    with pytest.raises(UndefinedResult, match="2024-Q1 not among them"):
        scoring.drift(table, reference="2024-Q1")


def test_refusals():
    with pytest.raises(ContractError, match="column missing: interview_date"):
        scoring.drift(quarters().drop(columns="interview_date"))
    with pytest.raises(ContractError, match="no dated points"):
        scoring.drift(quarters()[["interview_date"]])
    with pytest.raises(UndefinedResult, match="two distributions over the same bins"):
        scoring.population_stability_index([0.5, 0.5], [1.0])
    with pytest.raises(UndefinedResult, match="not all empty"):
        scoring.population_stability_index([0, 0], [1, 1])
