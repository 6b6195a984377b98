"""The positions of a résumé: employer, title, dates and what was done there, from head lines, tables and sentences.

In flow the lines of a résumé; out flow `Job`s in the order of the text. A head is the line that carries the dates with the short lines
around it; an employer named once above several positions is each one's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.evidence.resume import words
from workbench.evidence.resume.dates import Period, periods, years_between
from workbench.evidence.resume.lines import Line, Segment, segments

LONGEST_HEAD = 110
_VERB = re.compile(
    r"^(?:负责|带领|参与|主导|完成|协助|管理|推动|制定|组织|建立|开展|实现|拓展|维护|跟进|处理|策划|统筹|搭建|优化|对接|执行|编写|设计并|独立|通过|根据|配合|支持|主持|获得|提升|工作内容|主要职责|工作职责|职责|业绩|主要业绩|工作业绩|汇报对象|下属人数|离职原因|"
    r"responsible|responsibilities|managed|led|built|developed|designed|created|increased|reduced|improved|achieved|worked with|worked on|supported|delivered|drove|oversaw|handled|"
    r"maintained|implemented|launched|coordinated|trained|generated|exceeded|won|grew|key achievements|achievements|duties|reporting to|reports to)\b",
    re.IGNORECASE,
)
_DID = re.compile(r"^(?:[A-Z][a-z]{2,}ed|Won|Led|Sold|Built|Ran|Grew|Cut|Made|Wrote|Took)\s(?![|–—-])")
_HEADERS = {
    "when": {"时间", "起止时间", "起止年月", "工作时间", "日期", "在职时间", "起止日期", "任职时间", "period", "dates", "date", "duration", "from - to", "years"},
    "employer": {"公司", "公司名称", "单位", "工作单位", "单位名称", "雇主", "任职公司", "任职单位", "company", "employer", "organization", "organisation", "company name"},
    "title": {"职位", "职务", "岗位", "职位名称", "担任职务", "岗位名称", "position", "title", "role", "job title"},
    "department": {"部门", "所在部门", "department"},
    "": {"工作内容", "职责", "证明人", "离职原因", "备注", "主要职责", "联系电话", "description", "responsibilities", "reference", "location", "地点", "工作地点"},
}  # fmt: skip


_IDLE = re.compile(
    r"^(?:待业|在家|休息|求学|考研|自由职业|gap|career break|parental leave|maternity leave|unemployed|travel)", re.IGNORECASE
)


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
    department: str = ""
    place: str = ""
    start_date: str = ""
    end_date: str = ""
    is_open: bool = False
    highlights: tuple[tuple[str, tuple[int, int]], ...] = ()
    spans: tuple[tuple[str, tuple[int, int]], ...] = ()


class _Head(NamedTuple):
    first: int
    last: int
    period: Period
    period_line: int
    employer: Segment | None
    title: Segment | None
    department: Segment | None
    place: Segment | None


def dated_jobs(lines: list[Line], text: str) -> list[Job]:
    """Find the positions that carry dates, among the lines of the work sections."""
    heads = _heads(lines)
    jobs = [_job(head, heads[n + 1].first if n + 1 < len(heads) else len(lines), lines, text) for n, head in enumerate(heads)]
    return [job for job in jobs if job is not None]


def _heads(lines: list[Line]) -> list[_Head]:
    found: list[_Head] = []
    taken, columns = -1, None
    for at, line in enumerate(lines):
        header = _columns(line)
        if header:
            columns, taken = header, at
            continue
        spotted = periods(line.text)
        if not spotted or at <= taken or not _can_head(line, spotted[0]):
            continue
        first, last = _reach(lines, at, taken)
        head = _named(lines, first, last, at, spotted[0], columns)
        if (head.title is None and head.employer is None) or (head.employer and _IDLE.match(head.employer.text)):
            continue
        found.append(head)
        taken = last
    return _inherited(found)


def _can_head(line: Line, period: Period) -> bool:
    """Tell whether a date heads a position: alone or with short segments it does, inside a sentence not."""
    rest = line.text[: period.span[0]] + line.text[period.span[1] :]
    if len(rest) > LONGEST_HEAD or _VERB.match(line.text) or re.search(r"[。!?！？]\s*\S|。$", rest):
        return False
    return not (line.bullet and len(rest) > 70)


def _reach(lines: list[Line], at: int, taken: int) -> tuple[int, int]:
    """Widen a head over the short lines around its date line that name what it lacks, upward first."""
    first = last = at
    have = _kinds(lines[at])
    for step in (-1, 1):
        reach = at
        for _ in range(3 if step < 0 else 2):
            reach += step
            if not (taken < reach < len(lines)) or {"employer", "title"} <= have:
                break
            more = _kinds(lines[reach]) if _head_like(lines[reach]) else set()
            if step < 0 and not more and not have & {"employer"} and lines[reach].lone and _bare(lines[reach]):
                more = {"employer"}
            if not more and "employer" not in have and _between(lines, reach, step, taken, have):
                more = {"employer"}
            if step < 0 and not more and taken < reach < at and _is_place(lines[reach]):
                continue
            if not more - have:
                break
            have |= more
            first, last = min(first, reach), max(last, reach)
    if first == last == at and not have and at + 1 < len(lines) and _head_like(lines[at + 1]):
        last = at + 1
    return first, last


def _head_like(line: Line) -> bool:
    return (
        len(line.text) <= 80
        and not line.bullet
        and not periods(line.text)
        and not _VERB.match(line.text)
        and not _DID.match(line.text)
        and not re.search(r"[。;；!！?？]|\.$|[,，].*[,，].*[,，]", line.text)
    )


def _between(lines: list[Line], reach: int, step: int, taken: int, have: set[str]) -> bool:
    """Tell an employer no word list knows: under its title and above the dates, or capitalised right under dates and title."""
    line = lines[reach]
    if line.bullet or not _bare(line) or not _head_like(line):
        return False
    if step > 0:
        return (
            "title" in have
            and bool(re.fullmatch(r"[A-Z][\w&.'’-]*(?:\s[A-Z&][\w&.'’-]*){0,3}", line.text))
            and not _DID.match(line.text)
        )
    over = reach - 1
    return "title" not in have and over > taken and over >= 0 and _head_like(lines[over]) and _kinds(lines[over]) == {"title"}


def _is_place(line: Line) -> bool:
    return words.kind_of(line.text) == "place"


def _bare(line: Line) -> bool:
    """Tell whether a line is a few capitalised or Chinese words: a name that no word list knows."""
    return bool(re.fullmatch(r"[一-鿿A-Za-z0-9（）()·&.'’\-\s]{2,30}", line.text)) and (
        line.text[:1].isupper() or "一" <= line.text[0] <= "鿿"
    )


def _kinds(line: Line) -> set[str]:
    cut = segments(line.text, line.start, without=tuple(p.span for p in periods(line.text)))
    kinds = {piece.label or words.kind_of(piece.text) for piece in cut}
    unknown = [piece for piece in cut if not words.kind_of(piece.text) and not piece.label]
    if "title" in kinds and "employer" not in kinds and unknown:
        kinds.add("employer")
    if "employer" in kinds and "title" not in kinds and unknown and len(unknown[0].text) <= 24:
        kinds.add("title")
    if unknown and "place" in kinds and not kinds & {"employer", "title"}:
        kinds.add("employer")
    if len(unknown) >= 2 and not kinds & {"employer", "title"}:
        kinds |= {"employer", "title"}
    return kinds & {"employer", "title"}


def _named(lines: list[Line], first: int, last: int, at: int, period: Period, columns: list[str] | None) -> _Head:
    """Decide which segment of a head is what: by label, by column of the table, by its end words, then by its order."""
    cut = [piece for n in range(first, last + 1) for piece in _pieces(lines[n])]
    labels = _by_column(lines[at], columns) if columns else {}
    kinds = [(piece, labels.get(piece.start) or piece.label or words.kind_of(piece.text)) for piece in cut]
    pick = {kind: next((p for p, k in kinds if k == kind), None) for kind in ("employer", "title", "department", "place")}
    unknown = [p for p, k in kinds if not k and len(p.text) <= 60 and re.search(r"[^\W\d_]{2}", p.text)]
    titles = [p for p, k in kinds if k == "title"]
    if pick["employer"] is None and len(titles) > 1 and not unknown:  # "Manager, Head of Sales": the later one may be a department
        unknown = []
    if pick["employer"] is None and unknown:
        pick["employer"] = unknown.pop(0)
    if pick["title"] is None and unknown:
        pick["title"] = unknown.pop(0)
    if pick["employer"] is None and pick["department"] is not None and pick["title"] is None:
        pick["employer"] = pick["department"]
    if pick["title"] is None and pick["employer"] is not None:
        pick = _split(pick)
    return _Head(first, last, period, at, pick["employer"], pick["title"], pick["department"], pick["place"])


def _pieces(line: Line) -> list[Segment]:
    return segments(line.text, line.start, without=tuple(p.span for p in periods(line.text)))


def _split(pick: dict[str, Segment | None]) -> dict[str, Segment | None]:
    """Part "云杉软件有限公司销售主管", written without a sign between."""
    whole = pick["employer"]
    if parts := words.parted(whole.text):
        return {**pick, **{name: Segment(whole.text[first:last], whole.start + first) for name, (first, last) in parts.items()}}
    said = re.match(r"^(?P<t>.+?)\s(?:at|with|for)\s(?P<e>[A-Z].+)$", whole.text)
    if said and words.kind_of(said["t"]) == "title":
        return {**pick, "title": Segment(said["t"], whole.start), "employer": Segment(said["e"], whole.start + said.start("e"))}
    return pick


def _columns(line: Line) -> list[str] | None:
    """Read the head row of a table: which column is what."""
    cells = [cell.strip().casefold() for cell in re.split(r"\s*[|｜\t]\s*|\s{2,}", line.text)]
    kinds = [next((kind for kind, names in _HEADERS.items() if cell in names), None) for cell in cells]
    return [kind or "" for kind in kinds] if len(cells) >= 2 and all(k is not None for k in kinds) and "title" in kinds else None


def _by_column(line: Line, columns: list[str]) -> dict[int, str]:
    """Give the place of each cell of a table's row the kind its column has."""
    cells = list(re.finditer(r"(?:(?!\s*[|｜\t]\s*|\s{2,}).)+", line.text))
    if len(cells) != len(columns):
        return {}
    return {
        line.start + cell.start(): kind
        for cell, kind in zip(cells, columns, strict=True)
        if kind in {"employer", "title", "department"}
    }


def _inherited(heads: list[_Head]) -> list[_Head]:
    """Give positions the employer named above them, and drop a heading of several positions that is none itself."""
    out: list[_Head] = []
    above: Segment | None = None
    for n, head in enumerate(heads):
        if head.title is None and head.employer is not None:
            after = heads[n + 1] if n + 1 < len(heads) else None
            if after is not None and after.employer is None and after.title is not None:
                above = head.employer
                continue
        if head.employer is None and above is not None:
            head = head._replace(employer=above)
        elif head.employer is not None:
            above = head.employer
        out.append(head)
    return out


def _job(head: _Head, until: int, lines: list[Line], text: str) -> Job | None:
    named = {"name": head.employer, "position": head.title, "department": head.department, "location": head.place}
    spans = {field: piece.span for field, piece in named.items() if piece is not None}
    at = lines[head.period_line].start
    spans["dates"] = (at + head.period.span[0], at + head.period.span[1])
    inside = [piece.span for piece in named.values() if piece is not None and lines[head.first].start <= piece.start]
    first = min(lines[head.first].start, *(s for s, _ in inside)) if inside else lines[head.first].start
    last = max(lines[head.last].end, *(e for _, e in inside)) if inside else lines[head.last].end
    done = tuple((line.text, (line.start, line.end)) for line in lines[head.last + 1 : until])
    title = text[slice(*head.title.span)] if head.title else ""
    period = head.period
    return Job(
        text[slice(*head.employer.span)] if head.employer else "", title, period.written_start, period.written_end,
        years_between(period.start, period.end), words.leads(title), (first, last), text[first:last],
        text[slice(*head.department.span)] if head.department else "", text[slice(*head.place.span)] if head.place else "",
        period.start, period.end, period.is_open, done, tuple(spans.items()),
    )  # fmt: skip
