"""Who turns out well when one selects: Taylor–Russell with one cut or several hurdles, and Naylor–Shine.

In flow a base rate, selection ratios and validities; out flow the share of successes among those selected and the mean
criterion they bring. All of it supposes normal scores and a straight line between score and criterion.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import ContractError, UndefinedResult
from workbench.outcomes.utility_normal import both_below, correlation_matrix, pass_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NORMAL = NormalDist()
WHERE = "outcomes.utility"


@dataclass(frozen=True)
class TaylorRussell:
    """What becomes of applicants at a cut (shares of all applicants, except where said).

    Parameters
    ----------
    base_rate, selection_ratio, validity : float
        `selection_ratio` is the share that passes everything; `validity` is missing (NaN) with several hurdles.
    success_ratio : float
        Share of successes among the selected; also called positive predictive value (``ppv``).
    gain : float
        Success ratio − base rate.
    true_positive, false_positive, false_negative, true_negative : float
    sensitivity, specificity : float
        Share of the successes selected; share of the others refused.
    selection_ratios : tuple of float
        Share that would pass each hurdle alone.
    """

    base_rate: float
    selection_ratio: float
    validity: float
    success_ratio: float
    gain: float
    true_positive: float
    false_positive: float
    false_negative: float
    true_negative: float
    sensitivity: float
    specificity: float
    selection_ratios: tuple[float, ...]

    @property
    def ppv(self) -> float:
        """The success ratio under its diagnostic name."""
        return self.success_ratio


@dataclass(frozen=True)
class NaylorShine:
    """Mean predictor and expected mean criterion of the selected, in standard deviations of all applicants."""

    validity: float
    selection_ratio: float
    selected_mean_z: float
    expected_criterion_z: float


def taylor_russell(*, base_rate: float, selection_ratio: float, validity: float) -> TaylorRussell:
    """Give the share of successes among those selected by one cut.

    Parameters
    ----------
    base_rate : float
        Share of all applicants who would succeed, 0 to 1 exclusive.
    selection_ratio : float
        Share selected, 0 exclusive to 1.
    validity : float
        Correlation of score and criterion among applicants, −1 to 1.

    Returns
    -------
    TaylorRussell

    Raises
    ------
    ContractError
        If a share or the validity is out of range.
    UndefinedResult
        If nobody is selected, or nobody or everybody would succeed.

    References
    ----------
    Taylor, H. C. & Russell, J. T. (1939). The relationship of validity coefficients to the practical effectiveness of tests in
    selection. Journal of Applied Psychology 23, 565-578.

    Examples
    --------
    >>> round(taylor_russell(base_rate=0.5, selection_ratio=0.2, validity=0.35).success_ratio, 6)
    0.696552
    """
    base, chosen = _base_rate(base_rate), share(selection_ratio, "selection_ratio")
    r = correlation(validity, "validity")
    cut, needed = upper_cut(chosen), upper_cut(base)
    hit = float(both_below(-cut, -needed, r))
    return _cells(base, chosen, hit, r, (chosen,))


def taylor_russell_hurdles(
    *,
    base_rate: float,
    validities: Sequence[float],
    intercorrelations: Any,
    selection_ratios: Sequence[float] | None = None,
    joint_selection_ratio: float | None = None,
    sequential: bool = False,
) -> TaylorRussell:
    """Give the share of successes among those who pass several hurdles, all of them.

    Parameters
    ----------
    base_rate : float
    validities : sequence of float
        One a hurdle, among applicants.
    intercorrelations : float or square matrix
        Of the hurdles; one number means the same for every pair.
    selection_ratios : sequence of float, optional
        Share that passes each hurdle: of all applicants, or with `sequential` of those who reached it.
    joint_selection_ratio : float, optional
        Instead of `selection_ratios`: the share that passes all, with equal cuts on every hurdle (the form of the 1977 tables).
    sequential : bool

    Returns
    -------
    TaylorRussell

    Raises
    ------
    ContractError
        If the numbers do not belong together, or both or neither form of ratio is given.

    References
    ----------
    Thomas, J. G., Owen, D. B. & Gunst, R. F. (1977). Improving the use of educational tests as selection tools. Journal of
    Educational Statistics 2, 55-77.
    """
    base, valid = _base_rate(base_rate), [correlation(r, "validities") for r in validities]
    if not valid:
        raise ContractError(
            "there is no hurdle", where=WHERE, found="no validities", expected="one a hurdle", cure="name at least one hurdle"
        )
    whole = _with_criterion(valid, intercorrelations)
    if (selection_ratios is None) == (joint_selection_ratio is None):
        raise ContractError("say how many pass in one way", where=WHERE, found="both forms" if selection_ratios is not None else "neither form",
                            expected="selection_ratios or joint_selection_ratio", cure="leave one of them out")  # fmt: skip
    between = whole[:-1, :-1]
    if selection_ratios is None:
        cuts = _equal_cuts(share(joint_selection_ratio, "joint_selection_ratio"), between)
    else:
        cuts = _cuts([share(s, "selection_ratios") for s in selection_ratios], between, sequential=sequential)
    passed = pass_all(cuts, between)
    hit = pass_all([*cuts, upper_cut(base)], whole)
    r = valid[0] if len(valid) == 1 else float("nan")
    return _cells(base, passed, hit, r, tuple(1 - NORMAL.cdf(c) if c > -np.inf else 1.0 for c in cuts))


def taylor_russell_required(
    *, success_ratio: float, base_rate: float, selection_ratio: float | None = None, validity: float | None = None
) -> TaylorRussell:
    """Find the validity, or the selection ratio, that a wanted share of successes asks for.

    Parameters
    ----------
    success_ratio, base_rate : float
    selection_ratio, validity : float
        Give one; the other is found.

    Raises
    ------
    ContractError
        If both or neither of the two is given.
    UndefinedResult
        If no value reaches the wanted share.
    """
    wanted = share(success_ratio, "success_ratio")
    if (selection_ratio is None) == (validity is None):
        raise ContractError("one of validity and selection_ratio is looked for", where=WHERE, found="both or neither given",
                            expected="exactly one of them", cure="leave out the one that is to be found")  # fmt: skip
    if validity is None:
        low, high = -1 + 1e-9, 1 - 1e-9
        found = _root(lambda r: _ratio(base_rate, selection_ratio, r) - wanted, low, high, wanted)
        return taylor_russell(base_rate=base_rate, selection_ratio=selection_ratio, validity=found)
    found = _root(lambda s: _ratio(base_rate, s, validity) - wanted, 1e-9, 1 - 1e-9, wanted)
    return taylor_russell(base_rate=base_rate, selection_ratio=found, validity=validity)


def naylor_shine(*, validity: float, selection_ratio: float) -> NaylorShine:
    """Give the mean criterion of those selected, in standard deviations above the applicants' mean.

    Parameters
    ----------
    validity : float
    selection_ratio : float

    References
    ----------
    Naylor, J. C. & Shine, L. C. (1965). A table for determining the increase in mean criterion score obtained by using a selection
    device. Journal of Industrial Psychology 3, 33-42.

    Examples
    --------
    >>> round(naylor_shine(validity=0.35, selection_ratio=0.2).expected_criterion_z, 6)
    0.489933
    """
    r, chosen = correlation(validity, "validity"), share(selection_ratio, "selection_ratio")
    mean = selected_mean_z(chosen)
    return NaylorShine(r, chosen, mean, r * mean)


def selected_mean_z(selection_ratio: float) -> float:
    """Give the mean of a standard normal score above the cut that a share passes: ordinate over share."""
    chosen = share(selection_ratio, "selection_ratio")
    return 0.0 if chosen == 1 else NORMAL.pdf(upper_cut(chosen)) / chosen


def upper_cut(passing: float) -> float:
    """Give the cut above which a share of a standard normal score lies."""
    return -float("inf") if passing >= 1 else -NORMAL.inv_cdf(passing)


def share(value: Any, name: str) -> float:
    """Read a share above 0 and up to 1, or refuse."""
    number = _number(value, name)
    if number == 0:
        raise UndefinedResult("nothing follows from selecting nobody", where=WHERE, found=f"{name} 0", expected="above 0, at most 1",
                              cure="give the share that is selected")  # fmt: skip
    if not 0 < number <= 1:
        raise ContractError(f"'{name}' is not a share", where=WHERE, found=f"{number:g}", expected="above 0, at most 1",
                            cure="divide the selected by the applicants")  # fmt: skip
    return number


def correlation(value: Any, name: str) -> float:
    """Read a correlation, or refuse."""
    number = _number(value, name)
    if not -1 <= number <= 1:
        raise ContractError(
            f"'{name}' is not a correlation",
            where=WHERE,
            found=f"{number:g}",
            expected="−1 to 1",
            cure="give r, not r² or per cent",
        )
    return number


def _number(value: Any, name: str) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = float("nan")
    if number != number:
        raise ContractError(
            f"'{name}' is not a number",
            where=WHERE,
            found=type(value).__name__,
            expected="one number",
            cure="give it as a decimal, like 0.35",
        )
    return number


def _base_rate(value: Any) -> float:
    number = _number(value, "base_rate")
    if number in (0.0, 1.0):
        raise UndefinedResult("selection cannot change who succeeds", where=WHERE, found=f"base_rate {number:g}", expected="between 0 and 1",
                              cure="draw the line of success so that some applicants are on each side")  # fmt: skip
    return share(number, "base_rate")


def _cells(base: float, chosen: float, hit: float, r: float, ratios: tuple[float, ...]) -> TaylorRussell:
    missed, wrong = base - hit, chosen - hit
    rest = 1 - base - wrong
    return TaylorRussell(
        base, chosen, r, hit / chosen, hit / chosen - base, hit, wrong, missed, rest, hit / base, rest / (1 - base), ratios
    )


def _with_criterion(validities: list[float], intercorrelations: Any) -> np.ndarray:
    """Put hurdles and criterion, the criterion last, into one matrix."""
    k = len(validities)
    given = np.asarray(intercorrelations, dtype=float)
    between = np.where(np.eye(k) == 1, 1.0, float(given)) if given.ndim == 0 else correlation_matrix(given, where=WHERE)
    if len(between) != k:
        raise ContractError("hurdles and validities do not belong together", where=WHERE, found=f"{k} validities, {len(between)} hurdles in the matrix",
                            expected="one validity a hurdle", cure="leave the criterion out of the matrix of intercorrelations")  # fmt: skip
    whole = np.eye(k + 1)
    whole[:k, :k], whole[k, :k], whole[:k, k] = between, validities, validities
    return correlation_matrix(whole, where=WHERE)


def _cuts(ratios: list[float], between: np.ndarray, *, sequential: bool) -> list[float]:
    if len(ratios) != len(between):
        raise ContractError("selection ratios and hurdles do not belong together", where=WHERE, found=f"{len(ratios)} ratios, {len(between)} hurdles",
                            expected="one ratio a hurdle", cure="give 1 for a hurdle that everybody passes")  # fmt: skip
    if not sequential:
        return [upper_cut(ratio) for ratio in ratios]
    cuts: list[float] = []
    for place, ratio in enumerate(ratios):
        before = pass_all(cuts, between[:place, :place]) if place else 1.0
        matrix = between[: place + 1, : place + 1]
        cuts.append(
            upper_cut(1)
            if ratio == 1
            else _solve(lambda c, m=matrix, b=before, s=ratio: pass_all([*cuts, c], m) / b - s, -9.0, 9.0)
        )
    return cuts


def _equal_cuts(joint: float, between: np.ndarray) -> list[float]:
    if joint == 1:
        return [upper_cut(1)] * len(between)
    return [_solve(lambda c: pass_all([c] * len(between), between) - joint, -9.0, 9.0)] * len(between)


def _ratio(base_rate: float, selection_ratio: Any, validity: Any) -> float:
    return taylor_russell(base_rate=base_rate, selection_ratio=selection_ratio, validity=validity).success_ratio


def _root(distance: Callable[[float], float], low: float, high: float, wanted: float) -> float:
    if distance(low) * distance(high) > 0:
        raise UndefinedResult("no value reaches the share of successes asked for", where=WHERE, found=f"a wanted share of {wanted:g}",
                              expected="a share that selection at this base rate can reach", cure="ask for less, or raise the other number")  # fmt: skip
    return _solve(distance, low, high)


def _solve(distance: Callable[[float], float], low: float, high: float) -> float:
    from scipy import optimize

    return float(optimize.brentq(distance, low, high, xtol=1e-12, rtol=1e-12))
