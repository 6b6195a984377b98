"""Hearing recordings from the terminal: resumed where it stopped, on threads or on a cluster."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile
from typer.testing import CliRunner

from workbench.cli.application import app
from workbench.evidence import audio
from workbench.evidence.audio import many

RECORDINGS = Path(__file__).parents[2] / "data" / "samples" / "recordings"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "answers"
    place.mkdir()
    for name in ("zh_aishell.flac", "en_lj001_0001.flac"):
        shutil.copy(RECORDINGS / name, place)
    return place


def heard(*arguments):
    return CliRunner().invoke(app, ["audio", *map(str, arguments)])


def test_rows_are_kept_and_taken_up_again(folder, tmp_path, monkeypatch):
    rows, table = tmp_path / "rows.jsonl", tmp_path / "table.parquet"
    assert heard(folder, "--resume", rows, "--output", table).exit_code == 0
    before = rows.read_text(encoding="utf-8")
    assert len(before.splitlines()) == 2
    measured = []
    monkeypatch.setattr(many, "extract", lambda source, **named: measured.append(source) or audio.extract(source, **named))
    shutil.copy(RECORDINGS / "zh_wenet_mid.flac", folder)
    again = tmp_path / "again.parquet"
    assert heard(folder, "--resume", rows, "--output", again).exit_code == 0
    assert [Path(path).name for path in measured] == ["zh_wenet_mid.flac"]
    assert rows.read_text(encoding="utf-8").startswith(before)
    first, second = pd.read_parquet(table), pd.read_parquet(again)
    assert second["f0_median_hz"].tolist()[:2] == first["f0_median_hz"].tolist()


def test_who_waits_for_a_first_start_is_told_so_before_it(folder):
    said = heard(folder).stderr.splitlines()
    assert said[:3] == ["preparing …", "preparing: 1 done", "audio: 2 done"]


def test_one_speakers_channel_is_taken(tmp_path):
    table = tmp_path / "rows.parquet"
    left, rate = soundfile.read(RECORDINGS / "zh_wenet_mid.flac")
    soundfile.write(tmp_path / "both.wav", np.stack([left, np.zeros_like(left)], axis=1), rate)
    assert heard(tmp_path / "both.wav", "--channel", 0, "--output", table).exit_code == 0
    assert pd.read_parquet(table)["verdict"].tolist() == ["scorable"]
    result = heard(tmp_path / "both.wav", "--channel", 1)
    assert result.exit_code == 2
    assert "both.wav: re-record, speech_s 0.0 s is below 1 s" in result.stderr
    assert "there is no such channel" in heard(tmp_path / "both.wav", "--channel", 2).stderr


def test_a_terminal_shows_what_it_is_wide_enough_for(folder, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    several = heard(folder).stdout
    assert all(len(line) <= 80 for line in several.splitlines())
    for said in ("zh_aishell.flac", "scorable", "syllables/s", "SNR dB"):
        assert said in several
    one = heard(folder / "zh_aishell.flac")
    for name in ("pause_count", "articulation_rate_sps", "f3_hz", "hum_db", "verdict"):
        assert name in one.stdout
    assert "--output FILE writes all 49 columns" in one.stderr


def test_a_line_cut_off_by_a_kill_is_measured_again(folder, tmp_path):
    rows = tmp_path / "rows.jsonl"
    heard(folder, "--resume", rows)
    whole = rows.read_text(encoding="utf-8")
    rows.write_text(whole[:-40], encoding="utf-8")
    assert heard(folder, "--resume", rows).exit_code == 0
    assert rows.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize(("name", "content", "said"), [
    ("rows.csv", "", "rows cannot be kept in this file"), ("rows.jsonl", "a note\n{}\n", "this file holds other things than rows"),
    ("gone/rows.jsonl", None, "rows cannot be kept in this file"),
])  # fmt: skip
def test_a_file_that_keeps_no_rows_is_refused_and_left_alone(folder, tmp_path, name, content, said):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    result = heard(folder, "--resume", path)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Cure: name another file" in result.stderr or "Cure: name a file" in result.stderr
    assert content is None or path.read_text() == content


def test_preparing_is_said(folder):
    assert "preparing: 1 done" in heard(folder).stderr


def test_a_scheduler_that_is_not_there_is_named(folder):
    result = heard(folder, "--scheduler", "not an address://")
    assert result.exit_code == 2
    assert "the Dask scheduler cannot be reached" in result.stderr
    assert "Cure: start it" in result.stderr


@pytest.mark.slow
def test_a_cluster_gives_the_same_table(folder, tmp_path):
    distributed = pytest.importorskip("distributed")
    note = folder / "note.wav"
    note.write_text("no sound here")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        result = heard(
            folder, "--scheduler", cluster.scheduler_address, "--resume", tmp_path / "rows.jsonl", "--output", tmp_path / "t.csv"
        )
    assert result.exit_code == 0, result.stderr
    assert "1 of 3 recordings cannot be scored" in result.stderr
    table = pd.read_csv(tmp_path / "t.csv")
    assert table["verdict"].tolist() == ["scorable", "re-record", "scorable"]
    kept = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text().splitlines()]
    assert {row["content_hash"] for row in kept} == set(table["content_hash"].dropna())
