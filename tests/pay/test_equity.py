"""Gaps between groups: against statsmodels, against what was planted, and whatever the base category."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.oaxaca import OaxacaBlinder

from workbench import pay
from workbench.errors import ContractError, UndefinedResult


def staff(n=400, seed=1, gap=0.06):
    random = np.random.default_rng(seed)
    side = random.integers(0, 2, n)
    level = np.clip(random.integers(1, 5, n) + (random.random(n) < 0.3 * (1 - side)), 1, 4)
    years, city = random.uniform(0, 20, n).round(1), random.choice(["上海", "杭州", "成都"], n)
    log = np.log(9000) + 0.2 * level + 0.01 * years + 0.1 * (city == "上海") - gap * side + 0.08 * random.standard_normal(n)
    return pd.DataFrame(
        {
            "pay": np.exp(log).round(2),
            "team": np.where(side, "b", "a"),
            "level": [f"P{x}" for x in level],
            "years": years,
            "city": city,
        }
    )


STAFF = staff()
BY = ["level", "years", "city"]


def test_the_planted_gap_is_inside_its_interval_and_the_raw_one_is_wider():
    got = pay.pay_gap(STAFF, group="team", by=BY, reference="a")
    row = got.table.set_index("group").loc["b"]
    assert row.adjusted_gap_low < 1 - np.exp(-0.06) < row.adjusted_gap_high
    assert row.mean_gap > row.adjusted_gap
    assert row.finding == "paid less, more than chance"
    assert got.table.iloc[0].tolist()[:2] == ["a", int((STAFF["team"] == "a").sum())]


def test_the_adjusted_gap_is_the_regressions_with_whites_errors():
    fitted = smf.ols("np.log(pay) ~ C(team) + C(level) + years + C(city)", STAFF).fit(cov_type="HC1", use_t=True)
    row = pay.pay_gap(STAFF, group="team", by=BY, reference="a").table.set_index("group").loc["b"]
    low, high = fitted.conf_int().loc["C(team)[T.b]"]
    assert [row.adjusted_gap, row.adjusted_gap_high, row.adjusted_gap_low] == pytest.approx(
        [1 - np.exp(fitted.params["C(team)[T.b]"]), 1 - np.exp(low), 1 - np.exp(high)], rel=1e-6
    )
    assert pay.pay_gap(STAFF, group="team", by=BY).r_squared == pytest.approx(fitted.rsquared, rel=1e-9)


def test_no_gap_is_found_where_none_is_planted_about_as_often_as_promised():
    found = [
        pay.pay_gap(staff(120, seed, gap=0.0), group="team", by=["years"], n_resamples=20).table["finding"].iloc[1]
        for seed in range(120)
    ]
    assert (
        np.mean([text != "no difference shown" for text in found]) < 0.35
    )  # levels differ and are not in `by`: a raw gap may be seen
    exact = [
        pay.pay_gap(staff(120, seed, gap=0.0), group="team", by=BY, n_resamples=20).table["finding"].iloc[1] for seed in range(120)
    ]
    assert np.mean([text != "no difference shown" for text in exact]) < 0.12


def test_small_groups_are_counted_and_never_shown_and_groups_may_be_a_sequence():
    table = pd.concat([STAFF, STAFF.head(3).assign(team="tiny"), STAFF.head(2).assign(team=None)])
    got = pay.pay_gap(table.drop(columns="team"), group=table["team"].tolist(), by=["level"])
    assert "tiny" not in got.table["group"].tolist()
    assert (got.n_groups_hidden, got.n_people_hidden, got.n_left_out) == (1, 3, 2)


def test_scaling_the_currency_changes_no_gap():
    one, other = (pay.pay_gap(t, group="team", by=BY).table for t in (STAFF, STAFF.assign(pay=STAFF["pay"] * 7)))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [(lambda: pay.pay_gap(STAFF, group="sqd"), ContractError, "column missing: sqd"),
     (lambda: pay.pay_gap(STAFF.assign(pay=0), group="team"), ContractError, "pay is not above 0"),
     (lambda: pay.pay_gap(STAFF, group=["a"]), ContractError, "groups and people do not match"),
     (lambda: pay.pay_gap(STAFF.assign(team="a"), group="team"), UndefinedResult, "no two groups"),
     (lambda: pay.pay_gap(STAFF.assign(same=STAFF["team"]), group="team", by=["same"]), UndefinedResult, "cannot be told apart"),
     (lambda: pay.oaxaca(STAFF, group="city", by=["years"]), ContractError, "compares two groups"),
     (lambda: pay.oaxaca(STAFF.head(12), group=["a"] * 9 + ["b"] * 3, by=["years"]), UndefinedResult, "too small"),
     (lambda: pay.oaxaca(STAFF, group="team", by=["years"], reference="x"), ContractError, "reference cannot"),
     (lambda: pay.oaxaca(STAFF, group="team", by=["years"], first="z"), ContractError, "no such group"),
     (lambda: pay.oaxaca(STAFF.assign(pay=-1.0), group="team", by=["years"], log=True), ContractError, "above 0"),
     (lambda: pay.oaxaca(STAFF.assign(twice=STAFF["years"] * 2), group="team", by=["years", "twice"]), UndefinedResult, "cannot be told apart in one group"),
     (lambda: pay.cost_of_closing(STAFF, group="team", by=BY, raised="a"), UndefinedResult, "no gap to close"),
     (lambda: pay.cost_of_closing(STAFF, group="team", by=BY, raised="nobody"), UndefinedResult, "too small")],
)  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(("ours", "theirs"), [("pooled", "pooled"), ("cotton", "cotton"), ("reimers", "reimers")])
def test_twofold_agrees_with_statsmodels(ours, theirs):
    design = STAFF.assign(side=(STAFF["team"] == "b").astype(float))[["years", "side"]]
    model = OaxacaBlinder(STAFF["pay"].to_numpy(), design.to_numpy(), 1, hasconst=False)
    unexplained, explained, gap = model.two_fold(two_fold_type=theirs).params
    got = pay.oaxaca(STAFF, group="team", by=["years"], reference=ours)
    sign = np.sign(gap) * np.sign(got.gap)
    assert [got.gap * sign, *(got.twofold["value"] * sign)] == pytest.approx([gap, explained, unexplained], rel=1e-6)


def test_neumarks_reference_is_the_regression_that_does_not_know_the_group():
    slope = (
        smf.ols("pay ~ years", STAFF).fit().params["years"]
    )  # statsmodels' own "neumark" keeps the group in when it adds the constant
    means = STAFF.groupby("team")["years"].mean()
    got = pay.oaxaca(STAFF, group="team", by=["years"], reference="neumark", first="a")
    assert got.twofold["value"][0] == pytest.approx((means["a"] - means["b"]) * slope, rel=1e-9)


@settings(max_examples=20, deadline=None)
@given(st.permutations(["P1", "P2", "P3", "P4"]))
def test_no_category_is_a_base(order):
    """Renaming categories changes which one a regression would leave out; nothing else may change."""
    names = dict(zip(["P1", "P2", "P3", "P4"], order, strict=True))
    one = pay.oaxaca(STAFF, group="team", by=BY, log=True)
    other = pay.oaxaca(STAFF.assign(level=STAFF["level"].map(names)), group="team", by=BY, log=True)
    pd.testing.assert_frame_equal(one.detail, other.detail, rtol=1e-7, atol=1e-9)
    levels = one.categories[one.categories["characteristic"] == "level"].assign(category=lambda t: t["category"].map(names))
    again = other.categories[other.categories["characteristic"] == "level"]
    pd.testing.assert_frame_equal(
        levels.sort_values("category", ignore_index=True), again.reset_index(drop=True), rtol=1e-7, atol=1e-9
    )


def test_details_add_up_and_swapping_the_groups_swaps_the_sign():
    got = pay.oaxaca(STAFF, group="team", by=BY, log=True)
    for part, value in [
        *got.twofold[["part", "value"]].itertuples(index=False),
        *got.threefold[["part", "value"]].itertuples(index=False),
    ]:
        assert got.detail[part].sum() == pytest.approx(value, abs=1e-12)
    assert got.twofold["value"].sum() == pytest.approx(got.gap)
    assert got.threefold["value"].sum() == pytest.approx(got.gap)
    assert got.categories.groupby("characteristic")["explained"].sum().to_dict() == pytest.approx(
        got.detail.set_index("characteristic")["explained"][["city", "level"]].to_dict()
    )
    back = pay.oaxaca(STAFF, group="team", by=BY, log=True, first=got.second)
    assert (back.gap, back.first) == (pytest.approx(-got.gap), got.second)


def test_the_errors_are_those_of_the_bootstrap():
    got, random, draws = pay.oaxaca(STAFF, group="team", by=["years", "level"], log=True), np.random.default_rng(3), []
    for _ in range(300):
        again = pd.concat([own.iloc[random.integers(0, len(own), len(own))] for _, own in STAFF.groupby("team")])
        draws.append(pay.oaxaca(again, group="team", by=["years", "level"], log=True, first=got.first).twofold["value"].tolist())
    assert got.twofold["error"].tolist() == pytest.approx(np.std(draws, axis=0).tolist(), rel=0.25)


def test_lights_by_peers_and_hidden_ones():
    random = np.random.default_rng(2)
    rows = [
        ("red", "a", 10000),
        ("red", "b", 9000),
        ("green", "a", 10000),
        ("green", "b", 9990),
        ("amber", "a", 10000),
        ("amber", "b", 9700),
    ]
    table = pd.DataFrame([(job, side, base * np.exp(0.004 * random.standard_normal())) for job, side, base in rows for _ in range(12)],
                         columns=["job", "side", "pay"])  # fmt: skip
    table = pd.concat([table, pd.DataFrame({"job": "few", "side": ["a"] * 9 + ["b"] * 4, "pay": 1.0})])
    got = pay.peer_lights(table, peers="job", group="side", reference="a").set_index("job")
    assert got["light"].to_dict() == {"red": "red", "amber": "amber", "green": "green", "few": "hidden"}
    assert got.loc["few", ["n", "n_reference", "gap"]].isna().all()
    assert got.loc["red", "gap"] == pytest.approx(0.1, abs=0.01)


def test_closing_a_gap_costs_what_its_raises_add_up_to():
    got = pay.cost_of_closing(STAFF, group="team", by=BY, raised="b", reference="a")
    ways = got.table.set_index("way")
    assert got.gap_before > 0.03
    assert (ways["gap_after"].abs() < 1e-5).all()
    assert got.cost == sum((Decimal(f"{lift:.2f}") for lift in got.raises), Decimal(0))
    assert ways.loc["targeted", "n_raised"] < ways.loc["everybody", "n_raised"]
    after = STAFF.assign(pay=STAFF["pay"].add(got.raises, fill_value=0))
    assert pay.pay_gap(after, group="team", by=BY, reference="a").table["adjusted_gap"].iloc[1] == pytest.approx(0, abs=1e-5)
    part = pay.cost_of_closing(STAFF, group="team", by=BY, raised="b", keep_gap=0.02)
    assert part.cost < got.cost
    assert part.table["gap_after"].tolist() == pytest.approx([0.02, 0.02], abs=1e-4)


def test_what_another_way_of_paying_does_to_the_gap():
    table = STAFF.assign(fair=STAFF["pay"] * np.where(STAFF["team"] == "b", np.exp(0.06), 1.0), same=STAFF["pay"])
    got = pay.gaps_under(table, pays=["pay", "fair", "same"], group="team", raised="b", by=BY, n_resamples=100).set_index("pay")
    assert got.loc["fair", "change"] == pytest.approx(got.loc["fair", "gap"] - got.loc["pay", "gap"])
    assert got.loc["fair", "finding"] == "narrower"
    assert (got.loc["same", ["change", "change_low", "change_high"]] == 0).all()
    assert got.loc["same", "finding"] == "no difference shown"
