"""Who a résumé is of and how to reach them: name, phone, e-mail, town, links.

In flow the text and its lines; out flow values with their place. Sex, age, marriage, origin and photographs are left where they are: they
are nobody's qualification.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.headings import heading
from workbench.evidence.language.quantity import narrow
from workbench.evidence.resume import words

if TYPE_CHECKING:
    from workbench.evidence.resume.lines import Line

_EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}\s?@\s?[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w])")
_MOBILE = re.compile(r"(?<![\d.])(?:\(?(?:\+|00)?\s?86\)?[-\s]?)?(1[3-9]\d)[-\s.]?(\d{4})[-\s.]?(\d{4})(?![\d])")
_LANDLINE = re.compile(r"(?<![\d.])(?:\(?0\d{2,3}\)?)[-\s]\d{7,8}(?!\d)")
_ABROAD = re.compile(
    r"(?<![\d.])(?:\+\d{1,3}[\s.-]?(?:\(\d{1,4}\)[\s.-]?)?\d{1,4}(?:[\s.-]?\d{2,4}){1,4}|\(\d{3}\)\s?\d{3}[-.\s]\d{4}|\d{3}[-.]\d{3}[-.]\d{4})(?!\d)"
)
_CALLED = re.compile(
    r"(?:电话|手机|联系方式|tel(?:ephone)?|phone|mobile|cell)\s?(?:number|no\.?)?\s?[:：|]?\s?([+\d][\d\s().-]{6,18}\d)",
    re.IGNORECASE,
)
_FOREIGN = re.compile(r"(?:\+|00)(?!86)\d{1,3}[\s.-]?$")
_LINK = re.compile(r"(?:https?://[^\s|，,；;)）]+|(?:www\.|linkedin\.com/|github\.com/)[^\s|，,；;)）]+)", re.IGNORECASE)
_NAME_LABEL = re.compile(
    r"(?:^|[|｜\s])(?:姓\s*名|名字|full name|name)(?:\s*[:：|｜]\s*|\s{2,})(?P<name>[一-鿿·]{2,8}|[一-鿿](?:\s[一-鿿]){1,3}|[A-Z][\w.'’-]*(?:\s[A-Z][\w.'’-]*){1,3})(?=[\s|｜,，;；/]|$)",
    re.IGNORECASE,
)
_NAME_TITLED = re.compile(
    r"^(?:(?:个人)?简历\s?[-—:：|·]\s?(?P<a>[一-鿿·]{2,4})|(?P<b>[一-鿿·]{2,4}?)\s?[-—·|的]?\s?(?:的)?(?:个人)?(?:求职)?简历|(?:r[eé]sum[eé]|curriculum vitae|cv)\s?(?:of|[-—:|])\s?(?P<c>[A-Za-z .'’-]{4,40}?)(?:\s?[（(].*)?|(?P<d>[A-Z][\w.'’ -]{3,38}?)\s?[-—|,]?\s?(?:resume|curriculum vitae|cv))$",
    re.IGNORECASE,
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺"
    "毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文樊兰殷施洪翟安颜倪牛温芦季俞章鲁葛毕聂丛焦岳齐庄梅管卞柳单仇詹申关纪舒屈项祝阮欧左宁童霍裴席耿阎时麦司翁祁柯某"
)
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木")
_NAME_ZH = re.compile(
    rf"^(?:(?:{'|'.join(_DOUBLE)})[一-鿿]{{1,2}}|[{_SURNAMES}][一-鿿]{{1,2}}(?:[一-鿿](?=$))?|[{_SURNAMES}]\s+[一-鿿](?:\s*[一-鿿])?)$"
)
_NAME_EN = re.compile(
    r"^(?:(?:Mr|Ms|Mrs|Dr)\.?\s)?[A-Z][A-Za-z'’\-]+(?:\s(?:[A-Z]\.?|[A-Z][A-Za-z'’\-]+|de|van|von|der|da|bin|al)){1,3}(?:,?\s(?:Jr\.?|PhD|MBA|CPA|PMP|PHR))?(?:\s[（(][A-Z][A-Za-z]+[)）])?$"
)
_BOTH = re.compile(rf"^[A-Z][A-Za-z'’-]+(?:\s[A-Z][A-Za-z'’-]+){{1,2}}\s[（(]?(?P<zh>[{_SURNAMES}][一-鿿]{{1,3}})[)）]?$")
_CITY_STATE = re.compile(
    r"(?<![A-Za-z])[A-Z][a-z]+(?:\s[A-Z][a-z]+)?,\s?(?:[A-Z]{2}|UK|USA|China|Canada|Germany|France|Ireland|India|Australia)\b"
)
_TOWN = re.compile(
    r"(?:现居住?地?|居住地|所在地|所在城市|现居城市|居住城市|现住址|住址|地址|location|address|based in|city)\s*[:：|｜]\s*(?P<town>[^|｜\n;；]{2,40}?)(?=\s{2,}|[|｜;；\n]|$|\s\S{2,5}[:：])",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"简历|求职|r[eé]sum[eé]|应聘|先生|女士|resume|curriculum|vitae|profile|page|confidential|street|road|phone|email|summary",
    re.IGNORECASE,
)
FIRST_LINES, LONGEST_HEAD_LINE = 12, 400


class Found(NamedTuple):
    """One value of the basics: its field in JSON Resume, the value, and its place."""

    field: str
    value: str
    span: tuple[int, int]


def contacts(text: str, lines: list[Line]) -> list[Found]:
    """Find name, headline, phones, e-mails, town and links."""
    plain = narrow(text)
    found = [*_name(plain, lines), *_headline(lines), *_emails(plain)]
    taken = [f.span for f in found]
    found += _phones(plain, taken)
    found += [
        Found("url", m.group().rstrip("./"), (m.start(), m.start() + len(m.group().rstrip("./")))) for m in _LINK.finditer(plain)
    ]
    if m := _TOWN.search(plain):
        found.append(Found("location", m["town"].strip(), m.span("town")))
    elif state := next(
        ((m, line) for line in lines[:FIRST_LINES] if line.section == "basics" and (m := _CITY_STATE.search(line.text))), None
    ):
        at = state[1].start + state[0].start()
        found.append(Found("location", state[0].group(), (at, at + len(state[0].group()))))
    else:
        found += next(
            (
                [Found("location", piece, at)]
                for piece, at in _top_pieces([line for line in lines if line.section == "basics"])
                if words.PLACE.match(piece)
            ),
            [],
        )
    return found


def _emails(text: str) -> list[Found]:
    return [Found("email", re.sub(r"\s", "", m.group()).lower(), m.span()) for m in _EMAIL.finditer(text)]


def _phones(text: str, taken: list[tuple[int, int]]) -> list[Found]:
    """Find numbers that are phones: mainland mobiles as their 11 digits, others as written."""
    out: list[Found] = []
    for pattern in (_MOBILE, _LANDLINE, _ABROAD, _CALLED):
        for m in pattern.finditer(text):
            span = m.span(1) if pattern is _CALLED else m.span()
            if any(span[0] < b and a < span[1] for a, b in [*taken, *(f.span for f in out)]):
                continue
            if pattern is _MOBILE and _FOREIGN.search(text[max(0, span[0] - 6) : span[0]]):
                continue
            written = text[slice(*span)]
            digits = re.sub(r"\D", "", written)
            if pattern is not _MOBILE and (
                not 7 <= len(digits) <= 15 or re.match(r"(?:19|20)\d{2}[-.](?:0?[1-9]|1[0-2])[-.]", written)
            ):
                continue
            value = "".join(m.groups()) if pattern is _MOBILE else re.sub(r"\s+", " ", written).strip()
            out.append(Found("phone", value, span))
    return sorted(out, key=lambda f: f.span)


def _name(text: str, lines: list[Line]) -> list[Found]:
    if m := _NAME_LABEL.search(text):
        return [Found("name", _joined(m["name"]), m.span("name"))]
    for line in lines[:FIRST_LINES]:
        if titled := _NAME_TITLED.match(line.text):
            which = next(name for name, value in titled.groupdict().items() if value)
            if (_NAME_EN if which in "cd" else _NAME_ZH).match(titled[which].strip()):
                return [Found("name", titled[which].strip(), (line.start + titled.start(which), line.start + titled.end(which)))]
    for piece, at in _top_pieces([line for line in lines if line.section in {"basics", "summary"}]):
        if both := _BOTH.match(piece):
            return [Found("name", both["zh"], (at[0] + both.start("zh"), at[0] + both.end("zh")))]
        if _is_name(piece):
            bare = re.sub(r"\s*[（(].*$", "", piece)
            return [Found("name", _joined(bare), (at[0], at[0] + len(bare)))]
    return _name_alone(lines)


def _name_alone(lines: list[Line]) -> list[Found]:
    """Look for a name that has a line of its own further down, above a title or a way to reach the person: a sidebar came first."""
    for line, after in itertools.pairwise(lines):
        reachable = words.kind_of(after.text) == "title" or _EMAIL.search(after.text) or _MOBILE.search(after.text)
        if not line.bullet and line.section not in {"work", "projects"} and reachable and _is_name(line.text):
            return [Found("name", _joined(line.text), (line.start, line.end))]
    return []


def _top_pieces(lines: list[Line]) -> list[tuple[str, tuple[int, int]]]:
    """Cut the first lines into what stands between their signs."""
    out = []
    for line in (line for line in lines[:FIRST_LINES] if len(line.text) <= LONGEST_HEAD_LINE):
        for m in re.finditer(
            r"[^|｜,，;；/•·\t]+?(?=\s{2,}|[|｜,，;；/•·\t]|\s[-–—]\s|(?<=[一-鿿]{2})\s(?=[一-鿿]{2})|$)", line.text
        ):
            piece = m.group().strip(" :：-–—")
            if piece:
                first = line.start + m.start() + m.group().index(piece)
                out.append((piece, (first, first + len(piece))))
    return out


def _is_name(piece: str) -> bool:
    if _NOT_NAMES.search(piece) or heading(piece) or words.PLACE.match(piece):
        return False
    if re.search("[一-鿿]", piece):
        return bool(_NAME_ZH.match(piece)) and not words.TITLE_ZH.match(piece)
    return (
        bool(_NAME_EN.match(piece.title() if piece.isupper() else piece))
        and not words.TITLE_EN.match(piece)
        and not words.EMPLOYER_EN.search(piece)
    )


def _joined(name: str) -> str:
    return re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", name.strip())


def _headline(lines: list[Line]) -> list[Found]:
    """Take the position a person gives themselves under the name."""
    for piece, at in _top_pieces([line for line in lines[:4] if line.section == "basics"]):
        if words.kind_of(piece) == "title" and not _NOT_NAMES.search(piece):
            return [Found("label", piece, at)]
    return []
