"""What an interview costs and a hire brings, as assumptions with names: every figure of `recruiting` comes from here."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
    contribution_per_performance : Decimal
        Worth a year of one unit of performance (one standard deviation), in `currency`.
    performance_periods_per_year : Decimal
        Reviews a year: each stands for that part of it.
    overhead_pct : Decimal
        Room, equipment and leadership on top of every hour of HR work, in per cent of it: the indirect internal cost.
    ranges : dict of str to (low, high)
        How far an assumption may lie from what is stated, by its dotted name: ``ai.follow_up_min: [5, 20]``. The return's range and
        tornado come from here.
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
    performance_periods_per_year: Count = Decimal(4)
    overhead_pct: Amount = Decimal(0)
    ranges: dict[str, tuple[Amount, Amount]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ranges_hold_what_is_stated(self) -> Self:
        for name, (low, high) in self.ranges.items():
            value = self.assumption(name)
            if value is None:
                raise ValueError(f"ranges names '{name}', which is no assumption; there are {', '.join(self.assumptions())}")
            if not low <= value <= high:
                raise ValueError(f"the range of '{name}' is {low} to {high}, which does not hold the stated {value}")
        return self

    def assumption(self, name: str) -> Decimal | None:
        """Give one assumption by its dotted name, None where there is none of that name."""
        value: object = self
        for step in name.split("."):
            value = getattr(value, step, None) if step in getattr(type(value), "model_fields", {}) else None
        return value if isinstance(value, Decimal) else None

    def assumptions(self) -> dict[str, Decimal]:
        """List every number by its dotted name."""
        names = [
            *type(self).model_fields,
            *(f"{part}.{name}" for part in ("ai", "manual") for name in type(getattr(self, part)).model_fields),
        ]
        return {name: value for name in names if (value := self.assumption(name)) is not None}
