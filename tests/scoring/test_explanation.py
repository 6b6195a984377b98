"""The reasons add up, and the same score comes out of stored points."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandas.testing as pdt
import polars as pl
import pytest

from workbench import contracts, scoring
from workbench.errors import ContractError, DefinitionError


def check_sums(rows, evidence, rubric):
    contracts.CRITERION_SCORES.check(rows)
    assert list(rows.columns) == contracts.CRITERION_SCORES.names
    assert len(rows) == len(evidence) * len(rubric.criteria)
    overall = scoring.score(evidence, rubric).set_index("interview_id")["overall"].dropna()
    contributions = rows.groupby("interview_id")["contribution"].sum()
    np.testing.assert_allclose(contributions[overall.index], overall, rtol=0, atol=1e-9)
    assert rows.loc[~rows["interview_id"].isin(overall.index), "contribution"].isna().all()


def test_contributions_add_up_to_overall_on_every_engine(engine, evidence, sales_manager):
    to_engine, back = engine
    check_sums(back(scoring.explain(to_engine(evidence), sales_manager)), evidence, sales_manager)


@pytest.mark.parametrize("missing", ["zero", "incomplete"])
def test_contributions_add_up_under_every_policy_on_missing_evidence(evidence, sales_manager, missing):
    rubric = sales_manager.model_copy(update={"missing": missing})
    check_sums(scoring.explain(evidence, rubric), evidence, rubric)


def test_weight_is_the_rubrics_and_values_are_the_evidence(evidence, sales_manager):
    rows = scoring.explain(evidence, sales_manager)
    first = rows[rows["interview_id"] == "I-005"]
    assert first["weight"].sum() == pytest.approx(1)
    assert list(first["criterion"]) == [crit.id for _, crit, _ in sales_manager.criteria]
    expected = evidence.loc[5, list(first["indicator"])].to_numpy(float)
    np.testing.assert_array_equal(first["value"].to_numpy(float), expected)


def test_competencies_carry_the_same_points_as_the_wide_scores(engine, evidence, sales_manager):
    to_engine, back = engine
    rows = back(scoring.competency_scores(to_engine(evidence), sales_manager))
    contracts.COMPETENCY_SCORES.check(rows)
    wide = scoring.score(evidence, sales_manager).set_index("interview_id")
    for competency in sales_manager.competencies:
        mine = rows[rows["competency"] == competency.id].set_index("interview_id")["points"]
        pdt.assert_series_equal(mine, wide[competency.id], check_names=False, rtol=0, atol=1e-9)
    np.testing.assert_allclose((rows["coverage"] * rows["weight"]).groupby(rows["interview_id"]).sum(), wide["coverage"], atol=1e-9)


def test_without_errors_and_with_full_evidence_the_band_is_zero(evidence, sales_manager):
    full = evidence.fillna(1.0)
    errors = dict.fromkeys(sales_manager.indicators, 0.0)
    assert scoring.score(full, sales_manager, errors=errors)["error_band"].tolist() == [0.0] * len(full)
    assert scoring.competency_scores(full, sales_manager, errors=errors)["error_band"].tolist() == [0.0] * len(full) * 5


@pytest.mark.parametrize("missing", ["renormalise", "zero", "incomplete"])
def test_reweighting_by_the_same_rubric_changes_nothing(evidence, sales_manager, missing):
    rubric = sales_manager.model_copy(update={"missing": missing})
    again = scoring.reweight(scoring.points(pl.from_pandas(evidence), rubric), rubric)
    scores = scoring.score(evidence, rubric)
    pdt.assert_frame_equal(again, scores[["interview_id", "overall", "coverage"]], rtol=0, atol=1e-9)


def test_reweighting_competencies_equals_scoring_the_changed_rubric(evidence, sales_manager):
    weights = {
        "client_development": 0.15,
        "team_leadership": 0.25,
        "communication": 0.2,
        "stress_tolerance": 0.15,
        "learning": 0.25,
    }
    content = sales_manager.to_dict()
    for competency in content["competencies"]:
        competency["weight"] = weights[competency["id"]]
    changed = type(sales_manager).from_dict(content)
    again = scoring.reweight(scoring.points(evidence, sales_manager), weights, rubric=sales_manager)
    np.testing.assert_allclose(again["overall"], scoring.score(evidence, changed)["overall"], atol=1e-9)


def test_reweighting_refuses_what_does_not_add_up(evidence, sales_manager):
    points = scoring.points(evidence, sales_manager)
    with pytest.raises(DefinitionError, match="add up to 110 %"):
        scoring.reweight(points, {"new_clients": 0.6, "strategy": 0.5})
    with pytest.raises(DefinitionError, match="did you mean 'learning'"):
        scoring.reweight(points, {"lerning": 1}, rubric=sales_manager)
    with pytest.raises(DefinitionError, match="'strategy' is -0.5"):
        scoring.reweight(points, {"new_clients": 1.5, "strategy": -0.5})
    with pytest.raises(ContractError, match=r"missing: sales.*scoring\.points"):
        scoring.reweight(points, {"sales": 1})


def test_one_interview_alone_scores_as_it_does_among_others(evidence, sales_manager):
    among = scoring.score(evidence, sales_manager)
    alone = pd.concat([scoring.score(evidence.iloc[[row]], sales_manager) for row in range(0, 60, 7)])
    pdt.assert_frame_equal(alone, among.iloc[::7])
