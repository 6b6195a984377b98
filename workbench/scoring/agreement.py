"""How far ratings can be trusted: reliability, agreement, severity, and how many raters buy enough.

In flow RATINGS (long) or a matrix of units × raters; out flows one `Agreement` with intervals on every coefficient. What has no
value with the data at hand is refused in words, or, for one coefficient among many, left null with a note.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, confident, within_reach
from workbench.scoring import kappa, krippendorff, unbalanced
from workbench.scoring.components import variance_components
from workbench.scoring.icc import FORMS, intraclass, raters_needed, step_up
from workbench.scoring.raters import severity
from workbench.wording import Words

LONG_FORM = {"rater_id", "rating"}
MOST_CATEGORIES = 20
F_METHOD = "F distribution (McGraw & Wong 1996)"
SAME = Words("between them they used one category only, or share no unit")
COMPONENT_METHOD = "variance components of unbalanced ratings, bootstrap over candidates"


@dataclass(frozen=True)
class Agreement:
    """What ratings are worth.

    Parameters
    ----------
    icc : pandas.DataFrame, one row per coefficient (six)
        ``type`` [ICC1 … ICC3k], ``name`` [ICC(1), ICC(A,1), …], ``value``, ``low``, ``high``, ``f``, ``df1``, ``df2``, ``p``, ``meaning``.
    icc_method : str
        Where value and interval come from: F on the complete matrix, or variance components when raters differ.
    alpha : pandas.DataFrame, one row per level of measurement
        ``level``, ``value``, ``low``, ``high`` [bootstrap over units]: Krippendorff's α, missing ratings allowed.
    kappa : pandas.DataFrame, one row per weighting
        ``weights`` [unweighted, linear, quadratic: Cohen's, mean over pairs of raters, weighted by units; fleiss: of all raters together],
        ``value``, ``low``, ``high`` [Cohen's of the only pair, else null], ``n_pairs``.
    kappa_pairs : pandas.DataFrame, one row per pair of raters and weighting
        ``rater``, ``other``, ``weights``, ``n``, ``value``, ``low``, ``high``.
    severity : pandas.DataFrame, one row a rater
        ``rater_id``, ``n``, ``n_shared``, ``effect`` [rating points against colleagues on the same units; below 0 = stricter], ``low``, ``high``, ``finding``.
    components : pandas.DataFrame, one row per source
        ``source``, ``variance`` [rating²], ``low``, ``high``, ``share``; see `components.variance_components`.
    raters : pandas.DataFrame, one row per number of raters 1..10
        ``n_raters``, ``reliability`` [Spearman–Brown from ICC(A,1)], ``low``, ``high``, ``standard_error`` [rating points].
    raters_for_target : int or None
        Raters whose mean reaches `target`; None when one rating is worth nothing.
    target : float
    standard_error, standard_error_of_difference : float
        Of one rater's rating, and of the difference of two candidates so rated [rating points].
    n_units, n_units_complete, n_raters, n_ratings : int
        Units rated, those rated by every rater, raters, ratings.
    confidence : float
    notes : tuple of Words
    """

    icc: pd.DataFrame
    icc_method: str
    alpha: pd.DataFrame
    kappa: pd.DataFrame
    kappa_pairs: pd.DataFrame
    severity: pd.DataFrame
    components: pd.DataFrame
    raters: pd.DataFrame
    raters_for_target: int | None
    target: float
    standard_error: float
    standard_error_of_difference: float
    n_units: int
    n_units_complete: int
    n_raters: int
    n_ratings: int
    confidence: float
    notes: tuple[Words, ...]


@confident
def agreement(
    ratings: Any, *, confidence: float = 0.95, target: float = 0.80, n_resamples: int = 1000, random_state: int = 0
) -> Agreement:
    """Measure how far raters agree.

    Parameters
    ----------
    ratings : dataframe of any engine, or array
        RATINGS, one row per interview, criterion and rater, reading ``interview_id``, ``rater_id``, ``rating`` and, if there, ``criterion``; or a
        matrix, one row a unit and one column a rater, missing where nobody rated (an ``interview_id`` column may name the units).
    confidence : float
    target : float
        Reliability to be bought with more raters.
    n_resamples : int
        Bootstrap resamples for α and for unbalanced ICCs.
    random_state : int

    Returns
    -------
    Agreement

    Raises
    ------
    ContractError
        If columns are missing, or a rater rated one unit twice.
    UndefinedResult
        With one rater, one unit, no unit rated twice, or no variation at all.

    Notes
    -----
    A unit is one interview's criterion; with several criteria each criterion's mean is first taken out for the ICCs, so that an
    easy criterion does not pass for agreement. The ICCs rest on the complete matrix when at least two thirds of the units
    rated twice are rated by everybody; otherwise on variance components, with k the harmonic mean number of raters a unit.
    """
    long = _long(ratings)
    raw = long.pivot_table(index="unit", columns="rater", values="rating", sort=False)
    twice = long[long.groupby("unit")["rating"].transform("size") >= 2]
    _must_be_defined(long, twice)
    centred = twice.assign(rating=twice["rating"] - twice.groupby("criterion")["rating"].transform("mean"))
    matrix = centred.pivot_table(index="unit", columns="rater", values="rating", sort=False).to_numpy()
    complete = matrix[~np.isnan(matrix).any(axis=1)]
    notes: list[Words] = []
    balanced = len(complete) >= 2 and len(complete) >= 2 / 3 * len(matrix)
    if balanced:
        icc, method = intraclass(complete, confidence=confidence), F_METHOD
        if len(complete) < len(matrix):
            notes.append(Words("ICCs rest on the {n} of {all} units that every rater rated.", n=len(complete), all=len(matrix)))
    else:
        icc, method = _unbalanced(centred, confidence, n_resamples, random_state), COMPONENT_METHOD
    components = variance_components(twice, confidence=confidence, n_resamples=n_resamples, random_state=random_state)
    one = icc.set_index("name").loc["ICC(A,1)"]
    spread = float(np.sqrt(_spread(centred)))
    pairs, owner = _pairs(raw, confidence, notes), long.groupby("unit", sort=False)["candidate"].first()
    return Agreement(
        icc=icc,
        icc_method=method,
        alpha=_alphas(raw, owner, confidence, n_resamples, random_state, notes),
        kappa=_summary(pairs, raw.to_numpy(), confidence, notes),
        kappa_pairs=pairs,
        severity=severity(long, confidence=confidence),
        components=components,
        raters=_by_number(one, spread),
        raters_for_target=_needed(one["value"], target, notes),
        target=target,
        standard_error=_standard_error(spread, one["value"]),
        standard_error_of_difference=math.sqrt(2) * _standard_error(spread, one["value"]),
        n_units=long["unit"].nunique(),
        n_units_complete=len(complete),
        n_raters=long["rater"].nunique(),
        n_ratings=len(long),
        confidence=confidence,
        notes=tuple(notes),
    )


def _long(ratings: Any) -> pd.DataFrame:
    """Bring either form to ``unit``, ``candidate``, ``criterion``, ``rater``, ``rating``; missing ratings left out."""
    table = frames.to_pandas(ratings, where="RATINGS") if hasattr(ratings, "columns") else _matrix(ratings)
    if set(table.columns) >= LONG_FORM:
        return _from_ratings(table)
    if {"rating"} & set(table.columns) or {"rater_id"} & set(table.columns):
        raise ContractError(f"column missing: {', '.join(LONG_FORM - set(table.columns))}", where="RATINGS", found=", ".join(map(str, table.columns)),
                            expected="interview_id, rater_id, rating", cure="read the export with intake")  # fmt: skip
    units = table["interview_id"] if "interview_id" in table else pd.Series(range(len(table)), index=table.index)
    columns = [name for name in table.columns if name not in {"interview_id", "criterion"}]
    text = [str(name) for name in columns if not pd.api.types.is_numeric_dtype(table[name])]
    if text:
        raise ContractError(f"columns that hold no ratings: {', '.join(text)}", where="RATINGS", found="text", expected="one numeric column a rater",
                            cure="drop them, or pass the long form with interview_id, rater_id, rating")  # fmt: skip
    criterion = table["criterion"] if "criterion" in table else pd.Series("rating", index=table.index)
    wide = table[columns].astype(float).assign(candidate=units, criterion=criterion)
    long = wide.melt(id_vars=["candidate", "criterion"], var_name="rater_id", value_name="rating")
    return _from_ratings(long.rename(columns={"candidate": "interview_id"}))


def _matrix(ratings: Any) -> pd.DataFrame:
    values = np.asarray([[math.nan if v is None else v for v in row] for row in ratings], dtype=float)
    if values.ndim != 2:
        raise ContractError("ratings are a matrix or a table", where="RATINGS", found=f"{values.ndim} dimensions", expected="units × raters",
                            cure="one row a unit, one column a rater")  # fmt: skip
    return pd.DataFrame(values, columns=[f"rater {number + 1}" for number in range(values.shape[1])])


def _from_ratings(table: pd.DataFrame) -> pd.DataFrame:
    if "interview_id" not in table:
        raise ContractError("column missing: interview_id", where="RATINGS", found=", ".join(map(str, table.columns)),
                            expected="interview_id, rater_id, rating", cure="name what was rated")  # fmt: skip
    criterion = table["criterion"] if "criterion" in table else pd.Series("rating", index=table.index)
    long = pd.DataFrame({"candidate": table["interview_id"], "criterion": criterion, "rater": table["rater_id"],
                         "rating": pd.to_numeric(table["rating"]).astype(float)})  # fmt: skip
    long = long.dropna(subset="rating").reset_index(drop=True)
    within_reach(long["rating"], "rating", where="RATINGS")
    repeated = int(long.duplicated(["candidate", "criterion", "rater"]).sum())
    if repeated:
        raise ContractError("a rater rated the same thing twice", where="RATINGS", found=f"{repeated} repeated rows",
                            expected="one row per interview, criterion and rater", cure="keep the last rating, or add the criterion column")  # fmt: skip
    return long.assign(unit=long.groupby(["candidate", "criterion"], sort=False).ngroup())


def _must_be_defined(long: pd.DataFrame, twice: pd.DataFrame) -> None:
    n_raters, n_units = long["rater"].nunique(), twice["unit"].nunique()
    if n_raters < 2 or n_units < 2:
        raise UndefinedResult(
            "agreement needs at least two raters and two units that both rated",
            where="scoring.agreement",
            found=f"{n_raters} rater{'s' if n_raters != 1 else ''}, {n_units} unit{'s' if n_units != 1 else ''} rated twice or more",
            expected="2 or more of each",
            cure="have a second person rate some of the interviews",
        )
    if np.ptp(twice["rating"].to_numpy()) == 0:
        raise UndefinedResult("agreement has no value when every rating is the same", where="scoring.agreement",
                              found=f"{len(twice)} equal ratings", expected="ratings that differ",
                              cure="look at the anchors: raters may not be using the scale")  # fmt: skip


def _unbalanced(long: pd.DataFrame, confidence: float, n_resamples: int, random_state: int) -> pd.DataFrame:
    codes = (pd.factorize(long[name])[0] for name in ("unit", "rater", "candidate"))
    met = unbalanced.meet(*codes, long["rating"].to_numpy(float))
    values = unbalanced.coefficients(met, np.ones((1, len(met.n))))[0]
    random = np.random.default_rng(random_state)
    low, high = unbalanced.intervals(met, confidence=confidence, n_resamples=max(20, n_resamples), random=random)
    labels = pd.DataFrame(FORMS, columns=["type", "name", "meaning"])
    table = labels[["type", "name"]].assign(value=values, low=low, high=high, f=math.nan, df1=math.nan, df2=math.nan, p=math.nan)
    return table.assign(meaning=labels["meaning"])


def _spread(centred: pd.DataFrame) -> float:
    """Give the variance of single ratings."""
    return float(centred["rating"].var(ddof=1))


def _standard_error(spread: float, reliability: float) -> float:
    return spread * math.sqrt(max(0.0, 1 - max(0.0, reliability)))


def _by_number(one: pd.Series, spread: float) -> pd.DataFrame:
    known = {column: max(0.0, float(one[column])) for column in ("value", "low", "high")}
    rows = []
    for number in range(1, 11):
        value, low, high = (step_up(known[column], number) for column in ("value", "low", "high"))
        error = _standard_error(spread, known["value"]) / math.sqrt(number)
        rows.append({"n_raters": number, "reliability": value, "low": low, "high": high, "standard_error": error})
    return pd.DataFrame(rows)


def _needed(reliability: float, target: float, notes: list[Words]) -> int | None:
    try:
        return raters_needed(float(reliability), target=target)
    except UndefinedResult as reason:
        notes.append(Words("No number of raters reaches {target}: {cure}.", target=f"{target:.2f}", cure=Words(reason.cure)))
        return None


def _alphas(
    raw: pd.DataFrame, owner: pd.Series, confidence: float, n_resamples: int, random_state: int, notes: list[Words]
) -> pd.DataFrame:
    rows, matrix, candidates = [], raw.to_numpy(), pd.factorize(owner.reindex(raw.index))[0]
    for level in krippendorff.LEVELS:
        try:
            found = krippendorff.alpha(
                matrix,
                level=level,
                confidence=confidence,
                n_resamples=n_resamples,
                random_state=random_state,
                candidates=candidates,
            )
        except UndefinedResult as reason:
            found = (math.nan, math.nan, math.nan)
            notes.append(
                Words("Krippendorff's α ({level}) is left out: {reason}.", level=Words(f"{level} scale"), reason=Words(reason.what))
            )
        rows.append((level, *found))
    return pd.DataFrame(rows, columns=["level", "value", "low", "high"])


def _pairs(raw: pd.DataFrame, confidence: float, notes: list[Words]) -> pd.DataFrame:
    rows = []
    used = np.unique(raw.to_numpy()[~np.isnan(raw.to_numpy())])
    if len(used) > MOST_CATEGORIES:
        notes.append(Words("κ is for categories; {n} different ratings are too many for it.", n=len(used)))
    for first, second in itertools.combinations(raw.columns, 2) if len(used) <= MOST_CATEGORIES else ():
        a, b = raw[first].to_numpy(), raw[second].to_numpy()
        n = int((~(np.isnan(a) | np.isnan(b))).sum())
        for weights in kappa.WEIGHTINGS if n >= 2 else ():
            try:
                found = kappa.cohen(a, b, weights=weights, confidence=confidence)
            except UndefinedResult:
                notes.append(
                    Words("κ of raters {first} and {second} is left out: {reason}.", first=first, second=second, reason=SAME)
                )
                break
            rows.append((first, second, weights, n, *found))
    return pd.DataFrame(rows, columns=["rater", "other", "weights", "n", "value", "low", "high"])


def _summary(pairs: pd.DataFrame, matrix: np.ndarray, confidence: float, notes: list[Words]) -> pd.DataFrame:
    rows = []
    for weights in kappa.WEIGHTINGS:
        mine = pairs[pairs["weights"] == weights]
        value = float(np.average(mine["value"], weights=mine["n"])) if len(mine) else math.nan
        low, high = mine[["low", "high"]].iloc[0] if len(mine) == 1 else (math.nan, math.nan)
        rows.append((weights, value, low, high, len(mine)))
    if len(pairs):
        try:
            rows.append(("fleiss", *kappa.fleiss(matrix, confidence=confidence), math.comb(matrix.shape[1], 2)))
        except UndefinedResult as reason:
            notes.append(Words("Fleiss' κ of all raters is left out: {reason}.", reason=Words(reason.what)))
    return pd.DataFrame(rows, columns=["weights", "value", "low", "high", "n_pairs"])
