"""The page on which a change is proposed by one administrator and approved by another; nobody else can do either."""

from __future__ import annotations

import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import rules
from dashboards.visit import Visit
from workbench import definitions, store
from workbench.errors import AccessDenied


@pytest.fixture
def db(tmp_path, request):
    rubric = definitions.Rubric.load(request.config.rootpath / "data" / "definitions" / "rubric-sales-manager.yaml")
    with store.open(tmp_path / "w.db") as opened:
        opened.as_operator().save_definition(rubric, reason="first")
        for name, role in {"ana": "administrator", "bea": "administrator", "hr": "specialist"}.items():
            opened.add_account(name, "a long enough one", role)
        yield opened


def page(db, account):
    return rules.view(Visit(desk=db.as_user(account), account=account, language="en", query={"definition": "rubric:sales-manager"}))


def part(built, kind, label):
    """A widget by its label; folded parts are built from the start."""
    return next((found for found in built.select(kind) if found.label.startswith(label)), None)


def text_of(built):
    return "\n".join(str(found.object) for found in built.select(pn.pane.HTML))


def press(button):
    button.clicks += 1


def propose(db, account, text, reason="less talk"):
    built = page(db, account)
    part(built, pmui.TextAreaInput, "New version").value = text
    for found in built.select(pmui.TextInput):
        found.value = reason
    press(part(built, pmui.Button, "Propose"))
    return built


def swapped(db):
    text = db.as_operator().definition("rubric", id="sales-manager").to_yaml()
    return text.replace("weight: 0.15", "weight: 0.16").replace("weight: 0.2\n", "weight: 0.19\n", 1)


def test_one_proposes_the_difference_is_shown_and_another_approves(db):
    before = db.as_operator().in_force("rubric", "sales-manager").version
    built = propose(db, "ana", swapped(db))
    assert "1 waits for a second administrator" in text_of(built)
    assert "weight: 20 % → 19 %" in text_of(built)
    assert db.as_operator().in_force("rubric", "sales-manager").version == before
    own = page(db, "ana")
    press(part(own, pmui.Button, "Approve"))
    assert "No right to see this" in text_of(own)
    assert db.as_operator().in_force("rubric", "sales-manager").version == before
    press(part(page(db, "bea"), pmui.Button, "Approve"))
    assert db.as_operator().in_force("rubric", "sales-manager").version != before
    trail = db.as_user("bea").audit()
    assert {"ana", "bea"} <= set(trail["account"])


def test_a_wrong_text_is_refused_with_its_place_and_nothing_is_kept(db):
    text = swapped(db).replace("weight: 0.16", "weight: 0.66")
    built = propose(db, "ana", text)
    assert "add up to" in text_of(built)
    assert len(db.as_operator().definitions("rubric")) == 1
    built = propose(db, "ana", swapped(db), reason="")
    assert "kept with the reason" in text_of(built)
    assert len(db.as_operator().definitions("rubric")) == 1


def test_what_would_change_is_shown_without_keeping_anything(db):
    built = page(db, "ana")
    part(built, pmui.TextAreaInput, "New version").value = swapped(db)
    press(part(built, pmui.Button, "Show what would change"))
    assert "weight: 20 % → 19 %" in text_of(built)
    assert len(db.as_operator().definitions("rubric")) == 1


def test_a_specialist_sees_the_rules_and_can_do_nothing_to_them(db):
    db.as_user("ana").save_definition(definitions.Rubric.parse(swapped(db)), reason="x")
    built = page(db, "hr")
    assert "weight: 20 % → 19 %" in text_of(built)
    assert part(built, pmui.Button, "Approve") is None
    assert part(built, pmui.TextAreaInput, "New version") is None
    with pytest.raises(AccessDenied):
        db.as_user("hr").save_definition(definitions.Rubric.parse(swapped(db)), reason="x")


def test_a_role_lost_while_the_page_is_open_can_propose_nothing(db):
    built = page(db, "ana")
    db.set_role("ana", "specialist")
    part(built, pmui.TextAreaInput, "New version").value = swapped(db)
    for found in built.select(pmui.TextInput):
        found.value = "late"
    press(part(built, pmui.Button, "Propose"))
    assert "No right to see this" in text_of(built)
    assert len(db.as_operator().definitions("rubric")) == 1


def test_the_page_opens_with_what_was_changed_last(db, request):
    folder = request.config.rootpath / "data" / "definitions"
    for name in ("pay-matrix-technical.yaml", "rubric-backend-engineer.yaml"):
        kind = definitions.PayMatrix if name.startswith("pay") else definitions.Rubric
        db.as_operator().save_definition(kind.load(folder / name), reason="first")
    propose(db, "ana", swapped(db))
    built = rules.view(Visit(desk=db.as_user("hr"), account="hr", language="en"))
    assert part(built, pmui.Select, "Definition").value == "rubric:sales-manager"
