"""The skill taxonomy: tags that answers may earn, each with the words people use for it, per job family."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.catalogue import Aliases
from workbench.definitions.document import Bilingual, Document


class Skill(BaseModel):
    """One tag, the words for it in both languages, and the job families it is looked for in (empty: all)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Bilingual
    aliases: Aliases = Aliases()
    competency: str | None = None
    job_families: tuple[str, ...] = ()


class SkillTaxonomy(Document):
    """Every skill tag, unique by id."""

    kind: ClassVar[str] = "skill taxonomy"

    id: str
    skills: Annotated[tuple[Skill, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_unique(self) -> Self:
        ids = [skill.id for skill in self.skills]
        repeated = sorted({name for name in ids if ids.count(name) > 1})
        if repeated:
            raise ValueError(f"skill {', '.join(repeated)} stands more than once")
        return self
