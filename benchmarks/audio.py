"""How quick the hearing is and how exact: speed, scaling, memory, first row, pauses, pitch, descriptors, syllables, damaged files.

    python benchmarks/audio.py                 # on data/samples/recordings, against references measured before
    python benchmarks/audio.py --clips DIR     # on other clips, three minutes or more
    python benchmarks/audio.py --peer PYTHON   # an interpreter where praat-parselmouth and opensmile are installed by hand:
                                               # timed in the same run and asked about the same clips

Praat's licence is the GPL and openSMILE is non-commercial: never dependencies, never in CI.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
# scripts beside this one may be called as a library is (coverage): they are found through their folder only
sys.path[:] = [str(ROOT), *(entry for entry in sys.path if Path(entry).resolve() != HERE)]

from benchmarks import audio_agreement, damaged_recordings  # noqa: E402
from workbench.evidence import audio  # noqa: E402

SAMPLES = ROOT / "data" / "samples" / "recordings"
MINUTE = SAMPLES / "en_sphinx_chan3.flac"


def speed(paths):
    """Processor time, not the clock's: other work on the machine takes turns but adds none."""
    audio.warm_up()
    took = []
    for _ in range(5):
        started = time.process_time()
        seconds = sum(audio.extract(path)["duration_s"] for path in paths)
        took.append((time.process_time() - started) / seconds)
    print(f"real-time factor, one thread, {len(paths)} clips, {seconds:.0f} s: best {min(took):.5f}, median {np.median(took):.5f}")
    return min(took)


def asked(peer, paths, own):
    said = subprocess.run([peer, HERE / "audio_oracles.py", *paths], capture_output=True, text=True, check=True, cwd=HERE)
    told = json.loads(said.stdout)
    theirs = told["real_time_factor"]
    print(f"  openSMILE eGeMAPSv02, same clips, same measure: {theirs:.5f}, {theirs / own:.1f} times ours")
    return told["clips"]


def scaling(paths):
    """One and two workers in turns, the quickest run of each: on a busy machine the others measure the neighbours."""
    took = {1: [], 2: []}
    for _ in range(8):
        for workers, times in took.items():
            started = time.perf_counter()
            audio.extract_many(paths, workers=workers)
            times.append(time.perf_counter() - started)
    busy = f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores" if hasattr(os, "getloadavg") else ""
    print(f"two workers: {min(took[1]) / min(took[2]):.2f} times one (best of eight{busy})")


def memory(hours):
    import soundfile

    sound, rate = audio.decode(MINUTE)
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"hours-{os.getpid()}.wav"
    with soundfile.SoundFile(path, "w", rate, 1, "PCM_16") as file:
        for _ in range(round(hours * 3600 * rate / len(sound))):
            file.write(sound)
    code = (
        f"import resource; from workbench.evidence import audio; r = audio.extract({str(path)!r}); "
        "print(r['duration_s'], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    started = time.perf_counter()
    try:
        said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    finally:
        path.unlink()
    print(f"{float(said[0]) / 3600:.2f} h of sound: {time.perf_counter() - started:.1f} s, largest memory {float(said[1]):.0f} MB")


def first_row():
    code = f"from workbench.evidence import audio; audio.extract({str(SAMPLES / 'zh_aishell.flac')!r})"
    took, worked = [], []
    for _ in range(5):
        started, before = time.perf_counter(), sum(os.times()[2:4])
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        took.append(time.perf_counter() - started)
        worked.append(sum(os.times()[2:4]) - before)
    print(f"first row of a fresh process, warm cache: median {np.median(took):.2f} s, best {min(took):.2f} s, "
          f"of work {np.median(worked):.2f} s")  # fmt: skip


def damage(n):
    counts = damaged_recordings.attempts(n)
    wrong = {name: count for name, count in counts.items() if name not in ("row", "error")}
    print(f"damaged files: {n} tried, {counts.get('row', 0)} rows, {counts.get('error', 0)} named errors, wrong: {wrong or 'none'}")


def clips_of(folder):
    return sorted(p for p in folder.rglob("*.flac") if not p.name.startswith("syn_"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, default=SAMPLES)
    parser.add_argument("--peer", help="python with praat-parselmouth and opensmile")
    parser.add_argument("--damaged", type=int, default=2000)
    chosen = parser.parse_args()
    clips = clips_of(chosen.clips)
    own = speed(clips)
    reference = asked(chosen.peer, clips, own) if chosen.peer else audio_agreement.measured_before()
    scaling(clips)
    first_row()
    memory(1)
    memory(2)
    audio_agreement.pauses(clips)
    audio_agreement.boundaries(chosen.clips)
    audio_agreement.against(clips, reference)
    audio_agreement.syllables(clips)
    damage(chosen.damaged)
