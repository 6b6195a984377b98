"""How good a forecast was, beside what a rule without any skill reaches: accuracy, AUC, average precision, Brier, calibration.

In flow chances and what then happened; out flows a frozen `ForecastQuality` whose accuracy never stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.logit import fit_logit, yes_or_no
from workbench.outcomes.spells import share_of
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

WHERE = "outcomes.forecast_quality"
NO_SKILL = Words("the rule without skill: say the more frequent outcome of everybody")
BETTER, NOT_BETTER = Words("better than the rule without skill"), Words("no better than the rule without skill")


@dataclass(frozen=True)
class ForecastQuality:
    """What a forecast was worth.

    Each measure stands beside its value without skill: accuracy beside the more frequent outcome's share, AUC beside 0.5, average precision
    beside the base rate, Brier score beside base rate × (1 - base rate). `calibration`: ``n``, ``foretold``, ``happened``, ``low``, ``high``,
    one row a bin of equal size. A slope of 1 and an intercept of 0 are perfect calibration; null where chances do not vary.
    """

    n: int
    n_events: int
    base_rate: float
    base_rate_low: float
    base_rate_high: float
    threshold: float
    accuracy: float
    accuracy_low: float
    accuracy_high: float
    accuracy_no_skill: float
    auc: float
    auc_low: float
    auc_high: float
    average_precision: float
    average_precision_no_skill: float
    brier: float
    brier_no_skill: float
    brier_skill: float
    calibration_slope: float | None
    calibration_intercept: float | None
    finding: Words
    confidence: float
    calibration: pd.DataFrame = field(repr=False, compare=False)
    counterfactual: Words = NO_SKILL

    @property
    def table(self) -> pd.DataFrame:
        """Give one row a measure: ``measure``, ``value``, ``low``, ``high``, ``no_skill``."""
        nothing = float("nan")
        rows = [
            ("base_rate", self.base_rate, self.base_rate_low, self.base_rate_high, nothing),
            ("accuracy", self.accuracy, self.accuracy_low, self.accuracy_high, self.accuracy_no_skill),
            ("auc", self.auc, self.auc_low, self.auc_high, 0.5),
            ("average_precision", self.average_precision, nothing, nothing, self.average_precision_no_skill),
            ("brier", self.brier, nothing, nothing, self.brier_no_skill),
            ("brier_skill", self.brier_skill, nothing, nothing, 0.0),
            ("calibration_slope", nothing if self.calibration_slope is None else self.calibration_slope, nothing, nothing, nothing),
            ("calibration_intercept", nothing if self.calibration_intercept is None else self.calibration_intercept, nothing, nothing, nothing),
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=["measure", "value", "low", "high", "no_skill"])


@confident
def forecast_quality(
    probability: Sequence[float], happened: Sequence[Any], *, threshold: float = 0.5, bins: int = 10, confidence: float = 0.95
) -> ForecastQuality:
    """Judge chances that were foretold by what then happened.

    Parameters
    ----------
    probability : sequence of numbers
        Foretold chances, 0 to 1, of cases the forecast had not seen.
    happened : sequence of {0, 1}
    threshold : float
        From which chance on "yes" is said, for the accuracy.
    bins : int
        Bins of the calibration table, of equal size as far as ties allow.

    Raises
    ------
    ContractError
        If lengths differ or a chance is missing or outside 0 to 1.
    UndefinedResult
        If it never or always happened: then no forecast can be judged.

    References
    ----------
    DeLong, DeLong & Clarke-Pearson (1988), interval of the AUC; Brier (1950); Cox (1958), calibration line; Wilson (1927).
    """
    share_of(confidence, where=WHERE)
    chance = _chances(probability)
    y = yes_or_no(pd.Series(list(happened)), "happened", where=WHERE)
    if len(chance) != len(y):
        raise ContractError("chances and outcomes are not of one length", where=WHERE, found=f"{len(chance)} and {len(y)}", expected="one outcome a chance",
                            cure="take both from the same table")  # fmt: skip
    n, events, rate = len(y), int(y.sum()), float(y.mean())
    right = int(((chance >= threshold) == (y == 1)).sum())
    base, accurate = (fairness.wilson(k, n, confidence=confidence) for k in (events, right))
    auc, auc_low, auc_high = _auc(chance, y, confidence)
    brier, brier_none = float(((chance - y) ** 2).mean()), rate * (1 - rate)
    intercept, slope = _line(chance, y)
    better = auc_low > 0.5 and brier < brier_none
    return ForecastQuality(
        n=n, n_events=events, base_rate=rate, base_rate_low=base[0], base_rate_high=base[1], threshold=float(threshold),
        accuracy=right / n, accuracy_low=accurate[0], accuracy_high=accurate[1], accuracy_no_skill=max(rate, 1 - rate),
        auc=auc, auc_low=auc_low, auc_high=auc_high, average_precision=_average_precision(chance, y), average_precision_no_skill=rate,
        brier=brier, brier_no_skill=brier_none, brier_skill=1 - brier / brier_none, calibration_slope=slope, calibration_intercept=intercept,
        finding=BETTER if better else NOT_BETTER, confidence=confidence, calibration=_calibration(chance, y, bins, confidence),
    )  # fmt: skip


def _chances(probability: Any) -> np.ndarray:
    try:
        chance = np.asarray(list(probability), dtype=float)
    except (TypeError, ValueError):
        chance = np.array([np.nan])
    if bad := int((~((chance >= 0) & (chance <= 1))).sum()):
        raise ContractError(
            "chances outside 0 to 1",
            where=WHERE,
            found=f"{bad} rows",
            expected="0 to 1, none missing",
            cure="divide per cents by 100",
        )
    return chance


def _auc(chance: np.ndarray, y: np.ndarray, confidence: float) -> tuple[float, float, float]:
    """Give the area under the curve with DeLong's interval, on the logit scale where it is not 0 or 1."""
    from scipy.special import expit, ndtri
    from scipy.stats import rankdata

    m, n = int(y.sum()), int((1 - y).sum())
    ranks, own_yes, own_no = rankdata(chance), rankdata(chance[y == 1]), rankdata(chance[y == 0])
    placed_yes = (ranks[y == 1] - own_yes) / n
    placed_no = 1 - (ranks[y == 0] - own_no) / m
    area = float(placed_yes.mean())
    spread = (placed_yes.var(ddof=1) / m if m > 1 else 0.25) + (placed_no.var(ddof=1) / n if n > 1 else 0.25)
    if not 0 < area < 1:
        return area, area if area == 0 else 0.0, 1.0
    reach = ndtri((1 + confidence) / 2) * np.sqrt(spread) / (area * (1 - area))
    middle = np.log(area / (1 - area))
    return area, float(expit(middle - reach)), float(expit(middle + reach))


def _average_precision(chance: np.ndarray, y: np.ndarray) -> float:
    """Precision averaged over the rises in recall, ties taken together."""
    order = np.argsort(-chance, kind="stable")
    hits, ends = np.cumsum(y[order]), np.r_[np.flatnonzero(np.diff(chance[order])), len(y) - 1]
    recall = hits[ends] / hits[-1]
    return float((np.diff(np.r_[0, recall]) * hits[ends] / (ends + 1)).sum())


def _line(chance: np.ndarray, y: np.ndarray) -> tuple[float | None, float | None]:
    odds = np.log(np.clip(chance, 1e-6, 1 - 1e-6)) - np.log1p(-np.clip(chance, 1e-6, 1 - 1e-6))
    if np.ptp(odds) < 1e-9:
        return None, None
    try:
        beta, _, _ = fit_logit(odds[:, None], y, where=WHERE)
    except UndefinedResult:  # the forecast told the two apart completely
        return None, None
    return float(beta[0]), float(beta[1])


def _calibration(chance: np.ndarray, y: np.ndarray, bins: int, confidence: float) -> pd.DataFrame:
    edges = np.unique(np.quantile(chance, np.linspace(0, 1, bins + 1)))
    place = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, max(len(edges) - 2, 0))
    rows = []
    for number in np.unique(place):
        there = place == number
        low, high = fairness.wilson(int(y[there].sum()), int(there.sum()), confidence=confidence)
        rows.append(
            {
                "n": int(there.sum()),
                "foretold": float(chance[there].mean()),
                "happened": float(y[there].mean()),
                "low": low,
                "high": high,
            }
        )
    return pd.DataFrame(rows)
