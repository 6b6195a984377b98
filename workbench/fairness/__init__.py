"""Whether groups differ: selection and scoring rates, impact ratios, criteria, prediction, audits; small groups hidden, in one place."""

from workbench.fairness.audit import ATTRIBUTES, Audit, audit
from workbench.fairness.expected import ExpectedImpact, composite_d, expected_impact
from workbench.fairness.gaps import ScoreGaps, score_gaps
from workbench.fairness.groups import UNKNOWN, Comparison, Shown, compare_groups, hide_small_groups
from workbench.fairness.joining import group_labels
from workbench.fairness.looks import holm
from workbench.fairness.prediction import DifferentialPrediction, differential_prediction
from workbench.fairness.recheck import Recheck, recheck
from workbench.fairness.scoring_rate import scoring_impact, scoring_impacts
from workbench.fairness.selection import FOUR_FIFTHS, Impact, impact, impact_of_counts, wilson

__all__ = [
    "ATTRIBUTES", "FOUR_FIFTHS", "UNKNOWN", "Audit", "Comparison", "DifferentialPrediction", "ExpectedImpact", "Impact", "Recheck", "ScoreGaps",
    "Shown", "audit", "compare_groups", "composite_d", "differential_prediction", "expected_impact", "group_labels", "hide_small_groups", "holm", "impact", "impact_of_counts",
    "recheck", "score_gaps", "scoring_impact", "scoring_impacts", "wilson",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
