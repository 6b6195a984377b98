"""What a job's text said before is kept: every new wording once, with its moment, and nobody can change or delete it."""

import pandas as pd
import pytest
import sqlalchemy as sa

from workbench import store
from workbench.errors import AccessDenied, ContractError, DefinitionError
from workbench.store import schema

JOB = {"job_id": "J-9", "title": "销售经理", "description": "客户开发。", "requirements": "本科。", "core_competencies": "沟通"}


def jobs(**changed):
    return pd.DataFrame([JOB | changed])


def texts(desk):
    return desk.read("JOB_TEXTS", job_id="J-9")[["n", "description"]].to_numpy().tolist()


def test_each_new_wording_is_kept_once_and_the_earlier_one_stays(operator):
    operator.write("JOBS", jobs())
    operator.write("JOBS", jobs())
    operator.write("JOBS", jobs(openings=3, budget=9000.0))  # nothing that the text says
    assert texts(operator) == [[1, "客户开发。"]]
    operator.write("JOBS", jobs(description="客户开发。直播销售。"), reason="second quarter")
    operator.write("JOBS", jobs(description="客户开发。"))  # back again is a change again
    assert texts(operator) == [[1, "客户开发。"], [2, "客户开发。直播销售。"], [3, "客户开发。"]]
    kept = operator.read("JOB_TEXTS")["kept_at"]
    assert kept.is_monotonic_increasing
    assert kept.str.endswith("+00:00").all()


def test_a_part_of_a_row_keeps_the_rest_of_the_text(operator):
    operator.write("JOBS", jobs())
    operator.write("JOBS", pd.DataFrame([{"job_id": "J-9", "title": "销售经理", "description": "直播销售。"}]))
    last = operator.read("JOB_TEXTS").iloc[-1]
    assert (last["n"], last["description"], last["requirements"]) == (2, "直播销售。", "本科。")


def test_a_replaced_and_a_removed_job_leave_their_texts(operator):
    operator.write("JOBS", jobs())
    operator.replace("JOBS", jobs(description="直播销售。"))
    operator.remove("JOBS")
    assert [row[0] for row in texts(operator)] == [1, 2]


def test_nothing_is_kept_when_the_write_fails(operator):
    with pytest.raises(RuntimeError, match="stop"), operator.transaction() as work:
        work.write("JOBS", jobs())
        raise RuntimeError("stop")
    assert operator.read("JOB_TEXTS").empty


def test_the_write_that_brought_it_tells_of_it_and_readers_see_it_at_once(db):
    desk = db.as_operator()
    desk.write("JOBS", jobs(), reason="exports")
    assert len(desk.read("JOB_TEXTS")) == 1
    desk.write("JOBS", jobs(description="直播销售。"), reason="exports")
    assert len(desk.read("JOB_TEXTS")) == 2  # a table kept in memory is read again
    assert desk.audit()["subject"].to_list() == ["JOBS", "JOBS"]
    assert db.verify_audit().ok


@pytest.mark.parametrize("act", ["write", "replace", "remove"])
def test_nobody_writes_the_history_by_hand(operator, act):
    operator.write("JOBS", jobs())
    arguments = ["JOB_TEXTS"] if act == "remove" else ["JOB_TEXTS", operator.read("JOB_TEXTS").assign(description="x")]
    with pytest.raises(ContractError, match="earlier job descriptions are kept by the store itself.*write JOBS"):
        getattr(operator, act)(*arguments)
    assert texts(operator) == [[1, "客户开发。"]]


def test_the_database_itself_refuses_to_change_or_delete_one(tmp_path):
    with store.open(tmp_path / "w.db") as db:
        db.as_operator().write("JOBS", jobs())
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'w.db'}")
    for statement in ("UPDATE job_texts SET description = 'x'", "DELETE FROM job_texts"):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), engine.begin() as connection:
            connection.execute(sa.text(statement))
    engine.dispose()


def test_a_database_of_the_revision_before_begins_with_what_its_jobs_say(tmp_path):
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.begin() as connection:
        schema.upgrade(connection, "0003")
        connection.execute(
            sa.text("INSERT INTO jobs (job_id, title, description, row_hash) VALUES ('J-9', '销售经理', '客户开发。', 'h')")
        )
        connection.execute(sa.text("INSERT INTO audit VALUES (1, '2026-03-01T08:00:00.000000+00:00', 'op', 'operator', 'write', 'JOBS', '', '{}', '', '', 'h')"))  # fmt: skip
    engine.dispose()
    with store.open(tmp_path / "old.db") as db:
        first = db.as_operator().read("JOB_TEXTS").iloc[0]
        assert (first["n"], first["description"], first["kept_at"][:10]) == (1, "客户开发。", "2026-03-01")
        db.as_operator().write("JOBS", jobs())
        assert texts(db.as_operator()) == [[1, "客户开发。"], [2, "客户开发。"]]  # requirements and competencies are new


class TestDecliningADraft:
    def test_keeps_it_with_the_reason_and_lets_the_version_in_force_stand(self, staff, rubric):
        operator = staff.as_operator()
        before = operator.save_definition(rubric, reason="first")
        other = type(rubric).from_dict(rubric.to_dict() | {"missing": "zero"})
        staff.as_user("ana").save_definition(other, reason="stricter")
        staff.as_user("bea").decline("rubric", other.version, reason="too strict")
        rows = operator.definitions("rubric").set_index("version")
        assert rows["state"].to_dict() == {before: "in force", other.version: "declined"}
        assert rows.loc[other.version, ["declined_by", "reason", "author"]].to_list() == ["bea", "too strict", "ana"]
        assert pd.isna(rows.loc[before, "declined_by"])
        assert operator.in_force("rubric", rubric.id).version == before
        trail = operator.audit().iloc[-1]
        assert (trail["action"], trail["account"], trail["reason"]) == ("decline definition", "bea", "too strict")
        assert staff.verify_audit().ok

    def test_is_not_for_ever(self, staff, rubric):
        ana, bea = staff.as_user("ana"), staff.as_user("bea")
        ana.save_definition(rubric, reason="first")
        bea.decline("rubric", rubric.version, reason="not yet")
        with pytest.raises(DefinitionError, match="waits for no approval"):
            bea.approve("rubric", rubric.version)
        ana.save_definition(rubric, reason="again")
        bea.approve("rubric", rubric.version)
        assert ana.in_force("rubric", rubric.id).version == rubric.version

    def test_needs_a_reason_a_draft_and_the_right(self, staff, rubric):
        staff.as_user("ana").save_definition(rubric, reason="first")
        with pytest.raises(DefinitionError, match="turned down with a reason"):
            staff.as_user("bea").decline("rubric", rubric.version, reason=" ")
        with pytest.raises(AccessDenied, match="right to approve definitions"):
            staff.as_user("sam").decline("rubric", rubric.version, reason="no")
        with pytest.raises(DefinitionError, match="no rubric has this version"):
            staff.as_user("bea").decline("rubric", "0" * 12, reason="no")
        assert staff.as_operator().definitions("rubric")["state"].to_list() == ["draft"]
