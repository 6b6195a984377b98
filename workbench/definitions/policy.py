"""What the deployment allows: which evidence may enter a score, how small a group may be shown, what a recording must be."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.definitions.catalogue import IndicatorClass
from workbench.definitions.document import Document


class RecordingGate(BaseModel):
    """Limits a recording must keep to be scored; each refusal names the measurement that broke one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_duration_s: float = 2.0
    min_speech_s: float = 1.0
    min_snr_db: float = 10.0
    max_clipping_share: float = 0.01
    min_loudness_db: float = -50.0
    max_dropout_share: float = 0.05
    max_hum_db: float = -14.0
    max_voice_gap_st: float = 7.0
    max_pitch_jumps_ps: float = 1.0


class StandardErrors(BaseModel):
    """Standard error of one criterion's points (0-100), by class, until agreement studies supply measured ones.

    `rating` is one rater's: with the usual reliability of a single interviewer near .45 and a spread of 20 points between
    candidates, 20 · √((1 − .45) / .45) ≈ 22; the mean of the raters at hand divides it by √n where n is known.
    `unseen` is the spread of a criterion nobody has evidence for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: Annotated[float, Field(ge=0)] = 6.0
    resume: Annotated[float, Field(ge=0)] = 6.0
    rating: Annotated[float, Field(ge=0)] = 16.0
    delivery: Annotated[float, Field(ge=0)] = 10.0
    recording: Annotated[float, Field(ge=0)] = 10.0
    expression: Annotated[float, Field(ge=0)] = 20.0
    unseen: Annotated[float, Field(ge=0)] = 20.0


class JudgeRules(BaseModel):
    """How a judge model is asked, where the deployment allows one.

    Parameters
    ----------
    model : str
        Name of the model at the endpoint.
    base_url : str, optional
        Address of an OpenAI-compatible endpoint; without it an argument or WORKBENCH_JUDGE_URL names one. The key never stands here:
        it is read from WORKBENCH_JUDGE_KEY.
    repeats : int
        How often each answer is judged; their agreement is the judge's own reliability.
    largest_spread : float
        Ratings of one answer that lie further apart than this go to a person.
    timeout_s : float
        For one request.
    temperature : float, optional
        Left to the endpoint when not given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: Annotated[str, Field(min_length=1)]
    base_url: str | None = None
    repeats: Annotated[int, Field(ge=1, le=9)] = 3
    largest_spread: Annotated[float, Field(ge=0)] = 1.0
    timeout_s: Annotated[float, Field(gt=0, le=600)] = 60.0
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None


class Policy(Document):
    """The deployment's rules.

    Parameters
    ----------
    score_classes : tuple of str
        Indicator classes that may enter a score. Expression never does by default.
    allow_experimental : bool
        Whether descriptors not yet shown to agree with their reference may enter a score.
    minimum_group : int
        Groups smaller than this are hidden everywhere.
    confidence : float
        Level of every interval.
    generic_rubric : str or None
        Id of the rubric for jobs without one of their own; their scores are marked `generic`. None: such jobs are refused.
    collect_expression : bool
        Whether expression events are taken in at all.
    individual_attrition : bool
        Whether a chance of leaving may be given for single persons; groups only when not.
    scorers : tuple of str, optional
        Ids of the answer scorers that may rate where no person has; None: no learned rating anywhere.
    judge : JudgeRules, optional
        How a judge model is asked where no person has rated; None: no answer leaves the house.
    """

    kind: ClassVar[str] = "policy"

    id: str
    score_classes: tuple[IndicatorClass, ...] = ("answer", "resume", "rating", "delivery")
    allow_experimental: bool = False
    minimum_group: Annotated[int, Field(ge=2)] = 5
    confidence: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    generic_rubric: str | None = None
    collect_expression: bool = False
    individual_attrition: bool = False
    recording: RecordingGate = RecordingGate()
    standard_errors: StandardErrors = StandardErrors()
    # None, not an empty default: a policy written before these fields keeps its version
    scorers: tuple[str, ...] | None = None
    judge: JudgeRules | None = None

    @model_validator(mode="after")
    def _expression_needs_collecting(self) -> Self:
        if "expression" in self.score_classes and not self.collect_expression:
            raise ValueError("score_classes names expression, but collect_expression is off")
        return self

    @classmethod
    def default(cls) -> Self:
        """Give the rules that hold where no policy document says otherwise."""
        return cls(id="default")
