"""Several processes behind one address: the first takes every connection and hands it to the process that its reader's pages live in.

In flow settings and what is to be done in each process; out flows a site that uses more than one core. A page and its socket must meet in one process, so a
connection goes by the login cookie that it brings: its first bytes are looked at, not taken, and the open connection itself is handed on. Nothing
that is said on it passes through here. Each worker answers one request a connection, so a proxy cannot mix two readers on one; over TLS the
cookie cannot be seen, and the caller's address decides instead.
"""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import re
import signal
import socket
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

LOG = logging.getLogger("dashboards")
COOKIE = re.compile(rb"[\r\n]cookie:[^\r\n]*?\bworkbench_login=([^;\r\n]+)", re.IGNORECASE)
PEEKED, PATIENCE_S, BETWEEN_S = 65_536, 10.0, 0.01
ENDING_S = 8.0
MESSAGE = 128  # bytes, each with one connection
MOST_RESTARTS = 5


@dataclass
class Worker:
    """One process: the socket connections are handed on by, and the pipe on which it says how far it is and what is to be logged."""

    number: int
    process: BaseProcess
    hand: socket.socket
    said: Connection
    ready: bool = False
    restarts: int = 0


class Supervisor:
    """Start the workers, share connections among them, and end them.

    Parameters
    ----------
    listen : callable
        Gives the listening sockets, once all workers are prepared.
    work : callable
        ``work(number, hand, said, *arguments)`` serves until the other end of `hand` closes; a function of a module, as processes are begun anew.
    arguments : tuple
        Plain data for `work`.
    count : int
    tls : bool
        Whether what comes is encrypted, so that no cookie can be seen.
    tell : callable
        ``tell(done, of)`` hears how far all the workers together are prepared.
    ready : callable
        Called once when all are.
    note : callable
        Takes the workers' log lines, each with its level.
    """

    def __init__(
        self, listen: Callable[[], list[socket.socket]], work: Callable[..., None], arguments: tuple, *, count: int, tls: bool,
        tell: Callable[[int, int], None], ready: Callable[[], None], note: Callable[[int, str], None],
    ) -> None:  # fmt: skip
        self._listen, self._work, self._arguments, self._count, self._tls = listen, work, arguments, count, tls
        self._listening: list[socket.socket] = []
        self._tell, self._ready, self._note = tell, ready, note
        self._workers: list[Worker] = []
        self._steps: dict[int, tuple[int, int]] = {}
        self._ended = asyncio.Event()
        self._failed: Refusal | None = None
        self._opened = False
        self._handing: set[asyncio.Task] = set()

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM, then end all workers.

        Raises
        ------
        Refusal
            If workers end by themselves again and again.
        """
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._ended.set)
        try:
            self._workers = [self._begin(number) for number in range(self._count)]
            await self._ended.wait()
        finally:
            for listening in self._listening:
                loop.remove_reader(listening)
                listening.close()
            await asyncio.to_thread(_end, self._workers)
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)
        if self._failed:
            raise self._failed

    def _begin(self, number: int, restarts: int = 0) -> Worker:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)  # a worker that is too busy to take more is not waited for
        heard, said = multiprocessing.Pipe(duplex=False)
        made = multiprocessing.get_context("spawn").Process(
            target=self._work, args=(number, theirs, said, *self._arguments), daemon=True
        )
        made.start()
        theirs.close()
        said.close()
        worker = Worker(number, made, ours, heard, restarts=restarts)
        asyncio.get_running_loop().add_reader(heard.fileno(), self._hear, worker)
        return worker

    def _hear(self, worker: Worker) -> None:
        """Take what a worker says: how far it is, what is to be logged, or, by falling silent, that it has ended."""
        try:
            kind, what = worker.said.recv()
        except (EOFError, OSError):
            self._gone(worker)
            return
        if kind == "log":
            self._note(*what)
        elif kind == "steps":
            self._steps[worker.number] = what
            if len(self._steps) == self._count and not all(one.ready for one in self._workers):
                self._tell(sum(done for done, _ in self._steps.values()), sum(of for _, of in self._steps.values()))
        elif kind == "ready":
            worker.ready = True
            if all(one.ready for one in self._workers) and not self._opened:
                self._open()

    def _open(self) -> None:
        self._opened = True
        try:
            self._listening = self._listen()
        except OSError as problem:
            self._failed = Refusal("the pages cannot listen there", where="--address, --port", found=problem.strerror or type(problem).__name__,
                                   expected="a free port of this machine", cure="end the other server, or choose another port")  # fmt: skip
            self._ended.set()
            return
        for listening in self._listening:
            listening.setblocking(False)
            asyncio.get_running_loop().add_reader(listening, self._accept, listening)
        self._ready()

    def _gone(self, worker: Worker) -> None:
        """Begin a worker again that ended by itself, a few times."""
        asyncio.get_running_loop().remove_reader(worker.said.fileno())
        worker.said.close()
        worker.hand.close()
        worker.ready = False
        if self._ended.is_set():
            return
        worker.process.join(1)
        LOG.error("worker %d ended by itself (exit code %s)", worker.number, worker.process.exitcode)
        if worker.restarts >= MOST_RESTARTS or not self._opened:
            self._failed = Refusal("a worker cannot serve", where=f"worker {worker.number}", found=f"it ended by itself (exit code {worker.process.exitcode})",
                                   expected="a process that stays", cure="look into the log; serve with --workers 1 to see what it says")  # fmt: skip
            self._ended.set()
            return
        self._workers[worker.number] = self._begin(worker.number, worker.restarts + 1)

    def _accept(self, listening: socket.socket) -> None:
        with suppress(BlockingIOError, ConnectionError):
            connection, address = listening.accept()
            connection.setblocking(False)
            task = asyncio.create_task(self._hand_on(connection, address))
            self._handing.add(task)
            task.add_done_callback(self._handing.discard)

    async def _hand_on(self, connection: socket.socket, address: Any) -> None:
        """Give a connection to the worker its reader belongs to; one that says nothing for too long is closed."""
        with connection:
            key = str(address[0]).encode() if self._tls else await _reader(connection, address)
            alive = [worker for worker in self._workers if worker.ready]
            if key is None or not alive:
                return
            first = self._workers[zlib.crc32(key) % self._count]
            chosen = first if first.ready else alive[zlib.crc32(key) % len(alive)]
            with suppress(OSError):
                socket.send_fds(chosen.hand, [json.dumps(address[:2]).encode().ljust(MESSAGE)], [connection.fileno()])


async def _reader(connection: socket.socket, address: Any) -> bytes | None:
    """Look at a request's head, without taking it, for the login it belongs to; without one the caller's address stands for it."""
    until = asyncio.get_running_loop().time() + PATIENCE_S
    while asyncio.get_running_loop().time() < until:
        try:
            head = connection.recv(PEEKED, socket.MSG_PEEK)
        except BlockingIOError:
            head = None
        except OSError:
            return None
        if head == b"":
            return None
        if head and (b"\r\n\r\n" in head or len(head) >= PEEKED):
            found = COOKIE.search(head.partition(b"\r\n\r\n")[0])
            return found[1] if found else str(address[0]).encode()
        await asyncio.sleep(BETWEEN_S)
    return None


def receive(hand: socket.socket) -> tuple[socket.socket, Any] | None:
    """Take a connection that was handed on: the open socket and the caller's address; None when no more will come.

    Parameters
    ----------
    hand : socket.socket
        The worker's end.
    """
    message, files, _, _ = socket.recv_fds(hand, MESSAGE, 1)
    if not files:
        return None
    return socket.socket(fileno=files[0]), tuple(json.loads(message))


def _end(workers: list[Worker]) -> None:
    """End all workers: politely, then not."""
    for worker in workers:
        worker.hand.close()  # a worker whose other end closes stops by itself
    for worker in workers:
        worker.process.join(ENDING_S)
        if worker.process.is_alive():
            worker.process.terminate()
            worker.process.join(2)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join(2)
