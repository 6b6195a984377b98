"""The matrices that tuning chooses from: every combination of edges, level, tilt and width that keeps the constraints.

In flow today's matrix and a rising curve of what scores earn; out flow arrays of bands, one row a matrix, and what each would have paid.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.definitions import PayMatrix

SHIFTS = (-0.08, -0.06, -0.04, -0.02, 0.0, 0.02, 0.04, 0.06, 0.08)
TILTS = (0.7, 1.0, 1.3)
SPREADS = (0.06, 0.10, 0.15, 0.20, 0.30, 0.45)
FOLLOWING = (0.7, 1.0, 1.4)  # width of a range against what the curve climbs inside its band
HALF = 0.5 + 1e-6


@dataclass(frozen=True)
class Lattice:
    """Bands of many matrices: arrays of shape (matrices, bands), and (matrices, bands + 1) for the score edges."""

    edges: np.ndarray
    pay_min: np.ndarray
    pay_max: np.ndarray


def lattice(
    matrix: PayMatrix,
    scores: np.ndarray,
    log_earned: np.ndarray,
    *,
    spreads: tuple[float, float],
    rounding: float,
    tune_edges: bool,
) -> Lattice:
    """Lay out the matrices around what scores earn.

    Parameters
    ----------
    matrix : PayMatrix
        Gives the number of bands and the outer edges, which stay.
    scores, log_earned : arrays, one entry a person
        Score, and log of the reference pay on the day the matrix begins.
    spreads : (least, most)
        Maximum over minimum less one.
    rounding : float
        Amounts are multiples of this.
    tune_edges : bool
        Whether inner score edges may move.

    Returns
    -------
    Lattice
        Only matrices whose ranges rise with the score and keep the spreads; today's is not among them.
    """
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for edges in _edge_sets(matrix, scores, tune_edges):
        for middles, climbs in _middles(edges, scores, log_earned):
            found += [(edges, *pair) for pair in _ranges(middles, climbs, spreads)]
    edges, low, high = (np.array([one[part] for one in found]) for part in range(3))
    low, high = np.rint(low / rounding) * rounding, np.rint(high / rounding) * rounding
    width = high / np.maximum(low, 1e-9) - 1
    kept = (
        (low > 0).all(axis=1)
        & (width >= spreads[0] - 0.01).all(axis=1)
        & (width <= spreads[1] + 0.01).all(axis=1)
        & (high > low).all(axis=1)
    )
    kept &= (np.diff(low, axis=1) >= 0).all(axis=1) & (np.diff(high, axis=1) >= 0).all(axis=1)
    _, first = np.unique(np.column_stack([edges, low, high])[kept], axis=0, return_index=True)
    at = np.flatnonzero(kept)[np.sort(first)]
    return Lattice(edges[at], low[at], high[at])


def bands_of(matrices: Sequence[PayMatrix]) -> Lattice:
    """Write matrices with the same number of bands as arrays."""
    ladders = [matrix.ladder for matrix in matrices]
    edges = [[*(float(band.score_from) for band in ladder), float(ladder[-1].score_to)] for ladder in ladders]
    low, high = ([[float(getattr(band, name)) for band in ladder] for ladder in ladders] for name in ("pay_min", "pay_max"))
    return Lattice(np.array(edges), np.array(low), np.array(high))


def decisions(bands: Lattice, people: dict[str, np.ndarray]) -> np.ndarray:
    """Decide as `suggest` does, for every matrix and person at once.

    Parameters
    ----------
    bands : Lattice
    people : dict of arrays, one entry a person
        ``overall``, ``expected_pay``, ``market_min``, ``market_max`` [missing as nan].

    Returns
    -------
    array of shape (matrices, people)
        Amounts to the cent, nan where a matrix gives no number.
    """
    score = people["overall"]
    place = (score[None, :, None] >= bands.edges[:, None, :-1]).sum(axis=2) - 1
    at = np.maximum(place, 0)
    pick = lambda values: np.take_along_axis(values, at, axis=1)  # noqa: E731 - one line used seven times
    low, high = np.fmax(pick(bands.pay_min), people["market_min"]), np.fmin(pick(bands.pay_max), people["market_max"])
    start, end = pick(bands.edges[:, :-1]), pick(bands.edges[:, 1:])
    point = low + (high - low) * (score - start) / (end - start)
    below = np.column_stack([np.zeros(len(bands.pay_max)), bands.pay_max[:, :-1]])
    overlapping = (bands.pay_max[:, :-1] > bands.pay_min[:, 1:]).any(axis=1)
    point = np.where(overlapping[:, None], np.minimum(high, np.maximum(pick(below), point)), point)
    point = np.floor(point * 100 + HALF) / 100
    asked = np.clip(people["expected_pay"], low, high)
    outside = (place < 0) | (score > bands.edges[:, -1:]) | (low > high)
    return np.where(outside, np.nan, np.where(np.isnan(people["expected_pay"]), point, asked))


def _edge_sets(matrix: PayMatrix, scores: np.ndarray, tune_edges: bool) -> list[np.ndarray]:
    """List today's edges, edges that share people evenly, and the middle between the two; whole points, each band at least two wide."""
    today = np.array([*(float(band.score_from) for band in matrix.ladder), float(matrix.ladder[-1].score_to)])
    if not tune_edges or len(today) < 3:
        return [today]
    inside = scores[(scores >= today[0]) & (scores <= today[-1])]
    if len(inside) < 3 * len(today):
        return [today]
    even = np.concatenate([today[:1], np.rint(np.quantile(inside, np.arange(1, len(today) - 1) / (len(today) - 1))), today[-1:]])
    sets = [today, even, np.concatenate([today[:1], np.rint((today + even) / 2)[1:-1], today[-1:]])]
    return [
        edges
        for number, edges in enumerate(sets)
        if (np.diff(edges) >= 2).all() and not any((edges == one).all() for one in sets[:number])
    ]


def _middles(edges: np.ndarray, scores: np.ndarray, log_earned: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Give the middle of each band and the factor the curve climbs inside it, for every shift and tilt of the line through what scores earn."""
    centre = scores.mean()
    slope, level = np.polyfit(scores - centre, log_earned, 1) if np.ptp(scores) > 0 else (0.0, log_earned.mean())
    slope = max(float(slope), 0.0)
    place = np.clip(np.searchsorted(edges, scores, side="right") - 1, 0, len(edges) - 2)
    stands = [
        scores[place == number].mean() if (place == number).any() else edges[number : number + 2].mean()
        for number in range(len(edges) - 1)
    ]
    return [
        (np.exp(level + shift + slope * tilt * (np.array(stands) - centre)), np.exp(slope * tilt * np.diff(edges)))
        for shift, tilt in itertools.product(SHIFTS, TILTS)
    ]


def _ranges(middles: np.ndarray, climbs: np.ndarray, spreads: tuple[float, float]) -> list[tuple[np.ndarray, np.ndarray]]:
    widths = [np.full(len(middles), width) for width in SPREADS if spreads[0] <= width <= spreads[1]]
    widths += [np.clip(climbs**share - 1, *spreads) for share in FOLLOWING]
    return [(middles * 2 / (2 + width), middles * 2 * (1 + width) / (2 + width)) for width in widths]
