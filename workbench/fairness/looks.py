"""How many looks were taken: p values that allow for their number.

In flow p values of one family of comparisons; out flow adjusted ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def holm(p: Any) -> np.ndarray:
    """Adjust p values for their number; missing ones stay missing and do not count.

    Parameters
    ----------
    p : sequence of float

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.04, 0.01, 0.03]).tolist()
    [0.06, 0.03, 0.06]
    """
    values = np.asarray(p, dtype=float)
    adjusted, known = np.full(len(values), np.nan), np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)), 1) if len(order) else []
    return adjusted
