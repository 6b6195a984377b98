"""What a correlation would be without the selection and the error behind it: range restriction and attenuation.

In flow correlations seen among the hired; out flow correlations among applicants. Nothing is corrected that the caller does not
give a number for: the standard deviation of applicants, a reliability.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from workbench.errors import ContractError, UndefinedResult, a_number, finite
from workbench.outcomes.utility_normal import correlation_matrix
from workbench.outcomes.utility_selection import correlation

WHERE = "outcomes.validity"


def thorndike_2(r: float, *, sd_applicants: float, sd_hired: float) -> float:
    """Correct a validity for selection on the score itself (direct range restriction, Thorndike's case II).

    Parameters
    ----------
    r : float
        Correlation among the hired.
    sd_applicants, sd_hired : float
        Standard deviation of the score among all applicants and among the hired.

    Returns
    -------
    float
        Correlation expected among applicants.

    Raises
    ------
    UndefinedResult
        If a standard deviation is 0.

    Notes
    -----
    R = r·U / √(1 + r²(U² − 1)), U = sd_applicants / sd_hired.

    References
    ----------
    Thorndike, R. L. (1949). Personnel Selection. Sackett, P. R. & Yang, H. (2000). Correction for range restriction: an expanded
    typology. Journal of Applied Psychology 85, 112-118.

    Examples
    --------
    >>> round(thorndike_2(0.33, sd_applicants=100.32, sd_hired=48.19), 4)
    0.5884
    """
    r, u = correlation(r, "r"), _widening(sd_applicants, sd_hired)
    return r * u / math.hypot(math.sqrt(1 - r * r), r * u)


def thorndike_3(r_xy: float, *, r_xz: float, r_yz: float, sd_applicants: float, sd_hired: float) -> float:
    """Correct a validity for selection on a third variable z (incidental range restriction, Thorndike's case III).

    Parameters
    ----------
    r_xy, r_xz, r_yz : float
        Correlations among the hired; z is what people were selected on.
    sd_applicants, sd_hired : float
        Standard deviations of z.

    Notes
    -----
    R = (r_xy + r_xz·r_yz·(U² − 1)) / √((1 + r_xz²(U² − 1))(1 + r_yz²(U² − 1))).
    """
    xy, xz, yz = (correlation(r, name) for r, name in ((r_xy, "r_xy"), (r_xz, "r_xz"), (r_yz, "r_yz")))
    more = _widening(sd_applicants, sd_hired) ** 2 - 1
    return (xy + xz * yz * more) / math.sqrt((1 + xz * xz * more) * (1 + yz * yz * more))


def hunter_schmidt_le(
    r: float, *, sd_applicants: float, sd_hired: float, reliability_x: float, reliability_y: float = 1.0
) -> float:
    """Correct for indirect selection where what people were selected on is not recorded (case IV).

    Parameters
    ----------
    r : float
        Correlation among the hired.
    sd_applicants, sd_hired : float
        Standard deviations of the score.
    reliability_x : float
        Of the score among applicants.
    reliability_y : float
        Of the criterion among the hired.

    Returns
    -------
    float
        True-score correlation among applicants.

    Raises
    ------
    UndefinedResult
        If the hired's scores spread less than their error alone would.

    References
    ----------
    Hunter, J. E., Schmidt, F. L. & Le, H. (2006). Implications of direct and indirect range restriction for meta-analysis methods
    and findings. Journal of Applied Psychology 91, 594-612.
    """
    u = 1 / _widening(sd_applicants, sd_hired)
    rxx = _reliability(reliability_x, "reliability_x")
    left = (u * u - (1 - rxx)) / rxx
    if left <= 0:
        raise UndefinedResult("the scores of the hired spread less than their error alone", where=WHERE, found=f"sd ratio {u:.3f} at reliability {rxx:g}",
                              expected=f"above {math.sqrt(1 - rxx):.3f}", cure="check the standard deviations, or take a reliability measured among applicants")  # fmt: skip
    rxx_hired = 1 - (1 - rxx) / (u * u)
    true = disattenuate(r, reliability_x=rxx_hired, reliability_y=reliability_y)
    u_true = 1 / math.sqrt(left)
    return true * u_true / math.sqrt(1 + true * true * (u_true * u_true - 1))


def lawley(restricted: Any, applicants: Any, *, selected: Any = None, as_correlations: bool = True) -> np.ndarray:
    """Correct a whole matrix for selection on several variables at once (Pearson–Lawley).

    Parameters
    ----------
    restricted : square matrix
        Covariances of all variables among the hired.
    applicants : square matrix
        Covariances, among applicants, of the variables people were selected on.
    selected : sequence of int, optional
        Places of those variables in `restricted`; by default the first ones.
    as_correlations : bool
        Give correlations; False gives covariances.

    Returns
    -------
    numpy.ndarray, in the order of `restricted`

    Raises
    ------
    ContractError
        If the matrices do not belong together.
    UndefinedResult
        If the selected variables do not vary among the hired.

    References
    ----------
    Lawley, D. N. (1943). A note on Karl Pearson's selection formulae. Proceedings of the Royal Society of Edinburgh A 62, 28-30.
    """
    v, wide = _square(restricted, "restricted"), _square(applicants, "applicants")
    on = list(range(len(wide))) if selected is None else [int(place) for place in np.atleast_1d(selected)]
    if len(on) != len(wide) or len(set(on)) != len(on) or not all(0 <= place < len(v) for place in on):
        raise ContractError("the matrices do not belong together", where=WHERE, found=f"{len(on)} places, {len(wide)} variables known among applicants",
                            expected=f"one place (0 to {len(v) - 1}) for each", cure="give the covariances of exactly the variables people were selected on")  # fmt: skip
    rest = [place for place in range(len(v)) if place not in on]
    within = v[np.ix_(on, on)]
    if np.linalg.matrix_rank(within) < len(on):
        raise UndefinedResult("the hired do not differ in what they were selected on", where=WHERE, found="a singular covariance matrix",
                              expected="variables that vary and are not copies of each other", cure="leave out constant or repeated variables")  # fmt: skip
    slope = np.linalg.solve(within, v[np.ix_(on, rest)])
    full = np.empty_like(v)
    full[np.ix_(on, on)] = wide
    full[np.ix_(on, rest)] = wide @ slope
    full[np.ix_(rest, on)] = full[np.ix_(on, rest)].T
    full[np.ix_(rest, rest)] = v[np.ix_(rest, rest)] + slope.T @ (wide - within) @ slope
    if not (np.diag(full) > 0).all():
        raise UndefinedResult("the correction leaves a variable without spread", where=WHERE, found=f"{int((np.diag(full) <= 0).sum())} corrected variances of 0 or less",
                              expected="variances above 0", cure="give covariances of one sample; among applicants those of the variables people were selected on")  # fmt: skip
    sd = np.sqrt(np.diag(full))
    return full / np.outer(sd, sd) if as_correlations else full


def disattenuate(r: float, *, reliability_x: float = 1.0, reliability_y: float = 1.0) -> float:
    """Correct a correlation for error of measurement: r / √(r_xx · r_yy) (Spearman 1904).

    Parameters
    ----------
    r : float
    reliability_x, reliability_y : float
        1 leaves a side as it is. A validity to decide with is corrected for the criterion only: decisions use the score with its error.

    Examples
    --------
    >>> round(disattenuate(0.35, reliability_x=0.85, reliability_y=0.70), 7)
    0.4537426
    """
    return correlation(r, "r") / math.sqrt(
        _reliability(reliability_x, "reliability_x") * _reliability(reliability_y, "reliability_y")
    )


def disattenuate_matrix(correlations: Any, reliabilities: Any) -> np.ndarray:
    """Correct every correlation of a matrix for the error of both variables; the diagonal stays 1.

    Raises
    ------
    ContractError
        If there is not one reliability for each variable.
    """
    matrix = correlation_matrix(correlations, where=WHERE)
    root = np.sqrt([_reliability(r, "reliabilities") for r in np.atleast_1d(reliabilities)])
    if len(root) != len(matrix):
        raise ContractError("reliabilities and variables do not belong together", where=WHERE, found=f"{len(root)} reliabilities, {len(matrix)} variables",
                            expected="one a variable", cure="give 1 for a variable that is to stay as it is")  # fmt: skip
    return np.where(np.eye(len(matrix)) == 1, 1.0, matrix / np.outer(root, root))


def _widening(sd_applicants: float, sd_hired: float) -> float:
    wide, narrow = (a_number(sd, name, where=WHERE) for sd, name in ((sd_applicants, "sd_applicants"), (sd_hired, "sd_hired")))
    if not (wide > 0 and narrow > 0):
        raise UndefinedResult("there is no correction without spread", where=WHERE, found=f"standard deviations {wide:g} and {narrow:g}", expected="both above 0",
                              cure="take applicants and hires whose scores differ")  # fmt: skip
    return wide / narrow


def _reliability(value: float, name: str) -> float:
    number = a_number(value, name, where=WHERE)
    if not 0 < number <= 1:
        raise ContractError(
            f"'{name}' is not a reliability",
            where=WHERE,
            found=f"{number:g}",
            expected="above 0, at most 1",
            cure="take it from scoring.agreement",
        )
    return number


def _square(values: Any, name: str) -> np.ndarray:
    matrix = finite(values if np.ndim(values) else [[values]], name, where=WHERE, dimensions=2)
    if (np.diag(matrix) < 0).any():
        raise ContractError(f"'{name}' is not a covariance matrix", where=WHERE, found=f"{int((np.diag(matrix) < 0).sum())} variances below 0", expected="variances of 0 or more",
                            cure="give covariances, with the variances on the diagonal")  # fmt: skip
    if matrix.shape[0] != matrix.shape[1] or not np.allclose(matrix, matrix.T, atol=1e-6):
        raise ContractError(f"'{name}' is not a covariance matrix", where=WHERE, found=f"shape {'×'.join(map(str, matrix.shape))}", expected="square and symmetric",
                            cure="give every pair once above and once below the diagonal")  # fmt: skip
    return matrix
