"""Scores against a slow, obvious version, on every engine, and the worked numbers of the sales manager's rubric."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pandas.testing as pdt
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import contracts, scoring
from workbench.definitions import Policy, Rubric
from workbench.errors import ContractError, DefinitionError

CLOSE = {"check_dtype": False, "rtol": 0, "atol": 1e-9}


def slow_points(value, scale):
    """Points of one value, by the sentence that defines each scale."""
    if value is None or math.isnan(value):
        return None
    if scale.ramp or scale.rating:
        zero, full = (scale.ramp.zero, scale.ramp.full) if scale.ramp else (scale.rating.lowest, scale.rating.highest)
        return min(100.0, max(0.0, (value - float(zero)) / (float(full) - float(zero)) * 100))
    if scale.band:
        outside = max(float(scale.band.low) - value, value - float(scale.band.high), 0.0)
        return max(0.0, 100 - outside / float(scale.band.fall) * 100)
    if scale.steps:
        return ([0.0] + [float(points) for start, points in scale.steps if value >= float(start)])[-1]
    return float(scale.flag.present if value != 0 else scale.flag.absent)


def slow_mean(points, weights, missing, minimum=0.0):
    there = [p is not None for p in points]
    covered = sum(w for w, t in zip(weights, there, strict=True) if t)
    total = sum(w * p for w, p in zip(weights, points, strict=True) if p is not None)
    if missing == "zero":
        return total / sum(weights)
    if missing == "incomplete":
        return total / sum(weights) if all(there) else None
    return total / covered if any(there) and covered >= minimum - 1e-12 else None


def slow_score(row, rubric, errors):
    """One interview's row of SCORES in plain Python."""
    parts = [(comp, crit, float(weight), slow_points(row[crit.indicator], crit.scale)) for comp, crit, weight in rubric.criteria]
    weights, points = [p[2] for p in parts], [p[3] for p in parts]
    coverage = sum(w for w, p in zip(weights, points, strict=True) if p is not None)
    overall = slow_mean(points, weights, rubric.missing, float(rubric.minimum_coverage))
    by_competency = {
        comp.id: slow_mean([p[3] for p in parts if p[0].id == comp.id], [p[2] for p in parts if p[0].id == comp.id], rubric.missing)
        for comp in rubric.competencies
    }
    band = None
    if overall is not None:
        used = coverage if rubric.missing == "renormalise" else 1.0
        variance = sum((w / used * e) ** 2 for w, p, e in zip(weights, points, errors, strict=True) if p is not None)
        band = 1.959963984540054 * math.sqrt(variance + ((1 - coverage) * 20) ** 2)
    return {"interview_id": row["interview_id"], "overall": overall, **by_competency, "coverage": coverage, "error_band": band,
            "rubric_version": rubric.version}  # fmt: skip


def slow_scores(table, rubric, errors):
    rows = pd.DataFrame([slow_score(row, rubric, errors) for row in table.to_dict("records")])
    numbers = {name: float for name in rows if name not in {"interview_id", "rubric_version"}}
    return rows.astype(numbers).sort_values("interview_id").reset_index(drop=True)


def class_errors(rubric):
    usual = {"answer": 6.0, "rating": 16.0, "delivery": 10.0, "resume": 6.0}
    from workbench.definitions import indicator

    return [usual[indicator(crit.indicator).cls] for _, crit, _ in rubric.criteria]


def test_every_engine_gives_what_plain_python_gives(engine, evidence, sales_manager):
    to_engine, back = engine
    table = to_engine(evidence)
    scores = scoring.score(table, sales_manager)
    assert type(scores) is type(table)
    pdt.assert_frame_equal(back(scores), slow_scores(evidence, sales_manager, class_errors(sales_manager)), **CLOSE)


def test_columns_are_exactly_those_of_the_contract(evidence, sales_manager):
    scores = scoring.score(evidence.assign(candidate_name="x", job_id="J-SM-01"), sales_manager)
    competencies = [comp.id for comp in sales_manager.competencies]
    assert list(scores.columns) == ["interview_id", "overall", *competencies, "coverage", "error_band", "rubric_version"]
    contracts.SCORES.check(scores)


def test_input_is_untouched_and_a_pandas_index_stays(evidence, sales_manager):
    table = evidence.set_index(pd.Index(range(100, 160)))
    before = table.copy(deep=True)
    scores = scoring.score(table, sales_manager)
    pdt.assert_frame_equal(table, before)
    assert list(scores.index) == list(range(100, 160))


def test_rows_keep_their_order(evidence, sales_manager):
    turned = evidence.iloc[::-1]
    assert list(scoring.score(turned, sales_manager)["interview_id"]) == list(turned["interview_id"])
    assert scoring.score(pl.from_pandas(turned), sales_manager)["interview_id"].to_list() == list(turned["interview_id"])


@pytest.mark.parametrize(
    ("indicator", "value", "points"),
    [
        ("new_customers_year", 50, 100), ("new_customers_year", 25, 50), ("new_customers_year", 80, 100), ("new_customers_year", 0, 0),
        ("team_size", 5, 100), ("team_size", 4, 0), ("team_size", 12, 100), ("team_growth_pct", 20, 100), ("team_growth_pct", 10, 50),
        ("team_growth_pct", -5, 0), ("rating.strategy", 1, 0), ("rating.strategy", 3, 50), ("rating.strategy", 5, 100),
        ("speech_rate_sps", 2.5, 100), ("speech_rate_sps", 6.5, 100), ("speech_rate_sps", 0, 0), ("speech_rate_sps", 9, 0),
    ],
)  # fmt: skip
def test_worked_numbers_of_the_sales_manager(sales_manager, indicator, value, points):
    # the trade's own case: 50 new customers, at least 5 people led, 20 % growth are full marks
    row = pd.DataFrame({"interview_id": ["I"], **{name: [np.nan] for name in sales_manager.indicators}})
    row[indicator] = [float(value)]
    name = next(crit.id for _, crit, _ in sales_manager.criteria if crit.indicator == indicator)
    assert scoring.points(row, sales_manager)[name].item() == points


def test_full_marks_everywhere_are_exactly_100(sales_manager):
    row = {"new_customers_year": 50, "rating.strategy": 5, "team_size": 5, "team_growth_pct": 20, "star_completeness": 1, "rating.clarity": 5,
           "speech_rate_sps": 4, "rating.pressure_example": 5, "on_topic_share": 1, "courses_year": 12, "rating.learning_example": 5}  # fmt: skip
    scores = scoring.score(pd.DataFrame([{"interview_id": "I", **row}]), sales_manager)
    assert scores["overall"].item() == 100
    assert scores["coverage"].item() == 1
    assert scores["client_development"].item() == 100


def test_client_development_is_thirty_percent(sales_manager):
    blank = dict.fromkeys(sales_manager.indicators, 0.0) | {f: 1.0 for f in sales_manager.indicators if f.startswith("rating.")}
    row = {"interview_id": "I", **blank, "new_customers_year": 50.0, "rating.strategy": 5.0}
    scores = scoring.score(pd.DataFrame([row]), sales_manager)
    assert scores["client_development"].item() == 100
    assert scores["overall"].item() == pytest.approx(30, abs=1e-12)


def test_weights_that_do_not_add_up_are_refused_with_the_sum(sales_manager):
    content = sales_manager.to_dict()
    content["competencies"][0]["weight"] = 0.35
    with pytest.raises(DefinitionError, match=r"add up to 105 % \(35 \+ 25 \+ 20 \+ 15 \+ 10\), not 100 %"):
        Rubric.from_dict(content)


def test_errors_by_hand(sales_manager):
    # one criterion each of two: (0.5·6)² + (0.5·16)² within the competency; 0.15² of each overall, 70 % unseen
    row = pd.DataFrame({"interview_id": ["I"], **{name: [np.nan] for name in sales_manager.indicators}})
    row["new_customers_year"], row["rating.strategy"] = 25.0, 3.0
    rubric = sales_manager.model_copy(update={"minimum_coverage": Decimal(0)})
    scores = scoring.score(row, rubric)
    assert scores["error_band"].item() == pytest.approx(1.959964 * math.sqrt(3**2 + 8**2 + 14**2), rel=1e-6)
    long = scoring.competency_scores(row, rubric)
    assert long["error_band"].iloc[0] == pytest.approx(1.959964 * math.sqrt(3**2 + 8**2), rel=1e-6)
    measured = scoring.score(row, rubric, errors={"new_clients": 0, "rating.strategy": 4})
    assert measured["error_band"].item() == pytest.approx(1.959964 * math.sqrt(2**2 + 14**2), rel=1e-6)


def test_below_minimum_coverage_there_is_no_overall(sales_manager):
    row = pd.DataFrame({"interview_id": ["I"], **{name: [np.nan] for name in sales_manager.indicators}})
    row["new_customers_year"] = 50.0
    scores = scoring.score(row, sales_manager)
    assert scores["overall"].isna().all()
    assert scores["error_band"].isna().all()
    assert scores["coverage"].item() == pytest.approx(0.15)
    assert scores["client_development"].item() == 100


def test_coverage_exactly_at_the_minimum_is_enough(sales_manager):
    half = ["new_customers_year", "rating.strategy", "star_completeness", "rating.clarity", "speech_rate_sps"]  # 30 % + 20 %
    row = pd.DataFrame({"interview_id": ["I"], **{name: [2.0 if name in half else np.nan] for name in sales_manager.indicators}})
    assert scoring.score(row, sales_manager)["overall"].notna().all()
    stricter = sales_manager.model_copy(update={"minimum_coverage": Decimal("0.500001")})
    assert scoring.score(row, stricter)["overall"].isna().all()


@pytest.mark.parametrize("empty", [
    lambda t: t.head(0), lambda t: pd.DataFrame(columns=t.columns), lambda t: pl.from_pandas(t).head(0), lambda t: pl.from_pandas(t).head(0).lazy().collect().to_arrow(),
])  # fmt: skip
def test_no_interviews_give_no_scores(evidence, sales_manager, empty):
    for call in (scoring.score, scoring.points, scoring.explain, scoring.competency_scores):
        assert len(call(empty(evidence), sales_manager)) == 0


def test_an_indicator_nobody_spoke_of_is_missing_and_not_text(evidence, sales_manager):
    table = evidence.assign(team_size=None)
    expected = evidence.assign(team_size=np.nan)
    pdt.assert_frame_equal(scoring.score(table, sales_manager), scoring.score(expected, sales_manager), **CLOSE)


def test_flags_integers_and_floats_are_numbers(sales_manager):
    content = sales_manager.to_dict()
    content["competencies"] = [{**content["competencies"][0], "weight": 1, "criteria": [
        {"id": "led", "indicator": "team_size", "scale": "flag", "weight": 1}]}]  # fmt: skip
    rubric = Rubric.from_dict(content)
    for values in ([True, False], [1, 0], [7.0, 0.0], [-1, 0]):
        scores = scoring.score(pd.DataFrame({"interview_id": ["a", "b"], "team_size": values}), rubric)
        assert scores["overall"].tolist() == [100, 0]


def test_grades_begin_at_their_limit(sales_manager):
    scores = pd.DataFrame({"overall": [100, 85, 84.99, 75, 60, 59.9, 0, np.nan]})
    assert scoring.grade(scores, sales_manager)["grade"].fillna("-").tolist() == ["A", "A", "B", "B", "C", "D", "D", "-"]
    assert scoring.grade(pl.DataFrame({"overall": [85.0, None]}), sales_manager)["grade"].to_list() == ["A", None]


def test_same_criterion_id_in_two_competencies(sales_manager):
    content = sales_manager.to_dict()
    content["competencies"][1]["criteria"][0]["id"] = "new_clients"
    rubric = Rubric.from_dict(content)
    row = pd.DataFrame({"interview_id": ["I"], **{name: [2.0] for name in rubric.indicators}})
    assert {"client_development.new_clients", "team_leadership.new_clients"} <= set(scoring.points(row, rubric).columns)


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_an_absent_column_is_named_with_a_hint(engine, evidence, sales_manager):
    to_engine, _ = engine
    table = to_engine(evidence.drop(columns="team_size").assign(team_sise=1.0))
    with pytest.raises(ContractError, match=r"column missing: team_size.*did you mean 'team_sise'.*gather\.wide"):
        scoring.score(table, sales_manager)


def test_long_evidence_is_recognised(sales_manager):
    table = pd.DataFrame({"interview_id": ["I"], "indicator": ["team_size"], "value": [3.0]})
    with pytest.raises(ContractError, match=r"a long table.*gather\.wide"):
        scoring.score(table, sales_manager)


def test_text_is_no_number(evidence, sales_manager):
    with pytest.raises(ContractError, match=r"not numeric: team_size.*read the file with intake"):
        scoring.score(evidence.assign(team_size="five"), sales_manager)
    with pytest.raises(ContractError, match="not numeric: team_size"):
        scoring.score(pl.from_pandas(evidence.assign(team_size="5")), sales_manager)


@pytest.mark.parametrize("other", ["J-BE-01", None])
def test_rows_of_another_job_are_refused(engine, evidence, sales_manager, other):
    to_engine, _ = engine
    table = to_engine(evidence.assign(job_id=["J-SM-01"] * 59 + [other]))
    with pytest.raises(ContractError, match=rf"1 row belongs.*{other or 'missing'}.*J-SM-01"):
        scoring.score(table, sales_manager)


def test_a_generic_rubric_may_score_other_jobs_when_the_policy_names_it(evidence, sales_manager):
    policy = Policy(id="p", generic_rubric="sales-manager")
    assert len(scoring.score(evidence.assign(job_id="J-NEW"), sales_manager, policy=policy)) == 60


def test_a_class_outside_the_policy_is_refused(evidence, sales_manager):
    policy = Policy(id="strict", score_classes=("answer", "rating"))
    with pytest.raises(DefinitionError, match=r"'pace' reads indicator 'speech_rate_sps' of class 'delivery'.*answer, rating"):
        scoring.score(evidence, sales_manager, policy=policy)


def test_an_experimental_criterion_needs_the_policys_leave(evidence, sales_manager):
    content = sales_manager.to_dict()
    content["competencies"][0]["criteria"][0]["experimental"] = True
    rubric = Rubric.from_dict(content)
    with pytest.raises(DefinitionError, match=r"'new_clients'.*experimental"):
        scoring.score(evidence, rubric)
    assert len(scoring.score(evidence, rubric, policy=Policy(id="p", allow_experimental=True))) == 60


def test_errors_must_name_criteria(evidence, sales_manager):
    with pytest.raises(DefinitionError, match=r"'team_sizes' \(did you mean 'team_size'\?\)"):
        scoring.score(evidence, sales_manager, errors={"team_sizes": 3})
    with pytest.raises(DefinitionError, match="'team_size' is -1"):
        scoring.score(evidence, sales_manager, errors={"team_size": -1})


def test_what_is_no_table_and_no_rubric(evidence, sales_manager):
    with pytest.raises(ContractError, match="not a table"):
        scoring.score("evidence.csv", sales_manager)
    with pytest.raises(DefinitionError, match="needs a rubric"):
        scoring.score(evidence, {"id": "x"})


# --- properties -------------------------------------------------------------------------------------------------------

numbers = st.one_of(st.none(), st.floats(-200, 200), st.sampled_from([math.inf, -math.inf, 0.0]))


def scales():
    number = st.integers(-50, 50)
    two = st.lists(number, min_size=2, max_size=2, unique=True)
    return st.one_of(
        two.map(lambda ab: {"ramp": {"zero": ab[0], "full": ab[1]}}),
        two.map(lambda ab: {"rating": {"lowest": min(ab), "highest": max(ab)}}),
        st.tuples(two, st.integers(1, 30)).map(lambda t: {"band": {"low": min(t[0]), "high": max(t[0]), "fall": t[1]}}),
        st.lists(st.tuples(number, st.integers(0, 100)), min_size=1, max_size=4, unique_by=lambda s: s[0]).map(
            lambda steps: {"steps": [list(step) for step in sorted(steps)]}
        ),
        st.just({"flag": {}}),
    )


@st.composite
def rubrics(draw):
    names = iter(["new_customers_year", "team_size", "team_growth_pct", "star_completeness", "rating.x", "courses_year"])
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))
    shares = {1: [[1]], 2: [[0.3, 0.7], [0.125, 0.875]], 3: [[0.1, 0.2, 0.7], [0.333, 0.333, 0.334]]}
    competencies = [
        {"id": f"c{i}", "name": {"zh": "甲", "en": "A"}, "weight": weight,
         "criteria": [{"id": f"k{j}", "indicator": next(names), "scale": draw(scales()), "weight": w}
                      for j, w in enumerate(draw(st.sampled_from(shares[size])))]}
        for i, (size, weight) in enumerate(zip(shape, draw(st.sampled_from(shares[len(shape)])), strict=True))
    ]  # fmt: skip
    missing = draw(st.sampled_from(["renormalise", "zero", "incomplete"]))
    return Rubric.from_dict({"id": "r", "title": {"zh": "甲", "en": "A"}, "missing": missing, "competencies": competencies})


@st.composite
def cases(draw):
    rubric = draw(rubrics())
    n = draw(st.integers(1, 5))
    columns = {name: draw(st.lists(numbers, min_size=n, max_size=n)) for name in rubric.indicators}
    return rubric, pd.DataFrame({"interview_id": [f"i{k}" for k in range(n)], **columns}).astype(dict.fromkeys(columns, float))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_any_rubric_scores_as_plain_python_does_and_stays_on_the_scale(case):
    rubric, table = case
    scores = scoring.score(table, rubric)
    pdt.assert_frame_equal(scores, slow_scores(table, rubric, class_errors(rubric)), **CLOSE)
    pdt.assert_frame_equal(scoring.score(pl.from_pandas(table, nan_to_null=False), rubric).to_pandas(), scores, **CLOSE)
    contracts.SCORES.check(scores)  # 0..100, coverage 0..1, to the last bit
    explained = scoring.explain(table, rubric).groupby("interview_id")["contribution"].sum()
    known = scores.dropna(subset="overall").set_index("interview_id")["overall"]
    pdt.assert_series_equal(explained[known.index], known, check_names=False, rtol=0, atol=1e-9)


@settings(max_examples=15, deadline=None)
@given(case=cases(), data=st.data())
def test_order_of_criteria_is_irrelevant(case, data):
    rubric, table = case
    content = rubric.to_dict()
    content["competencies"] = data.draw(st.permutations(content["competencies"]))
    for competency in content["competencies"]:
        competency["criteria"] = data.draw(st.permutations(competency["criteria"]))
    turned = scoring.score(table, Rubric.from_dict(content))
    columns = ["overall", *(c.id for c in rubric.competencies), "coverage", "error_band"]
    pdt.assert_frame_equal(turned[columns], scoring.score(table, rubric)[columns], **CLOSE)


@settings(max_examples=15, deadline=None)
@given(low=st.floats(-100, 100), more=st.floats(0, 100), zero=st.integers(-50, 50), reach=st.integers(1, 50))
def test_more_is_never_worth_less_on_a_rising_ramp(low, more, zero, reach):
    import narwhals.stable.v2 as nw

    from workbench.definitions import Scale

    frame = nw.from_native(pd.DataFrame({"x": [low, low + more]}))
    rising = Scale(ramp={"zero": zero, "full": zero + reach})
    falling = Scale(ramp={"zero": zero + reach, "full": zero})
    points = frame.select(
        up=scoring.scales.points(nw.col("x"), rising), down=scoring.scales.points(nw.col("x"), falling)
    ).to_native()
    assert points["up"].iloc[0] <= points["up"].iloc[1]
    assert points["down"].iloc[0] >= points["down"].iloc[1]
    full = (
        nw.from_native(pd.DataFrame({"x": [float(zero + reach)]})).select(p=scoring.scales.points(nw.col("x"), rising)).to_native()
    )
    assert full["p"].item() == 100
