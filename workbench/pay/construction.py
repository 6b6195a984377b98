"""What every way of building a matrix shares: edges, dates, rounding, and the table that says where midpoints came from.

In flow edges, ranges and a scope (family, level, city, currency); out flows a checked matrix and its rows.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.definitions import PayMatrix
from workbench.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BY = ("job_family", "level", "city", "currency", "period")
EDGES = (60, 70, 80, 100)
TABLE = (
    *BY, "matrix_id", "score_from", "score_to", "n", "source", "midpoint", "pay_min", "pay_max", "spread", "overlap", "matrix_version",
)  # fmt: skip


@dataclass(frozen=True)
class Built:
    """Matrices built, and how.

    Parameters
    ----------
    matrices : tuple of PayMatrix
        One a group, in the order of the groups.
    table : pandas.DataFrame, one row a band
        The group's columns, ``matrix_id``, ``score_from``, ``score_to``, ``n`` [people behind the midpoint, or jobs surveyed], ``source`` {market,
        staff, between}, ``midpoint``, ``pay_min``, ``pay_max``, ``spread`` [max / min − 1], ``overlap`` [share of the upper range that the range
        below reaches], ``matrix_version``.
    notes : tuple of str
        Aged from when to when, at what rate; which cells had too few people.
    """

    matrices: tuple[PayMatrix, ...]
    table: pd.DataFrame
    notes: tuple[str, ...]


def band_edges(edges: Sequence[float]) -> list[tuple[float, float]]:
    """Pair score edges into bands, checked."""
    points = [float(edge) for edge in edges]
    if len(points) < 2 or points[0] < 0 or points[-1] > 100 or any(a >= b for a, b in itertools.pairwise(points)):
        raise refused("edges", list(edges), "rising scores between 0 and 100, two or more")
    return list(itertools.pairwise(points))


def refused(name: str, found: Any, expected: str) -> ContractError:
    """Say which choice cannot be used."""
    return ContractError(
        f"{name} cannot be used", where="pay.building", found=str(found), expected=expected, cure=f"correct {name}="
    )


def dates(effective_from: date, months: int) -> tuple[date, date]:
    """Give the first and the last day of the matrix."""
    begins = date.fromisoformat(str(effective_from)[:10])
    if not months >= 1:
        raise refused("months", months, "1 or more")
    return begins, (pd.Timestamp(begins) + pd.DateOffset(months=int(months)) - timedelta(days=1)).date()


def matrix_of(
    scope: Mapping[str, Any], bands: list[tuple[float, float]], ranges: list[tuple[float, float]], rounding: float,
    dates: tuple[date, date], market: dict[str, Any],
) -> PayMatrix:  # fmt: skip
    """Make one checked matrix of a scope, bands and ranges; amounts rounded half up to a multiple of `rounding`."""
    edges = [[_rounded(edge, rounding) for edge in pair] for pair in ranges]
    if any(low >= high or low <= 0 for low, high in edges):
        raise refused("rounding", rounding, "small enough to leave every range a width")
    content = {name: scope[name] for name in ("job_family", "level", "city") if scope.get(name) is not None}
    names = [str(scope[name]) for name in ("job_family", "level", "city") if scope.get(name) is not None]
    if scope.get("currency") not in (None, "CNY"):
        names.append(str(scope["currency"]).lower())
    return PayMatrix.from_dict({
        "id": "-".join(names), **content, "currency": scope.get("currency") or "CNY", "period": scope.get("period") or "month",
        **({"market": market} if market else {}), "effective_from": dates[0], "effective_to": dates[1],
        "bands": [{"score_from": a, "score_to": b, "pay_min": low, "pay_max": high} for (a, b), (low, high) in zip(bands, edges, strict=True)],
    })  # fmt: skip


def _rounded(amount: float, step: float) -> Decimal:
    unit = Decimal(str(step))
    if not unit > 0:
        raise refused("rounding", step, "above 0")
    return (Decimal(repr(round(float(amount), 6))) / unit).quantize(Decimal(1), rounding=ROUND_HALF_UP) * unit


def rows_of(matrix: PayMatrix, sources: list[tuple[Any, str]]) -> list[tuple]:
    """List the bands of one matrix in the columns of `TABLE`; `sources` gives (n, source) a band."""
    scope = [getattr(matrix, name) for name in BY]
    return [
        (*scope, matrix.id, float(band["score_from"]), float(band["score_to"]), n, source, float(band["midpoint"]), float(band["pay_min"]),
         float(band["pay_max"]), float(band["spread"]), None if band["overlap"] is None else float(band["overlap"]), matrix.version)
        for band, (n, source) in zip(matrix.table, sources, strict=True)
    ]  # fmt: skip


def none(value: Any) -> Any:
    """Give None for any spelling of missing."""
    return None if value is None or value != value else value
