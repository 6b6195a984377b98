"""The two regressions against slower or other people's versions, and splits that never part a group."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from workbench.scoring import regression
from workbench.scoring.regression import Sample


def planted(n=300, seed=1):
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 3)) * [1, 5, 0.1] + [0, 10, 3]
    latent = (x - [0, 10, 3]) / [1, 5, 0.1] @ [1.0, -0.5, 0.0] + random.logistic(size=n) * 0.8
    rating = 1 + (latent[:, None] > [-1.5, -0.5, 0.5, 1.5]).sum(axis=1)
    counts = np.eye(5)[rating - 1]
    return Sample(x, rating.astype(float), counts, np.arange(n))


def test_ridge_is_scikit_learns():
    from sklearn.linear_model import Ridge

    sample = planted()
    ours = regression._fit(sample, "ridge", 10.0)
    scaled = regression.standardised(sample.features, ours.centre, ours.spread)
    theirs = Ridge(alpha=10.0).fit(scaled, sample.target)
    assert ours.weights == pytest.approx(theirs.coef_)
    assert ours.intercept == pytest.approx(theirs.intercept_)


def test_proportional_odds_without_penalty_are_statsmodels():
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    sample = planted(500)
    ours = regression._fit(sample, "ordinal", 0.0)
    scaled = regression.standardised(sample.features, ours.centre, ours.spread)
    theirs = OrderedModel(sample.target.astype(int), scaled, distr="logit").fit(method="bfgs", disp=False)
    assert ours.weights == pytest.approx(theirs.params[:3], abs=5e-3)
    assert ours.cutpoints == pytest.approx(theirs.model.transform_threshold_params(theirs.params)[1:-1], abs=5e-3)


def test_the_gradient_is_the_slope():
    sample, random = planted(40), np.random.default_rng(0)
    scaled = regression.standardised(sample.features, sample.features.mean(0), sample.features.std(0))
    at = random.normal(size=3 + 4)
    slow = optimize.approx_fprime(at, lambda p: regression._loss(p, scaled, sample.counts, 3.0)[0], 1e-6)
    assert regression._loss(at, scaled, sample.counts, 3.0)[1] == pytest.approx(slow, rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("method", ["ridge", "ordinal"])
def test_a_planted_direction_is_found_and_ratings_stay_on_the_scale(method):
    fitted = regression.fit(planted(), method=method, lowest=1, highest=5)
    assert fitted.weights[0] > 0.3
    assert fitted.weights[1] < -0.1
    assert abs(fitted.weights[2]) < abs(fitted.weights[1])
    far = np.array([[100.0, -100, 3], [-100, 100, 3], [np.nan, np.nan, np.nan]])
    said = regression.predict(fitted, far, lowest=1, highest=5)
    assert said[0] == pytest.approx(5, abs=1e-6)
    assert said[1] == pytest.approx(1, abs=1e-6)
    assert 2 < said[2] < 4


def test_features_that_are_missing_or_constant_have_no_say():
    sample = planted()
    values = np.column_stack([sample.features, np.full(300, np.nan), np.full(300, 7.0)])
    fitted = regression.fit(Sample(values, sample.target, sample.counts, sample.groups), method="ridge", lowest=1, highest=5)
    assert fitted.weights[3:] == pytest.approx(0)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60), st.integers(2, 6))
def test_a_group_never_stands_on_both_sides(groups, number):
    groups, seen = np.array(groups), []
    for inside, outside in regression.folds(groups, number, 0):
        assert not set(groups[inside]) & set(groups[outside])
        assert sorted([*inside, *outside]) == list(range(len(groups)))
        seen += outside.tolist()
    assert sorted(seen) == list(range(len(groups)))
