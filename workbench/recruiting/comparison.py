"""The tool against interviews by hand over a year: both counterfactuals, the volume at which it pays, and what moves the answer.

In flows a cost model; out flows a frozen `AgainstManual` in exact decimals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.contracts import money
from workbench.wording import Words

if TYPE_CHECKING:
    from workbench.definitions import CostModel

HOUR = Decimal(60)
EQUAL = Words("this year's {n} interviews, had they all been held by hand")
ACTUAL = Words("the {n} interviews a year really held by hand before ({a_day} a day, {days} days)")
AT_ODDS = Words(
    "{a_day} tool interviews a day over {days} days are {n} a year, but the model shares the fee among {said}: say which is true"
)


@dataclass(frozen=True)
class AgainstManual:
    """A year by tool against a year by hand.

    `tool` and `manual_equal`, `manual_actual` are yearly costs; `saving_equal` and `saving_actual` the differences, each against the
    counterfactual of its name (negative: the tool is dearer). From `break_even_interviews` a year on the tool is cheaper at equal volume; None where it
    never is. `sensitivity`, one row an assumption with a range: ``assumption``, ``low``, ``stated``, ``high``, ``saving_at_low``, ``saving_at_high``,
    ``swing`` [yearly, equal volume], the widest first.
    """

    tool: Decimal
    manual_equal: Decimal
    manual_actual: Decimal
    saving_equal: Decimal
    saving_actual: Decimal
    interviews_per_year: Decimal
    manual_interviews_per_year: Decimal
    break_even_interviews: int | None
    currency: str
    model_version: str
    formula: dict[str, str]
    counterfactual: dict[str, Words]
    warning: Words | None
    sensitivity: pd.DataFrame = field(repr=False, compare=False)


def against_manual(cost_model: CostModel) -> AgainstManual:
    """Set a year of interviews by the tool against a year by hand, at equal volume and at the volume really held by hand.

    Parameters
    ----------
    cost_model : CostModel
        Every figure is one of its assumptions, with ``overhead_pct`` on the tool's follow-up (the cost by hand is stated in all).

    Returns
    -------
    AgainstManual

    Notes
    -----
    Equal volume: the tool's interviews a year times the cost by hand. Actual volume: interviews a day by hand times working days. The first is
    money only when all of them would have been held anyway.
    """
    tool, equal, actual = _year(cost_model)
    ai, manual = cost_model.ai, cost_model.manual
    by_hand = manual.interviews_per_day * cost_model.working_days
    a_day = ai.interviews_per_day * cost_model.working_days
    each = manual.cost_per_interview - _follow_up(cost_model)
    return AgainstManual(
        tool=money.to_cent(tool), manual_equal=money.to_cent(equal), manual_actual=money.to_cent(actual),
        saving_equal=money.to_cent(equal - tool), saving_actual=money.to_cent(actual - tool),
        interviews_per_year=ai.interviews_per_year, manual_interviews_per_year=by_hand,
        break_even_interviews=int((ai.annual_fee / each).to_integral_value(rounding=ROUND_CEILING)) if each > 0 else None,
        currency=cost_model.currency, model_version=cost_model.version,
        formula={"tool": "annual fee + interviews a year × follow-up", "manual_equal": "interviews a year × cost by hand",
                 "manual_actual": "interviews a day by hand × working days × cost by hand", "break_even_interviews": "annual fee / (cost by hand - follow-up)"},
        counterfactual={"saving_equal": Words(EQUAL.sentence, n=_say(ai.interviews_per_year)),
                        "saving_actual": Words(ACTUAL.sentence, n=_say(by_hand), a_day=_say(manual.interviews_per_day), days=_say(cost_model.working_days))},
        warning=None if a_day == ai.interviews_per_year else Words(AT_ODDS.sentence, a_day=_say(ai.interviews_per_day), days=_say(cost_model.working_days),
                                                                  n=_say(a_day), said=_say(ai.interviews_per_year)),
        sensitivity=_sensitivity(cost_model),
    )  # fmt: skip


def changed(cost_model: CostModel, assumption: str, value: Any) -> CostModel:
    """Give the model with one assumption changed (its ranges left out, which need not hold the new value)."""
    plain: dict[str, Any] = cost_model.to_dict() | {"ranges": {}}
    part, _, name = assumption.rpartition(".")
    plain = plain | ({part: plain[part] | {name: value}} if part else {name: value})
    return type(cost_model).from_dict(plain)


def _year(model: CostModel) -> tuple[Decimal, Decimal, Decimal]:
    tool = model.ai.annual_fee + model.ai.interviews_per_year * _follow_up(model)
    by_hand = model.manual.interviews_per_day * model.working_days
    return tool, model.ai.interviews_per_year * model.manual.cost_per_interview, by_hand * model.manual.cost_per_interview


def _follow_up(model: CostModel) -> Decimal:
    return model.hourly_rate * model.ai.follow_up_min / HOUR * (1 + model.overhead_pct / 100)


def _sensitivity(model: CostModel) -> pd.DataFrame:
    rows = []
    for name, (low, high) in model.ranges.items():
        ends = []
        for value in (low, high):
            tool, equal, _ = _year(changed(model, name, str(value)))
            ends.append(float(money.to_cent(equal - tool)))
        rows.append({"assumption": name, "low": float(low), "stated": float(model.assumption(name) or 0), "high": float(high), "saving_at_low": ends[0],
                     "saving_at_high": ends[1], "swing": abs(ends[1] - ends[0])})  # fmt: skip
    columns = ["assumption", "low", "stated", "high", "saving_at_low", "saving_at_high", "swing"]
    return pd.DataFrame(rows, columns=columns).sort_values("swing", ascending=False, kind="stable", ignore_index=True)


def _say(number: Decimal) -> str:
    return f"{number.normalize():,f}" if number else "0"
