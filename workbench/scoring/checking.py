"""One requirement against one person: met, failed, or not known, with where that is known from and the words it stands on.

In flow a `Requirement`, the person's row and what the résumé says; out flows a `Check`. Failed needs something known: what the résumé
leaves open fails nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench import wording
from workbench.contracts import DEGREES
from workbench.scoring.requirements import stated_years

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.scoring.requirements import Requirement

TEXTS = ("resume_text", "work_history", "certificates", "current_title")
_DENIED = re.compile(
    r"(?:不|没有?|未|无|不太|从未|非)[^，。；;,\n]{0,4}$|\b(?:no|not|never|without|lacking?)\s(?:[a-z]+\s){0,2}$", re.IGNORECASE
)
_SENTENCE = re.compile(r"[。！？!?；;\n]|\.\s")
LONGEST_QUOTE = 120


class Check(NamedTuple):
    """What was found: verdict [met, failed, unknown; of a keyword: found, not found], in words, from where, on which words."""

    verdict: str
    found: str | None = None
    source: str | None = None
    quote: str | None = None


def check(need: Requirement, person: Mapping[str, Any] | None, resume: Mapping[str, Mapping[str, Any]]) -> Check:
    """Check one requirement.

    Parameters
    ----------
    need : Requirement
    person : mapping or None
        The row of CANDIDATES; None for somebody who is not there.
    resume : mapping of what is known to its row
        ``degree``, ``years``, ``years_<field>``, each with ``value``, ``at_least`` and ``quote``.
    """
    row = person or {}
    if need.id == "min_degree":
        return _degree(need, row, resume)
    if need.id.startswith("min_years"):
        return _years(need, row, resume)
    return _words(need, row)


def reason_of(requirement: str, required: str, found: str | None, verdict: str, language: str) -> str:
    """Say in one sentence why a requirement failed or is not known."""
    say = wording.speak(language)
    if requirement == "min_degree":
        named = {"required": say(required), "found": say(str(found))}
        if verdict == "unknown":
            return say("Degree not known; the job requires at least {required}.", required=named["required"])
        return say("Degree {found} is below the required {required}.", **named)
    if requirement.startswith("min_years_"):
        field = say(requirement.removeprefix("min_years_"))
        if verdict == "unknown":
            return say("Years in {field} not known; the job requires at least {required}.", field=field, required=required)
        return say("{found} years in {field} are fewer than the required {required}.", found=found, field=field, required=required)
    if requirement == "min_years":
        if verdict == "unknown":
            return say("Years of experience not known; the job requires at least {required}.", required=required)
        return say("{found} years of experience are fewer than the required {required}.", found=found, required=required)
    return say("Whether the candidate has “{required}” is not known; the job requires it.", required=required)


def _degree(need: Requirement, row: Mapping[str, Any], resume: Mapping[str, Mapping[str, Any]]) -> Check:
    held, source, quote = row.get("degree"), "CANDIDATES.degree", None
    if held not in DEGREES and "degree" in resume:
        held, source, quote = DEGREES[int(resume["degree"]["value"])], "résumé", resume["degree"].get("quote")
    if held not in DEGREES:
        return Check("unknown")
    met = DEGREES.index(held) >= DEGREES.index(need.required)
    return Check("met" if met else "failed", held, source, quote)


def _years(need: Requirement, row: Mapping[str, Any], resume: Mapping[str, Mapping[str, Any]]) -> Check:
    """Compare years: those in the field where one is named. Fewer years in all than are asked for in the field fail it too."""
    in_all = _known_years("", row, resume)
    if not need.field:
        return _compared(need.years, in_all)
    own = _known_years(need.field, row, resume)
    if own is not None:
        return _compared(need.years, own)
    if in_all is not None and not in_all[3] and in_all[0] < need.years:
        return Check("failed", f"{in_all[0]:g}", in_all[1], in_all[2])
    return Check("unknown")


def _known_years(
    field: str, row: Mapping[str, Any], resume: Mapping[str, Mapping[str, Any]]
) -> tuple[float, str, str | None, bool] | None:
    """Give years, source, words and whether they are a lower bound: HR's column, the résumé, what a text states; the most of them."""
    found: list[tuple[float, str, str | None, bool]] = []
    column = f"years_{field}" if field else "years_experience"
    if isinstance(row.get(column), (int, float)):
        found.append((float(row[column]), f"CANDIDATES.{column}", None, False))
        if not field:
            return found[0]  # what HR wrote of all the years stands
    said = resume.get(column if field else "years")
    if said is not None and said.get("value") is not None:
        found.append((float(said["value"]), "résumé", said.get("quote"), bool(said.get("at_least"))))
    texts = [(name, row[name]) for name in TEXTS[:2] if isinstance(row.get(name), str)]
    stated = [(name, told) for name, text in texts if (told := stated_years(text).get(field))]
    found += [(years, f"CANDIDATES.{name}", quote, False) for name, (years, quote) in stated]
    return max(found, key=lambda entry: entry[0]) if found else None


def _compared(required: float, known: tuple[float, str, str | None, bool] | None) -> Check:
    if known is None:
        return Check("unknown")
    years, source, quote, at_least = known
    if years >= required:
        return Check("met", f"{years:g}", source, quote)
    return Check("unknown" if at_least else "failed", f"{years:g}", source, quote)


def _words(need: Requirement, row: Mapping[str, Any]) -> Check:
    """Look for a keyword's or certificate's spellings; what is denied does not count, what is not said is not known to be lacking."""
    for name in TEXTS:
        text = row.get(name)
        if isinstance(text, str) and (quote := _said(need.words, text)):
            return Check("met" if need.hard else "found", need.required, f"CANDIDATES.{name}", quote)
    return Check("unknown" if need.hard else "not found")


def _said(words: tuple[str, ...], text: str) -> str | None:
    for word in words:
        whole = word if re.search("[一-鿿]", word) else rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
        pattern = re.escape(word) if whole == word else whole
        for m in re.finditer(pattern, text, re.IGNORECASE):
            if not _DENIED.search(text[max(0, m.start() - 16) : m.start()]):
                return _sentence(text, *m.span())
    return None


def _sentence(text: str, first: int, last: int) -> str:
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, first)), default=0)
    after = _SENTENCE.search(text, last)
    piece = text[start : after.start() if after else len(text)].strip()
    return (
        piece if len(piece) <= LONGEST_QUOTE else text[max(start, first - LONGEST_QUOTE // 2) : last + LONGEST_QUOTE // 2].strip()
    )
