"""Distributions with planted means: the weak competency is named, and nothing else is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import scoring
from workbench.errors import ContractError, UndefinedResult
from workbench.scoring.distribution import _spread as spread_out


def exactly(mean, *, sd=8.0, n=60, seed=0):
    """Points whose sample mean and sd are exactly these."""
    values = np.random.default_rng(seed).normal(size=n)
    values = (values - values.mean()) / values.std(ddof=1) * sd
    return values - values.mean() + mean


@pytest.fixture
def scores():
    technical = pd.DataFrame({"programming": exactly(60, seed=1), "system_design": exactly(80, seed=2), "communication": exactly(80, seed=3),
                              "problem_solving": exactly(80, seed=4)})  # fmt: skip
    technical = technical.assign(overall=technical.mean(axis=1), job_id="T")
    sales = pd.DataFrame({"communication": exactly(85, seed=5), "stress_tolerance": exactly(70, seed=6)}).assign(job_id="S")
    sales = sales.assign(overall=sales[["communication", "stress_tolerance"]].mean(axis=1))
    rare = sales.head(4).assign(job_id="R")
    table = pd.concat([technical, sales, rare], ignore_index=True)
    return table.assign(interview_id=[f"I{n}" for n in range(len(table))], coverage=1.0, error_band=5.0, rubric_version="v")


def test_the_trades_own_case_comes_out_exactly(scores):
    # 技术岗: mean 75, 编程能力 60; 销售岗: 沟通 85, 抗压 70
    found = scoring.distribution(scores)
    mean = found.table.set_index(["job_id", "competency"])["mean"]
    assert mean["T", "overall"] == pytest.approx(75, abs=1e-9)
    assert mean["T", "programming"] == pytest.approx(60, abs=1e-9)
    assert mean["S", "communication"] == pytest.approx(85, abs=1e-9)
    assert mean["S", "stress_tolerance"] == pytest.approx(70, abs=1e-9)
    assert list(zip(found.weak["job_id"], found.weak["competency"], strict=True)) == [
        ("T", "programming"),
        ("S", "stress_tolerance"),
    ]
    weak = found.weak.set_index("competency")
    assert weak.loc["programming", "gap"] == pytest.approx(-20)
    assert weak.loc["programming", "gap_sd"] == pytest.approx(-2.5)
    assert "coding test" in weak.loc["programming", "action"]
    assert "pressure" in weak.loc["stress_tolerance", "action"]


def test_small_groups_are_hidden_and_counted(scores):
    found = scoring.distribution(scores)
    assert "R" not in set(found.table["job_id"]) | set(found.gaps["job_id"])
    assert (found.n_groups_hidden, found.n_rows_hidden) == (1, 4)


def test_the_interval_is_students(scores):
    row = scoring.distribution(scores).table.set_index(["job_id", "competency"]).loc[("T", "programming")]
    half = 2.0009953780882688 * 8 / np.sqrt(60)  # t(.975, 59), any table of Student's t
    assert (row["mean_low"], row["mean_high"]) == (pytest.approx(60 - half), pytest.approx(60 + half))
    assert row["n"] == 60


def test_chinese_names_and_the_long_form_give_the_same(scores):
    long = scores[scores["job_id"] == "T"].melt(id_vars=["interview_id", "job_id"], value_name="points", var_name="competency",
                                                 value_vars=["programming", "system_design", "communication", "problem_solving"])  # fmt: skip
    long["competency"] = long["competency"].replace({"programming": "编程能力"})
    found = scoring.distribution(pl.from_pandas(long), language="zh")
    assert found.weak["competency"].tolist() == ["编程能力"]
    assert "编程" in found.weak["action"].item()
    assert found.weak["gap"].item() == pytest.approx(-20)


def test_a_small_or_uncertain_gap_is_not_weak():
    n = 40
    even = pd.DataFrame(
        {"interview_id": range(n), "job_id": "J", "a": exactly(72, sd=10, n=n, seed=1), "b": exactly(75, sd=10, n=n, seed=2)}
    )
    assert scoring.distribution(even).weak.empty  # 3 points, .3 sd
    few = pd.DataFrame(
        {"interview_id": range(6), "job_id": "J", "a": exactly(60, sd=30, n=6, seed=1), "b": exactly(75, sd=30, n=6, seed=9)}
    )
    assert scoring.distribution(few).weak.empty  # 15 points, but six people


def test_identical_people_leave_no_spread_and_still_a_finding():
    flat = pd.DataFrame({"interview_id": range(10), "job_id": "J", "programming": 60.0, "communication": 80.0})
    found = scoring.distribution(flat)
    assert found.weak["competency"].tolist() == ["programming"]
    assert found.weak["gap_sd"].isna().all()
    assert found.redundant.empty


def test_ceiling_floor_and_redundancy():
    a = np.r_[np.zeros(5), np.full(5, 100.0), np.linspace(10, 90, 30)]
    table = pd.DataFrame({"interview_id": range(40), "job_id": "J", "a": a, "b": np.clip(a + exactly(0, sd=3, n=40), 0, 100)})
    found = scoring.distribution(table)
    row = found.table.set_index("competency").loc["a"]
    assert (row["ceiling_share"], row["floor_share"]) == (0.125, 0.125)
    assert found.redundant[["competency", "other"]].to_numpy().tolist() == [["a", "b"]]
    assert found.redundant["r_low"].item() < found.redundant["r"].item() < found.redundant["r_high"].item()


def test_nothing_planted_is_rarely_called_weak():
    draw, called = np.random.default_rng(3), 0
    for _ in range(30):
        points = draw.normal(70, 12, (30, 1)) + draw.normal(0, 9, (30, 4))
        table = pd.DataFrame(points, columns=list("abcd")).assign(interview_id=range(30), job_id="J")
        called += len(scoring.distribution(table).weak)
    assert called <= 2  # of 120


def test_refusals(scores):
    with pytest.raises(ContractError, match=r"column missing: job_id.*join INTERVIEWS"):
        scoring.distribution(scores.drop(columns="job_id"))
    with pytest.raises(ContractError, match="a score stands twice"):
        scoring.distribution(pd.concat([scores, scores.head(3)]))
    with pytest.raises(UndefinedResult, match="no group is large enough"):
        scoring.distribution(scores[scores["job_id"] == "R"])
    with pytest.raises(ContractError, match="no points to describe"):
        scoring.distribution(scores[["interview_id", "job_id", "coverage"]])


def test_points_set_side_by_side_are_those_of_a_pivot():
    draw = np.random.default_rng(2)
    rows = pd.DataFrame([(f"i{number}", name, draw.normal(60, 9) if draw.random() > 0.1 else np.nan) for number in draw.permutation(60) for name in "cab" if draw.random() > 0.2],
                        columns=["interview_id", "competency", "points"])  # fmt: skip
    slow = rows.pivot_table(index="interview_id", columns="competency", values="points", dropna=False)
    fast = spread_out(rows)
    pd.testing.assert_frame_equal(fast, slow, check_index_type=False, check_column_type=False)
    pd.testing.assert_frame_equal(spread_out(rows.astype({"competency": "category"})), fast, check_column_type=False)
    assert spread_out(pd.concat([rows, rows.head(1)])) is None
    assert spread_out(rows.head(0)).empty
