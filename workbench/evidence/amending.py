"""A changed job description becomes a proposal: what it newly asks gets a place in the rubric, and from whom that weight comes.

In flow what the job said before and says now, and its rubric; out flows an `Amendment`: the rubric's next version as a draft, each weight
before and after, and the rule that moved it. Nothing here is in force before a second person approves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.definitions import Bilingual, Rubric
from workbench.errors import DefinitionError, closest
from workbench.evidence.drafting import competency_content, description_hash, named_competencies

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.definitions import SkillTaxonomy
    from workbench.evidence.drafting import Proposal

SHARE = Decimal("0.15")
FINEST = Decimal("0.0001")
# Ways of doing business that somebody who has not tried them can still be asked a plan for: the first thing rated is the strategy.
STRATEGIES: dict[str, tuple[str, Bilingual]] = {
    "live_selling": ("live_strategy", Bilingual(zh="直播策略", en="Live-selling strategy")),
    "user_growth": ("growth_strategy", Bilingual(zh="用户增长策略", en="User-growth strategy")),
    "campaign_execution": ("campaign_strategy", Bilingual(zh="活动策略", en="Campaign strategy")),
    "client_development": ("client_strategy", Bilingual(zh="客户拓展策略", en="Client-development strategy")),
    "customer_retention": ("retention_strategy", Bilingual(zh="客户维护策略", en="Account strategy")),
    "sourcing": ("sourcing_strategy", Bilingual(zh="寻访策略", en="Sourcing strategy")),
}
ANCHORS = {1: "说不出做法", 3: "有做法无数据", 5: "做法具体且有数据"}
_ONLINE = {"live_selling", "user_growth"}
_OFFLINE = re.compile(r"线下|展会|地推|门店|驻店|\boffline\b|\btrade shows?\b|\bin[- ]person\b|\bfield\b", re.IGNORECASE)


class Weighing(NamedTuple):
    """One competency's weight before and after; the rule is one of "new", "no longer named", "offline", "heaviest", "chosen", "kept"."""

    competency: str
    name: Bilingual
    before: Decimal
    after: Decimal
    rule: str


@dataclass(frozen=True)
class Asked:
    """What a job's text asks for, against what it asked before.

    Parameters
    ----------
    job_id : str
    added, dropped : tuple of Proposal
        Competencies named now and not before, and the reverse, each with its words.
    drafted_from : str
        Hash of the words as they are now.
    """

    job_id: str
    added: tuple[Proposal, ...]
    dropped: tuple[Proposal, ...]
    drafted_from: str

    def new_to(self, rubric: Rubric) -> tuple[Proposal, ...]:
        """Give what is named anew and not weighed by a rubric yet."""
        known = {part.id for part in rubric.competencies} | {part.name.zh for part in rubric.competencies}
        kept = []
        for proposal in sorted(self.added, key=lambda p: p.competency not in STRATEGIES):  # a strategy HR also lists by name is one
            called = {proposal.competency, proposal.name.zh, *_strategy(proposal)}
            if not called & known:
                kept.append(proposal)
                known |= called
        return tuple(kept)


@dataclass(frozen=True)
class Amendment:
    """The next version proposed for a rubric.

    Parameters
    ----------
    rubric : Rubric
        A draft (`drafted_from` is set): no store puts it in force without a person's approval.
    weighings : tuple of Weighing
        One a competency, in the order of the new rubric.
    share : Decimal
        What each new competency got; less than asked where no old one could give it without becoming lighter than the new one.
    """

    rubric: Rubric
    weighings: tuple[Weighing, ...]
    share: Decimal


def asked_anew(
    before: Mapping[str, Any], after: Mapping[str, Any], *, rubrics: Iterable[Rubric] = (), taxonomy: SkillTaxonomy | None = None
) -> Asked:
    """Say which competencies a job's text names now that it did not before, and which no more.

    Parameters
    ----------
    before, after : mapping, rows of JOBS or JOB_TEXTS
    rubrics, taxonomy
        As of `drafting.draft_rubric`.

    Returns
    -------
    Asked
    """
    house = tuple(rubrics)
    was, now = (named_competencies(job, rubrics=house, taxonomy=taxonomy) for job in (before, after))
    old, new = ({p.competency for p in named} for named in (was, now))
    return Asked(str(after.get("job_id") or ""), tuple(p for p in now if p.competency not in old), tuple(p for p in was if p.competency not in new),
                 description_hash(after))  # fmt: skip


def amend_rubric(
    rubric: Rubric,
    asked: Asked,
    *,
    share: Decimal | float | str = SHARE,
    takes_from: str | None = None,
    rubrics: Iterable[Rubric] = (),
) -> Amendment:
    """Give what a job newly asks a place in its rubric.

    Parameters
    ----------
    rubric : Rubric
        The one in force.
    asked : Asked
    share : decimal, share of the overall score, over 0 and under 1
        What each new competency is to weigh.
    takes_from : str, optional
        Competency that gives all of it; by default the rule below says.
    rubrics : iterable of Rubric
        The house's: a competency they have brings its criteria.

    Returns
    -------
    Amendment

    Raises
    ------
    DefinitionError
        If the text names nothing new to the rubric, the share is no such number, or `takes_from` is not there or has not as much.

    Notes
    -----
    The rule, in this order: a competency that the text names no more gives; then, for a skill of the network, one whose name speaks of work
    on the spot (线下, 展会); then the heaviest, the first of several equals. None is left lighter than the new one; every other weight stays. Where that
    cannot be had, the new one gets as much as it allows. Weights are exact decimals of four places and add up to exactly 1.
    """
    added = asked.new_to(rubric)
    if not added:
        raise DefinitionError("the text names nothing that the rubric does not weigh already", where=f"rubric '{rubric.id}'", found="no new competency",
                              expected="a skill or competency named anew", cure="change the weights by hand, or leave the rubric as it is")  # fmt: skip
    share = _must_be_a_share(share)
    weights = {part.id: part.weight for part in rubric.competencies}
    if takes_from is not None:
        given, got = _from_one(weights, takes_from, share, len(added), rubric), share
    else:
        got = min(share, _level(list(weights.values()), len(added)))
        given = _from_several(weights, _order(rubric, asked, added), got, len(added))
    content = _content(rubric, {name: weights[name] - amount for name, (amount, _) in given.items()}, added, got, tuple(rubrics))
    proposed = Rubric.from_dict(content | {"drafted_from": asked.drafted_from})
    rules = {name: rule for name, (_, rule) in given.items()}
    told = [Weighing(part.id, part.name, weights.get(part.id, Decimal(0)), part.weight, rules.get(part.id, "kept" if part.id in weights else "new"))
            for part in proposed.competencies]  # fmt: skip
    return Amendment(proposed, tuple(told), got)


def reweighted(rubric: Rubric, weights: Mapping[str, Decimal | float | str]) -> Rubric:
    """Give a rubric other weights of its competencies, as a person typed them; nothing else changes, and 0 takes a competency out.

    Parameters
    ----------
    rubric : Rubric
    weights : mapping of competency to share
        Competencies left out keep theirs.

    Raises
    ------
    DefinitionError
        If a name is not there, a share is no number of 0 to 1, or they do not add up to exactly 1 (with the actual sum).
    """
    known = [part.id for part in rubric.competencies]
    strange = [name for name in weights if name not in known]
    if strange:
        raise DefinitionError(f"'{strange[0]}' is no competency of the rubric", where=f"rubric '{rubric.id}'", expected=f"one of {', '.join(known)}",
                              cure=closest(strange[0], known) or "name one of them")  # fmt: skip
    exact = {name: _decimal(value) for name, value in weights.items()}
    if wrong := [name for name, value in exact.items() if value is None or not 0 <= value <= 1]:
        raise DefinitionError(f"the weight of '{wrong[0]}' is no share", where=f"rubric '{rubric.id}'", found=str(weights[wrong[0]]),
                              expected="a number from 0 to 1", cure="write 0.15 for 15 %")  # fmt: skip
    content = rubric.to_dict()
    parts = [part | {"weight": exact.get(part["id"], Decimal(str(part["weight"])))} for part in content["competencies"]]
    return Rubric.from_dict(content | {"competencies": [part for part in parts if part["weight"] != 0]})


def kept_whole(weights: Mapping[str, Decimal], typed: Iterable[str]) -> dict[str, Decimal]:
    """Keep weights adding up to 1 while a person sets some of them: the others take the difference, the heaviest first.

    Parameters
    ----------
    weights : mapping of competency to exact share
        As they are now, those set by hand included.
    typed : iterable of str
        Set by hand: they stay.

    Returns
    -------
    dict
        In the order given. Where everything is set by hand, or the others have not enough to give, the sum is not 1, and `reweighted` says so.

    Examples
    --------
    >>> kept = kept_whole({"a": Decimal("0.5"), "b": Decimal("0.3"), "c": Decimal("0.3")}, ["c"])
    >>> [str(share) for share in kept.values()]
    ['0.4', '0.3', '0.3']
    """
    kept, held = dict(weights), set(typed)
    over = sum(kept.values(), Decimal(0)) - 1
    for name in sorted(set(kept) - held, key=lambda name: (-kept[name], list(kept).index(name))):
        taken = min(over, kept[name])
        kept[name] -= taken
        over -= taken
    return kept


def _strategy(proposal: Proposal) -> set[str]:
    found = STRATEGIES.get(proposal.competency)
    return {found[0], found[1].zh} if found else set()


def _must_be_a_share(share: Decimal | float | str) -> Decimal:
    exact = _decimal(share)
    if exact is None or not 0 < exact < 1:
        raise DefinitionError("this is no weight for a new competency", where="share", found=str(share), expected="over 0 and under 1",
                              cure="write 0.15 for 15 %")  # fmt: skip
    return max(exact.quantize(FINEST), FINEST)


def _decimal(value: Decimal | float | str) -> Decimal | None:
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return None
    return exact if exact.is_finite() else None


def _level(weights: list[Decimal], n: int) -> Decimal:
    """Find the most that n new competencies can weigh each when no old one is left lighter than they."""
    heaviest = sorted(weights, reverse=True)
    levels = [sum(heaviest[:k], Decimal(0)) / (n + k) for k in range(1, len(heaviest) + 1)]
    return max(levels).quantize(FINEST, rounding="ROUND_FLOOR")


def _order(rubric: Rubric, asked: Asked, added: tuple[Proposal, ...]) -> dict[str, str]:
    """Order the competencies that may give, each with the rule that puts it there."""
    gone = {p.competency for p in asked.dropped}
    online = any(p.competency in _ONLINE for p in added)
    offline = {part.id for part in rubric.competencies if _OFFLINE.search(f"{part.name.zh} {part.name.en}")} if online else set()
    heaviest = sorted(rubric.competencies, key=lambda part: -part.weight)
    rules = {part.id: "no longer named" for part in heaviest if part.id in gone}
    rules |= {part.id: "offline" for part in heaviest if part.id in offline and part.id not in rules}
    return rules | {part.id: "heaviest" for part in heaviest if part.id not in rules}


def _from_several(weights: dict[str, Decimal], order: dict[str, str], share: Decimal, n: int) -> dict[str, tuple[Decimal, str]]:
    needed, given = share * n, {}
    for name, rule in order.items():
        amount = min(needed, max(weights[name] - share, Decimal(0)))
        if amount:
            given[name] = (amount, rule)
            needed -= amount
    return given


def _from_one(weights: dict[str, Decimal], name: str, share: Decimal, n: int, rubric: Rubric) -> dict[str, tuple[Decimal, str]]:
    if name not in weights:
        raise DefinitionError(f"'{name}' is no competency of the rubric", where=f"rubric '{rubric.id}'", expected=f"one of {', '.join(weights)}",
                              cure=closest(name, weights) or "name one of them")  # fmt: skip
    if weights[name] <= share * n:
        raise DefinitionError(f"'{name}' has not that much to give", where=f"rubric '{rubric.id}'", found=f"{weights[name] * 100:f} %",
                              expected=f"more than {share * n * 100:f} %", cure="take less, or from a heavier one")  # fmt: skip
    return {name: (share * n, "chosen")}


def _content(
    rubric: Rubric, lowered: dict[str, Decimal], added: tuple[Proposal, ...], share: Decimal, house: tuple[Rubric, ...]
) -> dict[str, Any]:
    content = rubric.to_dict()
    parts = [part | {"weight": lowered.get(part["id"], part["weight"])} for part in content["competencies"]]
    return content | {"competencies": [*parts, *(_new(proposal, share, house) for proposal in added)]}


def _new(proposal: Proposal, share: Decimal, house: tuple[Rubric, ...]) -> dict[str, Any]:
    if proposal.competency not in STRATEGIES:
        return competency_content(proposal, share, house)
    name, called = STRATEGIES[proposal.competency]
    criterion = {"id": name, "name": called.model_dump(), "indicator": f"rating.{name}", "weight": 1, "anchors": ANCHORS,
                 "scale": {"rating": {"lowest": 1, "highest": 5}}}  # fmt: skip
    return {"id": name, "name": called.model_dump(), "weight": share, "criteria": [criterion]}
