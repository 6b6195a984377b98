"""A person's word over the machine's: who may give it, what is kept of it, and that it is only ever added."""

import pandas as pd
import pytest

from workbench.errors import AccessDenied, ContractError


@pytest.fixture
def reviewed(company):
    company.add_account("rita", "long enough", "recruiter")
    desk = company.as_operator()
    desk.write("EVIDENCE", pd.DataFrame([
        {"interview_id": "I-1", "indicator": "team_size", "value": 5.0, "value_low": 5.0, "value_high": 5.0, "quality": 1.0, "status": "usable",
         "source": "answer", "question_id": "q1", "span_start": 3, "span_end": 5, "quote": "五个", "catalogue_version": "v"},
        {"interview_id": "I-1", "indicator": "new_customers_year", "value": None, "value_low": 40.0, "value_high": 50.0, "quality": 0.5,
         "status": "undecided", "source": "answer", "catalogue_version": "v"},
        {"interview_id": "I-1", "indicator": "star_completeness", "value": 0.5, "value_low": 0.5, "value_high": 0.5, "quality": 1.0,
         "status": "usable", "source": "answer", "catalogue_version": "v"},
        {"interview_id": "I-1", "indicator": "speech_rate_sps", "value": 4.0, "value_low": 4.0, "value_high": 4.0, "quality": 1.0,
         "status": "usable", "source": "recording", "catalogue_version": "v"},
    ]))  # fmt: skip
    desk.write("SCREENINGS", pd.DataFrame([{
        "application_id": "A-1", "candidate_id": "C-1", "job_id": "J-1", "decision": "refuse", "machine_decision": "refuse",
        "reason": "Degree associate is below the required bachelor.", "n_failed": 1, "n_unknown": 0, "n_keywords": 0, "requirements_version": "r",
    }]))  # fmt: skip
    return company


def test_a_correction_is_kept_with_who_when_and_why(reviewed):
    desk = reviewed.as_user("rita")
    desk.review_evidence("I-1", "team_size", verdict="corrected", value=8, reason="她后来更正为八个人")
    desk.review_evidence("I-1", "team_size", verdict="confirmed", value=9, reason="复听录音")
    rows = desk.read("EVIDENCE_REVIEWS")
    assert rows[["n", "verdict", "value", "machine_value", "reviewer", "reason"]].to_numpy().tolist() == [
        [1, "corrected", 8.0, 5.0, "rita", "她后来更正为八个人"],
        [2, "confirmed", 9.0, 5.0, "rita", "复听录音"],
    ]
    assert rows["reviewed_at"].str.endswith("+00:00").all()
    audit = reviewed.as_operator().audit()
    noted = audit[audit["action"] == "review evidence: corrected"].iloc[0]
    assert (noted["account"], noted["role"], noted["subject"]) == ("rita", "recruiter", "I-1 team_size")
    assert '"machine_value": 5.0' in noted["details"]
    assert reviewed.verify_audit().ok


def test_a_screening_is_overturned_with_a_reason(reviewed):
    reviewed.as_user("rita").review_screening("A-1", decision="invite", reason="自考本科已在学信网查实")
    row = reviewed.as_operator().read("SCREENINGS").iloc[0]
    assert (row["decision"], row["machine_decision"]) == ("invite", "refuse")
    assert reviewed.as_operator().read("SCREENING_REVIEWS")["reviewer"].to_list() == ["rita"]


def test_only_those_who_judge_may_review_and_a_refusal_is_noted(reviewed):
    for name in ("sam", "mia", "C-1"):
        desk = reviewed.as_user(name)
        with pytest.raises(AccessDenied, match="right to review evidence.*role administrator or recruiter"):
            desk.review_evidence("I-1", "team_size", verdict="confirmed", reason="ok ok")
        with pytest.raises(AccessDenied, match="right to review screenings"):
            desk.review_screening("A-1", decision="invite", reason="ok ok")
        with pytest.raises(AccessDenied, match="right to review evidence"):
            desk.reckoner()
    denied = reviewed.as_operator().audit().query("action == 'denied'")
    assert set(denied["account"]) == {"sam", "mia", "C-1"}
    assert reviewed.as_operator().read("EVIDENCE_REVIEWS").empty


def test_the_recruiter_changes_no_rule_and_no_other_record(reviewed, rubric):
    desk = reviewed.as_user("rita")
    for change in (
        lambda: desk.write("SCORES", desk.read("SCORES")),
        lambda: desk.remove("EVIDENCE", interview_id="I-1"),
        lambda: desk.save_definition(rubric, reason="slip"),
        lambda: desk.approve("rubric", rubric.version),
        lambda: desk.read("PROTECTED"),
    ):
        with pytest.raises(AccessDenied, match="the role 'recruiter' does not include"):
            change()


def test_nobody_writes_a_review_past_the_call_that_names_its_author(reviewed):
    forged = pd.DataFrame([{"interview_id": "I-1", "indicator": "team_size", "n": 1, "verdict": "corrected", "value": 99.0, "reason": "x",
                            "reviewer": "rita", "reviewed_at": "2020-01-01"}])  # fmt: skip
    reviewed.as_user("rita").review_evidence("I-1", "team_size", verdict="confirmed", reason="复听录音")
    for desk in (reviewed.as_operator(), reviewed.as_user("ana")):
        for change in (lambda d=desk: d.write("EVIDENCE_REVIEWS", forged), lambda d=desk: d.remove("EVIDENCE_REVIEWS")):
            with pytest.raises(ContractError, match=r"only ever added.*Desk.review_evidence"):
                change()
    assert reviewed.as_operator().read("EVIDENCE_REVIEWS")["value"].to_list() == [5.0]


@pytest.mark.parametrize(
    ("indicator", "given", "message"),
    [
        ("team_size", {"verdict": "corrected", "value": 8, "reason": " "}, "kept with its reason"),
        ("team_size", {"verdict": "corrected", "reason": "why not"}, "a correction needs a value.*Found: no finite number"),
        ("team_size", {"verdict": "corrected", "value": float("nan"), "reason": "why not"}, "needs a value"),
        ("team_size", {"verdict": "corrected", "value": "8", "reason": "why not"}, "needs a value"),
        ("team_size", {"verdict": "corrected", "value": 1e9, "reason": "why not"}, "outside the plausible range"),
        ("team_size", {"verdict": "correct", "value": 8, "reason": "why not"}, "no such decision.*did you mean 'corrected'"),
        ("team_size", {"verdict": "withdrawn", "reason": "why not"}, "no review to take back"),
        ("new_customers_year", {"verdict": "confirmed", "reason": "why not"}, "a confirmation needs a value"),
        ("speech_rate_sps", {"verdict": "corrected", "value": 5, "reason": "why not"}, "evidence from a recording"),
        ("answer_length_zh", {"verdict": "corrected", "value": 5, "reason": "why not"}, "no such evidence"),
        ("star_completeness", {"verdict": "corrected", "value": 1, "reason": "why not"}, "measured on whole answers"),
        ("tema_size", {"verdict": "corrected", "value": 5, "reason": "why not"}, "no such evidence"),
    ],
)
def test_reviews_that_cannot_be_kept(reviewed, indicator, given, message):
    with pytest.raises(ContractError, match=message):
        reviewed.as_user("rita").review_evidence("I-1", indicator, **given)
    assert reviewed.as_operator().read("EVIDENCE_REVIEWS").empty


@pytest.mark.parametrize(
    ("application", "given", "message"),
    [
        ("A-1", {"decision": "hire", "reason": "why not"}, "no such decision"),
        ("A-1", {"decision": "invite", "reason": ""}, "kept with its reason"),
        ("A-9", {"decision": "invite", "reason": "why not"}, "has not been screened"),
    ],
)
def test_screening_reviews_that_cannot_be_kept(reviewed, application, given, message):
    with pytest.raises(ContractError, match=message):
        reviewed.as_user("rita").review_screening(application, **given)
