"""New tags the taxonomy does not know yet: phrases for a doing or a craft that many answers share.

In flow answers and a taxonomy; out flow phrases with the number of answers they stand in. A phrase is proposed when speakers say
they do it (负责 …, "experience in …") or when it ends in a word for a craft (…优化, "… forecasting"); a person decides.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from workbench.evidence.language.quantity import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from workbench.definitions import SkillTaxonomy

CRAFT_ZH = (
    "运营|管理|策划|分析|优化|投放|谈判|开发|测试|设计|培训|维护|拓展|陈列|采购|招商|选品|剪辑|拍摄|推广|营销|建模|预测|核算|审计|巡检|质检|排产|调度|"
    "仓储|物流|配送|直播|客服|回访|定价|招投标|部署|运维|架构|编程|写作|文案|翻译|报关|选址|督导|盘点|对账|催收|风控|调研|访谈|复盘|监控"
)
CRAFT_EN = (
    "management|marketing|analysis|analytics|planning|design|operations|testing|development|optimisation|optimization|strategy|support|engineering|"
    "training|pricing|forecasting|merchandising|procurement|sourcing|scheduling|modelling|modeling|automation|localisation|localization|editing|research|"
    "compliance|auditing|reporting|logistics|administration|prototyping|copywriting|storytelling|onboarding|migration|selling"
)
_CUE_ZH = re.compile(r"(?:负责|擅长|主导|搭建|从事|精通|熟悉|专攻|主攻|做|搞|靠|通过|接触)(?:过|了|的是|的)?$")
_CUE_EN = re.compile(
    r"\b(?:experience (?:in|with)|background in|expertise in|skilled (?:in|at)|good at|responsible for|in charge of|speciali[sz]ed? in|"
    r"worked on|focused on|certified in|trained in|did|do|handled?|ran|run)\s(?:(?:all|the|our|some|mostly|mainly)\s)*$"
)
_ENDS_ZH, _ENDS_EN = re.compile(f"(?:{CRAFT_ZH})$"), re.compile(f"(?:{CRAFT_EN})$")
_HAN = re.compile("[㐀-鿿]{2,}")
# Words that name no craft, whatever stands beside them
_PLAIN_ZH = (
    "没有|比较|非常|一些|一个|这个|那个|我们|他们|大家|自己|公司|领导|客户|同事|主要|每天|每周|每月|去年|今年|当时|后来|然后|因为|所以|但是|需要|问题|工作|事情|方面|很多|不少|比如|"
    "例如|第一|第一步|第一件|具体|完全|继续|马上|重新|主动|一直|已经|开始|可以|应该|可能|一起|一定|团队|部门|整个|所有|相关|日常|专门|独立|什么|怎么|更多|不断|努力|认真|简单|最后|"
    "时候|别人|候选人|遇到|负责|擅长|主导|搭建|从事|精通|熟悉|通过|接触"
)
_PLAIN_EN = (
    "the|a|an|and|or|of|in|on|to|for|with|at|by|as|be|so|but|then|had|have|has|not|my|our|your|their|his|her|"
    "its|it|is|was|were|are|am|been|i|we|you|they|he|she|this|that|these|those|there|here|what|which|who|when|"
    "where|how|very|really|just|only|about|around|more|most|less|least|some|any|all|other|another|own|same|"
    "good|great|new|old|big|small|few|many|much|lot|lots|things|thing|stuff|work|job|team|company|people|"
    "customers|year|years|month|months|week|weeks|day|days|time|times|because|also|well|like|get|got|somebody|"
    "someone|something|anything|everything"
)
_PLAIN = frozenset(f"{_PLAIN_ZH}|{_PLAIN_EN}".split("|"))


def suggest(answers: Iterable[str | None], taxonomy: SkillTaxonomy, *, minimum: int = 5) -> list[tuple[str, int]]:
    """Propose new tags: phrases for a doing that many answers share and the taxonomy does not know.

    Parameters
    ----------
    answers : iterable of str
    taxonomy : SkillTaxonomy
    minimum : int
        Answers a phrase must stand in.

    Returns
    -------
    list of (phrase, number of answers)
        Most frequent first; a person decides which become tags.
    """
    known = {word.lower() for skill in taxonomy.skills for word in (*skill.aliases.zh, *skill.aliases.en)}
    counts: Counter[str] = Counter()
    for answer in answers:
        counts.update(_phrases(fold(answer or "")))
    frequent = [(p, n) for p, n in counts.most_common() if n >= minimum and not any(word in p or p in word for word in known)]
    return [(p, n) for p, n in frequent if not any(p != o and p in o and n <= 1.1 * m for o, m in frequent)]


def _phrases(text: str) -> set[str]:
    return {*_chinese(text), *_english(text)}


def _chinese(text: str) -> Iterator[str]:
    """Two or three words in a row, 4 to 8 characters, said to be done or ending in a craft."""
    import rjieba

    for run in _HAN.finditer(text):
        words, place = list(rjieba.cut(run.group())), 0
        for first, word in enumerate(words):
            for length in (2, 3):
                part = words[first : first + length]
                phrase = "".join(part)
                if len(part) < length or not 4 <= len(phrase) <= 8 or min(map(len, part)) < 2 or _PLAIN & set(part):
                    continue
                if _ENDS_ZH.search(phrase) or (length == 2 and _CUE_ZH.search(run.group()[:place])):
                    yield phrase
            place += len(word)


def _english(text: str) -> Iterator[str]:
    """Two words in a row, said to be done or ending in a craft."""
    words = list(re.finditer(r"[a-z][a-z-]{2,}", text))
    for one, other in itertools.pairwise(words):
        if other.start() - one.end() != 1 or {one.group(), other.group()} & _PLAIN:
            continue
        if _ENDS_EN.search(other.group()) or _CUE_EN.search(text[max(0, one.start() - 40) : one.start()]):
            yield f"{one.group()} {other.group()}"
