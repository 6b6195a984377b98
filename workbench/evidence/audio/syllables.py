"""How many syllables were spoken: the track in, the frame of every syllable nucleus out.

After de Jong & Wempe (2009): a nucleus is a peak of the vowel band's level that is voiced and stands out from the dips beside it.
Two peaks with a shallow dip between them are one syllable unless the colour of the sound changed as well, as between two sonorants.

Measured: synthetic Mandarin within 3 %. In 24 sentences read in English by Mandarin speakers (counted by hand as a dictionary divides the
words, tests/reference/english_syllables.json) the *rate* agrees (r .91) while single *counts* do not (r .36, 19 % off on average): slow
readers show peaks that no dictionary counts (as of a vowel added: white-e), quick ones fewer, and the sentences differ by few syllables. No
threshold does better than r .38, and a weighing of every peak by eight of its features, fitted to 33 clips, gave r .27 and 17 % on the clip
left out each time. So nothing is fitted to these clips, and counts are marked experimental, which keeps them out of scores.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.evidence.audio.analysis import Track

SMOOTHING_FRAMES = 1.2
CLOSEST = 5  # frames of 10 ms
BELOW_LOUDEST_DB = 25.0
APART_DB = 4.0
COLOUR_WEIGHT = 0.2


def nuclei(track: Track) -> NDArray[np.int64]:
    """Frames (10 ms) in which a syllable has its nucleus."""
    if not len(track.spans):
        return np.zeros(0, np.int64)
    level = _smooth(track.vowel_db.astype(np.float64))
    mask = track.in_speech()
    loud = float(np.percentile(level[mask], 95))
    peaks = _peaks(level, loud - BELOW_LOUDEST_DB)
    voiced = np.convolve(track.f0_hz > 0, np.ones(5))[2 : 2 + len(mask)] >= 2
    peaks = peaks[mask[peaks] & voiced[peaks]]
    colour = _colour(track.bands_db, peaks)
    kept = [_distinct(part, level, colour[where]) for part, where in _by_span(peaks, mask)]
    return np.concatenate(kept) if kept else np.zeros(0, np.int64)


def _smooth(level: NDArray) -> NDArray:
    reach = round(4 * SMOOTHING_FRAMES)
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / SMOOTHING_FRAMES) ** 2)
    return np.convolve(np.pad(level, reach, mode="symmetric"), weights / weights.sum(), mode="valid")


def _peaks(level: NDArray, least: float) -> NDArray[np.int64]:
    """Local maxima of at least `least`, the higher one where two are closer than CLOSEST."""
    inner = level[1:-1]
    found = np.flatnonzero((inner > level[:-2]) & (inner >= level[2:]) & (inner >= least)) + 1
    return found[_spaced(found, level[found])]


@compiled
def _spaced(found, heights):  # noqa: ANN001, ANN202
    kept = np.ones(len(found), np.bool_)
    order = np.argsort(heights)
    for n in range(len(found) - 1, -1, -1):  # the highest first: it stays, its near neighbours go
        here = order[n]
        if not kept[here]:
            continue
        other = here - 1
        while other >= 0 and found[here] - found[other] < CLOSEST:
            kept[other] = False
            other -= 1
        other = here + 1
        while other < len(found) and found[other] - found[here] < CLOSEST:
            kept[other] = False
            other += 1
    return kept


def _colour(bands: NDArray, peaks: NDArray) -> NDArray[np.float64]:
    around = np.clip(peaks[:, None] + np.arange(-1, 2), 0, max(len(bands) - 1, 0))
    shape = 10 * np.log10(np.mean(10 ** (bands[around].astype(np.float64) / 10), axis=1))
    return shape - shape.mean(axis=1, keepdims=True)


def _by_span(peaks: NDArray, mask: NDArray[np.bool_]) -> list[tuple[NDArray, slice]]:
    span = np.cumsum(np.diff(mask.astype(np.int8), prepend=0) == 1)[peaks]
    cuts = np.flatnonzero(np.diff(span)) + 1
    edges = [0, *cuts.tolist(), len(peaks)]
    return [(peaks[a:b], slice(a, b)) for a, b in itertools.pairwise(edges) if b > a]


def _distinct(peaks: NDArray, level: NDArray, colour: NDArray) -> NDArray[np.int64]:
    return peaks[_merged(peaks, level, colour)]


@compiled
def _merged(peaks, level, colour):  # noqa: ANN001, ANN202
    # the two least apart become one, the higher of them, until all stand apart
    kept = np.arange(len(peaks))
    apart = np.empty(len(peaks))
    n = len(peaks)
    for k in range(n - 1):
        apart[k] = _apart(peaks, level, colour, k, k + 1)
    while n > 1:
        least = np.argmin(apart[: n - 1])
        if apart[least] >= APART_DB:
            break
        gone = least if level[peaks[kept[least]]] < level[peaks[kept[least + 1]]] else least + 1
        kept[gone : n - 1] = kept[gone + 1 : n].copy()
        apart[gone : n - 1] = apart[gone + 1 : n].copy()
        n -= 1
        for k in (gone - 1, gone):
            if 0 <= k < n - 1:
                apart[k] = _apart(peaks, level, colour, kept[k], kept[k + 1])
    return kept[:n]


@compiled
def _apart(peaks, level, colour, a, b):  # noqa: ANN001, ANN202
    first, last = peaks[a], peaks[b]
    dip = min(level[first], level[last]) - np.min(level[first : last + 1])
    return dip + COLOUR_WEIGHT * np.sqrt(np.mean((colour[a] - colour[b]) ** 2))
