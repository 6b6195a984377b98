"""The database: tables from contracts, versions of definitions, roles checked on every call, an audit trail that cannot be rewritten.

Checked tables and definitions flow in through a desk, which belongs to one account; the same tables flow out, without the
columns and rows that the account's role may not read.
"""

from workbench.store.audit import Verified
from workbench.store.database import Database, open
from workbench.store.desk import Desk
from workbench.store.filters import Filter, narrowed
from workbench.store.remembering import remembered, standing
from workbench.store.rights import RIGHTS, ROLES
from workbench.store.rows import Written
from workbench.store.transaction import Transaction

__all__ = [
    "RIGHTS",
    "ROLES",
    "Database",
    "Desk",
    "Filter",
    "Transaction",
    "Verified",
    "Written",
    "narrowed",
    "open",
    "remembered",
    "standing",
]


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
