"""Who stays: planted truths found again, what pay would do, and what a forecast of leaving may and may not say."""

import importlib.resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import outcomes, samples
from workbench.definitions import Policy
from workbench.errors import AccessDenied, ContractError, UndefinedResult
from workbench.outcomes.performance import components, known_so_far
from workbench.samples import world

ALLOWED, FORBIDDEN = Policy(id="open", individual_attrition=True), Policy.default()


@pytest.fixture(scope="module")
def company():
    return samples.company(8000, seed=5, answers=False)


@pytest.fixture(scope="module")
def people(company):
    tables = company.tables
    channel = tables["APPLICATIONS"][["application_id", "channel"]]
    position = outcomes.pay_position(tables["EMPLOYEES"], tables["MARKET_PAY"], tables["OFFERS"])
    joined = tables["EMPLOYEES"].merge(channel, on="application_id")
    return joined.assign(pay_position=joined["employee_id"].map(position))


@pytest.fixture(scope="module")
def found(company, people):
    return outcomes.retention(people, as_of=world.AS_OF, by="channel", covariates=["pay_position", "channel"],
                              performance=company.tables["PERFORMANCE"], reference={"channel": "招聘网站"})  # fmt: skip


def test_pay_position_is_the_planted_one(company, people):
    planted = company.truth["tables"]["employees"].set_index("employee_id")["pay_position"]
    assert people["pay_position"].to_numpy() == pytest.approx(planted.reindex(people["employee_id"]).to_numpy())


def test_pay_in_another_currency_has_no_position(company):
    tables = company.tables
    assert outcomes.pay_position(tables["EMPLOYEES"].assign(currency="USD"), tables["MARKET_PAY"]).isna().all()


def test_planted_effects_lie_inside_their_intervals(found):
    table = found.cox.table.set_index("term")
    planted = {"pay_position": -2.5, "performance": -0.30, "channel_内推": -0.45, "channel_猎头": 0.30, "channel_社交媒体": 0.0}
    outside = [term for term, value in planted.items() if not table.loc[term, "low"] <= value <= table.loc[term, "high"]]
    assert len(outside) <= 1, table


def test_the_committed_coverage_holds():
    """200 companies, written by benchmarks/coverage_retention.py."""
    table = pd.read_csv(Path(__file__).parents[2] / "benchmarks" / "coverage_retention.csv").set_index("term")
    assert (table["companies"].drop("(all)") >= 195).all()
    assert table.loc[["pay_position", "performance", "(all)"], "inside"].between(0.92, 0.98).all()
    assert (table["inside_high"] >= 0.92).all()
    assert ((table["mean_estimate"] - table["truth"]).abs().dropna() < 0.2 * table["mean_se"].drop("(all)")).all()


def test_what_pay_would_do(found):
    more = found.what_if(0.05)
    assert more.difference_low > 0
    assert more.finding == "a difference is shown"
    assert more.before == pytest.approx(found.share, abs=0.03)
    assert "only a trial" in more.counterfactual
    assert "试验" in more.counterfactual.say("zh")
    nothing = found.what_if(0.0)
    assert (nothing.difference, nothing.difference_low, nothing.difference_high) == (0, 0, 0)
    assert nothing.finding == "no difference shown"


@pytest.mark.parametrize(
    ("change", "covariate", "error", "message"),
    [
        (5, "pay_position", UndefinedResult, "outside what was observed"),
        (0.1, "pay", ContractError, "no number of the model"),
        (float("nan"), "pay_position", ContractError, "not a number"),
    ],
)
def test_what_if_refuses(found, change, covariate, error, message):
    with pytest.raises(error, match=message):
        found.what_if(change, covariate=covariate)


def test_curves_alone_cannot_answer_what_if(people):
    with pytest.raises(UndefinedResult, match="no model to ask"):
        outcomes.retention(people).what_if(0.05)


def test_few_events_do_not_foretell(people):
    few = people.iloc[:120]
    found = outcomes.retention(few, as_of=world.AS_OF, covariates=["pay_position", "channel"])
    with pytest.raises(UndefinedResult, match="at least 10 events per coefficient"):
        found.what_if(0.05)


def test_rare_levels_are_put_together_and_named(people):
    rare = people.assign(channel=np.where(people.index < 3, "星探", people["channel"]))
    found = outcomes.retention(rare, as_of=world.AS_OF, covariates=["channel"])
    assert "星探" in found.merged["channel"]
    one = outcomes.retention(rare.assign(city="上海"), as_of=world.AS_OF, covariates=["pay_position", "city"])
    assert one.left_out == ("city",)


def test_on_durations_of_its_own():
    data = pd.read_csv(importlib.resources.files("peopleanalyticsdata") / "data" / "job_retention.csv")
    found = outcomes.retention(data, duration="month", event="left", by="level", covariates=["sentiment"], horizon=12)
    assert (found.n, found.n_left) == (3770, 1354)
    assert found.by_group.finding == "no difference shown"
    assert found.what_if(1, covariate="sentiment").difference_low > 0


@pytest.mark.parametrize(
    ("change", "arguments", "error", "message"),
    [
        ({}, {"by": "chanel"}, ContractError, "did you mean 'channel'"),
        ({}, {"duration": "pay"}, ContractError, "one of duration and event"),
        ({"left_date": pd.Timestamp("2020-01-01")}, {}, ContractError, "left before they came"),
        ({}, {"as_of": "2020-01-01"}, UndefinedResult, "nobody was hired before the day"),
        ({}, {"as_of": "someday"}, ContractError, "day cannot be read"),
        ({"left_date": pd.NaT}, {"covariates": ["pay_position"]}, UndefinedResult, "nobody left"),
    ],
)
def test_retention_refuses(people, change, arguments, error, message):
    with pytest.raises(error, match=message):
        outcomes.retention(people.assign(**change), **arguments)


def test_no_employees_is_said(people):
    with pytest.raises(UndefinedResult, match="nobody was hired"):
        outcomes.retention(people.iloc[:0])


def test_input_is_untouched(people):
    before = people.copy(deep=True)
    outcomes.retention(people, covariates=["channel"])
    pd.testing.assert_frame_equal(people, before)


def test_a_rating_counts_only_after_it():
    stays = pd.DataFrame(
        {"employee_id": ["a", "b"], "hired_date": pd.Timestamp("2026-01-01"), "days": [200.0, 50.0], "left": [1, 0]}
    )
    ratings = pd.DataFrame(
        {
            "employee_id": ["a", "a", "a"],
            "period_end": pd.to_datetime(["2026-03-31", "2026-06-30", "2026-09-30"]),
            "performance": [2.0, 1.0, 9.0],
        }
    )
    rows = known_so_far(stays, ratings, given=[])
    assert rows[["employee_id", "from_day", "to_day", "left"]].to_numpy().tolist() == [
        ["a", 0.0, 89.0, 0], ["a", 89.0, 180.0, 0], ["a", 180.0, 200.0, 1], ["b", 0.0, 50.0, 0]]  # fmt: skip
    assert rows["n_ratings"].tolist() == [0, 1, 2, 0]


def test_components_of_variance_are_found_again():
    random = np.random.default_rng(8)
    person = np.repeat(np.arange(3000), random.integers(1, 6, 3000))
    within, between = components(random.normal(0, 0.5, 3000)[person] + random.normal(0, 1.0, len(person)), person)
    assert within == pytest.approx(1.0, rel=0.05)
    assert between == pytest.approx(0.25, rel=0.15)
    assert components(np.array([1.0, 2.0]), np.array([0, 1])) == (0.25, 0.0)


def test_expectancy_rises_with_the_score(company):
    tables = company.tables
    scored = company.truth["tables"]["evidence"][["interview_id", "overall"]].merge(
        tables["INTERVIEWS"][["interview_id", "application_id"]]
    )
    people = tables["EMPLOYEES"].merge(scored, on="application_id")
    bands = pd.Series(outcomes.score_bands(people["overall"]).to_numpy(), index=people["employee_id"])
    found = outcomes.performance(tables["PERFORMANCE"], group=bands)
    assert found.reliability == pytest.approx(0.7, abs=0.06)
    shown = found.expectancy.set_index("group")
    assert shown.loc["≥ 80", "mean"] > shown.loc["60–70", "mean"]
    with pytest.raises(UndefinedResult, match="nobody has been rated"):
        outcomes.performance(tables["PERFORMANCE"].iloc[:0])
    with pytest.raises(ContractError, match="do not rise"):
        outcomes.score_bands(people["overall"], edges=(80, 60))


def test_attrition_is_judged_beside_the_rule_without_skill(people):
    found = outcomes.attrition(people, covariates=["pay_position", "channel"], as_of=world.AS_OF)
    assert found.n + found.n_undecided == len(people)
    assert found.quality.accuracy_no_skill == max(found.quality.base_rate, 1 - found.quality.base_rate)
    assert found.quality.auc > 0.55
    assert 0.4 < found.quality.calibration_slope < 1.7
    groups = found.groups(people, by="channel")
    assert groups["foretold"].mul(groups["n"]).sum() / groups["n"].sum() == pytest.approx(found.quality.base_rate, abs=0.03)


def test_noise_is_called_no_better_than_no_skill():
    random = np.random.default_rng(1)
    table = pd.DataFrame({"x": random.normal(size=600), "left": (random.random(600) < 0.2) * 1})
    found = outcomes.attrition(table, outcome="left", covariates=["x"])
    assert found.quality.finding == "no better than the rule without skill"
    assert found.quality.accuracy <= found.quality.accuracy_no_skill


def bent(n=900, seed=4):
    """Leave when two things agree: no straight line sees it."""
    random = np.random.default_rng(seed)
    x, z = random.normal(size=(2, n))
    odds = -2.2 + 2.6 * (x * z > 0)
    return pd.DataFrame({"x": x, "z": z, "left": (random.random(n) < 1 / (1 + np.exp(-odds))) * 1})


def test_trees_are_chosen_only_where_they_beat_logistic_beyond_chance():
    table = bent()
    found = outcomes.attrition(table, outcome="left", covariates=["x", "z"], folds=5)
    families = found.families.set_index("family")
    assert found.family == "boosted trees"
    assert families.loc["boosted trees", "gain_low"] > 0
    assert families["chosen"].tolist() == [False, True]
    assert found.quality.brier == pytest.approx(families.loc["boosted trees", "brier"])
    assert found.quality.brier == pytest.approx(((found.foretold["foretold"] - found.foretold["happened"]) ** 2).mean())
    assert 0.6 < found.quality.calibration_slope < 1.5
    same, other = pd.DataFrame({"x": [1.5, 1.5], "z": [1.5, -1.5]}), ALLOWED
    told = found.individual(same, policy=other)
    assert told["probability"].iloc[0] > 2 * told["probability"].iloc[1]
    assert ((told["low"] <= told["probability"]) & (told["probability"] <= told["high"])).all()
    reasons = found.explain(same, policy=ALLOWED)
    assert set(reasons["covariate"]) == {"x", "z"}
    assert (reasons["se"] > 0).all()
    with pytest.raises(AccessDenied):
        found.explain(same, policy=FORBIDDEN)


def test_a_straight_world_keeps_logistic():
    random = np.random.default_rng(2)
    x = random.normal(size=900)
    table = pd.DataFrame({"x": x, "left": (random.random(900) < 1 / (1 + np.exp(1.5 - x))) * 1})
    found = outcomes.attrition(table, outcome="left", covariates=["x"], folds=5)
    assert (found.family, found.bag) == ("logistic", None)
    assert found.families["chosen"].tolist() == [True, False]
    alone = outcomes.attrition(table, outcome="left", covariates=["x"], folds=5, families=["logistic"])
    assert alone.quality == found.quality
    assert len(alone.families) == 1
    with pytest.raises(ContractError, match="families of classifiers"):
        outcomes.attrition(table, outcome="left", covariates=["x"], families=["deep net"])


def test_no_single_person_without_the_policy(people):
    found = outcomes.attrition(people, covariates=["pay_position"], as_of=world.AS_OF)
    for call in (found.individual, found.explain):
        with pytest.raises(AccessDenied, match="policy does not allow"):
            call(people.head(), policy=FORBIDDEN)
    told = found.individual(people.head(), policy=ALLOWED)
    assert ((told["low"] < told["probability"]) & (told["probability"] < told["high"])).all()
    reasons = found.explain(people.head(), policy=ALLOWED)
    odds = np.log(told["probability"] / (1 - told["probability"]))
    average = found.intercept + found.slope * (
        found.model.coefficients[0] + found.model.coefficients[1] * found.model.design.means[0]
    )
    assert (average + reasons.groupby("row")["contribution"].sum()).to_numpy() == pytest.approx(odds.to_numpy())


@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        ({"x": range(60), "left": [1] * 9 + [0] * 51}, UndefinedResult, "at least 10 events per coefficient"),
        ({"x": range(60), "left": [0] * 60}, UndefinedResult, "never happened"),
        ({"x": range(60)}, ContractError, "column missing: left"),
    ],
)
def test_attrition_refuses(table, error, message):
    with pytest.raises(error, match=message):
        outcomes.attrition(pd.DataFrame(table), outcome="left", covariates=["x"])


def test_attrition_needs_people_hired_long_ago(people):
    with pytest.raises(UndefinedResult, match="hired long enough ago"):
        outcomes.attrition(people, covariates=["pay_position"], horizon=3650, as_of=world.AS_OF)
