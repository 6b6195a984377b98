"""What is handed to the plots of measurement: every estimate with its interval, lines where custom draws them."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench import figures
from workbench.figures import numbers


def data(element, kind):
    return pd.concat([layer.dframe() for layer in element if type(layer).__name__ == kind], ignore_index=True)


def segments(element):
    return {tuple(round(float(value), 6) for value in row) for row in data(element, "Segments").to_numpy()}


def test_weights_stand_with_their_intervals_beside_the_ones_in_use():
    table = pd.DataFrame(
        {
            "name": ["编程", "Design"],
            "weight": [0.6, 0.4],
            "low": [0.4, 0.2],
            "high": [0.8, 0.6],
            "current": [0.5, 0.5],
            "equal": 0.5,
        }
    )
    drawn = figures.weight_intervals(table, language="en", title="t", n=80)
    assert {(0.4, 1.0, 0.8, 1.0), (0.2, 0.0, 0.6, 0.0), (0.5, -0.6, 0.5, 1.6)} == segments(drawn)
    assert sorted(data(drawn, "Points").iloc[:, 0]) == [0.4, 0.5, 0.5, 0.6]
    assert set(data(drawn, "Labels")["text"]) == {"60 %\n(40–80)", "40 %\n(20–60)"}


def test_schemes_show_correlations_as_the_trade_writes_them():
    table = pd.DataFrame({"name": ["a", "b"], "r": [0.31, 0.05], "low": [0.22, -0.1], "high": [0.4, 0.2]})
    drawn = figures.validity_schemes(table, language="zh", title="t")
    assert set(data(drawn, "Labels")["text"]) == {".31\n(.22–.40)", ".05\n(-.10 … .20)"}


def test_the_front_is_drawn_as_found_with_the_four_fifths_line():
    front = pd.DataFrame({"impact_ratio": [0.6, 0.75, 0.9], "r": [0.4, 0.35, 0.2], "r_unseen": [0.38, 0.33, 0.19]})
    marks = pd.DataFrame({"name": ["Equal"], "impact_ratio": [0.7], "r": [0.33]})
    drawn = figures.trade_off(front, marks, language="en", title="t", n=100)
    assert {row[0] for row in segments(drawn)} == {0.8}
    assert len(data(drawn, "Curve")) == 6
    assert "Equal" in set(data(drawn, "Labels")["text"])


def test_severity_marks_who_differs():
    table = pd.DataFrame(
        {
            "rater_id": ["R1", "R2"],
            "n": [9, 9],
            "effect": [-0.5, 0.1],
            "low": [-0.8, -0.2],
            "high": [-0.2, 0.4],
            "differs": [True, False],
        }
    )
    drawn = figures.rater_severity(table, language="en", title="t")
    assert {(-0.8, 1.0, -0.2, 1.0), (-0.2, 0.0, 0.4, 0.0)} <= segments(drawn)
    assert {"-0.50", "+0.10"} == set(data(drawn, "Labels")["text"])


def test_reliability_rises_to_the_target_line():
    table = pd.DataFrame(
        {"n_raters": [1, 2, 3], "reliability": [0.4, 0.57, 0.67], "low": [0.3, 0.5, 0.6], "high": [0.5, 0.67, 0.75]}
    )
    drawn = figures.reliability_by_raters(table, target=0.8, language="en", title="t")
    assert (0.5, 0.8, 3.5, 0.8) in segments(drawn)
    assert {"target .80", ".40", ".57", ".67"} == set(data(drawn, "Labels")["text"])


def test_bars_start_at_zero():
    table = pd.DataFrame({"name": ["a", "b"], "share": [0.7, 0.3], "wanted": [True, False]})
    assert (data(figures.variance_bars(table, language="en", title="t", n=5), "Rectangles").iloc[:, 0] == 0).all()
    table = pd.DataFrame({"name": ["a"], "psi": [0.3], "low": [0.1], "high": [0.5], "drifts": [True]})
    drawn = figures.stability_bars(table, language="zh", title="t")
    assert data(drawn, "Rectangles").iloc[0, 2] == 0.3
    assert {row[0] for row in segments(drawn)} >= {0.1, 0.25}


@pytest.mark.parametrize(("value", "text"), [(0.31, ".31"), (-0.04, "-.04"), (1.0, "1.00"), (None, "–"), (float("nan"), "–")])
def test_correlations_are_written_without_the_zero(value, text):
    assert numbers.correlation(value) == text
