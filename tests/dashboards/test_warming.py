"""What is prepared before readers come, and while nobody asks: pages, each choice on them, and all of it again once the data change."""

from __future__ import annotations

import pandas as pd
import pytest

from dashboards import app, shared, warming
from dashboards.visit import Visit
from workbench import reports, samples, store


@pytest.fixture
def db(tmp_path):
    company = samples.company(30, seed=3)
    with store.open(f"sqlite:///{tmp_path / 'w.db'}") as opened:
        opened.add_account("hr", "a long enough password", "specialist")
        for name in ("JOBS", "CANDIDATES", "APPLICATIONS", "STAGES", "INTERVIEWS"):
            opened.as_operator().write(name, company.tables[name])
        yield opened


@pytest.fixture
def made(monkeypatch):
    """The jobs for which a report was made anew."""
    asked, make = [], reports.job_fit

    def counted(desk, **arguments):
        asked.append(arguments["job_id"])
        return make(desk, **arguments)

    monkeypatch.setattr(shared.made, "job_fit", counted)
    return asked


def prepared(db, *pages):
    return warming.warm(db, {name: app.VIEWS[name] if name in pages else _nothing for name in app.VIEWS}, most_s=600)


def _nothing(visit):
    """A page without anything on it: only the pages a test is about are built."""


def rows(rest):
    while rest.pages or rest.choices:
        assert rest.go_on(quiet_s=60) == warming.BETWEEN_S


def test_every_choice_of_a_page_is_made_before_its_reader_makes_it(db, made):
    rest = prepared(db, "jobs")
    jobs = set(db.as_operator().read("JOBS")["job_id"])
    assert len(set(made)) == 1
    rows(rest)
    assert set(made) == jobs
    before = len(made)
    for language in ("zh", "en"):
        for job in jobs:
            app.VIEWS["jobs"](Visit(desk=db.as_user("hr"), account="hr", language=language, query={"job": job}))
    assert len(made) == before


def test_nobody_waits_for_what_is_prepared(db, made):
    rest = prepared(db, "jobs")
    left = len(rest.choices)
    assert rest.go_on(quiet_s=0.5) == pytest.approx(warming.QUIET_S - 0.5)
    assert len(rest.choices) == left


def test_choices_that_take_long_are_left_to_their_readers(db, made, monkeypatch):
    rest = prepared(db, "jobs", "candidates")
    monkeypatch.setattr(warming, "LONGEST_S", -1.0)
    before = {(step, *query) for step, query in rest.choices}
    made.clear()
    rows(rest)
    assert len(made) <= 2  # one a language, then no more of them
    assert len(before) > 2


def test_everything_is_prepared_again_once_the_data_change(db, made):
    rest = prepared(db, "jobs")
    rows(rest)
    assert rest.go_on(quiet_s=60) == warming.LOOK_S
    assert not rest.pages
    desk = db.as_operator()
    desk.write("STAGES", desk.read("STAGES").head(1).assign(stage="withdrawn", event_date=pd.Timestamp("2026-01-05")))
    made.clear()
    rest.go_on(quiet_s=60)
    assert rest.pages
    rows(rest)
    assert set(made) == set(desk.read("JOBS")["job_id"])


def test_no_choice_is_made_that_would_look_at_protected_attributes(db):
    db.add_account("ana", "a long enough password", "administrator")
    rest = prepared(db, "fairness", "equity", "calibration", "channels")
    chosen = {(step[0], name) for step, query in rest.choices for name in query}
    assert ("channels", "job") in chosen
    assert not {page for page, _ in chosen} & {"fairness", "equity"}
    assert "attribute" not in {name for _, name in chosen}


def test_a_page_that_fails_does_not_end_the_preparing(db, caplog):
    def broken(visit):
        raise RuntimeError("王小明")

    warming.warm(db, dict.fromkeys(app.VIEWS, broken), most_s=600)
    assert "not prepared" in caplog.text or "a page failed" in caplog.text
    assert "王小明" not in caplog.text
