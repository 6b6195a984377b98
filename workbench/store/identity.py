"""How a stored person's ID number is kept: a keyed hash to match by, a masked form to show, never the number.

In flow ID numbers and a secret that does not lie inside the database (``WORKBENCH_SECRET``, or a key file beside the
database that only its owner may read); out flow hash and mask.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from typing import TYPE_CHECKING

from workbench.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path

VARIABLE = "WORKBENCH_SECRET"
FINGERPRINT = "key fingerprint"


def tidy(number: str) -> str:
    """Write an ID number in its one form: no spaces or hyphens, half-width digits, capital X."""
    text = unicodedata.normalize("NFKC", str(number))
    return "".join(c for c in text if c.isalnum()).upper()


def keyed_hash(number: str, key: bytes) -> str:
    """Hash an ID number with the deployment's key; without the key the 10¹⁷ possible numbers cannot be tried out."""
    return hmac.new(key, tidy(number).encode(), hashlib.sha256).hexdigest()


def masked(number: str) -> str:
    """Show the first two and the last two characters of an ID number (province and check digits), the rest as stars."""
    text = tidy(number)
    return text[:2] + "*" * (len(text) - 4) + text[-2:] if len(text) > 8 else "*" * len(text)


def secret(database_file: Path | None) -> bytes:
    """Find the key: from the environment, else from the key file beside the database, which is made on first need.

    Parameters
    ----------
    database_file : Path or None
        None for a database on a server or in memory: then the environment must give the key.

    Raises
    ------
    StoreError
        If there is no key, or others may read the key file.
    """
    if given := os.environ.get(VARIABLE):
        return given.encode()
    if database_file is None:
        raise StoreError(
            "there is no secret to hash ID numbers with",
            where="store",
            found=f"{VARIABLE} is not set",
            expected="one secret, the same for every program that opens this database",
            cure=f"set {VARIABLE} in the environment",
        )
    path = database_file.with_name(database_file.name + ".key")
    return _made(path) if not path.exists() else _read(path)


def fingerprint(key: bytes) -> str:
    """Name a key without revealing it, so that a database can tell when it is opened with another one."""
    return hmac.new(key, b"workbench key", hashlib.sha256).hexdigest()[:16]


def _made(path: Path) -> bytes:
    """Write the key whole under another name first, then link it: of two programs starting at once, one key wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return _read(path)


def _read(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        raise StoreError(
            "the key file can be read by others",
            where=path.name,
            found=f"mode {path.stat().st_mode & 0o777:o}",
            expected="mode 600",
            cure=f"chmod 600 {path.name}",
        )
    return path.read_text().strip().encode()


def must_match(kept: str | None, key: bytes) -> None:
    """Refuse a key other than the one the database's hashes were made with: the same person would not be found again.

    Raises
    ------
    StoreError
        If the fingerprints differ.
    """
    if kept is not None and kept != fingerprint(key):
        raise StoreError(
            "the secret is not the one this database was begun with",
            where="store",
            found="another key",
            expected=f"the same {VARIABLE} or key file as before",
            cure="restore the key; ID numbers hashed with another key cannot be matched",
        )
