"""What is handed to the plots, and how numbers are written."""

import decimal
import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench import figures
from workbench.figures import numbers, scores, style


def data(element, kind):
    """The tables of every layer of one kind, joined."""
    return pd.concat([layer.dframe() for layer in element if type(layer).__name__ == kind], ignore_index=True)


@pytest.fixture
def competencies():
    return pd.DataFrame({
        "competency": ["a", "b", "c"], "name": ["客户资源拓展能力", "Stress tolerance", "C"], "points": [91.0, 64.0, np.nan],
        "low": [84.0, 55.0, np.nan], "high": [96.0, 73.0, np.nan], "weight": [0.5, 0.3, 0.2], "mark": ["strongest", "weakest", ""],
    })  # fmt: skip


def test_bullets_draw_the_points_and_the_intervals_they_are_given(competencies):
    points = pd.DataFrame({"competency": ["a"] * 20 + ["b"] * 20, "points": [*range(60, 80), *range(50, 70)]})
    drawn = figures.competency_bullets(competencies, points, language="en")
    assert sorted(data(drawn, "Points").iloc[:, 0]) == [64.0, 91.0]
    assert {tuple(row) for row in data(drawn, "Segments").to_numpy()} == {(84.0, 2.0, 96.0, 2.0), (55.0, 1.0, 73.0, 1.0)}
    assert {"no evidence", "91  (84–96)", "64  (55–73)"} == set(data(drawn, "Labels")["text"])


def test_a_group_of_four_has_no_ridge(competencies):
    few = pd.DataFrame({"competency": ["a"] * 4, "points": [1.0, 2.0, 3.0, 4.0]})
    drawn = figures.competency_bullets(competencies, few, language="en")
    assert not [layer for layer in drawn if type(layer).__name__ == "Polygons" and len(layer)]


def test_pay_axis_draws_ranges_and_amounts():
    table = pd.DataFrame({
        "item": ["market", "suggested", "expected"], "label": ["m", "s", "e"], "low": [16000.0, 16000.0, np.nan],
        "high": [18000.0, 18000.0, np.nan], "amount": [np.nan, 17000.0, 19000.0], "text": ["", "", ""],
    })  # fmt: skip
    drawn = figures.pay_axis(table, language="en", title="t")
    assert {(row[0], row[2]) for row in data(drawn, "Rectangles").iloc[:, :4].to_numpy()} == {(16000.0, 18000.0)}
    assert sorted(data(drawn, "Points").iloc[:, 0]) == [17000.0, 19000.0]


def test_a_waterfall_starts_at_zero_and_returns_show_the_threshold():
    steps = pd.DataFrame({"label": ["x"], "start": [0.0], "end": [166.67], "kind": ["ai"]})
    assert data(figures.cost_steps(steps, language="en"), "Labels")["text"].tolist() == ["¥166.67"]
    returns = pd.DataFrame({"label": ["gross"], "return_pct": [5000.0], "low": [np.nan], "high": [np.nan]})
    drawn = figures.return_bars(returns, threshold=3000.0, language="en")
    assert set(data(drawn, "Labels")["text"].str.strip()) == {"5,000 %", "threshold 3,000 %"}


def test_a_timeline_marks_speech_pauses_and_evidence():
    answer = {"question_id": "q", "question_text": "Why?", "duration_s": 60.0, "track": [[1, 20], [24.5, 58]], "verdict": "scorable",
              "marks": [{"start_s": 30.0, "end_s": 33.0, "name": "customers"}], "verdict_text": ""}  # fmt: skip
    drawn = figures.answer_timeline(answer, language="en")
    assert {"customers", "pause 4.5 s"} <= set(data(drawn, "Labels")["text"])
    assert len(data(drawn, "Rectangles")) == 3


def test_every_figure_is_dressed(competencies):
    model = figures.to_bokeh(
        figures.competency_bullets(competencies, pd.DataFrame({"competency": [], "points": []}), language="zh")
    )
    assert model.sizing_mode == "stretch_width"
    assert model.toolbar.autohide
    assert "CJK" in model.xaxis[0].major_label_text_font
    assert model.xaxis[0].axis_label == "得分（0–100）"
    assert any("各能力得分" in part.text for part in model.above if hasattr(part, "text"))


def test_a_name_keeps_its_colour_when_others_come_and_go():
    few, many = style.colours(["内推", "猎头"]), style.colours(["内推", "猎头", "官网"])
    assert len(set(many.values())) == 3
    assert few == style.colours(["猎头", "内推"])


@pytest.mark.parametrize("nothing", [None, math.nan, pd.NA, pd.NaT, decimal.Decimal("NaN")])
def test_a_missing_number_is_a_dash(nothing):
    assert numbers.score(nothing) == numbers.money(nothing) == numbers.share(nothing) == numbers.interval(nothing, 1, 2) == "–"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.score(82.44), "82.4"), (numbers.interval(82.2, 78.1, 86.4), "82 (78–86)"), (numbers.share(0.87), "87 %"),
        (numbers.money(16200), "¥16,200"), (numbers.money(166.67), "¥166.67"), (numbers.money(-50, "USD"), "-$50"),
        (numbers.money_short(16200), "¥16.2K"), (numbers.money_short(1_250_000), "¥1.25M"), (numbers.money_short(15000), "¥15K"),
        (numbers.percent(4900), "4,900 %"), (numbers.clock(72), "1:12"), (numbers.plain(4.50), "4.5"), (numbers.plain(1200), "1,200"),
    ],
)  # fmt: skip
def test_numbers_are_written_alike(written, expected):
    assert written == expected


def test_long_labels_break_in_both_languages():
    assert style.wrapped("客户资源拓展能力") == "客户资源\n拓展能力"
    assert style.wrapped("Client development of key accounts").count("\n") == 2
    assert (
        "".join(style.broken("毛回报 5,000 %，净回报 4,900 %；低于预警线", 20)).replace(" ", "")
        == "毛回报5,000%，净回报4,900%；低于预警线"
    )


def test_a_short_mark_near_the_end_is_widened_to_the_left():
    answer = {"question_id": "q", "question_text": "q", "duration_s": 5.0, "track": [[0.5, 4.9]], "verdict": "scorable",
              "marks": [{"start_s": 4.9, "end_s": 5.0, "name": "late"}, {"start_s": 1.0, "end_s": 1.1, "name": "early"}]}  # fmt: skip
    drawn = figures.answers_timeline(pd.DataFrame([answer]), language="en")
    marked = data(drawn, "Rectangles").dropna(subset=["name"])
    assert {tuple(row) for row in marked.iloc[:, [0, 2]].round(6).to_numpy()} == {(4.5, 5.0), (1.0, 1.5)}


def test_the_shape_of_many_points_is_that_of_all_of_them():
    """Beyond 2,000 points a ridge is drawn from counts: it must not be seen."""
    points, grid = np.clip(np.random.default_rng(1).normal(62, 14, 6000), 0, 100), np.linspace(0, 100, 101)
    slow = stats.gaussian_kde(points)(grid)
    assert scores._density(points, grid) == pytest.approx(slow / slow.max(), abs=2e-3)
    assert scores._density(np.full(3000, 50.0), grid) is None
