"""What a vendor's claim is worth: what follows from it, what is missing, and what a rule without any skill reaches."""

from workbench.claims.audit import ClaimAudit, as_table, check_claim
from workbench.claims.findings import ClaimCheck
from workbench.claims.tables import check_table

__all__ = ["ClaimAudit", "ClaimCheck", "as_table", "check_claim", "check_table"]


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
