"""Evidence × rubric → scores, with the reason, the error and the distribution of each."""

from workbench.scoring import scales
from workbench.scoring.explanation import competency_scores, explain
from workbench.scoring.scores import grade, points, score

__all__ = ["competency_scores", "explain", "grade", "points", "scales", "score"]
