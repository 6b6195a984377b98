"""What a score is worth in pay: a checked matrix, a suggestion with its rule, and how pay sits against ranges."""

from workbench.pay.suggestion import suggest

__all__ = ["suggest"]
