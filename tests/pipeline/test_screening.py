"""Screening in the database: decisions, what they rest on, a reviewer's word that later runs keep, in report and terminal."""

import pandas as pd
import pytest
from typer.testing import CliRunner

from workbench import pipeline, reports, store
from workbench.cli import app
from workbench.errors import AccessDenied

PERSONAL = "欧阳静静"


@pytest.fixture
def database(tmp_path):
    with store.open(tmp_path / "workbench.db") as db:
        desk = db.as_operator()
        desk.write("JOBS", pd.DataFrame([{"job_id": "J", "title": "销售经理", "min_degree": "bachelor", "min_years": 2.0,
                                          "requirements": "本科及以上学历，两年以上销售经验，熟悉CRM"}]))  # fmt: skip
        desk.write("CANDIDATES", pd.DataFrame([
            {"candidate_id": "C-1", "name": PERSONAL, "degree": "bachelor", "resume_text": "欧阳静静\n工作经历\n2016.01-2019.06 蓝岸科技 销售代表\n会用CRM"},
            {"candidate_id": "C-2", "name": "李四", "degree": "associate", "resume_text": "5年销售经验"},
            {"candidate_id": "C-3", "name": "王五", "degree": "bachelor", "resume_text": None},
            {"candidate_id": "C-4", "name": "赵六", "degree": "bachelor", "resume_text": "工作经历\n2023.01-至今 北岸商贸 销售主管"},
        ]))  # fmt: skip
        desk.write("APPLICATIONS", pd.DataFrame({
            "application_id": ["A-1", "A-2", "A-3", "A-4"], "candidate_id": ["C-1", "C-2", "C-3", "C-4"], "job_id": "J",
            "applied_date": "2026-03-01"}))  # fmt: skip
        for name, role in (("rita", "recruiter"), ("sam", "specialist")):
            db.add_account(name, "long enough", role)
        yield db


def test_screening_is_kept_and_said_in_both_languages(database):
    desk = database.as_operator()
    result = pipeline.screen(desk)
    assert result.table["decision"].to_list() == ["invite", "refuse", "ask", "invite"]
    assert desk.read("SCREENINGS")["decision"].to_list() == ["invite", "refuse", "ask", "invite"]
    assert "position" in set(desk.read("RESUME_ITEMS", candidate_id="C-1")["field"])
    zh, en = (reports.screening(desk, language=language) for language in ("zh", "en"))
    assert zh.sentence == "共 4 人申请：邀请 2 人，待人工确认 1 人，不符合 1 人，每一条都写明是哪项要求。"
    assert zh.tables["refused"]["reason"].to_list() == ["学历为大专，低于要求的本科。"]
    assert en.tables["to_ask"]["reason"].to_list() == ["Years in sales not known; the job requires at least 2."]
    assert len(en.tables["queue"]) + len(en.tables["to_ask"]) + len(en.tables["refused"]) == 4
    assert en.tables["queue"]["application_id"].iloc[0] == "A-1"
    assert PERSONAL not in desk.audit().to_string()


def test_a_reviewer_s_decision_survives_the_next_run(database):
    pipeline.screen(database.as_operator())
    database.as_user("rita").review_screening("A-2", decision="invite", reason="自考本科已查实")
    pipeline.screen(database.as_operator())
    row = database.as_operator().read("SCREENINGS", application_id="A-2").iloc[0]
    assert (row["decision"], row["machine_decision"]) == ("invite", "refuse")
    over = reports.screening(database.as_user("rita"), language="zh").tables["overturned"].iloc[0]
    assert (over["reviewer"], over["review_reason"]) == ("rita", "自考本科已查实")
    with pytest.raises(AccessDenied):
        pipeline.screen(database.as_user("rita"))


def test_from_the_terminal(database, tmp_path):
    url = str(tmp_path / "workbench.db")
    run = CliRunner()
    listed = run.invoke(app, ["screen", "--db", url, "-o", str(tmp_path / "out.csv")])
    assert listed.exit_code == 0, listed.output
    assert "邀请 2 人" in listed.output
    assert pd.read_csv(tmp_path / "out.csv")["decision"].to_list() == ["invite", "refuse", "ask", "invite"]
    given = ["screen", "overturn", "A-2", "--decision", "ask", "--reason", "再问一次", "--db", url]
    refused = run.invoke(app, [*given, "--account", "sam", "--password", "long enough"])
    assert refused.exit_code == 2
    assert "does not include the right to review screenings" in refused.output
    wrong = run.invoke(app, [*given, "--account", "rita", "--password", "wrong password"])
    assert "account and password do not fit" in wrong.output
    done = run.invoke(app, [*given, "--account", "rita", "--password", "long enough"])
    assert done.exit_code == 0, done.output
    said = run.invoke(app, ["report", "screening", "--db", url, "--output", str(tmp_path / "page.html")])
    assert said.exit_code == 0, said.output
    assert "再问一次" in (tmp_path / "page.html").read_text(encoding="utf-8")
