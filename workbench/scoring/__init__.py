"""Evidence × rubric → scores, with the reason, the error and the distribution of each."""

from workbench.scoring import scales
from workbench.scoring.agreement import Agreement, agreement
from workbench.scoring.distribution import Distribution, distribution
from workbench.scoring.explanation import competency_scores, explain
from workbench.scoring.icc import raters_needed
from workbench.scoring.icc import step_up as spearman_brown
from workbench.scoring.reweighting import reweight
from workbench.scoring.scores import grade, points, score
from workbench.scoring.screening import Screening, screen

__all__ = [
    "Agreement", "Distribution", "Screening", "agreement", "competency_scores", "distribution", "explain", "grade", "points",
    "raters_needed", "reweight", "scales", "score", "screen", "spearman_brown",
]  # fmt: skip
