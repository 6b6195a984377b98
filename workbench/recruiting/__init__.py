"""What recruiting costs and brings: channels compared, cost per interview and hire, time, funnel, the month's books, return."""

from workbench.recruiting.channels import Channels, channels
from workbench.recruiting.channels_money import ReferralBonus
from workbench.recruiting.comparison import AgainstManual, against_manual
from workbench.recruiting.contribution import hire_contributions
from workbench.recruiting.costs import (
    CostPerHire,
    InterviewCost,
    TimePerCandidate,
    TimeSaved,
    TimeSaving,
    cost_per_hire,
    cost_per_interview,
    hr_time_saved,
    time_per_candidate,
)
from workbench.recruiting.funnel import Funnel, TimeToFill, funnel, time_to_fill
from workbench.recruiting.ledger import MonthCosts, month_costs
from workbench.recruiting.quality import QualityOfHire, quality_of_hire
from workbench.recruiting.return_range import ReturnsCompared, returns_compared
from workbench.recruiting.returns import RecruitingReturn, recruiting_return
from workbench.recruiting.selected import Selected, selected_z
from workbench.recruiting.units import UnitCosts, unit_costs
from workbench.wording import Words

__all__ = [
    "AgainstManual", "Channels", "CostPerHire", "Funnel", "InterviewCost", "MonthCosts", "QualityOfHire",
    "RecruitingReturn", "ReferralBonus", "ReturnsCompared", "Selected", "TimePerCandidate", "TimeSaved", "TimeSaving",
    "TimeToFill", "UnitCosts", "Words", "against_manual", "channels", "cost_per_hire", "cost_per_interview", "funnel",
    "hire_contributions", "hr_time_saved", "month_costs", "quality_of_hire", "recruiting_return", "returns_compared",
    "selected_z", "time_per_candidate", "time_to_fill", "unit_costs",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
