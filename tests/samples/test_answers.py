"""Answers really say the quantities: spans lead to the words, the words read back to the numbers, denials are marked."""

import math
import random

import cn2an
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import samples
from workbench.samples.numerals import chinese, english, spoken_count, spoken_days, spoken_percent


@pytest.fixture(scope="module")
def company():
    return samples.company(600, seed=21)


@pytest.fixture(scope="module")
def said(company):
    return company.truth["tables"]["said"].merge(company.tables["ANSWERS"], on=["interview_id", "question_id"])


def test_every_span_leads_to_the_words_said(said):
    for row in said.itertuples():
        assert row.answer_text[row.span_start : row.span_end] == row.surface


def test_what_counts_is_stated_once_and_equals_the_true_evidence(company, said):
    stated = said[said["kind"] == "stated"]
    assert not stated.duplicated(["interview_id", "indicator"]).any()
    wide = company.truth["tables"]["evidence"].set_index("interview_id")
    assert all(wide.loc[row.interview_id, row.indicator] == row.value for row in stated.itertuples())
    n_true = sum(wide[name].notna().sum() for name in stated["indicator"].unique())
    assert n_true == len(stated)


def test_bounds_hold_the_value(said):
    assert (said["value_low"] <= said["value"]).all()
    assert (said["value"] <= said["value_high"]).all()


def test_people_speak_in_every_way(said):
    assert set(said["kind"]) == {"stated", "negated", "hypothetical", "other"}
    forms = set(said["form"])
    assert {"exact", "digits", "about", "over", "under", "range", "corrected", "least", "monthly", "tenths"} <= forms
    corrected = said[said["form"] == "corrected"]
    assert corrected.loc[corrected["language"] == "zh", "surface"].str.contains("不对").all()
    assert corrected.loc[corrected["language"] == "en", "surface"].str.contains("sorry").all()


def test_four_in_five_interviews_are_chinese(company):
    share = (company.tables["INTERVIEWS"]["language"] == "zh").mean()
    assert share == pytest.approx(0.8, abs=3 * math.sqrt(0.16 / len(company.tables["INTERVIEWS"])))


def test_no_answer_is_empty_and_skills_stand_where_the_truth_says(company):
    assert (company.tables["ANSWERS"]["answer_text"].str.len() > 5).all()
    skills = company.truth["tables"]["skills"].merge(company.tables["ANSWERS"], on=["interview_id", "question_id"])
    assert all(row.answer_text[row.span_start : row.span_end] == row.skill for row in skills.itertuples())
    assert set(skills["polarity"]) == {"has", "negated", "hypothetical"}


def test_communicators_tell_whole_stories(company):
    wide = company.truth["tables"]["evidence"].merge(company.tables["INTERVIEWS"][["interview_id", "language"]], on="interview_id")
    answers = company.tables["ANSWERS"].merge(wide[["interview_id", "star_completeness", "language"]], on="interview_id")
    chinese_ones = answers[answers["language"] == "zh"]
    ends = chinese_ones["answer_text"].str.contains("最后|结果|最终")
    whole, few = (ends[rows].mean() for rows in (chinese_ones["star_completeness"] > 0.9, chinese_ones["star_completeness"] < 0.5))
    assert whole > 0.9
    assert few < 0.6


@settings(deadline=None)
@given(st.integers(1, 99_999_999))
def test_chinese_numerals_read_back(number):
    assert cn2an.cn2an(chinese(number).replace("两", "二"), "smart") == number


@pytest.mark.parametrize(("number", "words"), [(2, "两"), (12, "十二"), (105, "一百零五"), (120, "一百二十"), (200, "两百"), (2300, "两千三百"),
                                               (62_000, "六万两千"), (100_500, "十万零五百"), (4.5, "四点五")])  # fmt: skip
def test_chinese_numerals_as_people_say_them(number, words):
    assert chinese(number) == words


@pytest.mark.parametrize(("number", "words"), [(0, "zero"), (19, "nineteen"), (40, "forty"), (59, "fifty-nine"), (1200, "1,200")])
def test_english_numerals(number, words):
    assert english(number) == words


@settings(deadline=None)
@given(st.integers(0, 200_000), st.sampled_from(["zh", "en"]), st.integers(0, 10_000))
def test_every_count_lies_in_the_bounds_of_what_was_said(number, language, seed):
    spoken = spoken_count(number, language, classifier="个", choice=random.Random(seed))
    assert spoken.low <= number <= spoken.high
    assert spoken.text


@settings(deadline=None)
@given(st.integers(0, 150), st.sampled_from(["zh", "en"]), st.integers(0, 10_000))
def test_every_percentage_and_every_day_lies_in_its_bounds(number, language, seed):
    for say in (spoken_percent, spoken_days):
        spoken = say(number, language, choice=random.Random(seed))
        assert spoken.low <= number <= spoken.high
