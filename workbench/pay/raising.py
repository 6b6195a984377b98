"""What a fixed amount more would do to acceptance, for the offers a job really made.

In flow a fitted `Acceptance` and past offers; out flow the mean chance of a yes at what was offered and at more, with the interval of the difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from workbench.errors import UndefinedResult
from workbench.pay.acceptance import chance
from workbench.pay.history import checked

if TYPE_CHECKING:
    from workbench import frames
    from workbench.pay.acceptance import Acceptance


@dataclass(frozen=True)
class Raised:
    """What more pay would do.

    Parameters
    ----------
    amount : float
        Added to each offer, in its currency and period.
    before, after : float
        Mean chance of a yes [0-1] at what was offered, and at `amount` more.
    change, low, high : float
        Their difference with its interval.
    n, n_accepted : int
        Offers it is about, and how many of them were accepted.
    confidence : float
    """

    amount: float
    before: float
    after: float
    change: float
    low: float
    high: float
    n: int
    n_accepted: int
    confidence: float


def acceptance_if_raised(fitted: Acceptance, offers: frames.Frame, *, amount: float) -> Raised:
    """Say what the fitted response means for some offers, had each been higher by an amount.

    Parameters
    ----------
    fitted : Acceptance
    offers : dataframe, HISTORY
        Answered offers of one currency and period; rows without ``offered_pay``, ``expected_pay``, ``market_reference`` or ``accepted`` are left out.
    amount : float
        In the offers' currency and period; below 0 for less.

    Returns
    -------
    Raised
        The interval is at the confidence of `fitted`.

    Raises
    ------
    UndefinedResult
        If no offer is left.

    Notes
    -----
    The mean difference of chances is a function of the three terms; its variance is g' C g with C their covariance and g the mean difference
    of p (1 − p) times the design (delta method). The job's own level is held where it was found. A response among offers that were not made at
    random, not a proof of cause.
    """
    needed = ("offered_pay", "expected_pay", "market_reference", "accepted")
    rows = checked(offers, where="pay.acceptance_if_raised", needed=("job_id", *needed)).dropna(subset=list(needed))
    if rows.empty:
        raise UndefinedResult("no answered offer to raise", where="pay.acceptance_if_raised", found="0 offers with expectation and market",
                              expected="1 at least", cure="choose another job, or wait for answers")  # fmt: skip
    terms = fitted.table["estimate"].to_numpy(float)
    own = rows["job_id"].map(fitted.levels).fillna(0.0).to_numpy(float)
    (before, at_before), (after, at_after) = (_chances(terms, rows, own, more) for more in (0.0, float(amount)))
    slope = (at_after - at_before).mean(axis=0)
    change = float((after - before).mean())
    reach = NormalDist().inv_cdf(0.5 + fitted.confidence / 2) * float(np.sqrt(slope @ fitted.covariance @ slope))
    return Raised(
        amount=float(amount), before=float(before.mean()), after=float(after.mean()), change=change, low=change - reach, high=change + reach,
        n=len(rows), n_accepted=int(rows["accepted"].astype(bool).sum()), confidence=fitted.confidence,
    )  # fmt: skip


def _chances(terms: np.ndarray, rows: object, own: np.ndarray, more: float) -> tuple[np.ndarray, np.ndarray]:
    """Give each offer's chance of a yes, and how it moves with each term."""
    pay = rows["offered_pay"].to_numpy(float) + more
    ratios = [pay / rows[name].to_numpy(float) - 1 for name in ("expected_pay", "market_reference")]
    yes = chance(terms, *ratios, own)
    return yes, (yes * (1 - yes))[:, None] * np.column_stack([np.ones(len(rows)), *ratios])
