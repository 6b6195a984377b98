"""Building a pay matrix from the market: surveys aged to a date, moved by the strategy, spread into overlapping ranges.

In flow market surveys and choices; out flow checked matrices, one a job family, level, city and currency.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import MARKET_PAY
from workbench.errors import ContractError, UndefinedResult
from workbench.pay.construction import BY, EDGES, TABLE, Built, band_edges, dates, matrix_of, none, refused, rows_of

if TYPE_CHECKING:
    from datetime import date

YEAR = 365.25


def from_market(
    market: frames.Frame,
    *,
    effective_from: date,
    jobs: frames.Frame | None = None,
    job_family: str | None = None,
    reference: Literal["p25", "p50", "p75"] = "p50",
    factor: float = 1.0,
    policy: Literal["lead", "lag", "lead-lag"] = "lead-lag",
    movement: float | Mapping[str, float] | None = None,
    months: int = 12,
    edges: Sequence[float] = EDGES,
    spread: float | Sequence[float] = 0.25,
    overlap: float = 0.0,
    rounding: float = 100,
) -> Built:
    """Build one matrix a job family, level, city and currency from market pay and strategy.

    Parameters
    ----------
    market : dataframe, MARKET_PAY
        The newest survey of each job not after `effective_from` is used.
    effective_from : date
        First day of the matrix; it ends after `months`.
    jobs : dataframe, JOBS, optional
        Gives ``job_family``, ``level`` and ``city`` by ``job_id``; without it all jobs are one family named `job_family`.
    reference, factor
        The strategy: 1.05 is market + 5 %.
    policy : {"lead", "lag", "lead-lag"}
        To which day the survey is aged: the matrix's last day, its first, or the middle between them.
    movement : number or mapping of job_id to number, optional
        Market movement a year (0.06 is 6 %); without it each job's own surveys say.
    edges : sequence of numbers
        Score edges from the first band's lower edge to the last one's upper edge.
    spread : number, or one a band
        Maximum over minimum less one.
    overlap : number in [0, 1)
        Share of each range that the range below reaches; 0 lets ranges touch.
    rounding : number
        Amounts are rounded half up to a multiple of this.

    Returns
    -------
    Built

    Raises
    ------
    ContractError
        If the survey or the choices are not valid.
    UndefinedResult
        If a job has no survey before the matrix begins, or its movement is not known.

    Notes
    -----
    Ranges: min of the next band = max of the band below / (1 + overlap × spread). The mean of the midpoints is the target
    market × (1 + movement)^years × factor, the same figure `lint` compares with.

    References
    ----------
    Lead, lag and lead-lag ageing: Milkovich, Newman & Gerhart, Compensation, 11th ed. (2014), ch. 8.
    """
    bands = band_edges(edges)
    spreads = _spreads(spread, len(bands))
    if not 0 <= overlap < 1:
        raise refused("overlap", overlap, "0 or more and below 1")
    if not 0 < factor <= 5:
        raise refused("factor", factor, "above 0 and at most 5; 1.05 is market + 5 %")
    if policy not in ("lead", "lag", "lead-lag"):
        raise refused("policy", policy, "lead, lag or lead-lag")
    begins, ends = dates(effective_from, months)
    aim = {"lag": begins, "lead": ends, "lead-lag": begins + (ends - begins) / 2}[policy]
    aged = _aged(market, reference, movement, begins, aim)
    shape = _ladder(spreads, overlap)
    built, rows = [], []
    for key, own in _groups(aged, jobs, job_family):
        target = float(own["aged"].median()) * factor
        scale = target / float(np.mean([(low + high) / 2 for low, high in shape]))
        ranges = [(low * scale, high * scale) for low, high in shape]
        matrix = matrix_of(key, bands, ranges, rounding, (begins, ends), {"reference": reference, "factor": factor})
        built.append(matrix)
        rows += rows_of(matrix, [(len(own), "market")] * len(bands))
    note = f"aged to {aim:%Y-%m-%d} ({policy}), market {reference} × {factor:g}; movement a year " + ", ".join(
        f"{job} {rate:+.1%}" for job, rate in aged.set_index("job_id")["movement"].items()
    )
    return Built(tuple(built), pd.DataFrame(rows, columns=list(TABLE)), (note,))


def _spreads(spread: float | Sequence[float], count: int) -> list[float]:
    given = [float(spread)] * count if isinstance(spread, (int, float)) else [float(one) for one in spread]
    if len(given) != count or not all(one > 0 for one in given):
        raise refused("spread", spread, f"above 0, one number or {count} of them")
    return given


def _aged(market: Any, reference: str, movement: Any, begins: date, aim: date) -> pd.DataFrame:
    """Take each job's newest survey before the matrix begins and age it to the day aimed at."""
    rows = frames.to_pandas(MARKET_PAY.check(market), where="MARKET_PAY")
    rows["market_date"] = pd.to_datetime(rows["market_date"])
    known = rows[(rows["market_date"] <= pd.Timestamp(begins)) & rows[reference].notna()].sort_values("market_date")
    if absent := sorted(set(rows["job_id"]) - set(known["job_id"])):
        raise UndefinedResult("no survey before the matrix begins", where="MARKET_PAY", found=f"jobs {', '.join(map(str, absent))}",
                              expected=f"a {reference} dated {begins} or earlier", cure="add the survey, or begin later")  # fmt: skip
    rates = {job: _movement(own, job, reference, movement) for job, own in known.groupby("job_id")}
    newest = known.groupby("job_id").last().reset_index()
    newest["movement"] = newest["job_id"].map(rates)
    years = (pd.Timestamp(aim) - newest["market_date"]).dt.days / YEAR
    return newest.assign(aged=newest[reference] * (1 + newest["movement"]) ** years)


def _movement(own: pd.DataFrame, job: str, reference: str, movement: Any) -> float:
    given = movement.get(job) if isinstance(movement, Mapping) else movement
    if given is not None:
        if not -0.9 < float(given) < 10:
            raise refused("movement", given, "a share a year, as 0.06")
        return float(given)
    if own["market_date"].nunique() < 2:
        raise UndefinedResult(f"the market movement of job {job} is not known", where="MARKET_PAY", found="one survey",
                              expected="two or more, or movement=", cure="pass movement=0.06 for 6 % a year")  # fmt: skip
    years = (own["market_date"] - own["market_date"].min()).dt.days / YEAR
    return float(np.expm1(np.polyfit(years, np.log(own[reference].astype(float)), 1)[0]))


def _ladder(spreads: list[float], overlap: float) -> list[tuple[float, float]]:
    low, ranges = 1.0, []
    for number, width in enumerate(spreads):
        if number:
            low = ranges[-1][1] / (1 + overlap * width)
        ranges.append((low, low * (1 + width)))
    return ranges


def _groups(aged: pd.DataFrame, jobs: Any, job_family: str | None) -> Iterable[tuple[dict[str, Any], pd.DataFrame]]:
    if jobs is not None:
        about = frames.to_pandas(jobs, where="JOBS")
        kept = [name for name in ("job_id", "job_family", "level", "city") if name in about]
        unknown = sorted(set(aged["job_id"]) - set(about["job_id"]))
        if unknown or "job_family" not in kept:
            raise ContractError("jobs of the survey have no family", where="JOBS", found=f"jobs {', '.join(map(str, unknown)) or 'without job_family'}",
                                expected="job_id and job_family of every job surveyed", cure="add them to JOBS, or drop them from the survey")  # fmt: skip
        aged = aged.merge(about[kept], on="job_id")
    elif job_family is None:
        raise ContractError("the job family is not known", where="pay.from_market", found="no jobs and no job_family",
                            expected="one of the two", cure="pass jobs=JOBS, or job_family='technical'")  # fmt: skip
    else:
        aged = aged.assign(job_family=job_family)
    for name in BY:
        if name not in aged:
            aged[name] = None
    for key, own in aged.groupby(list(BY), dropna=False, sort=True):
        yield {name: none(value) for name, value in zip(BY, key, strict=True)}, own
