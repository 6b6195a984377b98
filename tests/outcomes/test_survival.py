"""Kaplan–Meier, log-rank, Cox and logit against published values, an independent library, and the obvious slow form."""

import importlib.resources
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import outcomes
from workbench.errors import ContractError, UndefinedResult

# Freireich et al. 1963 (6-MP and placebo), the textbook remission data; reproduced in Kalbfleisch & Prentice (2002) and Cox & Oakes (1984)
SIX_MP = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
SIX_MP_LEFT = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
REMISSION = pd.DataFrame({"weeks": SIX_MP + PLACEBO, "relapsed": SIX_MP_LEFT + [1] * 21, "arm": ["6-MP"] * 21 + ["placebo"] * 21})


CASES = {
    case["name"]: case
    for case in json.loads((Path(__file__).parents[1] / "reference" / "retention_and_cost.json").read_text(encoding="utf-8"))
}


def packaged(name):
    return pd.read_csv(importlib.resources.files("peopleanalyticsdata") / "data" / f"{name}.csv")


@pytest.fixture(scope="module")
def job_retention():
    return packaged("job_retention")


def test_the_textbook_curve():
    curve = outcomes.survival(SIX_MP, SIX_MP_LEFT).curve.set_index("time")
    assert curve.loc[[6, 7, 10, 13, 16, 22, 23], "survival"].round(4).tolist() == [
        0.8571,
        0.8067,
        0.7529,
        0.6902,
        0.6275,
        0.5378,
        0.4482,
    ]
    assert curve.loc[[6, 23], "n_at_risk"].tolist() == [21, 6]


def test_the_textbook_log_rank():
    found = outcomes.survival(REMISSION["weeks"], REMISSION["relapsed"], group=REMISSION["arm"])
    assert found.log_rank == pytest.approx(16.793, abs=0.001)  # survdiff in R: 16.8 on 1 df
    assert found.log_rank_p == pytest.approx(4.17e-5, rel=0.01)
    assert found.finding == "the curves differ"
    assert found.medians.set_index("group")["median"].to_dict() == {"6-MP": 23, "placebo": 8}
    assert found.risk_table.query("group == 'placebo'")["n_at_risk"].iloc[0] == 21


def test_curve_equals_the_obvious_product():
    random = np.random.default_rng(3)
    time, left = random.integers(1, 30, 200), random.integers(0, 2, 200)
    share = 1.0
    for at, row in outcomes.survival(time, left).curve.iloc[1:].set_index("time").iterrows():
        share *= 1 - ((time == at) & (left == 1)).sum() / (time >= at).sum()
        assert row["survival"] == pytest.approx(share)
        assert row["low"] <= row["survival"] <= row["high"] or share == 0


def test_nobody_left_still_has_a_limit():
    at = outcomes.survival([10] * 30, [0] * 30, horizon=10).at_horizon.iloc[0]
    assert (at["survival"], at["high"]) == (1, 1)
    assert at["low"] == pytest.approx(0.05 ** (1 / 30))


def test_nothing_is_read_beyond_what_was_followed():
    assert np.isnan(outcomes.survival([5, 6, 7, 8, 9], [1, 0, 0, 0, 0], horizon=20).at_horizon["survival"].iloc[0])


def test_small_groups_are_hidden():
    found = outcomes.survival([1, 2, 3, 4, 5, 6, 7], [1] * 7, group=list("aaaaabb"))
    assert (found.n_groups_hidden, found.n_rows_hidden, set(found.curve["group"])) == (1, 2, {"a"})


@pytest.mark.parametrize(
    ("time", "event", "error", "message"),
    [
        ([], [], UndefinedResult, "nobody to follow"),
        ([1, 2], [1], ContractError, "not of one length"),
        ([0, 1], [1, 1], ContractError, "not above 0"),
        ([1, float("nan")], [1, 1], ContractError, "not above 0"),
        ([1, 2], [1, 2], ContractError, "neither 0 nor 1"),
        (["a", "b"], [1, 1], ContractError, "not a number"),
        ([1, 2, 3], [1, 1, 0], UndefinedResult, "no group is large enough"),
    ],
)
def test_survival_refuses(time, event, error, message):
    with pytest.raises(error, match=message):
        outcomes.survival(time, event)


def test_cox_on_the_handbook(job_retention):
    case = CASES["Cox PH job_retention coefficients"]
    found = outcomes.cox(job_retention, duration="month", event="left", covariates=["gender", "field", "level", "sentiment"])
    assert found.table.set_index("term")["coefficient"].to_dict() == pytest.approx(case["expected"], abs=case["tolerance"])
    assert (found.n, found.n_events) == (3770, 1354)


def test_proportionality_is_checked_for_every_covariate(job_retention):
    """The Handbook's cox.zph of the same model (survival 3): 0.726, 6.656, 2.135, 1.828, global 11.156."""
    found = outcomes.cox(job_retention, duration="month", event="left", covariates=["gender", "field", "level", "sentiment"])
    assert found.proportionality["chi2"].round(3).tolist() == [0.726, 6.656, 2.135, 1.828, 11.156]
    assert found.proportionality["df"].tolist() == [1, 5, 2, 1, 9]
    assert set(found.proportionality["finding"]) == {"no departure shown"}


def test_a_crossing_effect_is_noticed():
    random = np.random.default_rng(5)
    x = np.tile([0.0, 1.0], 400)
    time = np.where(x == 1, random.weibull(3, 800), random.weibull(0.7, 800)) + 1e-3
    found = outcomes.cox(pd.DataFrame({"x": x, "t": time, "e": 1}), duration="t", event="e", covariates=["x"])
    assert set(found.proportionality["finding"]) == {"the effect changes with time"}


def test_cox_equals_an_independent_library_with_ties_and_late_entry():
    from statsmodels.duration.hazard_regression import PHReg

    random = np.random.default_rng(11)
    n = 300
    table = pd.DataFrame({"a": random.normal(size=n), "b": random.integers(0, 2, n), "start": random.integers(0, 5, n)})
    table["t"] = table["start"] + random.integers(1, 20, n)
    table["e"] = random.integers(0, 2, n)
    mine = outcomes.cox(table, duration="t", event="e", covariates=["a", "b"], entry="start")
    theirs = PHReg(
        table["t"], table[["a", "b"]], status=table["e"], entry=table["start"] + 0.5, ties="efron"
    ).fit()  # who enters at t is not at risk at t
    assert mine.coefficients == pytest.approx(theirs.params, abs=1e-5)
    assert mine.table["se"].to_numpy() == pytest.approx(theirs.bse, abs=1e-5)
    assert mine.concordance is None


def test_cutting_a_stay_in_two_changes_nothing():
    random = np.random.default_rng(2)
    whole = pd.DataFrame(
        {"x": random.normal(size=120), "t": random.integers(4, 30, 120), "e": random.integers(0, 2, 120), "from": 0}
    )
    early, late = whole.assign(t=3, e=0), whole.assign(**{"from": 3})
    fitted = [
        outcomes.cox(part, duration="t", event="e", covariates=["x"], entry="from").coefficients
        for part in (whole, pd.concat([early, late]))
    ]
    assert fitted[0] == pytest.approx(fitted[1])


def test_foretold_survival_agrees_with_the_curve():
    found = outcomes.cox(REMISSION, duration="weeks", event="relapsed", covariates=["arm"])
    told = found.predict(pd.DataFrame({"arm": ["6-MP", "placebo"]}), horizon=10)
    seen = outcomes.survival(REMISSION["weeks"], REMISSION["relapsed"], group=REMISSION["arm"], horizon=10).at_horizon
    assert np.abs(told["survival"].to_numpy() - seen["survival"].to_numpy()).max() < 0.06
    assert ((told["low"] < told["survival"]) & (told["survival"] < told["high"])).all()
    assert found.table["coefficient"].iloc[0] == pytest.approx(1.572, abs=0.001)  # coxph(..., ties = "efron")
    assert found.concordance == pytest.approx(0.690, abs=0.001)


def test_too_few_events_estimate_but_do_not_foretell():
    few = REMISSION.iloc[::5].reset_index(drop=True)
    found = outcomes.cox(few, duration="weeks", event="relapsed", covariates=["arm"])
    assert found.n_events < 10
    with pytest.raises(UndefinedResult, match="at least 10 events per coefficient"):
        found.predict(few, horizon=5)


COX = {"duration": "weeks", "event": "relapsed"}


@pytest.mark.parametrize(
    ("change", "arguments", "error", "message"),
    [
        ({"relapsed": 0}, {"covariates": ["arm"]}, UndefinedResult, "nobody left"),
        ({}, {"covariates": []}, ContractError, "no covariate is named"),
        ({}, {"covariates": ["arms"]}, ContractError, "did you mean 'arm'"),
        ({"arm": "one"}, {"covariates": ["arm"]}, UndefinedResult, "does not vary"),
        ({"arm": None}, {"covariates": ["arm"]}, ContractError, "missing or not finite in 42 of 42"),
        ({}, {"covariates": ["arm"], "reference": {"arm": "none"}}, ContractError, "none of its levels"),
        (
            {"twin": lambda t: (t["arm"] == "placebo") * 1},
            {"covariates": ["arm", "twin"]},
            UndefinedResult,
            "same thing in other words",
        ),
        (
            {"relapsed": lambda t: (t["arm"] == "placebo") * 1},
            {"covariates": ["arm"]},
            UndefinedResult,
            "nobody of 'arm_6-MP' left",
        ),
        ({"x": lambda t: -t["weeks"] * 1.0}, {"covariates": ["x"]}, UndefinedResult, "no finite value"),
        ({"from": 99}, {"covariates": ["arm"], "entry": "from"}, ContractError, "end before they begin"),
        ({}, {"covariates": ["arm"], "missing": "impute"}, ContractError, "raise or omit"),
    ],
)
def test_cox_refuses(change, arguments, error, message):
    with pytest.raises(error, match=message):
        outcomes.cox(REMISSION.assign(**change), **COX, **arguments)


def test_a_horizon_nobody_reached_is_refused():
    found = outcomes.cox(REMISSION, **COX, covariates=["arm"])
    with pytest.raises(UndefinedResult, match="nobody was followed to this horizon"):
        found.predict(REMISSION, horizon=60)
    with pytest.raises(ContractError, match="a level the model does not know"):
        found.predict(pd.DataFrame({"arm": ["new"]}), horizon=5)


def test_omitted_rows_are_counted():
    holes = REMISSION.assign(arm=REMISSION["arm"].where(REMISSION.index % 7 > 0))
    assert outcomes.cox(holes, **COX, covariates=["arm"], missing="omit").n_omitted == 6


def test_logit_on_the_handbook():
    case = CASES["Logistic salespeople promoted~sales+customer_rate"]
    found = outcomes.logit(packaged("salespeople").dropna(), outcome="promoted", covariates=["sales", "customer_rate"])
    assert found.n == 350
    assert found.table.set_index("term")["coefficient"].to_dict() == pytest.approx(case["expected"], abs=case["tolerance"])
    assert outcomes.logit(packaged("salespeople"), outcome="promoted", covariates=["sales"], missing="omit").n_omitted == 1


def test_logit_equals_an_independent_library(job_retention):
    import statsmodels.api as sm

    mine = outcomes.logit(job_retention, outcome="left", covariates=["sentiment", "intention", "gender"])
    x = sm.add_constant(job_retention[["sentiment", "intention"]].assign(gender=(job_retention["gender"] == "M") * 1.0))
    theirs = sm.Logit(job_retention["left"], x).fit(disp=0)
    assert mine.coefficients == pytest.approx(theirs.params.to_numpy(), abs=1e-6)
    assert mine.table["se"].to_numpy() == pytest.approx(theirs.bse.to_numpy(), abs=1e-6)
    assert mine.pseudo_r2 == pytest.approx(theirs.prsquared)


@pytest.mark.parametrize(
    ("table", "error", "message"),
    [
        ({"y": [0, 0, 0], "x": [1, 2, 3]}, UndefinedResult, "'y' never happened"),
        ({"y": [1, 1, 1], "x": [1, 2, 3]}, UndefinedResult, "'y' always happened"),
        ({"y": [0, 0, 1, 1], "x": [1, 2, 3, 4]}, UndefinedResult, "apart completely"),
        ({"y": [0, 2, 1, 1], "x": [1, 2, 3, 4]}, ContractError, "not a column of 0 and 1"),
        ({"y": ["yes", "no"], "x": [1, 2]}, ContractError, "not a column of 0 and 1"),
        ({"x": [1, 2]}, ContractError, "column missing: y"),
    ],
)
def test_logit_refuses(table, error, message):
    with pytest.raises(error, match=message):
        outcomes.logit(pd.DataFrame(table), outcome="y", covariates=["x"])


@settings(max_examples=25, deadline=None)
@given(st.floats(0.01, 1000), st.integers(0, 10**6))
def test_the_unit_of_time_and_of_a_covariate_does_not_matter(unit, seed):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"x": random.normal(size=60), "t": random.uniform(1, 50, 60), "e": random.integers(0, 2, 60)})
    table.loc[0, "e"] = 1
    plain = outcomes.cox(table, duration="t", event="e", covariates=["x"])
    scaled = outcomes.cox(table.assign(t=table["t"] * unit, x=table["x"] * unit), duration="t", event="e", covariates=["x"])
    assert scaled.coefficients * unit == pytest.approx(plain.coefficients, rel=1e-6, abs=1e-9)
    assert scaled.proportionality["p"].to_numpy() == pytest.approx(plain.proportionality["p"].to_numpy(), abs=1e-6)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: outcomes.survival([1, 2, 3, 4, 5], [1, 0, 1, 0, 1], horizon=-1), ContractError, "horizon is not above 0"),
        (
            lambda: outcomes.survival([1, 2, 3, 4, 5], [1, 0, 1, 0, 1], confidence=95),
            ContractError,
            "confidence is no share between 0 and 1",
        ),
        (
            lambda: outcomes.cox(pd.DataFrame({"d": [1, 2], "e": 1, "x": [1, 2]}), duration="d", event="e", covariates=["x"]),
            UndefinedResult,
            "no finite value",
        ),
        (lambda: outcomes.cox([1], duration="d", event="e", covariates=["x"]), ContractError, "not a table"),
    ],
)
def test_what_makes_no_sense_is_said(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_any_engine_gives_the_same():
    polars = pytest.importorskip("polars")
    one, two = (outcomes.cox(table, **COX, covariates=["arm"]) for table in (REMISSION, polars.from_pandas(REMISSION)))
    assert one.coefficients == pytest.approx(two.coefficients)
