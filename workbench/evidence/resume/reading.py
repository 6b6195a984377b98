"""A résumé read whole: JSON Resume's sections as a checked table, every value with its place in the text.

In flows a résumé file or its text; out flows a `Resume`. What is not said stays empty; what is said twice is kept twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.contracts import RESUME_ITEMS
from workbench.errors import EvidenceError
from workbench.evidence import documents
from workbench.evidence.resume.contacts import contacts
from workbench.evidence.resume.jobs import Job, dated_jobs
from workbench.evidence.resume.lines import Line, lines_of
from workbench.evidence.resume.schooling import Study, highest_degree, studies
from workbench.evidence.resume.sentences import listed_jobs, told_jobs

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

READER_VERSION = "resume-3"
LONGEST = 100_000  # characters: a book is no résumé
LONGEST_WORD = 2_000
REWRITTEN = frozenset({"startDate", "endDate", "phone", "email", "name", "fluency"})  # not word for word as they stand
_LIST = re.compile(r"\s*[、,，;；|｜/]\s*|\s{2,}|\s[·•]\s")
_GRADE = re.compile(
    r"^(?:精通|熟练掌握|熟练使用|熟练|熟悉|掌握|了解|擅长|会使用|proficient in|familiar with|experienced in|fluent in|knowledge of)\s*",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"^(?P<name>[^（(:：\-–—]{1,30}?)\s*(?:[（(:：\-–—]\s*(?P<level>[^）)]{1,30}))?[）)]?$")
_GROUP = re.compile(r"^[^:：]{1,24}[:：]\s*")
_DATE_LEFT = re.compile(r"[（(]?\s*(?:19|20)\d{2}(?:[./年-]\s?\d{1,2}月?)?\s*年?\s*[)）]?")


class Entry(NamedTuple):
    """One value of a résumé: its section, entry, field and part in JSON Resume, the value, and its place in the text."""

    section: str
    item: int
    field: str
    part: int
    value: str
    span: tuple[int, int]


@dataclass(frozen=True)
class Resume:
    """A résumé as read.

    Parameters
    ----------
    text : str
        What every span counts the characters of.
    entries : tuple of Entry
    jobs : tuple of Job
        In the order of the text.
    studies : tuple of Study
    degree_level : float or None
        Highest degree held: 0 school, 1 associate, 2 bachelor, 3 master, 4 doctor.
    """

    text: str
    entries: tuple[Entry, ...]
    jobs: tuple[Job, ...]
    studies: tuple[Study, ...]
    degree_level: float | None

    def get(self, section: str, field: str, item: int = 0) -> str:
        """Give the first value of a field, "" when the résumé does not say."""
        return next((e.value for e in self.entries if (e.section, e.field, e.item) == (section, field, item)), "")

    def json_resume(self) -> dict[str, Any]:
        """Lay the résumé out as JSON Resume (schema 1.0.0); ``meta.spans`` keeps each value's place under its path."""
        out: dict[str, Any] = {"basics": {}, "meta": {"version": "v1.0.0", "spans": {}}}
        for entry in self.entries:
            if entry.section == "basics":
                _put(out["basics"], entry)
                path = f"basics.{entry.field}" + (f"[{entry.part}]" if entry.part else "")
            else:
                rows = out.setdefault(entry.section, [])
                rows += [{} for _ in range(entry.item + 1 - len(rows))]
                _put(rows[entry.item], entry)
                path = f"{entry.section}[{entry.item}].{entry.field}" + (f"[{entry.part}]" if entry.field == "highlights" else "")
            out["meta"]["spans"][path] = list(entry.span)
        return out

    def table(self, candidate_id: str) -> pd.DataFrame:
        """Lay the résumé out in the columns of RESUME_ITEMS, for one candidate."""
        import pandas as pd

        rows = [
            (candidate_id, e.section, e.item, e.field, e.part, e.value, self.text[slice(*e.span)], *e.span, READER_VERSION)
            for e in self.entries
        ]
        return pd.DataFrame(rows, columns=RESUME_ITEMS.names).astype({"item": int, "part": int, "span_start": int, "span_end": int})


def parse(source: str | Path | bytes) -> Resume:
    r"""Read a résumé.

    Parameters
    ----------
    source : str, or Path or bytes of a file
        A string is the text itself; a path or bytes are a PDF, Word, HTML or text file.

    Returns
    -------
    Resume

    Raises
    ------
    EvidenceError
        If a file cannot be read, holds pictures instead of text, or holds what is no résumé.

    Examples
    --------
    >>> found = parse("王小明\n13800138000\n工作经历\n2019.03-2022.09  云杉软件有限公司  销售主管")
    >>> found.get("basics", "name"), found.get("work", "position"), found.get("work", "startDate")
    ('王小明', '销售主管', '2019-03')
    """
    text = source if isinstance(source, str) else documents.text_of(source)
    text = text.replace("\x00", " ")
    _must_be_a_resume(text)
    lines = lines_of(text)
    sections = {line.section for line in lines}
    schooled = studies(lines, all_lines="education" not in sections)
    jobs = _jobs(text, lines, schooled, worked="work" in sections)
    found = [*_basics(text, lines), *_work(jobs), *_education(schooled), *_lists(lines)]
    entries = [e if e.field in REWRITTEN else e._replace(value=text[slice(*e.span)]) for e in found]
    return Resume(text, tuple(entries), tuple(jobs), tuple(schooled), highest_degree(schooled, lines))


def _must_be_a_resume(text: str) -> None:
    longest = max((len(word) for word in text.split()), default=0)
    if len(text) > LONGEST or (longest > LONGEST_WORD and not re.search("[一-鿿]", text[:LONGEST_WORD])):
        raise EvidenceError("this is no résumé", where="résumé", found=f"{len(text):,} characters, the longest word {longest:,}",
                            expected="a few pages of text", cure="check that the right file was exported")  # fmt: skip


def _jobs(text: str, lines: list[Line], schooled: list[Study], *, worked: bool) -> list[Job]:
    """Read the work section; without one, every line that is no schooling, project or list."""
    taken = [study.span for study in schooled]
    apart = {"education", "skills", "certificates", "languages", "awards", "projects", "volunteer", "other"}
    told = [job for job in told_jobs(text) if not _inside(job.span, taken)]
    own = [
        line
        for line in lines
        if (line.section == "work" if worked else line.section not in apart)
        and not _inside((line.start, line.end), [*taken, *(job.span for job in told)])
    ]
    dated = dated_jobs(own, text)
    reach = [(job.span[0], job.highlights[-1][1][1] if job.highlights else job.span[1]) for job in dated]
    told = [job for job in told if not _same_as(job, dated)]
    listed = [job for job in listed_jobs(text, told) if not _inside(job.span, [*reach, *taken])]
    once = {
        (job.employer, job.title, job.start_date): job
        for job in sorted([*dated, *told, *listed], key=lambda j: j.span, reverse=True)
    }
    return sorted(once.values(), key=lambda job: job.span)  # what is said twice counts where it stands first


def _inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in others)


def _same_as(job: Job, dated: list[Job]) -> bool:
    return any((job.employer, job.title) == (other.employer, other.title) for other in dated)


def _basics(text: str, lines: list[Line]) -> list[Entry]:
    counts: dict[str, int] = {}
    out = []
    for found in contacts(text, lines):
        part = counts.get(found.field, 0)
        counts[found.field] = part + 1
        out.append(Entry("basics", 0, found.field, part, found.value, found.span))
    said = [line for line in lines if line.section == "summary"]
    return out + [Entry("basics", 0, "summary", n, line.text, (line.start, line.end)) for n, line in enumerate(said)]


def _work(jobs: list[Job]) -> list[Entry]:
    out: list[Entry] = []
    for item, job in enumerate(jobs):
        spans = dict(job.spans)
        named = {"name": job.employer, "position": job.title, "department": job.department, "location": job.place}
        out += [Entry("work", item, field, 0, said, spans[field]) for field, said in named.items() if said and field in spans]
        dates = {"startDate": job.start_date, "endDate": job.end_date}
        out += [Entry("work", item, field, 0, value, spans["dates"]) for field, value in dates.items() if value]
        out += [Entry("work", item, "highlights", n, said, span) for n, (said, span) in enumerate(job.highlights)]
    return out


def _education(schooled: list[Study]) -> list[Entry]:
    return [
        Entry("education", item, field, 0, value, span) for item, study in enumerate(schooled) for field, value, span in study.said
    ]


def _lists(lines: list[Line]) -> list[Entry]:
    """Read what is listed: skills, certificates, languages, awards, projects."""
    out: list[Entry] = []
    for section in ("skills", "certificates", "languages", "awards"):
        pieces = [piece for line in lines if line.section == section for piece in _pieces(line, whole=section == "awards")]
        for item, (piece, start) in enumerate(pieces):
            out += _listed(section, item, piece, start)
    said = [line for line in lines if line.section in {"projects", "volunteer"}]
    for section in ("projects", "volunteer"):
        own = [line for line in said if line.section == section]
        out += [Entry(section, item, "description", 0, line.text, (line.start, line.end)) for item, line in enumerate(own)]
    return out


def _pieces(line: Line, *, whole: bool) -> list[tuple[str, int]]:
    label = _GROUP.match(line.text)
    begin = label.end() if label and len(line.text) > label.end() and not whole else 0
    text, at, out = line.text[begin:], 0, []
    if whole:
        return [(text, line.start + begin)]
    for m in [*_LIST.finditer(text), None]:
        end = m.start() if m else len(text)
        piece = text[at:end]
        if piece.strip():
            out.append((piece.strip(" .。"), line.start + begin + at + len(piece) - len(piece.lstrip(" .。"))))
        at = m.end() if m else end
    return [(piece, start) for piece, start in out if piece]


def _listed(section: str, item: int, piece: str, start: int) -> list[Entry]:
    if section == "languages" and (m := _LEVEL.match(piece)) and m["name"].strip():
        name = m["name"].strip()
        out = [Entry(section, item, "language", 0, name, (start, start + len(name)))]
        if m["level"]:
            out.append(Entry(section, item, "fluency", 0, m["level"], (start + m.start("level"), start + m.end("level"))))
        return out
    field = "title" if section == "awards" else "name"
    grade = _GRADE.match(piece) if section == "skills" else None
    begin = grade.end() if grade and len(piece) > grade.end() else 0
    kept = piece[begin:]
    return [Entry(section, item, field, 0, kept, (start + begin, start + begin + len(kept)))]


def _put(row: dict[str, Any], entry: Entry) -> None:
    if entry.field == "highlights":
        row.setdefault("highlights", []).append(entry.value)
    elif entry.field == "location" and entry.section == "basics":
        row["location"] = {"address": entry.value}
    elif entry.field == "url" and entry.section == "basics":
        row.setdefault("profiles", []).append({"url": entry.value})
    elif entry.field == "summary":
        row["summary"] = f"{row['summary']}\n{entry.value}" if "summary" in row else entry.value
    elif entry.field == "department":
        row["department"] = entry.value
    elif entry.part == 0:
        row[entry.field] = entry.value
    else:
        row.setdefault(f"more_{entry.field}", []).append(entry.value)
