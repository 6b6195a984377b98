"""What Praat and openSMILE say of recordings: an evaluation script for an interpreter that has them, not for ours.

    PEER benchmarks/audio_oracles.py CLIP [CLIP …] > reference.json

`praat-parselmouth` is GPL and `opensmile` non-commercial: installed by hand in an environment of their own, never a dependency,
never in CI. `benchmarks/audio.py --peer PEER` calls this; `tests/evidence/audio/clips/reference.json` was made by it.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
import opensmile
import parselmouth
import soundfile
from parselmouth.praat import call

EGEMAPS = {
    "alpha_ratio_db": "alphaRatioV_sma3nz_amean", "hammarberg_db": "hammarbergIndexV_sma3nz_amean",
    "loudness_auditory": "loudness_sma3_amean", "spectral_flux": "spectralFlux_sma3_amean",
    **{f"mfcc{k}": f"mfcc{k}_sma3_amean" for k in (1, 2, 3, 4)},
    "f0_mean_st": "F0semitoneFrom27.5Hz_sma3nz_amean",
}  # fmt: skip
PITCH = (0.01, 75.0, 600.0)  # step, floor, ceiling: the tracker's own settings
CYCLES = (0.0, 0.0, 0.0001, 0.02, 1.3)


def praat(samples, rate):
    sound = parselmouth.Sound(samples.astype(np.float64), rate)
    pitch = sound.to_pitch_ac(time_step=PITCH[0], pitch_floor=PITCH[1], pitch_ceiling=PITCH[2])
    track = pitch.selected_array["frequency"]
    cycles = call([sound, pitch], "To PointProcess (cc)")
    harmonicity = sound.to_harmonicity_cc(
        time_step=0.01, minimum_pitch=PITCH[1], silence_threshold=0.1, periods_per_window=1.0
    ).values
    formants = sound.to_formant_burg(time_step=0.01, max_number_of_formants=5, maximum_formant=5500)
    voiced = [t for t, f0 in zip(pitch.xs(), track, strict=True) if f0 > 0]
    told = {
        "f0_median_hz": float(np.median(track[track > 0])),
        "jitter_local": call(cycles, "Get jitter (local)", *CYCLES),
        "shimmer_local": call([sound, cycles], "Get shimmer (local)", *CYCLES, 1.6),
        "hnr_db": float(harmonicity[harmonicity > -200].mean()),
    }
    told |= {f"f{k}_hz": float(np.nanmean([formants.get_value_at_time(k, t) for t in voiced])) for k in (1, 2, 3)}
    return {"praat": told, "pitch_start_s": float(pitch.xs()[0]), "pitch_track": [round(float(f0), 2) for f0 in track]}


def egemaps(smile, samples, rate):
    row = smile.process_signal(samples, rate).iloc[0]
    return {name: float(row[theirs]) for name, theirs in EGEMAPS.items()}


def main(paths):
    warnings.simplefilter("ignore")
    functionals = opensmile.FeatureLevel.Functionals
    smile = opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=functionals, num_workers=1)
    told, took, seconds = {}, [], 0.0
    for path in paths:
        samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        samples = samples.mean(axis=1)
        seconds += len(samples) / rate
        told[Path(path).name] = praat(samples, rate) | {"egemaps": egemaps(smile, samples, rate)}
    for _ in range(3):
        started = time.process_time()
        for path in paths:
            smile.process_signal(*soundfile.read(path, dtype="float32"))
        took.append((time.process_time() - started) / seconds)
    json.dump({"real_time_factor": min(took), "clips": told}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
