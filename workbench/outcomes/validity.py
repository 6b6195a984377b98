"""Did the score foretell the outcome: the correlation among the hired, with its interval and what was corrected.

In flow a score and an outcome of the same people; out flows one `Validity`. Only the hired have an outcome, so the plain
correlation is too low as a rule; it is corrected only when the caller knows how far applicants' scores spread.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, confident, within_reach
from workbench.fairness.groups import labels_of, plain
from workbench.outcomes.validity_corrections import disattenuate, thorndike_2
from workbench.wording import Words

WHERE = "outcomes.validity"
SHOWN, NOT_SHOWN, TOO_FEW = (
    Words("the score foretold the outcome"), Words("no connection shown"), Words("too few to say: a validity of .20 would need about {n} people"),
)  # fmt: skip
HIRES_ONLY = Words("only the hired have an outcome; whom the score kept out is not seen")
LARGE = 0.20  # a validity below which few selection decisions are worth changing
POWER = 0.80


@dataclass(frozen=True)
class Validity:
    """How a score and an outcome hang together.

    Parameters
    ----------
    r, low, high : float
        Correlation among the hired, with Fisher's interval.
    p_value : float
        Of r = 0 (t test, two-sided).
    n : int
        People with both numbers; `n_missing` lack one.
    n_groups : int
        Groups within which the correlation was taken (1 without `within`).
    corrected, corrected_low, corrected_high : float
        After the corrections asked for; NaN when none was.
    sd_ratio : float
        sd among applicants / sd among the hired; NaN when none was given.
    corrections : tuple of Words
        What was corrected, in this order.
    verdict, note : Words
    n_needed : int
        People that would show a validity of .20 four times in five.
    confidence : float
    """

    r: float
    low: float
    high: float
    p_value: float
    n: int
    n_missing: int
    n_groups: int
    corrected: float
    corrected_low: float
    corrected_high: float
    sd_ratio: float
    corrections: tuple[Words, ...]
    verdict: Words
    n_needed: int
    confidence: float
    note: Words


@confident
def validity(
    scores: Any,
    outcome: Any,
    *,
    within: Any = None,
    applicant_sd: float | None = None,
    reliability: float | None = None,
    minimum: int = 5,
    confidence: float = 0.95,
) -> Validity:
    """Correlate a score with an outcome.

    Parameters
    ----------
    scores : sequence of float, one a person
    outcome : sequence of float or bool, in the same order
        Performance, or yes/no (stayed a year); missing where nothing is known yet.
    within : sequence, optional
        Job of each person: the correlation is then taken within jobs, so that easy jobs do not make a validity.
    applicant_sd : float, optional
        Standard deviation of the score among all applicants (within jobs, if `within` is given): the correlation is corrected
        for selection on the score.
    reliability : float, optional
        Of the outcome among the hired, above 0 to 1: the correlation is corrected for the outcome's error, before the correction
        for selection.
    minimum : int
        Fewest people.
    confidence : float

    Returns
    -------
    Validity

    Raises
    ------
    ContractError
        If the sequences do not have one length, or are not numbers.
    UndefinedResult
        If there are too few people, or score or outcome does not vary (all stayed, all left).

    Notes
    -----
    With a yes/no outcome r is the point-biserial correlation. The ends of the interval are corrected like r itself, so the
    corrected interval is wider (Bobko & Rieck 1980); it takes applicant_sd and reliability as known.

    Examples
    --------
    >>> found = validity([60, 70, 75, 80, 85, 90], [2, 3, 3, 4, 3, 5])
    >>> round(found.r, 2), found.n
    (0.84, 6)
    """
    x, y, groups, missing = _pairs(scores, outcome, within)
    n, k = len(x), len(np.unique(groups)) if len(x) else 0
    if n - k < max(minimum - 1, 3):
        raise UndefinedResult("too few people for a correlation", where=WHERE, found=f"{n} with score and outcome" + (f" in {k} groups" if k > 1 else ""),
                              expected=f"at least {max(minimum, 4) + k - 1}", cure="wait for more outcomes, or take a longer period")  # fmt: skip
    x, y = x - _means(x, groups), y - _means(y, groups)
    _must_vary(x, "score")
    _must_vary(y, "outcome")
    r = float(np.clip(x @ y / math.sqrt((x @ x) * (y @ y)), -1, 1))
    free = n - k + 1
    low, high = interval(r, free, confidence=confidence)
    fixed, ratio, told = _corrected((r, low, high), math.sqrt(x @ x / (n - k)), applicant_sd, reliability)
    p, needed = p_value(r, free), n_for(LARGE, confidence=confidence) + k - 1
    return Validity(
        r, low, high, p, n, missing, k, *fixed, ratio, told, _verdict(p, n, needed, confidence), needed, confidence, HIRES_ONLY
    )


@confident
def interval(r: float, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give Fisher's interval of a correlation; a perfect one has none but itself."""
    if abs(r) >= 1 - 1e-12:
        return r, r
    half = NormalDist().inv_cdf(0.5 + confidence / 2) / math.sqrt(max(n - 3, 1))
    return math.tanh(math.atanh(r) - half), math.tanh(math.atanh(r) + half)


def p_value(r: float, n: int) -> float:
    """Give the two-sided p of r = 0 (t with n − 2 degrees of freedom)."""
    from scipy import stats

    if abs(r) >= 1 - 1e-12:
        return 0.0
    return float(2 * stats.t.sf(abs(r) * math.sqrt((n - 2) / (1 - r * r)), n - 2))


@confident
def n_for(r: float, *, confidence: float = 0.95, power: float = POWER) -> int:
    """Give the people that show a correlation of this size (Fisher z)."""
    sides = NormalDist().inv_cdf(0.5 + confidence / 2) + NormalDist().inv_cdf(power)
    return math.ceil((sides / math.atanh(abs(r))) ** 2 + 3)


def retained(hired_date: Any, left_date: Any, *, as_of: Any, days: int = 365) -> np.ndarray:
    """Tell who stayed for some days: 1 yes, 0 no, missing where it is too early to know.

    Parameters
    ----------
    hired_date, left_date : sequences of dates
        `left_date` missing while employed.
    as_of : date
        Last day that is known.
    days : int
    """
    start, end = (pd.to_datetime(pd.Series(plain(v))) for v in (hired_date, left_date))
    today, there = pd.Timestamp(as_of), (end - start).dt.days
    left = end.notna() & (there < days)
    known = (today - start).dt.days >= days
    return np.where(known, 1.0 - left, np.nan)


def _pairs(scores: Any, outcome: Any, within: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    x, y = numbers_of(scores, "scores"), numbers_of(outcome, "outcome")
    groups = labels_of(within) if within is not None else np.zeros(len(x), dtype=int)
    if not len(x) == len(y) == len(groups):
        raise ContractError("scores and outcomes do not belong to the same people", where=WHERE, found=f"{len(x)} scores, {len(y)} outcomes, {len(groups)} groups",
                            expected="one of each a person, in the same order", cure="join them on application_id first")  # fmt: skip
    both = ~(np.isnan(x) | np.isnan(y))
    x, y, groups = x[both], y[both], np.unique(groups[both], return_inverse=True)[1]
    several = (
        np.bincount(groups)[groups] > 1 if within is not None and len(groups) else np.ones(len(x), dtype=bool)
    )  # one alone in a job says nothing
    return x[several], y[several], groups[several], int((~both).sum())


def numbers_of(values: Any, name: str) -> np.ndarray:
    """Read a column of any engine as floats, missing as NaN; words are refused."""
    given = pd.Series(plain(values), dtype=object)
    number = pd.to_numeric(given, errors="coerce").astype(float).to_numpy()
    wrong = np.isnan(number) & given.notna().to_numpy() | np.isinf(number)
    if wrong.any():
        raise ContractError(f"'{name}' are not all numbers", where=WHERE, found=f"{int(wrong.sum())} values that are not (first at row {int(np.flatnonzero(wrong)[0])})",
                            expected="numbers, missing where nothing is known", cure="turn words into numbers first, for example left == False")  # fmt: skip
    within_reach(number, name, where=WHERE)
    return number


def _means(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    _, place = np.unique(groups, return_inverse=True)
    return (np.bincount(place, values) / np.bincount(place))[place]


def _must_vary(values: np.ndarray, what: str) -> None:
    if np.ptp(values) <= 1e-12 * max(1.0, np.abs(values).max()):
        raise UndefinedResult(f"the {what} is the same for everybody", where=WHERE, found=f"no spread among {len(values)} people", expected=f"a {what} that varies",
                              cure="take people on both sides: some who stayed and some who left, some good and some less good")  # fmt: skip


def _corrected(
    ends: tuple[float, float, float], sd_hired: float, applicant_sd: float | None, reliability: float | None
) -> tuple[tuple[float, float, float], float, tuple[Words, ...]]:
    values, told, ratio = ends, [], math.nan
    if reliability is not None:
        values = tuple(max(-1.0, min(1.0, disattenuate(v, reliability_y=reliability))) for v in values)
        told.append(Words("error of the outcome (reliability {reliability})", reliability=f"{reliability:.2f}"))
    if applicant_sd is not None:
        values = tuple(thorndike_2(v, sd_applicants=applicant_sd, sd_hired=sd_hired) for v in values)
        ratio = applicant_sd / sd_hired
        told.append(
            Words("selection on the score (Thorndike's case II, applicants spread {ratio} times as far)", ratio=f"{ratio:.2f}")
        )
    return (values if told else (math.nan,) * 3), ratio, tuple(told)


def _verdict(p: float, n: int, needed: int, confidence: float) -> Words:
    if p < 1 - confidence:
        return SHOWN
    return NOT_SHOWN if n >= needed else Words(TOO_FEW.sentence, n=needed)
