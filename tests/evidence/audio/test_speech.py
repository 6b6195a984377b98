"""Pauses that were put in are found where they are; the detector says what its package says."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from workbench.evidence import audio
from workbench.evidence.audio import voice_detector

CLIPS = Path(__file__).parent / "clips"


def with_silences(track, samples, rate, rng, *, noise):
    """Open speech at its quietest point near the middle of long spans, and put 0.3 to 2 s between."""
    pieces, gaps, last, shift = [], [], 0, 0.0
    for start, end in track.spans:
        if end - start < 1.2:
            continue
        first = int(((start + end) / 2 - 0.2) * 100)
        at = (first + int(np.argmin(track.level_db[first : first + 40])) + 0.5) / 100
        length = rng.uniform(0.3, 2)
        pieces += [samples[last : int(at * rate)], rng.normal(0, noise, int(length * rate)).astype(np.float32)]
        gaps.append((at + shift, at + shift + length))
        last, shift = int(at * rate), shift + length
    return np.concatenate([*pieces, samples[last:]]), gaps


@pytest.mark.parametrize("noise", [0.0, 3e-4], ids=["digital silence", "room noise"])
def test_inserted_silences_are_all_found_with_their_length(recordings, tracks, rng, noise):
    errors = []
    for path in recordings[::2]:
        samples, rate = audio.decode(path)
        longer, gaps = (
            with_silences(tracks[path.name], samples, rate, rng, noise=noise) if len(tracks[path.name].spans) else (None, [])
        )
        if not gaps:
            continue
        spans = audio.track((longer, rate)).spans
        found = [(a, b) for a, b in zip(spans[:-1, 1], spans[1:, 0], strict=True) if b - a >= 0.25]
        for start, end in gaps:
            meeting = [(a, b) for a, b in found if min(b, end) - max(a, start) > 0.5 * (end - start)]
            assert meeting, (path.name, start, end)
            errors.append(abs((meeting[0][1] - meeting[0][0]) - (end - start)))
    assert len(errors) >= 12
    assert np.median(errors) <= 0.020
    assert np.percentile(errors, 90) <= 0.080


@pytest.mark.parametrize("snr_db", [None, 20])
@pytest.mark.parametrize("clip", ["syn_zh_170_clean", "syn_en_170_clean"])
def test_known_boundaries_are_kept_to_the_frame(truth, rng, clip, snr_db):
    samples, rate = audio.decode(CLIPS / f"{clip}.flac")
    if snr_db is not None:
        level = np.sqrt(np.mean(samples[np.abs(samples) > 1e-3] ** 2)) * 10 ** (-snr_db / 20)
        samples = samples + rng.normal(0, level, len(samples)).astype(np.float32)
    track = audio.track((samples, rate))
    said = np.zeros(len(track.level_db), bool)
    for start, end in truth[clip]:
        said[round(start * 100) : round(end * 100)] = True
    heard = track.in_speech()
    assert 2 * (said & heard).sum() / (said.sum() + heard.sum()) >= 0.985


def test_pauses_follow_from_the_boundaries(truth):
    for clip, spans in truth.items():
        gaps = np.array([b[0] - a[1] for a, b in itertools.pairwise(spans)])
        pauses = gaps[gaps >= 0.25]
        row = audio.extract(CLIPS / f"{clip}.flac")
        # a gap of exactly 250 ms may fall on either side of the limit
        assert abs(row["pause_count"] - len(pauses)) <= (np.abs(gaps - 0.25) < 0.02).sum()
        assert row["pause_longest_s"] == pytest.approx(pauses.max(), abs=0.03)


def test_quick_detector_gives_the_packages_own_answers(mandarin):
    samples, _ = mandarin
    quick = voice_detector.voice_detector()
    assert not isinstance(quick, voice_detector.Packaged)
    expected = voice_detector.Packaged().probabilities(samples)
    halves = [quick.probabilities(samples[: 512 * 60]), quick.probabilities(samples[512 * 60 :])]
    assert np.concatenate(halves) == pytest.approx(expected, abs=2e-4)


def test_noise_alone_and_a_tone_are_not_speech(rng):
    assert len(audio.track((rng.normal(0, 0.05, 80_000).astype(np.float32), 16_000)).spans) == 0
    tone = (0.1 * np.sin(2 * np.pi * 1000 * np.arange(80_000) / 16_000)).astype(np.float32)
    assert audio.track((tone, 16_000)).spans.sum() < 0.5
