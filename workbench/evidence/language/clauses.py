"""Sentences and clauses, and what they do to a fact inside them: deny it, only imagine it, give it to somebody else, take it back.

In flows the text of an answer; out flow spans and yes-or-no readings of a place in it. Used by linking and tags.
"""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass

SIGHT = 300  # characters before a fact that can deny it, wish it or give it to somebody else
_SENTENCE = re.compile(r"(?=[。！？!?\n….;；])(?:[。！？!?\n…]+|(?<=[a-za-z)%\"'\d])\.(?=\s|$)|[;；])")
_CLAUSE = re.compile(
    r"(?=[，。！？!?;；\n…,.:：\s—但不然而并同])(?:[，。！？!?;；\n…]|,(?!\d{3})|(?<!\d)\.(?=\s|$)|\.(?=\s|$)|:(?!\d)|：|\s[-–—]\s|——|"
    r"\s(?=(?:but|although|though|however|whereas|because|instead|then|so|where|which)\s)|(?:但是|不过|然而|而且|并且|然后|同时))",
)
_HYPOTHETICAL = re.compile(
    r"(?:指标|任务|KPI|kpi)(?:是|为|定|要求|给)|(?:要求|规定)(?=[^，。]{0,14}(?:达到|不低于|不少于|做到|要到|至少|以上))|(?:要|想)(?:做|用|上|学)(?=[^，。]{0,10}的话)|如果|假如|假设|假使|倘若|若是|若(?=[能我给让有])|(?<![主重需不只首就])要是|(?<![一二三四五六七八九十百千两几0-9])万一|要不是|的话(?=[，,]我[会能可])|我(?:个人)?(?:觉得|相信|认为)?(?:应该)?(?:能|可以)(?!够?把|把)(?=[^，。]{0,8}(?:到|带|做|完成|拿))|(?:希望|打算|计划|争取|预计|预期|准备|期望|目标|立志|梦想|力争|想要?(?!想|法|到|起|了)|将来|未来|(?<![一-鿿])以后(?=有|我|如果|想|会|能|要|可以|再|打算|[^，。]{0,8}(?:能|会(?![员议])|要|可以))|以后有机会|今后|明年|后年|下一?(?:步|年|个?季度|个?月|阶段))|将会|我会(?!议|员|计|用|写|说|操作|开车|编)|有机会(?:的话)?|理论上|最好能|本来(?:想|要|打算|计划)|原(?:计划|定|本)|差点|"
    r"\b(?:(?:a |the |my |our )?rule (?:that|of|was)|must (?:be|have|reach|hit)|required to|requires|should (?:be|have|reach)|needs? to (?:be|reach|have|hit)|i wish|if(?! not)|suppose|supposing|imagine|assuming|were i|had i(?! )|would(?! say| call| describe|n't say)|could have|should have|might have|hope|hoping|plan(?:s|ned|ning)? to|set out to|agreed on|committed to|promised|asked (?:me |us )?(?:to|for)|wanted me to|planning(?= to| on)|intend|aim(?:s|ed|ing)?|my goal|our goal|the goal|goal of|goal is|the target (?:is|was)|our target (?:is|was)|my target (?:is|was)|a target of|expect(?:s|ed|ing)? to|i(?:'| wi)ll|we(?:'| wi)ll|next (?:year|month|quarter|time)|some ?day|in the future|going forward|want(?:ed)? to|like to|i'd|we'd|dream|could(?= (?:reach|do|easily|lead|manage|handle|win|grow|get|have|probably|maybe))|supposed to|was meant to|in theory|given the chance|one day)\b",
)
_ACTUALLY = re.compile(
    r"实际上?|我(?:自己|个人|实际)?(?:上|的[一-鿿]{1,3})?(?:做到|达到|完成|签|拿|是)|事实上|其实|最后|最终|结果|但是?|不过|而我|目前|现在|已经|去年|\b(?:actually|in fact|in reality|in the end|but|however|ended up|we finished|i finished|currently|last year|so far|already|today)\b"
)
_PAST_CONDITION = re.compile(
    r"(?:如果|要是)(?:说|算上|加上|按|包括|不算|只算|从)|\bif (?:you|i|we) (?:count|include|look|add|ask|remember|recall|recollect|may|don't count)|\bif i'm not mistaken"
)
_DENIAL = re.compile(
    r"(?<![差有])没(?:有|能|怎么|法|做|带|用|搞|碰|接触|想过|试|参加|管)?(?!问题|想到|事|关系|错|准|多久|几)|未(?![来必免知婚满到足超])|不(?:是|会|太会|怎么|曾|懂|擅长|熟|做|用|涉及|负责|敢说|了解|喜欢|想)(?!说|仅|但|只|是说|得不)|并非|从不|无法|毫无|缺乏|零经验|(?<!是)非(?=我)|别说|谈不上|算不上|"
    r"\b(?:not(?! only| just| quite| less| fewer| more| exceeding| even| to mention| bad| sure)|never(?! more)|didn'?t(?! just| only)|don'?t(?! just| only| know)|don'?t know (?=[a-z+#/ ]{2,24}(?:[.,;]|$))|doesn'?t|haven'?t|hasn'?t|hadn'?t|wasn'?t|weren'?t|isn'?t|aren'?t|won'?t|can'?t|cannot|couldn'?t|wouldn'?t|without|(?:no|zero|little) (?:experience|exposure|background|budget|time|resources|chance|knowledge|real|hands-on|formal)|nothing like|nowhere near|neither|nor|lack(?:ed|ing)?|unfamiliar|avoid(?:ed|ing)?|instead of|rather than|far from|(?<!just )(?<!little )(?<!bit )(?<!tad )short of|failed to|unable to|considered|thought about|looked into)\b",
)
_DENIAL_AFTER = re.compile(
    r"(?![^，。]{0,4}(?:早就|已经|后来|现在)不用了)(?:[^。！？!?\n]{0,24}[，,](?:所以|最后|后来|结果)[^，。]{0,4}没有?(?:做|用|推|搞|上|办|弄)(?=[。，了]|$)|"
    r"[^。]{0,8}[，,]?不(?:需要|用)我|由(?!我)[^，。我]{1,8}(?:做|写|排|搭|管|谈|负责|维护|处理|来)|[^，。]{0,4}没有?(?:权限|上(?=[，。]|$))|[^，。]{0,6}[，,]?(?:是去当|作为(?:学生|观众|求职者))|"
    r"(?:\s(?:and|or)\s[a-z/]{2,14})?\s(?:was|were|is|are|got) (?:handled by (?:an?|the) |outsourced|left to|(?:owned|run|led|managed|written|handled|done) by (?!me))|\s(?:went|go|goes) to (?:a |an |the )?(?:separate|another|other|different)|"
    r"[^.!?]{0,20}\bas an? (?:student|visitor|participant|job ?seeker|attendee))|"
    r"(?:的?(?:流程|工作|事情?|部分|标准|方案)|这种事|这块|这些|方面)?[，,]?(?:我们?(?:公司|这边|那边)?|公司)?(?:一直|一般|基本上?|都|主要|全|通常|一向)*"
    r"(?:不归我|轮不到我|不用我|不是我(?:负责|做|管|写|的)|(?:是|由|归|靠|交给)(?:我(?:的|们)?)?(?:其他|别的)?(?:运营|商务|运维|同事|老板|主管|领导|经理|总监|总部|部门|外包|供应商|HR|hr|人事|财务|市场|设计|技术|产品|别人|队友|代理)(?!介绍|推荐)[一-鿿]{0,4}(?:做|写|排|搭|管|谈|弄|负责|维护|设计|处理|拍|跟|推|出|定|统一)|"
    r"只(?:是)?(?:在学校|听过|听说过|学过一点|看过)|(?:一直)?(?:没有?|还没)(?:预算|资源|人手|做起来|推起来|搞起来|落地|真正)|[?？]\s?(?:没(?:有|做|用|怎么)?|不会|不太|不(?:熟|懂)|not really|no\b|never|nope))|"
    r"(?:\s(?:was|is|were|are) (?:somebody|someone|anybody) else's)|"
    r"[^，。,.!！?？]{0,4}(?:(?:这块|方面|这些|这方面|相关的?|类的?)?[，,]?(?:我们?(?:公司|部门|团队)?|公司|基本|其实|倒是?|还|真的?|也|都|确实|完全|之前|目前)*(?:没(?:有)?(?:做|用|推行|推|实行|开展|落地|接触|搞|碰|学|参加|参与|试|经验|干|写|带|涉及|弄|经历|机会|了解|怎么|太多)|不(?:太)?(?:会|懂|熟|擅长|了解|做|负责|用|行|是我)|从来没|从没|未曾|不在行|是(?:同事|别人|其他))|\s(?:is|was|are|were)(?:n't| not| never)\b|\s?,?\s?(?:which )?(?:i|we) (?:have )?(?:never|haven't|didn't|don't|have not|did not|do not)\b|\s(?:was|were|is) (?:never|not|handled by|done by|someone else))"
)
# The same thing denied in a later clause: 社群我不感冒，也没搞过; it was there when I joined and I never touched it
_DENIED_IT = re.compile(
    r"[^。！？!?;；]{0,24}?(?:没有?|从没|从来没|未曾?|不)(?:怎么|真正|亲自)?(?:搞|做|碰|用|接触|试|参与|管|拆|上手|干|带|拍|播|投|机会)(?:过|了)?(?:[，。！]|$)|"
    r"[^.!?;]{0,40}?\b(?:i|we)(?:'ve| have)? (?:never|didn't|haven't|don't) (?:really |actually |once )?(?:touch\w*|use\w*|do|did|done|work\w* with|try|tried|own\w*|run|ran) (?:it|that|one|them|any)\b|"
    r"[^.!?;]{0,8},? that(?:'s| is) not (?:me|my)\b|[^，。我]{0,3}是(?!我)[^，。我]{1,8}的(?:事|活|工作|职责)"
)
_BUT_I_DO = re.compile(r"[^.!?]{0,30},? but (?:i|we) (?:do|did|have|can|am|use|still)\b")
_OTHERS = r"同事|同行|别人|别的\S{0,4}|其他\S{0,4}|前任|前领导|领导|老板|上司|我?(?:大区|区域|部门|销售|项目|产品|技术|研发|运营|人事|招聘|片区|省区)?(?:经理|总监|负责人|主管(?!(?:着|了|过)?(?:大概|约)?$))|店长|公司|集团|部门|事业部|厂里|总部|竞品|竞争对手|对手|行业|友商|同学|朋友|老公|老婆|师傅|隔壁\S{0,3}|对方|客户那边|他们?|她们?|有人|整个市场|市场上|全国|业界|一个同事|(?:组|队|部门|店|公司)里?的?(?:老|小|阿)[一-鿿]|(?:组|队|部门|店)里?的(?:[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][一-鿿]{1,2})(?=去年|一年|一个人|今年|做|新|签|完|拿|开|带|达|谈)|[老小][王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗]|(?:王|李|张|刘|陈|杨|赵|黄|周|吴|徐|孙)(?:总|经理|哥|姐|工|主管)"
_OTHERS_ZH = re.compile(
    rf"^(?:[嗯呃啊哦那]*(?:而|但|但是|不过|其实|听说|据说|当时|然后|那时候?|因为|像|比如|之前|以前|原来|去年|反观|而且|另外|所以)?)?(?:我有[个一]{{0,2}}(?:个|位)?|我(?:们)?的?|咱们?的?|整个|全|上家|前东家|原来的?|之前的?|那家|这家){{0,2}}(?:{_OTHERS})(?!让|要求|给我|派|安排|交给|里[^，。]{{0,3}}我|对我|把|规定|期间|叫我|请我|跟我|找我|任命|提拔|希望我|内部)"
)
_OTHERS_EN = re.compile(
    r"^\W*(?:and |but |so |while |though |because |well,? |actually,? |whereas |however,? |even though |honestly,? )?(?:(?:my|our|the|a|an|one of my|some|another|other|one|his|her|their)\s)?(?:whole |entire |former |old |previous |current |direct |best |senior |close )*"
    r"(?:boss|manager|director|colleagues?|co-?workers?|teammates?|team ?mate|company|department|firm|organi[sz]ation|predecessor|competitors?|industry|market|friends?|they|he|she|somebody|someone|peers?|wife|husband|brother|sister|others|people (?:say|think)|headquarters|the business|average (?:rep|person|engineer)|mentor|rival)\b(?!\s(?:asked|told|wanted|gave|let|made|put|promoted|trusted|said i|says i|assigned|needed|and i\b|hired me|i )|'s (?:team|trust))",
)
_OUR_FIRM = re.compile(
    r"\W*(?:(?:而且|因为|当时|所以|and |so |at )?(?:我们|咱们)(?!的?(?:同事|领导|老板|经理|总监))|(?:our|the) (?:team|company|department|firm)\b)"
)
_COLLEAGUE = re.compile(
    r"^\W*(?:a|one) (?:colleague|friend|teammate) of mine|^[嗯呃]*我(?:有)?(?:一)?个?(?:同事|朋友|同学|前同事|师兄|师姐)"
)
_SELF = re.compile(
    r"我(?!们?(?:的)?(?:公司|集团|部门|老板|领导|同事|朋友|上司))|本人|自己|\b(?:i|i'm|i've|my (?:own|team|quota|result|target|customers|clients|conversion|coverage)|we|me|personally|myself)\b"
)
_CORRECTION = re.compile(
    r"不对|不是不是|哦不|噢不|啊不|呃不|说错了?|讲错了?|记错了?|口误|更正|纠正|准确(?:地|来)?说|确切(?:地|来)?说|应该是(?=[^，。]{0,3}[\d零一二两三四五六七八九十百千万])|我重新说|(?:sorry|no|wait|oh|actually)[,，.]? (?:no[,.]? |wait[,.]? |sorry[,.]? |it (?:was|is|'s) |that(?:'s| is| was) |more like |make (?:that|it) |i (?:mean|meant) |let me correct )*(?=[^.!?]{0,18}\d)|"
    r"\b(?:no,? (?:wait|sorry|actually)|sorry,|scratch that|correction|i mean(?:t)?|i misspoke|let me correct|make that|make it|or rather|rather,|wait,|not \w+[- ]?\w* but|my mistake|excuse me|i stand corrected)",
)


@dataclass(frozen=True)
class Layout:
    """Where the sentences and clauses of a text start and end, and where something is wished or denied in it: each scanned once."""

    text: str
    sentences: list[tuple[int, int]]
    clauses: list[tuple[int, int]]

    def sentence(self, place: int) -> tuple[int, int]:
        """Find the sentence that holds a character."""
        return self.sentences[max(bisect.bisect_right(self._sentence_starts, place) - 1, 0)]

    def clause(self, place: int) -> tuple[int, int]:
        """Find the clause that holds a character."""
        return self.clauses[self.position(place)]

    def position(self, place: int) -> int:
        """Find which clause holds a character, counted from 0."""
        return max(bisect.bisect_right(self._clause_starts, place) - 1, 0)

    def wishes(self, start: int, end: int) -> list[re.Match[str]]:
        """List the words between two places that make a fact a wish, a plan or a condition."""
        return _between(self._wishes, start, end)

    def denials(self, start: int, end: int) -> list[re.Match[str]]:
        """List the words between two places that deny."""
        return _between(self._denials, start, end)

    @functools.cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @functools.cached_property
    def _clause_starts(self) -> list[int]:
        return [start for start, _ in self.clauses]

    @functools.cached_property
    def _wishes(self) -> tuple[list[int], list[re.Match[str]]]:
        found = [m for m in _HYPOTHETICAL.finditer(self.text) if not _PAST_CONDITION.match(self.text, m.start())]
        return [m.start() for m in found], found

    @functools.cached_property
    def _denials(self) -> tuple[list[int], list[re.Match[str]]]:
        found = list(_DENIAL.finditer(self.text))
        return [m.start() for m in found], found


def lay_out(text: str) -> Layout:
    """Split a text into sentences and clauses; together they cover it without gaps."""
    return Layout(text, _split(text, _SENTENCE), _split(text, _CLAUSE))


def imagined(text: str, layout: Layout, place: int) -> bool:
    """Say whether the fact at a place is only imagined, planned or promised."""
    clause_start, clause_end = layout.clause(place)
    start = max(layout.sentence(place)[0], place - SIGHT)
    marks = layout.wishes(start, min(clause_end, place + SIGHT))
    marks = [m for m in marks if m.start() < place or re.search(r"if|如果|要是", m.group())]
    marks = [m for m in marks if not _is_level(text, m.start(), place)]
    if not marks:
        return False
    last = marks[-1].end()
    strong = re.search(r"如果|假如|假设|要是|\bif\b|suppos|imagin|would|i'd|若", marks[-1].group())
    between = text[last : max(last, place)]
    turned = _ACTUALLY.search(between)
    if turned and (not strong or re.search(r"实际|事实|其实|但|不过|actually|in fact|but|however", turned.group())):
        return False
    if turned and turned.group().isascii():
        return False
    return bool(strong) or last > clause_start or not re.search("了|过|是|达到|完成", between) or not turned


def denied(text: str, layout: Layout, start: int, end: int, *, after: bool = False, until: int | None = None) -> bool:
    """Say whether the fact between two places is denied in its own clause; `after` also reads on, up to `until` (the next fact)."""
    clause_start = max(layout.clause(start)[0], start - SIGHT)
    marks = [m for m in layout.denials(clause_start, start) if not _is_operator(text, m, start)]
    if marks and _BUT_I_DO.match(text, end):
        return False
    if marks and not re.search(r"(?:而是|只是|但|不过|\bbut\b|\bonly\b|之后|以后|才)", text[marks[-1].end() : start]):
        return True
    if not after:
        return False
    rest = text[end : min(layout.sentence(start)[1], end + SIGHT, until or len(text))]
    return bool(_DENIAL_AFTER.match(text, end) or _DENIED_IT.match(rest))


def of_others(text: str, layout: Layout, place: int, *, our_firm: bool = False) -> bool:
    """Say whether somebody else than the speaker is the subject at a place; `our_firm` counts 我们公司 and "our team" as the speaker."""
    sentence_start = max(layout.sentence(place)[0], place - SIGHT)
    position = layout.position(place)
    while position >= 0 and layout.clauses[position][1] > sentence_start:
        start, end = layout.clauses[position]
        part = text[max(start, sentence_start) : min(end, place)]
        if _COLLEAGUE.match(part):
            return True
        other = _OTHERS_ZH.match(part.lstrip("，,、 ")) or _OTHERS_EN.match(part.lstrip("，,、 "))
        own = _SELF.search(part, other.end() if other else 0)
        if other:
            return not own and not (our_firm and _OUR_FIRM.match(part.lstrip("，,、 ")))
        if own:
            return False
        position -= 1
    return False


def corrections(text: str) -> list[int]:
    """Places where the speaker takes something back."""
    return [m.start() for m in _CORRECTION.finditer(text)]


def _split(text: str, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    spans, start = [], 0
    for m in mark.finditer(text):
        end = m.end() if m.group().strip() and not m.group()[0].isalpha() and not "㐀" <= m.group()[0] <= "鿿" else m.start()
        if end > start:
            spans.append((start, end))
            start = end
    if start < len(text) or not spans:
        spans.append((start, len(text)))
    return spans


def _between(places: tuple[list[int], list[re.Match[str]]], start: int, end: int) -> list[re.Match[str]]:
    starts, found = places
    return [m for m in found[bisect.bisect_left(starts, start) : bisect.bisect_left(starts, end)] if m.end() <= end]


def _is_level(text: str, mark: int, place: int) -> bool:
    """Tell a goal that was reached (完成目标的百分之一百三十, "130 % of target") from a wish."""
    head = text[max(0, mark - 6) : mark]
    return bool(
        text[mark : mark + 2] == "目标" and re.search(r"完成(?:了)?(?:年度|销售|全年)?$|达成(?:了)?$|超(?:过|额|出)(?:了)?$", head)
    ) or (
        text[mark : mark + 2] == "目标"
        and bool(re.match(r"[的完达管客群用]|[^，,。是]{0,4}(?:完成|达成)", text[mark + 2 : mark + 10]))
    )


def _is_operator(text: str, mark: re.Match[str], start: int) -> bool:
    """不到五十 and "not quite 80" are bounds of the number, not denials."""
    return bool(
        re.match(
            r"(?:没|未)(?:有)?(?:到|超过|达到?)|不(?:到|足|止|少|超|低|多|高|大|小|下)|没想到",
            text[mark.start() : mark.start() + 5],
        )
    ) or bool(re.match(r"not (?:quite|less|fewer|more|exceeding)", text[mark.start() : start]))
