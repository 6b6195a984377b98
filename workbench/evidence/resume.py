"""A résumé's own facts: where, when and as what somebody worked, years, degree, whether they led people, each with its place.

In flows résumé text or a résumé file, Chinese or English; out flow `Facts`. "曾在某快消公司担任销售主管" is evidence for leading a team.
"""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence import documents

if TYPE_CHECKING:
    from pathlib import Path

_PRESENT = "至今|现在|目前|今|present|now|current|today"
_DATE = rf"(?:(?:19|20)\d{{2}}(?:\s?[年./-]\s?\d{{1,2}}\s?月?)?\s?年?|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?,?\s(?:19|20)\d{{2}}|{_PRESENT})"
_PERIOD = re.compile(rf"(?P<from>{_DATE})\s?(?:-|–|—|~|～|至|到|to|until)+\s?(?P<to>{_DATE})", re.IGNORECASE)
_LEADING = (
    r"主管|经理|总监|组长|队长|店长|负责人|主任|领班|总经理|副总|厂长|部长|课长|科长|技术负责人|带头人|班长|"
    r"\b(?:lead|leader|manager|director|head|supervisor|chief|vp|vice president|principal|team lead|foreman|captain|cto|ceo|coo|cfo)\b"
)
_NOT_LEADING = re.compile(
    r"客户经理|产品经理|项目经理|大客户经理|理财经理|投资经理|经理助理|总监助理|总经理助理|\b(?:account manager|product manager|project manager|case manager|community manager|relationship manager|social media manager|lead generation)\b",
    re.IGNORECASE,
)
_TITLE_ZH = r"[一-鿿A-Za-z/（）()]{0,10}?(?:主管|经理|总监|组长|队长|店长|负责人|主任|领班|专员|代表|工程师|助理|顾问|主播|运营|客服|销售员?|开发|架构师|分析师|策划|设计师|会计|教师|老师|实习生|业务员|导购|总经理|副总|厂长|部长|管培生|编辑|坐席|推销员|招聘|人事|HRBP|HR|程序员|督导|班长|讲师)(?!主管|经理|总监|组长|队长|店长|负责人|主任|专员|代表|工程师|助理|顾问|总?监|员(?!工))"
_EMPLOYER_ZH = r"[一-鿿A-Za-z0-9（）()·&]{1,24}?(?:公司|集团|企业|银行|医院|学校|大学|工作室|事务所|酒店|门店|商场|超市|厂|科技|电商|传媒|平台|机构|中心|店|研究院|学院|网络|软件|股份|有限|实业|商贸|贸易|食品|饮料|汽车|地产|物流|保险|证券)(?:有限责任公司|有限公司|股份有限公司|分公司)?"
_JOB_ZH = re.compile(
    rf"(?:曾经?|先后|目前|现|一直)?(?:在|就职于|任职于|供职于|服务于|加入(?:了)?|进入)(?P<employer>{_EMPLOYER_ZH}|[一-鿿A-Za-z0-9·&]{{2,16}}?)\s?[，,]?(?:期间)?[，,]?(?:担任|任|做|当|从事|出任|的?职位[是为]|为|工作，?任)(?:过|了)?(?P<title>{_TITLE_ZH})(?![一-鿿]{{0,1}}助理)"
)
_LINE_ZH = re.compile(
    rf"(?P<employer>{_EMPLOYER_ZH})[\s|｜，,、·:：/—-]+(?P<department>[一-鿿]{{2,8}}(?:部|中心|组)[\s|｜，,·:：/—-]+)?(?P<title>{_TITLE_ZH})(?=[\s|｜，,。;；、）)（(]|$)"
)
_TITLE_EN = r"(?:[A-Z][\w&/.-]*\s(?:of\s)?){0,4}(?:Manager|Director|Lead|Leader|Engineer|Representative|Rep|Specialist|Supervisor|Analyst|Developer|Consultant|Assistant|Associate|Recruiter|Coordinator|Executive|Agent|Officer|Head(?:\sof\s[A-Z]\w+(?:\s[A-Z]\w+)?)?|Intern|Architect|Salesperson|Scientist|Designer|Operator|Streamer|VP(?:\sof\s[A-Z]\w+)?)"
_EMPLOYER_EN = r"[A-Z][\w&'.-]*(?:\s(?:[A-Z&][\w&'.-]*|of|and|the)){0,5}"
_JOB_EN = re.compile(
    rf"(?P<title>{_TITLE_EN}),?\s(?:at|with|for|@|[|–—-])\s?(?P<employer>{_EMPLOYER_EN})|(?i:worked|work|served|was employed|joined|employed)\s(?:at|for|with|in)?\s?(?P<employer2>(?:an?\s(?:[\w-]+\s){{1,4}}(?:company|firm|startup|agency|bank|retailer)|{_EMPLOYER_EN}))\sas\s(?:an?\s|the\s)?(?P<title2>{_TITLE_EN}|[a-z]+(?:\s[a-z]+){{0,3}}?\s(?:manager|lead|leader|supervisor|engineer|representative|specialist|director|head|recruiter|analyst|developer|operator|agent))",
    re.MULTILINE,
)
_EMPLOYER_FIRST_EN = re.compile(rf"^(?P<employer>{_EMPLOYER_EN})\s?(?:[,|–—]|\s-\s)\s?(?P<title>{_TITLE_EN})\b", re.MULTILINE)
_DEGREES = (
    (4, r"博士|\b(?:ph\.?\s?d|doctorate|doctoral)\b"),
    (3, r"硕士|研究生|MBA|EMBA|\b(?:master(?:'s)?|m\.?sc|m\.?a\.|mba|m\.?eng)\b"),
    (2, r"本科|学士|\b(?:bachelor(?:'s)?|b\.?sc|b\.?a\.|b\.?eng|undergraduate degree)\b"),
    (1, r"大专|专科|高职|\b(?:associate(?:'s)? degree|diploma)\b"),
    (0, r"高中|中专|职高|初中|\bhigh school\b"),
)  # fmt: skip
_DEGREE_RE = [(level, re.compile(words, re.IGNORECASE)) for level, words in _DEGREES]
_NOT_HELD = re.compile(
    r"在读|肄业|未毕业|退学|自考中|导师|合作|\b(?:candidate|dropped out|incomplete|expected|pursuing)\b", re.IGNORECASE
)
_YEARS = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})(?P<half>年半)?\s?年?(?:多|以上)?的?(?P<what>[一-鿿]{0,8}?)(?:工作)?(?:经验|经历|工龄|从业)|(?P<m>\d+(?:\.\d+)?)\+?\s(?:years?|yrs?)(?:'|’)?\s(?:of\s)?(?P<that>(?:[a-z-]+\s){0,4}?)experience",
    re.IGNORECASE,
)
_LED = re.compile(
    r"带领|带(?:过|了)?(?:一个|一支)?\s?[\d一二两三四五六七八九十几百多]+\s?(?:个人|人|名)|管理(?:过|了|着)?(?:一个|一支)?\s?[\d一二两三四五六七八九十几百多]+\s?(?:个人|人|名)|带团队|团队管理|下属|领导(?:过|了)?\S{0,6}团队|\b(?:led|managed|supervised|headed|oversaw) (?:a |the )?(?:team|group|\d+|[a-z]+ (?:people|engineers|reps|agents))\b",
    re.IGNORECASE,
)
_SALES = re.compile(
    r"销售|业务员|客户经理|渠道|导购|商务拓展|\b(?:sales|account (?:manager|executive)|business development)\b", re.IGNORECASE
)
COMPETENCY_OF_LEADING = "team_leadership"


class Job(NamedTuple):
    """One position: employer, title, dates as written ("" when not said), years, whether it leads people, and its place."""

    employer: str
    title: str
    start: str
    end: str
    years: float | None
    leads: bool
    span: tuple[int, int]
    quote: str


class Fact(NamedTuple):
    """One piece of evidence for a competency, with the words it stands on."""

    competency: str
    indicator: str
    quote: str
    span: tuple[int, int]


class Facts(NamedTuple):
    """What a résumé states; None where it does not say."""

    jobs: tuple[Job, ...]
    employers: tuple[str, ...]
    titles: tuple[str, ...]
    years_experience: float | None
    years_in_sales: float | None
    degree_level: float | None
    led_team: bool
    evidence: tuple[Fact, ...]
    text: str = ""  # what the spans count the characters of


def facts(source: str | Path | bytes | None) -> Facts:
    """Read the facts of a résumé.

    Parameters
    ----------
    source : str, or Path or bytes of a file
        Résumé or work history, Chinese or English: a string is the text itself; a path or bytes are a PDF, Word, HTML or text file.

    Returns
    -------
    Facts
        Jobs in the order of the text, years and degree, and the evidence for competencies with the words each rests on; every span counts
        characters of ``text``.

    Raises
    ------
    EvidenceError
        If a file cannot be read or holds pictures instead of text.

    Examples
    --------
    >>> found = facts("曾在某快消公司担任销售主管")
    >>> found.jobs[0].employer, found.jobs[0].title, found.evidence[0].competency
    ('某快消公司', '销售主管', 'team_leadership')
    """
    text = (source or "" if isinstance(source, (str, NoneType)) else documents.text_of(source)).replace("\x00", " ")
    jobs = _jobs(text)
    leading = [Fact(COMPETENCY_OF_LEADING, "led_team_before", job.quote, job.span) for job in jobs if job.leads]
    leading += [Fact(COMPETENCY_OF_LEADING, "led_team_before", m.group(), m.span()) for m in _LED.finditer(text)]
    said = _stated_years(text)
    spans = [job.years for job in jobs if job.years is not None]
    sales = [job.years for job in jobs if job.years is not None and _SALES.search(job.title)]
    return Facts(
        tuple(jobs), tuple(dict.fromkeys(j.employer for j in jobs)), tuple(dict.fromkeys(j.title for j in jobs)),
        said.get("all", round(sum(spans), 1) if spans else None), said.get("sales", round(sum(sales), 1) if sales else None),
        _degree(text), bool(leading), tuple(leading), text,
    )  # fmt: skip


def _jobs(text: str) -> list[Job]:
    found: list[Job] = []
    for pattern in (_JOB_ZH, _LINE_ZH, _JOB_EN, _EMPLOYER_FIRST_EN):
        for m in pattern.finditer(text):
            named = m.groupdict()
            employer, title = named.get("employer") or named.get("employer2"), named.get("title") or named.get("title2")
            if not employer or not title or any(m.start() < job.span[1] and job.span[0] < m.end() for job in found):
                continue
            found.append(_job(text, m, re.sub(r"^(?:曾|在|于)+", "", employer.strip()), title.strip()))
    return sorted(found, key=lambda job: job.span)


def _job(text: str, m: re.Match[str], employer: str, title: str) -> Job:
    line_start = text.rfind("\n", 0, m.start()) + 1
    line_end = next((i for i in (text.find("\n", m.end()),) if i >= 0), len(text))
    above = text.rfind("\n", 0, max(line_start - 1, 0)) + 1
    period = _PERIOD.search(text, line_start, line_end) or (
        _PERIOD.search(text, above, line_start) if line_end - line_start < 60 else None
    )
    start, end = (period["from"], period["to"]) if period else ("", "")
    leads = bool(re.search(_LEADING, title, re.IGNORECASE)) and not _NOT_LEADING.search(title)
    return Job(employer, title, start.strip(), end.strip(), _length(start, end), leads, m.span(), m.group())


def _length(start: str, end: str) -> float | None:
    """Years between two written dates; an open end has no length, since nothing here reads the clock."""
    first, last = _months(start), _months(end)
    return round((last - first) / 12, 1) if first is not None and last is not None and last >= first else None


def _months(date: str) -> int | None:
    m = re.search(r"((?:19|20)\d{2})(?:\s?[年./-]\s?(\d{1,2}))?", date)
    if not m:
        return None
    word = re.match(r"[A-Za-z]{3}", date)
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    month = names.index(word.group().lower()) + 1 if word and word.group().lower() in names else int(m[2] or 1)
    return 12 * int(m[1]) + month


def _stated_years(text: str) -> dict[str, float]:
    said: dict[str, float] = {}
    for m in _YEARS.finditer(text):
        value = _number(m["n"] or m["m"]) + (0.5 if m["half"] else 0.0)
        what = (m["what"] or m["that"] or "").strip()
        if _SALES.search(what):
            said["sales"] = max(value, said.get("sales", 0.0))
        if value <= 60:
            said["all"] = max(value, said.get("all", 0.0))
    return said


def _number(word: str) -> float:
    from workbench.evidence.language import numbers_zh

    return float(word) if word[0].isdigit() else float(numbers_zh.number(word) or 0)


def _degree(text: str) -> float | None:
    for level, pattern in _DEGREE_RE:
        for m in pattern.finditer(text):
            if not _NOT_HELD.search(text[max(0, m.start() - 4) : m.end() + 12].split("\n")[0]):
                return float(level)
    return None
