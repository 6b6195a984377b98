"""Past interviews scored again under a proposed rubric: whose grade would be another, and who cannot be scored as the question was not asked.

In flow the stored values of each interview and two rubrics; out flows a `Replay`. Both rubrics score the same evidence, so that nothing
but the rubric makes the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError
from workbench.scoring.scores import criterion_names, grade, score

if TYPE_CHECKING:
    from workbench.definitions import Policy, Rubric

UP, DOWN, SAME, LOST, GAINED, NONE = (
    "up",
    "down",
    "same grade",
    "no grade any more",
    "a grade for the first time",
    "no grade either way",
)


@dataclass(frozen=True)
class Replay:
    """What a proposed rubric would have said of past interviews.

    Parameters
    ----------
    table : pandas.DataFrame, one row an interview
        ``interview_id``; ``overall_before``, ``overall_after``, ``change`` [points]; ``grade_before``, ``grade_after``; ``outcome`` ("up", "down",
        "same grade", "no grade any more", "a grade for the first time", "no grade either way"); ``error_band`` [points, of the score before];
        ``inside_band`` [whether the change is smaller than what the score could not tell anyway]; ``coverage_before``, ``coverage_after``; ``unasked``
        [no evidence on any criterion that is new].
    criteria : pandas.DataFrame, one row per criterion that is new, or reads or weighs its evidence by another scale
        ``competency``, ``criterion``, ``indicator``, ``n_asked``, ``n_unasked`` [interviews with and without evidence for it].
    n : int
        Interviews with a grade before.
    n_up, n_down : int
        Of these, whose grade would rise or fall.
    n_inside : int
        Of those that would rise or fall, how many by a change inside their error band.
    n_lost : int
        Of n, who would have no grade any more.
    n_unasked : int
        Of n, those with no evidence on any new criterion; 0 where nothing is new.
    missing : str
        The proposed rubric's policy on missing evidence, which decides what becomes of them.
    """

    table: pd.DataFrame
    criteria: pd.DataFrame
    n: int
    n_up: int
    n_down: int
    n_inside: int
    n_lost: int
    n_unasked: int
    missing: str

    @property
    def n_flips(self) -> int:
        """Grades that would be another, up or down."""
        return self.n_up + self.n_down


def replay(evidence: frames.Frame, before: Rubric, after: Rubric, *, policy: Policy | None = None) -> Replay:
    """Score past interviews by the rubric in force and by a proposed one, from the same stored values.

    Parameters
    ----------
    evidence : dataframe of any engine, one row an interview
        ``interview_id`` and one column per indicator with the value that was read; an indicator without a column was asked of nobody.
    before, after : Rubric
    policy : Policy, optional
        As of `score`.

    Returns
    -------
    Replay

    Raises
    ------
    ContractError
        If an interview stands twice, or the table has no ``interview_id``.
    """
    wide = _wide(evidence, before, after)
    was, now = (_graded(wide, rubric, policy) for rubric in (before, after))
    new = _new_criteria(before, after)
    table = pd.DataFrame({
        "interview_id": wide["interview_id"], "overall_before": was["overall"], "overall_after": now["overall"], "change": now["overall"] - was["overall"],
        "grade_before": was["grade"], "grade_after": now["grade"], "outcome": _outcomes(was["grade"], now["grade"], before, after),
        "error_band": was["error_band"], "coverage_before": was["coverage"], "coverage_after": now["coverage"],
    })  # fmt: skip
    table["inside_band"] = (table["change"].abs() <= table["error_band"]).fillna(False)
    asked = wide[[indicator for _, _, indicator in new]].notna()
    table["unasked"] = ~asked.any(axis=1) if new else False
    graded = table[table["grade_before"].notna()]
    flips = graded[graded["outcome"].isin([UP, DOWN])]
    return Replay(
        table=table, criteria=_criteria(new, asked[table["grade_before"].notna()]), n=len(graded), n_up=int((flips["outcome"] == UP).sum()),
        n_down=int((flips["outcome"] == DOWN).sum()), n_inside=int(flips["inside_band"].sum()), n_lost=int((graded["outcome"] == LOST).sum()),
        n_unasked=int(graded["unasked"].sum()), missing=after.missing,
    )  # fmt: skip


def _wide(evidence: frames.Frame, before: Rubric, after: Rubric) -> pd.DataFrame:
    table = frames.to_pandas(evidence, where="evidence").reset_index(drop=True)
    if "interview_id" not in table.columns:
        raise ContractError("column missing: interview_id", where="scoring.replay", found=f"columns {', '.join(map(str, table.columns))}",
                            expected="one row an interview", cure="pass the interviews' stored values, one column an indicator")  # fmt: skip
    twice = int(table["interview_id"].duplicated().sum())
    if twice:
        raise ContractError(f"{twice} interview{'s stand' if twice > 1 else ' stands'} more than once", where="scoring.replay",
                            expected="one row an interview", cure="keep the row that holds")  # fmt: skip
    names = list(dict.fromkeys([*before.indicators, *after.indicators]))
    return table[["interview_id"]].join(table.reindex(columns=names).astype("float64"))


def _graded(wide: pd.DataFrame, rubric: Rubric, policy: Policy | None) -> pd.DataFrame:
    return grade(score(wide[["interview_id", *rubric.indicators]], rubric, policy=policy), rubric)


def _new_criteria(before: Rubric, after: Rubric) -> list[tuple[str, str, str]]:
    """Give competency, criterion and indicator of what the rubric before did not read, or read by another scale."""
    known = {(crit.indicator, crit.scale) for _, crit, _ in before.criteria}
    named = zip(after.criteria, criterion_names(after), strict=True)
    return [(comp.id, name, crit.indicator) for (comp, crit, _), name in named if (crit.indicator, crit.scale) not in known]


def _outcomes(was: pd.Series, now: pd.Series, before: Rubric, after: Rubric) -> np.ndarray:
    """Compare grades by the scores they begin at; one of the same name is the same, wherever it begins now."""
    one, other = (grades.map({name: float(limit) for name, limit in rubric.grades.items()}).to_numpy(dtype="float64", na_value=np.nan)
                  for grades, rubric in ((was, before), (now, after)))  # fmt: skip
    there, here = ~np.isnan(one), ~np.isnan(other)
    other = np.where((was == now).to_numpy(dtype=bool, na_value=False), one, other)
    return np.select(
        [there & here & (other > one), there & here & (other < one), there & here, there, here],
        [UP, DOWN, SAME, LOST, GAINED],
        NONE,
    )


def _criteria(new: list[tuple[str, str, str]], asked: pd.DataFrame) -> pd.DataFrame:
    counts = asked.to_numpy(dtype=bool).sum(axis=0) if new else []
    rows = [(*names, int(n), len(asked) - int(n)) for names, n in zip(new, counts, strict=True)]
    return pd.DataFrame(rows, columns=["competency", "criterion", "indicator", "n_asked", "n_unasked"])
