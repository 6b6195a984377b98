"""Asking a judge model about answers no person has rated: only where the policy says so, each use noted before anything is sent.

In flow a desk and, if need be, an address; out flow JUDGEMENTS in the store, evidence and scores reckoned again, and counts. Answers
judged once are not sent again unless their words, the anchors or the judge have changed.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import scoring
from workbench.contracts import JUDGEMENTS
from workbench.errors import ContractError, DefinitionError, UndefinedResult
from workbench.evidence import judge as room
from workbench.pipeline.learning import PREFIX
from workbench.pipeline.reckoning import gather_evidence, price, score_interviews
from workbench.pipeline.rules import rules_in_force
from workbench.pipeline.verdicts import FINAL, judge_version, tasks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.definitions import JudgeRules, Policy
    from workbench.evidence.judge import Judge, Task
    from workbench.pipeline.rules import Rules
    from workbench.store import Desk

URL, KEY = "WORKBENCH_JUDGE_URL", "WORKBENCH_JUDGE_KEY"
SILENT = 5  # tasks in a row without any reply in time, after which no more are sent


@dataclass(frozen=True)
class Judged:
    """What came of asking: criteria judged and left as they were, replies by status, interviews reckoned again, the endpoint's host."""

    done: int
    unchanged: int
    statuses: dict[str, int]
    interviews: tuple[str, ...]
    host: str


def judge_answers(
    desk: Desk, *, base_url: str | None = None, key: str | None = None, criteria: Iterable[str] | None = None, interviews: Iterable[str] | None = None,
    rated_too: bool = False, workers: int = 4, progress: Callable[[int, int], None] | None = None,
) -> Judged:  # fmt: skip
    """Have a judge model rate what no person has rated.

    Parameters
    ----------
    desk : Desk
        Of an account that may change records.
    base_url : str, optional
        Of an OpenAI-compatible endpoint; else the policy's, else WORKBENCH_JUDGE_URL.
    key : str, optional
        Else WORKBENCH_JUDGE_KEY.
    criteria, interviews : iterable of str, optional
        Only these.
    rated_too : bool
        Also what people have rated, to compare; their ratings stand.
    workers : int
        Requests under way at once.
    progress : callable, optional
        Called with (done, total) criteria.

    Returns
    -------
    Judged

    Raises
    ------
    DefinitionError
        If the policy in force does not allow a judge.
    ContractError
        If a criterion is rated by no rubric with anchors, or no address is given.
    JudgeUnavailableError
        If the endpoint cannot be asked. What was judged before stays.
    AccessDenied
    """
    rules, _ = rules_in_force(desk)
    settings = _allowed(rules.policy)
    judge = room.connect(_address(base_url, settings), model=settings.model, key=key or os.environ.get(KEY), timeout_s=settings.timeout_s,
                         temperature=settings.temperature)  # fmt: skip
    tasks = _tasks(desk, rules, criteria, interviews, rated_too=rated_too)
    todo = _open(desk, tasks, settings)
    asked: list[str] = []
    try:
        with contextlib.closing(judge.client):
            statuses = _ask_all(desk, judge, todo, settings, workers, asked, progress or (lambda done, total: None))
    finally:  # what was judged before the endpoint broke down counts
        touched = tuple(dict.fromkeys(asked))
        if touched:
            _reckon_again(desk, rules, touched)
    return Judged(len(todo), len(tasks) - len(todo), dict(statuses), touched, judge.host)


def judge_worth(desk: Desk, criterion: str, *, n_resamples: int = 1000, random_state: int = 0) -> pd.DataFrame:
    """Say how far the judge agrees with itself and with people on one criterion, beside people with one another.

    Returns
    -------
    pandas.DataFrame
        As `scoring.compare` gives it, for "judge model", "one judgement with another" and "one rater with another".

    Raises
    ------
    DefinitionError
        If the policy does not allow a judge.
    UndefinedResult
        If nothing of this criterion has been judged by the judge of today.
    """
    rules, _ = rules_in_force(desk)
    settings, criterion = _allowed(rules.policy), criterion.removeprefix(PREFIX)
    tasks = {
        (t.interview_id, judge_version(t, settings), t.answers_hash): t
        for t in _tasks(desk, rules, [criterion], None, rated_too=True)
    }
    kept = desk.read("JUDGEMENTS", criterion=criterion, status="valid")
    current = [key in tasks for key in zip(kept["interview_id"], kept["judge_version"], kept["answers_hash"], strict=True)]
    kept = kept[current].reset_index(drop=True)
    if kept.empty:
        raise UndefinedResult("nothing has been judged yet", where=f"judge of '{criterion}'", found="no valid judgement by the judge of today",
                              expected="some", cure="'workbench judge rate' asks the judge; --rated-too lets it rate what people have rated")  # fmt: skip
    scales = {(task.lowest, task.highest) for task in tasks.values()}
    lowest, highest = min(low for low, _ in scales), max(high for _, high in scales)
    people = desk.read("RATINGS")
    people = people[people["criterion"].str.removeprefix(PREFIX) == criterion].assign(criterion=criterion)
    settled = {
        "lowest": lowest,
        "highest": highest,
        "confidence": rules.policy.confidence,
        "n_resamples": n_resamples,
        "random_state": random_state,
    }
    mean = kept.groupby("interview_id")["rating"].mean().reset_index()
    own = scoring.compare_raters(
        kept.assign(rater_id=kept["repetition"].astype(str))[["interview_id", "rater_id", "rating"]], **settled
    )
    parts = [scoring.compare(mean, people, name="judge model", **settled), own.assign(compared="one judgement with another", against="one judgement"),
             scoring.compare_raters(people, **settled)]  # fmt: skip
    return pd.concat([part.dropna(axis=1, how="all") for part in parts], ignore_index=True).reindex(columns=own.columns)


def _allowed(policy: Policy) -> JudgeRules:
    if policy.judge is None:
        raise DefinitionError(
            "the policy in force does not allow a judge model", where=f"policy '{policy.id}'", found="no field judge", expected="judge: {model: …}",
            cure="add it to the policy and have it approved: answers are then sent to that endpoint",
        )  # fmt: skip
    return policy.judge


def _address(base_url: str | None, settings: JudgeRules) -> str:
    found = base_url or settings.base_url or os.environ.get(URL)
    if not found:
        raise ContractError("nobody says where the judge is", where="judge", expected="the address of an OpenAI-compatible endpoint",
                            cure=f"pass --base-url, set base_url in the policy, or {URL}")  # fmt: skip
    return found


def _tasks(
    desk: Desk, rules: Rules, criteria: Iterable[str] | None, interviews: Iterable[str] | None, *, rated_too: bool
) -> list[Task]:
    only = None if criteria is None else tuple(name.removeprefix(PREFIX) for name in criteria)
    held = desk.read("INTERVIEWS") if interviews is None else desk.read("INTERVIEWS", interview_id=list(interviews))
    tasks = tasks_of(held, desk.read("ANSWERS", interview_id=list(held["interview_id"])), rules, criteria=only)
    _must_be_rated(only, rules)
    if rated_too:
        return tasks
    given = desk.read("RATINGS", columns=["interview_id", "criterion"])
    rated = set(zip(given["interview_id"], given["criterion"].str.removeprefix(PREFIX), strict=True))
    return [task for task in tasks if (task.interview_id, task.criterion) not in rated]


def _must_be_rated(only: tuple[str, ...] | None, rules: Rules) -> None:
    anchored = {crit.indicator.removeprefix(PREFIX) for rubric in rules.rubrics.values() for _, crit, _ in rubric.criteria
                if crit.indicator.startswith(PREFIX) and crit.anchors}  # fmt: skip
    if unknown := sorted(set(only or ()) - anchored):
        raise ContractError(f"no rubric in force rates '{unknown[0]}' by anchors", where="judge", found=f"criteria with anchors: {', '.join(sorted(anchored)) or 'none'}",
                            expected="one of these", cure="name the criterion as the rubric's indicator does, or write its anchors")  # fmt: skip


def _open(desk: Desk, tasks: list[Task], settings: JudgeRules) -> list[Task]:
    """Keep the tasks that were not judged as often as wanted, with these words, by this judge."""
    kept = desk.read("JUDGEMENTS", columns=["interview_id", "criterion", "judge_version", "answers_hash", "status"])
    final = kept[kept["status"].isin(FINAL)]
    done = Counter(
        zip(*(final[name] for name in ("interview_id", "criterion", "judge_version", "answers_hash", "status")), strict=True)
    )
    return [task for task in tasks if not _is_done(task, settings, done)]


def _is_done(task: Task, settings: JudgeRules, done: Counter) -> bool:
    key = (task.interview_id, task.criterion, judge_version(task, settings), task.answers_hash)
    return done[(*key, "flagged")] > 0 or sum(done[(*key, status)] for status in FINAL) >= settings.repeats


def _ask_all(
    desk: Desk,
    judge: Judge,
    todo: list[Task],
    settings: JudgeRules,
    workers: int,
    asked: list[str],
    progress: Callable[[int, int], None],
) -> Counter:
    statuses: Counter = Counter()
    silent = 0
    progress(0, len(todo))
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for done, task in enumerate(todo, start=1):
            rows = _ask(desk, pool, judge, task, settings)
            asked.append(task.interview_id)
            statuses.update(row["status"] for row in rows)
            silent = silent + 1 if {row["status"] for row in rows} == {"timed out"} else 0
            if silent == SILENT:
                raise room.JudgeUnavailableError("the judge does not reply", where=judge.host, found=f"{SILENT} criteria in a row without a reply in time",
                                                 expected="replies within the time-out", cure="ask again later, or raise timeout_s in the policy")  # fmt: skip
            progress(done, len(todo))
    return statuses


def _ask(desk: Desk, pool: ThreadPoolExecutor, judge: Judge, task: Task, settings: JudgeRules) -> list[dict[str, Any]]:
    """Ask about one criterion of one interview as often as wanted; the use is noted before, the outcome after."""
    name, subject = judge_version(task, settings), f"{task.interview_id} {task.criterion}"
    flagged = room.flag(task)
    if flagged:
        outcomes = [flagged]
    else:
        told = {
            "host": judge.host,
            "model": judge.model,
            "judge_version": name,
            "repeats": settings.repeats,
            "answers_hash": task.answers_hash,
        }
        desk.note_use("ask judge model", subject, details=told)
        outcomes = list(pool.map(lambda _: room.judged(judge, task), range(settings.repeats)))
    key = {"interview_id": task.interview_id, "criterion": task.criterion, "judge_version": name, "model": judge.model,
           "answers_hash": task.answers_hash}  # fmt: skip
    rows = [{**key, "repetition": number, **outcome} for number, outcome in enumerate(outcomes, start=1)]
    table = pd.DataFrame(rows).reindex(columns=JUDGEMENTS.names)
    with desk.transaction(reason=f"judged by {judge.model}: {', '.join(sorted({row['status'] for row in rows}))}") as work:
        work.replace(
            "JUDGEMENTS",
            table,
            within={"interview_id": [task.interview_id], "criterion": [task.criterion], "judge_version": [name]},
        )
    return rows


def _reckon_again(desk: Desk, rules: Rules, touched: tuple[str, ...]) -> None:
    def quiet(done: int, total: int) -> None:
        """Say nothing: asking took the time."""

    gather_evidence(desk, rules, progress=quiet, only=touched)
    score_interviews(desk, rules, progress=quiet, only=touched)
    price(desk, rules, progress=quiet, only=touched)
