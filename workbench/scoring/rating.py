"""Ratings by a learned scorer: given where it may be trusted, withheld with the reason where it may not.

In flow ANSWER_FEATURES and an `AnswerScorer`; out flows one row an interview. A person's rating is nowhere replaced here: whoever
composes the two lets the person's stand.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import ANSWER_FEATURES
from workbench.errors import ContractError, confident
from workbench.scoring import regression
from workbench.scoring.scorer import KNOWN, NEW, outside_range

if TYPE_CHECKING:
    from workbench.definitions import AnswerScorer

COLUMNS = ["interview_id", "rating", "low", "high", "quality", "status", "reason", "n_answers", "question_id", "scorer_version"]
UNSEEN = "the scorer has not seen this question and is not shown to work on new ones"
CHANCE = "the scorer is not shown to do better than chance"


@confident
def rate(features: Any, scorer: AnswerScorer, *, confidence: float = 0.95) -> pd.DataFrame:
    """Rate interviews by a learned scorer.

    Parameters
    ----------
    features : dataframe, ANSWER_FEATURES, one row an answer to a question of the scorer's criterion
    scorer : AnswerScorer
    confidence : float
        Of the band around each rating.

    Returns
    -------
    pandas.DataFrame, one row an interview
        ``interview_id``, ``rating`` [mean over its usable answers], ``low``, ``high`` [from the scorer's error on held-out interviews],
        ``quality`` [its ICC with the mean of the raters], ``status`` [usable, abstained], ``reason``, ``n_answers``, ``question_id`` [first
        answer used], ``scorer_version``.

    Raises
    ------
    ContractError
        If the features were counted by another version than the scorer learned from.
    """
    table = _checked(features, scorer)
    reasons = _reasons(table, scorer)
    values = _values(table, scorer)
    rows = [
        _row(name, places, table, values, reasons, scorer, confidence)
        for name, places in table.groupby("interview_id", sort=False).indices.items()
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def predicted(values: np.ndarray, scorer: AnswerScorer) -> np.ndarray:
    """Give the rating of each answer, features in the scorer's order."""
    columns = {
        name: np.array([getattr(f, name) for f in scorer.features]) for name in ("centre", "spread", "low", "high", "weight")
    }
    cutpoints = None if scorer.cutpoints is None else np.array(scorer.cutpoints)
    fitted = regression.Fit(*columns.values(), scorer.intercept, cutpoints, scorer.penalty)
    return regression.predict(fitted, values, lowest=scorer.lowest, highest=scorer.highest)


def _checked(features: Any, scorer: AnswerScorer) -> pd.DataFrame:
    table = frames.to_pandas(ANSWER_FEATURES.check(features), where="ANSWER_FEATURES")
    others = sorted(set(table["features_version"]) - {scorer.features_version})
    if others:
        raise ContractError("these features are not those the scorer learned from", where=f"scorer '{scorer.id}'", found=", ".join(others),
                            expected=scorer.features_version, cure="train the scorer again on features of today")  # fmt: skip
    return table.assign(**{f.name: math.nan for f in scorer.features if f.name not in table}).reset_index(drop=True)


def _reasons(table: pd.DataFrame, scorer: AnswerScorer) -> list[str]:
    """Say, answer by answer, why it cannot be rated; nothing where it can."""
    values = table[[f.name for f in scorer.features]].to_numpy(float)
    strange = outside_range(values, np.array([f.low for f in scorer.features]), np.array([f.high for f in scorer.features]))
    names = np.array([f.name for f in scorer.features])
    seen = table["question_id"].isin(scorer.questions)
    unusable = table["reason"] if "reason" in table else [None] * len(table)
    return [
        _reason(why, known, list(names[odd]), scorer) for why, known, odd in zip(unusable, seen, strange, strict=True)
    ]  # fmt: skip


def _reason(why: Any, known: bool, odd: list[str], scorer: AnswerScorer) -> str:
    if isinstance(why, str) and why:
        return why
    if known and KNOWN not in scorer.trusted_on:
        return CHANCE
    if not known and NEW not in scorer.trusted_on:
        return UNSEEN
    return f"outside of what the scorer learned from: {', '.join(odd)}" if odd else ""


def _values(table: pd.DataFrame, scorer: AnswerScorer) -> np.ndarray:
    return predicted(table[[f.name for f in scorer.features]].to_numpy(float), scorer)


def _row(
    name: str,
    places: np.ndarray,
    table: pd.DataFrame,
    values: np.ndarray,
    reasons: list[str],
    scorer: AnswerScorer,
    confidence: float,
) -> dict[str, Any]:
    used = [place for place in places if not reasons[place]]
    first = table["question_id"].iloc[used[0] if used else places[0]]
    row = {"interview_id": name, "n_answers": len(used), "question_id": first, "scorer_version": scorer.version}
    if not used:
        why = "; ".join(dict.fromkeys(reasons[place] for place in places))
        return {**row, "rating": math.nan, "low": math.nan, "high": math.nan, "quality": 0.0, "status": "abstained", "reason": why}
    split = KNOWN if all(table["question_id"].iloc[place] in scorer.questions for place in used) else NEW
    rating = float(values[used].mean())
    half = NormalDist().inv_cdf(0.5 + confidence / 2) * ((scorer.error_known if split == KNOWN else scorer.error_new) or math.inf)
    low, high = max(scorer.lowest, rating - half), min(scorer.highest, rating + half)
    return {
        **row,
        "rating": rating,
        "low": low,
        "high": high,
        "quality": _quality(scorer, split),
        "status": "usable",
        "reason": None,
    }


def _quality(scorer: AnswerScorer, split: str) -> float:
    """Take the intraclass correlation with the mean of the raters as quality, between barely above none and 1."""
    found = [w.value for w in scorer.worth if (w.compared, w.against, w.measure) == (split, "mean of raters", "icc")]
    return min(1.0, max(0.01, found[0])) if found and found[0] is not None else 0.01
