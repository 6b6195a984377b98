"""Quantities on batches of sentences whose readings were written down before the grammar was asked, each phrased anew."""

import re
from pathlib import Path

import pytest

from workbench.evidence.language import quantities

BATCHES = (Path(__file__).parent / "unseen.txt").read_text(encoding="utf-8")
_SAID = re.compile(r"(?P<sign>>=|<=|=|>|<|~)?(?P<low>\d+(?:\.\d+)?)(?:\.\.(?P<high>\d+(?:\.\d+)?))? (?P<unit>[a-z]+)")


def batches():
    for batch in re.split(r"(?m)^# ", BATCHES)[1:]:
        title, *lines = batch.splitlines()
        yield title.split(":")[0], [line.split("|") for line in lines if line]


def reading(text):
    return [(round(q.value, 2), q.value_max, q.operator, q.unit) for q in quantities(text)]


def wanted(facts):
    found = [_SAID.fullmatch(fact.strip()) for fact in facts.split(";") if fact.strip()]
    return [
        (round(float(m["low"]), 2), float(m["high"]) if m["high"] else None, "range" if m["high"] else m["sign"], m["unit"])
        for m in found
    ]


def f1(lines, language):
    """Value, range, operator and unit must all be right."""
    right = said = meant = 0
    for spoken, text, facts in lines:
        if spoken == language:
            got, want = reading(text), wanted(facts)
            said, meant = said + len(got), meant + len(want)
            for one in want:
                if one in got:
                    got.remove(one)
                    right += 1
    return 2 * right / (said + meant)


@pytest.mark.parametrize(("title", "lines"), list(batches()), ids=[title for title, _ in batches()])
def test_every_batch(title, lines):
    assert len(lines) >= 70
    spoken = {line[0] for line in lines}
    for language, least in (("zh", 0.97), ("en", 0.95)):
        assert language not in spoken or f1(lines, language) >= least, language


def test_readings_are_written_in_full():
    for _, lines in batches():
        for line in lines:
            assert len(line) == 3, line
            assert line[0] in {"zh", "en"}
            wanted(line[2])
