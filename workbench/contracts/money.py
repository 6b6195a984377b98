"""How an amount of money is counted: in whole cents, so that sums agree with the ledger whatever the engine.

In flows a column or a list of amounts (floats, integers, decimals); out flow cents for arithmetic and an exact `Decimal` total.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.frames import nw

CENT = Decimal("0.01")
HALF = 0.5 + 1e-6
BLOCK = 2**18  # block sums fit 64 bits; the blocks are added with Python integers, which cannot overflow


def cents(amount: nw.Expr) -> nw.Expr:
    """Count an amount in whole cents (half a cent goes up), kept as floats: integers up to 2^53 are exact there."""
    return to_whole(amount * 100)


def to_whole(number: nw.Expr) -> nw.Expr:
    """Round half up; what binary fractions leave just under a half (0.285 × 100 = 28.499…96) counts as the half it was typed as."""
    return (number + HALF).floor()


def exact(amount: Any) -> Decimal:
    """Read one amount as the decimal that was typed (0.1 is 0.1), not rounded."""
    return amount if isinstance(amount, Decimal) else Decimal(str(amount))


def to_cent(amount: Any) -> Decimal:
    """Round one amount half up to the cent."""
    return exact(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def share_out(cents_in_all: int, weights: Iterable[int]) -> np.ndarray:
    """Divide whole cents by weights so that the parts add up to them exactly (largest remainders get the odd cents).

    Parameters
    ----------
    cents_in_all : int, 0 or more
    weights : sequence of whole numbers, 0 or more, not all 0

    Returns
    -------
    array of int, one a weight
    """
    counts = [int(weight) for weight in weights]
    whole, each = sum(counts), int(cents_in_all)
    parts = np.array([each * count // whole for count in counts], dtype=np.int64)
    left_over = np.array([-(each * count % whole) for count in counts])
    parts[np.argsort(left_over, kind="stable")[: each - int(parts.sum())]] += 1
    return parts


def total(amounts: Iterable[Any]) -> Decimal:
    """Add amounts exactly to the cent; missing amounts are left out.

    Parameters
    ----------
    amounts : sequence of numbers
        Floats are taken to the nearest cent each; decimals are added as they are.

    Returns
    -------
    Decimal
    """
    values = np.asarray(amounts if hasattr(amounts, "__len__") else list(amounts))
    if values.dtype == object:
        known = (exact(value) for value in values if value is not None and str(value) not in {"nan", "NaN", "<NA>"})
        return sum(known, Decimal("0.00"))
    values = values[~np.isnan(values)] if values.dtype.kind == "f" else values
    counted = np.rint(values * 100).astype(np.int64)
    return Decimal(sum(int(block.sum()) for block in np.array_split(counted, 1 + len(counted) // BLOCK))) / 100
