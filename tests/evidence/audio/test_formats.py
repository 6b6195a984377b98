"""Every container gives the same row; what is no recording is named; nothing crashes."""

import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr

from workbench.errors import EvidenceError
from workbench.evidence import audio

ROOT = Path(__file__).parents[3]
CLOSE = {"duration_s": 0.08, "speech_share": 0.04, "syllable_count": 2, "loudness_mean": 0.6, "snr_db": 12, "pause_longest_s": 0.15}


def written(samples, rate, container, subtype=None):
    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=container, subtype=subtype)
    return out.getvalue()


@pytest.fixture(scope="module")
def encoded(english, encode):
    samples, rate = english
    wide = soxr.resample(samples, rate, 48_000)
    return {
        "wav 16": written(samples, rate, "WAV", "PCM_16"), "wav 24": written(samples, rate, "WAV", "PCM_24"),
        "wav float": written(samples, rate, "WAV", "FLOAT"), "wav u8": written(samples, rate, "WAV", "PCM_U8"),
        "flac": written(samples, rate, "FLAC"), "mp3": written(samples, rate, "MP3"), "ogg": written(samples, rate, "OGG"),
        "m4a": encode(wide, 48_000, "ipod", "aac"), "mp4": encode(wide, 48_000, "mp4", "aac"),
        "aac": encode(wide, 48_000, "adts", "aac"), "webm": encode(wide, 48_000, "webm", "libopus"),
        "opus": written(wide, 48_000, "OGG", "OPUS"), "a-law": written(samples, rate, "WAV", "ALAW"),
        "aiff": written(samples, rate, "AIFF"), "rf64": written(samples, rate, "RF64"),
        "mkv": encode(wide, 48_000, "matroska", "libopus"), "mp4 ac3": encode(wide, 48_000, "mp4", "ac3"),
    }  # fmt: skip


def assert_close(row, expected):
    for name, reach in CLOSE.items():
        assert row[name] == pytest.approx(expected[name], abs=reach), name
    assert row["f0_median_hz"] == pytest.approx(expected["f0_median_hz"], rel=0.02)


@pytest.mark.parametrize("kind", [
    "wav 16", "wav 24", "wav float", "a-law", "rf64", "aiff", "flac", "mp3", "ogg", "opus", "m4a", "mp4", "mp4 ac3", "aac", "webm", "mkv",
])  # fmt: skip
def test_every_container_tells_the_same(encoded, english, kind):
    assert_close(audio.extract(encoded[kind]), audio.extract(english))


def test_lossless_containers_tell_exactly_the_same(encoded):
    plain, flac = audio.extract(encoded["wav 16"]), audio.extract(encoded["flac"])
    assert {k: v for k, v in plain.items() if k != "content_hash"} == {k: v for k, v in flac.items() if k != "content_hash"}


def test_the_ending_of_the_name_is_not_looked_at(encoded, tmp_path):
    path = tmp_path / "answer.wav"
    path.write_bytes(encoded["mp4"])
    assert audio.extract(path)["verdict"] == "scorable"


def test_path_text_and_bytes_are_one(encoded, tmp_path):
    path = tmp_path / "a.flac"
    path.write_bytes(encoded["flac"])
    assert audio.extract(path) == audio.extract(str(path)) == audio.extract(encoded["flac"])


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000])
def test_every_rate_tells_the_same(english, rate):
    samples, own = english
    row = audio.extract((soxr.resample(samples, own, rate), rate))
    expected = audio.extract(english)
    for name in ("duration_s", "speech_share", "loudness_mean"):
        assert row[name] == pytest.approx(expected[name], abs=0.05 if name != "loudness_mean" else 0.6), name
    assert row["f0_median_hz"] == pytest.approx(expected["f0_median_hz"], rel=0.01)
    assert row["bandwidth_hz"] <= rate / 2


def test_integers_are_scaled_by_their_type(english):
    samples, rate = english
    whole = np.round(samples * 32767).astype(np.int16)
    assert audio.extract((whole, rate))["loudness_mean"] == pytest.approx(audio.extract(english)["loudness_mean"], abs=0.01)


def test_channels_are_speakers(english, mandarin):
    samples, rate = english
    other = soxr.resample(mandarin[0], mandarin[1], rate)
    both = np.zeros((len(samples), 2), np.float32)
    both[:, 0], both[: len(other), 1] = samples, other
    stereo = written(both, rate, "WAV", "FLOAT")
    assert audio.extract(stereo, channel=0)["f0_median_hz"] == pytest.approx(audio.extract(english)["f0_median_hz"])
    assert audio.extract(stereo, channel=1)["f0_median_hz"] < 150 < audio.extract(stereo, channel=0)["f0_median_hz"]
    assert len(audio.decode(stereo)[0]) == len(samples)
    with pytest.raises(EvidenceError, match="there is no such channel.*2 channels.*channel 2"):
        audio.extract(stereo, channel=2)


@pytest.mark.parametrize("container", ["WAV", "FLAC"])
def test_eight_channels_are_eight_speakers(english, container):
    samples, rate = english
    eight = np.stack([samples * 0.1 * (k + 1) for k in range(8)], axis=1).astype(np.float32)
    content = written(eight, rate, container, "PCM_16")
    level = [audio.extract(content, channel=k)["loudness_mean"] for k in (0, 3, 7)]
    assert np.diff(level) == pytest.approx([20 * np.log10(4), 20 * np.log10(2)], abs=0.1)
    assert audio.extract(content)["loudness_mean"] == pytest.approx(level[1] + 20 * np.log10(4.5 / 4), abs=0.1)


def test_many_recordings_are_taken_by_channel_and_never_mixed_up(english, mandarin):
    samples, rate = english
    other = soxr.resample(mandarin[0], mandarin[1], rate)
    both = np.zeros((len(samples), 2), np.float32)
    both[:, 0], both[: len(other), 1] = samples, other
    stereo = written(both, rate, "FLAC", "PCM_16")
    first = audio.extract_many([stereo], channel=0)
    second = audio.extract_many([stereo], channel=1, known=first)
    assert second["f0_median_hz"][0] == audio.extract(stereo, channel=1)["f0_median_hz"] != first["f0_median_hz"][0]
    assert first["content_hash"][0] != second["content_hash"][0] != audio.extract(stereo)["content_hash"]
    assert audio.extract_many([stereo], channel=0, known=first).equals(first)
    assert "there is no such channel" in audio.extract_many([stereo], channel=5)["reason"][0]


def test_a_video_gives_its_sound(corpus):
    assert corpus.audio.extract(corpus.good_files()[-1])["verdict"] == "scorable"


def test_both_channels_alike_tell_what_one_tells(english):
    samples, rate = english
    stereo = np.stack([samples, samples], axis=1)
    assert audio.extract((stereo, rate))["f0_median_hz"] == audio.extract(english)["f0_median_hz"]


@pytest.mark.parametrize(("content", "found"), [
    (b"", "an empty file"), (b"dear candidate, thank you for your answer\n" * 20, "text"), ("候选人的回答，感谢您的参与。\n".encode() * 20, "text"),
    ("候选人的回答，感谢您的参与。\n".encode("gb18030") * 20, "text"), (b"%PDF-1.7\n" + bytes(100), "a PDF document"),
    (b"PK\x03\x04" + bytes(100), "ZIP"), (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG picture"),
])  # fmt: skip
def test_what_is_no_recording_is_named(tmp_path, content, found):
    path = tmp_path / "answer.wav"
    path.write_bytes(content)
    with pytest.raises(
        EvidenceError, match=rf"answer\.wav: this is not a recording\. Found: .*{found}.*Expected: wav, flac.*Cure: "
    ):
        audio.extract(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(
        EvidenceError, match=r"gone\.wav: the recording cannot be opened\. Found: No such file.*Cure: check the path"
    ):
        audio.extract(tmp_path / "gone.wav")


def test_a_cut_header_is_named(encoded):
    with pytest.raises(EvidenceError, match="cannot be decoded|holds no sound"):
        audio.extract(encoded["wav 16"][:20])
    with pytest.raises(EvidenceError, match="cannot be decoded|holds no sound"):
        audio.extract(encoded["mp4"][:60])


def test_a_video_without_sound_is_named():
    import av

    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream = file.add_stream("mpeg4", rate=5)
        stream.width = stream.height = 64
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        file.mux(stream.encode(None))
    with pytest.raises(EvidenceError, match="the file has no sound track.*Cure: export the interview with its sound"):
        audio.extract(out.getvalue())


@pytest.mark.parametrize("samples", [np.array([0.1, np.nan] * 8000), np.full(16_000, np.inf), np.full(16_000, 1e30)])
def test_samples_that_are_no_numbers_are_refused(samples):
    with pytest.raises(EvidenceError, match="samples are no sound"):
        audio.extract((samples, 16_000))


@pytest.mark.parametrize("source", [(np.zeros((2, 2, 2)), 16_000), (np.zeros(9), 0), (np.array(["a"]), 16_000), (np.zeros(9),), ()])
def test_samples_of_another_shape_are_refused(source):
    with pytest.raises(EvidenceError, match="samples cannot be read"):
        audio.extract(source)


@pytest.mark.parametrize("rate", [100, 10_000_000])
def test_a_rate_that_is_none_of_speech_is_refused(rate):
    with pytest.raises(EvidenceError, match="sample rate is none of speech"):
        audio.extract((np.zeros(rate, np.float32), rate))


@pytest.fixture(scope="module")
def corpus():
    """The corpus of `benchmarks/audio.py`, which tries 2,000 of it."""
    spec = importlib.util.spec_from_file_location("damaged_recordings", ROOT / "benchmarks" / "damaged_recordings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_damaged_files_of_every_container_give_a_row_or_a_named_error(corpus):
    good = corpus.good_files()
    assert [corpus.attempt(content) for content in good] == ["row"] * 14
    outcomes = [corpus.attempt(content) for content in corpus.damaged(good, 135, seed=3)]
    assert set(outcomes) == {"row", "error"}


def test_the_corpus_is_the_same_each_time(corpus):
    good = corpus.good_files()[:4]
    assert list(corpus.damaged(good, 20)) == list(corpus.damaged(good, 20))


def test_a_header_that_lies_about_the_rate_is_refused_before_memory_is_asked_for(encoded):
    lying = bytearray(encoded["wav 16"])
    lying[24:28] = (2_000_000_000).to_bytes(4, "little")
    with pytest.raises(EvidenceError, match="sample rate is none of speech.*Found: 2000000000 Hz"):
        audio.extract(bytes(lying))


def test_clips_for_the_page_play_in_a_browser(encoded, tmp_path):
    assert audio.clip_bytes(encoded["mp3"]) == encoded["mp3"]
    assert audio.clip_bytes(encoded["wav 16"]) == encoded["wav 16"]
    for kind in ("webm", "m4a", "flac", "wav 24"):
        with soundfile.SoundFile(io.BytesIO(audio.clip_bytes(encoded[kind]))) as file:
            assert (file.format, file.subtype, file.channels) == ("WAV", "PCM_16", 1)
            assert file.samplerate == 16_000
    part, rate = audio.decode(audio.clip_bytes(encoded["flac"], start_s=1.0, end_s=2.5))
    assert len(part) / rate == pytest.approx(1.5, abs=0.001)


@pytest.mark.parametrize("nothing", [None, float("nan"), ""])
def test_an_answer_without_recording_is_named_and_stops_nothing(nothing, encoded):
    with pytest.raises(EvidenceError, match="there is no recording.*Cure: leave out"):
        audio.extract(nothing)
    assert audio.extract_many([nothing, encoded["flac"]])["verdict"].tolist() == ["re-record", "scorable"]


def test_one_row_a_channel_is_understood(english):
    samples, rate = english
    assert audio.extract((np.stack([samples, samples]), rate))["duration_s"] == pytest.approx(len(samples) / rate)


def test_an_open_file_is_read(encoded):
    assert audio.extract(io.BytesIO(encoded["flac"])) == audio.extract(encoded["flac"])
