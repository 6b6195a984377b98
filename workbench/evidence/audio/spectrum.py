"""What the sound is made of: windows of 20 ms in, levels of bands and of the whole out, one row every ten milliseconds."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
HOP = 160
WINDOW = 320
NFFT = 512
N_BINS = NFFT // 2 + 1
N_BANDS = 26
VOWEL_BANDS = slice(3, 18)  # 260 to 3,100 Hz: vowels, without hum and hiss
COLOUR_BANDS = slice(0, 22)


def power_spectra(windows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Power of 257 frequencies for each window of 320 samples (Hamming)."""
    from scipy import fft

    spectrum = fft.rfft(windows * _taper(), NFFT, axis=1)
    return spectrum.real**2 + spectrum.imag**2


def mel_bands(power: NDArray[np.float32], *, top_hz: float = 8000.0) -> NDArray[np.float32]:
    """Power in 26 triangular mel bands from 20 Hz to `top_hz` (HTK's mel)."""
    return power @ _mel_weights(top_hz)


def vowel_db(bands: NDArray[np.float32]) -> NDArray[np.float32]:
    """Level of the bands that vowels fill, dB, of each frame of mel power."""
    return 10 * np.log10(bands[:, VOWEL_BANDS].sum(axis=1) + np.float32(1e-9))


def bands_db(bands: NDArray[np.float32]) -> NDArray[np.float16]:
    """Level of each band that tells one sound from the next, dB: half a number each, since an hour has 360,000 frames."""
    return (10 * np.log10(bands[:, COLOUR_BANDS] + np.float32(1e-7))).astype(np.float16)


@functools.cache
def _taper() -> NDArray[np.float32]:
    return np.hamming(WINDOW).astype(np.float32)


@functools.cache
def _mel_weights(top_hz: float) -> NDArray[np.float32]:
    mel = lambda hz: 1127 * np.log1p(hz / 700)  # noqa: E731
    edges = np.linspace(mel(20), mel(top_hz), N_BANDS + 2)
    bins = mel(np.arange(N_BINS) * RATE / NFFT)
    up = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(up, down), 0, None).astype(np.float32)
