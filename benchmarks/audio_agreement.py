"""How exact the hearing is: clips and what others say of them in, agreement printed; a part of `benchmarks/audio.py`."""

import itertools
import json
from pathlib import Path

import numpy as np

from workbench.evidence import audio

ROOT = Path(__file__).parents[1]
CLIPS = ROOT / "tests" / "evidence" / "audio" / "clips"
SYLLABLES = ROOT / "tests" / "reference" / "english_syllables.json"
KEYS = ("praat", "egemaps")
# as the published index of the corpus states it for its readers; nothing here is inferred from a voice
MEN = ("005600154", "010270306", "012600210", "013090267", "013360001", "022360321", "070010005", "096090005", "096280024",
       "096340012", "096390020", "096490011")  # fmt: skip
WOMEN = ("005750089", "008130091", "013720051", "020360312", "020610343", "021290235", "022820062", "023800114", "024020142",
         "024300068", "024500021", "096060010")  # fmt: skip
GROUPS = {"Mandarin": ("zh",), "English": ("en",), "English of Mandarin speakers": ("0",), "the same, read by men": MEN,
          "the same, read by women": WOMEN, "all": ("",)}  # fmt: skip


def measured_before():
    """What Praat and openSMILE said of the sample clips when `audio_oracles.py` was last run on them."""
    return json.loads((CLIPS / "reference.json").read_text())


def pauses(paths):
    """Open long spans of real speech where they are quietest, put 0.3 to 2 s in, and look for it."""
    for noise in (0.0, 3e-4):
        chance, errors, missed = np.random.default_rng(1), [], 0
        for path in paths:
            samples, rate = audio.decode(path)
            longer, gaps = _opened(samples, rate, noise, chance)
            spans = audio.track((longer, rate)).spans
            found = [(a[1], b[0]) for a, b in itertools.pairwise(spans) if b[0] - a[1] >= 0.25]
            for start, end in gaps:
                meeting = [(a, b) for a, b in found if min(b, end) - max(a, start) > 0.5 * (end - start)]
                missed += not meeting
                errors += [abs(meeting[0][1] - meeting[0][0] - (end - start))] if meeting else []
        print(f"inserted pauses, noise {noise:g}: {len(errors)} found, {missed} missed, duration error median "
              f"{1000 * np.median(errors):.0f} ms, p90 {1000 * np.percentile(errors, 90):.0f} ms")  # fmt: skip


def boundaries(folder):
    """Frames of synthetic speech whose boundaries are known, as they are and with white noise at 20 dB."""
    known = json.loads((CLIPS / "truth.json").read_text())
    whole = folder / "syn_truth.json"  # the longer originals, where they are at hand
    if whole.exists():
        known = {name: truth["speech"] for name, truth in json.loads(whole.read_text()).items()}
    for name, spans in known.items():
        samples, rate = audio.decode((folder if whole.exists() else CLIPS) / f"{name}.flac")
        level = np.sqrt(np.mean(samples[np.abs(samples) > 1e-3] ** 2))
        noise = np.random.default_rng(4).normal(0, level / 10, len(samples)).astype(np.float32)
        scores = [_frame_f1(audio.track((sound, rate)), spans) for sound in (samples, samples + noise)]
        print(f"known boundaries, {name}: frame F1 {scores[0]:.4f}, with noise of 20 dB {scores[1]:.4f}")


def against(paths, reference):
    """Correlate descriptors with each reference, and compare pitch with Praat's frame by frame."""
    clips = {path.name: path for path in paths if path.name in reference}
    rows = dict(zip(clips, audio.extract_many(list(clips.values())).to_dict("records"), strict=True))
    rates = {name: _rate(path) for name, path in clips.items()}
    for kind in KEYS:
        names = [name for name in reference[next(iter(clips))][kind] if name in rows[next(iter(clips))]]
        for label, chosen in (("", list(clips)), (", clips of 16 kHz", [name for name in clips if rates[name] == 16_000])):
            r = {name: _correlation([(rows[c][name], reference[c][kind][name]) for c in chosen]) for name in names}
            print(f"r against {kind}, {len(chosen)} clips{label}: " + ", ".join(f"{name} {value:.3f}" for name, value in r.items()))
    for label, beginnings in GROUPS.items():
        pitch({name: path for name, path in clips.items() if name.startswith(beginnings)}, reference, label)


def pitch(clips, reference, label):
    gross = compared = unlike = frames = recalled = voiced = 0
    cents = []
    for clip, path in clips.items():
        praat, track = np.array(reference[clip]["pitch_track"]), audio.track(path)
        at = np.round((reference[clip]["pitch_start_s"] + 0.01 * np.arange(len(praat))) / 0.01 - 0.5).astype(int)
        own = track.f0_hz[np.clip(at, 0, len(track.f0_hz) - 1)]
        both = (own > 0) & (praat > 0)
        far = np.abs(own[both] / praat[both] - 1) > 0.2
        gross, compared, frames = gross + far.sum(), compared + both.sum(), frames + len(praat)
        unlike, recalled, voiced = unlike + ((own > 0) != (praat > 0)).sum(), recalled + both.sum(), voiced + (praat > 0).sum()
        cents += list(1200 * np.abs(np.log2(own[both] / praat[both]))[~far])
    if clips:
        print(f"pitch, {label}, {len(clips)} clips: gross {100 * gross / compared:.2f} %, median {np.median(cents):.1f} cents, "
              f"voicing {100 * unlike / frames:.1f} %, recall {100 * recalled / voiced:.1f} %")  # fmt: skip


def syllables(paths):
    counted = json.loads(SYLLABLES.read_text())
    there = {path: counted[path.name] for path in paths if path.name in counted}
    tracks = [audio.track(path) for path in there]
    own, truth = np.array([audio.extract(path)["syllable_count"] for path in there]), np.array([*there.values()])
    talk = np.array([track.spans[-1, 1] - track.spans[0, 0] for track in tracks])
    print(f"syllables of read English, {len(there)} clips: count r {np.corrcoef(own, truth)[0, 1]:.2f}, off by "
          f"{100 * np.mean(np.abs(own / truth - 1)):.0f} % on average, all together by {100 * (own.sum() / truth.sum() - 1):+.0f} %, "
          f"rate r {np.corrcoef(own / talk, truth / talk)[0, 1]:.2f}")  # fmt: skip


def _opened(samples, rate, noise, chance):
    track = audio.track((samples, rate))
    pieces, gaps, last, shift = [], [], 0, 0.0
    for start, end in track.spans[np.diff(track.spans, axis=1)[:, 0] > 1.2]:
        first = int(((start + end) / 2 - 0.2) * 100)
        at = (first + int(np.argmin(track.level_db[first : first + 40])) + 0.5) / 100
        length = chance.uniform(0.3, 2)
        pieces += [samples[last : int(at * rate)], chance.normal(0, noise, int(length * rate)).astype(np.float32)]
        gaps.append((at + shift, at + shift + length))
        last, shift = int(at * rate), shift + length
    return np.concatenate([*pieces, samples[last:]]), gaps


def _frame_f1(track, spans):
    said, heard = np.zeros(len(track.level_db), bool), track.in_speech()
    for start, end in spans:
        said[round(start * 100) : round(end * 100)] = True
    return 2 * (said & heard).sum() / (said.sum() + heard.sum())


def _rate(path):
    import soundfile

    return soundfile.info(path).samplerate


def _correlation(pairs):
    both = np.array([pair for pair in pairs if None not in pair], float)
    return np.corrcoef(both.T)[0, 1]
