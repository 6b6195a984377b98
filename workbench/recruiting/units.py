"""What a unit costs: every row of the books brought down to interviews, candidates, hires, channels and jobs, direct and indirect.

In flow TOOL_COSTS, SPEND, INTERVIEWS, APPLICATIONS, EMPLOYEES and the cost model; out flows a frozen `UnitCosts` whose parts add up to the
books to the cent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import APPLICATIONS, EMPLOYEES, INTERVIEWS, money
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.recruiting.ledger import book_rows
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.definitions import CostModel

WHERE = "recruiting.unit_costs"
EVERYTHING, NOWHERE = "(all)", "(not traceable)"
# what each item follows; `None`: shared by all, an indirect cost
FOLLOWS = {"follow_up_labour": "ai", "manual_interview": "manual", "tool_fee": "ai", "referral_bonus": "hire", "agency": "hire"}
INDIRECT = frozenset({"tool_fee", "overhead"})
AVERAGE = Words("none: averages of what was spent; one unit more or less would not change fees and advertising")
RULES = {
    "tool_fee": "shared by the month's tool interviews (indirect)",
    "follow_up_labour": "by the month's tool interviews",
    "manual_interview": "by the month's manual interviews",
    "overhead": "overhead_pct of HR work, as that work (indirect)",
    "referral_bonus": "by the channel's hires of the month, else its applications",
    "agency": "by the channel's hires of the month, else its applications",
    "fee, advertising, event": "by the channel's applications of the month",
}


@dataclass(frozen=True)
class UnitCosts:
    """Cost by group and unit.

    `table`, one row a group: the group's columns, ``n_interviews``, ``n_candidates``, ``n_hires``, ``direct``, ``indirect``, ``external``, ``internal``,
    ``total``, ``per_interview``, ``per_candidate``, ``per_hire`` (ANSI/SHRM 06001.2012; null without units, and hidden with fewer hires than
    `minimum_group`, since an agency's fee tells one person's pay). `lines`: one row a group and item. Amounts are exact decimals.
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    lines: pd.DataFrame = field(repr=False, compare=False)
    total: Decimal
    direct: Decimal
    indirect: Decimal
    external: Decimal
    internal: Decimal
    n_interviews: int
    n_candidates: int
    n_hires: int
    by: tuple[str, ...]
    currency: str
    model_version: str
    n_hidden: int
    rules: dict[str, str]
    counterfactual: Words = AVERAGE
    formula: str = "(direct + indirect) / units; external + internal = direct + indirect (ANSI/SHRM 06001.2012)"


def unit_costs(
    tool_costs: frames.Frame,
    spend: frames.Frame,
    interviews: frames.Frame,
    applications: frames.Frame,
    employees: frames.Frame,
    cost_model: CostModel,
    *,
    by: str | Sequence[str] | None = None,
    minimum_group: int = 5,
) -> UnitCosts:
    """Bring every cost down to the units that caused it.

    Parameters
    ----------
    tool_costs, spend, interviews, applications, employees : dataframes under their contracts
    cost_model : CostModel
        Currency and overhead.
    by : {"channel", "job_id"} or both, optional
        Groups; None gives one row for everything.
    minimum_group : int
        Cost per hire of fewer hires is hidden.

    Raises
    ------
    ContractError
        If a table breaks its contract, currencies differ, or `by` names something else.
    UndefinedResult
        If nothing was spent.

    Notes
    -----
    Spend on a channel is direct to it; labour is direct to the interviews it went into. The tool's fee and the overhead serve all and are
    shared out (indirect). Shares are whole cents by largest remainders, so groups add up to the books exactly. What no unit of the month
    explains goes by the units of all months, else stands under "(not traceable)".
    """
    keys = _keys(by)
    books = _with_overhead(book_rows(tool_costs, spend, cost_model), cost_model)
    if books.empty:
        raise UndefinedResult("nothing was spent, so no unit costs anything", where=WHERE, found="no rows in TOOL_COSTS and SPEND", expected="at least one",
                              cure="bring the books in first")  # fmt: skip
    units = _units(interviews, applications, employees)
    cents = _allocated(books, units, keys)
    counts = _counts(units, keys)
    table, hidden = _table(cents, counts, keys, minimum_group)
    sums = {name: Decimal(int(cents.loc[cents[of] == name, "cents"].sum())) / 100 for of, names in (("kind", ("direct", "indirect")), ("side", ("external", "internal")))
            for name in names}  # fmt: skip
    whole = counts[["n_interviews", "n_candidates", "n_hires"]].sum() if keys else counts.iloc[0]
    lines = (
        cents.groupby([*keys, "side", "kind", "item"] if keys else ["side", "kind", "item"], sort=True)["cents"].sum().reset_index()
    )
    lines["amount"] = [Decimal(int(value)) / 100 for value in lines.pop("cents")]
    return UnitCosts(
        table=table, lines=lines, total=sums["direct"] + sums["indirect"], **sums, n_interviews=int(whole["n_interviews"]),
        n_candidates=units["candidate"]["candidate_id"].nunique(), n_hires=int(whole["n_hires"]), by=tuple(keys), currency=cost_model.currency,
        model_version=cost_model.version, n_hidden=hidden, rules=dict(RULES),
    )  # fmt: skip


def _keys(by: Any) -> list[str]:
    keys = [by] if isinstance(by, str) else list(by or [])
    for name in keys:
        if name not in ("channel", "job_id"):
            raise ContractError(f"costs cannot be brought down to '{name}'", where=WHERE, found=str(name), expected="channel, job_id or both",
                                cure=closest(str(name), ("channel", "job_id")) or "choose one of them")  # fmt: skip
    return keys


def _with_overhead(books: pd.DataFrame, model: CostModel) -> pd.DataFrame:
    """Count in cents, by month, item and channel, and add the overhead on own work."""
    books = books.assign(
        cents=np.rint(books["amount"].astype("float64") * 100).astype(np.int64), channel=books["channel"].astype(object)
    )
    books["channel"] = books["channel"].where(books["channel"].notna(), "")
    rows = books.groupby(["month", "side", "item", "channel"], sort=True)["cents"].sum().reset_index()
    if model.overhead_pct:
        own = rows[rows["side"] == "internal"].assign(item=lambda t: "overhead:" + t["item"])
        own["cents"] = [int(money.to_cent(Decimal(int(value)) * model.overhead_pct / 10000) * 100) for value in own["cents"]]
        rows = pd.concat([rows, own], ignore_index=True)
    return rows[rows["cents"] != 0].reset_index(drop=True)


def _units(interviews: frames.Frame, applications: frames.Frame, employees: frames.Frame) -> dict[str, pd.DataFrame]:
    """Lay out what can carry a cost: month, channel and job of every application, interview and hire."""
    asked = frames.to_pandas(APPLICATIONS.check(applications), where="APPLICATIONS").reset_index(drop=True)
    asked["channel"] = asked["channel"].astype(object).where(asked["channel"].notna(), NOWHERE) if "channel" in asked else NOWHERE
    asked["month"] = _months(asked["applied_date"]) if "applied_date" in asked else pd.NaT
    talks = frames.to_pandas(INTERVIEWS.check(interviews), where="INTERVIEWS").reset_index(drop=True)
    talks["month"] = _months(talks["interview_date"]) if "interview_date" in talks else pd.NaT
    mode = talks["mode"].astype(object).where(talks["mode"].notna(), "ai") if "mode" in talks else pd.Series("ai", talks.index)
    hires = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").reset_index(drop=True)
    hires["month"] = _months(hires["hired_date"])
    known = asked.drop_duplicates("application_id").set_index("application_id")
    for table in (talks, hires):
        of = table["application_id"] if "application_id" in table else pd.Series(None, table.index, dtype=object)
        table["channel"] = of.map(known["channel"].to_dict()).fillna(NOWHERE) if len(table) else pd.Series(dtype=object)
        if "job_id" not in table:
            table["job_id"] = of.map(known["job_id"].to_dict())
    units = {"candidate": asked, "ai": talks[mode != "manual"], "manual": talks[mode == "manual"], "hire": hires}
    for name, table in units.items():
        job = table["job_id"].astype(object)
        units[name] = table.assign(job_id=job.where(job.notna(), NOWHERE))
    return units


def _months(days: pd.Series) -> pd.Series:
    return pd.to_datetime(days).dt.to_period("M").dt.to_timestamp()


def _allocated(books: pd.DataFrame, units: dict[str, pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Share every line out over the groups; one row a line and group."""
    if not keys:
        return _named(books).assign(**{EVERYTHING: EVERYTHING})
    counted = {name: _by_month(table, keys) for name, table in units.items()}
    lines = books.to_dict("records")
    weights = [_weights(line, counted, keys) for line in lines]
    rows = pd.concat([groups[keys] for groups in weights], ignore_index=True)
    rows["cents"] = np.concatenate(
        [money.share_out(line["cents"], groups["n"]) for line, groups in zip(lines, weights, strict=True)]
    )
    of = np.repeat(np.arange(len(lines)), [len(groups) for groups in weights])
    return _named(rows.assign(**{name: books[name].to_numpy()[of] for name in ("month", "side", "item")}))


def _by_month(table: pd.DataFrame, keys: list[str]) -> dict[tuple[Any, str], pd.DataFrame]:
    """Count units by group, for every (month, channel), (month, all), (all, channel) and (all, all) that has any."""
    whole, found = table.groupby(["month", "channel", "job_id"]).size().rename("n").reset_index(), {}
    for by in (["month", "channel"], ["month"], ["channel"], []):
        sums = whole.groupby([*dict.fromkeys([*by, *keys])], sort=True)["n"].sum().reset_index()
        for at, group in sums.groupby(by) if by else [((), sums)]:
            place = dict(zip(by, at, strict=True))
            found[place.get("month"), place.get("channel", "")] = group[[*keys, "n"]].reset_index(drop=True)
    return found


def _weights(line: dict[str, Any], counted: dict[str, dict[tuple[Any, str], pd.DataFrame]], keys: list[str]) -> pd.DataFrame:
    """Give the groups a line belongs to and its weight in each: units of the month, else of all months, else applications, else nowhere."""
    item = line["item"].removeprefix("overhead:")
    follows = [FOLLOWS[item]] if item in FOLLOWS else []
    for unit in dict.fromkeys([*follows, "candidate"]):
        for month in (line["month"], None):
            if len(chosen := counted[unit].get((month, line["channel"]), ())):
                return chosen
    lost = {"channel": line["channel"] or NOWHERE, "job_id": NOWHERE}
    return pd.DataFrame([{name: lost[name] for name in keys} | {"n": 1}])


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    item = rows["item"].map({name: name.partition(":")[0] for name in rows["item"].unique()})
    return rows.assign(item=item, kind=np.where(item.isin(INDIRECT), "indirect", "direct"))


def _counts(units: dict[str, pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    talks = pd.concat([units["ai"], units["manual"]])
    if not keys:
        return pd.DataFrame(
            {
                "n_interviews": [len(talks)],
                "n_candidates": [units["candidate"]["candidate_id"].nunique()],
                "n_hires": [len(units["hire"])],
            }
        )
    counted = {"n_interviews": talks.groupby(keys).size(), "n_candidates": units["candidate"].groupby(keys)["candidate_id"].nunique(),
               "n_hires": units["hire"].groupby(keys).size()}  # fmt: skip
    return pd.DataFrame(counted).fillna(0).astype(int).reset_index()


def _table(cents: pd.DataFrame, counts: pd.DataFrame, keys: list[str], minimum_group: int) -> tuple[pd.DataFrame, int]:
    groups = keys or [EVERYTHING]
    sums = pd.concat(
        [cents.pivot_table(index=groups, columns=name, values="cents", aggfunc="sum", fill_value=0) for name in ("kind", "side")],
        axis=1,
    )
    sums = sums.reindex(columns=["direct", "indirect", "external", "internal"], fill_value=0).reset_index()
    table = sums.merge(counts, on=keys, how="outer") if keys else pd.concat([sums, counts], axis=1)
    amounts = ["direct", "indirect", "external", "internal"]
    counted = ["n_interviews", "n_candidates", "n_hires"]
    table[amounts + counted] = table[amounts + counted].fillna(0).astype(np.int64)
    table["total"] = table["direct"] + table["indirect"]
    hidden = (table["n_hires"] > 0) & (table["n_hires"] < minimum_group) if keys else pd.Series(False, table.index)
    for name, count in (("per_interview", "n_interviews"), ("per_candidate", "n_candidates"), ("per_hire", "n_hires")):
        unknown = (table[count] == 0) | (hidden if name == "per_hire" else False)
        table[name] = pd.Series([None if no else money.to_cent(Decimal(int(t)) / 100 / int(n)) for t, n, no in
                                 zip(table["total"], table[count], unknown, strict=True)], dtype=object)  # fmt: skip
    for name in (*amounts, "total"):
        table[name] = pd.Series([Decimal(int(value)) / 100 for value in table[name]], dtype=object)
    columns = [*keys, *counted, "direct", "indirect", "external", "internal", "total", "per_interview", "per_candidate", "per_hire"]
    return table[columns], int(hidden.sum())
