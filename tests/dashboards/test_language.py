"""No page, and no report it hands out, says anything in the other language; what people wrote stays as they wrote it."""

from __future__ import annotations

import html
import re

import panel as pn
import panel_material_ui as pmui
import pytest

from dashboards import app, drawing, guard
from dashboards.visit import Visit
from workbench import store
from workbench.reports import words

# two English words behind each other, or in a label one word: a unit or a name of a method is not foreign in Chinese
ENGLISH = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}(?: [a-z][A-Za-z'’-]+)+")
ENGLISH_WORD = re.compile(r"(?<![\w./-])[A-Za-z_]{4,}(?![\w./-])")
CHINESE = re.compile("[\u4e00-\u9fff]+")
NAMES = {"Holm", "Brier", "Johnson", "YAML"}  # methods and formats, called so in both languages
SAID_ON_PLOTS = re.compile(r'"(?:text|axis_label|title)":"([^"]+)"|"factors":\[([^\]]*)\]')


def said(built):
    """Everything a page says: (kind, text), where a label is what the house wrote and a text may quote people."""
    for part in built.select():
        if isinstance(part, pn.pane.HTML):
            yield "text", plain(part.object)
        if isinstance(part, drawing.Drawing):
            yield "text", "\n".join("\n".join(found) for found in SAID_ON_PLOTS.findall(part.plot))
        if isinstance(part, pn.widgets.Tabulator):
            yield "label", "\n".join(part.titles.get(name, name) for name in part.value.columns)
            yield "text", "\n".join(text for name in part.value for text in part.value[name] if isinstance(text, str))
        if isinstance(part, pmui.FileDownload) and str(part.filename).endswith(".html"):
            yield "text", plain(part.callback().read().decode("utf-8"))
        yield "label", "\n".join(str(getattr(part, name, None) or "") for name in ("label", "placeholder"))
        yield "label", "\n".join(map(str, getattr(part, "options", None) or ()))


def plain(markup: str) -> str:
    """Take the words out of markup: those in titles and labels of its tags too."""
    told = re.findall(r'(?:title|aria-label|alt)="([^"]+)"', markup)
    bare = re.sub(r"<(script|style|pre|svg)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    return html.unescape("\n".join([re.sub(r"<[^>]+>", "\n", bare), *told]))


def foreign(parts, language: str) -> set[str]:
    """What stands there in the other language."""
    found = set()
    for kind, text in parts:
        if language == "en":
            found |= set(CHINESE.findall(text)) if kind == "label" else set()
        else:
            found |= set((ENGLISH_WORD if kind == "label" else ENGLISH).findall(text)) - NAMES
    return found


def visit(db, account, language, **query) -> Visit:
    return Visit(desk=db.as_user(account), account=account, language=language, query=query)


@pytest.fixture(scope="module")
def db(site_url):
    with store.open(site_url) as opened:
        yield opened


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", guard.RIGHTS)
def test_a_page_speaks_its_readers_language(db, page, language, interview_id):
    account = "cleo" if page == "notice" else "ana"
    built = app.VIEWS[page](visit(db, account, language, **({"interview": interview_id} if page == "candidate" else {})))
    assert foreign(said(built), language) == set()


def test_what_is_not_translated_is_found(db):
    english, chinese = (list(said(app.VIEWS["jobs"](visit(db, "ana", language)))) for language in ("en", "zh"))
    for kind, pattern in (("label", ENGLISH_WORD), ("text", ENGLISH)):  # any single part in English would be found
        parts = [part for part in english if part[0] == kind and pattern.search(part[1])]
        assert parts
        assert all(foreign([part], "zh") for part in parts)
    assert foreign(chinese, "en")


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("band 15000-20000 does not meet market 21000-25000", "薪资档 15000–20000与市场 21000–25000不相交"),
        ("band 15000-20000.50 does not meet market from 21000", "薪资档 15000–20000.50与市场最低 21000不相交"),
        ("market up to 9000 does not meet budget up to 8000", "市场最高 9000与预算最高 8000不相交"),
        (None, ""),
        ("something else", "something else"),
    ],
)
def test_a_conflict_of_ranges_is_said(text, chinese):
    assert words.conflict(text, "zh") == chinese
    assert words.conflict(text, "en") == (text or "")
