"""The way in and out."""

from __future__ import annotations

import pytest

from dashboards.login import ATTEMPTS, HOURS, PAUSE_S, Logins, local

PASSWORD = "a long enough password"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    from workbench import store

    with store.open(tmp_path_factory.mktemp("logins") / "workbench.db") as opened:
        yield opened


@pytest.fixture
def logins(clock: Clock, database) -> Logins:
    database.logins.pardon("ana")
    return Logins(lambda account, password: (account, password) == ("ana", PASSWORD), database.logins, clock=clock)


class TestLogins:
    def test_a_number_stands_for_an_account_until_it_leaves(self, logins):
        number = logins.enter("ana", PASSWORD)
        assert logins.account(number) == "ana"
        logins.leave(number)
        assert logins.account(number) is None
        assert logins.account("made up") is None

    def test_numbers_are_long_and_never_the_same(self, logins):
        numbers = {logins.enter("ana", PASSWORD) for _ in range(20)}
        assert len(numbers) == 20
        assert min(map(len, numbers)) >= 43

    def test_a_login_ends_by_itself(self, logins, clock):
        number = logins.enter("ana", PASSWORD)
        clock.now += HOURS * 3600 - 1
        assert logins.account(number) == "ana"
        clock.now += 2
        assert logins.account(number) is None

    def test_after_five_failures_the_account_waits_a_minute(self, logins, clock):
        for _ in range(ATTEMPTS):
            assert logins.wait_s("ana") == 0
            assert logins.enter("ana", "wrong") is None
        assert 0 < logins.wait_s("ana") <= PAUSE_S + 1
        assert logins.wait_s("bea") == 0
        clock.now += PAUSE_S + 1
        assert logins.wait_s("ana") == 0

    def test_another_process_says_the_same(self, logins, clock, database):
        from workbench import store

        with store.open(database.engine.url.database) as elsewhere:
            there = Logins(logins.check, elsewhere.logins, clock=clock)
            number = logins.enter("ana", PASSWORD)
            assert there.account(number) == "ana"
            there.leave(number)
            assert logins.account(number) is None
            for place in (logins, there, logins, there, logins):
                place.enter("ana", "wrong")
            assert there.wait_s("ana") > 0

    def test_the_database_holds_neither_numbers_nor_what_was_typed(self, logins, database):
        number = logins.enter("ana", PASSWORD)
        logins.enter("my password by mistake", "x")
        with database.vault.reading() as connection:
            rows = str([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("logins", "login_failures")])
        assert number not in rows
        assert "mistake" not in rows

    def test_success_forgets_failures(self, logins):
        for _ in range(ATTEMPTS - 1):
            logins.enter("ana", "wrong")
        logins.enter("ana", PASSWORD)
        logins.enter("ana", "wrong")
        assert logins.wait_s("ana") == 0


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        ("/candidate?interview=V1&competency=learning", "/candidate?interview=V1&competency=learning"),
        ("https://evil.example", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/login?next=/login", "/"),
        ("/logout", "/"),
        ("/jobs\r\nSet-Cookie: a=b", "/"),
        ("", "/"),
    ],
)
def test_only_own_addresses_are_led_to(wanted, taken):
    assert local(wanted) == taken


def test_under_a_prefix_only_addresses_under_it_are_led_to():
    assert local("/hr/jobs", prefix="/hr") == "/hr/jobs"
    for elsewhere in ("/jobs", "/hrx/jobs", "/hr/login?next=/hr/", "//hr/jobs", "/hr"):
        assert local(elsewhere, prefix="/hr") == "/hr/"


class TestLoginPage:
    def test_speaks_both_languages_and_switches(self, site, session):
        client = session(None)
        assert '<html lang="zh"' in client.get(f"{site}/login?language=zh").text
        assert '<html lang="zh"' in client.get(f"{site}/login").text, "the choice is kept"
        assert '<html lang="en"' in client.get(f"{site}/login?language=en").text

    def test_follows_the_browser_at_first(self, site, session):
        client = session(None)
        assert '<html lang="zh"' in client.get(f"{site}/login", headers={"Accept-Language": "fr,zh-CN;q=0.8,en;q=0.5"}).text
        assert '<html lang="en"' in client.get(f"{site}/login", headers={"Accept-Language": "de"}).text

    def test_loads_nothing(self, site, session):
        text = session(None).get(f"{site}/login").text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        assert "https://" not in text
        assert "<script" not in text

    def test_wrong_password_says_so_without_saying_which_was_wrong(self, site, session):
        client = session(None)
        for account in ("ana", "nobody"):
            answer = client.post(f"{site}/login", data={"account": account, "password": "wrong"})
            assert answer.status_code == 401
            assert "Account and password do not belong together" in answer.text

    def test_what_was_typed_never_becomes_markup(self, site, session):
        answer = session(None).post(f"{site}/login", data={"account": '"><script>alert(1)</script>', "password": "wrong"})
        assert "<script" not in answer.text

    def test_leads_back_to_where_one_wanted_to_go(self, site, session):
        answer = session(None).post(
            f"{site}/login", data={"account": "hr", "password": PASSWORD, "next": "/jobs?job=J-SM-01"}, allow_redirects=False
        )
        assert answer.headers["Location"] == "/jobs?job=J-SM-01"

    def test_logging_out_ends_it_for_every_tab(self, site, session):
        client, other_tab = session("hr"), session(None)
        other_tab.cookies.update(client.cookies)
        assert other_tab.get(f"{site}/candidate", allow_redirects=False).status_code == 200
        client.post(f"{site}/logout")
        assert other_tab.get(f"{site}/candidate", allow_redirects=False).status_code == 302

    def test_a_link_does_not_log_out(self, site, session):
        client = session("hr")
        client.get(f"{site}/logout", allow_redirects=False)
        assert client.get(f"{site}/candidate", allow_redirects=False).status_code == 200
