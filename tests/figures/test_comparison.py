"""Forests, costs, impact ratios and expectancy charts: what is handed to the plot, and that it becomes one."""

import pandas as pd
import pytest

from workbench import figures

ROWS = pd.DataFrame({"channel": ["内推", "猎头"], "label": ["Referral", "Agency"], "n": [98, 32], "estimate": [75.0, 72.0], "low": [73.0, 69.0], "high": [77.0, 75.0],
                     "raw": [74.0, 75.0], "raw_low": [72.0, 71.0], "raw_high": [76.0, 79.0], "text": ["75.0 (73.0–77.0)", "72.0 (69.0–75.0)"],
                     "finding_text": ["differs", "人数太少，无法判断"]})  # fmt: skip


def ticks(model):
    return list(model.yaxis[0].major_label_overrides.values())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_forest_has_a_row_a_channel_with_n_and_finding(language):
    model = figures.to_bokeh(figures.forest(ROWS, language=language, title="T", line=72.0))
    assert [label.split("\n")[1] for label in ticks(model)] == ["n = 98", "n = 32"]
    assert ticks(model)[1].endswith("人数太少")
    assert model.x_range.start < 69
    assert model.x_range.end > 79


def test_shares_are_written_as_per_cent():
    rows = ROWS.assign(**{name: ROWS[name] / 100 for name in ("estimate", "low", "high", "raw", "raw_low", "raw_high")})
    model = figures.to_bokeh(figures.forest(rows, language="en", share=True))
    assert all(label.endswith("%") for label in model.xaxis[0].major_label_overrides.values())


def test_costs_begin_at_zero_and_say_what_is_not_known():
    costs = pd.DataFrame({"channel": ["a", "b", "c"], "label": ["a", "b", "c"], "hires": [9, 4, 0], "cost_per_hire": [100.0, 50.0, None],
                          "cost_per_successful_hire": [200.0, None, None], "cost_low": [150.0, None, None], "cost_high": [float("inf"), None, None]})  # fmt: skip
    drawn = figures.cost_bars(costs, language="en")
    texts = [
        text
        for element in drawn.traverse(lambda e: e)
        if type(element).__name__ == "Labels"
        for text in element.dimension_values("text")
    ]
    assert texts == ["¥200", "¥50 a hire; successes not known yet", "nobody hired yet"]
    assert figures.to_bokeh(drawn).x_range.start == 0


def test_impact_ratios_show_the_line_and_cut_wide_intervals():
    rows = pd.DataFrame({"label": ["women × under 25", "men"], "n": [12, 800], "impact_ratio": [0.6, 1.0], "ratio_low": [0.2, None], "ratio_high": [9.0, None],
                         "tone": ["alarm", "quiet"]})  # fmt: skip
    drawn = figures.impact_ratios(rows, language="en", title="T")
    model = figures.to_bokeh(drawn)
    assert (model.x_range.start, model.x_range.end) == (0, pytest.approx(2.35))
    assert ticks(model)[0].startswith("women\n× under 25")
    segments = [element for element in drawn.traverse(lambda e: e) if type(element).__name__ == "Segments"]
    assert any((row[0], row[2]) == (0.8, 0.8) for element in segments for row in element.array()[:, :4].tolist())


def test_an_expectancy_chart_shows_bands_and_everybody():
    rows = pd.DataFrame(
        {
            "band": ["80–90", "70–80"],
            "n": [40, 41],
            "share": [0.6, 0.4],
            "low": [0.45, 0.26],
            "high": [0.74, 0.55],
            "expected": [0.6, None],
        }
    )
    model = figures.to_bokeh(figures.expectancy_bars(rows, base_rate=0.5, language="zh", title="T"))
    assert [label.split("\n")[0] for label in ticks(model)] == ["80–90", "70–80"]
