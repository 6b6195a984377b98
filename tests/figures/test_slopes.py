"""The slope chart: every line where its weights are, and labels that keep their distance."""

import itertools

import holoviews as hv
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import figures
from workbench.figures.slopes import apart

WEIGHTS = pd.DataFrame({"name": ["Offline", "Team", "Live"], "weight_before": [0.3, 0.7, 0.0], "weight_after": [0.15, 0.7, 0.15]})


def test_lines_run_from_the_weight_in_force_to_the_one_proposed():
    drawn = figures.weight_slopes(WEIGHTS, language="en", title="t", caption="c")
    lines = [tuple(part.array()[0]) for part in drawn.traverse(lambda part: part, [hv.Segments]) if len(part) == 1]
    assert lines == [(0, 0.3, 1, 0.15), (0, 0.7, 1, 0.7), (0, 0.0, 1, 0.15)]
    said = [part.dframe()["text"].iloc[0] for part in drawn.traverse(lambda part: part, [hv.Labels])]
    assert said == ["15 %", "70 %", "15 % new"]
    assert figures.weight_slopes(WEIGHTS.assign(weight_after=[0.3, 0.7, 0.0]), language="zh") is not None


def test_a_competency_that_goes_is_said_to_be_out():
    drawn = figures.weight_slopes(WEIGHTS.assign(weight_after=[0.0, 0.85, 0.15]), language="en")
    assert [part.dframe()["text"].iloc[0] for part in drawn.traverse(lambda part: part, [hv.Labels])] == ["out", "85 %", "15 % new"]


def test_equal_ones_keep_the_order_they_came_in():
    assert apart([0.5, 0.5, 0.1], 0.2, 0.0, 1.0) == [0.6, 0.4, 0.1]
    assert apart([0.0, 0.0], 0.2, 0.0, 1.0) == [0.2, 0.0]
    assert apart([], 0.2, 0.0, 1.0) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10), st.floats(0.01, 0.1))
def test_no_two_come_nearer_than_the_gap_and_the_order_stays(values, gap):
    placed = apart(values, gap, 0.0, 1.0)
    for one, other in itertools.combinations(range(len(values)), 2):
        assert abs(placed[one] - placed[other]) >= gap - 1e-6
        if values[one] > values[other] + 1e-9:
            assert placed[one] > placed[other]
    assert min(placed) >= -1e-9
    assert max(placed) <= 1 + 1e-6
    if len(values) == 1:
        assert placed == pytest.approx(values)
