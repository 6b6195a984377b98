"""How many looks were taken: p values that allow for their number.

In flow p values of one family of comparisons; out flow adjusted ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from workbench.errors import ContractError, finite


def holm(p: Any) -> np.ndarray:
    """Adjust p values for their number; missing ones stay missing and do not count.

    Parameters
    ----------
    p : sequence of float

    Raises
    ------
    ContractError
        If these are no p values.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm([0.04, 0.01, 0.03]).tolist()
    [0.06, 0.03, 0.06]
    """
    values = finite(p, "p", where="fairness.holm", dimensions=1, missing=True)
    if ((values < 0) | (values > 1)).any():
        raise ContractError("these are no p values", where="fairness.holm", found=f"{int(((values < 0) | (values > 1)).sum())} outside 0 to 1", expected="0 to 1",
                            cure="give p values, not statistics")  # fmt: skip
    adjusted, known = np.full(len(values), np.nan), np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)), 1) if len(order) else []
    return adjusted
