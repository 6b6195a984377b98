"""Mains hum that was put in is measured and refused by name; hesitations are counted, words that mean something are not."""

import numpy as np
import pytest

from workbench.definitions import Policy, indicators
from workbench.errors import EvidenceError
from workbench.evidence import audio


def with_hum(samples, rate, *, mains, level_db, speech_db):
    """Add a hum with four harmonics whose power lies `level_db` from that of the speech."""
    time = np.arange(len(samples)) / rate
    hum = sum(np.sin(2 * np.pi * mains * k * time + k) / k for k in (1, 2, 3, 5))
    return samples + (hum * np.sqrt(10 ** ((speech_db + level_db) / 10) / np.mean(hum**2))).astype(np.float32)


@pytest.mark.parametrize("mains", [50, 60])
@pytest.mark.parametrize("level_db", [-38, -28, -18])
@pytest.mark.parametrize("clip", ["mandarin", "english"])
def test_planted_hum_is_measured(request, clip, mains, level_db):
    samples, rate = request.getfixturevalue(clip)
    plain = audio.extract((samples, rate))
    row = audio.extract((with_hum(samples, rate, mains=mains, level_db=level_db, speech_db=plain["loudness_mean"]), rate))
    assert plain["hum_db"] < -50
    assert row["hum_db"] == pytest.approx(level_db, abs=2.5)
    assert row["verdict"] == "scorable"
    assert row["f0_median_hz"] == pytest.approx(plain["f0_median_hz"], rel=0.03)


@pytest.mark.parametrize("mains", [50, 60])
def test_loud_hum_is_refused_by_its_own_name(mandarin, mains):
    samples, rate = mandarin
    loud = with_hum(samples, rate, mains=mains, level_db=-5, speech_db=audio.extract(mandarin)["loudness_mean"])
    row = audio.extract((loud, rate))
    assert (row["verdict"], row["speech_rate_sps"]) == ("re-record", None)
    assert row["reason"].startswith("hum_db")
    assert row["reason"].endswith("is above -14 dB")
    assert row["hum_db"] > -14
    assert audio.say_reason(row["reason"], language="zh").startswith("工频哼声为 ")
    lenient = Policy.from_dict({"id": "x", "recording": {"max_hum_db": 20, "min_snr_db": 0}})
    assert audio.extract((loud, rate), policy=lenient)["verdict"] == "scorable"


def test_no_real_clip_hums(rows):
    assert max(row["hum_db"] for row in rows.values()) < -30


@pytest.mark.parametrize("hz", [55, 57, 73, 440])
def test_another_tone_is_no_hum(mandarin, hz):
    samples, rate = mandarin
    tone = 0.02 * np.sin(2 * np.pi * hz * np.arange(len(samples)) / rate)
    assert audio.extract((samples + tone.astype(np.float32), rate))["hum_db"] < -35


def test_silence_before_the_answer_hides_no_hum(mandarin):
    samples, rate = mandarin
    hums = with_hum(samples, rate, mains=50, level_db=-20, speech_db=audio.extract(mandarin)["loudness_mean"])
    late = np.concatenate([np.zeros(2 * rate + 411, np.float32), hums])
    assert audio.extract((late, rate))["hum_db"] == pytest.approx(-20, abs=3)


def test_hum_is_measured_at_telephone_rate(mandarin):
    import soxr

    samples, rate = mandarin
    hums = with_hum(samples, rate, mains=50, level_db=-20, speech_db=audio.extract(mandarin)["loudness_mean"])
    assert audio.extract((soxr.resample(hums, rate, 8_000), 8_000))["hum_db"] == pytest.approx(-20, abs=3)


def test_no_speech_no_hum_against_it():
    assert audio.extract((np.zeros(48_000, np.float32), 16_000))["hum_db"] is None


FILLED = [
    ([(0, 0.5, "嗯"), (0.5, 2.0, "我们做了销售")], 0.25),
    ([(0.0, 0.4, "Um,"), (0.6, 1.0, "sales"), (1.0, 1.4, "uh"), (1.4, 1.6, "grew")], 0.8 / 1.4),
    ([(0, 1, "那个项目做完了")], 0.0),
    ([(0, 0.4, "那个"), (0.4, 1.0, "项目")], 0.0),  # that project
    ([(0, 0.4, "我们"), (0.7, 1.1, "那个"), (1.4, 1.8, "项目")], 0.4 / 1.2),  # a search for words
    ([(0, 0.3, "那个"), (0.3, 0.6, "那个"), (0.6, 1.2, "项目")], 0.5),
    ([(0, 0.4, "好"), (0.4, 0.6, "啊")], 0.0),
    ([(0, 2.0, "嗯，我觉得，呃，还可以")], 2 / 8),  # by length: 1 + 3 + 1 + 3 syllables
    ([(0, 1.2, "嗯我们做了")], 0.2),
    ([(0, 1, "I like sales")], 0.0),
    ([(0, 1, "the humming error ahead")], 0.0),
    ([(0, 0.5, "UHM"), (0.5, 1.0, "Yes")], 0.5),
]


@pytest.mark.parametrize(("words", "share"), FILLED, ids=[" ".join(text for *_, text in words) for words, _ in FILLED])
def test_hesitations_are_counted(mandarin, words, share):
    row = audio.extract(mandarin, words=words)
    assert row["filled_pause_share"] == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("words", [None, [], [(0, 0, "嗯")]])
def test_without_times_there_is_no_share(mandarin, words):
    assert audio.extract(mandarin, words=words)["filled_pause_share"] is None


@pytest.mark.parametrize(
    "entry", [(2.0, 1.0, "um"), (0, 1), (0, "soon", "um"), (-1, 1, "um"), (0, float("nan"), "um"), (0, 1, 7), None]
)
def test_words_without_usable_times_are_refused(mandarin, entry):
    with pytest.raises(
        EvidenceError, match=r"words have no usable times.*Expected: \(start_s, end_s, text\).*Cure: pass the recogn"
    ):
        audio.extract(mandarin, words=[entry])


def test_a_refused_recording_abstains_here_too():
    row = audio.extract((np.zeros(48_000, np.float32), 16_000), words=[(0, 1, "um")])
    assert row["verdict"] == "re-record"
    assert row["filled_pause_share"] is None


def test_it_is_kept_out_of_scores_until_it_was_compared():
    assert indicators()["filled_pause_share"].experimental


def test_mean_run_is_syllables_by_runs_between_pauses(rows):
    for row in rows.values():
        assert row["mean_run_syllables"] == pytest.approx(row["syllable_count"] / (row["pause_count"] + 1))
