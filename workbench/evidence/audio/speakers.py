"""Whether more than one voice may be heard: the track in, the gap between two groups of pitches out.

It tells apart voices whose pitch differs by a fifth or so, as an interviewer left in the recording often does; two voices of like pitch
it cannot tell apart. It says nothing about whose voice it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from workbench.evidence.audio.analysis import Track

FEWEST_FRAMES = 20
LEAST_SHARE = 0.2


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
