"""Two sources of ratings side by side: the fast sums against the plain formulas, and what cannot be compared."""

import math

import numpy as np
import pandas as pd
import pytest

from workbench import scoring
from workbench.errors import ContractError
from workbench.scoring import comparison, kappa
from workbench.scoring.icc import intraclass


def ratings(rows):
    return pd.DataFrame(rows, columns=["interview_id", "rater_id", "rating"])


@pytest.fixture
def pair():
    random = np.random.default_rng(3)
    people = random.integers(1, 6, 80)
    machine = np.clip(people + random.integers(-2, 3, 80), 1, 5)
    return people.astype(float), machine.astype(float)


def values(table, against="one rater"):
    return table[table["against"] == against].set_index("measure")["value"]


def test_the_sums_give_what_the_plain_formulas_give(pair):
    people, machine = pair
    ids = [f"I{n}" for n in range(80)]
    table = scoring.compare(
        pd.DataFrame({"interview_id": ids, "rating": machine}),
        ratings(zip(ids, ["r"] * 80, people, strict=True)), name="m", lowest=1, highest=5, n_resamples=200,
    )  # fmt: skip
    found = values(table)
    assert found["qwk"] == pytest.approx(kappa.cohen(people, machine, weights="quadratic", categories=[1, 2, 3, 4, 5])[0])
    assert found["icc"] == pytest.approx(intraclass(np.stack([people, machine], 1)).set_index("name").loc["ICC(A,1)", "value"])
    assert found["mae"] == pytest.approx(np.abs(people - machine).mean())
    assert (table["low"] < table["value"]).all()
    assert (table["value"] < table["high"]).all()
    assert set(table["n"]) == {80}


def test_the_bootstrap_is_the_slow_one(pair):
    """Interviews drawn with replacement and measured one resample at a time give the same intervals."""
    people, machine = pair
    ids = [f"I{n}" for n in range(80)]
    table = scoring.compare(pd.DataFrame({"interview_id": ids, "rating": machine}), ratings(zip(ids, ["r"] * 80, people, strict=True)),
                            name="m", lowest=1, highest=5, n_resamples=4000)  # fmt: skip
    random, drawn = np.random.default_rng(9), []
    for _ in range(1500):
        places = random.integers(0, 80, 80)
        drawn.append(kappa.cohen(people[places], machine[places], weights="quadratic", categories=[1, 2, 3, 4, 5])[0])
    low, high = np.quantile(drawn, [0.025, 0.975])
    row = table[(table["measure"] == "qwk") & (table["against"] == "one rater")].iloc[0]
    assert row["low"] == pytest.approx(low, abs=0.03)
    assert row["high"] == pytest.approx(high, abs=0.03)


def test_two_raters_against_each_other_do_not_depend_on_who_comes_first(pair):
    people, machine = pair
    rows = [(f"I{n}", "a", people[n]) for n in range(80)] + [(f"I{n}", "b", machine[n]) for n in range(80)]
    one = scoring.compare_raters(ratings(rows), lowest=1, highest=5, n_resamples=50)
    other = scoring.compare_raters(ratings(rows[::-1]), lowest=1, highest=5, n_resamples=50)
    assert values(one).to_dict() == pytest.approx(values(other).to_dict())
    assert values(one)["mae"] == pytest.approx(np.abs(people - machine).mean())
    double = np.concatenate([people, machine]), np.concatenate([machine, people])
    assert values(one)["qwk"] == pytest.approx(kappa.cohen(*double, categories=[1, 2, 3, 4, 5])[0])


def test_the_mean_of_raters_is_compared_once_an_interview():
    ids = [f"I{n}" for n in range(20)]
    rows = [(name, rater, 1 + n % 5 + shift) for n, name in enumerate(ids) for rater, shift in (("a", 0), ("b", 1))]
    table = scoring.compare(pd.DataFrame({"interview_id": ids, "rating": [1.5 + n % 5 for n in range(20)]}), ratings(rows), name="m",
                            lowest=1, highest=6, n_resamples=50)  # fmt: skip
    assert values(table, "mean of raters")["mae"] == 0
    assert values(table, "one rater")["mae"] == pytest.approx(0.5)


def test_too_few_and_too_equal_are_said():
    few = scoring.compare(
        pd.DataFrame({"interview_id": ["I1"], "rating": [3.0]}), ratings([("I1", "a", 3.0)]), name="m", lowest=1, highest=5
    )
    assert few["value"].isna().all()
    assert few["note"].iloc[0] == "only 1 interviews with both; 10 are needed"
    ids = [f"I{n}" for n in range(12)]
    equal = scoring.compare(
        pd.DataFrame({"interview_id": ids, "rating": 3.0}), ratings([(i, "a", 3.0) for i in ids]), name="m", lowest=1, highest=5
    )
    assert set(equal[equal["measure"] != "mae"]["note"]) == {"the ratings do not differ"}
    assert math.isnan(values(equal)["icc"])
    assert values(equal)["mae"] == 0


def test_what_is_no_table_of_one_criterion_is_refused():
    mine = pd.DataFrame({"interview_id": ["I1"], "rating": [3.0]})
    with pytest.raises(ContractError, match="column missing: rating"):
        scoring.compare(mine, pd.DataFrame({"interview_id": [], "rater_id": []}), name="m", lowest=1, highest=5)
    with pytest.raises(ContractError, match="one criterion"):
        scoring.compare(mine, ratings([("I1", "a", 3), ("I1", "b", 3)]).assign(criterion=["x", "y"]), name="m", lowest=1, highest=5)
    with pytest.raises(ContractError, match="rated the same thing twice"):
        scoring.compare(mine, ratings([("I1", "a", 3), ("I1", "a", 4)]), name="m", lowest=1, highest=5)


def test_measures_have_no_value_without_spread():
    assert np.isnan(comparison.measures(np.zeros(12))).all()
