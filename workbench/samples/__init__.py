"""One seeded invented company, any size, whose truths are planted: tables in contracts, and exports as three systems write them."""

from workbench.samples.company import Company, company
from workbench.samples.exports import export, read_truth, small, write_truth
from workbench.samples.later import later

__all__ = ["Company", "company", "export", "later", "read_truth", "small", "write_truth"]


def __dir__() -> list[str]:
    """List the public names only, so that <tab> shows the room and not its walls."""
    return sorted(__all__)
