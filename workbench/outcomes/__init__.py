"""What came of it: who stayed, who performs, how well either was foretold, and what foretelling is worth."""

from workbench.outcomes.attrition import Attrition, attrition
from workbench.outcomes.cox import Cox, cox
from workbench.outcomes.forecast import ForecastQuality, forecast_quality
from workbench.outcomes.logit import Logit, logit
from workbench.outcomes.pay_position import pay_position
from workbench.outcomes.performance import Performance, performance, score_bands
from workbench.outcomes.retention import Retention, WhatIf, retention, what_if
from workbench.outcomes.spells import spells
from workbench.outcomes.survival import Survival, survival
from workbench.outcomes.utility import Utility, utility
from workbench.outcomes.utility_cascade import Cascade, sturman
from workbench.outcomes.utility_money import (
    PresentValue,
    SelectionGain,
    boudreau,
    break_even_sdy,
    break_even_validity,
    brogden_cronbach_gleser,
    employee_flow,
)
from workbench.outcomes.utility_selection import (
    NaylorShine,
    TaylorRussell,
    naylor_shine,
    selected_mean_z,
    taylor_russell,
    taylor_russell_hurdles,
    taylor_russell_required,
)
from workbench.outcomes.validity import Validity, retained, validity
from workbench.outcomes.validity_corrections import (
    disattenuate,
    disattenuate_matrix,
    hunter_schmidt_le,
    lawley,
    thorndike_2,
    thorndike_3,
)
from workbench.outcomes.validity_expectancy import Expectancy, expectancy
from workbench.outcomes.validity_increment import CompositeValidity, Increment, composite_validity, incremental_validity

__all__ = [
    "Attrition", "Cascade", "CompositeValidity", "Cox", "Expectancy", "ForecastQuality", "Increment", "Logit",
    "NaylorShine", "Performance", "PresentValue", "Retention", "SelectionGain", "Survival", "TaylorRussell", "Utility",
    "Validity", "WhatIf", "attrition", "boudreau", "break_even_sdy", "break_even_validity", "brogden_cronbach_gleser",
    "composite_validity", "cox", "disattenuate", "disattenuate_matrix", "employee_flow", "expectancy", "forecast_quality",
    "hunter_schmidt_le", "incremental_validity", "lawley", "logit", "naylor_shine", "pay_position", "performance",
    "retained", "retention", "score_bands", "selected_mean_z", "spells", "sturman", "survival", "taylor_russell",
    "taylor_russell_hurdles", "taylor_russell_required", "thorndike_2", "thorndike_3", "utility", "validity", "what_if",
]  # fmt: skip


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
