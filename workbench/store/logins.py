"""Who is logged in, and who has tried too often: kept in the database, so that every process that serves it says the same.

In flow a login's random number, the account it stands for and when it ends; out flows the account behind a number. Numbers and the names
people typed are kept as hashes: whoever reads the table can neither enter with it nor learn what was mistyped.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import sqlalchemy as sa

from workbench.store.tables import LOGIN_FAILURES, LOGINS

if TYPE_CHECKING:
    from workbench.store.vault import Vault


class Logins:
    """The logins of one database; times are seconds since 1970.

    Parameters
    ----------
    vault : Vault
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def begin(self, number: str, account: str, until: float, *, at: float) -> None:
        """Let a number stand for an account until a moment; what ended before `at` is swept out."""
        with self._vault.writing() as connection:
            connection.execute(LOGINS.delete().where(LOGINS.c.until < at))
            connection.execute(LOGINS.insert().values(number_hash=_hash(number), account=account, until=until))

    def find(self, number: str) -> tuple[str, float] | None:
        """Give the account behind a number and when its login ends; None when it stands for nobody."""
        with self._vault.reading() as connection:
            row = connection.execute(
                sa.select(LOGINS.c.account, LOGINS.c.until).where(LOGINS.c.number_hash == _hash(number))
            ).first()
        return (row.account, float(row.until)) if row else None

    def end(self, number: str) -> None:
        """Let a number stand for nobody."""
        with self._vault.writing() as connection:
            connection.execute(LOGINS.delete().where(LOGINS.c.number_hash == _hash(number)))

    def fail(self, account: str, *, at: float, since: float) -> None:
        """Note that an account's password was wrong; what happened before `since` is swept out."""
        with self._vault.writing() as connection:
            connection.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.at <= since))
            connection.execute(LOGIN_FAILURES.insert().values(account_hash=_hash(account), at=at))

    def failures(self, account: str, *, since: float) -> list[float]:
        """Give the moments of an account's failures after `since`, oldest first."""
        asked = sa.select(LOGIN_FAILURES.c.at).where(LOGIN_FAILURES.c.account_hash == _hash(account), LOGIN_FAILURES.c.at > since)
        with self._vault.reading() as connection:
            return sorted(float(at) for (at,) in connection.execute(asked))

    def pardon(self, account: str) -> None:
        """Forget an account's failures."""
        with self._vault.writing() as connection:
            connection.execute(LOGIN_FAILURES.delete().where(LOGIN_FAILURES.c.account_hash == _hash(account)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
