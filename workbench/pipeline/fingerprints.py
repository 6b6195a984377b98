"""What a piece of work depends on, as one hash: equal inputs are never computed twice.

In flow tables with an ``interview_id``; out flows one fingerprint per interview, independent of row order.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def fingerprints(ids: Iterable[str], tables: Iterable[pd.DataFrame], *, by: str = "interview_id") -> dict[str, str]:
    """Hash, for each id, all rows of the tables that carry it.

    Parameters
    ----------
    ids : iterable of str
    tables : iterable of pandas.DataFrame
        Each with column `by`; column order does not matter, row order neither.
    """
    sums = {name: hashlib.sha256() for name in ids}
    for table in tables:
        for name, numbers in _row_hashes(table, by).items():
            if name in sums:
                sums[name].update(np.sort(numbers).tobytes() + b"|")
            # ids outside the list belong to interviews nobody asked about
    return {name: digest.hexdigest()[:24] for name, digest in sums.items()}


def together(*parts: str) -> str:
    """Join versions and fingerprints into one."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def stale(wanted: Mapping[str, str], done: Mapping[str, str]) -> list[str]:
    """List the keys whose fingerprint is not the one the work was last done for."""
    return [key for key, mark in wanted.items() if done.get(key) != mark]


def _row_hashes(table: pd.DataFrame, by: str) -> dict[str, np.ndarray]:
    if table.empty:
        return {}
    columns = sorted(column for column in table.columns if column != by)
    # text form first: the same value hashes alike whether it came from a file or from the database
    text = pd.DataFrame({column: _text(table[column]) for column in columns}, index=table.index)
    numbers = pd.util.hash_pandas_object(text, index=False).to_numpy()
    order = np.argsort(table[by].to_numpy(dtype=object).astype(str), kind="stable")
    names = table[by].to_numpy(dtype=object).astype(str)[order]
    starts = np.flatnonzero(np.r_[True, names[1:] != names[:-1]])
    return dict(zip(names[starts], np.split(numbers[order], starts[1:]), strict=True))


def _text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values.dtype):
        return values.astype("Float64").map(lambda v: "" if pd.isna(v) else repr(float(v))).astype(str)
    return values.map(lambda v: "" if pd.isna(v) else str(v)).astype(str)
