"""What a job asks of everyone who applies: degree, years in a field of work, certificates, from the job's columns and its own words.

In flows one row of JOBS; out flow `Requirement`s, each with the words that ask for it. What is preferred is no requirement, and what is
listed as known tools is a keyword that refuses nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.contracts import DEGREES
from workbench.definitions import WORK_FIELDS, content_hash

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.definitions import SkillTaxonomy

_ZH = {c: n for n, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_EN = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "twelve": 12,
    "fifteen": 15,
}
_N = r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3}|" + "|".join(_EN) + ")"
_YEARS_ZH = re.compile(
    rf"{_N}\s?(?:[-–~至到]\s?[\d一二两三四五六七八九十]+\s?)?\+?\s?年(?:\s?(?:及|或|含)?\s?以上)?\s?(?:的)?(?P<what>[^，。；;,\n]{{0,24}}?)(?:工作|从业|相关|实战|实践|行业)*(?:经验|经历|背景|工龄|从业)"
)
_YEARS_EN = re.compile(
    rf"\b{_N}\s?(?:\+|\s?[-–to]+\s?\d+)?\+?\s?(?:or more\s)?(?:years?|yrs?)(?:['’]?|\sor more)?\s(?:of\s)?(?P<what>(?:[A-Za-z/&-]+\s){{0,5}}?)(?:experience\b(?:\s(?:in|as|with|of)\s(?P<in>[A-Za-z0-9/&\s-]{{2,40}}))?|in\s(?P<bare>[A-Za-z0-9/&\s-]{{2,30}}))",
    re.IGNORECASE,
)
_DEGREES_ASKED = (
    ("doctor", r"博士|\b(?:ph\.?d|doctorate|doctoral degree)\b"),
    ("master", r"硕士|研究生|\bmaster(?:'s|’s|s)?\b|\bMBA\b"),
    ("bachelor", r"本科|学士|\bbachelor(?:'s|’s|s)?\b|\b(?:university|undergraduate|college) degree\b|\bdegree in\b"),
    ("associate", r"大专|专科|高职|\b(?:associate(?:'s|’s)? degree|diploma|college diploma)\b"),
)  # fmt: skip
_CERTIFICATE = re.compile(
    r"(?:持有?|具有|具备|必须有|须有|需有|取得|拥有)(?P<zh>[一-鿿A-Za-z0-9]{1,14}?(?:资格证书?|职业资格(?:证书?)?|从业资格(?:证书?)?|执业证|证书|驾照|驾驶证|执照|上岗证|[A-Z]{2,5}证))|"
    r"(?:must (?:hold|have)|requires?|valid|holder of)\s(?:an?\s|the\s)?(?:valid\s)?(?P<en>(?:[A-Za-z]+\s){0,3}?(?:driving licen[cs]e|driver's licen[cs]e|licen[cs]e|certificate|certification))",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"优先|加分|更佳|尤佳|者佳|为佳|最好|可放宽|不限|非必须|preferred|preferably|a plus|nice to have|desirable|advantage|bonus|ideally|not required|or equivalent experience instead",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"(?:熟悉|精通|掌握|了解|擅长|熟练使用|熟练操作|会使用)(?P<zh>[^，。；;,.\n]{2,50})|"
    r"(?:familiar(?:ity)? with|proficien(?:t|cy) (?:in|with)|knowledge of|skilled in|command of)\s(?P<en>[^.;\n]{2,80})",
    re.IGNORECASE,
)
_PARTS = re.compile(r"\s*(?:[、,/]|和|与|及|以及|或|\band\b|\bor\b)\s*")
_TAIL = re.compile(r"(?:等|的使用|者优先|优先|者|等工具|等软件|相关知识|知识|工具|软件|技能)+$")
_CLAUSE = re.compile(r"[^，,。；;.\n]+(?:\.(?=\d)[^，,。；;.\n]*)*")
MOST_YEARS = 40


class Requirement(NamedTuple):
    """One thing asked of everyone.

    ``id`` is min_degree, min_years, min_years_<field>, certificate:<name> or keyword:<word>; ``required`` the degree, the years, or the
    name; ``words`` all spellings looked for; ``asked_by`` the job's own words, or the column of JOBS.
    """

    id: str
    required: str
    words: tuple[str, ...]
    asked_by: str

    @property
    def hard(self) -> bool:
        """Whether failing it refuses."""
        return not self.id.startswith("keyword:")

    @property
    def years(self) -> float:
        """The years asked for."""
        return float(self.required)

    @property
    def field(self) -> str:
        """The field of work the years must be in, "" for any."""
        return self.id.removeprefix("min_years").removeprefix("_")


def requirements_of(
    job: Mapping[str, Any], *, taxonomy: SkillTaxonomy | None = None, keywords: tuple[str, ...] = ()
) -> tuple[Requirement, ...]:
    """Read a job's requirements from its columns and words.

    Parameters
    ----------
    job : mapping, one row of JOBS
        Reads ``min_degree``, ``min_years``, ``requirements`` and ``description``. The columns are what HR decided: the words only add what
        they leave open, above all which field the years must be in.
    taxonomy : SkillTaxonomy, optional
        Skills the words name become keywords, found by all their spellings.
    keywords : tuple of str
        More words to look for.
    """
    asked, told = (str(job.get(name) or "") if _is_text(job.get(name)) else "" for name in ("requirements", "description"))
    clauses = [m.group().strip() for m in _CLAUSE.finditer(asked)]
    hard = [clause for clause in clauses if not _SOFT.search(clause)]
    found = [*_degree(job, hard), *_years(job, hard), *_certificates(hard), *_keywords(f"{asked}\n{told}", taxonomy, keywords)]
    return tuple({entry.id: entry for entry in reversed(found)}[name] for name in dict.fromkeys(entry.id for entry in found))


def version_of(requirements: tuple[Requirement, ...]) -> str:
    """Give the content hash of a job's requirements."""
    return content_hash({entry.id: [entry.required, *entry.words] for entry in requirements})


def stated_years(text: str) -> dict[str, tuple[float, str]]:
    """Give the years a text states, by field of work ("" for work in all), with the words."""
    out: dict[str, tuple[float, str]] = {}
    for m in [*_YEARS_ZH.finditer(text), *_YEARS_EN.finditer(text)]:
        years = _number(m["n"])
        if years is None or not 0 < years <= MOST_YEARS:
            continue
        for name in ("", *_fields(_what(m))):
            if name not in out or years > out[name][0]:
                out[name] = (years, m.group())
    return out


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _degree(job: Mapping[str, Any], hard: list[str]) -> list[Requirement]:
    column = job.get("min_degree")
    if column in DEGREES:
        return [Requirement("min_degree", column, (), "min_degree")] if column != "none" else []
    for clause in hard:
        named = [name for name, words in _DEGREES_ASKED if re.search(words, clause, re.IGNORECASE)]
        if named:  # "大专或本科": the lowest that is named suffices
            return [Requirement("min_degree", named[-1], (), clause)]
    return []


def _years(job: Mapping[str, Any], hard: list[str]) -> list[Requirement]:
    column = _positive(job.get("min_years"))
    told = [(years, name, clause) for clause in hard for years, name in _asked_years(clause)]
    in_field = [(years, name, clause) for years, name, clause in told if name]
    out = [Requirement(f"min_years_{name}", f"{years:g}", (), clause) for years, name, clause in in_field]
    general = [(years, clause) for years, name, clause in told if not name]
    if column is not None and column not in [years for years, _, _ in in_field]:
        out.insert(0, Requirement("min_years", f"{column:g}", (), "min_years"))
    elif column is None and general:
        years, clause = max(general)
        out.insert(0, Requirement("min_years", f"{years:g}", (), clause))
    return out


def _asked_years(clause: str) -> list[tuple[float, str]]:
    out = []
    for m in [*_YEARS_ZH.finditer(clause), *_YEARS_EN.finditer(clause)]:
        years = _number(m["n"])
        if years is not None and 0 < years <= MOST_YEARS:
            fields = _fields(_what(m))
            out += [(years, fields[0])] if len(fields) == 1 else [(years, "")]
    return out


def _what(m: re.Match[str]) -> str:
    groups = m.groupdict()
    return " ".join(filter(None, (groups.get("what"), groups.get("in"), groups.get("bare"))))


def _fields(what: str) -> list[str]:
    """Name the fields a phrase speaks of; the narrower one where one holds the other ("招聘" is also human resources)."""
    found = [name for name, pattern in WORK_FIELDS.items() if what and pattern.search(what)]
    if "recruiting" in found and "human_resources" in found:
        found.remove("human_resources")
    return found


def _positive(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if number > 0 else None


def _number(word: str) -> float | None:
    if word.lower() in _EN:
        return float(_EN[word.lower()])
    if word[0].isdigit():
        return float(word)
    if len(word) == 1:
        return float(_ZH[word])
    tens, _, ones = word.partition("十")
    return float((_ZH.get(tens, 1) if tens else 1) * 10 + (_ZH.get(ones, 0) if ones else 0)) if "十" in word else None


def _certificates(hard: list[str]) -> list[Requirement]:
    out = []
    for clause in hard:
        for m in _CERTIFICATE.finditer(clause):
            name = (m["zh"] or m["en"]).strip()
            out.append(Requirement(f"certificate:{name}", name, (name, re.sub(r"(?:资格)?证书?$", "", name) or name), clause))
    return out


def _keywords(text: str, taxonomy: SkillTaxonomy | None, more: tuple[str, ...]) -> list[Requirement]:
    out = [Requirement(f"keyword:{word}", word, (word,), "keywords") for word in more if word.strip()]
    for skill in taxonomy.skills if taxonomy else ():
        words = (*skill.aliases.zh, *skill.aliases.en)
        said = next((word for word in words if _stands(word, text)), None)
        if said:
            out.append(Requirement(f"keyword:{skill.id}", said, words, said))
    known = {word.lower() for entry in out for word in entry.words}
    for m in _KNOWN.finditer(text):
        for part in _PARTS.split(m["zh"] or m["en"]):
            word = _TAIL.sub("", part.strip())
            if 2 <= len(word) <= 24 and word.lower() not in known and not _SOFT.search(word):
                known.add(word.lower())
                out.append(Requirement(f"keyword:{word}", word, (word,), m.group().strip()))
    return out


def _stands(word: str, text: str) -> bool:
    if re.search("[一-鿿]", word):
        return word in text
    return bool(re.search(rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])", text, re.IGNORECASE))
