"""How an answer is built: situation, task, action, result; connectives, fillers, sentences on the question, examples, length.

In flows one answer; out flow counts with their spans. They are called what they are: marks found in a text, not a judgement of it.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from workbench.evidence.language import clauses
from workbench.evidence.language.quantity import fold

STAR = {
    "situation": r"当时|那时候?|背景是|背景|情况是|有一次|有一年|前年|去年|刚(?:开始|入职|接手|起步|成立)|起初|一开始|遇到|面临|正在|公司正|因为当|在我[^，。]{0,8}(?:期间|的时候)|\b(?:at (?:the|that) time|back then|the background|the situation|there was|we were|i was (?:at|working|in)|when i|once|last year|in 20\d\d|two years ago|initially|at first|we had|was facing|in my (?:last|previous) (?:job|role))\b",
    "task": r"任务|负责|目标|要求我|需要(?:我|解决|完成|在)|我的职责|职责|我要|必须|指标|领导(?:让|要求|交)|让我|交给我|\b(?:my (?:task|job|role|goal|responsibility)|i was (?:responsible|asked|tasked|supposed|in charge)|i had to|we had to|we needed to|i needed to|the goal|needed to|the target|the challenge|responsible for|asked me)\b",
    "action": r"我(?:先|就|首先|主动|立刻|马上|决定|开始|每[天周]|带着?|亲自|把|跟|找|通过|采用|制定|梳理|分析|建立|推动|组织|设计|优化|调整|写了|做了|做的)|首先|然后|接着|于是|第一步|第一件事|具体(?:做法|来说)|我们(?:先|就|把|通过|制定|重新)|做法是|采取|\b(?:i (?:first|then|started|decided|went|called|built|created|made|set up|organi[sz]ed|analy[sz]ed|talked|spoke|wrote|introduced|changed|asked|led|worked|proposed|designed|developed|trained|reached|met|sat|took|implemented|ran|used|split|reviewed|found|fixed|began|prepared)|first,? i|then i|so i|what i did|my approach|step by step|we (?:then|started|built|created|introduced|changed|decided))\b",
    "result": r"最后|最终|结果|后来(?:业绩|客户|效果)|成功|达成|实现|效果|提升了|增长了|降低了|下降了|提高了|节省|完成了|拿到了|签(?:下|了)|得到了?(?:认可|表扬)|翻了|\b(?:in the end|as a result|finally|eventually|the result|the outcome|which led|this led|resulted|increased|reduced|grew|improved|achieved|reached (?:our|the|my)|we ended|successfully|saved|won|doubled|by the end|worked out)\b",
}
CONNECTIVES = {
    "cause": r"因为|由于|所以|因此|于是|从而|以至于?|既然|导致|结果是|为了|\b(?:because|since|therefore|so that|thus|hence|as a result|due to|consequently|that is why|which is why|in order to)\b",
    "contrast": r"但是|不过|然而|虽然|尽管|可是|反而|相反|而不是|即使|\b(?:but|however|although|though|whereas|despite|instead|on the other hand|even though|nevertheless|yet)\b",
    "sequence": r"首先|其次|然后|接着|最后|第[一二三四]步?|之后|随后|先(?!生|进)|再(?!见|次|说)|同时|一方面|另一方面|\b(?:first(?:ly)?|second(?:ly)?|third(?:ly)?|then|next|after that|afterwards|finally|before that|meanwhile|in the end)\b",
    "condition": r"如果|只要|只有|除非|一旦|\b(?:if|unless|as long as|provided|once)\b",
    "addition": r"而且|并且|此外|另外|不仅|不但|也就是说|总之|\b(?:moreover|in addition|besides|also|not only|furthermore|in other words|overall|in summary)\b",
}  # fmt: skip
FILLERS = r"嗯+|呃+|额(?=[，,、…])|啊(?=[，,、…])|那个(?=[，,、…]|那个)|这个(?=[，,、…]|这个)|就是说|怎么说呢|然后呢|对吧|你知道吧|\b(?:u+m+|u+h+|er+m?|you know|i mean|sort of|kind of|basically|like(?=,))(?![a-z])"
EXAMPLES = r"比如|例如|举个例子|举例|有一次|拿[^，。]{1,12}来说|譬如|像(?:是|上次|之前)|当时有个|\b(?:for example|for instance|such as|e\.g\.|one example|an example|let me give you|once,|one time|there was (?:a|this|one) (?:time|case|customer|client))\b"
PER_MINUTE = {"zh": 240.0, "en": 150.0}  # characters or words a minute, where no duration is known: usual reading pace
INDICATORS = (
    "star_completeness",
    "logic_connectives_per_100",
    "fillers_per_min",
    "on_topic_share",
    "answer_length_chars",
    "examples_given",
)
_STAR = {name: re.compile(words) for name, words in STAR.items()}
_CONNECTIVES = {name: re.compile(words) for name, words in CONNECTIVES.items()}
_FILLERS, _EXAMPLES = re.compile(FILLERS), re.compile(EXAMPLES)
_WORD = re.compile(r"[a-za-z']+|\d+(?:\.\d+)?")
_HAN = re.compile(r"[㐀-鿿]")
_STOP_ZH = set(
    "的了是我你他们在有和就都也不这那个一上下来去说到要会把被对为与及等之而且但所以因为如果什么怎么多少请介绍讲次过去年里还很最具体当时"
)
_STOP_EN = {"a", "an", "the", "of", "in", "on", "to", "and", "or", "i", "we", "you", "my", "our", "your", "it", "is", "was", "were", "that", "this", "for", "with", "at", "by", "as", "be", "so", "but", "then", "had", "have", "has", "not", "how", "what", "when", "where", "did", "do", "does", "tell", "us", "about", "please", "which", "who", "many", "much", "give", "last", "past", "year", "one", "from", "are", "can", "could", "would", "there", "their", "them", "they", "me", "if", "any", "exactly"}  # fmt: skip


def structure(
    text: str | None, language: str = "zh", *, duration_s: float | None = None, question: str | None = None
) -> dict[str, Any]:
    """Describe how one answer is built.

    Parameters
    ----------
    text : str
    language : {"zh", "en"}
        Decides whether length is in characters or words.
    duration_s : float, optional
        Seconds of the recording; without it, a usual pace is assumed for fillers a minute.
    question : str, optional
        What was asked (with its competency, where known); without it `on_topic_share` is None.

    Returns
    -------
    dict
        The six indicators ``star_completeness`` [0-1], ``logic_connectives_per_100``, ``fillers_per_min``, ``on_topic_share`` [0-1],
        ``answer_length_chars`` and ``examples_given``; ``star`` (element to spans), ``connectives`` (class to spans), ``fillers``,
        ``examples`` and ``on_topic`` (spans of sentences).
    """
    text = text or ""
    plain = fold(text)
    star = {name: _spans(pattern, plain) for name, pattern in _STAR.items()}
    connectives = {name: _spans(pattern, plain) for name, pattern in _CONNECTIVES.items()}
    fillers, examples = _spans(_FILLERS, plain), _spans(_EXAMPLES, plain)
    length = _length(plain, language)
    minutes = (duration_s or 60 * length / PER_MINUTE.get(language, 150.0)) / 60
    sentences, on_topic = _on_topic(plain, question)
    return {
        "star_completeness": sum(bool(spans) for spans in star.values()) / 4,
        "logic_connectives_per_100": 100 * sum(map(len, connectives.values())) / length if length else 0.0,
        "fillers_per_min": len(fillers) / minutes if minutes else 0.0,
        "on_topic_share": len(on_topic) / sentences if question and sentences else None,
        "answer_length_chars": float(length),
        "examples_given": float(len(examples)),
        "star": star, "connectives": connectives, "fillers": fillers, "examples": examples, "on_topic": on_topic,
    }  # fmt: skip


def marks(built: dict[str, Any], name: str) -> list[tuple[int, int]]:
    """List the spans one of the six indicators of `structure` was counted from, in the order of the text; none for the length."""
    if name == "star_completeness":
        return sorted(span for spans in built["star"].values() for span in spans)
    if name == "logic_connectives_per_100":
        return sorted(span for spans in built["connectives"].values() for span in spans)
    return list(
        built.get({"fillers_per_min": "fillers", "on_topic_share": "on_topic", "examples_given": "examples"}.get(name, ""), ())
    )


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [m.span() for m in pattern.finditer(text)]


def _length(text: str, language: str) -> int:
    if language == "en":
        return len(_WORD.findall(text)) + len(_HAN.findall(text))
    return len(_HAN.findall(text)) + len(_WORD.findall(text))


def _on_topic(text: str, question: str | None) -> tuple[int, list[tuple[int, int]]]:
    """Count sentences, and find those that share a content word with the question."""
    spans = [s for s in clauses.lay_out(text).sentences if _WORD.search(text, *s) or _HAN.search(text, *s)]
    if not question:
        return len(spans), []
    topic = _content(fold(question))
    return len(spans), [s for s in spans if topic & _content(text[s[0] : s[1]])]


def _content(text: str) -> set[str]:
    """Content words: English stems of five letters, Chinese pairs of characters that are no function words."""
    words = {w.lower()[:5] for w in _WORD.findall(text) if len(w) > 2 and w.lower() not in _STOP_EN}
    for run in re.findall("[㐀-鿿]+", text):
        words |= {a + b for a, b in itertools.pairwise(run) if a not in _STOP_ZH and b not in _STOP_ZH}
    return words
