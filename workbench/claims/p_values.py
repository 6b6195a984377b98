"""Printed p values: whether any usual test of the table's own counts gives them.

In flow groups with counts and the p values printed beside them; out flow the sentences about those that no test gives.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import fairness
from workbench.claims.findings import plain
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = {"p_fisher": "Fisher", "p_z": "z", "p_z_corrected": "Yates", "p_boschloo": "Boschloo"}
NUMBER = re.compile(r"^(?:p\s*)?(?P<bound>[<≤=]?)\s*(?P<number>\d*\.?\d+(?:e-?\d+)?)$", re.IGNORECASE)


def contradicted(groups: pd.DataFrame) -> list[Words]:
    """Name each printed p value that no usual test of the counts gives.

    Parameters
    ----------
    groups : pandas.DataFrame, one row a group
        ``group``, ``n``, ``selected`` and ``p`` [as printed, text or number; empty where none is].

    Returns
    -------
    list of Words

    Notes
    -----
    Tried are Fisher's exact test, the pooled z, z with Yates' correction and Boschloo's test, two-sided, each against the group selected most
    and against everybody else together. A p below a bound ("< .001") holds where one of them is below it. P values adjusted for the
    number of looks are not tried: a table that adjusts has to say so.
    """
    found = []
    most = groups.loc[(groups["selected"] / groups["n"]).idxmax()]
    for row in groups.to_dict("records"):
        printed = NUMBER.match(str(row["p"]).strip())
        if printed is None or row["n"] == 0:
            continue
        given = dict(_tests(row, groups, most))
        if given and not any(_holds(value, printed) for value in given.values()):
            told = ", ".join(f"{name} {plain(value, 3)}" for name, value in given.items() if not name.endswith("*"))
            found.append(Words("{group}: p printed {printed}, which no usual test of these counts gives ({tests})", group=row["group"], printed=str(row["p"]).strip(), tests=told))  # fmt: skip
    return found


def _tests(row: dict[str, Any], groups: pd.DataFrame, most: pd.Series) -> Iterator[tuple[str, float]]:
    others = groups[groups["group"] != row["group"]]
    together = {"group": "", "n": others["n"].sum(), "selected": others["selected"].sum()}
    for base, mark in (((dict(most),) if most["group"] != row["group"] else ()), ""), ((together,), "*"):
        for other in base:
            pair = pd.DataFrame([row, other])[["group", "n", "selected"]].assign(p_value=0.5)
            if other["n"] == 0 or not pair["selected"].sum():
                continue
            again = fairness.recheck(pair, reference=str(other["group"])).table.iloc[0]
            yield from ((f"{name}{mark}", float(again[column])) for column, name in TESTS.items() if math.isfinite(again[column]))


def _holds(value: float, printed: re.Match[str]) -> bool:
    """Whether a p agrees with a printed one, as far as that was rounded."""
    number = float(printed["number"])
    if printed["bound"] in {"<", "≤"}:
        return value <= number
    places = len(printed["number"].partition(".")[2]) if "e" not in printed["number"].lower() else 12
    return abs(value - number) <= 0.5 * 10.0**-places + 1e-9
