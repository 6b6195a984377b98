"""The doors: one page's token never opens another page's socket, and every page asks for the role itself."""

from __future__ import annotations

import asyncio
import json
import re
from http.cookies import SimpleCookie

import pytest
import requests
from bokeh.util.token import generate_jwt_token, get_token_payload
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

from dashboards import guard, login
from workbench.errors import AccessDenied

TOKEN = re.compile(r'"token":\s*"([^"]+)"')


def token_of(client: requests.Session, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    return TOKEN.search(page.text).group(1)


def knock(site: str, page: str, token: str | None, client: requests.Session, *, origin: str | None = None) -> str | int:
    """Open a page's socket as a browser would: the first message, or the status the handshake was refused with."""
    headers = {"Origin": origin or site}
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies)
    if cookies:
        headers["Cookie"] = cookies
    request = HTTPRequest(f"{site.replace('http', 'ws')}/{page}/ws", headers=headers)

    async def talk() -> str | int:
        try:
            socket = await websocket_connect(request, subprotocols=["bokeh", token] if token else None)
        except HTTPClientError as refused:
            return refused.code
        first = await asyncio.wait_for(socket.read_message(), 10)
        socket.close()
        while await asyncio.wait_for(socket.read_message(), 10) is not None:
            pass  # a line that is not closed from both ends outlives its test
        return json.loads(first)["msgtype"]

    return asyncio.run(talk())


class TestEveryPageAsksForTheRole:
    @pytest.mark.parametrize("page", guard.RIGHTS)
    @pytest.mark.parametrize("role", ["administrator", "specialist", "manager", "candidate"])
    def test_the_table_of_rights_decides(self, page, role):
        desk = type("Desk", (), {"role": role})()
        if role in guard.RIGHTS[page]:
            guard.allow(desk, page)
        else:
            with pytest.raises(AccessDenied, match=rf"the page '{page}' is not open to the role '{role}'"):
                guard.allow(desk, page)

    def test_nobody_is_refused_everything(self):
        for page in guard.RIGHTS:
            with pytest.raises(AccessDenied, match="role 'nobody'"):
                guard.allow(None, page)

    def test_candidates_see_their_notice_only_and_pay_is_for_hr(self):
        assert [page for page, roles in guard.RIGHTS.items() if "candidate" in roles] == ["notice"]
        assert guard.RIGHTS["pay"] == {"administrator", "specialist"}

    @pytest.mark.parametrize("name", guard.RIGHTS)
    def test_page_functions_refuse_a_desk_without_the_right(self, name, site_url):
        from dashboards import app
        from dashboards.visit import Visit
        from workbench import store

        with store.open(site_url) as db:
            account, role = ("hr", "specialist") if name == "notice" else ("cleo", "candidate")
            visit = Visit(desk=db.as_user(account), account=account, language="en")
            with pytest.raises(AccessDenied, match=f"'{name}' is not open to the role '{role}'"):
                app.VIEWS[name](visit)

    def test_a_lost_role_closes_the_page_at_once(self, site_url):
        from workbench import store

        with store.open(site_url) as db:
            db.add_account("temp", "a long enough password", "specialist")
            desk = db.as_user("temp")
            guard.allow(desk, "pay")
            db.set_role("temp", "manager")
            with pytest.raises(AccessDenied, match="role 'manager'"):
                guard.allow(desk, "pay")
            db.remove_account("temp")
            with pytest.raises(AccessDenied):
                guard.allow(desk, "overview")


class TestTheSocket:
    def test_opens_for_its_own_page(self, site, session):
        client = session("hr")
        assert knock(site, "candidate", token_of(client, f"{site}/candidate"), client) == "ACK"

    def test_refuses_another_pages_token(self, site, session):
        """The trap: a manager's token of an open page, brought to the socket of a page that is closed to managers."""
        client = session("max")
        token = token_of(client, f"{site}/candidate")
        assert knock(site, "pay", token, client) == 403

    def test_refuses_another_accounts_token(self, site, session):
        administrator, manager = session("ana"), session("max")
        token = token_of(administrator, f"{site}/candidate")
        assert knock(site, "candidate", token, manager) == 403

    def test_refuses_whoever_is_not_logged_in(self, site, session):
        token = token_of(session("ana"), f"{site}/candidate")
        assert knock(site, "candidate", token, session(None)) == 403

    def test_refuses_without_a_token_and_with_a_made_up_one(self, site, session):
        client = session("ana")
        forged = generate_jwt_token(
            "x" * 44,
            signed=False,
            extra_payload={"page": "/candidate", "account": "ana", "headers": {}, "cookies": {}, "arguments": {}},
        )
        guessed = generate_jwt_token(
            "x" * 44, signed=True, secret_key=b"guess", extra_payload={"page": "/candidate", "account": "ana"}
        )
        assert [knock(site, "candidate", token, client) for token in (None, "nonsense", forged, guessed)] == [403, 403, 403, 403]

    def test_refuses_a_token_that_was_changed(self, site, session):
        client = session("max")
        body, _, signature = token_of(client, f"{site}/candidate").partition(".")
        other = generate_jwt_token("y" * 44, signed=False, extra_payload={"page": "/pay", "account": "max"})
        assert knock(site, "pay", f"{other}.{signature}", client) == 403
        assert knock(site, "jobs", f"{body}A.{signature}", client) == 403

    def test_refuses_another_sites_page(self, site, session):
        client = session("ana")
        assert knock(site, "candidate", token_of(client, f"{site}/candidate"), client, origin="http://evil.example") == 403

    def test_hangs_up_after_logging_out(self, site, session):
        client = session("hr")
        token = token_of(client, f"{site}/candidate")
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies)
        request = HTTPRequest(f"{site.replace('http', 'ws')}/candidate/ws", headers={"Origin": site, "Cookie": cookies})

        async def talk() -> int | None:
            socket = await websocket_connect(request, subprotocols=["bokeh", token])
            assert "ACK" in await asyncio.wait_for(socket.read_message(), 10)
            client.post(f"{site}/logout", allow_redirects=False)
            await socket.write_message("anything")
            while await asyncio.wait_for(socket.read_message(), 10) is not None:
                pass  # the rest of the acknowledgement
            code = socket.close_code
            socket.close()
            return code

        assert asyncio.run(talk()) == 4401


class TestTheOtherWaysToAToken:
    @pytest.mark.parametrize("route", ["autoload.js?bokeh-autoload-element=x", "metadata"])
    @pytest.mark.parametrize("account", ["ana", "max", None])
    def test_are_closed(self, site, session, route, account):
        answer = session(account).get(f"{site}/pay/{route}", allow_redirects=False)
        assert answer.status_code in {403, 404}
        assert "token" not in answer.text

    def test_a_page_ignores_a_token_brought_along(self, site, session):
        """Otherwise the address of a page would hand out another account's running session."""
        administrator, manager = session("ana"), session("max")
        stolen = token_of(administrator, f"{site}/candidate")
        for carried in (
            {"params": {"bokeh-token": stolen}},
            {"params": {"bokeh-session-id": "z" * 44}},
            {"headers": {"Bokeh-Session-Id": "z" * 44}},
        ):
            page = manager.get(f"{site}/candidate", **carried)
            payload = get_token_payload(TOKEN.search(page.text).group(1))
            assert (payload["account"], payload["page"]) == ("max", "/candidate")

    def test_the_token_holds_no_cookie(self, site, session):
        client = session("ana")
        token = token_of(client, f"{site}/candidate")
        payload = get_token_payload(token)
        assert login.COOKIE not in json.dumps({name: str(value) for name, value in payload.items()})
        assert client.cookies[login.COOKIE] not in client.get(f"{site}/candidate").text


class TestPagesOverHttp:
    def test_send_strangers_to_the_login(self, site, session):
        for page in guard.RIGHTS:
            answer = session(None).get(f"{site}/{page}", allow_redirects=False)
            assert (answer.status_code, answer.headers["Location"]) == (302, f"./login?next=%2F{page}")

    def test_the_front_door_leads_to_the_overview(self, site, session):
        answer = session("hr").get(f"{site}/", allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/overview")

    def test_the_front_door_leads_candidates_to_their_notice(self, site, session):
        assert session("cleo").get(f"{site}/", allow_redirects=False).headers["Location"] == "/notice"

    def test_carry_the_rules_for_the_browser(self, site, session):
        headers = session("hr").get(f"{site}/candidate").headers
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]

    def test_name_nothing_outside(self, site, session):
        """No fonts, scripts or pictures from elsewhere in the HTML (the browser test watches the requests themselves)."""
        text = session("hr").get(f"{site}/candidate").text
        outside = {found for found in re.findall(r'(?:src|href)="(https?://[^"]+)"', text) if not found.startswith(site)}
        assert outside == set()

    def test_liveness_needs_no_login(self, site, session):
        assert session(None).get(f"{site}/liveness").json() == {"/liveness": True}


def test_login_cookie_is_kept_from_scripts_and_other_sites(site, session):
    answer = requests.post(
        f"{site}/login", data={"account": "cleo", "password": "a long enough password"}, allow_redirects=False, timeout=30
    )
    cookie = SimpleCookie(answer.headers["Set-Cookie"])[login.COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert "cleo" not in cookie.value  # two letters would stand in a random text by chance now and then
