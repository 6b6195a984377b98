"""What was spent and what hires brought in a period, added up from the stored rows.

In flow SPEND, TOOL_COSTS, EMPLOYEES and PERFORMANCE in one currency; out flows a `Ledger` of items, hires and contributions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import ContractError

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.reading import Reader


@dataclass(frozen=True)
class Ledger:
    """Costs, hires and contributions of one period.

    Parameters
    ----------
    items : pandas.DataFrame
        ``side`` (external: channels; internal: the tool and own time), ``item``, ``channel``, ``month``, ``amount``.
    hires : int
        People whose first day lies in the period.
    contribution : float or None
        What those hires are recorded to have contributed so far; None when nothing is recorded or the role may not read it.
    """

    items: pd.DataFrame
    hired: pd.DataFrame
    hires: int
    total: float
    contribution: float | None
    n_contributions: int
    n_other_currency: int
    period: str
    month: str | None


def read_ledger(reader: Reader, currency: str, month: Any = None) -> Ledger:
    """Add up one month, or everything recorded.

    Raises
    ------
    ContractError
        If the month cannot be read as one.
    """
    wanted = _month(month)
    spend = reader.table("SPEND").assign(side="external")
    tools = reader.table("TOOL_COSTS").assign(side="internal", channel=None)
    columns = ["side", "item", "channel", "month", "amount", "currency"]
    rows = [row for table in (spend, tools) for row in table[columns].to_dict("records")]
    items = _frame(rows, columns)
    if wanted:
        items = items[items["month"].dt.strftime("%Y-%m") == wanted]
    same = items["currency"].isna() | (items["currency"] == currency)
    hired = _hired(reader, wanted)
    contribution, n = _contribution(reader, hired, currency)
    kept = items[same].drop(columns="currency").reset_index(drop=True)
    return Ledger(
        items=kept, hired=hired, hires=len(hired), total=float(kept["amount"].sum()), contribution=contribution, n_contributions=n,
        n_other_currency=int((~same).sum()), period=_period(kept), month=wanted,
    )  # fmt: skip


def months_table(ledger: Ledger) -> pd.DataFrame:
    """List cost by side and hires month by month; a month with fewer than one hire has no cost per hire.

    Returns
    -------
    pandas.DataFrame, one row a month
        ``month``, ``external``, ``internal``, ``total``, ``hires``, ``cost_per_hire``.
    """
    import pandas as pd

    costs = ledger.items.assign(month=ledger.items["month"].dt.strftime("%Y-%m"))
    table = costs.pivot_table(index="month", columns="side", values="amount", aggfunc="sum", observed=True)
    table = table.reindex(columns=["external", "internal"]).fillna(0.0)
    table["total"] = table["external"] + table["internal"]
    hires = (
        ledger.hired.groupby(ledger.hired["hired_date"].dt.strftime("%Y-%m")).size() if len(ledger.hired) else pd.Series(dtype=int)
    )
    table["hires"] = hires.reindex(table.index).fillna(0).astype(int)
    table["cost_per_hire"] = table["total"] / table["hires"].where(table["hires"] > 0)
    table.columns.name = None
    return table.reset_index()


def _month(month: Any) -> str | None:
    import pandas as pd

    if month is None or month == "":
        return None
    try:
        return f"{pd.Timestamp(str(month)):%Y-%m}"
    except ValueError:
        raise ContractError("the month cannot be read", where="reports.cost_return", found=str(month), expected="a month such as 2026-09",
                            cure="write year and month") from None  # fmt: skip


def _hired(reader: Reader, wanted: str | None) -> pd.DataFrame:
    employees = reader.table("EMPLOYEES")[["employee_id", "job_id", "hired_date"]]
    return employees if wanted is None else employees[employees["hired_date"].dt.strftime("%Y-%m") == wanted]


def _contribution(reader: Reader, hired: pd.DataFrame, currency: str) -> tuple[float | None, int]:
    rows = reader.table("PERFORMANCE", employee_id=list(hired["employee_id"]))
    rows = rows[rows["contribution"].notna() & (rows["currency"].isna() | (rows["currency"] == currency))]
    return (float(rows["contribution"].sum()), int(rows["employee_id"].nunique())) if len(rows) else (None, 0)


def _period(items: pd.DataFrame) -> str:
    months = items["month"].dropna()
    if months.empty:
        return ""
    first, last = f"{months.min():%Y-%m}", f"{months.max():%Y-%m}"
    return first if first == last else f"{first} – {last}"


def _frame(rows: list[dict], columns: list[str]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=columns)
    return table.assign(month=pd.to_datetime(table["month"]), amount=table["amount"].astype("float64"))
