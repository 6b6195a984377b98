"""From people's ratings to a scorer: the answers of a criterion become features, features and ratings a document to be approved.

In flow the store's answers and ratings; out flow a `Training` and, where asked, a saved version. Evidence and scoring never meet
but here: what passes between them is ANSWER_FEATURES.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import scoring
from workbench.errors import ContractError, closest
from workbench.evidence import features

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from workbench.definitions import Competency, Criterion, QuestionBank, Rubric, SkillTaxonomy
    from workbench.scoring import Training
    from workbench.store import Desk

PREFIX = "rating."


def train_scorer(
    desk: Desk, criterion: str, *, method: str = "ridge", semantic: bool = False, id: str | None = None,
    minimum: int = scoring.MINIMUM_INTERVIEWS, random_state: int = 0, progress: Callable[[int, int], None] | None = None,
) -> Training:  # fmt: skip
    """Learn to rate a criterion from all people's ratings of it in the database.

    Parameters
    ----------
    desk : Desk
    criterion : str
        As in RATINGS: ``strategy``.
    method : {"ridge", "ordinal"}
    semantic : bool
        Whether to add likeness of meaning (extra ``[semantic]``).

    Returns
    -------
    Training
        Nothing is saved: `save_scorer` does, and the policy must name the scorer before it rates.

    Raises
    ------
    ContractError
        If no rubric in force rates this criterion, or rubrics give it different scales.
    UndefinedResult
        With too few ratings.
    """
    criterion = criterion.removeprefix(PREFIX)
    rubrics = list(desk.all_in_force("rubric").values())
    lowest, highest = _scale(rubrics, criterion)
    ratings = desk.read("RATINGS")
    ratings = ratings[ratings["criterion"].str.removeprefix(PREFIX) == criterion].assign(criterion=criterion)
    interviews = desk.read("INTERVIEWS", interview_id=sorted(set(ratings["interview_id"])))
    answers = desk.read("ANSWERS", interview_id=list(interviews["interview_id"]))
    by_job = {job: rubric for rubric in rubrics for job in rubric.job_ids}
    banks = list(desk.all_in_force("questions").values())
    speaking = answers_to(criterion, answers, interviews, by_job, banks)
    counted = count_features(criterion, speaking, interviews, by_job, taxonomy_of(desk), semantic=semantic)
    return scoring.train(
        counted, ratings, criterion=criterion, lowest=lowest, highest=highest, method=method, id=id, minimum=minimum,
        groups=dict(zip(interviews["interview_id"], interviews["candidate_id"], strict=True)), random_state=random_state, progress=progress,
    )  # fmt: skip


def save_scorer(desk: Desk, training: Training, *, reason: str) -> str:
    """Keep a trained scorer as a version; it rates nobody until it is in force and the policy in force names it."""
    return desk.save_definition(training.scorer, reason=reason)


def answers_to(
    criterion: str, answers: pd.DataFrame, interviews: pd.DataFrame, rubrics: dict[str, Rubric], banks: Iterable[QuestionBank]
) -> pd.DataFrame:
    """Keep the answers that speak to a criterion.

    Those to the questions the rubric names for it; where it names none, to the questions that the bank says feed it; where no such
    question was asked, to the questions of its competency.
    """
    feeding = feeding_questions(criterion, banks)
    job_of = dict(zip(interviews["interview_id"], interviews["job_id"], strict=True))
    wanted = {job: found for job, rubric in rubrics.items() if (found := _criterion(rubric, criterion))}
    rows = answers[["interview_id", "question_id", "competency"]].reset_index(drop=True)
    said: dict[str, list[dict[str, Any]]] = {}
    for place, row in enumerate(rows.to_dict("records")):
        said.setdefault(row["interview_id"], []).append({**row, "place": place})
    kept = [
        row["place"] for name, given in said.items() if (found := wanted.get(job_of.get(name))) for row in chosen(given, *found, feeding)
    ]  # fmt: skip
    return answers.iloc[kept].reset_index(drop=True)


def chosen(said: list[dict[str, Any]], competency: Competency, criterion: Criterion, feeding: set[str]) -> list[dict[str, Any]]:
    """Choose among one interview's answers those that speak to a criterion."""
    asked = set(criterion.questions) or feeding
    to_questions = [row for row in said if row["question_id"] in asked]
    if to_questions or criterion.questions:
        return to_questions
    return [row for row in said if row["competency"] in {competency.id, competency.name.zh, competency.name.en}]


def feeding_questions(criterion: str, banks: Iterable[QuestionBank]) -> set[str]:
    """List the questions that the banks say feed a criterion."""
    return {q.id for bank in banks for q in bank.questions if f"{PREFIX}{criterion}" in q.feeds}


def count_features(
    criterion: str, answers: pd.DataFrame, interviews: pd.DataFrame, rubrics: dict[str, Rubric], taxonomy: SkillTaxonomy | None, *, semantic: bool
) -> pd.DataFrame:  # fmt: skip
    """Count the features of answers to a criterion, compared with its anchors where meaning counts."""
    job_of = dict(zip(interviews["interview_id"], interviews["job_id"], strict=True))
    languages = {i: tongue for i, tongue in zip(interviews["interview_id"], interviews["language"], strict=True) if tongue}
    anchors: dict[str, dict[int, str]] = {}
    for name, job in job_of.items():
        found = _criterion(rubrics[job], criterion) if job in rubrics else None
        if found and found[1].anchors:
            anchors[name] = found[1].anchors
    return features.answer_features(answers, languages=languages, taxonomy=taxonomy, anchors=anchors, semantic=semantic)


def taxonomy_of(desk: Desk) -> SkillTaxonomy | None:
    """Give the skill taxonomy in force, if there is one."""
    return next(iter(desk.all_in_force("skills").values()), None)


def _scale(rubrics: list[Rubric], criterion: str) -> tuple[float, float]:
    found = {
        (float(crit.scale.rating.lowest), float(crit.scale.rating.highest)): rubric.id
        for rubric in rubrics
        for _, crit, _ in rubric.criteria
        if crit.indicator == f"{PREFIX}{criterion}" and crit.scale.rating
    }
    if not found:
        known = sorted(
            {c.indicator.removeprefix(PREFIX) for r in rubrics for _, c, _ in r.criteria if c.indicator.startswith(PREFIX)}
        )
        raise ContractError(f"no rubric in force rates '{criterion}'", where="scorer", found=f"criteria rated: {', '.join(known) or 'none'}",
                            expected="one of these, on a rating scale", cure=closest(criterion, known) or "name the criterion as the rubric's indicator does")  # fmt: skip
    if len(found) > 1:
        scales = "; ".join(f"{low:g} to {high:g} in '{name}'" for (low, high), name in found.items())
        raise ContractError(f"'{criterion}' is rated on different scales", where="scorer", found=scales, expected="one scale in all rubrics",
                            cure="rate it on one scale, or give it two names")  # fmt: skip
    return next(iter(found))


def _criterion(rubric: Rubric, criterion: str) -> tuple[Any, Criterion] | None:
    return next(((comp, crit) for comp, crit, _ in rubric.criteria if crit.indicator == f"{PREFIX}{criterion}"), None)
