"""What selecting by this score is worth, with how sure one can be of it.

In flow numbers, or ranges where a number is not known; out flows one `Utility`: the gain, its range by Monte Carlo, what it hangs
on most, and where it would break even. The sums are those of `utility_money`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.utility_money import against
from workbench.outcomes.utility_selection import WHERE, selected_mean_z
from workbench.wording import Words

SHARES = ("selection_ratio", "variable_cost_share", "tax_rate")
LIMITS = {"validity": (-1.0, 1.0), "baseline_validity": (-1.0, 1.0), **dict.fromkeys(SHARES, (0.0, 1.0))}
RANGES = Words("a pair is a range in which every value is equally likely; of three numbers the middle one is likeliest")


@dataclass(frozen=True)
class Utility:
    """The gain of selecting, with its range.

    Parameters
    ----------
    net : float
        Gain at the likeliest value of every number, money.
    low, median, high : float
        Of the drawn gains, at `confidence`; all equal to `net` where every number is known.
    probability_positive : float
        Share of draws in which selecting pays.
    break_even_validity, break_even_sdy : float
        At the likeliest values of the other numbers; NaN where nothing pays.
    drivers : pandas.DataFrame
        One row a number given as a range: ``name``, ``low``, ``likeliest``, ``high``, ``net_low``, ``net_high`` [the gain with this
        number at its ends and the others likeliest], ``share`` [of the spread of gains it explains, from rank correlations].
    draws : int
    confidence : float
    formula : str
    counterfactual, note : Words
    """

    net: float
    low: float
    median: float
    high: float
    probability_positive: float
    break_even_validity: float
    break_even_sdy: float
    drivers: pd.DataFrame = field(repr=False, compare=False)
    draws: int
    confidence: float
    formula: str
    counterfactual: Words
    note: Words


@confident
def utility(
    *,
    validity: Any,
    selection_ratio: Any,
    sdy: Any,
    n_selected: Any = 1,
    tenure_years: Any = 1,
    cost: Any = 0,
    cost_per_applicant: Any = 0,
    baseline_validity: Any = 0,
    variable_cost_share: Any = 0,
    tax_rate: Any = 0,
    discount_rate: Any = 0,
    draws: int = 20_000,
    confidence: float = 0.95,
    random_state: int = 0,
) -> Utility:
    """Give what selecting is worth, as a range where its numbers are ranges.

    Parameters
    ----------
    validity, selection_ratio, sdy, n_selected, tenure_years, cost, cost_per_applicant, baseline_validity : number or range
        As in `brogden_cronbach_gleser`. A range is a pair (low, high) or three numbers (low, likeliest, high).
    variable_cost_share, tax_rate, discount_rate : number or range
        As in `boudreau`; hires stay `tenure_years` and cost falls due, and lowers the tax, at the start.
    draws : int
        Of the Monte Carlo.
    confidence : float
    random_state : int

    Returns
    -------
    Utility

    Raises
    ------
    ContractError
        If a number is out of its range or a range is upside down.
    UndefinedResult
        If nobody is selected.

    Notes
    -----
    Years of a fraction count for that fraction. Ranges are drawn independently: where two hang together (a tighter cut costs
    more) the range of the gain is too narrow or too wide by that.

    References
    ----------
    Cronshaw, S. F., Alexander, R. A., Wiesner, W. H. & Barrick, M. R. (1987). Incorporating risk into selection utility.
    Organizational Behavior and Human Decision Processes 40, 270-286.

    Examples
    --------
    >>> found = utility(validity=(0.2, 0.3, 0.4), selection_ratio=0.2, sdy=50000, n_selected=100, tenure_years=3, cost=75000)
    >>> found.low < found.net < found.high
    True
    """
    given = {
        "validity": validity, "selection_ratio": selection_ratio, "sdy": sdy, "n_selected": n_selected, "tenure_years": tenure_years, "cost": cost,
        "cost_per_applicant": cost_per_applicant, "baseline_validity": baseline_validity, "variable_cost_share": variable_cost_share,
        "tax_rate": tax_rate, "discount_rate": discount_rate,
    }  # fmt: skip
    ranges = {name: _range(value, name) for name, value in given.items()}
    likeliest = {name: middle for name, (_, middle, _) in ranges.items()}
    random = np.random.default_rng(random_state)
    drawn = {name: _draw(given[name], ends, draws, random) for name, ends in ranges.items()}
    gains, net = _net(**drawn), float(_net(**{name: np.array([value]) for name, value in likeliest.items()})[0])
    low, median, high = np.quantile(gains, [(1 - confidence) / 2, 0.5, (1 + confidence) / 2])
    even_validity, even_sdy = _break_evens(likeliest)
    return Utility(
        net=net, low=float(low), median=float(median), high=float(high), probability_positive=float((gains > 0).mean()),
        break_even_validity=even_validity, break_even_sdy=even_sdy, drivers=_drivers(ranges, likeliest, drawn, gains), draws=draws, confidence=confidence,
        formula="Σ n × (r − r of the baseline) × SDy × mean z of the selected × (1 − variable costs) × (1 − tax) / (1 + discount)^year − cost × (1 − tax)",
        counterfactual=against(likeliest["baseline_validity"]), note=RANGES,
    )  # fmt: skip


def _range(value: Any, name: str) -> tuple[float, float, float]:
    """Read a number, a pair or a triple as low, likeliest, high (a pair's likeliest is its middle)."""
    try:
        parts = [float(v) for v in value] if isinstance(value, (tuple, list, np.ndarray)) else [float(value)]
    except (TypeError, ValueError):
        parts = []
    low, high = LIMITS.get(name, (0.0, math.inf))
    if not 1 <= len(parts) <= 3 or parts != sorted(parts) or not all(low <= part <= high for part in parts):
        raise ContractError(f"'{name}' is neither a number nor a range", where=WHERE, found=", ".join(f"{part:g}" for part in parts) or type(value).__name__,
                            expected=f"one number, (low, high) or (low, likeliest, high) from {low:g} to {high:g}", cure="put the smaller number first")  # fmt: skip
    if name == "selection_ratio" and parts[0] == 0:
        raise UndefinedResult("nothing follows from selecting nobody", where=WHERE, found="selection_ratio 0", expected="above 0, at most 1",
                              cure="give the share that is selected")  # fmt: skip
    return parts[0], parts[1] if len(parts) == 3 else (parts[0] + parts[-1]) / 2, parts[-1]


def _draw(value: Any, ends: tuple[float, float, float], draws: int, random: np.random.Generator) -> np.ndarray:
    low, middle, high = ends
    if low == high:
        return np.full(draws, low)
    return random.uniform(low, high, draws) if len(value) == 2 else random.triangular(low, middle, high, draws)


def _net(**number: np.ndarray) -> np.ndarray:
    """Compute the present value of every draw at once; `boudreau` does one draw year by year and is tested against it."""
    chosen = number["selection_ratio"]
    ordinate = np.array([0.0 if s >= 1 else selected_mean_z(s) for s in np.unique(chosen)])
    mean = ordinate[np.searchsorted(np.unique(chosen), chosen)]
    keep, rate = 1 - number["tax_rate"], number["discount_rate"]
    years, whole = number["tenure_years"], np.floor(number["tenure_years"])
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(rate > 0, (1 - (1 + rate) ** -whole) / rate, whole)
    level = level + (years - whole) * (1 + rate) ** -(whole + 1)
    one = (number["validity"] - number["baseline_validity"]) * mean * number["sdy"] * (1 - number["variable_cost_share"]) * keep
    spent = number["cost"] + number["cost_per_applicant"] * number["n_selected"] / chosen
    return number["n_selected"] * one * level - spent * keep


def _break_evens(likeliest: dict[str, float]) -> tuple[float, float]:
    """Find the validity and the SDy at which the gain is 0, the others likeliest."""
    free = {name: value for name, value in likeliest.items() if name not in {"validity", "sdy"}}

    def at(r: float, sdy: float) -> float:
        return float(_net(**{name: np.array([v]) for name, v in {**free, "validity": r, "sdy": sdy}.items()})[0])

    spent, gain = -at(likeliest["baseline_validity"], likeliest["sdy"]), likeliest["validity"] - likeliest["baseline_validity"]
    by_r = at(likeliest["baseline_validity"] + 1, likeliest["sdy"]) + spent
    by_sdy = at(likeliest["baseline_validity"] + gain, 1.0) + spent
    return (likeliest["baseline_validity"] + spent / by_r if by_r > 0 else math.nan), (spent / by_sdy if by_sdy > 0 else math.nan)


def _drivers(
    ranges: dict[str, tuple[float, float, float]], likeliest: dict[str, float], drawn: dict[str, np.ndarray], gains: np.ndarray
) -> pd.DataFrame:
    rows, ranked = [], pd.Series(gains).rank()
    for name, (low, middle, high) in ranges.items():
        if low < high:
            ends = [float(_net(**{k: np.array([v]) for k, v in {**likeliest, name: end}.items()})[0]) for end in (low, high)]
            r = 0.0 if ranked.nunique() < 2 else float(np.corrcoef(pd.Series(drawn[name]).rank(), ranked)[0, 1])
            rows.append((name, low, middle, high, *ends, r * r))
    table = pd.DataFrame(rows, columns=["name", "low", "likeliest", "high", "net_low", "net_high", "share"])
    return table.sort_values("share", ascending=False, ignore_index=True)
