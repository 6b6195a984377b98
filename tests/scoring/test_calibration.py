"""Weights: planted ones come back, equal ones stay until beaten, selection on the score does not mislead, and refusals say why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import stats

from workbench import outcomes, scoring, wording
from workbench.errors import ContractError, UndefinedResult
from workbench.scoring import moments as second
from workbench.scoring import weighting
from workbench.scoring.candidates import prepare
from workbench.scoring.intervals import resampled_interval

UNEQUAL, EQUAL = np.array([0.6, 0.3, 0.1, 0.0, 0.0]), np.ones(5)
NAMES = ["programming", "design", "problems", "communication", "learning"]
PLAIN = {"groups": None, "weights": None, "selected_on": None, "within": None, "missing": "omit", "minimum_group": 5}


def planted(n, beta, *, hired=1.0, seed=0, r2=0.2):
    """Abilities correlated .3, points that measure them with error, performance with R² .2, hiring on the noisy mean."""
    draw = np.random.default_rng(seed)
    theta = np.sqrt(0.3) * draw.normal(size=(n, 1)) + np.sqrt(0.7) * draw.normal(size=(n, 5))
    points = 60 + 14 * (theta + 0.7 * draw.normal(size=(n, 5)))
    spread = np.sqrt(beta @ (0.3 + 0.7 * np.eye(5)) @ beta)
    outcome = np.sqrt(r2) * theta @ beta / spread + np.sqrt(1 - r2) * draw.normal(size=n)
    score = points.mean(axis=1) + 4 * draw.normal(size=n)
    outcome = np.where(score >= np.quantile(score, 1 - hired), outcome, np.nan)
    return pd.DataFrame(points, columns=NAMES).assign(interview_id=[f"I{number}" for number in range(n)]), outcome


@pytest.mark.parametrize("method", ["ridge", "nonnegative"])
def test_planted_weights_come_back_and_beat_equal_ones(method):
    truth = planted(400_000, UNEQUAL, seed=9)
    best = weighting.nonnegative(second.whole(prepare(*truth, method=method, **PLAIN).sample))[0]
    found = scoring.calibrate(*planted(4000, UNEQUAL), method=method, n_resamples=300)
    table = found.weights.set_index("criterion")
    assert table.index.tolist() == NAMES
    assert ((table["low"] <= best) & (best <= table["high"])).all()
    assert table["weight"].sum() == pytest.approx(1)
    assert found.beats_equal
    assert found.proposal == pytest.approx(dict(zip(NAMES, table["weight"], strict=True)))
    assert "The data support these weights" in found.sentence
    assert found.gain_low > 0


@pytest.mark.parametrize("method", ["ridge", "nonnegative", "relative"])
def test_equal_weights_stay_where_they_are_right(method):
    found = scoring.calibrate(*planted(1500, EQUAL), method=method, n_resamples=100)
    assert not found.beats_equal
    assert found.proposal == dict.fromkeys(NAMES, 0.2)
    assert "Keep equal weights" in found.sentence
    assert found.gain < 0.01


def test_few_outcomes_do_not_beat_equal_weights():
    assert not scoring.calibrate(*planted(60, UNEQUAL), n_resamples=100).beats_equal


def test_ridge_leaves_equal_weights_alone_where_chance_explains_the_rest():
    found = scoring.calibrate(*planted(2000, EQUAL, seed=3), method="ridge", n_resamples=50)
    free = scoring.calibrate(*planted(2000, EQUAL, seed=3), method="nonnegative", n_resamples=50)
    assert found.weights["weight"].std() < free.weights["weight"].std()
    many = scoring.calibrate(*planted(50_000, UNEQUAL, seed=3), method="ridge", n_resamples=50).weights["weight"].to_numpy()
    loose = scoring.calibrate(*planted(50_000, UNEQUAL, seed=3), method="nonnegative", n_resamples=50).weights["weight"].to_numpy()
    np.testing.assert_allclose(many, loose, atol=0.02)


def test_selection_on_the_score_is_corrected():
    everybody = scoring.calibrate(*planted(300_000, EQUAL, seed=4), method="nonnegative", n_resamples=20)
    hired = scoring.calibrate(*planted(300_000, EQUAL, seed=4, hired=0.25), method="nonnegative", n_resamples=20)
    truth = everybody.validity.set_index("scheme")["r"]
    rows = hired.validity.set_index("scheme")
    assert rows.loc["equal", "r_selected"] < truth["equal"] - 0.1  # what one would see without correcting
    assert rows["r"].to_numpy() == pytest.approx(truth.to_numpy(), abs=0.02)
    np.testing.assert_allclose(hired.weights["weight"], everybody.weights["weight"], atol=0.03)
    assert hired.sd_ratio > 1.3
    assert "corrected to everybody interviewed" in hired.selection
    assert "nothing needed correction" in everybody.selection


def test_uncorrected_the_gain_over_the_selecting_score_is_too_large():
    best = np.array([0.5, 0.3, 0.1, 0.05, 0.05])
    gains = {}
    for name, hired in (("everybody", 1.0), ("hired", 0.25)):
        seen = second.whole(prepare(*planted(300_000, UNEQUAL, seed=4, hired=hired), method="unit", **PLAIN).sample)
        gains[name] = second.validity(seen, best)[0] - second.validity(seen, EQUAL / 5)[0]
        gains[f"{name}, uncorrected"] = second.observed(seen, best)[0] - second.observed(seen, EQUAL / 5)[0]
    assert gains["hired, uncorrected"] > gains["everybody"] + 0.02
    assert gains["hired"] == pytest.approx(gains["everybody"], abs=0.015)


def test_the_score_people_were_hired_on_can_be_given():
    points, outcome = planted(40_000, EQUAL, seed=5)
    draw = np.random.default_rng(1)
    score = points["programming"] + 3 * draw.normal(size=len(points))
    hired = np.where(score > np.quantile(score, 0.7), outcome, np.nan)
    given = scoring.calibrate(points, hired, method="unit", selected_on=score, n_resamples=20).validity["r"][0]
    truth = scoring.calibrate(points, outcome, method="unit", n_resamples=20).validity["r"][0]
    assert given == pytest.approx(truth, abs=0.02)


def test_only_differences_inside_a_job_count():
    points, outcome = planted(3000, UNEQUAL, seed=6)
    job = np.arange(3000) % 3
    plain = scoring.calibrate(points, outcome, n_resamples=20)
    shifted = points.assign(**{name: points[name] + 10 * job for name in NAMES})
    inside = scoring.calibrate(shifted, outcome - 2 * job, within=pd.Series(job), n_resamples=20)
    np.testing.assert_allclose(inside.weights["weight"], plain.weights["weight"], atol=0.02)
    assert inside.validity["r"][0] == pytest.approx(plain.validity["r"][0], abs=0.02)
    assert scoring.calibrate(shifted, outcome - 2 * job, method="unit", n_resamples=20).validity["r"][0] < 0


def test_moments_are_what_numpy_says():
    points, outcome = planted(200, UNEQUAL, hired=0.4, seed=7)
    sample = prepare(points, outcome, method="unit", **PLAIN).sample
    found, x = second.whole(sample), points[NAMES].to_numpy()
    known = ~np.isnan(outcome)
    together = np.cov(np.column_stack([x[known], outcome[known]]), rowvar=False)
    np.testing.assert_allclose(found.inner[0], together[:-1, :-1])
    np.testing.assert_allclose(found.cross[0], together[:-1, -1])
    np.testing.assert_allclose(found.everyone[0], np.cov(x, rowvar=False))
    assert second.observed(found, EQUAL / 5)[0] == pytest.approx(np.corrcoef(x[known].mean(axis=1), outcome[known])[0, 1])


def test_correction_is_thorndikes_third_case():
    # Thorndike 1949, case III, as written in Sackett & Yang 2000, formula 5 (x, y, selection on z): what it says of a straight-lined world
    points, outcome = planted(40_000, UNEQUAL, hired=0.3, seed=8)
    score = points[NAMES].mean(axis=1).to_numpy()
    known, x = ~np.isnan(outcome), points["programming"].to_numpy()
    (xy, xz), yz = np.corrcoef([x[known], outcome[known], score[known]])[0, 1:], np.corrcoef(outcome[known], score[known])[0, 1]
    wider = (score.std(ddof=1) / score[known].std(ddof=1)) ** 2 - 1
    expected = (xy + xz * yz * wider) / np.sqrt((1 + xz**2 * wider) * (1 + yz**2 * wider))
    moments = second.whole(prepare(points, outcome, method="unit", **PLAIN).sample)
    assert second.validity(moments, np.array([1.0, 0, 0, 0, 0]))[0] == pytest.approx(expected, abs=0.01)


def test_correction_by_hand():
    """E[cov(x, y | z)] among the selected, and what goes with z as x and z go together among everybody; z = normal deviate of the rank."""
    points, outcome = planted(400, UNEQUAL, hired=0.3, seed=8)
    x, known = points["programming"].to_numpy(), ~np.isnan(outcome)
    z = stats.norm.ppf((stats.rankdata(points[NAMES].mean(axis=1)) - 3 / 8) / 400.25)
    slope = np.polyfit(z[known], outcome[known], 1)[0]
    cross = np.cov(x[known], outcome[known])[0, 1] + slope * (np.cov(x, z)[0, 1] - np.cov(x[known], z[known])[0, 1])
    spread = outcome[known].var(ddof=1) + slope**2 * (z.var(ddof=1) - z[known].var(ddof=1))
    moments = second.whole(prepare(points, outcome, method="unit", **PLAIN).sample)
    found = second.validity(moments, np.array([1.0, 0, 0, 0, 0]))[0]
    assert found == pytest.approx(cross / np.sqrt(x.var(ddof=1) * spread), abs=1e-12)


def test_points_that_end_at_100_do_not_bend_the_correction():
    """The planted validity among everybody is found though two criteria pile up at 100 (by raw scores it read .1 too high)."""
    points, _ = planted(60_000, EQUAL, seed=11)
    theta = (points[NAMES].to_numpy() - points[NAMES].to_numpy().mean(axis=0)) / points[NAMES].to_numpy().std(axis=0)
    outcome = theta.sum(axis=1) / 3 + 2 * np.random.default_rng(11).normal(size=len(points))
    ends = np.clip(points[NAMES] + np.array([30.0, 25, 10, 0, 0]), 0, 100)
    assert (ends["programming"] == 100).mean() > 0.2
    score = ends.mean(axis=1).to_numpy()
    seen = np.where(score > np.quantile(score, 0.75), outcome, np.nan)
    found = scoring.calibrate(ends, seen, method="unit", n_resamples=20).validity["r"][0]
    assert found == pytest.approx(np.corrcoef(score, outcome)[0, 1], abs=0.025)


def test_interval_of_a_corrected_correlation():
    """Without selection it is Fisher's z with t; with it, the ends of the uncorrected interval, corrected (Bobko & Rieck 1980)."""
    drawn = np.tanh(0.3 + 0.1 * np.random.default_rng(1).normal(size=4000))
    reach = stats.t.ppf(0.975, 58) * np.arctanh(drawn).std()
    low, high = resampled_interval(np.tanh(0.3), drawn, 60)
    np.testing.assert_allclose([low, high], np.tanh([0.3 - reach, 0.3 + reach]))
    wide = [outcomes.thorndike_2(value, sd_applicants=1.5, sd_hired=1.0) for value in (np.tanh(0.3), low, high)]
    widened = np.array([outcomes.thorndike_2(value, sd_applicants=1.5, sd_hired=1.0) for value in drawn])
    np.testing.assert_allclose(resampled_interval(wide[0], widened, 60, ratio=1.5), wide[1:])


def test_few_people_widen_the_weights():
    points, outcome = planted(30, EQUAL, seed=12)
    sample = prepare(points, outcome, method="unit", **PLAIN).sample
    whole, again = second.whole(sample), second.resampled(sample, n_resamples=500, random=np.random.default_rng(0))
    plain, wide = weighting.nonnegative(again), weighting.nonnegative_drawn(whole, again, confidence=0.95)
    assert (wide.std(axis=0) > plain.std(axis=0)).all()
    np.testing.assert_allclose(wide.sum(axis=1), 1)


def test_resampled_moments_are_those_of_rows_drawn_again():
    points, outcome = planted(80, UNEQUAL, seed=2)
    sample = prepare(points, outcome, method="unit", **PLAIN).sample
    found = second.resampled(sample, n_resamples=3, random=np.random.default_rng(4))
    draw = np.random.default_rng(4)
    for number in range(3):
        rows = points[NAMES].to_numpy()[draw.integers(0, 80, 80)]
        np.testing.assert_allclose(found.inner[number], np.cov(rows, rowvar=False))


def test_nonnegative_weights_are_scipys():
    from scipy.optimize import nnls

    points, outcome = planted(300, np.array([0.6, -0.5, 0.2, 0.0, 0.1]), seed=1)
    x = points[NAMES].to_numpy()
    slow = nnls(x - x.mean(axis=0), outcome - outcome.mean())[0]
    fast = scoring.calibrate(points, outcome, method="nonnegative", n_resamples=20)
    np.testing.assert_allclose(fast.weights["weight"], slow / slow.sum(), atol=1e-8)
    assert any("design" in note for note in fast.notes)
    assert fast.weights.set_index("criterion")["direction"]["design"] == -1


def test_equality_of_slopes_is_the_f_test_of_statsmodels():
    import statsmodels.api as sm

    points, outcome = planted(200, UNEQUAL, seed=12)
    fit = sm.OLS(outcome, sm.add_constant(points[NAMES].to_numpy())).fit()
    slow = fit.f_test(np.column_stack([np.zeros(4), np.ones(4), -np.eye(4)])).pvalue
    assert scoring.calibrate(points, outcome, n_resamples=20).p_unequal == pytest.approx(float(slow), rel=1e-6)
    np.testing.assert_allclose(scoring.calibrate(points, outcome, n_resamples=20).weights["slope"], fit.params[1:], rtol=1e-6)


def test_relative_shares_add_up_to_r_squared():
    import statsmodels.api as sm

    points, outcome = planted(500, UNEQUAL, seed=13)
    moments = second.whole(prepare(points, outcome, method="unit", **PLAIN).sample)
    r2 = sm.OLS(outcome, sm.add_constant(points[NAMES].to_numpy())).fit().rsquared
    assert weighting.relative_raw(moments).sum() == pytest.approx(r2)


def test_other_weights_are_judged_at_once():
    points, outcome = planted(800, UNEQUAL, seed=14)
    points[NAMES] = points[NAMES].clip(0, 100)
    found = scoring.calibrate(points, outcome, n_resamples=200)
    there = scoring.validity_under(found, {"programming": 3, "design": 1})
    score = scoring.reweight(points, {"programming": 0.75, "design": 0.25})["overall"]
    assert there["r"] == pytest.approx(np.corrcoef(score, outcome)[0, 1])
    assert there["low"] < there["r"] < there["high"]
    equal = scoring.validity_under(found, dict.fromkeys(NAMES, 1))
    assert (equal["gain"], equal["gain_low"], equal["gain_high"]) == pytest.approx((0, 0, 0))
    assert equal["r"] == pytest.approx(found.validity["r"][0])
    with pytest.raises(UndefinedResult, match="make no score"):
        scoring.validity_under(found, {})


def test_every_form_of_input_gives_the_same():
    points, outcome = planted(120, UNEQUAL, hired=0.5, seed=15)
    by_id = pd.DataFrame({"interview_id": points["interview_id"], "performance": outcome}).dropna()
    forms = [
        (points, outcome), (points, pd.Series(outcome)), (points, by_id.sample(frac=1, random_state=2)), (pl.from_pandas(points), pl.from_pandas(by_id)),
        (points, by_id.set_index("interview_id")["performance"]), (points[NAMES].to_numpy(), outcome.tolist()),
        (points.assign(job_id="J", overall=1.0, coverage=1.0), outcome),
    ]  # fmt: skip
    found = [scoring.calibrate(*form, n_resamples=20).weights["weight"].to_numpy() for form in forms]
    for weights in found[1:]:
        np.testing.assert_allclose(weights, found[0])


def test_missing_points_are_left_out_or_set_to_the_mean():
    points, outcome = planted(300, UNEQUAL, seed=16)
    holes = points.mask(np.random.default_rng(0).random(points.shape) < 0.1).assign(interview_id=points["interview_id"])
    out = scoring.calibrate(holes, outcome, n_resamples=20)
    assert out.n == holes[NAMES].notna().all(axis=1).sum() == 300 - out.n_left_out
    assert any("left out" in note for note in out.notes)
    assert scoring.calibrate(holes, outcome, missing="mean", n_resamples=20).n == 300


def test_trade_off_with_groups():
    points, outcome = planted(2500, UNEQUAL, seed=17)
    group = np.where(np.random.default_rng(3).random(2500) < 0.35, "B", "A")
    worse = points.assign(programming=points["programming"] - 12 * (group == "B"))
    found = scoring.calibrate(worse, outcome, method="pareto", groups=group, selection_ratio=0.2, n_resamples=400)
    assert (found.reference, found.group) == ("A", "B")
    front = found.front
    assert (np.diff(front["r"]) < 0).all()
    assert (np.diff(front["impact_ratio"]) > 0).all()
    assert front["r_unseen"].iloc[0] < front["r"].iloc[0]  # shrinkage
    assert front["chosen"].sum() == 1
    assert front.loc[front["chosen"], "impact_ratio"].item() >= 0.8 - 1e-9
    assert front[NAMES].sum(axis=1).to_numpy() == pytest.approx(np.ones(len(front)))
    assert found.weights["weight"].to_numpy() == pytest.approx(front.loc[front["chosen"], NAMES].to_numpy()[0])
    expected = found.expected.set_index("scheme")["impact_ratio"]
    assert expected["fitted"] == pytest.approx(front.loc[front["chosen"], "impact_ratio"].item(), abs=1e-6)
    assert expected["equal"] < expected["fitted"]
    assert any("against A" in note for note in found.notes)


def test_the_reference_of_a_trade_off_is_who_would_be_selected_most_not_who_is_most():
    points, outcome = planted(900, UNEQUAL, seed=18)
    group = np.where(np.random.default_rng(4).random(900) < 0.6, "many", "few")
    worse = points.assign(programming=points["programming"] - 15 * (group == "many"))
    found = scoring.calibrate(worse, outcome, method="pareto", groups=group, selection_ratio=0.2, n_resamples=20)
    assert (found.reference, found.group) == ("few", "many")
    assert found.expected.set_index("scheme")["impact_ratio"]["equal"] < 1, "above 1 it would hide whom the weights disfavour"


def several(n: int, seed: int) -> pd.DataFrame:
    """Three attributes; only sex and age are planted to differ, each on a criterion of its own; `three` people are of one more group."""
    draw = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "sex": draw.choice(["f", "m"], n),
            "age": draw.choice(["young", "middle", "old"], n, p=[0.3, 0.4, 0.3]),
            "origin": draw.choice(["east", "west"], n),
        }
    ).astype(object)
    table.loc[[1, 2, 3], "origin"] = "north"
    table.loc[4:60, "age"] = None
    return table


def planted_groups(n: int, seed: int) -> tuple:
    points, outcome = planted(n, UNEQUAL, seed=seed)
    groups = several(n, seed)
    points["programming"] -= 11 * (groups["age"] == "old")
    points["design"] -= 7 * (groups["sex"] == "f")
    return points, outcome, groups


def test_all_attributes_together_name_the_group_worst_off():
    points, outcome, groups = planted_groups(3000, 21)
    found = scoring.calibrate(points, outcome, method="pareto", groups=groups, selection_ratio=0.2, n_resamples=100)
    front = found.front
    assert (found.attribute, found.group) == ("age", "old")
    assert set(found.groups["attribute"]) == {"sex", "age", "origin"}
    assert "north" not in set(found.groups["group"]), "three people are too few"
    assert found.groups.set_index("group")["n"]["old"] == (groups["age"] == "old").sum()
    assert (np.diff(front["r"]) < 0).all()
    assert (np.diff(front["impact_ratio"]) > 0).all()
    assert tuple(front.loc[0, ["attribute", "group"]]) == ("age", "old")
    last = front.iloc[-1]  # as even as can be: neither criterion with a planted difference keeps its weight
    assert last["programming"] < 0.1
    assert last["design"] < front["design"].max() + 1e-9
    expected = found.expected.set_index("scheme")
    assert expected.loc["fitted", "impact_ratio"] == pytest.approx(front.loc[front["chosen"], "impact_ratio"].item(), abs=1e-6)
    assert expected.loc["equal", "impact_ratio"] == pytest.approx(found.groups["equal"].min())
    tried = scoring.validity_under(found, {"programming": 1})
    assert (tried["attribute"], tried["group"]) == ("age", "old")
    assert scoring.validity_under(found, {"design": 1})["attribute"] == "sex"
    assert any("1 groups of fewer than 5 people" in note for note in found.notes)
    assert any("low by chance too" in note for note in found.notes)
    assert wording.untranslated({note.sentence for note in found.notes}) == set()


@pytest.mark.parametrize("over", [None, "lowest"])
def test_weights_of_a_front_are_no_surer_than_the_groups_are_known(over):
    """The even end rests on the groups' means alone: forty people leave it open, four thousand close it."""
    width = {}
    for n in (40, 4000):
        points, outcome = planted(n, UNEQUAL, seed=25)
        group = np.where(np.arange(n) % 2 == 0, "A", "B")
        points["programming"] -= 20 * (group == "B")
        found = scoring.calibrate(points, outcome, method="pareto", groups=group, over=over, selection_ratio=0.01, n_resamples=20)
        width[n] = (found.weights["high"] - found.weights["low"]).mean()
    assert width[40] > 2 * width[4000] > 0


def test_expected_ratios_of_all_groups_are_what_a_crowd_shows():
    points, outcome, groups = planted_groups(60_000, 22)
    points[NAMES] = np.random.default_rng(1).normal(0, 1, (60_000, 5)) * 10 + (
        points[NAMES] - planted(60_000, UNEQUAL, seed=22)[0][NAMES]
    )
    known = np.where(np.arange(60_000) < 400, outcome, np.nan)
    found = scoring.calibrate(points, known, method="unit", groups=groups, over="mean", selection_ratio=0.25, n_resamples=20)
    score = points[NAMES].mean(axis=1)
    for attribute, part in found.groups.groupby("attribute"):
        asked = groups[attribute].isin(part["group"])
        cut = score[asked].quantile(0.75)
        rate = (score[asked] >= cut).groupby(groups.loc[asked, attribute]).mean()
        crowd = rate / rate.max()
        assert part.set_index("group")["equal"].to_numpy() == pytest.approx(crowd[part["group"]].to_numpy(), abs=0.02)
    others = found.groups["equal"].sum() - 3  # three are the most selected of their attribute
    assert found.expected["impact_ratio"][0] == pytest.approx(others / (len(found.groups) - 3))


def test_groups_of_several_attributes_come_in_many_forms():
    points, outcome, groups = planted_groups(300, 23)
    by_id = groups.assign(interview_id=points["interview_id"]).sample(frac=1, random_state=1)
    found = [
        scoring.calibrate(points, outcome, groups=form, n_resamples=20).groups.drop(columns="attribute")
        for form in (groups, by_id, pl.from_pandas(groups), groups.to_numpy(), {name: groups[name].tolist() for name in groups})
    ]
    for table in found[1:]:
        pd.testing.assert_frame_equal(table, found[0])
    one = scoring.calibrate(points, outcome, groups=groups["age"], over="lowest", n_resamples=20)
    assert set(one.groups["group"]) == {"young", "middle", "old"}
    assert scoring.calibrate(points, outcome, groups=groups[["age"]], n_resamples=20).groups.empty, (
        "one attribute: two groups, as ever"
    )


def test_attributes_without_two_groups_are_named_and_all_of_them_refused():
    points, outcome, groups = planted_groups(100, 24)
    flat = groups.assign(origin="east", age=None)
    found = scoring.calibrate(points, outcome, groups=flat, n_resamples=20)
    assert any("2 attributes have no two groups" in note for note in found.notes)
    with pytest.raises(UndefinedResult, match=r"two groups are needed.*1 groups of at least 5 people, 0 smaller"):
        scoring.calibrate(points, outcome, groups=flat[["origin", "age"]], n_resamples=20)
    with pytest.raises(ValueError, match="neither 'lowest' nor 'mean'"):
        scoring.calibrate(points, outcome, groups=groups, over="median")


@pytest.mark.parametrize(
    ("groups", "change", "match"),
    [(lambda n: pd.DataFrame({"a": range(n), "b": range(n)}), {"minimum_group": 1}, "people who differ within them.*join groups"),
     (lambda n: np.arange(n), {"minimum_group": 1}, "people who differ within them"),
     (lambda n: np.array(["a", *"b" * (n - 1)]), {"minimum_group": 1}, "people who differ within them.*and"),
     (lambda n: np.zeros((n, 2, 2)), {}, "one value a person, or one column an attribute.*3 dimensions"),
     (lambda n: pd.DataFrame(), {}, "cannot be matched"),
     (lambda n: pd.DataFrame({"a": ["x", "y"] * (n // 2), "b": ["x", "y"] * (n // 2)}), {"selection_ratio": 1.0}, "no impact ratio can be expected")],
    ids=["each alone in two attributes", "each alone", "one person", "three dimensions", "no columns", "all selected"],
)  # fmt: skip
def test_groups_that_tell_nothing_are_refused(groups, change, match):
    points, outcome = planted(100, UNEQUAL, seed=26)
    with pytest.raises(ValueError, match=match):
        scoring.calibrate(points, outcome, method="pareto", groups=groups(100), n_resamples=20, **change)


@pytest.mark.parametrize("gap", [20.0, 1e4])
def test_a_gap_beyond_all_measure_is_a_ratio_of_nothing(gap):
    points, outcome = planted(200, UNEQUAL, seed=27)
    group = np.where(np.arange(200) % 2 == 0, "A", "B")
    points["programming"] -= gap * (group == "B")
    found = scoring.calibrate(
        points,
        outcome,
        method="pareto",
        groups=pd.DataFrame({"g": group, "h": ["x", "x", "y", "y"] * 50}),
        selection_ratio=0.2,
        n_resamples=20,
    )
    assert found.group == "B"
    assert 0 <= found.expected["impact_ratio"][0] < 0.8
    with pytest.raises(UndefinedResult, match="vary within groups"):
        scoring.calibrate(points.assign(design=np.where(group == "A", 20.0, 30.0)), outcome, groups=group, n_resamples=20)


def test_progress_and_repeatability():
    told = []
    points, outcome = planted(100, UNEQUAL)
    first = scoring.calibrate(points, outcome, n_resamples=50, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (50, 50)
    again = scoring.calibrate(points, outcome, n_resamples=50)
    pd.testing.assert_frame_equal(first.weights, again.weights)
    assert first.gain == again.gain


def test_the_sentence_is_said_in_chinese():
    found = scoring.calibrate(*planted(100, EQUAL), n_resamples=20)
    said = [found.sentence, found.selection, *found.notes]
    assert wording.untranslated({words.sentence for words in said}) == set()
    assert "等权" in found.sentence.say("zh")


def yes_no(points):
    return (points["programming"] > 60).astype(float)


@pytest.mark.parametrize(
    ("change", "match"),
    [(lambda p, y: (p.head(1), y[:1]), r"too few outcomes.*Found: 1 people.*Expected: at least 15 for 5"),
     (lambda p, y: (p, np.full(len(p), np.nan)), "nobody has an outcome"),
     (lambda p, y: (p, np.ones(len(p))), "the outcome is the same for everybody"),
     (lambda p, y: (p.assign(design=50.0), y), "criteria that do not vary cannot be weighed: design"),
     (lambda p, y: (p.assign(design=p["learning"] * 2), y), "one criterion says nothing that the others do not.*design and learning"),
     (lambda p, y: (p, yes_no(p)), "without one exception.*a pass mark is no outcome")],
    ids=["one candidate", "none hired", "constant outcome", "constant column", "twice the same", "perfect separation"],
)  # fmt: skip
def test_too_little_to_say(change, match):
    with pytest.raises(UndefinedResult, match=match):
        scoring.calibrate(*change(*planted(100, UNEQUAL)), n_resamples=20)


def test_yes_no_outcomes_with_exceptions_are_fine():
    points, outcome = planted(400, UNEQUAL)
    found = scoring.calibrate(points, (outcome > 0).astype(float), n_resamples=50)
    assert found.weights["weight"].sum() == pytest.approx(1)


def test_groups_too_small_to_compare():
    points, outcome = planted(100, UNEQUAL)
    group = np.array(["A"] * 97 + ["B"] * 3)
    with pytest.raises(UndefinedResult, match=r"two groups are needed.*1 groups of at least 5 people, 1 smaller"):
        scoring.calibrate(points, outcome, method="pareto", groups=group)
    with pytest.raises(UndefinedResult, match="needs groups"):
        scoring.calibrate(points, outcome, method="pareto")


def test_refusals():
    points, outcome = planted(50, UNEQUAL)
    with pytest.raises(ValueError, match="method 'best' is none of"):
        scoring.calibrate(points, outcome, method="best")
    with pytest.raises(ValueError, match="neither 'omit' nor 'mean'"):
        scoring.calibrate(points, outcome, missing="guess")
    with pytest.raises(ContractError, match="an interview stands twice"):
        scoring.calibrate(pd.concat([points, points.head(1)]), outcome)
    with pytest.raises(ContractError, match="no points to weigh"):
        scoring.calibrate(points[["interview_id"]], outcome)
    with pytest.raises(ContractError, match="outcome does not fit the points"):
        scoring.calibrate(points, outcome[:10].tolist())
    with pytest.raises(ContractError, match=r"weights in use do not fit.*unknown: desing.*did you mean 'design'"):
        scoring.calibrate(points, outcome, weights={"desing": 1})
    with pytest.raises(ContractError, match="weights below 0"):
        scoring.calibrate(points, outcome, weights={"design": -1})
    with pytest.raises(ContractError, match="values that are no numbers"):
        scoring.calibrate(points, ["good"] * 50)
    twice = pd.DataFrame({"interview_id": ["I1", "I1"], "performance": [1.0, 2.0]})
    with pytest.raises(ContractError, match="stands twice for one interview"):
        scoring.calibrate(points, twice)
    with pytest.raises(ContractError, match="cannot be matched"):
        scoring.calibrate(points, twice[["performance"]])
    with pytest.raises(ContractError, match="3 dimensions"):
        scoring.calibrate(np.zeros((2, 2, 2)), [1, 2])
