"""A rating learned from people's: trained on features of answers, measured where it has not looked, refused where that is too little.

In flow ANSWER_FEATURES and the RATINGS of one criterion; out flows an `AnswerScorer` document with what it is worth on questions it
knows and on questions it does not, beside what one person agrees with another. It never sees a text: features are a contract.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import ANSWER_FEATURES, FEATURE_NAMES, RATINGS
from workbench.definitions import AnswerScorer, content_hash
from workbench.errors import ContractError, UndefinedResult, closest, confident
from workbench.scoring import regression
from workbench.scoring.comparison import compare, compare_raters
from workbench.scoring.regression import Fit, Sample

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

# With 60 interviews the 95 % interval of a correlation of .5 is .28-.67 (Fisher's z): less could not tell use from chance.
MINIMUM_INTERVIEWS = 60
METHODS = ("ridge", "ordinal")
FOLDS, MOST_QUESTION_FOLDS, MOST_STEPS = 5, 6, 20
KNOWN, NEW, MEAN = "known questions", "new questions", "the mean rating for everybody"


@dataclass(frozen=True)
class Training:
    """What training found.

    Parameters
    ----------
    scorer : AnswerScorer
        The document, to be saved and approved.
    report : pandas.DataFrame, one row per comparison × measure
        ``compared`` [known questions, new questions, one rater with another, the mean rating for everybody], ``against``, ``measure`` [qwk, icc,
        mae], ``value``, ``low``, ``high``, ``n`` [interviews], ``note``.
    held_out : pandas.DataFrame, one row an interview
        ``interview_id``, ``rated`` [mean of raters], ``known``, ``new``: what the scorer said of it without having seen it.
    """

    scorer: AnswerScorer
    report: pd.DataFrame
    held_out: pd.DataFrame


@confident
def train(
    features: Any, ratings: Any, *, criterion: str, lowest: float, highest: float, id: str | None = None, method: str = "ridge",
    groups: Mapping[str, str] | None = None, minimum: int = MINIMUM_INTERVIEWS, confidence: float = 0.95, n_resamples: int = 1000,
    random_state: int = 0, progress: Callable[[int, int], None] | None = None,
) -> Training:  # fmt: skip
    """Learn to rate one criterion from the features of its answers.

    Parameters
    ----------
    features : dataframe, ANSWER_FEATURES, one row an answer to a question of this criterion
    ratings : dataframe, RATINGS of this criterion, one row per interview × rater
    criterion : str
    lowest, highest : float
        Ends of the rating scale.
    id : str, optional
        Of the document; ``answers-<criterion>`` if not given.
    method : {"ridge", "ordinal"}
    groups : mapping of interview_id to candidate_id, optional
        A candidate's interviews stay together in every split.
    minimum : int
        Interviews needed; may be raised above 60, not lowered.
    progress : callable, optional
        Called with (done, total) folds.

    Returns
    -------
    Training

    Raises
    ------
    UndefinedResult
        With fewer rated interviews than the minimum, or ratings that do not differ.
    ContractError
        If a table does not keep its contract, or a rating lies outside the scale.

    Notes
    -----
    *Known questions*: five folds of candidates. *New questions*: for every question (at most six groups of them) and every fold, the
    scorer learns from other candidates' answers to other questions, as an interview's rating is the same for all its answers.
    Held-out answers outside the training range abstain there as they would in use. The penalty is chosen inside each training part.
    """
    _must_be_settings(criterion, method, minimum, highest - lowest)
    people = _ratings(ratings, criterion, lowest, highest)
    table, version = _usable(features)
    table = table[table["interview_id"].isin(set(people["interview_id"]))].reset_index(drop=True)
    _must_suffice(table, people, criterion, minimum)
    people = people[people["interview_id"].isin(set(table["interview_id"]))]
    names = [name for name in FEATURE_NAMES if table[name].notna().mean() > 0.5 and table[name].std() > 1e-9]
    sample = _sample(table, people, names, groups or {}, method, lowest, highest)
    settings = {"method": method, "lowest": lowest, "highest": highest, "random_state": random_state}
    said = _held_out(table, sample, settings, progress or (lambda done, total: None))
    report = _report(said, people, lowest, highest, confidence, n_resamples, random_state)
    fitted = regression.fit(sample, **settings)
    scorer = _document(
        fitted, report, said, table, people, names, id=id or f"answers-{criterion.replace('_', '-')}", criterion=criterion,
        method=method, lowest=lowest, highest=highest, minimum=minimum, version=version,
    )  # fmt: skip
    return Training(scorer, report, _by_interview(said))


def _must_be_settings(criterion: str, method: str, minimum: int, span: float) -> None:
    where = f"scorer of '{criterion}'"
    if not 0 < span < math.inf:
        raise ContractError("the scale has no length", where=where, found=f"{span:g} between its ends", expected="lowest below highest",
                            cure="pass the ends of the rating scale")  # fmt: skip
    if minimum < MINIMUM_INTERVIEWS:
        raise ContractError("the minimum of rated interviews may only be raised", where=where, found=str(minimum),
                            expected=f"{MINIMUM_INTERVIEWS} or more", cure="have people rate more interviews")  # fmt: skip
    if method not in METHODS:
        raise ContractError("there is no such method", where=where, found=f"'{method}'", expected=f"one of {', '.join(METHODS)}",
                            cure=closest(method, METHODS) or "ridge is the usual one")  # fmt: skip
    if method == "ordinal" and span >= MOST_STEPS:
        raise ContractError("proportional odds need a scale of few steps", where=where, found=f"{span:g} steps between the ends",
                            expected=f"fewer than {MOST_STEPS}", cure="use the method ridge")  # fmt: skip


def _ratings(ratings: Any, criterion: str, lowest: float, highest: float) -> pd.DataFrame:
    table = frames.to_pandas(ratings, where="RATINGS")
    if "criterion" in table:
        spelt = table["criterion"].astype(str).str.removeprefix("rating.")
        table = table[spelt == criterion].assign(criterion=criterion)
    absent = [name for name in ("interview_id", "rater_id", "rating") if name not in table]
    if absent:
        raise ContractError(f"column missing: {', '.join(absent)}", where="RATINGS", found=", ".join(map(str, table.columns)),
                            expected="interview_id, rater_id, rating", cure="read the export with intake")  # fmt: skip
    table = RATINGS.check(table.assign(criterion=criterion).dropna(subset="rating").reset_index(drop=True))
    outside = np.flatnonzero(~table["rating"].between(lowest, highest))
    if len(outside):
        raise ContractError(f"{len(outside)} ratings lie outside the scale", where="RATINGS", found=f"rows {', '.join(map(str, outside[:5]))}",
                            expected=f"{lowest:g} to {highest:g}", cure="train on the scale the raters used")  # fmt: skip
    return table


def _usable(features: Any) -> tuple[pd.DataFrame, str]:
    table = frames.to_pandas(ANSWER_FEATURES.check(features), where="ANSWER_FEATURES")
    versions = sorted(set(table["features_version"]))
    if len(versions) > 1:
        raise ContractError("features of several versions cannot be learned from together", where="ANSWER_FEATURES", found=", ".join(versions),
                            expected="one features_version", cure="count the features of all answers again")  # fmt: skip
    missing = [name for name in FEATURE_NAMES if name not in table]
    table = table.assign(**dict.fromkeys(missing, math.nan))
    usable = table["reason"].isna() if "reason" in table else pd.Series(True, index=table.index)
    return table[usable].reset_index(drop=True), versions[0] if versions else ""


def _must_suffice(table: pd.DataFrame, people: pd.DataFrame, criterion: str, minimum: int) -> None:
    rated = people[people["interview_id"].isin(set(table["interview_id"]))]
    found, where = rated["interview_id"].nunique(), f"scorer of '{criterion}'"
    if found < minimum:
        raise UndefinedResult(
            "too few ratings to learn from", where=where, found=f"{found} interviews with ratings of '{criterion}' and a usable answer",
            expected=f"at least {minimum}", cure="have people rate more interviews; until then their ratings stand alone",
        )  # fmt: skip
    if np.ptp(rated["rating"].to_numpy(float)) == 0:
        raise UndefinedResult("there is nothing to learn when every rating is the same", where=where, found=f"{len(rated)} equal ratings",
                              expected="ratings that differ", cure="look at the anchors: raters may not be using the scale")  # fmt: skip


def _sample(
    table: pd.DataFrame,
    people: pd.DataFrame,
    names: list[str],
    groups: Mapping[str, str],
    method: str,
    lowest: float,
    highest: float,
) -> Sample:
    if not names:
        raise UndefinedResult("the answers do not differ in any feature", where="scorer", found=f"{len(table)} answers", expected="answers that differ",
                              cure="look at the answers: they may be one text")  # fmt: skip
    ids = table["interview_id"]
    steps = round(highest - lowest) + 1 if method == "ordinal" else 1
    place = np.clip(np.floor(people["rating"].to_numpy(float) - lowest + 0.5), 0, steps - 1).astype(int)
    codes, interviews = pd.factorize(people["interview_id"])
    counts = np.zeros((len(interviews), steps))
    np.add.at(counts, (codes, place), 1)
    row = pd.Index(interviews).get_indexer(ids)
    mean = people.groupby("interview_id")["rating"].mean()
    member = pd.factorize(pd.Series([groups.get(name) or name for name in ids], dtype=object))[0]
    return Sample(table[names].to_numpy(float), ids.map(mean).to_numpy(float), counts[row], member)


def _held_out(table: pd.DataFrame, sample: Sample, settings: dict[str, Any], progress: Callable[[int, int], None]) -> pd.DataFrame:
    """Rate every answer by a scorer that has seen neither its candidate (known) nor, further, its question (new)."""
    said = table[["interview_id", "question_id"]].assign(rated=sample.target, known=math.nan, new=math.nan, outside=False)
    blocks = list(_question_blocks(table["question_id"]))
    parts = list(regression.folds(sample.groups, FOLDS, settings["random_state"]))
    progress(0, total := len(parts) * (1 + len(blocks)))
    done = 0
    for inside, outside in parts:
        for column, block in [("known", None), *(("new", block) for block in blocks)]:
            learn = inside if block is None else inside[~block[inside]]
            rate = outside if block is None else outside[block[outside]]
            if len(rate) and len(learn) and np.ptp(sample.target[learn]) > 0:
                fitted = regression.fit(sample[learn], **settings)
                guess = regression.predict(fitted, sample.features[rate], lowest=settings["lowest"], highest=settings["highest"])
                strange = outside_range(sample.features[rate], fitted.low, fitted.high).any(axis=1)
                said.loc[rate, column] = np.where(strange, math.nan, guess)
                if block is None:
                    said.loc[rate, "outside"] = strange
            done += 1
            progress(done, total)
    return said


def outside_range(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Tell, per answer and feature, whether a value lies outside of what was learned from; a missing one does not."""
    slack = 1e-9 * (1 + np.abs(high) + np.abs(low))
    return (values < low - slack) | (values > high + slack)


def _question_blocks(questions: pd.Series) -> Iterator[np.ndarray]:
    """Give the rows of each question, or of six groups of questions where there are more; none where there is one question."""
    names = sorted(set(questions))
    number = min(len(names), MOST_QUESTION_FOLDS)
    for block in range(number if len(names) > 1 else 0):
        yield questions.isin(names[block::number]).to_numpy()


def _by_interview(said: pd.DataFrame) -> pd.DataFrame:
    return said.groupby("interview_id", sort=False)[["rated", "known", "new"]].mean().reset_index()


def _report(
    said: pd.DataFrame, people: pd.DataFrame, lowest: float, highest: float, confidence: float, n_resamples: int, random_state: int
) -> pd.DataFrame:
    by = _by_interview(said)
    scale = {
        "lowest": lowest,
        "highest": highest,
        "confidence": confidence,
        "n_resamples": n_resamples,
        "random_state": random_state,
    }
    known, new, constant = (
        compare(by[["interview_id"]].assign(rating=column), people, name=name, **scale)
        for name, column in ((KNOWN, by["known"]), (NEW, by["new"]), (MEAN, float(said["rated"].mean())))
    )
    if said["question_id"].nunique() < 2:
        new["note"] = "all answers are to one question: what it is worth on another is not known"
    parts = [known, new, compare_raters(people, **scale), constant[constant["measure"] == "mae"]]
    return pd.concat([part.dropna(axis=1, how="all") for part in parts], ignore_index=True).reindex(columns=known.columns)


def _document(
    fitted: Fit, report: pd.DataFrame, said: pd.DataFrame, table: pd.DataFrame, people: pd.DataFrame, names: list[str], *, version: str, **fixed: Any
) -> AnswerScorer:  # fmt: skip
    trusted = [name for name in (KNOWN, NEW) if _exceeds_chance(report, name)]
    content = {
        **fixed, "intercept": _short(fitted.intercept), "penalty": fitted.penalty, "features_version": version, "trusted_on": trusted,
        "features": [
            dict(zip(("name", "centre", "spread", "low", "high", "weight"), (name, *map(_short, numbers)), strict=True))
            for name, *numbers in zip(names, fitted.centre, fitted.spread, fitted.low, fitted.high, fitted.weights, strict=True)
        ],
        "questions": sorted(set(table["question_id"])), "abstained_share": round(float(said["outside"].mean()), 4),
        "n_interviews": people["interview_id"].nunique(), "n_answers": len(table), "n_ratings": len(people), "n_raters": people["rater_id"].nunique(),
        "data_hash": _data_hash(table, people, names), "worth": [_worth(row) for row in report.to_dict("records")],
    }  # fmt: skip
    by = _by_interview(said)
    errors = {
        f"error_{name}": _short(float(np.sqrt(((by[name] - by["rated"]) ** 2).mean())))
        for name in ("known", "new")
        if by[name].notna().any()
    }
    if fitted.cutpoints is not None:
        content["cutpoints"] = [_short(value) for value in fitted.cutpoints]
    return AnswerScorer.from_dict(content | errors)


def _exceeds_chance(report: pd.DataFrame, name: str) -> bool:
    row = report[(report["compared"] == name) & (report["against"] == "one rater") & (report["measure"] == "qwk")]
    return bool((row["low"] > 0).any())


def _worth(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: round(float(row[name]), 4) for name in ("value", "low", "high") if not pd.isna(row[name])}
    note = {"note": row["note"]} if isinstance(row["note"], str) else {}
    return {
        "compared": row["compared"],
        "against": row["against"],
        "measure": row["measure"],
        "n": int(row["n"]),
        **numbers,
        **note,
    }


def _data_hash(table: pd.DataFrame, people: pd.DataFrame, names: list[str]) -> str:
    """Hash what was learned from, independent of the order of rows."""
    answers = sorted(
        [row[0], row[1], *map(_text, row[2:])] for row in table[["interview_id", "question_id", *names]].itertuples(index=False)
    )
    given = sorted(
        [row[0], row[1], _text(row[2])] for row in people[["interview_id", "rater_id", "rating"]].itertuples(index=False)
    )
    return content_hash({"features": answers, "ratings": given})


def _text(value: float) -> str:
    return "" if value is None or pd.isna(value) else f"{float(value):.9g}"


def _short(value: float) -> float:
    return float(f"{float(value):.9g}") + 0.0  # no minus zero
