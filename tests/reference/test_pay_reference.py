"""Published values about pay; the source stands beside each number."""

from pathlib import Path

import pandas as pd
import pytest

from workbench import pay
from workbench.definitions import PayMatrix

ROOT = Path(__file__).parents[2]
# credit card expenditure of 72 applicants, Greene, Econometric Analysis; public domain, as distributed with statsmodels (datasets.ccard)
CCARD = pd.read_csv(Path(__file__).with_name("ccard.csv"))


def test_oaxaca_blinder_as_statas_oaxaca_prints_it():
    # statsmodels/stats/tests/test_oaxaca.py, results of Stata's `oaxaca AVGEXP AGE INCOME INCOMESQ, by(OWNRENT) swap`, pooled and threefold
    got = pay.oaxaca(CCARD, pay="AVGEXP", group="OWNRENT", by=["AGE", "INCOME", "INCOMESQ"])
    assert got.gap == pytest.approx(158.7504, abs=1e-3)
    assert got.twofold.set_index("part")["value"].to_dict() == pytest.approx(
        {"explained": 130.8095, "unexplained": 27.94091}, abs=1e-3
    )
    parts = {"endowments": 321.7482, "coefficients": 75.45371, "interaction": -238.4515}
    assert got.threefold.set_index("part")["value"].to_dict() == pytest.approx(parts, abs=1e-3)


def test_range_penetration_of_70000_in_55000_to_82200():
    assert pay.range_penetration(70000, 55000, 82200) == pytest.approx(0.55, abs=0.0016)  # community.talentup.io


def test_compa_ratio_and_position_of_75000():
    assert pay.compa_ratio(75000, 80000) == pytest.approx(0.9375, abs=1e-9)  # hrsource.org 2024
    assert pay.range_penetration(75000, 64000, 96000) == pytest.approx(0.34375, abs=1e-9)


def test_the_worked_matrix_with_shared_edges_has_three_findings_and_85_is_16250():
    paper = [[80, 100, 15, 20], [70, 80, 12, 15], [60, 70, 10, 12]]  # worked case: scores 80 and 70 are ambiguous, nothing below 60
    found = pay.lint(paper)
    assert found["code"].tolist() == ["shared_edge", "shared_edge", "no_floor"]
    assert "score 80 is ambiguous" in " ".join(found["found"])
    matrix = PayMatrix.load(ROOT / "data" / "definitions" / "pay-matrix-technical.yaml")
    scored = pd.DataFrame({"interview_id": ["technical"], "overall": [85]})
    assert pay.suggest(scored, matrix)["point"][0] / 1000 == pytest.approx(16.25, abs=1e-9)
