"""Loose ways of saying a number, and the words that only look like one."""

import pytest

from workbench.evidence.language import quantities


def read(text):
    return [(q.value, q.value_max, q.operator, q.unit) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("小两百家门店都是我跑下来的", (200, None, "<", "count")), ("带过二十好几个人", (20, None, ">", "count")),
        ("大半个月就招齐了", (0.5, None, ">", "month")), ("十几二十个客户吧", (10, 20, "range", "count")),
        ("万儿八千的粉丝还是有的", (8000, 10000, "range", "count")), ("业绩翻了一番不止", (2, None, ">", "times")),
        ("百分之十的客户流失了", (10, None, "=", "percent")), ("三四十来个人", (30, 40, "range", "count")),
        ("attendance in the mid-eighties percent", (84, 86, "range", "percent")), ("six-figure deals", (100_000, 999_999, "range", "usd")),
        ("triple-digit growth", (100, 999, "range", "percent")), ("forty customers or so", (40, None, "~", "count")),
        ("two fortnights", (28, None, "=", "day")), ("I beat them 2 to 1", (2, None, "=", "times")),
        ("six, seven people at most", (6, 7, "range", "count")), ("ten engineers at least", (10, None, ">=", "count")),
        ("大大小小20个项目", (20, None, "=", "count")), ("误差比原来小5%", (5, None, "=", "percent")),
        ("I hired 5 people at least once", (5, None, "=", "count")), ("I drew five figures for the report", (5, None, "=", "count")),
    ],
)  # fmt: skip
def test_one_quantity(text, one):
    assert read(text) == [one]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("from 3 to 1 incidents a month", [3, 1]), ("we tried three, four and five reps", [3, 4, 5]),
        ("I am in my mid thirties", []), ("我一直打电话，二话不说", []), ("五成都是老客户", [50]),
    ],
)  # fmt: skip
def test_what_is_no_range(text, values):
    assert [value for value, high, _, _ in read(text)] == values
