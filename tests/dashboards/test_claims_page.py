"""A claim is typed and answered in both languages; nothing of it is kept, put into the address or logged."""

import logging

import panel as pn
import pytest

from dashboards import claims
from dashboards.visit import Visit
from workbench import store
from workbench.errors import AccessDenied


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with store.open(tmp_path_factory.mktemp("claims") / "w.db") as opened:
        for name, role in {"mo": "manager", "cleo": "candidate"}.items():
            opened.add_account(name, "a long enough one", role)
        yield opened


def form(db, language="en"):
    return claims._Form(Visit(desk=db.as_user("mo"), account="mo", language=language))


def text_of(built):
    return "\n".join(str(found.object) for found in built.built.select(pn.pane.HTML))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_is_answered(db, language):
    for example in claims.EXAMPLES[language]:
        built = form(db, language)
        built.take(example)
        said = text_of(built)
        assert "cannot be checked" not in said
        assert "无法核查" not in said
        assert ("What is missing" if language == "en" else "缺什么") in said, example
        assert built.answer.select(pn.pane.HTML)


def test_a_base_rate_brings_the_rule_without_skill(db):
    built = form(db)
    built.claim.value, built.base_rate.value, built.n.value = "92 % accurate at foretelling who leaves", "16.1", "1470"
    built.check()
    assert "83.9" in text_of(built)


def test_before_anything_is_typed_the_page_says_what_to_do(db):
    assert "take one of the examples" in text_of(form(db))


@pytest.mark.parametrize(
    ("claim", "base_rate", "n", "message"),
    [
        ("", "", "", "There is no claim"),
        ("our tool is the best", "", "", "Nothing in this text is a claim that can be checked"),
        ("92 % accurate", "many", "", "This is not a number"),
        ("92 % accurate", "160", "", "A base rate is a share"),
        ("92 % accurate", "", "1.5", "N counts cases"),
    ],
)
def test_what_cannot_be_checked_says_why(db, claim, base_rate, n, message):
    built = form(db)
    built.claim.value, built.base_rate.value, built.n.value = claim, base_rate, n
    built.check()
    assert message in text_of(built)


def test_a_refusal_is_said_in_chinese(db):
    built = form(db, "zh")
    built.claim.value = "我们最好"
    built.check()
    assert "没有可以核查的宣称" in text_of(built)
    assert "name the figure" not in text_of(built)


def test_nothing_typed_is_kept_or_logged(db, caplog):
    before, built = db.as_operator().audit(), form(db)
    with caplog.at_level(logging.DEBUG):
        built.claim.value = "Acme Corp says Jane Doe's tool is 92 % accurate"
        built.check()
    assert "Jane" not in caplog.text
    assert len(db.as_operator().audit()) == len(before)


def test_markup_in_a_claim_stays_text(db):
    built = form(db)
    built.claim.value = "<img src=x onerror=alert(1)> 92 % accurate"
    built.check()
    assert "<img" not in "".join(str(found.object) for found in built.answer.select(pn.pane.HTML))


def test_candidates_do_not_open_it(db):
    with pytest.raises(AccessDenied):
        claims.view(Visit(desk=db.as_user("cleo"), account="cleo", language="en"))
