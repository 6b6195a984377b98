"""Evidence × rubric → scores, with the reason, the error and the distribution of each; and what the weights should be."""

from workbench.scoring import scales
from workbench.scoring.agreement import Agreement, agreement
from workbench.scoring.calibration import Calibration, calibrate, validity_under
from workbench.scoring.distribution import Distribution, distribution
from workbench.scoring.explanation import competency_scores, explain
from workbench.scoring.icc import raters_needed
from workbench.scoring.icc import step_up as spearman_brown
from workbench.scoring.pareto import Front, composite_difference, composite_validity, expected_impact_ratio, pareto_front
from workbench.scoring.reweighting import reweight
from workbench.scoring.scores import grade, points, score
from workbench.scoring.screening import Screening, screen
from workbench.scoring.weighting import relative_weights

__all__ = [
    "Agreement", "Calibration", "Distribution", "Front", "Screening", "agreement", "calibrate", "competency_scores", "composite_difference",
    "composite_validity", "distribution", "expected_impact_ratio", "explain", "grade", "pareto_front", "points", "raters_needed",
    "relative_weights", "reweight", "scales", "score", "screen", "spearman_brown", "validity_under",
]  # fmt: skip
