"""What a job's suggestions are computed from, so that a page can ask "and with another budget or market?".

In flow a reader and a job; out flows one row an interview with score, expectation, market and budget in the matrix's money, and
the suggestions `pay.suggest` makes of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import pay
from workbench.figures import numbers
from workbench.reports.reading import by, first

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import PayMatrix
    from workbench.reports.reading import Reader

PERIODS_A_YEAR = {"year": 1.0, "month": 12.0, "hour": 2080.0}
INPUTS = (
    "interview_id", "application_id", "overall", "error_band", "rubric_version", "market_min", "market_max", "market_reference", "budget",
    "expected_pay", "current_pay",
)  # fmt: skip


def in_money(row: dict[str, Any], currency: str, period: str) -> dict[str, Any]:
    """Bring a row's money to one period; a row in another currency is left out rather than guessed."""
    if not row or (row.get("currency") and row["currency"] != currency):
        return {}
    rate = PERIODS_A_YEAR[row.get("period") or period] / PERIODS_A_YEAR[period]
    money = ("pay_min", "pay_max", "budget", "p25", "p50", "p75", "current_pay", "expected_pay", "offered_pay")
    return {name: value * rate if name in money and not numbers.missing(value) else value for name, value in row.items()}


def market_of(
    reader: Reader, job_id: str, matrix: PayMatrix | None, *, currency: str, period: str, factor: float | None = None
) -> dict[str, Any]:
    """Give the job's newest market row as the matrix follows it: ``market_min``, ``market_max``, ``market_reference``, ``market_date``.

    Parameters
    ----------
    factor : float, optional
        In place of the matrix's own (1.05 is market + 5 %).
    """
    newest = first(reader.table("MARKET_PAY", job_id=job_id).sort_values("market_date").tail(1))
    row = in_money(newest, currency, period)
    times = factor if factor is not None else float(matrix.market.factor) if matrix else 1.0
    reference = matrix.market.reference if matrix else "p50"
    named = {"market_min": "p25", "market_max": "p75", "market_reference": reference}
    known = {name: row.get(source) for name, source in named.items()}
    return {name: None if numbers.missing(value) else round(value * times, 2) for name, value in known.items()} | {
        "market_date": row.get("market_date"), "factor": times}  # fmt: skip


def inputs_of(
    reader: Reader, job: dict[str, Any], matrix: PayMatrix, *, budget: float | None = None, factor: float | None = None
) -> pd.DataFrame:
    """Join every scored interview of a job with what its suggestion depends on.

    Returns
    -------
    pandas.DataFrame, one row an interview
        The columns of `INPUTS`; amounts in the matrix's currency and period.
    """
    interviews = reader.table("INTERVIEWS", job_id=job["job_id"])
    scores = reader.table("SCORES", interview_id=list(interviews["interview_id"]))
    people = by(reader.table("CANDIDATES", candidate_id=list(interviews["candidate_id"])), "candidate_id")
    table = scores.merge(interviews[["interview_id", "application_id", "candidate_id"]], on="interview_id")
    asked = [in_money(people.get(name, {}), matrix.currency, matrix.period) for name in table["candidate_id"]]
    market = market_of(reader, job["job_id"], matrix, currency=matrix.currency, period=matrix.period, factor=factor)
    own_budget = in_money(job, matrix.currency, matrix.period).get("budget") if budget is None else budget
    for name in ("expected_pay", "current_pay"):
        table[name] = [person.get(name) for person in asked]
    for name in ("market_min", "market_max", "market_reference"):
        table[name] = market[name]
    table["budget"] = own_budget
    numeric = list(INPUTS[5:])
    table[numeric] = table[numeric].astype("float64")
    return table[list(INPUTS)]


def suggestions(inputs: pd.DataFrame, matrix: PayMatrix) -> pd.DataFrame:
    """Suggest pay for every row and keep score, expectation and present pay beside it."""
    columns = [
        "interview_id",
        "application_id",
        "overall",
        "rubric_version",
        "market_min",
        "market_max",
        "market_reference",
        "budget",
        "expected_pay",
    ]
    given = pay.suggest(inputs[columns], matrix)
    beside = inputs[["interview_id", "overall", "error_band", "expected_pay", "current_pay"]]
    return given.merge(beside, on="interview_id")
