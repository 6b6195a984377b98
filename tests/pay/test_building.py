"""Building a matrix from market or staff, compiling it, and carrying it through a spreadsheet."""

import io
import itertools
from datetime import date
from pathlib import Path

import dask.dataframe as dd
import duckdb
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from workbench import pay
from workbench.definitions import PayMatrix
from workbench.errors import ContractError, DefinitionError, UndefinedResult

TECHNICAL = PayMatrix.load(Path(__file__).parents[2] / "data" / "definitions" / "pay-matrix-technical.yaml")


def survey(*rows):
    return pd.DataFrame([{"job_id": job, "market_date": pd.Timestamp(day), "p50": p50, "p75": p50 * 1.2, "currency": "CNY", "period": "month"}
                         for job, day, p50 in rows])  # fmt: skip


def market(**arguments):
    choices = {"effective_from": date(2026, 1, 1), "job_family": "technical", "movement": 0.0, "rounding": 0.01}
    return pay.from_market(survey(("J", "2026-01-01", 10000.0)), **(choices | arguments))


def test_market_plus_five_percent_stands_at_the_middle_of_the_midpoints():
    built = market(factor=1.05)
    assert built.table["midpoint"].mean() == pytest.approx(10500, abs=0.02)
    assert "no_floor" in pay.lint(built.matrices[0])["code"].tolist()
    assert "market_drift" not in pay.lint(built.matrices[0], market=10000)["code"].tolist()


@pytest.mark.parametrize(("policy", "years"), [("lag", 0.0), ("lead-lag", 0.5), ("lead", 1.0)])
def test_lead_and_lag_age_the_survey_to_the_first_middle_or_last_day(policy, years):
    built = market(policy=policy, movement=0.06)
    assert built.table["midpoint"].mean() == pytest.approx(10000 * 1.06**years, rel=2e-3)
    assert (built.matrices[0].effective_from, built.matrices[0].effective_to) == (date(2026, 1, 1), date(2026, 12, 31))


def test_movement_is_read_off_the_surveys_and_asked_for_when_there_is_one():
    rows = survey(("J", "2025-01-01", 10000.0), ("J", "2026-01-01", 10800.0), ("J", "2026-06-01", 99999.0))
    built = pay.from_market(rows, effective_from=date(2026, 1, 1), job_family="x", policy="lead")
    assert "J +8.0%" in built.notes[0]  # the survey after the first day is not looked at
    with pytest.raises(UndefinedResult, match="market movement of job J is not known"):
        pay.from_market(survey(("J", "2026-01-01", 1.0)), effective_from=date(2026, 1, 1), job_family="x")
    with pytest.raises(UndefinedResult, match="no survey before the matrix begins"):
        pay.from_market(survey(("J", "2026-01-01", 1.0)), effective_from=date(2025, 1, 1), job_family="x")


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 1.0), st.floats(0.0, 0.9))
def test_ranges_have_the_spread_and_overlap_chosen(spread, overlap):
    bands = market(spread=spread, overlap=overlap).matrices[0].table
    assert [float(band["spread"]) for band in bands] == pytest.approx([spread] * 3, rel=1e-3)
    assert [float(band["overlap"]) for band in bands[1:]] == pytest.approx([overlap] * 2, abs=1e-3)


def test_scaling_the_currency_scales_the_matrix():
    one, other = market(), pay.from_market(survey(("J", "2026-01-01", 70000.0)), effective_from=date(2026, 1, 1), job_family="technical",
                                           movement=0.0, rounding=0.07)  # fmt: skip
    assert other.table["pay_min"].to_numpy() == pytest.approx(7 * one.table["pay_min"].to_numpy(), rel=1e-9)


def test_one_matrix_a_family_level_city_and_currency():
    rows = pd.concat(
        [
            survey(("A", "2026-01-01", 9000.0), ("B", "2026-01-01", 12000.0)),
            survey(("C", "2026-01-01", 3000.0)).assign(currency="USD"),
        ]
    )
    jobs = pd.DataFrame(
        {"job_id": ["A", "B", "C"], "job_family": "ops", "level": ["P4", "P5", "P5"], "city": ["上海", "上海", "Berlin"]}
    )
    built = pay.from_market(rows, jobs=jobs, effective_from=date(2026, 1, 1), movement=0.05)
    assert [(m.id, m.currency) for m in built.matrices] == [
        ("ops-P4-上海", "CNY"),
        ("ops-P5-Berlin-usd", "USD"),
        ("ops-P5-上海", "CNY"),
    ]
    chosen = pay.in_force([*built.matrices, TECHNICAL], job_family="ops", level="P5", city="上海", on=date(2026, 5, 1))
    assert chosen.id == "ops-P5-上海"
    with pytest.raises(UndefinedResult, match="no pay matrix holds for ops on 2027-01-01"):
        pay.in_force(built.matrices, job_family="ops", level="P5", city="上海", on=date(2027, 1, 1))


def test_the_most_particular_and_newest_matrix_holds_and_two_at_once_are_refused():
    plain = TECHNICAL.model_copy(update={"effective_from": date(2026, 1, 1)})
    newer = TECHNICAL.model_copy(update={"effective_from": date(2026, 3, 1), "id": "newer"})
    local = TECHNICAL.model_copy(update={"city": "杭州", "id": "local"})
    assert pay.in_force([plain, newer], job_family="technical", on=date(2026, 2, 1)).id == "technical"
    assert pay.in_force([plain, newer], job_family="technical", on=date(2026, 4, 1)).id == "newer"
    assert pay.in_force([plain, newer, local], job_family="technical", city="杭州", on=date(2026, 4, 1)).id == "local"
    twin = PayMatrix.from_dict(plain.to_dict() | {"id": "twin"})
    with pytest.raises(UndefinedResult, match="two pay matrices hold at the same time"):
        pay.in_force([plain, twin], job_family="technical", on=date(2026, 2, 1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"overlap": 1}, "overlap cannot"), ({"spread": 0}, "spread cannot"), ({"spread": [0.1, 0.2]}, "or 3 of them"), ({"factor": 6}, "factor cannot"),
     ({"edges": (60, 60)}, "edges cannot"), ({"policy": "late"}, "lead, lag or lead-lag"), ({"months": 0}, "months cannot"),
     ({"rounding": 0}, "rounding cannot"), ({"rounding": 50000}, "small enough"), ({"movement": -1}, "movement cannot"),
     ({"job_family": None}, "job family is not known")],
)  # fmt: skip
def test_choices_that_cannot_be_used_are_refused(arguments, message):
    with pytest.raises(ContractError, match=message):
        market(**arguments)


def employees(n=60, seed=1, levels=("P4", "P5", "P10")):
    random = np.random.default_rng(seed)
    level, score = random.integers(0, len(levels), n), random.uniform(60, 100, n)
    pays = 8000 * 1.2**level * np.exp(0.008 * (score - 80) + 0.1 * random.standard_normal(n))
    return pd.DataFrame({"overall": score, "pay": pays.round(2), "level": np.array(levels)[level], "job_family": "ops"})


def test_staff_midpoints_never_fall_as_score_or_level_rises():
    built = pay.from_staff(employees(200), effective_from=date(2026, 1, 1))
    assert [m.level for m in built.matrices] == ["P4", "P5", "P10"]  # by their number, not their spelling
    middles = built.table["midpoint"].to_numpy().reshape(3, 3)
    assert (np.diff(middles, axis=0) >= 0).all()
    assert (np.diff(middles, axis=1) >= 0).all()
    assert (built.table["spread"] - 0.25).abs().max() < 0.02


def test_a_band_with_fewer_than_five_people_stands_between_and_its_pay_is_not_used():
    staff = pd.DataFrame({"overall": [65] * 6 + [75] * 2 + [90] * 6, "pay": [9000.0] * 6 + [99000.0] * 2 + [12000.0] * 6})
    table = pay.from_staff(staff, job_family="x", effective_from=date(2026, 1, 1)).table
    assert table["source"].tolist() == ["staff", "between", "staff"]
    assert table["n"].isna().tolist() == [False, True, False]
    assert 9000 <= table["midpoint"][1] <= 12000


def test_most_overlap_narrows_the_ranges():
    staff = pd.DataFrame({"overall": [65] * 6 + [75] * 6 + [90] * 6, "pay": [9000.0] * 6 + [10000.0] * 6 + [12000.0] * 6})
    made = pay.from_staff(staff, job_family="x", effective_from=date(2026, 1, 1), spread=0.5, most_overlap=0.2, rounding=0.01)
    assert made.table["overlap"].max() == pytest.approx(0.2, abs=0.01)


def test_staff_that_cannot_be_built_on_is_refused():
    good = {"effective_from": date(2026, 1, 1)}
    with pytest.raises(ContractError, match="column missing: overall"):
        pay.from_staff(employees().drop(columns="overall"), **good)
    with pytest.raises(UndefinedResult, match="no band has enough staff"):
        pay.from_staff(employees(6, levels=("P4",)).assign(overall=[60, 60, 75, 75, 90, 90]), **good)
    with pytest.raises(ContractError, match="order of levels is not known"):
        pay.from_staff(employees(levels=("P4", "M1", "S2")), **good)
    with pytest.raises(ContractError, match="pay is not above 0"):
        pay.from_staff(employees().assign(pay=0), **good)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.floats(1, 9), min_size=3, max_size=3), min_size=2, max_size=3))
def test_the_isotonic_surface_is_the_least_squares_one(rows):
    means = np.array(rows)
    weights = np.arange(1, means.size + 1, dtype=float).reshape(means.shape)
    fitted = pay.isotonic_grid(means, weights)
    rising = [(a, b) for a, b in itertools.product(np.ndindex(means.shape), repeat=2) if a[0] <= b[0] and a[1] <= b[1] and a != b]
    lines = np.zeros((len(rising), means.size))
    for number, (a, b) in enumerate(rising):
        lines[number, np.ravel_multi_index(a, means.shape)], lines[number, np.ravel_multi_index(b, means.shape)] = -1, 1
    found = optimize.minimize(lambda x: (weights.ravel() * (x - means.ravel()) ** 2).sum(), np.sort(means.ravel()), method="SLSQP",
                              constraints=[optimize.LinearConstraint(lines, 0, np.inf)], options={"maxiter": 500, "ftol": 1e-12})  # fmt: skip
    loss = (weights * (fitted - means) ** 2).sum()
    assert (lines @ fitted.ravel() >= -1e-9).all()
    assert loss <= found.fun * (1 + 1e-5) + 1e-6


@pytest.mark.parametrize("engine", ["pandas", "polars", "lazy", "pyarrow", "duckdb", "dask"])
def test_a_matrix_compiles_to_expressions_on_any_engine(engine):
    scores = pd.DataFrame({"interview_id": list("abcdefgh"), "overall": [59.9, 60, 69.99, 70, 80, 100, None, 100.5]})
    polars = pl.from_pandas(scores)
    given = {"pandas": scores, "polars": polars, "lazy": polars.lazy(), "pyarrow": polars.to_arrow(), "duckdb": duckdb.from_df(scores),
             "dask": dd.from_pandas(scores, npartitions=2)}[engine]  # fmt: skip
    got = pay.bands(given, TECHNICAL)
    collect = {"polars": pl.DataFrame.to_pandas, "lazy": lambda t: t.collect().to_pandas(), "pyarrow": lambda t: t.to_pandas(),
               "duckdb": lambda t: t.df(), "dask": lambda t: t.compute(), "pandas": lambda t: t}[engine]  # fmt: skip
    table = collect(got)
    assert [None if pd.isna(x) else x for x in table["band"]] == [None, "60-70", "60-70", "70-80", "80-100", "80-100", None, None]
    assert table["band_midpoint"].fillna(-1).tolist() == [-1, 11000, 11000, 13500, 17500, 17500, -1, -1]
    assert list(pay.expressions(TECHNICAL)) == ["band", "band_min", "band_max", "band_midpoint"]


def test_compiled_bands_agree_with_the_definition_and_refuse_what_is_no_score():
    scores = pd.DataFrame({"points": np.arange(0, 101, 0.5)})
    table = pay.bands(scores, TECHNICAL, score="points")
    for row in table.itertuples():
        band = TECHNICAL.band_of(row.points)
        assert (None if band is None else float(band.pay_min)) == (None if np.isnan(row.band_min) else row.band_min)
    with pytest.raises(ContractError, match="column missing: overall"):
        pay.bands(scores, TECHNICAL)
    with pytest.raises(ContractError, match="not numbers"):
        pay.bands(pd.DataFrame({"overall": ["a"]}), TECHNICAL)


def test_a_workbook_comes_back_as_the_same_version(tmp_path):
    raw = TECHNICAL.to_excel(tmp_path / "m.xlsx")
    assert PayMatrix.from_excel(raw).version == PayMatrix.from_excel(tmp_path / "m.xlsx").version == TECHNICAL.version
    rich = PayMatrix.from_dict(
        TECHNICAL.to_dict() | {"city": "杭州", "effective_to": date(2026, 12, 31), "deliberate": ["no_floor", "wide_range"]}
    )
    assert PayMatrix.from_excel(rich.to_excel()) == rich
    assert pay.lint(rich)["severity"].tolist() == ["note"]


def edited(cell, value, sheet="bands"):
    book = openpyxl.load_workbook(io.BytesIO(TECHNICAL.to_excel()))
    book[sheet][cell] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_an_edited_workbook_is_read_checked_and_linted():
    assert PayMatrix.from_excel(edited("D4", 21000)).ladder[-1].pay_max == 21000
    with pytest.raises(DefinitionError, match=r"pay_min \(line 3\).*'12K'"):
        PayMatrix.from_excel(edited("C3", "12K"))
    with pytest.raises(DefinitionError, match="gap between 70 and 71"):
        PayMatrix.from_excel(edited("A3", 71))
    assert pay.lint(edited("A3", 71))["code"].tolist() == ["gap", "no_floor"]
    with pytest.raises(DefinitionError, match="column missing: pay_max"):
        PayMatrix.from_excel(edited("D1", "?"))
    with pytest.raises(DefinitionError, match="workbook cannot be read"):
        PayMatrix.from_excel(b"not a workbook")


def test_a_matrix_cannot_end_before_it_begins():
    with pytest.raises(DefinitionError, match="effective_to 2025-01-01 is before effective_from 2026-01-01"):
        PayMatrix.from_dict(TECHNICAL.to_dict() | {"effective_to": date(2025, 1, 1)})
