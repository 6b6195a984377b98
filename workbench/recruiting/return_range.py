"""Return under four counterfactuals, each with its name, its range by Monte Carlo, and what moves it most.

In flow a cost, what hires contributed and, where known, how they performed and what selecting is worth; out flows a frozen `ReturnsCompared`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from workbench.contracts import money
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.recruiting.returns import COUNTERFACTUALS, recruiting_return
from workbench.wording import Words

WHERE = "recruiting.returns_compared"
GROSS, NET, INCREMENTAL, UTILITY = "gross", "net", "incremental", "utility"
NAMED = {
    **COUNTERFACTUALS,
    INCREMENTAL: Words("the same places filled, at no cost, by average performers"),
    UTILITY: Words("the same number of hires picked at random from the same applicants, at no cost"),
}
FORMULAS = {
    GROSS: "contribution / cost × 100",
    NET: "(contribution - cost) / cost × 100",
    INCREMENTAL: "(performance above average × years × worth - cost) / cost × 100",
    UTILITY: "(person-years × validity × mean z of the hired × sd of performance × worth - cost) / cost × 100",
}
SELECTION = ("person_years", "validity", "selected_z", "sd_performance")
HIRES = "hires"
MANY = 2000  # hires from which the sum of a resample is drawn as normal
PLAIN = 1


@dataclass(frozen=True)
class ReturnsCompared:
    """Return by counterfactual.

    `table`, one row a return: ``name``, ``return_pct``, ``low``, ``high`` [per cent; null where nothing is uncertain], ``formula``, ``counterfactual``.
    `tornado`, one row a return and input, the widest first: ``name``, ``input``, ``low``, ``stated``, ``high``, ``at_low``, ``at_high``, ``swing``.
    `share_below_threshold`: of the draws, those with a gross return below the threshold.
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    tornado: pd.DataFrame = field(repr=False, compare=False)
    gross_pct: Decimal
    net_pct: Decimal
    below_threshold: bool
    share_below_threshold: float | None
    warning: Words | None
    levers: tuple[str, ...]
    draws: int
    seed: int
    confidence: float
    counterfactual: Mapping[str, Words]
    formula: Mapping[str, str]


@confident
def returns_compared(
    cost: Any,
    contributions: Any,
    *,
    performance: Any = None,
    worth: Any = None,
    utility: Mapping[str, Any] | None = None,
    ranges: Mapping[str, Sequence[Any]] | None = None,
    threshold_pct: Any = 3000,
    draws: int = 10_000,
    seed: int = 0,
    confidence: float = 0.95,
) -> ReturnsCompared:
    """Set what hires brought against what finding them cost, under every counterfactual the inputs allow.

    Parameters
    ----------
    cost : number, or mapping of part to amount
    contributions : number, or sequence with one a hire
        A sequence also says how much chance there is in who was hired: it is resampled. Missing ones count as nothing so far.
    performance : number, or sequence with one a hire, optional
        Performance above average × years, in units of performance; with `worth` it gives the incremental return.
    worth : number, optional
        Money a year of one unit of performance.
    utility : mapping, optional
        ``person_years``, ``validity``, ``selected_z`` [mean standard score of the hired among applicants] and ``sd_performance`` (1 when left
        out); with `worth` it gives the return by Brogden, Cronbach and Gleser.
    ranges : mapping of input to (low, high), optional
        ``contribution`` (when a number), ``worth``, the parts of `cost` (``cost`` when a number), and those of `utility`.
    threshold_pct : number
        Gross return below which the result carries its warning and levers.

    Returns
    -------
    ReturnsCompared
        Point estimates of gross and net are exact decimals.

    Raises
    ------
    UndefinedResult
        If the cost is 0.
    ContractError
        If a number is not one, a range does not hold what is stated, or names no input.

    Notes
    -----
    Each range is drawn from a triangle with the stated value on top, independently of the others; hires are drawn with replacement. The
    interval is that of the draws. The tornado moves one input to its ends and leaves the others where they are stated (hires: the 5th and
    95th per cent of resampled sums).

    References
    ----------
    Brogden (1949); Cronbach & Gleser (1965); Boudreau (1991).
    """
    if not 0.5 <= confidence < PLAIN or draws < 100:
        raise ContractError("draws or confidence cannot be used", where=WHERE, found=f"{draws} draws, confidence {confidence}",
                            expected="at least 100 draws and a confidence of 0.5 to below 1", cure="leave the defaults")  # fmt: skip
    parts = {str(k): _number(v, str(k)) for k, v in cost.items()} if isinstance(cost, Mapping) else {"cost": _number(cost, "cost")}
    brought, done = (
        _per_hire(contributions, "contributions"),
        None if performance is None else _per_hire(performance, "performance"),
    )
    plain = recruiting_return(sum(parts.values(), Decimal(0)), _sum(contributions, brought), threshold_pct=threshold_pct)
    if done is not None and len(done) > 1 and len(brought) > 1 and len(done) != len(brought):
        raise ContractError("contributions and performance are not of the same hires", where=WHERE, found=f"{len(brought)} and {len(done)}",
                            expected="one of each a hire", cure="take both from hire_contributions")  # fmt: skip
    inputs = _inputs(parts, brought, worth, utility)
    triangles = _triangles(inputs, ranges or {})
    random = np.random.default_rng(seed)
    drawn = {
        name: random.triangular(*ends, draws) if ends[0] < ends[2] else np.full(draws, ends[1]) for name, ends in triangles.items()
    }
    sums = _resampled(brought, done, draws, random)
    names = [
        GROSS,
        NET,
        *([INCREMENTAL] if done is not None and worth is not None else []),
        *([UTILITY] if utility is not None and worth is not None else []),
    ]
    stated = _returns({**_stated(brought, done), **inputs}, list(parts), names)
    spread = _returns(
        {**{n: np.full(draws, v) for n, v in {**inputs, **_stated(brought, done)}.items()}, **drawn, **sums}, list(parts), names
    )
    uncertain = bool(triangles) or bool(sums)
    exact = {GROSS: float(plain.gross_pct), NET: float(plain.net_pct)}
    tail = (1 - confidence) / 2
    rows = [{"name": name, "return_pct": exact.get(name, round(float(stated[name]), 2)), "low": float(np.quantile(spread[name], tail)) if uncertain else np.nan,
             "high": float(np.quantile(spread[name], 1 - tail)) if uncertain else np.nan, "formula": FORMULAS[name], "counterfactual": NAMED[name]}
            for name in names]  # fmt: skip
    return ReturnsCompared(
        table=pd.DataFrame(rows), tornado=_tornado(inputs, triangles, sums, _stated(brought, done), list(parts), names),
        gross_pct=plain.gross_pct, net_pct=plain.net_pct, below_threshold=plain.below_threshold,
        share_below_threshold=float((spread[GROSS] < float(plain.threshold_pct)).mean()) if uncertain else None,
        warning=plain.warning, levers=plain.levers, draws=draws, seed=seed, confidence=confidence,
        counterfactual={name: NAMED[name] for name in names}, formula={name: FORMULAS[name] for name in names},
    )  # fmt: skip


def _number(value: Any, name: str) -> Decimal:
    try:
        number = money.exact(value)
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ContractError(
            f"'{name}' is not a number", where=WHERE, found=str(value), expected="a number", cure="state it, or leave it out"
        )
    return number


def _per_hire(values: Any, name: str) -> np.ndarray:
    """Give one amount a hire; a single number stands for everybody together."""
    if isinstance(values, (str, Decimal)) or not hasattr(values, "__len__"):
        return np.array([float(_number(values, name))])
    try:
        amounts = pd.to_numeric(pd.Series(list(values)), errors="raise").to_numpy("float64", na_value=np.nan)
    except (TypeError, ValueError):
        raise ContractError(
            f"'{name}' are not numbers", where=WHERE, found="text", expected="one number a hire", cure="recode them"
        ) from None
    if not len(amounts):
        raise UndefinedResult(
            "nobody was hired, so nothing was brought",
            where=WHERE,
            found="0 hires",
            expected="at least 1",
            cure="choose a longer period",
        )
    if np.isinf(amounts).any():
        raise ContractError(
            f"'{name}' are not all finite",
            where=WHERE,
            found=f"{int(np.isinf(amounts).sum())} rows",
            expected="amounts",
            cure="correct them",
        )
    return np.nan_to_num(amounts)


def _sum(given: Any, brought: np.ndarray) -> Decimal:
    single = isinstance(given, (str, Decimal)) or not hasattr(given, "__len__")
    return _number(given, "contributions") if single else money.total(brought)


def _inputs(parts: dict[str, Decimal], brought: np.ndarray, worth: Any, utility: Mapping[str, Any] | None) -> dict[str, float]:
    inputs = {name: float(value) for name, value in parts.items()}
    if len(brought) == 1:
        inputs["contribution"] = float(brought[0])
    if worth is not None:
        inputs["worth"] = float(_number(worth, "worth"))
    if utility is None:
        return inputs
    given = {"sd_performance": 1, **utility}
    if wrong := sorted(set(SELECTION) ^ set(given)):
        raise ContractError(f"utility has or lacks '{wrong[0]}'", where=WHERE, found=", ".join(map(str, given)), expected=", ".join(SELECTION),
                            cure="name exactly these")  # fmt: skip
    inputs |= {name: float(_number(given[name], name)) for name in SELECTION}
    if not -1 <= inputs["validity"] <= 1:
        raise ContractError(
            "a validity is a correlation",
            where=WHERE,
            found=f"{inputs['validity']:g}",
            expected="-1 to 1",
            cure="divide per cents by 100",
        )
    return inputs


def _triangles(inputs: dict[str, float], ranges: Mapping[str, Sequence[Any]]) -> dict[str, tuple[float, float, float]]:
    triangles = {}
    for name, ends in ranges.items():
        if name not in inputs:
            raise ContractError(
                f"ranges name '{name}', which is no input",
                where=WHERE,
                found=str(name),
                expected=", ".join(inputs),
                cure="leave it out",
            )
        low, high = (float(_number(end, str(name))) for end in ends)
        if not low <= inputs[name] <= high:
            raise ContractError(f"the range of '{name}' does not hold what is stated", where=WHERE, found=f"{low:g} to {high:g}, stated {inputs[name]:g}",
                                expected="low ≤ stated ≤ high", cure="widen the range or correct the value")  # fmt: skip
        triangles[name] = (low, inputs[name], high)
    return triangles


def _stated(brought: np.ndarray, done: np.ndarray | None) -> dict[str, float]:
    return {"contribution": float(brought.sum()), "performance": 0.0 if done is None else float(done.sum())}


def _resampled(brought: np.ndarray, done: np.ndarray | None, draws: int, random: np.random.Generator) -> dict[str, np.ndarray]:
    """Draw the sums over as many hires again, both sums from the same hires."""
    if len(brought) < 2 and (done is None or len(done) < 2):
        return {}
    columns = {"contribution": brought} if len(brought) > 1 else {}
    columns |= {"performance": done} if done is not None and len(done) > 1 else {}
    table = np.column_stack(list(columns.values()))
    n = len(table)
    if n > MANY:
        covariance = np.atleast_2d(np.cov(table.T)) * n
        drawn = random.multivariate_normal(table.sum(axis=0), covariance, size=draws)
    else:
        counts = random.multinomial(n, np.full(n, 1 / n), size=draws)
        drawn = counts @ table
    return dict(zip(columns, drawn.T, strict=True))


def _returns(at: Mapping[str, Any], parts: list[str], names: list[str]) -> dict[str, Any]:
    cost = sum(at[name] for name in parts)
    whole = {GROSS: at["contribution"] / cost * 100, NET: at["contribution"] / cost * 100 - 100}
    if INCREMENTAL in names:
        whole[INCREMENTAL] = at["performance"] * at["worth"] / cost * 100 - 100
    if UTILITY in names:
        gain = at["person_years"] * at["validity"] * at["selected_z"] * at["sd_performance"] * at["worth"]
        whole[UTILITY] = gain / cost * 100 - 100
    return whole


def _tornado(
    inputs: dict[str, float], triangles: dict[str, tuple[float, float, float]], sums: dict[str, np.ndarray], stated: dict[str, float], parts: list[str],
    names: list[str],
) -> pd.DataFrame:  # fmt: skip
    base, rows = {**stated, **inputs}, []
    moves = {name: ({name: low}, {name: high}, low, middle, high) for name, (low, middle, high) in triangles.items()}
    if sums:
        ends = [{name: float(np.quantile(values, share)) for name, values in sums.items()} for share in (0.05, 0.95)]
        moves[HIRES] = (*ends, *(np.nan,) * 3)
    for source, (down, up, low, middle, high) in moves.items():
        at_low, at_high = _returns({**base, **down}, parts, names), _returns({**base, **up}, parts, names)
        rows += [{"name": name, "input": source, "low": low, "stated": middle, "high": high, "at_low": at_low[name], "at_high": at_high[name],
                  "swing": abs(at_high[name] - at_low[name])} for name in names if at_low[name] != at_high[name]]  # fmt: skip
    columns = ["name", "input", "low", "stated", "high", "at_low", "at_high", "swing"]
    table = pd.DataFrame(rows, columns=columns)
    order = table["name"].map({name: place for place, name in enumerate(names)})
    return (
        table.assign(order=order)
        .sort_values(["order", "swing"], ascending=[True, False], kind="stable", ignore_index=True)
        .drop(columns="order")
    )
