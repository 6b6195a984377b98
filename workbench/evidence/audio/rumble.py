"""What no voice makes: sound in, the same sound without offset and rumble out.

A cheap microphone adds an offset, a table or the wind a rumble below the voice. Both look like level, so that pauses seem as loud as
speech; a high-pass at 40 Hz (Butterworth of fourth order) takes them away and leaves mains hum and the lowest voice, 75 Hz, as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
CUTOFF_HZ = 40.0
DAMPINGS = (0.5411961, 1.3065630)  # of the two halves of a Butterworth filter of fourth order


class Rumble:
    """Takes the rumble off sound that comes in pieces; their size changes nothing."""

    def __init__(self) -> None:
        self._halves = [_half(damping) for damping in DAMPINGS]
        self._state = np.zeros((len(DAMPINGS), 2))
        self._begun = False

    def taken_off(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give the next samples, at 16 kHz, without rumble."""
        if not len(samples):
            return samples
        if not self._begun:
            first = self._halves[0]
            # as if the first sample had always been there: an offset must not begin with a thump
            self._state[0] = -first[0] * float(samples[0]), first[2] * float(samples[0])
            self._begun = True
        for half, state in zip(self._halves, self._state, strict=True):
            samples = _filtered(samples, half, state)
        return samples

    def copy(self) -> Rumble:
        """Give one that goes on from here without moving this one."""
        again = Rumble()
        again._state, again._begun = self._state.copy(), self._begun
        return again


def _half(damping: float) -> NDArray[np.float64]:
    """Coefficients b0, b1, b2, a1, a2 of a second-order high-pass (bilinear transform)."""
    turn = np.tan(np.pi * CUTOFF_HZ / RATE)
    scale = 1 / (1 + turn / damping + turn**2)
    return np.array([scale, -2 * scale, scale, 2 * (turn**2 - 1) * scale, (1 - turn / damping + turn**2) * scale])


@compiled
def _filtered(samples, half, state):  # noqa: ANN001, ANN202
    out = np.empty(len(samples), np.float32)
    one, two = state[0], state[1]
    for i in range(len(samples)):
        x = np.float64(samples[i])
        y = half[0] * x + one
        one = half[1] * x - half[3] * y + two
        two = half[2] * x - half[4] * y
        out[i] = y
    # numbers too small to be sound would slow the machine down through long silence
    state[0], state[1] = one if abs(one) > 1e-40 else 0.0, two if abs(two) > 1e-40 else 0.0
    return out
