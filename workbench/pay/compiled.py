"""A pay matrix as column expressions: each score's band and its pay range, on the caller's own engine.

In flows a matrix, and a table with scores; out flow expressions, or the same table with the band's columns.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.frames import nw

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.definitions import PayMatrix

COLUMNS = ("band", "band_min", "band_max", "band_midpoint")


def expressions(matrix: PayMatrix, *, score: str = "overall") -> dict[str, nw.Expr]:
    """Compile a matrix to narwhals expressions over one column of scores.

    Parameters
    ----------
    matrix : PayMatrix
    score : str
        Column with scores [0..100]; missing gives missing.

    Returns
    -------
    dict of str to expression
        ``band`` [text, as ``70-80``], ``band_min``, ``band_max``, ``band_midpoint`` [matrix's currency and period]; all missing below the first
        band and above the last.
    """
    values = {
        "band": [f"{float(band.score_from):g}-{float(band.score_to):g}" for band in matrix.ladder],
        "band_min": [float(band.pay_min) for band in matrix.ladder],
        "band_max": [float(band.pay_max) for band in matrix.ladder],
        "band_midpoint": [float(band.midpoint) for band in matrix.ladder],
    }
    return {name: _chain(matrix, score, column).alias(name) for name, column in values.items()}


def bands(scores: frames.Frame, matrix: PayMatrix, *, score: str = "overall") -> frames.Frame:
    """Add each score's band and its pay range to a table of any engine.

    Parameters
    ----------
    scores : dataframe of any engine, one row a score
    matrix : PayMatrix
    score : str
        Column with scores [0..100].

    Returns
    -------
    dataframe, same engine and rows
        The table with ``band``, ``band_min``, ``band_max``, ``band_midpoint``.

    Raises
    ------
    ContractError
        If the column of scores is missing or not a number.
    """
    frame = frames.enter(scores, where="pay.bands")
    present = frames.names(frame)
    if score not in present:
        raise ContractError(f"column missing: {score}", where="pay.bands", found=f"columns {', '.join(present) or '(none)'}",
                            expected=score, cure=closest(score, present) or "pass score=… with the column's name")  # fmt: skip
    if not frame.collect_schema()[score].is_numeric():
        raise ContractError(f"not numbers: {score}", where="pay.bands", found=str(frame.collect_schema()[score]),
                            expected="scores from 0 to 100", cure="read the file with intake")  # fmt: skip
    frame = frame.with_columns(frames.numeric(frame, score).alias("__score"))
    return frames.leave(frame.with_columns(*expressions(matrix, score="__score").values()).drop("__score"))


def in_force(
    matrices: Iterable[PayMatrix], *, job_family: str, on: date, level: str | None = None, city: str | None = None,
    currency: str | None = None,
) -> PayMatrix:  # fmt: skip
    """Choose the matrix that holds for a job on a day: the one that names most of level and city, then the newest.

    Parameters
    ----------
    matrices : iterable of PayMatrix
        A matrix without level or city holds for all of them; without dates, always.
    job_family : str
    on : date
    level, city, currency : str, optional

    Raises
    ------
    UndefinedResult
        If none holds, or two hold equally.
    """
    everything, day = list(matrices), date.fromisoformat(str(on)[:10])
    fitting = [matrix for matrix in everything if _fits(matrix, job_family, level, city, currency, day)]
    if not fitting:
        raise UndefinedResult(f"no pay matrix holds for {job_family} on {day}", where="pay.in_force",
                              found=f"{len(everything)} matrices of {', '.join(sorted({m.job_family for m in everything})) or 'no family'}",
                              expected="one of this family, level, city and currency, in force on that day",
                              cure="build one, or check effective_from and effective_to")  # fmt: skip
    rank = [((m.level is not None) + (m.city is not None), m.effective_from or date.min) for m in fitting]
    best = [matrix for matrix, place in zip(fitting, rank, strict=True) if place == max(rank)]
    if len({matrix.version for matrix in best}) > 1:
        raise UndefinedResult("two pay matrices hold at the same time", where="pay.in_force", found=", ".join(m.id for m in best),
                              expected="one", cure="end one with effective_to before the other begins")  # fmt: skip
    return best[0]


def _fits(matrix: PayMatrix, family: str, level: str | None, city: str | None, currency: str | None, day: date) -> bool:
    return (
        matrix.job_family == family
        and matrix.level in (None, level)
        and matrix.city in (None, city)
        and currency in (None, matrix.currency)
        and (matrix.effective_from or date.min) <= day <= (matrix.effective_to or date.max)
    )


def _chain(matrix: PayMatrix, score: str, values: list) -> nw.Expr:
    """Choose by comparisons only, so that every engine gives the same answer; the lower edge belongs to a band (M18)."""
    dtype = nw.String if isinstance(values[0], str) else nw.Float64
    given, last = nw.col(score), matrix.ladder[-1]
    chosen = nw.lit(None, dtype=dtype)
    for band, value in zip(matrix.ladder, values, strict=True):
        chosen = nw.when(given >= float(band.score_from)).then(nw.lit(value, dtype=dtype)).otherwise(chosen)
    return nw.when(given <= float(last.score_to)).then(chosen).otherwise(nw.lit(None, dtype=dtype))
