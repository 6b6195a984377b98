"""An interview guide: the same core questions for everyone who applies, filled with the résumé's own facts where they fit.

In flow a rubric, a résumé and the question bank; out flows a `Plan` that covers every criterion within a time, and names the
next best probe for what is still missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.definitions import Bilingual, Question, QuestionBank, Rubric
from workbench.evidence.resume import COMPETENCY_OF_LEADING, Facts, Job, facts

if TYPE_CHECKING:
    from collections.abc import Iterable


class Asked(NamedTuple):
    """One question of the guide: its words, what it feeds, and the résumé's words it quotes ("" for a core question)."""

    question_id: str
    competency: str
    text: Bilingual
    criteria: tuple[str, ...]
    probes: tuple[Bilingual, ...]
    minutes: float
    core: bool
    quote: str = ""


class Plan(NamedTuple):
    """The guide in order; `uncovered` names criteria no question of the bank feeds, `left_out` questions the time has no room for."""

    questions: tuple[Asked, ...]
    minutes: float
    uncovered: tuple[str, ...]
    left_out: tuple[str, ...]


def plan(rubric: Rubric, resume: str | Facts | None, bank: QuestionBank, *, minutes: float | None = None) -> Plan:
    """Make the interview guide of one candidate.

    Parameters
    ----------
    rubric : Rubric
        Its criteria are what the questions must feed.
    resume : str, Facts or None
        Where it names a position, the follow-up quotes employer and title.
    bank : QuestionBank
    minutes : float, optional
        Time there is; core questions come first, so that everyone is asked the same.

    Returns
    -------
    Plan
        Core questions in the rubric's order, each followed by its résumé question where the résumé has a fact for it.
    """
    known = resume if isinstance(resume, Facts) else facts(resume)
    core = _core(rubric, bank)
    personal = [asked for question, criteria in core if (asked := _personal(question, criteria, known))]
    asked = [_asked(question, criteria) for question, criteria in core]
    kept, spent, left = [], 0.0, []
    for item in (*asked, *personal):
        if minutes is None or spent + item.minutes <= minutes:
            kept.append(item)
            spent += item.minutes
        else:
            left.append(item.question_id)
    order = {question.id: place for place, (question, _) in enumerate(core)}
    kept.sort(key=lambda item: (order[item.question_id], not item.core))
    covered = {name for item in kept for name in item.criteria}
    return Plan(tuple(kept), spent, tuple(c.id for _, c, _ in rubric.criteria if c.id not in covered), tuple(left))


def next_probe(guide: Plan, answered: Iterable[str], found: Iterable[str], bank: QuestionBank) -> tuple[str, Bilingual] | None:
    """Say what to ask next for the evidence still missing.

    Parameters
    ----------
    guide : Plan
    answered : iterable of question ids
        Asked so far.
    found : iterable of indicator names
        Evidence there already is.
    bank : QuestionBank

    Returns
    -------
    (question id, words) or None
        A probe of an answered question that has not given all it feeds, else the next question; None when nothing is missing.
    """
    done, have = set(answered), set(found)
    feeds = {question.id: [n for n in question.feeds if not n.startswith("rating.")] for question in bank.questions}
    for item in guide.questions:
        missing = [place for place, name in enumerate(feeds.get(item.question_id, [])) if name not in have]
        if item.question_id in done and item.core and missing and item.probes:
            return item.question_id, item.probes[min(missing[0], len(item.probes) - 1)]
    waiting = [item for item in guide.questions if item.question_id not in done]
    return (waiting[0].question_id, waiting[0].text) if waiting else None


def _core(rubric: Rubric, bank: QuestionBank) -> list[tuple[Question, tuple[str, ...]]]:
    """Choose the fewest questions, in the bank's order, that feed every criterion of each competency."""
    chosen: list[tuple[Question, tuple[str, ...]]] = []
    for competency in rubric.competencies:
        open_ = {criterion.indicator: criterion.id for criterion in competency.criteria}
        waiting = dict(open_)
        named = {question for criterion in competency.criteria for question in criterion.questions}
        for question in (q for q in bank.questions if q.competency == competency.id or q.id in named):
            fed = [name for name in question.feeds if name in waiting]
            if fed:
                chosen.append((question, tuple(open_[name] for name in question.feeds if name in open_)))
                for name in fed:
                    del waiting[name]
    return chosen


def _asked(question: Question, criteria: tuple[str, ...]) -> Asked:
    return Asked(question.id, question.competency, question.text, criteria, question.probes, question.minutes, core=True)


def _personal(question: Question, criteria: tuple[str, ...], known: Facts) -> Asked | None:
    """Word the question in the form that quotes the résumé, if the résumé has a position it is about."""
    job = _fitting(question, known)
    if job is None or question.from_resume is None:
        return None
    gaps = {"employer": job.employer, "title": job.title}
    text = Bilingual(zh=question.from_resume.zh.format(**gaps), en=question.from_resume.en.format(**gaps))
    return Asked(question.id, question.competency, text, criteria, question.probes, question.minutes, core=False, quote=job.quote)


def _fitting(question: Question, known: Facts) -> Job | None:
    """Find the position to quote: a leading one for a question about leading, else the first named."""
    if question.competency == COMPETENCY_OF_LEADING:
        return next((job for job in known.jobs if job.leads), None)
    return known.jobs[0] if known.jobs else None
