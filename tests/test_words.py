"""Every sentence that a result carries (`Words`) has its Chinese, with the same gaps."""

import ast
import re
from pathlib import Path

import pytest

import workbench
from workbench import wording

PACKAGE = Path(workbench.__file__).parent
FILES = ("fairness/*.py", "outcomes/validity*.py", "outcomes/utility*.py", "recruiting/channel*.py")


def carried():
    """Find every literal handed to `Words` in these files."""
    for files in FILES:
        for path in sorted(PACKAGE.glob(files)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                named = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Words" and node.args
                if named and isinstance(node.args[0], ast.Constant):
                    yield node.args[0].value


SENTENCES = sorted(set(carried()))


def test_nothing_is_left_in_english():
    assert wording.untranslated(set(SENTENCES)) == set()


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_chinese_has_the_same_gaps(sentence):
    assert sorted(re.findall(r"{\w+}", wording.speak("zh")(sentence))) == sorted(re.findall(r"{\w+}", sentence))
