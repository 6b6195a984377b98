"""Costs brought down to units add up to the books; the year by tool against the year by hand; quality of hire."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import recruiting, samples
from workbench.contracts import money
from workbench.definitions import CostModel
from workbench.errors import ContractError, DefinitionError, UndefinedResult

MODEL = CostModel.load(Path(__file__).parents[2] / "data" / "definitions" / "cost-model.yaml")
MARCH, APRIL = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-04-01")


def model(**changes):
    return CostModel.from_dict(MODEL.to_dict() | changes)


@pytest.fixture(scope="module")
def tables():
    return samples.company(1500, seed=9, answers=False).tables


def books(tables, **changes):
    named = {
        "tool_costs": "TOOL_COSTS",
        "spend": "SPEND",
        "interviews": "INTERVIEWS",
        "applications": "APPLICATIONS",
        "employees": "EMPLOYEES",
    }
    return {name: changes.get(name, tables[table]) for name, table in named.items()}


SMALL = {
    "TOOL_COSTS": pd.DataFrame({"month": MARCH, "item": ["tool_fee", "follow_up_labour", "manual_interview"], "amount": [100.0, 60.0, 500.0], "currency": "CNY"}),
    "SPEND": pd.DataFrame({"channel": ["内推", "招聘网站"], "month": MARCH, "item": ["referral_bonus", "advertising"], "amount": [4000.0, 99.99], "currency": "CNY"}),
    "APPLICATIONS": pd.DataFrame({"application_id": list("abcd"), "candidate_id": list("wxyz"), "job_id": ["J1", "J2", "J1", "J1"],
                                  "channel": ["内推", "内推", "招聘网站", "招聘网站"], "applied_date": MARCH}),
    "INTERVIEWS": pd.DataFrame({"interview_id": list("1234"), "application_id": list("abcd"), "candidate_id": list("wxyz"), "job_id": ["J1", "J2", "J1", "J1"],
                                "interview_date": MARCH, "mode": ["ai", "ai", "ai", "manual"]}),
    "EMPLOYEES": pd.DataFrame({"employee_id": ["e"], "application_id": ["a"], "job_id": ["J1"], "hired_date": [MARCH]}),
}  # fmt: skip


def test_a_case_to_check_on_paper():
    found = recruiting.unit_costs(**books(SMALL), cost_model=MODEL, by="channel", minimum_group=1)
    rows = found.table.set_index("channel")
    # referral: bonus 4,000; two of three tool interviews: fee 66.67, labour 40 (the odd cent of the fee goes to the larger remainder)
    assert rows.loc["内推", ["direct", "indirect", "external", "internal", "total"]].tolist() == [
        Decimal("4040.00"), Decimal("66.67"), Decimal("4066.67"), Decimal("40.00"), Decimal("4106.67")]  # fmt: skip
    assert rows.loc["内推", ["per_interview", "per_candidate", "per_hire"]].tolist() == [
        Decimal("2053.34"),
        Decimal("2053.34"),
        Decimal("4106.67"),
    ]
    # job board: advertising 99.99, one tool interview 33.33 + 20, the manual one 500
    assert (rows.loc["招聘网站", "total"], rows.loc["招聘网站", "per_hire"]) == (Decimal("653.32"), None)
    assert (found.total, found.direct, found.indirect) == (Decimal("4759.99"), Decimal("4659.99"), Decimal("100.00"))
    by_job = recruiting.unit_costs(**books(SMALL), cost_model=MODEL, by="job_id", minimum_group=1).table.set_index("job_id")
    assert by_job.loc["J1", "external"] == Decimal("4166.66")  # the bonus follows the hire, two thirds of the fee, all advertising
    assert "SHRM" in found.formula
    assert "无对照" in found.counterfactual.say("zh")


@pytest.mark.parametrize("by", [None, "channel", "job_id", ["channel", "job_id"]])
def test_groups_add_up_to_the_books_to_the_cent(tables, by):
    found = recruiting.unit_costs(**books(tables), cost_model=MODEL, by=by)
    month = recruiting.month_costs(tables["TOOL_COSTS"], tables["SPEND"], tables["EMPLOYEES"], tables["PERFORMANCE"], MODEL)
    assert sum(found.table["total"]) == found.total == month.total
    assert found.direct + found.indirect == found.external + found.internal == found.total
    assert sum(found.lines["amount"]) == found.total
    assert (found.external, found.internal, found.n_hires) == (month.external, month.internal, month.hires)
    if by is None:
        assert found.table["per_hire"].iloc[0] == month.cost_per_hire


def test_overhead_is_indirect_and_internal(tables):
    plain, more = (recruiting.unit_costs(**books(tables), cost_model=m) for m in (MODEL, model(overhead_pct=25)))
    assert more.internal - plain.internal == more.indirect - plain.indirect == pytest.approx(plain.internal / 4, abs=Decimal("0.5"))


def test_few_hires_hide_their_cost(tables):
    found = recruiting.unit_costs(**books(tables), cost_model=MODEL, by=["channel", "job_id"])
    few = found.table[found.table["n_hires"].between(1, 4)]
    assert len(few) == found.n_hidden > 0
    assert few["per_hire"].isna().all()


def test_what_no_unit_explains_stands_apart():
    strange = SMALL["SPEND"].assign(channel=["星探", "招聘网站"])
    found = recruiting.unit_costs(**books(SMALL, spend=strange), cost_model=MODEL, by="channel").table.set_index("channel")
    assert (found.loc["星探", "total"], found.loc["星探", "n_candidates"]) == (4000, 0)


@pytest.mark.parametrize(
    ("changes", "arguments", "error", "message"),
    [
        ({}, {"by": "chanel"}, ContractError, "did you mean 'channel'"),
        ({"tool_costs": SMALL["TOOL_COSTS"].iloc[:0], "spend": SMALL["SPEND"].iloc[:0]}, {}, UndefinedResult, "nothing was spent"),
        ({"spend": SMALL["SPEND"].assign(currency="USD")}, {}, ContractError, "another currency"),
        ({"spend": SMALL["SPEND"].assign(amount=-1.0)}, {}, ContractError, "below 0"),
        ({"interviews": SMALL["INTERVIEWS"].drop(columns="interview_id")}, {}, ContractError, "interview_id"),
    ],
)
def test_unit_costs_refuse(changes, arguments, error, message):
    with pytest.raises(error, match=message):
        recruiting.unit_costs(**books(SMALL, **changes), cost_model=MODEL, **arguments)


def test_a_million_rows_agree_with_decimal():
    n = 1_000_000
    cents = np.random.default_rng(3).integers(1, 10_000_000, n)
    months = pd.date_range("2000-01-01", periods=250, freq="MS")
    spend = pd.DataFrame({"channel": np.char.add("c", (np.arange(n) // 250).astype(str)).astype(object), "month": months[np.arange(n) % 250],
                          "item": "fee", "amount": cents / 100, "currency": "CNY"})  # fmt: skip
    found = recruiting.unit_costs(**books(SMALL, spend=spend), cost_model=MODEL)
    assert found.total == Decimal(int(cents.sum())) / 100 + 660
    assert recruiting.cost_per_hire(spend, 0, 7).total == Decimal(int(cents.sum())) / 100


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_shared_cents_add_up(cents, weights):
    parts = money.share_out(cents, weights)
    assert sum(parts.tolist()) == cents
    assert all(
        abs(part - cents * weight / sum(weights)) <= 1 + cents * 1e-15 for part, weight in zip(parts.tolist(), weights, strict=True)
    )


def test_a_year_by_tool_against_a_year_by_hand():
    found = recruiting.against_manual(MODEL)
    assert (found.tool, found.manual_equal, found.manual_actual) == (Decimal("166666.67"), 500000, 375000)
    assert (found.saving_equal, found.saving_actual) == (Decimal("333333.33"), Decimal("208333.33"))
    assert found.break_even_interviews == 231  # 231 × (500 − 66.67) = 100,100 ≥ the fee; 230 fall short
    assert "had they all been held by hand" in found.counterfactual["saving_equal"]
    assert "really held by hand before" in found.counterfactual["saving_actual"]
    assert "2,500 a year" in found.warning
    assert "一年是 2,500 场" in found.warning.say("zh")
    assert found.sensitivity["assumption"].iloc[0] == "ai.interviews_per_year"
    assert found.sensitivity["swing"].is_monotonic_decreasing


def test_a_dear_tool_never_breaks_even():
    found = recruiting.against_manual(model(manual={"cost_per_interview": 50, "minutes": 5, "interviews_per_day": 3}, ranges={}))
    assert found.break_even_interviews is None
    assert found.saving_equal < 0


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({"hourly": [1, 2]}, "'hourly', which is no assumption"),
        ({"hourly_rate": [500, 600]}, "does not hold the stated 400"),
        ({"ai": [1, 2]}, "no assumption"),
    ],
)
def test_ranges_are_checked(ranges, message):
    with pytest.raises(DefinitionError, match=message):
        model(ranges=ranges)


def test_quality_of_hire_counts_only_what_is_known():
    people = pd.DataFrame({"employee_id": list("abcdef"), "job_id": "J", "hired_date": pd.Timestamp("2025-01-01"),
                           "left_date": [pd.Timestamp("2025-03-01"), *[pd.NaT] * 5]})  # fmt: skip
    people.loc[5, "hired_date"] = pd.Timestamp("2026-01-01")
    reviews = pd.DataFrame(
        {"employee_id": list("bcdef"), "period_end": pd.Timestamp("2026-03-31"), "performance": [1, 0.5, -1, 2, 2.0]}
    )
    row = recruiting.quality_of_hire(people, reviews).table.iloc[0]
    assert (row["n"], row["n_rated"], row["n_known"]) == (6, 5, 5)
    assert (row["performs"], row["stays"], row["index"]) == (0.8, 0.8, 80)
    weighted = recruiting.quality_of_hire(people.iloc[1:], reviews, weights={"performs": 1, "stays": 0})
    assert weighted.table["index"].iloc[0] == 80


def test_quality_of_few_is_not_said(tables):
    people = tables["EMPLOYEES"].merge(tables["APPLICATIONS"][["application_id", "channel"]], on="application_id")
    found = recruiting.quality_of_hire(people, tables["PERFORMANCE"], by="channel").table
    assert found.loc[found["n_known"] < 5, ["stays", "index"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"by": "chanel"}, ContractError, "column missing: chanel"),
        ({"weights": {"performs": 1, "stays": 1}}, ContractError, "do not add up to 1"),
        ({"as_of": "someday"}, ContractError, "day cannot be read"),
        ({"weights": {"performs": 1}}, ContractError, "do not add up to 1"),
        ({"by": "job_id", "minimum_group": 10**6}, UndefinedResult, "no group is large enough"),
    ],
)
def test_quality_refuses(tables, arguments, error, message):
    with pytest.raises(error, match=message):
        recruiting.quality_of_hire(tables["EMPLOYEES"], tables["PERFORMANCE"], **arguments)
    with pytest.raises(UndefinedResult, match="nobody was hired"):
        recruiting.quality_of_hire(tables["EMPLOYEES"].iloc[:0], tables["PERFORMANCE"])
