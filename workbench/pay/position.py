"""Where pay stands: compa-ratio, range penetration, and a candidate's portrait against the job's range.

In flow amounts or a table of candidates with their job's range; out flow ratios, or one row a candidate that says in or out, and
how far.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbench import frames
from workbench.errors import ContractError, UndefinedResult, closest

FIELDS = (
    "interview_id", "candidate_id", "application_id", "job_id", "overall", "grade", "years_experience", "degree", "current_title",
    "work_history", "current_pay", "expected_pay", "range_min", "range_max", "currency", "period",
)  # fmt: skip
ALIASES = {"pay_min": "range_min", "pay_max": "range_max"}
VERDICTS = ("inside", "above", "below", "unknown")


def compa_ratio(pay: Any, midpoint: Any) -> Any:
    """Divide pay by the midpoint (or market reference) of its range; 1.0 = at the midpoint.

    Parameters
    ----------
    pay, midpoint : number, or columns of equal length
        In one currency and period; midpoint above 0.

    Raises
    ------
    UndefinedResult
        If a single midpoint is not above 0; in a column such rows give a missing value.
    """
    return _ratio(pay, midpoint, what="compa-ratio", base="midpoint")


def range_penetration(pay: Any, range_min: Any, range_max: Any) -> Any:
    """Say how far into its range pay has come: (pay - min) / (max - min); 0 = at the minimum, 1 = at the maximum.

    Parameters
    ----------
    pay, range_min, range_max : number, or columns of equal length
        In one currency and period, maximum above minimum. Below 0 or above 1 is outside the range.

    Raises
    ------
    UndefinedResult
        If a single range has no width; in a column such rows give a missing value.
    """
    return _ratio(_less(pay, range_min), _less(range_max, range_min), what="range penetration", base="range width")


def portrait(candidates: frames.Frame, *, range_min: Any = None, range_max: Any = None) -> pd.DataFrame:
    """Set each candidate's current and expected pay against the job's range, before the offer talk (M15).

    Parameters
    ----------
    candidates : dataframe, one row a candidate and job
        Reads what is there of score (``overall``), history (``years_experience``, ``current_title`` …), ``current_pay``,
        ``expected_pay`` and the range: ``pay_min``/``pay_max`` of JOBS or ``range_min``/``range_max`` of PAY_SUGGESTIONS.
    range_min, range_max : number, optional
        One range for all rows, in the candidates' currency and period.

    Returns
    -------
    pandas.DataFrame, one row a candidate, same order
        The columns read, then for current and expected pay: ``…_position`` {inside, above, below, unknown}, ``…_distance`` [amount
        beyond the nearest end, signed; 0 inside], ``…_penetration`` [0 = minimum, 1 = maximum], ``…_compa_ratio`` [1 = midpoint];
        and ``raise_pct`` [expected over current pay].

    Raises
    ------
    ContractError
        If there is no range, or a range falls.
    """
    rows = frames.to_pandas(candidates, where="pay.portrait").rename(columns=ALIASES)
    for name, given in (("range_min", range_min), ("range_max", range_max)):
        if given is not None:
            rows[name] = float(given)
        elif name not in rows:
            raise ContractError(f"column missing: {name}", where="pay.portrait", found=f"columns {', '.join(rows.columns)}",
                                expected="range_min and range_max (or pay_min and pay_max)",
                                cure=closest(name, rows.columns) or "join the job's range, or pass range_min= and range_max=")  # fmt: skip
    low, high = rows["range_min"].astype(float), rows["range_max"].astype(float)
    if (low > high).any():
        raise ContractError("a range falls", where="pay.portrait", found=f"{int((low > high).sum())} rows with minimum above maximum",
                            expected="minimum not above maximum", cure="swap the two columns, or correct the jobs named")  # fmt: skip
    table = rows[[name for name in FIELDS if name in rows]].copy()
    for kind in ("current", "expected"):
        if f"{kind}_pay" in rows:
            table = table.assign(**_against(kind, rows[f"{kind}_pay"].astype(float), low, high))
    if {"current_pay", "expected_pay"} <= set(rows):
        table["raise_pct"] = (_ratio(rows["expected_pay"].astype(float), rows["current_pay"].astype(float)) - 1) * 100
    return table


def _against(kind: str, pay: pd.Series, low: pd.Series, high: pd.Series) -> dict[str, pd.Series]:
    known = pay.notna() & low.notna() & high.notna()
    position = pd.Series("inside", index=pay.index).mask(pay > high, "above").mask(pay < low, "below").where(known, "unknown")
    distance = (pay - high).clip(lower=0) - (low - pay).clip(lower=0)
    return {
        f"{kind}_position": position,
        f"{kind}_distance": distance,
        f"{kind}_penetration": range_penetration(pay, low, high),
        f"{kind}_compa_ratio": compa_ratio(pay, (low + high) / 2),
    }


def _ratio(part: Any, whole: Any, *, what: str = "ratio", base: str = "base") -> Any:
    if isinstance(part, pd.Series) or isinstance(whole, pd.Series):
        bases = whole if isinstance(whole, pd.Series) else pd.Series(float(whole), index=part.index)
        return part / bases.where(bases > 0)
    number = float(whole)
    if not number > 0:
        raise UndefinedResult(f"{what} has no value", where=f"pay.{what.replace('-', '_').replace(' ', '_')}",
                              found=f"a {base} of {number:g}", expected="above 0", cure="check the range's ends")  # fmt: skip
    return math.nan if math.isnan(float(part)) else float(part) / number


def _less(one: Any, other: Any) -> Any:
    if isinstance(one, pd.Series) or isinstance(other, pd.Series):
        return one - other
    return float(one) - float(other)
