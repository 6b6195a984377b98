"""Where someone speaks: sound and frame levels in, speech spans in seconds out.

Silero's detector says which 32 ms hold a voice; its spans are then cut to the 5 ms where the level really rises and falls, since
the detector alone starts 88 ms late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE = 16_000
WINDOW = 512
FINE = 80  # 5 ms
FINE_S = FINE / RATE
ON, OFF = 0.5, 0.35
REACH_S = 0.16
BRIDGE_S = 0.12
SHORTEST_S = 0.06


def spans(probability: NDArray, fine_power: NDArray, n_fine: int) -> NDArray[np.float64]:
    """Find when someone speaks.

    Parameters
    ----------
    probability : array, one per 32 ms
    fine_power : array, mean square of every 5 ms
    n_fine : int
        How many of those lie inside the recording.

    Returns
    -------
    array, spans × 2
        Start and end in seconds.
    """
    power = fine_power[:n_fine]
    voiced = _coarse(probability, n_fine)
    if not voiced.any():
        return np.zeros((0, 2))
    level = 10 * np.log10(power + 1e-10)
    loud = _smooth(level) > _threshold(level, voiced)
    active = loud & _dilated(voiced, round(REACH_S / FINE_S))
    found = _runs(active)
    found = _bridged(found, round(BRIDGE_S / FINE_S))
    found = _heard(found, voiced)
    return found * FINE_S


def _coarse(probability: NDArray, n_fine: int) -> NDArray[np.bool_]:
    state, on = np.zeros(len(probability), bool), False
    for k, p in enumerate(probability):
        on = p >= ON or (on and p >= OFF)
        state[k] = on
    index = np.minimum((np.arange(n_fine) * FINE + FINE // 2) // WINDOW, max(len(state) - 1, 0))
    return state[index] if len(state) else np.zeros(n_fine, bool)


def _smooth(level: NDArray) -> NDArray:
    padded = np.pad(level, 1, mode="edge")
    return np.maximum(np.maximum(padded[:-2], padded[1:-1]), padded[2:]) * 0.5 + level * 0.5


def _threshold(level: NDArray, voiced: NDArray) -> float:
    speech = float(np.percentile(level[voiced], 90))
    far = ~_dilated(voiced, round(0.2 / FINE_S))
    quiet = level[far] if far.sum() >= 20 else level
    floor = float(np.percentile(quiet, 50 if far.sum() >= 20 else 3))
    floor = max(floor, speech - 70)
    return max(min(floor + 6, speech - 12), floor + 0.3 * (speech - floor), speech - 40)


def _dilated(mask: NDArray[np.bool_], reach: int) -> NDArray[np.bool_]:
    edges = np.zeros(len(mask) + 1, np.int64)
    for start, end in _runs(mask):
        edges[max(0, start - reach)] += 1
        edges[min(len(mask), end + reach)] -= 1
    return np.cumsum(edges[:-1]) > 0


def _runs(mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    steps = np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))
    return np.stack([np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)], axis=1)


def _bridged(found: NDArray, gap: int) -> NDArray:
    if len(found) < 2:
        return found
    apart = found[1:, 0] - found[:-1, 1] > gap
    return np.stack([found[np.concatenate(([True], apart)), 0], found[np.concatenate((apart, [True])), 1]], axis=1)


def _heard(found: NDArray, voiced: NDArray[np.bool_]) -> NDArray:
    counts = np.concatenate(([0], np.cumsum(voiced)))
    long = found[:, 1] - found[:, 0] >= round(SHORTEST_S / FINE_S) if len(found) else np.zeros(0, bool)
    return found[long & (counts[found[:, 1]] - counts[found[:, 0]] > 0)] if len(found) else found
