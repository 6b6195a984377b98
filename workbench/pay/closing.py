"""What it costs to close a pay gap, and what another way of paying does to it.

In flow people with pay and the group the caller hands in; out flow costs to the cent, raises, and gaps with their change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.contracts import money
from workbench.errors import UndefinedResult, confident
from workbench.pay.equity import MINIMUM, NOTHING, columns_of, gap_of, read_people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from workbench import frames


@dataclass(frozen=True)
class Closing:
    """What it costs to bring a group's adjusted gap to nothing.

    Parameters
    ----------
    table : pandas.DataFrame, one row a way
        ``way`` {targeted, everybody}, ``n_raised``, ``cost`` [a period], ``cost_pct`` [of all pay], ``mean_raise_pct`` [of who is raised], ``gap_after``.
    raises : pandas.Series
        Of the targeted way, by the table's row; personal.
    gap_before : float
    cost : Decimal
        Of the targeted way, to the cent.
    """

    table: pd.DataFrame
    raises: pd.Series
    gap_before: float
    cost: Decimal


def cost_of_closing(
    table: frames.Frame, *, raised: Any, pay: str = "pay", group: Any = "group", by: Sequence[str], reference: Any = None, keep_gap: float = 0.0,
) -> Closing:  # fmt: skip
    """Say what it costs to close a group's adjusted gap.

    Parameters
    ----------
    table, pay, group, by : as in `pay_gap`
    raised : label
        The group paid less.
    reference : label, optional
        Compared with this group; by default with everybody else.
    keep_gap : float
        Gap that may remain (0.02 is 2 %).

    Returns
    -------
    Closing
        Targeted: only who stands below what the others' pay predicts for them, each by the same share of the way, until the gap is closed.
        Everybody: the same share for the whole group.

    Raises
    ------
    UndefinedResult
        If the group is not paid less, or is too small.
    """
    rows, labels, _ = read_people(table, pay, group, list(by))
    kept = (labels == str(raised)) | ((labels == str(reference)) if reference is not None else np.ones(len(rows), dtype=bool))
    rows, mine = rows[kept], (labels == str(raised))[kept]
    if min(mine.sum(), (~mine).sum()) < MINIMUM:
        raise UndefinedResult("a group is too small", where="pay.cost_of_closing", found=f"{int(min(mine.sum(), (~mine).sum()))} people", expected=f"{MINIMUM} or more", cure="take a larger population")  # fmt: skip
    value = rows[pay].to_numpy(float)
    columns = columns_of(rows, list(by))
    gap = gap_of(value, mine, columns)
    if gap <= keep_gap:
        raise UndefinedResult("there is no gap to close", where="pay.cost_of_closing", found=f"an adjusted gap of {gap:.1%}", expected=f"more than {keep_gap:.1%}", cure="raise the other group, or nobody")  # fmt: skip
    predicted = np.exp(columns @ np.linalg.lstsq(columns[~mine], np.log(value[~mine]), rcond=None)[0])
    short = mine & (value < predicted)
    ways = {
        "targeted": _raise_until(
            value, mine, columns, lambda share: np.where(short, value * (predicted / value) ** share, value), keep_gap
        ),
        "everybody": _raise_until(value, mine, columns, lambda share: np.where(mine, value * (1 + share), value), keep_gap),
    }
    table_rows = []
    for name, after in ways.items():
        lift = after - value
        table_rows.append((name, int((lift > 0.005).sum()), float(money.total(lift)), float(lift.sum() / value.sum() * 100),
                           float((lift[lift > 0.005] / value[lift > 0.005]).mean() * 100), gap_of(after, mine, columns)))  # fmt: skip
    raises = pd.Series(ways["targeted"] - value, index=rows.index)
    shown = pd.DataFrame(table_rows, columns=["way", "n_raised", "cost", "cost_pct", "mean_raise_pct", "gap_after"])
    return Closing(shown, raises[raises > 0.005], gap, money.total(raises))


@confident
def gaps_under(
    table: frames.Frame, *, pays: Sequence[str], group: Any, raised: Any, by: Sequence[str] = (), confidence: float = 0.95, n_resamples: int = 500,
    random_state: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Say what one way of paying does to a gap that another leaves: people's offers, today's matrix, a proposal.

    Parameters
    ----------
    table : dataframe, one row a person
        Several columns of pay for the same people, as in `Tuning.changes`.
    pays : sequence of str
        The first is what the others are compared with.
    group, raised, by : as in `cost_of_closing`
        The gap of `raised` against everybody else.

    Returns
    -------
    pandas.DataFrame, one row a column of pay
        ``pay``, ``n``, ``gap``, ``low``, ``high``, ``change`` [gap less the first one's] with ``change_low`` and ``change_high`` [the same people drawn for all], ``finding``.

    Raises
    ------
    UndefinedResult
        If a group is too small to be compared.
    """
    rows, labels, _ = read_people(table, pays[0], group, [*pays[1:], *by])
    mine, columns = labels == str(raised), columns_of(rows, list(by))
    if min(mine.sum(), (~mine).sum()) < MINIMUM:
        raise UndefinedResult("a group is too small", where="pay.gaps_under", found=f"{int(min(mine.sum(), (~mine).sum()))} people", expected=f"{MINIMUM} or more", cure="take a longer period")  # fmt: skip
    values = rows[list(pays)].to_numpy(float)
    point, random, draws = (
        np.array([gap_of(values[:, k], mine, columns) for k in range(len(pays))]),
        np.random.default_rng(random_state),
        [],
    )
    for _ in range(n_resamples):
        at = np.concatenate([random.choice(np.flatnonzero(side), side.sum()) for side in (mine, ~mine)])
        draws.append([gap_of(values[at, k], mine[at], columns[at]) for k in range(len(pays))])
    ends, spread = [(1 - confidence) / 2, (1 + confidence) / 2], np.array(draws)
    low, high = np.quantile(spread, ends, axis=0)
    apart = np.quantile(spread - spread[:, :1], ends, axis=0)
    finding = [
        "" if k == 0 else "narrower" if apart[1, k] < 0 else "wider" if apart[0, k] > 0 else NOTHING for k in range(len(pays))
    ]
    return pd.DataFrame({"pay": list(pays), "n": len(rows), "gap": point, "low": low, "high": high, "change": point - point[0], "change_low": apart[0],
                         "change_high": apart[1], "finding": finding})  # fmt: skip


def _raise_until(value: np.ndarray, mine: np.ndarray, columns: np.ndarray, raised: Any, keep_gap: float) -> np.ndarray:
    """Find the smallest share that leaves no more than the gap allowed (bisection), amounts rounded up to the cent."""
    low, high = 0.0, 1.0
    while gap_of(raised(high), mine, columns) > keep_gap and high < 64:
        high *= 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if gap_of(raised(middle), mine, columns) > keep_gap else (low, middle)
    return np.where(raised(high) > value, np.ceil(raised(high) * 100 - 1e-6) / 100, value)
