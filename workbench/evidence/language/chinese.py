"""Quantities in Chinese: find the numeral, then read what stands to its left (operator) and right (unit, operator).

In flows text with half-width digits; out flow `Quantity` tuples. A Chinese numeral below a hundred counts only with a unit
behind it, so that 一直, 十分 and 千方百计 stay words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.language import numbers_zh
from workbench.evidence.language.quantity import Quantity, apart, quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_RUN = rf"(?:[几数](?=[十百千万亿]))?[{HAN}](?:[{HAN}]|几(?=[十个家位名人号件场次单万条倍成天年])|点(?=[零一二三四五六七八九])|[多来余](?=[十百千万亿](?!分)))*"
_HAN_RUN_SOME = r"[几数][十百千万亿]+"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALED = rf"{_ARABIC}\s?(?:(?:[多来余几]|个(?=亿))?[十百千万亿]+(?:\d(?!\d))?|[wWkK](?![A-Za-z]))?"
_ATOM = re.compile(rf"(?<![A-Za-z_\d.#])(?:{_SCALED})|{_HAN_RUN_SOME}|{_HAN_RUN}")
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8, "w": 1e4, "k": 1e3}

# Words that contain numerals; each is blanked before reading, character for character.
_IDIOMS = re.compile(
    "千方百计|千千万万|成千上万|成百上千|三番五次|三天两头|三心二意|五花八门|一五一十|乱七八糟|七上八下|一心一意|三言两语|百里挑一|十全十美|两全其美|"
    "四面八方|五湖四海|一举两得|一石二鸟|九牛一毛|万无一失|一日三餐|三令五申|一年四季|一年到头|一天到晚|千家万户|十年磨一剑|三百六十行|三十而立|"
    "两手抓|三大件|五险一金|一对一|一带一路|[一二三]把手|双十一|双11|双十二|双12|九九六|零零七|朝九晚五|百分点子|百货|百度|百事|千禧|万科|万达|三星|"
    "五百强|500强|四大|八达|三只松鼠|五粮液|七匹狼|两面|两码事|说一不二|独一无二|数一数二|丢三落四|不管三七二十一|半途|千里马|百年老店|百年|"
    "(?<![一二三四五六七八九十百千两几0-9])万一|(?<![一二三四五六七八九十百两几0-9])千万(?=[别不要记得注]|小心)|十分(?![之钟])|一万个(?=心|理由|小心)|两口子|两头(?=跑|都)|二话不说|八九不离十|五星级?|四星级?|三星级?|双休|"
    "从0到1|从零到一|三方|第三方|两点一线|三班倒|两班倒|三甲|二手|二次(?=元|开发)|三农|四川|六安|九江|三亚|二维码?|三维|二八(?=原则|定律)|五一(?=假|期间|黄金|活动|大促)|"
    "十一(?=假|期间|黄金|长假|大促)|六一八|618(?=大促|期间|活动|那|的时候|当天|预售)|7[*xX×]24|24/7|9105|996(?!个)|007|985|211(?=[院大工高、和及/,]|毕业)|"
    "上半[年场月]|下半[年场月]|前半[年场段]|后半[年场段]|半路|半夜|半数(?=据)|半成品|多半(?=是|都|会|因)|一半一半|"
    "[一二三四1-4]季度|[一二三四五六七八九十]+年级|二线|三线|一线|四线|一本|二本(?!书)|三本(?!书)|一手|三角|八卦|两岸|两会|七夕|八一|三八(?=节|妇女|大促)"
)
_DATES = re.compile(
    r"(?:19|20)\d{2}\s?(?:年(?:度|底|初|末)?|[-/.])(?:\s?\d{1,2}\s?(?:月份?|[-/.]))?(?:\s?\d{1,2}\s?[日号]?)?|"
    r"[一二][零〇九][零〇一二三四五六七八九]{2}年(?:[一二三四五六七八九十]{1,3}月份?)?(?:[一二三四五六七八九十]{1,3}[日号])?|"
    r"\d{1,2}\s?月\s?\d{1,2}\s?[日号]|[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]|"
    r"(?<![个\d])\d{1,2}\s?月(?:份|底|初|中旬?|末|上旬|下旬|以来|开始|入职)?(?!内)|(?<![个多])(?:十[一二]|[一二三四五六七八九十])月(?:份|底|初|中旬?|末)?|"
    r"(?<!\d)(?:20\d{2}|199\d)(?=\s?(?:届|级|财年|Q[1-4]))|"
    r"[一二][一二三四五六七八九〇零]年(?![多半])(?<!一二年)|"
    r"(?:从|自|在|于|截至|到|至)\s?[012]\d\s?年(?!多|半|以上|以内|内|里|左右|的?(?:经验|时间|工龄))|"
    r"(?<!\d)[012]\d\s?年(?=底|初|末|年|上半|下半|春|夏|秋|冬|\d|[一二三四五六七八九十]+月|的?时候|开始|加入|毕业|入职|进入|我|起|那会|那时|到\s?\d{2}\s?年)|"
    r"\d{1,2}\s?[:：]\s?\d{2}(?:\s?[:：]\s?\d{2})?|(?:上午|下午|早上|晚上|中午|凌晨|早|晚)\s?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})\s?点半?(?:到(?:晚上)?\S{1,3}点)?|"
    r"(?:(?<![一两每二三四五六七八九十半几])周|星期|礼拜)[一二三四五六日天](?![十百千个])|(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|0\d{2,3}-\d{7,8}|"
    r"\d{17}[\dXx]|[A-Za-z]+[-_]?\d+(?:\.\d+)*|\d+(?:\.\d+){2,}|"
    r"第\s?(?:\d+|[零一二两三四五六七八九十百千]+)|(?:初|高|大|其|前)[一二三四](?![十百千万个天年]|周)|"
    r"[前第]\s?(?:\d+|[一二三四五六七八九十百]+)(?=[名强位]|的)|排名?(?:全国|全省|区域|公司)?\s?(?:\d+|[一二三四五六七八九十百]+)(?!\d|[%个人家])|"
    r"(?:题目?|问题|步骤|方案|版本|编号|工号|房间|房号|门牌|电话|手机|邮编|身份证|微信|QQ|号码)\s?(?:是|号|为|:)?\s?(?:\d+|[一二三四五六七八九十]+)(?![\d个人家多次%万])|"
    r"每\s?(?:隔)?\s?(?:\d+|[一二两三四五六七八九十]+)个?(?=[天周年月]|小时|星期|客户|人)|"
    r"(?:\d{2}|[零五六七八九][零五])\s?后(?=的?|员工|团队|女|男)|\d{1,3}\s?[代届期号](?!人|称)(?:店|楼|线|门)?|[一二两三四五六七八九十]{1,3}[代届期号](?!人|称)(?:店|楼|线)?"
)
_GAP = (
    r"(?:了|有|是|为|在|达|到|过|的|要|得|能|可以|会|我|也|都|就|才|基本|一共|总共|共|新增|新开|开发|带|管|做|签|谈|卖|招|完成|拜访|维护|跟进|服务|处理|"
    r"举办|办|组织|花|用|拿|跑|打|下来|需要|只|差不多|成交|拓展|负责|参加|写|学|保持|控制|维持|提升|增长|下降|降低|提高|每[年月天周日]|个?月|人){0,4}\s?"
)
_BEFORE = (
    (">=", "至少|最少|起码|最起码|不少于|不低于|不下于?|不小于|少说也?|最低|保底|大于等于|≥|>="),
    (
        "<=",
        "最多(?!的)|至多|顶多|不超过|没超过|没有超过|未超过|不会超过|从不超过|不多于|不高于|不大于|最高(?!的)|小于等于|≤|<=|控制在",
    ),
    (
        "<",
        "不到|不足|未到|没到|没有到|还没到|少于|低于|小于|不满|不够|将近|接近|快要?到|差一点到?|差点到?|逼近|<|未满|几乎有?|未达到?|没达到",
    ),
    (">", "超过|超出|超|多于|大于|高于|突破|不止|不只|远超|远不止|逾|超越|>|冲破"),
    ("~", "大概|大约|约莫|约|差不多|左右|估计|也就|上下|~|≈|平均下来|粗略|可能|应该有|得有|大致|基本上?是?"),
)
_BARE_SIGNS = {"上": ">=", "过": ">", "破": ">"}  # only straight before 百, 千, 万: 上百家, 过万
_BEFORE_RE = [(sign, re.compile(rf"(?:{words}){_GAP}$")) for sign, words in _BEFORE]
_NEAR = re.compile(r"(?<![最附接将靠临亲])近(?:了)?$|(?<![很更加飞尽赶爽轻愉较太挺])快(?:有)?$|小(?=)$")
_RECENT = re.compile(r"(?:^|[，,。;；\s在这我最])近$")
_AFTER = (
    (">=", r"(?:及|或者?|乃?至)?(?:以上|之上|更多)|往上|起步|打底|\+"),
    ("<=", r"(?:之内|以内|及以下|或以下|封顶)"),
    ("<", r"(?:以下|之下|不到|都不到|还不到|不足)"),
    (">", r"(?:开外|出头|有余|不止|还多|挂零|好几)"),
    ("~", r"(?:左右|上下|前后|的样子|上下浮动)"),
)
_AFTER_RE = [(sign, re.compile(rf"\s?(?:{words})")) for sign, words in _AFTER]
_MORE = re.compile(r"[多余几](?!少|的是|亏|数|于)")
_ABOUT = re.compile(r"来(?=[个家位名人号场次单条件台万千百岁天年块元])")

_TIME = (
    ("hour", 1.0, r"个?(?:多)?(?:小时|钟头)"), ("hour", 1 / 60, r"分钟"), ("month", 1.0, r"个(?:多|来)?月(?!度)|(?<=[俩仨])月"),
    ("week", 1.0, r"个?(?:多)?(?:星期|礼拜)(?![一二三四五六日天])|周(?![一二三四五六日年边末期会报转])"),
    ("month", 3.0, r"个季度"), ("year", 1.0, r"年(?!代|级|轻|龄|纪|度|报|货|味|会|薪|底|初|末|终|前(?!后)|后(?=我|,|，))|年(?=度)(?<=[年])(?!度)|载(?=[,，。的]|$)|个?年头|个财年"),
    ("day", 1.0, r"(?:个)?(?:工作日|自然日)|天(?!猫|天|津|使|赋|气)|日(?=内|以内|之内|左右)"),
)  # fmt: skip
_TIME_RE = [(unit, factor, re.compile(rf"\s?(?:{words})")) for unit, factor, words in _TIME]
_PERCENT = re.compile(r"\s?(?:%|个百分点|百分点|个点(?!子|位|评)|pp(?![a-z]))")
_TENTHS = re.compile(r"成(?![功立交本为绩果员长都熟了效品千百])")
_TIMES = re.compile(r"\s?倍(?!增|感|受)|[xX](?![A-Za-z\d])")
_MONEY = re.compile(
    r"\s?(?:(?P<usd>美元|美金|美刀|刀(?![具法])|USD|usd)|(?P<eur>欧元|EUR|eur)|(?P<cny>元(?![素旦老件])|块钱|块(?!内容|业务|工作|市场|区域|板块|屏|地|硬)|人民币|RMB|rmb|CNY|圆(?=整|[,，。])))(?:人民币|钱)?"
)
_SIGN = re.compile(r"(?:(?P<cny>¥|RMB|CNY|人民币)|(?P<usd>US\$|\$|USD)|(?P<eur>€|EUR))\s?$", re.IGNORECASE)
_CLASSIFIER = re.compile(
    r"\s?(?:个(?!性|体|案|别|税|点|月|小时|钟头|星期|礼拜|周|季度|百分|工作日|年头|财年|方面|阶段(?=[,，:：]))|家(?!庭|长|具|电|乡|常|务)|位(?!置|于)|名(?!字|称|单|片|义|校|牌|次|企)|"
    r"人次|号人|号(?=人|员工|兄弟|伙计|同事)|口(?=人)|人天|人(?!民|事|力资|才|际|均|生|气|格)|单(?!位|元|价|独|纯|一|品|身)|场(?!景|地|合|面|馆)|条(?!件|款|例)|次(?!日|要|序|数|品)|"
    r"件(?!套)|篇|款(?!项|式|待)|种(?!子)|项(?!目(?!目))|项目|支(?!持|付|出|撑|部)|台(?!阶|词)|套(?!餐|路)|门(?!店|槛|户|口|面|诊)|本(?=书|教|专|手|证|《|[,，。了]|$|技|$)|部(?!门|分|署|长|委)|间(?!接|隔|断)|"
    r"所(?!以|有|在|谓|属|需|长)|只(?!有|要|是|能|好|不|会|做|用)|份(?!额)|张(?!总|经理|先生|女士|老师)|笔(?!试|记)|通(?!过|常|知|道|信|讯|用)|户(?!外|口|型)|组(?!织|长|建|员|成|合|件|装)|"
    r"批(?!评|发|准|量)|起(?=[^来到步码床草初点源身动飞]|$)(?=.{0,8}(?:故障|事故|投诉|案|事件|纠纷|问题|客诉|P\d))|例(?!如|外|子|会)|节(?=课|$|[,，。])|堂(?=课)|幅|辆|架(?!构)|瓶|箱|盒|袋|吨|公斤|平米|平方米?|亩|公里|页|"
    r"行(?=代码|数据)|字(?!段|节|母|典|体)|票(?!房)|枚|道(?!理|路|德|歉|具)|轮(?!胎|流|岗|换|船)|栋|座(?!谈|席)|处(?!理|于|境|罚|长)|片(?=区|市场)|档|桌|类(?!似|型|别)|班(?=人)|拨|块(?=业务|内容|工作|市场|区域|板块|屏)|"
    r"分(?!之|钟|成|别|析|享|配|工|公|布|店|部|管|类|组|销|红|期|支|段|开|摊|为|层)|SKU|QPS|qps|TPS|tps|个SKU|粉(?![丝末色]))"
)
_BAD_AFTER = re.compile(
    r"\s?(?:[岁届版代楼层线后强环级折度维号日月]|点(?!击|赞|评)|个(?:点|方面|阶段)|方面|步|年(?:代|级|前)|[A-Za-z]{2,}\d|[-/]\d|:\d)"
)
_COUNT_NOUN = (
    "粉丝|用户|会员|播放|阅读|浏览|曝光|下载|点赞|订单|观众|观看|在线|人|客户|QPS|qps|TPS|请求|并发|线索|流量|关注|数据|门店|访问|点击|收藏|件|日活|月活|DAU|MAU|销量|"
    "投票|字|代码|任务|商家|经销商|学员|学生|员工|岗位|简历|好友|社群|评论|转发|咨询|工单|电话|项目|活动|课|场"
)
_MONEY_NOUN = "薪|工资|价|额|预算|成本|营收|收入|利润|费|钱|奖金|底薪|提成|月入|年入|年包|流水|GMV|gmv|业绩|销售|回款|合同|投入|花|赚|省|项目|单子|订单金额|产值|款|待遇|期望|到手|税前|税后"
_NOUNS = re.compile(f"(?P<money>{_MONEY_NOUN})|(?P<count>{_COUNT_NOUN})")
_PERCENT_NOUN = re.compile("率[^，,。;；]{0,8}$")
_ARTICLE_OK = re.compile("(?:只|仅|就|至少|不到|超过|最多|才|应该是|大概)(?:有|带|签|做|谈|招|了|过|是){0,2}$")
_DURATION_BEFORE = re.compile(
    r"(?:用了?|花了?|干了?|做了?|待了?|呆了?|不到|超过|近|将近|大概|大约|至少|仅仅?|只|短短|经过|工作了?|学了?|带了?|了|满|持续|历时|有|前后|耗时|缩短到|快)(?:有|用|花|用了|花了)?$"
)
_DURATION_AFTER = re.compile(r"(?:多|半|左右|以上|以内|之内|内|的?时间|的?经验|的?经历|就|才|不到|出头|来|后(?!来))")
_HALF_UNIT = re.compile(
    r"(?<![一上下前后大过减个])(?<!大多)半\s?(?:(?P<year>年(?!度|报))|(?P<month>个?月)|(?P<day>天|日)|(?P<hour>个?(?:小时|钟头))|(?P<week>个?(?:星期|礼拜)|周))"
)
_COUPLE = re.compile("[俩仨](?:(?P<month>月)|(?P<hour>小时|钟头)|(?P<week>星期|礼拜))")
_HALF = re.compile(
    r"(?P<sign>超过?|过|近|不到|将近|接近|大约|大概|约|超出)?(?P<word>一大半|一多半|一小半|大半(?!年|天|个)|一半|半数|(?<=超过)半|(?<=过)半(?!年|个|天))(?P<up>以上|左右)?"
)
_HUNDREDTHS = re.compile(rf"(?P<k>百|千|万)分之(?P<n>{_ARABIC}|[{HAN}几]+(?:点[零一二三四五六七八九]+)?)(?P<m>[多来])?")
_FRACTION = re.compile(r"(?P<d>[二三四五六七八九十]|\d+)分之(?P<n>[一二两三四五六七八九]|\d+)(?P<m>[多强])?")
_FULL = re.compile("百分百|百分之一?百(?![零一二三四五六七八九])")
_DOUBLED = re.compile(
    r"翻了?(?:将近|近|大概|差不多|超过|不止)?(?:(?P<fan>[一二两三四五六]|\d)番|(?P<bei>一|[二两三四五六七八九十]|\d+(?:\.\d+)?)倍|倍(?!增))|翻(?:了)?番|实现倍增|(?:业绩|收入|销量|营收|销售额|规模|用户|团队)倍增"
)
_PERIODIC = re.compile(r"[一每平]?(?:年|天|周|个?月|日|星期)(?:$)")
_TO = re.compile(r"\s?(?:到|至|-|~|—|–|－|或者?|、|~)\s?")


class _Atom(NamedTuple):
    start: int
    end: int
    low: float
    high: float
    mark: str
    arabic: bool
    money: bool
    text: str


def find(text: str) -> list[Quantity]:
    """Find the quantities of a text that hold Chinese words.

    Parameters
    ----------
    text : str
        With half-width digits.

    Returns
    -------
    list of Quantity
        With an empty `text`; the caller fills it from the span.
    """
    if not re.search(r"[㐀-鿿]", text):
        return []
    plain = _blank(text)
    return apart([*_set_phrases(plain), *_numerals(plain)], len(text))


def _blank(text: str) -> str:
    """Cover idioms, dates, ordinals and names of things with marks that read as nothing."""
    for pattern in (_IDIOMS, _DATES):
        text = pattern.sub(lambda m: "□" * len(m.group()), text)
    return text


def _set_phrases(text: str) -> Iterator[Quantity]:
    """Shares, fractions, halves and multiples: phrases that carry their own unit."""
    for m in _FULL.finditer(text):
        yield quantity(100, "percent", m.span(), _left(text, m.start()))
    for m in _HUNDREDTHS.finditer(text):
        yield from _share(text, m)
    for m in _FRACTION.finditer(text):
        value = _digit(m["n"]) / (_digit(m["d"]) or 1) * 100
        if _digit(m["d"]) > 1:
            yield quantity(round(value, 2), "percent", m.span(), ">" if m["m"] else _left(text, m.start()))
    for m in _DOUBLED.finditer(text):
        times = 2.0 ** _digit(m["fan"]) if m["fan"] else (2.0 if m["bei"] in (None, "一") else _digit(m["bei"]))
        near = re.search("近|大概|差不多|超过|不止", m.group())
        yield quantity(
            times,
            "times",
            m.span(),
            {"近": "<", "大概": "~", "差不多": "~", "超过": ">", "不止": ">"}.get(near.group(), "=") if near else "=",
        )
    for m in _HALF.finditer(text):
        yield _halved(text, m)
    for m in _COUPLE.finditer(text):
        yield quantity(2 if m.group()[0] == "俩" else 3, m.lastgroup or "month", m.span(), _left(text, m.start()))
    for m in _HALF_UNIT.finditer(text):
        end, sign = _right(text, m.end())
        if text[m.end() : m.end() + 1] == "多":
            end, sign = m.end() + 1, ">"
        yield quantity(0.5, m.lastgroup or "year", (m.start(), end), sign or _left(text, m.start()))


def _share(text: str, m: re.Match[str]) -> Iterator[Quantity]:
    unit = {"百": 1.0, "千": 0.1, "万": 0.01}[m["k"]]
    spoken = numbers_zh.Spoken(*[float(m["n"].replace(",", ""))] * 2) if m["n"][0].isdigit() else _small(m["n"])
    if spoken is None:
        return
    mark = {"多": ">", "来": "~"}.get(m["m"] or "", "") or {"几": ">", "多": ">"}.get(spoken.mark, "")
    follow = _TO.match(text, m.end())
    other = _HUNDREDTHS.match(text, follow.end()) if follow else None
    if (
        other
        and _small_value(other["n"]) > spoken.low
        and other["k"] == m["k"]
        and not re.search("[从由][^，,。]{0,8}$", text[max(0, m.start() - 12) : m.start()])
    ):
        yield quantity(spoken.low * unit, "percent", (m.start(), other.end()), high=_small_value(other["n"]) * unit)
        return
    plain = re.compile(_ARABIC + f"|[{HAN}]+").match(text, follow.end()) if follow and not other and m["k"] == "百" else None
    if plain and not re.match(r"[个家人%]", text[plain.end() : plain.end() + 1]):
        top = float(plain.group()) if plain.group()[0].isdigit() else (numbers_zh.number(plain.group()) or 0)
        if top > spoken.low:
            yield quantity(spoken.low * unit, "percent", (m.start(), plain.end()), high=top * unit)
            return
    if spoken.high > spoken.low:
        yield quantity(spoken.low * unit, "percent", m.span(), high=spoken.high * unit)
        return
    end, sign = _right(text, m.end())
    yield quantity(spoken.low * unit, "percent", (m.start(), end), mark or sign or _left(text, m.start()))


def _halved(text: str, m: re.Match[str]) -> Quantity:
    sign = {"超": ">", "超过": ">", "超出": ">", "过": ">", "近": "<", "不到": "<", "将近": "<", "接近": "<", None: "="}.get(
        m["sign"], "~"
    )
    if "大" in m["word"] or "多" in m["word"]:
        sign = ">"
    if "小" in m["word"]:
        sign = "<"
    if m["up"]:
        sign = ">=" if m["up"] == "以上" else "~"
    if sign == "=":
        sign = _left(text, m.start())
    return quantity(50, "percent", (m.start("word"), m.end()), sign)


def _numerals(text: str) -> Iterator[Quantity]:
    atoms = [atom for m in _ATOM.finditer(text) if (atom := _read(text, m)) is not None]
    position = 0
    while position < len(atoms):
        atom, following = atoms[position], atoms[position + 1] if position + 1 < len(atoms) else None
        pair = _as_range(text, atom, following) if following else None
        if pair:
            yield pair
            position += 2
            continue
        single = _as_single(text, atom)
        if single:
            yield single
        position += 1


def _read(text: str, m: re.Match[str]) -> _Atom | None:
    run = m.group()
    if not run[0].isdigit():
        spoken = numbers_zh.read(run)
        return spoken and _Atom(m.start(), m.end(), spoken.low, spoken.high, spoken.mark, False, False, run)
    body = re.match(_ARABIC, run)
    value, mark, scale = float(body.group().replace(",", "")), "", run[body.end() :].strip()
    tail = re.search(r"\d$", scale)
    factor = 1.0
    for character in scale.lower():
        factor *= _SCALES.get(character, 1.0)
        mark = character if character in "多来余几" else mark
    value = value * factor + (int(tail.group()) * _SCALES[scale[-2]] / 10 if tail else 0)
    return _Atom(
        m.start(), m.end(), round(value, 6), round(value, 6), mark, True, scale.lower()[:1] in {"k", "w"} and bool(scale), run
    )


def _as_range(text: str, first: _Atom, second: _Atom) -> Quantity | None:
    """Two numbers as one range: 80到100个, 30-35万, 三到五年; not 从3个人到15个人."""
    between = text[first.end : second.start]
    unit_between = re.match(r"(?:%|万|k|K|w|个|家|人|年|天|个月|元|块|成|倍)?", between).group()
    link = _TO.fullmatch(between[len(unit_between) :])
    if not link or first.high != first.low or second.high != second.low or first.mark or second.mark:
        return None
    joint = link.group().strip()
    if joint in {"、", "或", "或者"} and (unit_between or second.low > 3 * first.low):
        return None
    if joint in {"到", "至"} and re.search(r"从[^，,。]{0,6}$|由[^，,。]{0,6}$", text[max(0, first.start - 12) : first.start]):
        habit = re.search("每|一般|平均|通常|大概|不等", text[max(0, first.start - 15) : second.end + 8])
        if unit_between or not habit:
            return None
    found = _unit(text, second)
    if found is None:
        return None
    unit, factor, end, _ = found
    low = first.low
    if (
        not unit_between.strip("%个家人年天月元块成倍")
        and second.low >= 1000
        and low < 1000
        and re.search("[千万亿wWkK]", second.text)
    ):
        low *= _scale_of(second)
    if low >= second.low:
        return None
    if unit in {"cny", "count"} and unit_between == "万":
        low = low if low >= 10_000 else low * 10_000
    return quantity(low * factor, unit, (first.start, _right(text, end)[0]), high=second.low * factor)


def _as_single(text: str, atom: _Atom) -> Quantity | None:
    found = _unit(text, atom)
    if found is None:
        return None
    unit, factor, end, mark = found
    low, high = atom.low * factor, atom.high * factor
    if len(mark) > 1:
        low = high = low + float(mark[1:]) * factor
        mark = ""
    if high > low:
        return quantity(low, unit, (atom.start, _right(text, end)[0]), high=high)
    end, after = _right(text, end)
    inner = {"多": ">", "余": ">", "几": ">", "来": "~", "+": ">=", "": ""}[atom.mark or mark]
    return quantity(
        low, unit, (atom.start, end), inner or after or _left(text, atom.start, duration=unit in {"year", "month", "week", "day"})
    )


def _unit(text: str, atom: _Atom) -> tuple[str, float, int, str] | None:
    """Read what the number counts: unit, factor, where it ends, and a mark (多, 来, +0.5) said between."""
    at, mark = atom.end, ""
    if text[atom.start - 1 : atom.start] in {"第", "□", "每"} and text[atom.start - 1 : atom.start]:
        return None
    more = _MORE.match(text, at) or _ABOUT.match(text, at)
    if more:
        at, mark = more.end(), more.group()[0]
    elif text[at : at + 1] == "+":
        at += 1
        mark = "+"
    sign = _SIGN.search(text[max(0, atom.start - 5) : atom.start])
    for pattern, unit, factor in ((_PERCENT, "percent", 1.0), (_TIMES, "times", 1.0)):
        m = pattern.match(text, at)
        if m:
            return unit, factor, *_inner(text, m.end(), mark)
    m = _TENTHS.match(text, at)
    if m and atom.high <= 10:
        return _tenths(text, atom, m, mark)
    for unit, factor, pattern in _TIME_RE:
        m = pattern.match(text, at)
        if m:
            return _duration(text, atom, m, mark, unit, factor)
    m = _MONEY.match(text, at)
    if m:
        return m.lastgroup or "cny", 1.0, *_inner(text, m.end(), mark)
    if sign:
        return sign.lastgroup or "cny", 1.0, at, mark
    m = _CLASSIFIER.match(text, at)
    if m:
        return _counted(text, atom, m, mark)
    return _bare(text, atom, at, mark)


def _tenths(text: str, atom: _Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str]:
    extra = re.match("[一二三四五六七八九](?![十百千万个家人])|半", text[m.end() : m.end() + 2])
    if extra:
        plus = 0.5 if extra.group() == "半" else numbers_zh.DIGITS[extra.group()] / 10
        return "percent", 10.0, m.end() + 1, f"+{plus}"
    return "percent", 10.0, *_inner(text, m.end(), mark)


def _duration(text: str, atom: _Atom, m: re.Match[str], mark: str, unit: str, factor: float) -> tuple[str, float, int, str] | None:
    if "多" in m.group() or "来" in m.group():
        mark = "多" if "多" in m.group() else "来"
    if text[m.start() - 1] == "个" and unit == "month":
        mark = mark or ""
    end = m.end()
    if re.match("半(?!年|个|天)", text[end : end + 2]):
        return unit, factor, end + 1, "+0.5"
    before_unit = re.match("个半(?=月|小时|钟头|星期|礼拜|年)", text[atom.end : atom.end + 3])
    if before_unit:
        return unit, factor, end, "+0.5"
    if (
        atom.text == "一"
        and not mark
        and not (_DURATION_BEFORE.search(text[max(0, atom.start - 6) : atom.start]) or _DURATION_AFTER.match(text, end))
    ):
        return None
    return unit, factor, *_inner(text, end, mark)


def _counted(text: str, atom: _Atom, m: re.Match[str], mark: str) -> tuple[str, float, int, str] | None:
    half = re.match("个半(?P<u>月|小时|钟头|星期|礼拜)", text[atom.end : atom.end + 5])
    if half:
        unit = {"月": "month", "小时": "hour", "钟头": "hour"}.get(half["u"], "week")
        return unit, 1.0, atom.end + half.end(), "+0.5"
    if atom.text == "一" and not _ARTICLE_OK.search(text[max(0, atom.start - 5) : atom.start]):
        return None
    return "count", 1.0, *_inner(text, m.end(), mark)


def _bare(text: str, atom: _Atom, at: int, mark: str) -> tuple[str, float, int, str] | None:
    """Read a number without a unit: money or a count by the nearest noun, or nothing."""
    if _BAD_AFTER.match(text, at) or text[atom.start - 1 : atom.start] in {"前", "后", "号", "周", "统", "唯", "V", "v"}:
        return None
    if not atom.arabic and (atom.high < 100 and not mark and not atom.mark and len(atom.text) < 2):
        return None
    if not atom.arabic and atom.high < 11 and not mark:
        return None
    if atom.arabic and len(atom.text) >= 7 and atom.text.isdigit():
        return None
    kind = _kind(text, atom, at)
    return None if kind is None else (kind, 1.0, at, mark)


def _kind(text: str, atom: _Atom, at: int) -> str | None:
    right = re.match(r"\s?(?:的|左右|以上|名|多)?(?:新|老|活跃|付费)?", text[at : at + 6]).end() + at
    noun = re.match(f"(?P<count>{_COUNT_NOUN})", text[right : right + 4])
    deal = text[at : at + 1] == "的" and noun and noun["count"] in {"订单", "项目", "商家", "活动"}
    if noun and not deal and noun["count"] != "项目":
        return "count"
    clause = re.split("[，,。;；!！?？、]", text[max(0, atom.start - 20) : atom.start])[-1]
    nouns = list(_NOUNS.finditer(clause))
    if nouns:
        money = nouns[-1].lastgroup == "money"
        big = atom.low >= 1000 or atom.money
        return "cny" if money and (big or not atom.arabic) else "count"
    if _PERCENT_NOUN.search(clause) and atom.low <= 100:
        return None
    if atom.money or re.search("[万亿]", atom.text):
        return "cny"
    return "count" if atom.arabic or atom.low >= 10 else None


def _inner(text: str, at: int, mark: str) -> tuple[int, str]:
    """Read a 多 or 来 said after the unit: 三年多, 两成多, 五十块出头."""
    m = re.match("[多来](?![个少次种家])", text[at : at + 2])
    if m and not mark:
        return at + 1, "多" if m.group() == "多" else ""
    if m and m.group() == "来":
        return at, mark
    return at, mark


def _left(text: str, start: int, *, duration: bool = False) -> str:
    """Read the operator said before a number; the nearest wins, the longer phrase first."""
    clause = re.split("[，。;；!！?？、\n]|,(?!\\d{3})", text[max(0, start - 22) : start])[-1]
    if _RECENT.search(clause or "") and duration:
        return "="
    if re.search(r"(?<![最附接将靠临亲])近(?:了)?\s?$|(?<![很更加飞尽赶爽轻愉较太挺])快(?:有)?\s?$", clause):
        return "=" if duration and re.search("(?:^|[在这最])近$", clause) else "<"
    if clause[-1:] in _BARE_SIGNS and text[start : start + 1] in "百千万亿":
        return _BARE_SIGNS[clause[-1]]
    best = ("=", -1, 0)
    for sign, pattern in _BEFORE_RE:
        m = pattern.search(clause)
        if m and (best[1] < 0 or (m.start() < best[1] and m.end() >= best[2])):
            best = (sign, m.start(), m.end())
    return best[0]


def _right(text: str, end: int) -> tuple[int, str]:
    for sign, pattern in _AFTER_RE:
        m = pattern.match(text, end)
        if m:
            return m.end(), sign
    if re.match("内(?![容部心勤训推蒙地])", text[end : end + 2]) and re.search(
        "(?:小时|钟头|分钟|天|日|周|月|年|星期)$", text[max(0, end - 4) : end]
    ):
        return end + 1, "<="
    return end, ""


def _small(run: str) -> numbers_zh.Spoken | None:
    if len(run) == 1:
        value = numbers_zh.DIGITS.get(run)
        return None if value is None else numbers_zh.Spoken(value, value)
    return numbers_zh.read(run)


def _small_value(run: str) -> float:
    spoken = numbers_zh.Spoken(float(run.replace(",", "")), 0.0) if run[0].isdigit() else _small(run)
    return spoken.low if spoken else 0.0


def _scale_of(atom: _Atom) -> float:
    if atom.arabic:
        factor = 1.0
        for character in re.sub(r"[\d.,\s]", "", atom.text).lower():
            factor *= _SCALES.get(character, 1.0)
        return factor
    last = re.search("[万亿]$|[百千]$", atom.text)
    return _SCALES[last.group()] if last else 1.0


def _digit(word: str | None) -> float:
    if not word:
        return 1.0
    return float(word) if word[0].isdigit() else (numbers_zh.DIGITS.get(word) or numbers_zh.number(word) or 1.0)
