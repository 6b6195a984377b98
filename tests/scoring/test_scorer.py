"""A scorer on a planted truth: found on known and new questions, not found in noise, refused when too little, silent outside its range."""

import math

import numpy as np
import pandas as pd
import pytest

from workbench import scoring
from workbench.contracts import ANSWER_FEATURES, FEATURE_NAMES
from workbench.definitions import AnswerScorer
from workbench.errors import ContractError, UndefinedResult

SHAPE = {"speaking_s": (60, 8), "connectives_per_100": (8, 1), "quantities_per_100": (9, 1), "distinct_share": (0.5, 0.05)}
COLUMNS = ["interview_id", "question_id", *SHAPE, "features_version"]


def world(n=200, *, strength=1.0, questions=("q1", "q2"), own=0.0, seed=5):
    """Interviews whose ratings follow length and connectives; `own` plants a second, question-bound effect that does not carry over."""
    random = np.random.default_rng(seed)
    rows, given = [], []
    for number in range(n):
        name = f"I{number}"
        z = random.normal(size=4)
        for place, question in enumerate(questions):
            if random.random() < 0.7 or place == number % len(questions):
                seen = z + 0.5 * random.normal(size=4)
                values = [centre + spread * value for (centre, spread), value in zip(SHAPE.values(), seen, strict=True)]
                rows.append([name, question, *values, "features-1"])
        latent = strength * (0.8 * z[0] + 0.5 * z[1]) + own * z[2]
        for rater in random.choice(5, size=1 + number % 3, replace=False):
            given.append([name, "strategy", f"r{rater}", float(np.clip(round(3 + latent + 0.7 * random.normal()), 1, 5))])
    return pd.DataFrame(rows, columns=COLUMNS), pd.DataFrame(given, columns=["interview_id", "criterion", "rater_id", "rating"])


def trained(features, ratings, **more):
    return scoring.train(features, ratings, criterion="strategy", lowest=1, highest=5, n_resamples=300, **more)


def worth(training, compared, against="one rater", measure="qwk"):
    report = training.report
    return report[(report["compared"] == compared) & (report["against"] == against) & (report["measure"] == measure)].iloc[0]


@pytest.fixture(scope="module")
def learned():
    return trained(*world())


def test_a_planted_truth_is_found_on_known_and_new_questions_and_stands_beside_people(learned):
    for compared in ("known questions", "new questions"):
        for measure in ("qwk", "icc", "mae"):
            row = worth(learned, compared, measure=measure)
            assert row["low"] < row["value"] < row["high"]
            assert row["n"] > 150
    assert worth(learned, "known questions")["value"] > 0.35
    assert worth(learned, "new questions")["value"] > 0.3
    assert 0.3 < worth(learned, "one rater with another")["value"] < 0.9
    assert (
        worth(learned, "known questions", measure="mae")["value"]
        < worth(learned, "the mean rating for everybody", measure="mae")["value"]
    )
    steady = worth(learned, "known questions", "mean of raters")["value"]
    assert steady > worth(learned, "known questions")["value"]
    scorer = learned.scorer
    assert scorer.trusted_on == ("known questions", "new questions")
    weights = {feature.name: feature.weight for feature in scorer.features}
    assert weights["speaking_s"] > weights["connectives_per_100"] > 0.1
    assert abs(weights["quantities_per_100"]) < 0.15
    assert (scorer.n_interviews, scorer.n_raters, scorer.questions) == (200, 5, ("q1", "q2"))


def test_ordinal_finds_it_too():
    found = trained(*world(120), method="ordinal")
    assert worth(found, "known questions")["low"] > 0
    assert len(found.scorer.cutpoints) == 4
    features, _ = world(120)
    assert scoring.rate(features, found.scorer)["rating"].dropna().between(1, 5).all()


def test_held_out_predictions_are_those_of_scorers_that_saw_neither_candidate_nor_question():
    """A feature that is a candidate's fingerprint gives nothing away: every copy of it was left out."""
    features, ratings = world(strength=0.0)
    mean = ratings.groupby("interview_id")["rating"].mean()
    random = np.random.default_rng(0)
    twin = features["interview_id"].map(dict(zip(mean.index, random.permutation(len(mean)), strict=True)))
    found = trained(features.assign(sentence_s=twin.astype(float)), ratings)
    assert worth(found, "known questions")["low"] <= 0
    assert found.scorer.trusted_on == ()


def test_two_interviews_of_one_candidate_stay_together():
    """With every interview entered twice, splits by interview would know the answer; splits by candidate do not."""
    features, ratings = world(80, strength=0.0, seed=11)
    random = np.random.default_rng(1)
    mark = dict(zip(features["interview_id"].unique(), random.normal(size=80), strict=True))
    features = features.assign(sentence_s=features["interview_id"].map(mark) * 3 + 20)
    ratings = ratings.assign(rating=[float(np.clip(round(3 + 1.5 * np.sin(40 * mark[i])), 1, 5)) for i in ratings["interview_id"]])
    twice = [pd.concat([t, t.assign(interview_id=t["interview_id"] + "b")], ignore_index=True) for t in (features, ratings)]
    together = {name: name.removesuffix("b") for name in twice[0]["interview_id"]}
    said = trained(*twice, groups=together).held_out.set_index("interview_id")
    for name in mark:  # both copies were rated by the same fold's scorer
        assert said.loc[name, "known"] == pytest.approx(said.loc[f"{name}b", "known"], nan_ok=True)


def test_noise_is_not_trusted_and_rates_nobody():
    features, ratings = world(strength=0.0)
    found = trained(features, ratings)
    assert found.scorer.trusted_on == ()
    rated = scoring.rate(features, found.scorer)
    assert set(rated["status"]) == {"abstained"}
    assert set(rated["reason"]) == {"the scorer is not shown to do better than chance"}


def test_with_one_question_nothing_is_claimed_about_others():
    features, ratings = world(questions=("q1",))
    found = trained(features, ratings)
    row = worth(found, "new questions")
    assert math.isnan(row["value"])
    assert row["note"] == "all answers are to one question: what it is worth on another is not known"
    rated = scoring.rate(features.assign(question_id="q9"), found.scorer)
    assert set(rated["reason"]) == {"the scorer has not seen this question and is not shown to work on new ones"}


@pytest.mark.parametrize(("n", "found"), [(59, "59 interviews"), (1, "1 interviews"), (0, "0 interviews")])
def test_too_few_ratings_are_refused_with_the_number_needed(n, found):
    features, ratings = world(70)
    kept = [f"I{number}" for number in range(n)]
    with pytest.raises(
        UndefinedResult, match=rf"too few ratings to learn from. Found: {found}.*at least 60.*have people rate more"
    ):
        trained(features, ratings[ratings["interview_id"].isin(kept)])


def test_the_minimum_may_be_raised_and_not_lowered():
    features, ratings = world(70)
    with pytest.raises(UndefinedResult, match="at least 100"):
        trained(features, ratings, minimum=100)
    with pytest.raises(ContractError, match="may only be raised. Found: 5. Expected: 60 or more"):
        trained(features, ratings, minimum=5)


def test_ratings_that_do_not_differ_or_leave_the_scale_are_refused():
    features, ratings = world(70)
    with pytest.raises(UndefinedResult, match="nothing to learn when every rating is the same"):
        trained(features, ratings.assign(rating=3.0))
    with pytest.raises(ContractError, match=r"1 ratings lie outside the scale. Found: rows 2. Expected: 1 to 5"):
        trained(features, ratings.assign(rating=[3.0, 4.0, 9.0, *ratings["rating"][3:]]))
    with pytest.raises(UndefinedResult, match="do not differ in any feature"):
        trained(features.assign(**dict.fromkeys(SHAPE, 1.0)), ratings)
    with pytest.raises(ContractError, match="proportional odds need a scale of few steps"):
        scoring.train(features, ratings, criterion="strategy", lowest=0, highest=100, method="ordinal")
    with pytest.raises(
        ContractError, match="no such method. Found: 'rigde'. Expected: one of ridge, ordinal. Cure: did you mean 'ridge'"
    ):
        trained(features, ratings, method="rigde")
    with pytest.raises(ContractError, match="several versions"):
        trained(features.assign(features_version=["a", *["b"] * (len(features) - 1)]), ratings)


def test_tables_that_are_not_what_they_should_be_are_refused_before_any_work():
    features, ratings = world(70)
    with pytest.raises(ContractError, match="column missing: rater_id"):
        trained(features, ratings.drop(columns="rater_id"))
    with pytest.raises(ContractError, match=r"RATINGS.*key \(interview_id, criterion, rater_id\) repeated in 1 row"):
        trained(features, pd.concat([ratings, ratings.head(1)], ignore_index=True))
    with pytest.raises(ContractError, match="'rating' is not a number"):
        trained(features, ratings.assign(rating="good"))
    with pytest.raises(ContractError, match="lie outside the scale|above 100"):
        trained(features, ratings.assign(rating=[math.inf, *ratings["rating"][1:]]))
    with pytest.raises(ContractError, match=r"ANSWER_FEATURES.*repeated"):
        trained(pd.concat([features, features.head(1)], ignore_index=True), ratings)
    with pytest.raises(ContractError, match="ANSWER_FEATURES: columns missing: question_id, features_version"):
        trained(ratings, ratings)
    with pytest.raises(ContractError, match="the scale has no length"):
        scoring.train(features, ratings, criterion="strategy", lowest=5, highest=5)
    with pytest.raises(UndefinedResult, match="0 interviews"):
        trained(features.head(0), ratings.head(0))
    gaps = ratings.assign(rating=[math.nan, *ratings["rating"][1:]])
    assert trained(features, gaps).scorer.n_ratings == len(ratings) - 1


def test_one_candidate_alone_cannot_be_split():
    features, ratings = world(70)
    found = trained(features, ratings, groups=dict.fromkeys(features["interview_id"], "C-1"))
    assert found.scorer.trusted_on == ()
    assert math.isnan(worth(found, "known questions")["value"])


def test_it_abstains_outside_its_training_range_and_names_the_feature(learned):
    features, _ = world()
    high = learned.scorer.features[[f.name for f in learned.scorer.features].index("speaking_s")].high
    odd = features.head(1).assign(interview_id="X", speaking_s=high + 0.01)
    row = scoring.rate(odd, learned.scorer).iloc[0]
    assert (row["status"], row["reason"]) == ("abstained", "outside of what the scorer learned from: speaking_s")
    assert math.isnan(row["rating"])
    assert scoring.rate(odd.assign(speaking_s=high), learned.scorer).iloc[0]["status"] == "usable"


def test_a_rating_carries_its_band_its_quality_and_its_version(learned):
    features, _ = world()
    rated = scoring.rate(features, learned.scorer)
    assert list(rated["interview_id"]) == list(features["interview_id"].unique())
    usable = rated[rated["status"] == "usable"]
    assert (usable["low"] <= usable["rating"]).all()
    assert (usable["rating"] <= usable["high"]).all()
    assert usable["low"].min() >= 1
    assert set(rated["scorer_version"]) == {learned.scorer.version}
    assert usable["quality"].iloc[0] == pytest.approx(worth(learned, "known questions", "mean of raters", "icc")["value"], abs=1e-4)
    narrow = scoring.rate(features, learned.scorer, confidence=0.5).loc[usable.index]
    assert (narrow["high"] - narrow["low"] < usable["high"] - usable["low"]).all()


def test_noise_answers_and_missing_features_are_told_apart(learned):
    features, _ = world()
    spoilt = features.head(2).assign(interview_id=["X", "Y"], reason=["the transcript cannot be used: empty", None])
    rated = scoring.rate(spoilt, learned.scorer).set_index("interview_id")
    assert rated.loc["X", "reason"] == "the transcript cannot be used: empty"
    assert rated.loc["Y", "status"] == "usable"
    gap = features.head(1).assign(distinct_share=math.nan)
    assert scoring.rate(gap, learned.scorer).iloc[0]["status"] == "usable"


def test_features_of_another_version_are_refused(learned):
    features, _ = world(70)
    with pytest.raises(ContractError, match=r"not those the scorer learned from.*features-2.*Expected: features-1"):
        scoring.rate(features.assign(features_version="features-2"), learned.scorer)


def test_the_document_is_the_scorer(learned):
    """Written to a file and read back, it gives the same ratings under the same version."""
    features, _ = world()
    again = AnswerScorer.from_dict(learned.scorer.to_dict())
    assert again.version == learned.scorer.version
    pd.testing.assert_frame_equal(scoring.rate(features, again), scoring.rate(features, learned.scorer))


def test_the_same_data_in_any_order_is_the_same_data():
    features, ratings = world(70)
    one, other = (
        trained(features, ratings),
        trained(features.sample(frac=1, random_state=1), ratings.sample(frac=1, random_state=2)),
    )
    assert one.scorer.data_hash == other.scorer.data_hash
    changed = (
        ratings.assign(rating=[2.0, *ratings["rating"][1:]])
        if ratings["rating"][0] != 2
        else ratings.assign(rating=[3.0, *ratings["rating"][1:]])
    )
    assert trained(features, changed).scorer.data_hash != one.scorer.data_hash


def test_inputs_are_untouched_and_progress_is_told():
    features, ratings = world(70)
    before, told = (features.copy(), ratings.copy()), []
    trained(features, ratings, progress=lambda done, total: told.append((done, total)))
    pd.testing.assert_frame_equal(features, before[0])
    pd.testing.assert_frame_equal(ratings, before[1])
    assert told[0] == (0, 15)
    assert told[-1] == (15, 15)


def test_every_feature_is_a_column_of_the_contract():
    assert set(SHAPE) <= set(FEATURE_NAMES) <= set(ANSWER_FEATURES.names)
