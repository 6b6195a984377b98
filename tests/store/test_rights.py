"""Who may do what, asked on every call: the slip that is blocked, the rows a manager sees, the notice a candidate gets."""

import itertools

import pandas as pd
import pytest

from workbench import contracts, store
from workbench.errors import AccessDenied, ContractError
from workbench.wording import untranslated

PERSONAL = {c.name for contract in contracts.ALL for c in contract.columns if c.sensitivity != "open"} - {"city"}


def test_the_specialist_reads_results_and_changes_nothing(company, rubric):
    sam = company.as_user("sam")
    assert sam.read("SCORES")["overall"].to_list()[:2] == [82.0, 70.0]
    assert sam.read("ANSWERS")["answer_text"].iloc[0] == "我带过五个人"
    for change in (
        lambda: sam.write("SCORES", sam.read("SCORES")),
        lambda: sam.replace("SCORES", sam.read("SCORES")),
        lambda: sam.remove("SCORES", interview_id="I-1"),
        lambda: sam.save_definition(rubric, reason="a slip"),
        lambda: sam.approve("rubric", rubric.version),
        lambda: sam.write_quarantine([]),
        lambda: sam.forget_marks("step"),
        sam.audit,
    ):
        with pytest.raises(
            AccessDenied, match=r"the role 'specialist' does not include the right to .*Expected: role administrator"
        ):
            change()
    assert company.as_operator().definitions().empty


def test_the_slip_in_a_weight_is_blocked_for_the_specialist(company, rubric):
    company.as_operator().save_definition(rubric, reason="first")
    slip = rubric.to_dict()
    slip["competencies"][0]["weight"], slip["competencies"][1]["weight"] = 0.1, 0.45
    with pytest.raises(AccessDenied, match="right to change definitions"):
        company.as_user("sam").save_definition(type(rubric).from_dict(slip), reason="slip")
    assert company.as_user("sam").in_force("rubric", rubric.id) == rubric


def test_protected_attributes_are_the_administrators_and_reading_them_is_noted(company):
    assert company.as_user("ana").read("PROTECTED")["sex"].to_list() == ["female", "male"]
    assert "read protected attributes" in company.as_operator().audit()["action"].to_list()
    for name in ("sam", "mia", "C-1"):
        with pytest.raises(AccessDenied, match="PROTECTED"):
            company.as_user(name).read("PROTECTED")


@pytest.mark.parametrize(("name", "applications"), [("mia", ["A-1"]), ("max", ["A-2", "A-3"])])
def test_a_manager_sees_own_openings_without_personal_columns(company, name, applications):
    desk = company.as_user(name)
    interviews = [a.replace("A", "I") for a in applications]
    assert desk.read("APPLICATIONS")["application_id"].to_list() == applications
    assert desk.read("SCORES")["interview_id"].to_list() == interviews
    assert desk.read("CANDIDATES")["candidate_id"].to_list() == [a.replace("A", "C") for a in applications]
    assert desk.read("SCORES", interview_id=["I-1", "I-2", "I-3"])["interview_id"].to_list() == interviews
    assert desk.read("SCORES", interview_id="I-1" if name == "max" else "I-2").empty


def test_no_personal_column_ever_reaches_a_manager(company):
    desk, readable = company.as_user("mia"), []
    for name in contracts.BY_NAME:
        try:
            table = desk.read(name)
        except AccessDenied:
            continue
        readable.append(name)
        open_columns = {c.name for c in contracts.BY_NAME[name].columns if c.sensitivity == "open"}
        assert set(table.columns) == open_columns, name
    assert set(contracts.BY_NAME) - set(readable) == {"PROTECTED", "EXPRESSION_EVENTS"}
    with pytest.raises(
        AccessDenied, match=r"CANDIDATES.name: the role 'manager' does not include the right to read personal columns"
    ):
        desk.read("CANDIDATES", columns=["candidate_id", "name"])
    with pytest.raises(AccessDenied, match=r"CANDIDATES.name"):
        desk.read("CANDIDATES", name="张三")  # asking would tell


def test_a_candidate_reads_own_notices_only(company):
    desk = company.as_user("C-1")
    notice = desk.notices().iloc[0]
    assert (notice["title"], notice["result"], str(notice["interview_date"].date())) == ("销售经理", "declined", "2025-03-10")
    assert desk.read("APPLICATIONS")["application_id"].to_list() == ["A-1"]
    assert "mode" in desk.read("INTERVIEWS").columns
    with pytest.raises(AccessDenied):
        desk.read("APPLICATIONS", columns=["channel"])
    assert desk.read("APPLICATIONS", candidate_id="C-2").empty
    for name in set(contracts.BY_NAME) - {"APPLICATIONS", "INTERVIEWS"}:
        with pytest.raises(AccessDenied):
            desk.read(name)
    for call in (desk.definitions, desk.audit, desk.runs, desk.quarantine, lambda: desk.marks("x")):
        with pytest.raises(AccessDenied, match="the role 'candidate'"):
            call()
    with pytest.raises(AccessDenied, match="right to read own notice"):
        company.as_user("sam").notices()


def test_denied_attempts_are_noted_and_nothing_else_of_their_transaction(company):
    before = len(company.as_operator().audit())
    with pytest.raises(AccessDenied):
        company.as_user("sam").remove("SCORES")
    with pytest.raises(AccessDenied):
        company.as_user("mia").read("PROTECTED")
    noted = company.as_operator().audit().iloc[before:]
    assert noted[["account", "role", "action", "subject"]].to_numpy().tolist() == [
        ["sam", "specialist", "denied", "SCORES"],
        ["mia", "manager", "denied", "PROTECTED"],
    ]
    assert company.verify_audit().ok


def test_the_role_is_asked_on_every_call(company):
    desk = company.as_user("ana")
    desk.write("SCORES", desk.read("SCORES"))
    company.set_role("ana", "specialist")
    with pytest.raises(AccessDenied, match="the role 'specialist'"):
        desk.write("SCORES", company.as_operator().read("SCORES"))
    assert desk.role == "specialist"
    assert not desk.may("change records")
    company.remove_account("ana")
    with pytest.raises(AccessDenied, match="there is no such account"):
        desk.read("SCORES")


def test_accounts_and_passwords(db):
    db.add_account("ana", "correct horse", "administrator")
    assert db.check_password("ana", "correct horse")
    assert not db.check_password("ana", "Correct horse")
    assert not db.check_password("nobody", "nobody's password")
    db.set_password("ana", "another one")
    assert (db.check_password("ana", "correct horse"), db.check_password("ana", "another one")) == (False, True)
    with db.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT password_hash FROM accounts").scalar()
    assert kept.startswith("$argon2id$")
    assert "password_hash" not in db.accounts().columns
    assert "another one" not in db.as_operator().audit().to_string()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ana", "long enough", "administrator"), "the account exists already"),
        (("new", "short", "manager"), "the password has 5 characters"),
        ((" ", "long enough", "manager"), "the name is empty"),
        (("new", "long enough", "manger"), "no role 'manger'.*did you mean 'manager'"),
    ],
)
def test_accounts_that_cannot_be_kept(staff, arguments, message):
    with pytest.raises(ContractError, match=message):
        staff.add_account(*arguments)
    with pytest.raises(AccessDenied, match="no such account.*Found: 'zoe'"):
        staff.as_user("zoe")


def test_every_right_names_known_roles_and_the_operator_may_what_the_administrator_may():
    for right, roles in store.RIGHTS.items():
        assert roles <= set(store.ROLES), right
        assert ("administrator" in roles) == ("operator" in roles), right


def test_roles_and_rights_are_said_in_chinese_too():
    assert not untranslated({*store.ROLES, *store.RIGHTS})


def test_quarantined_content_is_for_administrators(company):
    rows = pd.DataFrame({"table": "CANDIDATES", "file": "hr.csv", "row": [3, 4], "reasons": ["no id", "bad date"],
                         "content": ['{"name": "张三"}', None]})  # fmt: skip
    desk = company.as_operator()
    assert desk.write_quarantine(rows, run_id="r1") == 2
    assert desk.write_quarantine(rows, run_id="r1") == 0
    assert desk.write_quarantine([{"table": "JOBS", "file": "j.csv", "row": None, "reasons": ["a", "b"], "content": {"x": 1}}]) == 1
    assert company.as_user("ana").quarantine("r1")["content"].to_list() == ['{"name": "张三"}', None]
    assert desk.quarantine("")["reasons"].to_list() == ["a; b"]
    seen = company.as_user("sam").quarantine()
    assert "content" not in seen.columns
    assert seen["row_number"].to_list()[1:] == [3, 4]
    with pytest.raises(AccessDenied, match="read quarantined rows"):
        company.as_user("mia").quarantine()
    assert "张三" not in desk.audit().to_string()
    with pytest.raises(ContractError, match="QUARANTINE: columns missing: source_file, reasons"):
        desk.write_quarantine(pd.DataFrame({"table": ["X"], "row": [1]}))


def test_runs_are_listed_newest_first(staff):
    desk = staff.as_operator()
    first = desk.start_run()
    desk.finish_run(first, summary={"interviews": 12})
    desk.start_run("second")
    runs = staff.as_user("sam").runs()
    assert runs["run_id"].to_list() == ["second", first]
    assert runs["status"].to_list() == ["running", "done"]
    assert runs["summary"].to_list() == [{}, {"interviews": 12}]
    with pytest.raises(ContractError, match="no such run"):
        desk.finish_run("third")


def test_personal_values_stay_out_of_audit_and_messages(company):
    desk = company.as_operator()
    bad = desk.read("CANDIDATES").assign(expected_pay=-1)
    with pytest.raises(ContractError) as refused:
        desk.write("CANDIDATES", bad)
    said = str(refused.value) + desk.audit().to_string()
    people = desk.read("CANDIDATES", columns=["name", "phone", "id_masked", "id_hash"])
    assert not [v for v in itertools.chain(*people.to_numpy()) if v and v in said]


def test_a_manager_reads_aggregates_of_all_openings_but_no_small_group(company):
    desk = company.as_operator()
    n = [str(i) for i in range(10, 18)]
    desk.write("INTERVIEWS", pd.DataFrame({
        "interview_id": [f"I-{i}" for i in n], "application_id": "A", "candidate_id": "C", "job_id": ["J-1"] * 3 + ["J-2"] * 5,
        "interview_date": "2025-04-01"}))  # fmt: skip
    scored = pd.DataFrame({"interview_id": [f"I-{i}" for i in n], "overall": [1.0, 2, 3, 10, 20, 30, 40, 50], "coverage": 1.0,
                           "rubric_version": "v1"})  # fmt: skip
    desk.replace("SCORES", scored)
    table = company.as_user("mia").aggregate("SCORES", "overall", by="job_id").set_index("job_id")
    assert table.loc["J-2", ["n", "mean", "median", "p25"]].to_list() == [5, 30.0, 30.0, 20.0]
    assert table.loc["J-1"].isna().all()
    with pytest.raises(AccessDenied, match="read personal columns"):
        company.as_user("mia").aggregate("CANDIDATES", "expected_pay", by="channel")
    with pytest.raises(AccessDenied, match="read aggregates"):
        company.as_user("C-1").aggregate("SCORES", "overall", by="job_id")
    with pytest.raises(ContractError, match="'grade' is not a number"):
        desk.aggregate("SCORES", "grade", by="job_id")
