"""Whether a published audit's own numbers agree: rates, ratios and p values computed again from its counts.

In flows a published table; out flows one row a group with what was claimed, what follows from the counts, and which test, if any, gives
the claimed p.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, closest, finite
from workbench.fairness.selection import impact_of_counts
from workbench.wording import Words

CLAIMS = {"rate": "rate", "impact_ratio": "impact_ratio", "p_value": "p_exact"}
AGREES, NO_TEST, DISAGREES = (
    Words("agrees with the counts"), Words("no usual test gives this p value"), Words("does not follow from the counts: {what}"),
)  # fmt: skip


@dataclass(frozen=True)
class Recheck:
    """A published audit computed again.

    Parameters
    ----------
    table : pandas.DataFrame, one row a group
        ``group``, ``n``, ``selected``; for each claim made ``claimed_…`` beside ``rate``, ``impact_ratio``, ``p_fisher``, ``p_z``, ``p_z_corrected``,
        ``p_boschloo``; ``flagged`` [below 4/5, exact]; ``p_from`` [tests that give the claimed p]; ``agrees``; ``finding`` [words].
    reference : str
    n_disagreeing : int
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    reference: str
    n_disagreeing: int


def recheck(published: frames.Frame, *, reference: str | None = None, decimals: int = 3) -> Recheck:
    """Compute a published audit again from its counts.

    Parameters
    ----------
    published : dataframe, one row a group
        ``group``, ``n``, ``selected``, and any of the claims ``rate``, ``impact_ratio``, ``p_value``, ``flagged``.
    reference : str, optional
        Group the audit compares with; by default the highest rate.
    decimals : int
        Places to which claims were rounded; a p value may be given as 0 where it is below that.

    Returns
    -------
    Recheck

    Raises
    ------
    ContractError
        If the counts are missing, no whole numbers, or impossible.
    """
    rows = frames.to_pandas(published, where="published audit")
    absent = [name for name in ("group", "n", "selected") if name not in rows]
    if absent:
        hints = " ".join(filter(None, (closest(name, map(str, rows.columns)) for name in absent)))
        raise ContractError(f"column missing: {', '.join(absent)}", where="published audit", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="group, n, selected", cure=hints or "copy the counts from the audit")  # fmt: skip
    if rows["group"].duplicated().any():
        raise ContractError("a group stands twice", where="published audit", found=f"{int(rows['group'].duplicated().sum())} repeated rows", expected="one row a group",
                            cure="check one attribute and decision at a time")  # fmt: skip
    for name in ("n", "selected"):
        if not np.equal(number := finite(rows[name], name, where="published audit", dimensions=1), number.round()).all():
            raise ContractError(f"'{name}' is no count", where="published audit", found="parts of people", expected="whole numbers", cure="copy the counts from the audit, not rates")  # fmt: skip
    counts = {str(row["group"]): (int(row["selected"]), int(row["n"])) for row in rows.to_dict("records")}
    found = impact_of_counts(counts, minimum_group=1, reference=reference)
    again = found.table.set_index("group")
    result = [
        _checked(row, again.loc[str(row["group"])], counts, found.reference, 0.5 * 10.0**-decimals + 1e-9)
        for row in rows.to_dict("records")
    ]
    table = pd.DataFrame(result)
    return Recheck(table, found.reference, int((~table["agrees"]).sum()))


def _checked(claim: dict[str, Any], again: pd.Series, counts: dict[str, tuple[int, int]], base: str, near: float) -> dict[str, Any]:
    name = str(claim["group"])
    row = {"group": name, "n": int(claim["n"]), "selected": int(claim["selected"])}
    wrong = []
    for label in ("rate", "impact_ratio"):
        if _known(claim.get(label)):
            row[f"claimed_{label}"] = float(claim[label])
            if abs(float(claim[label]) - float(again[label])) > near:
                wrong.append(label)
        row[label] = float(again[label])
    tests = _p_values(counts[name], counts[base]) if name != base else {}
    row |= {f"p_{test}": tests.get(test, math.nan) for test in ("fisher", "z", "z_corrected", "boschloo")}
    row["flagged"], row["p_from"] = bool(again["flagged"]), ""
    if _known(claim.get("flagged")) and bool(claim["flagged"]) != row["flagged"]:
        wrong.append("flagged")
    if _known(claim.get("p_value")) and tests:
        row["claimed_p_value"] = float(claim["p_value"])
        row["p_from"] = ", ".join(test for test, p in tests.items() if abs(p - float(claim["p_value"])) <= near)
        if not row["p_from"]:
            wrong.append("p_value")
    told = NO_TEST if wrong == ["p_value"] else Words(DISAGREES.sentence, what=", ".join(wrong)) if wrong else AGREES
    return row | {"agrees": not wrong, "finding": told}


def _p_values(pair: tuple[int, int], best: tuple[int, int]) -> dict[str, float]:
    """Give the two-sided p of every test an audit may have used."""
    from scipy import stats

    (a, n), (b, m) = pair, best
    table, flat = [[a, n - a], [b, m - b]], a + b in (0, n + m)
    chi = {
        name: 1.0 if flat else float(stats.chi2_contingency(table, correction=corrected).pvalue)
        for name, corrected in (("z", False), ("z_corrected", True))
    }
    return {"fisher": float(stats.fisher_exact(table).pvalue), **chi,
            "boschloo": float(stats.boschloo_exact([[a, b], [n - a, m - b]]).pvalue) if n + m <= 200 else math.nan}  # fmt: skip


def _known(value: Any) -> bool:
    return value is not None and value == value
