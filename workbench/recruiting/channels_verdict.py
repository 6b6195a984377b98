"""What a comparison of channels shows, in words, and how many people would show it.

In flow p values, standard errors and the difference worth acting on; out flow verdicts and numbers of people.
"""

from __future__ import annotations

import math
from statistics import NormalDist

from workbench.errors import ContractError
from workbench.wording import Words

DIFFERS, NO_DIFFERENCE, TOO_FEW, REFERENCE = (
    Words("differs"), Words("no difference shown"), Words("too few to say"), Words("reference channel"),
)  # fmt: skip
POWER = 0.80
RULE = Words(
    "differs: the difference to {reference} within jobs is more than chance after allowing for {k} comparisons (Holm); "
    "no difference shown: enough people to have shown one worth acting on, and none seen; too few to say: n_needed people a channel would be enough"
)


def worth_acting_on(value: float, measure: str) -> float:
    """Read a difference worth acting on, or refuse: with none, no number of people is enough."""
    if not (isinstance(value, (int, float)) and value > 0):
        raise ContractError(f"the difference worth acting on for '{measure}' is not above 0", where="recruiting.channels", found=str(value), expected="a number above 0",
                            cure="say how large a difference would change what you do")  # fmt: skip
    return float(value)


def verdict(p: float, error: float, worth: float, confidence: float, comparisons: int) -> Words:
    """Say in words what a comparison shows; `error` is the standard error of the difference, `p` already adjusted."""
    if not math.isnan(p) and p < 1 - confidence:
        return DIFFERS
    return NO_DIFFERENCE if error * _sides(confidence, comparisons) <= worth else TOO_FEW


def people_needed(sd: float, worth: float, confidence: float, comparisons: int) -> int:
    """Count the people each of two channels needs to show a difference four times in five."""
    return math.ceil(2 * (sd * _sides(confidence, comparisons) / worth) ** 2)


def _sides(confidence: float, comparisons: int) -> float:
    return NormalDist().inv_cdf(1 - (1 - confidence) / 2 / max(comparisons, 1)) + NormalDist().inv_cdf(POWER)
