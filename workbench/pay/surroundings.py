"""A pay matrix against what surrounds it: minimum wage, market, current staff, and the scores people really get.

In flow bands from the lowest score up and tables around them; out flow findings for `lint`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import MARKET_PAY
from workbench.errors import ContractError
from workbench.pay.findings import Band, Finding, error, note, say, warning

SMALLEST_GROUP = 5  # staff pay is personal: fewer people are never described
DRIFT = 0.05  # a matrix this far from its own market target no longer follows it
COMPRESSED = 0.95  # newcomers at this share of the pay of those who are there leave no room for experience
OUTSIDE_SHARE = 0.2


def findings(
    ladder: Sequence[Band], content: Mapping[str, Any], *, staff: Any, market: Any, minimum_wage: Any, scores: Any
) -> list[Finding]:
    """Compare the bands with each surrounding that is given."""
    found: list[Finding] = []
    if minimum_wage is not None:
        found += _under_minimum_wage(ladder, minimum_wage)
    if market is not None:
        found += _off_market(ladder, content, market)
    if staff is not None:
        found += _against_staff(ladder, content, staff)
    if scores is not None:
        found += _reached(ladder, scores)
    return found


def _under_minimum_wage(ladder: Sequence[Band], minimum_wage: Any) -> list[Finding]:
    if isinstance(minimum_wage, bool) or not isinstance(minimum_wage, (int, float, Decimal, np.number)) or not minimum_wage > 0:
        raise ContractError("the minimum wage is not an amount", where="pay.lint", found=str(minimum_wage), expected="a number above 0",
                            cure="state it in the matrix's currency and period")  # fmt: skip
    least = Decimal(str(minimum_wage))
    return [error(band.place, "minimum_wage", "pay starts at {low}, below the minimum wage of {least}",
                     "raise pay_min to {least} at least", low=say(band.pay_min), least=say(least))
            for band in ladder if band.pay_min < least]  # fmt: skip


def _off_market(ladder: Sequence[Band], content: Mapping[str, Any], market: Any) -> list[Finding]:
    """Compare the middle of the ladder with the matrix's own strategy: market reference times factor."""
    strategy = content.get("market") or {}
    name, factor = strategy.get("reference", "p50"), float(strategy.get("factor", 1))
    reference, place = _reference(market, name, content), "market"
    target, middle = reference * factor, float(np.mean([float(band.middle) for band in ladder]))
    drift = middle / target - 1
    found = []
    if abs(drift) > DRIFT:
        sentence = ("the middle of the matrix ({middle}) lies {drift} % above its target of {target} (market {name} × {factor})" if drift > 0
                    else "the middle of the matrix ({middle}) lies {drift} % below its target of {target} (market {name} × {factor})")  # fmt: skip
        found.append(warning(place, "market_drift", sentence, "move all ranges by {move} %, or change the strategy",
                              middle=say(middle), drift=f"{abs(drift) * 100:.1f}", target=say(target), name=name, factor=f"{factor:g}",
                              move=f"{(target / middle - 1) * 100:+.1f}"))  # fmt: skip
    return found + _moved(market, name, content)


def _reference(market: Any, name: str, content: Mapping[str, Any]) -> float:
    if isinstance(market, Mapping):
        value = market.get(name, market.get("reference"))
        if value is None:
            raise ContractError(f"market has no {name}", where="pay.lint", found=", ".join(map(str, market)), expected=name,
                                cure="the matrix's strategy names it: add it, or change the strategy")  # fmt: skip
    elif hasattr(market, "columns"):
        rows = _survey(market, content)
        newest = rows.sort_values("market_date").groupby("job_id")[name].last()
        value = float(newest.median())
    else:
        value = market
    number = float(value)
    if not number > 0:
        raise ContractError("the market reference is not an amount", where="pay.lint", found=f"{number:g}", expected="above 0",
                            cure="state it in the matrix's currency and period")  # fmt: skip
    return number


def _survey(market: Any, content: Mapping[str, Any]) -> pd.DataFrame:
    rows = frames.to_pandas(MARKET_PAY.check(market), where="MARKET_PAY")
    for field in ("currency", "period"):
        if field in rows and field in content:
            others = rows[field].notna() & (rows[field] != content[field])
            if others.any():
                raise ContractError(f"{field} differs from the pay matrix", where="MARKET_PAY", found=f"{int(others.sum())} rows",
                                    expected=str(content[field]), cure="convert the survey first")  # fmt: skip
    return rows


def _moved(market: Any, name: str, content: Mapping[str, Any]) -> list[Finding]:
    """Say how far the market has moved since the matrix came into force."""
    since = content.get("effective_from")
    if not hasattr(market, "columns") or since is None:
        return []
    rows = _survey(market, content)
    rows["market_date"] = pd.to_datetime(rows["market_date"])
    before = rows[rows["market_date"] <= pd.Timestamp(str(since))].sort_values("market_date").groupby("job_id")[name].last()
    change = (rows.sort_values("market_date").groupby("job_id")[name].last() / before).dropna() - 1
    if change.empty or abs(change.median()) <= DRIFT:
        return []
    return [warning("effective_from", "market_moved", "the market has moved {change} % since {since} (median of {n} jobs)",
                     "review the ranges and set a new effective_from", change=f"{change.median() * 100:+.1f}", since=since,
                     n=len(change))]  # fmt: skip


def _against_staff(ladder: Sequence[Band], content: Mapping[str, Any], staff: Any) -> list[Finding]:
    rows = frames.to_pandas(staff, where="staff")
    if "pay" not in rows:
        raise ContractError("column missing: pay", where="staff", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="pay, as in EMPLOYEES", cure="join current pay to the staff table")  # fmt: skip
    for field in ("currency", "period"):
        if field in rows and field in content:
            rows = rows[rows[field].isna() | (rows[field] == content[field])]
    if "left_date" in rows:
        rows = rows[rows["left_date"].isna()]
    rows = rows[rows["pay"].notna()]
    if len(rows) < SMALLEST_GROUP:
        return [note("staff", "too_few_staff", "{n} people: fewer than {least}, not compared", "compare a larger group",
                         n=len(rows), least=SMALLEST_GROUP)]  # fmt: skip
    return _by_score(ladder, rows) if "overall" in rows else _compression(ladder, rows)


def _compression(ladder: Sequence[Band], rows: pd.DataFrame) -> list[Finding]:
    median, first = float(rows["pay"].median()), ladder[0]
    share = float(first.middle) / median
    if share < COMPRESSED:
        return []
    return [warning(first.place, "compression",
                     "the middle of the lowest band ({middle}) is {share} % of what current staff earn (median {median}, n = {n})",
                     "raise current staff first, or lower the entry range", middle=say(first.middle), share=f"{share * 100:.0f}",
                     median=say(median), n=len(rows))]  # fmt: skip


def _by_score(ladder: Sequence[Band], rows: pd.DataFrame) -> list[Finding]:
    found, number = [], _band_numbers(ladder, rows["overall"].to_numpy(dtype=float))
    for place, band in enumerate(ladder):
        pay = rows["pay"].to_numpy(dtype=float)[number == place]
        if len(pay) < SMALLEST_GROUP:
            continue
        for code, share, sentence, fix in (
            ("compression", np.mean(pay < float(band.pay_min)), "{share} % of the staff in band {band} (n = {n}) earn less than its minimum {edge}",
             "a newcomer would overtake them: raise them, or lower the minimum"),
            ("red_circle", np.mean(pay > float(band.pay_max)), "{share} % of the staff in band {band} (n = {n}) earn more than its maximum {edge}",
             "raise the maximum, or hold these salaries"),
        ):  # fmt: skip
            if share >= OUTSIDE_SHARE:
                edge = band.pay_min if code == "compression" else band.pay_max
                found.append(warning(band.place, code, sentence, fix, share=f"{share * 100:.0f}", band=band.name, n=len(pay),
                                      edge=say(edge)))  # fmt: skip
    return found


def _reached(ladder: Sequence[Band], scores: Any) -> list[Finding]:
    table = (
        frames.to_pandas(scores, where="scores")["overall"] if hasattr(scores, "columns") else pd.Series(list(scores), dtype=float)
    )
    values = table.dropna().to_numpy(dtype=float)
    if len(values) == 0:
        return []
    number = _band_numbers(ladder, values)
    found = [warning(band.place, "unreached", "nobody of {n} reaches band {band}", "move the edges to where the scores are",
                      n=len(values), band=band.name) for place, band in enumerate(ladder) if not (number == place).any()]  # fmt: skip
    below = np.mean(values < float(ladder[0].score_from))
    if below > 0.5:
        found.append(warning(ladder[0].place, "most_below", "{share} % of {n} scores lie below the first band",
                              "lower the first edge, or raise the rubric's scales", share=f"{below * 100:.0f}", n=len(values)))  # fmt: skip
    return found


def _band_numbers(ladder: Sequence[Band], scores: np.ndarray) -> np.ndarray:
    """Give the place of each score on the ladder, -1 where it is on none; the last band includes its top."""
    number = np.full(len(scores), -1)
    for place, band in enumerate(ladder):
        number[(scores >= float(band.score_from)) & (scores < float(band.score_to))] = place
    number[scores == float(ladder[-1].score_to)] = len(ladder) - 1
    return number
