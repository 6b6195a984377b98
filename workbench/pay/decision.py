"""Before the offer talk: where a suggestion stands in its range and among peers, and what is left of the budget after it.

In flow PAY_SUGGESTIONS, current staff and a budget; out flow the same rows with what a decision needs beside them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import money
from workbench.errors import ContractError, closest
from workbench.pay.position import range_penetration

if TYPE_CHECKING:
    from workbench.definitions import PayMatrix

SMALLEST_GROUP = 5
ADDED = (
    "range_penetration",
    "band_penetration",
    "n_peers",
    "peer_p25",
    "peer_median",
    "peer_p75",
    "peer_ratio",
    "peer_rank",
    "budget_left",
    "budget_left_after_all",
)


def decide(
    suggestions: frames.Frame, *, matrix: PayMatrix | None = None, staff: frames.Frame | None = None, by: str | None = "job_id",
    budget: float | Decimal | Mapping[Any, float] | None = None, minimum_group: int = SMALLEST_GROUP,
) -> pd.DataFrame:  # fmt: skip
    """Set each suggested amount against its range, the peers already there, and the budget.

    Parameters
    ----------
    suggestions : dataframe, PAY_SUGGESTIONS, one row an offer to be made
        In the order in which they would be made; with the column `by` where peers or budgets differ by it.
    matrix : PayMatrix, optional
        The matrix behind them, for the position in the whole band.
    staff : dataframe, EMPLOYEES, optional
        Current staff: ``pay`` and the column `by`; who has left, or is paid in another currency or period, is not counted.
    by : str or None
        Who counts as a peer; None compares with all staff.
    budget : number, or mapping of `by` to number, optional
        What may be spent on these offers together [same currency and period].
    minimum_group : int
        Fewer peers are not described.

    Returns
    -------
    pandas.DataFrame, PAY_DECISIONS, same rows and order
        The suggestions with ``range_penetration`` [decision in the suggested range: 0 = minimum, 1 = maximum], ``band_penetration`` [in the
        matrix's band], ``n_peers``, ``peer_p25 peer_median peer_p75``, ``peer_ratio`` [decision over the peers' median], ``peer_rank`` [share of peers paid less, ties
        count half], ``budget_left`` [after this offer alone; as suggested where no budget is passed], ``budget_left_after_all`` [after this one and all above it]. Missing where
        it cannot be said.

    Raises
    ------
    ContractError
        If a column is missing or a budget is no amount.
    """
    table = frames.to_pandas(suggestions, where="pay.decide").reset_index(drop=True)
    _need(table, ["decision", "range_min", "range_max"], "suggestions")
    decision = table["decision"].astype(float)
    table["range_penetration"] = range_penetration(decision, table["range_min"].astype(float), table["range_max"].astype(float))
    table["band_penetration"] = _in_band(table, decision, matrix)
    keys = _keys(table, staff, budget, by)
    peers = _peers(staff, table, by if keys is not None else None, minimum_group)
    table = table.assign(**_against(decision, keys, peers))
    return table.assign(**_left(decision, keys, budget, table.get("budget_left", np.nan)))


def _need(table: pd.DataFrame, columns: list[str], where: str) -> None:
    if absent := [name for name in columns if name not in table]:
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, table.columns))}",
                            expected=", ".join(columns), cure=closest(absent[0], map(str, table.columns)) or "join it first")  # fmt: skip


def _in_band(table: pd.DataFrame, decision: pd.Series, matrix: PayMatrix | None) -> Any:
    if matrix is None or "reason" not in table:
        return np.nan
    edges = {
        f"{float(band.score_from):g}-{float(band.score_to):g}": (float(band.pay_min), float(band.pay_max)) for band in matrix.ladder
    }
    found = [re.search(r"band=([^;]+)", str(text)) for text in table["reason"]]
    pairs = [edges.get(match.group(1), (np.nan, np.nan)) if match else (np.nan, np.nan) for match in found]
    low, high = (pd.Series([pair[side] for pair in pairs], index=table.index, dtype=float) for side in (0, 1))
    return range_penetration(decision, low, high)


def _keys(table: pd.DataFrame, staff: Any, budget: Any, by: str | None) -> pd.Series | None:
    """Say which group each row belongs to; without the column everybody is one group, unless budgets are given by it."""
    if by is None or (by not in table and not isinstance(budget, Mapping)):
        return None
    _need(table, [by], "suggestions")
    return table[by]


def _peers(staff: Any, table: pd.DataFrame, by: str | None, minimum_group: int) -> dict[Any, np.ndarray]:
    """Collect what peers earn, sorted, by group; groups that are too small are left out."""
    if staff is None:
        return {}
    rows = frames.to_pandas(staff, where="staff")
    _need(rows, ["pay", *([by] if by else [])], "staff")
    if "left_date" in rows:
        rows = rows[rows["left_date"].isna()]
    for field in ("currency", "period"):
        known = table[field].dropna().unique() if field in table else []
        if field in rows and len(known) == 1:
            rows = rows[rows[field].isna() | (rows[field] == known[0])]
    rows = rows[rows["pay"].notna()]
    groups = rows.groupby(by)["pay"] if by else [(None, rows["pay"])]
    return {key: np.sort(own.to_numpy(float)) for key, own in groups if len(own) >= minimum_group}


def _against(decision: pd.Series, keys: pd.Series | None, peers: dict[Any, np.ndarray]) -> dict[str, Any]:
    columns: dict[str, list] = {name: [] for name in ("n_peers", "peer_p25", "peer_median", "peer_p75", "peer_ratio", "peer_rank")}
    for amount, key in zip(decision, [None] * len(decision) if keys is None else keys, strict=True):
        own = peers.get(key)
        if own is None:
            told = (None, *[np.nan] * 5)
        else:
            below, upto = np.searchsorted(own, amount, "left"), np.searchsorted(own, amount, "right")
            rank = np.nan if np.isnan(amount) else (below + upto) / 2 / len(own)
            quarters = np.quantile(own, [0.25, 0.5, 0.75])
            told = (len(own), *quarters, amount / quarters[1] if quarters[1] > 0 else np.nan, rank)
        for name, value in zip(columns, told, strict=True):
            columns[name].append(value)
    numbers = {name: np.array(values, dtype=float) for name, values in columns.items() if name != "n_peers"}
    return {"n_peers": pd.array(columns["n_peers"], dtype="Int64"), **numbers}


def _left(decision: pd.Series, keys: pd.Series | None, budget: Any, known: Any) -> dict[str, Any]:
    """Subtract in whole cents, so that what is left agrees with the ledger."""
    if budget is None:
        return {"budget_left": known, "budget_left_after_all": np.nan}
    given = dict(budget) if isinstance(budget, Mapping) else {None: budget}
    for key, amount in given.items():
        if isinstance(amount, bool) or not isinstance(amount, (int, float, Decimal, np.number)) or not amount >= 0:
            raise ContractError("the budget is not an amount", where="pay.decide", found=f"{amount} for {key}" if key is not None else str(amount),
                                expected="0 or more", cure="state it in the suggestions' currency and period")  # fmt: skip
    name = [None] * len(decision) if not isinstance(budget, Mapping) else list(keys)
    cents = np.array([float(money.to_cent(given[key]) * 100) if key in given else np.nan for key in name])
    spent = np.floor(decision.to_numpy(float) * 100 + money.HALF)
    running = pd.Series(np.nan_to_num(spent)).groupby(pd.Series(name, dtype=object), dropna=False).cumsum().to_numpy()
    return {"budget_left": (cents - spent) / 100, "budget_left_after_all": (cents - running) / 100}
