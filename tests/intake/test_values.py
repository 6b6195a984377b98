import datetime as dt

import pytest

from workbench.contracts import ANSWERS, APPLICATIONS, CANDIDATES, INTERVIEWS, JOBS, OFFERS
from workbench.intake.values import UnreadableError, read_cell, stated_currency, stated_period

PAY = CANDIDATES["expected_pay"]
YEARS = CANDIDATES["years_experience"]
DAY = INTERVIEWS["interview_date"]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("12K", 12000), ("12k", 12000), ("1.2万", 12000), ("1.2w", 12000), ("¥12,000", 12000), ("￥１２，０００", 12000),
        ("12000元/月", 12000), ("１２０００", 12000), ("12 000", 12000), ("RMB 12000", 12000), ("12.5K", 12500), ("两万", 20000),
        ("1,200,000", 1200000), (12000, 12000), (12000.5, 12000.5), ("0", 0), ("1百万", 1000000), ("12000.00", 12000),
    ],
)  # fmt: skip
def test_money_as_people_type_it(typed, amount):
    assert read_cell(typed, PAY) == amount


@pytest.mark.parametrize("empty", ["", "  ", None, "-", "—", "面议", "N/A", "nan", "NULL", "未知", float("nan"), "\u3000"])
def test_empty_words_are_missing(empty):
    assert read_cell(empty, PAY) is None


def test_none_is_a_degree_where_the_contract_says_so():
    assert read_cell("none", CANDIDATES["degree"]) == "none"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("一二三abc", "is not a number"), ("12-15K", "is not a number"), ("-5000", "is below 0"), ("12,34", "is not a number"),
     (True, "is not a number"), ("inf", "is not a number"), (float("inf"), "is not a finite number")],
)  # fmt: skip
def test_unreadable_money_says_why_and_never_quotes(typed, reason):
    with pytest.raises(UnreadableError, match=reason) as caught:
        read_cell(typed, PAY)
    assert str(typed) not in str(caught.value)


@pytest.mark.parametrize(
    ("typed", "years"), [("3年", 3), ("三年", 3), ("５", 5), ("5年以上", 5), ("2.5", 2.5), ("10+", 10), ("十二年", 12)]
)
def test_years(typed, years):
    assert read_cell(typed, YEARS) == years


@pytest.mark.parametrize(
    "typed",
    ["2026-03-01", "2026/3/1", "2026.3.1", "20260301", "2026年3月1日", "２０２６年３月１日", "二〇二六年3月1日", "2026-03-01 14:22:05",
     "2026-03-01T08:00:00Z", "1 Mar 2026", "March 1, 2026", 46082, 46082.0, dt.date(2026, 3, 1), dt.datetime(2026, 3, 1, 9, 30), 20260301],
)  # fmt: skip
def test_dates_as_people_type_them(typed):
    assert read_cell(typed, DAY) == dt.datetime(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03", (2026, 3, 1)),
        ("2026年3月", (2026, 3, 1)),
        ("13/2/2026", (2026, 2, 13)),
        ("2/13/2026", (2026, 2, 13)),
        ("3/3/2026", (2026, 3, 3)),
    ],
)
def test_months_and_unambiguous_orders(typed, day):
    assert read_cell(typed, DAY) == dt.datetime(*day)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [("2026-02-30", "not a day of the calendar"), ("2026-13-01", "not a day of the calendar"), ("3/4/2026", "cannot be told apart"),
     ("soon", "is not a date"), ("1850-01-01", "outside 1900-2200"), (0.5, "is not a date")],
)  # fmt: skip
def test_impossible_dates(typed, reason):
    with pytest.raises(UnreadableError, match=reason):
        read_cell(typed, DAY)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("本科", "bachelor"),
        ("Bachelor's", "bachelor"),
        ("硕士研究生", "master"),
        ("大专", "associate"),
        ("PhD", "doctor"),
        ("bachelor", "bachelor"),
    ],
)
def test_degrees(typed, value):
    assert read_cell(typed, CANDIDATES["degree"]) == value


def test_categories_flags_integers_ids_and_json():
    assert read_cell("不限", JOBS["min_degree"]) == "none"
    assert read_cell("已入职", APPLICATIONS["status"]) == "hired"
    assert [read_cell(word, OFFERS["accepted"]) for word in ("是", "否", "Y", "0", True)] == [True, False, True, False, True]
    assert read_cell("３人", JOBS["openings"]) == 3
    assert read_cell(1001.0, JOBS["job_id"]) == "1001"
    assert read_cell("Ｊ－SM-01", JOBS["job_id"]) == "J-SM-01"
    assert read_cell("[[0, 1.5, 0, 4]]", ANSWERS["segments"]) == "[[0, 1.5, 0, 4]]"
    for typed, column, reason in [
        ("小学博士", CANDIDATES["degree"], "is not one of none, associate"), ("maybe", OFFERS["accepted"], "neither yes nor no"),
        ("2.5", JOBS["openings"], "not a whole number"), ("{", ANSWERS["segments"], "is not JSON"), ("x" * 201, JOBS["job_id"], "too long"),
        ("99", YEARS, "is above 60 years"),
    ]:  # fmt: skip
        with pytest.raises(UnreadableError, match=reason):
            read_cell(typed, column)


def test_the_period_an_amount_names_itself():
    assert [stated_period(cell) for cell in ("15万/年", "12000元/月", "¥80/小时", "12K", "12K per month", 12000)] == [
        "year",
        "month",
        "hour",
        None,
        "month",
        None,
    ]


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("约12K", 12000),
        ("税前１.２万", 12000),
        ("about 12k", 12000),
        ("1万2", 12000),
        ("1万2千", 12000),
        ("3000美元", 3000),
        ("HK$20,000", 20000),
    ],
)
def test_money_with_a_word_before_or_after_it(typed, amount):
    assert read_cell(typed, PAY) == amount


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("$3,000", "USD"),
        ("3000美元", "USD"),
        ("¥3000", "CNY"),
        ("3000元/月", "CNY"),
        ("HK$3000", "HKD"),
        ("€3.000", "EUR"),
        ("3000", None),
        (3000, None),
    ],
)
def test_a_currency_the_amount_names_itself(typed, currency):
    assert stated_currency(typed) == currency


@pytest.mark.parametrize(
    ("typed", "years"),
    [("18个月", 1.5), ("6 months", 0.5), ("1年6个月", 1.5), ("三年半", 3.5), ("半年", 0.5), ("3 years", 3), ("5+ yrs", 5)],
)
def test_lengths_of_time_in_the_unit_of_the_column(typed, years):
    assert read_cell(typed, YEARS) == pytest.approx(years)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("30min", 30), ("45 minutes", 45), ("1小时30分", 90), ("1.5 hours", 90), ("90秒", 1.5), ("半小时", 30)]
)
def test_minutes(typed, minutes):
    assert read_cell(typed, INTERVIEWS["duration_min"]) == pytest.approx(minutes)


@pytest.mark.parametrize("typed", ["12个月", "3 months"])
def test_a_length_of_time_is_no_count(typed):
    with pytest.raises(UnreadableError, match="is not a number"):
        read_cell(typed, JOBS["openings"])


@pytest.mark.parametrize(
    "typed",
    [
        "Mar 1st, 2026",
        "1st March 2026",
        "Sunday, 1 March 2026",
        "Sun 1 Mar 2026",
        "2026–03–01",
        "2026-03-01(周日)",
        "二〇二六年三月一日",
        "46082",
    ],
)
def test_more_spellings_of_one_day(typed):
    assert read_cell(typed, DAY) == dt.datetime(2026, 3, 1)


def test_chinese_days_above_ten_and_sept():
    assert read_cell("二〇二六年十二月二十一日", DAY) == dt.datetime(2026, 12, 21)
    assert read_cell("Sept. 5, 2025", DAY) == dt.datetime(2025, 9, 5)
