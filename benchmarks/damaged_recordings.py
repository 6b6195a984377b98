"""A corpus of damaged recordings: good files of every container in, as many spoilt ones out, always the same for one seed.

`benchmarks/audio.py` tries 2,000 of them in processes of their own, so that a crash or a hang is seen; the tests try a few in every run.

    python benchmarks/damaged_recordings.py FIRST LAST   # what such a process does: one line a file, "row", "error" or what went wrong
"""

import contextlib
import io
import math
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
# scripts beside this one may be called as a library is (coverage): they are not meant
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if Path(entry).resolve() != ROOT / "benchmarks")]

from workbench.errors import EvidenceError  # noqa: E402
from workbench.evidence import audio  # noqa: E402

CLIP = ROOT / "data" / "samples" / "recordings" / "zh_aishell.flac"
SECONDS = 2.5
LONGEST_S = 10
AT_ONCE = 250
WRITTEN = (("WAV", "PCM_16"), ("WAV", "PCM_24"), ("WAV", "FLOAT"), ("WAV", "ULAW"), ("RF64", "PCM_16"), ("FLAC", None), ("MP3", None),
           ("OGG", "VORBIS"), ("OGG", "OPUS"), ("AIFF", None))  # fmt: skip
ENCODED = (("ipod", "aac"), ("adts", "aac"), ("webm", "libopus"), ("mp4", "aac"))
SIGNS = (b"RIFF", b"fLaC", b"OggS", b"ID3\x04", b"\x1aE\xdf\xa3", b"\x00\x00\x00\x20ftypisom", b"%PDF-1.7", b"PK\x03\x04", b"\xff\xfb")  # fmt: skip
HUGE = (b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x80")


def good_files():
    """One short recording in every container that is read."""
    samples, rate = audio.decode(CLIP)
    samples = samples[rate // 2 : rate // 2 + round(SECONDS * rate)]
    return [_written(samples, rate, *kind) for kind in WRITTEN] + [_encoded(samples, rate, *kind) for kind in ENCODED]


def damaged(files, n, *, seed=7):
    """Give `n` spoilt files: cut, bits flipped, mislabelled, empty, headers that lie, pieces lost, put twice, pasted together, noise."""
    for place in range(n):
        chance = random.Random(f"{seed}-{place}")
        yield WAYS[place % len(WAYS)](bytearray(chance.choice(files)), chance, files)


def attempt(content):
    """Measure one file: "row", "error", or what must never be."""
    started = time.perf_counter()
    try:
        row = audio.extract(content)
    except EvidenceError as error:
        outcome = "error" if error.what and error.cure else "an error that says too little"
    else:
        numbers = [value for value in row.values() if isinstance(value, float)]
        outcome = "row" if all(map(math.isfinite, numbers)) else "a value that is no number"
    return outcome if time.perf_counter() - started <= LONGEST_S else f"{time.perf_counter() - started:.0f} s"


def attempts(n):
    """Try `n` damaged files in processes of their own and count the outcomes; a crash or a hang is an outcome too."""
    counts, first = {}, 0
    while first < n:
        last = min(first + AT_ONCE, n)
        lines = _watched(first, last)
        if len(lines) < last - first:
            lines.append("a crash or a hang")
        for line in lines:
            counts[line] = counts.get(line, 0) + 1
        first += len(lines)
    return counts


def _watched(first, last):
    command = [sys.executable, __file__, str(first), str(last)]
    heard, lines = time.monotonic(), []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:  # codecs chatter there

        def watch():
            while process.poll() is None:
                if time.monotonic() - heard > 60 + LONGEST_S:
                    process.kill()
                time.sleep(0.5)

        threading.Thread(target=watch, daemon=True).start()
        for line in process.stdout:
            heard = time.monotonic()
            lines.append(line.strip())
    return lines


def _written(samples, rate, container, subtype):
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, samples, rate, format=container, subtype=subtype)
    return out.getvalue()


def _encoded(samples, rate, container, codec):
    import av

    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream = file.add_stream(codec, rate=48_000, layout="mono")
        picture = file.add_stream("mpeg4", rate=5, width=64, height=64, pix_fmt="yuv420p") if container == "mp4" else None
        frame = av.AudioFrame.from_ndarray(
            np.round(samples[None] * 32767).clip(-32768, 32767).astype("i2"), format="s16", layout="mono"
        )
        frame.sample_rate = rate
        fit = av.AudioResampler(format=stream.format.name, layout="mono", rate=48_000, frame_size=stream.frame_size or 960)
        for part in [*fit.resample(frame), *fit.resample(None)]:
            file.mux(stream.encode(part))
        for shade in range(5 if picture else 0):
            file.mux(picture.encode(av.VideoFrame.from_ndarray(np.full((64, 64, 3), 50 * shade, np.uint8), format="rgb24")))
        for one in filter(None, (stream, picture)):
            file.mux(one.encode(None))
    return out.getvalue()


def _cut(content, chance, _files):
    return bytes(content[: chance.randrange(len(content))])


def _flip(content, chance, _files):
    for _ in range(chance.choice((1, 5, 50, 500))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def _flip_head(content, chance, _files):
    for _ in range(chance.randrange(1, 12)):
        content[chance.randrange(min(len(content), 200))] = chance.randrange(256)
    return bytes(content)


def _mislabel(content, chance, _files):
    sign = chance.choice(SIGNS)
    return sign + bytes(content if chance.random() < 0.5 else content[len(sign) :])


def _empty(_content, chance, _files):
    return bytes(chance.choice((0, 0, 1, 12, 44, 4096)))


def _huge(content, chance, _files):
    for _ in range(chance.randrange(1, 4)):
        at = 4 * chance.randrange(min(len(content), 400) // 4)
        content[at : at + 4] = chance.choice(HUGE)
    return bytes(content)


def _lose(content, chance, _files):
    start = chance.randrange(len(content))
    length = chance.randrange(1, max(2, len(content) // 3))
    return bytes(content[:start]) + bytes(length if chance.random() < 0.5 else 0) + bytes(content[start + length :])


def _paste(content, chance, files):
    other = chance.choice(files)
    return bytes(content[: chance.randrange(len(content))]) + bytes(other[chance.randrange(len(other)) :])


def _noise(content, chance, _files):
    start = chance.randrange(min(len(content), 2000))
    return bytes(content[:start]) + chance.randbytes(chance.randrange(1, 20_000))


WAYS = (_cut, _flip, _flip_head, _mislabel, _empty, _huge, _lose, _paste, _noise)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    begin, end = map(int, sys.argv[1:])
    made = good_files()
    audio.warm_up()
    with contextlib.suppress(BrokenPipeError):
        for number, spoilt in enumerate(damaged(made, end)):
            if number >= begin:
                sys.stdout.write(attempt(spoilt) + "\n")
                sys.stdout.flush()
