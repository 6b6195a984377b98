"""Where the spread of ratings comes from: balanced tables by the analysis of variance, planted sources, intervals that hold them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from workbench import scoring
from workbench.scoring import components, icc, raters

PLANTED = {"candidate": 1.0, "rater": 0.16, "criterion": 0.25, "candidate × criterion": 0.36, "rater × criterion": 0.09, "candidate × rater": 0.25,
           "residual": 0.64}  # fmt: skip
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def rated(seed, *, people=60, raters=8, criteria=4, kept=0.93, each=None):
    """Two or three raters a candidate on every criterion, some ratings missing; every source planted."""
    draw = np.random.default_rng(seed)
    sd = {name: np.sqrt(value) for name, value in PLANTED.items()}
    who = [draw.permutation(raters)[: each or draw.integers(2, 4)] for _ in range(people)]
    place = np.array([(i, j, m) for i in range(people) for j in who[i] for m in range(criteria)])
    i, j, m = place[draw.random(len(place)) < kept].T
    rating = (
        sd["candidate"] * draw.normal(size=people)[i]
        + sd["rater"] * draw.normal(size=raters)[j]
        + sd["criterion"] * draw.normal(size=criteria)[m]
        + sd["candidate × criterion"] * draw.normal(size=(people, criteria))[i, m]
        + sd["rater × criterion"] * draw.normal(size=(raters, criteria))[j, m]
        + sd["candidate × rater"] * draw.normal(size=(people, raters))[i, j]
        + sd["residual"] * draw.normal(size=len(i))
    )
    return pd.DataFrame({"candidate": i, "rater": j, "criterion": m, "rating": rating})


def test_a_complete_design_gives_the_analysis_of_variance():
    """Expected mean squares of the crossed p × r × i design (Cronbach et al. 1972; Brennan 2001, table 3.3), by hand."""
    long = rated(1, people=12, raters=5, criteria=3, kept=2.0, each=5)
    y = long.sort_values(["candidate", "rater", "criterion"])["rating"].to_numpy().reshape(12, 5, 3)
    p, r, i = 12, 5, 3
    mean = {axes: y.mean(axis=axes, keepdims=True) for axes in [(0, 1, 2), (1, 2), (0, 2), (0, 1), (2,), (1,), (0,)]}
    whole, mp, mr, mi, mpr, mpi, mri = mean.values()
    square = {
        "p": r * i * ((mp - whole) ** 2).sum() / (p - 1), "r": p * i * ((mr - whole) ** 2).sum() / (r - 1), "i": p * r * ((mi - whole) ** 2).sum() / (i - 1),
        "pr": i * ((mpr - mp - mr + whole) ** 2).sum() / ((p - 1) * (r - 1)), "pi": r * ((mpi - mp - mi + whole) ** 2).sum() / ((p - 1) * (i - 1)),
        "ri": p * ((mri - mr - mi + whole) ** 2).sum() / ((r - 1) * (i - 1)),
        "pri": ((y - mpr - mpi - mri + mp + mr + mi - whole) ** 2).sum() / ((p - 1) * (r - 1) * (i - 1)),
    }  # fmt: skip
    expected = {
        "candidate": (square["p"] - square["pr"] - square["pi"] + square["pri"]) / (r * i), "rater": (square["r"] - square["pr"] - square["ri"] + square["pri"]) / (p * i),
        "criterion": (square["i"] - square["pi"] - square["ri"] + square["pri"]) / (p * r), "candidate × criterion": (square["pi"] - square["pri"]) / r,
        "rater × criterion": (square["ri"] - square["pri"]) / p, "candidate × rater": (square["pr"] - square["pri"]) / i, "residual": square["pri"],
    }  # fmt: skip
    found = components.variance_components(long, n_resamples=60).set_index("source")["variance"]
    for source, value in expected.items():
        assert found[source] == pytest.approx(max(value, 0.0), abs=1e-9)


def test_shrout_and_fleiss_by_the_formulas():
    """Six targets, four judges (Shrout & Fleiss 1979, table 2): mean squares 11.24, 32.49, 1.02; the residual's interval is χ² (15 df)."""
    found = scoring.agreement(SHROUT_FLEISS, n_resamples=4000).components.set_index("source")
    squares = icc.mean_squares(np.array(SHROUT_FLEISS, float))
    assert [squares.units, squares.raters, squares.residual] == pytest.approx([11.24, 32.49, 1.02], abs=0.005)
    assert found["variance"].tolist() == pytest.approx(
        [(squares.units - squares.residual) / 4, (squares.raters - squares.residual) / 6, squares.residual]
    )
    ends = 15 * squares.residual / stats.chi2.ppf([0.975, 0.025], 15)
    assert found.loc["residual", ["low", "high"]].tolist() == pytest.approx(ends.tolist(), rel=0.05)
    assert found.loc["rater", "high"] > 10 * found.loc["rater", "variance"]  # four raters say little of all raters


def test_one_criterion_is_method_three():
    long = rated(2).query("criterion == 0").drop(columns="criterion")
    found = components.variance_components(long, n_resamples=60)
    assert found["source"].tolist() == ["candidate", "rater", "residual"]
    assert found["variance"].tolist() == pytest.approx(
        raters.two_way(pd.factorize(long["candidate"])[0], pd.factorize(long["rater"])[0], long["rating"].to_numpy())
    )


def test_planted_sources_come_back_and_intervals_hold_them():
    parts = [components.variance_components(rated(seed), n_resamples=150, random_state=seed) for seed in range(40)]
    table = pd.concat(parts)
    table["truth"] = table["source"].map(PLANTED)
    table["inside"] = (table["low"] <= table["truth"]) & (table["truth"] <= table["high"])
    mean = table.groupby("source")["variance"].mean()
    for source in ("candidate", "candidate × criterion", "candidate × rater", "residual"):
        assert mean[source] == pytest.approx(PLANTED[source], rel=0.15)
    assert 0.92 <= table["inside"].mean() <= 0.98
    assert table.groupby("source")["inside"].mean().min() >= 0.85
    assert ((table["low"] <= table["variance"]) & (table["variance"] <= table["high"])).all()


def test_sources_that_cannot_be_told_apart_are_left_out():
    """A rater who rates one criterion only: rater × criterion is the rater; one rating a criterion and candidate: that is the residual."""
    long = rated(3, raters=4).query("rater == criterion")
    found = components.variance_components(long, n_resamples=60)
    assert "rater × criterion" not in set(found["source"])
    assert "candidate × criterion" not in set(found["source"])
    assert found["variance"].notna().all()


def test_intervals_do_not_depend_on_the_order_or_the_unit():
    long = rated(4, people=25)
    found = components.variance_components(long, n_resamples=60, random_state=1)
    tenfold = components.variance_components(long.assign(rating=10 * long["rating"]), n_resamples=60, random_state=1)
    np.testing.assert_allclose(tenfold[["variance", "low", "high"]], 100 * found[["variance", "low", "high"]], rtol=1e-6)
