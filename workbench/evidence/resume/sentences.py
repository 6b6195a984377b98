"""Positions that a résumé tells in sentences or in lines without dates: 曾在某快消公司担任销售主管, Sales Manager at Lanan Trading.

In flows a text; out flow `Job`s with the period that stands in the same line or the one above.
"""

from __future__ import annotations

import re

from workbench.evidence.resume import words
from workbench.evidence.resume.dates import Period, periods, years_between
from workbench.evidence.resume.jobs import Job

_NO_SUFFIX = r"(?!主管|经理|总监|组长|队长|店长|负责人|主任|专员|代表|工程师|助理|顾问|总?监|员(?!工))"
_TITLE_ZH = (
    r"[一-鿿A-Za-z/（）()]{0,10}?(?:主管|经理|总监|组长|队长|店长|负责人|主任|领班|专员|代表|工程师|助理|顾问|主播|运营|客服|销售员?|开发|架构师|分析师|策划|设计师|会计|教师|老师|实习生|业务员|导购|总经理|副总|厂长|部长|管培生|编辑|坐席|推销员|招聘|人事|HRBP|HR|程序员|督导|班长|讲师|出纳|店员|秘书|文员|采购|产品|审计员|检验员|收银员|采购员|技术员|服务员|仓管员|律师|翻译|前台|司机|护士|医生|买手|场控|投手|总裁|合伙人)"
    + _NO_SUFFIX
)
_EMPLOYER_ZH = r"[一-鿿A-Za-z0-9（）()·&]{1,24}?(?:公司|集团|企业|银行|医院|学校|大学|工作室|事务所|酒店|门店|商场|超市|厂|科技|电商|传媒|平台|机构|中心|店|研究院|学院|网络|软件|股份|有限|实业|商贸|贸易|食品|饮料|汽车|地产|物流|保险|证券)(?:有限责任公司|有限公司|股份有限公司|分公司)?"
_JOB_ZH = re.compile(
    rf"(?:曾经?|先后|目前|现|一直)?(?:在|就职于|任职于|供职于|服务于|加入(?:了)?|进入)(?P<employer>{_EMPLOYER_ZH}|[一-鿿A-Za-z0-9·&]{{2,16}}?)\s?[，,]?(?:期间)?[，,]?(?:的?[一-鿿]{{0,6}}部门?)?[，,]?(?:担任|任|做|当|从事|出任|的?职位[是为]|为|工作，?任)(?:过|了)?(?P<title>{_TITLE_ZH})(?![一-鿿]{{0,1}}助理)"
)
_LINE_ZH = re.compile(
    rf"(?P<employer>{_EMPLOYER_ZH})[\s|｜，,、·:：/—-]+(?P<department>[一-鿿]{{2,8}}(?:部|中心|组)[\s|｜，,·:：/—-]+)?(?P<title>{_TITLE_ZH})(?=[\s|｜，,。;；、）)（(]|$)"
)
_TITLE_EN = r"(?:[A-Z][\w&/.-]*\s(?:of\s)?){0,4}(?:Manager|Director|Lead|Leader|Engineer|Representative|Rep|Specialist|Supervisor|Analyst|Developer|Consultant|Assistant|Associate|Recruiter|Coordinator|Executive|Agent|Officer|Head(?:\sof\s[A-Z]\w+(?:\s[A-Z]\w+)?)?|Intern|Architect|Salesperson|Scientist|Designer|Operator|Streamer|VP(?:\sof\s[A-Z]\w+)?)"
_EMPLOYER_EN = r"[A-Z][\w&'.-]*(?:\s(?:[A-Z&][\w&'.-]*|of|and|the)){0,5}"
_LOWER_TITLE = r"[a-z]+(?:\s[a-z]+){0,3}?\s(?:manager|lead|leader|supervisor|engineer|representative|specialist|director|head|recruiter|analyst|developer|operator|agent)"
_AT_EN = re.compile(rf"(?P<title>{_TITLE_EN}),?\s(?:at|with|for|@|[|–—-])\s?(?P<employer>{_EMPLOYER_EN})", re.MULTILINE)
_TOLD_EN = re.compile(
    rf"(?i:worked|work|served|was employed|joined|employed)\s(?:at|for|with|in)?\s?(?P<employer>(?:an?\s(?:[\w-]+\s){{1,4}}(?:company|firm|startup|agency|bank|retailer)|{_EMPLOYER_EN}))\sas\s(?:an?\s|the\s)?(?P<title>{_TITLE_EN}|{_LOWER_TITLE})"
)
_WAS_EN = re.compile(
    rf"\b(?i:was|been|as|became)\s(?:an?|the)\s(?P<title>{_LOWER_TITLE}|{_TITLE_EN})\s(?:with|at|for)\s(?P<employer>{_EMPLOYER_EN})"
)
_FIRST_EN = re.compile(rf"^(?P<employer>{_EMPLOYER_EN})\s?(?:[,|–—]|\s-\s)\s?(?P<title>{_TITLE_EN})\b", re.MULTILINE)
_STOP = re.compile(r"[。；;\n]|\.\s")
_NOT_WORKED = re.compile(
    r"(?:希望|想|期望|应聘|求职|意向|目标|计划)[^。\n]{0,6}$|(?:seeking|looking for|hope to|aspiring)[^.\n]{0,20}$", re.IGNORECASE
)


def told_jobs(text: str) -> list[Job]:
    """Find positions told in sentences: 曾在…担任…, worked at … as …."""
    return _found(text, (_JOB_ZH, _TOLD_EN, _WAS_EN), [])


def listed_jobs(text: str, found: list[Job]) -> list[Job]:
    """Find positions in lines of employer and title without dates, except where a position was found already."""
    return _found(text, (_LINE_ZH, _AT_EN, _FIRST_EN), found)


def _found(text: str, patterns: tuple[re.Pattern[str], ...], found: list[Job]) -> list[Job]:
    told: list[Job] = []
    for pattern in patterns:
        for m in pattern.finditer(text):
            kinds = {name for name, value in m.groupdict().items() if value}
            if not {"employer", "title"} <= kinds or _NOT_WORKED.search(text[max(0, m.start() - 24) : m.start()]):
                continue
            if not any(m.start() < job.span[1] and job.span[0] < m.end() for job in [*found, *told]):
                told.append(_job(text, m))
    return told


def _job(text: str, m: re.Match[str]) -> Job:
    named = {name: m.span(name) for name, value in m.groupdict().items() if value}
    first, last = _bare(text, *named["employer"])
    lead = re.match(r"(?:曾|在|于)+", text[first:last])
    spans = {"name": (first + (lead.end() if lead else 0), last), "position": _bare(text, *named["title"])}
    period, place = _period_near(text, m)
    if period is not None:
        spans["dates"] = (place + period.span[0], place + period.span[1])
    title = text[slice(*spans["position"])]
    dates = (period.start, period.end) if period else ("", "")
    return Job(
        text[slice(*spans["name"])], title, period.written_start if period else "", period.written_end if period else "", years_between(*dates),
        words.leads(title), m.span(), m.group(), start_date=dates[0], end_date=dates[1], is_open=bool(period and period.is_open),
        spans=tuple(spans.items()),
    )  # fmt: skip


def _bare(text: str, first: int, last: int) -> tuple[int, int]:
    piece = text[first:last]
    return first + len(piece) - len(piece.lstrip()), last - len(piece) + len(piece.rstrip())


def _period_near(text: str, m: re.Match[str]) -> tuple[Period | None, int]:
    """Look for the dates in the line of a position; above it, when its line is short."""
    begin = text.rfind("\n", 0, m.start()) + 1
    end = next((i for i in (text.find("\n", m.end()),) if i >= 0), len(text))
    here = [
        p
        for p in periods(text[begin:end])
        if not _STOP.search(text[min(begin + p.span[1], m.end()) : max(begin + p.span[0], m.start())])
    ]
    if here:
        nearest = min(here, key=lambda p: min(abs(begin + p.span[1] - m.start()), abs(begin + p.span[0] - m.end())))
        return nearest, begin
    above = text.rfind("\n", 0, max(begin - 1, 0)) + 1
    if end - begin < 60 and above < begin and (before := periods(text[above:begin])):
        return before[-1], above
    return None, 0
