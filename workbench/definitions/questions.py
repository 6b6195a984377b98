"""The questions that make indicators speak: one lead question per criterion or competency, with probes."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.document import Bilingual, Document


class Question(BaseModel):
    """One question: what is asked, which competency and indicators it feeds, and what to ask when that stays open.

    ``{employer}``, ``{title}`` in `from_resume` are filled with the résumé's own facts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    competency: str
    text: Bilingual
    feeds: tuple[str, ...] = ()
    probes: tuple[Bilingual, ...] = ()
    from_resume: Bilingual | None = None
    minutes: Annotated[float, Field(gt=0, le=60)] = 3.0


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
