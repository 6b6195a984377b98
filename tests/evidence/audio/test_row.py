"""What a row says of real speech, and when it says nothing."""

import io
import math
import re

import numpy as np
import pytest
import soundfile
import soxr

from workbench.definitions import Policy, indicators
from workbench.evidence import audio

NAMED_IN_DESIGN = {
    "duration_s", "speech_share", "pause_count", "pause_mean_s", "pause_p90_s", "pause_longest_s", "response_latency_s",
    "syllable_count", "speech_rate_sps", "articulation_rate_sps", "mean_run_syllables", "f0_median_hz", "f0_range_st",
    "f0_steadiness_st", "loudness_mean", "loudness_range_db", "loudness_steadiness_db", "snr_db", "clipping_share",
    "dropout_share", "bandwidth_hz", "verdict", "reason", "content_hash", "extractor_version",
}  # fmt: skip
NOT_INDICATORS = {"verdict", "reason", "content_hash", "extractor_version", "speech_spans", "envelope"}


def test_a_row_has_every_name_of_the_design_and_each_indicator_is_in_the_catalogue(mandarin):
    row = audio.extract(mandarin)
    assert set(row) >= NAMED_IN_DESIGN
    assert set(row) - NOT_INDICATORS <= set(indicators())


def test_every_indicator_of_a_row_has_unit_range_class_and_a_source_of_its_definition(mandarin):
    described = [indicators()[name] for name in audio.extract(mandarin) if name in indicators()]
    assert len(described) == 42
    for entry in described:
        assert entry.unit
        assert entry.low < entry.high
        assert entry.cls in ("delivery", "recording")
        assert re.search(r"[A-Z]\w+.* \d{4}|Praat manual|our own definition", entry.definition), entry.id


def test_every_value_lies_in_the_plausible_range_of_the_catalogue(rows):
    known = indicators()
    for name, row in rows.items():
        for indicator, value in row.items():
            entry = known.get(indicator)
            if entry is None or value is None:
                continue
            assert math.isfinite(value), (name, indicator)
            assert entry.low <= value <= entry.high, (name, indicator, value)


def test_every_real_clip_is_scorable(rows):
    assert {row["verdict"] for row in rows.values()} == {"scorable"}
    assert {row["reason"] for row in rows.values()} == {""}


def test_pace_of_read_speech_is_that_of_people(rows):
    # 2 to 8 syllables a second covers read and spontaneous speech in both languages (Pellegrino, Coupé & Marsico 2011: 5.2-7.8)
    rates = np.array([row["articulation_rate_sps"] for row in rows.values()])
    assert ((rates > 1.5) & (rates < 8)).all()


def test_known_sentence_has_about_its_syllables(rows):
    # "我认为跑步最重要的就是给我带来了身体健康": 20 characters, 20 syllables
    assert abs(rows["zh_funasr_example.flac"]["syllable_count"] - 20) <= 2


def test_silence_before_the_answer_is_latency_and_shifts_nothing_else(mandarin, rng):
    samples, rate = mandarin
    quiet = rng.normal(0, 1e-4, 2 * rate).astype(np.float32)
    plain, late = audio.extract((samples, rate)), audio.extract((np.concatenate([quiet, samples]), rate))
    assert late["response_latency_s"] - plain["response_latency_s"] == pytest.approx(2.0, abs=0.06)
    assert late["pause_count"] == plain["pause_count"]
    assert late["f0_median_hz"] == pytest.approx(plain["f0_median_hz"], rel=0.02)


def test_louder_is_louder_and_nothing_else(mandarin):
    samples, rate = mandarin
    plain, half = audio.extract((samples, rate)), audio.extract((samples * 0.5, rate))
    assert plain["loudness_mean"] - half["loudness_mean"] == pytest.approx(20 * math.log10(2), abs=0.1)
    assert half["syllable_count"] == pytest.approx(plain["syllable_count"], abs=1)
    assert half["f0_median_hz"] == pytest.approx(plain["f0_median_hz"], rel=0.01)


def test_steady_tone_has_its_frequency_and_no_jitter():
    from workbench.evidence.audio import cycles, pitch

    rate = 16_000
    tone = sum(np.sin(2 * np.pi * 200 * k * np.arange(rate) / rate) / k for k in range(1, 8)).astype(np.float32) * 0.2
    windows = np.lib.stride_tricks.sliding_window_view(tone, pitch.WINDOW)[::160]
    frequency, strength, peak, _ = pitch.candidates(windows)
    f0, harmonicity = pitch.best_path(frequency, strength, peak, float(peak.max()))
    assert f0 == pytest.approx(np.full(len(f0), 200.0), rel=1e-3)
    assert harmonicity.min() > 0.98
    jitter, shimmer = cycles.irregularity(*cycles.cycle_marks(tone, np.full(rate // 160, 200.0, np.float32)))
    assert jitter < 1e-3
    assert shimmer < 1e-2


def test_planted_jitter_is_found():
    # pulses whose periods alternate between 80 and 82 samples: mean |difference| / mean period = 2 / 81
    from workbench.evidence.audio import cycles

    at = np.cumsum(np.tile([80.0, 82.0], 60))
    jitter, shimmer = cycles.irregularity(at, np.tile([1.0, 1.1], 60))
    assert jitter == pytest.approx(2 / 81, rel=0.01)
    assert shimmer == pytest.approx(0.1 / 1.05, rel=0.01)


def degraded(samples, rate, how, rng):
    if how == "noise":
        return samples + rng.normal(0, np.sqrt(np.mean(samples**2)), len(samples)).astype(np.float32)
    if how == "clipping":
        return np.clip(samples * 40, -1, 1)
    if how == "silence":
        return np.zeros_like(samples)
    if how == "too short":
        return samples[: rate // 2]
    if how == "too quiet":
        return samples * 1e-3
    cut = samples.copy()  # lost packets
    for start in range(0, len(cut), rate // 5):
        cut[start : start + rate // 20] = 0
    return cut


@pytest.mark.parametrize(("how", "measurement"), [
    ("noise", "snr_db"), ("clipping", "clipping_share"), ("silence", "speech_s|loudness_mean"), ("too short", "duration_s"),
    ("too quiet", "loudness_mean|speech_s"), ("lost packets", "dropout_share"),
])  # fmt: skip
def test_a_bad_recording_abstains_and_names_what_broke_which_limit(mandarin, rng, how, measurement):
    samples, rate = mandarin
    row = audio.extract((degraded(samples, rate, how, rng), rate))
    assert row["verdict"] in ("re-record", "human")
    assert any(name in row["reason"] for name in measurement.split("|")), row["reason"]
    delivery = [name for name, entry in indicators().items() if entry.cls == "delivery" and name in row]
    assert len(delivery) >= 12
    assert all(row[name] is None for name in delivery)
    assert row["duration_s"] is not None


def test_two_voices_go_to_a_person(english, recordings):
    other, rate = audio.decode(next(p for p in recordings if p.name == "en_librivox_0870.flac"))
    both = np.concatenate([soxr.resample(english[0], english[1], rate), other])
    row = audio.extract((both, rate))
    assert row["verdict"] == "human"
    assert row["reason"].startswith("voice_gap_st")
    assert row["speech_rate_sps"] is None


def test_two_voices_at_once_go_to_a_person(recordings):
    there = {path.name: audio.decode(path) for path in recordings}
    one, rate = there["en_jfk.flac"]
    other = soxr.resample(there["en_lj001_0001.flac"][0], there["en_lj001_0001.flac"][1], rate)[: len(one)]
    both = one / np.sqrt(np.mean(one**2)) * 0.05
    both[: len(other)] += other / np.sqrt(np.mean(other**2)) * 0.05
    row = audio.extract((both, rate))
    assert row["verdict"] == "human"
    assert row["reason"].startswith("pitch_jumps_ps")
    assert row["reason"].endswith(" /s is above 1 /s")


def telephone(samples, rate, *, out):
    """What a telephone line leaves: 0.3 to 3.4 kHz at 8 kHz, A-law, perhaps exported at a higher rate."""
    from scipy import signal

    narrow = signal.sosfiltfilt(signal.butter(6, [300, 3400], "bandpass", fs=rate, output="sos"), samples)
    line = soxr.resample(narrow, rate, 8_000)
    kept = io.BytesIO()
    soundfile.write(kept, line, 8_000, format="WAV", subtype="ALAW")
    line = soundfile.read(io.BytesIO(kept.getvalue()), dtype="float32")[0]
    return (line, 8_000) if out == 8_000 else (soxr.resample(line, 8_000, out), out)


@pytest.mark.parametrize("out", [8_000, 16_000])
@pytest.mark.parametrize("clip", ["en_librispeech_1272.flac", "zh_funasr_example.flac", "008130091.flac"])
def test_a_telephone_line_is_scored_by_what_it_carries(recordings, rows, clip, out):
    samples, rate = audio.decode(next(p for p in recordings if p.name == clip))
    row, wide = audio.extract(telephone(samples, rate, out=out)), rows[clip]
    assert row["verdict"] == "scorable"
    assert row["bandwidth_hz"] < 4_000 < wide["bandwidth_hz"]
    assert row["speech_share"] == pytest.approx(wide["speech_share"], abs=0.05)
    assert row["f0_median_hz"] == pytest.approx(wide["f0_median_hz"], rel=0.06)  # one semitone: the line takes the low partials
    assert row["articulation_rate_sps"] == pytest.approx(wide["articulation_rate_sps"], rel=0.25)
    unheard = [name for name in row if row[name] is None and wide[name] is not None and name != "filled_pause_share"]
    assert unheard == ["loudness_auditory", "mfcc1", "mfcc2", "mfcc3", "mfcc4", "f1_hz", "f2_hz", "f3_hz"]


def test_music_is_no_speech(rng):
    rate, chord = 16_000, np.zeros(160_000)
    for start in range(0, 160_000, 8_000):
        for note in rng.choice([262, 330, 392, 523, 659], 3, replace=False):
            t = np.arange(8_000) / 16_000
            chord[start : start + 8_000] += np.exp(-4 * t) * sum(np.sin(2 * np.pi * note * k * t) / k**2 for k in range(1, 5))
    row = audio.extract((0.1 * chord, rate))
    assert row["verdict"] != "scorable"


@pytest.mark.parametrize(("reason", "zh", "en"), [
    ("snr_db 4.2 dB is below 10 dB", "信噪比为 4.2 dB，低于下限 10 dB", "Signal-to-noise ratio 4.2 dB is below the limit of 10 dB"),
    ("speech_s 0.3 s is below 1 s", "有效语音为 0.3 s，低于下限 1 s", "Speech heard 0.3 s is below the limit of 1 s"),
    ("clipping_share 0.113 is above 0.01", "削波比例为 0.113，超过上限 0.01", "Clipping share 0.113 is above the limit of 0.01"),
    ("pitch_jumps_ps 1.4 /s is above 1 /s", "音高跳变频度为 1.4 /s，超过上限 1 /s", "Pitch jumps 1.4 /s is above the limit of 1 /s"),
    ("loudness_mean -62.0 dB is below -50 dB", "平均响度为 -62.0 dB，低于下限 -50 dB", "Mean loudness -62.0 dB is below the limit of -50 dB"),
    ("answer.wav: this is not a recording.", "answer.wav: this is not a recording.", "answer.wav: this is not a recording."),
])  # fmt: skip
def test_reasons_are_said_in_both_languages(reason, zh, en):
    assert audio.say_reason(reason, language="zh") == zh
    assert audio.say_reason(reason, language="en") == en


def test_the_limits_are_the_policys(mandarin):
    strict = Policy.from_dict({"id": "strict", "recording": {"min_snr_db": 80}})
    row = audio.extract(mandarin, policy=strict)
    assert row["verdict"] == "re-record"
    assert row["reason"].startswith("snr_db")
    assert row["reason"].endswith("is below 80 dB")


def test_same_bytes_same_row_for_any_number_of_workers(recordings):
    twice = recordings[:6] * 2
    one, two, four = (audio.extract_many(twice, workers=n) for n in (1, 2, 4))
    assert one.equals(two)
    assert one.equals(four)
    assert one.iloc[:6].reset_index(drop=True).equals(one.iloc[6:].reset_index(drop=True))


def test_one_bad_file_never_stops_the_rest(recordings, tmp_path):
    bad = tmp_path / "answer.wav"
    bad.write_text("this is a note, not a recording")
    seen = []
    table = audio.extract_many(
        [recordings[0], bad, tmp_path / "gone.wav", recordings[1]], progress=lambda d, n: seen.append((d, n))
    )
    assert table["verdict"].tolist() == ["scorable", "re-record", "re-record", "scorable"]
    assert "Found: text" in table["reason"][1]
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_no_sources_give_an_empty_table():
    table = audio.extract_many([])
    assert len(table) == 0
    assert {"source", "verdict", "reason"} <= set(table.columns)


def test_input_is_left_alone(mandarin):
    samples, rate = mandarin
    before = samples.copy()
    audio.extract((samples, rate))
    assert np.array_equal(samples, before)


def test_track_follows_the_recording(mandarin):
    track = audio.track(mandarin)
    table = track.table()
    assert list(table.columns) == ["time_s", "speech", "loudness_db", "f0_hz"]
    assert len(table) == math.ceil(track.duration_s / 0.01)
    assert (track.spans[:, 0] < track.spans[:, 1]).all()
    assert (track.spans[1:, 0] > track.spans[:-1, 1]).all()
    assert table.loc[~table["speech"], "f0_hz"].isna().all()


def test_the_envelope_steps_are_equal_in_time(mandarin):
    """A reader sees the waveform under the speech spans: each step must stand where its sound is, also near the end."""
    samples, rate = mandarin
    for length_s in (2.5, 3.37, 4.91):
        sound = np.resize(samples, int(length_s * rate))
        envelope = np.array(audio.extract((sound, rate))["envelope"])
        slow = np.array([np.abs(part).max() for part in np.array_split(sound, len(envelope))])
        assert np.corrcoef(envelope, slow)[0, 1] > 0.9
