"""The link from a hire to what it brought: one row a hire with what it cost to find a person like that and what they contributed so far.

In flow EMPLOYEES, PERFORMANCE and the cost model; out flows a table that the return is added up from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench import frames
from workbench.contracts import EMPLOYEES, PERFORMANCE

if TYPE_CHECKING:
    from workbench.definitions import CostModel

COLUMNS = (
    "employee_id",
    "application_id",
    "job_id",
    "month",
    "n_reviews",
    "person_years",
    "performance_years",
    "contribution",
    "above_average",
)


def hire_contributions(employees: frames.Frame, performance: frames.Frame, cost_model: CostModel) -> pd.DataFrame:
    """Add up what each hire contributed, and how much of it an average performer in the place would not have.

    Parameters
    ----------
    employees : dataframe, EMPLOYEES, one row a hire
    performance : dataframe, PERFORMANCE, one row a hire and review
    cost_model : CostModel
        ``performance_periods_per_year``: each review stands for that part of a year. ``contribution_per_performance``: worth a year of one unit.

    Returns
    -------
    pandas.DataFrame, one row a hire
        ``month`` [of hire], ``n_reviews``, ``person_years`` [reviewed], ``performance_years`` [performance above average × years],
        ``contribution`` [money so far; null where none was recorded], ``above_average`` [money beyond an average performer's]; hires never reviewed have 0
        years.
    """
    people = frames.to_pandas(EMPLOYEES.check(employees), where="EMPLOYEES").reset_index(drop=True)
    reviews = frames.to_pandas(PERFORMANCE.check(performance), where="PERFORMANCE")
    year = 1 / float(cost_model.performance_periods_per_year)
    reviews = reviews.assign(worth=reviews["contribution"].astype("float64") if "contribution" in reviews else float("nan"))
    sums = reviews.groupby("employee_id").agg(
        n_reviews=("performance", "size"), points=("performance", "sum"), contribution=("worth", lambda w: w.sum(min_count=1))
    )
    sums = sums.reindex(people["employee_id"]).reset_index(drop=True)
    table = pd.DataFrame({
        "employee_id": people["employee_id"], "application_id": people.get("application_id"), "job_id": people["job_id"],
        "month": pd.to_datetime(people["hired_date"]).dt.to_period("M").dt.to_timestamp(), "n_reviews": sums["n_reviews"].fillna(0).astype(int),
    })  # fmt: skip
    table["person_years"] = table["n_reviews"] * year
    table["performance_years"] = sums["points"].astype("float64").fillna(0.0) * year
    table["contribution"] = sums["contribution"].astype("float64")
    table["above_average"] = table["performance_years"] * float(cost_model.contribution_per_performance)
    return table[list(COLUMNS)]
