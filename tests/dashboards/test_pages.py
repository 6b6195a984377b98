"""Every page built without a server, as each role and in both languages."""

from __future__ import annotations

import gc
import html
import re
import weakref

import panel as pn
import pytest

from dashboards import app, candidate, cards, drawing, evidence, guard, overview, shell, states, theme
from dashboards.visit import Visit
from workbench import reports, store, wording
from workbench.errors import AccessDenied, ContractError, UndefinedResult
from workbench.figures import style


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


def visit(db, account="hr", *, language="en", dark=False, **query) -> Visit:
    return Visit(desk=db.as_user(account), account=account, language=language, dark=dark, query=query)


def text_of(component) -> str:
    """All the markup of a page, in order."""
    return "\n".join(str(part.object) for part in component.select(pn.pane.HTML))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", guard.RIGHTS)
def test_every_page_opens_with_its_question_and_an_answer(db, name, language, interview_id):
    account = {"notice": "cleo", "fairness": "ana", "equity": "ana"}.get(name, "hr")
    built = app.VIEWS[name](visit(db, account, language=language, interview=interview_id if name == "candidate" else ""))
    opening = text_of(built)
    assert "<h1>" in opening
    assert any("\u4e00" <= letter <= "\u9fff" for letter in opening.partition("<h1>")[0]) == (language == "zh")


def test_the_candidates_page_goes_from_score_to_second(db, interview_id):
    built = candidate.view(visit(db, interview=interview_id, competency="team_leadership", criterion="team_size"))
    chooser, listening = next(iter(built.select(evidence.Grounds))), next(iter(built.select(evidence.Listening)))
    assert (chooser.competency, chooser.criterion) == ("team_leadership", "team_size")
    assert (listening.question, listening.mark) == ("q2", "team_size")
    row = next(row for row in chooser.criteria if row["id"] == "team_size")
    assert (row["quote"], row["clock"]) == ("“十多个人的”", "0:00")
    chooser.criterion = "growth"
    assert listening.mark == "team_growth_pct"
    answer = next(answer for answer in listening.answers if answer["id"] == "q2")
    mark = next(mark for mark in answer["marks"] if mark["id"] == "team_growth_pct")
    # characters 20-23 of a sentence that runs from 11 to 24 in seconds 2 to 5
    assert mark["start_s"] == pytest.approx(2 + 3 * 9 / 13)
    assert "".join(piece["text"] for piece in answer["pieces"]).startswith("我带过十多个人")
    played = listening.played
    chooser.played += 1
    assert listening.played == played + 1


def test_an_address_that_asks_for_nonsense_falls_back(db, interview_id):
    built = candidate.view(visit(db, interview=interview_id, competency="no_such", criterion="no_such"))
    chooser = next(iter(built.select(evidence.Grounds)))
    assert chooser.competency in {one["id"] for one in chooser.competencies}
    assert chooser.criterion in {one["id"] for one in chooser.criteria if one["competency"] == chooser.competency}


def test_a_manager_sees_points_but_no_words_and_no_voice(db, interview_id, site_url):
    from pathlib import Path

    folder = Path(site_url.removeprefix("sqlite:///")).parent / "recordings"
    for account, heard in (("hr", True), ("max", False)):
        seen = visit(db, account, interview=interview_id)
        built = candidate.view(Visit(desk=seen.desk, account=account, language="en", query=seen.query, recordings=folder))
        listening = next(iter(built.select(evidence.Listening)))
        answer = next(answer for answer in listening.answers if answer["id"] == "q2")
        assert bool(answer["url"]) is heard
        assert bool(answer["pieces"]) is heard


def test_no_interview_chosen_is_a_designed_state(db):
    assert "No interview is chosen." in text_of(candidate.view(visit(db)))


def test_an_unknown_interview_becomes_a_state_not_a_traceback(db):
    shown = states.shown(candidate.view, visit(db, interview="V9999999"))
    assert "There is no interview" in text_of(shown)
    with pytest.raises(ContractError, match="V9999999"):
        candidate.view(visit(db, interview="V9999999"))


def test_refusals_say_to_whom_a_page_is_open_in_both_languages(db):
    assert "Open to: Administrator · HR specialist." in text_of(states.shown(app.VIEWS["pay"], visit(db, "max")))
    assert "您的角色（用人经理）无权查看此内容" in text_of(states.shown(app.VIEWS["pay"], visit(db, "max", language="zh")))


def test_a_page_that_breaks_shows_no_value_and_logs_none(db, caplog):
    def broken(_visit):
        raise KeyError("王小明 13800000000")

    caplog.set_level("ERROR", logger="dashboards")
    shown = states.shown(broken, visit(db))
    assert "could not be built" in text_of(shown)
    assert "王小明" not in text_of(shown) + caplog.text
    assert "KeyError" in caplog.text


def test_too_little_data_has_its_own_state(db):
    def empty(_visit):
        raise UndefinedResult("no hires yet", found="0 hires", expected="at least 5", cure="wait for hires")

    assert "Too little data" in text_of(states.shown(empty, visit(db)))


class TestTheFrame:
    def test_is_not_busy_with_the_rest_of_the_server(self, db):
        page = shell.framed("overview", lambda _visit: cards.html("x"), visit(db))
        assert page.busy is False

    def test_shows_only_the_pages_a_role_may_open(self, db):
        assert 'href="pay"' in shell.bar("overview", visit(db)).object
        assert 'href="pay"' not in shell.bar("overview", visit(db, "max")).object
        assert "Candidates" not in shell.bar("overview", visit(db, "cleo")).object
        assert "My applications" in shell.bar("overview", visit(db, "cleo")).object
        assert "My applications" not in shell.bar("overview", visit(db)).object

    def test_marks_the_page_one_is_on(self, db):
        assert '<a href="candidates" aria-current=page>' in shell.bar("candidate", visit(db)).object

    def test_switches_keep_what_is_on_the_screen(self, db):
        bar = shell.bar("candidate", visit(db, interview="V1", competency="learning")).object
        assert "candidate?interview=V1&amp;competency=learning&amp;language=zh" in bar

    def test_logs_out_with_a_button_not_a_link(self, db):
        assert '<form method="post" action="logout">' in shell.bar("overview", visit(db)).object

    def test_an_account_removed_since_its_login_is_nobody(self, db):
        db.add_account("gone", "a long enough password", "specialist")
        seen = visit(db, "gone")
        db.remove_account("gone")
        assert seen.role == "nobody"
        with pytest.raises(AccessDenied):
            overview.view(seen)


class TestCards:
    def test_emphasis_escapes_what_people_wrote(self):
        told = cards.emphasise("<b>82</b> & strongest 沟通 91", {"沟通 91": "good"})
        assert told == '&lt;b&gt;82&lt;/b&gt; &amp; strongest <b class="good">沟通 91</b>'

    def test_longer_pieces_win_and_each_is_brought_out_once(self):
        assert cards.emphasise("91 and 191", {"91": "good", "91 and": "warn"}) == '<b class="warn">91 and</b> 191'

    def test_figures_lose_their_title_to_the_card_and_turn_for_a_dark_ground(self, db, interview_id):
        report = reports.candidate(db.as_user("hr"), interview_id, language="en")
        light, dark = (cards.drawn(report, "competencies", dark=dark) for dark in (False, True))
        assert "<h2>Points by competency, against 10 candidates for this job</h2>" in text_of(light)
        plots = [next(iter(part.select(drawing.Drawing))).plot for part in (light, dark)]
        assert [style.GRID.lower() in plot.lower() for plot in plots] == [True, False]
        assert theme.INKS[style.GRID] in plots[1]
        assert cards.drawn(report, "no such figure") is None

    def test_broken_titles_are_joined_again(self):
        from bokeh.models import Title
        from bokeh.plotting import figure

        model = figure()
        for text, weight in (("n = 4", "normal"), ("caption，", "normal"), ("of the title", "bold"), ("Two lines", "bold")):
            model.add_layout(Title(text=text, text_font_style=weight), "above")
        assert theme.untitled(model) == ("Two lines of the title", "caption，n = 4")
        assert theme.untitled(model) == ("", "")

    def test_dark_inks_are_other_than_light_ones(self):
        assert all(light.lower() != dark.lower() for light, dark in theme.INKS.items())
        assert set(theme.LIGHT) == set(theme.DARK)


def test_everything_said_on_the_pages_has_its_chinese():
    import ast
    import re
    from pathlib import Path

    folder, said = Path(app.__file__).parent, set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and "say" in {getattr(node.func, "id", ""), getattr(node.func, "attr", "")}
            if called and node.args and isinstance(node.args[0], ast.Constant):
                said.add(node.args[0].value)
    said |= set(re.findall(r'say\("([^"]+)"\)', (folder / "assets" / "login.html").read_text(encoding="utf-8")))
    assert len(said) > 70
    assert wording.untranslated(said) == set()


@pytest.mark.parametrize("name", ["candidates", "jobs", "calibration", "rules"])
def test_a_page_nobody_looks_at_is_let_go(db, name):
    framed = weakref.ref(shell.framed(name, app.VIEWS[name], visit(db, "ana")))
    gc.collect()
    assert framed() is None, "what holds it holds the page of every session there ever was"


def test_refusals_are_said_in_the_readers_language(db):
    chinese = text_of(states.shown(candidate.view, visit(db, language="zh", interview="V9999999")))
    assert "没有编号为“V9999999”的面试" in chinese
    assert "There is no" not in chinese


def test_every_clause_of_a_refusal_has_its_chinese():
    assert wording.untranslated({sentence for _, sentence in states.CLAUSES}) == set()


def test_a_phone_folds_the_controls_behind_what_they_stand_at(db):
    assert re.search(r'class="fold".*?<b>Choose</b><span>All jobs · All grades</span>', text_of(app.VIEWS["candidates"](visit(db))))


def test_the_overview_lists_what_waits_with_the_way_to_it(db):
    told = text_of(overview.view(visit(db)))
    assert "What waits for a person" in told
    alerts = reports.overview(db.as_user("hr"), language="en").tables["alerts"]
    for row in alerts.to_dict("records"):
        assert row["text"][1:] in html.unescape(told).replace("\u00a0", " ")
        assert f'href="{row["page"]}' in told


@pytest.mark.parametrize("tokens", [theme.LIGHT, theme.DARK])
def test_inks_can_be_read_on_every_ground(tokens):
    """The contrast of WCAG 2.1, success criterion 1.4.3: 4.5 for text."""

    def light(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for ground in ("card", "ground", "quiet"):
        for ink in ("ink", "text", "soft", "faint"):
            low, high = sorted((light(tokens[ground]), light(tokens[ink])))
            assert (high + 0.05) / (low + 0.05) >= 4.5, (ground, ink)
