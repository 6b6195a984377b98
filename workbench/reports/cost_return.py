"""Report to come: signature only."""

from __future__ import annotations

from typing import Any

from workbench.errors import UndefinedResult
from workbench.reports.report import Report


def cost_return(desk: Any, *, cost_model: Any = None, month: Any = None, language: str = "zh") -> Report:
    """Report; not computed yet."""
    raise UndefinedResult("this report is not written yet", where="reports.cost_return")
