"""An open candidate page shows a new answer without a reload, and leaves everybody else's page alone."""

import numpy as np
import pytest

from dashboards import candidate, fresh
from dashboards.visit import Visit
from workbench import pipeline, store


@pytest.fixture
def db(site_url, tmp_path):
    import shutil
    from pathlib import Path

    source = Path(site_url.removeprefix("sqlite:///")).parent
    copy = shutil.copytree(source, tmp_path / "site")
    with store.open(f"sqlite:///{copy / 'workbench.db'}") as opened:
        yield opened


def opened(db, interview_id, built):
    visit = Visit(desk=db.as_user("hr"), account="hr", language="en", query={"interview": interview_id})

    def build(now):
        built.append(now)
        return candidate._page(now, interview_id, [])

    return fresh.Following(build, visit, interview_id)


def test_a_new_answer_is_on_the_open_page_and_on_no_other(db, interview_id):
    desk, built, elsewhere = db.as_operator(), [], []
    other = next(name for name in desk.read("INTERVIEWS")["interview_id"] if name != interview_id)
    here, there = opened(db, interview_id, built), opened(db, other, elsewhere)
    page = here.page
    assert not here.look()
    silence = (np.zeros(64_000, np.float32), 16_000)
    pipeline.take_answer(desk, interview_id, "Q-LIVE", text="去年我签下了三十一家新客户。", recording=silence)
    assert here.look()
    assert not there.look()
    assert not here.look()
    assert (len(built), len(elsewhere)) == (2, 1)
    assert here.page is page  # the same component: the browser is sent what changed


def test_every_change_moves_the_counter_and_reading_does_not(db):
    desk = db.as_operator()
    before = desk.changes()
    desk.read("INTERVIEWS")
    assert desk.changes() == before
    row = desk.read("ANSWERS").head(1)
    desk.write("ANSWERS", row.assign(answer_text="something else"))
    assert desk.changes() > before


def test_what_was_chosen_stays_chosen(db, interview_id, monkeypatch):
    made = []
    real = fresh.Following.__init__
    monkeypatch.setattr(fresh.Following, "__init__", lambda self, *given: (made.append(self), real(self, *given))[1])
    chosen = []
    grounds = candidate.evidence.grounds
    monkeypatch.setattr(candidate.evidence, "grounds", lambda *given: chosen.append(grounds(*given)) or chosen[-1])
    visit = Visit(desk=db.as_user("hr"), account="hr", language="en", query={"interview": interview_id})
    candidate.view(visit)
    last = db.as_operator().read("COMPETENCY_SCORES", interview_id=interview_id)["competency"].iloc[-1]
    chosen[0].competency = last
    pipeline.take_answer(db.as_operator(), interview_id, "Q-LIVE", text="去年我签下了三十一家新客户。")
    assert made[0].look()
    assert len(chosen) == 2
    assert chosen[1].competency == last
