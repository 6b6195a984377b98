"""What is drawn of a recording is what was measured in it."""

import numpy as np
import pandas as pd
import pytest

from workbench import figures


def data(element, kind):
    return pd.concat([layer.dframe() for layer in element if type(layer).__name__ == kind], ignore_index=True)


@pytest.fixture
def frames():
    speech = np.repeat([False, True, False, True, False, True, False], [20, 100, 50, 80, 10, 40, 20])
    time = (np.arange(len(speech)) + 0.5) / 100
    return pd.DataFrame({
        "time_s": time, "speech": speech, "loudness_db": np.where(speech, -20.0, -60.0), "f0_hz": np.where(speech & (time < 1), 150.0, np.nan),
    })  # fmt: skip


def test_speech_is_shaded_and_pauses_carry_their_seconds(frames):
    drawn = figures.level_track(frames, language="en")
    assert data(drawn, "Rectangles").iloc[:, [0, 2]].to_numpy().tolist() == [[0.2, 1.2], [1.7, 2.5], [2.6, 3.0]]
    assert data(drawn, "Labels")["text"].tolist() == ["0.50 s"]  # the gap of 100 ms is none
    assert len(data(drawn, "Curve")) == len(frames)


def test_pitch_is_drawn_where_there_is_one(frames):
    drawn = figures.pitch_track(frames, language="en")
    assert len(data(drawn, "Points")) == frames["f0_hz"].notna().sum()
    figures.to_bokeh(figures.pitch_track(frames.assign(f0_hz=np.nan)))


def test_steps_are_coloured_by_their_verdict():
    steps = pd.DataFrame({"step": ["a", "b", "c"], "value": [30.0, 12.0, 5.0], "verdict": ["scorable", "human", "re-record"]})
    drawn = figures.gate_steps(steps, limit=10, language="en", unit="dB")
    assert data(drawn, "Points")["colour"].nunique() == 3
    assert data(drawn, "Labels")["text"].tolist() == ["30.0", "12.0", "5.0"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_all_three_reach_the_page(frames, language):
    steps = pd.DataFrame({"step": ["a"], "value": [30.0], "verdict": ["scorable"]})
    for figure in (figures.level_track(frames, language=language), figures.pitch_track(frames, language=language),
                   figures.gate_steps(steps, limit=10, language=language)):  # fmt: skip
        assert figures.to_bokeh(figure) is not None
