"""The matrix linter: M18 on paper, every finding once, and the surroundings."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench import pay, wording
from workbench.definitions import PayMatrix
from workbench.errors import ContractError

ROOT = Path(__file__).parents[2]
PATH = ROOT / "data" / "definitions" / "pay-matrix-technical.yaml"
TECHNICAL = PayMatrix.load(PATH)
PAPER = [[80, 100, 15000, 20000], [70, 80, 12000, 15000], [60, 70, 10000, 12000]]


def codes(matrix, **surroundings):
    return pay.lint(matrix, **surroundings)["code"].tolist()


@pytest.mark.parametrize(
    "written",
    [
        PAPER,
        {"bands": PAPER},
        {"edges": "closed", "bands": TECHNICAL.to_dict()["bands"]},
        {"bands": [{"score": f"{low}-{high}", "pay": [least, most]} for low, high, least, most in PAPER]},
        "bands:\n- {score: [80, 100], pay: [15000, 20000]}\n- {score: [70, 80], pay: [12000, 15000]}\n- {score: [60, 70], pay: 10000-12000}\n",
    ],
)
def test_m18_on_paper_gives_three_findings(written):
    found = pay.lint(written)
    assert found["code"].tolist() == ["shared_edge", "shared_edge", "no_floor"]
    assert found["severity"].tolist() == ["error", "error", "warning"]
    texts = " ".join(found["found"])
    assert "score 80 is ambiguous" in texts
    assert "score 70 is ambiguous" in texts
    assert "nothing is said below score 60" in texts


def test_compiled_edges_are_clear_and_plain_data_is_asked_about():
    assert codes(TECHNICAL) == ["no_floor"]
    assert codes(PATH) == ["no_floor"]
    plain = pay.lint(TECHNICAL.to_dict())
    assert sorted(zip(plain["code"], plain["severity"], strict=True)) == [
        ("no_floor", "warning"),
        ("shared_edge", "note"),
        ("shared_edge", "note"),
    ]


def test_a_table_of_bands_is_linted_too():
    assert codes(pd.DataFrame(TECHNICAL.to_dict()["bands"])).count("shared_edge") == 2


@pytest.mark.parametrize(
    ("bands", "code", "severity", "found"),
    [
        ([[0, 60, 1, 2], [70, 100, 2, 3]], "gap", "error", "no band has the scores between 60 and 70"),
        ([[0, 60, 1, 2], [50, 100, 2, 3]], "overlap", "error", "bands 0–60 and 50–100 both claim scores 50 to 60"),
        ([[0, 100, 3, 2]], "falling_range", "error", "pay falls from 3 to 2"),
        ([[100, 0, 1, 2]], "score_order", "error", "score 100 is not below score 0"),
        ([[-1, 101, 1, 2]], "score_range", "error", "leave 0 to 100"),
        ([[0, 100, 0, 2]], "pay_not_positive", "error", "pay starts at 0"),
        ([[0, 60, 5, 6], [60, 100, 4, 7]], "falling_ladder", "error", "band 0–60 pays 5–6, band 60–100 pays 4–7"),
        ([[0, 60, 1000, 1600], [60, 100, 1100, 2000]], "top_above_next_middle", "warning", "(1,600) lies above the middle"),
        ([[0, 60, 1000, 1100], [60, 100, 1200, 1300]], "pay_gap", "note", "no score is paid between 1,100 and 1,200"),
        ([[0, 100, 1000, 1000]], "no_width", "note", "one amount"),
        ([[0, 100, 1000, 2001]], "wide_range", "warning", "more than twice"),
        ([[0, 90, 1, 2]], "no_top", "warning", "nothing is said above score 90"),
        ([[0, 100, "x", 2]], "unreadable", "error", "pay_min is missing or not a number"),
        ([{"score_from": 0, "score_to": 100, "pay_min": 1}], "unreadable", "error", "pay_max is missing"),
        (["?"], "unreadable", "error", "score_from, score_to, pay_min, pay_max"),
    ],
)
def test_each_finding(bands, code, severity, found):
    table = pay.lint({"bands": bands, "edges": "half-open"}).set_index("code")
    assert table.loc[code, "severity"] == severity
    assert found in table.loc[code, "found"]
    assert table.loc[code, "fix"]


def test_a_sound_matrix_has_no_findings_and_an_error_free_one_compiles():
    assert pay.lint({"bands": [[0, 50, 1000, 1500], [50, 100, 1500, 2000]], "edges": "half-open"}).empty


def test_minimum_wage():
    found = pay.lint(TECHNICAL, minimum_wage=11000).iloc[0]
    assert (found.place, found.code, found.severity) == ("bands[0]", "minimum_wage", "error")
    assert "10,000, below the minimum wage of 11,000" in found.found
    assert codes(TECHNICAL, minimum_wage=10000) == ["no_floor"]
    with pytest.raises(ContractError, match="minimum wage is not an amount"):
        pay.lint(TECHNICAL, minimum_wage=-1)


def survey(*rows):
    return pd.DataFrame(
        [
            {"job_id": job, "market_date": pd.Timestamp(day), "p50": pay_, "currency": "CNY", "period": "month"}
            for job, day, pay_ in rows
        ]
    )


def test_market_drift_stands_on_the_matrixs_own_strategy():
    middle = (11000 + 13500 + 17500) / 3  # 14,000 = 1.05 × 13,333
    assert codes(TECHNICAL, market=middle / 1.05) == ["no_floor"]
    found = pay.lint(TECHNICAL, market={"p50": 16000}).set_index("code").loc["market_drift"]
    assert "lies 16.7 % below its target of 16,800" in found["found"]
    assert "+20.0 %" in found["fix"]


def test_market_moved_since_the_matrix_came_into_force():
    table = survey(("J1", "2025-12-01", 12000), ("J1", "2026-10-01", 13400))
    found = pay.lint(TECHNICAL, market=table).set_index("code")
    assert "moved +11.7 % since 2026-01-01 (median of 1 jobs)" in found.loc["market_moved", "found"]
    with pytest.raises(ContractError, match="currency differs"):
        pay.lint(TECHNICAL, market=table.assign(currency="USD"))
    with pytest.raises(ContractError, match="market has no p50"):
        pay.lint(TECHNICAL, market={"p25": 3})


def test_compression_against_current_staff():
    staff = pd.DataFrame({"pay": [10500.0] * 8, "left_date": [None] * 7 + [pd.Timestamp("2026-01-01")]})
    found = pay.lint(TECHNICAL, staff=staff).set_index("code").loc["compression"]
    assert "n = 7" in found["found"]
    assert "105 %" in found["found"]
    assert codes(TECHNICAL, staff=staff.assign(pay=14000)) == ["no_floor"]
    assert "too_few_staff" in codes(TECHNICAL, staff=staff.head(4))


def test_staff_with_scores_are_compared_band_by_band():
    staff = pd.DataFrame({"overall": [85] * 6 + [65] * 5, "pay": [14000.0] * 3 + [16000] * 3 + [13000] * 5})
    found = pay.lint(TECHNICAL, staff=staff).set_index("code")
    assert "50 % of the staff in band 80–100 (n = 6)" in found.loc["compression", "found"]
    assert "100 % of the staff in band 60–70 (n = 5)" in found.loc["red_circle", "found"]


def test_bands_nobody_reaches():
    scores = pd.DataFrame({"interview_id": range(10), "overall": np.linspace(40, 79, 10)})
    found = pay.lint(TECHNICAL, scores=scores).set_index("code")
    assert "nobody of 10 reaches band 80–100" in found.loc["unreached", "found"]
    assert "60 % of 10" in pay.lint(TECHNICAL, scores=[50] * 6 + [65, 75, 85, 100]).set_index("code").loc["most_below", "found"]


def test_every_sentence_is_said_in_chinese_too():
    source = (ROOT / "workbench" / "pay" / "lint.py").read_text() + (ROOT / "workbench" / "pay" / "surroundings.py").read_text()
    sentences = {
        text for text in re.findall(r'"([^"\n]{18,})"', source) if " " in text and ":" not in text[:6] and "\\n" not in text
    }
    spoken = {text for text in sentences if not wording.untranslated({text})}
    assert len(spoken) > 35
    told = pay.lint(PAPER, language="zh")
    assert "80 分归属不明" in " ".join(told["found"])


def test_what_has_no_bands_is_refused():
    with pytest.raises(ContractError, match="this has no bands"):
        pay.lint({"id": "x"})


def test_a_matrix_without_bands_is_an_error():
    assert pay.lint({"bands": []})[["severity", "code"]].to_numpy().tolist() == [["error", "no_bands"]]
    assert pay.lint({"bands": []}, language="zh")["found"].tolist() == ["没有任何分数档"]
