"""The audit trail: the database refuses to change it, and the chain shows it when someone gets round that."""

import sqlite3

import pandas as pd
import pytest


@pytest.fixture
def trail(operator):
    for n in range(5):
        operator.write("JOBS", pd.DataFrame({"job_id": [f"J-{n}"], "title": ["t"]}), reason=f"n {n}")
    return operator


@pytest.fixture
def raw(tmp_path):
    connection = sqlite3.connect(tmp_path / "workbench.db", isolation_level=None)
    yield connection
    connection.close()


def test_every_change_leaves_one_row_and_nothing_changed_leaves_none(db, trail):
    trail.write("JOBS", trail.read("JOBS"))
    table = trail.audit()
    assert table["n"].to_list() == [1, 2, 3, 4, 5]
    assert table["reason"].to_list() == [f"n {n}" for n in range(5)]
    assert set(table["details"]) == {'{"inserted": 1}'}
    assert table["content_hash"].nunique() == 5
    assert (table["previous_hash"].iloc[1:].to_numpy() == table["hash"].iloc[:-1].to_numpy()).all()
    assert (db.verify_audit().n, db.verify_audit().ok, db.verify_audit().first_broken) == (5, True, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET reason = 'other' WHERE n = 3", "DELETE FROM audit WHERE n = 5"])
def test_the_database_refuses_to_change_or_delete(db, trail, raw, statement):
    with pytest.raises(sqlite3.IntegrityError, match="audit is append-only"):
        raw.execute(statement)
    assert db.verify_audit().ok


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET account = 'someone' WHERE n = 3", 3),
        ("UPDATE audit SET details = '{\"inserted\": 2}' WHERE n = 1", 1),
        ("UPDATE audit SET hash = previous_hash WHERE n = 5", 5),
        ("DELETE FROM audit WHERE n = 2", 2),
        ("DELETE FROM audit WHERE n >= 4", 4),
        ("DELETE FROM audit", 1),
        ("UPDATE audit SET n = n + 10 WHERE n = 5", 5),
    ],
)
def test_the_chain_shows_what_was_done_past_the_triggers(db, trail, raw, statement, broken):
    raw.execute("DROP TRIGGER audit_no_update")
    raw.execute("DROP TRIGGER audit_no_delete")
    raw.execute(statement)
    found = db.verify_audit()
    assert (found.ok, found.first_broken) == (False, broken)


def test_a_forged_row_at_the_end_is_found(db, trail, raw):
    raw.execute("INSERT INTO audit SELECT 6, at, account, role, action, subject, reason, details, content_hash, hash, hash "
                "FROM audit WHERE n = 5")  # fmt: skip
    assert db.verify_audit().first_broken == 6
