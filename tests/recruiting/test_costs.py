"""Worked cases of cost, time and return (M12, M22-M25), exact; every refusal."""

import copy
import pickle
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import recruiting
from workbench.contracts import money
from workbench.definitions import CostModel
from workbench.errors import ContractError, UndefinedResult

MODEL = CostModel.load(Path(__file__).parents[2] / "data" / "definitions" / "cost-model.yaml")


def test_m22_direct_with_follow_up_and_manual():
    cost = recruiting.cost_per_interview(MODEL)
    assert cost.direct == 100
    assert cost.with_follow_up == Decimal("166.67")
    assert (cost.manual, cost.manual_labour, cost.manual_other) == (500, 400, 100)
    assert cost.saving == Decimal("333.33")
    assert "100,000 / 1,000" in cost.formula["direct"]
    assert "面试" in cost.counterfactual.say("zh")


def test_fewer_interviews_share_a_larger_fee():
    assert recruiting.cost_per_interview(MODEL, interviews=400, follow_up_min=0).with_follow_up == 250


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"interviews": 0}, UndefinedResult, "no value without interviews"),
        ({"follow_up_min": -1}, ContractError, "'follow_up_min' is not an"),
        ({"interviews": "many"}, ContractError, "'interviews' is not an amount"),
    ],
)
def test_interview_cost_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        recruiting.cost_per_interview(MODEL, **arguments)


def test_m23_both_counterfactuals_are_named():
    saved = recruiting.hr_time_saved(MODEL)
    actual, equal = saved.actual_volume, saved.equal_volume
    assert (actual.minutes_per_day, actual.amount_per_day, actual.amount_per_year) == (80, Decimal("533.33"), Decimal("133333.33"))
    assert (equal.minutes_per_day, equal.amount_per_day, equal.amount_per_year) == (500, Decimal("3333.33"), Decimal("833333.33"))
    assert actual.formula.startswith("3 × 60 - 10 × 10 min")
    assert "really held by hand before" in actual.counterfactual
    assert "had they all been held by hand" in equal.counterfactual
    assert saved.table["name"].tolist() == ["actual_volume", "equal_volume"]


@pytest.mark.parametrize(
    ("cost", "contribution", "gross", "net", "warns"),
    [
        (10000, 500000, 5000, 4900, False),
        (10000, 300000, 3000, 2900, False),
        (10000, "299999.99", Decimal("3000.00"), 2900, True),
        (3, 1, Decimal("33.33"), Decimal("-66.67"), True),
        (10000, -5000, -50, -150, True),
    ],
)
def test_m24_return_and_its_warning(cost, contribution, gross, net, warns):
    result = recruiting.recruiting_return(cost, contribution)
    assert (result.gross_pct, result.net_pct, result.below_threshold) == (gross, net, warns)
    assert result.levers == (("rubric", "matrix", "channel") if warns else ())
    if warns:
        assert all(word in result.warning for word in ("rubric", "matrix", "channel", "3,000 %"))
        assert "预警线" in result.warning.say("zh")
    else:
        assert result.warning is None


def test_the_threshold_is_an_argument():
    assert recruiting.recruiting_return(10000, 500000, threshold_pct=5001).below_threshold


@pytest.mark.parametrize(
    ("cost", "error", "message"),
    [
        (0, UndefinedResult, "no value without a cost"),
        (-1, ContractError, "not negative"),
        ("x", ContractError, "'cost' is not a number"),
        (float("nan"), ContractError, "'cost' is not a number"),
    ],
)
def test_return_refuses(cost, error, message):
    with pytest.raises(error, match=message):
        recruiting.recruiting_return(cost, 5)


def test_m25_cost_per_hire_adds_external_and_internal():
    result = recruiting.cost_per_hire({"agency": 20000, "advertising": "1000.10"}, 5000, 3)
    assert (result.external, result.internal, result.total) == (Decimal("21000.10"), 5000, Decimal("26000.10"))
    assert result.cost_per_hire == Decimal("8666.70")
    assert "ANSI/SHRM 06001.2012" in result.formula
    assert sum(result.ledger["amount"]) == result.total


def test_cost_per_hire_from_tables_to_the_cent():
    spend = pd.DataFrame({"item": ["fee"] * 1000 + ["agency"] * 7, "amount": [0.1] * 1000 + [0.01] * 7, "currency": "CNY"})
    result = recruiting.cost_per_hire(spend, 0, 1)
    assert result.total == Decimal("100.07")
    assert result.currency == "CNY"
    with pytest.raises(ContractError, match="different currencies"):
        recruiting.cost_per_hire(spend, spend.assign(currency="USD"), 1)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((1, 1, 0), UndefinedResult, "no value without hires"),
        ((1, 1, 1.5), ContractError, "counted whole"),
        (({"fee": -3}, 1, 1), ContractError, "'fee' is not an amount"),
        ((pd.DataFrame({"x": [1]}), 1, 1), ContractError, "item, amount"),
    ],
)
def test_cost_per_hire_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        recruiting.cost_per_hire(*arguments)


def test_m12_thirty_to_five_minutes():
    result = recruiting.time_per_candidate(30, 5)
    assert (result.change_pct, result.throughput) == (Decimal("-83.3"), 6)
    assert (result.per_day_before, result.per_day_after, result.more_per_day) == (16, 96, 80)
    with pytest.raises(UndefinedResult, match="0 minutes"):
        recruiting.time_per_candidate(30, 0)


def test_sums_over_a_million_rows_agree_with_decimal():
    cents = np.random.default_rng(3).integers(0, 10_000_000, 1_000_000)
    assert money.total(cents / 100) == Decimal(int(cents.sum())) / 100
    assert money.total([0.1] * 10) == Decimal(1)
    assert money.total([None, Decimal("0.005"), Decimal("0.005")]) == Decimal("0.01")
    assert money.total([1.5, float("nan")]) == Decimal("1.5")
    assert money.total([]) == 0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=50), st.integers(1, 1000))
def test_scaling_the_amounts_scales_the_cost(cents, factor):
    amounts = {str(n): Decimal(amount) / 100 for n, amount in enumerate(cents)}
    one = recruiting.cost_per_hire(amounts, 0, 1)
    many = recruiting.cost_per_hire({name: amount * factor for name, amount in amounts.items()}, 0, 1)
    assert many.total == one.total * factor


def test_words_survive_copies_and_processes():
    words = recruiting.hr_time_saved(MODEL).actual_volume.counterfactual
    assert pickle.loads(pickle.dumps(words)).say("zh") == words.say("zh")
    assert copy.deepcopy(words) == words
