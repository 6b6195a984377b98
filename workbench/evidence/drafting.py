"""A draft rubric from a job: what its own words ask people to be able to do, in equal weights, to be approved before it is used.

In flow one row of JOBS, the rubrics in force and the skill taxonomy; out flows a `Draft`: a rubric keyed by the job, and for each competency
the words it was proposed from. Scales come from rubrics people decided on; what nobody decided is a rating from 1 to 5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.definitions import Rubric, content_hash
from workbench.errors import DefinitionError
from workbench.evidence.competencies import COMPETENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.definitions import Bilingual, Competency, SkillTaxonomy

TEXTS = ("description", "requirements")
MOST = 8  # competencies a person can rate apart in one interview
_CUT = re.compile(r"\s*[;；、,，\n|｜]\s*|\s*/\s*")
_SUFFIX = re.compile(r"(?:的)?(?:能力|经验|技能|意识|素质|水平)$")
_DENIED = re.compile(
    r"(?:无需|不需要|不要求|无须|不必)[^，。；;,.\n]{0,6}$|\b(?:no|not) (?:[a-z]+ ){0,2}$|\bwithout (?:[a-z]+ )?$", re.IGNORECASE
)


class Proposal(NamedTuple):
    """One competency proposed: where it was named, the words, and whose criteria it took ("" for a rating nobody has anchored yet)."""

    competency: str
    name: Bilingual
    source: str
    quote: str
    span: tuple[int, int]
    criteria_of: str


@dataclass(frozen=True)
class Draft:
    """A draft and what it rests on.

    Parameters
    ----------
    rubric : Rubric
        Keyed by the job's id, equal weights, `drafted_from` set: no store puts it in force without a person's approval.
    proposals : tuple of Proposal
        One a competency of the rubric, in its order.
    also : tuple of Proposal
        Competencies the text names besides those HR listed, or beyond the most a person can rate apart; not in the rubric.
    """

    rubric: Rubric
    proposals: tuple[Proposal, ...]
    also: tuple[Proposal, ...]


def draft_rubric(
    job: Mapping[str, Any], *, rubrics: Iterable[Rubric] = (), taxonomy: SkillTaxonomy | None = None, missing: str = "renormalise"
) -> Draft:  # fmt: skip
    """Propose a rubric for a job.

    Parameters
    ----------
    job : mapping, one row of JOBS
        ``core_competencies`` become the competencies, in their order; where HR listed none, those that ``description`` and
        ``requirements`` name do.
    rubrics : iterable of Rubric
        Those people decided on: a competency they have brings its criteria and scales; a job they have makes the draft its next version.
    taxonomy : SkillTaxonomy, optional
        Skills that the text names speak for their competency.
    missing : {"renormalise", "zero", "incomplete"}

    Returns
    -------
    Draft

    Raises
    ------
    DefinitionError
        If the job has no id or title, or its words name no competency.

    Examples
    --------
    >>> draft = draft_rubric({"job_id": "J-1", "title": "销售经理", "core_competencies": "客户资源拓展能力、团队管理经验"})
    >>> draft.rubric.job_ids, [str(c.weight) for c in draft.rubric.competencies]
    (('J-1',), ['0.5', '0.5'])
    """
    job_id, title = _must_be_a_job(job)
    house = tuple(sorted(rubrics, key=lambda rubric: job_id not in rubric.job_ids))  # the job's own criteria first
    listed, told = _read(job, house, taxonomy)
    kept = (listed or told)[:MOST]
    if not kept:
        raise DefinitionError("the job's words name no competency", where=f"job '{job_id}'",
                              found="neither core competencies nor any in description and requirements",
                              expected="core_competencies, or sentences that say what people must be able to do",
                              cure="list the core competencies in the HR system, or write the rubric by hand")  # fmt: skip
    names = {proposal.competency for proposal in kept}
    also = tuple(proposal for proposal in [*(listed or told)[MOST:], *told] if proposal.competency not in names)
    content = _content(job, job_id, title, kept, house, missing)
    return Draft(Rubric.from_dict(content), tuple(kept), tuple({p.competency: p for p in also}.values()))


def named_competencies(
    job: Mapping[str, Any], *, rubrics: Iterable[Rubric] = (), taxonomy: SkillTaxonomy | None = None
) -> tuple[Proposal, ...]:
    """Name every competency a job's words name, those HR listed first, each once.

    Parameters
    ----------
    job, rubrics, taxonomy
        As of `draft_rubric`; a job without words names none.
    """
    first: dict[str, Proposal] = {}
    for proposal in (named for part in _read(job, tuple(rubrics), taxonomy) for named in part):
        first.setdefault(proposal.competency, proposal)
    return tuple(first.values())


def competency_content(proposal: Proposal, weight: Decimal, house: tuple[Rubric, ...]) -> dict[str, Any]:
    """Write a proposed competency as it stands in a rubric's document, with the criteria it takes over or a rating."""
    return {"id": proposal.competency, "name": proposal.name.model_dump(), "weight": weight, "criteria": _criteria(proposal, house)}


def _read(
    job: Mapping[str, Any], house: tuple[Rubric, ...], taxonomy: SkillTaxonomy | None
) -> tuple[list[Proposal], list[Proposal]]:
    listed = str(job.get("core_competencies")) if _is_text(job.get("core_competencies")) else ""
    return _from_list(listed, house), _from_text(job, house, taxonomy)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _must_be_a_job(job: Mapping[str, Any]) -> tuple[str, str]:
    absent = [name for name in ("job_id", "title") if not _is_text(job.get(name))]
    if absent:
        raise DefinitionError("this is not a job", where="draft rubric", found=f"no {' and no '.join(absent)}", expected="a row of JOBS",
                              cure="pass one row with job_id and title")  # fmt: skip
    return job["job_id"].strip(), job["title"].strip()


def _from_list(text: str, house: tuple[Rubric, ...]) -> list[Proposal]:
    """Name what HR listed, by the house's own competencies first, then by the known ones, else as a new one."""
    out: list[Proposal] = []
    at = 0
    for m in [*_CUT.finditer(text), None]:
        piece = text[at : m.start()] if m else text[at:]
        name = piece.strip(" .。")
        if name:
            start = at + piece.index(name)
            out.append(_listed(name, (start, start + len(name)), house))
        at = m.end() if m else len(text)
    first = {proposal.competency: proposal for proposal in reversed(out)}
    return [proposal for proposal in out if first[proposal.competency] is proposal]


def _listed(name: str, span: tuple[int, int], house: tuple[Rubric, ...]) -> Proposal:
    plain = _plain(name)
    for competency, owner in _of_house(house):
        if plain in {_plain(competency.name.zh), _plain(competency.name.en), competency.id}:
            return Proposal(competency.id, competency.name, "core_competencies", name, span, owner)
    for known in COMPETENCIES:
        if plain in {_plain(known.name.zh), _plain(known.name.en), known.id} or _whole(known.words, name):
            return Proposal(known.id, known.name, "core_competencies", name, span, _owner(known.id, house))
    return Proposal(_new_id(name), _bilingual(name), "core_competencies", name, span, "")


def _from_text(job: Mapping[str, Any], house: tuple[Rubric, ...], taxonomy: SkillTaxonomy | None) -> list[Proposal]:
    """Find the competencies the job's sentences name, in the order they are named."""
    named = {known.id: known.name for known in COMPETENCIES} | {c.id: c.name for c, _ in _of_house(house)}
    found: dict[str, Proposal] = {}
    for source in ("requirements", "description"):
        text = job.get(source)
        if not _is_text(text):
            continue
        spans = [(m.span(), known.id) for known in COMPETENCIES for m in known.words.finditer(text)]
        spans += _of_skills(text, taxonomy, set(named))
        spans += [(_span(text, c.name.zh), c.id) for c, _ in _of_house(house) if c.name.zh in text]
        for span, name in sorted(spans):
            if name not in found and not _DENIED.search(text[max(0, span[0] - 14) : span[0]]):
                found[name] = Proposal(name, named[name], source, text[slice(*span)], span, _owner(name, house))
    return list(found.values())


def _of_skills(text: str, taxonomy: SkillTaxonomy | None, known: set[str]) -> list[tuple[tuple[int, int], str]]:
    out = []
    for skill in taxonomy.skills if taxonomy else ():
        if skill.competency in known:
            for word in (*skill.aliases.zh, *skill.aliases.en):
                bounded = re.escape(word) if re.search("[一-鿿]", word) else rf"\b{re.escape(word)}\b"
                if m := re.search(bounded, text, re.IGNORECASE):
                    out.append((m.span(), skill.competency))
    return out


def _span(text: str, word: str) -> tuple[int, int]:
    at = text.index(word)
    return at, at + len(word)


def _of_house(house: tuple[Rubric, ...]) -> list[tuple[Competency, str]]:
    return [(competency, rubric.id) for rubric in house for competency in rubric.competencies]


def _owner(name: str, house: tuple[Rubric, ...]) -> str:
    return next((owner for competency, owner in _of_house(house) if competency.id == name), "")


def _plain(name: str) -> str:
    return _SUFFIX.sub("", re.sub(r"\s+", " ", name.strip())).casefold()


def _whole(words: re.Pattern[str], name: str) -> bool:
    """Tell whether a name is nothing but these words: 抗压能力, but not 客户投诉数据分析."""
    m = words.search(name)
    return bool(m) and len(m.group()) >= 0.6 * len(_plain(name))


def _bilingual(name: str) -> Bilingual:
    from workbench.definitions import Bilingual

    both = re.match(r"^(?P<zh>[^（()）]*[一-鿿][^（()）]*)[（(]\s*(?P<en>[A-Za-z][^（()）]*)[)）]$", name)
    return Bilingual(zh=both["zh"].strip(), en=both["en"].strip()) if both else Bilingual(zh=name, en=name)


def _new_id(name: str) -> str:
    """Make an id of the English name where there is one; else of a hash of the name, so that the same name is the same competency."""
    slug = re.sub(r"[^a-z0-9]+", "_", _bilingual(name).en.casefold()).strip("_")
    return slug[:50] if re.match(r"[a-z]", slug) else f"competency_{content_hash({'name': name})[:6]}"


def _content(
    job: Mapping[str, Any], job_id: str, title: str, kept: list[Proposal], house: tuple[Rubric, ...], missing: str
) -> dict[str, Any]:
    own = next((rubric for rubric in house if job_id in rubric.job_ids), None)
    english = job.get("title_en")
    return {
        "id": own.id if own else re.sub(r"[^a-z0-9]+", "-", job_id.casefold()).strip("-") or "draft", "job_ids": list(own.job_ids if own else (job_id,)),
        "title": {"zh": title, "en": english.strip() if _is_text(english) else title}, "missing": missing, "drafted_from": description_hash(job),
        "competencies": [competency_content(p, weight, house) for p, weight in zip(kept, _equal(len(kept)), strict=True)],
    }  # fmt: skip


def description_hash(job: Mapping[str, Any]) -> str:
    """Give the hash of the words a rubric is drafted from: the same words, the same hash."""
    return content_hash(
        {name: str(job.get(name) or "") if _is_text(job.get(name)) else "" for name in ("core_competencies", *TEXTS)}
    )


def _equal(n: int) -> list[Decimal]:
    """Give n weights as equal as four decimals can make them that add up to exactly 1; the first carry the remainder."""
    share = (Decimal(1) / n).quantize(Decimal("0.0001"), rounding="ROUND_FLOOR")
    extra = int((1 - share * n) / Decimal("0.0001"))
    return [(share + Decimal("0.0001") * (place < extra)).normalize() for place in range(n)]


def _criteria(proposal: Proposal, house: tuple[Rubric, ...]) -> list[dict[str, Any]]:
    theirs = next((c for c, owner in _of_house(house) if c.id == proposal.competency and owner == proposal.criteria_of), None)
    if theirs is None:
        name = {"zh": f"{proposal.name.zh}（面试官评分）", "en": f"{proposal.name.en} (rated)"}
        return [{"id": "example", "name": name, "indicator": f"rating.{proposal.competency}", "weight": 1,
                 "scale": {"rating": {"lowest": 1, "highest": 5}}}]  # fmt: skip
    plain = [criterion.model_dump(exclude_none=True) for criterion in theirs.criteria]
    return [{**content, "weight": weight} for content, weight in zip(plain, _equal(len(plain)), strict=True)]
