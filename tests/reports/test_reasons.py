"""No English reason on a Chinese page: every reason of a run, as the tables of a report show it."""

import re

import pytest

from workbench import reports
from workbench.evidence.language import say_reason

WORD = re.compile(r"[A-Za-z]{3,}")


def test_every_reason_of_a_run_has_its_chinese(desk):
    reasons = desk.read("EVIDENCE")["reason"].dropna().unique()
    assert len(reasons) >= 4
    for reason in reasons:
        assert not WORD.search(say_reason(reason, language="zh")), reason


@pytest.mark.parametrize(("language", "foreign"), [("zh", WORD), ("en", re.compile("[一-鿿]"))])
def test_tables_say_reasons_in_the_language_of_the_report(desk, language, foreign):
    for interview in desk.read("INTERVIEWS")["interview_id"].head(12):
        report = reports.candidate(desk, interview, language=language)
        for name in ("criteria", "evidence", "answers", "missing"):
            for reason in report.tables[name]["reason"].dropna():
                assert not foreign.search(reason), reason
