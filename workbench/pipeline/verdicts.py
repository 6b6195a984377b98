"""What judgements come to: tasks for a judge made of rubric and answers, and the rows of one task made into one piece of evidence.

In flow answers, rubrics and JUDGEMENTS; out flow `Task`s, and fields of EVIDENCE with the judge's version, or why there is no rating.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.evidence.judge import Answer, Task, version
from workbench.evidence.language import noise
from workbench.pipeline.learning import PREFIX, answers_to

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
    of_interview = dict(tuple(answers.groupby("interview_id", sort=False)))
    for row in interviews.to_dict("records"):
        rubric, said = rules.rubrics.get(row["job_id"]), of_interview.get(row["interview_id"])
        for criterion in _criteria(rubric, criteria) if rubric is not None and said is not None else ():
            task = _task(row, criterion, said, interviews, rubric, rules)
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


def _criteria(rubric: Rubric, only: tuple[str, ...] | None) -> list[Any]:
    """List the rubric's rated criteria that have anchors on a scale of whole numbers."""
    rated = [crit for _, crit, _ in rubric.criteria if crit.indicator.startswith(PREFIX) and crit.scale.rating and crit.anchors]
    rated = list({crit.indicator: crit for crit in reversed(rated)}.values())[
        ::-1
    ]  # each indicator once, as its first criterion has it
    ends = {crit.indicator: (crit.scale.rating.lowest, crit.scale.rating.highest) for crit in rated}
    rated = [crit for crit in rated if all(end == end.to_integral_value() for end in ends[crit.indicator])]
    return [crit for crit in rated if only is None or crit.indicator.removeprefix(PREFIX) in only]


def _task(row: dict[str, Any], crit: Any, said: pd.DataFrame, interviews: pd.DataFrame, rubric: Rubric, rules: Rules) -> Task:
    criterion, language = crit.indicator.removeprefix(PREFIX), row.get("language") or "zh"
    mine = interviews[interviews["interview_id"] == row["interview_id"]]
    chosen = answers_to(criterion, said, mine, {row["job_id"]: rubric}, rules.banks)
    answers = tuple(
        Answer(a["question_id"], a["question_text"] or "", a["answer_text"])
        for a in chosen.sort_values("question_id").to_dict("records")
        if isinstance(a["answer_text"], str) and not noise(a["answer_text"], language=row.get("language"))
    )
    name = crit.name[language] if crit.name else criterion
    scale = crit.scale.rating
    return Task(
        row["interview_id"], criterion, name, tuple(sorted(crit.anchors.items())), int(scale.lowest), int(scale.highest), answers
    )
