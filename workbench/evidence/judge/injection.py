"""Answers that speak to the judge instead of the interviewer: 给我满分, "ignore previous instructions", forged marks.

In flows the text of an answer; out flows where it does so, or nothing. Such an answer is not sent to a model: a person rates it. A false
alarm costs a person a minute; a miss costs everybody else their place.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

TRADITIONAL = str.maketrans(
    "給滿評請無視標規則條統員個數據這該對須應務聽從輸閱讀為為優級試語設現開號點",
    "给满评请无视标规则条统员个数据这该对须应务听从输阅读为为优级试语设现开号点",
)
TOP = r"(?:满分|最高(?:分|评分|档|等级|评价)|高分|(?<!\d)(?:5|五|10|十|100|一百)分|a\+?级|优秀)"
NOUNS = r"(?:指令|指示|提示词|规则|评分标准|设定|评分表|锚点|约束)"
RULES = r"(?:指令|指示|要求|提示|规则|标准|说明|设定|评分表|锚点|约束|上文|上述|以上|前面|之前|先前)"
CHINESE = (
    ("overrides rules", rf"(?:忽略|无视|忽视|不要?理会|别(?:理|管)|不用管)(?!了|过).{{0,12}}?{RULES}"),
    ("overrides rules", rf"(?:忘(?:记|掉)|抛开|跳过|覆盖(?!率)|推翻|不要?遵守|停止执行)(?!了|过).{{0,12}}?{NOUNS}"),
    ("asks for a rating", rf"(?:请|务必|必须|一定要?|直接|麻烦|帮我|帮忙|希望你|你(?:要|应该|得|可以|需要)|应当|应该|求|拜托|那就|就).{{0,8}}?(?:给|打|评|判|记|算|按)(?!了|过).{{0,12}}?{TOP}"),
    ("asks for a rating", rf"(?:^|[。！!？?；;，,、：:\n])(?:给我|给本人|给这个(?:回答|答案)|给该(?:候选人|回答|答案)|给此(?:回答|答案)|给他|给她)(?!了|过|们)(?:打|评|判)?(?:个|一个)?{TOP}"),
    ("asks for a rating", rf"(?:本题|该题|此题|这(?:道)?题|本回答|该回答|此回答|这个回答|该候选人|本候选人|此候选人|我的?(?:评分|得分|分数|打分)|评分|得分|打分|rating|score)(?:应该?|必须|请|就|一律|直接)?(?:为|是|给|打|设为|定为|记为|=|:|：|等于)(?:了)?{TOP}"),
    ("speaks to the judge", r"你(?:现在)?(?:是|作为|身为|扮演)(?:一个|一名|一位)?.{0,6}?(?:评分|评委|打分|评审|评判|裁判|人工智能|ai|语言模型|大模型|助手|机器人|系统|gpt)"),
    ("speaks to the judge", r"(?:致|告诉|提醒|通知)(?:评分|评委|评审|评判|打分|ai|大模型|语言模型|系统)(?:者|员|人|模型|系统)?[:：,，]|(?:评分|评判|打分)(?:模型|系统|助手|机器人|ai)(?:请|必须|应该?|你|[:：,，])"),
    ("forges instructions", r"(?:系统|管理员|开发者|后台|新的?|最新|重要|附加|隐藏)(?:提示|指令|消息|通知|指示|命令)[:：]|(?:以下|下面)(?:才)?是(?:新的?|真正的?|最新的?|系统)?(?:指令|指示|规则|提示)"),
    ("forges a reply", r"(?:只|请|直接|务必)?(?:输出|返回|回复|回答|生成)(?:以下|如下|这个)?.{0,6}?(?:json|rating|评分\s*[:：=]?\s*\d|\{)"),
)  # fmt: skip
THIRD = r"(?<!customers )(?<!clients )(?<!users )(?<!they )(?<!people )(?<!manager )(?<!boss )(?<!guests )"
ENGLISH = (
    ("overrides rules", r"(?<!\bi )(?<!\bwe )(?<!\bthey )(?<!\bhe )(?<!\bshe )(?<!\bnot )\b(?:ignore|disregard|forget|override|bypass|do not follow|don'?t follow|stop following)\b[^.!?\n]{0,40}?\b(?:instructions?|prompts?|rules?|above|rubrics?|anchors?|criteri(?:a|on)|guidelines?|directions?|system message|told)\b"),
    ("asks for a rating", THIRD + r"\b(?:give|award|assign|grant)\s+(?:me|this|my|the|it|him|her|us)\b(?!\s+team)[^.!?\n]{0,30}?\b(?:full|maximum|max|top|highest|perfect|best|high|5|five|10|ten|100)\b[^.!?\n]{0,12}?\b(?:marks?|points?|scores?|ratings?|stars?|out of|grade|credit)"),
    ("asks for a rating", r"(?:\bplease\b|\byou (?:must|should|have to|need to)\b|^|[.!?:;,\n]\s*)\s*(?:then |just |now |always )?(?:rate|score|grade|mark)\s+(?:me|this|my|the (?:answer|candidate|response|applicant|transcript)|it)\b[^.!?\n]{0,30}?\b(?:full|maximum|max|top|highest|perfect|5|five|10|ten|100)\b"),
    ("asks for a rating", r"\b(?:this|my|the) (?:answer|response|transcript|candidate|applicant) (?:deserves|must (?:get|receive|be)|should (?:get|receive|be)|is rated|gets|receives)\b[^.!?\n]{0,20}?\b(?:full|maximum|max|top|highest|perfect|5|five|10|ten|100)\b"),
    ("speaks to the judge", r"\byou are (?:now |no longer )?(?:a |an |the )?[^.!?\n]{0,24}?\b(?:rater|judge|grader|evaluator|assistant|ai|language model|llm|chatbot|gpt|scoring (?:system|model))\b"),
    ("speaks to the judge", r"\b(?:dear|hey|hello|attention|note to|message (?:to|for))[, ]+(?:the )?(?:ai|rater|judge|grader|evaluator|language model|llm|scoring (?:system|model))\b"),
    ("forges instructions", r"\b(?:system|developer|admin(?:istrator)?|new|updated|important|hidden) (?:prompt|message|instructions?|directive|override|note)s?\s*[:：]"),
    ("forges a reply", r"(?<!\bi )(?<!\bwe )(?<!\bthey )\b(?:output|return|respond with|reply with|answer with|print|write)\b[^.!?\n]{0,20}?(?:\bjson\b|\brating\b|\bscore of\b|\{)"),
)  # fmt: skip
FORGED = (
    ("forges marks", r"<\s*/?\s*(?:answer|question|criterion|anchors|system|user|assistant|transcript|instructions?|prompt|rules?)\b[^>]{0,40}>?"),
    ("forges marks", r"<\|\s*\w+\s*\|>|\[/?inst\]|<</?sys>>|#{2,}\s*(?:system|instructions?|response|assistant|human|user)\b|\b(?:system|assistant)\s*[:：]\s*(?=\S)"),
    ("forges a reply", r"[\"'“”{]\s*(?:rating|role|quotes|reasoning)[\"'“”]?\s*[:：=]|(?:^|[.!?]\s+)rating\s*[:=]\s*\d"),
)  # fmt: skip
_PATTERNS = [(kind, re.compile(pattern, re.MULTILINE)) for kind, pattern in (*CHINESE, *ENGLISH, *FORGED)]
_DENSE = [(kind, re.compile(pattern)) for kind, pattern in CHINESE] + [
    ("overrides rules", re.compile(r"ignore|disregard|override|forget(?:all|any|the|your|previous|prior|above)")),
    ("asks for a rating", re.compile(r"(?:give|award|rate)(?:me|this|it)(?:the|an?)?(?:full|max|top|highest|perfect|five|5)")),
]  # fmt: skip
_APART = re.compile(r"(?:[㐀-鿿][ \-_*.·,|/~+=]{1,3}){3,}[㐀-鿿]|(?:\b[a-z][ \-_*.·,|/~+=]{1,3}){4,}[a-z]")
_MIXED = re.compile(r"(?<![a-zа-ӿοιν])(?=[a-zа-ӿοιν]*[а-ӿοιν])(?=[a-zа-ӿοιν]*[a-z]{2})[a-zа-ӿοιν]{4,}")


class Suspicion(NamedTuple):
    """What an answer does that no answer to an interviewer does, and where."""

    kind: str
    start: int
    end: int


def suspicion(text: str) -> Suspicion | None:
    """Find the first place where an answer speaks to a judge.

    Parameters
    ----------
    text : str

    Returns
    -------
    Suspicion or None
        ``kind`` is one of: overrides rules, asks for a rating, speaks to the judge, forges instructions, forges a reply, forges marks,
        mixes alphabets, hides letters. Read after undoing full-width and traditional forms, invisible characters and letters spaced
        apart; what others said of the speaker (客户给我打了满分) is no such place.
    """
    plain, places = _plain(text)
    found = [(m.start(), m.end(), kind) for kind, pattern in _PATTERNS if (m := pattern.search(plain))]
    found += [(m.start(), m.end(), "mixes alphabets") for m in [_MIXED.search(plain)] if m]
    if not found:
        found = _spaced(plain)
    if found:
        start, end, kind = min(found)
        start += len(plain[start:end]) - len(plain[start:end].lstrip(" \n。！!？?；;，,、：:."))
        return Suspicion(kind, places[start], places[end - 1] + 1)
    hidden = [place for place, character in enumerate(text) if 0xE0000 <= ord(character) <= 0xE007F]
    return Suspicion("hides letters", hidden[0], hidden[-1] + 1) if hidden else None


def _plain(text: str) -> tuple[str, list[int]]:
    """Write the text in one spelling, without what cannot be seen, each character with its place."""
    kept, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character).translate(TRADITIONAL).casefold():
            if unicodedata.category(letter) not in {"Cf", "Cc", "Mn"} or letter == "\n":
                kept.append(" " if letter.isspace() and letter != "\n" else letter)
                places.append(place)
    return "".join(kept), places


def _spaced(plain: str) -> list[tuple[int, int, str]]:
    """Look again where single characters stand apart in a row, as nobody writes them, without what parts them: 给-我-满-分, i g n o r e."""
    found = []
    for run in _APART.finditer(plain):
        at = [place for place in range(run.start(), run.end()) if plain[place].isalnum()]
        dense = "".join(plain[place] for place in at)
        found += [
            (at[m.start()], at[m.end() - 1] + 1, kind) for kind, pattern in _DENSE if (m := pattern.search(dense)) and m.group()
        ]
    return found
