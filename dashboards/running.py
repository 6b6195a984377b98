"""Serving as the command line does: prepared before it opens, by one process or several, until it is told to end.

In flow a database's address and a site's settings; out flows nothing before the site has ended, cleanly, on Ctrl-C or SIGTERM.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from typing import TYPE_CHECKING

from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets

from dashboards import app, guard, journal, warming, workers
from dashboards.site import OneRequest

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from panel.io.server import Server

    from dashboards.site import Site


def run(
    db_url: str, site: Site, *, recordings: Path | None, prepare: bool, tell: Callable[[int, int], None], ready: Callable[[], None]
) -> None:
    """Serve until told to end.

    Parameters
    ----------
    db_url : str
    site : Site
        As `site.checked` gave it.
    recordings : pathlib.Path or None
    prepare : bool
        Whether every page is built once before the first reader is let in.
    tell : callable
        ``tell(done, of)`` hears how far that is.
    ready : callable
        Called when the site is open.

    Raises
    ------
    Refusal
        If a worker cannot serve.
    """
    journal.start(file=site.log_file)
    if site.workers == 1:
        _alone(db_url, site, recordings, prepare, tell, ready)
        return
    plain = (db_url, site, recordings, prepare, app.secret())
    supervisor = workers.Supervisor(lambda: bind_sockets(site.port, site.address), work, plain, count=site.workers, tls=site.tls_cert is not None,
                                    tell=tell, ready=ready, note=journal.note)  # fmt: skip
    asyncio.run(supervisor.run())


def work(
    number: int, hand: socket.socket, said: Connection, db_url: str, site: Site, recordings: Path | None, prepare: bool, secret: str
) -> None:
    """Be one of several processes: prepare, then serve the connections that are handed on.

    Parameters
    ----------
    number : int
        Which of them.
    hand : socket.socket
        Where connections come; when its other end closes, the process ends.
    said : multiprocessing connection
        Takes ``("steps", (done, of))``, ``("ready", None)`` and ``("log", (level, line))``.
    db_url, site, recordings, prepare
        As `run` takes them.
    secret : str
        Signs cookies and tokens, the same for all.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the first one ends the others
    journal.start(hand=lambda level, line: said.send(("log", (level, line))), requests=site.log_file is not None)
    server = _server(
        db_url, site, recordings, secret, (lambda done, of: said.send(("steps", (done, of)))) if prepare else None, listens=False
    )
    loop = server.io_loop
    said.send(("ready", None))

    def take() -> None:
        given = workers.receive(hand)
        if given is None:
            loop.stop()
            return
        connection, address = given
        connection.setblocking(False)
        server._http._handle_connection(connection, address)  # as the web server's own accept does

    loop.add_handler(hand.fileno(), lambda *_: take(), IOLoop.READ)
    _until_ended(server, loop)
    logging.shutdown()
    os._exit(0)  # everything is closed; taking the libraries down one by one would only keep the first process waiting


def _alone(
    db_url: str, site: Site, recordings: Path | None, prepare: bool, tell: Callable[[int, int], None], ready: Callable[[], None]
) -> None:
    server = _server(db_url, site, recordings, app.secret(), tell if prepare else None, listens=True)
    server.io_loop.add_callback(ready)
    _until_ended(server, server.io_loop)


def _server(
    db_url: str, site: Site, recordings: Path | None, secret: str, tell: Callable[[int, int], None] | None, *, listens: bool
) -> Server:
    """Prepare the pages, then make the server: who comes too early finds no door, and whoever watches over the site tries again."""
    import panel as pn

    from workbench import store

    db = store.open(db_url)
    told = app.settings(db, recordings.resolve() if recordings else None, site, secret=secret)
    rest = warming.warm(db, app.VIEWS, tell=tell) if tell else None
    if not listens:
        told |= {"port": 0, "address": "127.0.0.1", "transforms": [*told["transforms"], OneRequest]}
    server = pn.io.server.get_server(told.pop("panels"), **told, start=False)
    if not listens:
        server._http.stop()
    server.workbench = db
    if rest is not None:
        _prepare_later(server.io_loop, rest)
    return server


def _prepare_later(loop: IOLoop, rest: warming.Preparation) -> None:
    """Prepare the rest step by step while no reader asks for anything."""

    def go_on() -> None:
        loop.call_later(rest.go_on(quiet_s=guard.quiet_s()), go_on)

    loop.add_callback(go_on)


def _until_ended(server: Server, loop: IOLoop) -> None:
    """Run until SIGTERM or SIGINT, then let go of sessions, sockets and database."""

    def end(*_: object) -> None:
        loop.add_callback_from_signal(loop.stop)

    ending = (signal.SIGTERM,) if signal.getsignal(signal.SIGINT) is signal.SIG_IGN else (signal.SIGTERM, signal.SIGINT)
    for name in ending:
        signal.signal(name, end)
    server.start()
    try:
        loop.start()
    finally:
        server.stop(wait=False)
        server.workbench.close()
