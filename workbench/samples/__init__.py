"""One seeded invented company, any size, whose truths are planted: tables in contracts, and exports as three systems write them."""

from workbench.samples.company import Company, company

__all__ = ["Company", "company"]
