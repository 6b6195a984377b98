"""The arithmetic of proportional hazards: partial likelihood with Efron's ties, its derivatives, and what happens at each leaving time.

In flow covariates, entry and exit times, events; out flow sums over the people at risk. No opinions here: `cox` has them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEPS, TOLERANCE = 60, 1e-10
LONGEST, FAR = 4.0, 25.0  # in standard deviations of the covariates: the largest step, and where no effect is still finite


@dataclass(frozen=True)
class Clock:
    """Who is at risk when: indexes into the distinct leaving times, and Efron's fractions within ties.

    Parameters
    ----------
    times : array
        Distinct times somebody left, rising.
    first, last : array, one a row
        A row is at risk at the leaving times ``first`` to ``last`` (none where ``first > last``).
    who : array
        Rows that left, by time.
    at, fraction : array, one an event
        The leaving time's index and the share of its ties already taken out.
    """

    times: np.ndarray
    first: np.ndarray
    last: np.ndarray
    who: np.ndarray
    at: np.ndarray
    fraction: np.ndarray


@dataclass(frozen=True)
class Moments:
    """Weighted count, mean and spread of the covariates over people at risk, one an event (Efron)."""

    log_likelihood: float
    total: np.ndarray
    mean: np.ndarray
    spread: np.ndarray


def clock(entry: np.ndarray, time: np.ndarray, left: np.ndarray) -> Clock:
    """Lay out the leaving times."""
    times = np.unique(time[left == 1])
    who = np.flatnonzero(left == 1)
    who = who[np.argsort(time[who], kind="stable")]
    at = np.searchsorted(times, time[who])
    starts = np.searchsorted(at, np.arange(len(times)))
    ties = np.bincount(at, minlength=len(times))
    fraction = (np.arange(len(at)) - starts[at]) / ties[at]
    first, last = np.searchsorted(times, entry, side="right"), np.searchsorted(times, time, side="right") - 1
    return Clock(times, first, last, who, at, fraction)


def moments(x: np.ndarray, beta: np.ndarray, when: Clock) -> Moments:
    """Work out what the partial likelihood needs at one value of the coefficients."""
    eta = x @ beta
    shift = eta.max() if len(eta) else 0.0
    weight = np.exp(eta - shift)
    p = x.shape[1]
    pairs = [(i, j) for i in range(p) for j in range(i, p)]
    columns = [weight, *(weight * x[:, i] for i in range(p)), *(weight * x[:, i] * x[:, j] for i, j in pairs)]
    sums = np.array([_at_risk(column, when) for column in columns])[:, when.at]
    tied = np.array([np.bincount(when.at, column[when.who], minlength=len(when.times)) for column in columns])[:, when.at]
    sums = sums - when.fraction * tied
    total = sums[0]
    mean = (sums[1 : p + 1] / total).T
    square = np.empty((len(total), p, p))
    for (i, j), row in zip(pairs, sums[p + 1 :], strict=True):
        square[:, i, j] = square[:, j, i] = row / total
    log_likelihood = float(eta[when.who].sum() - (np.log(total) + shift).sum())
    return Moments(log_likelihood, total * np.exp(shift), mean, square - mean[:, :, None] * mean[:, None, :])


def fit(x: np.ndarray, when: Clock) -> tuple[np.ndarray, Moments, bool]:
    """Climb to the largest partial likelihood by Newton's steps, halved where they overshoot.

    Returns
    -------
    coefficients, moments at them, and whether the climb ended (it does not where a group never leaves or always does)
    """
    beta = np.zeros(x.shape[1])
    now = moments(x, beta, when)
    for _ in range(STEPS):
        gradient = (x[when.who] - now.mean).sum(axis=0)
        step = np.linalg.lstsq(now.spread.sum(axis=0), gradient, rcond=None)[0]
        if not np.isfinite(step).all() or np.abs(beta).max(initial=0) > FAR:
            return beta, now, False
        step = step * min(1.0, LONGEST / max(np.abs(step).max(initial=0), 1e-300))
        size = 1.0
        new = moments(x, beta + step, when)
        while not new.log_likelihood >= now.log_likelihood - 1e-9 and size > 1e-4:
            size /= 2
            new = moments(x, beta + size * step, when)
        moved, beta, now = new.log_likelihood - now.log_likelihood, beta + size * step, new
        if abs(moved) < TOLERANCE * (1 + abs(now.log_likelihood)) and np.abs(size * step).max(initial=0) < 1e-7:
            return beta, now, True
    return beta, now, False


def _at_risk(column: np.ndarray, when: Clock) -> np.ndarray:
    """Sum a column over the people at risk at each leaving time: in at their first, out after their last."""
    n, there = len(when.times), when.first <= when.last
    into = np.bincount(when.first[there], column[there], minlength=n + 1)
    out = np.bincount(when.last[there] + 1, column[there], minlength=n + 1)
    # summed from the late end, where few are left, so that small risk sets are not what remains of large ones
    return np.cumsum((out - into)[::-1])[::-1][1:] if n else np.empty(0)
