"""What judgements come to: tasks for a judge made of rubric and answers, and the rows of one task made into one piece of evidence.

In flow answers, rubrics and JUDGEMENTS; out flow `Task`s, and fields of EVIDENCE with the judge's version, or why there is no rating.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.evidence.judge import Answer, Task, version
from workbench.evidence.language import noise
from workbench.pipeline.learning import PREFIX, chosen, feeding_questions

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import JudgeRules, Rubric
    from workbench.pipeline.rules import Rules

FINAL = ("valid", "void", "refused", "malformed", "flagged")  # asked again only after a time-out or a failure
TO_A_PERSON = "the answer speaks to the judge: a person must rate it"


def tasks_of(
    interviews: pd.DataFrame, answers: pd.DataFrame, rules: Rules, *, criteria: tuple[str, ...] | None = None
) -> list[Task]:
    """List what a judge could rate in these interviews: criteria with anchors on a scale of whole numbers, and a usable answer.

    Parameters
    ----------
    interviews, answers : dataframes, INTERVIEWS and ANSWERS
    rules : Rules
    criteria : tuple of str, optional
        Only these.
    """
    tasks = []
    said: dict[str, list[dict[str, Any]]] = {}
    for answer in answers.sort_values("question_id").to_dict("records"):
        said.setdefault(answer["interview_id"], []).append(answer)
    for row in interviews.to_dict("records"):
        rubric = rules.rubrics.get(row["job_id"])
        for competency, criterion in _criteria(rubric, criteria) if rubric is not None and row["interview_id"] in said else ():
            task = _task(row, competency, criterion, said[row["interview_id"]], rules)
            tasks += [task] if task.answers else []
    return tasks


def judge_version(task: Task, judge: JudgeRules) -> str:
    """Name the judge behind a judgement of this task."""
    return version(task, model=judge.model, temperature=judge.temperature)


def combined(judgements: pd.DataFrame, task: Task, judge: JudgeRules) -> dict[str, Any]:
    """Make the judgements of one task one piece of evidence.

    Parameters
    ----------
    judgements : dataframe, JUDGEMENTS
    task : Task
    judge : JudgeRules

    Returns
    -------
    dict
        Usable with the mean of the valid ratings; undecided where they lie too far apart or the answer speaks to the judge; else only
        a ``reason``.
    """
    name = judge_version(task, judge)
    of_task = (judgements["interview_id"] == task.interview_id) & (judgements["criterion"] == task.criterion)
    rows = judgements[of_task & (judgements["judge_version"] == name)]
    if rows.empty:
        return {"reason": "the judge has not been asked"}
    rows = rows[rows["answers_hash"] == task.answers_hash].sort_values("repetition")
    if rows.empty:
        return {"reason": "the answer has changed since it was judged"}
    shared = {"source": "judge", "source_version": name}
    flagged = rows[rows["status"] == "flagged"]
    if len(flagged):
        return {**shared, **_place(flagged.iloc[0]), "status": "undecided", "quality": 0.0, "reason": TO_A_PERSON, "n_mentions": 0}
    valid = rows[rows["status"] == "valid"]
    if 2 * len(valid) <= len(rows) or valid.empty:
        kinds = ", ".join(sorted(set(rows.loc[rows["status"] != "valid", "status"])))
        return {"reason": f"the judge gave no rating that stands: {kinds}"}
    return {**shared, **_place(valid.iloc[0]), **_rated(valid["rating"].astype(float), len(rows), judge)}


def _rated(ratings: pd.Series, asked: int, judge: JudgeRules) -> dict[str, Any]:
    spread = ratings.max() - ratings.min()
    row = {"value_low": ratings.min(), "value_high": ratings.max(), "n_mentions": len(ratings)}
    if spread > judge.largest_spread:
        return {
            **row,
            "status": "undecided",
            "quality": 0.0,
            "reason": f"the judge's ratings lie {spread:g} apart: a person must rate it",
        }
    return {**row, "value": ratings.mean(), "status": "usable", "quality": round(len(ratings) / asked, 4), "reason": None}


def _place(row: pd.Series) -> dict[str, Any]:
    return {name: row[name] for name in ("question_id", "span_start", "span_end", "quote")}


def _criteria(rubric: Rubric, only: tuple[str, ...] | None) -> list[tuple[Any, Any]]:
    """List the rubric's rated criteria, with their competency, that have anchors on a scale of whole numbers; each indicator once."""
    found: dict[str, tuple[Any, Any]] = {}
    for competency, crit, _ in rubric.criteria:
        scale, wanted = crit.scale.rating, only is None or crit.indicator.removeprefix(PREFIX) in only
        if wanted and crit.indicator.startswith(PREFIX) and scale and crit.anchors and _is_whole(scale):
            found.setdefault(crit.indicator, (competency, crit))
    return list(found.values())


def _is_whole(scale: Any) -> bool:
    return all(end == end.to_integral_value() for end in (scale.lowest, scale.highest))


def _task(row: dict[str, Any], competency: Any, crit: Any, said: list[dict[str, Any]], rules: Rules) -> Task:
    criterion, language = crit.indicator.removeprefix(PREFIX), row.get("language")
    answers = tuple(
        Answer(a["question_id"], a["question_text"] if isinstance(a["question_text"], str) else "", a["answer_text"])
        for a in chosen(said, competency, crit, feeding_questions(criterion, rules.banks))
        if isinstance(a["answer_text"], str) and not noise(a["answer_text"], language=language)
    )
    name = crit.name[language or "zh"] if crit.name else criterion
    scale = crit.scale.rating
    return Task(
        row["interview_id"], criterion, name, tuple(sorted(crit.anchors.items())), int(scale.lowest), int(scale.highest), answers
    )
