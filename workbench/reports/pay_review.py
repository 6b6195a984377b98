"""Report to come: signature only."""

from __future__ import annotations

from typing import Any

from workbench.errors import UndefinedResult
from workbench.reports.report import Report


def pay_review(
    desk: Any,
    *,
    interview_id: str | None = None,
    job_id: str | None = None,
    budget: float | None = None,
    market_factor: float | None = None,
    language: str = "zh",
) -> Report:
    """Report; not computed yet."""
    raise UndefinedResult("this report is not written yet", where="reports.pay_review")
