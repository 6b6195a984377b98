"""How high the voice is: windows of sound in, the fundamental frequency of every ten milliseconds out.

The autocorrelation method of Boersma (1993), written from the paper: the autocorrelation of a windowed frame divided by that of
its window, the best peaks as candidates, and the cheapest path through them. It is at once the harmonics-to-noise measure.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
HOP = 160
FLOOR_HZ, CEILING_HZ = 75.0, 600.0
WINDOW = 640  # three periods of the floor
NFFT = 1024
N_BINS = NFFT // 2 + 1
LONGEST_LAG = int(RATE / FLOOR_HZ) + 2
N_CANDIDATES = 6
SILENCE, VOICING = 0.03, 0.45
OCTAVE_COST, OCTAVE_JUMP, VOICED_UNVOICED = 0.01, 0.35, 0.14


def candidates(windows: NDArray[np.float32]) -> tuple[NDArray, NDArray, NDArray, NDArray]:
    """Find the best periods of each window.

    Parameters
    ----------
    windows : float32 array, frames × 640 samples at 16 kHz

    Returns
    -------
    frequency, strength : float32 arrays, frames × 6
        Hz (0 where there is none) and the normalised autocorrelation there.
    peak : float32 array, frames
        Largest absolute sample of the frame, for the silence rule.
    power : float32 array, frames × 513
        Power spectrum, for the formants.
    """
    from scipy import fft

    taper, own = _taper()
    centred = windows - windows.mean(axis=1, keepdims=True)
    half = WINDOW // 2 - RATE // int(2 * FLOOR_HZ)
    peak = np.abs(centred[:, half : WINDOW - half]).max(axis=1)
    spectrum = fft.rfft(centred * taper, NFFT, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    lags = fft.irfft(power, NFFT, axis=1)[:, : LONGEST_LAG + 2]
    energy = lags[:, :1].copy()
    energy[energy <= 0] = 1.0
    frequency, strength = _peaks(np.ascontiguousarray(lags / energy / own, dtype=np.float32), N_CANDIDATES)
    return frequency, strength, peak.astype(np.float32), power


def best_path(frequency: NDArray, strength: NDArray, peak: NDArray, loudest: float) -> tuple[NDArray, NDArray]:
    """Choose one candidate per frame: strong, not an octave off, and no jump without need (Boersma 1993, section 3).

    Returns
    -------
    f0 : float32 array, Hz, 0 where unvoiced
    harmonicity : float32 array, the autocorrelation at the chosen period, 0 where unvoiced
    """
    return _viterbi(frequency, strength, peak.astype(np.float64) / max(loudest, 1e-9))


@functools.cache
def _taper() -> tuple[NDArray, NDArray]:
    taper = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(WINDOW) + 0.5) / WINDOW)).astype(np.float32)
    spectrum = np.fft.rfft(taper.astype(np.float64), 2 * NFFT)
    own = np.fft.irfft(np.abs(spectrum) ** 2)[: LONGEST_LAG + 2]
    return taper, (own / own[0]).astype(np.float32)


@compiled
def _peaks(r, n_keep):  # noqa: ANN001, ANN202
    n_frames, n_lags = r.shape
    frequency = np.zeros((n_frames, n_keep), np.float32)
    strength = np.zeros((n_frames, n_keep), np.float32)
    shortest = int(16_000.0 / 600.0)
    for k in range(n_frames):
        for lag in range(shortest, n_lags - 1):
            here, before, after = r[k, lag], r[k, lag - 1], r[k, lag + 1]
            if here < 0.22 or here <= before or here < after:
                continue
            bend = 2 * here - before - after
            shift = 0.5 * (after - before) / bend
            height = here + 0.125 * (after - before) ** 2 / bend
            hz = 16_000.0 / (lag + shift)
            if hz < 75.0 or hz > 600.0:
                continue
            if height > 1.0:
                height = 1.0 / height
            weight = height - 0.01 * np.log2(75.0 / hz)
            # keep the n best by strength with the paper's small preference for short periods
            worst, place = 1e9, 0
            for c in range(n_keep):
                known = frequency[k, c] > 0.0
                kept = strength[k, c] - 0.01 * np.log2(75.0 / frequency[k, c]) if known else -1e9
                if kept < worst:
                    worst, place = kept, c
            if weight > worst:
                frequency[k, place] = hz
                strength[k, place] = height
    return frequency, strength


@compiled
def _viterbi(frequency, strength, level):  # noqa: ANN001, ANN202
    n_frames, n_keep = frequency.shape
    n = n_keep + 1
    back = np.zeros((n_frames, n), np.int8)
    total = np.zeros(n)
    fresh = np.zeros(n)
    for k in range(n_frames):
        unvoiced = 0.45 + max(0.0, 2.0 - level[k] / (0.03 / 1.45))
        for c in range(n):
            hz = 0.0 if c == n_keep else frequency[k, c]
            if c == n_keep:
                own = unvoiced
            elif hz == 0.0:
                own = -1e6
            else:
                own = strength[k, c] - 0.01 * np.log2(75.0 / hz)
            best, place = -1e18, 0
            if k == 0:
                best = 0.0
            else:
                for p in range(n):
                    earlier = 0.0 if p == n_keep else frequency[k - 1, p]
                    cost = 0.0
                    if (hz == 0.0) != (earlier == 0.0):
                        cost = 0.14
                    elif hz > 0.0:
                        cost = 0.35 * abs(np.log2(hz / earlier))
                    if total[p] - cost > best:
                        best, place = total[p] - cost, p
            fresh[c] = best + own
            back[k, c] = place
        total[:] = fresh
    f0 = np.zeros(n_frames, np.float32)
    harmonicity = np.zeros(n_frames, np.float32)
    if n_frames == 0:
        return f0, harmonicity
    c = int(np.argmax(total))
    for k in range(n_frames - 1, -1, -1):
        if c < n_keep:
            f0[k] = frequency[k, c]
            harmonicity[k] = strength[k, c]
        c = back[k, c]
    return f0, harmonicity
