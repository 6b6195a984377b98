"""Every sentence the reports and figures say has its Chinese, with the same gaps."""

import ast
import re
import sys
from pathlib import Path

import pytest

from workbench import reports, wording

PACKAGE = Path(reports.__file__).parents[1]
TABLES = {
    "workbench.reports.audit": ("DECISIONS",), "workbench.reports.audit_tables": ("GROUPS", "STAGE_NAMES"),
    "workbench.reports.channels": ("AXES", "GAPS", "OUTCOMES"), "workbench.reports.words": ("UNITS", "CODES", "CHANNELS", "FAMILIES"), "workbench.reports.naming": ("TABLES", "COLUMNS"),
    "workbench.reports.tuning": ("MEASURES", "SOURCES", "CHOSEN", "TERMS", "OUTCOMES", "PER", "FINDINGS"),
    "workbench.reports.cost_return": ("SAVINGS", "ASSUMPTIONS", "ITEMS"), "workbench.reports.brought": ("RETURNS", "INPUTS", "AGAINST"), "workbench.reports.outcomes": ("GROUPS",),
    "workbench.reports.proposing": ("RULES",), "workbench.reports.replaying": ("OUTCOMES",),
    "workbench.reports.outcome_tables": ("COVARIATES", "FAMILIES", "FINDINGS", "MEASURES"),
    "workbench.reports.equity_tables": ("PARTS", "CHARACTERISTICS", "LIGHTS", "WAYS", "PAYS"), "workbench.reports.matrix_findings": ("SEVERITIES",),
    "workbench.reports.filtering": ("UNKNOWN",), "workbench.reports.screening": ("NAMED", "VERDICTS"),
}  # fmt: skip


def spoken(room):
    """Every text handed to `say` or `speak(...)` in a room."""
    for path in (PACKAGE / room).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                asked = node.func
                direct = isinstance(asked, ast.Call) and getattr(asked.func, "attr", "") == "speak"
                if direct or getattr(asked, "id", "") == "say":
                    yield node.args[0].value


SENTENCES = {*spoken("reports"), *spoken("figures")} | {
    text for module, names in TABLES.items() for name in names for text in getattr(sys.modules[module], name).values()
}


def test_nothing_is_left_in_english():
    assert len(SENTENCES) > 150
    assert wording.untranslated(SENTENCES) == set()


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_the_chinese_has_the_same_gaps(sentence):
    gaps = re.findall(r"{\w+}", sentence)
    assert sorted(re.findall(r"{\w+}", wording.speak("zh")(sentence))) == sorted(gaps)
