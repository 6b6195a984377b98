"""Hard requirements: each refusal names its requirement, unknown is not failed, and nobody is dropped."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench import scoring
from workbench.errors import ContractError

JOBS = pd.DataFrame({"job_id": ["SALES", "OPEN"], "min_degree": ["bachelor", None], "min_years": [2, None]})
CANDIDATES = pd.DataFrame({
    "candidate_id": list("abcdef"), "degree": ["bachelor", "associate", None, "doctor", "none", "master"], "years_experience": [2, 5, 3, 1.5, 0, None],
    "resume_text": ["线下展会 CRM", None, "crm", "", None, ""],
})  # fmt: skip


def screen(people="abcdef", job="SALES", **options):
    asked = pd.DataFrame({"application_id": [f"A{c}" for c in people], "candidate_id": list(people), "job_id": job})
    return scoring.screen(asked, CANDIDATES, JOBS, **options)


def test_each_decision_and_its_reason():
    table = screen().table.set_index("candidate_id")
    assert table["decision"].to_dict() == {"a": "invite", "b": "refuse", "c": "ask", "d": "refuse", "e": "refuse", "f": "ask"}
    assert table.loc["b", "reason"] == "Degree associate is below the required bachelor."
    assert table.loc["d", "reason"] == "1.5 years of experience are fewer than the required 2."
    assert table.loc["c", "reason"] == "Degree not known; the job requires at least bachelor."
    assert table.loc["e", "n_failed"] == 2


def test_nobody_is_dropped_and_order_stays():
    result = screen("fedcbaxa"[:7])
    assert result.table["candidate_id"].tolist() == list("fedcbax")
    assert (result.n_invite, result.n_ask, result.n_refuse) == (1, 3, 3)
    assert "not in CANDIDATES" in result.table["reason"].iloc[-1]


def test_a_job_without_requirements_refuses_nobody_and_an_unknown_job_asks():
    assert set(screen(job="OPEN").table["decision"]) == {"invite"}
    unknown = screen(job="GONE").table
    assert set(unknown["decision"]) == {"ask"}
    assert unknown["reason"].str.contains("not in JOBS").all()


def test_keywords_order_the_queue_and_refuse_nobody():
    result = screen(job="OPEN", keywords={"OPEN": ["CRM", "线下展会"]})
    assert result.queue["candidate_id"].tolist()[:2] == ["a", "c"]
    assert result.table["keywords_found"].tolist()[0] == "CRM, 线下展会"
    assert len(result.queue) == 6


def test_reasons_in_chinese():
    assert screen("b", language="zh").table["reason"].item() == "学历为大专，低于要求的本科。"


def test_requirements_table_says_what_was_compared():
    rows = screen("b").requirements
    assert rows.to_dict("records") == [
        {"application_id": "Ab", "requirement": "min_degree", "required": "bachelor", "found": "associate", "verdict": "failed"},
        {"application_id": "Ab", "requirement": "min_years", "required": "2", "found": "5", "verdict": "met"},
    ]


def test_refusals():
    asked = pd.DataFrame({"application_id": ["A"], "candidate_id": ["a"], "job_id": ["SALES"]})
    with pytest.raises(ContractError, match="APPLICATIONS: column missing: job_id"):
        scoring.screen(asked.drop(columns="job_id"), CANDIDATES, JOBS)
    with pytest.raises(ContractError, match="CANDIDATES: 'candidate_id' stands more than once"):
        scoring.screen(asked, pd.concat([CANDIDATES, CANDIDATES.head(1)]), JOBS)
