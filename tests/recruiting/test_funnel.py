"""Funnel, time to fill and the month's books on tables small enough to check on paper, and on the invented company."""

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from workbench import recruiting
from workbench.definitions import CostModel
from workbench.errors import ContractError, UndefinedResult

MODEL = CostModel.load(Path(__file__).parents[2] / "data" / "definitions" / "cost-model.yaml")
DAY = pd.Timestamp


def people(n=10, **columns):
    return pd.DataFrame(
        {
            "application_id": [f"A{k}" for k in range(n)],
            "candidate_id": [f"C{k}" for k in range(n)],
            "job_id": "J1",
            "channel": ["x"] * (n - 3) + ["y"] * 3,
        }
        | columns
    )


def events(*rows):
    return pd.DataFrame(rows, columns=["application_id", "stage", "event_date"]).assign(
        event_date=lambda t: pd.to_datetime(t["event_date"])
    )


STAGES = events(
    ("A0", "hired", "2026-02-10"),
    ("A0", "accepted", "2026-01-31"),
    ("A1", "offered", "2026-01-20"),
    ("A1", "withdrawn", "2026-01-25"),
    ("A2", "interviewed", "2026-01-15"),
    ("A2", "rejected", "2026-01-16"),
    ("A9", "accepted", "2026-01-11"),
)


def test_a_later_stage_counts_for_the_earlier_ones():
    result = recruiting.funnel(people(), STAGES)
    table = result.table.set_index("stage")
    assert table["n"].to_dict() == {
        "applied": 10,
        "screened": 4,
        "invited": 4,
        "interviewed": 4,
        "offered": 3,
        "accepted": 2,
        "hired": 1,
    }
    assert table.loc["screened", "from_previous"] == 0.4
    assert table.loc["hired", "from_start"] == 0.1
    assert table.loc["offered", "ended_here"] == 1
    # Wilson 1927 for 4 of 10: 0.1682 to 0.6873
    assert table.loc["screened", ["from_previous_low", "from_previous_high"]].round(4).tolist() == [0.1682, 0.6873]


def test_small_groups_are_hidden_and_counted():
    result = recruiting.funnel(people(), STAGES, by="channel")
    assert set(result.table["channel"]) == {"x"}
    assert (result.n_groups_hidden, result.n_rows_hidden) == (1, 3)
    both = recruiting.funnel(people(), STAGES, by=["job_id", "channel"], minimum_group=2)
    assert both.table.groupby(["job_id", "channel"]).size().to_dict() == {("J1", "x"): 7, ("J1", "y"): 7}


def test_status_alone_makes_a_funnel():
    got = recruiting.funnel(people(status=["hired"] * 5 + ["rejected"] * 5)).table.set_index("stage")
    assert got.loc["hired", "n"] == 5
    assert got.loc["applied", "ended_here"] == 5


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: recruiting.funnel(people(3), None), UndefinedResult, "no group is large enough"),
        (lambda: recruiting.funnel(people(), by="chanel"), ContractError, "column missing: chanel.*did you mean 'channel'"),
        (
            lambda: recruiting.funnel(people(), events(("Z", "hired", "2026-01-01"))),
            ContractError,
            "1 events belong to no application",
        ),
        (lambda: recruiting.funnel(people(status="hird")), ContractError, "stage 'hird' is unknown.*did you mean 'hired'"),
    ],
)
def test_funnel_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


JOBS = pd.DataFrame({"job_id": ["J1"], "title": ["t"], "opened_date": [DAY("2026-01-01")], "openings": [5]})


def test_time_to_fill_counts_the_first_acceptance():
    result = recruiting.time_to_fill(JOBS, people(), STAGES)
    assert (result.n_filled, result.median_days, result.mean_days, result.n_open) == (2, 20, 20, 3)
    assert "flatters slow jobs" in result.counterfactual


def test_time_to_fill_by_channel_hides_small_groups():
    many = events(*((f"A{k}", "accepted", f"2026-01-{k + 2:02d}") for k in range(10)))
    result = recruiting.time_to_fill(JOBS, people(), many, by="channel")
    assert result.table["n"].tolist() == [7]
    assert result.n_groups_hidden == 1
    assert result.table["median_days"].tolist() == [4]
    assert (result.median_low, result.median_high) == (2, 9)  # ranks 2 and 9 of 10: exact binomial 95 % interval of a median


@pytest.mark.parametrize(
    ("jobs", "by", "error", "message"),
    [
        (JOBS.drop(columns="opened_date"), None, ContractError, "column missing: opened_date"),
        (JOBS, "famly", ContractError, "column missing: famly"),
        (JOBS.assign(opened_date=pd.NaT), None, UndefinedResult, "no place was filled"),
    ],
)
def test_time_to_fill_refuses(jobs, by, error, message):
    with pytest.raises(error, match=message):
        recruiting.time_to_fill(jobs, people(), STAGES, by=by)


TOOLS = pd.DataFrame(
    {
        "month": [DAY("2026-01-01")] * 2 + [DAY("2026-02-01")],
        "item": ["tool_fee", "follow_up_labour", "tool_fee"],
        "amount": [8333.33, 66.67, 8333.33],
        "currency": "CNY",
    }
)
SPEND = pd.DataFrame({"channel": ["x"], "month": [DAY("2026-01-15")], "item": ["fee"], "amount": [1600.0], "currency": "CNY"})
HIRES = pd.DataFrame({"employee_id": ["E1", "E2"], "job_id": "J1", "hired_date": [DAY("2026-01-20"), DAY("2026-03-01")]})
WORK = pd.DataFrame(
    {
        "employee_id": ["E1", "E1"],
        "period_end": [DAY("2026-03-31"), DAY("2026-06-30")],
        "performance": [1.0, 0.5],
        "contribution": [200000.0, 300000.0],
        "currency": "CNY",
    }
)


def test_the_months_books_add_up():
    books = recruiting.month_costs(TOOLS, SPEND, HIRES, WORK, MODEL, month="2026-01")
    assert (books.total, books.external, books.internal, books.hires) == (10000, Decimal("9933.33"), Decimal("66.67"), 1)
    assert (books.cost_per_hire, books.contribution, books.gross_pct, books.net_pct) == (10000, 500000, 5000, 4900)
    assert not books.below_threshold
    assert books.ledger["amount"].sum() == pytest.approx(10000)
    assert books.by_item["item"].tolist() == ["fee", "tool_fee", "follow_up_labour"]


def test_all_months_together_and_a_month_without_hires():
    books = recruiting.month_costs(TOOLS, SPEND, HIRES, WORK, MODEL)
    assert (books.total, books.hires, books.month) == (Decimal("18333.33"), 2, None)
    assert (books.gross_pct, books.below_threshold, books.levers) == (Decimal("2727.27"), True, ("rubric", "matrix", "channel"))
    quiet = recruiting.month_costs(TOOLS, SPEND, HIRES, WORK, MODEL, month="2026-02")
    assert (quiet.hires, quiet.cost_per_hire, quiet.gross_pct, quiet.warning) == (0, None, None, None)
    assert books.by_month["total"].tolist() == [10000, 8333.33]


def test_without_contributions_the_models_worth_of_performance_stands_in_and_says_so():
    books = recruiting.month_costs(TOOLS, SPEND, HIRES, WORK.drop(columns="contribution"), MODEL)
    assert books.contribution == 22500  # (1 + .5) × 60,000 a year / 4 reviews
    assert books.counterfactual["contribution"] == "an average performer in the place"


def test_the_books_refuse():
    with pytest.raises(ContractError, match=r"another currency than the cost model.*1 rows"):
        recruiting.month_costs(TOOLS, SPEND.assign(currency="USD"), HIRES, WORK, MODEL)
    with pytest.raises(UndefinedResult, match="the books have no month 2026-07"):
        recruiting.month_costs(TOOLS, SPEND, HIRES, WORK, MODEL, month="2026-07")
    with pytest.raises(ContractError, match="the month cannot be read"):
        recruiting.month_costs(TOOLS, SPEND, HIRES, WORK, MODEL, month="soon")


def test_nothing_at_all_is_an_empty_book():
    books = recruiting.month_costs(TOOLS.head(0), SPEND.head(0), HIRES.head(0), WORK.head(0), MODEL)
    assert (books.total, books.hires, books.cost_per_hire, len(books.ledger)) == (0, 0, None, 0)


def test_nobody_has_accepted_yet():
    """Stages without any acceptance are no error of the table: there is nothing to time."""
    from workbench import samples

    tables = samples.company(40, seed=8).tables
    open_yet = tables["STAGES"][~tables["STAGES"]["stage"].isin(["accepted", "hired"])]
    with pytest.raises(UndefinedResult, match="no place was filled"):
        recruiting.time_to_fill(tables["JOBS"], tables["APPLICATIONS"], open_yet, by="job_id")
