"""How loud the mains hums: low spectra of half a second in, the level of 50 or 60 Hz and their harmonics against speech out.

A hum never pauses and a voice does: of every low frequency the quietest half second of the recording is kept, in which a steady
line stands above its neighbours and speech is gone.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
WINDOW = 8192  # 0.512 s: 1.95 Hz a bin, and a block of sound holds twenty
N_LOW = 260  # bins up to 508 Hz
MAINS_HZ = (50, 60)
HARMONICS = range(1, 9)
LINE = 2  # bins on either side that a Hann window spreads a line over
BESIDE = np.arange(4, 8)  # bins on either side that are no part of it
STANDS_OUT = 4.0  # 6 dB
SILENT = 1e-11
NONE_DB = -90.0


def quietest(sound: NDArray[np.float32], before: NDArray | None) -> NDArray | None:
    """Keep, of each low frequency, the least power of any half second.

    Parameters
    ----------
    sound : array at 16 kHz, a block without padding
    before : array, 260, or None
        What the blocks before gave; None when none held a half second of sound.
    """
    windows = sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW)
    # a half second with digital silence in it is not a quiet one: the recording was cut there
    windows = windows[np.mean(windows.reshape(-1, 16, WINDOW // 16) ** 2, axis=2).min(axis=1) > SILENT] if len(windows) else windows
    if not len(windows):
        return before
    from scipy import fft

    power = np.abs(fft.rfft(windows * _taper(), axis=1)[:, :N_LOW]) ** 2
    least = power.min(axis=0)
    return least if before is None else np.minimum(before, least)


def hum_db(least: NDArray | None, speech_power: float) -> float | None:
    """Give the level of the mains' lines relative to speech.

    Parameters
    ----------
    least : array or None
        As `quietest` keeps it.
    speech_power : float
        Mean square of the speech frames; 0 where nobody speaks.

    Returns
    -------
    float or None
        dB: 0 hums as loud as the speech, -90 is no hum; None without speech.
    """
    if speech_power <= 0:
        return None
    power = max(_lines(least, mains) for mains in MAINS_HZ) if least is not None else 0.0
    return float(max(NONE_DB, 10 * np.log10(max(power, 1e-20) / speech_power)))


def _lines(least: NDArray, mains: int) -> float:
    """Power of the harmonics that stand out, over what lies beside them."""
    middles = np.round(np.array(HARMONICS) * mains * WINDOW / RATE).astype(int)[:, None]
    line = least[middles + np.arange(-LINE, LINE + 1)].sum(axis=1, dtype=np.float64)
    beside = np.median(least[np.concatenate([middles - BESIDE, middles + BESIDE], axis=1)], axis=1) * (2 * LINE + 1)
    highest = np.argmax(least[middles + np.arange(-4, 5)], axis=1) - 4  # of another tone near by only the foot reaches here
    stands = (line > STANDS_OUT * beside) & (np.abs(highest) < LINE)
    return 2 * float((line - beside)[stands].sum()) / (WINDOW * float((_taper().astype(np.float64) ** 2).sum()))


@functools.cache
def _taper() -> NDArray[np.float32]:
    return np.hanning(WINDOW).astype(np.float32)
