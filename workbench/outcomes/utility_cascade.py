"""What is left of a plain estimate after every adjustment a board would ask for: Sturman's cascade.

In flow the numbers of `utility_money`; out flows one row a step, from the plain estimate to the last.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import ContractError
from workbench.outcomes.utility_money import against, amount, boudreau, brogden_cronbach_gleser
from workbench.outcomes.utility_selection import NORMAL, WHERE, correlation, selected_mean_z, share, upper_cut
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Cascade:
    """Sturman's cascade: what is left of the plain estimate after each adjustment; ``table`` has ``step``, ``net``, ``share_of_first``."""

    net: float
    first: float
    share_of_first: float
    table: pd.DataFrame = field(repr=False, compare=False)
    counterfactual: Words


def sturman(
    *,
    validity: float,
    baseline_validity: float,
    selection_ratio: float,
    sdy: float,
    n_by_year: Sequence[float],
    cost_by_year: Sequence[float] = (),
    criterion_validity: float | None = None,
    variable_cost_share: float = 0,
    tax_rate: float = 0,
    discount_rate: float = 0,
    probation_cut_z: float | None = None,
    acceptance_rate: float = 1,
    quality_acceptance_r: float = 0,
    costs_at: str = "start",
    costs_deductible: bool = True,
) -> Cascade:
    """Take the plain estimate down step by step to what a board may be told.

    Parameters
    ----------
    validity, baseline_validity, selection_ratio, sdy, n_by_year, cost_by_year : as in `boudreau`
        The first step multiplies the first year's people by the number of years, against taking people at random.
    criterion_validity : float, optional
        Validity against the whole of performance, where `validity` is against one part of it (see `composite_validity`).
    variable_cost_share, tax_rate, discount_rate, costs_at, costs_deductible : as in `boudreau`
    probation_cut_z : float, optional
        Hires whose first-year performance is below this many standard deviations leave after it; from the second year on the
        others are better by the mean of a normal score above the cut (De Corte 1994), and the baseline is without probation.
    acceptance_rate : float
        Share of offers accepted; the benefits shrink with it.
    quality_acceptance_r : float
        Correlation of the score with accepting; negative where the best turn offers down (Murphy 1986).

    Returns
    -------
    Cascade

    Raises
    ------
    ContractError
        If an argument lies outside its range.

    Notes
    -----
    In the last step the benefits shrink with the share of offers accepted, costs do not, and those who accept differ from those offered by Murphy's
    closed form, with the spread of those offered, in every year. R personnelSelectionUtility takes another convention there: it
    scales costs too, and takes off the lower scores of the first year only, with the spread of all applicants and the whole validity.

    References
    ----------
    Sturman, M. C. (2000). Implications of utility analysis adjustments for estimates of human resource intervention value. Journal
    of Management 26, 281-299. Murphy, K. R. (1986). When your top choice turns you down. Psychological Bulletin 99, 133-138.
    De Corte, W. (1994). Utility analysis for the one-cohort selection-retention decision with a probationary period. Journal of
    Applied Psychology 79, 402-411.
    """
    people, spent = [amount(n, "n_by_year") for n in n_by_year], sum(cost_by_year)
    if not people:
        raise ContractError(
            "there is no year",
            where=WHERE,
            found="n_by_year is empty",
            expected="people at work in each year",
            cure="give at least the first year",
        )
    shared = {"selection_ratio": selection_ratio, "sdy": sdy}
    plain = {
        **shared,
        "n_selected": people[0],
        "tenure_years": len(people),
        "cost": spent if len(cost_by_year) == 1 else next(iter(cost_by_year), 0),
    }
    steps = [(Words("plain estimate, against taking people at random"), brogden_cronbach_gleser(validity=validity, **plain).net)]
    steps.append(
        (
            Words("against the procedure in use"),
            brogden_cronbach_gleser(validity=validity, baseline_validity=baseline_validity, **plain).net,
        )
    )
    r = validity if criterion_validity is None else criterion_validity
    if criterion_validity is not None:
        steps.append(
            (
                Words("validity against the whole of performance"),
                brogden_cronbach_gleser(validity=r, baseline_validity=baseline_validity, **plain).net,
            )
        )
    money = {"variable_cost_share": variable_cost_share, "tax_rate": tax_rate, "discount_rate": discount_rate}
    flow = boudreau(validity=r, baseline_validity=baseline_validity, n_by_year=people, cost_by_year=cost_by_year, costs_at=costs_at,
                    costs_deductible=costs_deductible, **shared, **money)  # fmt: skip
    steps.append((Words("people coming and going, variable costs, tax and discount"), flow.net_present_value))
    later = 0.0
    if probation_cut_z is not None:
        survivors = NORMAL.pdf(probation_cut_z) / (1 - NORMAL.cdf(probation_cut_z))
        later = boudreau(criterion_gain_z=survivors, sdy=sdy, n_by_year=[0, *people[1:]], **money).benefits
        steps.append((Words("those who fail probation leave"), flow.net_present_value + later))
    if acceptance_rate != 1 or quality_acceptance_r:
        accepted = share(acceptance_rate, "acceptance_rate")
        kept = accepted_mean_z(
            selection_ratio, acceptance_rate=accepted, quality_acceptance_r=quality_acceptance_r
        ) / selected_mean_z(selection_ratio)
        steps.append((Words("offers that are turned down"), accepted * (flow.benefits * kept + later) - flow.costs))
    return _cascade(steps, baseline_validity)


def accepted_mean_z(selection_ratio: float, *, acceptance_rate: float = 1, quality_acceptance_r: float = 0) -> float:
    """Give the mean score of those who accept, where accepting hangs together with the score among those offered (Murphy 1986)."""
    mean, accepted = selected_mean_z(selection_ratio), share(acceptance_rate, "acceptance_rate")
    if accepted == 1 or (selection_ratio == 1 and quality_acceptance_r == 0):
        return mean
    cut = upper_cut(share(selection_ratio, "selection_ratio"))
    spread = (
        1.0 if selection_ratio == 1 else math.sqrt(1 - mean * (mean - cut))
    )  # standard deviation of a normal score above its cut
    return mean + correlation(quality_acceptance_r, "quality_acceptance_r") * spread * selected_mean_z(accepted)


def _cascade(steps: list[tuple[Words, float]], baseline_validity: float) -> Cascade:
    first, last = steps[0][1], steps[-1][1]
    shares = [net / first if first else math.nan for _, net in steps]
    table = pd.DataFrame({"step": [name for name, _ in steps], "net": [net for _, net in steps], "share_of_first": shares})
    return Cascade(last, first, shares[-1], table, against(baseline_validity))
