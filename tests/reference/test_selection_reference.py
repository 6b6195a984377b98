"""Published values of validity and utility; the source stands beside each number."""

from __future__ import annotations

import numpy as np
import pytest

from workbench import outcomes


@pytest.mark.parametrize(
    ("base_rate", "validity", "shares"),
    # Taylor & Russell 1939, Journal of Applied Psychology 23, tables for 50 and 60 % successful; selection ratios .05 .10 .20 … .90 .95
    [(0.50, 0.50, (0.88, 0.84, 0.78, 0.74, 0.70, 0.67, 0.63, 0.60, 0.57, 0.54, 0.52)),
     (0.50, 0.30, (0.74, 0.71, 0.67, 0.64, 0.62, 0.60, 0.58, 0.56, 0.54, 0.52, 0.51)),
     (0.60, 0.30, (0.82, 0.79, 0.76, 0.73, 0.71, 0.69, 0.68, 0.66, 0.64, 0.62, 0.61)),
     (0.50, 0.00, (0.50,) * 11)],
)  # fmt: skip
def test_taylor_russell_tables(base_rate, validity, shares):
    ratios = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
    found = [outcomes.taylor_russell(base_rate=base_rate, selection_ratio=s, validity=validity).success_ratio for s in ratios]
    assert found == pytest.approx(shares, abs=0.005 + 1e-4)


def test_taylor_russell_to_six_digits():
    # R personnelSelectionUtility, tr_classic(base_rate = .50, selection_ratio = .20, validity = .35), printed output
    found = outcomes.taylor_russell(base_rate=0.5, selection_ratio=0.2, validity=0.35)
    assert found.ppv == found.success_ratio == pytest.approx(0.696552, abs=1e-6)
    assert found.gain == pytest.approx(0.196552, abs=1e-6)
    assert (found.true_positive, found.false_positive) == pytest.approx((0.13931, 0.0606895), abs=1e-6)
    assert (found.false_negative, found.true_negative) == pytest.approx((0.36069, 0.43931), abs=1e-6)
    assert (found.sensitivity, found.specificity) == pytest.approx((0.278621, 0.878621), abs=1e-6)


def test_what_a_wanted_share_of_successes_asks_for():
    # R personnelSelectionUtility, tr_solve(), printed output
    asked = {"success_ratio": 0.70, "base_rate": 0.50}
    assert outcomes.taylor_russell_required(**asked, selection_ratio=0.20).validity == pytest.approx(0.356075, abs=1e-6)
    assert outcomes.taylor_russell_required(**asked, validity=0.35).selection_ratio == pytest.approx(0.190709, abs=1e-6)


@pytest.mark.parametrize(("joint", "marginal", "success"), [(0.20, 0.3543206, 0.9719918), (0.50, 0.6530319, 0.8661905)])
def test_two_hurdles_of_thomas_owen_and_gunst(joint, marginal, success):
    # Thomas, Owen & Gunst 1977, table 6 (base rate .60, intercorrelation .50, validities .70): .97 at .20; digits as printed by R
    # personnelSelectionUtility, whose integral is drawn at random to about 5e-4
    found = outcomes.taylor_russell_hurdles(
        base_rate=0.6, joint_selection_ratio=joint, validities=[0.7, 0.7], intercorrelations=0.5
    )
    assert found.selection_ratio == pytest.approx(joint, abs=1e-9)
    assert found.selection_ratios[0] == pytest.approx(marginal, abs=1e-6)
    assert found.success_ratio == pytest.approx(success, abs=5e-4)


def test_two_hurdles_by_marginal_ratios():
    # R personnelSelectionUtility, tr_multivariate(c(.50, .50), .50, R), printed output (random integral)
    found = outcomes.taylor_russell_hurdles(
        base_rate=0.5, selection_ratios=[0.5, 0.5], validities=[0.4, 0.35], intercorrelations=[[1, 0.3], [0.3, 1]]
    )
    assert (found.selection_ratio, found.success_ratio) == pytest.approx((0.298451, 0.704948), abs=3e-4)
    # Sheppard 1899: a quadrant of two normal scores holds 1/4 + asin(r) / 2π
    assert found.selection_ratio == pytest.approx(0.25 + np.arcsin(0.3) / (2 * np.pi), abs=1e-12)


@pytest.mark.parametrize(("ratio", "ordinate"), [(0.05, 2.06), (0.10, 1.76), (0.20, 1.40), (0.30, 1.16), (0.40, 0.97), (0.50, 0.80),
                                                 (0.60, 0.64), (0.70, 0.50), (0.80, 0.35), (0.90, 0.20)])  # fmt: skip
def test_mean_of_the_selected(ratio, ordinate):
    # Naylor & Shine 1965, the column of mean standard scores; also Cascio & Boudreau, Investing in People, ordinate over ratio
    assert outcomes.selected_mean_z(ratio) == pytest.approx(ordinate, abs=0.0055)


def test_naylor_shine():
    # R personnelSelectionUtility, vignette on continuous utility, printed output
    found = outcomes.naylor_shine(validity=0.35, selection_ratio=0.20)
    assert (found.selected_mean_z, found.expected_criterion_z) == pytest.approx((1.39981, 0.489933), abs=1e-5)


@pytest.mark.parametrize(("ratio", "one_year", "in_all"), [(0.30, 5.6e6, 54e6), (0.80, 1.7e6, 16.6e6)])
def test_programmer_aptitude_test(ratio, one_year, in_all):
    # Schmidt, Hunter, McKenzie & Muldrow 1979, Journal of Applied Psychology 64: r .76, SDy $10,413, 618 programmers, 9.69 years
    known = {"validity": 0.76, "sdy": 10413, "n_selected": 618, "selection_ratio": ratio}
    assert outcomes.brogden_cronbach_gleser(**known).net == pytest.approx(one_year, rel=0.02)
    assert outcomes.brogden_cronbach_gleser(**known, tenure_years=9.69).net == pytest.approx(in_all, rel=0.02)


def test_brogden_cronbach_gleser_against_chance_and_against_the_procedure_in_use():
    # R personnelSelectionUtility, bcg_utility(.35, .20, 50000, 100, 3, cost = 75000), printed output
    known = {"validity": 0.35, "selection_ratio": 0.20, "sdy": 50000, "n_selected": 100, "tenure_years": 3, "cost": 75000}
    plain = outcomes.brogden_cronbach_gleser(**known)
    assert (plain.gross, plain.net) == pytest.approx((7_349_000, 7_274_000), abs=1)
    assert outcomes.brogden_cronbach_gleser(**known, baseline_validity=0.20).net == pytest.approx(3_074_572, abs=1)


def test_boudreaus_adjustments():
    # R personnelSelectionUtility, boudreau_utility(), printed output; costs there fall due at the year's end, untaxed
    late = {"costs_at": "end", "costs_deductible": False}
    found = outcomes.boudreau(
        validity=0.35, baseline_validity=0.20, selection_ratio=0.20, sdy=50000, n_by_year=[100, 90, 80, 70], variable_cost_share=0.70, tax_rate=0.25,
        discount_rate=0.08, cost_by_year=[75000, 10000, 10000, 10000], **late,
    )  # fmt: skip
    assert found.criterion_gain_z == pytest.approx(0.209971, abs=1e-6)
    assert found.net_present_value == pytest.approx(579_234, abs=1)
    given = outcomes.boudreau(
        criterion_gain_z=0.25, sdy=50000, n_by_year=[100, 90, 80], discount_rate=0.08, cost_by_year=[75000, 10000, 10000], **late
    )
    assert given.net_present_value == pytest.approx(2_829_790, abs=1)


def test_sturmans_cascade():
    # R personnelSelectionUtility, sturman_comprehensive(), printed cascade. Its sixth step (acceptance .70, correlation -.20) prints 3,759,816 by
    # a convention of its own, worked out below; Murphy's (1986) closed form, mean + r · sd of those offered · mean of a normal score above
    # the acceptance cut, gives 3,761,059. That the two lie .03 % apart is chance.
    whole = outcomes.composite_validity(
        [[1, 0.3], [0.3, 1]], [[0.30, 0.10], [0.15, 0.25]], criteria=[[1, 0.4], [0.4, 1]], criterion_weights=[0.7, 0.3]
    )
    assert whole.validity == pytest.approx(0.3068, abs=5e-5)
    people = outcomes.employee_flow([100, 15, 15, 15, 15], [0, 15, 15, 15, 15])
    found = outcomes.sturman(
        validity=0.35, baseline_validity=0.20, selection_ratio=0.20, sdy=50000, n_by_year=people, cost_by_year=[75000], criterion_validity=whole.validity,
        tax_rate=0.25, discount_rate=0.08, probation_cut_z=-1, costs_at="end", costs_deductible=False,
    )  # fmt: skip
    assert found.table["net"].tolist() == pytest.approx([12_173_334, 5_174_286, 3_663_342, 2_169_473, 5_476_999], abs=2)
    assert found.table["share_of_first"].tolist()[1:] == pytest.approx([0.4250509, 0.3009317, 0.1782152, 0.4499178], abs=1e-6)
    last = outcomes.sturman(
        validity=0.35, baseline_validity=0.20, selection_ratio=0.20, sdy=50000, n_by_year=people, cost_by_year=[75000], criterion_validity=whole.validity,
        tax_rate=0.25, discount_rate=0.08, probation_cut_z=-1, costs_at="end", costs_deductible=False, acceptance_rate=0.70, quality_acceptance_r=-0.20,
    )  # fmt: skip
    assert last.net == pytest.approx(3_761_059, abs=1)
    # the package scales everything, costs too, by the share that accepts, and takes off the lower scores of the first year only, with the spread of
    # all applicants (1) in place of that of those offered (.47), and the whole validity in place of what it adds to the baseline
    lost = 0.20 * outcomes.selected_mean_z(0.70)
    theirs = 0.70 * found.net - 100 * 0.70 * 50_000 * whole.validity * lost * (1 - 0.25) / 1.08
    assert theirs == pytest.approx(3_759_816, abs=1)


@pytest.mark.parametrize(("r", "wide", "narrow", "value"), [(0.33, 100.32, 48.19, 0.588423), (0.25, 1.40, 1, 0.3399501)])
def test_thorndike_case_2(r, wide, narrow, value):
    # psych::rangeCorrection, GRE example of Revelle ch. 4; R personnelSelectionUtility, correct_r_direct_range_restriction(.25, 1.40)
    assert outcomes.thorndike_2(r, sd_applicants=wide, sd_hired=narrow) == pytest.approx(value, abs=1e-6)


def test_lawley_and_with_it_thorndike_case_3():
    # R personnelSelectionUtility, correct_r_lawley(), printed output: selection on the first variable, sd ratio .6
    hired = [[1, 0.30, 0.25], [0.30, 1, 0.20], [0.25, 0.20, 1]]
    wanted = [[1, 0.4642383, 0.3952847], [0.4642383, 1, 0.2936101], [0.3952847, 0.2936101, 1]]
    assert outcomes.lawley(hired, [[1 / 0.36]]) == pytest.approx(np.array(wanted), abs=1e-6)
    third = outcomes.thorndike_3(0.20, r_xz=0.30, r_yz=0.25, sd_applicants=1, sd_hired=0.6)
    assert third == pytest.approx(0.2936101, abs=1e-6)


def test_disattenuation():
    # iopsych::reliabate help example; R personnelSelectionUtility, disattenuate_correlation(.35, .85, .70) = .4537426
    found = outcomes.disattenuate_matrix([[1, 0.25, 0.3], [0.25, 1, 0.5], [0.3, 0.5, 1]], [0.7, 0.64, 0.81])
    assert found[np.triu_indices(3, 1)] == pytest.approx([0.373508940416998, 0.3984095364447979, 0.6944444444444444], abs=1e-9)
    assert outcomes.disattenuate(0.35, reliability_x=0.85, reliability_y=0.70) == pytest.approx(0.4537426, abs=1e-7)


def test_incremental_validity_from_correlations():
    # R personnelSelectionUtility, incremental_validity(): baseline .34905, with the third predictor .379438
    predictors, valid = np.array([[1, 0.3, 0.2], [0.3, 1, 0.25], [0.2, 0.25, 1]]), np.array([[0.3, 0.2], [0.25, 0.15], [0.1, 0.35]])
    toward = {"criteria": [[1, 0.4], [0.4, 1]], "criterion_weights": [0.6, 0.4]}
    assert outcomes.composite_validity(predictors[:2, :2], valid[:2], **toward).validity == pytest.approx(0.34905, abs=1e-5)
    assert outcomes.composite_validity(predictors, valid, **toward).validity == pytest.approx(0.379438, abs=1e-6)


@pytest.mark.parametrize(("r", "needed"), [(0.20, 194), (0.30, 85), (0.10, 783)])
def test_people_needed_for_a_correlation(r, needed):
    # Hulley et al., Designing Clinical Research, table 6C (two-sided .05, power .80): .20 → 194, .30 → 85, .10 → 783
    from workbench.outcomes.validity import n_for

    assert n_for(r) == pytest.approx(needed, abs=1)
