"""Where people's pay stands against the market of their job on the day it was agreed.

In flow EMPLOYEES, MARKET_PAY and OFFERS; out flows one number a hire: pay divided by the market's median, less one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench import frames
from workbench.contracts import EMPLOYEES, MARKET_PAY, OFFERS

if TYPE_CHECKING:
    from workbench.frames import Frame


def pay_position(employees: Frame, market_pay: Frame, offers: Frame | None = None) -> pd.Series:
    """Set each hire's pay against the latest market median known when it was agreed.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, one row a hire
        Reads ``pay``, ``job_id``, ``hired_date``; ``currency`` and ``period`` where there are any.
    market_pay : dataframe, MARKET_PAY, one row a job and date
        Reads ``p50``.
    offers : dataframe, OFFERS, optional
        ``offer_date`` of the hire's application is the day of agreement; without it, the day of hire.

    Returns
    -------
    pandas.Series indexed by employee_id
        0.05 = 5 % above the market's median. Missing where pay or market are unknown or stand in another currency or period.
    """
    people = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").reset_index(drop=True)
    market = frames.to_pandas(MARKET_PAY.check(market_pay), where="MARKET_PAY")
    day = pd.to_datetime(people["hired_date"])
    if offers is not None and "application_id" in people:
        agreed = (
            frames.to_pandas(OFFERS.check(offers), where="OFFERS")
            .drop_duplicates("application_id")
            .set_index("application_id")["offer_date"]
        )
        day = pd.to_datetime(people["application_id"].map(agreed.to_dict())).fillna(day)
    wanted = [name for name in ("job_id", "currency", "period") if name in people and name in market]
    left = (
        people[["employee_id", "pay", *wanted]].assign(day=day.astype("datetime64[ns]")).dropna(subset=["day"]).sort_values("day")
    )
    right = market[["market_date", "p50", *wanted]].assign(
        market_date=pd.to_datetime(market["market_date"]).astype("datetime64[ns]")
    )
    right = right.dropna(subset=["market_date", "p50"]).sort_values("market_date")
    for name in wanted:
        left[name], right[name] = left[name].astype(object), right[name].astype(object)
    found = pd.merge_asof(left, right, left_on="day", right_on="market_date", by=wanted)
    position = (
        pd.to_numeric(found["pay"], errors="coerce") / pd.to_numeric(found["p50"], errors="coerce").where(lambda p: p > 0) - 1
    )
    return pd.Series(position.to_numpy("float64"), index=found["employee_id"]).reindex(people["employee_id"]).rename("pay_position")
