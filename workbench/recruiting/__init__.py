"""What recruiting costs and brings: cost per interview and hire, time, funnel, return."""

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
from workbench.recruiting.returns import RecruitingReturn, recruiting_return

__all__ = [
    "CostPerHire", "InterviewCost", "RecruitingReturn", "TimePerCandidate", "TimeSaved", "TimeSaving", "cost_per_hire",
    "cost_per_interview", "hr_time_saved", "recruiting_return", "time_per_candidate",
]  # fmt: skip
