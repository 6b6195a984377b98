"""Pay suggestions: the worked cases, every rule on every engine, properties, and every refusal."""

import itertools
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import dask.dataframe as dd
import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench import pay
from workbench.contracts import PAY_SUGGESTIONS, money
from workbench.definitions import PayMatrix
from workbench.errors import ContractError

DEFINITIONS = Path(__file__).parents[2] / "data" / "definitions"
TECHNICAL = PayMatrix.load(DEFINITIONS / "pay-matrix-technical.yaml")
AMOUNTS = ["range_min", "range_max", "point", "decision", "compa_ratio"]


def one(score, matrix=TECHNICAL, **arguments):
    return pay.suggest(pd.DataFrame({"interview_id": ["a"], "overall": [score]}), matrix, **arguments).iloc[0]


def test_m19_market_cuts_the_band_and_the_expectation_is_taken():
    row = one(85, market=(16000, 18000), budget=20000, expected=17000)
    assert (row.range_min, row.range_max, row.decision, row.rule) == (16000, 18000, 17000, "expectation")
    assert row.matrix_version == TECHNICAL.version
    assert (row.currency, row.period) == ("CNY", "month")


def test_m18_linear_85_in_the_band_alone_is_16250():
    row = one(85)
    assert (row.range_min, row.range_max, row.point, row.decision, row.rule) == (15000, 20000, 16250, 16250, "position")


@pytest.mark.parametrize(
    ("score", "low", "high"),
    [
        (80, 15000, 20000),
        (79.99, 12000, 15000),
        (70, 12000, 15000),
        (60, 10000, 12000),
        (100, 15000, 20000),
        (69.999, 10000, 12000),
    ],
)
def test_m18_lower_edge_belongs_to_the_band_top_edge_only_in_the_last(score, low, high):
    row = one(score)
    assert (row.range_min, row.range_max) == (low, high)


@pytest.mark.parametrize(
    ("score", "rule"), [(59.9, "below_first_band"), (0, "below_first_band"), (None, "no_score"), (float("nan"), "no_score")]
)
def test_no_suggestion_is_named(score, rule):
    row = one(score, expected=17000)
    assert row.rule == rule
    assert row[AMOUNTS].isna().all()


def test_above_the_last_band_is_named():
    matrix = PayMatrix.from_dict(TECHNICAL.to_dict() | {"bands": [{"score_from": 60, "score_to": 90, "pay_min": 1, "pay_max": 2}]})
    assert one(90, matrix).point == 2
    assert one(90.01, matrix).rule == "above_last_band"


@pytest.mark.parametrize(
    ("expected", "decision", "rule"),
    [
        (14000, 15000, "expectation_below"),
        (15000, 15000, "expectation"),
        (20000, 20000, "expectation"),
        (20000.01, 20000, "expectation_above"),
    ],
)
def test_expectation_inside_or_nearest_end(expected, decision, rule):
    row = one(85, expected=expected)
    assert (row.decision, row.rule) == (decision, rule)


@pytest.mark.parametrize(
    ("limits", "conflict"),
    [
        ({"market": (21000, 25000)}, "band 15000-20000 does not meet market 21000-25000"),
        ({"market": (None, 14000.25)}, "band 15000-20000 does not meet market up to 14000.25"),
        ({"market": (21000, None)}, "band 15000-20000 does not meet market from 21000"),
        ({"budget": 14999.99}, "band 15000-20000 does not meet budget up to 14999.99"),
        ({"market": (18000, 19000), "budget": 17000}, "market 18000-19000 does not meet budget up to 17000"),
        ({"market": (21000, 25000), "budget": 9000}, "band 15000-20000 does not meet market 21000-25000"),
    ],
)
def test_disjoint_ranges_give_no_number_but_a_named_conflict(limits, conflict):
    row = one(85, expected=17000, **limits)
    assert (row.rule, row.conflict) == ("conflict", conflict)
    assert row[AMOUNTS].isna().all()


def test_ranges_that_touch_have_one_solution():
    row = one(85, market=(20000, 25000))
    assert (row.range_min, row.range_max, row.point, row.rule) == (20000, 20000, 20000, "position")


@pytest.mark.parametrize(
    ("market", "compa"),
    [
        (None, 16250 / 17500),
        ((16000, 18000), 16500 / 17000),
        (15000, 16250 / 15000),
        ({"min": 14000, "max": 20000, "reference": 13000}, 1.25),
        ({"p25": 14000, "p50": 13000, "p75": 20000, "currency": "CNY"}, 1.25),
    ],
)
def test_compa_ratio_stands_on_the_market_reference(market, compa):
    assert one(85, market=market).compa_ratio == pytest.approx(compa, rel=1e-12)


def test_arguments_may_name_columns():
    table = pd.DataFrame(
        {
            "interview_id": ["a", "b"],
            "overall": [85, 85],
            "lo": [16000, 17000],
            "hi": [18000, None],
            "cap": [20000, 19000],
            "asks": [17000, None],
        }
    )
    got = pay.suggest(table, TECHNICAL, market=("lo", "hi"), budget="cap", expected="asks")
    assert got["range_max"].tolist() == [18000, 19000]
    assert got["decision"].tolist() == [17000, 17500]
    assert got["rule"].tolist() == ["expectation", "position"]


def test_an_argument_speaks_louder_than_the_column_of_the_same_meaning():
    table = pd.DataFrame({"interview_id": ["a"], "overall": [85], "budget": [1.0], "market_min": [99999.0], "expected_pay": [1.0]})
    row = pay.suggest(table, TECHNICAL, market=(16000, 18000), budget=20000, expected=17000).iloc[0]
    assert (row.decision, row.rule) == (17000, "expectation")


def table_of_everything():
    return pd.DataFrame(
        {
            "interview_id": list("abcdefghijk"),
            "application_id": [f"A{n}" for n in range(11)],
            "rubric_version": "r1",
            "overall": [80, 70, 60, 59.9, 100, None, 85, 85, 85, 85, 72.5],
            "market_min": [None] * 6 + [21000, None, 16000, 18000.5, 12000],
            "market_max": [None] * 7 + [14000.25, 18000, 19000, 14000],
            "budget": [None] * 8 + [12000, 17000, 13000.55],
            "expected_pay": [1.0, 99999, None] + [None] * 7 + [12800.25],
        }
    ).astype(dict.fromkeys(("overall", "market_min", "market_max", "budget", "expected_pay"), float))


ENGINES = {
    "polars": (pl.from_pandas, lambda out: out.to_pandas()),
    "polars lazy": (lambda t: pl.from_pandas(t).lazy(), lambda out: out.collect().to_pandas()),
    "pyarrow": (lambda t: pl.from_pandas(t).to_arrow(), lambda out: out.to_pandas()),
    "duckdb": (lambda t: duckdb.from_arrow(pl.from_pandas(t).to_arrow()), lambda out: out.pl().to_pandas()),
    "dask": (lambda t: dd.from_pandas(t, npartitions=2), lambda out: out.compute()),
}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_gives_the_same_rows_and_keeps_its_type(engine):
    table = table_of_everything()
    make, read = ENGINES[engine]
    given_table = make(table)
    got = pay.suggest(given_table, TECHNICAL)
    assert type(got) is type(given_table)
    frame = read(got).sort_values("interview_id", ignore_index=True).astype({"conflict": "str"})
    expected = pay.suggest(table, TECHNICAL).astype({"conflict": "str"})
    pd.testing.assert_frame_equal(frame, expected, check_dtype=False)


def test_result_keeps_the_contract_order_and_index_and_leaves_the_input_alone():
    table = table_of_everything().set_index(pd.Index(range(10, -1, -1)))
    before = table.copy()
    got = pay.suggest(table, TECHNICAL)
    PAY_SUGGESTIONS.check(got)
    assert got.index.tolist() == list(range(10, -1, -1))
    assert got["interview_id"].tolist() == table["interview_id"].tolist()
    assert got.columns.tolist() == list(PAY_SUGGESTIONS.names)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame])
def test_no_rows_give_no_rows(make):
    empty = make({"interview_id": [], "overall": []})
    assert len(pay.suggest(empty, TECHNICAL)) == 0


def slow(score, matrix, low, high, budget, asked):
    """The obvious way: one row, decimals, a loop over the bands."""
    if score is None:
        return "no_score", None, None
    score = Decimal(str(score))
    band = matrix.band_of(score)
    if band is None:
        return ("below_first_band" if score < matrix.ladder[0].score_from else "above_last_band"), None, None
    bottom = max([band.pay_min] + ([low] if low is not None else []))
    top = min([band.pay_max] + [limit for limit in (high, budget) if limit is not None])
    if bottom > top:
        return "conflict", None, None
    point = bottom + (top - bottom) * (score - band.score_from) / (band.score_to - band.score_from)
    point = point.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if asked is None:
        return "position", point, point
    if asked < bottom:
        return "expectation_below", point, bottom
    return ("expectation_above", point, top) if asked > top else ("expectation", point, asked)


amounts = st.none() | st.decimals(5000, 25000, places=2)
scores = st.none() | st.decimals(40, 100, places=2)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.tuples(scores, amounts, amounts, amounts, amounts), min_size=100, max_size=100))
def test_equals_the_slow_way_to_the_cent(rows):
    rows = [
        (score, *sorted((low, high)), *rest) if None not in (low, high) else (score, low, high, *rest)
        for score, low, high, *rest in rows
    ]
    columns = ["overall", "market_min", "market_max", "budget", "expected_pay"]
    table = pd.DataFrame(rows, columns=columns).astype(float).assign(interview_id=range(len(rows)))
    for given_row, row in zip(rows, pay.suggest(table, TECHNICAL).itertuples(), strict=True):
        rule, point, decision = slow(given_row[0], TECHNICAL, *given_row[1:])
        assert row.rule == rule
        for got, expected in ((row.point, point), (row.decision, decision)):
            assert (pd.isna(got) and expected is None) or Decimal(str(got)) == expected


@st.composite
def ladders(draw):
    """Matrices with touching, stepped and overlapping pay ranges."""
    edges = sorted(draw(st.sets(st.integers(0, 100), min_size=3, max_size=6)))
    low, high, bands = 5000, 6000, []
    for start, end in itertools.pairwise(edges):
        bands.append({"score_from": start, "score_to": end, "pay_min": low, "pay_max": high})
        low, high = low + draw(st.integers(0, 3000)), high + draw(st.integers(0, 3000))
        high = max(high, low)
    return PayMatrix.from_dict({"id": "x", "job_family": "f", "currency": "CNY", "period": "month", "bands": bands})


@settings(max_examples=15, deadline=None)
@given(ladders(), amounts, amounts, amounts)
def test_more_score_never_lowers_a_suggestion(matrix, low, high, asked):
    assume(low is None or high is None or low <= high)
    ladder = np.linspace(0, 100, 401)
    got = pay.suggest(
        pd.DataFrame({"interview_id": ladder.astype(str), "overall": ladder}), matrix, market=(low, high), expected=asked
    )
    for column in ("range_min", "range_max", "point", "decision"):
        assert got[column].dropna().is_monotonic_increasing


@settings(max_examples=15, deadline=None)
@given(st.floats(60, 100), st.integers(8000, 20000), st.integers(8000, 20000), st.integers(0, 5000), st.integers(8000, 25000))
def test_a_wider_market_or_a_larger_budget_never_removes_a_solution(score, low, high, more, budget):
    assume(low <= high)
    first = one(score, market=(low, high), budget=budget)
    wider = one(score, market=(low - more, high + more), budget=budget + more)
    if first.rule == "position":
        assert wider.rule == "position"
        assert wider.range_min <= first.range_min
        assert wider.range_max >= first.range_max


def test_scaling_the_currency_scales_all_results():
    table = pd.DataFrame({"interview_id": [str(n) for n in range(81)], "overall": np.linspace(60, 100, 81)})
    first = pay.suggest(table, TECHNICAL, market=(11000, 18000), budget=17000, expected=14000)
    content = TECHNICAL.to_dict()
    content["bands"] = [band | {"pay_min": band["pay_min"] * 100, "pay_max": band["pay_max"] * 100} for band in content["bands"]]
    scaled = pay.suggest(table, PayMatrix.from_dict(content), market=(1_100_000, 1_800_000), budget=1_700_000, expected=1_400_000)
    assert scaled["rule"].tolist() == first["rule"].tolist()
    for column in ("range_min", "range_max", "decision"):
        np.testing.assert_allclose(scaled[column], first[column] * 100, rtol=1e-12)
    np.testing.assert_allclose(scaled["point"], first["point"] * 100, atol=0.51)


def test_a_suggestion_can_be_recomputed_from_its_version():
    content = TECHNICAL.to_dict()
    first, again = one(83.7), one(83.7, PayMatrix.from_dict(content))
    assert first.equals(again)
    content["bands"][0]["pay_min"] = 10001
    assert one(83.7, PayMatrix.from_dict(content)).matrix_version != first.matrix_version


@pytest.mark.parametrize(
    ("columns", "arguments", "message"),
    [
        ({"overall": [101]}, {}, r"'overall' is outside 0..100 in 1 row \(0\)"),
        ({"overall": [85], "budget": [-1]}, {}, "'budget' is negative or infinite in 1 row"),
        ({"overall": [85], "market_min": [9], "market_max": [8]}, {}, "'market_min' is above 'market_max'"),
        ({"overall": [85], "currency": ["USD"]}, {}, "currency differs from the pay matrix.*1 rows in another currency.*convert"),
        ({"overall": [85], "period": ["year"]}, {}, "period differs from the pay matrix.*12 months"),
        ({"overall": [85], "job_family": ["sales"]}, {}, "job_family differs.*family by family"),
        ({"overall": [85]}, {"market": {"min": 1, "max": 2, "currency": "USD"}}, "currency differs.*market currency USD"),
        ({"overall": [85]}, {"market": {"mn": 1}}, "market has no field 'mn'.*did you mean 'min'"),
        ({"overall": [85]}, {"budget": -5}, "budget is not an amount of pay.*Found: -5"),
        ({"overall": [85]}, {"expected": [1, 2]}, "expected_pay cannot be read.*list"),
        ({"overall": [85]}, {"market": [1, 2, 3]}, "the market cannot be read"),
        ({"overall": [85], "expected_pay": ["17K"]}, {}, "not numbers: expected_pay.*intake"),
        ({"overall": [85], "asks": [1]}, {"expected": "ask"}, "column missing: ask.*did you mean 'asks'"),
        ({"overal": [85]}, {}, "column missing: overall.*did you mean 'overal'"),
    ],
)
def test_refusals_name_what_where_found_and_cure(columns, arguments, message):
    with pytest.raises(ContractError, match=message):
        pay.suggest(pd.DataFrame({"interview_id": ["a"]} | columns), TECHNICAL, **arguments)


def test_refuses_what_is_not_a_matrix():
    with pytest.raises(ContractError, match=r"not a pay matrix.*PayMatrix.load"):
        pay.suggest(pd.DataFrame({"interview_id": ["a"], "overall": [1]}), {"bands": []})


def test_a_lazy_table_is_refused_without_row_numbers():
    with pytest.raises(ContractError, match="'overall' is outside 0..100 in 2 rows"):
        pay.suggest(pl.LazyFrame({"interview_id": ["a", "b"], "overall": [101.0, -1.0]}), TECHNICAL)


def test_a_message_never_holds_an_expectation():
    with pytest.raises(ContractError) as refusal:
        pay.suggest(pd.DataFrame({"interview_id": ["a"], "overall": [85], "expected_pay": [-31337.0]}), TECHNICAL)
    assert "31337" not in str(refusal.value)


def test_sums_over_a_million_rows_agree_with_decimal():
    rows = 1_000_000
    random = np.random.default_rng(1)
    table = pd.DataFrame({"interview_id": np.arange(rows), "overall": random.uniform(60, 100, rows)})
    decisions = pay.suggest(table, TECHNICAL)["decision"]
    exact = sum((Decimal(int(cents)) for cents in (decisions * 100).round()), Decimal(0)) / 100
    assert money.total(decisions) == exact
    assert sum(map(Decimal, map(repr, decisions[:5000].tolist()))) == money.total(decisions[:5000])


def conflicting(rows: int = 400) -> pd.DataFrame:
    """Draw markets with open and closed sides and budgets, most of which meet no band."""
    random = np.random.default_rng(5)
    low = random.uniform(8_000, 24_000, rows).round(2)
    table = pd.DataFrame({
        "interview_id": np.arange(rows).astype(str), "overall": random.uniform(60, 100, rows), "market_min": low,
        "market_max": (low * 1.05).round(random.integers(0, 3)), "budget": random.uniform(8_000, 24_000, rows).round(1),
    })  # fmt: skip
    for start, column in enumerate(("market_min", "market_max", "budget")):
        table.loc[start::4, column] = np.nan
    return table


def test_a_conflict_is_worded_alike_in_memory_and_lazily():
    table = conflicting()
    ours = pay.suggest(table, TECHNICAL)
    lazily = pay.suggest(pl.from_pandas(table).lazy(), TECHNICAL).collect()
    assert ours["conflict"].notna().sum() > 100
    assert ours["conflict"].astype(object).where(ours["conflict"].notna(), None).tolist() == lazily["conflict"].to_list()
    kinds = ours["conflict"].dropna().str.replace(r"[\d.]+(-[\d.]+)?", "", regex=True).unique()
    assert len(kinds) == 6


def test_an_amount_beyond_counting_is_refused_and_a_missing_object_is_missing():
    table = pd.DataFrame({"interview_id": ["a"], "overall": [85.0]})
    with pytest.raises(ContractError, match="'market_min' is negative or infinite"):
        pay.suggest(table, TECHNICAL, market=(1e17, 2e17))
    mixed = pd.DataFrame({"interview_id": ["a", "b"], "overall": pd.Series([pd.NA, Decimal(85)], dtype=object)})
    assert pay.suggest(mixed, TECHNICAL)["rule"].tolist() == ["no_score", "position"]
    assert pay.suggest(mixed.head(1), TECHNICAL)["rule"].tolist() == ["no_score"]


def test_polars_gives_every_cent_as_it_is_written():
    table = pl.DataFrame({"interview_id": np.arange(20_000), "overall": np.random.default_rng(2).uniform(60, 100, 20_000)})
    for frame in (table, table.lazy()):
        amounts = pay.suggest(frame, TECHNICAL).lazy().collect()["decision"].to_list()
        assert amounts == [float(f"{amount:.2f}") for amount in amounts]


@pytest.mark.parametrize(("backend", "dtype"), [("numpy_nullable", "Float64"), ("pyarrow", "double[pyarrow]")])
def test_pandas_keeps_the_callers_way_to_be_missing(backend, dtype):
    table = conflicting().convert_dtypes(dtype_backend=backend)
    got = pay.suggest(table.set_index(pd.Index(range(7, 7 + len(table)))), TECHNICAL)
    assert {str(got[name].dtype) for name in AMOUNTS} == {dtype}
    assert got.index.tolist() == list(range(7, 7 + len(table)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_explained_in_both_languages(language):
    suggestions = pay.suggest(table_of_everything(), TECHNICAL)
    told = pay.explain(suggestions, language)
    assert told["interview_id"].tolist() == suggestions["interview_id"].tolist()
    assert told["explanation"].str.len().min() > 10
    assert not told["explanation"].str.contains("{", regex=False).any()
    assert told["explanation"].str.contains(r"[一-鿿]").all() == (language == "zh")


def test_the_worked_case_is_explained_in_words():
    row = one(85, market=(16000, 18000), budget=20000, expected=17000)
    assert pay.reason(row, "en") == (
        "Score band 80–100. Both ends of the range come from the market. "
        "The expectation of 17,000 CNY a month lies inside 16,000–18,000, so it is met."
    )
    assert "17,000 元/月" in pay.reason(row.to_dict(), "zh")
    conflict = one(85, market=(21000, None))
    assert "the band 15,000–20,000 and the market from 21,000 do not meet" in pay.reason(conflict, "en")
