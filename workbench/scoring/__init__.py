"""Evidence × rubric → scores, with the reason, the error and the distribution of each."""

from workbench.scoring import scales
from workbench.scoring.distribution import Distribution, distribution
from workbench.scoring.explanation import competency_scores, explain
from workbench.scoring.scores import grade, points, score
from workbench.scoring.screening import Screening, screen

__all__ = [
    "Distribution", "Screening", "competency_scores", "distribution", "explain", "grade", "points", "scales", "score", "screen",
]  # fmt: skip
