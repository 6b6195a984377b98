"""A second family of forecast: shallow boosted trees, calibrated inside every fit, for effects that bend or act only together.

In flow columns as the logistic family lays them out and what happened; out flow chances of people left out of the fit, and a bag of fits
whose spread is a single chance's error.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

FITS = 25  # of the bag
TREES, DEPTH, RATE, LEAF = 40, 2, 0.15, 20
CALIBRATION_FOLDS = 3


@dataclass(frozen=True)
class Bag:
    """Fits on bootstrap samples of the same people; their mean is the chance, their spread its error."""

    fits: tuple[Any, ...]

    def told(self, x: np.ndarray, confidence: float) -> pd.DataFrame:
        """Give each row's chance: ``probability``, ``low``, ``high`` [quantiles of the fits], ``log_odds``, ``se``."""
        each = self.log_odds(x)
        middle, edges = each.mean(axis=0), np.quantile(each, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
        low, high = np.minimum(edges[0], middle), np.maximum(edges[1], middle)
        return pd.DataFrame(
            {
                "probability": _share(middle),
                "low": _share(low),
                "high": _share(high),
                "log_odds": middle,
                "se": each.std(axis=0, ddof=1),
            }
        )

    def log_odds(self, x: np.ndarray) -> np.ndarray:
        """Give each fit's log odds, one row a fit."""
        chance = np.clip([fit.predict_proba(x)[:, 1] for fit in self.fits], 1e-4, 1 - 1e-4)
        return np.log(chance / (1 - chance))


def out_of_fold(x: np.ndarray, y: np.ndarray, fold: np.ndarray, seed: int) -> np.ndarray:
    """Give every person the chance foretold by a calibrated fit on all folds but their own."""
    chance = np.empty(len(y))
    for number in np.unique(fold):
        chance[fold == number] = _classifier(seed).fit(x[fold != number], y[fold != number]).predict_proba(x[fold == number])[:, 1]
    return chance


def bag(x: np.ndarray, y: np.ndarray, seed: int) -> Bag:
    """Fit on bootstrap samples, drawn so that each keeps the shares of both outcomes."""
    random, fits = np.random.default_rng(seed), []
    for number in range(FITS):
        at = np.concatenate([random.choice(np.flatnonzero(y == value), int((y == value).sum())) for value in (0, 1)])
        fits.append(_classifier(seed + number).fit(x[at], y[at]))
    return Bag(tuple(fits))


def _classifier(seed: int) -> Any:
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import HistGradientBoostingClassifier

    trees = HistGradientBoostingClassifier(
        max_iter=TREES, max_depth=DEPTH, learning_rate=RATE, min_samples_leaf=LEAF, early_stopping=False, random_state=seed
    )
    return CalibratedClassifierCV(trees, method="sigmoid", cv=CALIBRATION_FOLDS)


def _share(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))
