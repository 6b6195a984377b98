"""Any measure by group, with intervals, and the one place where small groups are hidden.

In flow a table with one row a person and the column of the group; out flow the same rows without the small groups, or one
row per group and measure. What is hidden is always counted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNKNOWN = "(unknown)"


@dataclass(frozen=True)
class Shown:
    """A table without its small groups, and how many groups and rows are not shown."""

    table: pd.DataFrame
    n_groups_hidden: int
    n_rows_hidden: int
    minimum_group: int


@dataclass(frozen=True)
class Comparison:
    """Measures by group: one row per group and measure, with bootstrap intervals, and what is hidden."""

    table: pd.DataFrame
    n_groups_hidden: int
    n_rows_hidden: int
    confidence: float


def hide_small_groups(table: frames.Frame, *, by: str | Sequence[str], minimum_group: int = 5, n: str | None = None) -> Shown:
    """Keep only the groups that are large enough to be shown.

    Parameters
    ----------
    table : dataframe
        One row a person, or, with `n`, one row a group.
    by : str or sequence of str
        The columns that make a group.
    minimum_group : int
        Smallest group shown.
    n : str, optional
        Column that already holds each row's number of people.

    Raises
    ------
    ContractError
        If a column is missing.
    """
    rows, keys = frames.to_pandas(table, where="table to show"), [by] if isinstance(by, str) else list(by)
    _need(rows, [*keys, *([n] if n else [])], where="table to show")
    counted = rows.assign(__n=rows[n].astype(float) if n else 1.0)
    size = counted.groupby(keys, dropna=False, observed=True)["__n"].transform("sum")
    small = size < minimum_group
    hidden = counted.loc[small]
    return Shown(rows.loc[~small], len(hidden[keys].drop_duplicates()), int(hidden["__n"].sum()), minimum_group)


@confident
def compare_groups(
    table: frames.Frame,
    measures: Mapping[str, Callable[[pd.DataFrame], float]] | Sequence[Callable[[pd.DataFrame], float]],
    *,
    by: str,
    minimum_group: int = 5,
    confidence: float = 0.95,
    n_resamples: int = 1000,
    random_state: int = 0,
) -> Comparison:
    """Compute any measure by group, each with its interval and its distance to everybody else.

    Parameters
    ----------
    table : dataframe, one row a person
    measures : functions, or mapping of name to function
        Each takes the rows of one group (pandas) and gives one number.
    by : str
        Column of the group; missing is a group of its own, ``(unknown)``.
    minimum_group, confidence : as in `impact`
    n_resamples : int
        Bootstrap resamples; people are drawn with replacement within each group.
    random_state : int

    Returns
    -------
    Comparison
        ``table``: one row per group and measure with ``group``, ``measure``, ``n``, ``value``, ``low``, ``high``, ``difference`` [to the people
        of all other groups shown], ``difference_low``, ``difference_high``, ``differs`` [the interval leaves 0 out]; not a
        number where a measure has no value among a group's people.

    Raises
    ------
    UndefinedResult
        If fewer than two groups are large enough, or no measure has a value in any of them.
    """
    rows = frames.to_pandas(table, where="table to compare")
    _need(rows, [by], where="table to compare")
    rows = rows.assign(**{by: labels_of(rows[by])}).reset_index(drop=True)
    shown = hide_small_groups(rows, by=by, minimum_group=minimum_group)
    names = list(pd.unique(shown.table[by]))
    if len(names) < 2:
        raise too_few_groups(len(names), minimum_group)
    named = (
        dict(measures)
        if hasattr(measures, "items")
        else {getattr(f, "__name__", f"measure {i}"): f for i, f in enumerate(measures)}
    )
    draw = np.random.default_rng(random_state)
    results = [
        {"group": name, "measure": label, **_compared(shown.table, shown.table[by] == name, measure, confidence, n_resamples, draw)}
        for label, measure in named.items()
        for name in names
    ]
    if all(row["value"] != row["value"] for row in results):
        raise UndefinedResult("no measure has a value in any group", where="fairness.compare_groups", found=f"{len(results)} measures without a value", expected="one or more",
                              cure="look at the columns the measures read: they may be empty")  # fmt: skip
    return Comparison(pd.DataFrame(results), shown.n_groups_hidden, shown.n_rows_hidden, confidence)


def _need(rows: pd.DataFrame, columns: list[str], *, where: str) -> None:
    absent = [name for name in columns if name not in rows.columns]
    if absent:
        hints = " ".join(filter(None, (closest(name, map(str, rows.columns)) for name in absent)))
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=f"at least {', '.join(columns)}", cure=hints or "name a column of the table")  # fmt: skip


def labels_of(group: Any) -> np.ndarray:
    """Give each person one group label; several columns are crossed, anything missing is (unknown)."""
    if hasattr(group, "columns"):
        parts = frames.to_pandas(group, where="groups")
        missing = parts.isna().any(axis=1).to_numpy()
        joined = np.full(len(parts), UNKNOWN, dtype=object)
        columns = [parts.loc[~missing, name].astype(object).astype(str).to_numpy(dtype=object) for name in parts]
        joined[~missing] = [" × ".join(row) for row in zip(*columns, strict=True)]
        return joined
    values = pd.Series(plain(group), dtype=object)
    return np.where(values.isna().to_numpy(), UNKNOWN, values.astype(str).to_numpy(dtype=object))


def plain(values: Any) -> list:
    """Read a series of any engine, an array or a sequence into a list."""
    for method in ("to_list", "to_pylist", "tolist"):
        if hasattr(values, method):
            return getattr(values, method)()
    if not hasattr(values, "__iter__"):
        raise ContractError("this is not a column", where="fairness", found=f"an object of type {type(values).__name__}", expected="a series, an array or a list, one value a person",
                            cure="pass one column of the table")  # fmt: skip
    return list(values)


def too_few_groups(shown: int, minimum_group: int, *, found: str = "") -> UndefinedResult:
    """Say that there is nothing to compare."""
    return UndefinedResult(
        "a comparison needs two groups that may be shown",
        where="fairness",
        found=f"{shown} with at least {minimum_group} people" + (f"; {found}" if found else ""),
        expected="two or more",
        cure="take a longer period or join groups; smaller groups stay hidden",
    )


def _compared(
    rows: pd.DataFrame, here: pd.Series, measure: Callable, confidence: float, n_resamples: int, draw: np.random.Generator
) -> dict[str, Any]:
    group, others = rows.loc[here], rows.loc[~here]
    value, elsewhere = float(measure(group)), float(measure(others))
    again, rest = (
        np.array([float(measure(part.iloc[draw.integers(0, len(part), len(part))])) for _ in range(n_resamples)])
        for part in (group, others)
    )
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    (low, high), (gap_low, gap_high) = _ends(again, ends), _ends(again - rest, ends)
    return {"n": len(group), "value": value, "low": low, "high": high, "difference": value - elsewhere, "difference_low": gap_low,
            "difference_high": gap_high, "differs": bool(gap_low > 0 or gap_high < 0)}  # fmt: skip


def _ends(drawn: np.ndarray, ends: list[float]) -> tuple[float, float]:
    """Give the ends of an interval; no numbers where the measure has no value in any resample."""
    known = drawn[~np.isnan(drawn)]
    return tuple(np.quantile(known, ends).tolist()) if len(known) else (math.nan, math.nan)
