"""Narrowing a desk: the same rows as an obvious loop keeps, and never more than the account may see."""

import itertools

import pandas as pd
import pytest

from workbench import samples, store
from workbench.store import Filter

TABLES = (
    "JOBS",
    "CANDIDATES",
    "APPLICATIONS",
    "STAGES",
    "INTERVIEWS",
    "RATINGS",
    "MARKET_PAY",
    "OFFERS",
    "EMPLOYEES",
    "PERFORMANCE",
)
CHOICES = [
    Filter(job, channel, first, first and "2026-02-28", city)
    for job, channel, first, city in itertools.product(("", "J-SM-01"), ("", "内推"), ("", "2025-09-01"), ("", "上海"))
]


@pytest.fixture(scope="module")
def peopled(tmp_path_factory):
    company = samples.company(80, seed=5)
    with store.open(tmp_path_factory.mktemp("filters") / "w.db") as db:
        for name in (*TABLES, "SPEND", "TOOL_COSTS"):
            db.as_operator().write(name, company.tables[name])
        db.add_account("max", "a long password", "manager", openings=["J-SM-01"])
        yield db


def kept_slowly(desk, chosen):
    """The applications, jobs, interviews and employees asked for, one row after the other."""
    jobs = desk.read("JOBS").to_dict("records")
    jobs = {
        j["job_id"]
        for j in jobs
        if (not chosen.job or j["job_id"] == chosen.job) and (not chosen.location or j["city"] == chosen.location)
    }
    people = []
    for row in desk.read("APPLICATIONS").to_dict("records"):
        day = f"{row['applied_date']:%Y-%m-%d}"
        asked = row["job_id"] in jobs and (not chosen.channel or row["channel"] == chosen.channel)
        if asked and (not chosen.first or day >= chosen.first) and (not chosen.last or day <= chosen.last):
            people.append(row)
    applications = {row["application_id"] for row in people}
    interviews = desk.read("INTERVIEWS")
    employees = desk.read("EMPLOYEES")
    return {
        "job_id": jobs, "application_id": applications, "candidate_id": {row["candidate_id"] for row in people},
        "interview_id": {i for i, a in zip(interviews["interview_id"], interviews["application_id"], strict=True) if a in applications},
        "employee_id": {e for e, a in zip(employees["employee_id"], employees["application_id"], strict=True) if a in applications},
    }  # fmt: skip


@pytest.mark.parametrize("chosen", CHOICES, ids=str)
def test_every_table_keeps_what_a_loop_keeps(peopled, chosen):
    whole = peopled.as_operator()
    desk, kept = store.narrowed(whole, chosen), kept_slowly(whole, chosen)
    for name in TABLES:
        table = whole.read(name)
        key = next(one for one in ("application_id", "interview_id", "candidate_id", "employee_id", "job_id") if one in table)
        expected = table[table[key].isin(kept[key])].reset_index(drop=True) if chosen else table
        pd.testing.assert_frame_equal(desk.read(name), expected, check_dtype=False)


def test_the_desk_it_came_from_stays_whole(peopled):
    whole = peopled.as_operator()
    n = len(whole.read("APPLICATIONS"))
    assert len(store.narrowed(whole, Filter(channel="内推")).read("APPLICATIONS")) < n == len(whole.read("APPLICATIONS"))
    assert not whole.chosen


def test_it_narrows_what_is_asked_for_by_key_and_by_column_too(peopled):
    desk = store.narrowed(peopled.as_operator(), Filter(channel="内推"))
    assert set(desk.read("APPLICATIONS", columns=["channel"])["channel"]) == {"内推"}
    other = peopled.as_operator().read("APPLICATIONS", channel="猎头")["application_id"].iloc[0]
    assert desk.read("APPLICATIONS", application_id=other).empty


def test_a_manager_never_sees_more_by_asking(peopled):
    own = peopled.as_user("max")
    for chosen in (Filter(job="J-BE-01"), Filter(channel="内推"), Filter(location="上海")):
        seen = store.narrowed(own, chosen).read("APPLICATIONS")
        assert set(seen["application_id"]) <= set(own.read("APPLICATIONS")["application_id"])
    assert store.narrowed(own, Filter(job="J-BE-01")).read("APPLICATIONS").empty


def test_a_hire_from_before_the_workbench_belongs_to_the_job_only(peopled):
    desk = peopled.as_operator()
    with pytest.raises(ZeroDivisionError), desk.transaction() as together:  # undone at the end
        early = pd.DataFrame(
            [{"employee_id": "E-OLD", "application_id": None, "job_id": "J-SM-01", "hired_date": pd.Timestamp("2020-01-01")}]
        )
        together.write("EMPLOYEES", early)
        raise ZeroDivisionError
    desk.write("EMPLOYEES", early)
    try:
        assert "E-OLD" in set(store.narrowed(desk, Filter(job="J-SM-01")).read("EMPLOYEES")["employee_id"])
        assert "E-OLD" not in set(store.narrowed(desk, Filter(channel="内推")).read("EMPLOYEES")["employee_id"])
    finally:
        desk.remove("EMPLOYEES", employee_id="E-OLD")


@pytest.mark.parametrize(
    ("chosen", "spend", "tool"),
    [
        (Filter(job="J-SM-01"), 0, 0),
        (Filter(location="上海"), 0, 0),
        (Filter(channel="内推"), "own", 0),
        (Filter(first="2025-09-15", last="2025-10-02"), "months", "months"),
    ],
    ids=["job", "location", "channel", "period"],
)
def test_what_the_company_pays_is_never_shared_out(peopled, chosen, spend, tool):
    whole = peopled.as_operator()
    for name, rule in (("SPEND", spend), ("TOOL_COSTS", tool)):
        every, table = whole.read(name), store.narrowed(whole, chosen).read(name)
        expected = {
            0: every.head(0), "own": every[every["channel"] == "内推"] if "channel" in every else None,
            "months": every[every["month"].dt.strftime("%Y-%m").isin(["2025-09", "2025-10"])],
        }[rule]  # fmt: skip
        assert len(table) == len(expected)
    assert len(whole.read("SPEND")) > 0


def test_what_is_remembered_for_some_is_not_given_to_others(peopled):
    whole = peopled.as_operator()
    few = [store.narrowed(whole, Filter(channel=channel)) for channel in ("内推", "猎头")]
    counts = [store.remembered(desk, "n", lambda desk=desk: len(desk.read("APPLICATIONS"))) for desk in (whole, *few)]
    assert counts == [len(desk.read("APPLICATIONS")) for desk in (whole, *few)]
    assert len(set(counts)) == 3
