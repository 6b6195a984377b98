"""What the server writes down: when, where, and what kind of thing happened; never a value a person typed or a page showed.

In flow log records of this package and of the libraries below it; out flow lines on the error stream without messages of exceptions,
queries of addresses, or the content of socket messages. A log file, which begins anew before it grows too large, also has a line a request.
"""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LARGEST_BYTES, FILES_KEPT = 10_000_000, 5
QUERY = re.compile(r"\?[^\s\"')]*")
LIBRARIES = ("dashboards", "bokeh", "panel", "tornado", "asyncio")


class Discreet(logging.Formatter):
    """Write a record without what it quotes."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, place and, from our own package, the message; from the libraries only what can not hold a value."""
        if getattr(record, "written", False):  # a line of another process of ours
            return record.getMessage()
        said = record.getMessage() if record.name.startswith("dashboards") else self._plain(record)
        kind = f" ({trouble(record.exc_info[1])})" if record.exc_info and record.exc_info[1] else ""
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {QUERY.sub('', said)}{kind}"

    def _plain(self, record: logging.LogRecord) -> str:
        """Keep the access log's line; of everything else keep the wording without its arguments."""
        return record.getMessage() if record.name == "tornado.access" else str(record.msg) if record.args else _first_words(record)


class Handing(logging.Handler):
    """Give each line, with its level, to the process that keeps the log.

    Parameters
    ----------
    hand : callable
    """

    def __init__(self, hand: Callable[[int, str], None]) -> None:
        super().__init__()
        self._hand = hand

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one line over; when nobody listens any more, it is lost with the process."""
        try:
            self._hand(record.levelno, self.format(record))
        except OSError:
            self.handleError(record)


def start(
    stream: object | None = None,
    *,
    file: Path | None = None,
    hand: Callable[[int, str], None] | None = None,
    requests: bool = False,
) -> logging.Handler:
    """Let the libraries of the server write through the discreet formatter only; calling it again replaces the first.

    Parameters
    ----------
    stream : text stream, optional
        By default the error stream; it shows what goes wrong.
    file : pathlib.Path, optional
        Where the log is kept, with a line a request.
    hand : callable, optional
        Takes ``(level, line)`` in place of stream and file.
    requests : bool
        Whether requests are noted though there is no file here.
    """
    first: logging.Handler = Handing(hand) if hand else logging.StreamHandler(stream)  # type: ignore[arg-type]
    if hand is None:
        first.addFilter(lambda record: record.levelno >= logging.WARNING or record.name == "dashboards")
    handlers = [first]
    if file is not None:
        handlers.append(RotatingFileHandler(file, maxBytes=LARGEST_BYTES, backupCount=FILES_KEPT, encoding="utf-8"))
    for handler in handlers:
        handler.setFormatter(Discreet())
        handler.set_name("dashboards")
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        for old in logger.handlers:
            if old.get_name() == "dashboards":
                old.close()
        logger.handlers = list(handlers)
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "dashboards" else logging.WARNING)
    logging.getLogger("tornado.access").setLevel(logging.INFO if file is not None or requests else logging.WARNING)
    return first


def note(level: int, line: str) -> None:
    """Write down a line that another process of ours has formatted."""
    logger = logging.getLogger("dashboards" if level >= logging.WARNING else "tornado.access")
    record = logger.makeRecord(logger.name, level, "", 0, line, (), None, extra={"written": True})
    logger.handle(record)


def trouble(problem: BaseException) -> str:
    """Name an exception and the lines it passed, without its message: that may quote a person."""
    places, trace = [], problem.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(problem).__name__} at {' > '.join(places[-6:])}"


def _first_words(record: logging.LogRecord) -> str:
    """Cut a ready-made message (an f-string of a library may hold anything) down to its module and line."""
    return f"message at {record.module}:{record.lineno}"
