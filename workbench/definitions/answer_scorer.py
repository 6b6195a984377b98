"""A rating learned from people's ratings, written down: which features count how much, where it may be used, what it is worth.

In flows what `scoring.train` found; out flows a frozen document with the hash of the data behind it. It rates nobody until the
policy in force names it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.document import Document

Number = Annotated[float, Field(allow_inf_nan=False)]
COMPARED = ("known questions", "new questions", "one rater with another", "the mean rating for everybody")


class Feature(BaseModel):
    """One feature of an answer: its centre and spread in the training answers, its range there, and its weight.

    Parameters
    ----------
    weight : float
        Rating points (ordinal: logits) for one spread above the centre.
    low, high : float
        Smallest and largest value in the training answers; outside them the scorer abstains.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    centre: Number
    spread: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    low: Number
    high: Number
    weight: Number

    @model_validator(mode="after")
    def _is_ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"feature '{self.name}': low {self.low:g} is above high {self.high:g}")
        return self


class Worth(BaseModel):
    """One measure of how close a source of ratings comes to people: with interval and n, or why there is none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    compared: Literal["known questions", "new questions", "one rater with another", "the mean rating for everybody"]
    against: Literal["one rater", "mean of raters"]
    measure: Literal["qwk", "icc", "mae"]
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    n: Annotated[int, Field(ge=0)]
    note: str | None = None


class AnswerScorer(Document):
    """How one criterion is rated from the features of its answers.

    Parameters
    ----------
    criterion : str
        The criterion rated: ``strategy`` gives evidence ``rating.strategy``.
    method : {"ridge", "ordinal"}
        Ridge regression on the mean rating, or a proportional-odds model of the single ratings.
    lowest, highest : float
        Ends of the rating scale.
    intercept : float
        Rating of an answer at the centre of every feature (ridge).
    cutpoints : tuple of float, optional
        Between neighbouring ratings, in logits (ordinal).
    questions : tuple of str
        Ids of the questions whose answers it has seen; others are new to it.
    error_known, error_new : float or None
        Typical distance (root mean square) to the mean of the raters on held-out interviews, in rating points.
    trusted_on : tuple
        Where its agreement with people is shown to exceed chance: only there does it rate.
    abstained_share : float
        Share of held-out answers outside the training range.
    n_interviews, n_answers, n_ratings, n_raters, minimum : int
    data_hash : str
        Of the features and ratings it was learned from.
    """

    kind: ClassVar[str] = "answer scorer"

    id: str
    criterion: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    method: Literal["ridge", "ordinal"] = "ridge"
    lowest: Number
    highest: Number
    intercept: Number
    penalty: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    cutpoints: tuple[Number, ...] | None = None
    features: Annotated[tuple[Feature, ...], Field(min_length=1)]
    features_version: str
    questions: tuple[str, ...]
    trusted_on: tuple[Literal["known questions", "new questions"], ...]
    error_known: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    error_new: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None
    abstained_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    n_interviews: Annotated[int, Field(ge=1)]
    n_answers: Annotated[int, Field(ge=1)]
    n_ratings: Annotated[int, Field(ge=1)]
    n_raters: Annotated[int, Field(ge=1)]
    minimum: Annotated[int, Field(ge=1)]
    data_hash: str
    worth: tuple[Worth, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        if self.lowest >= self.highest:
            raise ValueError(f"lowest {self.lowest:g} is not below highest {self.highest:g}")
        names = [feature.name for feature in self.features]
        if len(set(names)) < len(names):
            raise ValueError("a feature stands more than once")
        if self.n_interviews < self.minimum:
            raise ValueError(f"learned from {self.n_interviews} interviews, below its own minimum of {self.minimum}")
        if (self.method == "ordinal") != (self.cutpoints is not None):
            raise ValueError("cutpoints belong to the ordinal method, and only to it")
        if self.cutpoints is not None and list(self.cutpoints) != sorted(self.cutpoints):
            raise ValueError("cutpoints do not rise")
        return self

    @property
    def indicator(self) -> str:
        """The indicator its ratings enter evidence under."""
        return f"rating.{self.criterion}"
