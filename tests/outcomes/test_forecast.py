"""Accuracy never alone: every measure of a forecast against an independent library and the rule without skill."""

import numpy as np
import pytest

from workbench import outcomes
from workbench.errors import ContractError, UndefinedResult

RANDOM = np.random.default_rng(4)
CHANCE = RANDOM.beta(1, 4, 2000)
HAPPENED = (RANDOM.random(2000) < CHANCE).astype(int)


def test_measures_equal_an_independent_library():
    from sklearn import metrics

    rounded = CHANCE.round(2)  # with ties
    found = outcomes.forecast_quality(rounded, HAPPENED)
    assert found.auc == pytest.approx(metrics.roc_auc_score(HAPPENED, rounded))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(HAPPENED, rounded))
    assert found.brier == pytest.approx(metrics.brier_score_loss(HAPPENED, rounded))
    assert found.accuracy == pytest.approx(((rounded >= 0.5) == HAPPENED).mean())
    assert found.calibration["n"].sum() == 2000


def test_true_chances_are_calibrated():
    found = outcomes.forecast_quality(CHANCE, HAPPENED)
    assert found.calibration_slope == pytest.approx(1, abs=0.2)
    assert found.calibration_intercept == pytest.approx(0, abs=0.25)
    inside = (found.calibration["low"] <= found.calibration["foretold"]) & (
        found.calibration["foretold"] <= found.calibration["high"]
    )
    assert inside.mean() >= 0.7
    assert found.finding == "better than the rule without skill"


def test_ibm_nobody_leaves_reaches_83_9_per_cent():
    """1,470 employees of whom 237 left (IBM's public attrition data): the rule without skill."""
    left = [1] * 237 + [0] * 1233
    found = outcomes.forecast_quality([237 / 1470] * 1470, left)
    assert round(found.accuracy * 100, 1) == round(found.accuracy_no_skill * 100, 1) == 83.9
    assert (found.auc, found.calibration_slope) == (0.5, None)
    assert found.brier_skill == pytest.approx(0, abs=1e-12)
    assert found.finding == "no better than the rule without skill"


def test_the_interval_of_the_auc_covers():
    true = outcomes.forecast_quality(CHANCE, HAPPENED).auc
    inside = 0
    for seed in range(100):
        rows = np.random.default_rng(seed).integers(0, 2000, 150)
        found = outcomes.forecast_quality(CHANCE[rows], HAPPENED[rows])
        inside += found.auc_low <= true <= found.auc_high
    assert 88 <= inside <= 100


@pytest.mark.parametrize(
    ("chance", "happened", "error", "message"),
    [
        ([0.5, 0.5], [0, 0], UndefinedResult, "never happened"),
        ([], [], UndefinedResult, "never happened"),
        ([50, 20], [0, 1], ContractError, "outside 0 to 1"),
        ([float("nan"), 0.2], [0, 1], ContractError, "outside 0 to 1"),
        ([0.1], [0, 1], ContractError, "not of one length"),
        (["a", "b"], [0, 1], ContractError, "outside 0 to 1"),
    ],
)
def test_forecast_refuses(chance, happened, error, message):
    with pytest.raises(error, match=message):
        outcomes.forecast_quality(chance, happened)
