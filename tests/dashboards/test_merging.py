"""A choice changes what differs, in place: the same components stand, with new words, plots and rows."""

from __future__ import annotations

import json

import pandas as pd
import panel as pn
import panel_material_ui as pmui
import pytest
from bokeh.embed import json_item

from dashboards import cards, drawing, job_fit, merging, shared, tables
from dashboards.visit import Visit
from workbench import figures, store, wording


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


def visit(db, **query) -> Visit:
    return Visit(desk=db.as_user("hr"), account="hr", language="en", query=query)


def every(page, kind) -> list:
    return list(page.select(kind))


def test_another_job_is_written_into_the_page_that_stands(db):
    page = job_fit.view(visit(db, job="J-SM-01"))
    before = {kind: every(page, kind) for kind in (pn.pane.HTML, drawing.Drawing, pn.widgets.Tabulator, pmui.Select)}
    said = [part.object for part in before[pn.pane.HTML]]
    chooser = next(part for part in before[pmui.Select] if part.label == "Job")
    chooser.value = next(job for job in chooser.options.values() if job != "J-SM-01")
    assert page[0] is before[pn.pane.HTML][0]
    assert page[0].object != said[0]
    assert every(page, pmui.Select) == before[pmui.Select]
    wanted = job_fit.view(visit(db, job=chooser.value))
    assert [part.object for part in every(page, pn.pane.HTML)] == [part.object for part in every(wanted, pn.pane.HTML)]
    assert [part.plot for part in every(page, drawing.Drawing)] == [part.plot for part in every(wanted, drawing.Drawing)]
    for ours, theirs in zip(every(page, pn.widgets.Tabulator), every(wanted, pn.widgets.Tabulator), strict=True):
        pd.testing.assert_frame_equal(ours.value, theirs.value)


def test_a_card_with_a_widget_is_taken_as_it_is_wanted():
    def card(text):
        told = cards.html(text)
        return cards.card(pmui.Button(label="Save"), told), told

    (old, _), (new, told) = card("old"), card("new")
    shown = merging.merged([old], [new])
    assert shown == [new]
    told.object = "saved"  # what the button's function says is on the page
    assert "saved" in [part.object for part in every(shown[0], pn.pane.HTML)]


def test_parts_that_come_and_go_stand_in_order():
    first, second, third = (cards.card(cards.html(text)) for text in "abc")
    assert merging.merged([first, second], [first, second, third]) == [first, second, third]
    other = cards.card(cards.html("d"))
    shown = merging.merged([first, second], [cards.card(cards.html("A")), pmui.Button(label="x")])
    assert shown[0] is first
    assert first[0].object == "A"
    assert merging.merged([other], []) == []


def test_a_grid_with_other_columns_or_formats_is_built_again():
    seen = Visit(desk=None, language="en")
    grids = [
        tables.grid(pd.DataFrame(data), seen, columns=list(data), decimals=places)
        for data, places in (({"n": [1.0]}, {}), ({"n": [2.0]}, {}), ({"n": [2.0]}, {"n": 2}), ({"m": [2.0]}, {}))
    ]
    assert merging.merged(grids[:1], grids[1:2]) == grids[:1]
    assert grids[0].value["n"].tolist() == [2.0]
    assert merging.merged(grids[:1], grids[2:3]) == grids[2:3]
    assert merging.merged(grids[:1], grids[3:]) == grids[3:]


def test_the_download_belongs_to_what_is_shown(db):
    say = wording.speak("en")
    box = pmui.Select(label="which", options={"a": "a", "b": "b"}, value="a")

    def page(which):
        table = pd.DataFrame({"job_id": [which]})
        return cards.answer(which, which, ()), tables.download(table, visit(db), filename=f"{which}.csv")

    shown = cards.filtered(page, box, say=say)
    save = shown[2]
    box.value = "b"
    assert shown[2] is save
    assert (save.filename, save.callback().read().decode("utf-8-sig").splitlines()[1]) == ("b.csv", "b")


class TestDrawings:
    def test_are_made_once_for_all_readers(self, db):
        reports = [shared.reports.job_fit(db.as_user("hr"), job_id="J-SM-01", language="en") for _ in range(2)]
        assert reports[0] is reports[1]
        plots = [drawing.drawn(report.figures["competencies"]) for report in reports]
        assert plots[0] is plots[1]
        assert drawing.drawn(reports[0].figures["competencies"], dark=True) is not plots[0]
        assert json.loads(plots[0].plot)["doc"]["roots"]

    def test_say_what_bokeh_says_without_the_models_no_plot_needs(self, db):
        element = shared.reports.job_fit(db.as_user("hr"), job_id="J-SM-01", language="en").figures["competencies"]
        model = figures.to_bokeh(element)
        own, whole = drawing._item(model), json_item(model)
        assert own["doc"]["roots"] == whole["doc"]["roots"]
        assert {name: own[name] for name in ("target_id", "root_id", "version")} == {
            name: whole[name] for name in ("target_id", "root_id", "version")
        }
        assert own["doc"]["version"] == whole["doc"]["version"]
        assert len(json.dumps(own)) < len(json.dumps(whole)) / 2

    def test_go_with_their_report(self):
        class Owner:
            pass

        owner = Owner()
        assert shared.beside(owner, "x", lambda: 1) == shared.beside(owner, "x", lambda: 2) == 1
        key = id(owner)
        assert key in shared._beside
        del owner
        assert key not in shared._beside
