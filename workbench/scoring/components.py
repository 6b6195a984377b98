"""How the spread of ratings divides between candidate, rater, question and what they bring only together, with intervals.

In flow long ratings, unbalanced or not; out flow variance components, each with the interval that the design allows.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import confident

if TYPE_CHECKING:
    from collections.abc import Callable

MAIN = ("candidate", "rater", "criterion")
TOGETHER = (("candidate", "criterion"), ("rater", "criterion"), ("candidate", "rater"))
TOLD_APART = 1e-3  # smallest singular value of the equations, part of the largest: below it a source cannot be told from the others
NULL = 1e-9
BLOCK_NUMBERS = 2_000_000
WORK = 8_000_000  # ratings simulated in all; large tables need fewer draws, and get no fewer than the least
LEAST_DRAWS = 60


@confident
def variance_components(
    long: pd.DataFrame, *, confidence: float = 0.95, n_resamples: int = 400, random_state: int = 0
) -> pd.DataFrame:
    """Divide the variance of ratings between its sources.

    Parameters
    ----------
    long : pandas.DataFrame
        ``candidate``, ``rater``, ``rating`` and, where there are several, ``criterion``; unbalanced is fine.
    confidence : float
    n_resamples : int
        Simulated tables behind the intervals; fewer for very many ratings.
    random_state : int

    Returns
    -------
    pandas.DataFrame, one row a source
        ``source`` [candidate, rater, criterion, candidate × criterion, rater × criterion, candidate × rater, residual; those the ratings tell
        apart], ``variance`` [rating²], ``low``, ``high``, ``share`` [of the sum].

    Notes
    -----
    With one criterion Henderson's (1953) method III: the sum of squares of each factor is taken after the other, which makes it far
    steadier than method I when raters differ much and each saw other candidates. With several his method I: sums of squares of each
    factor, uncorrected for the others, set equal to their expectations under random effects. Unbiased for any imbalance that does not
    depend on the effects. Negative estimates are set to 0.

    An end of an interval is the variance at which an estimate as far off as the one found would be met with half of 1 - confidence,
    the other components as estimated and effects normal; estimates are quadratic in the effects, so draws of the effects give their
    distribution at every variance at once. For the residual of a complete table it is the χ² interval.

    References
    ----------
    Henderson, C. R. (1953). Estimation of variance and covariance components. Biometrics 9, 226-252. Carpenter, J. (1999). Test inversion
    bootstrap confidence intervals. Journal of the Royal Statistical Society B 61, 159-172.
    """
    codes = _factors(long)
    solve = _one_criterion(codes) if len(codes) == 2 else _several(codes, len(long))
    found = solve(long["rating"].to_numpy(float)[:, None])[:, 0]
    low, high = _ends(solve, codes, found, confidence, _draws(n_resamples, len(long)), np.random.default_rng(random_state))
    variance = np.where(np.isnan(found), math.nan, np.maximum(found, 0.0))
    whole = np.nansum(variance)
    return pd.DataFrame({"source": [*codes, "residual"], "variance": variance, "low": np.minimum(low, variance), "high": np.maximum(high, variance),
                         "share": variance / whole if whole > 0 else math.nan})  # fmt: skip


def _factors(long: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give the level of each source in each rating, leaving out sources that the table cannot tell from others."""
    several = "criterion" in long and len(pd.unique(long["criterion"])) > 1
    main = {name: pd.factorize(long[name])[0] for name in MAIN if several or name != "criterion"}
    if not several:
        return main
    codes = {name: code for name, code in main.items() if 0 < code.max() < len(long) - 1}
    for first, second in TOGETHER:
        code = pd.factorize(main[first].astype(np.int64) * (int(main[second].max()) + 1) + main[second])[0]
        more = codes | {f"{first} × {second}": code}
        if 0 < code.max() < len(long) - 1 and _told_apart(_equations(more, len(long))):
            codes = more
    return codes


def _told_apart(left: np.ndarray) -> bool:
    scaled = left / np.sqrt((left**2).sum(axis=0))
    values = np.linalg.svd(scaled, compute_uv=False)
    return bool(values[-1] > TOLD_APART * values[0])


def _several(codes: dict[str, np.ndarray], n: int) -> Callable[[np.ndarray], np.ndarray]:
    """Give method I for every column of ratings at once."""
    cells = [_cells(code) for code in codes.values()]
    inverse = np.linalg.pinv(_equations(codes, n))

    def solve(y: np.ndarray) -> np.ndarray:
        mean = y.sum(axis=0) ** 2 / n
        squares = [((cell @ y) ** 2 / cell.sum(axis=1)[:, None]).sum(axis=0) - mean for cell in cells]
        return inverse @ np.array([*squares, (y**2).sum(axis=0) - mean])

    return solve


def _one_criterion(codes: dict[str, np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """Give method III of the two-way table for every column of ratings at once."""
    by_unit, by_rater = (_cells(code) for code in codes.values())
    per_unit, per_rater = (np.asarray(cell.sum(axis=1)) for cell in (by_unit, by_rater))
    met = (by_unit @ by_rater.T).toarray()
    normal = np.diag(per_rater) - met.T @ (met / per_unit[:, None])
    inverse = np.linalg.pinv(normal, rcond=NULL, hermitian=True)
    rank = np.linalg.matrix_rank(normal, tol=NULL * max(np.abs(normal).max(), 1e-300), hermitian=True)
    n, n_units, n_raters = per_unit.sum(), len(per_unit), len(per_rater)
    beyond, apart = n - (met**2 / per_rater).sum(), n - (met.T**2 / per_unit).sum()
    df = n - n_units - rank

    def solve(y: np.ndarray) -> np.ndarray:
        unit, rater, square = by_unit @ y, by_rater @ y, (y**2).sum(axis=0)
        shift = rater - met.T @ (unit / per_unit[:, None])
        explained = np.einsum("rb,rs,sb->b", shift, inverse, shift)
        left = square - (unit**2 / per_unit[:, None]).sum(axis=0) - explained
        rest = left / df if df > 0 else np.full(y.shape[1], math.nan)
        around = square - (rater**2 / per_rater[:, None]).sum(axis=0)
        return np.array([(around - left - (n_units + rank - n_raters) * rest) / (beyond or math.nan), (explained - rank * rest) / (apart or math.nan), rest])  # fmt: skip

    return solve


def _equations(codes: dict[str, np.ndarray], n: int) -> np.ndarray:
    """Give what one unit of variance of each source (columns, the residual last) adds to each sum of squares (rows, the total last)."""
    names = list(codes)
    left = np.empty((len(names) + 1, len(names) + 1))
    for row, name in enumerate(names):
        left[row] = [*(_adds(codes[name], codes[other]) - _over_all(codes[other]) for other in names), codes[name].max()]
    left[-1] = [*(n - _over_all(codes[other]) for other in names), n - 1]
    return left


def _adds(by: np.ndarray, other: np.ndarray) -> float:
    """Give what one unit of variance of `other` adds to the sum of squares of `by`: Σ over cells of n², over the n of its row."""
    pair = by.astype(np.int64) * (int(other.max()) + 1) + other
    cells, count = np.unique(pair, return_counts=True)
    return float((count**2 / np.bincount(by)[cells // (int(other.max()) + 1)]).sum())


def _over_all(other: np.ndarray) -> float:
    return float((np.bincount(other) ** 2).sum() / len(other))


def _cells(code: np.ndarray) -> Any:
    from scipy import sparse

    return sparse.csr_array((np.ones(len(code)), (code, np.arange(len(code)))))


def _draws(n_resamples: int, n: int) -> int:
    return max(min(n_resamples, LEAST_DRAWS), min(n_resamples, WORK // n))


def _ends(
    solve: Callable, codes: dict[str, np.ndarray], found: np.ndarray, confidence: float, draws: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    sd = np.sqrt(np.maximum(np.nan_to_num(found), 0.0))
    parts = [_simulated(solve, list(codes.values()), sd, size, random) for size in _blocks(draws, len(next(iter(codes.values()))))]
    square, both, rest = (np.concatenate([part[place] for part in parts], axis=1) for place in range(3))
    tail = (1 - confidence) / 2
    low = [_crossing(square[i], both[i], rest[i], found[i], 1 - tail) for i in range(len(found))]
    high = [_crossing(square[i], both[i], rest[i], found[i], tail) for i in range(len(found))]
    return np.where(np.isnan(found), math.nan, low), np.where(np.isnan(found), math.nan, high)


def _simulated(
    solve: Callable, codes: list[np.ndarray], sd: np.ndarray, size: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw effects, and give each component's estimate as s²·square + s·both + rest in the standard deviation s of its own source."""
    n = len(codes[0])
    own = [random.standard_normal((int(code.max()) + 1, size))[code] for code in codes] + [random.standard_normal((n, size))]
    total = sum(scale * effect for scale, effect in zip(sd, own, strict=True))
    square, both, rest = (np.empty((len(own), size)) for _ in range(3))
    for place, (scale, effect) in enumerate(zip(sd, own, strict=True)):
        others = total - scale * effect
        square[place], rest[place] = solve(effect)[place], solve(others)[place]
        both[place] = solve(effect + others)[place] - square[place] - rest[place]
    return square, both, rest


def _crossing(square: np.ndarray, both: np.ndarray, rest: np.ndarray, found: float, share: float) -> float:
    """Find the variance at which this share of estimates lies below the one found; 0 where fewer do already without any."""

    def below(s: float) -> float:
        return float(np.quantile(s * s * square + s * both + rest, share))

    if math.isnan(found) or below(0.0) >= found:
        return 0.0
    end = max(1e-6, math.sqrt(max(found, 0.0)))
    for _ in range(60):
        if below(end) >= found:
            break
        end *= 2
    start = 0.0
    for _ in range(50):
        middle = (start + end) / 2
        start, end = (middle, end) if below(middle) < found else (start, middle)
    return end * end


def _blocks(draws: int, n: int) -> list[int]:
    step = max(1, BLOCK_NUMBERS // n)
    return [min(step, draws - start) for start in range(0, draws, step)]
