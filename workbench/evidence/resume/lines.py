"""A résumé cut into lines, each in its section, and head lines cut into the segments they are made of.

In flows a text; out flow `Line`s and `Segment`s whose places count the text's characters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.evidence.headings import heading
from workbench.evidence.language.quantity import narrow

_BULLET = re.compile(r"^\s*(?:[•·●▪■◆▶►★☆※□◇○◦‣⁃∙*✓✔➢➤>]|[-–—]\s|\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])\s*")
_CUT = re.compile(
    r"\s*[|｜¦]\s*|\t+|\s{2,}|\s+[-–—/·•]\s+|\s*[,，;；、·•](?!\s?(?:Ltd|Inc|LLC|Co|Limited|GmbH|Corp|S\.A|Pte|PLC)\b)\s*|\s*[—–]{1,2}\s*|\s@\s|\s(?:at)\s(?=[A-Z])|(?<=[一-鿿）)])\s(?=[一-鿿])|(?<=公司)\s|(?<=集团)\s"
)
_LABEL = re.compile(
    r"^(?:公司名称|公司|单位名称|单位|工作单位|雇主|企业名称|(?P<title>职位名称|职位|职务|岗位名称|岗位|担任职务|任职)|(?P<dep>所在部门|部门)|(?P<when>在职时间|任职时间|工作时间|起止时间|时间|日期)|"
    r"company|employer|organi[sz]ation|(?P<title_en>job title|position|title|role)|(?P<dep_en>department)|(?P<when_en>period|dates?|duration))\s?[:：]\s?",
    re.IGNORECASE,
)


_HEADCOUNT = re.compile(r"\s?[（(][^（）()]{0,12}\d+\s?[-–~至]?\s?\d*\s?(?:人|employees|people)[^（）()]{0,6}[）)]$", re.IGNORECASE)
_PLACED = re.compile(
    r"[A-Z][A-Za-z.]+(?:\s[A-Z][a-z]+)?,\s(?:[A-Z]{2}|UK|USA|China|Canada|Germany|France|Ireland|India|Australia|Singapore)\b(?!\.)"
)
LONGEST_HEAD_LINE = 400
_LISTS = frozenset({"skills", "certificates", "languages", "awards", "summary", "other"})


class Line(NamedTuple):
    """One line: its words without what stands around them, their place, the section it is in, and whether a bullet opens it."""

    text: str
    start: int
    section: str
    bullet: bool
    lone: bool  # after an empty line or a heading

    @property
    def end(self) -> int:
        """The place after its last character."""
        return self.start + len(self.text)


class Segment(NamedTuple):
    """A piece of a head line, its place, and what a label before it says it is ("" without one)."""

    text: str
    start: int
    label: str = ""

    @property
    def span(self) -> tuple[int, int]:
        """First character and the one after the last."""
        return self.start, self.start + len(self.text)


def lines_of(text: str) -> list[Line]:
    """Cut a text into lines that are not empty; headings are no lines, what follows one in its line is."""
    found: list[Line] = []
    section, place, lone, empty = "basics", 0, True, 0
    for raw in narrow(text).split("\n"):
        opened = heading(raw)
        begin = opened.offset if opened else 0
        if empty >= 2 and section in _LISTS:  # a column ended
            section = "basics"
        empty = 0 if raw.strip() else empty + 1
        if opened and not opened.one_line:
            section = opened.section
        here = opened.section if opened and opened.one_line and begin < len(raw) else section
        content = raw[begin:]
        words = content.strip()
        if words:
            mark = _BULLET.match(content)
            inside = content[mark.end() :] if mark else content
            at = place + begin + (mark.end() if mark else 0) + len(inside) - len(inside.lstrip())
            if inside.strip():
                found.append(Line(inside.strip(), at, here, bullet=bool(mark), lone=lone or bool(opened)))
        lone = not words or bool(opened)
        place += len(raw) + 1
    return found


def segments(text: str, start: int, *, without: tuple[tuple[int, int], ...] = ()) -> list[Segment]:
    """Cut a head line at its separators, leaving out some places of it (its dates).

    Parameters
    ----------
    text : str
        The line.
    start : int
        Where it stands.
    without : tuple of (first, after last)
        Counted in the line.
    """
    if len(text) > LONGEST_HEAD_LINE:
        return []
    pieces, at = [], 0
    for first, last in sorted(without):
        pieces.append((at, first))
        at = last
    pieces.append((at, len(text)))
    found = [
        cut for first, last in pieces for piece in _cut(text[first:last]) if (cut := _tidied(piece[0], start + first + piece[1]))
    ]
    return [cut for cut in found if cut.text]


def _cut(text: str) -> list[tuple[str, int]]:
    out, at = [], 0
    placed = [m.span() for m in _PLACED.finditer(text)]
    for m in _CUT.finditer(text):
        if _inside_brackets(text, m.start()) or any(a < m.start() < b for a, b in placed):
            continue
        out.append((text[at : m.start()], at))
        at = m.end()
    return [*out, (text[at:], at)]


def _inside_brackets(text: str, place: int) -> bool:
    before = text[:place]
    return before.count("(") + before.count("（") > before.count(")") + before.count("）")


def _tidied(text: str, start: int) -> Segment | None:
    """Take brackets, colons and dashes off the ends, and a label off the front."""
    bare = text.strip()
    start += len(text) - len(text.lstrip())
    label = ""
    if m := _LABEL.match(bare):
        named = {name.split("_")[0] for name, value in m.groupdict().items() if value}
        label = next(iter(named), "employer").replace("dep", "department")
        start, bare = start + m.end(), bare[m.end() :]
    bare = _HEADCOUNT.sub("", bare)
    stripped = bare.lstrip(" :：-–—|,，;；、.。)）]】>")
    start, bare = start + len(bare) - len(stripped), stripped.rstrip(" :：-–—|,，;；、([（【<")
    if bare[:1] in "(（[【" and bare[-1:] in ")）]】" and len(bare) > 2:
        start, bare = start + 1, bare[1:-1]
    return Segment(bare, start, label) if bare else None
