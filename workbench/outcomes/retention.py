"""Who stays: the share still there after a year, by channel, score band or pay position, what goes with leaving, and what pay would do.

In flow EMPLOYEES with whatever was joined to them, and PERFORMANCE; out flows a frozen `Retention`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.cox import NO_CAUSE, Cox, cox, enough_events
from workbench.outcomes.performance import known_so_far
from workbench.outcomes.spells import WHERE, column, durations, spells
from workbench.outcomes.survival import Survival, survival
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.frames import Frame

OTHER = "(other)"
YEAR = 365.0
AS_IF_CAUSE = Words(
    "today's values; assumes that changing '{name}' works as it goes together with leaving in these records, which only a trial can show"
)


@dataclass(frozen=True)
class Retention:
    """Who stays and what goes with leaving.

    `everybody` and `by_group` are curves (`by_group` null without a group). `share`, `low`, `high` are those of everybody at the horizon, null
    where nobody was followed so long. `cox` is null without covariates. `merged` names the levels put together because too few people or none
    who left were in them; `left_out` the covariates that then said nothing.
    """

    everybody: Survival
    by_group: Survival | None
    cox: Cox | None
    horizon: float
    n: int
    n_left: int
    share: float
    low: float
    high: float
    merged: dict[str, tuple[str, ...]]
    left_out: tuple[str, ...]
    confidence: float
    at_hire: pd.DataFrame = field(repr=False, compare=False)
    counterfactual: Words = NO_CAUSE

    def what_if(
        self, change: float, *, covariate: str = "pay_position", horizon: float | None = None, draws: int = 4000, seed: int = 0
    ) -> WhatIf:
        """Say what share would stay if one covariate were other than it was, all else equal (see `what_if`)."""
        return what_if(self, change, covariate=covariate, horizon=horizon, draws=draws, seed=seed)


@dataclass(frozen=True)
class WhatIf:
    """The share still there at the horizon as things are and after a change, each with its interval, and the difference."""

    covariate: str
    change: float
    horizon: float
    n: int
    before: float
    before_low: float
    before_high: float
    after: float
    after_low: float
    after_high: float
    difference: float
    difference_low: float
    difference_high: float
    finding: str
    confidence: float
    counterfactual: Words


@confident
def retention(
    employees: Frame,
    *,
    as_of: Any = None,
    by: str | None = None,
    covariates: Sequence[str] = (),
    performance: Frame | None = None,
    performance_given: Sequence[str] = (),
    duration: str | None = None,
    event: str | None = None,
    horizon: float = YEAR,
    reference: Mapping[str, Any] | None = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
) -> Retention:
    """Estimate who stays.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, one row a hire
        With any further columns joined: ``channel``, ``pay_position``, a score band …
    as_of : date-like, optional
        The day of the records; by default the latest date in them.
    by : str, optional
        Column to draw curves by.
    covariates : sequence of str
        Columns of the Cox model. Rows without one of them are left out of it, not of the curves.
    performance : dataframe, PERFORMANCE, optional
        Adds ``performance`` to the model as known so far, changing with every rating (`known_so_far`); needs EMPLOYEES.
    performance_given : sequence of str
        Further columns that foretell performance, for instance the overall score.
    duration, event : str, optional
        Instead of dates: columns with the time observed and 1 = left. The horizon is then in their unit.
    horizon : float
        Days (or units of `duration`) at which the share is read.

    Raises
    ------
    ContractError
        If a table or column is not what it should be.
    UndefinedResult
        If nobody was hired, or nobody left and a model is asked for.
    """
    stays = _stays(employees, as_of, duration, event)
    days, left = stays["days"], stays["left"]
    everybody = survival(days, left, horizon=horizon, minimum_group=1, confidence=confidence)
    groups = (
        survival(days, left, group=column(stays, by), horizon=horizon, minimum_group=minimum_group, confidence=confidence)
        if by
        else None
    )
    model, merged, dropped, known = None, {}, (), stays
    if covariates or performance is not None:
        names = list(dict.fromkeys([covariates] if isinstance(covariates, str) else covariates))
        for name in names + [n for n in performance_given if n not in names]:
            column(stays, name)
        known, merged, dropped = _tidied(stays, names, minimum_group)
        kept = [name for name in names if name not in dropped]
        model, known = _model(known, kept, performance, performance_given, reference, confidence)
    at = everybody.at_horizon.iloc[0]
    return Retention(
        everybody=everybody, by_group=groups, cox=model, horizon=float(horizon), n=everybody.n, n_left=everybody.n_left, share=float(at["survival"]),
        low=float(at["low"]), high=float(at["high"]), merged=merged, left_out=dropped, confidence=confidence, at_hire=known,
    )  # fmt: skip


def what_if(
    found: Retention,
    change: float,
    *,
    covariate: str = "pay_position",
    horizon: float | None = None,
    draws: int = 4000,
    seed: int = 0,
) -> WhatIf:
    """Say what share would stay if one covariate of everybody were higher by `change`, all else equal.

    Parameters
    ----------
    found : Retention
        With a Cox model in which the covariate is a number.
    change : float
        In the covariate's unit: 0.05 of pay position is 5 % of market pay.
    draws : int
        Draws of coefficients and baseline from their joint normal approximation; the interval is that of the draws.

    Raises
    ------
    UndefinedResult
        Without a model, with fewer than 10 events per coefficient, or where the change leads outside what was observed.
    ContractError
        If the covariate is not a number of the model, or the change is not one.
    """
    model = found.cox
    if model is None:
        raise UndefinedResult("there is no model to ask", where="outcomes.what_if", found="curves only", expected="retention with covariates",
                              cure="fit it with covariates=[…]")  # fmt: skip
    if covariate not in model.design.terms:
        raise ContractError(f"'{covariate}' is no number of the model", where="outcomes.what_if", found=", ".join(model.design.terms),
                            expected="a covariate that is a number", cure="add it to the covariates")  # fmt: skip
    if not np.isfinite(change):
        raise ContractError(
            "the change is not a number", where="outcomes.what_if", found=str(change), expected="for instance 0.05", cure="state it"
        )
    enough_events(model.n_events, len(model.table), where="outcomes.what_if")
    x = model.design.matrix(found.at_hire, where="outcomes.what_if") - np.array(model.design.means)
    place = model.design.terms.index(covariate)
    _inside(x[:, place], change, covariate)
    until = found.horizon if horizon is None else horizon
    moved = x.copy()
    moved[:, place] += change
    before, after = _shares(model, x, moved, until, draws, seed)
    tail = (1 - found.confidence) / 2
    limits = {name: np.quantile(values[1:], [tail, 1 - tail]) for name, values in
              (("before", before), ("after", after), ("difference", after - before))}  # fmt: skip
    low, high = limits["difference"]
    return WhatIf(
        covariate=covariate, change=float(change), horizon=float(until), n=len(x),
        before=float(before[0]), before_low=float(limits["before"][0]), before_high=float(limits["before"][1]),
        after=float(after[0]), after_low=float(limits["after"][0]), after_high=float(limits["after"][1]),
        difference=float(after[0] - before[0]), difference_low=float(low), difference_high=float(high),
        finding="a difference is shown" if low > 0 or high < 0 else "no difference shown",
        confidence=found.confidence, counterfactual=Words(AS_IF_CAUSE.sentence, name=covariate),
    )  # fmt: skip


def _stays(employees: Frame, as_of: Any, duration: str | None, event: str | None) -> pd.DataFrame:
    if (duration is None) != (event is None):
        raise ContractError("one of duration and event is missing", where=WHERE, found=f"duration={duration}, event={event}", expected="both or neither",
                            cure="name both columns, or pass EMPLOYEES with dates")  # fmt: skip
    if duration is None:
        return spells(employees, as_of=as_of)
    table = frames.to_pandas(employees, where=WHERE).reset_index(drop=True)
    days, left = durations(column(table, duration), column(table, event))
    return table.assign(days=days, left=left)


def _tidied(
    stays: pd.DataFrame, names: list[str], minimum_group: int
) -> tuple[pd.DataFrame, dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Leave out rows without a covariate, put rare levels together, and name covariates that do not vary."""
    table, merged, dropped = stays.dropna(subset=names).reset_index(drop=True), {}, []
    for name in names:
        if not pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_bool_dtype(table[name]):
            table[name], rare = _levels(table[name].astype(object).map(str), table["left"], minimum_group)
            if rare:
                merged[name] = rare
        if table[name].nunique() < 2:
            dropped.append(name)
    return table, merged, tuple(dropped)


def _levels(values: pd.Series, left: pd.Series, minimum_group: int) -> tuple[pd.Series, tuple[str, ...]]:
    """Put levels together, the rarest first, until each has people enough and some who left."""
    rare: list[str] = []
    while True:
        now = values.where(~values.isin(rare), OTHER)
        count = (
            pd.DataFrame({"level": now, "left": left}).groupby("level")["left"].agg(["size", "sum"]).sort_values(["sum", "size"])
        )
        poor = count[(count["size"] < minimum_group) | (count["sum"] == 0)]
        fuller = [level for level in [*poor.index, *count.index] if level != OTHER]
        if poor.empty or not fuller:
            return now, tuple(sorted(rare))
        rare.append(str(fuller[0]))


def _model(
    known: pd.DataFrame, names: list[str], performance: Frame | None, given: Sequence[str], reference: Mapping[str, Any] | None, confidence: float
) -> tuple[Cox, pd.DataFrame]:  # fmt: skip
    if performance is None:
        whole = {"duration": "days", "event": "left"}
        return cox(known, **whole, covariates=names, reference=reference, confidence=confidence), known
    if not {"employee_id", "hired_date"} <= set(known):
        raise ContractError("performance needs to know who was hired when", where=WHERE, found="a table without employee_id and hired_date", expected="EMPLOYEES",
                            cure="pass EMPLOYEES, or leave performance out")  # fmt: skip
    known = known.dropna(subset=[name for name in given if name in known]).reset_index(drop=True)
    stretches = known_so_far(known, performance, given=[*names, *(name for name in given if name not in names)])
    model = cox(stretches, duration="to_day", event="left", entry="from_day", person="employee_id", covariates=[*names, "performance"],
                reference=reference, confidence=confidence)  # fmt: skip
    return model, stretches[stretches["from_day"] == 0].reset_index(drop=True)


def _inside(values: np.ndarray, change: float, name: str) -> None:
    low, high = np.quantile(values, [0.01, 0.99])
    middle = np.median(values) + change
    if not low <= middle <= high:
        raise UndefinedResult("the change leads outside what was observed", where="outcomes.what_if", found=f"{name} changed by {change:+g}",
                              expected=f"a change between {low - np.median(values):+.3g} and {high - np.median(values):+.3g}",
                              cure="ask about a smaller change; nobody was ever paid so")  # fmt: skip


def _shares(model: Cox, x: np.ndarray, moved: np.ndarray, until: float, draws: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the mean share before and after: the estimate first, then one of each draw of coefficients and baseline."""
    place, rise, drift = model._until(until)
    log_hazard = np.log(model.baseline["hazard"].to_numpy()[place])
    random, total = np.random.default_rng(seed), np.exp(log_hazard)
    step = random.multivariate_normal(np.zeros(len(model.coefficients)), model.covariance, size=draws, method="cholesky")
    step = np.vstack([np.zeros(len(model.coefficients)), step])
    level = np.r_[log_hazard, log_hazard + np.sqrt(rise) / total * random.standard_normal(draws)] - step @ (drift / total)
    beta = model.coefficients + step
    one = [
        np.exp(-np.exp(level[b : b + 500] + rows @ beta[b : b + 500].T)).mean(axis=0)
        for rows in (x, moved)
        for b in range(0, draws + 1, 500)
    ]
    half = len(one) // 2
    return np.concatenate(one[:half]), np.concatenate(one[half:])
