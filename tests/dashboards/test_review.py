"""The page on which a quarter is reviewed: weights tried, a proposal kept or turned down, and nothing half written."""

from __future__ import annotations

import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import deciding, review
from dashboards.visit import Visit
from workbench import store
from workbench.errors import AccessDenied

NEW = "负责华东区域客户开发与销售团队管理，开展直播销售，完成年度销售指标。"


@pytest.fixture(scope="module")
def changed(site_url, tmp_path_factory):
    """The site's company with a second administrator and a recruiter, its sales manager's description changed."""
    import shutil
    from pathlib import Path

    path = tmp_path_factory.mktemp("review") / "w.db"
    shutil.copy(Path(site_url.removeprefix("sqlite:///")), path)
    with store.open(path) as opened:
        opened.add_account("bea", "a long enough password", "administrator")
        jobs = opened.as_operator().read("JOBS", job_id="J-SM-01")
        opened.as_operator().write("JOBS", jobs.assign(description=NEW), reason="next quarter")
    return path


@pytest.fixture
def db(changed, tmp_path):
    import shutil

    shutil.copy(changed, tmp_path / "w.db")
    with store.open(tmp_path / "w.db") as opened:
        yield opened


def page(db, account, language="en", **query):
    return review.view(Visit(desk=db.as_user(account), account=account, language=language, query=query))


def part(built, kind, label):
    return next((found for found in built.select(kind) if found.label.startswith(label)), None)


def text_of(built):
    return "\n".join(str(found.object) for found in built.select(pn.pane.HTML))


def press(built, label):
    part(built, pmui.Button, label).clicks += 1


def slide(slider, value):
    slider.value = value
    slider.param.trigger("value_throttled")


def states(db):
    return db.as_operator().definitions("rubric").query("id == 'sales-manager'")["state"].to_list()


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Sales manager adds 直播"), ("zh", "建议：直播策略\u00a015\u00a0%、客户资源拓展能力 30 → 15\u00a0%")],
)
def test_the_page_opens_with_the_change_and_the_proposal(db, language, said):
    opening = text_of(page(db, "hr", language))
    assert said.replace("\u00a0", " ") in opening.replace("\u00a0", " ")


def test_a_specialist_and_a_recruiter_try_weights_but_decide_nothing(db):
    for account in ("hr", "rita"):
        built = page(db, account)
        assert part(built, pmui.FloatSlider, "Client development").value == 15
        assert part(built, pmui.Button, "Keep as a draft") is None
        assert part(built, pmui.Button, "Turn down") is None
    for account in ("max", "cleo"):
        with pytest.raises(AccessDenied):
            page(db, account)


def test_weights_keep_their_sum_and_are_replayed(db):
    built = page(db, "hr")
    slide(part(built, pmui.FloatSlider, "Live-selling"), 25)
    assert {field.label: field.value for field in built.select(pmui.FloatSlider)} == {
        "Client development": 15, "Team leadership": 15, "Communication": 20, "Stress tolerance": 15, "Learning agility": 10, "Live-selling strategy": 25}  # fmt: skip
    assert "sum: 100 %" in text_of(built)
    press(built, "Replay with these weights")
    assert "Live-selling strategy 25\u00a0%" in text_of(built)
    assert "Team leadership 25 → 15\u00a0%" in text_of(built)
    press(built, "Reset")
    assert "Live-selling strategy 15\u00a0%" in text_of(built)


def test_weights_that_cannot_add_up_are_said_so_and_not_kept(db):
    built = page(db, "ana")
    for field in built.select(pmui.FloatSlider):
        slide(field, 30)
    assert "it must be 100 %" in text_of(built)
    press(built, "Replay with these weights")
    assert "add up to" in text_of(built)
    assert states(db) == ["in force"]


def test_one_keeps_the_draft_and_another_approves(db):
    built = page(db, "ana")
    press(built, "Keep as a draft")
    assert "kept with the reason" in text_of(built)
    assert states(db) == ["in force"]
    part(built, pmui.TextInput, "Why").value = "live selling is new"
    press(built, "Keep as a draft")
    assert states(db) == ["in force", "draft"]
    assert "Kept as a draft: version " in text_of(built)
    assert "a draft waits for a second administrator" in text_of(built)
    assert part(built, pmui.Button, "Keep as a draft") is None
    kept = db.as_operator().definitions("rubric").query("state == 'draft'")["version"].iloc[0]
    with pytest.raises(AccessDenied):
        db.as_user("ana").approve("rubric", kept)
    db.as_user("bea").approve("rubric", kept)
    in_force = db.as_operator().in_force("rubric", "sales-manager")
    assert {part.id: str(part.weight) for part in in_force.competencies}["live_strategy"] == "0.15"


def test_weights_set_by_hand_are_what_is_kept(db):
    built = page(db, "ana", weights="live_strategy:0.2,client_development:0.1")
    part(built, pmui.TextInput, "Why").value = "more of it"
    press(built, "Keep as a draft")
    kept = db.as_operator().definitions("rubric").query("state == 'draft'")["version"].iloc[0]
    assert {part.id: str(part.weight) for part in db.as_operator().definition("rubric", version=kept).competencies}[
        "live_strategy"
    ] == "0.2"
    assert "a draft waits for a second administrator" in text_of(built)


def test_turning_down_needs_a_reason_and_leaves_it_in_the_audit_trail(db):
    built = page(db, "ana")
    press(built, "Turn down")
    assert states(db) == ["in force"]
    part(built, pmui.TextInput, "Why").value = "not our business"
    press(built, "Turn down")
    assert states(db) == ["in force", "declined"]
    assert "turned down by ana on" in text_of(built)
    assert "Turned down: version " in text_of(built)
    trail = db.as_operator().audit().tail(2)
    assert trail["action"].to_list() == ["save definition", "decline definition"]
    assert set(trail["reason"]) == {"not our business"}
    assert db.verify_audit().ok


def test_a_role_lost_while_the_page_is_open_writes_nothing(db):
    built = page(db, "ana")
    db.set_role("ana", "specialist")
    part(built, pmui.TextInput, "Why").value = "late"
    for label in ("Keep as a draft", "Turn down"):
        press(built, label)
    assert states(db) == ["in force"]
    assert "No right to see this" in text_of(built)


def test_an_address_can_name_job_quarter_share_and_weights(db):
    assert "Live-selling strategy 10\u00a0%" in text_of(page(db, "hr", share="10"))
    assert "Live-selling strategy 20\u00a0%" in text_of(page(db, "hr", weights="live_strategy:0.2,client_development:0.1"))
    assert "no job description changed" in text_of(page(db, "hr", quarter="2025-Q4", job="J-BE-01")).lower()
    assert "is no competency of the rubric" in text_of(page(db, "hr", weights="nobody:0.2"))


@pytest.mark.parametrize(
    ("asked", "read"),
    [("a:0.2,b:0.8", {"a": "0.2", "b": "0.8"}), ("", {}), ("a", {}), (":1", {}), ("a:x", {"a": "x"}), (" a : 0.1 ,", {"a": "0.1"})],
)
def test_weights_in_an_address(asked, read):
    assert deciding.typed(asked) == read
