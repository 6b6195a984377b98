"""Filters in the address: what applies to a page, what is said about the rest, and links that keep them."""

import html

import panel as pn
import pytest

from dashboards import app, filters, guard, shell
from dashboards.visit import Visit
from workbench import store, wording


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


def visit(db, account="hr", *, language="en", **query):
    return Visit(desk=db.as_user(account), account=account, language=language, query=query)


def bar(page, seen):
    return html.unescape(filters.bar(page, filters.read(page, seen)).object)


def text_of(parts):
    return "\n".join(str(part.object) for one in parts for part in pn.Column(one).select(pn.pane.HTML))


def test_every_page_but_a_persons_own_reads_the_filters(db):
    for page in guard.RIGHTS:
        asked = filters.read(page, visit(db))
        assert (asked is None) == (page in {"candidate", "notice"}), page


def test_what_is_chosen_stands_as_chips_to_take_off(db):
    told = bar("overview", visit(db, channel="内推", location="上海", language="en"))
    assert told.count('class="chip"') == 2
    assert '<a data-as-is href="overview?location=%E4%B8%8A%E6%B5%B7"' in told
    assert 'aria-label="Take off: Referral"' in told
    assert '<a class="clear" data-as-is href="overview">Clear all</a>' in told


def test_the_count_is_of_who_is_left(db):
    desk = db.as_user("hr")
    every, own = len(desk.read("APPLICATIONS")), len(desk.read("APPLICATIONS", channel="内推"))
    assert f"{own} of {every} applications" in bar("overview", visit(db, channel="内推"))
    assert f"{every} 份申请中的 {own} 份" in bar("overview", visit(db, language="zh", channel="内推"))
    assert f"{every} of {every} applications" in bar("overview", visit(db))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"job": "J-XX"}, "There is no job 'J-XX' among those you may see; shown without it."),
        ({"channel": "<script>"}, "No application came through the channel '<script>'; shown without it."),
        ({"location": "Atlantis"}, "There is no job in 'Atlantis'; shown without it."),
        ({"period": "soon"}, "The period 'soon' cannot be read; shown without it."),
        ({"from": "2026-03-01", "until": "2025-03-01"}, "The period ends before it begins; shown without it."),
    ],
)
def test_an_address_that_asks_in_vain_is_told_so_and_falls_back(db, asked, said):
    read = filters.read("overview", visit(db, **asked))
    markup = filters.bar("overview", read).object
    assert said in html.unescape(markup)
    assert "<script>'" not in markup
    assert read.n == read.of > 0
    assert not read.visit.desk.chosen


def test_a_link_shows_another_role_only_what_it_may_see(db):
    read = filters.read("overview", visit(db, "max", job="J-BE-01"))
    assert "There is no job 'J-BE-01' among those you may see; shown without it." in bar(
        "overview", visit(db, "max", job="J-BE-01")
    )
    assert read.of == len(db.as_user("max").read("APPLICATIONS")) < len(db.as_user("hr").read("APPLICATIONS"))
    assert "Backend" not in bar("overview", visit(db, "max"))
    assert filters.read("overview", visit(db, "cleo")) is None


def test_a_page_that_a_filter_would_mislead_says_so_and_stays_whole(db):
    asked = filters.read("costs", visit(db, job="J-SM-01", channel="内推", **{"from": "2025-10-01"}))
    assert "Not used on this page: Job, Channel" in bar("costs", asked.visit)
    assert asked.visit.desk.chosen == store.Filter(first="2025-10-01")
    assert set(asked.chips) == {"period"}


def test_a_job_outside_the_location_is_named(db):
    jobs = db.as_user("hr").read("JOBS").set_index("job_id")
    other = jobs.loc[jobs["city"] != jobs.loc["J-SM-01", "city"], "city"].iloc[0]
    assert f"Sales manager is not in {other}; shown without it." in bar("calibration", visit(db, job="J-SM-01", location=other))


@pytest.mark.parametrize("page", [page for page in filters.REPORT if page != "fairness"])
def test_every_page_answers_about_the_few(db, page):
    account = "ana" if page == "equity" else "hr"
    parts = shell._content(page, app.VIEWS[page], visit(db, account, channel="内推", period="2026-Q1"))
    told = text_of(parts)
    assert "Try again; if it stays" not in told
    assert 'class="filters"' in told
    if "channel" in filters.parts(page) and page not in {"candidates", "tuning"}:
        few = "Only Referral, applied in 2026-Q1: " if "period" in filters.parts(page) else "Only Referral: "
        assert few in told or "Too little data" in told


@pytest.mark.parametrize("page", filters.UNMOVED)
def test_a_page_that_is_the_same_for_everybody_says_so_only_when_asked(db, page):
    plain, asked = (shell._content(page, app.VIEWS[page], visit(db, **query)) for query in ({}, {"channel": "内推"}))
    assert 'class="filters"' not in text_of(plain)
    told = html.unescape(text_of(asked))
    assert "Not used on this page: Channel, because " in told
    assert filters.UNMOVED[page] in told
    assert f'href="{page}"' in told.partition("Clear all")[0].rpartition("<a")[2]
    assert wording.untranslated({filters.UNMOVED[page]}) == set()
    assert not filters.read(page, visit(db, channel="内推")).visit.desk.chosen


def test_pay_equity_is_narrowed_by_place_and_says_what_it_leaves_aside(db):
    asked = filters.read("equity", visit(db, "ana", location="上海", channel="内推"))
    assert set(asked.chips) == {"location"}
    assert "Not used on this page: Channel" in html.unescape(filters.bar("equity", asked).object)
    assert asked.visit.desk.chosen == store.Filter(location="上海")


def test_an_address_about_one_application_is_about_nobody_else(db):
    for page in filters.ONE_PERSON:
        assert filters.read(page, visit(db, application="A0000001", channel="内推")) is None


def test_nobody_left_is_a_designed_state(db):
    for language, said in (("en", "No application matches these filters."), ("zh", "没有符合这些筛选条件的申请。")):
        told = text_of(shell._content("jobs", app.VIEWS["jobs"], visit(db, language=language, **{"from": "2040-01-01"})))
        assert said in told
        assert 'class="filters"' in told


def test_links_of_the_bar_keep_the_filters_and_nothing_else(db):
    told = shell.bar("candidates", visit(db, channel="内推", period="2026-Q1", grade="A", interview="V1")).object
    assert 'href="jobs?channel=%E5%86%85%E6%8E%A8&amp;period=2026-Q1"' in told
    assert 'href="jobs?channel=%E5%86%85%E6%8E%A8&amp;period=2026-Q1&amp;grade' not in told


def test_the_form_keeps_what_else_the_address_says(db):
    told = bar("channels", visit(db, outcome="retention", job="J-SM-01", period="2025", channel="内推"))
    for name, value in (("outcome", "retention"), ("job", "J-SM-01"), ("channel", "内推")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in told
    assert '<option value="2025" selected>2025</option>' in told
    assert 'name="period"' in told
    assert '<select name="channel">' not in told
