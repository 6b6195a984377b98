"""What was said: quantities, the indicators they belong to, skill tags, and the structure of an answer.

In flows the text of answers; out flow values, tags and counts, each with the span of characters it came from.
"""

from workbench.evidence.language.quantity import OPERATORS, UNITS, Quantity, quantities

__all__ = ["OPERATORS", "UNITS", "Quantity", "quantities"]
