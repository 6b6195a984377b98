"""Rows kept while long work goes on: each one a line of JSON in a file, so that work broken off goes on where it stopped."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ENDING = ".jsonl"


@contextlib.contextmanager
def kept_rows(path: Path | None) -> Iterator[tuple[list[dict[str, Any]] | None, Callable[[dict[str, Any]], None] | None]]:
    """Read the rows a file keeps, and give what adds one more to it.

    Parameters
    ----------
    path : Path or None
        A ``.jsonl`` file, there or not yet; without one there is nothing known and nothing kept.

    Raises
    ------
    Refusal
        If it is another kind of file, or cannot be written.
    """
    if path is None:
        yield None, None
        return
    if path.suffix != ENDING:
        raise Refusal("rows cannot be kept in this file", where=str(path), found=f"ending '{path.suffix}'", expected=f"ending '{ENDING}'",
                      cure="name another file to resume from; --output writes tables")  # fmt: skip
    known = _rows(path)
    have = {row.get("content_hash") for row in known}
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise Refusal("rows cannot be kept in this file", where=str(path), found=error.strerror or type(error).__name__,
                      expected="a file that may be written", cure="name a file in a folder of your own") from None  # fmt: skip
    with file:

        def keep(row: dict[str, Any]) -> None:
            if row.get("content_hash") and row["content_hash"] not in have:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()

        yield known, keep


def _rows(path: Path) -> list[dict[str, Any]]:
    """Read line by line; the last may have been cut off when the work was, and is taken off the file."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
    rows = []
    for place, line in enumerate(lines):
        try:
            rows.append(_row(line))
        except ValueError:
            if place < len(lines) - 1:
                raise Refusal("this file holds other things than rows", where=str(path), found=f"line {place + 1}",
                              expected="a row of JSON a line, as --resume keeps them", cure="name another file to resume from") from None  # fmt: skip
            path.write_text("".join(lines[:-1]), encoding="utf-8")
    return rows


def _row(line: str) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict) or not line.endswith("\n"):
        raise ValueError(line)
    return row
