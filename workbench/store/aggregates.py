"""What may be known of everybody together: means and quartiles by group, with groups too small to hide in left out.

In flow an open column and the columns to group by; out flows one row a group, without the figures of small groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import ContractError
from workbench.store import reading, rights
from workbench.store.tables import STORED, stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from sqlalchemy import Connection

    from workbench.contracts import TableContract
    from workbench.store.accounts import Account
    from workbench.store.vault import Vault

MINIMUM_GROUP = 5


def table(
    vault: Vault, connection: Connection, account: Account, contract: TableContract | str, measure: str, *, by: Iterable[str] | str
) -> pd.DataFrame:
    """Summarise one open number by groups over all openings.

    Returns
    -------
    pandas.DataFrame, one row per group
        The columns of `by`, ``n``, ``mean``, ``sd``, ``p25``, ``median``, ``p75`` (unit of the measure). A group with fewer
        than five values shows none of them.

    Raises
    ------
    AccessDenied
        If the role may not read aggregates, or one of the columns.
    ContractError
        If a column is unknown or the measure is not a number.
    """
    kept, by = stored(contract), [by] if isinstance(by, str) else list(by)
    rights.require(account.role, "read aggregates of all openings", subject=kept.name)
    own = [name for name in (measure, *by) if name in kept.names or name != "job_id"]
    reading.must_see(kept, own, account)
    if kept.contract[measure].kind not in {"number", "money", "integer"}:
        raise ContractError(f"'{measure}' is not a number", where=kept.name, expected="a column of numbers",
                            cure="name a measure")  # fmt: skip
    frame = reading.whole(vault, connection, kept)
    if "job_id" in by and "job_id" not in frame:
        source = STORED["INTERVIEWS" if "interview_id" in frame else "APPLICATIONS"]
        jobs = reading.whole(vault, connection, source)[[source.key[0], "job_id"]]
        frame = frame.merge(jobs, on=source.key[0], how="left")
    return _summary(frame, measure, by)


def _summary(frame: pd.DataFrame, measure: str, by: list[str]) -> pd.DataFrame:
    groups = frame.assign(**{measure: frame[measure].astype(float)}).groupby(by, dropna=False)[measure]
    result = groups.agg(n="count", mean="mean", sd="std").reset_index()
    for name, share in (("p25", 0.25), ("median", 0.5), ("p75", 0.75)):
        result[name] = groups.quantile(share).to_numpy()
    figures = ["n", "mean", "sd", "p25", "median", "p75"]
    result = result.astype({"n": "Int64"})
    result.loc[result["n"] < MINIMUM_GROUP, figures] = None
    return result
