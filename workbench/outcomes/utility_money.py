"""What better selection is worth in money: Brogden–Cronbach–Gleser, Boudreau's adjustments, break-even.

In flow a validity, a selection ratio, the worth of one standard deviation of performance and costs; out flow frozen results
that show every adjustment on its own line. Money has the unit it is given in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult
from workbench.outcomes.utility_selection import WHERE, correlation, selected_mean_z
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

RANDOM = Words("taking as many people at random")


@dataclass(frozen=True)
class SelectionGain:
    """Money gained by selecting.

    Parameters
    ----------
    gross, cost, net : float
        `net` = gross − cost.
    criterion_gain_z : float
        Mean criterion above the baseline's, in standard deviations of applicants.
    per_hire_year : float
        Gross gain of one hire in one year.
    formula : str
    counterfactual : Words
        What the gain is measured against.
    """

    gross: float
    cost: float
    net: float
    criterion_gain_z: float
    per_hire_year: float
    formula: str
    counterfactual: Words


@dataclass(frozen=True)
class PresentValue:
    """Gain over several years after variable costs, tax and discount; ``table`` has one row a year."""

    net_present_value: float
    benefits: float
    costs: float
    criterion_gain_z: float
    table: pd.DataFrame = field(repr=False, compare=False)
    formula: str
    counterfactual: Words


def brogden_cronbach_gleser(
    *,
    validity: float,
    selection_ratio: float,
    sdy: float,
    n_selected: float = 1,
    tenure_years: float = 1,
    cost: float = 0,
    cost_per_applicant: float = 0,
    baseline_validity: float = 0,
) -> SelectionGain:
    """Give the money gained by selecting with a score of some validity.

    Parameters
    ----------
    validity, selection_ratio : float
    sdy : float
        Worth of one standard deviation of performance, money a year.
    n_selected : float
        Hires; the applicants are n_selected / selection_ratio.
    tenure_years : float
        Mean years a hire stays.
    cost, cost_per_applicant : float
        Of the procedure, beyond what was spent before.
    baseline_validity : float
        Validity of the procedure in use so far; 0 compares with taking people at random, which flatters.

    Returns
    -------
    SelectionGain

    References
    ----------
    Brogden, H. E. (1949). When testing pays off. Personnel Psychology 2, 171-183. Cronbach, L. J. & Gleser, G. C. (1965).
    Psychological Tests and Personnel Decisions.

    Examples
    --------
    >>> round(brogden_cronbach_gleser(validity=0.35, selection_ratio=0.2, sdy=50000, n_selected=100, tenure_years=3, cost=75000).net, -3)
    7274000.0
    """
    gain = criterion_gain(validity, selection_ratio, baseline_validity)
    n, years = amount(n_selected, "n_selected"), amount(tenure_years, "tenure_years")
    spent = amount(cost, "cost") + amount(cost_per_applicant, "cost_per_applicant") * n / selection_ratio
    one = gain * amount(sdy, "sdy")
    return SelectionGain(
        gross=n * years * one, cost=spent, net=n * years * one - spent, criterion_gain_z=gain, per_hire_year=one,
        formula="n × years × (r − r of the baseline) × SDy × mean z of the selected − cost", counterfactual=against(baseline_validity),
    )  # fmt: skip


def boudreau(
    *,
    sdy: float,
    n_by_year: Sequence[float],
    validity: float | None = None,
    selection_ratio: float | None = None,
    criterion_gain_z: float | None = None,
    baseline_validity: float = 0,
    variable_cost_share: float = 0,
    tax_rate: float = 0,
    discount_rate: float = 0,
    cost_by_year: Sequence[float] = (),
    costs_at: str = "start",
    costs_deductible: bool = True,
) -> PresentValue:
    """Give the present value of a gain that lasts: people at work year by year, variable costs, tax and discount.

    Parameters
    ----------
    sdy : float
        Worth of one standard deviation of performance, money a year, before variable costs.
    n_by_year : sequence of float
        Selected people at work in each year (`employee_flow` counts them from hires and leavers).
    validity, selection_ratio : float
        Or, instead of both, `criterion_gain_z`.
    criterion_gain_z : float
    baseline_validity : float
    variable_cost_share : float
        Share of the extra value that producing it costs (V = −share in Boudreau's formula); a contribution margin is 1 − share.
    tax_rate, discount_rate : float
    cost_by_year : sequence of float
        Years not named cost nothing.
    costs_at : {"start", "end"}
        When in a year costs fall due; benefits come at its end.
    costs_deductible : bool
        Whether costs lower the tax.

    Returns
    -------
    PresentValue

    Raises
    ------
    ContractError
        If neither gain nor validity and selection ratio are given, or there are costs beyond the last year.

    References
    ----------
    Boudreau, J. W. (1983). Economic considerations in estimating the utility of human resource productivity improvement programs.
    Personnel Psychology 36, 551-576.
    """
    if (criterion_gain_z is None) == (validity is None or selection_ratio is None):
        raise ContractError("say the gain in one way", where=WHERE, found="both forms, or neither", expected="validity and selection_ratio, or criterion_gain_z",
                            cure="leave one of them out")  # fmt: skip
    gain = criterion_gain(validity, selection_ratio, baseline_validity) if criterion_gain_z is None else float(criterion_gain_z)
    people = np.array([amount(n, "n_by_year") for n in n_by_year])
    costs = np.array([amount(c, "cost_by_year") for c in cost_by_year])
    if len(costs) > len(people):
        raise ContractError("there are costs after the last year", where=WHERE, found=f"{len(costs)} years of cost, {len(people)} of people",
                            expected="at most as many", cure="add years with the people still at work, 0 if none")  # fmt: skip
    year, keep = np.arange(1, len(people) + 1), 1 - _rate(tax_rate, "tax_rate")
    costs = np.r_[costs, np.zeros(len(people) - len(costs))]
    factor = (1 + _rate(discount_rate, "discount_rate", highest=math.inf)) ** -year.astype(float)
    benefit = people * gain * amount(sdy, "sdy") * (1 - _rate(variable_cost_share, "variable_cost_share")) * keep * factor
    when = factor * (1 + discount_rate) if costs_at == "start" else factor
    spent = costs * (keep if costs_deductible else 1) * when
    table = pd.DataFrame({"year": year, "n": people, "benefit": benefit, "cost": spent, "net": benefit - spent})
    return PresentValue(
        net_present_value=float(benefit.sum() - spent.sum()), benefits=float(benefit.sum()), costs=float(spent.sum()), criterion_gain_z=gain, table=table,
        formula="Σ n × gain in z × SDy × (1 − variable costs) × (1 − tax) / (1 + discount)^year − Σ discounted cost",
        counterfactual=against(baseline_validity),
    )  # fmt: skip


def employee_flow(hires: Sequence[float], leavers: Sequence[float]) -> list[float]:
    """Count the selected people at work in each year from those who come and go.

    Raises
    ------
    ContractError
        If more people leave than are there.
    """
    at_work = np.cumsum([amount(h, "hires") for h in hires]) - np.cumsum([amount(n, "leavers") for n in leavers])
    if (at_work < 0).any():
        raise ContractError("more people leave than are there", where=WHERE, found=f"year {int(np.argmax(at_work < 0)) + 1}",
                            expected="never fewer than 0 at work", cure="count leavers among the selected only")  # fmt: skip
    return at_work.tolist()


def break_even_validity(
    *, selection_ratio: float, sdy: float, cost: float, n_selected: float = 1, tenure_years: float = 1
) -> float:
    """Give the validity at which the gain just pays the cost (Boudreau 1984).

    Raises
    ------
    UndefinedResult
        If selecting cannot pay at any validity: everybody is taken, or a standard deviation is worth nothing.
    """
    worth = (
        amount(n_selected, "n_selected")
        * amount(tenure_years, "tenure_years")
        * amount(sdy, "sdy")
        * selected_mean_z(selection_ratio)
    )
    return _break_even(amount(cost, "cost"), worth, "a validity")


def break_even_sdy(
    *,
    validity: float,
    selection_ratio: float,
    cost: float,
    n_selected: float = 1,
    tenure_years: float = 1,
    baseline_validity: float = 0,
) -> float:
    """Give the worth of a standard deviation of performance at which the gain just pays the cost (Boudreau 1984)."""
    worth = (
        amount(n_selected, "n_selected")
        * amount(tenure_years, "tenure_years")
        * criterion_gain(validity, selection_ratio, baseline_validity)
    )
    return _break_even(amount(cost, "cost"), worth, "a worth of performance")


def criterion_gain(validity: Any, selection_ratio: Any, baseline_validity: Any = 0) -> float:
    """Give the mean criterion of the selected above the baseline's, in standard deviations."""
    return (correlation(validity, "validity") - correlation(baseline_validity, "baseline_validity")) * selected_mean_z(
        selection_ratio
    )


def against(baseline_validity: float) -> Words:
    """Name what the gain is measured against."""
    return (
        Words("the procedure in use so far, with validity {validity}", validity=f"{baseline_validity:g}")
        if baseline_validity
        else RANDOM
    )


def amount(value: Any, name: str) -> float:
    """Read a number that is not negative, or refuse."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        raise ContractError(
            f"'{name}' is not an amount",
            where=WHERE,
            found=str(value),
            expected="a number, 0 or more",
            cure="leave out signs, units and separators",
        )
    return number


def _rate(value: Any, name: str, *, highest: float = 1.0) -> float:
    number = amount(value, name)
    if number > highest:
        raise ContractError(
            f"'{name}' is not a share", where=WHERE, found=f"{number:g}", expected="0 to 1", cure="write 8 per cent as 0.08"
        )
    return number


def _break_even(cost: float, worth: float, what: str) -> float:
    if worth <= 0:
        raise UndefinedResult(f"no {what.removeprefix('a ')} pays for this", where=WHERE, found="a gain of 0 at any of them",
                              expected="a selection ratio below 1, a worth above 0 and a validity above the baseline's", cure="check the selection ratio and the baseline")  # fmt: skip
    return cost / worth
