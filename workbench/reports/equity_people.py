"""Who is on the staff today and paid what: the rows an equity page compares, without any protected attribute.

In flows a reader; out flows one row a person with pay in one currency and period, job, tenure and the score at hire.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.errors import ContractError, closest
from workbench.reports.pricing import PERIODS_A_YEAR

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.reading import Reader

YEAR = 365.25


@dataclass(frozen=True)
class Staff:
    """Current staff.

    Parameters
    ----------
    table : pandas.DataFrame, one row a person
        ``candidate_id``, ``job_id``, ``pay``, ``tenure_years``, ``overall``.
    titles : pandas.DataFrame
        ``job_id``, ``title``, ``title_en``.
    currency, period : str
    n_left_out : int
        Pay not known, or in a currency most are not paid in.
    """

    table: pd.DataFrame
    titles: pd.DataFrame
    currency: str
    period: str
    n_left_out: int

    @property
    def n(self) -> int:
        """People compared."""
        return len(self.table)


def read_staff(reader: Reader, job_family: str | None = None) -> Staff:
    """Read who is employed now, with pay in the currency and period most are paid in.

    Raises
    ------
    ContractError
        If there is no such job family.
    """
    jobs, staff = reader.table("JOBS", needed=True), reader.table("EMPLOYEES", needed=True)
    if job_family is not None:
        families = sorted(jobs["job_family"].dropna().unique())
        if job_family not in families:
            raise ContractError(f"there is no job family '{job_family}'", where="JOBS", found=f"{len(families)} families", expected=", ".join(families),
                                cure=closest(job_family, families) or "choose one of them")  # fmt: skip
        staff = staff[staff["job_id"].isin(jobs.loc[jobs["job_family"] == job_family, "job_id"])]
    staff = staff[staff["left_date"].isna()].reset_index(drop=True)
    currency, period = (_most(staff[name], otherwise) for name, otherwise in (("currency", "CNY"), ("period", "month")))
    kept = staff[(staff["pay"] > 0) & (staff["currency"].isna() | (staff["currency"] == currency))].reset_index(drop=True)
    rate = kept["period"].fillna(period).map(PERIODS_A_YEAR) / PERIODS_A_YEAR[period]
    today = max(
        (day for day in (staff["hired_date"].max(), reader.table("PERFORMANCE")["period_end"].max()) if day == day), default=None
    )
    table = kept.assign(
        pay=kept["pay"] * rate, tenure_years=(today - kept["hired_date"]).dt.days / YEAR if today is not None else 0.0
    )
    table = table.merge(_scored(reader), on="application_id", how="left")[
        ["candidate_id", "job_id", "pay", "tenure_years", "overall"]
    ]
    return Staff(table, jobs[["job_id", "title", "title_en"]], currency, period, len(staff) - len(kept))


def _most(values: pd.Series, otherwise: str) -> str:
    known = values.dropna()
    return str(known.mode().iloc[0]) if len(known) else otherwise


def _scored(reader: Reader) -> pd.DataFrame:
    """Give each application its candidate and the score of its first interview."""
    applied = reader.table("APPLICATIONS")[["application_id", "candidate_id"]]
    held = reader.table("INTERVIEWS")[["interview_id", "application_id"]].drop_duplicates("application_id")
    scores = reader.table("SCORES")[["interview_id", "overall"]].drop_duplicates("interview_id")
    return applied.merge(
        held.merge(scores, on="interview_id", how="left")[["application_id", "overall"]], on="application_id", how="left"
    )
