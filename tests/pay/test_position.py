"""Compa-ratio, range penetration and the portrait: published cases and refusals."""

import numpy as np
import pandas as pd
import pytest

from workbench import pay
from workbench.errors import ContractError, UndefinedResult


def test_published_range_penetration():
    assert pay.range_penetration(70000, 55000, 82200) == pytest.approx(0.55, abs=0.0016)  # community.talentup.io


def test_published_compa_ratio():
    assert pay.compa_ratio(75000, 80000) == 0.9375  # hrsource.org 2024
    assert pay.range_penetration(75000, 64000, 96000) == 0.34375


def test_columns_go_in_and_a_range_without_width_is_missing():
    pays = pd.Series([70000.0, np.nan, 5.0])
    got = pay.range_penetration(pays, pd.Series([55000, 1, 5]), pd.Series([82200, 2, 5]))
    assert got.round(4).tolist()[0] == 0.5515
    assert got.isna().tolist() == [False, True, True]
    assert pay.compa_ratio(pd.Series([90.0, 110.0]), 100).tolist() == [0.9, 1.1]


@pytest.mark.parametrize("call", [lambda: pay.compa_ratio(1, 0), lambda: pay.range_penetration(1, 5, 5)])
def test_a_base_of_nothing_is_refused(call):
    with pytest.raises(UndefinedResult, match="has no value.*above 0"):
        call()


def test_m15_score_80_now_12k_expects_18k():
    people = pd.DataFrame({"interview_id": ["a"], "overall": [80], "current_pay": [12000], "expected_pay": [18000]})
    row = pay.portrait(people, range_min=15000, range_max=20000).iloc[0]
    assert (row.expected_position, row.expected_distance, row.expected_penetration) == ("inside", 0, 0.6)
    assert (row.current_position, row.current_distance) == ("below", -3000)
    assert row.raise_pct == pytest.approx(50)
    assert row.expected_compa_ratio == pytest.approx(18000 / 17500)
    out = pay.portrait(people, range_min=12000, range_max=15000).iloc[0]
    assert (out.expected_position, out.expected_distance, out.overall) == ("above", 3000, 80)


def test_the_portrait_reads_the_jobs_columns_and_says_unknown():
    people = pd.DataFrame({"expected_pay": [None, 9.0], "pay_min": [1.0, None], "pay_max": [2.0, 3.0]})
    assert pay.portrait(people)["expected_position"].tolist() == ["unknown", "unknown"]


def test_the_portrait_refuses_no_range_and_a_falling_one():
    with pytest.raises(ContractError, match="column missing: range_min"):
        pay.portrait(pd.DataFrame({"expected_pay": [1]}))
    with pytest.raises(ContractError, match="a range falls.*1 rows"):
        pay.portrait(pd.DataFrame({"expected_pay": [1]}), range_min=3, range_max=2)
