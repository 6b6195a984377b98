"""Who is selected: rates by group, impact ratios, exact tests and intervals.

In flow decisions and the group of each person; out flows one row per group, and a finding in words that keeps apart what is
below four fifths from what is more than chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, a_number, closest, confident
from workbench.fairness.groups import UNKNOWN, labels_of, plain, too_few_groups
from workbench.fairness.looks import holm

if TYPE_CHECKING:
    from collections.abc import Mapping

FOUR_FIFTHS = Fraction(4, 5)
SMALL_SHARE = Fraction(1, 50)  # the Uniform Guidelines ask no determination for groups below 2 % of the pool
REFERENCE, DIFFERS, MAY_BE_CHANCE, DETECTED, NOTHING_SHOWN, NOT_COMPARED, SMALL = (
    "reference group", "below four fifths, and more than chance", "below four fifths, but may be chance",
    "above four fifths, but more than chance", "no difference shown", "group not known, not compared",
    "below 2 % of the pool: shown, no determination asked for",
)  # fmt: skip


@dataclass(frozen=True)
class Impact:
    """Selection by group.

    Parameters
    ----------
    table : pandas.DataFrame, one row per group shown, highest rate first, unknown last
        ``group``, ``n`` [people], ``selected`` [people], ``rate`` with ``rate_low`` and ``rate_high`` [share, Wilson interval],
        ``impact_ratio`` [rate over the reference's] with ``ratio_low`` and ``ratio_high`` [Katz interval], ``p_exact``,
        ``p_holm`` [that, allowing for the number of groups], ``z``, ``p_z`` [against the reference, two-sided], ``flagged`` [ratio below 4/5, in exact fractions], ``shortfall`` [people more
        selected that would reach 4/5], ``share`` [of all n], ``small_share`` [below 2 % of the pool], ``finding`` [words].
    reference : str
        The group with the highest selection rate (of those with at least 2 % of the pool), or the one asked for.
    n_groups_hidden, n_people_hidden, minimum_group : int
        What is not shown because the group is too small.
    n_unknown : int
        People whose group is not known: they stand in the table but are not compared.
    n_undecided : int
        People without a decision, left out.
    exact : {"fisher", "boschloo"}
        The test behind ``p_exact``.
    confidence : float
    """

    table: pd.DataFrame
    reference: str
    n_groups_hidden: int
    n_people_hidden: int
    n_unknown: int
    n_undecided: int
    minimum_group: int
    exact: str
    confidence: float


@confident
def impact(
    selected: Any,
    group: Any,
    *,
    minimum_group: int = 5,
    confidence: float = 0.95,
    exact: Literal["fisher", "boschloo"] = "fisher",
    reference: str | None = None,
) -> Impact:
    """Compare selection rates between groups by the four-fifths rule and an exact test.

    Parameters
    ----------
    selected : sequence of bool or 0/1, one per person
        The decision. Missing decisions are left out and counted.
    group : sequence, or dataframe of several columns, one row per person
        Who belongs where. Several columns make intersectional groups; missing is kept as ``(unknown)`` and not compared.
    minimum_group : int
        Smaller groups are hidden and counted.
    confidence : float
        Level of the intervals; a difference counts as "more than chance" when the exact p, adjusted for the number of
        groups compared (Holm), is below 1 − confidence.
    exact : {"fisher", "boschloo"}
        Fisher's conditional test, or Boschloo's, which is more powerful and slower (up to 200 people a pair).
    reference : str, optional
        Group the others are compared with; by default the one with the highest rate among groups of at least 2 % of the pool.

    Returns
    -------
    Impact

    Raises
    ------
    ContractError
        If the two do not have the same length, or decisions are not yes or no.
    UndefinedResult
        If fewer than two groups can be shown, or nobody was selected.

    Notes
    -----
    impact_ratio = rate / highest rate (Uniform Guidelines, 29 CFR 1607.4 D; EEOC Q&A, 44 FR 11996, 1979). The line at
    4/5 is drawn in exact fractions: 3/5 against 3/4 is 4/5 and is not below it. z is the pooled two-proportion test. A ratio
    above 4/5 is no proof of fairness, nor one below of its absence: read it with the interval and the test.
    """
    chosen, labels = _decisions(selected), labels_of(group)
    if len(chosen) != len(labels):
        raise ContractError(
            "decisions and groups do not belong to the same people",
            where="fairness.impact",
            found=f"{len(chosen)} decisions and {len(labels)} groups",
            expected="one of each per person, in the same order",
            cure="join them by candidate_id first",
        )
    decided = ~np.isnan(chosen)
    counts = pd.DataFrame({"group": labels[decided], "selected": chosen[decided]}).groupby("group")["selected"].agg(["sum", "size"])
    pairs = {str(name): (int(row["sum"]), int(row["size"])) for name, row in counts.iterrows()}
    return impact_of_counts(
        pairs,
        minimum_group=minimum_group,
        confidence=confidence,
        exact=exact,
        n_undecided=int((~decided).sum()),
        reference=reference,
    )


@confident
def impact_of_counts(
    counts: Mapping[str, tuple[int, int]],
    *,
    minimum_group: int = 5,
    confidence: float = 0.95,
    exact: Literal["fisher", "boschloo"] = "fisher",
    n_undecided: int = 0,
    reference: str | None = None,
) -> Impact:
    """Compare selection rates given as ``{group: (selected, n)}``; otherwise as `impact`.

    Raises
    ------
    ContractError
        If more people are selected than there are.
    """
    wrong = [name for name, (chosen, n) in counts.items() if not 0 <= chosen <= n]
    if wrong:
        raise ContractError("more people selected than there are", where="fairness.impact_of_counts", found=f"groups {', '.join(wrong)}",
                            expected="0 ≤ selected ≤ n", cure="give (selected, n) in this order")  # fmt: skip
    shown = {name: pair for name, pair in counts.items() if pair[1] >= max(minimum_group, 1)}
    known = {name: pair for name, pair in shown.items() if name != UNKNOWN}
    _must_be_comparable(known, counts, minimum_group)
    everyone = sum(n for _, n in counts.values())
    reference = _reference(known, everyone, reference)
    rows = [_impact_row(name, pair, known[reference], reference, everyone, confidence, exact) for name, pair in shown.items()]
    table = _allowed_for(pd.DataFrame(rows), confidence)
    table = table.sort_values(["__last", "rate", "n"], ascending=[True, False, False], ignore_index=True).drop(columns="__last")
    return Impact(
        table=table,
        reference=reference,
        n_groups_hidden=len(counts) - len(shown),
        n_people_hidden=everyone - sum(n for _, n in shown.values()),
        n_unknown=counts.get(UNKNOWN, (0, 0))[1],
        n_undecided=n_undecided,
        minimum_group=minimum_group,
        exact=exact,
        confidence=confidence,
    )


def _decisions(selected: Any) -> np.ndarray:
    values = pd.Series(plain(selected), dtype=object)
    number = pd.to_numeric(values, errors="coerce").astype(float).to_numpy()
    wrong = (np.isnan(number) & values.notna().to_numpy()) | ~(np.isnan(number) | np.isin(number, (0.0, 1.0)))
    if wrong.any():
        raise ContractError(
            "decisions are yes or no",
            where="fairness.impact",
            found=f"{int(wrong.sum())} values that are neither (first at row {int(np.flatnonzero(wrong)[0])})",
            expected="True/False or 1/0, missing where nobody has decided",
            cure="compare first, for example status == 'hired' or overall >= 75",
        )
    return number


def _must_be_comparable(known: dict, counts: Mapping, minimum_group: int) -> None:
    if len(known) < 2:
        raise too_few_groups(len(known), minimum_group, found=f"{len(counts)} groups in all")
    if not any(chosen for chosen, _ in known.values()):
        raise UndefinedResult(
            "no impact ratio without anybody selected",
            where="fairness.impact",
            found=f"0 selected of {sum(n for _, n in known.values())} people",
            expected="at least one person selected in one group",
            cure="take a longer period, or compare an earlier stage",
        )


def _reference(known: dict[str, tuple[int, int]], everyone: int, asked: str | None) -> str:
    """Take the group asked for, else the highest rate; a group below 2 % of the pool sets no standard if a larger one can."""
    if asked is not None:
        if asked not in known or known[asked][0] == 0:
            raise ContractError(
                f"the reference group '{asked}' cannot be compared with",
                where="fairness.impact",
                found="nobody selected in it" if asked in known else "no such group among those shown",
                expected="a group shown, with somebody selected",
                cure=closest(asked, known) or "leave the reference out to take the group with the highest rate",
            )
        return asked
    large = {name: pair for name, pair in known.items() if Fraction(pair[1], everyone) >= SMALL_SHARE and pair[0]}
    return max(large or known, key=lambda name: Fraction(*known[name]))


def _impact_row(
    name: str, pair: tuple[int, int], best: tuple[int, int], reference: str, everyone: int, confidence: float, exact: str
) -> dict[str, Any]:
    (chosen, n), spread = pair, NormalDist().inv_cdf(0.5 + confidence / 2)
    low, high = wilson(chosen, n, confidence=confidence)
    row = {"group": name, "n": n, "selected": chosen, "rate": chosen / n, "rate_low": low, "rate_high": high,
           "share": n / everyone, "small_share": Fraction(n, everyone) < SMALL_SHARE, "__last": name == UNKNOWN}  # fmt: skip
    if name in (UNKNOWN, reference):
        ratio = 1.0 if name == reference else math.nan
        nothing = dict.fromkeys(("ratio_low", "ratio_high", "p_exact", "p_holm", "z", "p_z"), math.nan)
        finding = REFERENCE if name == reference else NOT_COMPARED
        return _ordered(row | nothing | {"impact_ratio": ratio, "flagged": False, "shortfall": 0, "finding": finding})
    ratio = Fraction(chosen, n) / Fraction(*best)
    z, p_z = _pooled_z(pair, best)
    p_exact, flagged = _exact_p(pair, best, exact), ratio < FOUR_FIFTHS
    needed = math.ceil(FOUR_FIFTHS * Fraction(*best) * n) - chosen
    ratio_low, ratio_high = _katz(pair, best, spread)
    more = {"impact_ratio": float(ratio), "ratio_low": ratio_low, "ratio_high": ratio_high, "p_exact": p_exact, "p_holm": p_exact, "z": z, "p_z": p_z,
            "flagged": flagged, "shortfall": max(0, needed), "finding": SMALL if row["small_share"] else ""}  # fmt: skip
    return _ordered(row | more)


def _ordered(row: dict[str, Any]) -> dict[str, Any]:
    order = ("group", "n", "selected", "rate", "rate_low", "rate_high", "impact_ratio", "ratio_low", "ratio_high", "p_exact", "p_holm", "z",
             "p_z", "flagged", "shortfall", "share", "small_share", "finding", "__last")  # fmt: skip
    return {name: row[name] for name in order}


def _allowed_for(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Allow for the number of groups compared, and say what each comparison shows."""
    table["p_holm"] = holm(table["p_holm"])
    beyond = table["p_holm"] < 1 - confidence
    findings = zip(table["finding"], table["flagged"], beyond, strict=True)
    return table.assign(finding=[said or _finding(bool(flagged), bool(more)) for said, flagged, more in findings])


def _finding(flagged: bool, beyond_chance: bool) -> str:
    if flagged:
        return DIFFERS if beyond_chance else MAY_BE_CHANCE
    return DETECTED if beyond_chance else NOTHING_SHOWN


@confident
def wilson(successes: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Give the interval of a share (Wilson 1927; Brown, Cai & DasGupta 2001 recommend it at small n).

    Raises
    ------
    ContractError
        If there are fewer than 0 successes, or more than tries.
    UndefinedResult
        If nobody tried.
    """
    successes, n = (a_number(value, name, where="fairness.wilson") for value, name in ((successes, "successes"), (n, "n")))
    if not 0 <= successes <= max(n, 0):
        raise ContractError("these are no counts", where="fairness.wilson", found=f"{successes:g} of {n:g}", expected="0 to n", cure="give the successes, then all tries")  # fmt: skip
    if n == 0:
        raise UndefinedResult("nobody has no share", where="fairness.wilson", found="n 0", expected="1 or more", cure="take a longer period")  # fmt: skip
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    centre, width = (successes + z * z / 2) / (n + z * z), z / (n + z * z) * math.sqrt(successes * (n - successes) / n + z * z / 4)
    share = successes / n  # rounding must not put an end on the wrong side of the share itself
    return min(share, max(0.0, centre - width)), max(share, min(1.0, centre + width))


def _katz(pair: tuple[int, int], best: tuple[int, int], spread: float) -> tuple[float, float]:
    """Give the log interval of a ratio of rates (Katz et al. 1978), with halves added where nobody or everybody was selected."""
    (a, n), (b, m) = pair, best
    if a == 0 or (a == n and b == m):
        a, n, b, m = a + 0.5, n + 1, b + 0.5, m + 1
    error = spread * math.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    ratio = (a / n) / (b / m)
    low = 0.0 if pair[0] == 0 else ratio * math.exp(-error)
    return low, ratio * math.exp(error)


def _pooled_z(pair: tuple[int, int], best: tuple[int, int]) -> tuple[float, float]:
    (a, n), (b, m) = pair, best
    pooled = (a + b) / (n + m)
    if pooled in (0.0, 1.0):
        return 0.0, 1.0
    z = (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return z, math.erfc(abs(z) / math.sqrt(2))


def _exact_p(pair: tuple[int, int], best: tuple[int, int], exact: str) -> float:
    from scipy import stats

    (a, n), (b, m) = pair, best
    if exact == "boschloo" and n + m <= 200:
        return float(stats.boschloo_exact([[a, b], [n - a, m - b]]).pvalue)
    return float(stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue)
