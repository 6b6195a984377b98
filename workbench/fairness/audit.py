"""One audit: selection by stage, scoring rates, every criterion, and prediction, for each protected attribute and their crossings.

In flow decisions, scores and outcomes by candidate with the table of protected attributes, which is joined only here; out flows one
`Audit` whose tables name groups and no person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.fairness.gaps import allowed_for, score_gaps
from workbench.fairness.groups import UNKNOWN, labels_of
from workbench.fairness.prediction import differential_prediction
from workbench.fairness.scoring_rate import scoring_impact
from workbench.fairness.selection import impact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np

WHERE = "fairness.audit"
ATTRIBUTES = ("sex", "age_band", "origin", "disability")  # the protected columns of the contract PROTECTED
CROSSED = (ATTRIBUTES[:2],)
NOT_SAID = ("undisclosed",)
CROSSING = " × "


@dataclass(frozen=True)
class Audit:
    """Everything an audit shows.

    Parameters
    ----------
    selection : pandas.DataFrame, one row a stage, attribute and group
        ``stage``, ``attribute`` [crossings as ``sex × age_band``], then the columns of `Impact.table`.
    scoring : pandas.DataFrame, one row a scale, attribute and group
        ``score``, ``attribute`` and the columns of `Impact.table`; ``rate`` is the share above the median of all.
    criteria : pandas.DataFrame, one row a score, attribute and group
        ``attribute`` and the columns of `ScoreGaps.table`, adjusted over all attributes (crossings apart).
    prediction : pandas.DataFrame, one row an outcome, attribute and group
        ``outcome``, ``attribute`` and the columns of `DifferentialPrediction.table`.
    unknown : pandas.DataFrame, one row an attribute
        ``attribute``, ``n`` [people assessed], ``n_unknown`` [attribute not known or not said: shown, not compared], ``n_groups_hidden``,
        ``n_people_hidden``.
    undefined : pandas.DataFrame
        ``part``, ``attribute``, ``why`` [words]: what could not be computed.
    n : int
        People.
    minimum_group : int
    confidence : float
    """

    selection: pd.DataFrame = field(repr=False, compare=False)
    scoring: pd.DataFrame = field(repr=False, compare=False)
    criteria: pd.DataFrame = field(repr=False, compare=False)
    prediction: pd.DataFrame = field(repr=False, compare=False)
    unknown: pd.DataFrame = field(repr=False, compare=False)
    undefined: pd.DataFrame = field(repr=False, compare=False)
    n: int
    minimum_group: int
    confidence: float


@confident
def audit(
    decisions: frames.Frame,
    protected: frames.Frame,
    *,
    stages: Sequence[str],
    scores: Sequence[str] = (),
    criteria: Sequence[str] = (),
    outcomes: Mapping[str, str] | None = None,
    within: str | None = None,
    attributes: Sequence[str] | None = None,
    crossed: Sequence[Sequence[str]] | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
    exact: str = "fisher",
) -> Audit:
    """Audit decisions and scores for each protected attribute.

    Parameters
    ----------
    decisions : dataframe, one row a candidate (or application)
        ``candidate_id``; one column a stage [1 passed, 0 not, missing where the stage was not reached]; scores; outcomes.
    protected : dataframe, PROTECTED
    stages : sequence of str
        Columns of decisions, in the order of the process.
    scores : sequence of str
        Columns whose scoring rates are compared.
    criteria : sequence of str
        Columns compared as standardised differences; the looks of all attributes together are allowed for (Holm), and those of
        the crossings.
    outcomes : mapping of outcome column to score column, optional
        For differential prediction.
    within : str, optional
        Column (the job) inside which scores and outcomes are compared.
    attributes : sequence of str, optional
        By default all of PROTECTED that the table has.
    crossed : sequence of pairs, optional
        Attributes crossed into intersectional groups; by default the first two.
    minimum_group, confidence, exact : as in `impact`

    Returns
    -------
    Audit

    Raises
    ------
    ContractError
        If a column is missing, or a table does not keep its contract.
    UndefinedResult
        If nothing at all can be compared.
    """
    rows = frames.to_pandas(decisions, where="decisions")
    people = _people(protected)
    named = [name for name in (attributes if attributes is not None else ATTRIBUTES) if attributes is not None or name in people]
    _need(
        rows,
        ["candidate_id", *stages, *scores, *criteria, *(outcomes or {}), *(outcomes or {}).values(), *([within] if within else [])],
        "decisions",
    )
    groups = groups_of(
        rows, people, named, crossed if crossed is not None else [pair for pair in CROSSED if set(pair) <= set(named)]
    )
    jobs = rows[within] if within else None
    rules: dict[str, Any] = {"minimum_group": minimum_group, "confidence": confidence}
    parts: dict[str, list[pd.DataFrame]] = {"selection": [], "scoring": [], "criteria": [], "prediction": []}
    undefined: list[dict[str, str]] = []

    def keep(part: str, attribute: str, name: str, compute: Callable[[], pd.DataFrame], first: str) -> None:
        try:
            table = compute()
        except UndefinedResult as refusal:
            undefined.append({"part": part, "name": name, "attribute": attribute, "why": refusal.what, "found": refusal.found})
            return
        parts[part].append(table.assign(**{"attribute": attribute} | ({first: name} if first else {})))

    for attribute, labels in groups.items():
        for stage in stages:
            keep("selection", attribute, stage, lambda s=stage, g=labels: impact(rows[s], g, exact=exact, **rules).table, "stage")
        for score in scores:
            keep(
                "scoring",
                attribute,
                score,
                lambda s=score, g=labels: scoring_impact(rows[s], g, exact=exact, **rules).table,
                "score",
            )
        if criteria:
            keep(
                "criteria",
                attribute,
                "",
                lambda g=labels: score_gaps(rows, g, scores=list(criteria), within=jobs, **rules).table,
                "",
            )
        for outcome, score in (outcomes or {}).items():
            keep("prediction", attribute, outcome, lambda o=outcome, s=score, g=labels: differential_prediction(
                rows[s], rows[o], g, within=jobs, **rules).table, "outcome")  # fmt: skip
    if not any(parts.values()):
        raise UndefinedResult("nothing can be compared between groups", where=WHERE, found="; ".join(dict.fromkeys(f"{u['why']} ({u['found']})" for u in undefined)) or "no attributes",
                              expected="two groups large enough and somebody selected", cure="take a longer period")  # fmt: skip
    heads = {
        "selection": ["stage", "attribute"],
        "scoring": ["score", "attribute"],
        "criteria": ["attribute", "score"],
        "prediction": ["outcome", "attribute"],
    }
    tables = {part: _headed(found, heads[part]) for part, found in parts.items()}
    tables["criteria"] = _one_family(tables["criteria"], confidence)
    return Audit(**tables, unknown=_unknown(groups, minimum_group), undefined=pd.DataFrame(undefined, columns=["part", "name", "attribute", "why", "found"]),
                 n=len(rows), minimum_group=minimum_group, confidence=confidence)  # fmt: skip


def _people(protected: frames.Frame) -> pd.DataFrame:
    people = frames.to_pandas(protected, where="PROTECTED")
    _need(people, ["candidate_id"], "PROTECTED")
    twice = int(people["candidate_id"].duplicated().sum() + people["candidate_id"].isna().sum())
    if twice:
        raise ContractError("a candidate stands twice, or has no id", where="PROTECTED", found=f"{twice} rows", expected="one row a candidate",
                            cure="remove the repeated rows")  # fmt: skip
    return people


def _need(rows: pd.DataFrame, columns: Sequence[str], where: str) -> None:
    absent = [name for name in dict.fromkeys(columns) if name not in rows.columns]
    if absent:
        hints = " ".join(filter(None, (closest(name, map(str, rows.columns)) for name in absent)))
        raise ContractError(f"column missing: {', '.join(absent)}", where=where, found=f"columns {', '.join(map(str, rows.columns))}", expected=f"at least {', '.join(columns)}",
                            cure=hints or "name columns of the table")  # fmt: skip


def groups_of(
    rows: pd.DataFrame, protected: frames.Frame, named: Sequence[str], crossed: Sequence[Sequence[str]]
) -> dict[str, np.ndarray]:
    """Bring each person's group to the rows; what was not said is not known."""
    people = _people(protected)
    _need(rows, ["candidate_id"], "rows")
    _need(people, named, "PROTECTED")
    found = people.set_index("candidate_id")[list(dict.fromkeys([*named, *(name for pair in crossed for name in pair)]))]
    found = found.astype(object).where(~found.isin(NOT_SAID), None)
    own = found.reindex(rows["candidate_id"])
    single = {name: labels_of(own[name]) for name in named}
    return single | {CROSSING.join(pair): labels_of(own[list(pair)].reset_index(drop=True)) for pair in crossed}


def _one_family(criteria: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Count the looks of all attributes together, and those of their crossings together: an audit is one search for something."""
    if criteria.empty:
        return criteria
    crossed = criteria["attribute"].str.contains(CROSSING)
    parts = [allowed_for(part, confidence) for part in (criteria[~crossed], criteria[crossed]) if len(part)]
    return pd.concat(parts, ignore_index=True)


def _headed(parts: list[pd.DataFrame], first: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=first)
    table = pd.concat(parts, ignore_index=True)
    return table[[*first, *[name for name in table if name not in first]]]


def _unknown(groups: dict[str, np.ndarray], minimum_group: int) -> pd.DataFrame:
    rows = []
    for attribute, labels in groups.items():
        size = pd.Series(labels).value_counts()
        known = size.drop(UNKNOWN, errors="ignore")
        small = known[known < minimum_group]
        rows.append((attribute, len(labels), int(size.get(UNKNOWN, 0)), len(small), int(small.sum())))
    return pd.DataFrame(rows, columns=["attribute", "n", "n_unknown", "n_groups_hidden", "n_people_hidden"])
