"""Tuning a matrix against outcomes, and proving it on later months before anybody adopts it.

In flow today's matrix and HISTORY; out flow a front of alternatives, one proposal, and a back-test on months that tuning never saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.definitions import PayMatrix
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.pay import placement as places
from workbench.pay import response as responses
from workbench.pay.acceptance import Acceptance, fit_acceptance
from workbench.pay.backtest import SOURCES, Models, backtest, by_group, changes, priced
from workbench.pay.front import OBJECTIVES, alternatives
from workbench.pay.history import NEEDED, checked

if TYPE_CHECKING:
    from datetime import date

    from workbench import frames

FEWEST_TUNED, FEWEST_TESTED = 20, 5
YEAR = 365.25


@dataclass(frozen=True)
class Tuning:
    """What a better matrix would do.

    Parameters
    ----------
    today, proposal : PayMatrix
    alternatives : tuple of PayMatrix
        The front: none of them is beaten on everything by another; the proposal is among them.
    front : pandas.DataFrame, one row an alternative, and one for today
        ``name``, ``chosen_for``, ``acceptance``, ``placement_error``, ``mean_pay``, ``cost_change_pct`` [accepted pay against today], ``value_year``,
        ``matrix_version``; on the months tuned on, restated to the market of the day the matrix begins.
    backtest : pandas.DataFrame
        As `backtest.backtest`: sources people, today, proposal and their difference, on the later months.
    changes : pandas.DataFrame, one row a later offer
        People's, today's and the proposed amount, the change and what it does to acceptance. Personal: not for aggregate pages.
    by_job : pandas.DataFrame
        The changes summed by job, small jobs left out.
    acceptance : Acceptance
    response : Response
    placement : Placement
        As fitted on the months tuned on.
    split_date : date
        First day of the months tested on.
    n_tuned, n_tested : int
        Offers of this matrix's jobs.
    notes : tuple of str
    """

    today: PayMatrix
    proposal: PayMatrix
    alternatives: tuple[PayMatrix, ...]
    front: pd.DataFrame
    backtest: pd.DataFrame
    changes: pd.DataFrame
    by_job: pd.DataFrame
    acceptance: Acceptance
    response: responses.Response
    placement: places.Placement
    split_date: date
    n_tuned: int
    n_tested: int
    notes: tuple[str, ...]


@confident
def tune(
    matrix: PayMatrix,
    history: frames.Frame,
    *,
    objective: Literal["placement", "acceptance", "value", "cost"] = "placement",
    test_months: int = 6,
    effective_from: date | None = None,
    spreads: tuple[float, float] = (0.06, 0.60),
    tune_edges: bool = True,
    most_cost_change: float | None = None,
    least_acceptance: float | None = None,
    movement: float | None = None,
    value_year: float | None = None,
    horizon_years: float = 2.0,
    reliability: float | None = None,
    rounding: float = 100,
    minimum_group: int = 5,
    confidence: float = 0.95,
    n_resamples: int = 300,
    random_state: int = 0,
) -> Tuning:
    """Tune a matrix's edges and ranges, and back-test the proposal on later months.

    Parameters
    ----------
    matrix : PayMatrix
        Today's. Jobs of its family, level and city are tuned where the history has those columns; the others only teach how people respond.
    history : dataframe, HISTORY, one row a scored interview
        From `pay.history`: ``job_id``, ``decided_date``, ``overall``, ``offered_pay``, ``expected_pay``, ``market_reference``, ``accepted``, and what is known of
        ``error_band``, ``market_min``, ``market_max``, stay, performance and satisfaction.
    objective : {"placement", "acceptance", "value", "cost"}
        Which end of the front is proposed.
    test_months : int
        Last months of the history, kept for the back-test.
    effective_from : date, optional
        First day of the proposal; by default the first day tested on.
    spreads : (least, most)
        Maximum over minimum less one, for every band.
    tune_edges : bool
    most_cost_change : float, optional
        Most that accepted pay may rise against today (0.03 is 3 %).
    least_acceptance : float, optional
        Share of offers that must be expected to be accepted.
    movement : float, optional
        Market movement a year; by default the history's own. Ranges are aged to the middle of the months tested on.
    value_year : float, optional
        What a hire brings a year; by default the mean ``contribution_year``.
    horizon_years : float
        Over which staying counts.
    reliability : float, optional
        Of the score; by default from the error bands.
    rounding, minimum_group, confidence, n_resamples, random_state

    Returns
    -------
    Tuning

    Raises
    ------
    ContractError
        If the history or a choice is not valid, or in another currency or period than the matrix.
    UndefinedResult
        With too few offers on either side of the split, too few answers, or no matrix that keeps the constraints.

    Notes
    -----
    The front is chosen from a lattice of matrices (edges × level × tilt × width), each evaluated with the rule of `suggest`; the placement error of
    a matrix is the chance that its amount lies outside ±10 % of a person's reference (`fit_placement`). What people answer to other pay than
    they were offered is the acceptance model's word: the back-test shows what would follow if it holds.
    """
    rows = _read(matrix, history, objective, spreads)
    split = _split(rows, test_months)
    before, offered = rows[rows["decided_date"] < split], rows["offered_pay"].notna() & rows["market_reference"].notna()
    scope = _in_scope(rows, matrix) & offered
    tuned, tested = rows[scope & (rows["decided_date"] < split)], rows[scope & (rows["decided_date"] >= split)]
    _must_be_enough(tuned, tested, matrix)
    response = responses.fit_response(before, confidence=confidence)
    models = Models(fit_acceptance(before, confidence=confidence), places.fit_placement(before, reliability=reliability), response,
                    _value(before, value_year), horizon_years)  # fmt: skip
    begins = pd.Timestamp(effective_from) if effective_from is not None else split
    aged = _aged_market(tuned, begins + (rows["decided_date"].max() - split) / 2, movement)
    front, made = alternatives(
        matrix, tuned, aged, models, objective, spreads, rounding, tune_edges, most_cost_change, least_acceptance, begins
    )
    proposal = made[0]
    # the proof reads the reference off all months, the tested ones included: tuning never saw those
    proof = Models(
        models.acceptance, places.fit_placement(rows, reliability=reliability), response, models.value_year, horizon_years
    )
    found = {"today": priced(tested, matrix), "proposal": priced(tested, proposal)}
    pays = {"people": tested["offered_pay"].to_numpy(float), **{name: own["pay"].to_numpy() for name, own in found.items()}}
    given = {name: own["given"].to_numpy() for name, own in found.items()}
    listed = changes(tested, pays, given, proof)
    return Tuning(
        today=matrix, proposal=proposal, alternatives=tuple(made), front=front,
        backtest=backtest(tested, {name: pays[name] for name in SOURCES}, given, proof, matrix.period, confidence=confidence,
                          n_resamples=n_resamples, random_state=random_state),
        changes=listed, by_job=by_group(listed, minimum_group), acceptance=models.acceptance, response=response, placement=models.placement,
        split_date=split.date(), n_tuned=len(tuned), n_tested=len(tested), notes=(models.placement.basis, *response.not_fitted),
    )  # fmt: skip


def _read(matrix: PayMatrix, history: Any, objective: str, spreads: tuple[float, float]) -> pd.DataFrame:
    if not isinstance(matrix, PayMatrix):
        raise ContractError("this is not a pay matrix", where="pay.tune", found=f"a {type(matrix).__name__}", expected="a PayMatrix",
                            cure="read it with PayMatrix.load(path) or PayMatrix.from_dict(content)")  # fmt: skip
    if objective not in OBJECTIVES:
        raise ContractError(
            "objective cannot be used",
            where="pay.tune",
            found=str(objective),
            expected=", ".join(OBJECTIVES),
            cure="choose one of them",
        )
    if not 0 < spreads[0] <= spreads[1]:
        raise ContractError(
            "spreads cannot be used",
            where="pay.tune",
            found=str(spreads),
            expected="(least, most), both above 0",
            cure="0.06 is 6 %",
        )
    rows = checked(history, where="pay.tune", needed=NEEDED)
    for field in ("currency", "period"):
        known = rows[field].dropna().unique() if field in rows else []
        if len(known) and known[0] != getattr(matrix, field):
            raise ContractError(f"{field} differs from the pay matrix", where="pay.tune", found=str(known[0]), expected=getattr(matrix, field), cure="convert the history first")  # fmt: skip
    return rows[rows["decided_date"].notna()].sort_values("decided_date", kind="stable", ignore_index=True)


def _split(rows: pd.DataFrame, test_months: int) -> pd.Timestamp:
    if not (isinstance(test_months, int) and test_months >= 1):
        raise ContractError(
            "test_months cannot be used", where="pay.tune", found=str(test_months), expected="1 or more", cure="6 is half a year"
        )
    if rows.empty:
        raise UndefinedResult("an empty history cannot be tuned on", where="pay.tune", found="0 rows", expected="offers of several months", cure="check the tables joined")  # fmt: skip
    return (rows["decided_date"].max() + pd.Timedelta(days=1) - pd.DateOffset(months=test_months)).normalize()


def _in_scope(rows: pd.DataFrame, matrix: PayMatrix) -> pd.Series:
    inside = pd.Series(data=True, index=rows.index)
    for name in ("job_family", "level", "city"):
        if name in rows and getattr(matrix, name) is not None:
            inside &= rows[name] == getattr(matrix, name)
    return inside


def _must_be_enough(tuned: pd.DataFrame, tested: pd.DataFrame, matrix: PayMatrix) -> None:
    if len(tuned) < FEWEST_TUNED or len(tested) < FEWEST_TESTED:
        raise UndefinedResult(f"too few offers to tune matrix {matrix.id}", where="pay.tune", found=f"{len(tuned)} + {len(tested)} offers before and after the split",
                              expected=f"{FEWEST_TUNED} and {FEWEST_TESTED} at least", cure="take a longer history, fewer test_months, or a wider scope")  # fmt: skip


def _value(rows: pd.DataFrame, given: float | None) -> float | None:
    if given is not None:
        return float(given)
    known = rows["contribution_year"].dropna() if "contribution_year" in rows else []
    return float(np.mean(known)) if len(known) else None


def _aged_market(tuned: pd.DataFrame, aim: pd.Timestamp, movement: float | None) -> np.ndarray:
    """Give each tuned person's market, as it will be in the middle of the months to come."""
    result = np.zeros(len(tuned))
    for places_ in tuned.reset_index(drop=True).groupby("job_id").groups.values():
        own = tuned.iloc[np.asarray(places_)]
        years = ((own["decided_date"] - own["decided_date"].max()).dt.days / YEAR).to_numpy(float)
        log = np.log(own["market_reference"].to_numpy(float))
        rate = np.log1p(movement) if movement is not None else (np.polyfit(years, log, 1)[0] if np.ptp(years) > 0.25 else 0.0)
        ahead = (aim - own["decided_date"].max()).days / YEAR
        # through the whole line, not from the newest survey: surveys are quarterly, the line knows where between two of them we are
        level = log.mean() - rate * years.mean() if np.ptp(years) > 0.25 else log[-1]
        result[np.asarray(places_)] = np.exp(level + rate * ahead)
    return result
