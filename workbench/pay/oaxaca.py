"""Why two groups are paid differently on average: what their characteristics explain and what they do not (Oaxaca–Blinder).

In flow pay, the group the caller hands in, and characteristics; out flow the two- and threefold decomposition with intervals, in total
and characteristic by characteristic, whatever the base categories.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.fairness.groups import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

REFERENCES = ("pooled", "neumark", "cotton", "reimers", "first", "second")
SMALLEST_GROUP = 5


@dataclass(frozen=True)
class Decomposition:
    """The difference of two means, taken apart.

    Parameters
    ----------
    first, second : str
        The two groups; every difference is first less second.
    gap : float
        Mean of `first` less mean of `second` [unit of the outcome; log points where `log` was asked].
    twofold : pandas.DataFrame
        ``part`` {explained, unexplained}, ``value``, ``error``, ``low``, ``high``, ``share`` [of the gap].
    threefold : pandas.DataFrame
        ``part`` {endowments, coefficients, interaction}, from the second group's side, same columns.
    detail : pandas.DataFrame, one row a characteristic (categories together under their column) and the constant
        ``characteristic``, and for explained, unexplained, endowments, coefficients and interaction the value and its ``…_error``.
    categories : pandas.DataFrame, one row a category of a categorical characteristic
        ``characteristic``, ``category`` and the same parts: the same numbers whichever category a regression leaves out.
    reference : str
        Whose coefficients count as pay without difference.
    n : dict of str to int
    log : bool
    confidence : float
    n_left_out : int
        Rows with something missing.
    """

    first: str
    second: str
    gap: float
    twofold: pd.DataFrame
    threefold: pd.DataFrame
    detail: pd.DataFrame
    categories: pd.DataFrame
    reference: str
    n: dict[str, int]
    log: bool
    confidence: float
    n_left_out: int


@dataclass(frozen=True)
class _Side:
    """One group's regression: means, coefficients and their covariance, in all columns (base categories included)."""

    mean: np.ndarray
    at: np.ndarray
    covariance: np.ndarray
    spread: np.ndarray
    n: int


@confident
def oaxaca(
    table: frames.Frame,
    *,
    pay: str = "pay",
    group: Any = "group",
    by: Sequence[str],
    reference: Literal["pooled", "neumark", "cotton", "reimers", "first", "second"] = "pooled",
    first: Any = None,
    log: bool = False,
    confidence: float = 0.95,
) -> Decomposition:
    """Decompose the difference of two groups' mean pay.

    Parameters
    ----------
    table : dataframe, one row a person
    pay : str
        Column of the outcome.
    group : str, or sequence with one label a row
        Handed in by the caller, who joins protected columns in `fairness` only. Two groups; rows without one are left out.
    by : sequence of str
        Characteristics: numbers as they are; text, flags and categories as categories.
    reference : {"pooled", "neumark", "cotton", "reimers", "first", "second"}
        Coefficients taken as pay without difference: pooled regression with the group in it (Jann 2008), without it (Neumark 1988), weighted
        by size (Cotton 1988), half and half (Reimers 1983), or one group's own.
    first : label, optional
        The group from whose mean the other's is taken; by default the one with the higher mean.
    log : bool
        Decompose log pay.
    confidence : float

    Returns
    -------
    Decomposition

    Raises
    ------
    ContractError
        If a column is missing, or there are not two groups.
    UndefinedResult
        With fewer than five people in a group, more characteristics than people, or characteristics that say the same.

    Notes
    -----
    ΔY = (X̄h − X̄l)'β* + [X̄h'(βh − β*) + X̄l'(β* − βl)], and = (X̄h − X̄l)'βl + X̄l'(βh − βl) + (X̄h − X̄l)'(βh − βl). Categories carry deviation
    contrasts (coefficients centred to sum to nothing, the rest moved to the constant), so that no base category matters. Errors by the
    delta method with random characteristics. Unexplained is not the same as unjust: it is what these characteristics do not explain, and explained is
    not the same as just.

    References
    ----------
    Oaxaca, International Economic Review 14 (1973), 693-709. Blinder, Journal of Human Resources 8 (1973), 436-455. Jann, Stata Journal 8
    (2008), 453-479. Yun, A simple solution to the identification problem, Economic Inquiry 43 (2005), 766-772.
    """
    if reference not in REFERENCES:
        raise ContractError(
            "reference cannot be used", where="pay.oaxaca", found=str(reference), expected=", ".join(REFERENCES), cure="choose one"
        )
    outcome, labels, columns, left_out = _read(table, pay, group, list(by), log)
    names = sorted(pd.unique(labels))
    means = {name: outcome[labels == name].mean() for name in names}
    if first is not None and str(first) not in names:
        raise ContractError(
            "there is no such group",
            where="pay.oaxaca",
            found=f"{len(names)} groups",
            expected="one of the two labels",
            cure="check first=",
        )
    higher, lower = sorted(
        names, key=lambda name: (name != str(first), -means[name], name) if first is not None else (-means[name], name)
    )
    design, owners, full = _design(columns)
    high, low = (_side(outcome[labels == name], design[labels == name], full) for name in (higher, lower))
    star, star_covariance = _reference(reference, outcome, labels == higher, design, full, high, low)
    parts, errors = _parts(high, low, star, star_covariance)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    gap = float(means[higher] - means[lower])
    return Decomposition(
        first=str(higher), second=str(lower), gap=gap,
        twofold=_totals(("explained", "unexplained"), parts, errors, gap, z),
        threefold=_totals(("endowments", "coefficients", "interaction"), parts, errors, gap, z),
        detail=_detail(owners, parts, errors), categories=_categories(owners, parts, errors), reference=reference,
        n={str(higher): high.n, str(lower): low.n}, log=log, confidence=confidence, n_left_out=left_out,
    )  # fmt: skip


def _read(table: Any, pay: str, group: Any, by: list[str], log: bool) -> tuple[np.ndarray, np.ndarray, pd.DataFrame, int]:
    rows = frames.to_pandas(table, where="pay.oaxaca").reset_index(drop=True)
    if absent := [name for name in [pay, *by, *([group] if isinstance(group, str) else [])] if name not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where="pay.oaxaca", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="pay, group and every characteristic", cure=closest(absent[0], map(str, rows.columns)) or "join it first")  # fmt: skip
    labels = pd.Series(rows[group].tolist() if isinstance(group, str) else plain(group), dtype=object)
    if len(labels) != len(rows):
        raise ContractError("groups and people do not match", where="pay.oaxaca", found=f"{len(labels)} groups, {len(rows)} rows", expected="one a row", cure="join them first")  # fmt: skip
    value = pd.to_numeric(rows[pay], errors="coerce").astype(float)
    kept = labels.notna() & value.notna() & rows[by].notna().all(axis=1)
    if log and (value[kept] <= 0).any():
        raise ContractError("log pay needs pay above 0", where="pay.oaxaca", found=f"{int((value[kept] <= 0).sum())} rows", expected="above 0", cure="correct or drop them")  # fmt: skip
    labels = labels[kept].map(str).to_numpy(dtype=object)
    counts = pd.Series(labels).value_counts()
    if len(counts) != 2:
        raise ContractError("a decomposition compares two groups", where="pay.oaxaca", found=f"{len(counts)} groups", expected="two", cure="keep two, or join the others")  # fmt: skip
    if counts.min() < SMALLEST_GROUP:
        raise UndefinedResult("a group is too small", where="pay.oaxaca", found=f"{int(counts.min())} people", expected=f"{SMALLEST_GROUP} or more", cure="take a larger population")  # fmt: skip
    value = value[kept].to_numpy()
    return (np.log(value) if log else value), labels, rows.loc[kept, by].reset_index(drop=True), int((~kept).sum())


def _design(columns: pd.DataFrame) -> tuple[np.ndarray, list[tuple[str, str | None]], np.ndarray]:
    """Give every column (all categories), who it belongs to, and the map from estimable coefficients to all of them.

    Estimated are deviation contrasts: of k categories k − 1 coefficients, the last being minus their sum.
    """
    parts, owners, blocks = [np.ones((len(columns), 1))], [("constant", None)], [np.eye(1)]
    for name in columns:
        own = columns[name]
        if pd.api.types.is_numeric_dtype(own) and not pd.api.types.is_bool_dtype(own):
            parts.append(own.to_numpy(float)[:, None])
            owners.append((name, None))
            blocks.append(np.eye(1))
            continue
        kinds = sorted(own.map(str).unique())
        parts.append((own.map(str).to_numpy()[:, None] == np.array(kinds, dtype=object)[None, :]).astype(float))
        owners += [(name, kind) for kind in kinds]
        blocks.append(np.vstack([np.eye(len(kinds) - 1), -np.ones((1, len(kinds) - 1))]))
    whole = np.zeros((sum(block.shape[0] for block in blocks), sum(block.shape[1] for block in blocks)))
    row = column = 0
    for block in blocks:
        whole[row : row + block.shape[0], column : column + block.shape[1]] = block
        row, column = row + block.shape[0], column + block.shape[1]
    return np.hstack(parts), owners, whole


def _side(outcome: np.ndarray, design: np.ndarray, full: np.ndarray) -> _Side:
    at, covariance = _regressed(outcome, design @ full)
    mean = design.mean(axis=0)
    spread = np.atleast_2d(np.cov(design, rowvar=False)) / len(outcome)
    return _Side(mean, full @ at, full @ covariance @ full.T, spread, len(outcome))


def _regressed(outcome: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n, k = design.shape
    scale = np.maximum(
        np.abs(design).max(axis=0), 1e-300
    )  # columns of very different size (income squared) must not look collinear
    if n <= k or np.linalg.matrix_rank(design / scale) < k:
        raise UndefinedResult("the characteristics cannot be told apart in one group", where="pay.oaxaca", found=f"{n} people, {k} coefficients",
                              expected="more people than coefficients, no characteristic that follows from the others, every category in both groups",
                              cure="drop or join characteristics or categories")  # fmt: skip
    inverse = np.linalg.inv((design / scale).T @ (design / scale))
    at = inverse @ (design / scale).T @ outcome
    left = outcome - (design / scale) @ at
    covariance = inverse * float(left @ left) / (n - k)
    return at / scale, covariance / np.outer(scale, scale)


def _reference(
    kind: str, outcome: np.ndarray, is_high: np.ndarray, design: np.ndarray, full: np.ndarray, high: _Side, low: _Side
) -> tuple[np.ndarray, np.ndarray]:
    if kind in ("pooled", "neumark"):
        columns = design @ full
        if kind == "pooled":
            columns = np.column_stack([columns, is_high.astype(float)])
        at, covariance = _regressed(outcome, columns)
        k = full.shape[1]
        return full @ at[:k], full @ covariance[:k, :k] @ full.T
    share = {"first": 1.0, "second": 0.0, "reimers": 0.5, "cotton": high.n / (high.n + low.n)}[kind]
    return share * high.at + (1 - share) * low.at, share**2 * high.covariance + (1 - share) ** 2 * low.covariance


def _parts(
    high: _Side, low: _Side, star: np.ndarray, star_covariance: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Every part column by column, and its covariance between columns (delta method; characteristics are random, too)."""
    apart, steeper, spread = high.mean - low.mean, high.at - low.at, high.spread + low.spread
    covariance = high.covariance + low.covariance
    parts = {
        "explained": apart * star,
        "unexplained": high.mean * (high.at - star) + low.mean * (star - low.at),
        "endowments": apart * low.at,
        "coefficients": low.mean * steeper,
        "interaction": apart * steeper,
    }

    def of(x: np.ndarray, b: np.ndarray, x_covariance: np.ndarray, b_covariance: np.ndarray) -> np.ndarray:
        return np.outer(x, x) * b_covariance + np.outer(b, b) * x_covariance

    errors = {
        "explained": of(apart, star, spread, star_covariance),
        "unexplained": of(high.mean, high.at - star, high.spread, high.covariance) + of(low.mean, star - low.at, low.spread, low.covariance)
        + np.outer(apart, apart) * star_covariance,
        "endowments": of(apart, low.at, spread, low.covariance),
        "coefficients": of(low.mean, steeper, low.spread, covariance),
        "interaction": of(apart, steeper, spread, covariance),
    }  # fmt: skip
    return parts, errors


def _totals(names: tuple[str, ...], parts: dict, errors: dict, gap: float, z: float) -> pd.DataFrame:
    rows = []
    for name in names:
        value, error = float(parts[name].sum()), float(np.sqrt(max(errors[name].sum(), 0.0)))
        rows.append((name, value, error, value - z * error, value + z * error, value / gap if gap else np.nan))
    return pd.DataFrame(rows, columns=["part", "value", "error", "low", "high", "share"])


def _detail(owners: list, parts: dict, errors: dict) -> pd.DataFrame:
    rows = []
    for name in dict.fromkeys(owner for owner, _ in owners):
        at = np.array([owner == name for owner, _ in owners])
        rows.append({"characteristic": name} | _values(at, parts, errors))
    return pd.DataFrame(rows)


def _categories(owners: list, parts: dict, errors: dict) -> pd.DataFrame:
    rows = [{"characteristic": name, "category": kind} | _values(np.arange(len(owners)) == place, parts, errors)
            for place, (name, kind) in enumerate(owners) if kind is not None]  # fmt: skip
    return pd.DataFrame(rows, columns=["characteristic", "category", *(f"{part}{end}" for part in parts for end in ("", "_error"))])


def _values(at: np.ndarray, parts: dict, errors: dict) -> dict[str, float]:
    found = {}
    for name in parts:
        found[name] = float(parts[name][at].sum())
        found[f"{name}_error"] = float(np.sqrt(max(errors[name][np.ix_(at, at)].sum(), 0.0)))
    return found
