"""Many readers at once, without browsers: each logs in, opens a page, and speaks Bokeh's protocol over its socket as the page would.

A move sets one chooser or slider of the page to another of its values, as the browser tells the server; it has ended with the last message that
changes the page before the server is silent for a second.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

TOKEN = re.compile(r'"token":\s*"([^"]+)"')
PAGES = ("jobs", "channels", "calibration", "pay", "tuning", "outcomes", "costs", "agreement", "candidates", "overview")
EVERY_S, SILENT_S, PATIENCE_S = 30, 1.0, 120


@dataclass
class Reader:
    """One open page: its socket, and what on it can be moved, as (model id, attribute, values)."""

    page: str
    socket: WebSocketClientConnection
    movable: list[tuple[str, str, list]] = field(default_factory=list)
    heard: float = 0.0
    told: float = 0.0
    sent: int = 0


class Crowd:
    """Readers that open pages one after another, move, and leave.

    Parameters
    ----------
    site, account, password : str
    count : int
    """

    def __init__(self, site: str, account: str, password: str, *, count: int) -> None:
        self.site, self.account, self.password, self.count = site, account, password, count
        self.openings: list[float] = []
        self.waits: list[float] = []
        self.errors = 0
        self._readers: list[Reader] = []
        self._random = random.Random(7)
        self._loop = asyncio.new_event_loop()
        AsyncHTTPClient.configure(None, max_body_size=10**9)

    def enter(self) -> None:
        """Open all pages, one a second at most."""
        for n in range(self.count):
            self._loop.run_until_complete(self._open(PAGES[n % len(PAGES)]))

    def move(self, *, minutes: float) -> None:
        """Let everyone move every half minute, each at a moment of their own."""
        self._loop.run_until_complete(self._move_all(minutes * 60))

    def leave(self) -> None:
        """Close all pages."""
        for reader in self._readers:
            reader.socket.close()
        self._loop.run_until_complete(asyncio.sleep(1))

    async def _open(self, page: str) -> None:
        started = time.monotonic()
        cookie, token = await asyncio.to_thread(self._served, page)
        request = HTTPRequest(
            f"{self.site.replace('http', 'ws', 1)}/{page}/ws",
            headers={"Cookie": cookie, "Origin": self.site},
            request_timeout=PATIENCE_S,
        )
        reader = Reader(page, await websocket_connect(request, subprotocols=["bokeh", token], max_message_size=10**9))
        self._readers.append(reader)
        self._loop.create_task(self._listen(reader))
        await self._send(reader, "PULL-DOC-REQ", {})
        while not reader.movable and time.monotonic() - started < PATIENCE_S:
            await asyncio.sleep(0.01)
        self.openings.append(1000 * (time.monotonic() - started))
        await asyncio.sleep(max(0.0, 1 - (time.monotonic() - started)))

    def _served(self, page: str) -> tuple[str, str]:
        with requests.Session() as client:
            client.post(
                f"{self.site}/login",
                data={"account": self.account, "password": self.password},
                allow_redirects=False,
                timeout=PATIENCE_S,
            )
            text = client.get(f"{self.site}/{page}", timeout=PATIENCE_S).text
            return "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies), TOKEN.search(text)[1]

    async def _listen(self, reader: Reader) -> None:
        """Note when the server speaks, and of what; a document's reply says what can be moved."""
        header: dict[str, Any] | None = None
        part = 0
        while (message := await reader.socket.read_message()) is not None:
            reader.heard = time.monotonic()
            if isinstance(message, bytes):
                continue
            found = json.loads(message) if part != 1 else {}
            if isinstance(found, dict) and "msgtype" in found:
                header, part = found, 0
                self.errors += found["msgtype"] == "ERROR"
            part += 1
            if part == 3 and header:
                if header["msgtype"] == "PULL-DOC-REPLY":
                    reader.movable = _movable(found) or [("", "", [])]
                elif header["msgtype"] == "PATCH-DOC" and any(event.get("attr") != "search" for event in found.get("events", [])):
                    reader.told = reader.heard
                    reader.movable = [one for one in reader.movable if one[0]] or reader.movable

    async def _move_all(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(self._moves(reader, until) for reader in self._readers))

    async def _moves(self, reader: Reader, until: float) -> None:
        await asyncio.sleep(self._random.uniform(0, EVERY_S))
        while time.monotonic() < until:
            started = time.monotonic()
            wait = await self._one(reader)
            if wait is not None:
                self.waits.append(wait)
            await asyncio.sleep(max(0.0, EVERY_S - (time.monotonic() - started)))

    async def _one(self, reader: Reader) -> float | None:
        """Move one thing and give the milliseconds until the page had changed; an error when it never does."""
        movable = [one for one in reader.movable if one[0]]
        if not movable:
            return None
        model, name, values = self._random.choice(movable)
        new = self._random.choice(values)
        started = reader.heard = time.monotonic()
        event = {"kind": "ModelChanged", "model": {"id": model}, "attr": name, "new": new}
        await self._send(reader, "PATCH-DOC", {"events": [event]})
        while time.monotonic() - max(reader.heard, reader.told) < SILENT_S or (
            reader.told < started and time.monotonic() - started < 10
        ):
            await asyncio.sleep(0.02)
        return 1000 * (reader.told - started) if reader.told >= started else None

    async def _send(self, reader: Reader, kind: str, content: dict[str, Any]) -> None:
        reader.sent += 1
        for part in ({"msgid": f"{id(reader)}-{reader.sent}", "msgtype": kind}, {}, content):
            await reader.socket.write_message(json.dumps(part))


def _movable(reply: dict[str, Any]) -> list[tuple[str, str, list]]:
    """Find the choosers and sliders in a document: the attribute that the browser sets, and the values it may take."""
    found, stack = [], [reply.get("doc", reply)]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack += part
        elif isinstance(part, dict):
            stack += part.values()
            given = part.get("attributes") or {}
            if part.get("type") == "object" and "label" in given and "value" in given:
                options = [one[1] if isinstance(one, list) else one for one in given.get("options") or []]
                if options:
                    found.append((part["id"], "value", options))
                elif isinstance(given.get("end"), (int, float)):
                    found.append((part["id"], "value_throttled", list(range(int(given.get("start", 0)), int(given["end"]) + 1))))
    return found
