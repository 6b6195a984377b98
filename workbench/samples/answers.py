"""What candidates say: answers in which the quantities are really spoken, among stories, small talk, slips and denials.

In flow signals and interviews; out flow ANSWERS and, for the truth, every quantity and skill that was said, with its span.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.definitions.catalogue import indicators
from workbench.samples import people, phrases
from workbench.samples.numerals import Spoken, spoken_count, spoken_days, spoken_percent
from workbench.samples.signals import STAR, Signals

if TYPE_CHECKING:
    from workbench.samples.plan import Slot

COLUMNS = ["interview_id", "question_id", "question_text", "competency", "answer_text", "segments", "recording"]
SAID = [
    "interview_id", "question_id", "indicator", "kind", "value", "value_low", "value_high", "form", "language", "surface",
    "span_start", "span_end",
]  # fmt: skip
SKILLED = ["interview_id", "question_id", "skill", "polarity", "span_start", "span_end"]
DISTRACTED, SKILL_SHARE, MONTHLY_SHARE, CHATTY = 0.35, 0.35, 0.3, 0.35
STOP = {"zh": "。", "en": ". "}
STATED = "stated"  # the kind that counts; every other kind is said and must not be counted
MOST_CHAT = 4


@dataclass
class Draft:
    """One answer while it is being composed: its text so far, and where things were said."""

    language: str
    choice: random.Random
    text: str = ""
    said: list[tuple] = field(default_factory=list)
    skills: list[tuple] = field(default_factory=list)

    def add(self, sentence: str) -> int:
        """Append a sentence and give the place where it begins."""
        start = len(self.text)
        self.text += sentence + STOP[self.language]
        return start

    def pick(self, options: tuple[str, ...]) -> str:
        """Choose one of several sentences."""
        return self.choice.choice(options)


def write_answers(
    seen: tuple[Signals, ...], interviews: pd.DataFrame, held: np.ndarray, *, seed: int, texts: bool = True
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Write every asked question's answer.

    Parameters
    ----------
    seen : tuple of Signals, one a job
    interviews : dataframe, INTERVIEWS
    held : array of int
        Places of the interviewed candidates, in the order of `interviews`.
    texts : bool
        False writes nothing and returns empty tables with the right columns.

    Returns
    -------
    tuple
        ANSWERS, and ``said`` (one row a quantity spoken) and ``skills`` (one row a skill named) for the truth.
    """
    rows: list[tuple] = []
    said: list[tuple] = []
    skilled: list[tuple] = []
    names, languages = interviews["interview_id"].tolist(), interviews["language"].tolist()
    for signal in seen if texts else ():
        choice = random.Random(f"{seed} answers {signal.plan.job.job_id}")
        known = {name: column.tolist() for name, column in signal.said.items()}
        for number, place in enumerate(np.searchsorted(held, signal.who).tolist()):
            for slot in np.flatnonzero(signal.asked[number]).tolist():
                question, language = signal.plan.slots[slot], languages[place]
                values = {name: known[name][number] for name in question.indicators}
                draft = _answer(signal, question, values, signal.star[number, slot], _focus(known, number), language, choice)
                key = (names[place], question.question_id)
                asked = question.text_zh if language == "zh" else question.text_en
                rows.append((*key, asked, signal.plan.competencies[question.competency], draft.text.strip(), None, None))
                said += [(*key, *mention) for mention in draft.said]
                skilled += [(*key, *mention) for mention in draft.skills]
    answers = _in_order(pd.DataFrame(rows, columns=COLUMNS))
    truth = {"said": _in_order(pd.DataFrame(said, columns=SAID)), "skills": _in_order(pd.DataFrame(skilled, columns=SKILLED))}
    return answers, truth


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values("interview_id", kind="stable", ignore_index=True)


def _focus(known: dict[str, list[float]], number: int) -> float | None:
    return known["on_topic_share"][number] if "on_topic_share" in known else None


def _answer(
    signal: Signals, question: Slot, values: dict[str, float], parts: np.ndarray, focus: float | None, language: str,
    choice: random.Random,
) -> Draft:  # fmt: skip
    draft = Draft(language, choice)
    topics = phrases.TOPICS.get(signal.plan.competencies[question.competency], phrases.PLAIN_TOPIC)
    gaps = {"topic": topics[0] if language == "zh" else topics[1], "employer": _employer(language, choice)}
    present = [name for name, there in zip(STAR, parts.tolist(), strict=True) if there]
    stated = [(name, value) for name, value in values.items() if value == value]
    spoken = max(len(present) + len(stated), 1)
    chat = _chat(spoken, focus, choice)
    talk = choice.sample(phrases.SMALL_TALK[language], chat)
    for sentence in talk[::2]:
        draft.add(sentence)
    for name in present:
        if name == "result":
            _state(draft, stated)
            stated = []
        draft.add(_sentence(draft.pick(phrases.STORY[language][name]).format(**gaps), language))
    _state(draft, stated)
    if not draft.text or not present:
        draft.add(_sentence(draft.pick(phrases.PLAIN[language]).format(**gaps), language))
    if choice.random() < SKILL_SHARE:
        _name_skill(draft, signal.plan.job.family)
    for sentence in talk[1::2]:
        draft.add(sentence)
    return draft


def _employer(language: str, choice: random.Random) -> str:
    return choice.choice(people.EMPLOYERS) if language == "zh" else choice.choice(("Lanan", "Yuanfan", "Muma", "Xingqiao"))


def _sentence(text: str, language: str) -> str:
    return text if language == "zh" else text[0].upper() + text[1:]


def _chat(spoken: int, focus: float | None, choice: random.Random) -> int:
    """Count the sentences that lead away, so that the share on topic is as planted where the job looks at it."""
    if focus is None:
        return int(choice.random() < CHATTY)
    wanted = spoken * (1 - focus) / max(focus, 0.2)
    return min(int(wanted) + (choice.random() < wanted % 1), MOST_CHAT)


def _state(draft: Draft, stated: list[tuple[str, float]]) -> None:
    for name, value in stated:
        denied_first = draft.choice.random() < 0.5
        extra = draft.choice.random() < DISTRACTED and name in phrases.INDICATORS
        if extra and denied_first:
            _distract(draft, name, value)
        _quantity(draft, name, value)
        if extra and not denied_first:
            _distract(draft, name, value)


def _quantity(draft: Draft, name: str, value: float) -> None:
    zh = draft.language == "zh"
    frames: Any = _frames(name)
    if name in phrases.MONTHLY and value >= 12 and value % 12 == 0 and draft.choice.random() < MONTHLY_SHARE:
        monthly = value / 12
        spoken = _spoken(name, monthly, draft)
        spoken = Spoken(spoken.text, spoken.low * 12, spoken.high * 12, "monthly")
        frame = phrases.MONTHLY[name][0 if zh else 1]
    else:
        spoken, frame = _spoken(name, value, draft), draft.pick(frames[3] if zh else frames[4])
    _record(draft, frame, {"q": spoken.text}, spoken, (name, STATED, value))


def _distract(draft: Draft, name: str, value: float) -> None:
    kind = draft.pick(tuple(phrases.DISTRACTORS[draft.language]))
    other = max(round(value * draft.choice.choice((0.5, 1.5, 2.0))), 1)
    if indicators()[name].unit == "percent":
        other = min(other, 99)
    if other == value:
        return
    spoken = _spoken(name, other, draft, plain=True)
    noun = _frames(name)[1 if draft.language == "zh" else 2]
    joins = draft.language == "zh" and indicators()[name].unit != "count" and not noun.startswith("的")
    text = spoken.text + ("的" if joins else "")
    frame = draft.pick(phrases.DISTRACTORS[draft.language][kind])
    _record(draft, frame, {"q": text, "noun": noun}, spoken, (name, kind, float(other)))


def _record(draft: Draft, frame: str, gaps: dict[str, str], spoken: Spoken, what: tuple[str, str, float]) -> None:
    """Say it, and note where: the span is that of the quantity's words, inside the whole answer."""
    start = draft.add(frame.format(**gaps)) + frame.index("{q}")
    name, kind, value = what
    surface = spoken.text
    draft.said.append(
        (name, kind, value, spoken.low, spoken.high, spoken.form, draft.language, surface, start, start + len(surface))
    )  # fmt: skip


def _frames(name: str) -> tuple:
    """Give an indicator's frames; one without its own is named as the catalogue names it."""
    if name in phrases.INDICATORS:
        return phrases.INDICATORS[name]
    title = indicators()[name].name
    return ((), title.zh, title.en.lower(), (f"{title.zh}是{{q}}",), (f"{title.en}: {{q}}",))


def _spoken(name: str, value: float, draft: Draft, *, plain: bool = False) -> Spoken:
    unit = indicators()[name].unit
    classifiers = _frames(name)[0]
    for _ in range(20):
        if unit == "percent":
            spoken = spoken_percent(value, draft.language, choice=draft.choice)
        elif unit == "day":
            spoken = spoken_days(int(value), draft.language, choice=draft.choice)
        else:
            classifier = draft.choice.choice(classifiers) if classifiers and draft.language == "zh" else ""
            spoken = spoken_count(int(value), draft.language, classifier=classifier, choice=draft.choice)
        if not plain or spoken.form in {"exact", "digits"}:
            break
    return spoken


def _name_skill(draft: Draft, family: str) -> None:
    zh = draft.language == "zh"
    word = draft.choice.choice(phrases.SKILLS[family])[0 if zh else 1]
    polarity = draft.choice.choices(("has", "negated", "hypothetical"), (0.7, 0.2, 0.1))[0]
    frame = phrases.SKILL_FRAMES[draft.language][polarity]
    start = draft.add(frame.format(skill=word)) + frame.index("{skill}")
    draft.skills.append((word, polarity, start, start + len(word)))
