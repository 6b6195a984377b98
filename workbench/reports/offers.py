"""What was offered for a job so far, and how many said yes.

In flows a reader and a job; out flows one row a year, with the acceptance rate's interval; small years are hidden.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench import fairness
from workbench.reports import words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import Policy
    from workbench.reports.reading import Reader

HISTORY = ("year", "n", "accepted", "acceptance", "low", "high", "median_offer", "satisfaction", "text")


def offer_history(reader: Reader, job_id: str, policy: Policy, language: str) -> pd.DataFrame:
    """Count a job's offers per year.

    Returns
    -------
    pandas.DataFrame, one row a year
        ``n`` offers answered, ``accepted``, ``acceptance`` with its Wilson interval ``low``-``high`` [share], ``median_offer``,
        ``satisfaction`` [1-5]. Years with fewer than the policy's minimum are left out.
    """
    import pandas as pd

    applications = reader.table("APPLICATIONS", job_id=job_id)
    offers = reader.table("OFFERS", application_id=list(applications["application_id"]))
    offers = offers[offers["accepted"].notna()]
    rows = []
    for year, group in offers.groupby(offers["offer_date"].dt.year):
        if len(group) >= policy.minimum_group:
            rows.append(_year(int(year), group, policy.confidence, language))
    return pd.DataFrame(rows, columns=list(HISTORY))


def _year(year: int, group: pd.DataFrame, confidence: float, language: str) -> tuple:
    accepted = int(group["accepted"].astype(bool).sum())
    low, high = fairness.wilson(accepted, len(group), confidence=confidence)
    currency, period = group["currency"].iloc[0], group["period"].iloc[0]
    same = group[(group["currency"] == currency) & (group["period"] == period)]["offered_pay"]
    text = words.money_period(same.median(), currency, period, language)
    return year, len(group), accepted, accepted / len(group), low, high, same.median(), group["satisfaction"].mean(), text
