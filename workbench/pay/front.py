"""The front of alternatives: every matrix of the lattice evaluated, and those that nothing else beats on everything.

In flow people restated to the coming market and the fitted responses; out flow the front as a table and as checked matrices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.definitions import PayMatrix
from workbench.errors import UndefinedResult
from workbench.pay import placement as places
from workbench.pay import response as responses
from workbench.pay.acceptance import chance
from workbench.pay.backtest import PERIODS_A_YEAR
from workbench.pay.lattice import Lattice, bands_of, decisions, lattice

if TYPE_CHECKING:
    from workbench.pay.backtest import Models

MOST_ALTERNATIVES = 7
OBJECTIVES = {
    "placement": ("placement_error", 1),
    "acceptance": ("acceptance", -1),
    "value": ("value_year", -1),
    "cost": ("mean_pay", 1),
}


def alternatives(
    matrix: PayMatrix, tuned: pd.DataFrame, aged: np.ndarray, models: Models, objective: str, spreads: tuple[float, float], rounding: float,
    tune_edges: bool, most_cost_change: float | None, least_acceptance: float | None, begins: pd.Timestamp,
) -> tuple[pd.DataFrame, list[PayMatrix]]:  # fmt: skip
    """Evaluate the lattice on people restated to the coming market and keep what nothing else beats on everything."""
    mean = places.log_reference(models.placement, tuned)
    people = _restated(tuned, aged, float(matrix.market.factor))
    grid = lattice(matrix, people["overall"], mean + np.log(aged), spreads=spreads, rounding=rounding, tune_edges=tune_edges)
    own = bands_of([matrix])
    whole = Lattice(
        *(
            np.vstack([getattr(own, name), getattr(grid, name).reshape(-1, getattr(own, name).shape[1])])
            for name in ("edges", "pay_min", "pay_max")
        )
    )
    table = _evaluated(whole, people, aged, mean, models, matrix.period)
    table["cost_change_pct"] = (table["cost_year"] / table["cost_year"].iloc[0] - 1) * 100
    allowed = np.arange(len(table)) > 0
    if most_cost_change is not None:
        allowed &= (table["cost_change_pct"] <= most_cost_change * 100 + 1e-9).to_numpy()
    if least_acceptance is not None:
        allowed &= (table["acceptance"] >= least_acceptance).to_numpy()
    if not allowed.any():
        raise UndefinedResult("no matrix keeps the constraints", where="pay.tune", found=f"{len(table) - 1} matrices tried, spreads {spreads}, "
                              f"most_cost_change {most_cost_change}, least_acceptance {least_acceptance}", expected="one at least", cure="loosen one of them")  # fmt: skip
    chosen = _chosen(table, np.flatnonzero(allowed), objective)
    made = [_matrix(matrix, whole, number, begins) for number in chosen]
    shown = table.iloc[[0, *chosen]].reset_index(drop=True)
    shown.insert(0, "name", ["today", *(chr(65 + number) for number in range(len(chosen)))])
    shown.insert(1, "chosen_for", ["", *chosen.values()])
    return shown.assign(matrix_version=[matrix.version, *(one.version for one in made)]).drop(columns="cost_year"), made


def _restated(rows: pd.DataFrame, aged: np.ndarray, factor: float) -> dict[str, np.ndarray]:
    """Bring each person's money to the coming market; the market range follows the matrix's strategy."""
    scale = aged / rows["market_reference"].to_numpy(float)
    money = {name: rows[name].to_numpy(float) * scale * (factor if name.startswith("market") else 1) if name in rows else np.full(len(rows), np.nan)
             for name in ("expected_pay", "market_min", "market_max", "offered_pay")}  # fmt: skip
    return {"overall": rows["overall"].to_numpy(float), "own": rows["job_id"].to_numpy(), **money}


def _evaluated(
    bands: Lattice, people: dict[str, np.ndarray], market: np.ndarray, mean: np.ndarray, models: Models, period: str
) -> pd.DataFrame:
    decided = decisions(bands, people)
    pays = np.where(np.isnan(decided), people["offered_pay"], decided)
    own = pd.Series(people["own"]).map(models.acceptance.levels).fillna(0.0).to_numpy(float)
    position = pays / market - 1
    yes = chance(models.acceptance.table["estimate"].to_numpy(), pays / people["expected_pay"] - 1, position, own)
    outside = places.misplaced(np.log(pays / market), mean, models.placement.reference_sd)
    year = PERIODS_A_YEAR[period]
    table = pd.DataFrame({"acceptance": yes.mean(axis=1), "placement_error": outside.mean(axis=1), "mean_pay": pays.mean(axis=1),
                          "cost_year": (yes * pays).sum(axis=1) * year, "without": np.isnan(decided).mean(axis=1)})  # fmt: skip
    if models.value_year is not None:
        stay = responses.expected_stay(models.response, position, years=models.horizon_years) / models.horizon_years
        table["value_year"] = (yes * stay * (models.value_year - pays * year)).sum(axis=1)
    return table


def _chosen(table: pd.DataFrame, allowed: np.ndarray, objective: str) -> dict[int, str]:
    """Choose the best for the objective first, then the other ends of the front, then what lies evenly between them."""
    ends = {name: pair for name, pair in OBJECTIVES.items() if pair[0] in table}
    if objective not in ends:
        raise UndefinedResult("what a hire is worth is not known", where="pay.tune", found="no contribution_year, no value_year",
                              expected="one of them for objective='value'", cure="pass value_year=…")  # fmt: skip
    own = table.iloc[allowed]
    front = allowed[_unbeaten(own[["placement_error", "mean_pay"]].to_numpy(), -own[["acceptance"]].to_numpy())]
    chosen: dict[int, str] = {}
    for name in [objective, *(other for other in ends if other != objective)]:
        column, sign = ends[name]
        pool = allowed if name == "value" else front
        order = (
            table.iloc[pool]
            .assign(__by=sign * table[column].iloc[pool])
            .sort_values(["__by", "placement_error", "mean_pay"], kind="stable")
            .index
        )
        chosen.setdefault(int(order[0]), name)
    ranked = table.iloc[front].sort_values("mean_pay").index
    between = ranked[np.linspace(0, len(ranked) - 1, MOST_ALTERNATIVES).round().astype(int)]
    for number in between:
        if len(chosen) < MOST_ALTERNATIVES:
            chosen.setdefault(int(number), "between")
    return chosen


def _unbeaten(small: np.ndarray, also_small: np.ndarray) -> np.ndarray:
    points = np.round(np.column_stack([small, also_small]), 9)
    beaten = ((points[None] <= points[:, None]).all(axis=2) & (points[None] < points[:, None]).any(axis=2)).any(axis=1)
    return ~beaten


def _matrix(today: PayMatrix, bands: Lattice, number: int, begins: pd.Timestamp) -> PayMatrix:
    edges, low, high = bands.edges[number], bands.pay_min[number], bands.pay_max[number]
    content = today.to_dict() | {"effective_from": begins.date(), "bands": [
        {"score_from": float(edges[k]), "score_to": float(edges[k + 1]), "pay_min": float(low[k]), "pay_max": float(high[k])} for k in range(len(low))
    ]}  # fmt: skip
    content.pop("effective_to", None)
    return PayMatrix.from_dict(content)
