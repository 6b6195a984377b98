"""Published values of weights, composites and expected impact ratios; the source stands beside each number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench import scoring

# 1974 Motor Trend, as Henderson & Velleman 1981 (R's mtcars): mpg cyl disp hp wt gear
MTCARS = pd.DataFrame(
    np.array([
        21.0, 6, 160.0, 110, 2.620, 4, 21.0, 6, 160.0, 110, 2.875, 4, 22.8, 4, 108.0, 93, 2.320, 4, 21.4, 6, 258.0, 110, 3.215, 3,
        18.7, 8, 360.0, 175, 3.440, 3, 18.1, 6, 225.0, 105, 3.460, 3, 14.3, 8, 360.0, 245, 3.570, 3, 24.4, 4, 146.7, 62, 3.190, 4,
        22.8, 4, 140.8, 95, 3.150, 4, 19.2, 6, 167.6, 123, 3.440, 4, 17.8, 6, 167.6, 123, 3.440, 4, 16.4, 8, 275.8, 180, 4.070, 3,
        17.3, 8, 275.8, 180, 3.730, 3, 15.2, 8, 275.8, 180, 3.780, 3, 10.4, 8, 472.0, 205, 5.250, 3, 10.4, 8, 460.0, 215, 5.424, 3,
        14.7, 8, 440.0, 230, 5.345, 3, 32.4, 4, 78.7, 66, 2.200, 4, 30.4, 4, 75.7, 52, 1.615, 4, 33.9, 4, 71.1, 65, 1.835, 4,
        21.5, 4, 120.1, 97, 2.465, 3, 15.5, 8, 318.0, 150, 3.520, 3, 15.2, 8, 304.0, 150, 3.435, 3, 13.3, 8, 350.0, 245, 3.840, 3,
        19.2, 8, 400.0, 175, 3.845, 3, 27.3, 4, 79.0, 66, 1.935, 4, 26.0, 4, 120.3, 91, 2.140, 5, 30.4, 4, 95.1, 113, 1.513, 5,
        15.8, 8, 351.0, 264, 3.170, 5, 19.7, 6, 145.0, 175, 2.770, 5, 15.0, 8, 301.0, 335, 3.570, 5, 21.4, 4, 121.0, 109, 2.780, 4,
    ]).reshape(32, 6),
    columns=["mpg", "cyl", "disp", "hp", "wt", "gear"],
)  # fmt: skip

# De Corte, Lievens & Sackett 2007, Journal of Applied Psychology 92, application: cognitive ability, structured interview,
# conscientiousness, biodata (inputs as printed in the README of R ParetoR)
DLS_R = [[1, 0.24, 0, 0.19], [0.24, 1, 0.12, 0.16], [0, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]]
DLS_V, DLS_D = [0.30, 0.30, 0.18, 0.28], [1.00, 0.23, 0.09, 0.33]


@pytest.mark.parametrize(
    ("names", "raw", "shares"),
    # R rwa (CRAN), printed in its README and in the reference page of rwa_multiregress
    [(["cyl", "disp", "hp", "gear"], [0.2284797, 0.2221469, 0.2321744, 0.0963886], [29.32274, 28.50999, 29.79691, 12.37037]),
     (["cyl", "disp", "hp", "wt"], [0.2096904, 0.1883043, 0.1799590, 0.2706812], [24.70914, 22.18908, 21.20570, 31.89607])],
)  # fmt: skip
def test_relative_weights_of_mtcars(names, raw, shares):
    found = scoring.calibrate(MTCARS[names], MTCARS["mpg"], method="relative", n_resamples=20)
    assert found.weights["weight"].to_numpy() * 100 == pytest.approx(shares, abs=1e-4)
    r = MTCARS[[*names, "mpg"]].corr().to_numpy()
    assert scoring.relative_weights(r[:-1, :-1], r[:-1, -1]) == pytest.approx(raw, abs=1e-6)


def test_composite_difference_then_expected_impact_ratio():
    # iopsych dComposite and aiEst on the inputs of De Corte, Lievens & Sackett 2007, unit weights, sr .10, a quarter minority
    difference = scoring.composite_difference(DLS_D, DLS_R, [1, 1, 1, 1])
    assert difference == pytest.approx(1.65 / np.sqrt(6.44), abs=1e-12)  # Sackett & Ellingson 1997, by hand
    assert scoring.expected_impact_ratio(difference, selection_ratio=0.10, group_share=0.25) == pytest.approx(0.284613, abs=1e-6)


def test_ends_of_the_front_of_de_corte_lievens_and_sackett():
    front = scoring.pareto_front(DLS_R, DLS_V, DLS_D, selection_ratio=0.10, group_share=0.25)
    # most valid: ordinary regression (all its weights are positive), R² = v'R⁻¹v
    solved = np.linalg.solve(DLS_R, DLS_V)
    assert front.validity[0] == pytest.approx(np.sqrt(np.array(DLS_V) @ solved), abs=1e-9)
    assert front.weights[0] == pytest.approx(solved / solved.sum(), abs=1e-9)
    # most even: the criterion with the smallest difference alone
    assert front.weights[-1] == pytest.approx([0, 0, 1, 0], abs=1e-6)
    assert front.validity[-1] == pytest.approx(0.18, abs=1e-6)
    alone = scoring.expected_impact_ratio(0.09, selection_ratio=0.10, group_share=0.25)
    assert front.impact_ratio[-1] == pytest.approx(alone, abs=1e-6)
