"""A stream ends where a file does; a cluster gives the same table."""

import os
import signal

import numpy as np
import pytest

from workbench.errors import EvidenceError
from workbench.evidence import audio


def split(row):
    numbers = {name: value for name, value in row.items() if isinstance(value, (int, float))}
    return numbers, {name: value for name, value in row.items() if name not in numbers and name != "content_hash"}


@pytest.mark.parametrize("piece", [777, 16_000])
@pytest.mark.parametrize("clip", ["en_sphinx_chan3.flac", "096280024.flac"])
def test_a_stream_ends_as_the_file(recordings, clip, piece):
    samples, rate = audio.decode(next(p for p in recordings if p.name == clip))
    stream = audio.Stream(rate)
    for n, start in enumerate(range(0, len(samples), piece)):
        stream.feed(samples[start : start + piece])
        if n == 9:
            so_far = stream.row()
            assert so_far["duration_s"] == pytest.approx(10 * piece / rate)
    numbers, others = split(stream.finish())
    expected, expected_others = split(audio.extract((samples, rate)))
    assert numbers == pytest.approx(expected, rel=1e-6)
    assert others == expected_others


def test_a_stream_that_ended_takes_nothing_more():
    stream = audio.Stream(16_000)
    assert stream.row()["verdict"] == "re-record"
    stream.finish()
    with pytest.raises(EvidenceError, match="the live recording has ended"):
        stream.feed(np.zeros(10))


def test_a_stream_refuses_what_is_no_sound():
    with pytest.raises(EvidenceError, match="sample rate is none of speech"):
        audio.Stream(10)


@pytest.mark.parametrize("chunk", [
    np.array([np.nan]), np.array([0.0, np.inf]), np.full(9, 1e30), np.array(["loud"]), np.zeros((2, 2, 2)), np.full(9, 12_000.0),
    [True, False],
])  # fmt: skip
def test_a_chunk_that_is_no_sound_is_refused_and_changes_nothing(chunk, mandarin):
    stream = audio.Stream(16_000)
    stream.feed(mandarin[0])
    with pytest.raises(EvidenceError, match="samples are no sound.*Cure: check the microphone's format"):
        stream.feed(chunk)
    assert stream.finish()["f0_median_hz"] == audio.extract(mandarin)["f0_median_hz"]


@pytest.mark.parametrize("nothing", [[], np.zeros(0), np.zeros((0, 2)), np.zeros((3, 0))])
def test_an_empty_chunk_is_nothing(nothing):
    stream = audio.Stream(16_000)
    stream.feed(nothing)
    assert stream.finish()["duration_s"] == 0


@pytest.mark.parametrize(("kind", "full", "middle"), [("i2", 32768, 0), ("u1", 128, 128), ("i4", 2**31, 0)])
def test_integers_may_be_streamed(mandarin, kind, full, middle):
    samples, rate = mandarin
    stream = audio.Stream(rate)
    whole = (np.round(samples * full).clip(-full, full - 1) + middle).astype(kind)
    for start in range(0, len(whole), 4_000):
        stream.feed(np.stack([whole[start : start + 4_000]] * 2, axis=1))
    row = stream.finish()
    assert row["f0_median_hz"] == pytest.approx(audio.extract(mandarin)["f0_median_hz"], rel=1e-2)
    assert row["loudness_mean"] == pytest.approx(audio.extract((whole, rate))["loudness_mean"], abs=1e-4)


def test_asking_now_and_then_changes_nothing_and_costs_little(recordings):
    samples, rate = audio.decode(next(p for p in recordings if p.name == "en_sphinx_chan3.flac"))
    long = np.tile(samples, 6)
    asked, quiet = audio.Stream(rate), audio.Stream(rate)
    for start in range(0, len(long), rate * 10):
        chunk = long[start : start + rate * 10]
        asked.feed(chunk)
        quiet.feed(chunk)
        assert asked.row()["duration_s"] == pytest.approx(min(start + rate * 10, len(long)) / rate)
    assert asked.finish() == quiet.finish()


@pytest.mark.slow
def test_a_cluster_gives_the_table_of_the_threads_though_a_worker_dies(recordings, tmp_path):
    distributed = pytest.importorskip("distributed")
    bad = tmp_path / "note.wav"
    bad.write_text("no sound here")
    sources = [str(path) for path in recordings[:8]] + [str(bad)]
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        seen = []

        def watch(done, of):
            seen.append((done, of))
            if done == 1:  # a worker dies in the middle of the work
                worker = next(iter(cluster.workers.values()))
                os.kill(worker.pid, signal.SIGKILL)

        table = audio.extract_many(sources, client=client, progress=watch)
        again = audio.extract_many(sources, client=cluster.scheduler_address, known=table)
    assert seen[-1] == (9, 9)
    assert table.equals(audio.extract_many(sources))
    assert again.equals(table)
