"""Repeated phrases take time in proportion to their length, and no text at all stops a reading."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.definitions import SkillTaxonomy
from workbench.evidence import language

TAXONOMY = SkillTaxonomy.load(Path("data/definitions/skills.yaml"))
PHRASES = [
    "去年我新增了五十多个客户，", "去年我新增了五十多个客户。", "新客户五十个", "团队从3个人到15个人", "转化率5%", "我们组的老李", "如果", "不对，应该是三十个，",
    "十来二十", "，，5个", "I won 50 new customers, ", "if i had 50 people ", "from 3 to 5 people ", "not 47 but 39, ", "no wait 5 ",
]  # fmt: skip
WORDS = [
    "我", "同事", "团队", "新客户", "五十多个", "不对，", "应该是", "如果", "没有", "以后", "并没有到", "那么多", "转化率", "5%", "，", "。", " ", "from ", "to ",
    "50 ", "customers ", "i ", "never ", "if ", "no wait ", "by ", "a couple of ", "半打", "个把月", "线下展会", "千儿八百", "翻了两番", "百分之十", "３０", "\n", "🙂",
]  # fmt: skip


def seconds(text):
    started = time.process_time()
    language.mentions(text)
    return time.process_time() - started


@pytest.mark.parametrize("phrase", PHRASES)
def test_time_grows_with_the_length_alone(phrase):
    language.mentions("去年我新增了五十多个客户，")  # patterns are compiled on first use
    short, long = (phrase * 1000)[:1000], (phrase * 4000)[:4000]
    once, four = min(seconds(short) for _ in range(3)), min(seconds(long) for _ in range(3))
    assert four < 8 * once + 0.02  # four times the text; quadratic would be sixteen
    assert four < 0.05 * len(long.encode()) / 1000, f"{four:.3f} s"  # 10 to 20 ms a kB, with room for a busy machine


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join) | st.text(max_size=120))
def test_no_text_stops_a_reading(text):
    for mention in language.mentions(text, question="去年新增了多少客户？"):
        assert text[slice(*mention.span)] == mention.quote
        assert mention.low <= mention.high
        for code in ("zh", "en"):
            assert language.say_reason(mention.refused, language=code) is not None
    for tag in language.tags(text, TAXONOMY):
        assert 0 <= tag.span[0] < tag.span[1] <= len(text)
    for code in ("zh", "en"):
        found = language.structure(text, code, question="请介绍一次经历")
        assert 0 <= found["star_completeness"] <= 1
    assert all(q.value_low <= q.value_high for q in language.quantities(text))
