"""The real command: several processes behind one address, under a prefix behind a proxy, over https, prepared first, ended cleanly."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect

PASSWORD = "a long enough password"
TOKEN = re.compile(r'"token":\s*"([^"]+)"')
PATIENCE_S = 150
MOVED = ("Host", "Connection", "Upgrade", "Content-Length", "Transfer-Encoding")


@pytest.fixture(scope="module")
def served(site_url, tmp_path_factory):
    """``served(*options)``: the command on a copy of the small company, as (port, process, what it says)."""
    running = []

    def begin(*options: str):
        folder = tmp_path_factory.mktemp("served")
        shutil.copytree(Path(site_url.removeprefix("sqlite:///")).parent, folder / "site")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        said = folder / "said.txt"
        command = [sys.executable, "-W", "ignore", "-c", "from workbench.cli import app; app()", "serve", "--db", folder / "site" / "workbench.db",
                   "--recordings", folder / "site" / "recordings", "--port", str(port), *options]  # fmt: skip
        with said.open("w") as file:
            process = subprocess.Popen(list(map(str, command)), stdout=file, stderr=file, env={**os.environ, "COLUMNS": "200"})
        running.append(process)
        return port, process, said

    yield begin
    for process in running:
        if process.poll() is None:
            process.kill()
        process.wait()


def wait_for(address: str, process: subprocess.Popen, said: Path, **how) -> None:
    until = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        try:
            if requests.get(address, timeout=PATIENCE_S, **how).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(said.read_text())


def log_in(site: str, account: str = "hr") -> requests.Session:
    client = requests.Session()
    answer = client.post(f"{site}/login", data={"account": account, "password": PASSWORD}, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return client


def knock(site: str, page: str, client: requests.Session, origin: str = "", **how) -> str:
    """Open a page and its socket, as a browser would, and give the type of the first message."""
    token = TOKEN.search(client.get(f"{site}/{page}").text)[1]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies)
    headers = {"Cookie": cookies, "Origin": origin or "/".join(site.split("/")[:3])}

    async def talk() -> str:
        request = HTTPRequest(f"{site.replace('http', 'ws', 1)}/{page}/ws", headers=headers, request_timeout=PATIENCE_S, **how)
        heard = await websocket_connect(request, subprotocols=["bokeh", token])
        first = await asyncio.wait_for(heard.read_message(), PATIENCE_S)
        heard.close()
        while await asyncio.wait_for(heard.read_message(), PATIENCE_S) is not None:
            pass  # a line that is not closed from both ends outlives its test
        return json.loads(first)["msgtype"]

    return asyncio.run(talk())


def ended(process: subprocess.Popen, signal_: int) -> int:
    process.send_signal(signal_)
    return process.wait(timeout=60)


def family(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs Linux's /proc")
def test_two_processes_are_one_site(served, interview_id, tmp_path):
    log = tmp_path / "serve.log"
    port, process, said = served("--workers", "2", "--no-warm", "--log-file", str(log))
    site = f"http://127.0.0.1:{port}"
    wait_for(f"{site}/liveness", process, said)
    clients = [log_in(site, account) for account in ("hr", "ana", "hr", "ana")]
    for client in clients:  # by their cookies some of them belong to one process, some to the other
        assert knock(site, "rules", client) == "ACK"
        assert client.get(f"{site}/overview").headers["Connection"] == "close"
    clip = clients[0].get(f"{site}/recording/{interview_id}/q2", headers={"Range": "bytes=0-99"})
    assert (clip.status_code, len(clip.content)) == (206, 100)
    clients[0].post(f"{site}/logout")
    assert clients[0].get(f"{site}/rules", allow_redirects=False).status_code == 302
    assert clients[2].get(f"{site}/rules?who=王小明", allow_redirects=False).status_code == 200
    _one_is_begun_again(site, process, said, clients[2])
    assert ended(process, signal.SIGTERM) == 0
    lines = log.read_text(encoding="utf-8")
    assert "GET /rules (" in lines
    assert "?" not in lines
    assert PASSWORD not in lines


def _one_is_begun_again(site, process, said, client) -> None:
    """A process that dies is replaced, and nobody is logged out by it."""
    workers = [child for child in family(process.pid) if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    until = time.monotonic() + PATIENCE_S
    while "ended by itself" not in said.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    assert client.get(f"{site}/rules", allow_redirects=False).status_code == 200


def test_ctrl_c_ends_without_a_traceback_and_is_prepared_first(served):
    port, process, said = served()
    wait_for(f"http://127.0.0.1:{port}/liveness", process, said)
    assert ended(process, signal.SIGINT) == 0
    text = said.read_text()
    assert re.search(r"preparing …\s+preparing: \d+ done\s+pages on http://127\.0\.0\.1:\d+/", text), text
    assert "Traceback" not in text


def test_over_https_cookies_and_answers_say_so(served, pem):
    port, process, said = served("--tls-cert", str(pem[0]), "--tls-key", str(pem[1]), "--no-warm")
    site = f"https://127.0.0.1:{port}"
    wait_for(f"{site}/liveness", process, said, verify=str(pem[0]))
    client = requests.Session()
    client.trust_env, client.verify = False, str(pem[0])
    answer = client.post(f"{site}/login", data={"account": "hr", "password": PASSWORD}, allow_redirects=False)
    assert "; Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    trusted = ssl.create_default_context(cafile=str(pem[0]))
    assert knock(site, "rules", client, ssl_options=trusted) == "ACK"
    assert ended(process, signal.SIGTERM) == 0


class Onward(RequestHandler):
    """A small reverse proxy: https outside, the site inside, told by the usual headers."""

    async def get(self) -> None:
        await self._pass_on(None)

    async def post(self) -> None:
        await self._pass_on(self.request.body)

    async def _pass_on(self, body: bytes | None) -> None:
        headers = {name: value for name, value in self.request.headers.get_all() if name not in MOVED}
        headers |= {"Host": self.request.host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        request = HTTPRequest(self.settings["inside"] + self.request.uri, method=self.request.method, body=body, headers=headers,
                              follow_redirects=False, request_timeout=PATIENCE_S, decompress_response=False)  # fmt: skip
        answer = await AsyncHTTPClient(max_body_size=10**9, force_instance=True).fetch(request, raise_error=False)
        self.set_status(answer.code)
        for name in ("Content-Type", "Server", "Date"):
            self.clear_header(name)
        for name, value in answer.headers.get_all():
            if name not in MOVED:
                self.add_header(name, value)
        self.write(answer.body or b"")


class OnwardSocket(WebSocketHandler):
    """The same for sockets; whose pages may open them is for the site to say."""

    def check_origin(self, origin: str) -> bool:
        return True

    def select_subprotocol(self, subprotocols: list[str]) -> str:
        self.asked = subprotocols
        return subprotocols[0]

    async def open(self) -> None:
        headers = {name: self.request.headers[name] for name in ("Cookie", "Origin") if name in self.request.headers}
        request = HTTPRequest(self.settings["inside"].replace("http", "ws", 1) + self.request.uri,
                              headers={**headers, "Host": self.request.host, "X-Forwarded-Proto": "https"}, request_timeout=PATIENCE_S)  # fmt: skip
        self.inner = await websocket_connect(request, subprotocols=self.asked, max_message_size=10**9)
        asyncio.get_running_loop().create_task(self._back())

    async def _back(self) -> None:
        while (message := await self.inner.read_message()) is not None:
            await self.write_message(message, binary=isinstance(message, bytes))
        self.close()

    async def on_message(self, message: str | bytes) -> None:
        await self.inner.write_message(message, binary=isinstance(message, bytes))

    def on_close(self) -> None:
        if hasattr(self, "inner"):
            self.inner.close()


@pytest.fixture
def proxy():
    """``proxy(inside)``: the port of a proxy that stands before a site, in a thread of its own."""
    stopping = []

    def begin(inside: str) -> int:
        ready, found = threading.Event(), {}

        async def run() -> None:
            stop = asyncio.Event()
            server = HTTPServer(
                Application([(r".*/ws", OnwardSocket), (r".*", Onward)], inside=inside, websocket_max_message_size=10**9)
            )
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                found["port"] = free.getsockname()[1]
            server.listen(found["port"], "127.0.0.1")
            stopping.append((asyncio.get_running_loop(), stop, thread))
            ready.set()
            await stop.wait()
            server.stop()
            await server.close_all_connections()

        thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
        thread.start()
        ready.wait(10)
        return found["port"]

    yield begin
    for loop, stop, thread in stopping:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


def test_behind_a_proxy_everything_stays_under_the_prefix(served, proxy, interview_id):
    port, process, said = served("--prefix", "/hr/desk", "--origin", "people.example", "--no-warm")
    wait_for(f"http://127.0.0.1:{port}/hr/desk/liveness", process, said)
    outside = proxy(f"http://127.0.0.1:{port}")
    site = f"http://127.0.0.1:{outside}/hr/desk"
    assert (
        requests.get(f"{site}/rules?definition=x", allow_redirects=False)
        .headers["Location"]
        .startswith("./login?next=%2Fhr%2Fdesk%2Frules")
    )
    for path in ("", "/"):
        assert requests.get(f"{site}{path}", allow_redirects=False).headers["Location"] == "/hr/desk/overview"
    answer = requests.post(
        f"{site}/login", data={"account": "hr", "password": PASSWORD, "next": "/hr/desk/jobs"}, allow_redirects=False
    )
    assert answer.headers["Location"] == "/hr/desk/jobs"
    cookie = answer.headers["Set-Cookie"]
    assert "Path=/hr/desk" in cookie
    assert "; Secure" in cookie, "the proxy said https"
    assert "Strict-Transport-Security" in answer.headers
    client = requests.Session()
    client.headers["Cookie"] = cookie.partition(";")[0]
    page = client.get(f"{site}/rules").text
    for address in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert address.startswith(("/hr/desk/", "data:")) or not address.startswith(("/", "http")), address
    clip = client.get(f"{site}/recording/{interview_id}/q2", headers={"Range": "bytes=0-9"})
    assert (clip.status_code, len(clip.content)) == (206, 10)
    client.cookies.set("workbench_login", cookie.partition(";")[0].partition("=")[2].strip('"'))
    assert knock(site, "rules", client, origin="https://people.example") == "ACK"
    with pytest.raises(HTTPClientError, match="403"):
        knock(f"http://127.0.0.1:{port}/hr/desk", "rules", client, origin="https://elsewhere.example")
    assert ended(process, signal.SIGTERM) == 0
