"""Groups: exact lines, honest intervals, small groups hidden and counted."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import fairness
from workbench.errors import ContractError, UndefinedResult

SELECTED = [1] * 6 + [0] * 4 + [1] * 3 + [0] * 7
GROUPS = ["a"] * 10 + ["b"] * 10


@pytest.mark.parametrize("form", [list, np.array, pd.Series, pl.Series, pa.array, lambda v: pd.Series(v).astype(object)])
def test_any_form_of_input(form):
    found = fairness.impact(form(SELECTED), form(GROUPS))
    table = found.table.set_index("group")
    assert found.reference == "a"
    assert table.loc["b", ["n", "selected", "rate", "impact_ratio"]].tolist() == [10, 3, 0.3, 0.5]
    assert table.loc["b", "flagged"]
    assert table.loc["b", "finding"] == "below four fifths, but may be chance"


def test_the_first_columns_are_fixed():
    columns = fairness.impact(SELECTED, GROUPS).table.columns
    assert {"group", "n", "selected", "rate", "impact_ratio"} <= set(columns)
    assert columns[:3].tolist() == ["group", "n", "selected"]


def test_small_groups_are_hidden_and_counted_and_never_the_reference():
    found = fairness.impact([*SELECTED, 1, 1, 1], [*GROUPS, "c", "c", "c"])
    assert "c" not in set(found.table["group"])
    assert (found.n_groups_hidden, found.n_people_hidden, found.reference) == (1, 3, "a")


def test_unknown_groups_and_missing_decisions_are_shown_and_counted():
    found = fairness.impact([*SELECTED, *[1] * 6, None], [*GROUPS, *[None] * 6, "a"])
    last = found.table.iloc[-1]
    assert (last["group"], last["finding"]) == ("(unknown)", "group not known, not compared")
    assert np.isnan(last["impact_ratio"])
    assert (found.n_unknown, found.n_undecided, found.reference) == (6, 1, "a")


def test_intersectional_groups():
    people = pd.DataFrame({"sex": ["female", "male"] * 20, "age_band": ["25-34"] * 20 + ["35-44"] * 20})
    found = fairness.impact([1, 0] * 10 + [1, 1] * 10, people)
    assert set(found.table["group"]) == {"female × 25-34", "male × 25-34", "female × 35-44", "male × 35-44"}


def test_shortfall_is_the_fewest_more_that_reach_the_line():
    found = fairness.impact_of_counts({"a": (60, 100), "b": (45, 100)}).table.set_index("group").loc["b"]
    assert found["shortfall"] == 3  # 48/100 against 60/100 is exactly 4/5


@settings(max_examples=60, deadline=None)
@given(a=st.integers(0, 30), n=st.integers(1, 30), b=st.integers(1, 30), m=st.integers(1, 30))
def test_the_line_is_drawn_in_whole_numbers(a, n, b, m):
    a, b = min(a, n), min(b, m)
    found = fairness.impact_of_counts({"a": (a, n), "b": (b, m)}, minimum_group=1)
    other = found.table[found.table["group"] != found.reference].iloc[0]
    best = max(Fraction(a, n), Fraction(b, m))
    assert other["flagged"] == (min(Fraction(a, n), Fraction(b, m)) * 5 < best * 4)
    assert 0 <= other["ratio_low"] <= other["ratio_high"]
    more = Fraction(int(other["selected"] + other["shortfall"]), int(other["n"]))
    assert more * 5 >= best * 4
    assert other["rate_low"] <= other["rate"] <= other["rate_high"]


def test_all_selected_and_nobody_selected():
    everyone = fairness.impact([1] * 20, GROUPS).table.set_index("group")
    assert everyone["impact_ratio"].tolist() == [1, 1]
    assert not everyone["flagged"].any()
    assert everyone["ratio_low"].min() < 1 < everyone["ratio_high"].max()
    with pytest.raises(UndefinedResult, match="without anybody selected"):
        fairness.impact([0] * 20, GROUPS)


def test_boschloo_is_the_more_powerful_test():
    fisher = fairness.impact_of_counts({"a": (9, 10), "b": (4, 10)}).table["p_exact"].min()
    boschloo = fairness.impact_of_counts({"a": (9, 10), "b": (4, 10)}, exact="boschloo").table["p_exact"].min()
    assert boschloo < fisher


def test_refusals():
    with pytest.raises(ContractError, match="20 decisions and 3 groups"):
        fairness.impact(SELECTED, ["a", "b", "c"])
    with pytest.raises(ContractError, match=r"decisions are yes or no.*1 values that are neither \(first at row 1\)"):
        fairness.impact([1, 2], ["a", "b"])
    with pytest.raises(ContractError, match="neither"):
        fairness.impact(["hired", "no"], ["a", "b"])
    with pytest.raises(UndefinedResult, match=r"two groups that may be shown.*1 with at least 5"):
        fairness.impact(SELECTED[:10], GROUPS[:10])
    with pytest.raises(ContractError, match="more people selected than there are"):
        fairness.impact_of_counts({"a": (5, 3), "b": (1, 2)})


def test_hide_small_groups():
    table = pd.DataFrame({"job": ["x"] * 5 + ["y"] * 4 + [None] * 2, "score": range(11)})
    shown = fairness.hide_small_groups(table, by="job")
    assert shown.table["job"].tolist() == ["x"] * 5
    assert (shown.n_groups_hidden, shown.n_rows_hidden) == (2, 6)
    counted = fairness.hide_small_groups(pl.DataFrame({"job": ["x", "y"], "n": [12, 3]}), by="job", n="n")
    assert counted.table["job"].tolist() == ["x"]
    assert counted.n_rows_hidden == 3
    with pytest.raises(ContractError, match="did you mean 'job'"):
        fairness.hide_small_groups(table, by="jobs")


def test_compare_groups_finds_what_is_planted_and_only_that():
    draw = np.random.default_rng(5)
    table = pd.DataFrame({"group": ["a", "b"] * 150 + ["c"] * 3, "gap": draw.normal(70, 10, 303), "same": draw.normal(70, 10, 303)})
    table.loc[table["group"] == "b", "gap"] -= 8
    measures = {"mean gap": lambda t: t["gap"].mean(), "mean same": lambda t: t["same"].mean()}
    found = fairness.compare_groups(table, measures, by="group", n_resamples=400)
    rows = found.table.set_index(["measure", "group"])
    assert rows.loc[("mean gap", "b"), "differs"]
    assert rows.loc[("mean gap", "b"), "difference_low"] < -8 < rows.loc[("mean gap", "b"), "difference_high"]
    assert not rows.loc[("mean same", "b"), "differs"]
    assert (found.n_groups_hidden, found.n_rows_hidden) == (1, 3)
    with pytest.raises(UndefinedResult, match="two groups"):
        fairness.compare_groups(table[table["group"] == "a"], measures, by="group")


def test_compare_groups_names_functions_and_repeats():
    def spread(rows):
        return rows["x"].std()

    table = pd.DataFrame({"g": ["a"] * 10 + ["b"] * 10, "x": np.arange(20.0)})
    one, two = (fairness.compare_groups(table, [spread], by="g", n_resamples=50, random_state=3).table for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    assert set(one["measure"]) == {"spread"}
