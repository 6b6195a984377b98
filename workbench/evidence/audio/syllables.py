"""How many syllables were spoken: the track in, the time of every syllable nucleus out.

After de Jong & Wempe (2009): a nucleus is a peak of the vowel band's level that stands out from the dips around it and is voiced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.evidence.audio.analysis import Track

PROMINENCE_DB = 2.0
DISTANCE = 7  # frames of 10 ms: nobody speaks more than 14 syllables a second
BELOW_LOUDEST_DB = 25.0
SMOOTHING = np.hanning(7)[1:-1] / np.hanning(7)[1:-1].sum()


def nuclei(track: Track) -> NDArray[np.int64]:
    """Frames (10 ms) in which a syllable has its nucleus."""
    from scipy.signal import find_peaks

    if not len(track.spans):
        return np.zeros(0, np.int64)
    level = 10 * np.log10(track.vowel_power + 1e-9)
    level = np.convolve(level, SMOOTHING, mode="same")
    mask = track.in_speech()
    loud = float(np.percentile(level[mask], 95))
    peaks, _ = find_peaks(level, height=loud - BELOW_LOUDEST_DB, distance=DISTANCE, prominence=PROMINENCE_DB)
    voiced = np.convolve((track.f0_hz > 0).astype(float), np.ones(5), mode="same") >= 2
    return peaks[mask[peaks] & voiced[peaks]]
