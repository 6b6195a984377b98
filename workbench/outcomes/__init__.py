"""What came of it: who stayed, who performs, and how well either was foretold."""

from workbench.outcomes.cox import Cox, cox
from workbench.outcomes.forecast import ForecastQuality, forecast_quality
from workbench.outcomes.logit import Logit, logit
from workbench.outcomes.spells import spells
from workbench.outcomes.survival import Survival, survival

__all__ = ["Cox", "ForecastQuality", "Logit", "Survival", "cox", "forecast_quality", "logit", "spells", "survival"]
