"""The proof on months that tuning never saw: people's offers, today's matrix and the proposal, side by side.

In flow later offers, two matrices and the fitted responses; out flow one row a source with intervals, the difference, and every person
whose offer would have been another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.pay import placement as places
from workbench.pay import response as responses
from workbench.pay.acceptance import Acceptance, chance
from workbench.pay.suggestion import suggest

if TYPE_CHECKING:
    from workbench.definitions import PayMatrix

SOURCES = ("people", "today", "proposal")
MEASURES = ("acceptance", "placement_error", "mean_pay", "cost_year", "value_year", "satisfaction")
PERIODS_A_YEAR = {"year": 1.0, "month": 12.0, "hour": 2080.0}
SUMS = ("cost_year", "value_year")
GAIN = "proposal less today"


@dataclass(frozen=True)
class Models:
    """The fitted responses a back-test reads, and what an accepted hire brings a year [None: not known]."""

    acceptance: Acceptance
    placement: places.Placement
    response: responses.Response
    value_year: float | None
    horizon_years: float


def priced(rows: pd.DataFrame, matrix: PayMatrix) -> pd.DataFrame:
    """Suggest with the real rule; where the matrix gives no number people's own offer stands, and `given` says so.

    The market range is the survey's, moved by the matrix's own strategy (its market factor), as the pipeline does.
    """
    table = pd.DataFrame(
        {"interview_id": rows.get("interview_id", pd.Series(rows.index, index=rows.index)), "overall": rows["overall"]}
    )
    for name in ("market_min", "market_max"):
        if name in rows:
            table[name] = rows[name].astype(float) * float(matrix.market.factor)
    table["expected_pay"] = rows["expected_pay"].astype(float)
    found = suggest(table, matrix)
    decision = found["decision"].to_numpy(float)
    given = ~np.isnan(decision)
    return pd.DataFrame({"pay": np.where(given, decision, rows["offered_pay"].to_numpy(float)), "given": given, "rule": found["rule"].to_numpy()},
                        index=rows.index)  # fmt: skip


@dataclass(frozen=True)
class People:
    """What a back-test knows of each person, one entry a person."""

    offered: np.ndarray
    market: np.ndarray
    asked: np.ndarray
    own_level: np.ndarray
    log_earned: np.ndarray
    rank: np.ndarray


def known(rows: pd.DataFrame, models: Models) -> People:
    """Read the people of a history once."""
    return People(
        offered=rows["offered_pay"].to_numpy(float), market=rows["market_reference"].to_numpy(float), asked=rows["expected_pay"].to_numpy(float),
        own_level=rows["job_id"].map(models.acceptance.levels).fillna(0.0).to_numpy(float),
        log_earned=places.log_reference(models.placement, rows), rank=places.normal_rank(models.placement.ranks, rows),
    )  # fmt: skip


def measures(
    people: People, pays: np.ndarray, models: Models, period: str, *, slopes: np.ndarray | None = None, moved: Any = 0.0
) -> dict[str, np.ndarray]:
    """Compute every measure of one source person by person; `slopes` and `moved` may carry draws on a first axis."""
    at = models.acceptance.table["estimate"].to_numpy() if slopes is None else slopes
    yes = chance(at, pays / people.asked - 1, pays / people.market - 1, people.own_level)
    mean, spread = places.knowing_the_offer(models.placement, people.log_earned + moved, np.log(people.offered / people.market))
    year = PERIODS_A_YEAR[period]
    found = {"acceptance": yes, "placement_error": places.misplaced(np.log(pays / people.market), mean, spread),
             "mean_pay": np.broadcast_to(pays, yes.shape), "cost_year": yes * pays * year}  # fmt: skip
    if models.value_year is not None:
        stay = responses.expected_stay(models.response, pays / people.market - 1, years=models.horizon_years)
        found["value_year"] = yes * stay / models.horizon_years * (models.value_year - pays * year)
    if models.response.satisfaction is not None:
        level, slope = models.response.satisfaction
        found["satisfaction"] = np.broadcast_to(np.clip(level + slope * np.nan_to_num(pays / people.asked - 1), 1, 5), yes.shape)
    return found


def backtest(rows: pd.DataFrame, pays: dict[str, np.ndarray], given: dict[str, np.ndarray], models: Models, period: str, *,
             confidence: float, n_resamples: int, random_state: int) -> pd.DataFrame:  # fmt: skip
    """Measure people's offers and both matrices on the same later offers, with intervals.

    Returns
    -------
    pandas.DataFrame, one row a source and measure, and one a measure for the proposal less today
        ``source``, ``measure``, ``n``, ``n_without`` [no number from the matrix: people's offer stood], ``value``, ``low``, ``high``.

    Notes
    -----
    Intervals: people drawn with replacement, and in each resample the acceptance slopes and the reference curve drawn from their sampling
    distributions; the same draws for every source, so that differences are paired.
    """
    people = known(rows, models)
    point = {source: _summed(measures(people, pay, models, period)) for source, pay in pays.items()}
    draws = _draws(people, pays, models, period, n_resamples, random_state)
    ends = [(1 - confidence) / 2, (1 + confidence) / 2]
    table = []
    for source in [*pays, GAIN]:
        for name in [measure for measure in MEASURES if measure in point["people"]]:
            value = point["proposal"][name] - point["today"][name] if source == GAIN else point[source][name]
            spread = draws["proposal"][name] - draws["today"][name] if source == GAIN else draws[source][name]
            low, high = np.quantile(spread, ends)
            missing = 0 if source not in given else int((~given[source]).sum())
            table.append((source, name, len(rows), missing, value, low, high))
    return pd.DataFrame(table, columns=["source", "measure", "n", "n_without", "value", "low", "high"])


def _summed(found: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: values.sum(axis=-1) if name in SUMS else values.mean(axis=-1) for name, values in found.items()}


def _draws(
    people: People, pays: dict[str, np.ndarray], models: Models, period: str, n_resamples: int, random_state: int
) -> dict[str, dict[str, np.ndarray]]:
    random, n = np.random.default_rng(random_state), len(people.offered)
    slopes = random.multivariate_normal(
        models.acceptance.table["estimate"].to_numpy(), models.acceptance.covariance, n_resamples, method="cholesky"
    )
    errors = np.sqrt(np.diag(models.placement.covariance))
    curve = random.standard_normal((n_resamples, 2)) * np.where(np.isfinite(errors), errors, 0.0)
    moved = curve[:, :1] + curve[:, 1:] * (people.rank - people.rank.mean())
    picks = random.integers(0, n, (n_resamples, n))
    return {
        source: _summed({name: np.take_along_axis(np.broadcast_to(values, picks.shape), picks, axis=1)
                         for name, values in measures(people, pay, models, period, slopes=slopes, moved=moved).items()})
        for source, pay in pays.items()
    }  # fmt: skip


def changes(rows: pd.DataFrame, pays: dict[str, np.ndarray], given: dict[str, np.ndarray], models: Models) -> pd.DataFrame:
    """List every later offer with what people, today's matrix and the proposal say: for whom it would have been another, and by how much."""
    people = known(rows, models)
    table = rows[[name for name in ("application_id", "interview_id", "job_id", "decided_date", "overall") if name in rows]].copy()
    for source in SOURCES:
        table[source] = pays[source]
    table["given_by_proposal"] = given["proposal"]
    table["change"] = table["proposal"] - table["today"]
    table["change_pct"] = table["change"] / table["today"] * 100
    for source in ("today", "proposal"):
        table[f"acceptance_{source}"] = measures(people, pays[source], models, "year")["acceptance"]
    return table.sort_values("change", ascending=False, ignore_index=True)


def by_group(table: pd.DataFrame, minimum_group: int) -> pd.DataFrame:
    """Sum the changes up by job; jobs with fewer people are not shown."""
    grouped = table.groupby("job_id")
    found = grouped.agg(n=("change", "size"), raised=("change", lambda c: int((c > 0.005).sum())), lowered=("change", lambda c: int((c < -0.005).sum())),
                        mean_today=("today", "mean"), mean_proposal=("proposal", "mean"), mean_change=("change", "mean")).reset_index()  # fmt: skip
    return found[found["n"] >= minimum_group].reset_index(drop=True)
