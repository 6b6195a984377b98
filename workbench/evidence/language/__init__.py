"""What was said: quantities, the indicators they belong to, skill tags, and the structure of an answer.

In flows the text of answers; out flow values, tags and counts, each with the span of characters it came from.
"""

from workbench.evidence.language.accumulating import accumulate
from workbench.evidence.language.choosing import indicators
from workbench.evidence.language.finding import quantities
from workbench.evidence.language.linking import Mention, mentions
from workbench.evidence.language.noise import noise
from workbench.evidence.language.quantity import OPERATORS, UNITS, Quantity
from workbench.evidence.language.reasons import say_reason
from workbench.evidence.language.structuring import structure
from workbench.evidence.language.suggesting import suggest
from workbench.evidence.language.tagging import Tag, tags

__all__ = [
    "OPERATORS", "UNITS", "Mention", "Quantity", "Tag", "accumulate", "indicators", "mentions", "noise", "quantities", "say_reason", "structure", "suggest", "tags",
]  # fmt: skip
