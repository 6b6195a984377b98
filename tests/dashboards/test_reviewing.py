"""The form on the candidate's page: shown to those who may, refused twice to those who may not, and what it keeps."""

import shutil
from pathlib import Path

import panel_material_ui as pmui
import pytest

from dashboards import guard, reviewing
from dashboards.visit import Visit
from workbench import reports, store
from workbench.errors import AccessDenied


@pytest.fixture
def copied(site_url, tmp_path):
    """A copy of the site's database."""
    source = Path(site_url.removeprefix("sqlite:///"))
    for file in source.parent.glob("workbench.db*"):
        shutil.copy(file, tmp_path / file.name)
    with store.open(tmp_path / "workbench.db") as db:
        yield db


def card(db, account, interview_id, language="en"):
    visit = Visit(desk=db.as_user(account), account=account, language=language)
    return reviewing.card(reports.candidate(visit.desk, interview_id, language=language), visit, interview_id)


def fields(built):
    return {widget.label: widget for widget in built.select(pmui.Select) + built.select(pmui.TextInput) + built.select(pmui.Button)}


def send(built, **chosen):
    named = fields(built)
    for label, value in chosen.items():
        named[label.replace("_", " ")].value = value
    named["Save the review"].clicks += 1


def test_a_recruiter_corrects_a_value_and_the_history_shows_it(copied, interview_id):
    built = card(copied, "rita", interview_id)
    send(built, Value="team_size", Decision="corrected", Right_value="12", Reason="the recording says twelve")
    row = copied.as_operator().read("EVIDENCE_REVIEWS").iloc[0]
    assert (row["value"], row["machine_value"], row["reviewer"], row["reason"]) == (12.0, 15.0, "rita", "the recording says twelve")
    shown = str(card(copied, "hr", interview_id).select(lambda part: hasattr(part, "value"))[0].value.to_dict("records"))
    assert "rita" in shown
    assert "the recording says twelve" in shown


@pytest.mark.parametrize(
    ("label", "typed", "said"), [("Right_value", "a lot", "correction needs a value"), ("Reason", " ", "kept with its reason")]
)
def test_what_cannot_be_kept_is_said_on_the_page(copied, interview_id, label, typed, said):
    built = card(copied, "rita", interview_id)
    send(built, **({"Value": "team_size", "Decision": "corrected", "Right_value": "12", "Reason": "why not"} | {label: typed}))
    assert said in str([pane.object for pane in built.select(lambda part: hasattr(part, "object"))])
    assert copied.as_operator().read("EVIDENCE_REVIEWS").empty


def test_who_may_not_review_has_no_form(copied, interview_id):
    assert card(copied, "hr", interview_id) is None
    with pytest.raises(AccessDenied, match="does not review evidence"):
        guard.allow_review(copied.as_user("hr"))
    with pytest.raises(AccessDenied):
        guard.allow_review(None)


def test_a_role_taken_away_while_the_page_is_open_stops_the_form(copied, interview_id):
    built = card(copied, "rita", interview_id)
    copied.set_role("rita", "specialist")
    send(built, Value="team_size", Decision="corrected", Right_value="12", Reason="too late")
    assert "not open to your role" in str([pane.object for pane in built.select(lambda part: hasattr(part, "object"))])
    assert copied.as_operator().read("EVIDENCE_REVIEWS").empty
