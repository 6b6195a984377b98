"""What stands beside a decision, and a month's budget over candidates against the slow, obvious search."""

import itertools
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import pay
from workbench.contracts import money
from workbench.definitions import PayMatrix
from workbench.errors import ContractError, UndefinedResult

TECHNICAL = PayMatrix.load(Path(__file__).parents[2] / "data" / "definitions" / "pay-matrix-technical.yaml")


def test_m19_beside_its_range_peers_and_budget():
    scores = pd.DataFrame({"interview_id": ["a"], "overall": [85]})
    suggestion = pay.suggest(scores, TECHNICAL, market=(16000, 18000), budget=20000, expected=17000)
    staff = pd.DataFrame(
        {"pay": [15000.0, 16000, 17000, 18000, 19000, 99999], "left_date": [None] * 5 + [pd.Timestamp("2026-01-01")]}
    )
    row = pay.decide(suggestion, matrix=TECHNICAL, staff=staff, budget=20000).iloc[0]
    assert (row.range_penetration, row.band_penetration) == (0.5, 0.4)
    assert (row.n_peers, row.peer_median, row.peer_ratio, row.peer_rank) == (5, 17000, 1.0, 0.5)
    assert (row.budget_left, row.budget_left_after_all) == (3000, 3000)


def test_peers_and_budgets_go_by_job_and_few_peers_are_not_described():
    table = pd.DataFrame({"job_id": ["A", "A", "B"], "decision": [100.10, 200.20, None], "range_min": 50.0, "range_max": 250.0})
    staff = pd.DataFrame({"job_id": ["A"] * 5 + ["B"] * 4, "pay": [100.0] * 9})
    got = pay.decide(table, staff=staff, budget={"A": 500, "B": 50})
    assert got["budget_left"].tolist()[:2] == [399.9, 299.8]
    assert got["budget_left_after_all"].tolist() == [399.9, 199.7, 50]
    assert got["peer_rank"].tolist()[:2] == [1.0, 1.0]
    assert got["n_peers"].isna().tolist() == [False, False, True]
    with pytest.raises(ContractError, match="column missing: job_id"):
        pay.decide(table.drop(columns="job_id"), budget={"A": 1})
    with pytest.raises(ContractError, match="budget is not an amount"):
        pay.decide(table, budget=-1)


def people(n, seed=0):
    random = np.random.default_rng(seed)
    low = random.integers(80, 150, n) * 100.0
    return pd.DataFrame({"application_id": [f"A{i}" for i in range(n)], "job_id": "J", "overall": random.integers(50, 100, n).astype(float),
                         "range_min": low, "range_max": low + 3000, "expected_pay": low + random.integers(0, 40, n) * 100.0})  # fmt: skip


def chance(table):
    return 1 / (1 + np.exp(-6 * (table["offered_pay"] / table["expected_pay"] - 1)))


def searched(table, budget, steps, keep_order):
    """Try every combination of levels."""
    best, levels = -1.0, []
    for row in table.itertuples():
        found = np.unique(
            np.append(
                np.linspace(row.range_min, row.range_max, steps),
                [row.expected_pay] * (row.range_min <= row.expected_pay <= row.range_max),
            )
        )
        levels.append([None, *found.round(2)])
    for choice in itertools.product(*levels):
        offers = table.assign(offered_pay=choice).dropna(subset="offered_pay").astype({"offered_pay": float})
        if offers["offered_pay"].sum() > budget:
            continue
        pairs = itertools.combinations(offers.itertuples(), 2)
        if keep_order and any((a.overall - b.overall) * (a.offered_pay - b.offered_pay) < 0 for a, b in pairs):
            continue
        best = max(best, float((chance(offers) * offers["overall"]).sum()))
    return best


@pytest.mark.parametrize("keep_order", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_best_allocation_is_the_one_a_full_search_finds(seed, keep_order):
    table, budget = people(3, seed), 25000
    got = pay.allocate(table, acceptance=chance, budget=budget, steps=4, keep_order=keep_order)
    assert got.expected_value == pytest.approx(searched(table, budget, 4, keep_order), rel=1e-6)
    assert got.committed <= budget
    assert got.budget_left == Decimal(budget) - got.committed


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 200), st.integers(20, 70), st.integers(0, 20))
def test_a_bigger_budget_or_wider_range_never_takes_anything_away(seed, budget, more):
    table = people(6, seed)
    small = pay.allocate(table, acceptance=chance, budget=budget * 1000, steps=4)
    large = pay.allocate(table, acceptance=chance, budget=(budget + more) * 1000, steps=4)
    assert large.expected_value >= small.expected_value * (1 - 1e-5)


def test_scaling_the_currency_scales_the_offers():
    table = people(6, 3)
    seven = table.assign(**{name: table[name] * 7 for name in ("range_min", "range_max", "expected_pay")})
    one, other = (pay.allocate(t, acceptance=chance, budget=b, steps=4) for t, b in ((table, 50000), (seven, 350000)))
    assert other.offers["offer"].to_numpy() == pytest.approx(7 * one.offers["offer"].to_numpy(), rel=1e-6, nan_ok=True)
    assert other.committed == 7 * one.committed


def test_in_one_job_more_value_is_never_offered_less():
    table = people(10, 5)
    got = pay.allocate(table, acceptance=chance, budget=90000).offers.dropna(subset="offer").sort_values("value")
    assert (np.diff(got["offer"]) >= 0).all() or (got["value"].diff().dropna() == 0).any()


def test_openings_must_offers_and_reasons():
    table = pd.concat([people(5, 2), people(1).assign(application_id="X", range_min=np.nan, range_max=np.nan)])
    got = pay.allocate(table, acceptance=chance, openings={"J": 2}, must_offer=["A0"])
    assert got.offers["offered"].sum() == 2
    assert got.offers.set_index("application_id").loc["A0", "offered"]
    assert got.offers.set_index("application_id").loc["X", "reason"] == "no range"
    assert got.binding == ("openings",)
    assert (got.budget, got.budget_left) == (None, None)


def test_groups_are_held_together_when_asked():
    table = people(8, 4).assign(expected_pay=lambda t: t["range_min"] + np.where(np.arange(8) % 2, 0, 3000), team=["x", "y"] * 4)

    def gap(got):
        ratio = got.offers["offer"] / (table["range_min"] + table["range_max"]) * 2
        means = ratio.groupby(table["team"]).mean()
        return abs(means["x"] - means["y"])

    free = pay.allocate(table, acceptance=chance, keep_order=False)
    held = pay.allocate(table, acceptance=chance, keep_order=False, group="team", most_gap=0.02)
    assert gap(held) <= 0.02 + 1e-6
    assert held.expected_value <= free.expected_value


@pytest.mark.parametrize(
    ("arguments", "found", "cure"),
    [({"budget": 20000, "least_offers": 4, "keep_order": False}, "these exclude each other: budget, at least 4 offers", r"a budget of [\d,]+\.\d\d \(committed\) would do"),
     ({"openings": 1, "least_offers": 2, "budget": 10**9}, "exclude each other: openings, at least 2 offers", "loosen"),
     ({"budget": 1000, "must_offer": ["A1"]}, "exclude each other: budget, offers that must be made", "would do")],
)  # fmt: skip
def test_an_impossible_allocation_names_the_constraints_that_exclude_each_other(arguments, found, cure):
    with pytest.raises(UndefinedResult, match=found) as refused:
        pay.allocate(people(5, 1), acceptance=chance, **arguments)
    assert pd.Series([refused.value.cure]).str.contains(cure, regex=True).all()


def test_the_least_budget_named_is_enough_and_a_cent_less_is_not():
    table = people(5, 1)
    with pytest.raises(UndefinedResult) as refused:
        pay.allocate(table, acceptance=chance, budget=1, least_offers=3)
    least = Decimal(refused.value.cure.split()[3].replace(",", ""))
    assert pay.allocate(table, acceptance=chance, budget=least, least_offers=3).offers["offered"].sum() == 3
    with pytest.raises(UndefinedResult):
        pay.allocate(table, acceptance=chance, budget=least - Decimal("0.01"), least_offers=3)


def test_nobody_to_choose_from_and_wrong_input():
    assert pay.allocate(people(3).iloc[:0], budget=5).offers.empty
    with pytest.raises(ContractError, match="column missing: points"):
        pay.allocate(people(3), value="points")
    with pytest.raises(ContractError, match="1 applications standing twice"):
        pay.allocate(people(3).assign(application_id=["a", "a", "b"]))
    with pytest.raises(ContractError, match="overall missing or below 0 in 3 rows"):
        pay.allocate(people(3).assign(overall=-1))
    with pytest.raises(ContractError, match="acceptance is not a probability"):
        pay.allocate(people(3), acceptance=lambda t: t["offered_pay"])


def test_without_a_model_a_yes_begins_at_the_expectation():
    table = people(3, 6).assign(expected_pay=lambda t: t["range_min"] + 1000)
    got = pay.allocate(table)
    assert (got.offers["offer"] == table["expected_pay"]).all() or (np.diff(got.offers.sort_values("value")["offer"]) >= 0).all()
    assert got.expected_hires == pytest.approx(3)


def test_a_million_amounts_add_up_as_decimals_do():
    scores = pd.DataFrame(
        {"interview_id": np.arange(1_000_000), "overall": np.random.default_rng(1).uniform(60, 100, 1_000_000).round(2)}
    )
    decisions = pay.suggest(scores, TECHNICAL)["decision"].to_numpy()
    assert money.total(decisions) == sum((Decimal(f"{amount:.2f}") for amount in decisions.tolist()), Decimal(0))
