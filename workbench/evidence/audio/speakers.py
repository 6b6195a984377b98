"""Whether more than one voice may be heard: the track in, two suspicions out.

Voices one after the other: the gap between two groups of pitches, as an interviewer left in the recording often makes. Voices over each
other: pitch that jumps from one frame to the next as a throat cannot, because now the one is followed and now the other. Voices of like
pitch it cannot tell apart, and of voices mixed for a few seconds it suspects every third; it says nothing about whose voice it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from workbench.evidence.audio.analysis import Track

FEWEST_FRAMES = 20
LEAST_SHARE = 0.2
JUMP_ST = 3.0  # within 10 ms
OCTAVE_ST, NEAR_OCTAVE_ST = 12.0, 1.2  # a creaking voice halves its pitch: no second voice
SHORTEST_VOICED_S = 0.5


def voice_gap_st(track: Track) -> float:
    """Give the widest step between the median pitches of speech spans, semitones; 0 where there is nothing to compare.

    Each side of the step must hold a fifth of the voiced time, so that a single laugh or a misread span does not count.
    """
    voiced = [f0[f0 > 0] for f0 in (track.f0_hz[round(start * 100) : round(end * 100)] for start, end in track.spans)]
    heard = [f0 for f0 in voiced if len(f0) >= FEWEST_FRAMES]
    if len(heard) < 2:
        return 0.0
    middle = 12 * np.log2([float(np.median(f0)) for f0 in heard])
    order = np.argsort(middle, kind="stable")
    share = np.cumsum(np.array([len(f0) for f0 in heard])[order]) / sum(map(len, heard))
    steps = np.diff(middle[order])
    shared = (share[:-1] >= LEAST_SHARE) & (share[:-1] <= 1 - LEAST_SHARE)
    return float(steps[shared].max(initial=0.0))


def pitch_jumps_ps(track: Track) -> float:
    """Give how often pitch jumps by more than three semitones between neighbouring frames, per second of voiced sound.

    Octaves are left out. The count n is taken at its lower bound, (√n - 1)² (one standard error of a Poisson count under its root), so that
    a few misread frames of a short answer are no suspicion yet.
    """
    f0 = track.f0_hz
    both = (f0[1:] > 0) & (f0[:-1] > 0)
    steps = 12 * np.abs(np.log2(f0[1:][both] / f0[:-1][both]))
    n = int(((steps > JUMP_ST) & (np.abs(steps - OCTAVE_ST) > NEAR_OCTAVE_ST)).sum())
    voiced_s = max(np.count_nonzero(f0) / 100, SHORTEST_VOICED_S)
    return float(max(0.0, n**0.5 - 1) ** 2 / voiced_s)
