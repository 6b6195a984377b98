"""What a further predictor adds to what is already known: incremental validity, from people or from correlations.

In flow an outcome with two sets of predictors, or a matrix of correlations; out flows the validity of the first set, of both, and
the difference with its interval and its shrinkage on people not used.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, confident
from workbench.fairness.groups import labels_of
from workbench.outcomes.utility_normal import correlation_matrix
from workbench.outcomes.validity import WHERE, numbers_of
from workbench.wording import Words

ADDS, ADDS_NOTHING = Words("adds to what was known"), Words("no gain shown")
FOLDS, REPEATS = 10, 5


@dataclass(frozen=True)
class Increment:
    """What a set of predictors adds.

    Parameters
    ----------
    base_r, full_r : float
        Multiple correlations without and with the added predictors.
    gain_r : float
        full_r − base_r.
    gain_r2, gain_r2_low, gain_r2_high : float
        R² gained, with its bootstrap interval.
    added_r, added_r_low, added_r_high : float
        Correlation of the outcome with what is new in the added predictors (semi-partial; of several, √ of the R² gained), with its
        interval. Of one predictor it may be below 0.
    f, p_value : float
        F test of the added predictors.
    base_r_new, full_r_new, gain_r_new : float
        The correlations on people not used for the weights (ten folds, five times).
    n, n_missing, n_base, n_added : int
    verdict : Words
        "adds" only if the F test says so and the gain holds on new people.
    confidence : float
    """

    base_r: float
    full_r: float
    gain_r: float
    gain_r2: float
    gain_r2_low: float
    gain_r2_high: float
    f: float
    p_value: float
    base_r_new: float
    full_r_new: float
    gain_r_new: float
    n: int
    n_missing: int
    n_base: int
    n_added: int
    verdict: Words
    confidence: float
    added_r: float
    added_r_low: float
    added_r_high: float


@dataclass(frozen=True)
class CompositeValidity:
    """Validity of the best weights of some predictors against a criterion composite, and the weights (one a predictor, sum 1)."""

    validity: float
    weights: tuple[float, ...]


@confident
def incremental_validity(
    outcome: Any,
    base: Any,
    added: Any,
    *,
    within: Any = None,
    confidence: float = 0.95,
    n_resamples: int = 500,
    random_state: int = 0,
) -> Increment:
    """Ask whether further predictors foretell the outcome beyond those already there.

    Parameters
    ----------
    outcome : sequence of float, one a person
    base, added : dataframe, array or sequence, one row a person
        What is known already (the résumé's numbers) and what is added (the interview's score).
    within : sequence, optional
        Job of each person; its mean is then taken out of everything.
    confidence : float
    n_resamples : int
    random_state : int

    Returns
    -------
    Increment

    Raises
    ------
    ContractError
        If lengths differ.
    UndefinedResult
        If there are too few people, or outcome or added predictors do not vary.

    Notes
    -----
    The semi-partial correlation's interval is symmetric on Fisher's z, with the bootstrap's spread and t for the people left after
    the predictors.
    """
    y, first, more = numbers_of(outcome, "outcome"), _columns(base, "base"), _columns(added, "added")
    if not len(y) == len(first) == len(more):
        raise ContractError("outcome and predictors do not belong to the same people", where=WHERE, found=f"{len(y)}, {len(first)} and {len(more)} rows",
                            expected="one a person, in the same order", cure="join them on application_id first")  # fmt: skip
    both = ~(np.isnan(y) | np.isnan(first).any(axis=1) | np.isnan(more).any(axis=1))
    groups = labels_of(within)[both] if within is not None else np.zeros(int(both.sum()))
    y, first, more = (_centred(v[both], groups) for v in (y, first, more))
    k = len(np.unique(groups)) + first.shape[1] + more.shape[1]
    if len(y) < k + 5:
        raise UndefinedResult(
            "too few people for these predictors",
            where=WHERE,
            found=f"{len(y)} people",
            expected=f"at least {k + 5}",
            cure="take fewer predictors or more people",
        )
    whole = np.column_stack([first, more])
    if np.ptp(y) == 0 or np.linalg.matrix_rank(whole) == np.linalg.matrix_rank(first):
        raise UndefinedResult("the added predictors say nothing of their own", where=WHERE, found="no spread in the outcome, or added = a mixture of base",
                              expected="an outcome and added predictors that vary", cure="leave out constant and repeated columns")  # fmt: skip
    before, after = _r2(first, y), _r2(whole, y)
    free, extra = len(y) - k, more.shape[1]
    f = (after - before) / extra / ((1 - after) / free) if after < 1 else math.inf
    gains, news = _bootstrap(first, more, y, n_resamples, np.random.default_rng(random_state))
    low, high = (float(end) for end in np.quantile(gains, [(1 - confidence) / 2, (1 + confidence) / 2]))
    new = _added(first, more, y)
    new_before, new_after = (_on_new_people(x, y, np.random.default_rng(random_state)) for x in (first, whole))
    from scipy import stats

    p = float(stats.f.sf(f, extra, free))
    verdict = ADDS if p < 1 - confidence and new_after > new_before else ADDS_NOTHING
    r_before, r_after = math.sqrt(before), math.sqrt(after)
    return Increment(r_before, r_after, r_after - r_before, after - before, low, high, f, p, new_before, new_after, new_after - new_before, len(y),
                     int((~both).sum()), first.shape[1], extra, verdict, confidence, new, *_on_z(new, news, free, confidence))  # fmt: skip


def composite_validity(
    predictors: Any, validities: Any, *, criteria: Any = None, criterion_weights: Any = None
) -> CompositeValidity:
    """Give the validity of the best-weighted predictors against one criterion, or a fixed composite of several.

    Parameters
    ----------
    predictors : square matrix
        Correlations of the predictors.
    validities : sequence, or matrix with one column a criterion
    criteria : square matrix, optional
        Correlations of the criteria.
    criterion_weights : sequence, optional
        Weights of the criteria in the whole of performance.

    Returns
    -------
    CompositeValidity

    Raises
    ------
    ContractError
        If the matrices do not belong together, or several criteria come without weights.
    UndefinedResult
        If one predictor is a sum of others.

    References
    ----------
    Sturman, M. C. (2001). Utility analysis for multiple selection devices and multiple outcomes. Journal of Human Resource Costing
    and Accounting 6(2), 9-28.
    """
    x, valid = correlation_matrix(predictors, where=WHERE), np.asarray(validities, dtype=float)
    valid = valid[:, None] if valid.ndim == 1 else valid
    y = np.eye(valid.shape[1]) if criteria is None else correlation_matrix(criteria, where=WHERE)
    b = np.ones(valid.shape[1]) if criterion_weights is None else np.asarray(criterion_weights, dtype=float)
    if valid.shape != (len(x), len(y)) or len(b) != len(y):
        raise ContractError("predictors, criteria and validities do not belong together", where=WHERE, found=f"{len(x)} predictors, {len(y)} criteria, validities {'×'.join(map(str, valid.shape))}",
                            expected="one row a predictor, one column a criterion", cure="turn the matrix of validities round")  # fmt: skip
    toward = valid @ b / math.sqrt(b @ y @ b)
    if np.linalg.matrix_rank(x) < len(x):
        raise UndefinedResult("one predictor says nothing that the others do not", where=WHERE, found="a singular matrix of correlations",
                              expected="predictors with something of their own", cure="join them, or leave one out")  # fmt: skip
    weights = np.linalg.solve(x, toward)
    r2 = float(toward @ weights)
    if r2 > 1 + 1e-9:
        raise ContractError(
            "these correlations cannot hold together",
            where=WHERE,
            found=f"R² {r2:.3f}",
            expected="at most 1",
            cure="take all of them from one sample",
        )
    total = weights.sum()
    return CompositeValidity(math.sqrt(max(r2, 0.0)), tuple((weights / total if total else weights).tolist()))


def _columns(values: Any, name: str) -> np.ndarray:
    if hasattr(values, "columns"):
        return np.column_stack([numbers_of(values[column], name) for column in values.columns])
    given = np.asarray(values, dtype=object)
    return np.column_stack([numbers_of(column, name) for column in (given.T if given.ndim == 2 else [values])])


def _centred(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    frame = pd.DataFrame(values)
    return (
        (frame - frame.groupby(groups).transform("mean")).to_numpy()
        if values.ndim == 2
        else (frame - frame.groupby(groups).transform("mean")).to_numpy()[:, 0]
    )


def _r2(x: np.ndarray, y: np.ndarray) -> float:
    left = y - x @ np.linalg.lstsq(x, y, rcond=None)[0]
    return float(np.clip(1 - (left @ left) / (y @ y), 0, 1))


def _added(first: np.ndarray, more: np.ndarray, y: np.ndarray) -> float:
    """Correlate the outcome with what the added predictors hold beyond the first."""
    new = more - first @ np.linalg.lstsq(first, more, rcond=None)[0]
    if new.shape[1] > 1:
        return math.sqrt(_r2(new, y))
    length = math.sqrt(float(new[:, 0] @ new[:, 0]) * float(y @ y))
    return float(new[:, 0] @ y) / length if length > 0 else 0.0


def _bootstrap(
    first: np.ndarray, more: np.ndarray, y: np.ndarray, n_resamples: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Give R² gained and the semi-partial correlation in every resample."""
    gains, news, whole = [], [], np.column_stack([first, more])
    for _ in range(n_resamples):
        who = random.integers(0, len(y), len(y))
        again, one, both = (values[who] - values[who].mean(axis=0) for values in (y, first, whole))
        if np.ptp(again) > 0:
            gains.append(_r2(both, again) - _r2(one, again))
            news.append(_added(one, both[:, first.shape[1] :], again))
    return np.array(gains), np.array(news)


def _on_z(value: float, drawn: np.ndarray, free: int, confidence: float) -> tuple[float, float]:
    from scipy import stats

    spread = np.arctanh(np.clip(drawn, -0.999999, 0.999999)).std()
    half = stats.t.ppf(0.5 + confidence / 2, max(free, 1)) * spread
    centre = math.atanh(min(max(value, -0.999999), 0.999999))
    return math.tanh(centre - half), math.tanh(centre + half)


def _on_new_people(x: np.ndarray, y: np.ndarray, random: np.random.Generator) -> float:
    """Correlate the outcome with what weights learned on the other folds foretell."""
    found = []
    for _ in range(REPEATS):
        fold = random.permutation(len(y)) % min(FOLDS, len(y))
        told = np.empty(len(y))
        for number in np.unique(fold):
            out = fold == number
            slope = np.linalg.lstsq(x[~out], y[~out], rcond=None)[0]
            told[out] = x[out] @ slope
        found.append(float(np.corrcoef(told, y)[0, 1]) if np.ptp(told) > 0 else 0.0)
    return float(np.mean(found))
