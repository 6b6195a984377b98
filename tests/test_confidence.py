"""Every function that takes a confidence refuses one that is no share, before it looks at anything else; and numbers that overflow."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import numpy as np
import pandas as pd
import pytest

import workbench
from workbench import fairness, outcomes, recruiting, scoring
from workbench.errors import ContractError

ROOMS = ("scoring", "outcomes", "fairness", "recruiting", "pay")


def takers():
    for room in ROOMS:
        package = importlib.import_module(f"workbench.{room}")
        for module in [
            package,
            *(importlib.import_module(f"{package.__name__}.{part.name}") for part in pkgutil.iter_modules(package.__path__)),
        ]:
            for name, function in vars(module).items():
                if (
                    not name.startswith("_")
                    and inspect.isfunction(function)
                    and "confidence" in inspect.signature(function).parameters
                ):
                    yield f"{function.__module__}.{name}", function


TAKERS = {
    name: function
    for name, function in takers()
    if inspect.signature(function).parameters["confidence"].default is not inspect.Parameter.empty
}


def test_they_are_many():
    assert len(TAKERS) > 45


@pytest.mark.parametrize("name", sorted(TAKERS))
@pytest.mark.parametrize("confidence", [1.0, 0, -0.1, 95, float("nan"), "0.95", None, True])
def test_a_confidence_that_is_no_share_is_refused(name, confidence):
    with pytest.raises(ContractError, match="confidence is no share between 0 and 1.*write 0.95"):
        TAKERS[name](confidence=confidence)


def test_the_signature_stays():
    assert list(inspect.signature(scoring.agreement).parameters)[:2] == ["ratings", "confidence"]
    assert scoring.calibrate.__name__ == "calibrate"
    assert workbench.scoring.calibrate.__doc__.startswith("Fit weights")


DRAW = np.random.default_rng(0)
BIG, PLAIN, GROUP = 1e300 * DRAW.normal(size=60), DRAW.normal(size=60), DRAW.choice(["a", "b"], 60)
IDS = [f"I{number}" for number in range(60)]
POINTS = pd.DataFrame({"interview_id": IDS, "job_id": "J", "one": BIG, "two": PLAIN})
APPLICATIONS = pd.DataFrame({"application_id": IDS, "candidate_id": IDS, "job_id": "J", "channel": GROUP, "status": "applied", "applied_date": pd.Timestamp("2026-01-05")})  # fmt: skip
TOO_LARGE = {
    "distribution": lambda: scoring.distribution(POINTS),
    "distribution, long": lambda: scoring.distribution(POINTS.melt(["interview_id", "job_id"], var_name="competency", value_name="points")),
    "calibrate, points": lambda: scoring.calibrate(POINTS.drop(columns="job_id"), PLAIN, n_resamples=20),
    "calibrate, outcome": lambda: scoring.calibrate(DRAW.normal(size=(60, 2)), BIG, n_resamples=20),
    "calibrate, selected on": lambda: scoring.calibrate(DRAW.normal(size=(60, 2)), PLAIN, selected_on=BIG, n_resamples=20),
    "agreement": lambda: scoring.agreement(np.column_stack([BIG, PLAIN]), n_resamples=20),
    "expected impact ratio": lambda: scoring.expected_impact_ratio(1e300, selection_ratio=0.2, group_share=0.3),
    "validity": lambda: outcomes.validity(BIG, PLAIN),
    "validity, outcome": lambda: outcomes.validity(PLAIN, BIG),
    "incremental validity": lambda: outcomes.incremental_validity(PLAIN, BIG, PLAIN),
    "expectancy": lambda: outcomes.expectancy(BIG, PLAIN),
    "channels": lambda: recruiting.channels(pd.DataFrame({"application_id": IDS, "overall": BIG}), APPLICATIONS, measures=["score"]),
    "score gaps": lambda: fairness.score_gaps(POINTS[["one"]], GROUP),
    "scoring impact": lambda: fairness.scoring_impact(BIG, GROUP),
    "differential prediction": lambda: fairness.differential_prediction(BIG, PLAIN, GROUP),
}  # fmt: skip


@pytest.mark.parametrize("case", TOO_LARGE)
def test_numbers_whose_squares_overflow_are_refused(case):
    with pytest.raises(ContractError, match="out of range.*1e100.*decimal separator"):
        TOO_LARGE[case]()


def test_a_correction_does_not_overflow():
    assert outcomes.thorndike_2(0.3, sd_applicants=1e300, sd_hired=1.0) == pytest.approx(1.0)
    assert outcomes.thorndike_2(-0.3, sd_applicants=1e200, sd_hired=1.0) == pytest.approx(-1.0)
