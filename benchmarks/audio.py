"""How quick and how exact the hearing is: speed, scaling, memory, pauses, pitch, descriptors, syllables, damaged files.

    python benchmarks/audio.py                 # on data/samples/recordings
    python benchmarks/audio.py --clips DIR     # on other clips, three minutes or more
    python benchmarks/audio.py --peer PYTHON   # an interpreter where opensmile is installed by hand, timed in the same run

The peer is non-commercial: never a dependency, never in CI.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import io
import itertools
import json
import math
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from workbench.errors import EvidenceError  # noqa: E402
from workbench.evidence import audio  # noqa: E402

PEER = """
import sys, time, opensmile, soundfile
smile = opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=opensmile.FeatureLevel.Functionals, num_workers=1)
best = 9e9
for _ in range(3):
    started, seconds = time.process_time(), 0
    for path in sys.argv[1:]:
        samples, rate = soundfile.read(path, dtype="float32")
        smile.process_signal(samples, rate)
        seconds += len(samples) / rate
    best = min(best, (time.process_time() - started) / seconds)
print(best)
"""


def speed(paths):
    audio.warm_up()
    best = math.inf
    for _ in range(3):
        started = time.process_time()
        seconds = sum(audio.extract(path)["duration_s"] for path in paths)
        best = min(best, (time.process_time() - started) / seconds)
    print(f"real-time factor, one thread, {len(paths)} clips, {seconds:.0f} s: {best:.5f}")
    return best


def against_peer(peer, paths, own):
    done = subprocess.run([peer, "-c", PEER, *map(str, paths)], capture_output=True, text=True, check=True)
    print(f"  openSMILE eGeMAPSv02: {float(done.stdout):.5f}, {float(done.stdout) / own:.1f} times ours")


def scaling(paths):
    took = {}
    for workers in (1, 2):
        started = time.perf_counter()
        audio.extract_many(list(paths) * 4, workers=workers)
        took[workers] = time.perf_counter() - started
    print(f"two workers: {took[1] / took[2]:.2f} times one")


def memory(rate=16_000):
    import soundfile

    minute, _ = audio.decode(ROOT / "data/samples/recordings/en_sphinx_chan3.flac")
    path = Path("/tmp") / f"hour-{os.getpid()}.wav"
    with soundfile.SoundFile(path, "w", rate, 1, "PCM_16") as file:
        for _ in range(3600 * rate // len(minute)):
            file.write(minute)
    code = (
        f"import resource; from workbench.evidence import audio; r = audio.extract({str(path)!r}); "
        "print(r['duration_s'], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    started = time.perf_counter()
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    path.unlink()
    print(
        f"one hour: {float(said[0]):.0f} s of sound in {time.perf_counter() - started:.1f} s, largest memory {float(said[1]):.0f} MB"
    )


def first_row():
    path = ROOT / "data/samples/recordings/zh_aishell.flac"
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", f"from workbench.evidence import audio; audio.extract({str(path)!r})"], check=True, cwd=ROOT
    )
    print(f"first row of a fresh process: {time.perf_counter() - started:.2f} s")


def pauses(paths, noise):
    chance, errors, missed = np.random.default_rng(1), [], 0
    for path in paths:
        samples, rate = audio.decode(path)
        track = audio.track((samples, rate))
        pieces, gaps, last, shift = [], [], 0, 0.0
        for start, end in track.spans[np.diff(track.spans, axis=1)[:, 0] > 1.2]:
            first = int(((start + end) / 2 - 0.2) * 100)
            at = (first + int(np.argmin(track.level_db[first : first + 40])) + 0.5) / 100
            length = chance.uniform(0.3, 2)
            pieces += [samples[last : int(at * rate)], chance.normal(0, noise, int(length * rate)).astype(np.float32)]
            gaps.append((at + shift, at + shift + length))
            last, shift = int(at * rate), shift + length
        if not gaps:
            continue
        spans = audio.track((np.concatenate([*pieces, samples[last:]]), rate)).spans
        found = [(a[1], b[0]) for a, b in itertools.pairwise(spans) if b[0] - a[1] >= 0.25]
        for start, end in gaps:
            meeting = [(a, b) for a, b in found if min(b, end) - max(a, start) > 0.5 * (end - start)]
            missed += not meeting
            errors += [abs(meeting[0][1] - meeting[0][0] - (end - start))] if meeting else []
    print(f"inserted pauses, noise {noise:g}: {len(errors)} found, {missed} missed, duration error median "
          f"{1000 * np.median(errors):.0f} ms, p90 {1000 * np.percentile(errors, 90):.0f} ms")  # fmt: skip


def agreement():
    clips = ROOT / "tests/evidence/audio/clips/reference.json"
    reference = json.loads(clips.read_text())
    rows = {name: audio.extract(ROOT / "data/samples/recordings" / name) for name in reference}
    for kind in ("praat", "egemaps"):
        names = next(iter(reference.values()))[kind]
        r = {n: np.corrcoef([rows[c][n] for c in rows], [reference[c][kind][n] for c in rows])[0, 1] for n in names}
        print(f"r against {kind}: " + ", ".join(f"{name} {value:.3f}" for name, value in r.items()))
    for language in ("zh", "en", "0"):
        pitch(reference, language)
    for readers, clips in READ_BY.items():
        pitch(reference, clips, f"the same, read by {readers}")


def syllables(folder):
    counted = json.loads((ROOT / "tests/reference/english_syllables.json").read_text())
    there = {name: n for name, n in counted.items() if name != "about" and (folder / name).exists()}
    tracks = {name: audio.track(folder / name) for name in there}
    own = np.array([audio.extract(folder / name)["syllable_count"] for name in there])
    truth, talk = np.array([*there.values()]), np.array([t.spans[-1, 1] - t.spans[0, 0] for t in tracks.values()])
    print(f"syllables of read English, {len(there)} clips: count r {np.corrcoef(own, truth)[0, 1]:.2f}, off by "
          f"{100 * np.mean(np.abs(own / truth - 1)):.0f} % on average, rate r {np.corrcoef(own / talk, truth / talk)[0, 1]:.2f}")  # fmt: skip


# as the published index of the corpus states it for its readers; nothing here is inferred from a voice
READ_BY = {"men": ("005600154", "010270306", "012600210", "013090267", "013360001", "022360321", "096090005", "096280024"),
           "women": ("008130091", "020360312", "024300068", "096060010")}  # fmt: skip


def pitch(reference, prefix, label=""):
    gross = compared = unlike = frames = recalled = voiced = 0
    cents = []
    for clip, values in reference.items():
        if not clip.startswith(prefix):
            continue
        praat, track = np.array(values["pitch_track"]), audio.track(ROOT / "data/samples/recordings" / clip)
        at = np.round((values["pitch_start_s"] + 0.01 * np.arange(len(praat))) / 0.01 - 0.5).astype(int)
        own = track.f0_hz[np.clip(at, 0, len(track.f0_hz) - 1)]
        both = (own > 0) & (praat > 0)
        far = np.abs(own[both] / praat[both] - 1) > 0.2
        gross, compared, frames = gross + far.sum(), compared + both.sum(), frames + len(praat)
        unlike, recalled, voiced = unlike + ((own > 0) != (praat > 0)).sum(), recalled + both.sum(), voiced + (praat > 0).sum()
        cents += list(1200 * np.abs(np.log2(own[both] / praat[both]))[~far])
    label = label or {"zh": "Mandarin", "en": "English", "0": "English of Mandarin speakers"}[prefix]
    print(f"pitch, {label}: gross {100 * gross / compared:.2f} %, median {np.median(cents):.1f} cents, "
          f"voicing {100 * unlike / frames:.1f} %, recall {100 * recalled / voiced:.1f} %")  # fmt: skip


def damaged(n):
    import soundfile

    samples, rate = audio.decode(ROOT / "data/samples/recordings/zh_aishell.flac")
    files = []
    for container in ("WAV", "FLAC", "MP3", "OGG"):
        out = io.BytesIO()
        soundfile.write(out, samples, rate, format=container)
        files.append(out.getvalue())
    chance, rows, errors, slowest = random.Random(7), 0, 0, 0.0
    for _ in range(n):
        content = bytearray(chance.choice(files))
        how = chance.randrange(4)
        if how == 0:
            content = content[: chance.randrange(len(content))]
        elif how == 1:
            for _ in range(chance.randrange(1, 200)):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        elif how == 2:
            for _ in range(12):
                content[chance.randrange(min(len(content), 120))] = chance.randrange(256)
        else:
            content[4:8] = b"\xff\xff\xff\x7f"
        started = time.perf_counter()
        try:
            row = audio.extract(bytes(content))
            assert all(math.isfinite(v) for v in row.values() if isinstance(v, float))
            rows += 1
        except EvidenceError:
            errors += 1
        slowest = max(slowest, time.perf_counter() - started)
    print(f"damaged files: {n} tried, {rows} rows, {errors} named errors, no crash, slowest {slowest:.2f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=ROOT / "data/samples/recordings")
    parser.add_argument("--peer", help="python with opensmile")
    parser.add_argument(
        "--read-english", type=Path, help="the 24 clips of tests/reference/english_syllables.json, where all are at hand"
    )
    parser.add_argument("--damaged", type=int, default=2000)
    chosen = parser.parse_args()
    clips = sorted(p for p in chosen.clips.rglob("*.flac") if not p.name.startswith("syn_"))
    own = speed(clips)
    if chosen.peer:
        against_peer(chosen.peer, clips, own)
    scaling(clips)
    first_row()
    memory()
    pauses(clips, 0.0)
    pauses(clips, 3e-4)
    agreement()
    syllables(chosen.read_english or chosen.clips)
    damaged(chosen.damaged)
    print(f"largest memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
