"""How a question is worded when the bank has none: from the criterion's own name and the kind of evidence it reads.

In flow a competency and its criteria; out flow `Question`s in both languages that ask for a figure, an example or a proof.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.definitions import Bilingual, Probe, Question, indicator
from workbench.evidence.resume import COMPETENCY_OF_LEADING

if TYPE_CHECKING:
    from workbench.definitions import Competency, Criterion

POSITION = Bilingual(zh="原职位", en="your position")
VERIFY = Bilingual(
    zh="简历里写到“{quote}”，请说说当时的情况：这是怎么统计的，哪一部分是你自己做的？",
    en="Your résumé says “{quote}”. Please tell us how that was counted and which part of it was your own work.",
)
FIELD_OF = {
    "client_development": "sales", "sales": "sales", "service_quality": "customer_service", "user_growth": "operations", "campaign_execution": "operations",
    "live_selling": "live_commerce", "programming": "software", "system_design": "software", "problem_solving": "software", "data_modelling": "data",
    "sourcing": "recruiting", "assessment": "recruiting",
}  # fmt: skip
_LED = Bilingual(zh="请介绍你在{employer}带团队的具体业绩？", en="Please tell us what the team you led at {employer} achieved?")
_FIGURE = Bilingual(
    zh="关于“{name}”：请给出具体数字，并说说你是怎么做到的。",
    en="About “{name}”: please give the figures and say how you got there.",
)
_EXAMPLE = Bilingual(
    zh="请举一个最能体现“{name}”的真实经历：当时的情况、你的任务、你的做法和结果。",
    en="Please give a real example that shows “{name}” best: the situation, your task, what you did, and the result.",
)
_PROOF = Bilingual(
    zh="关于“{name}”：请说明具体情况，并说说有什么可以证明。", en="About “{name}”: please state the facts and what proves them."
)
_AT = Bilingual(
    zh="你在{employer}担任{title}期间，“{name}”方面做得怎么样？请举例并给出数字。",
    en="As {title} at {employer}, how did you do in “{name}”? Please give an example with figures.",
)
_HOW_MUCH = Bilingual(zh="具体是多少？是怎么统计的？", en="How much exactly, and how was it counted?")
_OWN = Bilingual(zh="其中哪一部分是你自己做的？", en="Which part of it was your own work?")
_RESULT = Bilingual(zh="最后的结果怎么样？", en="How did it end?")
NUMBERS = frozenset({"count", "percent", "cny", "usd", "eur", "times", "year", "month", "week", "day", "hour"})


def made_for(competency: Competency, unfed: list[Criterion]) -> list[Question]:
    """Word one question a criterion; criteria that any answer feeds (structure, pace) share one for the competency.

    Parameters
    ----------
    competency : Competency
    unfed : list of Criterion
        Those no question of the bank feeds.
    """
    told = [crit for crit in unfed if _is_told(crit)]
    heard = [crit for crit in unfed if not _is_told(crit)]
    out = [_question(competency, crit) for crit in told]
    feeds = tuple(crit.indicator for crit in heard)
    if heard and out:
        out[-1] = out[-1].model_copy(update={"feeds": (*out[-1].feeds, *feeds)})
    elif heard:
        out.append(_worded(competency, f"q-{competency.id}-any", competency.name, _EXAMPLE, feeds, (_OWN, _RESULT)))
    return out


def _is_told(crit: Criterion) -> bool:
    """Tell what a person states or shows from what is measured in any answer."""
    entry = indicator(crit.indicator)
    return entry.cls in {"rating", "resume"} or (entry.cls == "answer" and bool(entry.aliases.zh))


def _question(competency: Competency, crit: Criterion) -> Question:
    entry = indicator(crit.indicator)
    name = (
        (crit.name or competency.name) if entry.cls == "rating" else entry.name
    )  # a criterion's own name may give its full mark away
    form = _EXAMPLE if entry.cls == "rating" else _PROOF if entry.cls == "resume" else _FIGURE
    probes = (_OWN, _RESULT) if form is _EXAMPLE else (_HOW_MUCH, _OWN)
    return _worded(competency, f"q-{competency.id}-{crit.id}", name, form, (crit.indicator,), probes)


def _worded(
    competency: Competency, name: str, about: Bilingual, form: Bilingual, feeds: tuple[str, ...], probes: tuple[Bilingual, ...]
) -> Question:
    from_resume = _LED if competency.id == COMPETENCY_OF_LEADING else _filled(_AT, about, gaps=True)
    asked = tuple(Probe(zh=probe.zh, en=probe.en) for probe in probes)
    return Question(
        id=name, competency=competency.id, text=_filled(form, about), feeds=feeds, probes=asked, from_resume=from_resume
    )


def _filled(form: Bilingual, about: Bilingual, *, gaps: bool = False) -> Bilingual:
    """Put the name into a form; where the form keeps gaps to fill later, braces of the name are none."""
    zh, en = (text.replace("{", "{{").replace("}", "}}") if gaps else text for text in (about.zh, about.en))
    return Bilingual(zh=form.zh.replace("{name}", zh), en=form.en.replace("{name}", en))
