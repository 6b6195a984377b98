"""What the server writes down: when, where, and what kind of thing happened; never a value a person typed or a page showed.

In flow log records of this package and of the libraries below it; out flow lines on the error stream without messages of exceptions,
queries of addresses, or the content of socket messages.
"""

from __future__ import annotations

import logging
import re

QUERY = re.compile(r"\?[^\s\"')]*")
LIBRARIES = ("dashboards", "bokeh", "panel", "tornado", "asyncio")


class Discreet(logging.Formatter):
    """Write a record without what it quotes."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, place and, from our own package, the message; from the libraries only what can not hold a value."""
        said = record.getMessage() if record.name.startswith("dashboards") else self._plain(record)
        kind = f" ({trouble(record.exc_info[1])})" if record.exc_info and record.exc_info[1] else ""
        return f"{self.formatTime(record)} {record.levelname} {record.name}: {QUERY.sub('', said)}{kind}"

    def _plain(self, record: logging.LogRecord) -> str:
        """Keep the access log's line; of everything else keep the wording without its arguments."""
        return record.getMessage() if record.name == "tornado.access" else str(record.msg) if record.args else _first_words(record)


def start(stream: object | None = None) -> logging.Handler:
    """Let the libraries of the server write through the discreet formatter only; calling it again replaces the first."""
    handler = logging.StreamHandler(stream)  # type: ignore[arg-type]
    handler.setFormatter(Discreet())
    handler.set_name("dashboards")
    for name in LIBRARIES:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "dashboards" else logging.WARNING)
    return handler


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
