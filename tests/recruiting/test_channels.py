"""Channels: planted effects recovered through the job mix, partial pooling against a mixed model, verdicts that keep their word."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

from workbench import fairness, recruiting, samples
from workbench.errors import ContractError, UndefinedResult
from workbench.recruiting.channels_adjusted import adjusted_means, pool, shrunk
from workbench.samples import world

BASE, EQUAL = world.EQUAL_PAIR


@pytest.fixture(scope="module")
def company():
    return samples.company(4000, seed=11, answers=False)


@pytest.fixture(scope="module")
def found(company):
    return compared(company)


def compared(company, **more):
    tables = company.tables
    rest = {"interviews": tables["INTERVIEWS"], "employees": tables["EMPLOYEES"], "performance": tables["PERFORMANCE"]}
    scores = company.truth["tables"]["evidence"][["interview_id", "overall"]]
    return recruiting.channels(scores, tables["APPLICATIONS"], tables["SPEND"], **{**rest, **more})


def small(n=40, *, seed=0, **columns):
    """Two channels, two jobs, scores without a difference."""
    random = np.random.default_rng(seed)
    applications = pd.DataFrame({
        "application_id": [f"A{i}" for i in range(n)], "candidate_id": [f"C{i}" for i in range(n)], "job_id": ["J1", "J2"] * (n // 2),
        "channel": ["a"] * (n // 2) + ["b"] * (n // 2), "status": ["hired", "rejected", "rejected", "hired"] * (n // 4),
    }).assign(**columns)  # fmt: skip
    return pd.DataFrame({"application_id": applications["application_id"], "overall": random.normal(70, 10, n)}), applications


def planted(channel):
    return world.CHANNEL_EFFECT[world.CHANNELS.index(channel)]


def test_planted_effects_are_recovered_in_their_order_and_size(company):
    theta = company.truth["tables"]["ability"].set_index("candidate_id").mean(axis=1)
    people = company.tables["APPLICATIONS"]
    scores = pd.DataFrame({"application_id": people["application_id"], "overall": people["candidate_id"].map(theta)})
    table = recruiting.channels(scores, people, measures=["score"], reference=BASE).table.set_index("channel")
    for channel in world.CHANNELS:
        row = table.loc[channel]
        wide = row["difference_high"] - row["difference"]
        assert row["difference"] == pytest.approx(planted(channel) - planted(BASE), abs=1.6 * wide + 1e-9)
    assert table["verdict"].drop(BASE).to_dict() == {
        c: "no difference shown" if c == EQUAL else "differs" for c in world.CHANNELS if c != BASE
    }


def test_raw_means_mislead_and_the_job_mix_explains_it(found):
    score = found.table[found.table["measure"] == "score"].set_index("channel")
    raw_gap = score.loc[EQUAL, "raw"] - score.loc[BASE, "raw"]
    assert raw_gap < -2  # a planted artefact of which jobs the two send people to
    assert score.loc[EQUAL, "difference_low"] < 0 < score.loc[EQUAL, "difference_high"]
    assert score.loc[EQUAL, "verdict"] == "no difference shown"


def test_adjusted_means_against_regression_with_dummies():
    import statsmodels.formula.api as smf

    random = np.random.default_rng(3)
    rows = pd.DataFrame({"channel": random.choice(list("abc"), 300, p=[0.6, 0.3, 0.1]), "job": random.choice(list("xyz"), 300)})
    rows["value"] = (
        rows["job"].map({"x": 0, "y": 5, "z": 9})
        + rows["channel"].map({"a": 0, "b": 1, "c": 2})
        + random.normal(0, 1 + (rows["job"] == "z"), 300)
    )
    means = adjusted_means(rows["value"].to_numpy(), rows["channel"].to_numpy(), rows["job"].to_numpy())
    fit = smf.ols("value ~ C(channel) + C(job)", rows).fit(cov_type="HC2")
    assert means.adjusted - means.adjusted[0] == pytest.approx([0, fit.params["C(channel)[T.b]"], fit.params["C(channel)[T.c]"]])
    for place, name in ((1, "b"), (2, "c")):
        error = np.sqrt(means.covariance[0, 0] + means.covariance[place, place] - 2 * means.covariance[0, place])
        assert error == pytest.approx(fit.bse[f"C(channel)[T.{name}]"])
    assert means.residual_sd == pytest.approx(np.sqrt(smf.ols("value ~ C(channel) + C(job)", rows).fit().mse_resid))
    at_mix = fit.predict(pd.DataFrame({"channel": "b", "job": rows["job"]})).mean()
    assert means.adjusted[1] == pytest.approx(at_mix)


def test_pooling_against_a_mixed_model():
    import statsmodels.formula.api as smf

    random = np.random.default_rng(5)
    effect = dict(zip("abcdefgh", random.normal(0, 3, 8), strict=True))
    rows = pd.DataFrame({"channel": random.choice(list("abcdefgh"), 600), "job": random.choice(list("xyz"), 600)})
    rows["value"] = rows["channel"].map(effect) + rows["job"].map({"x": 0, "y": 5, "z": 9}) + random.normal(0, 6, 600)
    means = adjusted_means(rows["value"].to_numpy(), rows["channel"].to_numpy(), rows["job"].to_numpy())
    fit = smf.mixedlm("value ~ C(job)", rows, groups="channel").fit(reml=True)
    blup = np.array([fit.random_effects[name].iloc[0] for name in means.channels])
    pooled = pool(means.adjusted, means.covariance)
    assert pooled.between_sd == pytest.approx(float(np.sqrt(fit.cov_re.iloc[0, 0])), rel=0.1)
    contrast = np.linalg.svd(np.eye(8) - 1 / 8)[0][:, :7].T
    mean = shrunk(means.adjusted, means.covariance, contrast, float(np.sqrt(fit.cov_re.iloc[0, 0])))[1]
    assert mean - mean.mean() == pytest.approx(blup - blup.mean(), abs=0.15)
    assert pooled.estimate - pooled.estimate.mean() == pytest.approx(
        blup - blup.mean(), abs=0.4
    )  # averaged over τ, so a little nearer the data


def test_pooling_is_the_posterior_of_a_normal_model():
    """The slow way: a common mean of which nothing is known, effects around it, one large joint normal; errors that go together count."""
    estimate, tau = np.array([7.0, 0, 2, -1, -5]), 3.0
    root = np.random.default_rng(2).normal(size=(5, 5))
    covariance = 0.2 * root @ root.T + np.diag([0.3, 0.2, 0.5, 0.4, 1.2])
    prior = 1e5 * np.ones((5, 5)) + tau**2 * np.eye(5)
    gain = prior @ np.linalg.inv(prior + covariance)
    _, mean, spread = shrunk(estimate, covariance, np.linalg.svd(np.eye(5) - 1 / 5)[0][:, :4].T, tau)
    assert mean == pytest.approx(gain @ estimate, abs=1e-3)
    assert spread == pytest.approx(prior - gain @ prior, abs=1e-3)


def test_pooled_intervals_hold_each_channel_alike():
    """Whether the channel is small or large: the common mean's error goes with the small ones' (the largest used to be held in 98.7 %)."""
    error, truth, draw = np.array([0.4, 0.5, 0.5, 0.8, 0.8, 1.1]), np.array([70.0, 78, 70, 73, 75, 67]), np.random.default_rng(3)
    inside = []
    for seen in truth + error * draw.normal(size=(600, 6)):
        pooled = pool(seen, np.diag(error**2))
        inside.append(np.abs(pooled.estimate - truth) <= 1.96 * np.sqrt(np.diag(pooled.covariance)))
    assert np.mean(inside, axis=0) == pytest.approx(0.95, abs=0.027)


def test_pooling_draws_the_small_channel_in_most(found):
    table = found.table[found.table["measure"] == "performance"]
    moved = (table["estimate"] - table["adjusted"]).abs()
    assert (table["estimate"].max() - table["estimate"].min()) < (table["adjusted"].max() - table["adjusted"].min())
    assert moved.iloc[table["n"].to_numpy().argmin()] > moved.iloc[table["n"].to_numpy().argmax()]


def test_without_true_differences_everything_is_drawn_together():
    random = np.random.default_rng(8)
    estimate, covariance = random.normal(0, 1, 8), np.eye(8)
    pooled = pool(estimate, covariance)
    assert np.ptp(pooled.estimate) < 0.7 * np.ptp(estimate)
    far = pool(np.arange(8.0) * 50, covariance)
    assert far.estimate == pytest.approx(np.arange(8.0) * 50, abs=0.2)
    assert pool(estimate[:2], np.eye(2)).estimate.tolist() == estimate[:2].tolist()


def test_the_table_has_its_columns_and_one_reference(found):
    assert set(found.table["measure"]) == {"score", "hire_rate", "performance", "retention"}
    for _, rows in found.table.groupby("measure"):
        assert (rows["verdict"] == "reference channel").sum() == 1
        assert ((rows["low"] <= rows["estimate"]) & (rows["estimate"] <= rows["high"])).all()
        assert ((rows["adjusted_low"] <= rows["adjusted"]) & (rows["adjusted"] <= rows["adjusted_high"])).all()
    assert found.reference == BASE
    assert found.rule.say("zh") != str(found.rule)


def test_pairs_are_all_pairs_and_agree_with_the_table(found):
    score = found.pairs[found.pairs["measure"] == "score"]
    assert len(score) == 15
    row = score[(score["channel"].isin([BASE, "内推"])) & (score["other"].isin([BASE, "内推"]))].iloc[0]
    table = found.table[(found.table["measure"] == "score") & (found.table["channel"] == "内推")].iloc[0]
    assert abs(row["difference"]) == pytest.approx(table["difference"])


def test_costs_add_up_with_the_books(company, found):
    spend = company.tables["SPEND"]
    costs = found.costs.set_index("channel")
    assert costs["amount"].sum() == pytest.approx(spend["amount"].sum())
    assert costs["hires"].sum() == len(company.tables["EMPLOYEES"])
    row = costs.loc["招聘网站"]
    assert row["cost_per_hire"] == pytest.approx(row["amount"] / row["hires"])
    assert row["cost_per_successful_hire"] == pytest.approx(row["cost_per_hire"] / row["success_share"])
    assert row["cost_low"] < row["cost_per_successful_hire"] < row["cost_high"]
    assert costs.loc["猎头", "cost_low"] > costs.loc["内推", "cost_high"]  # a share of a year's pay against a bonus
    assert costs.loc["自荐", "amount"] == 0


def test_the_referral_bonus_is_checked_against_the_reference_channel(found):
    bonus = found.bonus
    assert (bonus.channel, bonus.against) == ("内推", BASE)
    assert bonus.bonus_per_hire == world.REFERRAL_BONUS
    by_hand = {
        name: row["amount"] / row["hires"] * row["n_judged"] / row["successes"]
        for name, row in found.costs.set_index("channel").iterrows()
    }
    assert bonus.saving == pytest.approx(by_hand[BASE] - by_hand["内推"])
    assert bonus.saving_low < bonus.saving < bonus.saving_high
    # at the break-even bonus both would cost the same
    share = found.costs.set_index("channel").loc["内推", "successes"] / bonus.n_judged
    assert bonus.break_even_bonus / share == pytest.approx(bonus.other_cost_per_successful_hire)
    assert bonus.score_verdict == "differs"
    assert BASE in bonus.verdict


def test_with_few_judged_hires_the_bonus_has_no_verdict():
    company = samples.company(250, seed=2, answers=False)
    assert compared(company).bonus.verdict.startswith("too few to say whether the bonus pays")


@pytest.mark.parametrize("engine", [pl.from_pandas, lambda table: table])
def test_any_engine_gives_the_same(engine):
    scores, applications = small(80)
    plain = recruiting.channels(scores, applications).table
    other = recruiting.channels(engine(scores), engine(applications)).table
    pd.testing.assert_frame_equal(plain, other)


def test_input_is_left_as_it_was(company):
    before = company.tables["APPLICATIONS"].copy()
    compared(company)
    pd.testing.assert_frame_equal(before, company.tables["APPLICATIONS"])


def test_small_channels_are_hidden_and_unknown_ones_counted():
    scores, applications = small(40)
    applications["channel"] = applications["channel"].astype(object)
    applications.loc[[0, 1, 2], "channel"] = "tiny"
    applications.loc[[20, 21], "channel"] = None
    found = recruiting.channels(scores, applications)
    assert "tiny" not in set(found.table["channel"])
    assert (found.n_channels_hidden, found.n_rows_hidden, found.n_unknown) == (1, 3, 2)


def test_too_few_says_how_many_would_be_needed():
    scores, applications = small(40)
    row = (
        recruiting.channels(scores, applications, worthwhile={"score": 3.0})
        .table.query("measure == 'score' and verdict != 'reference channel'")
        .iloc[0]
    )
    assert row["verdict"] == "too few to say"
    # two-sample formula: 2 (σ (z_.975 + z_.80) / δ)²
    sd = np.sqrt(
        np.sum(
            [(g - g.mean()).pow(2).sum() for _, g in scores["overall"].groupby([applications["channel"], applications["job_id"]])]
        )
        / 36
    )
    assert row["n_needed"] == pytest.approx(2 * (sd * 2.8016 / 3) ** 2, rel=0.06)


def test_two_raters_of_the_same_application_are_averaged_and_interviews_may_be_joined():
    scores, applications = small(40)
    interviews = pd.DataFrame({"interview_id": [f"V{i}" for i in range(40)], "application_id": applications["application_id"]})
    by_interview = pd.DataFrame({"interview_id": interviews["interview_id"], "overall": scores["overall"]})
    joined = recruiting.channels(by_interview, applications, interviews=interviews).table
    pd.testing.assert_frame_equal(joined, recruiting.channels(scores, applications).table)
    twice = pd.concat([scores.assign(overall=scores["overall"] - 5), scores.assign(overall=scores["overall"] + 5)])
    pd.testing.assert_frame_equal(recruiting.channels(twice, applications).table, joined)


def test_channels_that_share_no_job_are_not_compared():
    scores, applications = small(40)
    applications["job_id"] = applications["channel"]
    row = recruiting.channels(scores, applications, measures=["score"]).table.query("verdict != 'reference channel'").iloc[0]
    assert np.isnan(row["difference"])
    assert row["verdict"] == "too few to say"
    raw = recruiting.channels(scores, applications, measures=["score"], adjust=None).table
    assert raw["difference"].notna().all()


def test_holm():
    # Holm 1979, by hand: .01 × 4, max(.04, .02 × 3), max(.06, .03 × 2), max(.06, .04 × 1)
    assert fairness.holm(np.array([0.04, 0.01, np.nan, 0.03, 0.02])).tolist() == pytest.approx(
        [0.06, 0.04, np.nan, 0.06, 0.06], nan_ok=True
    )


def test_equal_channels_are_rarely_called_different():
    from workbench.recruiting.channels import _differences

    random, called = np.random.default_rng(4), 0
    for _ in range(200):
        channel = random.choice(list("abcde"), 240, p=[0.4, 0.2, 0.2, 0.1, 0.1])
        job = random.choice(list("xy"), 240)
        means = adjusted_means(random.normal(70, 10, 240) + 4 * (job == "x"), channel, job)
        p = _differences(means, 0)[2]
        called += (fairness.holm(np.r_[np.nan, p[1:]]) < 0.05).any()
    assert called / 200 <= 0.09  # any of four comparisons, at most .05 but for the luck of 200 draws (99 %)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda s, a: (s, a.assign(status="hired"), {}), UndefinedResult, "channels cannot differ: everybody was hired"),
        (lambda s, a: (s, a.assign(status="rejected"), {}), UndefinedResult, "channels cannot differ: nobody was hired.*measures=\\['score'\\]"),
        (lambda s, a: (s.assign(overall=70.0), a, {}), UndefinedResult, "every score is the same"),
        (lambda s, a: (s, a.assign(channel=["a"] * 37 + ["b"] * 3), {}), UndefinedResult, "fewer than two channels are large enough.*1 of 2 channels"),
        (lambda s, a: (s, a.assign(channel="a"), {}), UndefinedResult, "fewer than two channels"),
        (lambda s, a: (s.head(0), a.head(0), {}), UndefinedResult, "fewer than two channels"),
        (lambda s, a: (s, a.assign(status=["hired"] * 20 + ["rejected"] * 20), {"measures": ["hire_rate"]}), UndefinedResult, "explain every hire_rate exactly.*perfect separation"),
        (lambda s, a: (s.head(3), a, {"measures": ["score"]}), UndefinedResult, "the channels are too small to compare"),
        (lambda s, a: (s, a, {"worthwhile": {"score": 0}}), ContractError, "worth acting on for 'score' is not above 0"),
        (lambda s, a: (s, a, {"measures": ["charm"]}), ContractError, "there is no measure 'charm'"),
        (lambda s, a: (s, a, {"measures": ["performance"]}), ContractError, "the tables for 'performance' are missing"),
        (lambda s, a: (s, a, {"reference": "c"}), ContractError, "the reference channel 'c' is not there"),
        (lambda s, a: (s.rename(columns={"application_id": "interview_id"}), a, {}), ContractError, "cannot be brought to their applications.*interviews=INTERVIEWS"),
        (lambda s, a: (s.assign(overall="good"), a, {}), ContractError, "'overall' is not a number in every row"),
        (lambda s, a: (s.assign(overall=np.inf), a, {}), ContractError, "40 infinite"),
        (lambda s, a: (s, a.drop(columns="channel"), {}), ContractError, "column missing: channel"),
        (lambda s, a: (s, a, {"score": "overal"}), ContractError, "did you mean 'overall'"),
        (lambda s, a: (s, pd.concat([a, a]), {}), ContractError, "repeated"),
    ],
)  # fmt: skip
def test_refusals_are_in_words(change, error, words):
    scores, applications, more = change(*small(40))
    with pytest.raises(error, match=words):
        recruiting.channels(scores, applications, **more)


def test_spend_in_two_currencies_is_refused():
    scores, applications = small(40)
    spend = pd.DataFrame(
        {"channel": ["a", "b"], "month": pd.Timestamp("2026-01-01"), "item": "fee", "amount": 10.0, "currency": ["CNY", "USD"]}
    )
    with pytest.raises(ContractError, match="several currencies.*CNY, USD"):
        recruiting.channels(scores, applications, spend)


def test_a_channel_with_spend_and_no_hire_has_no_cost_per_hire():
    scores, applications = small(40)
    applications.loc[applications["channel"] == "b", "status"] = "rejected"
    spend = pd.DataFrame({"channel": ["a", "b"], "month": pd.Timestamp("2026-01-01"), "item": "fee", "amount": [100.0, 50.0]})
    found = recruiting.channels(scores, applications, spend, measures=["score"])
    costs = found.costs.set_index("channel")
    assert costs.loc["a", "cost_per_hire"] == 10
    assert np.isnan(costs.loc["b", "cost_per_hire"])
    assert found.bonus is None


def test_without_spend_the_table_of_costs_has_its_columns_and_no_rows():
    applications = pd.DataFrame({
        "application_id": [f"A{n}" for n in range(40)], "candidate_id": [f"C{n}" for n in range(40)], "job_id": "J1", "channel": ["a", "b"] * 20,
        "status": ["hired", "rejected", "rejected", "hired", "rejected"] * 8,
    })  # fmt: skip
    found = recruiting.channels(
        pd.DataFrame({"application_id": applications["application_id"], "overall": np.arange(40.0)}), applications
    )
    assert found.costs.empty
    assert {"channel", "cost_per_hire", "cost_per_successful_hire"} <= set(found.costs)
    assert found.bonus is None


def test_a_hundred_thousand_candidates_are_all_counted():
    n, random = 100_000, np.random.default_rng(1)
    ids = np.char.add("A", np.arange(n).astype(str)).astype(object)
    applications = pd.DataFrame({
        "application_id": ids, "candidate_id": ids, "job_id": random.choice([f"J{i}" for i in range(40)], n), "channel": random.choice(list("abcdef"), n),
        "status": random.choice(["hired", "rejected"], n, p=[0.1, 0.9]),
    })  # fmt: skip
    scores = pd.DataFrame(
        {"application_id": ids, "overall": random.normal(70, 10, n), **{f"c{i}": random.random(n) for i in range(20)}}
    )
    found = recruiting.channels(scores, applications)
    assert found.table["n"].sum() == 2 * n


def test_adjusted_means_stand_whatever_the_number_of_people():
    """Channels and jobs share one direction (the mean); with many people it must not be taken for information."""
    rng = np.random.default_rng(5)
    few = pd.DataFrame({"channel": rng.choice(list("abc"), 300), "job": rng.choice(list("xyzuvw"), 300)})
    few["value"] = (
        60
        + few["channel"].map({"a": 0.0, "b": 2.0, "c": -1.0})
        + few["job"].map(dict(zip("xyzuvw", range(6), strict=True)))
        + rng.normal(0, 3, 300)
    )
    many = pd.concat([few] * 2000, ignore_index=True)
    once, often = (adjusted_means(t["value"].to_numpy(), t["channel"].to_numpy(), t["job"].to_numpy()) for t in (few, many))
    assert often.adjusted == pytest.approx(once.adjusted, abs=1e-6)
    ratio = np.diag(once.covariance) / np.diag(often.covariance)
    assert ratio == pytest.approx(np.full(3, 2000.0), rel=0.05)
