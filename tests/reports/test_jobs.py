"""Jobs are called by their title in the reader's language, told apart where two share one, and refused in words where they are not known."""

import pandas as pd
import pytest

from workbench.errors import ContractError
from workbench.reports.jobs import job_labels, job_title, job_titles, must_be_known

JOBS = pd.DataFrame({"job_id": ["J-3", "J-1", "J-2", "J-4"], "title": ["销售经理", "销售经理", "招聘专员", None],
                     "title_en": ["Sales manager", None, "Recruiter", None]})  # fmt: skip


def test_a_title_is_in_the_readers_language_as_far_as_there_is_one():
    assert job_titles(JOBS, "en") == {"J-3": "Sales manager", "J-1": "销售经理", "J-2": "Recruiter", "J-4": "J-4"}
    assert job_titles(JOBS, "zh")["J-2"] == job_title(JOBS.iloc[2], "zh") == "招聘专员"
    assert job_title({}, "en", otherwise="J-9") == "J-9"


def test_two_jobs_of_one_title_can_be_told_apart():
    assert list(job_labels(JOBS, "zh").items()) == [
        ("J-1", "销售经理 (J-1)"),
        ("J-2", "招聘专员"),
        ("J-3", "销售经理 (J-3)"),
        ("J-4", "J-4"),
    ]
    assert job_labels(JOBS, "en")["J-3"] == "Sales manager"


def test_an_unknown_job_is_refused_and_none_asks_for_all():
    must_be_known(None, ["J-1"])
    with pytest.raises(ContractError, match=r"there is no job 'J-11'.*1 jobs that this account may see.*did you mean 'J-1'"):
        must_be_known("J-11", ["J-1"])
