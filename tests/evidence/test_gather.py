"""Gathering: contracts kept, every value with its place, abstentions with their reason, wide tables complete."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest

from workbench import contracts
from workbench.definitions import Rubric, SkillTaxonomy
from workbench.errors import ContractError
from workbench.evidence import gather

RUBRIC = Rubric.load(Path("data/definitions/rubric-sales-manager.yaml"))
TAXONOMY = SkillTaxonomy.load(Path("data/definitions/skills.yaml"))
FIRST = "去年我新增了五十多个客户，主要靠线下展会。我带过8人的团队，团队业绩增长了25%。"
SECOND = "如果让我带20人，我也行。社群运营我没有做过。"


@pytest.fixture
def interviews():
    return pd.DataFrame(
        {
            "interview_id": ["V1", "V2"], "application_id": ["A1", "A2"], "candidate_id": ["C1", "C2"], "job_id": ["J-SM-01"] * 2,
            "interview_date": pd.to_datetime(["2026-03-01"] * 2), "language": ["zh", "zh"],
        }
    )  # fmt: skip


@pytest.fixture
def answers():
    segments = [[0.0, 6.5, 0, 21], [6.5, 14.0, 21, len(FIRST)]]
    return pd.DataFrame(
        {
            "interview_id": ["V1", "V1", "V2"], "question_id": ["q1", "q2", "q1"], "question_text": ["去年你新增了多少客户？", "你带过多少人？", "去年你新增了多少客户？"],
            "answer_text": [FIRST, SECOND, "谢谢" * 20], "segments": [json.dumps(segments), None, None],
        }
    )  # fmt: skip


@pytest.fixture
def recordings():
    def one(interview, question, verdict, rate, duration, reason=None):
        values = {"speech_rate_sps": rate, "speech_share": 0.5, "pause_mean_s": 0.4, "snr_db": 20.0}
        return (
            interview,
            question,
            f"{question}.wav",
            verdict,
            reason,
            duration,
            json.dumps(values),
            json.dumps([[1.0, 5.0], [6.0, 9.0]]),
            "x",
        )

    rows = [one("V1", "q1", "scorable", 4.0, 60.0), one("V1", "q2", "scorable", 7.0, 20.0), one("V1", "q3", "re-record", 99.0, 60.0, "snr 3 dB below 10"),
            one("V2", "q1", "re-record", None, 60.0, "snr 2 dB below 10")]  # fmt: skip
    names = [
        "interview_id",
        "question_id",
        "recording",
        "verdict",
        "reason",
        "duration_s",
        "descriptors",
        "track",
        "extractor_version",
    ]
    return pd.DataFrame(rows, columns=names)


@pytest.fixture
def ratings():
    return pd.DataFrame(
        {
            "interview_id": ["V1"] * 3,
            "criterion": ["strategy", "strategy", "clarity"],
            "rater_id": ["r1", "r2", "r1"],
            "rating": [3.0, 4.0, 5.0],
        }
    )


@pytest.fixture
def gathered(interviews, answers, recordings, ratings):
    people = pd.DataFrame(
        {
            "candidate_id": ["C1", "C2"],
            "years_experience": [6.0, None],
            "degree": ["master", None],
            "work_history": ["曾在某快消公司担任销售主管", None],
        }
    )
    return gather.gather(
        interviews, answers, rubrics={"J-SM-01": RUBRIC}, recordings=recordings, ratings=ratings, candidates=people, taxonomy=TAXONOMY,
        job_families={"J-SM-01": "sales"},
    )  # fmt: skip


def value(gathered, interview, name):
    table = gathered.evidence
    return table[(table["interview_id"] == interview) & (table["indicator"] == name)].iloc[0]


def test_tables_keep_their_contracts(gathered):
    contracts.EVIDENCE.check(gathered.evidence)
    contracts.SKILL_TAGS.check(gathered.tags)
    for interview in ("V1", "V2"):
        held = set(gathered.evidence.loc[gathered.evidence["interview_id"] == interview, "indicator"])
        assert set(RUBRIC.indicators) <= held


def test_every_answer_value_leads_to_its_characters_and_second(gathered, answers):
    texts = {(r.interview_id, r.question_id): r.answer_text for r in answers.itertuples()}
    quoted = gathered.evidence.dropna(subset=["quote"])
    assert len(quoted) >= 3
    for r in quoted.itertuples():
        assert texts[r.interview_id, r.question_id][r.span_start : r.span_end] == r.quote
    customers = value(gathered, "V1", "new_customers_year")
    assert (customers.value, customers.value_high, customers.quote, customers.start_s, customers.end_s) == (
        50,
        math.inf,
        "五十多个",
        0.0,
        6.5,
    )
    assert value(gathered, "V1", "team_size").value == 8
    assert value(gathered, "V1", "team_size").start_s == 6.5


def test_delivery_is_weighted_by_seconds_of_speech(gathered):
    rate = value(gathered, "V1", "speech_rate_sps")
    assert rate.value == pytest.approx((4.0 * 30 + 7.0 * 10) / 40)
    assert (rate.n_mentions, rate.question_id, rate.start_s, rate.end_s) == (2, "q1", 1.0, 9.0)
    assert "1 of 3 recordings failed" in rate.reason


def test_failed_gate_and_noise_abstain_with_reason(gathered):
    rate = value(gathered, "V2", "speech_rate_sps")
    assert (rate.status, math.isnan(rate.value)) == ("abstained", True)
    assert "snr 2 dB below 10" in rate.reason
    customers = value(gathered, "V2", "new_customers_year")
    assert customers.status == "abstained"
    assert "the same words repeated" in customers.reason


def test_ratings_are_means_over_raters(gathered):
    strategy = value(gathered, "V1", "rating.strategy")
    assert (strategy.value, strategy.n_mentions, strategy.value_low, strategy.value_high) == (3.5, 2, 3.0, 4.0)
    assert value(gathered, "V2", "rating.strategy").reason == "nobody has rated it"


def test_resume_indicators(gathered):
    assert value(gathered, "V1", "years_experience").value == 6
    assert value(gathered, "V1", "degree_level").value == 3
    assert value(gathered, "V1", "led_team_before").value == 1


def test_tags_carry_polarity(gathered):
    found = {(r.tag, r.polarity, r.sentence) for r in gathered.tags.itertuples()}
    assert ("offline_expo", "has", "去年我新增了五十多个客户，主要靠线下展会。") in found
    assert ("community_operations", "negated", "社群运营我没有做过。") in found


def test_wide_has_every_named_indicator(gathered):
    table = gather.wide(gathered.evidence, RUBRIC, interviews=["V2", "V1", "V9"])
    assert list(table["interview_id"]) == ["V2", "V1", "V9"]
    assert list(table.columns) == ["interview_id", *RUBRIC.indicators]
    assert table.set_index("interview_id").loc["V1", "new_customers_year"] == 50
    assert table.set_index("interview_id").loc["V9"].isna().all()
    assert gather.wide(gathered.evidence, ["speech_rate"]).loc[0, "speech_rate"] == pytest.approx(4.75)


def test_undecided_is_null_in_the_wide_table(interviews, answers):
    answers = answers.assign(answer_text=["去年我新增了四五十个客户。", "好的。", "没有。"])
    found = gather.gather(interviews, answers, rubrics={"J-SM-01": RUBRIC})
    assert value(found, "V1", "new_customers_year").status == "undecided"
    assert gather.wide(found.evidence, ["new_customers_year"])["new_customers_year"].isna().all()


def test_same_input_same_table(interviews, answers, gathered):
    again = gather.gather(interviews, answers, rubrics={"J-SM-01": RUBRIC})
    pd.testing.assert_frame_equal(again.evidence, gather.gather(interviews, answers, rubrics={"J-SM-01": RUBRIC}).evidence)


def test_nobody_interviewed_is_an_empty_table(interviews, answers):
    found = gather.gather(interviews.head(0), answers.head(0), rubrics={}, taxonomy=TAXONOMY)
    assert found.evidence.empty
    assert list(found.evidence.columns) == contracts.EVIDENCE.names


def test_missing_columns_are_named(interviews, answers):
    with pytest.raises(ContractError, match="ANSWERS: column missing: answer_text"):
        gather.gather(interviews, answers.drop(columns="answer_text"), rubrics={})
