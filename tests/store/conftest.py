import shutil

import pandas as pd
import pytest

from workbench import definitions, store

RUBRIC = "data/definitions/rubric-sales-manager.yaml"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """One database made by the migrations; each test works on a copy."""
    path = tmp_path_factory.mktemp("store") / "empty.db"
    store.open(path).close()
    return path


@pytest.fixture
def db(tmp_path, empty_database):
    shutil.copy(empty_database, tmp_path / "workbench.db")
    with store.open(tmp_path / "workbench.db") as opened:
        yield opened


@pytest.fixture
def operator(db):
    return db.as_operator()


@pytest.fixture
def rubric(request):
    return definitions.Rubric.load(request.config.rootpath / RUBRIC)


@pytest.fixture(scope="session")
def hashing():
    """One cheap argon2 setting for accounts whose password is not the point."""
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def staff(db, hashing, monkeypatch):
    """Two administrators, a specialist, two managers and a candidate."""
    from workbench.store import accounts

    monkeypatch.setattr(accounts, "_hasher", lambda: hashing)
    for name, role in [("ana", "administrator"), ("bea", "administrator"), ("sam", "specialist"), ("mia", "manager")]:
        db.add_account(name, "long enough", role)
    db.add_account("max", "long enough", "manager", openings=["J-2"])
    db.add_account("C-1", "long enough", "candidate")
    return db


@pytest.fixture
def company(staff):
    """Two jobs, three candidates, three applications and interviews: small enough to know by heart."""
    desk = staff.as_operator()
    ids = ["1", "2", "3"]
    with desk.transaction(reason="begin") as t:
        t.write("JOBS", pd.DataFrame({"job_id": ["J-1", "J-2"], "title": ["销售经理", "工程师"], "hiring_manager": ["mia", None]}))
        t.write(
            "CANDIDATES",
            pd.DataFrame(
                {
                    "candidate_id": [f"C-{n}" for n in ids],
                    "name": ["张三", "张小三", "李四"],
                    "phone": ["13800000001", None, "13800000003"],
                    "degree": ["bachelor", "master", None],
                    "expected_pay": [17000.0, None, 12000.5],
                    "id_number": ["34052419800101001X", None, "11010519491231002x"],
                }
            ),
        )
        t.write("PROTECTED", pd.DataFrame({"candidate_id": ["C-1", "C-2"], "sex": ["female", "male"]}))
        t.write(
            "APPLICATIONS",
            pd.DataFrame(
                {
                    "application_id": [f"A-{n}" for n in ids],
                    "candidate_id": [f"C-{n}" for n in ids],
                    "job_id": ["J-1", "J-2", "J-2"],
                    "channel": "referral",
                    "applied_date": "2025-03-01",
                    "status": ["rejected", "interviewed", "hired"],
                }
            ),
        )
        t.write(
            "INTERVIEWS",
            pd.DataFrame(
                {
                    "interview_id": [f"I-{n}" for n in ids],
                    "application_id": [f"A-{n}" for n in ids],
                    "candidate_id": [f"C-{n}" for n in ids],
                    "job_id": ["J-1", "J-2", "J-2"],
                    "interview_date": pd.to_datetime(["2025-03-10", "2025-03-11", "2025-03-12"]),
                    "mode": "ai",
                }
            ),
        )
        t.write("SCORES", scores(ids, [82.0, 70.0, None]))
        t.write(
            "ANSWERS", pd.DataFrame({"interview_id": ["I-1", "I-2"], "question_id": "q1", "answer_text": ["我带过五个人", "没有"]})
        )
    return staff


def scores(ids, overall):
    return pd.DataFrame({"interview_id": [f"I-{n}" for n in ids], "overall": overall, "coverage": 0.9, "rubric_version": "v1"})
