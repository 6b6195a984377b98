"""Degenerate input to every public function that measures: a refusal in words, or an answer that is documented; never a warning, never a
number that is none without its reason beside it (warnings are errors in tests)."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest

from workbench import fairness, outcomes, recruiting, scoring
from workbench.errors import ContractError, UndefinedResult

NAN, TWO = float("nan"), np.eye(2)
X = np.random.default_rng(0).normal(60, 10, 40)
Y = X / 20 + np.random.default_rng(1).normal(size=40)
AB = np.array(["a", "b"] * 20)


def ratings(candidates=6, raters=2, value=None):
    rows = [(i, f"r{j}", float(1 + (i * j + i) % 5) if value is None else value) for i in range(candidates) for j in range(raters)]
    return pd.DataFrame(rows, columns=["interview_id", "rater_id", "rating"])


def points(n, **changed):
    table = pd.DataFrame({"interview_id": [f"i{i}" for i in range(n)], "job_id": "J", "a": X[:n], "b": Y[:n]})
    return table.assign(**changed)


def dated(n, **changed):
    return points(n, **changed).drop(columns="job_id").assign(interview_date=pd.date_range("2025-01-01", periods=n, freq="20D"))


def company(n, channels=("a", "b"), hired=0, value=None):
    ids = {"application_id": [f"p{i}" for i in range(n)], "candidate_id": [f"c{i}" for i in range(n)], "job_id": ["J"] * n}
    applications = pd.DataFrame(ids).assign(
        channel=[channels[i % len(channels)] for i in range(n)], applied_at=pd.Timestamp("2025-01-01")
    )
    interviews = pd.DataFrame(ids).assign(interview_id=[f"i{i}" for i in range(n)])
    scores = pd.DataFrame({"interview_id": interviews["interview_id"], "overall": X[:n] if value is None else value})
    people = pd.DataFrame(ids).assign(
        employee_id=[f"e{i}" for i in range(n)], hired_date=pd.Timestamp("2025-02-01"), left_date=pd.NaT
    )
    return recruiting.channels(scores, applications, interviews=interviews, employees=people.head(hired))


def audited(rows=40, protected=40, **changed):
    decisions = pd.DataFrame({"candidate_id": [f"c{i}" for i in range(40)], "hired": [1, 0] * 20, "overall": X}).assign(**changed)
    people = pd.DataFrame({"candidate_id": decisions["candidate_id"], "sex": AB})
    return fairness.audit(decisions.head(rows), people.head(protected), stages=["hired"], scores=["overall"], attributes=["sex"])


ONE_CANDIDATE, ONE_RATER = np.array([[1.0, 2, 3]]), np.array([[1.0], [2], [3]])
MATRICES = {"no rows": np.zeros((0, 3)), "nothing": np.zeros((0, 0)), "one candidate": ONE_CANDIDATE, "one rater": ONE_RATER, "all equal": np.ones((5, 3)),
            "all missing": np.full((4, 3), NAN), "one column missing": np.array([[1, NAN], [2, NAN], [3, NAN]]), "a list": np.arange(4.0),
            "infinite": np.array([[1.0, np.inf], [2, 2], [3, 1]]), "text": np.array([["a", "b"], ["c", "d"]])}  # fmt: skip
PAIRS = {"no rows": ([], []), "one": ([1.0], [2.0]), "three": ([1.0, 2, 3], [2.0, 1, 3]), "constant score": ([5.0] * 9, list(range(9))),
         "constant outcome": (list(range(9)), [5.0] * 9), "all missing": ([NAN] * 9, [NAN] * 9), "nobody has an outcome": (X, np.full(40, NAN)),
         "unequal": ([1.0, 2], [1.0]), "text": (["a"] * 9, [1.0] * 9)}  # fmt: skip
FEW_GROUPS = {
    "one group": ["a"] * 40,
    "nobody's group known": [None] * 40,
    "a group of 3": ["a"] * 37 + ["b"] * 3,
    "each alone": [str(i) for i in range(40)],
}
NO_NUMBERS = {"missing": NAN, "none": None, "text": "x", "infinite": math.inf}

CASES = {
    **{f"agreement, {name}": (scoring.agreement, table) for name, table in {
        "no rows": ratings(0), "one rater": ratings(6, 1), "one candidate": ratings(1, 4), "all equal": ratings(6, 3, 3.0), "all missing": ratings(6, 2, NAN),
        "one rating": ratings(1, 1)}.items()},
    **{f"{room.__name__}, {name}": (room, matrix) for room in (scoring.intraclass, scoring.fleiss_kappa, scoring.krippendorff_alpha) for name, matrix in MATRICES.items()
       if not (name == "infinite" and room is scoring.fleiss_kappa)},
    **{f"fleiss_of_counts, {name}": (scoring.fleiss_kappa_of_counts, matrix) for name, matrix in MATRICES.items() if name not in {"one rater", "all equal"}},
    "fleiss_of_counts, below 0": (scoring.fleiss_kappa_of_counts, [[-1, 2], [1, 1]]),
    **{f"cohen, {name}": (scoring.cohen_kappa, *pair) for name, pair in {
        "no rows": ([], []), "one": ([1], [1]), "all equal": ([2] * 5, [2] * 5), "all missing": ([NAN] * 4, [1, 2, 1, 2]), "unequal": ([1, 2], [1]),
        "text": (["a"], ["b"]), "infinite": ([math.inf, 1], [1, 2])}.items()},
    **{f"raters_needed, {name}": (scoring.raters_needed, value) for name, value in {**NO_NUMBERS, "0": 0.0, "below 0": -0.2, "above 1": 1.2}.items()},
    **{f"raters_needed, target {value}": (lambda value: scoring.raters_needed(0.5, target=value), value) for value in (NAN, None, "x", 0, 1, -1)},
    **{f"spearman_brown, {name}": (lambda value: scoring.spearman_brown(value, 2), value) for name, value in {**NO_NUMBERS, "above 1": 1.2, "-1": -1.0}.items()},
    **{f"spearman_brown, {value} times": (lambda value: scoring.spearman_brown(0.5, value), value) for value in (0, -1, NAN, None)},
    **{f"distribution, {name}": (scoring.distribution, table) for name, table in {
        "no rows": points(0), "one candidate": points(1), "a group of 3": points(3), "all missing": points(9, a=NAN, b=NAN), "no points": points(9)[["interview_id", "job_id"]]}.items()},
    **{f"drift, {name}": (scoring.drift, table) for name, table in {"no rows": dated(0), "one candidate": dated(1), "a group of 3": dated(3), "too few a quarter": dated(20)}.items()},
    **{f"population_stability_index, {name}": (scoring.population_stability_index, *pair) for name, pair in {
        "no rows": ([], []), "nobody": ([0, 0], [0, 0]), "unequal": ([1], [0.5, 0.5]), "missing": ([NAN, 1], [0.5, 0.5]), "below 0": ([-1, 2], [0.5, 0.5])}.items()},
    **{f"{room.__name__}, {name}": (room, *given) for room in (scoring.composite_difference, scoring.composite_validity, lambda d, r, w: fairness.composite_d(d, r, weights=w))
       for name, given in {"nothing": ([], [], []), "no weight": ([0.2, 0.3], TWO, [0, 0]), "missing": ([NAN, 0.3], TWO, [1, 1]), "missing in the matrix": ([0.2, 0.3], [[1, NAN], [NAN, 1]], [1, 1]),
                           "sizes": ([0.2], TWO, [1, 1]), "no correlations": ([0.2, 0.3], [[1, 2], [2, 1]], [1, -1])}.items()},
    **{f"relative_weights, {name}": (scoring.relative_weights, *given) for name, given in {
        "nothing": ([], []), "missing": (TWO, [NAN, 0.2]), "missing in the matrix": ([[1, NAN], [NAN, 1]], [0.2, 0.3]), "the same twice": ([[1, 1], [1, 1]], [0.2, 0.3]), "sizes": (TWO, [0.2])}.items()},
    **{f"pareto_front, {name}": (lambda r, v, d: scoring.pareto_front(r, v, d, selection_ratio=0.2, group_share=[0.2] * len(d) if np.ndim(d) == 2 else 0.3), *given) for name, given in {
        "nothing": ([], [], []), "missing validity": (TWO, [NAN, 0.2], [0.1, 0.2]), "missing difference": (TWO, [0.3, 0.2], [NAN, 0.2]), "missing correlation": ([[1, NAN], [NAN, 1]], [0.3, 0.2], [0.1, 0.2]),
        "sizes": (TWO, [0.3], [0.1]), "other sizes": (TWO, [0.3, 0.2], [0.1]), "several, missing": (TWO, [0.3, 0.2], [[NAN, 0.1]]), "several, none": (TWO, [0.3, 0.2], np.zeros((0, 2))),
        "nothing predicts": (TWO, [0.0, -0.1], [0.1, 0.2])}.items()},
    **{f"pareto_front, selecting {share}": (lambda share: scoring.pareto_front(TWO, [0.3, 0.2], [0.1, 0.4], selection_ratio=share, group_share=0.3), share) for share in (0, 1, NAN, None, 2)},
    **{f"pareto_front of several, selecting {share}": (lambda share: scoring.pareto_front(TWO, [0.3, 0.2], [[0.1, 0.4]], selection_ratio=share, group_share=[0.3]), share) for share in (0, 1, NAN, None, 2)},
    **{f"{name}, selecting {share}": (call, share) for share in (0, NAN, None, -1, 2) for name, call in {
        "expected_impact_ratio": lambda s: scoring.expected_impact_ratio(0.3, selection_ratio=s, group_share=0.3),
        "expected_impact": lambda s: fairness.expected_impact(0.3, selection_ratio=s, minority_share=0.3),
        "selected_mean_z": outcomes.selected_mean_z, "naylor_shine": lambda s: outcomes.naylor_shine(validity=0.3, selection_ratio=s),
        "taylor_russell": lambda s: outcomes.taylor_russell(base_rate=0.5, selection_ratio=s, validity=0.3),
        "taylor_russell, base rate": lambda s: outcomes.taylor_russell(base_rate=s, selection_ratio=0.3, validity=0.3),
        "taylor_russell_hurdles": lambda s: outcomes.taylor_russell_hurdles(base_rate=0.5, validities=[0.3, 0.3], intercorrelations=0.2, joint_selection_ratio=s),
        "taylor_russell_required": lambda s: outcomes.taylor_russell_required(success_ratio=0.7, base_rate=0.5, selection_ratio=s) if s is not None else outcomes.taylor_russell_required(success_ratio=0.7, base_rate=0.5),
        "brogden_cronbach_gleser": lambda s: outcomes.brogden_cronbach_gleser(validity=0.3, selection_ratio=s, sdy=1),
        "break_even_validity": lambda s: outcomes.break_even_validity(selection_ratio=s, sdy=1, cost=1), "break_even_sdy": lambda s: outcomes.break_even_sdy(validity=0.3, selection_ratio=s, cost=1),
        "utility": lambda s: outcomes.utility(validity=0.3, selection_ratio=s, sdy=1), "boudreau": lambda s: outcomes.boudreau(sdy=1, n_by_year=[1], validity=0.3, selection_ratio=s),
        "sturman": lambda s: outcomes.sturman(validity=0.3, baseline_validity=0.2, selection_ratio=s, sdy=1, n_by_year=[5])}.items()},
    **{f"{name}, {value!r}": (call, value) for value in (NAN, None, "x") for name, call in {
        "thorndike_2": lambda v: outcomes.thorndike_2(v, sd_applicants=2, sd_hired=1), "thorndike_2, spread": lambda v: outcomes.thorndike_2(0.3, sd_applicants=v, sd_hired=1),
        "thorndike_3": lambda v: outcomes.thorndike_3(0.2, r_xz=0.2, r_yz=0.2, sd_applicants=2, sd_hired=v), "hunter_schmidt_le": lambda v: outcomes.hunter_schmidt_le(0.3, sd_applicants=v, sd_hired=1, reliability_x=0.8),
        "disattenuate": lambda v: outcomes.disattenuate(0.3, reliability_x=v), "taylor_russell": lambda v: outcomes.taylor_russell(base_rate=0.5, selection_ratio=0.3, validity=v),
        "break_even_sdy": lambda v: outcomes.break_even_sdy(validity=v, selection_ratio=0.3, cost=1), "expected_impact_ratio": lambda v: scoring.expected_impact_ratio(v, selection_ratio=0.3, group_share=0.3),
        "expected_impact": lambda v: fairness.expected_impact(v, selection_ratio=0.3, minority_share=0.3)}.items()},
    "thorndike_2, hires alike": (lambda: outcomes.thorndike_2(0.3, sd_applicants=1, sd_hired=0),),
    "break_even_sdy, no validity": (lambda: outcomes.break_even_sdy(validity=0, selection_ratio=0.3, cost=1),),
    **{f"lawley, {name}": (outcomes.lawley, *given) for name, given in {
        "nothing": ([], [[1]]), "missing": ([[1, NAN], [NAN, 1]], [[2]]), "hires alike": ([[0, 0], [0, 1]], [[2]]), "below 0": ([[1, 0.2], [0.2, 1]], [[-2]]), "applicants alike": ([[1, 0.2], [0.2, 1]], [[0]]),
        "sizes": ([[1, 0.2], [0.2, 1]], np.eye(3)), "missing among applicants": ([[1, 0.2], [0.2, 1]], [[NAN]]), "not square": ([[1, 0.2]], [[1]])}.items()},
    **{f"disattenuate_matrix, {name}": (outcomes.disattenuate_matrix, *given) for name, given in {"missing": ([[1, NAN], [NAN, 1]], [0.8, 0.8]), "sizes": (TWO, [0.8]), "no reliability": (TWO, [0, 0.8])}.items()},
    **{f"composite_validity, {name}": (outcomes.composite_validity, *given) for name, given in {"missing": ([[1, NAN], [NAN, 1]], [0.2, 0.3]), "the same twice": ([[1, 1], [1, 1]], [0.2, 0.3]), "sizes": (TWO, [0.2])}.items()},
    **{f"{name}, {kind}": (call, *pair) for kind, pair in PAIRS.items() for name, call in {
        "validity": outcomes.validity, "expectancy": outcomes.expectancy, "incremental_validity": lambda a, b: outcomes.incremental_validity(b, Y[: len(b)], a, n_resamples=50),
        "differential_prediction": lambda a, b: fairness.differential_prediction(a, b, AB[: len(a)]), "calibrate": lambda a, b: scoring.calibrate(np.asarray(a, dtype=object).reshape(-1, 1), b, n_resamples=20)}.items()},
    **{f"{name}, {kind}": (call, groups) for kind, groups in FEW_GROUPS.items() for name, call in {
        "impact": lambda g: fairness.impact([1, 0] * 20, g), "impact, all hired": lambda g: fairness.impact([1] * 40, g), "scoring_impact": lambda g: fairness.scoring_impact(X, g),
        "score_gaps": lambda g: fairness.score_gaps(pd.DataFrame({"p": X}), g), "differential_prediction": lambda g: fairness.differential_prediction(X, Y, g),
        "calibrate": lambda g: scoring.calibrate(np.column_stack([X, Y[::-1]]), Y, groups=g, method="pareto", n_resamples=20),
        "calibrate, several": lambda g: scoring.calibrate(np.column_stack([X, Y[::-1]]), Y, groups=pd.DataFrame({"a": g, "b": g}), method="pareto", n_resamples=20)}.items()},
    "impact, none hired": (fairness.impact, [0] * 40, AB), "impact, nobody decided": (fairness.impact, [None] * 40, AB),
    "score_gaps, constant column": (lambda: fairness.score_gaps(pd.DataFrame({"p": X * 0}), AB),), "scoring_impact, constant column": (lambda: fairness.scoring_impact(X * 0, AB),),
    "differential_prediction, perfect": (lambda: fairness.differential_prediction(range(20), [0, 1] * 10, ["a", "b"] * 10),),
    "calibrate, perfect separation": (lambda: scoring.calibrate(np.column_stack([X, Y]), (X > 60).astype(float), n_resamples=20),),
    **{f"impact_of_counts, {name}": (fairness.impact_of_counts, counts) for name, counts in {
        "nothing": {}, "nobody": {"a": (0, 0), "b": (1, 5)}, "more than there are": {"a": (6, 5), "b": (1, 5)}, "below 0": {"a": (-1, 5), "b": (1, 5)}, "one group": {"a": (1, 5)}, "missing": {"a": (NAN, 5), "b": (1, 5)}}.items()},
    **{f"wilson, {pair}": (fairness.wilson, *pair) for pair in ((0, 0), (1, 0), (2, 1), (-1, 4), (NAN, 4))},
    **{f"holm, {given}": (fairness.holm, given) for given in (None, [1.2], [-0.1], ["a"])},
    **{f"recheck, {name}": (lambda **changed: fairness.recheck(pd.DataFrame({"group": ["a", "b"], "n": [5, 9], "selected": [1, 2]} | changed)), changed) for name, changed in {
        "missing count": {"n": [5, NAN]}, "parts of people": {"selected": [0.5, 2]}, "more than there are": {"selected": [6, 2]}, "nobody selected": {"selected": [0, 0]}}.items()},
    "recheck, no rows": (lambda: fairness.recheck(pd.DataFrame({"group": [], "n": [], "selected": []})),), "recheck, one group": (lambda: fairness.recheck(pd.DataFrame({"group": ["a"], "n": [5], "selected": [1]})),),
    "audit, no rows": (lambda: audited(rows=0),), "audit, a group of 3": (lambda: audited(rows=3),), "audit, nobody's group known": (lambda: audited(protected=0),),
    "compare_groups, all missing": (lambda: fairness.compare_groups(pd.DataFrame({"g": AB, "v": NAN}), {"mean": lambda part: part["v"].mean()}, by="g", n_resamples=20),),
    "compare_groups, no rows": (lambda: fairness.compare_groups(pd.DataFrame({"g": [], "v": []}), {"mean": lambda part: part["v"].mean()}, by="g", n_resamples=20),),
    **{f"channels, {name}": (lambda **given: company(**given), given) for name, given in {
        "no rows": {"n": 0}, "one candidate": {"n": 1}, "one channel": {"n": 40, "channels": ("a",)}, "groups of 3": {"n": 6}, "constant score": {"n": 40, "value": 50.0},
        "all missing": {"n": 40, "value": NAN}}.items()},
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_refused_in_words(case):
    call, *given = case
    keywords = given.pop() if given and isinstance(given[-1], dict) and call.__name__ == "<lambda>" else {}
    with pytest.raises((UndefinedResult, ContractError)) as told:
        call(*given, **keywords)
    assert told.value.where
    assert told.value.found
    assert told.value.expected
    assert told.value.cure
    assert "nan" not in told.value.what


ANSWERS = {
    "selecting everybody gains nothing": (lambda: outcomes.naylor_shine(validity=0.3, selection_ratio=1).expected_criterion_z, 0.0),
    "a perfect score": (lambda: outcomes.taylor_russell(base_rate=0.5, selection_ratio=0.3, validity=1).success_ratio, 1.0),
    "all hired in both groups": (lambda: fairness.impact([1] * 40, AB).table["impact_ratio"].tolist(), [1.0, 1.0]),
    "hired by group alone": (lambda: fairness.impact((AB == "a").astype(int), AB).table.set_index("group").loc["b", "impact_ratio"], 0.0),
    "full agreement": (lambda: scoring.krippendorff_alpha([[1, 1], [2, 2], [3, 3]], n_resamples=20)[0], 1.0),
    "one rater always the same": (lambda: scoring.cohen_kappa([2] * 5, [1, 2, 3, 1, 2])[0], 0.0),
    "one hire a day": (lambda: fairness.wilson(1, 1)[1], 1.0),
    "a difference beyond reach": (lambda: scoring.expected_impact_ratio(1e6, selection_ratio=0.3, group_share=0.3), 0.0),
    "what is known already does not vary": (lambda: outcomes.incremental_validity(range(9), [5.0] * 9, X[:9], n_resamples=50).base_r, 0.0),
    "no looks, no adjustment": (lambda: fairness.holm([]).tolist(), []),
}  # fmt: skip


@pytest.mark.parametrize(("call", "answer"), ANSWERS.values(), ids=ANSWERS)
def test_an_edge_with_an_answer_has_it(call, answer):
    assert call() == pytest.approx(answer)


def unexplained(table, explained):
    """Columns of numbers that are missing in a row whose explaining column says nothing."""
    silent = table[explained].fillna("").astype(str).str.strip().eq("")
    return [name for name in table.select_dtypes("float") if table.loc[silent, name].isna().any()]


@pytest.mark.parametrize(("table", "explained"), [
    (lambda: fairness.impact([1] * 40, AB).table, "finding"), (lambda: fairness.impact((AB == "a").astype(int), AB, exact="boschloo").table, "finding"),
    (lambda: audited(hired=1).selection, "finding"), (lambda: scoring.compare_raters(ratings(4, 1), lowest=1, highest=5), "note"),
    (lambda: scoring.drift(dated(20, a=50.0), minimum=3).psi, "finding"), (lambda: scoring.distribution(points(9, a=50.0, c=Y[9:18])).items, "finding"), (lambda: scoring.distribution(points(9, a=50.0)).items.drop(columns="alpha_without"), "finding")],
    ids=["all hired", "hired by group", "audit of all hired", "one rater compared", "constant in every quarter", "constant criterion", "a criterion beside a constant one"])  # fmt: skip
def test_a_number_that_is_none_has_its_reason_beside_it(table, explained):
    assert unexplained(table(), explained) == []


def test_a_group_without_values_is_shown_as_such():
    table = pd.DataFrame({"g": AB, "v": np.where(AB == "a", X, NAN)})
    found = fairness.compare_groups(table, {"mean": lambda part: part["v"].mean()}, by="g", n_resamples=50).table.set_index("group")
    assert found.loc["a", "low"] < found.loc["a", "value"] < found.loc["a", "high"]
    assert math.isnan(found.loc["b", "value"])
    assert not found["differs"].any()


def test_results_are_frozen():
    """What was found cannot be changed by who reads it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        fairness.impact([1, 0] * 20, AB).reference = "b"
