"""Agreement with Praat and the Geneva set on the real clips; the figures were measured once and stand in clips/reference.json."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from workbench.definitions import indicators

SYLLABLES = Path(__file__).parents[2] / "reference" / "english_syllables.json"


def pairs(rows, reference, kind, name):
    both = [(rows[clip][name], values[kind][name]) for clip, values in reference.items()]
    return np.array(both, float).T


@pytest.mark.parametrize(("name", "least"), [
    ("f0_median_hz", 0.99), ("jitter_local", 0.90), ("shimmer_local", 0.90), ("hnr_db", 0.90), ("f1_hz", 0.90), ("f2_hz", 0.90), ("f3_hz", 0.90),
])  # fmt: skip
def test_agreement_with_praat(rows, reference, name, least):
    own, praat = pairs(rows, reference, "praat", name)
    assert np.corrcoef(own, praat)[0, 1] >= least


@pytest.mark.parametrize(("name", "least"), [
    ("mfcc1", 0.99), ("mfcc2", 0.99), ("mfcc3", 0.99), ("mfcc4", 0.99), ("loudness_auditory", 0.985),
    ("alpha_ratio_db", 0.97), ("hammarberg_db", 0.95),
])  # fmt: skip
def test_agreement_with_the_geneva_set(rows, reference, name, least):
    own, other = pairs(rows, reference, "egemaps", name)
    assert np.corrcoef(own, other)[0, 1] >= least


def test_flux_agrees_where_the_rates_are_equal(rows, reference, recordings):
    # the other programme's flux grows with the sample rate, ours does not
    at_16k = {path.name for path in recordings if soundfile.info(path).samplerate == 16_000}
    own, other = pairs(rows, {k: v for k, v in reference.items() if k in at_16k}, "egemaps", "spectral_flux")
    assert np.corrcoef(own, other)[0, 1] >= 0.999


def test_alpha_ratio_has_the_sign_of_the_definition(rows):
    assert all(row["alpha_ratio_db"] < 0 for row in rows.values())  # speech has more energy below 1 kHz than above


def test_pitch_against_praat_frame_by_frame(tracks, reference):
    gross = compared = unlike = frames = 0
    cents = []
    for clip, values in reference.items():
        praat, track = np.array(values["pitch_track"]), tracks[clip]
        nearest = np.round((values["pitch_start_s"] + 0.01 * np.arange(len(praat))) / 0.01 - 0.5).astype(int)
        own = track.f0_hz[np.clip(nearest, 0, len(track.f0_hz) - 1)]
        both = (own > 0) & (praat > 0)
        far = np.abs(own[both] / praat[both] - 1) > 0.2
        gross, compared = gross + far.sum(), compared + both.sum()
        unlike, frames = unlike + ((own > 0) != (praat > 0)).sum(), frames + len(praat)
        cents += list(1200 * np.abs(np.log2(own[both] / praat[both]))[~far])
    assert gross / compared <= 0.011
    assert np.median(cents) <= 10
    assert unlike / frames <= 0.07


def test_pace_of_read_english_agrees_with_syllables_counted_by_hand(rows, tracks):
    counted = {clip: n for clip, n in json.loads(SYLLABLES.read_text()).items() if clip in rows}
    assert len(counted) == 12
    talk = np.array([tracks[clip].spans[-1, 1] - tracks[clip].spans[0, 0] for clip in counted])
    own = np.array([rows[clip]["speech_rate_sps"] for clip in counted])
    assert np.corrcoef(own, np.array([*counted.values()]) / talk)[0, 1] >= 0.85


def test_counts_that_do_not_agree_are_kept_out_of_scores(rows):
    # goal: r .85 and 15 %; measured on the 24 clips: r .36 and 19 %
    assert indicators()["syllable_count"].experimental
    assert indicators()["mean_run_syllables"].experimental


@pytest.mark.parametrize("name", ["spectral_flux", "loudness_auditory", "hammarberg_db", "slope_0_500", "slope_500_1500"])
def test_what_misses_its_goal_on_some_clips_is_kept_out_of_scores(name):
    assert indicators()[name].experimental
