"""What a good answer is worth: competencies with weights, each with criteria, each with an indicator and a scale.

In flows a rubric document; out flows a checked, frozen `Rubric`. How its scales turn evidence into points stands in
`scoring.scales`.
"""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from workbench.definitions.catalogue import indicator
from workbench.definitions.document import Bilingual, Document

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Points = Annotated[Decimal, Field(ge=0, le=100)]
Weight = Annotated[Decimal, Field(gt=0, le=1)]
TAKEN = {"interview_id", "overall", "coverage", "error_band", "rubric_version", "policy_version", "grade", "generic", "job_id"}
GRADES = {"A": 85, "B": 75, "C": 60, "D": 0}
SCALES = ("ramp", "band", "steps", "rating", "flag")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Ramp(_Part):
    """Points rise (or fall) in a straight line from 0 at `zero` to 100 at `full`."""

    zero: Decimal
    full: Decimal

    @model_validator(mode="after")
    def _has_slope(self) -> Self:
        if self.zero == self.full:
            raise ValueError(f"zero and full are both {self.zero}; a ramp needs two different values (use steps for a threshold)")
        return self


class Band(_Part):
    """Full points between `low` and `high`, falling to 0 over `fall` units on either side."""

    low: Decimal
    high: Decimal
    fall: Annotated[Decimal, Field(gt=0)]

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low >= self.high:
            raise ValueError(f"low {self.low} is not below high {self.high}")
        return self


class RatingRange(_Part):
    """Points rise in a straight line from 0 at the lowest rating to 100 at the highest."""

    lowest: Decimal
    highest: Decimal

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest} is not below highest {self.highest}")
        return self


class Flag(_Part):
    """100 points when present (value other than 0), 0 when absent; or the other way round."""

    present: Points = Decimal(100)
    absent: Points = Decimal(0)


class Scale(_Part):
    """Exactly one way to turn an indicator's value into 0 to 100 points.

    ``steps`` is a list of ``[from, points]``: a value earns the points of the last step it reaches, and 0 below the first.
    """

    ramp: Ramp | None = None
    band: Band | None = None
    steps: tuple[tuple[Decimal, Points], ...] | None = None
    rating: RatingRange | None = None
    flag: Flag | None = None

    @model_validator(mode="before")
    @classmethod
    def _flag_needs_no_options(cls, content: Any) -> Any:
        if content == "flag":
            return {"flag": {}}
        if isinstance(content, dict) and content.get("flag") is True:
            return {**content, "flag": {}}
        return content

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        named = [name for name in SCALES if getattr(self, name) is not None]
        if len(named) != 1:
            raise ValueError(f"a scale is exactly one of {', '.join(SCALES)}; found {', '.join(named) or 'none'}")
        if self.steps is not None:
            starts = [start for start, _ in self.steps]
            if not starts or any(a >= b for a, b in itertools.pairwise(starts)):
                raise ValueError("steps need at least one [from, points] pair, in rising order of 'from'")
        return self

    @property
    def form(self) -> str:
        """Name of the one form this scale has."""
        return next(name for name in SCALES if getattr(self, name) is not None)


class Criterion(_Part):
    """One thing to look for: an indicator from the catalogue, its scale and its share of the competency."""

    id: Identifier
    name: Bilingual | None = None
    indicator: str
    scale: Scale
    weight: Weight
    anchors: dict[int, str] | None = None
    questions: tuple[str, ...] = ()
    experimental: bool = False

    @field_validator("indicator")
    @classmethod
    def _is_in_catalogue(cls, name: str) -> str:
        indicator(name)  # refuses an unknown name with the nearest known one
        return name


class Competency(_Part):
    """One ability the job needs, with its share of the overall score."""

    id: Identifier
    name: Bilingual
    weight: Weight
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @field_validator("id")
    @classmethod
    def _is_no_fixed_column(cls, name: str) -> str:
        if name in TAKEN:
            raise ValueError(f"'{name}' is the name of a column of SCORES; call the competency something else")
        return name

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _add_up([c.weight for c in self.criteria], of=f"the criteria of '{self.id}'")
        _unique([c.id for c in self.criteria], of=f"criteria of '{self.id}'")
        return self


class Rubric(Document):
    """How one job's interviews are scored.

    Parameters
    ----------
    job_ids : tuple of str
        The jobs it was made for; empty for a template.
    missing : {"renormalise", "zero", "incomplete"}
        What a criterion without evidence does to the overall score.
    grades : dict of str to Decimal
        Lowest overall score of each grade, in points.
    drafted_from : str, optional
        Hash of the job description a machine proposed it from: the store puts no version that has one in force without a person's
        approval, not even the first.

    Raises
    ------
    DefinitionError
        If weights on either level do not add up to exactly 1 (with the actual sum), an id repeats, or an indicator is
        not in the catalogue.
    """

    kind: ClassVar[str] = "rubric"

    id: str
    title: Bilingual
    job_ids: tuple[str, ...] = ()
    missing: Literal["renormalise", "zero", "incomplete"] = "renormalise"
    minimum_coverage: Annotated[Decimal, Field(ge=0, le=1)] = Decimal("0.5")
    grades: dict[str, Points] = Field(default_factory=lambda: {name: Decimal(limit) for name, limit in GRADES.items()})
    drafted_from: str | None = None
    competencies: Annotated[tuple[Competency, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        _add_up([c.weight for c in self.competencies], of="the competencies")
        _unique([c.id for c in self.competencies], of="competencies")
        if 0 not in self.grades.values():
            raise ValueError(f"the lowest grade must start at 0; grades start at {', '.join(map(str, self.grades.values()))}")
        _unique([str(v) for v in self.grades.values()], of="grade limits")
        return self

    @property
    def criteria(self) -> tuple[tuple[Competency, Criterion, Decimal], ...]:
        """Every criterion with its competency and its share of the overall score (they add up to exactly 1)."""
        return tuple((comp, crit, comp.weight * crit.weight) for comp in self.competencies for crit in comp.criteria)

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators it reads, each once, in order."""
        return tuple(dict.fromkeys(crit.indicator for _, crit, _ in self.criteria))


def _add_up(weights: list[Decimal], *, of: str) -> None:
    total = sum(weights, Decimal(0))
    if total != 1:
        terms = " + ".join(_percent(weight) for weight in weights)
        raise ValueError(f"the weights of {of} add up to {_percent(total)} % ({terms}), not 100 %")


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}"


def _unique(names: list[str], *, of: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{of}: {', '.join(repeated)} stands more than once")
