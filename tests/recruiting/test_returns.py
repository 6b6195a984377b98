"""Return under four counterfactuals: exact points, ranges that mean something, and what moves them."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import recruiting, samples
from workbench.definitions import CostModel
from workbench.errors import ContractError, UndefinedResult

MODEL = CostModel.load(Path(__file__).parents[2] / "data" / "definitions" / "cost-model.yaml")
UTILITY = {"person_years": 100, "validity": 0.3, "selected_z": 0.8}


def test_m24_without_anything_uncertain():
    found = recruiting.returns_compared(10000, 500000)
    assert (found.gross_pct, found.net_pct, found.below_threshold) == (5000, 4900, False)
    assert found.table["name"].tolist() == ["gross", "net"]
    assert found.table["return_pct"].tolist() == [5000, 4900]
    assert found.table["low"].isna().all()
    assert found.tornado.empty
    assert found.share_below_threshold is None


def test_the_alarm_names_its_levers():
    found = recruiting.returns_compared(10000, 299999, ranges={"contribution": (200000, 400000)})
    assert found.levers == ("rubric", "matrix", "channel")
    assert "3,000 %" in found.warning
    assert 0.3 < found.share_below_threshold < 0.7


def test_every_return_names_what_it_is_against():
    found = recruiting.returns_compared(1_000_000, [50_000] * 40, performance=[0.5] * 40, worth=60000, utility=UTILITY)
    rows = found.table.set_index("name")
    assert rows["return_pct"].to_dict() == {"gross": 200, "net": 100, "incremental": 20, "utility": 44}
    assert "average performers" in rows.loc["incremental", "counterfactual"]
    assert "随机" in found.counterfactual["utility"].say("zh")
    assert (rows["low"] - rows["return_pct"]).abs().max() < 0.01  # forty equal hires leave nothing to chance


def test_the_range_of_chance_is_that_of_the_sum_of_hires():
    contributions = np.random.default_rng(1).normal(50_000, 30_000, 200)
    for many in (contributions, np.tile(contributions, 12)):
        row = recruiting.returns_compared(100_000, many, draws=20_000).table.iloc[0]
        wide = 1.96 * contributions.std() * np.sqrt(len(many)) / 100_000 * 100
        assert (row["high"] - row["low"]) / 2 == pytest.approx(wide, rel=0.05)


def test_the_tornado_moves_one_input_at_a_time():
    found = recruiting.returns_compared({"external": 60_000, "internal": 40_000}, 400_000, performance=3, worth=50_000, utility=UTILITY,
                                        ranges={"internal": (20_000, 60_000), "worth": (25_000, 75_000), "validity": (0.1, 0.5)})  # fmt: skip
    gross = found.tornado[found.tornado["name"] == "gross"]
    assert gross["input"].tolist() == ["internal"]
    assert (gross["at_low"].iloc[0], gross["at_high"].iloc[0]) == (500, pytest.approx(400_000 / 120_000 * 100))
    incremental = found.tornado[found.tornado["name"] == "incremental"]
    assert incremental["input"].tolist() == ["worth", "internal"]
    assert incremental[["at_low", "at_high"]].iloc[0].tolist() == [-25, 125]
    utility = found.tornado[found.tornado["name"] == "utility"]
    assert utility["input"].iloc[0] == "validity"
    assert utility["swing"].is_monotonic_decreasing


def test_the_same_seed_gives_the_same_range():
    one, two = (recruiting.returns_compared(100, [10.0, 900.0, 50.0], seed=4) for _ in range(2))
    pd.testing.assert_frame_equal(one.table, two.table)


def test_scaling_the_currency_changes_no_return():
    money = np.array([100.0, 5000.0, 700.0])
    one = recruiting.returns_compared(800, money, performance=[0.1, 0.2, 0.3], worth=900, ranges={"worth": (500, 1000)}).table
    ten = recruiting.returns_compared(
        8000, money * 10, performance=[0.1, 0.2, 0.3], worth=9000, ranges={"worth": (5000, 10000)}
    ).table
    assert one[["return_pct", "low", "high"]].to_numpy() == pytest.approx(ten[["return_pct", "low", "high"]].to_numpy())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"cost": 0, "contributions": 1}, UndefinedResult, "no value without a cost"),
        ({"cost": -1, "contributions": 1}, ContractError, "not negative"),
        ({"cost": "x", "contributions": 1}, ContractError, "'cost' is not a number"),
        ({"cost": 1, "contributions": []}, UndefinedResult, "nobody was hired"),
        ({"cost": 1, "contributions": ["a"]}, ContractError, "not numbers"),
        ({"cost": 1, "contributions": [np.inf]}, ContractError, "not all finite"),
        ({"cost": 1, "contributions": [1, 2], "performance": [1, 2, 3]}, ContractError, "not of the same hires"),
        ({"cost": 1, "contributions": 1, "ranges": {"worth": (1, 2)}}, ContractError, "no input"),
        ({"cost": 5, "contributions": 1, "ranges": {"cost": (1, 2)}}, ContractError, "does not hold what is stated"),
        (
            {"cost": 5, "contributions": 1, "worth": 1, "utility": {"validity": 0.2}},
            ContractError,
            "utility has or lacks 'person_years'",
        ),
        (
            {"cost": 5, "contributions": 1, "worth": 1, "utility": UTILITY | {"validity": 30}},
            ContractError,
            "a validity is a correlation",
        ),
        ({"cost": 5, "contributions": 1, "draws": 5}, ContractError, "at least 100 draws"),
    ],
)
def test_returns_refuse(arguments, error, message):
    with pytest.raises(error, match=message):
        recruiting.returns_compared(**arguments)


def test_missing_contributions_count_as_nothing_so_far():
    assert recruiting.returns_compared(100, [200.0, None, np.nan]).gross_pct == 200


def test_a_hire_leads_to_its_contribution():
    tables = samples.company(800, seed=3, answers=False).tables
    hires = recruiting.hire_contributions(tables["EMPLOYEES"], tables["PERFORMANCE"], MODEL)
    month = recruiting.month_costs(tables["TOOL_COSTS"], tables["SPEND"], tables["EMPLOYEES"], tables["PERFORMANCE"], MODEL)
    assert hires["employee_id"].tolist() == tables["EMPLOYEES"]["employee_id"].tolist()
    assert recruiting.returns_compared(month.total, hires["contribution"]).gross_pct == month.gross_pct
    one = tables["PERFORMANCE"][tables["PERFORMANCE"]["employee_id"] == tables["PERFORMANCE"]["employee_id"].iloc[0]]
    row = hires.set_index("employee_id").loc[one["employee_id"].iloc[0]]
    assert row["performance_years"] == pytest.approx(one["performance"].sum() / 4)
    assert row["above_average"] == pytest.approx(one["performance"].sum() / 4 * 60000)


def test_without_recorded_contribution_a_review_counts_as_its_part_of_the_year():
    people = pd.DataFrame({"employee_id": ["a"], "job_id": ["J"], "hired_date": [pd.Timestamp("2026-01-05")]})
    reviews = pd.DataFrame(
        {"employee_id": ["a", "a"], "period_end": pd.to_datetime(["2026-03-31", "2026-06-30"]), "performance": [1.0, 1.0]}
    )
    tool = pd.DataFrame({"month": [pd.Timestamp("2026-01-01")], "item": ["tool_fee"], "amount": [1000.0]})
    spend = pd.DataFrame({"channel": ["x"], "month": [pd.Timestamp("2026-01-01")], "item": ["fee"], "amount": [1000.0]})
    found = recruiting.month_costs(tool, spend, people, reviews, MODEL)
    assert found.contribution == Decimal(30000)  # two quarters of one standard deviation worth 60,000 a year
