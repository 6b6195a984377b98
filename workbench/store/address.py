"""Where a database lies, and what is wrong with the place, in words.

In flows a URL or path; out flows an `Address`, or `StoreError` with the cure. Passwords in a URL are never shown.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from workbench.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = "sqlite:///file.db, a path, or postgresql://user@host/name"
MAGIC = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Address:
    """Where a database lies.

    Parameters
    ----------
    url : sqlalchemy.URL
    file : Path or None
        The file of an SQLite database; None on a server or in memory.
    """

    url: sa.URL
    file: Path | None

    @property
    def shown(self) -> str:
        """The address as messages show it: a file's name, or the URL without its password."""
        return self.file.name if self.file else self.url.render_as_string(hide_password=True)


def address_of(url: str | Path, *, create: bool) -> Address:
    """Read a URL or path and look at the place it names.

    Raises
    ------
    StoreError
        If the kind of address is unknown or the file cannot be used.
    """
    text = str(url)
    if "://" not in text:
        text = "sqlite:///" + ("" if text == ":memory:" else text)
    parsed = _parsed(text)
    if parsed.get_backend_name() == "postgresql":
        return Address(_with_driver(parsed), None)
    if not parsed.database or parsed.database == ":memory:":
        return Address(parsed, None)
    file = Path(parsed.database)
    _look_at(file, create=create)
    return Address(parsed, file)


@contextmanager
def explained(address: Address) -> Iterator[None]:
    """Turn what a database driver throws while opening into a refusal with its cure."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise StoreError("the driver for this database is not installed", where=address.shown, found=f"no module {error.name}",
                         expected="the driver named", cure=f"pip install '{error.name}[binary]'") from None  # fmt: skip
    except sa.exc.DatabaseError as error:
        raise StoreError("the database cannot be opened", where=address.shown, found=str(error.orig).splitlines()[0],
                         expected="a workbench database", cure=_cure(address)) from None  # fmt: skip


def _parsed(text: str) -> sa.URL:
    scheme = text.partition("://")[0]
    backend = scheme.partition("+")[0]
    if backend not in {"sqlite", "postgresql", "postgres"}:
        raise StoreError("this kind of database address is not known", where="store.open", found=f"'{scheme}://'",
                         expected=KINDS, cure="use SQLite for one machine, PostgreSQL for a team")  # fmt: skip
    try:
        return sa.make_url(text.replace("postgres://", "postgresql://", 1) if backend == "postgres" else text)
    except (sa.exc.ArgumentError, ValueError):
        raise StoreError("the address cannot be read", where="store.open", found=f"an address beginning '{scheme}://'",
                         expected=KINDS, cure="check the part after ://") from None  # fmt: skip


def _with_driver(url: sa.URL) -> sa.URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _look_at(file: Path, *, create: bool) -> None:
    folder = file.absolute().parent
    if not folder.is_dir():
        raise StoreError("the folder for the database is not there", where=file.name, found=f"no folder '{folder.name}'",
                         expected="an existing folder", cure="make the folder first, or check the path")  # fmt: skip
    if file.is_dir():
        raise StoreError("the path is a folder, not a database file", where=file.name, expected=KINDS,
                         cure="name a file inside the folder")  # fmt: skip
    if not file.exists():
        _may_make(file, folder, create=create)
        return
    if not (os.access(file, os.R_OK | os.W_OK) and os.access(folder, os.W_OK)):
        raise StoreError("the database file or its folder is read-only", where=file.name, found="no permission to write",
                         expected="a file this account may read and write, in a folder it may write",
                         cure="change the permissions, or copy the file to a folder of your own")  # fmt: skip
    with file.open("rb") as opened:
        begin = opened.read(len(MAGIC))
    if begin not in {b"", MAGIC}:
        raise StoreError("this is not a database file", where=file.name, found="a file of another kind",
                         expected="an SQLite database made by the workbench", cure="check the path; exports are read by intake")  # fmt: skip


def _may_make(file: Path, folder: Path, *, create: bool) -> None:
    if not create:
        raise StoreError("there is no such database", where=file.name, expected="an existing database file",
                         cure="check the path, or run the pipeline first: it makes the database")  # fmt: skip
    if not os.access(folder, os.W_OK):
        raise StoreError("the database cannot be made in a read-only folder", where=file.name,
                         found=f"no permission to write in '{folder.name}'", expected="a folder this account may write",
                         cure="choose another folder")  # fmt: skip
    try:
        os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))  # people's data: its owner's only, WAL and all
    except OSError as error:
        raise StoreError("the database cannot be made", where=file.name, found=error.strerror or "", expected="a usable path",
                         cure="choose another path") from None  # fmt: skip


def _cure(address: Address) -> str:
    if address.file:
        return "check that the file is whole and on a local disk, or restore it from a copy"
    return "check host, name, user and password, and that the server runs"
