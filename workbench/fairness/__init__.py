"""Whether groups differ: selection rates, impact ratios, any measure by group; small groups hidden, in one place."""

from workbench.fairness.groups import UNKNOWN, Comparison, Shown, compare_groups, hide_small_groups
from workbench.fairness.selection import FOUR_FIFTHS, Impact, impact, impact_of_counts, wilson

__all__ = [
    "FOUR_FIFTHS", "UNKNOWN", "Comparison", "Impact", "Shown", "compare_groups", "hide_small_groups", "impact",
    "impact_of_counts", "wilson",
]  # fmt: skip
