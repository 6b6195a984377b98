"""The front: no random weights beat it, its ends are what they should be, and expected ratios are what a crowd would show."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from workbench import scoring
from workbench.errors import ContractError, UndefinedResult

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


MANY = np.array([[1.00, 0.23, 0.09, 0.33], [0.4, 0.5, -0.1, 0.2], [-0.2, 0.1, 0.5, 0.3], [0.1, -0.3, 0.0, 0.6]])
SHARES, ATTRIBUTES = [0.2, 0.1, 0.45, 0.3], ["race", "race", "sex", "age"]


def slow_ratios(w, sr):
    """Impact ratios of every group by bisection, group by group: the obvious way."""
    found, length = [], np.sqrt(w @ R @ w)
    for name in dict.fromkeys(ATTRIBUTES):
        rows = [place for place, one in enumerate(ATTRIBUTES) if one == name]
        apart = [0.0, *(float(w @ MANY[place]) / length for place in rows)]
        share = [1 - sum(SHARES[place] for place in rows), *(SHARES[place] for place in rows)]

        def rates(cut, apart=apart):
            return [1 - NormalDist().cdf(cut + gap) for gap in apart]

        low, high = -9.0, 9.0
        while high - low > 1e-12:
            cut = (low + high) / 2
            low, high = (cut, high) if sum(p * x for p, x in zip(share, rates(cut), strict=True)) > sr else (low, cut)
        rate = rates(low)
        found.append(np.array(rate) / max(rate))
    return found


def slow_figure(w, sr, over):
    ratios = slow_ratios(w, sr)
    if over == "lowest":
        return min(part.min() for part in ratios)
    return sum(part.sum() - 1 for part in ratios) / sum(len(part) - 1 for part in ratios)


@pytest.mark.parametrize("over", ["lowest", "mean"])
def test_no_weights_of_a_grid_beat_the_front_of_several_groups(over):
    front = scoring.pareto_front(R, V, MANY, selection_ratio=0.2, group_share=SHARES, attributes=ATTRIBUTES, over=over)
    for w, ratio in zip(front.weights, front.impact_ratio, strict=True):
        assert ratio == pytest.approx(slow_figure(w, 0.2, over), abs=1e-9)
    assert front.validity == pytest.approx(front.weights @ V / np.sqrt(np.einsum("ni,ij,nj->n", front.weights, R, front.weights)))
    assert (np.diff(front.validity) < 0).all()
    assert (np.diff(front.impact_ratio) > 0).all()
    grid = np.array([w for w in np.ndindex(11, 11, 11, 11) if sum(w) == 10]) / 10
    validity, ratio = (
        grid @ V / np.sqrt(np.einsum("ni,ij,nj->n", grid, R, grid)),
        np.array([slow_figure(w, 0.2, over) for w in grid]),
    )
    assert ratio.max() <= front.impact_ratio[-1] + 1e-6
    for here, there in zip(front.validity, front.impact_ratio, strict=True):
        assert not ((validity > here + 1e-6) & (ratio > there + 1e-6)).any()
    near = [np.hypot(validity - here, ratio - there).min() for here, there in zip(front.validity, front.impact_ratio, strict=True)]
    assert max(near) < 0.05  # the front lies where the grid ends, not beyond it


def test_each_point_names_who_is_worst_off():
    front = scoring.pareto_front(R, V, MANY, selection_ratio=0.2, group_share=SHARES, attributes=ATTRIBUTES)
    for w, ratio, (attribute, group, reference) in zip(front.weights, front.impact_ratio, front.worst, strict=True):
        ratios = slow_ratios(w, 0.2)
        assert ratios[attribute][group] == pytest.approx(ratio, abs=1e-9)
        assert ratios[attribute][reference] == 1.0
    assert front.worst[0] == (0, 1, 0)  # the first race: a whole standard deviation on the first criterion


@pytest.mark.parametrize("over", ["lowest", "mean"])
def test_two_groups_of_one_attribute_give_the_front_of_a_pair(over):
    pair = scoring.pareto_front(R, V, D, selection_ratio=0.1, group_share=0.25)
    same = scoring.pareto_front(R, V, [D], selection_ratio=0.1, group_share=[0.25], over=over)
    assert same.validity == pytest.approx(pair.validity, abs=1e-5)
    assert same.impact_ratio == pytest.approx(pair.impact_ratio, abs=1e-5)
    assert same.weights == pytest.approx(pair.weights, abs=2e-3)
    assert pair.worst == ()


def test_a_difference_either_way_counts_against_evenness():
    """One criterion favours each group: the ratio of the lowest is 1 only in between, and the most valid of those weights is taken."""
    front = scoring.pareto_front(np.eye(3), [0.4, 0.2, 0.1], [[0.6, -0.6, 0.0]], selection_ratio=0.3, group_share=[0.5])
    assert front.impact_ratio[-1] == pytest.approx(1, abs=1e-5)
    assert front.impact_ratio.max() <= 1
    w = front.weights[-1]
    assert w[0] == pytest.approx(w[1], abs=1e-4)
    grid = np.linspace(0, 1, 2001)
    equal = np.column_stack([grid / 2, grid / 2, 1 - grid])  # all weights without a difference
    best = (equal @ [0.4, 0.2, 0.1] / np.sqrt((equal**2).sum(axis=1))).max()
    assert front.validity[-1] == pytest.approx(best, abs=1e-4)


def test_tiny_groups_set_no_standard():
    front = scoring.pareto_front(np.eye(2), [0.3, 0.2], [[0.3, 0.1], [-1.5, -1.5]], selection_ratio=0.2, group_share=[0.3, 0.01])
    assert all(reference == 0 for _, _, reference in front.worst)


@pytest.mark.parametrize(
    ("change", "error", "match"),
    [({"group_share": [0.2, 0.1]}, ContractError, "do not belong together.*4 rows of differences, 2 shares"),
     ({"group_share": [0.7, 0.4, 0.2, 0.2]}, UndefinedResult, "no impact ratio can be expected.*some left"),
     ({"selection_ratio": 1.0}, UndefinedResult, "no impact ratio can be expected.*between 0 and 1"),
     ({"attributes": ["a"]}, ContractError, "do not belong together"),
     ({"over": "median"}, ValueError, "neither 'lowest' nor 'mean'")],
    ids=["shares missing", "nothing left", "all selected", "attributes missing", "unknown summary"],
)  # fmt: skip
def test_refusals_of_several_groups(change, error, match):
    given = {"selection_ratio": 0.2, "group_share": SHARES, "attributes": ATTRIBUTES} | change
    with pytest.raises(error, match=match):
        scoring.pareto_front(R, V, MANY, **given)
