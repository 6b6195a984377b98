"""Building a pay matrix from current staff: midpoints that never fall as the score or the job level rises.

In flow employees with scores; out flow checked matrices, one a job family, level, city and currency.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.pay.construction import BY, EDGES, TABLE, Built, band_edges, dates, matrix_of, none, refused, rows_of
from workbench.pay.monotone import isotonic_grid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

SMALLEST_GROUP = 5  # pay is personal: the pay of fewer people never shapes a cell on its own


def from_staff(
    staff: frames.Frame,
    *,
    effective_from: date,
    job_family: str | None = None,
    levels: Sequence[str] | None = None,
    months: int = 12,
    edges: Sequence[float] = EDGES,
    spread: float = 0.25,
    most_overlap: float | None = None,
    rounding: float = 100,
) -> Built:
    """Build matrices from current staff: midpoints that never fall as the score or the job level rises.

    Parameters
    ----------
    staff : dataframe, EMPLOYEES with scores
        ``overall``, ``pay``; reads ``job_family``, ``level``, ``city``, ``currency``, ``period`` where they are there; who has left is not
        counted.
    job_family : str, optional
        Name of the family where the table has none.
    levels : sequence of str, optional
        Order of the levels, lowest first; without it levels like P4, P5, P6 are ordered by their number.
    spread : number
        Maximum over minimum less one.
    most_overlap : number in [0, 1), optional
        Narrow the spread until no range reaches further into the next.
    effective_from, months, edges, rounding : as in `from_market`

    Returns
    -------
    Built
        Bands with fewer than five people stand between their neighbours (``source`` is ``between``).

    Raises
    ------
    ContractError
        If a column is missing, or the order of levels is not known.
    UndefinedResult
        If no band of a group has five people.

    Notes
    -----
    Isotonic regression on two orders (level × score band) of cell means weighted by people, by Dykstra's cyclic projections.

    References
    ----------
    Dykstra & Robertson, An algorithm for isotonic regression for two or more independent variables, Annals of Statistics 10 (1982), 708-716.
    """
    bands, period = band_edges(edges), dates(effective_from, months)
    rows = _staff(staff, job_family)
    built, table, notes = [], [], []
    for key, own in rows.groupby([name for name in BY if name != "level"], dropna=False, sort=True):
        scope = {name: none(value) for name, value in zip([name for name in BY if name != "level"], key, strict=True)}
        order = _level_order(own["level"], levels)
        means, people = _cells(own, order, bands)
        if not (people >= SMALLEST_GROUP).any():
            raise UndefinedResult("no band has enough staff to build on", where="pay.from_staff", found=f"{int(people.max())} people at most",
                                  expected=f"{SMALLEST_GROUP} or more in one band", cure="join levels or cities, or build from the market")  # fmt: skip
        fitted = isotonic_grid(_filled(own, order, bands, means, people), np.where(people >= SMALLEST_GROUP, people, 0))
        for level, middles, counts in zip(order, fitted, people, strict=True):
            width = spread if most_overlap is None else _narrowed(middles, spread, most_overlap)
            ranges = [(middle * 2 / (2 + width), middle * 2 * (1 + width) / (2 + width)) for middle in middles]
            matrix = matrix_of({**scope, "level": none(level)}, bands, ranges, rounding, period, {})
            built.append(matrix)
            table += rows_of(
                matrix, [(n if n >= SMALLEST_GROUP else None, "staff" if n >= SMALLEST_GROUP else "between") for n in counts]
            )
            notes.append(f"{matrix.id}: {int(counts.sum())} people, spread {width:.1%}")
    return Built(tuple(built), pd.DataFrame(table, columns=list(TABLE)), tuple(notes))


def _staff(staff: Any, job_family: str | None) -> pd.DataFrame:
    rows = frames.to_pandas(staff, where="staff")
    if absent := [name for name in ("overall", "pay") if name not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where="staff", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="overall and pay of every employee", cure=closest(absent[0], map(str, rows.columns)) or "join SCORES to EMPLOYEES")  # fmt: skip
    if "left_date" in rows:
        rows = rows[rows["left_date"].isna()]
    rows = rows[rows["overall"].notna() & rows["pay"].notna()].copy()
    if (rows["pay"] <= 0).any():
        raise ContractError("pay is not above 0", where="staff", found=f"{int((rows['pay'] <= 0).sum())} rows", expected="above 0",
                            cure="correct or drop them")  # fmt: skip
    if "job_family" not in rows:
        if job_family is None:
            raise ContractError("the job family is not known", where="pay.from_staff", found="no column job_family",
                                expected="the column, or job_family=", cure="join JOBS, or pass job_family='technical'")  # fmt: skip
        rows["job_family"] = job_family
    return rows.assign(**{name: None for name in BY if name not in rows})


def _level_order(column: pd.Series, levels: Sequence[str] | None) -> list[Any]:
    found = list(dict.fromkeys(none(value) for value in column))
    if levels is not None:
        if unknown := [level for level in found if level not in levels]:
            raise refused("levels", ", ".join(map(str, unknown)), "every level of the staff, lowest first")
        return [level for level in levels if level in found]
    if len(found) == 1:
        return found
    parts = [pd.Series([str(level)]).str.extract(r"^(\D*)(\d+)$").iloc[0].tolist() for level in found]
    if len({letters for letters, _ in parts}) != 1 or any(pd.isna(number) for _, number in parts):
        raise ContractError("the order of levels is not known", where="pay.from_staff", found=", ".join(map(str, found)),
                            expected="levels like P4, P5, P6 or levels=", cure="pass levels=[…], lowest first")  # fmt: skip
    return sorted(found, key=lambda level: int(parts[found.index(level)][1]))


def _cells(own: pd.DataFrame, order: list[Any], bands: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
    starts, score = np.array([low for low, _ in bands]), own["overall"].to_numpy(float)
    place = np.searchsorted(starts, score, side="right") - 1
    inside = (place >= 0) & (score <= bands[-1][1])
    level = np.array([order.index(none(value)) for value in own["level"]])
    shape = (len(order), len(bands))
    people, total = np.zeros(shape), np.zeros(shape)
    np.add.at(people, (level[inside], place[inside]), 1)
    np.add.at(total, (level[inside], place[inside]), own["pay"].to_numpy(float)[inside])
    return np.divide(total, people, out=np.full(shape, np.nan), where=people > 0), people


def _filled(
    own: pd.DataFrame, order: list[Any], bands: list[tuple[float, float]], means: np.ndarray, people: np.ndarray
) -> np.ndarray:
    """Put cells with too few people where everybody's log pay over level and score, never falling, says they stand."""
    level = np.array([order.index(none(value)) for value in own["level"]], dtype=float)
    columns = np.column_stack([level, own["overall"].to_numpy(float)])
    centre, pay = columns.mean(axis=0), np.log(own["pay"].to_numpy(float))
    slope = np.maximum(np.linalg.lstsq(columns - centre, pay - pay.mean(), rcond=None)[0], 0)
    rows, middles = np.arange(len(order))[:, None], np.array([(low + high) / 2 for low, high in bands])[None, :]
    guess = np.exp(pay.mean() + slope[0] * (rows - centre[0]) + slope[1] * (middles - centre[1]))
    return np.where(people >= SMALLEST_GROUP, means, guess)


def _narrowed(middles: np.ndarray, spread: float, most: float) -> float:
    """Find the widest spread not above the wished one whose ranges reach at most so far into the next (bisection)."""
    if not 0 <= most < 1:
        raise refused("most_overlap", most, "0 or more and below 1")
    steps = [above / below for below, above in itertools.pairwise(middles) if above > below * (1 + 1e-9)]

    def reach(width: float) -> float:
        return max(((1 + width) - step) / (step * width) for step in steps)

    if not steps or reach(spread) <= most:
        return spread
    low, high = 1e-9, spread
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if reach(middle) <= most else (low, middle)
    return low
