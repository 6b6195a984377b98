"""The questions that make indicators speak: one lead question per criterion or competency, with probes and anchors."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.document import Bilingual, Document


class Probe(Bilingual):
    """What to ask when a lead question leaves something open; `feeds` names the indicators it goes after."""

    feeds: tuple[str, ...] = ()


class Question(BaseModel):
    """One question: what is asked, which competency and indicators it feeds, and what to ask when that stays open.

    Parameters
    ----------
    feeds : tuple of str
        Indicators that a good answer gives.
    probes : tuple of Probe
        In the order they are asked; those that name no indicator go after whatever is missing.
    from_resume : Bilingual, optional
        The form that quotes the résumé: ``{employer}`` and ``{title}`` are filled with its own facts.
    anchors : dict of int to Bilingual, optional
        What answers of 1, 3 and 5 are like, so that raters mean the same by a mark.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    competency: str
    text: Bilingual
    feeds: tuple[str, ...] = ()
    probes: tuple[Probe, ...] = ()
    from_resume: Bilingual | None = None
    anchors: dict[int, Bilingual] | None = None
    minutes: Annotated[float, Field(gt=0, le=60)] = 3.0

    @model_validator(mode="after")
    def _quotes_what_a_resume_has(self) -> Self:
        for text in (self.from_resume.zh, self.from_resume.en) if self.from_resume else ():
            try:
                text.format(employer="", title="")
            except (KeyError, IndexError, ValueError):
                raise ValueError(f"from_resume of '{self.id}' has a gap that is neither {{employer}} nor {{title}}") from None
        return self


class QuestionBank(Document):
    """Every question there is, unique by id."""

    kind: ClassVar[str] = "question bank"

    id: str
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_unique(self) -> Self:
        ids = [question.id for question in self.questions]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            raise ValueError(f"question {', '.join(repeated)} stands more than once")
        return self
