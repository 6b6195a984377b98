"""An interview guide: the same core questions for everyone who applies, filled with the résumé's own facts where they fit.

In flow a rubric, a résumé and the question bank; out flows a `Plan` that covers every criterion within a time, and, while the interview
runs, the next best probe for what is still missing. What the bank has no question for gets one made from the criterion's own name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from workbench.definitions import Bilingual, Question, QuestionBank, Rubric
from workbench.evidence import wordings
from workbench.evidence.resume import COMPETENCY_OF_LEADING, FIELDS, Facts, Job, Resume, facts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from workbench.definitions import Competency, Criterion

MINUTES_OF_A_FOLLOW_UP = 2.0
LONGEST_QUOTE = 60
LONGEST_READ = 20_000  # characters of a résumé searched for figures


class Asked(NamedTuple):
    """One question of the guide.

    ``criteria`` are the criteria it feeds, ``feeds`` their indicators, ``weight`` their share of the overall score; ``quote`` is the
    résumé's words it rests on and ``span`` their place ("" and (0, 0) for a core question).
    """

    question_id: str
    competency: str
    text: Bilingual
    criteria: tuple[str, ...]
    probes: tuple[Bilingual, ...]
    minutes: float
    core: bool
    quote: str = ""
    span: tuple[int, int] = (0, 0)
    feeds: tuple[str, ...] = ()
    weight: float = 0.0
    anchors: tuple[tuple[int, Bilingual], ...] = ()


class Plan(NamedTuple):
    """The guide in order; `uncovered` names criteria no question kept feeds, `left_out` questions the time has no room for."""

    questions: tuple[Asked, ...]
    minutes: float
    uncovered: tuple[str, ...]
    left_out: tuple[str, ...]


class _Core(NamedTuple):
    question: Question
    criteria: tuple[tuple[str, str, str, float], ...]  # competency, criterion, indicator, share of the overall score


def plan(
    rubric: Rubric, resume: str | Path | bytes | Facts | Resume | None = None, bank: QuestionBank | None = None, *, minutes: float | None = None
) -> Plan:  # fmt: skip
    """Make the interview guide of one candidate.

    Parameters
    ----------
    rubric : Rubric
        Its criteria are what the questions must feed.
    resume : str, path, bytes, Facts, Resume or None
        Where it names a position or states a figure, the follow-up quotes it.
    bank : QuestionBank, optional
        Criteria it has no question for get one made from their own name; without a bank, all do.
    minutes : float, optional
        Time there is. Core questions come first and are chosen without looking at the résumé, so that everyone is asked the same; when
        time is short the ones that carry least of the score are left out, and named.

    Returns
    -------
    Plan
        Core questions in the rubric's order, each followed by what the résumé gives occasion to ask.

    Examples
    --------
    >>> from workbench.definitions import Rubric
    >>> rubric = Rubric.load("data/definitions/rubric-sales-manager.yaml")
    >>> guide = plan(rubric, "曾在某快消公司担任销售主管")
    >>> [asked.text.zh for asked in guide.questions if asked.competency == "team_leadership" and not asked.core]
    ['请介绍你在某快消公司带团队的具体业绩？']
    """
    known = resume if isinstance(resume, Facts) else facts(resume)
    core = _core(rubric, bank)
    kept = _fitting(core, minutes)
    asked = [_asked(item) for item in kept]
    spent = sum(item.minutes for item in asked)
    left = [item.question.id for item in core if item not in kept]
    extras: dict[str, Asked] = {}
    for extra in (extra for item in kept for extra in _personal(item, known)):
        extras.setdefault(extra.text.zh, extra)  # each wording once, where it comes first
    for extra in sorted(extras.values(), key=lambda e: -e.weight):
        if minutes is None or spent + extra.minutes <= minutes:
            asked.append(extra)
            spent += extra.minutes
        else:
            left.append(f"{extra.question_id}:resume")
    order = {item.question.id: place for place, item in enumerate(core)}
    asked.sort(key=lambda item: (order[item.question_id], not item.core))
    covered = {(comp, crit) for item in kept for comp, crit, _, _ in item.criteria}
    open_ = tuple(crit.id for comp, crit, _ in rubric.criteria if (comp.id, crit.id) not in covered)
    return Plan(tuple(asked), round(spent, 2), open_, tuple(left))


def next_probe(
    guide: Plan, answered: Iterable[str], found: Iterable[str], bank: QuestionBank | None = None, *, probed: Iterable[str] = ()
) -> tuple[str, Bilingual] | None:
    """Say what to ask next for the evidence still missing.

    Parameters
    ----------
    guide : Plan
    answered : iterable of question ids
        Asked so far.
    found : iterable of indicator names
        Evidence there already is; ratings, which come later, are not waited for.
    bank : QuestionBank, optional
        Not needed any more: the guide carries its probes.
    probed : iterable of str
        Probes asked already, in either language; none is asked twice.

    Returns
    -------
    (question id, words) or None
        Among the answered questions the probe for what is missing and weighs most, else the next question that feeds something still
        missing, then any not asked yet; None when nothing is missing.
    """
    done, have, said = set(answered), set(found), set(probed)
    waiting = []
    for item in guide.questions:
        missing = [name for name in item.feeds if name not in have and not name.startswith("rating.")]
        if item.core and item.question_id in done and missing:
            probe = next((p for p in _probes_for(item, missing) if not {p.zh, p.en} & said), None)
            if probe is not None:
                waiting.append((item.weight * len(missing) / max(len(item.feeds), 1), item.question_id, probe))
    if waiting:
        _, question, probe = max(waiting, key=lambda entry: entry[0])
        return question, probe
    rest = [item for item in guide.questions if item.question_id not in done]
    rest.sort(key=lambda item: all(name in have for name in item.feeds if not name.startswith("rating.")))
    return (rest[0].question_id, rest[0].text) if rest else None


def live(
    guide: Plan, rubric: Rubric, answers: dict[str, str], *, probed: Iterable[str] = (), language: str | None = None
) -> tuple[str, Bilingual] | None:
    """Read the answers given so far and say what to ask next.

    Parameters
    ----------
    guide : Plan
    rubric : Rubric
    answers : dict of question id to text
        The questions asked, "" for one that was not answered.
    probed : iterable of str
        Probes asked already.
    language : {"zh", "en"}, optional

    Returns
    -------
    (question id, words) or None
    """
    from workbench.evidence.sources import from_answers, from_structure

    asked = {item.question_id: item.text for item in guide.questions if item.core}
    said = [
        {"question_id": name, "answer_text": text, "question_text": asked[name]["zh"] if name in asked else None}
        for name, text in answers.items()
    ]
    rows = [*from_answers(said, rubric, language), *from_structure(said, [], language)]
    found = [row["indicator"] for row in rows if row["status"] == "usable"]
    return next_probe(guide, answers, found, probed=probed)


def _core(rubric: Rubric, bank: QuestionBank | None) -> list[_Core]:
    """Choose the fewest questions, in the bank's order, that feed every criterion; make those the bank has not."""
    shares = {(comp.id, crit.id): float(share) for comp, crit, share in rubric.criteria}
    chosen: dict[str, _Core] = {}
    for competency in rubric.competencies:
        waiting = {crit.indicator: crit for crit in competency.criteria}
        named = {question for crit in competency.criteria for question in crit.questions}
        fitting = [q for q in (bank.questions if bank else ()) if q.competency == competency.id or q.id in named]
        for question in [*fitting, *wordings.made_for(competency, _unfed(competency, fitting))]:
            if any(name in waiting for name in question.feeds):
                feeds = [crit for crit in competency.criteria if crit.indicator in question.feeds]
                rows = tuple((competency.id, crit.id, crit.indicator, shares[competency.id, crit.id]) for crit in feeds)
                before = chosen.get(question.id)
                chosen[question.id] = _Core(question, (*before.criteria, *rows) if before else rows)
                for crit in feeds:
                    waiting.pop(crit.indicator, None)
    return list(chosen.values())


def _unfed(competency: Competency, fitting: list[Question]) -> list[Criterion]:
    fed = {name for question in fitting for name in question.feeds}
    return [crit for crit in competency.criteria if crit.indicator not in fed]


def _fitting(core: list[_Core], minutes: float | None) -> list[_Core]:
    """Keep the questions that carry most of the score within the time; the choice depends on rubric and time alone."""
    if minutes is None:
        return core
    kept, spent = set(), 0.0
    for item in sorted(core, key=lambda c: -sum(row[3] for row in c.criteria)):
        if spent + item.question.minutes <= minutes:
            kept.add(item.question.id)
            spent += item.question.minutes
    return [item for item in core if item.question.id in kept]


def _asked(item: _Core) -> Asked:
    question, names = item.question, tuple(row[1] for row in item.criteria)
    feeds = tuple(dict.fromkeys(row[2] for row in item.criteria))
    anchors = tuple(sorted((question.anchors or {}).items()))
    return Asked(question.id, question.competency, question.text, names, question.probes, question.minutes, core=True, feeds=feeds,
                 weight=round(sum(row[3] for row in item.criteria), 6), anchors=anchors)  # fmt: skip


def _personal(item: _Core, known: Facts) -> list[Asked]:
    """Word the question so that it quotes the résumé: the position it is about, and a figure it states."""
    base, out = _asked(item), []
    job = _job_for(item.question, known)
    follow = {"core": False, "probes": item.question.probes, "anchors": ()}
    if job is not None and item.question.from_resume is not None:
        gaps = {"employer": job.employer, "title": job.title or wordings.POSITION.zh}
        text = Bilingual(zh=item.question.from_resume.zh.format(**gaps), en=item.question.from_resume.en.format(**gaps))
        out.append(base._replace(text=text, quote=job.quote, span=job.span, **follow))
    elif job is None and item.question.competency == COMPETENCY_OF_LEADING and known.evidence:
        out.append(_verified(base, known.evidence[0].quote, known.evidence[0].span))
    stated = _figure_for(base.feeds, known)
    if stated is not None:
        out.append(_verified(base, *stated))
    return out


def _verified(base: Asked, quote: str, span: tuple[int, int]) -> Asked:
    text = Bilingual(zh=wordings.VERIFY.zh.format(quote=quote), en=wordings.VERIFY.en.format(quote=quote))
    return base._replace(text=text, quote=quote, span=span, core=False, minutes=MINUTES_OF_A_FOLLOW_UP, anchors=())


def _figure_for(feeds: tuple[str, ...], known: Facts) -> tuple[str, tuple[int, int]] | None:
    """Find a figure of the résumé that one of these indicators is about, with the clause it stands in."""
    from workbench.evidence.language.linking import mentions

    wanted = tuple(name for name in feeds if not name.startswith("rating."))
    if not wanted or not known.text:
        return None
    for found in mentions(known.text[:LONGEST_READ], wanted):
        if not found.refused:
            return _clause(known.text, *found.span)
    return None


def _clause(text: str, first: int, last: int) -> tuple[str, tuple[int, int]]:
    start = max((text.rfind(mark, 0, first) for mark in "，。；;,\n•·"), default=-1) + 1
    ends = [place for mark in "，。；;,\n" if (place := text.find(mark, last)) >= 0]
    end = min(ends) if ends else len(text)
    if end - start > LONGEST_QUOTE:
        start, end = max(start, first - LONGEST_QUOTE // 2), min(end, last + LONGEST_QUOTE // 2)
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return piece.strip(), (start, start + len(piece.strip()))


def _job_for(question: Question, known: Facts) -> Job | None:
    """Find the position to quote: the latest that leads people for a question about leading, else the latest that fits, else the latest."""
    named = [job for job in known.jobs if job.employer]
    if question.competency == COMPETENCY_OF_LEADING:
        return _latest([job for job in named if job.leads])
    pattern = FIELDS.get(wordings.FIELD_OF.get(question.competency, ""))
    fitting = [job for job in named if pattern.search(job.title)] if pattern else []
    return _latest(fitting) or _latest(named)


def _latest(jobs: list[Job]) -> Job | None:
    if not jobs:
        return None
    return max(enumerate(jobs), key=lambda entry: (entry[1].is_open, entry[1].end_date or entry[1].start_date, -entry[0]))[1]


def _probes_for(item: Asked, missing: list[str]) -> list[Bilingual]:
    """Order the probes: those that name a missing indicator, then those that name none."""
    aimed = [p for name in missing for p in item.probes if name in getattr(p, "feeds", ())]
    loose = [p for p in item.probes if not getattr(p, "feeds", ())]
    return list(dict.fromkeys([*aimed, *loose]))
