"""The month's books: what was spent on recruiting, item by item, and what its hires have contributed so far.

In flow TOOL_COSTS, SPEND, EMPLOYEES, PERFORMANCE and the cost model; out flows one frozen result whose ledger adds up to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames
from workbench.contracts import EMPLOYEES, PERFORMANCE, SPEND, TOOL_COSTS, money
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.recruiting.costs import CostPerHire, cost_per_hire
from workbench.recruiting.returns import RecruitingReturn, recruiting_return
from workbench.wording import Words

if TYPE_CHECKING:
    from decimal import Decimal

    from workbench.definitions import CostModel

# ANSI/SHRM 06001.2012 counts bought technology, agencies, advertising and referral awards as external, own people's time as internal
INTERNAL = frozenset({"follow_up_labour", "manual_interview"})
LEDGER = ("month", "side", "item", "channel", "amount", "n_interviews", "minutes")


@dataclass(frozen=True)
class MonthCosts:
    """Cost and return of recruiting in one month, or in all months where `month` is None.

    Figures without a value are None: cost per hire without hires, return without cost or without any contribution measured.
    `by_month` has every month; `ledger` only the rows of this result.
    """

    month: pd.Timestamp | None
    total: Decimal
    external: Decimal
    internal: Decimal
    hires: int
    cost_per_hire: Decimal | None
    contribution: Decimal
    n_contributing: int
    gross_pct: Decimal | None
    net_pct: Decimal | None
    below_threshold: bool
    warning: Words | None
    levers: tuple[str, ...]
    currency: str
    model_version: str
    formula: dict[str, str]
    counterfactual: dict[str, Words]
    ledger: pd.DataFrame = field(repr=False, compare=False)
    by_item: pd.DataFrame = field(repr=False, compare=False)
    by_month: pd.DataFrame = field(repr=False, compare=False)


def month_costs(
    tool_costs: frames.Frame,
    spend: frames.Frame,
    employees: frames.Frame,
    performance: frames.Frame,
    cost_model: CostModel,
    *,
    month: Any = None,
) -> MonthCosts:
    """Add up what recruiting cost and what its hires contributed.

    Parameters
    ----------
    tool_costs : dataframe, TOOL_COSTS
    spend : dataframe, SPEND
    employees : dataframe, EMPLOYEES
        A hire belongs to the month of ``hired_date``.
    performance : dataframe, PERFORMANCE
        ``contribution`` of those hires, all periods measured so far. Where the column is absent, performance above average times
        the model's ``contribution_per_performance`` stands in, and the counterfactual says so.
    cost_model : CostModel
        Currency and return threshold.
    month : date-like, optional
        The month to report; all months together when not given.

    Raises
    ------
    ContractError
        If a table breaks its contract or amounts stand in another currency than the model's.
    UndefinedResult
        If the month asked for is not in the books.
    """
    ledger = book_rows(tool_costs, spend, cost_model)
    hires = _hires(employees, performance, cost_model)
    chosen = None if month is None else _month(month, ledger)
    rows = ledger if chosen is None else ledger[ledger["month"] == chosen].reset_index(drop=True)
    people = hires.table if chosen is None else hires.table[hires.table["month"] == chosen]
    cost, brought = _cost(rows, len(people)), _return(rows, people, cost_model)
    sides = {side: money.total(rows.loc[rows["side"] == side, "amount"].to_numpy()) for side in ("external", "internal")}
    return MonthCosts(
        month=chosen,
        total=money.to_cent(sum(sides.values())), external=money.to_cent(sides["external"]), internal=money.to_cent(sides["internal"]),
        hires=len(people), cost_per_hire=cost.cost_per_hire if cost else None,
        contribution=money.total(people["contribution"].to_numpy()), n_contributing=int(people["contribution"].notna().sum()),
        gross_pct=brought.gross_pct if brought else None, net_pct=brought.net_pct if brought else None,
        below_threshold=bool(brought and brought.below_threshold), warning=brought.warning if brought else None,
        levers=brought.levers if brought else (),
        currency=cost_model.currency, model_version=cost_model.version,
        formula={"cost_per_hire": "(external + internal) / hires (ANSI/SHRM 06001.2012)", "contribution": hires.formula,
                 "gross_pct": "contribution / total × 100", "net_pct": "(contribution - total) / total × 100"},
        counterfactual={"contribution": hires.counterfactual,
                        "return": Words("no recruiting and no contribution; hires of the last months have had little time to contribute")},
        ledger=rows, by_item=_by_item(rows), by_month=_by_month(ledger, hires.table, cost_model),
    )  # fmt: skip


@dataclass(frozen=True)
class _Hires:
    table: pd.DataFrame
    formula: str
    counterfactual: Words


def book_rows(tool_costs: frames.Frame, spend: frames.Frame, model: CostModel) -> pd.DataFrame:
    """Lay out both tables as one ledger: ``month``, ``side``, ``item``, ``channel``, ``amount``, ``n_interviews``, ``minutes``."""
    tools = _rows(TOOL_COSTS, tool_costs, model)
    tools["side"] = ["internal" if item in INTERNAL else "external" for item in tools["item"]]
    channels = _rows(SPEND, spend, model).assign(side="external")
    parts = [part.reindex(columns=list(LEDGER)) for part in (tools, channels) if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(LEDGER))
    ledger = pd.concat([part.astype({"channel": object}) for part in parts], ignore_index=True)
    ledger["month"] = pd.to_datetime(ledger["month"]).dt.to_period("M").dt.to_timestamp()
    return ledger.sort_values(["month", "side", "item"], kind="stable", ignore_index=True)


def _rows(contract: Any, table: frames.Frame, model: CostModel) -> pd.DataFrame:
    rows = frames.to_pandas(contract.check(table), where=contract.name)
    if "currency" in rows and (others := int((rows["currency"].notna() & (rows["currency"] != model.currency)).sum())):
        raise ContractError("amounts stand in another currency than the cost model", where=contract.name, found=f"{others} rows",
                            expected=model.currency, cure="convert the amounts first, or use a cost model in their currency")  # fmt: skip
    return rows


def _hires(employees: frames.Frame, performance: frames.Frame, model: CostModel) -> _Hires:
    people = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES")
    people["month"] = pd.to_datetime(people["hired_date"]).dt.to_period("M").dt.to_timestamp()
    periods = _rows(PERFORMANCE, performance, model)
    if "contribution" in periods and periods["contribution"].notna().any():
        worth, formula = (
            periods["contribution"].astype(float),
            "sum of the contributions measured so far, of the hires of the month",
        )
        counterfactual = Words("nobody in the place: all that a hire contributed counts as brought by recruiting")
    else:
        a_year, reviews = model.contribution_per_performance, model.performance_periods_per_year
        worth = periods["performance"].astype(float) * float(a_year / reviews)
        formula = f"performance above average × {a_year.normalize():,f} a year / {reviews.normalize():,f} for each review"
        counterfactual = Words("an average performer in the place")
    sums = periods.assign(worth=worth).groupby("employee_id")["worth"].sum(min_count=1)
    table = pd.DataFrame({"employee_id": people["employee_id"], "month": people["month"],
                          "contribution": people["employee_id"].map(sums).astype(float)})  # fmt: skip
    return _Hires(table, formula, counterfactual)


def _month(month: Any, ledger: pd.DataFrame) -> pd.Timestamp:
    try:
        chosen = pd.Timestamp(str(month)).to_period("M").to_timestamp()
    except ValueError:
        raise ContractError("the month cannot be read", where="recruiting.month_costs", found=str(month), expected="for instance 2026-03",
                            cure="write year and month") from None  # fmt: skip
    known = sorted({f"{m:%Y-%m}" for m in ledger["month"]})
    if f"{chosen:%Y-%m}" not in known:
        raise UndefinedResult(f"the books have no month {chosen:%Y-%m}", where="recruiting.month_costs",
                              found=f"{known[0]} to {known[-1]}" if known else "no rows", expected="a month with costs",
                              cure=closest(f"{chosen:%Y-%m}", known) or "choose one of them")  # fmt: skip
    return chosen


def _cost(rows: pd.DataFrame, hires: int) -> CostPerHire | None:
    if hires == 0:
        return None
    return cost_per_hire(rows[rows["side"] == "external"], rows[rows["side"] == "internal"], hires)


def _return(rows: pd.DataFrame, people: pd.DataFrame, model: CostModel) -> RecruitingReturn | None:
    total = money.total(rows["amount"].to_numpy())
    if total == 0 or not people["contribution"].notna().any():
        return None
    contribution = money.total(people["contribution"].to_numpy())
    return recruiting_return(total, contribution, threshold_pct=model.return_threshold_pct)


def _by_item(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby(["side", "item"], sort=True)
    return pd.DataFrame(
        [{"side": side, "item": item, "amount": float(money.total(part["amount"].to_numpy())), "n_rows": len(part)}
         for (side, item), part in groups], columns=["side", "item", "amount", "n_rows"],
    )  # fmt: skip


def _by_month(ledger: pd.DataFrame, hires: pd.DataFrame, model: CostModel) -> pd.DataFrame:
    rows = []
    for month, part in ledger.groupby("month", sort=True):
        people = hires[hires["month"] == month]
        cost, brought = _cost(part, len(people)), _return(part, people, model)
        rows.append({
            "month": month, "total": float(money.total(part["amount"].to_numpy())), "hires": len(people),
            "cost_per_hire": float(cost.cost_per_hire) if cost else None,
            "contribution": float(money.total(people["contribution"].to_numpy())),
            "n_contributing": int(people["contribution"].notna().sum()),
            "gross_pct": float(brought.gross_pct) if brought else None, "net_pct": float(brought.net_pct) if brought else None,
        })  # fmt: skip
    columns = ["month", "total", "hires", "cost_per_hire", "contribution", "n_contributing", "gross_pct", "net_pct"]
    return pd.DataFrame(rows, columns=columns)
