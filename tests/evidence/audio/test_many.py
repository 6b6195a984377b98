"""Work goes on where it stopped: known recordings are not measured again, whatever they are called; addresses are fetched."""

import json

import fsspec
import numpy as np
import pandas as pd
import pytest

from workbench.definitions import Policy
from workbench.errors import EvidenceError
from workbench.evidence import audio
from workbench.evidence.audio import many


@pytest.fixture
def measured(monkeypatch):
    """The recordings really measured, in any order."""
    seen = []

    def counting(source, **named):
        seen.append(str(source))
        return audio.extract(source, **named)

    monkeypatch.setattr(many, "extract", counting)
    return seen


@pytest.fixture(scope="module")
def four(recordings, tmp_path_factory):
    """Two scorable recordings, a silent one and a text, in that order."""
    import soundfile

    folder = tmp_path_factory.mktemp("four")
    soundfile.write(folder / "silent.wav", np.zeros(48_000), 16_000)
    (folder / "note.wav").write_text("no sound here")
    return [recordings[0], recordings[-1], folder / "silent.wav", folder / "note.wav"]


@pytest.fixture(scope="module")
def first(four):
    return audio.extract_many(four)


def test_known_recordings_are_not_measured_again(four, first, measured):
    again = audio.extract_many(four, known=first)
    assert again.equals(first)
    assert measured == [str(four[3])]  # what could not be read may be readable now


def test_only_what_is_new_is_measured(four, first, measured):
    again = audio.extract_many(four, known=first.iloc[:1])
    assert again.equals(first)
    assert sorted(measured) == sorted(map(str, four[1:]))


def test_a_recording_is_known_by_its_content_not_its_name(four, first, measured, tmp_path):
    moved = tmp_path / "renamed.mp3"
    moved.write_bytes(four[0].read_bytes())
    row = audio.extract_many([moved], known=first).iloc[0]
    assert measured == []
    assert row["source"] == str(moved)
    assert row["f0_median_hz"] == first["f0_median_hz"][0]


def test_rows_kept_as_text_are_known(four, first, measured):
    rows = []
    audio.extract_many(four, each=lambda row: rows.append(json.loads(json.dumps(row))))
    measured.clear()
    assert audio.extract_many(four, known=rows).equals(first)
    assert audio.extract_many(four, known=pd.DataFrame(rows)).equals(first)
    assert set(measured) == {str(four[3])}


def test_another_version_or_a_policy_that_judges_otherwise_measures_again(four, first, measured):
    audio.extract_many(four[:1], known=first.assign(extractor_version="audio-0"))
    assert measured == [str(four[0])]
    strict = Policy.from_dict({"id": "strict", "recording": {"min_snr_db": 80}})
    row = audio.extract_many(four[:1], known=first, policy=strict).iloc[0]
    assert measured == [str(four[0])] * 2
    assert row["verdict"] == "re-record"
    back = audio.extract_many(four[:1], known=audio.extract_many(four[:1], policy=strict))
    assert back.equals(audio.extract_many(four[:1]))


@pytest.mark.parametrize(
    "known", [pd.DataFrame(), [], [{"content_hash": "x"}], pd.DataFrame({"content_hash": ["x"], "speech_spans": [None]})]
)
def test_rows_that_are_none_of_ours_are_passed_over(four, first, known):
    assert audio.extract_many(four[:1], known=known)["f0_median_hz"][0] == first["f0_median_hz"][0]


def test_every_row_is_handed_over_as_it_comes(four):
    rows, seen = [], []
    audio.extract_many(four, each=rows.append, progress=lambda done, of: seen.append((done, len(rows))))
    assert [row["source"] for row in rows] == [str(path) for path in four]
    assert seen == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_transcripts_go_with_their_recordings(four, first):
    words = [[(0, 1, "嗯"), (1, 4, "我们做了")], None, [(0, 1, "嗯")], None]
    table = audio.extract_many(four, words=words)
    assert table["filled_pause_share"].tolist() == pytest.approx([0.25, np.nan, np.nan, np.nan], nan_ok=True)
    assert audio.extract_many(four, words=words, known=first)["filled_pause_share"][0] == 0.25
    with pytest.raises(
        EvidenceError, match="transcripts do not belong.*Found: 1 for 4 recordings.*Cure: pass them in the recordings' order"
    ):
        audio.extract_many(four, words=[None])


def test_addresses_are_fetched(four, first):
    with fsspec.open("memory://answers/a.flac", "wb") as file:
        file.write(four[0].read_bytes())
    table = audio.extract_many(["memory://answers/a.flac", f"file://{four[0]}", "memory://answers/gone.flac"])
    assert table["content_hash"].tolist()[:2] == [first["content_hash"][0]] * 2
    assert table["verdict"].tolist() == ["scorable", "scorable", "re-record"]
    assert "gone.flac: the recording cannot be fetched. Found: FileNotFoundError" in table["reason"][2]


def test_a_network_that_stumbles_is_asked_again(four, monkeypatch):
    real, calls = fsspec.open, []

    def stumbling(*arguments, **named):
        calls.append(arguments)
        if len(calls) < 3:
            raise ConnectionResetError
        return real(*arguments, **named)

    monkeypatch.setattr(fsspec, "open", stumbling)
    assert audio.extract(f"file://{four[0]}")["verdict"] == "scorable"
    assert len(calls) == 3
