"""The education of a résumé: schools, degrees, subjects and dates, and the highest degree that is held.

In flow the lines of a résumé; out flow `Study`s. A degree under way, broken off, or somebody else's ("recruited three masters") is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.evidence.resume import words
from workbench.evidence.resume.dates import Period, alone, periods
from workbench.evidence.resume.lines import Line, Segment, segments

_DEGREES = (
    (4, r"博士|\b(?:ph\.?\s?d|doctorate|doctoral|doctor of)\b|\bd\.?phil\b"),
    (3, r"硕士|研究生|MBA|EMBA|\b(?:master(?:'s|’s|s)?|m\.?sc|m\.a|mba|m\.?eng|m\.?phil|llm)\b|\b(?-i:MA|MS)\b(?! Office| Excel| Word| SQL| Project|,? [A-Z]{2}\b)"),
    (2, r"本科|学士|\b(?:bachelor(?:'s|’s|s)?|b\.?sc|b\.a|b\.?eng|bba|b\.?com|llb|undergraduate degree)\b|\b(?-i:BA|BS)\b"),
    (1, r"大专|专科|高职|\b(?:associate(?:'s|’s)? (?:degree|of)|higher national diploma|hnd|foundation degree)\b|(?<!school )\bdiploma\b"),
    (0, r"高中|中专|职高|初中|\b(?:high school|secondary school|a-levels?|gcse)\b"),
)  # fmt: skip
DEGREE = [(level, re.compile(said, re.IGNORECASE)) for level, said in _DEGREES]
_NOT_HELD = re.compile(
    r"在读|肄业|未毕业|退学|自考中|就读中|未取得|未完成|导师|合作|招聘|面试|带教|指导|以上学历者|\b(?:candidate|dropped out|incomplete|expected|pursuing|in progress|did not (?:finish|complete)|"
    r"withdrew|unfinished|recruit\w*|hired|mentor\w*|supervis\w*)\b",
    re.IGNORECASE,
)
_NO_DEGREE = re.compile(
    r"scrum master|master (?:data|plan|of ceremonies)|webmaster|硕士导师|博士后|master's? students", re.IGNORECASE
)
_AREA = (
    re.compile(r"(?P<area>[一-鿿A-Za-z（）()]{2,16}?)专业"),
    re.compile(r"专业\s?[:：]\s?(?P<area>[一-鿿A-Za-z（）()、]{2,20})"),
    re.compile(r"(?:major(?:ed)?(?:\sin|\s?[:：])|\bin)\s(?P<area>[A-Z][\w&\s]{2,40}?)(?=\s{2,}|[,;|(（]|$|\s\d|\sfrom\s|\sat\s|\swith\s)"),
    re.compile(r"(?:Bachelor|Master|Doctor)(?:'s|’s)?\sof\s(?P<area>[A-Z][\w&\s]{2,40}?)(?=\s{2,}|[,;|(（]|$|\s\d|\sfrom\s|\sat\s|\swith\s|\sin\s)"),
    re.compile(
        r"(?:\bM\.?Sc\.?|\bB\.?Sc\.?|\bB\.?A\.?|\bM\.?A\.?|\bB\.?Eng\.?|\bM\.?Eng\.?|\bBBA|\bMBA|\bPh\.?D\.?|\bLLB|\bLLM|\bBCom|\bDiploma)(?:\s\(Hons\))?,?\s(?:in\s)?"
        r"(?P<area>[A-Z][\w&\s]{2,40}?)(?=\s{2,}|[,;|(（]|$|\s\d|\sfrom\s|\sat\s|\swith\s)"
    ),
)  # fmt: skip
_HEADERS = frozenset({
    "时间", "起止时间", "起止年月", "日期", "学校", "学校名称", "毕业院校", "院校", "专业", "学历", "学位", "学历/学位", "备注", "主修课程", "学习形式", "性质",
    "period", "dates", "date", "school", "institution", "degree", "major", "field", "subject", "year", "years", "grade",
})  # fmt: skip
ARTS = re.compile(r"^(?:science|arts|engineering|business administration|commerce|laws?|philosophy|education)$", re.IGNORECASE)


class Study(NamedTuple):
    """One course of study: values by JSON Resume's field (institution, area, studyType, startDate, endDate) with their places."""

    said: tuple[tuple[str, str, tuple[int, int]], ...]
    level: int | None
    held: bool
    span: tuple[int, int]

    def get(self, field: str) -> str:
        """Give a field's value, "" when it is not said."""
        return next((value for name, value, _ in self.said if name == field), "")


def studies(lines: list[Line], *, all_lines: bool) -> list[Study]:
    """Find the courses of study.

    Parameters
    ----------
    lines : list of Line
    all_lines : bool
        Whether the résumé has no education section, so that any line that names a school counts.
    """
    own = [line for line in lines if (all_lines or line.section == "education") and not _is_head_row(line)]
    groups: list[list[Line]] = []
    for line in own:
        schooled = _school(line) is not None
        dated = bool(periods(line.text))
        if all_lines and not (schooled and (dated or degree_of(line.text) is not None)):
            if not (groups and _follows(groups[-1][-1], line) and (degree_of(line.text) is not None or _area(line.text))):
                continue
            groups[-1].append(line)
        elif (
            groups
            and not (schooled and any(_school(o) for o in groups[-1]))
            and not (dated and any(periods(o.text) for o in groups[-1]))
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [study for group in groups if (study := _study(group)) is not None]


def degree_of(text: str) -> int | None:
    """Give the level of the highest degree that words name as held: 0 school, 1 associate, 2 bachelor, 3 master, 4 doctor."""
    for level, pattern in DEGREE:
        for m in pattern.finditer(text):
            around = text[max(0, m.start() - 8) : m.end() + 14].split("\n")[0]
            if not _NOT_HELD.search(around) and not _NO_DEGREE.search(text[max(0, m.start() - 8) : m.end() + 12]):
                return level
    return None


def highest_degree(found: list[Study], lines: list[Line]) -> float | None:
    """Give the highest degree held: of the courses of study, else of what is said outside of the positions."""
    levels = [study.level for study in found if study.held and study.level is not None]
    if levels:
        return float(max(levels))
    said = [degree_of(line.text) for line in lines if line.section not in {"work", "projects", "other"}]
    known = [level for level in said if level is not None]
    return float(max(known)) if known else None


def _is_head_row(line: Line) -> bool:
    cells = [cell.strip().casefold() for cell in re.split(r"\s*[|｜\t]\s*|\s{2,}", line.text)]
    return len(cells) > 1 and all(cell in _HEADERS for cell in cells)


def _follows(before: Line, line: Line) -> bool:
    return 0 <= line.start - before.end <= 3


def _school(line: Line) -> Segment | None:
    cut = segments(line.text, line.start, without=tuple(p.span for p in periods(line.text)))
    for piece in cut:
        label = re.match(
            r"^(?:毕业院校|毕业学校|学校名称|院校|学校|school|university|institution)\s?[:：]\s?", piece.text, re.IGNORECASE
        )
        bare = Segment(piece.text[label.end() :], piece.start + label.end()) if label else piece
        bare = _cut_degree(bare)
        if (
            label
            or words.SCHOOL_ZH.match(bare.text)
            or (words.SCHOOL_EN.search(bare.text) and bare.text[:1].isupper() and len(bare.text) < 70)
        ):
            kind = re.search(r"\s?[（(](?:211|985|双一流|统招|全日制)[^（）()]*[)）]$", bare.text)
            return Segment(bare.text[: kind.start()], bare.start) if kind else bare
    return None


def _cut_degree(piece: Segment) -> Segment:
    """Part "浙江大学市场营销专业本科" after the school; "Bachelor of Arts from Leeds University" before it."""
    if m := re.match(r"^([一-鿿]{2,16}?(?:大学|学院|学校))(?=[一-鿿\s])(?!.{0,6}(?:大学|学院|校区|分校))", piece.text):
        return Segment(m[1], piece.start)
    if m := re.search(r"\b(?:from|at)\s(?=[A-Z])", piece.text):
        return Segment(piece.text[m.end() :], piece.start + m.end())
    return piece


def _study(group: list[Line]) -> Study | None:
    school = next((found for line in group if (found := _school(line))), None)
    words_of = " ".join(line.text for line in group[:4])
    level = next((lvl for line in group[:4] if (lvl := _any_degree(line.text)) is not None), None)
    if school is None and level is None:
        return None
    values: list[tuple[str, str, tuple[int, int]]] = [("institution", school.text, school.span)] if school else []
    values += _degree_and_area(group, school)
    values, is_open = values + _dates(group)[0], _dates(group)[1]
    held = not _NOT_HELD.search(words_of) and not is_open
    return Study(tuple(values), level, held, (group[0].start, group[-1].end))


def _any_degree(text: str) -> int | None:
    return next(
        (
            level
            for level, pattern in DEGREE
            if (m := pattern.search(text)) and not _NO_DEGREE.search(text[max(0, m.start() - 8) : m.end() + 12])
        ),
        None,
    )


def _degree_and_area(group: list[Line], school: Segment | None) -> list[tuple[str, str, tuple[int, int]]]:
    out: list[tuple[str, str, tuple[int, int]]] = []
    for line in group[:4]:
        cut = segments(line.text, line.start, without=tuple(p.span for p in periods(line.text)))
        for piece in cut:
            level = _any_degree(piece.text)
            if level is not None and not any(field == "studyType" for field, _, _ in out):
                pattern = dict(DEGREE)[level]
                m = pattern.search(piece.text)
                whole = re.search(
                    r"(?:Bachelor|Master|Doctor|Associate)(?:'s|’s)?\s(?:of\s[A-Z]\w+(?:\s[A-Z]\w+)?|degree)", piece.text
                )
                at = whole if whole and not re.search("[一-鿿]", piece.text) else m
                out.append(("studyType", at.group(), (piece.start + at.start(), piece.start + at.end())))
        if not any(field == "area" for field, _, _ in out) and (area := _area(line.text)):
            out.append(("area", area[0], (line.start + area[1], line.start + area[1] + len(area[0]))))
        elif not any(field == "area" for field, _, _ in out):
            out += _left_over(cut, school, line)
    return out


def _area(text: str) -> tuple[str, int] | None:
    for pattern in _AREA:
        for m in pattern.finditer(text):
            area = m["area"].strip()
            cut = re.match(r"^.*(?:大学|学院)(?=.{2,})", area)
            start = m.start("area") + (cut.end() if cut else 0)
            area = area[cut.end() :] if cut else area
            if area and not words.SCHOOL_EN.search(area) and not ARTS.match(area) and not re.search(r"^(?:的|课程|主修)", area):
                return area, start
    return None


def _left_over(cut: list[Segment], school: Segment | None, line: Line) -> list[tuple[str, str, tuple[int, int]]]:
    """Take a segment that is neither school nor degree nor place as the subject."""
    for piece in cut:
        inside = school is not None and piece.start <= school.start < piece.start + len(piece.text)
        plain = re.fullmatch(r"[一-鿿A-Za-z&（）()\s]{2,30}", piece.text)
        if (
            inside
            or not plain
            or _any_degree(piece.text) is not None
            or words.PLACE.match(piece.text)
            or words.KIND.match(piece.text)
        ):
            continue
        if (
            re.search(r"学历|全日制|统招|双一流|985|211|主修|课程|GPA|gpa|年|毕业|honou?rs", piece.text)
            or words.SCHOOL_ZH.match(piece.text)
            or words.SCHOOL_EN.search(piece.text)
        ):
            continue
        if line.bullet:
            return []
        return [("area", piece.text, piece.span)]
    return []


def _dates(group: list[Line]) -> tuple[list[tuple[str, str, tuple[int, int]]], bool]:
    for line in group[:4]:
        for period in periods(line.text):
            return _period_values(period, line), period.is_open
    for line in group[:3]:
        for iso, (first, last) in alone(line.text):
            return [("endDate", iso, (line.start + first, line.start + last))], False
    return [], False


def _period_values(period: Period, line: Line) -> list[tuple[str, str, tuple[int, int]]]:
    span = (line.start + period.span[0], line.start + period.span[1])
    return [("startDate", period.start, span)] + ([("endDate", period.end, span)] if period.end else [])
