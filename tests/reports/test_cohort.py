"""What a notebook reads: one job and one period, and everything that followed; nothing of anybody else."""

import pandas as pd
import pytest

from workbench import reports
from workbench.errors import ContractError

EVERY = ("JOBS", "CANDIDATES", "APPLICATIONS", "STAGES", "INTERVIEWS", "ANSWERS", "SCORES", "COMPETENCY_SCORES", "OFFERS", "EMPLOYEES",
         "PERFORMANCE", "SPEND", "TOOL_COSTS", "MARKET_PAY")  # fmt: skip


def test_without_a_choice_it_is_the_whole_store(desk):
    tables = reports.cohort(desk, EVERY)
    assert tuple(tables) == EVERY
    for name in ("APPLICATIONS", "STAGES", "INTERVIEWS", "OFFERS", "EMPLOYEES", "PERFORMANCE", "SPEND", "MARKET_PAY"):
        assert len(tables[name]) == len(desk.read(name)), name
    assert tables["SCORES"]["overall"].notna().all()


def test_a_job_and_a_quarter_cut_everything_that_follows(desk):
    job, quarter = "J-SM-01", reports.choices(desk).quarters[1]
    tables = reports.cohort(desk, EVERY, job_id=job, period=quarter)
    people = desk.read("APPLICATIONS")
    slow = people[(people["job_id"] == job) & (people["applied_date"].dt.to_period("Q") == pd.Period(quarter.replace("-", "")))]
    assert len(slow)
    assert set(tables["APPLICATIONS"]["application_id"]) == set(slow["application_id"])
    interviews = desk.read("INTERVIEWS")
    own = set(interviews.loc[interviews["application_id"].isin(slow["application_id"]), "interview_id"])
    for name in ("INTERVIEWS", "ANSWERS"):
        table = desk.read(name)
        assert len(tables[name]) == table["interview_id"].isin(own).sum()
    assert set(tables["SCORES"]["interview_id"]) <= own
    assert set(tables["COMPETENCY_SCORES"]["interview_id"]) <= set(tables["SCORES"]["interview_id"])
    assert set(tables["CANDIDATES"]["candidate_id"]) == set(slow["candidate_id"])
    assert set(tables["PERFORMANCE"]["employee_id"]) <= set(tables["EMPLOYEES"]["employee_id"])
    assert set(tables["MARKET_PAY"]["job_id"]) == {job}
    assert tables["SPEND"].empty, "what is paid for all jobs is no cost of one"
    assert tables["TOOL_COSTS"].empty


def test_a_quarter_alone_cuts_what_is_paid_to_its_months(desk):
    quarter = reports.choices(desk).quarters[1]
    for name in ("SPEND", "TOOL_COSTS"):
        months = reports.cohort(desk, [name], period=quarter)[name]["month"]
        assert set(months.dt.to_period("Q").astype(str)) == {quarter.replace("-", "")}


def test_quarters_part_the_store(desk):
    known = reports.choices(desk)
    for dated, table in (("applied", "APPLICATIONS"), ("interviewed", "INTERVIEWS")):
        parts = []
        for quarter in known.quarters:
            try:
                parts.append(reports.cohort(desk, [table], period=quarter, dated=dated)[table])
            except ContractError:
                continue
        together = pd.concat(parts).iloc[:, 0]
        assert together.is_unique
        assert set(together) == set(desk.read(table).iloc[:, 0]), dated


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"job_id": "J-SM-0"}, "did you mean 'J-SM-01'"),
        ({"job_id": "J-SM-0"}, "J-BE-01"),
        ({"period": "2031-Q1"}, "2025-Q2"),
        ({"period": "next quarter"}, "2026-Q3"),
        ({"dated": "hired"}, "applied, interviewed"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(desk, choice, said):
    with pytest.raises(ContractError, match=said):
        reports.cohort(desk, ["APPLICATIONS"], **choice)


def test_an_unknown_table_is_refused_with_the_nearest(desk):
    with pytest.raises(ContractError, match="did you mean 'SCORES'"):
        reports.cohort(desk, ["SCORE"])


def test_a_manager_without_openings_has_no_choice(river):
    own = river[0].as_user("nobody")
    assert reports.choices(own) == reports.Choices({}, ())
    assert reports.cohort(own, ["APPLICATIONS"])["APPLICATIONS"].empty
    with pytest.raises(ContractError, match="none"):
        reports.cohort(own, ["APPLICATIONS"], job_id="J-SM-01")
