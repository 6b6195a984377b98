"""What an interview costs and a hire brings, as assumptions with names: every figure of `recruiting` comes from here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from workbench.definitions.document import Document

Amount = Annotated[Decimal, Field(ge=0)]
Count = Annotated[Decimal, Field(gt=0)]


class AiInterview(BaseModel):
    """The tool: a yearly fee shared by its interviews, and the minutes a person still spends on each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    annual_fee: Amount
    interviews_per_year: Count
    follow_up_min: Amount
    interviews_per_day: Count


class ManualInterview(BaseModel):
    """The interview by hand: what one costs in all, and the hours of work inside that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cost_per_interview: Amount
    minutes: Amount
    interviews_per_day: Count


class CostModel(Document):
    """Assumptions behind cost per interview, time saved and return.

    Parameters
    ----------
    hourly_rate : Decimal
        Cost of one hour of HR work, in `currency`.
    working_days : Decimal
        Working days a year.
    return_threshold_pct : Decimal
        Gross return below which a warning with levers is raised (M24).
    """

    kind: ClassVar[str] = "cost model"

    id: str
    currency: Literal["CNY", "USD", "EUR", "HKD"]
    hourly_rate: Amount
    working_days: Annotated[Decimal, Field(gt=0, le=366)]
    ai: AiInterview
    manual: ManualInterview
    return_threshold_pct: Amount = Decimal(3000)
    contribution_per_performance: Amount = Decimal(0)
