"""The invented company: the same bytes for a seed, every table in contract, every id leading somewhere."""

import hashlib

import numpy as np
import pandas as pd
import pytest

from workbench import contracts, samples
from workbench.definitions import Rubric
from workbench.samples import plan
from workbench.samples.people import NO_PREFIX, NO_REGION


@pytest.fixture(scope="module")
def company():
    return samples.company(1200, seed=11)


def fingerprint(company):
    digest = hashlib.sha256()
    for name, table in company.tables.items():
        digest.update(name.encode())
        digest.update(table.to_csv(index=False).encode())
    return digest.hexdigest()


def test_same_seed_same_bytes_other_seed_others(company):
    assert fingerprint(samples.company(1200, seed=11)) == fingerprint(company)
    assert fingerprint(samples.company(1200, seed=12)) != fingerprint(company)


def test_every_source_table_is_there_in_order_and_keeps_its_contract(company):
    assert list(company.tables) == [contract.name for contract in contracts.SOURCES]
    for contract in contracts.SOURCES:
        contract.check(company.tables[contract.name])
        assert len(company.tables[contract.name]), contract.name
        assert [n for n in contract.names if n in company.tables[contract.name]] == list(company.tables[contract.name])


def test_every_reference_leads_somewhere(company):
    for contract in contracts.SOURCES:
        for column in (c for c in contract.columns if c.refers_to and c.name in company.tables[contract.name]):
            table, key = column.refers_to.split(".")
            assert set(company.tables[contract.name][column.name].dropna()) <= set(company.tables[table][key]), (
                contract.name,
                column.name,
            )
    assert set(company.tables["ANSWERS"]["interview_id"]) <= set(company.tables["INTERVIEWS"]["interview_id"])
    assert set(company.tables["RATINGS"]["interview_id"]) <= set(company.tables["INTERVIEWS"]["interview_id"])


@pytest.mark.parametrize("n", [1, 2, 7])
def test_a_tiny_company_is_whole_too(n):
    tables = samples.company(n, seed=3).tables
    for contract in contracts.SOURCES:
        contract.check(tables[contract.name])
    assert len(tables["CANDIDATES"]) == n


def test_nobody_is_no_company():
    with pytest.raises(ValueError, match="n_candidates is 0; a company needs at least one candidate"):
        samples.company(0)


def test_leaving_answers_out_changes_nothing_else(company):
    without = samples.company(1200, seed=11, answers=False)
    assert without.tables["ANSWERS"].empty
    assert list(without.tables["ANSWERS"]) == list(company.tables["ANSWERS"])
    for name in set(company.tables) - {"ANSWERS", "CANDIDATES"}:
        pd.testing.assert_frame_equal(without.tables[name], company.tables[name])
    kept = list(without.tables["CANDIDATES"])
    pd.testing.assert_frame_equal(without.tables["CANDIDATES"], company.tables["CANDIDATES"][kept])
    pd.testing.assert_frame_equal(without.truth["tables"]["evidence"], company.truth["tables"]["evidence"])


def test_nothing_is_known_after_the_day_of_the_export(company):
    last = pd.Timestamp(company.truth["as_of"])
    for contract in contracts.SOURCES:
        for column in (c for c in contract.columns if c.kind == "date" and c.name in company.tables[contract.name]):
            assert (company.tables[contract.name][column.name].dropna() <= last).all(), (contract.name, column.name)


def test_stages_happen_in_order_and_status_is_the_last_of_them(company):
    stages = company.tables["STAGES"].assign(place=lambda t: t["stage"].map(contracts.STAGE_NAMES.index))
    ordered = stages.sort_values(["application_id", "place"])
    assert (ordered.groupby("application_id")["event_date"].diff().dropna() >= pd.Timedelta(0)).all()
    last = ordered.groupby("application_id")["stage"].last()
    status = company.tables["APPLICATIONS"].set_index("application_id")["status"]
    assert (last.reindex(status.index) == status).all()
    assert ((stages["stage"] == "hired").sum()) == len(company.tables["EMPLOYEES"])
    assert ((stages["stage"] == "interviewed").sum()) == len(company.tables["INTERVIEWS"])


def test_only_the_hard_requirements_refuse_before_the_interview(company):
    jobs = company.tables["JOBS"].set_index("job_id")
    people = company.tables["APPLICATIONS"].merge(company.tables["CANDIDATES"], on="candidate_id")
    degree = people["degree"].map(contracts.DEGREES.index)
    least = people["job_id"].map(jobs["min_degree"]).map(contracts.DEGREES.index)
    meets = (degree >= least) & (people["years_experience"] >= people["job_id"].map(jobs["min_years"]))
    refused = company.tables["STAGES"].dropna(subset=["reason"])["application_id"]
    assert not meets[people["application_id"].isin(refused)].any()
    interviewed = people["application_id"].isin(company.tables["INTERVIEWS"]["application_id"])
    assert meets[interviewed].all()


def test_nobody_in_it_can_be_a_real_person(company):
    people = company.tables["CANDIDATES"]
    assert people["id_number"].str.match(rf"{NO_REGION}\d{{11}}[\dX]$").all()
    weights = [2 ** (17 - n) % 11 for n in range(17)]  # GB 11643-1999: weight of place n is 2^(18-n-1) mod 11
    for number in people["id_number"].head(300):
        total = sum(w * int(d) for w, d in zip(weights, number[:17], strict=True))
        assert "10X98765432"[total % 11] == number[17]
    assert people["phone"].str.match(rf"{NO_PREFIX}\d{{8}}$").all()
    assert people["phone"].is_unique
    assert people["email"].str.endswith("@example.com").all()


def test_interviews_ask_three_to_six_questions_of_the_jobs_competencies(company):
    asked = company.tables["ANSWERS"].groupby("interview_id").size()
    assert set(asked) <= {3, 4, 5, 6}
    assert len(asked) == len(company.tables["INTERVIEWS"])
    rubrics = {job: Rubric.load(p) for p in plan.DEFINITIONS.glob("rubric-*.yaml") for job in Rubric.load(p).job_ids}
    answers = company.tables["ANSWERS"].merge(company.tables["INTERVIEWS"], on="interview_id")
    for job, competencies in answers.groupby("job_id")["competency"].unique().items():
        assert set(competencies) <= {c.id for c in rubrics[job].competencies}


def test_fifty_thousand_have_ids_of_their_own():
    company = samples.company(50_000, seed=1, answers=False)
    ids = company.tables["CANDIDATES"]["candidate_id"]
    assert (len(ids), ids.nunique()) == (50_000, 50_000)
    assert set(company.tables["APPLICATIONS"]["candidate_id"]) <= set(ids)


def test_ability_has_the_planted_spread_and_correlation():
    company = samples.company(20_000, seed=5, answers=False)
    ability = company.truth["tables"]["ability"].merge(company.tables["APPLICATIONS"], on="candidate_id")
    for job, means in company.truth["means"].items():
        own = ability[ability["job_id"] == job]
        left = own[list(means)].sub(own["channel"].map(company.truth["channel_effect"]), axis=0) - pd.Series(means)
        assert np.abs(left.mean()).max() < 0.08
        assert np.abs(left.std() - 1).max() < 0.06
        correlation = left.corr().to_numpy()[np.triu_indices(len(means), 1)]
        assert correlation.mean() == pytest.approx(0.3, abs=0.03)
