"""The form of an answer to a claim, and how its numbers are written.

In flow numbers; out flow frozen `ClaimCheck` results whose sentences can be said in Chinese and English.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.wording import Words

if TYPE_CHECKING:
    import pandas as pd

NOTHING = Words("no rule without skill applies to this kind of claim")


@dataclass(frozen=True)
class ClaimCheck:
    """One claim, checked.

    Parameters
    ----------
    claim : str
        The words it was read from.
    kind : str
        accuracy, ranking, correlation, efficiency, change, improvement, return, confusion table, selection table.
    verdict : Words
        In one sentence.
    follows, missing : tuple of Words
        What follows from the claim if it is true; what it leaves out that would be needed to judge it.
    no_skill : float or None
        What a rule without skill reaches, in the unit of the claim; None where none applies or something is missing.
    no_skill_rule : Words
        That rule.
    figures : dict of str to float
        Every number in the sentences, by name.
    table : pandas.DataFrame or None
        Row by row, for a table.
    """

    claim: str
    kind: str
    verdict: Words
    follows: tuple[Words, ...]
    missing: tuple[Words, ...]
    no_skill: float | None = None
    no_skill_rule: Words = NOTHING
    figures: dict[str, float] = field(default_factory=dict)
    table: pd.DataFrame | None = field(default=None, repr=False, compare=False)


def plain(number: float, decimals: int = 1) -> str:
    """Write a number with few decimals and no trailing zeros: 83.9, 6, -33.3."""
    if not math.isfinite(number):
        return "∞" if number > 0 else "-∞"
    text = f"{round(number, decimals) + 0.0:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(number: float, decimals: int = 1) -> str:
    """Write a change with its sign."""
    return f"{'+' if number > 0 else ''}{plain(number, decimals)}"
