"""What jobs ask, read from their own words, and the worked case: degree ≥ bachelor, two years in sales, each refusal with its requirement."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench import scoring
from workbench.contracts import SCREENING_CHECKS, SCREENINGS
from workbench.definitions import SkillTaxonomy
from workbench.evidence import resume

TAXONOMY = SkillTaxonomy.load(Path("data/definitions/skills.yaml"))
SALES = {
    "job_id": "J",
    "min_degree": "bachelor",
    "min_years": 2.0,
    "requirements": "本科及以上学历，两年以上销售经验，熟悉CRM与线下展会，有快消背景者优先。",
}


def asked(**job):
    return {need.id: need.required for need in scoring.requirements_of(job) if need.hard}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("本科及以上学历，两年以上销售经验", {"min_degree": "bachelor", "min_years_sales": "2"}),
        ("大专或本科学历；3-5年客服工作经验", {"min_degree": "associate", "min_years_customer_service": "3"}),
        ("统招硕士，至少5年Java开发经验", {"min_degree": "master", "min_years_software": "5"}),
        ("学历不限，经验不限", {}),
        ("本科优先，有销售经验者优先", {}),
        ("十二年以上相关工作经验", {"min_years": "12"}),
        ("具有会计从业资格证，2年及以上财务工作经验", {"certificate:会计从业资格证": "会计从业资格证", "min_years_finance": "2"}),
        ("Bachelor's degree or above; at least 2 years of sales experience", {"min_degree": "bachelor", "min_years_sales": "2"}),
        ("5+ years' experience in software development. Master's degree preferred.", {"min_years_software": "5"}),
        ("Minimum three years in recruiting", {"min_years_recruiting": "3"}),
        ("Must hold a valid driving licence", {"certificate:driving licence": "driving licence"}),
        ("", {}),
    ],
)
def test_requirements_are_read_from_the_job_s_words(words, expected):
    assert asked(requirements=words) == expected


def test_the_columns_are_what_hr_decided_and_the_words_say_in_what():
    assert asked(**SALES) == {"min_degree": "bachelor", "min_years_sales": "2"}
    assert asked(min_years=3, requirements="两年以上销售经验") == {"min_years": "3", "min_years_sales": "2"}
    assert asked(min_degree="master", requirements="本科以上") == {"min_degree": "master"}
    assert asked(min_degree=None, min_years=float("nan"), requirements=None) == {}
    need = next(n for n in scoring.requirements_of(SALES) if n.id == "min_years_sales")
    assert need.asked_by == "两年以上销售经验"


def test_keywords_come_from_the_job_and_the_taxonomy():
    needs = scoring.requirements_of(SALES, taxonomy=TAXONOMY)
    keywords = [need for need in needs if not need.hard]
    assert {"keyword:offline_expo", "keyword:crm"} <= {need.id for need in keywords}
    assert "行业展会" in next(need.words for need in keywords if need.id == "keyword:offline_expo")


PEOPLE = pd.DataFrame([
    {"candidate_id": "met", "degree": "bachelor", "years_experience": 6.0, "resume_text": "工作经历\n2016.01-2019.06 蓝岸科技有限公司 销售代表\n常去行业展会，会用CRM"},
    {"candidate_id": "short", "degree": "bachelor", "years_experience": 6.0, "resume_text": "工作经历\n2018.01-2019.01 蓝岸科技有限公司 销售代表\n2019.02-2024.01 云杉软件有限公司 后端工程师"},
    {"candidate_id": "silent", "degree": "bachelor", "years_experience": 6.0, "resume_text": None},
    {"candidate_id": "fresh", "degree": "bachelor", "years_experience": 1.0, "resume_text": None},
    {"candidate_id": "college", "degree": "associate", "years_experience": 6.0, "resume_text": "5年销售经验，不熟悉CRM"},
    {"candidate_id": "unknown", "degree": None, "years_experience": None, "resume_text": "教育背景\n2012-2016 浙江大学 市场营销 本科\n工作经历\n2020.05-至今 北岸商贸 销售主管"},
])  # fmt: skip


def screened(**options):
    applications = pd.DataFrame(
        {"application_id": "A-" + PEOPLE["candidate_id"], "candidate_id": PEOPLE["candidate_id"], "job_id": "J"}
    )
    found = resume.for_screening(PEOPLE, as_of=options.pop("as_of", None))
    return scoring.screen(applications, PEOPLE, pd.DataFrame([SALES]), resumes=found, taxonomy=TAXONOMY, **options)


def test_worked_case_degree_and_two_years_in_sales():
    table = screened().table.set_index("candidate_id")
    assert table["decision"].to_dict() == {
        "met": "invite", "short": "refuse", "silent": "ask", "fresh": "refuse", "college": "refuse", "unknown": "ask",
    }  # fmt: skip
    assert table.loc["short", "reason"] == "1 years in sales are fewer than the required 2."
    assert table.loc["fresh", "reason"] == "1 years in sales are fewer than the required 2."
    assert table.loc["college", "reason"] == "Degree associate is below the required bachelor."
    assert table.loc["silent", "reason"] == "Years in sales not known; the job requires at least 2."
    assert screened(language="zh").table.set_index("candidate_id").loc["short", "reason"] == "销售工作年限 1 年，少于要求的 2 年。"


def test_a_position_still_held_counts_up_to_the_application():
    table = screened(as_of={"unknown": "2024-05-01"}).table.set_index("candidate_id")
    assert table.loc["unknown", "decision"] == "invite"


def test_each_check_names_its_source_and_its_words():
    checks = screened().checks
    SCREENING_CHECKS.check(checks)
    row = checks[(checks["application_id"] == "A-met") & (checks["requirement"] == "min_years_sales")].iloc[0]
    assert (row["verdict"], row["found"], row["source"]) == ("met", "3.4", "résumé")
    assert "蓝岸科技" in row["quote"]
    assert row["asked_by"] == "两年以上销售经验"
    found = checks[checks["verdict"] == "found"]
    assert set(found.loc[found["application_id"] == "A-met", "required"]) == {"线下展会", "CRM"}
    assert found[found["application_id"] == "A-college"].empty  # 不熟悉CRM


def test_as_many_come_out_as_went_in_and_every_refusal_names_a_failed_requirement():
    result = screened()
    assert len(result.table) == len(PEOPLE)
    SCREENINGS.check(result.stored)
    for row in result.table[result.table["decision"] == "refuse"].itertuples():
        failed = result.requirements[
            (result.requirements["application_id"] == row.application_id) & (result.requirements["verdict"] == "failed")
        ]
        assert len(failed) == row.n_failed >= 1
    assert result.n_invite + result.n_ask + result.n_refuse == len(PEOPLE)


def test_the_queue_has_those_with_most_keywords_first():
    assert screened().queue["candidate_id"].to_list() == ["met"]


def test_a_reviewer_overturns_and_the_last_review_holds():
    reviews = pd.DataFrame([
        {"application_id": "A-college", "n": 1, "decision": "ask", "reviewer": "rita", "reviewed_at": "2026-01-02T00:00:00+00:00"},
        {"application_id": "A-college", "n": 2, "decision": "invite", "reviewer": "rita", "reviewed_at": "2026-01-03T00:00:00+00:00"},
    ])  # fmt: skip
    result = screened(reviews=reviews)
    row = result.table.set_index("candidate_id").loc["college"]
    assert (row["decision"], row["machine_decision"], row["reviewer"]) == ("invite", "refuse", "rita")
    assert row["reason"] == "Decided by rita on 2026-01-03. Degree associate is below the required bachelor."
    assert result.n_overturned == 1
    assert set(result.queue["candidate_id"]) == {"met", "college"}


def test_nothing_goes_in_and_nothing_comes_out():
    empty = scoring.screen(pd.DataFrame(columns=["application_id", "candidate_id", "job_id"]), PEOPLE, pd.DataFrame([SALES]))
    assert empty.table.empty
    assert (empty.n_invite, len(empty.queue), len(empty.checks)) == (0, 0, 0)
