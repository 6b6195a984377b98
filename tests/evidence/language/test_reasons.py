"""Reasons said to a reader: every sentence the rooms write, alone and joined, has its Chinese."""

import ast
import re
from pathlib import Path

import pytest

from workbench import wording
from workbench.evidence import language
from workbench.evidence.language.reasons import CARRYING, NUMBERED, PLAIN

ROOM = Path(language.__file__).parents[1]
SENTENCES = {*PLAIN, *(s for _, s in (*NUMBERED, *CARRYING))}
LATIN = re.compile(r"[A-Za-z]{2,}")


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_every_sentence_has_its_chinese_with_the_same_gaps(sentence):
    assert wording.untranslated({sentence}) == set()
    said = wording.speak("zh")(sentence)
    assert sorted(re.findall(r"{\w+}", said)) == sorted(re.findall(r"{\w+}", sentence))
    assert not LATIN.search(re.sub(r"{\w+}", "", said))


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("named, but denied; said of somebody else", "提到了，但本人否认；说的是别人", "named, but denied; said of somebody else"),
        ("named, but an earlier value; a later one is named; denied", "提到了，但这是先前的数值，后来另有说明；本人否认", None),
        ("said per other period; times 12", "按其他周期说的，已乘以 12", None),
        ("3 different values are said", "说了 3 个不同的数值", None),
        ("1 of 3 recordings failed their quality gate", "3 段录音中有 1 段未通过质量检查", None),
        (
            "no recording passed its quality gate: snr_db 4.2 dB is below 10 dB; re-record",
            "没有录音通过质量检查：信噪比为 4.2 dB，低于下限 10 dB；需要重新录音",
            "no recording passed its quality gate: signal-to-noise ratio 4.2 dB is below the limit of 10 dB; re-record",
        ),
        ("speech_s 1.0 s is below 3 s", "有效语音为 1.0 s，低于下限 3 s", "Speech heard 1.0 s is below the limit of 3 s"),
        ("the transcript cannot be used: empty; one word repeated", "转写文本不可用：内容为空；只重复一个词", None),
        (
            "a.mp3: this is not a recording. Found: text. Expected: WAV or MP3. Cure: check that the right file was exported.",
            "文件不是录音",
            "this is not a recording",
        ),
        ("the cluster could not measure this recording (TimeoutError)", "集群未能测量这段录音", "the cluster could not measure this recording"),
        ("听错了，是四十九", "听错了，是四十九", "听错了，是四十九"),
    ],
)  # fmt: skip
def test_reasons_are_said_in_both_languages(reason, zh, en):
    assert language.say_reason(reason, language="zh") == zh
    assert language.say_reason(reason, language="en").lower() == (en or reason).lower()


def test_no_room_writes_a_reason_that_is_not_known():
    """Every text handed to `refused=`, `note=` or a reason in linking, choosing, gathering and noise."""
    for name in ("linking", "valuing", "noise"):
        tree = ast.parse((ROOM / "language" / f"{name}.py").read_text(encoding="utf-8"))
        docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree) if isinstance(n, (ast.Module, ast.FunctionDef))}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in docs:
                text = node.value
                if re.fullmatch(r"[a-z][a-z',; ]{3,}", text) and (" " in text.strip() or text in {"denied", "empty"}):
                    assert text in PLAIN or any(text.strip() in s for _, s in NUMBERED), text
