"""Grids and their CSV, the reader's choices, the clips, and the log."""

from __future__ import annotations

import io
import logging

import pandas as pd
import pytest

from dashboards import journal, preferences, tables
from dashboards.visit import Visit
from workbench import store


@pytest.fixture
def reader() -> Visit:
    return Visit(desk=None, language="zh")


TABLE = pd.DataFrame({
    "interview_id": ["V1", "V2"], "overall": [82.44, None], "day": pd.to_datetime(["2026-09-01", None]), "n": pd.array([1, None], dtype="Int64"),
    "quote": ["=1+1", None],
})  # fmt: skip


class TestGrid:
    def test_keeps_the_first_column_in_sight_and_names_columns_in_the_readers_language(self, reader):
        grid = tables.grid(
            TABLE, reader, columns=("interview_id", "overall", "absent"), links={"interview_id": "candidate?interview={}"}
        )
        assert list(grid.value) == ["interview_id", "overall"]
        assert grid.frozen_columns == ["interview_id"]
        assert grid.titles == {"interview_id": "面试编号", "overall": "综合得分"}
        assert grid.formatters["interview_id"]["urlPrefix"] == "candidate?interview="
        assert grid.disabled

    def test_missing_values_are_dashes_and_still_sort(self, reader):
        grid = tables.grid(TABLE, reader, columns=list(TABLE), decimals={"overall": 1})
        assert grid.formatters["overall"].nan_format == "–"
        assert grid.formatters["overall"].format == "0,0.0"
        assert grid.value["n"].dtype == "float64"
        assert grid.value["quote"].tolist() == ["=1+1", ""]

    def test_long_tables_come_in_pages(self, reader):
        long = pd.DataFrame({"interview_id": [f"V{n}" for n in range(100)]})
        assert tables.grid(long, reader, columns=["interview_id"]).pagination == "remote"
        assert tables.grid(TABLE, reader, columns=["interview_id"]).pagination is None

    def test_sentences_break_and_names_in_the_first_column_fit(self, reader):
        words = pd.DataFrame(
            {"name": ["客户资源拓展能力", "b"], "reason": ["a reason that takes more room than a number would", ""], "n": [1, 2]}
        )
        grid = tables.grid(words, reader, columns=list(words))
        assert grid.formatters["reason"] == {"type": "textarea"}
        assert grid.widths == {"reason": "38%", "name": 8 * 16 + 24}

    def test_rows_reach_the_end_of_the_card_where_every_column_holds_words(self, reader):
        words = pd.DataFrame({"interview_id": ["V0000001"], "reason": ["运营工作年限未知；该岗位要求"], "job": ["直播运营专员"]})
        assert set(tables.grid(words, reader, columns=list(words)).widths) == {
            "interview_id",
            "job",
        }  # the longest takes what is left

    def test_the_callers_table_is_left_as_it_was(self, reader):
        before = TABLE.copy(deep=True)
        tables.grid(TABLE, reader, columns=list(TABLE))
        tables.download(TABLE, reader, filename="x.csv").callback()
        pd.testing.assert_frame_equal(TABLE, before)


class TestDownload:
    def test_gives_the_headings_on_the_screen_and_opens_in_spreadsheets(self, reader):
        content = tables.download(TABLE, reader, filename="x.csv", columns=["interview_id", "overall"]).callback().getvalue()
        assert content.startswith(b"\xef\xbb\xbf"), "a spreadsheet needs the mark to read Chinese"
        read = pd.read_csv(io.BytesIO(content))
        assert list(read) == ["面试编号", "综合得分"]
        assert read["综合得分"].iloc[0] == 82.44

    def test_text_that_looks_like_a_formula_stays_text(self, reader):
        risky = pd.DataFrame({"quote": ["=1+1", "+86", "@x", "fine"]})
        content = tables.download(risky, reader, filename="x.csv").callback().getvalue().decode("utf-8-sig")
        assert content.splitlines()[1:] == ["'=1+1", "'+86", "'@x", "fine"]


class TestPreferences:
    @pytest.mark.parametrize(
        ("arguments", "cookies", "accepted", "language"),
        [
            ({"language": [b"en"]}, {"workbench_language": "zh"}, "zh", "en"),
            ({}, {"workbench_language": "zh"}, "en", "zh"),
            ({}, {}, "fr-FR,zh-CN;q=0.7", "zh"),
            ({}, {}, "", "en"),
            ({"language": [b"klingon"]}, {"workbench_language": "<script>"}, "en", "en"),
            ({"language": [b"\xff"]}, {}, "zh", "zh"),
        ],
    )
    def test_the_address_beats_the_cookie_beats_the_browser(self, arguments, cookies, accepted, language):
        assert preferences.settle(arguments, cookies, accepted).language == language

    def test_addresses_keep_what_they_asked_for(self):
        assert preferences.address("jobs", {"job": "J-1", "language": "zh"}, language="en", theme="") == "jobs?job=J-1&language=en"
        assert preferences.address("jobs", {}) == "jobs"

    @pytest.mark.parametrize(
        ("asked", "number"),
        [
            ("1.05", 1.05),
            ("18,000", 18000),
            ("１２０", 120),
            ("", None),
            ("a lot", None),
            ("nan", None),
            ("inf", None),
            ("-5", None),
        ],
    )
    def test_numbers_as_people_type_them(self, asked, number):
        assert preferences.number(asked) == number


class TestClips:
    def test_serve_the_sound_in_parts_to_those_who_may_hear_it(self, site, session, interview_id):
        address = f"{site}/recording/{interview_id}/q2"
        whole = session("hr").get(address)
        assert (whole.status_code, whole.headers["Content-Type"], whole.content[:4]) == (200, "audio/wav", b"RIFF")
        assert whole.headers["Cache-Control"] == "private, no-store"
        part = session("hr").get(address, headers={"Range": "bytes=100-199"})
        assert (part.status_code, len(part.content)) == (206, 100)
        assert part.content == whole.content[100:200]

    @pytest.mark.parametrize("account", [None, "max", "cleo"])
    def test_are_refused_to_others(self, site, session, interview_id, account):
        answer = session(account).get(f"{site}/recording/{interview_id}/q2")
        assert answer.status_code == 403
        assert b"RIFF" not in answer.content

    @pytest.mark.parametrize("name", ["q1", "nothing", "..%2F..%2Fworkbench.db", "clip.wav"])
    def test_name_answers_never_files(self, site, session, interview_id, name):
        assert session("hr").get(f"{site}/recording/{interview_id}/{name}").status_code == 404

    def test_a_stored_name_can_not_leave_the_folder(self, site, session, site_url, interview_id):
        with store.open(site_url) as db:
            row = {"interview_id": interview_id, "question_id": "q9", "question_text": "?", "recording": "../workbench.db"}
            db.as_operator().write("ANSWERS", pd.DataFrame([row]))
        assert session("hr").get(f"{site}/recording/{interview_id}/q9").status_code in {403, 404}


class TestJournal:
    @pytest.fixture
    def written(self):
        stream = io.StringIO()
        handler = journal.start(stream)
        yield stream
        for name in journal.LIBRARIES:
            logging.getLogger(name).handlers = [handler]
            logging.getLogger(name).propagate = True

    def test_keeps_values_of_messages_and_exceptions_out(self, written):
        try:
            raise ValueError("王小明 13800000000")
        except ValueError:
            logging.getLogger("bokeh.server.views.ws").error("Unhandled exception: %r", "13800000000", exc_info=True)
            logging.getLogger("tornado.application").exception(f"failed for {'王小明'}")
        assert "ValueError" in written.getvalue()
        assert "test_tables" in written.getvalue(), "where it happened stays"
        assert "1380" not in written.getvalue()
        assert "王小明" not in written.getvalue()

    def test_cuts_the_query_of_an_address(self, written):
        logging.getLogger("tornado.access").warning("404 GET /candidate?interview=V1&name=王小明 (127.0.0.1) 3ms")
        assert "404 GET /candidate (127.0.0.1) 3ms" in written.getvalue()


def test_shares_are_per_cent_money_has_cents_and_channels_are_said(db_free_visit):
    frame = pd.DataFrame({"label": ["a"], "share": [0.26], "amount": [1234.5], "channel": ["内推"]})
    shown = tables.grid(
        frame, db_free_visit, columns=list(frame), decimals={"amount": tables._decimals(frame["amount"], money=True)}
    )
    assert shown.formatters["share"].format == "0 %"
    assert shown.formatters["amount"].format == "0,0.00"
    assert list(shown.value["channel"]) == ["Referral"]


@pytest.fixture
def db_free_visit():
    return Visit(desk=None, language="en")
