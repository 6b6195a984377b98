"""Acceptance, response, placement and tuning: against other software, against planted truths, and against the slow obvious version."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from workbench import pay
from workbench.definitions import PayMatrix
from workbench.errors import ContractError, UndefinedResult
from workbench.pay import placement as places
from workbench.pay.lattice import bands_of, decisions, lattice
from workbench.pay.response import expected_stay

TECHNICAL = PayMatrix.load(Path(__file__).parents[2] / "data" / "definitions" / "pay-matrix-technical.yaml")
JOBS = ("A", "B", "C", "D")
SLOPES = np.array([0.2, 6.0, 3.0])


def world(n=800, seed=1, *, between=0.0, reference_sd=0.05, months=18):
    """A small world with its truth: scores measure ability with an error, references follow ability, people scatter around them."""
    random = np.random.default_rng(seed)
    job = random.integers(0, len(JOBS), n)
    ability = random.standard_normal(n)
    score = np.clip(78 + 9 * (ability + 0.5 * random.standard_normal(n)), 0, 100).round(1)
    day = np.sort(random.integers(0, int(months * 30.4), n))
    market = np.array([14000.0, 14500, 15000, 15500])[job] * np.exp(0.06 * day / 365)
    reference = market * np.exp(0.02 + 0.10 * ability)
    offered = (reference * np.exp(0.107 * random.standard_normal(n))).round(-1)
    expected = (market * np.exp(0.03 + 0.15 * random.standard_normal(n))).round(-2)
    logit = (
        SLOPES[0]
        + SLOPES[1] * (offered / expected - 1)
        + SLOPES[2] * (offered / market - 1)
        + between * random.standard_normal(len(JOBS))[job]
    )
    made = score > 78
    stay = 650 * (random.exponential(size=n) / np.exp(-2.5 * (offered / market - 1))) ** (1 / 1.3)
    accepted = np.where(made, random.random(n) < 1 / (1 + np.exp(-logit)), np.nan)
    there = np.where(made & (accepted == 1), np.minimum(np.ceil(stay), 540 - day + 1), np.nan)
    return pd.DataFrame({
        "interview_id": np.arange(n), "application_id": np.arange(n), "job_id": np.array(JOBS)[job], "job_family": "technical",
        "decided_date": pd.Timestamp("2025-04-01") + pd.to_timedelta(day, unit="D"), "overall": score, "error_band": 1.96 * 9 * 0.5,
        "offered_pay": np.where(made, offered, np.nan), "expected_pay": expected, "market_reference": market.round(2), "market_min": (market * 0.8).round(2),
        "market_max": (market * 1.3).round(2), "currency": "CNY", "period": "month", "accepted": accepted, "stay_days": there,
        "left": np.where(np.isnan(there), None, there < 540 - day + 1), "performance": np.where(np.isnan(there), np.nan, ability + random.standard_normal(n)),
        "contribution_year": np.where(np.isnan(there), np.nan, 240000.0 + 60000 * ability), "satisfaction": np.where(made, 4.0 + 3 * (offered / expected - 1), np.nan),
        "true_reference": reference,
    })  # fmt: skip


HISTORY = world(1500, 4)


@pytest.fixture(scope="module")
def tuning():
    return pay.tune(TECHNICAL, HISTORY, n_resamples=100)


def test_without_differences_between_jobs_the_logit_is_statsmodels():
    fitted = pay.fit_acceptance(HISTORY.assign(job_id="all"))
    rows = HISTORY[HISTORY["accepted"].notna()]
    design = np.column_stack(
        [np.ones(len(rows)), rows["offered_pay"] / rows["expected_pay"] - 1, rows["offered_pay"] / rows["market_reference"] - 1]
    )
    known = sm.Logit(rows["accepted"].to_numpy(float), design).fit(disp=0)
    assert fitted.between_jobs_sd == 0
    assert fitted.table["estimate"].to_numpy() == pytest.approx(known.params, rel=1e-5)
    assert fitted.table["error"].to_numpy() == pytest.approx(known.bse, rel=1e-4)
    assert (fitted.n, fitted.n_accepted) == (len(rows), int(rows["accepted"].sum()))
    assert ((fitted.table["low"] < SLOPES) & (fitted.table["high"] > SLOPES)).all()
    assert fitted.brier < fitted.brier_of_base_rate
    assert 0.7 < fitted.calibration_slope < 1.3
    assert fitted.calibration["n"].sum() == fitted.n
    assert (fitted.calibration["low"] <= fitted.calibration["observed"]).all()


def test_jobs_that_differ_are_drawn_towards_the_common_level():
    table = world(4000, 2, between=1.0)
    fitted = pay.fit_acceptance(table)
    assert 0.3 < fitted.between_jobs_sd < 2.5
    alone = [pay.fit_acceptance(own.assign(job_id="x")).table["estimate"][0] for _, own in table.groupby("job_id")]
    pooled = fitted.jobs["own_level"] + fitted.table["estimate"][0]
    assert np.corrcoef(alone, pooled)[0, 1] > 0.95
    assert np.std(pooled) < np.std(alone)


def test_prediction_rises_with_pay_and_reads_what_it_is_given():
    fitted = pay.fit_acceptance(HISTORY)
    row = pd.DataFrame(
        {
            "offered_pay": [14000.0, 15000, 16000],
            "expected_pay": 15000.0,
            "market_reference": 15000.0,
            "job_id": ["A", "A", "unknown"],
        }
    )
    assert (np.diff(fitted.predict(row)) > 0).all()
    with pytest.raises(ContractError, match="column missing: expected_pay"):
        fitted.predict(row.drop(columns="expected_pay"))


def test_scaling_the_currency_changes_no_slope():
    dear = HISTORY.assign(**{name: HISTORY[name] * 7 for name in ("offered_pay", "expected_pay", "market_reference")})
    assert pay.fit_acceptance(dear).table["estimate"].to_numpy() == pytest.approx(
        pay.fit_acceptance(HISTORY).table["estimate"].to_numpy(), rel=1e-9
    )


@pytest.mark.parametrize(
    ("table", "message"),
    [(HISTORY.head(40), "too few answers"), (HISTORY.assign(accepted=1.0), "0 declined"),
     (HISTORY.assign(accepted=(HISTORY["offered_pay"] > HISTORY["expected_pay"]).astype(float)), "separates yes from no")],
)  # fmt: skip
def test_what_cannot_be_said_about_acceptance_is_refused(table, message):
    with pytest.raises(UndefinedResult, match=message):
        pay.fit_acceptance(table)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"offered_pay": -1.0}, "amounts of pay are above 0"), ({"currency": ["CNY", "USD"] * 750}, "more than one currency"), (None, "column missing: accepted")],
)  # fmt: skip
def test_a_history_that_is_not_one_is_refused(change, message):
    table = HISTORY.drop(columns="accepted") if change is None else HISTORY.assign(**change)
    with pytest.raises(ContractError, match=message):
        pay.tune(TECHNICAL, table)


def test_responses_are_found_again_and_named():
    table = world(6000, 3)
    found = pay.fit_response(table).table.set_index("outcome")
    assert found.loc["leaving", "low"] < -2.5 < found.loc["leaving", "high"]
    assert found.loc["leaving", "finding"] == "falls with pay"
    assert found.loc["satisfaction", "estimate"] == pytest.approx(3.0)
    few = pay.fit_response(table.assign(left=False))
    assert few.leaving is None
    assert "leaving: 0 leavers" in few.not_fitted[0]


def test_the_expected_stay_is_the_area_under_the_survival_curve():
    response = pay.fit_response(world(3000, 3))
    shape, scale, slope = np.exp(response.leaving[0]), np.exp(response.leaving[1]), response.leaving[2]
    for position in (-0.1, 0.0, 0.2):
        area = integrate.quad(lambda t, at=position: np.exp(-((t * 365.25 / scale) ** shape) * np.exp(slope * at)), 0, 2)[0]
        assert expected_stay(response, np.array([position]), years=2)[0] == pytest.approx(area, rel=1e-4)
    assert (np.diff(expected_stay(response, np.array([-0.2, 0.0, 0.2]), years=2)) > 0).all() == (slope < 0)


def test_placement_finds_the_planted_spreads_and_the_share_of_misplaced_offers():
    table = world(20_000, 5)
    found = pay.fit_placement(table)
    offered = table.dropna(subset="offered_pay")
    true = (~(offered["offered_pay"] / offered["true_reference"]).between(0.9, 1.1)).mean()
    assert found.people_error == pytest.approx(true, abs=0.02)
    assert found.reference_sd == pytest.approx(0.1 * np.sqrt(0.2), abs=0.008)  # reliability .8
    assert found.reliability == pytest.approx(0.8, abs=0.03)
    given = pay.fit_placement(table.assign(reference_pay=table["true_reference"]))
    assert (given.reference_sd, given.basis) == (0, "reference pay as given")
    assert given.people_error == pytest.approx(true, abs=0.01)


def test_the_chance_of_being_misplaced_is_the_normal_one_and_updates_by_the_offer():
    random = np.random.default_rng(1)
    reference = np.exp(0.05 + 0.06 * random.standard_normal(200_000))
    assert places.misplaced(np.log(1.1), 0.05, 0.06) == pytest.approx(
        np.mean((1.1 / reference < 0.9) | (1.1 / reference > 1.1)), abs=0.005
    )
    assert places.misplaced(np.log([1.0, 1.2]), 0.0, 0.0).tolist() == [0, 1]
    offers = reference * np.exp(0.1 * random.standard_normal(200_000))
    model = places.Placement(0.05, 0, {}, {}, np.eye(2), 0.06, 0.1, 0.8, 0.3, 9, "")
    near = np.abs(np.log(offers) - 0.2) < 0.02
    mean, spread = places.knowing_the_offer(model, 0.05, 0.2)
    assert mean == pytest.approx(np.log(reference[near]).mean(), abs=0.002)
    assert spread == pytest.approx(np.log(reference[near]).std(), abs=0.002)


def test_normal_ranks_share_ties_and_know_no_other_job():
    ranks = {"A": np.array([1.0, 2, 2, 3])}
    rows = pd.DataFrame({"job_id": ["A", "A", "A", "Z"], "overall": [2.0, 0, 9, 5]})
    assert places.normal_rank(ranks, rows) == pytest.approx([0, stats.norm.ppf(0.125), stats.norm.ppf(0.875), 0])


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_the_lattice_decides_as_suggest_does(seed):
    random = np.random.default_rng(seed)
    edges = [*np.sort(random.choice(np.arange(40, 100), 3, replace=False)).tolist(), 100]
    low = np.sort(random.integers(80, 200, 3)) * 100
    high = np.sort(low + random.integers(5, 90, 3) * 100)
    matrix = PayMatrix.from_dict(TECHNICAL.to_dict() | {"bands": [
        {"score_from": int(edges[k]), "score_to": int(edges[k + 1]), "pay_min": int(low[k]), "pay_max": int(high[k])} for k in range(3)
    ]})  # fmt: skip
    table = pd.DataFrame({"interview_id": range(60), "overall": random.uniform(30, 100, 60).round(1), "market_min": random.uniform(7000, 12000, 60).round(2),
                          "market_max": random.uniform(12000, 22000, 60).round(2), "expected_pay": np.where(random.random(60) < 0.3, np.nan, random.uniform(8000, 22000, 60).round(2))})  # fmt: skip
    ours = decisions(bands_of([matrix]), {name: table[name].to_numpy() for name in table})[0]
    np.testing.assert_allclose(ours, pay.suggest(table, matrix)["decision"].to_numpy(float), atol=0.006)


def test_every_matrix_of_the_lattice_compiles_and_keeps_the_spreads():
    random = np.random.default_rng(2)
    scores = random.uniform(62, 99, 200)
    grid = lattice(TECHNICAL, scores, np.log(15000) + 0.01 * (scores - 80), spreads=(0.1, 0.3), rounding=100, tune_edges=True)
    assert len(grid.pay_min) > 100
    assert len(np.unique(grid.edges, axis=0)) > 1
    for edges, low, high in zip(grid.edges[::17], grid.pay_min[::17], grid.pay_max[::17], strict=True):
        bands = [
            {"score_from": a, "score_to": b, "pay_min": m, "pay_max": x}
            for a, b, m, x in zip(edges, edges[1:], low, high, strict=False)
        ]
        made = PayMatrix.from_dict(TECHNICAL.to_dict() | {"bands": bands})
        assert "error" not in pay.lint(made)["severity"].tolist()
        assert all(0.09 <= float(band["spread"]) <= 0.31 for band in made.table)


def test_the_proposal_lowers_the_true_placement_error_on_months_it_never_saw(tuning):
    listed = tuning.changes.merge(HISTORY[["application_id", "true_reference"]], on="application_id")
    true = {name: (~(listed[name] / listed["true_reference"]).between(0.9, 1.1)).mean() for name in ("people", "today", "proposal")}
    said = tuning.backtest.set_index(["source", "measure"])["value"]
    assert true["proposal"] < min(true["today"], true["people"])
    for name, share in true.items():
        assert said[name, "placement_error"] == pytest.approx(share, abs=0.09)
    assert (tuning.changes["decided_date"] >= pd.Timestamp(tuning.split_date)).all()
    assert tuning.n_tested == len(tuning.changes)


def test_every_proposed_amount_can_be_recomputed_from_its_version(tuning):
    rows = HISTORY.merge(tuning.changes[["application_id", "today", "proposal"]], on="application_id")
    factor = float(TECHNICAL.market.factor)
    given = rows[["interview_id", "overall", "expected_pay"]].assign(
        market_min=rows["market_min"] * factor, market_max=rows["market_max"] * factor
    )
    for name, matrix in (("today", TECHNICAL), ("proposal", PayMatrix.from_dict(tuning.proposal.to_dict()))):
        again = pay.suggest(given, matrix)
        np.testing.assert_array_equal(again["decision"].fillna(rows["offered_pay"]), rows[name])
        assert set(again["matrix_version"]) == {tuning.today.version if name == "today" else tuning.front["matrix_version"][1]}


def test_the_front_has_no_matrix_that_another_beats_on_everything(tuning):
    front = tuning.front[(tuning.front["name"] != "today") & (tuning.front["chosen_for"] != "value")]
    points = front[["placement_error", "mean_pay"]].assign(no=-front["acceptance"]).to_numpy()
    for one in points:
        assert not ((points <= one).all(axis=1) & (points < one).any(axis=1)).any()
    assert tuning.front.loc[1, "placement_error"] == tuning.front.loc[1:, "placement_error"].min()
    assert tuning.front["chosen_for"].tolist()[:2] == ["", "placement"]
    assert len(tuning.alternatives) == len(tuning.front) - 1


def test_the_back_test_says_who_changes_and_hides_small_jobs(tuning):
    table = tuning.backtest
    assert set(table["source"]) == {"people", "today", "proposal", "proposal less today"}
    assert (table["low"] <= table["value"] + 1e-9).mean() > 0.95
    gain = table.set_index(["source", "measure"])["value"]
    assert gain["proposal less today", "mean_pay"] == pytest.approx(tuning.changes["change"].mean())
    assert tuning.by_job["n"].sum() == tuning.n_tested
    rare = HISTORY.assign(job_id=np.where(HISTORY.index >= len(HISTORY) - 2, "rare", HISTORY["job_id"]))
    assert "rare" not in pay.tune(TECHNICAL, rare, n_resamples=5).by_job["job_id"].tolist()


def test_constraints_are_kept_and_impossible_ones_named():
    held = pay.tune(TECHNICAL, HISTORY, n_resamples=5, most_cost_change=0.02, spreads=(0.2, 0.4))
    assert held.front["cost_change_pct"].max() <= 2 + 1e-6
    assert all(0.19 <= float(band["spread"]) <= 0.41 for band in held.proposal.table)
    kept = pay.tune(TECHNICAL, HISTORY, n_resamples=5, tune_edges=False)
    assert [b.score_from for b in kept.proposal.ladder] == [b.score_from for b in TECHNICAL.ladder]
    with pytest.raises(UndefinedResult, match="no matrix keeps the constraints.*least_acceptance 1.0"):
        pay.tune(TECHNICAL, HISTORY, least_acceptance=1.0)


def test_the_objective_chooses_the_end_of_the_front():
    ends = {
        name: pay.tune(TECHNICAL, HISTORY, objective=name, n_resamples=5).front.iloc[1]
        for name in ("placement", "acceptance", "cost", "value")
    }
    assert ends["acceptance"]["acceptance"] >= ends["placement"]["acceptance"]
    assert ends["cost"]["mean_pay"] <= ends["placement"]["mean_pay"]
    assert ends["value"]["value_year"] >= ends["placement"]["value_year"]
    with pytest.raises(UndefinedResult, match="what a hire is worth is not known"):
        pay.tune(TECHNICAL, HISTORY.drop(columns="contribution_year"), objective="value")


def test_the_same_seed_gives_the_same_tuning_and_the_input_is_not_touched():
    before = HISTORY.copy()
    one, other = (pay.tune(TECHNICAL, HISTORY, n_resamples=20) for _ in range(2))
    pd.testing.assert_frame_equal(one.backtest, other.backtest)
    pd.testing.assert_frame_equal(HISTORY, before)
    assert one.proposal == other.proposal


def test_scaling_the_currency_scales_the_tuning():
    amounts = ("offered_pay", "expected_pay", "market_reference", "market_min", "market_max", "contribution_year")
    bands = [{**band, "pay_min": band["pay_min"] * 10, "pay_max": band["pay_max"] * 10} for band in TECHNICAL.to_dict()["bands"]]
    dear = PayMatrix.from_dict(TECHNICAL.to_dict() | {"bands": bands})
    one = pay.tune(TECHNICAL, HISTORY, n_resamples=5)
    other = pay.tune(dear, HISTORY.assign(**{name: HISTORY[name] * 10 for name in amounts}), n_resamples=5, rounding=1000)
    assert [float(band.pay_min) for band in other.proposal.ladder] == [10 * float(band.pay_min) for band in one.proposal.ladder]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"objective": "beauty"}, "objective cannot be used"), ({"spreads": (0, 1)}, "spreads cannot be used"), ({"test_months": 0}, "test_months cannot")],
)  # fmt: skip
def test_choices_that_cannot_be_used_are_refused(arguments, message):
    with pytest.raises(ContractError, match=message):
        pay.tune(TECHNICAL, HISTORY, **arguments)


def test_too_little_and_too_different_is_refused():
    with pytest.raises(UndefinedResult, match="too few offers to tune matrix technical.*before and after the split"):
        pay.tune(TECHNICAL, HISTORY.assign(job_family=np.where(HISTORY.index < 30, "technical", "sales")))
    with pytest.raises(UndefinedResult, match="too few answers"):
        pay.tune(TECHNICAL, HISTORY, test_months=17)
    with pytest.raises(UndefinedResult, match="too few offers"):
        pay.tune(TECHNICAL, HISTORY.assign(job_family="sales"))
    with pytest.raises(ContractError, match="currency differs from the pay matrix"):
        pay.tune(TECHNICAL, HISTORY.assign(currency="USD"))
    with pytest.raises(ContractError, match="not a pay matrix"):
        pay.tune({}, HISTORY)
    with pytest.raises(UndefinedResult, match="empty history"):
        pay.tune(TECHNICAL, HISTORY.iloc[:0])


def test_the_history_knows_the_market_of_the_day():
    day = pd.Timestamp
    made = pay.history(
        interviews=pd.DataFrame({"interview_id": ["i", "k"], "application_id": ["a", "b"], "candidate_id": ["c", "d"], "job_id": "J", "interview_date": [day("2026-01-05"), day("2026-01-06")]}),
        scores=pd.DataFrame({"interview_id": ["i", "k"], "overall": [80.0, 70.0]}),
        offers=pd.DataFrame({"application_id": ["a"], "offer_date": [day("2026-04-02")], "offered_pay": [9.0], "accepted": [True]}),
        candidates=pd.DataFrame({"candidate_id": ["c", "d"], "expected_pay": [8.0, 7.0]}),
        market=pd.DataFrame({"job_id": "J", "market_date": [day("2026-01-01"), day("2026-04-01"), day("2026-07-01")], "p50": [1.0, 2.0, 3.0]}),
        employees=pd.DataFrame({"employee_id": ["e"], "application_id": ["a"], "hired_date": [day("2026-05-01")], "left_date": [pd.NaT]}),
        performance=pd.DataFrame({"employee_id": ["e", "e"], "performance": [1.0, 2.0], "contribution": [5.0, 7.0]}), as_of=date(2026, 5, 11),
    )  # fmt: skip
    assert made["interview_id"].tolist() == ["k", "i"]
    assert made["market_reference"].tolist() == [1.0, 2.0]
    last = made.iloc[1]
    assert (last.stay_days, last.left, last.performance, last.contribution_year) == (10, False, 1.5, 24)
    assert pd.isna(made["offered_pay"][0])
    with pytest.raises(ContractError, match="SCORES: column missing: overall"):
        pay.history(interviews=pd.DataFrame(columns=["interview_id", "application_id", "candidate_id", "job_id", "interview_date"]), scores=pd.DataFrame(columns=["interview_id"]),
                    offers=pd.DataFrame(columns=["application_id", "offer_date", "offered_pay", "accepted"]), candidates=pd.DataFrame(), market=pd.DataFrame())  # fmt: skip
