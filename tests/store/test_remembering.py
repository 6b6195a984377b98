"""What was reckoned is shared by those who read the same, and only as long as it is true."""

import pytest

from workbench import store
from workbench.errors import AccessDenied
from workbench.store.results import Results


def counting(desk, made):
    """What a desk reads of the jobs, noting each time it is really read."""

    def make():
        made.append(desk.account)
        return sorted(desk.read("JOBS")["job_id"])

    return lambda: store.remembered(desk, "jobs", make)


def test_the_same_role_shares_and_another_does_not(company):
    made = []
    looks = {name: counting(company.as_user(name), made) for name in ("ana", "bea", "sam", "mia", "max")}
    seen = {name: look() for name, look in looks.items()}
    assert made == ["ana", "sam", "mia", "max"]  # bea is an administrator as ana is; two managers see different openings
    assert seen["bea"] == seen["ana"]
    assert seen["mia"] != seen["ana"]
    assert [look() for look in looks.values()] == list(seen.values())
    assert len(made) == 4


def test_a_recruiter_reads_what_a_specialist_reads(company):
    made = []
    company.add_account("rae", "long enough", "recruiter")
    for desk in (company.as_user("sam"), company.as_user("rae"), company.as_preparer("specialist")):
        counting(desk, made)()
    for desk in (company.as_preparer("administrator"), company.as_user("ana"), company.as_operator()):
        counting(desk, made)()
    assert made == ["sam", "preparing the pages"]
    with pytest.raises(AccessDenied, match="only what a whole role sees alike"):
        company.as_preparer("manager")


def test_a_manager_with_another_opening_sees_it_at_once(company):
    made = []
    look = counting(company.as_user("max"), made)
    before = look()
    operator = company.as_operator()
    jobs = operator.read("JOBS")
    operator.write("JOBS", jobs.assign(hiring_manager="max"))
    assert set(look()) > set(before)


def test_a_change_of_role_is_felt_at_the_next_look(company):
    desk = company.as_user("ana")
    assert store.remembered(desk, "who", lambda: desk.role) == "administrator"
    company.set_role("ana", "specialist")
    assert store.remembered(desk, "who", lambda: desk.role) == "specialist"  # though nothing in the tables has changed
    company.remove_account("ana")
    with pytest.raises(AccessDenied):
        store.remembered(desk, "who", lambda: desk.role)


def test_a_new_version_of_a_rule_is_a_new_state(company, rubric):
    desk, made = company.as_user("ana"), []
    look = counting(desk, made)
    look()
    company.as_operator().save_definition(rubric, reason="first")
    look()
    desk.save_definition(type(rubric).from_dict(rubric.to_dict() | {"grades": {"A": 90, "B": 0}}), reason="stricter")
    look()
    look()
    assert len(made) == 3


def test_a_rule_that_comes_into_force_by_the_clock_is_a_new_state(company, rubric, monkeypatch):
    from workbench.store import remembering

    company.as_operator().save_definition(rubric, reason="later", effective="2099-01-01")
    made = []
    look = counting(company.as_user("ana"), made)
    look()
    monkeypatch.setattr(remembering, "now", lambda: "2099-01-02T00:00:00Z")
    look()
    assert len(made) == 2


def test_a_refusal_is_not_kept(company):
    desk = company.as_user("mia")
    for _ in range(2):
        with pytest.raises(AccessDenied):
            store.remembered(desk, "protected", lambda: desk.read("PROTECTED"))


def test_a_table_that_is_read_can_be_written_to_without_harm(company):
    desk = company.as_operator()
    first = desk.read("JOBS")
    kept = first["title"].tolist()
    first["title"] = "changed"
    first.loc[0, "job_id"] = "changed"
    assert desk.read("JOBS")["title"].tolist() == kept
    assert "changed" not in set(desk.read("JOBS")["job_id"])


def test_a_look_at_protected_attributes_is_noted_each_time(company):
    def noted():
        trail = company.as_operator().audit()
        return list(trail.loc[trail["action"] == "read protected attributes", "account"])

    def make(desk):
        return lambda: len(desk.read("PROTECTED"))

    ana, bea = company.as_user("ana"), company.as_user("bea")
    ana.read("PROTECTED")
    for desk in (ana, bea, ana):
        store.remembered(desk, "groups", make(desk))
        store.remembered(desk, "jobs", lambda desk=desk: len(desk.read("JOBS")))
    assert noted() == ["ana", "ana", "bea", "ana"]


class TestMemory:
    def test_the_least_used_goes_first(self):
        results = Results(most_mb=1)
        for name in "ab":
            results.keep((1,), name, name, size=400_000)
        assert results.find("a")[0]
        results.keep((1,), "c", "c", size=400_000)
        assert [results.find(name)[0] for name in "abc"] == [True, False, True]

    def test_one_that_is_larger_than_all_the_room_is_kept_alone(self):
        results = Results(most_mb=0.001)
        results.keep((1,), "a", 1, size=8000)
        assert results.find("a")[0]

    def test_another_state_clears_the_table(self):
        results = Results()
        results.keep((1,), "a", 1, size=1)
        results.keep((2,), "b", 2, size=1)
        assert (results.find("a"), results.find("b")) == ((False, None), (True, 2))
        results.forget()
        assert len(results) == 0
