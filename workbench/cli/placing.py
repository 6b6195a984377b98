"""Where a file that comes by itself goes: under a dated name, and one run at a time.

In flow a file's name with placeholders and what is known; out flow its name, and a lock that a second run meets.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from workbench.cli.terminal import err
from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BUSY = 75  # sysexits' EX_TEMPFAIL: another run is at it, the next one will do


def named(path: Path, words: Mapping[str, str | None]) -> Path:
    """Fill the placeholders of a file's name: ``{report}-{period}.html`` becomes ``channels-2026-10.html``.

    Raises
    ------
    Refusal
        If a placeholder is not known, or nothing was given for it.
    """
    wanted = re.findall(r"\{([^{}]*)\}", str(path))
    lacking = [word for word in wanted if not words.get(word)]
    if lacking:
        raise Refusal(f"nothing is known for {', '.join(f'{{{word}}}' for word in lacking)} in the file's name", where=str(path),
                      expected=f"some of {', '.join(f'{{{word}}}' for word, said in words.items() if said)}", cure="choose from these, or give the option")  # fmt: skip
    return Path(re.sub(r"\{([^{}]*)\}", lambda found: re.sub(r"[^\w.-]+", "-", str(words[found[1]])), str(path)))


def absolute(db: str) -> str:
    """Write the address of a database so that it means the same from any folder."""
    path = re.sub(r"^sqlite:///", "", db)
    return db if "://" in path or path == ":memory:" else f"sqlite:///{Path(path).resolve().as_posix()}"


@contextlib.contextmanager
def alone(target: Path) -> Iterator[None]:
    """Let one run at a time write a target; a second ends at once with code 75 and leaves the first to it.

    The lock is the system's and ends with the process, so a run that was killed blocks nobody.
    """
    lock = target.absolute().parent / f".{target.name}.lock"
    with _opened(lock, target) as held:
        if not _locked(held):
            err.print(f"busy: another run is writing {target}; nothing was done", markup=False)
            raise typer.Exit(BUSY)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                lock.unlink()


def _opened(lock: Path, target: Path) -> BinaryIO:
    try:
        return lock.open("ab")
    except OSError as error:
        raise Refusal("nothing can be written there", where=str(target), found=error.strerror or type(error).__name__,
                      expected="an existing folder this account may write", cure="make the folder, or choose another place") from None  # fmt: skip


def _locked(held: BinaryIO) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(held.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
