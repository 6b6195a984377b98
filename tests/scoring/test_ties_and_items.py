"""Ties inside the band, ranks as ranges, and item statistics against what R prints."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench import scoring
from workbench.errors import ContractError, UndefinedResult
from workbench.scoring import items

# Chatterjee & Price 1977 (R's attitude): 30 departments, percent of favourable answers
ATTITUDE = pd.DataFrame({
    "rating": [43, 63, 71, 61, 81, 43, 58, 71, 72, 67, 64, 67, 69, 68, 77, 81, 74, 65, 65, 50, 50, 64, 53, 40, 63, 66, 78, 48, 85, 82],
    "complaints": [51, 64, 70, 63, 78, 55, 67, 75, 82, 61, 53, 60, 62, 83, 77, 90, 85, 60, 70, 58, 40, 61, 66, 37, 54, 77, 75, 57, 85, 82],
    "privileges": [30, 51, 68, 45, 56, 49, 42, 50, 72, 45, 53, 47, 57, 83, 54, 50, 64, 65, 46, 68, 33, 52, 52, 42, 42, 66, 58, 44, 71, 39],
    "learning": [39, 54, 69, 47, 66, 44, 56, 55, 67, 47, 58, 39, 42, 45, 72, 72, 69, 75, 57, 54, 34, 62, 50, 58, 48, 63, 74, 45, 71, 59],
    "raises": [61, 63, 76, 54, 71, 54, 66, 70, 71, 62, 58, 59, 55, 59, 79, 60, 79, 55, 75, 64, 43, 66, 63, 50, 66, 88, 80, 51, 77, 64],
    "critical": [92, 73, 86, 84, 83, 49, 68, 66, 83, 80, 67, 74, 63, 77, 77, 54, 79, 80, 85, 78, 64, 80, 80, 57, 75, 76, 78, 83, 74, 78],
    "advance": [45, 47, 48, 35, 47, 34, 35, 41, 31, 41, 34, 41, 25, 35, 46, 36, 63, 60, 46, 52, 33, 41, 37, 49, 33, 72, 49, 38, 55, 39],
}).astype(float)  # fmt: skip


def test_item_statistics_of_the_attitude_survey():
    # R psych::alpha(attitude), as printed in its help and vignettes: raw alpha .84; r.drop of each item
    assert ATTITUDE.mean().round(1).tolist() == [64.6, 66.6, 53.1, 56.4, 64.6, 74.8, 42.9]
    table = items.item_statistics(ATTITUDE).set_index("competency")
    assert table["alpha"].iloc[0] == pytest.approx(0.84, abs=0.005)
    printed = {
        "rating": 0.67,
        "complaints": 0.74,
        "privileges": 0.56,
        "learning": 0.71,
        "raises": 0.79,
        "critical": 0.27,
        "advance": 0.46,
    }
    assert table["item_total"].to_dict() == pytest.approx(printed, abs=0.005)


def test_item_statistics_by_hand():
    table = items.item_statistics(ATTITUDE).set_index("competency")
    rest = ATTITUDE.drop(columns="raises")
    order = rest.mean(axis=1)
    low, high = order.quantile(0.27), order.quantile(0.73)
    gap = ATTITUDE["raises"][order >= high].mean() - ATTITUDE["raises"][order <= low].mean()
    assert table.loc["raises", "discrimination"] == pytest.approx(gap)
    assert table.loc["raises", "discrimination_low"] < gap < table.loc["raises", "discrimination_high"]
    inner = rest.cov().to_numpy()
    assert table.loc["raises", "alpha_without"] == pytest.approx(6 / 5 * (1 - np.trace(inner) / inner.sum()))


def test_findings_of_items():
    draw = np.random.default_rng(0)
    common = draw.normal(size=600)
    table = pd.DataFrame({name: 60 + 10 * (common + draw.normal(size=600)) for name in "abc"})
    table["noise"], table["against"] = 60 + 14 * draw.normal(size=600), 60 - 10 * (common + draw.normal(size=600))
    table["easy"] = np.minimum(100, 92 + 8 * common + 8 * draw.normal(size=600))
    found = items.item_statistics(table).set_index("competency")["finding"]
    assert found["noise"] == "does not go with the others"
    assert found["against"] == "goes against the others"
    assert found["easy"] == "too easy"
    assert (found[["a", "b"]] == "").all()


def test_items_stand_in_the_distribution_with_what_to_do():
    draw = np.random.default_rng(1)
    common = draw.normal(size=300)
    table = pd.DataFrame({name: 60 + 10 * (common + draw.normal(size=300)) for name in "abc"}).assign(
        odd=60 + 14 * draw.normal(size=300)
    )
    found = scoring.distribution(table.assign(interview_id=range(300), job_id="J"), language="zh").items.set_index("competency")
    assert found.loc["odd", "finding"] == "does not go with the others"
    assert "岗位" in found.loc["odd", "action"]
    assert (found.loc[["a", "b", "c"], "action"] == "").all()


def test_alike_is_pairwise_correlation():
    draw = np.random.default_rng(2)
    base = draw.normal(size=(80, 1))
    table = (
        pd.DataFrame(base + 0.3 * draw.normal(size=(80, 4)), columns=list("abcd")).mask(draw.random((80, 4)) < 0.2).assign(e=1.0)
    )
    found = items.alike(table, least_r=0.0, minimum=5)
    slow = table.corr()
    assert len(found) == 6
    for first, second, n, r in found:
        assert r == pytest.approx(slow.loc[first, second])
        assert n == table[[first, second]].dropna().shape[0]


def scored(values, band=4.0):
    return pd.DataFrame({"interview_id": [f"I{n}" for n in range(len(values))], "overall": values, "error_band": band})


def test_inside_the_band_is_a_tie():
    table = scored([80.0, 76.0, 70.0, None])
    assert scoring.compare_scores(table, "I0", "I1") == {"difference": 4.0, "band": pytest.approx(np.sqrt(32)), "verdict": "tie"}
    assert scoring.compare_scores(table, "I0", "I2")["verdict"] == "higher"
    assert scoring.compare_scores(table, "I2", "I0")["verdict"] == "lower"
    with pytest.raises(UndefinedResult, match="needs two overall scores"):
        scoring.compare_scores(table, "I0", "I3")
    with pytest.raises(ContractError, match="not among the scores"):
        scoring.compare_scores(table, "I0", "I9")


def test_ranks_are_ranges():
    draw = np.random.default_rng(3)
    table = scored(draw.normal(70, 10, 16)).assign(error_band=draw.uniform(2, 6, 16), job_id=draw.choice(["A", "B"], 16))
    found = scoring.rank_scores(table, by="job_id")
    for row in found.to_dict("records"):
        others = table[(table["job_id"] == row["job_id"]) & (table["interview_id"] != row["interview_id"])]
        verdicts = [scoring.compare_scores(table, row["interview_id"], other)["verdict"] for other in others["interview_id"]]
        assert row["rank_low"] == 1 + verdicts.count("lower")
        assert row["rank_high"] == len(others) + 1 - verdicts.count("higher")
        assert row["n_tied"] == verdicts.count("tie")
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]
    assert scoring.rank_scores(scored([None, None])).empty
    with pytest.raises(ContractError, match="column missing: error_band"):
        scoring.rank_scores(table.drop(columns="error_band"))
    with pytest.raises(ContractError, match="stands twice"):
        scoring.rank_scores(pd.concat([table, table.head(1)]))
