"""Evidence × rubric → scores, with the reason, the error and the distribution of each; and what the weights should be."""

from workbench.scoring import scales
from workbench.scoring.agreement import Agreement, agreement
from workbench.scoring.calibration import Calibration, calibrate, validity_under
from workbench.scoring.checking import reason_of
from workbench.scoring.comparison import compare, compare_raters
from workbench.scoring.composites import composite_difference, composite_validity, expected_impact_ratio
from workbench.scoring.distribution import Distribution, distribution
from workbench.scoring.drift import Drift, drift, population_stability_index
from workbench.scoring.explanation import competency_scores, explain
from workbench.scoring.icc import intraclass, raters_needed, spearman_brown
from workbench.scoring.kappa import cohen as cohen_kappa
from workbench.scoring.kappa import fleiss as fleiss_kappa
from workbench.scoring.kappa import fleiss_of_counts as fleiss_kappa_of_counts
from workbench.scoring.krippendorff import alpha as krippendorff_alpha
from workbench.scoring.pareto import Front, pareto_front
from workbench.scoring.rating import rate
from workbench.scoring.replay import Replay, replay
from workbench.scoring.requirements import Requirement, requirements_of
from workbench.scoring.reweighting import reweight
from workbench.scoring.scorer import MINIMUM_INTERVIEWS, Training, train
from workbench.scoring.scores import grade, points, score
from workbench.scoring.screening import Screening, screen
from workbench.scoring.ties import compare_scores, rank_scores
from workbench.scoring.weighting import relative_weights

__all__ = [
    "MINIMUM_INTERVIEWS",
    "Agreement",
    "Calibration",
    "Distribution",
    "Drift",
    "Front",
    "Replay",
    "Requirement",
    "Screening",
    "Training",
    "agreement",
    "calibrate",
    "cohen_kappa",
    "compare",
    "compare_raters",
    "compare_scores",
    "competency_scores",
    "composite_difference",
    "composite_validity",
    "distribution",
    "drift",
    "expected_impact_ratio",
    "explain",
    "fleiss_kappa",
    "fleiss_kappa_of_counts",
    "grade",
    "intraclass",
    "krippendorff_alpha",
    "pareto_front",
    "points",
    "population_stability_index",
    "rank_scores",
    "rate",
    "raters_needed",
    "reason_of",
    "relative_weights",
    "replay",
    "requirements_of",
    "reweight",
    "scales",
    "score",
    "screen",
    "spearman_brown",
    "train",
    "validity_under",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
