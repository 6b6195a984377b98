"""The front door: a claim in words or a table in; every statement in it checked.

In flows text in Chinese or English, or a table; out flows a frozen `ClaimAudit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import wording
from workbench.claims import checks
from workbench.claims.reading import Reading, Statement, read
from workbench.claims.tables import check_table
from workbench.errors import ContractError, UndefinedResult

if TYPE_CHECKING:
    from workbench.claims.findings import ClaimCheck

WHERE = "claims.check_claim"
HEADS = {
    "claim": "what is claimed",
    "verdict": "in short",
    "follows": "what follows",
    "no_skill": "without any skill",
    "missing": "what is missing",
}


@dataclass(frozen=True)
class ClaimAudit:
    """A text or table with everything it claims, checked.

    Parameters
    ----------
    text : str
    checks : tuple of ClaimCheck
        In the order of the text.
    """

    text: str
    checks: tuple[ClaimCheck, ...]

    @property
    def no_skill(self) -> float | None:
        """Give what a rule without skill reaches for the first claim that has one."""
        return next((check.no_skill for check in self.checks if check.no_skill is not None), None)

    @property
    def figures(self) -> dict[str, float]:
        """Give every number of every check by name; the first wins."""
        found: dict[str, float] = {}
        for check in reversed(self.checks):
            found |= check.figures
        return found

    def lines(self, language: str = "zh") -> list[tuple[str, str]]:
        """Say everything: pairs of what it is (claim, verdict, follows, missing, no_skill) and the sentence."""
        said: list[tuple[str, str]] = []
        for check in self.checks:
            said.append(("claim", check.claim))
            said.append(("verdict", check.verdict.say(language)))
            said += [("follows", _say(words, language)) for words in check.follows]
            said.append(("no_skill", check.no_skill_rule.say(language)))
            said += [("missing", _say(words, language)) for words in check.missing]
        return said


def check_claim(
    claim: Any, *, base_rate: float | None = None, n: int | None = None, n_after: int | None = None, hours_per_day: float = 8
) -> ClaimAudit:
    """Check a claim: what follows from it, what is missing, what a rule without skill reaches.

    Parameters
    ----------
    claim : str, or table, or mapping of counts
        "92 % accurate", "效率提升 60 %", "error 35 → 12 %"; a table is handed on to `check_table`.
    base_rate : float, optional
        Share of the outcome that is foretold, 0 to 1; else read from the text where it stands in it.
    n, n_after : int, optional
        Cases it was measured on (and after a change, where there were others).
    hours_per_day : float
        Hours of such work a day, for time claims.

    Raises
    ------
    UndefinedResult
        If no number in the text is a claim that can be checked.
    ContractError
        If a base rate or n is impossible.
    """
    if isinstance(claim, Mapping) or hasattr(claim, "columns"):
        return ClaimAudit("(table)", (check_table(claim),))
    if not isinstance(claim, str) or not claim.strip():
        raise ContractError(
            "there is no claim",
            where=WHERE,
            found=type(claim).__name__,
            expected="a sentence or a table",
            cure="type what is claimed",
        )
    about = _known(read(claim), base_rate, n)
    minutes = [said for said in about.statements if said.kind == "time"]
    checked = [_check(said, about, minutes, n_after, hours_per_day) for said in about.statements]
    kept = tuple(check for check in checked if check is not None)
    if not kept:
        raise UndefinedResult("nothing in this text is a claim that can be checked", where=WHERE, found=f"{len(about.statements)} figures",
                              expected="for instance: 92 % accurate; 60 % more efficient; error 35 → 12 %; AUC 0.85", cure="name the figure and what it is of")  # fmt: skip
    return ClaimAudit(claim, kept)


def _known(about: Reading, base_rate: float | None, n: int | None) -> Reading:
    if base_rate is not None:
        if isinstance(base_rate, bool) or not 0 <= base_rate <= 1:
            raise ContractError(
                "a base rate is a share", where=WHERE, found=str(base_rate), expected="0 to 1", cure="divide per cents by 100"
            )
        about = about._replace(base_rate=float(base_rate))
    if n is not None:
        if n < 1 or n != int(n):
            raise ContractError("n counts cases", where=WHERE, found=str(n), expected="a whole number from 1 on", cure="count them")
        about = about._replace(n=int(n))
    return about


def _check(said: Statement, about: Reading, minutes: list[Statement], n_after: int | None, hours: float) -> ClaimCheck | None:
    if said.kind == "time":
        if not (said.before and said.value):
            raise UndefinedResult(
                "throughput has no value at 0 minutes a case",
                where=WHERE,
                found="0 minutes",
                expected="more than 0",
                cure="measure the minutes",
            )
        return checks.minutes(said, [other for other in about.statements if other is not said], about, hours_per_day=hours)
    if said.kind in ("faster", "less time"):  # beside minutes it is checked with them
        return None if minutes else checks.faster(said, about)
    if said.kind == "more a day":
        return None
    if said.kind == "change":
        return checks.change(said, about, n_after=n_after)
    simple = {
        "accuracy": checks.accuracy,
        "ranking": checks.ranking,
        "correlation": checks.correlation,
        "return": checks.gain,
        "improvement": checks.improvement,
    }
    return simple[said.kind](said, about)


def _say(words: Any, language: str) -> str:
    """Say words whose gaps may be words themselves."""
    gaps = {name: gap.say(language) if hasattr(gap, "say") else gap for name, gap in words.gaps.items()}
    return type(words)(words.sentence, **gaps).say(language)


def as_table(audit: ClaimAudit, language: str = "zh") -> pd.DataFrame:
    """Lay out an audit as a table: ``what``, ``sentence``."""
    heads = {what: wording.speak(language)(head) for what, head in HEADS.items()}
    return pd.DataFrame([(heads[what], sentence) for what, sentence in audit.lines(language)], columns=["what", "sentence"])
