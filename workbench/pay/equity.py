"""Whether groups are paid alike: raw and adjusted gaps, and a light for each group of peers.

In flow pay and the group the caller hands in; out flow gaps with intervals. Groups and peer groups smaller than five are counted, never
shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.fairness.groups import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

LESS, MORE, NOTHING, REFERENCE = (
    "paid less, more than chance",
    "paid more, more than chance",
    "no difference shown",
    "reference group",
)
AMBER, RED = 0.02, 0.05  # the European directive (2023/970, art. 10) asks for a joint assessment from 5 %
MINIMUM = 5


@dataclass(frozen=True)
class Gaps:
    """Pay gaps by group.

    Parameters
    ----------
    table : pandas.DataFrame, one row a group shown
        ``group``, ``n``, ``mean_gap``, ``median_gap``, ``adjusted_gap`` [share of the reference's pay that is missing: 0.05 = paid 5 % less], each with ``_low`` and
        ``_high``, ``finding`` [of the adjusted gap; of the raw one without characteristics].
    reference : str
    adjusted_for : tuple of str
    r_squared : float
        Of log pay, by group and characteristics.
    n_groups_hidden, n_people_hidden, n_left_out : int
    confidence : float
    """

    table: pd.DataFrame
    reference: str
    adjusted_for: tuple[str, ...]
    r_squared: float
    n_groups_hidden: int
    n_people_hidden: int
    n_left_out: int
    confidence: float


@confident
def pay_gap(
    table: frames.Frame, *, pay: str = "pay", group: Any = "group", by: Sequence[str] = (), reference: Any = None, minimum_group: int = MINIMUM,
    confidence: float = 0.95, n_resamples: int = 1000, random_state: int = 0,
) -> Gaps:  # fmt: skip
    """Compare groups' pay, raw and between people who are alike in given characteristics.

    Parameters
    ----------
    table : dataframe, one row a person
    pay : str
        Column above 0.
    group : str, or sequence with one label a row
        Handed in by the caller, who joins protected columns in `fairness` only.
    by : sequence of str
        Characteristics that may explain pay (level, job, city, score, experience). Put nothing here that is itself decided unequally.
    reference : label, optional
        The group others are compared with; by default the largest.
    minimum_group, confidence, n_resamples, random_state

    Raises
    ------
    ContractError
        If a column is missing or pay is not above 0.
    UndefinedResult
        If fewer than two groups are large enough, or characteristics cannot be told apart from the group.

    Notes
    -----
    mean_gap = 1 − mean / reference mean, interval by the delta method on the log ratio; median_gap by bootstrap; adjusted_gap = 1 − exp(b), b the group's
    coefficient in a least-squares regression of log pay, with White's errors (HC1). No difference shown does not mean none there: look at the
    interval.
    """
    rows, labels, left_out = read_people(table, pay, group, list(by))
    counts = pd.Series(labels).value_counts()
    shown = counts[counts >= minimum_group]
    if len(shown) < 2 or (reference is not None and str(reference) not in shown.index):
        raise UndefinedResult("no two groups can be compared", where="pay.pay_gap", found=f"{len(shown)} groups with {minimum_group} people or more",
                              expected="two, the reference among them", cure="take a larger population, or join groups")  # fmt: skip
    base = str(reference) if reference is not None else sorted(shown.index, key=lambda name: (-shown[name], name))[0]
    kept = pd.Series(labels).isin(shown.index).to_numpy()
    people, names = rows[kept].reset_index(drop=True), labels[kept]
    others = [name for name in shown.index if name != base]
    adjusted, r_squared = _adjusted(people, names, pay, list(by), others, confidence)
    random = np.random.default_rng(random_state)
    value = people[pay].to_numpy(float)
    table_rows = [_reference_row(base, int(shown[base]))]
    for name in others:
        raw = _raw(value[names == name], value[names == base], confidence, n_resamples, random)
        told = adjusted[name] if by else raw[:3]
        finding = LESS if told[1] > 0 else MORE if told[2] < 0 else NOTHING
        table_rows.append((name, int(shown[name]), *raw, *(adjusted[name] if by else (np.nan,) * 3), finding))
    columns = [
        "group",
        "n",
        *(f"{kind}_gap{end}" for kind in ("mean", "median", "adjusted") for end in ("", "_low", "_high")),
        "finding",
    ]
    return Gaps(pd.DataFrame(table_rows, columns=columns), base, tuple(by), r_squared, len(counts) - len(shown), int(counts.sum() - shown.sum()),
                left_out, confidence)  # fmt: skip


@confident
def peer_lights(
    table: frames.Frame, *, peers: str | Sequence[str], pay: str = "pay", group: Any = "group", reference: Any, minimum_group: int = MINIMUM,
    amber: float = AMBER, red: float = RED, confidence: float = 0.95,
) -> pd.DataFrame:  # fmt: skip
    """Give each peer group a light: how far apart groups are paid for the same work.

    Parameters
    ----------
    table, pay, group, confidence : as in `pay_gap`
    peers : str or sequence of str
        Columns that make people peers (job, level).
    reference : label
        The group others are compared with.
    minimum_group : int
        Least people on either side.
    amber, red : float
        From which gap a light changes; red only where the gap is also more than chance.

    Returns
    -------
    pandas.DataFrame, one row a peer group and group, widest gap first
        The peer columns, ``group``, ``n``, ``n_reference``, ``gap`` [of geometric means: 0.05 = paid 5 % less] with ``low`` and ``high`` [Welch], ``light`` {green,
        amber, red, hidden}. Hidden rows carry neither numbers nor counts.
    """
    keys = [peers] if isinstance(peers, str) else list(peers)
    rows, labels, _ = read_people(table, pay, group, keys)
    log, base = np.log(rows[pay].to_numpy(float)), str(reference)
    found = []
    for key, places in rows.groupby(keys, sort=True).indices.items():
        at = np.asarray(places)
        own, names = log[at], labels[at]
        key = key if isinstance(key, tuple) else (key,)
        for name in sorted(set(names) - {base}):
            one, other = own[names == name], own[names == base]
            hidden = min(len(one), len(other)) < max(minimum_group, 2)
            found.append(
                (*key, name, *((None, None, *(np.nan,) * 3, "hidden") if hidden else _light(one, other, amber, red, confidence)))
            )
    result = pd.DataFrame(found, columns=[*keys, "group", "n", "n_reference", "gap", "low", "high", "light"])
    return result.sort_values("gap", ascending=False, na_position="last", ignore_index=True, key=lambda gap: gap.abs())


def read_people(table: Any, pay: str, group: Any, by: list[str]) -> tuple[pd.DataFrame, np.ndarray, int]:
    """Read people with pay, group and characteristics; who lacks one is left out and counted."""
    rows = frames.to_pandas(table, where="pay.equity").reset_index(drop=True)
    if absent := [name for name in [pay, *by, *([group] if isinstance(group, str) else [])] if name not in rows]:
        raise ContractError(f"column missing: {', '.join(absent)}", where="pay.equity", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="pay, group and every characteristic", cure=closest(absent[0], map(str, rows.columns)) or "join it first")  # fmt: skip
    labels = pd.Series(rows[group].tolist() if isinstance(group, str) else plain(group), dtype=object)
    if len(labels) != len(rows):
        raise ContractError("groups and people do not match", where="pay.equity", found=f"{len(labels)} groups, {len(rows)} rows", expected="one a row", cure="join them first")  # fmt: skip
    kept = (labels.notna() & rows[[pay, *by]].notna().all(axis=1)).to_numpy()
    if (rows.loc[kept, pay].astype(float) <= 0).any():
        raise ContractError("pay is not above 0", where="pay.equity", found=f"{int((rows.loc[kept, pay].astype(float) <= 0).sum())} rows", expected="above 0", cure="correct or drop them")  # fmt: skip
    return rows[kept].reset_index(drop=True), labels[kept].map(str).to_numpy(dtype=object), int((~kept).sum())


def columns_of(rows: pd.DataFrame, by: list[str]) -> np.ndarray:
    """Lay out characteristics as columns with a constant; categories as 0 and 1 but for the first."""
    parts = [np.ones(len(rows))]
    for name in by:
        own = rows[name]
        if pd.api.types.is_numeric_dtype(own) and not pd.api.types.is_bool_dtype(own):
            parts.append(own.to_numpy(float) - own.mean())
        else:
            parts += [(own.map(str) == kind).to_numpy(float) for kind in sorted(own.map(str).unique())[1:]]
    return np.column_stack(parts)


def _adjusted(
    rows: pd.DataFrame, labels: np.ndarray, pay: str, by: list[str], others: list[str], confidence: float
) -> tuple[dict, float]:
    design = np.column_stack([columns_of(rows, by), *((labels == name).astype(float) for name in others)])
    log, (n, k) = np.log(rows[pay].to_numpy(float)), design.shape
    if n <= k or np.linalg.matrix_rank(design / np.maximum(np.abs(design).max(axis=0), 1e-300)) < k:
        raise UndefinedResult("group and characteristics cannot be told apart", where="pay.pay_gap", found=f"{n} people, {k} coefficients",
                              expected="more people than coefficients, groups mixed in every characteristic", cure="drop or join characteristics")  # fmt: skip
    inverse = np.linalg.inv(design.T @ design)
    at = inverse @ design.T @ log
    left = log - design @ at
    error = np.sqrt(np.diag(inverse @ (design.T @ (design * (left**2)[:, None])) @ inverse) * n / (n - k))
    wide = stats.t.ppf(0.5 + confidence / 2, n - k)
    first, total = k - len(others), float(np.square(log - log.mean()).sum())
    told = {
        name: tuple(float(1 - np.exp(at[first + p] + side * wide * error[first + p])) for side in (0, 1, -1))
        for p, name in enumerate(others)
    }
    return told, 1 - float(left @ left) / total if total > 0 else float("nan")


def _raw(one: np.ndarray, base: np.ndarray, confidence: float, n_resamples: int, random: np.random.Generator) -> tuple[float, ...]:
    log_ratio = np.log(one.mean() / base.mean())
    error = np.sqrt(one.var(ddof=1) / len(one) / one.mean() ** 2 + base.var(ddof=1) / len(base) / base.mean() ** 2)
    wide = stats.norm.ppf(0.5 + confidence / 2)
    medians = [np.median(part[random.integers(0, len(part), (n_resamples, len(part)))], axis=1) for part in (one, base)]
    low, high = np.quantile(1 - medians[0] / medians[1], [(1 - confidence) / 2, (1 + confidence) / 2])
    mean = tuple(float(1 - np.exp(log_ratio + side * wide * error)) for side in (0, 1, -1))
    return (*mean, float(1 - np.median(one) / np.median(base)), float(low), float(high))


def _reference_row(name: str, n: int) -> tuple:
    return (name, n, *(0.0, np.nan, np.nan) * 3, REFERENCE)


def _light(one: np.ndarray, other: np.ndarray, amber: float, red: float, confidence: float) -> tuple:
    variances = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    apart, error = one.mean() - other.mean(), np.sqrt(sum(variances))
    freedom = (
        sum(variances) ** 2 / sum(v**2 / (len(part) - 1) for v, part in zip(variances, (one, other), strict=True))
        if error > 0
        else 1.0
    )
    wide = stats.t.ppf(0.5 + confidence / 2, freedom) * error
    gap, low, high = (float(1 - np.exp(apart + side * wide)) for side in (0, 1, -1))
    beyond = low > 0 or high < 0
    light = "red" if abs(gap) >= red and beyond else "amber" if abs(gap) >= amber else "green"
    return len(one), len(other), gap, low, high, light


def gap_of(value: np.ndarray, mine: np.ndarray, columns: np.ndarray) -> float:
    """Give the adjusted gap of one group against the rest."""
    design = np.column_stack([columns, mine.astype(float)])
    return float(1 - np.exp(np.linalg.lstsq(design, np.log(value), rcond=None)[0][-1]))
