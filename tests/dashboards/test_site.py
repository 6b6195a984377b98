"""Settings that cannot be served with are refused in words; those that can reach the web server and every answer."""

from __future__ import annotations

import logging
import subprocess
from types import SimpleNamespace

import pytest

from dashboards import journal, site, warming, workers
from workbench.errors import Refusal


@pytest.mark.parametrize(
    "prefix", ["hiring", "/hiring/", "/", "//hiring", "/a//b", "/a b", "/a?b", "/..", "/a/../b", "/招聘", "/a#b"]
)
def test_a_prefix_is_a_plain_path(prefix):
    with pytest.raises(Refusal, match=r"no path to serve under.*begins with a slash and ends without one"):
        site.checked(site.Site(prefix=prefix))


def test_prefixes_that_can_be_served():
    for prefix in ("", "/hiring", "/a/b-c_d.e"):
        assert site.checked(site.Site(prefix=prefix)).prefix == prefix


@pytest.mark.parametrize(
    ("origin", "taken"),
    [("hr.example.com", "hr.example.com"), ("https://hr.example.com/", "hr.example.com"), ("hr.example.com:8443", "hr.example.com:8443"),
     ("10.0.0.7:*", "10.0.0.7:*"), ("[::1]:5006", "[::1]:5006")],
)  # fmt: skip
def test_origins_are_taken_as_people_copy_them(origin, taken):
    assert site.checked(site.Site(origins=(origin,))).origins == (taken,)


@pytest.mark.parametrize("origin", ["hr.example.com/path", "a b", "ftp://x", "http://"])
def test_what_is_no_host_is_no_origin(origin):
    with pytest.raises(Refusal, match=r"no host that pages could come from"):
        site.checked(site.Site(origins=(origin,)))


def test_the_environment_adds_origins(monkeypatch):
    monkeypatch.setenv("WORKBENCH_ORIGINS", "a.example, b.example:81")
    chosen = site.checked(site.Site(origins=("c.example",), port=5006))
    assert site.websocket_origins(chosen) == ["127.0.0.1:5006", "localhost:5006", "c.example", "a.example", "b.example:81"]


class TestTls:
    def test_one_file_alone_is_refused(self, pem):
        with pytest.raises(Refusal, match=r"a certificate and its key.*--tls-key"):
            site.checked(site.Site(tls_cert=pem[0]))
        with pytest.raises(Refusal, match=r"a certificate and its key.*--tls-cert"):
            site.checked(site.Site(tls_key=pem[1]))

    def test_a_missing_file_is_named(self, pem, tmp_path):
        with pytest.raises(Refusal, match=r"no such file.*none\.pem"):
            site.checked(site.Site(tls_cert=tmp_path / "none.pem", tls_key=pem[1]))

    def test_files_that_do_not_belong_together_are_refused(self, pem, tmp_path):
        (tmp_path / "text.pem").write_text("not a key", encoding="utf-8")
        for cert, key in ((pem[1], pem[0]), (pem[0], tmp_path / "text.pem"), (tmp_path / "text.pem", pem[1])):
            with pytest.raises(Refusal, match="certificate and key cannot be used"):
                site.checked(site.Site(tls_cert=cert, tls_key=key))

    def test_a_locked_key_does_not_ask_on_the_terminal(self, pem, tmp_path):
        locked = tmp_path / "locked.pem"
        subprocess.run(["openssl", "rsa", "-aes256", "-passout", "pass:secret", "-in", pem[1], "-out", locked], check=True, capture_output=True)  # fmt: skip
        with pytest.raises(Refusal, match="certificate and key cannot be used"):
            site.checked(site.Site(tls_cert=pem[0], tls_key=locked))

    def test_the_address_says_https(self, pem):
        chosen = site.checked(site.Site(tls_cert=pem[0], tls_key=pem[1], prefix="/hr"))
        assert chosen.url == "https://127.0.0.1:5006/hr/"
        assert site.told(chosen)["ssl_certfile"] == str(pem[0])


@pytest.mark.parametrize("count", [0, -1, 65])
def test_workers_are_a_sensible_number(count):
    with pytest.raises(Refusal, match=r"number of processes.*1 to 64"):
        site.checked(site.Site(workers=count))


def test_a_log_file_needs_a_folder(tmp_path):
    with pytest.raises(Refusal, match=r"the log cannot be kept there.*none/serve\.log"):
        site.checked(site.Site(log_file=tmp_path / "none" / "serve.log"))
    with pytest.raises(Refusal, match="the log cannot be kept there"):
        site.checked(site.Site(log_file=tmp_path))


def test_a_proxy_is_believed_only_where_one_may_stand():
    for chosen, believed in (
        (site.Site(), True),
        (site.Site(address="0.0.0.0"), False),
        (site.Site(address="0.0.0.0", behind_proxy=True), True),
    ):
        assert site.told(chosen)["use_xheaders"] is believed


@pytest.mark.parametrize(("protocol", "strict"), [("http", False), ("https", True)])
def test_every_answer_carries_the_rules(protocol, strict):
    rules = site.Headers(SimpleNamespace(protocol=protocol))
    _, headers, _ = rules.transform_first_chunk(404, {"Server": "x", "Referrer-Policy": "no-referrer"}, b"", finishing=True)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"  # what a handler has set stays
    assert "Server" not in headers
    assert ("Strict-Transport-Security" in headers) is strict


class TestTheLog:
    @pytest.fixture(autouse=True)
    def afterwards(self):
        yield
        journal.start()

    def test_holds_requests_but_nothing_that_was_asked(self, tmp_path):
        journal.start(file=tmp_path / "serve.log")
        logging.getLogger("tornado.access").info(
            "%d %s %s (%s) %.2fms", 200, "GET", "/candidates?name=王小明&phone=13800000000", "::1", 3.0
        )
        logging.getLogger("tornado.application").error("could not read %r", "王小明")
        logging.getLogger("dashboards").warning("a page refused: %s", "AccessDenied")
        text = (tmp_path / "serve.log").read_text(encoding="utf-8")
        assert "200 GET /candidates (::1) 3.00ms" in text
        assert "a page refused: AccessDenied" in text
        assert not {"王小明", "13800000000", "?"} & set(text.replace(" ", "\n").split("\n"))
        assert "王小明" not in text
        assert "138" not in text

    def test_begins_anew_before_it_grows_too_large(self, tmp_path, monkeypatch):
        monkeypatch.setattr(journal, "LARGEST_BYTES", 2000)
        monkeypatch.setattr(journal, "FILES_KEPT", 2)
        journal.start(file=tmp_path / "serve.log")
        for n in range(200):
            logging.getLogger("dashboards").warning("line %d of many that fill the file", n)
        kept = sorted(path.name for path in tmp_path.iterdir())
        assert kept == ["serve.log", "serve.log.1", "serve.log.2"]
        assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())

    def test_workers_hand_their_lines_over(self, tmp_path):
        handed = []
        journal.start(hand=lambda level, line: handed.append((level, line)), requests=True)
        logging.getLogger("tornado.access").info("%d %s %s (%s) %.2fms", 200, "GET", "/jobs?job=J-1", "::1", 3.0)
        assert "200 GET /jobs (::1)" in handed[0][1]
        journal.start(file=tmp_path / "serve.log")
        journal.note(*handed[0])
        assert (tmp_path / "serve.log").read_text(encoding="utf-8").strip() == handed[0][1]


class TestConnections:
    def test_a_reader_is_known_by_the_login_cookie(self):
        head = b"GET /jobs HTTP/1.1\r\nHost: x\r\nCookie: a=b; workbench_login=2|1:0|abc; c=d\r\nAccept: */*"
        assert workers.COOKIE.search(head)[1] == b"2|1:0|abc"
        assert workers.COOKIE.search(head.replace(b"Cookie", b"cookie"))[1] == b"2|1:0|abc"
        assert workers.COOKIE.search(b"GET /?workbench_login=1 HTTP/1.1\r\nX-Cookie-Note: workbench_login=2") is None
        assert workers.COOKIE.search(head.replace(b"workbench_login", b"not_workbench_login_x")) is None


def test_what_is_prepared_is_what_roles_see_alike():
    import pandas as pd

    db = SimpleNamespace(accounts=lambda: pd.DataFrame({"role": ["recruiter", "manager", "candidate"]}))
    pages = {(page, role) for page, role, _ in warming.steps(db)}
    assert ("overview", "specialist") in pages
    assert {role for _, role in pages} == {"specialist"}
    assert not {"fairness", "notice", "candidate"} & {page for page, _ in pages}
