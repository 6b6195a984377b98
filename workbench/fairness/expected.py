"""What impact a score must be expected to have: from the difference of group means to the ratio of selection rates.

In flow standardised differences, correlations and weights; out flow the difference of the composite and the impact ratio at a
selection ratio. Scores are taken as normal with one spread in both groups.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from workbench.errors import ContractError, UndefinedResult, a_number, finite

NORMAL = NormalDist()
WHERE = "fairness.expected_impact"


@dataclass(frozen=True)
class ExpectedImpact:
    """Selection to expect at one cut.

    Parameters
    ----------
    impact_ratio : float
        Rate of the minority / rate of the majority.
    selection_ratio, rate_majority, rate_minority : float
    cut_z : float
        The cut in standard deviations of the majority, above its mean.
    d : float
        Mean of the majority − mean of the minority, in standard deviations.
    """

    impact_ratio: float
    selection_ratio: float
    rate_majority: float
    rate_minority: float
    cut_z: float
    d: float


def composite_d(d: Any, correlations: Any, *, weights: Any = None) -> float:
    """Give the standardised group difference of a weighted sum of scores.

    Parameters
    ----------
    d : sequence of float
        Majority − minority of each score, in standard deviations within groups.
    correlations : square matrix
        Of the scores, within groups.
    weights : sequence of float, optional
        Of the standardised scores; equal by default.

    Raises
    ------
    ContractError
        If the sizes do not agree.
    UndefinedResult
        If the weighted sum does not vary.

    References
    ----------
    Sackett, P. R. & Ellingson, J. E. (1997). The effects of forming multi-predictor composites on group differences and adverse
    impact. Personnel Psychology 50, 707-721.

    Examples
    --------
    >>> round(composite_d([1.0, 0.0], [[1, 0.5], [0.5, 1]]), 4)
    0.5774
    """
    where = "fairness.composite_d"
    gaps, matrix = finite(d, "d", where=where, dimensions=1), finite(correlations, "correlations", where=where, dimensions=2)
    w = np.ones(len(gaps)) if weights is None else finite(weights, "weights", where=where, dimensions=1)
    if not gaps.shape == w.shape or matrix.shape != (len(gaps), len(gaps)):
        raise ContractError("differences, weights and correlations do not belong together", where="fairness.composite_d",
                            found=f"{len(gaps)} differences, {len(w)} weights, matrix {'×'.join(map(str, matrix.shape))}", expected="one of each a score",
                            cure="leave the criterion out of the matrix")  # fmt: skip
    spread = float(w @ matrix @ w)
    if not spread > 0:
        raise UndefinedResult(
            "the weighted sum does not vary",
            where="fairness.composite_d",
            found=f"variance {spread:g}",
            expected="above 0",
            cure="give some score a weight",
        )
    return float(w @ gaps) / math.sqrt(spread)


def expected_impact(d: float, *, selection_ratio: float, minority_share: float) -> ExpectedImpact:
    """Give the impact ratio to expect when everybody is selected by one cut on one score.

    Parameters
    ----------
    d : float
        Majority − minority, in standard deviations within groups; negative where the minority scores higher.
    selection_ratio : float
        Share of all applicants selected, 0 to 1 exclusive.
    minority_share : float
        Share of the minority among applicants, 0 to 1 exclusive.

    Returns
    -------
    ExpectedImpact

    Raises
    ------
    ContractError
        If a value is no number.
    UndefinedResult
        If a share is not between 0 and 1: then nobody or everybody is selected, or there is one group only.

    References
    ----------
    De Corte, W. & Lievens, F. (2003). A practical procedure to estimate the quality and the adverse impact of single-stage
    selection decisions. International Journal of Selection and Assessment 11, 87-95.

    Examples
    --------
    >>> round(expected_impact(0.15, selection_ratio=0.25, minority_share=0.30).impact_ratio, 4)
    0.8234
    """
    try:
        gap = float(d)
    except (TypeError, ValueError):
        gap = math.nan
    if not math.isfinite(gap):
        raise ContractError("'d' is not a difference", where=WHERE, found=str(d), expected="one number",
                            cure="give the difference of means over the standard deviation within groups")  # fmt: skip
    for value, name in ((selection_ratio, "selection_ratio"), (minority_share, "minority_share")):
        if not 0 < a_number(value, name, where=WHERE) < 1:
            raise UndefinedResult(f"there is no impact at a {name} of {value:g}", where=WHERE, found=f"{value:g}", expected="between 0 and 1",
                                  cure="give a share that leaves people on both sides")  # fmt: skip
    low, high = -10.0 - abs(gap), 10.0 + abs(gap)
    for _ in range(200):  # halving is sure, and quick enough
        cut = (low + high) / 2
        chosen = (1 - minority_share) * (1 - NORMAL.cdf(cut)) + minority_share * (1 - NORMAL.cdf(cut + gap))
        low, high = (cut, high) if chosen > selection_ratio else (low, cut)
    majority, minority = 1 - NORMAL.cdf(cut), 1 - NORMAL.cdf(cut + gap)
    return ExpectedImpact(minority / majority, float(selection_ratio), majority, minority, cut, gap)
