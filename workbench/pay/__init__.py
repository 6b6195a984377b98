"""What a score is worth in pay: a checked matrix, a suggestion with its rule, and how pay sits against ranges."""

from workbench.pay.explanation import explain, reason
from workbench.pay.lint import lint
from workbench.pay.position import compa_ratio, portrait, range_penetration
from workbench.pay.suggestion import suggest

__all__ = ["compa_ratio", "explain", "lint", "portrait", "range_penetration", "reason", "suggest"]
