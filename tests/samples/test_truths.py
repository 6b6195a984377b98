"""What is planted can be found again by the slowest, most obvious estimator."""

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from workbench import samples
from workbench.samples import plan, results


@pytest.fixture(scope="module")
def company():
    return samples.company(30_000, seed=7, answers=False)


@pytest.fixture(scope="module")
def evidence(company):
    shared = ["interview_id", "candidate_id", "application_id"]
    return company.truth["tables"]["evidence"].merge(company.tables["INTERVIEWS"][shared], on="interview_id")


@pytest.fixture(scope="module")
def competencies(evidence):
    """Mean points of every competency, from the rubrics, one interview after another."""
    rows = []
    for job in plan.plans():
        own = evidence[evidence["job_id"] == job.job.job_id]
        for place, name in enumerate(job.competencies):
            links = [link for link in job.links if link.competency == place and link.form != "none"]
            points = np.stack([link.points(own[link.indicator].to_numpy()) for link in links])
            weights = np.array([link.weight for link in links])[:, None] * ~np.isnan(points)
            some = weights.sum(axis=0) > 0
            mean = (np.nan_to_num(points) * weights).sum(axis=0)[some] / weights.sum(axis=0)[some]
            rows.append((job.job.job_id, name, mean.mean()))
    return pd.DataFrame(rows, columns=["job_id", "competency", "points"]).set_index(["job_id", "competency"])["points"]


def ols(columns, outcome):
    """Least squares with standard errors, straight from the normal equations."""
    design = np.column_stack([np.ones(len(outcome)), *columns])
    inverse = np.linalg.inv(design.T @ design)
    slope = inverse @ design.T @ outcome
    residual = outcome - design @ slope
    return slope, np.sqrt(np.diag(inverse) * (residual @ residual) / (len(outcome) - design.shape[1]))


def likeliest(loss, start):
    """Maximum likelihood with standard errors from the curvature at the top (central differences)."""
    top = optimize.minimize(
        loss, np.array(start), method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-8, "maxiter": 20_000}
    ).x
    step, size = 1e-3 * np.eye(len(top)), range(len(top))
    curvature = [
        [
            (
                loss(top + step[a] + step[b])
                - loss(top + step[a] - step[b])
                - loss(top - step[a] + step[b])
                + loss(top - step[a] - step[b])
            )
            for b in size
        ]
        for a in size
    ]
    return top, np.sqrt(np.diag(np.linalg.inv(np.array(curvature) / 4e-6)))


def test_backend_engineers_are_75_with_programming_60(evidence, competencies):
    assert evidence.loc[evidence["job_id"] == "J-BE-01", "overall"].mean() == pytest.approx(75, abs=1.5)
    own = competencies["J-BE-01"]
    assert own["programming"] == pytest.approx(60, abs=1.5)
    assert own.drop("programming").min() > 75


def test_sales_managers_communicate_85_and_tolerate_stress_70(competencies):
    own = competencies["J-SM-01"]
    assert own["communication"] == pytest.approx(85, abs=2)
    assert own["stress_tolerance"] == pytest.approx(70, abs=2)
    assert own.idxmin() == "stress_tolerance"


def test_every_competency_reaches_its_planted_mean(company, competencies):
    for (job, name), points in competencies.items():
        # years of experience are not a matter of ability, so 人才评估 is left out
        if name != "assessment":
            assert points == pytest.approx(company.truth["targets"][job][name], abs=2.5), (job, name)


def test_raw_channel_means_mislead_and_the_job_adjusted_ones_do_not(company, evidence):
    table = evidence.merge(company.tables["APPLICATIONS"][["application_id", "channel"]], on="application_id")
    one, other = company.truth["equal_channels"]
    raw = table.groupby("channel")["overall"].mean()
    assert raw[one] - raw[other] > 3
    within = table["overall"] - table.groupby("job_id")["overall"].transform("mean")
    names = [c for c in company.truth["channel_effect"] if c != one]
    dummies = [(table["channel"] == name).to_numpy(float) for name in names]
    jobs = [(table["job_id"] == job).to_numpy(float) for job in sorted(table["job_id"].unique())[1:]]
    slope, error = ols([*dummies, *jobs], table["overall"].to_numpy())
    effect = pd.Series(slope[1 : len(names) + 1], names)
    assert abs(effect[other]) < 3 * error[1 + names.index(other)]
    planted = pd.Series(company.truth["channel_effect"])[names]
    assert np.corrcoef(effect, planted)[0, 1] > 0.99
    assert effect["内推"] > 4
    assert abs(within.mean()) < 1e-9


def test_one_rater_is_reliable_to_about_45(company):
    ratings = company.tables["RATINGS"].merge(company.tables["INTERVIEWS"][["interview_id", "job_id"]], on="interview_id")
    found = [_icc1(own) for _, own in ratings.groupby(["job_id", "criterion"])]
    planted = company.truth["ratings"]["single_rater_reliability"]
    assert np.mean(found) == pytest.approx(planted, abs=0.03)
    assert np.std(found) < 0.05


def _icc1(ratings):
    """ICC(1), unbalanced one-way ANOVA (Shrout & Fleiss 1979, with the usual n0 for unequal groups)."""
    groups = ratings.groupby("interview_id")["rating"].agg(["mean", "count", "var"]).query("count > 1")
    total, m = groups["count"].sum(), len(groups)
    grand = (groups["mean"] * groups["count"]).sum() / total
    between = ((groups["mean"] - grand) ** 2 * groups["count"]).sum() / (m - 1)
    within = (groups["var"] * (groups["count"] - 1)).sum() / (total - m)
    k = (total - (groups["count"] ** 2).sum() / total) / (m - 1)
    return (between - within) / (between + (k - 1) * within)


def test_raters_are_as_severe_as_planted_and_unequally_busy(company):
    ratings = company.tables["RATINGS"].merge(company.tables["INTERVIEWS"][["interview_id", "job_id"]], on="interview_id")
    left = ratings["rating"] - ratings.groupby(["job_id", "criterion"])["rating"].transform("mean")
    found = left.groupby(ratings["rater_id"]).mean()
    planted = pd.Series(company.truth["severity"])[found.index]
    assert np.corrcoef(found, planted)[0, 1] > 0.98
    assert planted.std(ddof=0) == pytest.approx(0.4)
    busy = ratings.groupby("rater_id").size()
    assert busy.max() > 3 * busy.min()


def test_one_criterion_and_only_that_one_differs_between_the_sexes(company, evidence):
    table = evidence.merge(company.tables["PROTECTED"], on="candidate_id")
    found = {}
    for job, name in [(one, link.indicator) for one in plan.plans() for link in one.links if link.form != "none"]:
        own = table[(table["job_id"] == job.job.job_id)]
        women, men = (own.loc[own["sex"] == sex, name].dropna() for sex in ("female", "male"))
        found[job.job.job_id, name] = women.mean() - men.mean(), stats.ttest_ind(women, men, equal_var=False).pvalue
    planted = {key for key in found if key[1] == "rating.pressure_example"}
    assert all(found[key][1] < 1e-6 for key in planted)
    assert np.mean([found[key][0] for key in planted]) == pytest.approx(company.truth["group_difference"]["difference"], abs=0.08)
    others = [p for key, (_, p) in found.items() if key not in planted]
    assert min(others) > 0.05 / len(others)


@pytest.mark.parametrize("attribute", ["age_band", "origin", "disability"])
def test_no_other_attribute_makes_a_difference(company, evidence, attribute):
    table = evidence.merge(company.tables["PROTECTED"], on="candidate_id")
    within = table["overall"] - table.groupby("job_id")["overall"].transform("mean")
    groups = [own for _, own in within.groupby(table[attribute]) if len(own) > 50]
    assert stats.f_oneway(*groups).pvalue > 0.001


def test_performance_weights_are_unequal_in_one_family_and_equal_in_another(company):
    employees = company.truth["tables"]["employees"].merge(company.tables["EMPLOYEES"][["employee_id", "application_id", "job_id"]])
    people = employees.merge(company.tables["APPLICATIONS"][["application_id", "candidate_id"]], on="application_id")
    people = people.merge(company.truth["tables"]["ability"], on="candidate_id")
    worked = company.tables["PERFORMANCE"].merge(people, on="employee_id")
    for job in ("J-BE-01", "J-SM-01"):
        own, betas = worked[worked["job_id"] == job], company.truth["betas"][job]
        slope, error = ols([own[name].to_numpy() for name in betas], own["performance"].to_numpy())
        planted = np.sqrt(company.truth["performance"]["r2"]) * np.array(list(betas.values()))
        assert (np.abs(slope[1:] - planted) < 5 * error[1:]).all()  # quarters of one person hang together: a wide band
    assert company.truth["betas"]["J-BE-01"]["programming"] > 5 * company.truth["betas"]["J-BE-01"]["problem_solving"]
    assert len(set(company.truth["betas"]["J-SM-01"].values())) == 1


def test_ability_explains_a_fifth_of_performance_before_selection(company):
    people = company.truth["tables"]["employees"]
    worked = company.tables["PERFORMANCE"].merge(people, on="employee_id")
    slope, _ = ols([worked["explained"].to_numpy()], worked["performance"].to_numpy())
    residual = worked["performance"] - slope[0] - slope[1] * worked["explained"]
    # unselected, Σβθ has variance 1: R² = slope² / (slope² + residual variance)
    assert slope[1] ** 2 / (slope[1] ** 2 + residual.var()) == pytest.approx(0.2, abs=0.04)


def test_outcomes_exist_for_hires_only_and_they_were_the_better_ones(company, evidence):
    hired = set(company.tables["EMPLOYEES"]["application_id"])
    assert set(company.tables["EMPLOYEES"]["employee_id"]) >= set(company.tables["PERFORMANCE"]["employee_id"])
    within = evidence["overall"] - evidence.groupby("job_id")["overall"].transform("mean")
    chosen = evidence["application_id"].isin(hired)
    assert within[chosen].mean() - within[~chosen].mean() > 8


def test_35_percent_of_offers_lie_outside_ten_percent_of_the_reference(company):
    offers = company.tables["OFFERS"].merge(company.truth["tables"]["offers"], on="application_id")
    ratio = offers["offered_pay"] / offers["reference_pay"]
    outside = ((ratio < 0.9) | (ratio > 1.1)).mean()
    assert outside == pytest.approx(0.35, abs=3 * np.sqrt(0.35 * 0.65 / len(offers)))
    sd = results.placement_sd()
    assert stats.norm.cdf(np.log(0.9) / sd) + stats.norm.sf(np.log(1.1) / sd) == pytest.approx(0.35, abs=1e-9)


def test_acceptance_slopes_are_recovered_by_maximum_likelihood(company):
    offers = _offers(company)
    design = np.column_stack([np.ones(len(offers)), offers["to_expectation"], offers["to_market"]])
    yes = offers["accepted"].to_numpy(float)

    def loss(slope):
        logit = design @ slope
        return np.logaddexp(0, logit).sum() - yes @ logit

    slope, error = likeliest(loss, [0.0, 0.0, 0.0])
    planted = np.array([company.truth["acceptance"][k] for k in ("intercept", "offer_to_expectation", "offer_to_market")])
    assert (np.abs(slope - planted) < 3.5 * error).all()
    assert (error < [0.2, 1.0, 1.5]).all()


def _offers(company):
    offers = company.tables["OFFERS"].merge(company.tables["APPLICATIONS"], on="application_id")
    offers = offers.merge(company.tables["CANDIDATES"][["candidate_id", "expected_pay"]], on="candidate_id")
    offers = offers.merge(company.truth["tables"]["offers"], on="application_id")
    return offers.assign(
        to_expectation=offers["offered_pay"] / offers["expected_pay"] - 1,
        to_market=offers["offered_pay"] / offers["market_p50"] - 1,
    )


def test_the_market_reference_is_the_latest_survey_before_the_offer(company):
    offers = _offers(company).head(400)
    market = company.tables["MARKET_PAY"]
    for offer in offers.itertuples():
        known = market[(market["job_id"] == offer.job_id) & (market["market_date"] <= offer.offer_date)]
        assert known.sort_values("market_date")["p50"].iloc[-1] == offer.market_p50


def test_satisfaction_follows_offer_over_expectation(company):
    offers = _offers(company).dropna(subset=["satisfaction"])
    assert stats.spearmanr(offers["satisfaction"], offers["to_expectation"])[0] > 0.4
    assert len(offers) / len(company.tables["OFFERS"]) == pytest.approx(0.7, abs=0.02)


def test_leaving_follows_the_planted_weibull(company):
    people = company.tables["EMPLOYEES"].merge(company.truth["tables"]["employees"], on="employee_id")
    people = people.merge(company.tables["APPLICATIONS"][["application_id", "channel"]], on="application_id")
    last = pd.Timestamp(company.truth["as_of"])
    left = people["left_date"].notna().to_numpy()
    days = np.maximum((people["left_date"].fillna(last) - people["hired_date"]).dt.days.to_numpy(float), 0.5)
    planted = company.truth["attrition"]
    channel = people["channel"].map(planted["channel"]).to_numpy()
    x = np.column_stack([people["pay_position"], people["stable"], channel])

    def loss(slope):
        shape, scale = np.exp(slope[0]), np.exp(slope[1])
        hazard = x @ slope[2:]
        power = (days / scale) ** shape * np.exp(hazard)
        return power.sum() - (left * (np.log(shape / scale) + (shape - 1) * np.log(days / scale) + hazard)).sum()

    slope, error = likeliest(loss, [0.0, np.log(500.0), 0.0, 0.0, 0.0])
    wanted = np.array(
        [np.log(planted["shape"]), np.log(planted["scale_days"]), planted["pay_position"], planted["performance"], 1.0]
    )
    assert (np.abs(slope - wanted) < 3.5 * error).all()
    assert (error < [0.1, 0.2, 0.8, 0.2, 0.5]).all()


def test_money_is_what_the_cost_model_says(company):
    costs, interviews = company.tables["TOOL_COSTS"], company.tables["INTERVIEWS"]
    by_item = costs.groupby("item")[["amount", "n_interviews", "minutes"]].sum()
    tool, manual = (int((interviews["mode"] == mode).sum()) for mode in ("ai", "manual"))
    assert by_item.loc["tool_fee", "amount"] == pytest.approx(100_000 * 18 / 12, abs=0.1)
    assert by_item.loc["follow_up_labour", "n_interviews"] == tool
    assert by_item.loc["follow_up_labour", "amount"] == pytest.approx(tool * 10 / 60 * 400, abs=0.1)
    assert by_item.loc["manual_interview", "amount"] == manual * 500
    spend = company.tables["SPEND"]
    hires = company.tables["EMPLOYEES"].merge(company.tables["APPLICATIONS"][["application_id", "channel"]], on="application_id")
    bonus = spend.loc[spend["item"] == "referral_bonus", "amount"].sum()
    assert bonus == (hires["channel"] == "内推").sum() * company.truth["money"]["referral_bonus"]


def test_evidence_is_missing_because_not_asked_or_not_said(evidence):
    own = evidence.loc[evidence["job_id"] == "J-SM-01", "new_customers_year"]
    assert 0.08 < own.isna().mean() < 0.18
    assert own.min() >= 0
    assert own.quantile(0.01) > 5
    assert own.max() <= 95
