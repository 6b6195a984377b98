"""Reading and writing tables: what comes back, what is counted, and what a failing write leaves behind."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import contracts, store
from workbench.errors import ContractError

WRITE = store.Written


def evidence(n, value=1.0):
    return pd.DataFrame(
        {
            "interview_id": [f"I-{i // 10:05d}" for i in range(n)],
            "indicator": [f"x{i % 10}" for i in range(n)],
            "value": value,
            "value_low": -np.inf,
            "value_high": np.inf,
            "quality": 0.5,
            "status": "usable",
            "source": "answer",
            "quote": "五十多个",
            "span_start": 3,
            "catalogue_version": "v1",
        }
    )


def test_equal_rows_are_untouched_and_differing_rows_updated(operator):
    assert operator.write("EVIDENCE", evidence(30)) == WRITE(inserted=30)
    assert operator.write("EVIDENCE", evidence(30)) == WRITE(unchanged=30)
    changed = evidence(31)
    changed.loc[4, "value"] = 2.0
    assert operator.write("EVIDENCE", changed) == WRITE(inserted=1, updated=1, unchanged=29)
    assert operator.read("EVIDENCE", interview_id="I-00000", indicator="x4")["value"].to_list() == [2.0]


def test_what_is_read_writes_back_as_unchanged(company):
    desk = company.as_operator()
    for name in contracts.BY_NAME:
        table = desk.read(name)
        assert desk.write(name, table) == WRITE(unchanged=len(table)), name


def test_columns_come_back_with_their_kinds(operator):
    operator.write(
        "OFFERS",
        pd.DataFrame(
            {
                "application_id": [1, 2, 3],
                "offer_date": ["2025-01-02", dt.date(2025, 1, 3), pd.Timestamp("2025-01-04 09:30")],
                "offered_pay": [Decimal("16200.50"), Decimal(15000), Decimal("0.1")],
                "accepted": [True, None, False],
                "satisfaction": [5, None, 3.5],
            },
            dtype=object,
        ).assign(satisfaction=[5, np.nan, 3.5]),
    )
    table = operator.read(contracts.OFFERS)
    assert list(table.columns) == contracts.OFFERS.names
    assert str(table["offer_date"].dtype) == "datetime64[us]"
    assert table["offer_date"].dt.strftime("%Y-%m-%d").to_list() == ["2025-01-02", "2025-01-03", "2025-01-04"]
    assert table["offered_pay"].to_list() == [16200.5, 15000.0, 0.1]
    assert str(table["accepted"].dtype) == "boolean"
    assert table["accepted"].isna().to_list() == [False, True, False]
    assert table["currency"].to_list() == [None, None, None]
    assert table["application_id"].to_list() == ["1", "2", "3"]
    contracts.OFFERS.check(table)


def test_an_empty_table_comes_back_with_every_column_and_kind(operator):
    table = operator.read("EVIDENCE")
    assert list(table.columns) == contracts.EVIDENCE.names
    assert len(table) == 0
    assert str(table["span_start"].dtype) == "Int64"
    assert operator.write("EVIDENCE", table) == WRITE()


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.from_pandas, pa.Table.from_pandas, lambda t: pl.from_pandas(t).lazy()])
def test_any_engine_writes_the_same_rows(operator, engine):
    operator.write("EVIDENCE", evidence(20))
    assert operator.write("EVIDENCE", engine(evidence(20))) == WRITE(unchanged=20)


def test_input_is_untouched(operator):
    table = evidence(10)
    before = table.copy(deep=True)
    operator.write("EVIDENCE", table)
    pd.testing.assert_frame_equal(table, before)


def test_left_out_columns_keep_what_is_there(company):
    desk = company.as_operator()
    assert desk.write("CANDIDATES", pd.DataFrame({"candidate_id": ["C-1", "C-9"], "channel": "referral"})) == WRITE(1, 1, 0)
    row = desk.read("CANDIDATES", candidate_id="C-1").iloc[0]
    assert (row["name"], row["channel"], row["expected_pay"]) == ("张三", "referral", 17000.0)
    assert desk.write("CANDIDATES", pd.DataFrame({"candidate_id": ["C-1"], "channel": ["referral"]})) == WRITE(unchanged=1)


def test_replace_deletes_the_other_rows_of_its_keys_only(operator):
    operator.write("EVIDENCE", evidence(30))
    fewer = evidence(30).iloc[:4]
    assert operator.replace("EVIDENCE", fewer, within={"interview_id": ["I-00000"]}) == WRITE(unchanged=4, removed=6)
    assert len(operator.read("EVIDENCE")) == 24
    assert operator.replace("EVIDENCE", pd.DataFrame(), within={"interview_id": "I-00001"}) == WRITE(removed=10)
    assert operator.replace("EVIDENCE", evidence(5)) == WRITE(inserted=1, unchanged=4, removed=10)


def test_replace_with_more_keys_than_a_statement_holds(operator):
    operator.write("EVIDENCE", evidence(6_000))
    within = {"interview_id": [f"I-{i:05d}" for i in range(599)]}
    assert operator.replace("EVIDENCE", evidence(10), within=within) == WRITE(unchanged=10, removed=5_980)
    assert len(operator.read("EVIDENCE")) == 20


def test_replace_refuses_rows_outside(operator):
    with pytest.raises(ContractError, match=r"EVIDENCE: 10 rows lie outside of what is to be replaced.*write the other rows"):
        operator.replace("EVIDENCE", evidence(20), within={"interview_id": ["I-00000"]})
    assert operator.read("EVIDENCE").empty


def test_remove_and_filters(company):
    desk = company.as_operator()
    assert desk.read("INTERVIEWS", interview_date="2025-03-11")["interview_id"].to_list() == ["I-2"]
    assert desk.read("CANDIDATES", degree=None)["candidate_id"].to_list() == ["C-3"]
    desk.read("INTERVIEWS"), desk.read("CANDIDATES")  # now from memory, with the same answers
    assert desk.read("INTERVIEWS", interview_date="2025-03-11")["interview_id"].to_list() == ["I-2"]
    assert desk.read("CANDIDATES", degree=[None, "master"])["candidate_id"].to_list() == ["C-2", "C-3"]
    assert desk.remove("INTERVIEWS", job_id="J-2", interview_id=["I-2", "I-1"]) == 1
    assert desk.read("INTERVIEWS")["interview_id"].to_list() == ["I-1", "I-3"]


def test_what_one_reader_does_to_a_table_no_other_sees(company):
    desk = company.as_operator()
    mine = desk.read("SCORES")
    mine.loc[:, "overall"] = 0
    assert desk.read("SCORES")["overall"].to_list()[:2] == [82.0, 70.0]


def test_another_connection_s_write_is_seen_at_once(company, tmp_path):
    desk = company.as_operator()
    desk.read("SCORES")
    with store.open(tmp_path / "workbench.db") as other:
        other.as_operator().remove("SCORES", interview_id="I-1")
    assert desk.read("SCORES")["interview_id"].to_list() == ["I-2", "I-3"]


def test_a_transaction_is_kept_whole_or_not_at_all(operator):
    with pytest.raises(ContractError), operator.transaction() as t:
        t.write("EVIDENCE", evidence(10))
        t.mark("gather", "I-00000", "h1")
        assert len(t.read("EVIDENCE")) == 10
        t.write("EVIDENCE", evidence(10).drop(columns="status"))
    assert operator.read("EVIDENCE").empty
    assert operator.marks("gather") == {}
    assert operator.audit().empty
    with operator.transaction(reason="again") as t:
        t.write("EVIDENCE", evidence(10))
        t.mark("gather", "I-00000", "h1")
        t.mark_all("gather", {"I-00001": "h2"})
    assert operator.marks("gather") == {"I-00000": "h1", "I-00001": "h2"}
    assert operator.audit()["reason"].to_list() == ["again"]
    assert operator.forget_marks("gather", ["I-00000"]) == 1
    assert operator.marks("gather") == {"I-00001": "h2"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.assign(qualty=1), r"column not in the contract: qualty.*did you mean 'quality'"),
        (lambda t: t.drop(columns="quality"), r"column missing: quality"),
        (lambda t: t.assign(quality=2), r"'quality' is above 1 in 3 rows \(0, 1, 2\)"),
        (lambda t: t.assign(interview_id="same", indicator="same"), r"key \(interview_id, indicator\) repeated in 2 rows"),
        (lambda t: t.assign(span_start=1.5), r"'span_start' is not a whole number in 3 rows"),
        (lambda t: t.assign(status="fine"), r"'status' is not one of usable"),
    ],
)
def test_a_table_that_breaks_its_contract_is_refused_whole(operator, change, message):
    with pytest.raises(ContractError, match=message):
        operator.write("EVIDENCE", change(evidence(3)))
    assert operator.read("EVIDENCE").empty


@pytest.mark.parametrize(("value", "message"), [(20250102, "is not a date"), ("yesterday", "is not a date")])
def test_what_is_no_date_is_refused(operator, value, message):
    table = pd.DataFrame({"job_id": ["J"], "title": ["t"], "opened_date": [value]})
    with pytest.raises(ContractError, match=rf"JOBS: .*'opened_date' {message} in 1 row \(0\)"):
        operator.write("JOBS", table)


def test_unknown_names_are_refused_with_the_nearest(operator):
    with pytest.raises(ContractError, match=r"no table 'EVIDENSE'.*did you mean 'EVIDENCE'"):
        operator.read("evidense")
    with pytest.raises(ContractError, match=r"no such column: intervew_id.*did you mean 'interview_id'"):
        operator.read("EVIDENCE", intervew_id="I")
    with pytest.raises(ContractError, match=r"ID numbers are not kept: read id_masked"):
        operator.read("CANDIDATES", columns=["id_number"])
    with pytest.raises(ContractError, match="no such column"):
        operator.remove("EVIDENCE", nothing=1)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.tuples(
            texts | st.none(),
            st.integers(0, 2**53) | st.none(),
            st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)) | st.none(),
            st.floats(0, 50) | st.none(),
        ),
        max_size=6,
    )
)
def test_any_table_comes_back_as_it_was_written(operator, rows):
    table = pd.DataFrame(
        {
            "job_id": list(rows),
            "title": "t",
            "description": pd.Series([r[0] for r in rows.values()], dtype=object),
            "openings": pd.array([r[1] for r in rows.values()], dtype="Int64"),
            "opened_date": pd.Series([r[2] for r in rows.values()], dtype=object),
            "min_years": np.array([r[3] for r in rows.values()], dtype=float),
        }
    )
    operator.replace("JOBS", table)
    back = operator.read("JOBS").set_index("job_id")
    assert set(back.index) == set(rows)
    for key, (text, count, day, years) in rows.items():
        row = back.loc[key]
        assert row["description"] == text
        assert (None if pd.isna(row["openings"]) else int(row["openings"])) == count
        assert (None if pd.isna(row["opened_date"]) else row["opened_date"].date()) == day
        assert (None if pd.isna(row["min_years"]) else row["min_years"]) == years
    assert operator.write("JOBS", operator.read("JOBS")) == WRITE(unchanged=len(rows))
