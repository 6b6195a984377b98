"""The front: no random weights beat it, its ends are what they should be, and expected ratios are what a crowd would show."""

from __future__ import annotations

import numpy as np
import pytest

from workbench import scoring
from workbench.errors import UndefinedResult

R = np.array([[1, 0.24, 0, 0.19], [0.24, 1, 0.12, 0.16], [0, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]])
V, D = np.array([0.30, 0.30, 0.18, 0.28]), np.array([1.00, 0.23, 0.09, 0.33])


def both(weights, r=R, v=V, d=D, sr=0.1, share=0.25):
    length = np.sqrt(np.einsum("ni,ij,nj->n", weights, r, weights))
    ratio = [scoring.expected_impact_ratio(x, selection_ratio=sr, group_share=share) for x in weights @ d / length]
    return weights @ v / length, np.array(ratio)


@pytest.mark.parametrize(
    "d", [D, np.array([0.8, 0.1, -0.2, 0.3]), np.array([0.5, 0.5, 0.5, 0.6])], ids=["all against", "one for", "much alike"]
)
def test_no_random_weights_beat_the_front(d):
    front = scoring.pareto_front(R, V, d, selection_ratio=0.1, group_share=0.25)
    weights = np.random.default_rng(3).dirichlet(np.full(4, 0.6), 20_000)
    validity, ratio = both(weights, d=d)
    for here, there in zip(front.validity, front.impact_ratio, strict=True):
        assert not ((validity > here + 1e-6) & (ratio > there + 1e-6)).any()
    fine = scoring.pareto_front(R, V, d, selection_ratio=0.1, group_share=0.25, points=81)
    at = np.interp(validity, fine.validity[::-1], fine.impact_ratio[::-1])
    inside = validity >= fine.validity[-1]
    assert (ratio[inside] - at[inside]).max() < 0.003  # the bend between two points


def test_weights_are_shares_and_the_front_falls():
    front = scoring.pareto_front(R, V, D, selection_ratio=0.1, group_share=0.25)
    assert len(front.validity) == 21
    assert front.weights.sum(axis=1) == pytest.approx(np.ones(21))
    assert (front.weights >= 0).all()
    assert (np.diff(front.validity) < 0).all()
    assert (np.diff(front.impact_ratio) > 0).all()
    validity, ratio = both(front.weights)
    assert front.validity == pytest.approx(validity)
    assert front.impact_ratio == pytest.approx(ratio)


def test_points_are_spread_evenly_across_the_front():
    front = scoring.pareto_front(R, V, D, selection_ratio=0.1, group_share=0.25, points=11)
    span = np.array([np.ptp(front.validity), np.ptp(front.impact_ratio)])
    along = (front.impact_ratio / span[1] - front.validity / span[0]) / 2  # position along the line between the ends
    assert np.diff(along) == pytest.approx(np.full(10, np.diff(along).mean()), abs=1e-4)


@pytest.mark.parametrize(("difference", "sr", "share"), [(0.65, 0.1, 0.25), (0.3, 0.5, 0.5), (-0.4, 0.2, 0.1), (2.0, 0.02, 0.4)])
def test_expected_ratio_is_what_a_crowd_shows(difference, sr, share):
    draw = np.random.default_rng(5)
    n = 2_000_000
    group = draw.random(n) < share
    score = draw.standard_normal(n) - difference * group
    chosen = score >= np.quantile(score, 1 - sr)
    crowd = chosen[group].mean() / chosen[~group].mean()
    assert scoring.expected_impact_ratio(difference, selection_ratio=sr, group_share=share) == pytest.approx(
        crowd, rel=0.05, abs=0.002
    )


def test_no_difference_expects_equal_rates():
    assert scoring.expected_impact_ratio(0.0, selection_ratio=0.3, group_share=0.5) == pytest.approx(1.0)
    assert scoring.expected_impact_ratio(12.0, selection_ratio=0.3, group_share=0.5) == pytest.approx(0.0, abs=1e-9)


def test_one_point_where_nothing_is_traded():
    front = scoring.pareto_front(np.eye(2), [0.3, 0.0], [-0.2, 0.3], selection_ratio=0.2, group_share=0.5)
    assert len(front.validity) == 1
    assert front.weights[0] == pytest.approx([1, 0])


def test_refusals():
    with pytest.raises(UndefinedResult, match="no criterion predicts the outcome"):
        scoring.pareto_front(np.eye(2), [-0.1, 0.0], [0.1, 0.2], selection_ratio=0.2, group_share=0.5)
    for sr, share in ((0.0, 0.5), (1.0, 0.5), (0.5, 0.0)):
        with pytest.raises(UndefinedResult, match="no impact ratio can be expected"):
            scoring.expected_impact_ratio(0.2, selection_ratio=sr, group_share=share)
