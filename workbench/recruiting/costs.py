"""What an interview and a hire cost, and the HR time the tool saves, each figure with its formula and what it is compared with.

In flow a cost model (assumptions as fields) or amounts by item; out flow frozen results in exact decimals, rounded to the cent at
the very end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames
from workbench.contracts import money
from workbench.errors import ContractError, UndefinedResult
from workbench.wording import Words

if TYPE_CHECKING:
    from workbench.definitions import CostModel

HOUR = Decimal(60)


@dataclass(frozen=True)
class InterviewCost:
    """Cost of one interview by the tool and by hand.

    `direct` is the tool's fee alone, `with_follow_up` adds the work a person still does; `manual` is the interview by hand, of which
    `manual_labour` is interviewer's time and `manual_other` the rest. `formula` and `counterfactual` are keyed by field.
    """

    direct: Decimal
    follow_up: Decimal
    with_follow_up: Decimal
    manual: Decimal
    manual_labour: Decimal
    manual_other: Decimal
    saving: Decimal
    saving_pct: Decimal
    currency: str
    model_version: str
    formula: dict[str, str]
    counterfactual: Words
    table: pd.DataFrame = field(repr=False, compare=False)


@dataclass(frozen=True)
class TimeSaving:
    """HR time saved against one counterfactual: minutes a day and their worth."""

    name: str
    minutes_per_day: Decimal
    hours_per_day: Decimal
    amount_per_day: Decimal
    amount_per_year: Decimal
    formula: str
    counterfactual: Words


@dataclass(frozen=True)
class TimeSaved:
    """The two answers to "how much time did it save": at the volumes really done, and for the same number of interviews.

    `actual_volume` is work that really left the day; `equal_volume` is what today's interviews would have taken by hand, and is only
    money when they would have been held anyway.
    """

    actual_volume: TimeSaving
    equal_volume: TimeSaving
    currency: str
    model_version: str
    table: pd.DataFrame = field(repr=False, compare=False)


@dataclass(frozen=True)
class CostPerHire:
    """Cost per hire by ANSI/SHRM 06001.2012, with the ledger it adds up."""

    cost_per_hire: Decimal
    external: Decimal
    internal: Decimal
    total: Decimal
    hires: int
    currency: str | None
    formula: str
    counterfactual: Words
    ledger: pd.DataFrame = field(repr=False, compare=False)


@dataclass(frozen=True)
class TimePerCandidate:
    """What a shorter handling time means: change in time, throughput, and room for more candidates in the same hours."""

    before_min: Decimal
    after_min: Decimal
    change_pct: Decimal
    throughput: Decimal
    per_day_before: Decimal
    per_day_after: Decimal
    more_per_day: Decimal
    formula: str
    counterfactual: Words


def cost_per_interview(cost_model: CostModel, *, interviews: Any = None, follow_up_min: Any = None) -> InterviewCost:
    """Work out what one interview costs by the tool and by hand (M22).

    Parameters
    ----------
    cost_model : CostModel
    interviews : number, optional
        Interviews a year that share the fee; the model's when not given.
    follow_up_min : number, optional
        Minutes of a person's follow-up on each; the model's when not given.

    Raises
    ------
    UndefinedResult
        If no interviews share the fee.
    ContractError
        If a number is negative.
    """
    number = _number(cost_model.ai.interviews_per_year if interviews is None else interviews, "interviews")
    minutes = _number(cost_model.ai.follow_up_min if follow_up_min is None else follow_up_min, "follow_up_min")
    if number == 0:
        raise UndefinedResult("cost per interview has no value without interviews", where="recruiting.cost_per_interview",
                              found="0 interviews", expected="at least 1", cure="state how many interviews share the fee")  # fmt: skip
    rate, manual = cost_model.hourly_rate, cost_model.manual.cost_per_interview
    direct, follow_up, labour = cost_model.ai.annual_fee / number, rate * minutes / HOUR, rate * cost_model.manual.minutes / HOUR
    full = direct + follow_up
    amounts = {"direct": direct, "follow_up": follow_up, "with_follow_up": full, "manual": manual, "manual_labour": labour,
               "manual_other": manual - labour, "saving": manual - full}  # fmt: skip
    rounded = {name: money.to_cent(amount) for name, amount in amounts.items()}
    formula = {
        "direct": f"annual fee {_say(cost_model.ai.annual_fee)} / {_say(number)} interviews",
        "follow_up": f"{_say(minutes)} min / 60 × {_say(rate)} an hour",
        "with_follow_up": "direct + follow_up",
        "manual": "stated in the cost model",
        "manual_labour": f"{_say(cost_model.manual.minutes)} min / 60 × {_say(rate)} an hour",
        "manual_other": "manual - manual_labour",
        "saving": "manual - with_follow_up",
    }
    return InterviewCost(
        **rounded,
        saving_pct=_percent(manual - full, manual),
        currency=cost_model.currency,
        model_version=cost_model.version,
        formula=formula,
        counterfactual=Words("the same interview held by a person ({minutes} min)", minutes=_say(cost_model.manual.minutes)),
        table=pd.DataFrame({"item": list(rounded), "amount": list(rounded.values()), "formula": [formula[n] for n in rounded]}),
    )


def hr_time_saved(cost_model: CostModel) -> TimeSaved:
    """Work out the HR time saved against both counterfactuals, each named (M23).

    Notes
    -----
    Actual volumes: manual interviews a day × their minutes - tool interviews a day × follow-up minutes. Equal volume: the tool's
    number of interviews a day, by hand and by tool.
    """
    ai, manual = cost_model.ai, cost_model.manual
    actual = _saving("actual_volume", manual.interviews_per_day, cost_model,
                     Words("the {manual} interviews a day really held by hand before; {ai} a day are held now",
                           manual=_say(manual.interviews_per_day), ai=_say(ai.interviews_per_day)))  # fmt: skip
    equal = _saving("equal_volume", ai.interviews_per_day, cost_model,
                    Words("today's {ai} interviews a day, had they all been held by hand", ai=_say(ai.interviews_per_day)))  # fmt: skip
    columns = ("name", "minutes_per_day", "amount_per_day", "amount_per_year", "formula", "counterfactual")
    rows = [[str(getattr(saving, column)) if column == "counterfactual" else getattr(saving, column) for column in columns]
            for saving in (actual, equal)]  # fmt: skip
    return TimeSaved(actual, equal, cost_model.currency, cost_model.version, pd.DataFrame(rows, columns=list(columns)))


def cost_per_hire(external: Any, internal: Any, hires: int, *, currency: str | None = None) -> CostPerHire:
    """Divide all recruiting cost of a period by its hires: (external + internal) / hires.

    Parameters
    ----------
    external, internal : number, mapping of item to amount, or dataframe with ``item`` and ``amount``
        External: fees, advertising, agencies, events, referral bonuses, tools. Internal: own people's time and overhead.
    hires : int
        Hires of the same period.
    currency : str, optional
        Read from the tables when they carry a ``currency`` column.

    Raises
    ------
    UndefinedResult
        If nobody was hired.
    ContractError
        If an amount is negative or currencies are mixed.

    References
    ----------
    ANSI/SHRM 06001.2012, Cost-per-Hire.
    """
    where = "recruiting.cost_per_hire"
    number = _number(hires, "hires", where=where)
    if number != number.to_integral_value():
        raise ContractError(
            "hires are counted whole", where=where, found=_say(number), expected="a whole number", cure="count people"
        )
    if number == 0:
        raise UndefinedResult("cost per hire has no value without hires", where=where, found="0 hires", expected="at least 1",
                              cure="choose a longer period; the ledger of costs stands without it")  # fmt: skip
    currencies = {currency} | _currencies(external) | _currencies(internal)
    if len(named := currencies - {None}) > 1:
        raise ContractError("amounts stand in different currencies", where=where, found=", ".join(sorted(named)),
                            expected="one currency", cure="convert the amounts first")  # fmt: skip
    ledger = pd.concat([_ledger(external, "external", where), _ledger(internal, "internal", where)], ignore_index=True)
    sums = {side: money.total(ledger.loc[ledger["side"] == side, "amount"].to_numpy()) for side in ("external", "internal")}
    whole = sums["external"] + sums["internal"]
    return CostPerHire(
        cost_per_hire=money.to_cent(whole / number),
        external=money.to_cent(sums["external"]), internal=money.to_cent(sums["internal"]), total=money.to_cent(whole),
        hires=int(number), currency=next(iter(named), None),
        formula=f"({_say(sums['external'])} external + {_say(sums['internal'])} internal) / {_say(number)} hires (ANSI/SHRM 06001.2012)",
        counterfactual=Words("none: an average of what was spent, not what one more hire would cost"),
        ledger=ledger,
    )  # fmt: skip


def time_per_candidate(before_min: Any, after_min: Any, *, hours_per_day: Any = 8) -> TimePerCandidate:
    """Say what a change in handling time a candidate means (M12): 30 to 5 minutes is -83.3 % time and 6 times the throughput.

    Parameters
    ----------
    before_min, after_min : number
        Minutes a candidate, above 0.
    hours_per_day : number
        Working hours the candidates share.

    Returns
    -------
    TimePerCandidate

    Raises
    ------
    UndefinedResult
        If a candidate takes no time at all.
    """
    where = "recruiting.time_per_candidate"
    before, after, hours = (_number(v, n, where=where) for v, n in (
        (before_min, "before_min"), (after_min, "after_min"), (hours_per_day, "hours_per_day")))  # fmt: skip
    if before == 0 or after == 0:
        raise UndefinedResult("throughput has no value at 0 minutes a candidate", where=where, found="0 minutes",
                              expected="more than 0", cure="measure the minutes a candidate takes")  # fmt: skip
    per_day = [(hours * HOUR / minutes) for minutes in (before, after)]
    return TimePerCandidate(
        before_min=before, after_min=after,
        change_pct=_percent(after - before, before), throughput=(before / after).normalize() + 0,
        per_day_before=_tenth(per_day[0]), per_day_after=_tenth(per_day[1]), more_per_day=_tenth(per_day[1] - per_day[0]),
        formula=f"({_say(after)} - {_say(before)}) / {_say(before)}; throughput {_say(before)} / {_say(after)}",
        counterfactual=Words("the same {hours} hours a day spent on candidates only", hours=_say(hours)),
    )  # fmt: skip


def _saving(name: str, by_hand_per_day: Decimal, model: CostModel, counterfactual: Words) -> TimeSaving:
    ai, manual = model.ai, model.manual
    minutes = by_hand_per_day * manual.minutes - ai.interviews_per_day * ai.follow_up_min
    a_day = minutes / HOUR * model.hourly_rate
    return TimeSaving(
        name=name, minutes_per_day=minutes, hours_per_day=money.to_cent(minutes / HOUR), amount_per_day=money.to_cent(a_day),
        amount_per_year=money.to_cent(minutes * model.hourly_rate * model.working_days / HOUR),
        formula=f"{_say(by_hand_per_day)} × {_say(manual.minutes)} - {_say(ai.interviews_per_day)} × {_say(ai.follow_up_min)} min; "
                f"/ 60 × {_say(model.hourly_rate)} an hour; × {_say(model.working_days)} days",
        counterfactual=counterfactual,
    )  # fmt: skip


def _ledger(amounts: Any, side: str, where: str) -> pd.DataFrame:
    if isinstance(amounts, Mapping):
        rows = pd.DataFrame({"item": list(amounts), "amount": [money.exact(a) for a in amounts.values()]})
    elif hasattr(amounts, "columns"):
        table = frames.to_pandas(amounts, where=where)
        if missing := [c for c in ("item", "amount") if c not in table]:
            raise ContractError(f"column missing: {', '.join(missing)}", where=where, found=f"columns {', '.join(map(str, table.columns))}",
                                expected="item and amount, as in SPEND and TOOL_COSTS", cure="rename the columns")  # fmt: skip
        rows = pd.DataFrame([{"item": item, "amount": money.total(part.to_numpy())} for item, part in table.groupby("item")["amount"]],
                            columns=["item", "amount"])  # fmt: skip
    else:
        rows = pd.DataFrame({"item": [side], "amount": [_number(amounts, side, where=where)]})
    for item, amount in zip(rows["item"], rows["amount"], strict=True):
        _number(amount, str(item), where=where)
    rows.insert(0, "side", side)
    return rows


def _currencies(amounts: Any) -> set[str]:
    if hasattr(amounts, "columns") and "currency" in list(amounts.columns):
        return set(frames.to_pandas(amounts)["currency"].dropna().unique())
    return set()


def _number(value: Any, name: str, *, where: str = "recruiting.cost_per_interview") -> Decimal:
    try:
        number = money.exact(value)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or number < 0:
        raise ContractError(f"'{name}' is not an amount", where=where, found=str(value), expected="a number, 0 or more",
                            cure="state what it was; leave the item out when there was none")  # fmt: skip
    return number


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return _tenth(part / whole * 100) if whole else Decimal(0)


def _tenth(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _say(number: Decimal) -> str:
    return f"{number.normalize():,f}" if number else "0"
