"""Criteria no person has rated: a learned scorer or a judge model speaks for them, where the policy lets it, under its own name.

In flow the evidence just gathered and what machines may say; out flows the same evidence. A person's rating always stands: only
rows that say "nobody has rated it" are filled, and what stays empty says why.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench import scoring
from workbench.evidence import features, meaning
from workbench.pipeline.learning import PREFIX, answers_to, count_features
from workbench.pipeline.verdicts import combined, tasks_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import AnswerScorer, Rubric
    from workbench.pipeline.rules import Rules

NOBODY = "nobody has rated it"


def fill_unrated(
    evidence: pd.DataFrame, interviews: pd.DataFrame, answers: pd.DataFrame, judgements: pd.DataFrame, rules: Rules
) -> pd.DataFrame:
    """Fill the ratings nobody gave from scorers, else from judgements, as far as the policy allows.

    Parameters
    ----------
    evidence : dataframe, EVIDENCE of the interviews
    interviews, answers : dataframes, INTERVIEWS and ANSWERS
    judgements : dataframe, JUDGEMENTS of these interviews
    rules : Rules

    Returns
    -------
    pandas.DataFrame, EVIDENCE
        ``source`` says scorer or judge, ``source_version`` which version of it.
    """
    if not rules.scorers and rules.policy.judge is None:
        return evidence
    rows = evidence.to_dict("records")
    empty = {(row["interview_id"], row["indicator"]): place for place, row in enumerate(rows) if _is_empty(row)}
    said: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for scorer in rules.scorers:
        names = [name for name, indicator in empty if indicator == scorer.indicator]
        for name, found in _by_scorer(scorer, names, interviews, answers, rules).items():
            said.setdefault((name, scorer.indicator), []).append(found)
    if rules.policy.judge is not None:
        mine = interviews[interviews["interview_id"].isin({name for name, _ in empty})]
        for task in tasks_of(mine, answers, rules):
            key = (task.interview_id, f"{PREFIX}{task.criterion}")
            if key in empty:
                said.setdefault(key, []).append(combined(judgements, task, rules.policy.judge))
    for key, found in said.items():
        rows[empty[key]] = rows[empty[key]] | _first_usable(found)
    return _like(evidence, rows)


def _is_empty(row: dict[str, Any]) -> bool:
    return row["source"] == "rating" and row["status"] == "abstained" and row["indicator"].startswith(PREFIX)


def _by_scorer(
    scorer: AnswerScorer, names: list[str], interviews: pd.DataFrame, answers: pd.DataFrame, rules: Rules
) -> dict[str, dict[str, Any]]:
    mine = interviews[interviews["interview_id"].isin(set(names))]
    job_of = dict(zip(mine["interview_id"], mine["job_id"], strict=True))
    names = [name for name in job_of if _same_scale(rules.rubrics[job_of[name]], scorer)]
    if not names:
        return {}
    if why := _cannot(scorer):
        return {name: {"reason": why} for name in names}
    chosen = answers_to(scorer.criterion, answers[answers["interview_id"].isin(set(names))], mine, rules.rubrics, rules.banks)
    counted = count_features(scorer.criterion, chosen, mine, rules.rubrics, rules.taxonomy, semantic="+" in scorer.features_version)
    rated = scoring.rate(counted, scorer, confidence=rules.policy.confidence) if len(counted) else None
    found = {row["interview_id"]: row for row in rated.to_dict("records")} if rated is not None else {}
    return {name: _scorer_row(found.get(name), scorer) for name in names}


def _same_scale(rubric: Rubric, scorer: AnswerScorer) -> bool:
    scales = [crit.scale.rating for _, crit, _ in rubric.criteria if crit.indicator == scorer.indicator]
    return any(scale and (float(scale.lowest), float(scale.highest)) == (scorer.lowest, scorer.highest) for scale in scales)


def _cannot(scorer: AnswerScorer) -> str:
    """Say why a scorer cannot work here at all, or nothing."""
    if "+" not in scorer.features_version:
        here = features.VERSION
    elif meaning.is_installed():
        here = meaning.features_version(features.VERSION)
    else:
        return "the scorer needs the extra [semantic]"
    return "" if here == scorer.features_version else "the scorer learned from features of another version"


def _scorer_row(row: dict[str, Any] | None, scorer: AnswerScorer) -> dict[str, Any]:
    if row is None:
        return {"reason": "no answer to a question of this criterion"}
    if row["status"] != "usable":
        return {"reason": row["reason"]}
    return {
        "value": row["rating"], "value_low": row["low"], "value_high": row["high"], "quality": round(row["quality"], 4), "status": "usable",
        "reason": None, "source": "scorer", "source_version": scorer.version, "question_id": row["question_id"], "n_mentions": row["n_answers"],
    }  # fmt: skip


def _first_usable(found: list[dict[str, Any]]) -> dict[str, Any]:
    """Take the first source that speaks; else what must go to a person, else every source's reason."""
    for status in ("usable", "undecided"):
        if rows := [row for row in found if row.get("status") == status]:
            return rows[0]
    return {"reason": "; ".join(dict.fromkeys([NOBODY, *(row["reason"] for row in found)]))}


def _like(evidence: pd.DataFrame, rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Build the table again with the columns and types it had; text that is missing is None, as gathering leaves it."""
    import pandas as pd

    columns = {}
    for name, kind in evidence.dtypes.items():
        values = [row[name] for row in rows]
        numeric = pd.api.types.is_numeric_dtype(kind)
        values = values if numeric else [None if v is None or (isinstance(v, float) and math.isnan(v)) else v for v in values]
        columns[name] = pd.Series(values, dtype=kind if numeric else "object")
    return pd.DataFrame(columns)
