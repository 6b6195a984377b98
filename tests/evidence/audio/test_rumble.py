"""An offset and a rumble below every voice change nothing; the filter is the textbook's."""

import numpy as np
import pytest
from scipy import signal

from workbench.evidence import audio
from workbench.evidence.audio.rumble import Rumble

SAME = (
    "speech_share",
    "pause_count",
    "syllable_count",
    "f0_median_hz",
    "loudness_mean",
    "snr_db",
    "mfcc1",
    "f1_hz",
    "spectral_flux",
)


def test_the_filter_is_that_of_the_textbook_for_any_size_of_pieces(rng):
    sound = (rng.normal(0, 0.1, 30_000) + 0.3).astype(np.float32)
    sections = signal.butter(4, 40, "highpass", fs=16_000, output="sos")
    expected, _ = signal.sosfilt(sections, sound.astype(float), zi=signal.sosfilt_zi(sections) * sound[0])
    for piece in (1, 777, 30_000):
        rumble = Rumble()
        got = np.concatenate([rumble.taken_off(sound[k : k + piece]) for k in range(0, len(sound), piece)][: 30_000 // piece + 1])
        assert got == pytest.approx(expected[: len(got)], abs=1e-6)


@pytest.mark.parametrize("offset", [0.1, -0.3])
def test_an_offset_changes_nothing(mandarin, offset):
    samples, rate = mandarin
    plain, shifted = audio.extract(mandarin), audio.extract((samples * 0.6 + np.float32(offset), rate))
    assert shifted["verdict"] == "scorable"
    quieter = audio.extract((samples * 0.6, rate))
    for name in SAME:
        assert shifted[name] == pytest.approx(quieter[name], rel=2e-3), name
    assert shifted["f0_median_hz"] == pytest.approx(plain["f0_median_hz"], rel=1e-3)


def test_a_rumble_below_every_voice_is_no_noise(english):
    samples, rate = english
    plain = audio.extract(english)
    shaken = audio.extract((samples + 0.1 * np.sin(2 * np.pi * 15 * np.arange(len(samples)) / rate).astype(np.float32), rate))
    assert shaken["verdict"] == "scorable"
    assert shaken["pause_count"] == plain["pause_count"]
    assert shaken["speech_share"] == pytest.approx(plain["speech_share"], abs=0.02)
    assert shaken["f0_median_hz"] == pytest.approx(plain["f0_median_hz"], rel=0.01)


def test_a_stream_with_an_offset_ends_as_the_file(mandarin):
    samples, rate = mandarin
    stream = audio.Stream(rate)
    for start in range(0, len(samples), 7_001):
        stream.feed(samples[start : start + 7_001] + np.float32(0.05))
        stream.row()
    whole = audio.extract((samples + np.float32(0.05), rate))
    assert {k: v for k, v in stream.finish().items() if k != "content_hash"} == {
        k: v for k, v in whole.items() if k != "content_hash"
    }
