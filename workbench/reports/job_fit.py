"""Report to come: signature only."""

from __future__ import annotations

from typing import Any

from workbench.errors import UndefinedResult
from workbench.reports.report import Report


def job_fit(
    desk: Any, *, job_id: str | None = None, channel: str | None = None, period: Any = None, language: str = "zh"
) -> Report:
    """Report; not computed yet."""
    raise UndefinedResult("this report is not written yet", where="reports.job_fit")
