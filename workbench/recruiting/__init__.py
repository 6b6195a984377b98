"""What recruiting costs and brings: channels compared, cost per interview and hire, time, funnel, the month's books, return."""

from workbench.recruiting.channels import Channels, channels
from workbench.recruiting.channels_money import ReferralBonus
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
from workbench.recruiting.returns import RecruitingReturn, recruiting_return
from workbench.wording import Words

__all__ = [
    "Channels", "CostPerHire", "Funnel", "InterviewCost", "MonthCosts", "RecruitingReturn", "ReferralBonus", "TimePerCandidate",
    "TimeSaved", "TimeSaving", "TimeToFill", "Words", "channels", "cost_per_hire", "cost_per_interview", "funnel",
    "hr_time_saved", "month_costs", "recruiting_return", "time_per_candidate", "time_to_fill",
]  # fmt: skip
