"""What a valid table is: one contract per table, grouped by the part of the business it comes from."""

from workbench.contracts.hiring import APPLICATIONS, SPEND, STAGE_NAMES, STAGES, TOOL_COSTS
from workbench.contracts.interviews import (
    ANSWERS,
    COMPETENCY_SCORES,
    CRITERION_SCORES,
    EVIDENCE,
    EXPRESSION_EVENTS,
    INTERVIEWS,
    RATINGS,
    RECORDINGS,
    SCORES,
    SKILL_TAGS,
)
from workbench.contracts.learning import ANSWER_FEATURES, FEATURE_NAMES, JUDGEMENTS, SEMANTIC
from workbench.contracts.outcomes import EMPLOYEES, PERFORMANCE
from workbench.contracts.pay import MARKET_PAY, OFFERS, PAY_SUGGESTIONS, RULES
from workbench.contracts.people import CANDIDATES, CURRENCIES, DEGREES, JOBS, PERIODS, PROTECTED
from workbench.contracts.table import Column, TableContract

SOURCES = (
    JOBS, CANDIDATES, PROTECTED, APPLICATIONS, STAGES, INTERVIEWS, ANSWERS, EXPRESSION_EVENTS, RATINGS, MARKET_PAY, OFFERS,
    EMPLOYEES, PERFORMANCE, SPEND, TOOL_COSTS,
)  # fmt: skip
DERIVED = (RECORDINGS, JUDGEMENTS, EVIDENCE, SKILL_TAGS, SCORES, COMPETENCY_SCORES, CRITERION_SCORES, PAY_SUGGESTIONS)
ALL = SOURCES + DERIVED
BY_NAME = {contract.name: contract for contract in ALL}

__all__ = [
    "ALL", "ANSWERS", "ANSWER_FEATURES", "APPLICATIONS", "BY_NAME", "CANDIDATES", "COMPETENCY_SCORES", "CRITERION_SCORES", "CURRENCIES",
    "DEGREES", "DERIVED", "EMPLOYEES", "EVIDENCE", "EXPRESSION_EVENTS", "FEATURE_NAMES", "INTERVIEWS", "JOBS", "JUDGEMENTS", "MARKET_PAY", "OFFERS",
    "PAY_SUGGESTIONS", "PERFORMANCE", "PERIODS", "PROTECTED", "RATINGS", "RECORDINGS", "RULES", "SCORES", "SEMANTIC", "SKILL_TAGS",
    "SOURCES", "SPEND", "STAGES", "STAGE_NAMES", "TOOL_COSTS", "Column", "TableContract",
]  # fmt: skip
