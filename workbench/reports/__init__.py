"""One page each: a question, its answer in one sentence, the tables and figures behind it, and what they do not show."""

from workbench.reports.agreement import agreement
from workbench.reports.audit import audit
from workbench.reports.calibration import calibration
from workbench.reports.candidate import candidate
from workbench.reports.channels import channels
from workbench.reports.cohort import Choices, choices, cohort
from workbench.reports.cost_return import cost_return
from workbench.reports.equity import equity
from workbench.reports.export import to_html
from workbench.reports.guide import guide
from workbench.reports.job_fit import job_fit
from workbench.reports.matrix_findings import matrix_findings
from workbench.reports.more_pay import more_pay
from workbench.reports.naming import headings
from workbench.reports.outcomes import outcomes_report as outcomes
from workbench.reports.overview import overview
from workbench.reports.pay_review import pay_review
from workbench.reports.report import Report
from workbench.reports.review import review
from workbench.reports.rules import rules
from workbench.reports.screening import screening
from workbench.reports.sheets import to_csv
from workbench.reports.trying import front_tried, kept_at_100, rubric_tried, weights_tried
from workbench.reports.tuning import tuning, tuning_page

__all__ = [
    "Choices",
    "Report",
    "agreement",
    "audit",
    "calibration",
    "candidate",
    "channels",
    "choices",
    "cohort",
    "cost_return",
    "equity",
    "front_tried",
    "guide",
    "headings",
    "job_fit",
    "kept_at_100",
    "matrix_findings",
    "more_pay",
    "outcomes",
    "overview",
    "pay_review",
    "review",
    "rubric_tried",
    "rules",
    "screening",
    "to_csv",
    "to_html",
    "tuning",
    "tuning_page",
    "weights_tried",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
