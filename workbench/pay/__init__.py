"""What a score is worth in pay: a matrix that is checked, built, compiled, tuned against outcomes and looked at for equity."""

from workbench.pay.acceptance import Acceptance, fit_acceptance
from workbench.pay.allocation import Allocation, allocate
from workbench.pay.closing import Closing, cost_of_closing, gaps_under
from workbench.pay.compiled import bands, expressions, in_force
from workbench.pay.construction import Built
from workbench.pay.decision import decide
from workbench.pay.equity import Gaps, pay_gap, peer_lights
from workbench.pay.explanation import explain, reason
from workbench.pay.history import history
from workbench.pay.lint import lint
from workbench.pay.market_building import from_market
from workbench.pay.monotone import isotonic_grid
from workbench.pay.oaxaca import Decomposition, oaxaca
from workbench.pay.placement import Placement, fit_placement
from workbench.pay.position import compa_ratio, portrait, range_penetration
from workbench.pay.raising import Raised, acceptance_if_raised
from workbench.pay.response import Response, fit_response
from workbench.pay.staff_building import from_staff
from workbench.pay.suggestion import suggest
from workbench.pay.tuning import Tuning, tune

__all__ = [
    "Acceptance", "Allocation", "Built", "Closing", "Decomposition", "Gaps", "Placement", "Raised", "Response", "Tuning", "acceptance_if_raised", "allocate", "bands",
    "compa_ratio", "cost_of_closing", "decide", "explain", "expressions", "fit_acceptance", "fit_placement", "fit_response", "from_market",
    "from_staff", "gaps_under", "history", "in_force", "isotonic_grid", "lint", "oaxaca", "pay_gap", "peer_lights", "portrait",
    "range_penetration", "reason", "suggest", "tune",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
