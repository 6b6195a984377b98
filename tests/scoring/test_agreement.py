"""Agreement: planted reliabilities and severities come back, forms of input agree, and nothing is said where nothing is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import scoring
from workbench.errors import ContractError, UndefinedResult
from workbench.scoring import icc, kappa, krippendorff, raters, unbalanced


def planted(n=250, *, severity=(-0.8, -0.2, 0.0, 0.2, 0.8), each=2, noise=1.0, criteria=("a",), seed=4):
    """θ of variance 1, rater severity, residual; every candidate rated by `each` of the raters."""
    draw = np.random.default_rng(seed)
    rows = []
    for candidate in range(n):
        theta, chosen = draw.normal(), draw.choice(len(severity), each, replace=False)
        rows += [(f"I{candidate}", criterion, f"R{rater}", 3 + theta + severity[rater] + 2 * place + noise * draw.normal())
                 for place, criterion in enumerate(criteria) for rater in chosen]  # fmt: skip
    return pd.DataFrame(rows, columns=["interview_id", "criterion", "rater_id", "rating"])


def test_unbalanced_ratings_give_back_what_was_planted():
    found = scoring.agreement(planted(), n_resamples=200)
    assert "variance components" in found.icc_method
    table = found.icc.set_index("name")
    assert table.loc["ICC(C,1)", "value"] == pytest.approx(0.5, abs=0.08)  # 1 / (1 + 1)
    assert table.loc["ICC(A,1)", "value"] == pytest.approx(1 / (2 + np.var([-0.8, -0.2, 0, 0.2, 0.8], ddof=1)), abs=0.08)
    assert (table["low"] < table["value"]).all()
    assert (table["value"] < table["high"]).all()


def test_severities_are_recovered_with_intervals():
    table = scoring.agreement(planted(), n_resamples=50).severity.set_index("rater_id")
    for name, truth in zip(("R0", "R1", "R2", "R3", "R4"), (-0.8, -0.2, 0.0, 0.2, 0.8), strict=True):
        assert table.loc[name, "low"] < truth < table.loc[name, "high"]
    assert table.loc["R0", "finding"] == "stricter than colleagues"
    assert table.loc["R4", "finding"] == "more lenient than colleagues"
    assert table.loc["R2", "finding"] == "no difference shown"


def test_severity_is_the_dummy_variable_regression():
    long = planted(40)
    unit, rater = pd.get_dummies(long["interview_id"]).to_numpy(float), pd.get_dummies(long["rater_id"])
    slow = np.linalg.lstsq(np.hstack([unit, rater.to_numpy(float)]), long["rating"], rcond=None)[0][-5:]
    slow = pd.Series(slow - slow.mean(), index=rater.columns)
    fast = raters.severity(long.rename(columns={"interview_id": "unit", "rater_id": "rater"})).set_index("rater_id")["effect"]
    np.testing.assert_allclose(fast[slow.index], slow, atol=1e-9)


def test_whom_a_rater_saw_does_not_count():
    long = planted(200, severity=(0.0, 0.0, 0.0), each=3, noise=0.5)
    weak = long[long["interview_id"].isin([f"I{n}" for n in range(100)])]
    long.loc[weak.index, "rating"] -= 3
    only_weak = long[~((long["rater_id"] == "R0") & ~long["interview_id"].isin(set(weak["interview_id"])))]
    table = scoring.agreement(only_weak, n_resamples=50).severity
    assert set(table["finding"]) == {"no difference shown"}


def test_components_of_a_balanced_table_are_the_anova_estimates():
    long = planted(60, each=5)
    squares = icc.mean_squares(long.pivot_table(index="interview_id", columns="rater_id", values="rating").to_numpy())
    found = scoring.agreement(long, n_resamples=50).components.set_index("source")["variance"]
    assert found["residual"] == pytest.approx(squares.residual)
    assert found["candidate"] == pytest.approx((squares.units - squares.residual) / 5)
    assert found["rater"] == pytest.approx((squares.raters - squares.residual) / 60)


def test_two_way_components_of_a_balanced_table_are_the_anova_estimates():
    long = planted(60, each=5)
    squares = icc.mean_squares(long.pivot_table(index="interview_id", columns="rater_id", values="rating").to_numpy())
    unit, rater = pd.factorize(long["interview_id"])[0], pd.factorize(long["rater_id"])[0]
    found = raters.two_way(unit, rater, long["rating"].to_numpy())
    expected = ((squares.units - squares.residual) / 5, (squares.raters - squares.residual) / 60, squares.residual)
    assert found == pytest.approx(expected)
    one = raters.one_way(unit, long["rating"].to_numpy())
    assert one == pytest.approx(((squares.units - squares.within) / 5, squares.within))


def test_unbalanced_components_are_unbiased():
    found = []
    for seed in range(40):
        long = planted(60, seed=seed)
        unit, rater = pd.factorize(long["interview_id"])[0], pd.factorize(long["rater_id"])[0]
        found.append(raters.two_way(unit, rater, long["rating"].to_numpy()))
    truth = (1, np.var([-0.8, -0.2, 0, 0.2, 0.8], ddof=1), 1)
    np.testing.assert_allclose(np.mean(found, axis=0), truth, atol=0.12)


def test_an_easy_criterion_does_not_pass_for_agreement():
    long = planted(150, criteria=("hard", "easy"), severity=(0.0, 0.0), noise=3.0)
    noise_only = long.assign(rating=np.random.default_rng(0).normal(size=len(long)) + (long["criterion"] == "easy") * 5)
    assert scoring.agreement(noise_only, n_resamples=50).icc.set_index("name").loc["ICC(A,1)", "value"] < 0.15


def test_every_form_of_input_gives_the_same():
    long = planted(12, each=5).round({"rating": 0})
    wide = long.pivot_table(index="interview_id", columns="rater_id", values="rating")
    forms = [
        long,
        pl.from_pandas(long),
        long.sample(frac=1, random_state=1),
        wide,
        wide.reset_index(),
        wide.to_numpy(),
        wide.to_numpy().tolist(),
    ]
    values = [scoring.agreement(form, n_resamples=20).icc["value"].to_numpy() for form in forms]
    for value in values[1:]:
        np.testing.assert_allclose(value, values[0], atol=1e-12)


def test_more_raters_buy_reliability():
    found = scoring.agreement(planted(60, each=5), n_resamples=20)
    table = found.raters
    assert table["reliability"].is_monotonic_increasing
    assert table["standard_error"].is_monotonic_decreasing
    if found.raters_for_target <= 10:
        assert table.set_index("n_raters")["reliability"][found.raters_for_target] >= 0.8
        assert found.raters_for_target == 1 or table.set_index("n_raters")["reliability"][found.raters_for_target - 1] < 0.8
    assert found.standard_error_of_difference == pytest.approx(found.standard_error * np.sqrt(2))
    assert scoring.raters_needed(0.45) == 5  # .45 → .80: 4.9 raters
    assert scoring.raters_needed(0.5) == 4  # exactly 4
    assert scoring.raters_needed(0.9) == 1


def test_alpha_by_definition():
    draw = np.random.default_rng(2)
    matrix = draw.integers(1, 5, (15, 3)).astype(float)
    matrix[draw.random((15, 3)) < 0.2] = np.nan
    units = [[v for v in row if not np.isnan(v)] for row in matrix]
    units = [unit for unit in units if len(unit) > 1]
    every = [v for unit in units for v in unit]
    within = sum((a - b) ** 2 / (len(unit) - 1) for unit in units for a in unit for b in unit)
    among = sum((a - b) ** 2 for a in every for b in every)
    slow = 1 - (len(every) - 1) * within / among
    assert krippendorff.alpha(matrix, level="interval", n_resamples=0)[0] == pytest.approx(slow)


def test_perfect_agreement():
    found = scoring.agreement([[1, 1, 1], [2, 2, 2], [5, 5, 5], [3, 3, 3]])
    assert (found.icc["value"] == 1).all()
    assert (found.alpha["value"] == 1).all()
    assert (found.kappa["value"] == 1).all()
    assert found.raters_for_target == 1
    assert found.standard_error == 0


def test_noise_says_that_no_number_of_raters_will_do():
    found = scoring.agreement([[1, 5], [5, 1], [2, 4], [4, 2]])
    assert found.raters_for_target is None
    assert any("train the raters" in note for note in found.notes)
    assert any("培训评分人" in note.say("zh") for note in found.notes)


def test_notes_are_said_in_both_languages():
    draw = np.random.default_rng(3)
    ratings = draw.normal(size=(300, 3))
    ratings[0, 0] = np.nan
    notes = scoring.agreement(ratings, n_resamples=20).notes
    assert [note.say("en") for note in notes] == list(notes)
    assert "ICCs rest on the 299 of 300 units that every rater rated." in notes
    said = [note.say("zh") for note in notes]
    assert "ICC 依据的是每位评分人都评过的单元：300 个中的 299 个。" in said
    assert "未列出 Krippendorff α（名义量表）：α 用于不同取值较少的量表。" in said
    assert not any("is left out" in text for text in said)


def test_the_interval_covers_the_planted_value():
    draw, inside = np.random.default_rng(8), 0
    for _ in range(200):
        matrix = draw.normal(size=(25, 1)) + draw.normal(size=(25, 3))
        row = icc.intraclass(matrix).set_index("name").loc["ICC(C,1)"]
        inside += row["low"] <= 0.5 <= row["high"]
    assert 180 <= inside <= 199


@pytest.mark.parametrize(
    "ratings", [[[1, 2, 3]], [[1], [2], [3]], [[1, None], [None, 2], [3, None]]], ids=["one unit", "one rater", "nobody twice"]
)
def test_too_little_to_say(ratings):
    with pytest.raises(UndefinedResult, match=r"at least two raters and two units.*have a second person rate"):
        scoring.agreement(ratings)


def test_refusals():
    with pytest.raises(UndefinedResult, match="every rating is the same"):
        scoring.agreement([[3, 3], [3, 3]])
    long = planted(5)
    with pytest.raises(ContractError, match="rated the same thing twice"):
        scoring.agreement(pd.concat([long, long.head(2)]))
    with pytest.raises(ContractError, match="column missing: rater_id"):
        scoring.agreement(long.drop(columns="rater_id"))
    with pytest.raises(ContractError, match="hold no ratings: note"):
        scoring.agreement(pd.DataFrame({"r1": [1, 2], "r2": [1, 2], "note": ["x", "y"]}))


def test_coefficients_of_resamples_are_those_of_rows_drawn_again():
    long = planted(50, each=3)
    unit, rater = pd.factorize(long["interview_id"])[0], pd.factorize(long["rater_id"])[0]
    y, draw = long["rating"].to_numpy(), np.random.default_rng(6).integers(0, 50, (4, 50))
    met = unbalanced.meet(unit, rater, unit, y)
    fast = unbalanced.coefficients(met, np.stack([np.bincount(row, minlength=50) for row in draw]).astype(float))
    for found, chosen in zip(fast, draw, strict=True):
        rows = [np.flatnonzero(unit == one) for one in chosen]
        copies, places = np.repeat(np.arange(50), [len(row) for row in rows]), np.concatenate(rows)
        again = np.unique(rater[places], return_inverse=True)[1]
        units, severities, rest = raters.two_way(copies, again, y[places])
        between, within = raters.one_way(copies, y[places])
        slow = [between / (between + within), units / (units + severities + rest), units / (units + rest)]
        np.testing.assert_allclose(found[:3], slow)
        np.testing.assert_allclose(found[3:], [icc.step_up(value, 3) for value in slow])


def test_unbalanced_intervals_cover_the_planted_value():
    inside, truth = 0, 1 / (1 + 0.16 + 0.84**2)
    for seed in range(150):
        severity = tuple(0.4 * np.random.default_rng(seed + 500).normal(size=8))
        long = planted(60, severity=severity, noise=0.84, seed=seed)
        unit, rater = pd.factorize(long["interview_id"])[0], pd.factorize(long["rater_id"])[0]
        met = unbalanced.meet(unit, rater, unit, long["rating"].to_numpy())
        low, high = unbalanced.intervals(met, confidence=0.95, n_resamples=200, random=np.random.default_rng(seed))
        inside += low[1] <= truth <= high[1]
    assert 134 <= inside <= 149


def test_fleiss_stands_beside_cohens():
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    draw = np.random.default_rng(7)
    truth = draw.integers(1, 5, (80, 1))
    matrix = np.where(draw.random((80, 4)) < 0.6, truth, draw.integers(1, 5, (80, 4))).astype(float)
    row = scoring.agreement(matrix, n_resamples=20).kappa.set_index("weights").loc["fleiss"]
    assert row["value"] == pytest.approx(fleiss_kappa(aggregate_raters(matrix.astype(int))[0]))
    assert row["low"] < row["value"] < row["high"]
    assert row["n_pairs"] == 6


def test_the_interval_of_fleiss_covers():
    population = np.random.default_rng(0)
    share, size = np.full(4, 0.25), 0.6**2  # two raters agree beyond chance with .6² where each looks with .6 and guesses otherwise
    inside = 0
    for _ in range(300):
        truth = population.choice(4, (60, 1), p=share)
        matrix = np.where(population.random((60, 3)) < 0.6, truth, population.choice(4, (60, 3), p=share)).astype(float)
        _, low, high = kappa.fleiss(matrix)
        inside += low <= size <= high
    assert 273 <= inside <= 298


def test_intervals_of_severity_are_each_at_their_own_confidence():
    truth, inside, false = np.array([-0.8, -0.2, 0.0, 0.2, 0.8]), 0, 0
    for seed in range(100):
        table = raters.severity(planted(40, seed=seed).rename(columns={"interview_id": "unit", "rater_id": "rater"})).set_index(
            "rater_id"
        )
        table = table.loc[[f"R{number}" for number in range(5)]]
        inside += ((table["low"] <= truth) & (truth <= table["high"])).sum()
        false += table.loc["R2", "finding"] != "no difference shown"
    assert 0.92 <= inside / 500 <= 0.98
    assert false <= 4  # one of five at 1 % each


@pytest.mark.parametrize("n", [300, 4000])
def test_severity_stands_on_solid_ground_with_many_units(n):
    severity = np.linspace(-0.4, 0.4, 10)
    long = planted(n, severity=tuple(severity), seed=5).rename(columns={"interview_id": "unit", "rater_id": "rater"})
    table = raters.severity(long).set_index("rater_id").loc[[f"R{number}" for number in range(10)]]
    assert table["effect"].sum() == pytest.approx(0, abs=1e-9)
    half = (table["high"] - table["low"]).to_numpy() / 2
    # two raters a unit: variance of an effect near residual variance · 2 / n of the rater's ratings
    assert half == pytest.approx(1.96 * np.sqrt(2 / table["n"].to_numpy()), rel=0.15)
