"""A résumé's own facts: where, when and as what somebody worked, years, degree, whether they led people, each with its place.

In flows résumé text or a résumé file, Chinese or English; out flow `Facts`. "曾在某快消公司担任销售主管" is evidence for leading a team.
"""

from __future__ import annotations

import re
from types import NoneType
from typing import TYPE_CHECKING, NamedTuple

from workbench.evidence.resume import words
from workbench.evidence.resume.dates import years_together
from workbench.evidence.resume.reading import Resume, parse

if TYPE_CHECKING:
    from pathlib import Path

    from workbench.evidence.resume.jobs import Job

_N = r"[\d一二两三四五六七八九十几百多]+"
_YEARS = re.compile(
    r"(?P<n>\d+(?:\.\d+)?|[一二两三四五六七八九十]{1,3})(?P<half>年半)?\s?(?:年|\+年?)?(?:多|以上)?的?(?P<what>[一-鿿]{0,8}?)(?:相关)?(?:工作)?(?:经验|经历|工龄|从业)|"
    r"(?P<m>\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\+?\s(?:years?|yrs?)(?:'|’)?\s(?:of\s)?(?P<that>(?:[a-z-]+\s){0,4}?)experience(?:\s(?:in|as)\s(?P<in>[a-z-]+(?:\s[a-z-]+)?))?",
    re.IGNORECASE,
)
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20}  # fmt: skip
_ASKED = re.compile(r"(?:要求|需要|需具备|招聘|required|requires?|looking for|seeking)[^。\n.]{0,12}$", re.IGNORECASE)
_LED = re.compile(
    rf"(?<!被)带领(?!下|我|学员|客户)[^，。；,;\n]{{0,16}}|带(?:过|了)?(?:一个|一支)?\s?{_N}\s?(?:个人|人|名)|管理(?:过|了|着)?(?:一个|一支)?\s?{_N}\s?(?:个人|人|名)|带团队|团队管理|下属\s?[:：]?\s?\d|"
    rf"下属人数|领导(?:过|了)?\S{{0,6}}团队|\b(?:led|managed|supervised|headed|oversaw|leading|managing|supervising) (?:a |the |an )?(?:[a-z-]+ ){{0,2}}(?:team|group|\d+|[a-z]+ (?:people|engineers|reps|agents|members|staff|employees))\b",
    re.IGNORECASE,
)
_NOT_LED = re.compile(
    r"(?:没有|没|未|不|尚未|无|从未|缺乏)[^，。；,;.\n]{0,6}$|(?:never|not|without|no) (?:[a-z]+ ){0,2}$|在[^，。\n]{0,8}$|(?:希望|想|愿意|期望)[^，。\n]{0,6}$",
    re.IGNORECASE,
)
COMPETENCY_OF_LEADING = "team_leadership"
MOST_YEARS = 60


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


class Experience(NamedTuple):
    """Years in one field of work, "all" for all work, and the words that say it or the positions that add up to it."""

    field: str
    years: float
    quote: str
    span: tuple[int, int]
    stated: bool
    at_least: bool = False  # a position without dates or an end may add to it


def facts(source: str | Path | bytes | Resume | None) -> Facts:
    """Read the facts of a résumé.

    Parameters
    ----------
    source : str, or Path or bytes of a file, or Resume
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
    read = source if isinstance(source, Resume) else parse("" if isinstance(source, NoneType) else source)
    text, jobs = read.text, read.jobs
    leading = [Fact(COMPETENCY_OF_LEADING, "led_team_before", job.quote, job.span) for job in jobs if job.leads]
    leading += [
        Fact(COMPETENCY_OF_LEADING, "led_team_before", m.group(), m.span())
        for m in _LED.finditer(text)
        if not _NOT_LED.search(text[max(0, m.start() - 16) : m.start()])
    ]
    years = {entry.field: entry.years for entry in experience(read)}
    return Facts(
        jobs, tuple(dict.fromkeys(j.employer for j in jobs)), tuple(dict.fromkeys(j.title for j in jobs)), years.get("all"), years.get("sales"),
        read.degree_level, bool(leading), tuple(leading), text,
    )  # fmt: skip


def experience(read: Resume, *, as_of: str = "") -> tuple[Experience, ...]:
    """Count the years a résumé states or its positions add up to, in all and in each field of work.

    Parameters
    ----------
    read : Resume
    as_of : str, optional
        ISO date up to which a position that is held still counts; without it such a position has no length, since nothing here reads
        the clock.

    Returns
    -------
    tuple of Experience
        One a field: what is stated where it is, else the time the positions cover together (overlaps once).
    """
    found = {entry.field: entry for entry in _added_up(read, as_of)}
    for entry in _stated(read.text):
        before = found.get(entry.field)
        if before is None or not before.stated or entry.years > before.years:
            found[entry.field] = entry
    return tuple(found.values())


def _added_up(read: Resume, as_of: str) -> list[Experience]:
    spans = {job.span: (job.start_date, job.end_date or (as_of if job.is_open else "")) for job in read.jobs}
    out = []
    for field, pattern in {"all": re.compile(""), **words.FIELDS}.items():
        own = [job for job in read.jobs if pattern.search(job.title) or (field != "all" and pattern.search(job.department))]
        years = years_together(spans[job.span] for job in own)
        if years is not None:
            longest = max(own, key=lambda job: (job.years or 0.0, job.span))
            at_least = any("" in spans[job.span] for job in own)
            out.append(Experience(field, years, longest.quote, longest.span, stated=False, at_least=at_least))
    return out


def _stated(text: str) -> list[Experience]:
    out = []
    for m in _YEARS.finditer(text):
        value = _number(m["n"] or m["m"]) + (0.5 if m["half"] else 0.0)
        what = (m["what"] or m["that"] or m["in"] or "").strip()
        if not 0 < value <= MOST_YEARS or _ASKED.search(text[max(0, m.start() - 16) : m.start()]) or not _says_years(m):
            continue
        fields = [name for name, pattern in words.FIELDS.items() if what and pattern.search(what)]
        out += [Experience(name, value, m.group(), m.span(), stated=True) for name in ["all", *fields]]
    return out


def _says_years(m: re.Match[str]) -> bool:
    """Tell years from a bare number before 经验 ("项目2经验")."""
    return bool(m["m"] or m["half"] or "年" in m.group() or "+" in m.group())


def _number(word: str) -> float:
    from workbench.evidence.language import numbers_zh

    if word.lower() in _NUMBER_WORDS:
        return float(_NUMBER_WORDS[word.lower()])
    return float(word) if word[0].isdigit() else float(numbers_zh.number(word) or 0)
