"""How good a recording is: blocks at the recording's own rate in; peak, clipping and drop-outs out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio.compiled import compiled

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = 2000
SHORTEST_DROPOUT_S, LONGEST_DROPOUT_S = 0.004, 0.24
ABRUPT_DB = 16.0


@dataclass
class Monitor:
    """What is counted while a recording passes by."""

    peak: float = 0.0
    n_samples: int = 0
    flat_tops: NDArray = field(default_factory=lambda: np.zeros(LEVELS + 1, np.int64))
    holes: list[tuple[float, float, float]] = field(default_factory=list)  # start_s, length_s, squared jump at its edge
    _tail: NDArray = field(default_factory=lambda: np.zeros(0, np.float32))

    def feed(self, block: NDArray[np.float32], rate: int) -> None:
        """Count one block; a second of the block before is kept so that nothing is cut at a border."""
        keep = len(self._tail)
        joined = np.concatenate([self._tail, block]) if keep else block
        self.peak = max(self.peak, float(np.abs(block).max(initial=0.0)))
        _count_flat_tops(joined, keep, self.flat_tops)
        self._find_holes(joined, rate, offset=self.n_samples - keep, first_new=keep)
        self.n_samples += len(block)
        self._tail = joined[-rate // 2 :].copy()

    def _find_holes(self, samples: NDArray, rate: int, *, offset: int, first_new: int) -> None:
        around = 1
        for start, length in _silences(samples, round(SHORTEST_DROPOUT_S * rate), round(LONGEST_DROPOUT_S * rate)):
            end = start + length
            if end + around > len(samples) or start < around or (first_new and end + around <= first_new):
                continue
            jump = max(abs(float(samples[start - 1])), abs(float(samples[end])))  # speech fades; a lost packet is cut
            self.holes.append(((offset + start) / rate, length / rate, jump**2))

    def copy(self) -> Monitor:
        """Give a monitor that goes on from here without moving this one."""
        return replace(self, flat_tops=self.flat_tops.copy(), holes=list(self.holes))

    def clipping_share(self) -> float:
        """Share of samples in runs that stay at the recording's own largest value.

        Clipping before lossy compression is hardly seen: the codec rounds the flat tops off. Such a recording still scores.
        """
        if not self.n_samples or self.peak <= 0:
            return 0.0
        at_top = int(self.flat_tops[int(0.98 * min(self.peak, 1.0) * LEVELS) :].sum())
        return at_top / self.n_samples

    def lost_s(self, speech_power: float) -> float:
        """Seconds lost in holes of 4 to 240 ms cut out of speech."""
        if not self.n_samples or speech_power <= 0:
            return 0.0
        return sum(length for _, length, jump in self.holes if jump > speech_power * 10 ** (-ABRUPT_DB / 10))

    def seconds(self, rate: int) -> float:
        """How much has passed by."""
        return self.n_samples / rate if rate else 0.0


@compiled
def _count_flat_tops(samples, first_new, counts):  # noqa: ANN001, ANN202
    # a run of three or more samples within a thousandth of each other, away from zero, is a flat top
    n = len(samples)
    run = 1
    for i in range(1, n + 1):
        if i < n and abs(samples[i] - samples[i - 1]) <= 1e-3 * abs(samples[i - 1]) and abs(samples[i]) > 0.05:
            run += 1
            continue
        if run >= 3 and i - 1 >= first_new:
            for j in range(max(i - run, first_new), i):
                counts[min(int(abs(samples[j]) * 2000), 2000)] += 1
        run = 1


@compiled
def _silences(samples, shortest, longest):  # noqa: ANN001, ANN202
    found = [(0, 0)]
    start = -1
    for i in range(len(samples) + 1):
        quiet = i < len(samples) and abs(samples[i]) < 2e-6
        if quiet and start < 0:
            start = i
        elif not quiet and start >= 0:
            if shortest <= i - start <= longest:
                found.append((start, i - start))
            start = -1
    return found[1:]
