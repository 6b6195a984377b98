"""What hiring brought for what it cost: gross and net return, each with its counterfactual, and the alarm with its levers.

In flow a cost and a contribution; out flow frozen results whose percentages are exact decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from workbench.contracts import money
from workbench.errors import ContractError, UndefinedResult
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

LEVERS = ("rubric", "matrix", "channel")
COUNTERFACTUALS = {
    "gross": Words("not recruiting at all, and the contribution being zero without it"),
    "net": Words("not recruiting at all, and keeping the cost"),
}


@dataclass(frozen=True)
class RecruitingReturn:
    """Return on recruiting: gross (contribution / cost) and net ((contribution - cost) / cost), in percent.

    `warning` is None at or above the threshold; below it, `levers` name what to look at: rubric, matrix, channel.
    """

    cost: Decimal
    contribution: Decimal
    gross_pct: Decimal
    net_pct: Decimal
    threshold_pct: Decimal
    below_threshold: bool
    warning: Words | None
    levers: tuple[str, ...]
    formula: Mapping[str, str]
    counterfactual: Mapping[str, Words]


def recruiting_return(cost: Any, contribution: Any, *, threshold_pct: Any = 3000) -> RecruitingReturn:
    """Set what hires contributed against what recruiting them cost (M24).

    Parameters
    ----------
    cost, contribution : number
        One currency, one period. Cost above 0; a contribution may be negative.
    threshold_pct : number
        Gross return below which the result carries a warning with its levers; exactly at it does not.

    Raises
    ------
    UndefinedResult
        If the cost is 0.
    ContractError
        If the cost is negative or a number is not one.

    Examples
    --------
    >>> result = recruiting_return(10000, 500000)
    >>> int(result.gross_pct), int(result.net_pct), result.warning
    (5000, 4900, None)
    """
    spent, brought, threshold = (_amount(v, n) for v, n in (
        (cost, "cost"), (contribution, "contribution"), (threshold_pct, "threshold_pct")))  # fmt: skip
    if spent == 0:
        raise UndefinedResult("a return has no value without a cost", where="recruiting.recruiting_return", found="cost 0",
                              expected="a cost above 0", cure="add the ledger of the period first")  # fmt: skip
    if spent < 0:
        raise ContractError("a cost is not negative", where="recruiting.recruiting_return", found=f"{spent}", expected="above 0",
                            cure="enter refunds as lower amounts of their item")  # fmt: skip
    gross = brought / spent * 100
    below = gross < threshold
    gross_pct = money.to_cent(gross)
    warning = Words(
        "gross return {gross} % is below the threshold of {threshold} %: look at the rubric (are the right people chosen?), "
        "the pay matrix (is too much paid?) and the channels (which bring few good hires for their cost?)",
        gross=f"{gross_pct:,}", threshold=f"{threshold.normalize():,f}",
    ) if below else None  # fmt: skip
    return RecruitingReturn(
        cost=spent,
        contribution=brought,
        gross_pct=gross_pct,
        net_pct=money.to_cent(gross - 100),
        threshold_pct=threshold,
        below_threshold=below,
        warning=warning,
        levers=LEVERS if below else (),
        formula={"gross": "contribution / cost × 100", "net": "(contribution - cost) / cost × 100"},
        counterfactual=COUNTERFACTUALS,
    )


def _amount(value: Any, name: str) -> Decimal:
    try:
        number = money.exact(value)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ContractError(f"'{name}' is not a number", where="recruiting.recruiting_return", found=str(value), expected="an amount",
                            cure="pass the sum of the ledger")  # fmt: skip
    return number
