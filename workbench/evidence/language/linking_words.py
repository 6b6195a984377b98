"""The words that decide what a quantity is: rates, periods, other shares, the speaker and the team.

Nothing flows in; out flow patterns and factors that `linking` reads a clause with.
"""

from __future__ import annotations

import re

EARLIER = "an earlier value; a later one is named"
OTHER_PERIOD = ("said of another period", "said over several years")
INITIAL = re.compile(
    r"[一两二三四五\d]年(?:以)?前|去年这个时候|去年同期|一开始|刚开始|最开始|最初|起初|刚来|刚接手|刚进|接手(?:的)?时|接手(?:之)?前|之前(?=只有|才|只)|以前(?=只有|才|只)|原来只有|"
    r"\b(?:when i (?:joined|started|arrived|took over|came)|(?:a|one|two|three|four|five|\d) years? ago|used to|initially|at first|originally|before (?:me|that|i (?:joined|came|started)))\b"
)
USUALLY = re.compile(
    r"平时|通常|一般|正常|日常|平均|日均|\b(?:usually|typically|normally|on average|averages?|a normal day|most days)\b"
)
PEAK = re.compile(
    r"最多|高峰|那几天|那天|当天|大促|双十一|忙的时候|最忙|纪录|旺季|最好的|\b(?:peak|busiest|busy|record|at most|best (?:day|month)|black friday|in summer|in winter)\b"
)
TOTAL = re.compile(
    r"(?:加起来|总共|合计|一共|总计|累加|全年)[一-鿿]{0,4}$|\b(?:in total|altogether|all in all|that makes|adds up to|in all)\b"
)
TIME_DAYS = {"day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0, "hour": 1 / 24}
PER_YEAR = {"year": 1.0, "quarter": 4.0, "month": 12.0, "week": 52.0, "day": 250.0}
PER_DAY = {"day": 1.0, "week": 1 / 5, "month": 1 / 21.75, "quarter": 1 / 62.5, "year": 1 / 250}
REACH = 120  # characters of a clause, and before it, that can name what a quantity is
HEDGE_BELOW, HEDGE_NEAR = 0.8, 0.9

RATES = (
    ("day", r"每人?每?[天日]|日均|一天(?!到晚)|天天|\b(?:a|per|each|every) (?:working )?day\b|\bdaily\b"),
    ("week", r"每[个]?(?:周|星期|礼拜)|周均|一(?:周|个?星期|个?礼拜)|\b(?:a|per|each|every) week\b|\bweekly\b"),
    ("month", r"每个?月|月均|一个月|按月|\b(?:a|per|each|every) month\b|\bmonthly\b"),
    ("quarter", r"每个?季度?|一个季度|季均|\b(?:a|per|each|every) quarter\b|\bquarterly\b"),
    ("year", r"每年|年均|一年(?!级)|\b(?:a|per|each|every) year\b|\bannual(?:ly)?\b|\byearly\b"),
)  # fmt: skip
RATE_RE = [(period, re.compile(words)) for period, words in RATES]
LAST_YEAR = re.compile(
    r"去年|过去一年|这一年|上一?年度?|全年|一年下来|近一年|最近一年|年度|\b(?:last|past|over the) (?:twelve months|12 months|year)\b|\bover the (?:last|past) (?:year|twelve months|12 months)\b|\bthis past year\b"
)
OTHER_TIME = re.compile(
    r"今年到现在|今年以来|今年截至|上个?月|这个?月|本月|当月|上个?季度|这个?季度|本季度|第[一二三四1-4]季度|上周|这周|本周|昨天|今天|前年|大前年|上半年|下半年|半年|头[一两三]个?月|第一个?月|最高的?一?个?月|最好的?一?个?月|刚入职|"
    r"\bso far this year\b|\bthis year so far\b|\byear to date\b|\b(?:last|this|past|best|first|previous) (?:month|quarter|week)\b|\byesterday\b|\bthe year before(?: last)?\b|\btwo years ago\b|\bthree years ago\b|\bhalf (?:a|the) year\b|\bsix months\b|\bfirst half\b|\bsecond half\b|\bq[1-4]\b",
)
MANY_YEARS = re.compile(
    r"[两二三四五六七八九十\d]+\s?年(?:多|半)?(?:里|间|来|下来|时间|一共|总共|累计|内)|累计|历年|从业以来|入行以来|工作以来|职业生涯|\b(?:in|over|across|during) (?:the (?:last|past) )?(?:two|three|four|five|six|seven|eight|nine|ten|\d+) years\b|\bin my career\b|\bover my career\b|\bin total over\b|\bto date\b|\ball time\b|\bso far in my\b"
)
FROM_TO = re.compile(
    r"(?:到|至|成|为|\bto\b|\binto\b)(?:了|现在的?|目前的?|后来的?|最后的?| about| around| nearly| over| roughly| the current)?\s?[$¥]?$"
)
DELTA_BEFORE = re.compile(
    r"(?:提高|提升|增长|增加|上升|下降|降低|减少|上涨|下滑|涨|降|升|改善|优化)(?:了|幅度(?:是|为)?)?(?:将?近|约|大概|大约|差不多|超过|不到|至少|整整|足足|有)*\s?$|\bby (?:about |around |nearly |almost |over |roughly |more than |at least |some |another )?$|\b(?:up|down|gain(?:ed)?|rose|grew|improved|increased|dropped|fell|lifted \w+|added) (?:about |around |nearly |over |roughly |another )?$",
)
OTHER_SHARE = re.compile(
    r"[一-鿿]{1,3}率|毛利|成本|预算|份额|离职|费用|客单价|单价|利润|薪资|工资|占比|比例|折扣|佣金|满意度|概率|提成|缺勤|市占|投诉量?|退货|股份|好评|开机|错误|出勤|"
    r"\b(?:churn|margin|cost|costs|budget|share|attrition|salary|discount|commission|satisfaction|profit|bounce|error|errors|defects?|nps|turnover rate|open rate|click|response rate|attendance|utili[sz]ation|uptime|availability|chance|price|prices)\b",
)
LOOSE_AFTER = re.compile(
    r"\s?(?:$|[，。,.!！?？;；、:：…)）\"」—\-]|左右|上下|[那这]么[多高大]|吧|呢|啊|哈|嘛|哦|的样子|这样|这个|了|以上|以下|增加|增长|涨|提|扩|发展|到|至|变|做|升|降|是|都|就|其中|里|多|来|或|跟|和|而|在|由|才|还|也|不对|不等|及|新增|一年|每|去年|，|的时候|的(?:$|[，。,.])|吗|对|在线|同时|属于|全部|基本|目前|现在|当时|大概|因为|所以|已经|让我|我)|"
    r"\s(?:in|last|this|per|a|an|over|of|to|from|or|and|at|on|for|with|by|total|overall|altogether|so|then|though|i|we|which|that|when|while|during|each|every|as|but|because|it|now|today|across|within|including|after|before|since|maybe|actually|sorry|no|wait|roughly|give|new|who|the|where|under|all|is|was|were|are|plus|more|people)\b",
)
SURPLUS = re.compile(
    r"超额(?:完成)?了?(?:将近|近|大概|约)?\s?$|超出?(?:过)?(?:了)?(?:年度|销售|全年)?(?:目标|指标|任务)(?:了)?\s?$|\b(?:exceed(?:ed|ing)?|beat|over|above|past) (?:my |the |our |annual |sales |yearly )*(?:quota|target|goal|plan) by (?:about |nearly |over |around )?$"
)
SURPLUS_AFTER = re.compile(
    r"\s(?:over|above|ahead of|beyond) (?:my |the |our |annual |sales |yearly )*(?:quota|target|goal|plan)\b"
)
SHORT = re.compile(
    r"差(?:了|着)?\s?$|还差|低于(?:目标|指标)|\b(?:missed|fell short|came up short|short of (?:the|my|our) \w+)\b[^.]{0,25}(?:by\s)?$"
)
AT_MOST_DONE = re.compile(
    r"最多(?:的时候)?(?:曾经?)?(?:一次|一场|同时)?(?:带|管|有|领导|招|做|达到?|到|看|在线|做到|时|能?有)|\bat (?:most|the most|its peak|my peak)\b|\bup to\b|最高"
)
NEAR_WORDS = re.compile(
    r"(?:近|将近|接近|快|差一点到?|nearly|almost|close to|just under|not quite|just shy of|approaching|just short of|shy of)[\s了有到a]*[$¥]?$"
)
POINTS_BACK = re.compile(
    r"[嗯呃，,]*(?:这个|那|大概|大约|应该|差不多|可能|也就|估计|一共|总共)|\W*(?:it|that|they|there|i think it|i'd say|probably|about|around|maybe|somewhere|roughly)\b"
)
PERSONAL = re.compile(
    r"我个人|我自己|本人|其中我|\bi personally|\bmyself\b|\bi alone\b|\bmy own\b|\bof (?:those|them|which)[, ]+i\b"
)
WHOLE = re.compile(
    r"(?:我们|整个|全)?(?:团队|小组|大家|全组|部门|公司|门店|区域)(?:里)?(?:一共|总共|合计|加起来|整体|全年)|我们(?:团队|小组|部门|公司|全组)|团队去年|整个(?:团队|部门|公司|区域)|\b(?:our|the|my) (?:whole |entire )?(?:team|group|department|company|office|branch|region)(?: as a whole| together| in total|\s(?:won|signed|brought|acquired|added|landed|hired|closed|ran|resolved))"
)
LATER = re.compile(r"后来|现在|目前|如今|最后|\b(?:now|later|today|currently|by the end)\b")
EXAMPLE_OF = re.compile(r"其中|里面有|里有(?!\d+人)|of (?:those|them|which|whom)\b|among them|including")
NOT_SO_MANY = re.compile(
    r"(?:没有?|并未|未)(?:能)?(?:到|达到|做到|超过|签到|招到)?(?:了)?▮(?:[一-鿿]{0,4})?[那这]么[多高大]|并(?:没有?|未)(?:能)?(?:到|达到|做到)▮"
)
ALONE = re.compile("一个人|一名人")
LED_ONE = re.compile(
    "(?:带|管|招|辞|面试|培养)(?:过|了|着|到)?(?:只|就|仅|大概|大约)?$|(?:(?:手下|下属)[一-鿿]{0,8}|(?:带|管理?|负责)过?的团队[是有][一-鿿]{0,3})$"
)
FELL_SHORT = re.compile(
    r"(?:没有?|未)(?:能)?(?:达到|做到|完成|到|签到|招到|超过)[^▮]{0,4}▮[^▮。!！]{0,8}(?:只|才|实际|最后|最终)[^▮]{0,6}▮$|"
    r"(?:did not|didn't|never) (?:quite )?(?:reach|hit|get to|make|make it to)[^▮]{0,6}▮[^▮]{0,60}(?:ended up|only|but|finished|closed)[^▮]{0,24}▮$"
)
