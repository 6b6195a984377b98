"""One person's chance of leaving stands on the candidate's page only where the policy allows it, for those who may see outcomes."""

import panel as pn
import pytest

from dashboards import leaving
from dashboards.visit import Visit
from workbench import definitions, reports, store


@pytest.fixture(scope="module")
def db(tmp_path_factory, request, scored_company):
    """2,500 candidates with the scores their evidence earns, and a policy that allows single chances."""
    with store.open(tmp_path_factory.mktemp("leaving") / "w.db") as opened:
        desk = opened.as_operator()
        scored_company(desk)
        for name, role in (("sam", "specialist"), ("rita", "recruiter")):
            opened.add_account(name, "a long enough one", role)
        policy = definitions.Policy.load(request.config.rootpath / "data" / "definitions" / "policy.yaml")
        desk.save_definition(definitions.Policy.from_dict(policy.to_dict() | {"individual_attrition": True}), reason="agreed")
        yield opened


def told(db, interview_id, account="sam", language="en"):
    seen = Visit(desk=db.as_user(account), account=account, language=language)
    built = leaving.card(reports.candidate(seen.desk, interview_id, language=language), seen)
    return None if built is None or not built.visible else "\n".join(str(part.object) for part in built.select(pn.pane.HTML))


def interview_of(db, employee_id):
    desk = db.as_operator()
    application = desk.read("EMPLOYEES", employee_id=employee_id)["application_id"].iloc[0]
    return desk.read("INTERVIEWS", application_id=application)["interview_id"].iloc[0]


def test_it_is_the_number_of_the_page_on_outcomes_with_its_interval(db):
    row = reports.outcomes(db.as_user("sam"), language="en").tables["individuals"].iloc[0]
    said = told(db, interview_of(db, row["employee_id"]))
    assert f"Leaves within 12 months: {row['chance_text']}" in said
    assert "no ground for a decision about a person" in said
    assert "12 个月内离职" in told(db, interview_of(db, row["employee_id"]), language="zh")


def test_it_is_not_there_for_others_for_those_who_left_or_without_the_policy(db, request):
    desk = db.as_operator()
    row = reports.outcomes(desk, language="en").tables["individuals"].iloc[0]
    here = interview_of(db, row["employee_id"])
    assert told(db, here, account="rita") is None
    staff = desk.read("EMPLOYEES").dropna(subset=["application_id"])
    assert told(db, interview_of(db, staff.dropna(subset=["left_date"])["employee_id"].iloc[0])) is None
    never = desk.read("INTERVIEWS")
    assert told(db, never.loc[~never["application_id"].isin(staff["application_id"]), "interview_id"].iloc[0]) is None
    policy = definitions.Policy.load(request.config.rootpath / "data" / "definitions" / "policy.yaml")
    desk.save_definition(policy, reason="taken back")
    assert told(db, here) is None
