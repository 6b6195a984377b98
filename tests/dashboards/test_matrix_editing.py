"""A matrix edited in a table: what is wrong stands beside it at once, it goes to a spreadsheet and comes back, and waits for a second person."""

import io

import openpyxl
import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import matrix_editing, rules
from dashboards.visit import Visit
from workbench import definitions, reports, store

EDGES = list(matrix_editing.EDGES)


@pytest.fixture
def db(tmp_path, request):
    matrix = definitions.PayMatrix.load(request.config.rootpath / "data" / "definitions" / "pay-matrix-technical.yaml")
    with store.open(tmp_path / "w.db") as opened:
        opened.as_operator().save_definition(matrix, reason="first")
        for name, role in {"ana": "administrator", "hr": "specialist"}.items():
            opened.add_account(name, "a long enough one", role)
        yield opened


def form(db, language="en"):
    desk = db.as_user("ana")
    visit, asked = Visit(desk=desk, account="ana", language=language), []
    return matrix_editing._Form(desk.in_force("pay-matrix", "technical"), visit, lambda: asked.append(1)), asked


def said(built):
    tables = [found.value for found in built.findings.select(pn.widgets.Tabulator)]
    return tables[0] if tables else None


def edit(built, row, column, value):
    table = built.bands.value.copy()
    table.loc[row, column] = value
    built.bands.value = table
    built.look()


@pytest.mark.parametrize(
    ("row", "column", "value", "word"),
    [
        (1, "score_from", 72.0, "no band has the scores between 70 and 72"),
        (1, "score_from", 65.0, "both claim scores 65 to 70"),
        (2, "pay_max", 14_000.0, "pay falls from 15,000 to 14,000"),
        (0, "pay_min", -5.0, "pay starts at -5"),
        (0, "pay_min", None, "pay_min is missing or not a number"),
    ],
)
def test_what_is_wrong_stands_beside_the_bands_at_once(db, row, column, value, word):
    built, _ = form(db)
    edit(built, row, column, value)
    found = said(built)
    assert "error" in found["severity_text"].tolist()
    assert found["found"].str.contains(word).any(), found["found"].tolist()
    built._tried(built.propose)
    assert 'role="status"' in built.told.object, "a broken matrix is not kept"
    assert len(db.as_operator().definitions("pay-matrix")) == 1


def test_a_sound_edit_is_proposed_and_waits(db):
    built, asked = form(db, "zh")
    edit(built, 2, "pay_max", 21_000.0)
    built.reason.value = "market moved"
    built._tried(built.propose)
    assert built.told.object == ""
    assert asked == [1]
    assert len(db.as_operator().definitions("pay-matrix")) == 2
    assert db.as_operator().in_force("pay-matrix", "technical").ladder[-1].pay_max == 20_000


def test_untouched_bands_make_the_version_they_came_from(db):
    built, _ = form(db)
    assert definitions.PayMatrix.from_dict(built.content()).version == db.as_operator().in_force("pay-matrix", "technical").version


def test_bands_are_added_and_taken_away(db):
    built, _ = form(db)
    built.add()
    assert len(built.bands.value) == 4
    built.remove(type("Click", (), {"row": 3})())
    assert built.bands.value[EDGES].to_numpy().tolist() == form(db)[0].bands.value[EDGES].to_numpy().tolist()
    for _ in range(3):
        built.remove(type("Click", (), {"row": 0})())
    assert built.bands.value.empty
    built.add()
    assert len(built.bands.value) == 1


def test_it_goes_to_a_spreadsheet_and_comes_back(db):
    built, _ = form(db)
    book = openpyxl.load_workbook(io.BytesIO(built.workbook().getvalue()))
    sheet = book["bands"]
    column = next(cell.column for cell in sheet[1] if str(cell.value).startswith("pay_max"))
    sheet.cell(row=4, column=column, value=22_000)
    out = io.BytesIO()
    book.save(out)
    built.take(out.getvalue())
    assert built.bands.value["pay_max"].tolist()[-1] == 22_000
    assert built.told.object == ""
    built.take(b"no workbook")
    assert "cannot be read" in built.told.object
    assert built.bands.value["pay_max"].tolist()[-1] == 22_000


def test_a_workbook_of_another_matrix_is_refused(db, request):
    other = definitions.PayMatrix.load(request.config.rootpath / "data" / "definitions" / "pay-matrix-sales.yaml")
    built, _ = form(db)
    built.take(other.to_excel())
    assert "another matrix" in built.told.object


def test_the_rules_page_offers_it_to_administrators_only(db):
    def page(account):
        return rules.view(
            Visit(desk=db.as_user(account), account=account, language="en", query={"definition": "pay-matrix:technical"})
        )

    labels = {button.label for button in page("ana").select(pmui.Button)}
    assert {"Add a band", "Propose these bands"} <= labels
    assert "Propose these bands" not in {button.label for button in page("hr").select(pmui.Button)}


def test_staff_and_market_stand_behind_the_findings(db):
    desk = db.as_operator()
    content = desk.in_force("pay-matrix", "technical").to_dict()
    assert "market_drift" not in set(reports.matrix_findings(desk, content)["code"])
    import pandas as pd

    day = pd.Timestamp("2026-01-01")
    desk.write("JOBS", pd.DataFrame({"job_id": ["J1"], "title": ["工程师"], "job_family": ["technical"]}))
    desk.write(
        "MARKET_PAY",
        pd.DataFrame({"job_id": ["J1"], "market_date": [day], "p50": [30_000.0], "currency": "CNY", "period": "month"}),
    )
    found = reports.matrix_findings(desk, content, language="zh")
    assert "market_drift" in set(found["code"])
    assert found["severity_text"].isin(["错误", "警告", "提示"]).all()
