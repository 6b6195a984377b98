"""Whether a score foretells the outcome alike for every group (Cleary's model): slopes, intercepts, over- and underprediction.

In flow a score, an outcome and the group of each person; out flows one row a group against the reference.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, confident
from workbench.fairness.groups import UNKNOWN, labels_of
from workbench.fairness.looks import holm
from workbench.fairness.scoring_rate import numbers_of
from workbench.wording import Words

WHERE = "fairness.differential_prediction"
ALIKE, SLOPES, OVER, UNDER, TOO_FEW = (
    Words("no difference in prediction shown"), Words("slopes differ: the score does not say the same about this group"),
    Words("overpredicted: the common line promises more than this group delivers"),
    Words("underpredicted: this group delivers more than the common line promises"), Words("too few to say"),
)  # fmt: skip
POWER_Z, WORTH = 0.8416, 0.3  # a difference of intercepts worth knowing, in standard deviations around the line
HIRES_ONLY = Words(
    "only the hired have an outcome, and an unreliable score alone makes intercepts differ where groups differ in it"
)


@dataclass(frozen=True)
class DifferentialPrediction:
    """Regression lines by group.

    Parameters
    ----------
    table : pandas.DataFrame, one row a group other than the reference
        ``group``, ``n``, ``n_reference``, ``slope``, ``slope_reference`` [outcome per point]; ``slope_difference`` with ``slope_low``, ``slope_high``
        and ``p_slope``; ``intercept_difference`` with ``intercept_low``, ``intercept_high`` and ``p_intercept`` [outcome, at equal slopes]; ``p_any``
        [both at once] and ``p_holm`` [that, over groups]; ``mean_residual`` [outcome − common line]; ``finding`` [words].
    reference : str
    n, n_missing, n_unknown, n_groups_hidden : int
    residual_sd : float
    confidence : float
    note : Words
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    reference: str
    n: int
    n_missing: int
    n_unknown: int
    n_groups_hidden: int
    residual_sd: float
    confidence: float
    note: Words


@confident
def differential_prediction(
    scores: Any,
    outcome: Any,
    group: Any,
    *,
    within: Any = None,
    reference: str | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> DifferentialPrediction:
    """Ask whether one regression line serves all groups.

    Parameters
    ----------
    scores, outcome : sequences of float, one a person
        A yes/no outcome is taken as 0 and 1 (a linear probability).
    group : sequence, or dataframe of several columns
    within : sequence, optional
        Job of each person: each job then has its own level.
    reference : str, optional
        By default the largest group.
    minimum_group : int
        Smaller groups are hidden and counted.
    confidence : float

    Returns
    -------
    DifferentialPrediction

    Raises
    ------
    ContractError
        If the sequences do not have one length, or are not numbers.
    UndefinedResult
        If fewer than two groups are large enough, score or outcome does not vary, or the outcome is foretold exactly.

    Notes
    -----
    Step-down (Lautenschlager & Mendoza 1986): first both differences at once, Holm over groups; only then the slope, and at equal
    slopes the intercept. "Overpredicted" means that a common line would favour the group (Cleary 1968).

    References
    ----------
    Cleary, T. A. (1968). Test bias: prediction of grades of Negro and white students in integrated colleges. Journal of
    Educational Measurement 5, 115-124. Lautenschlager, G. J. & Mendoza, J. L. (1986). A step-down hierarchical multiple regression
    analysis for examining hypotheses about test bias in prediction. Applied Psychological Measurement 10, 133-139.
    """
    x, y, labels = numbers_of(scores), numbers_of(outcome), labels_of(group)
    jobs = labels_of(within) if within is not None else np.zeros(len(x), dtype=int)
    if not len(x) == len(y) == len(labels) == len(jobs):
        raise ContractError("scores, outcomes and groups do not belong to the same people", where=WHERE, found=f"{len(x)}, {len(y)} and {len(labels)} rows",
                            expected="one of each a person, in the same order", cure="join them on candidate_id first")  # fmt: skip
    known = ~(np.isnan(x) | np.isnan(y))
    size = pd.Series(labels[known]).value_counts()
    named = size.drop(UNKNOWN, errors="ignore")
    large = named[named >= max(minimum_group, 3)]
    base = str(large.index[0]) if reference is None and len(large) else reference
    if len(large) < 2 or base not in large.index:
        raise UndefinedResult("a comparison needs two groups that may be shown", where=WHERE, found=f"{len(large)} with at least {max(minimum_group, 3)} people who have an outcome",
                              expected="two or more", cure="wait for more outcomes, or join groups")  # fmt: skip
    used = known & np.isin(labels, large.index)
    x, y, labels, jobs = x[used], y[used], labels[used], jobs[used]
    for values, what in ((x, "score"), (y, "outcome")):
        if np.ptp(values) == 0:
            raise UndefinedResult(f"the {what} is the same for everybody", where=WHERE, found=f"{len(values)} equal values", expected=f"a {what} that varies",
                                  cure="take people on both sides: some who stayed and some who left, some good and some less good")  # fmt: skip
    rows, sd = _lines(x - x.mean(), y, labels, jobs, base, [str(g) for g in large.index if g != base], confidence)
    return DifferentialPrediction(
        _told(pd.DataFrame(rows), sd, confidence),
        base,
        len(x),
        int((~known).sum()),
        int(size.get(UNKNOWN, 0)),
        len(named) - len(large),
        sd,
        confidence,
        HIRES_ONLY,
    )


def _lines(
    x: np.ndarray, y: np.ndarray, labels: np.ndarray, jobs: np.ndarray, base: str, others: list[str], confidence: float
) -> tuple[list[dict[str, Any]], float]:
    """Fit the common line, equal slopes, and each group's own slope; give one row a group."""
    from scipy import stats

    level = (jobs[:, None] == np.unique(jobs)[None, :]).astype(float)
    belongs = np.column_stack([(labels == other).astype(float) for other in others])
    common, parallel = np.column_stack([level, x]), np.column_stack([level, x, belongs])
    whole = np.column_stack([parallel, belongs * x[:, None]])
    one, equal, own = (_fit(design, y) for design in (common, parallel, whole))
    if own.sd <= 1e-9 * max(1.0, float(np.abs(y).max())) or own.free < 1:
        raise UndefinedResult("the outcome is foretold exactly", where=WHERE, found=f"no spread around the lines of {len(others) + 1} groups (perfect separation)",
                              expected="people with like scores and unlike outcomes", cure="check the data, or wait for more outcomes")  # fmt: skip
    rows, k = [], level.shape[1]
    for place, other in enumerate(others):
        here, slope_at, level_at = labels == other, k + 1 + len(others) + place, k + 1 + place
        slope = own.at(slope_at, confidence)
        intercept = equal.at(level_at, confidence)
        without = np.delete(whole, [slope_at, level_at], axis=1)
        f = (_fit(without, y).left - own.left) / 2 / own.sd**2
        rows.append({"group": other, "n": int(here.sum()), "n_reference": int((labels == base).sum()), "slope": float(own.slope[k] + own.slope[slope_at]),
                     "slope_reference": float(own.slope[k]), **{f"slope_{name}": value for name, value in slope.items()},
                     **{f"intercept_{name}": value for name, value in intercept.items()}, "p_any": float(stats.f.sf(max(f, 0), 2, own.free)),
                     "mean_residual": float((y - common @ one.slope)[here].mean())})  # fmt: skip
    return rows, own.sd


@dataclass(frozen=True)
class _Fit:
    slope: np.ndarray
    covariance: np.ndarray
    left: float
    sd: float
    free: int

    def at(self, place: int, confidence: float) -> dict[str, float]:
        """Give one coefficient with interval and p."""
        from scipy import stats

        value, error = float(self.slope[place]), math.sqrt(max(float(self.covariance[place, place]), 0.0))
        half = float(stats.t.ppf(0.5 + confidence / 2, self.free)) * error
        p = float(2 * stats.t.sf(abs(value) / error, self.free)) if error > 0 else math.nan
        return {"difference": value, "low": value - half, "high": value + half, "p": p, "error": error}


def _fit(design: np.ndarray, y: np.ndarray) -> _Fit:
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    slope = inverse @ design.T @ y
    left = float(((y - design @ slope) ** 2).sum())
    free = len(y) - int(np.linalg.matrix_rank(design))
    sd = math.sqrt(left / free) if free > 0 else 0.0
    return _Fit(slope, inverse * sd * sd, left, sd, free)


def _told(table: pd.DataFrame, sd: float, confidence: float) -> pd.DataFrame:
    from scipy import stats

    table = table.rename(columns={"slope_p": "p_slope", "intercept_p": "p_intercept"}).assign(p_holm=holm(table["p_any"]))
    sides, line = float(stats.norm.ppf(1 - (1 - confidence) / 2 / len(table))) + POWER_Z, 1 - confidence
    findings = []
    for row in table.to_dict("records"):
        if row["p_holm"] >= line:
            findings.append(ALIKE if row["intercept_error"] * sides <= WORTH * sd else TOO_FEW)
        elif row["p_slope"] < line:
            findings.append(SLOPES)
        else:
            findings.append(OVER if row["intercept_difference"] < 0 else UNDER)
    order_of = ["group", "n", "n_reference", "slope", "slope_reference", "slope_difference", "slope_low", "slope_high", "p_slope", "intercept_difference",
                "intercept_low", "intercept_high", "p_intercept", "p_any", "p_holm", "mean_residual", "finding"]  # fmt: skip
    return table.assign(finding=findings)[order_of]
