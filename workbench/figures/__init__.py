"""Contract table in, hvplot figure out: the only room that plots.

Every public function takes a table and a language and gives a HoloViews element whose title is the finding or the question.
HoloViews and Bokeh are imported on the first call.
"""

from workbench.figures.comparison import cost_bars, forest
from workbench.figures.measurement import (
    rater_severity,
    reliability_by_raters,
    stability_bars,
    trade_off,
    validity_schemes,
    variance_bars,
    weight_intervals,
)
from workbench.figures.money import cost_steps, return_bars
from workbench.figures.pay import pay_axis, pay_ladder
from workbench.figures.ranges import estimates, tornado
from workbench.figures.recording import answer_timeline, answers_timeline
from workbench.figures.rendering import embedded, to_bokeh
from workbench.figures.scores import competency_bullets, competency_ridges
from workbench.figures.shares import expectancy_bars, impact_ratios
from workbench.figures.slopes import weight_slopes
from workbench.figures.sound import gate_steps, level_track, pitch_track
from workbench.figures.staying import calibration_plot, survival_curves
from workbench.figures.tuning import acceptance_calibration, matrix_steps, tuning_front

__all__ = [
    "acceptance_calibration", "answer_timeline", "answers_timeline", "calibration_plot", "competency_bullets",
    "competency_ridges", "cost_bars", "cost_steps", "embedded", "estimates", "expectancy_bars", "forest", "gate_steps",
    "impact_ratios", "level_track", "matrix_steps", "pay_axis", "pay_ladder", "pitch_track", "rater_severity",
    "reliability_by_raters", "return_bars", "stability_bars", "survival_curves", "to_bokeh", "tornado", "trade_off",
    "tuning_front", "validity_schemes", "variance_bars", "weight_intervals",
    "weight_slopes",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
