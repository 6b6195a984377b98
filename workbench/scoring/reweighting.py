"""Scores under other weights, from stored points: one matrix product, quick enough to follow a slider.

In flow the points of every criterion (`points`) and new weights; out flow overall scores and their coverage.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.definitions import Rubric
from workbench.errors import ContractError, DefinitionError, closest
from workbench.scoring.scores import criterion_names

if TYPE_CHECKING:
    from collections.abc import Mapping


def reweight(
    points: frames.Frame,
    weights: Mapping[str, Any] | Rubric,
    *,
    rubric: Rubric | None = None,
    missing: str | None = None,
    minimum_coverage: float | None = None,
) -> pd.DataFrame:
    """Score stored points again under other weights.

    Parameters
    ----------
    points : dataframe of any engine, one row an interview
        ``interview_id`` and one column per criterion, as `points` gives them; missing where there was no evidence.
    weights : mapping of str to number, or Rubric
        Share of each criterion; with `rubric`, share of each competency (its criteria keep their shares within). They add up to 1.
    rubric : Rubric, optional
        Whose competencies `weights` names; also gives `missing` and `minimum_coverage` where these are not said.
    missing : {"renormalise", "zero", "incomplete"}, optional
    minimum_coverage : float, optional
        Below it there is no overall score when renormalising.

    Returns
    -------
    pandas.DataFrame, one row an interview
        ``interview_id``, ``overall`` [0..100 or null], ``coverage`` [share of the new weights with evidence].

    Raises
    ------
    DefinitionError
        If weights are negative, do not add up to 1, or name what is not there.
    ContractError
        If a criterion has no column.
    """
    source = weights if isinstance(weights, Rubric) else rubric
    shares = _shares(weights, rubric)
    missing = missing or (source.missing if source else "renormalise")
    minimum = minimum_coverage if minimum_coverage is not None else float(source.minimum_coverage) if source else 0.0
    table = frames.to_pandas(points, where="points")
    absent = [name for name in ("interview_id", *shares) if name not in table.columns]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where="points", found=f"columns {', '.join(map(str, table.columns))}",
                            expected="interview_id and one column per criterion", cure="pass what scoring.points gives for this rubric")  # fmt: skip
    matrix, vector = table[list(shares)].to_numpy(dtype=float, na_value=np.nan), np.array(list(shares.values()))
    present = ~np.isnan(matrix)
    earned, coverage = np.where(present, matrix, 0.0) @ vector, present @ vector
    return pd.DataFrame({"interview_id": table["interview_id"], "overall": _overall(earned, coverage, missing, minimum),
                         "coverage": np.minimum(coverage, 1.0)})  # fmt: skip


def _shares(weights: Mapping[str, Any] | Rubric, rubric: Rubric | None) -> dict[str, float]:
    if isinstance(weights, Rubric):
        return {name: float(share) for name, (_, _, share) in zip(criterion_names(weights), weights.criteria, strict=True)}
    exact = {name: Decimal(str(share)) for name, share in weights.items()}
    _check(exact, {comp.id for comp in rubric.competencies} if rubric else set(exact))
    if rubric is None:
        return {name: float(share) for name, share in exact.items()}
    named = zip(criterion_names(rubric), rubric.criteria, strict=True)
    return {name: float(exact.get(comp.id, Decimal(0)) * crit.weight) for name, (comp, crit, _) in named}


def _check(weights: dict[str, Decimal], known: set[str]) -> None:
    problems = [f"'{name}' is no competency of the rubric ({closest(name, known) or 'known: ' + ', '.join(sorted(known))})"
                for name in weights if name not in known]  # fmt: skip
    problems += [f"'{name}' is {share}" for name, share in weights.items() if share < 0]
    total = sum(weights.values(), Decimal(0))
    if abs(total - 1) > Decimal("1e-9"):
        problems.append(f"the weights add up to {(total * 100).normalize():f} %")
    if problems:
        raise DefinitionError("these weights cannot be used", where="scoring.reweight", found="; ".join(problems),
                              expected="shares of 0 or more that add up to 100 %", cure="divide each by their sum")  # fmt: skip


def _overall(earned: np.ndarray, coverage: np.ndarray, missing: str, minimum: float) -> np.ndarray:
    if missing == "zero":
        return earned
    if missing == "incomplete":
        return np.where(coverage >= 1 - 1e-9, earned, np.nan)
    enough = (coverage > 0) & (coverage >= minimum - 1e-9)
    return np.minimum(np.divide(earned, coverage, out=np.full(len(earned), np.nan), where=enough), 100.0)
