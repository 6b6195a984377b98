"""What an amount more would do: the mean difference of chances, its interval against draws, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from workbench import pay
from workbench.errors import UndefinedResult

B, C = 6.0, 3.0  # planted: logits for an offer one ratio higher over expectation and over market


@pytest.fixture(scope="module")
def offers():
    rng = np.random.default_rng(4)
    n = 1500
    market = rng.choice([12_000.0, 18_000.0], n)
    expected = market * rng.lognormal(0, 0.12, n)
    offered = market * rng.lognormal(0, 0.1, n)
    chance = 1 / (1 + np.exp(-(0.4 + B * (offered / expected - 1) + C * (offered / market - 1))))
    return pd.DataFrame({
        "interview_id": [f"I{k}" for k in range(n)], "application_id": [f"A{k}" for k in range(n)], "job_id": rng.choice(["J-1", "J-2", "J-3"], n),
        "decided_date": pd.Timestamp("2026-01-01"), "overall": 75.0, "offered_pay": offered, "expected_pay": expected, "market_reference": market,
        "accepted": (rng.random(n) < chance).astype(float),
    })  # fmt: skip


@pytest.fixture(scope="module")
def fitted(offers):
    return pay.fit_acceptance(offers)


def test_the_change_is_the_mean_difference_of_predictions(fitted, offers):
    own = offers[offers["job_id"] == "J-1"]
    found = pay.acceptance_if_raised(fitted, own, amount=1000)
    more = own.assign(offered_pay=own["offered_pay"] + 1000)
    assert found.change == pytest.approx((fitted.predict(more) - fitted.predict(own)).mean(), abs=1e-12)
    assert found.after - found.before == pytest.approx(found.change, abs=1e-12)
    assert (found.n, found.n_accepted) == (len(own), int(own["accepted"].sum()))


def test_the_interval_is_that_of_draws_of_the_terms(fitted, offers):
    own = offers[offers["job_id"] == "J-2"]
    found = pay.acceptance_if_raised(fitted, own, amount=1000)
    rng = np.random.default_rng(1)
    draws = rng.multivariate_normal(fitted.table["estimate"], fitted.covariance, size=4000)
    level = own["job_id"].map(fitted.levels).to_numpy()
    changes = []
    for a, b, c in draws:
        now, then = (
            1 / (1 + np.exp(-(a + b * (p / own["expected_pay"] - 1) + c * (p / own["market_reference"] - 1) + level)))
            for p in (own["offered_pay"], own["offered_pay"] + 1000)
        )
        changes.append((then - now).mean())
    assert [found.low, found.high] == pytest.approx(np.quantile(changes, [0.025, 0.975]), abs=0.003)


def test_the_planted_answer_lies_inside(fitted, offers):
    def truth(paid):
        return 1 / (1 + np.exp(-(0.4 + B * (paid / offers["expected_pay"] - 1) + C * (paid / offers["market_reference"] - 1))))

    found = pay.acceptance_if_raised(fitted, offers, amount=1000)
    assert found.low < (truth(offers["offered_pay"] + 1000) - truth(offers["offered_pay"])).mean() < found.high


def test_nothing_more_changes_nothing_and_less_is_less(fitted, offers):
    none = pay.acceptance_if_raised(fitted, offers, amount=0)
    assert (none.change, none.low, none.high) == (0, 0, 0)
    assert (
        pay.acceptance_if_raised(fitted, offers, amount=-1000).change
        < 0
        < pay.acceptance_if_raised(fitted, offers, amount=500).change
    )


def test_without_an_answered_offer_there_is_nothing_to_raise(fitted, offers):
    with pytest.raises(UndefinedResult, match="no answered offer to raise"):
        pay.acceptance_if_raised(fitted, offers.assign(accepted=None).head(5), amount=1000)
