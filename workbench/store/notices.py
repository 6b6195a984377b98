"""What a candidate may read: the invitation and the result of the own applications, nothing that was found out in between.

In flow APPLICATIONS and INTERVIEWS as the candidate's account sees them; out flows one row per application.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.store import reading
from workbench.store.tables import STORED

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from workbench.store.accounts import Account
    from workbench.store.vault import Vault

RESULTS = {"offered": "offer", "accepted": "offer", "hired": "offer", "rejected": "declined", "withdrawn": "withdrawn"}


def table(vault: Vault, connection: Connection, account: Account) -> pd.DataFrame:
    """List a candidate's notices.

    Returns
    -------
    pandas.DataFrame, one row per application
        ``application_id``, ``job_id``, ``title``, ``applied_date``, ``interview_id``, ``interview_date`` (the invitation,
        missing before there is one) and ``result``: "in progress", "offer", "declined" or "withdrawn".
    """
    applications = reading.read(vault, connection, account, "APPLICATIONS", columns=None, where={})
    interviews = reading.read(vault, connection, account, "INTERVIEWS", columns=None, where={})
    jobs = reading.whole(vault, connection, STORED["JOBS"])
    rows = applications.merge(interviews[["application_id", "interview_id", "interview_date"]], on="application_id", how="left")
    rows = rows.merge(jobs[["job_id", "title"]], on="job_id", how="left")
    rows["result"] = pd.Series([RESULTS.get(status, "in progress") for status in rows["status"]], dtype=object)
    return rows[["application_id", "job_id", "title", "applied_date", "interview_id", "interview_date", "result"]]
