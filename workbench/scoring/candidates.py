"""Whom weights are calibrated on: points, outcome, groups and selecting score brought together and checked.

In flow the tables as callers have them; out flows one `Prepared` sample, or a refusal that says what is missing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, finite, within_reach
from workbench.scoring.distribution import NOT_COMPETENCIES
from workbench.scoring.grouping import Grouped, attributes_of, grouped_by
from workbench.scoring.moments import Moments, Sample, spread_ratio
from workbench.scoring.weighting import METHODS
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

WHERE = "scoring.calibrate"
KNOWN = (*METHODS, "pareto")
SEPARATION_ROWS = 5000


@dataclass(frozen=True)
class Prepared:
    """The sample to calibrate on.

    Parameters
    ----------
    names : list of str
        Criteria.
    sample : Sample
    current : array
        Weights in use, adding up to 1.
    grouped : tuple of Grouped
        Everybody whose group is known and large enough, by attribute; empty without groups.
    n_left_out : int
    everybody_known : bool
        Whether everybody has an outcome.
    notes : tuple of Words
    """

    names: list[str]
    sample: Sample
    current: np.ndarray
    grouped: tuple[Grouped, ...]
    n_left_out: int
    everybody_known: bool
    notes: tuple[Words, ...]

    def selection(self, whole: Moments) -> Words:
        """Say how it was handled that only some have an outcome."""
        if self.everybody_known:
            return Words("Everybody has an outcome; nothing needed correction.")
        return Words(
            "Outcomes exist for {known} of {all}: their scores, ranked, spread {ratio} times as wide as everybody's. Validities are corrected to everybody interviewed (Thorndike's case III on the ranks of the selecting score as normal deviates, so that points piled up at 100 do not bend it); weights are those that tell apart people like the ones with an outcome.",
            known=len(self.sample.known), all=self.sample.n_people, ratio=f"{1 / spread_ratio(whole):.2f}",
        )  # fmt: skip


def prepare(
    points: frames.Frame, outcome: Any, *, method: str, groups: Any, weights: Mapping[str, float] | None, selected_on: Any, within: Any,
    missing: str, minimum_group: int,
) -> Prepared:  # fmt: skip
    """Bring everything together; the arguments are those of `calibrate`.

    Raises
    ------
    ContractError, UndefinedResult
    """
    if method not in KNOWN:
        raise ValueError(f"method '{method}' is none of {', '.join(KNOWN)}")
    if missing not in {"omit", "mean"}:
        raise ValueError(f"missing '{missing}' is neither 'omit' nor 'mean'")
    table, names = _points(points)
    current = _current(names, weights)
    x = table[names].to_numpy(dtype=float, na_value=math.nan)
    within_reach(np.where(np.isinf(x), math.nan, x), "points", where=WHERE)
    y, score, stratum = (_aligned(values, table, name) for values, name in (
        (outcome, "outcome"), (selected_on, "selected_on"), (within, "within")))  # fmt: skip
    by_attribute = {name: _aligned(values, table, "groups") for name, values in attributes_of(groups).items()}
    if missing == "mean":
        mean = np.array([column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else math.nan for column in x.T])
        x = np.where(np.isnan(x), mean, x)
    y = _numbers(y, "outcome")
    score = x @ current if score is None else _numbers(score, "selected_on")
    usable = ~np.isnan(x).any(axis=1) & ~np.isnan(score)
    if stratum is not None:
        usable &= pd.notna(stratum)
    x, y, score = x[usable], y[usable], score[usable]
    known = ~np.isnan(y)
    _must_be_defined(names, x, y, known, left_out=int((~usable).sum()))
    codes = np.zeros(len(x), dtype=int) if stratum is None else pd.factorize(np.asarray(stratum, dtype=object)[usable])[0]
    sample = _sample(x, y, score, known, codes)
    _must_tell_apart(names, sample)
    _must_not_separate(x[known], y[known])
    if not by_attribute and method == "pareto":
        raise UndefinedResult("the trade-off with the impact ratio needs groups", where=WHERE, found="no groups", expected="a group per person",
                              cure="pass groups=, or choose another method")  # fmt: skip
    given = {name: np.asarray(group, dtype=object)[usable] for name, group in by_attribute.items()}
    grouped, left = grouped_by(_centred(x, codes), given, minimum_group, where=WHERE)
    notes = [Words("{n} people lack points of some criterion and are left out.", n=int((~usable).sum()))] if (~usable).any() else []
    return Prepared(names, sample, current, grouped, int((~usable).sum()), bool(known.all()), (*notes, *left))


def _points(points: frames.Frame) -> tuple[pd.DataFrame, list[str]]:
    if not hasattr(points, "columns"):
        if np.ndim(points) != 2:
            raise ContractError("points are a table, or people × criteria", where=WHERE, found=f"{np.ndim(points)} dimensions", expected="2 dimensions",
                                cure="one row a person, one column a criterion")  # fmt: skip
        values = finite(points, "points", where=WHERE, dimensions=2, missing=True)
        points = pd.DataFrame(values, columns=[f"criterion {number + 1}" for number in range(values.shape[1])])
    table = frames.to_pandas(points, where="points")
    if "interview_id" in table and table["interview_id"].duplicated().any():
        raise ContractError("an interview stands twice", where="points", found=f"{int(table['interview_id'].duplicated().sum())} repeated ids",
                            expected="one row an interview", cure="take the points of one rubric version only")  # fmt: skip
    aside = NOT_COMPETENCIES | {"interview_id", "candidate_id", "job_id"}
    names = [name for name in table.columns if name not in aside and pd.api.types.is_numeric_dtype(table[name])
             and not pd.api.types.is_bool_dtype(table[name])]  # fmt: skip
    if not names:
        raise ContractError("there are no points to weigh", where="points", found=f"columns {', '.join(map(str, table.columns)) or '(none)'}",
                            expected="one numeric column a criterion", cure="pass what scoring.points gives")  # fmt: skip
    return table, [str(name) for name in names] if all(isinstance(name, str) for name in names) else names


def _current(names: list[str], weights: Mapping[str, float] | None) -> np.ndarray:
    if weights is None:
        return np.full(len(names), 1 / len(names))
    unknown = [name for name in weights if name not in names]
    given = np.array([float(weights.get(name, 0.0)) for name in names])
    if unknown or (given < 0).any() or not given.sum() > 0:
        hint = closest(str(unknown[0]), map(str, names)) if unknown else ""
        raise ContractError("the weights in use do not fit the points", where=WHERE,
                            found=f"unknown: {', '.join(map(str, unknown))}" if unknown else "weights below 0, or none above it",
                            expected=f"shares of {', '.join(map(str, names))}", cure=hint or "name the columns of points")  # fmt: skip
    return given / given.sum()


def _aligned(values: Any, table: pd.DataFrame, name: str) -> np.ndarray | None:
    """Bring one value per row of points: by interview, by index, or in order."""
    if values is None:
        return None
    if hasattr(values, "columns"):
        return _by_interview(frames.to_pandas(values, where=name), table, name)
    if isinstance(values, dict):
        values = pd.Series(values)
    if isinstance(values, pd.Series):
        key = table.get("interview_id")
        if key is not None and not values.index.equals(table.index) and values.index.isin(key).any():
            return _looked_up(values, key, name)
        if values.index.equals(table.index) or len(values) == len(table):
            return values.to_numpy()
    plain = values.to_numpy() if hasattr(values, "to_numpy") else np.asarray(values, dtype=object)
    if len(plain) != len(table):
        raise ContractError(f"{name} does not fit the points", where=WHERE, found=f"{len(plain)} values for {len(table)} people",
                            expected="one value a person, missing where unknown", cure="pass a table with interview_id")  # fmt: skip
    return plain


def _by_interview(other: pd.DataFrame, table: pd.DataFrame, name: str) -> np.ndarray:
    columns = [column for column in other.columns if column != "interview_id"]
    column = name if name in columns else columns[0] if len(columns) == 1 else None
    if "interview_id" not in other or "interview_id" not in table or column is None:
        raise ContractError(f"{name} cannot be matched to the points", where=WHERE, found=f"columns {', '.join(map(str, other.columns))}",
                            expected="interview_id and one more column (and interview_id in points)", cure="pass two columns, or one value a row")  # fmt: skip
    return _looked_up(other.set_index("interview_id")[column], table["interview_id"], name)


def _looked_up(values: pd.Series, key: pd.Series, name: str) -> np.ndarray:
    if values.index.duplicated().any():
        raise ContractError(f"{name} stands twice for one interview", where=WHERE, found=f"{int(values.index.duplicated().sum())} repeated ids",
                            expected="one value an interview", cure="take the mean over periods, or the last period")  # fmt: skip
    return values.reindex(key).to_numpy()


def _numbers(values: np.ndarray, name: str) -> np.ndarray:
    number = pd.to_numeric(pd.Series(values), errors="coerce").astype(float).to_numpy()
    lost = int((np.isnan(number) & pd.notna(pd.Series(values)).to_numpy()).sum())
    if lost or np.isinf(number).any():
        raise ContractError(f"{name} has values that are no numbers", where=WHERE, found=f"{lost or int(np.isinf(number).sum())} such values",
                            expected="finite numbers, missing where unknown", cure="read the export with intake")  # fmt: skip
    within_reach(number, name, where=WHERE)
    return number


def _must_be_defined(names: list[str], x: np.ndarray, y: np.ndarray, known: np.ndarray, *, left_out: int) -> None:
    n, least = int(known.sum()), max(15, 2 * len(names) + 5)
    if n < least:
        raise UndefinedResult("too few outcomes to weigh criteria by" if n else "nobody has an outcome", where=WHERE,
                              found=f"{n} people with points and outcome" + (f", {left_out} left out for missing points" if left_out else ""),
                              expected=f"at least {least} for {len(names)} criteria",
                              cure="wait for more outcomes, pool jobs with within=, or weigh competencies rather than criteria"
                              + ("; missing='mean' keeps people who lack points" if left_out else ""))  # fmt: skip
    if np.ptp(y[known]) == 0:
        raise UndefinedResult("the outcome is the same for everybody", where=WHERE, found=f"{n} equal outcomes", expected="outcomes that differ",
                              cure="take an outcome that tells people apart; being hired is none among the hired")  # fmt: skip
    if np.isinf(x).any():
        raise ContractError("points are not finite", where=WHERE, found=f"{int(np.isinf(x).sum())} infinite values", expected="0 to 100",
                            cure="pass what scoring.points gives")  # fmt: skip


def _sample(x: np.ndarray, y: np.ndarray, score: np.ndarray, known: np.ndarray, stratum: np.ndarray) -> Sample:
    """Centre points and score within strata: people with an outcome around their own means, and, for the spread, everybody around everybody's."""
    seen = np.column_stack([x, _normal_scores(score - _means(score[:, None], stratum)[stratum, 0])])
    apart = seen - _means(seen, stratum)[stratum]
    one = np.ones((len(seen), 1))
    inside = apart[known] if stratum.max(initial=0) == 0 else _centred(seen[known], stratum[known])
    y = _centred(y[known][:, None], stratum[known])
    among_all = None if stratum.max(initial=0) == 0 else np.column_stack([one[known], apart[known]])
    return Sample(np.column_stack([one[known], inside, y]), np.column_stack([one[~known], apart[~known]]), among_all)


def _normal_scores(score: np.ndarray) -> np.ndarray:
    """Give the normal deviate of each rank (Blom 1958): outcomes rise with it in a straight line also where points pile up at 100."""
    from scipy import stats

    return stats.norm.ppf((stats.rankdata(score) - 0.375) / (len(score) + 0.25)) if len(score) else score


def _means(values: np.ndarray, stratum: np.ndarray, *, size: int = 0) -> np.ndarray:
    count = np.bincount(stratum, minlength=size).astype(float)
    total = np.stack([np.bincount(stratum, column, minlength=size) for column in values.T], axis=1)
    return np.divide(total, count[:, None], out=np.full(total.shape, math.nan), where=count[:, None] > 0)


def _centred(values: np.ndarray, stratum: np.ndarray) -> np.ndarray:
    return values - _means(values, stratum)[stratum]


def _must_tell_apart(names: list[str], sample: Sample) -> None:
    x = sample.known[:, 1:-2]
    flat = [str(name) for name, spread in zip(names, x.std(axis=0), strict=True) if spread < 1e-9]
    if flat:
        raise UndefinedResult(f"criteria that do not vary cannot be weighed: {', '.join(flat)}", where=WHERE,
                              found=f"the same points for all {len(x)} people with an outcome", expected="points that differ",
                              cure="leave them out, or look at their scale: it may be too easy or too hard")  # fmt: skip
    r = np.corrcoef(x, rowvar=False).reshape(len(names), len(names))
    if np.linalg.eigvalsh(r)[0] < 1e-8:
        first, second = np.unravel_index(np.argmax(np.abs(np.triu(r, 1))), r.shape)
        raise UndefinedResult("one criterion says nothing that the others do not", where=WHERE,
                              found=f"closest: {names[first]} and {names[second]}, r = {r[first, second]:.3f}", expected="criteria with something of their own",
                              cure="join them, or leave one out")  # fmt: skip


def _must_not_separate(x: np.ndarray, y: np.ndarray) -> None:
    """Refuse a yes/no outcome that some weights of the points tell apart without exception: it was probably made from the points."""
    from scipy.optimize import linprog

    values = np.unique(y)
    if len(values) != 2 or len(y) > SEPARATION_ROWS:
        return
    side = np.where(y == values[1], 1.0, -1.0)
    scaled = np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / x.std(axis=0)])
    found = linprog(
        np.zeros(scaled.shape[1]), A_ub=-side[:, None] * scaled, b_ub=-np.ones(len(y)), bounds=[(None, None)] * scaled.shape[1]
    )
    if found.status == 0:
        raise UndefinedResult("the points tell the two outcomes apart without one exception", where=WHERE,
                              found=f"perfect separation of {len(y)} people", expected="outcomes that the points foretell with error",
                              cure="check that the outcome was not made from the score (a pass mark is no outcome)")  # fmt: skip
