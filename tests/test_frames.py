import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from workbench import frames
from workbench.errors import ContractError
from workbench.frames import nw

ROWS = {"id": ["a", "b", "c"], "value": [1.5, None, 3.0], "count": [1, 2, 3]}


def duck(rows):
    return duckdb.from_arrow(pa.table(rows))


ENGINES = {
    "pandas": pd.DataFrame,
    "polars": pl.DataFrame,
    "polars lazy": lambda rows: pl.DataFrame(rows).lazy(),
    "pyarrow": pa.table,
    "duckdb": duck,
}


@pytest.mark.parametrize("engine", ENGINES)
def test_missing_is_null_and_the_type_comes_back(engine):
    table = ENGINES[engine](ROWS)
    frame = frames.enter(table, where="test")
    assert frames.names(frame) == ["id", "value", "count"]
    out = frame.with_columns(v=frames.numeric(frame, "value"), n=frames.numeric(frame, "count"))
    assert type(frames.leave(out)) is type(table)
    got = frames.to_pandas(frames.leave(out))
    assert got["v"].isna().tolist() == [False, True, False]
    assert got["n"].tolist() == [1.0, 2.0, 3.0]


def test_nan_in_a_float_column_counts_as_missing():
    table = pl.DataFrame({"value": [1.0, float("nan"), None]})
    frame = frames.enter(table, where="test")
    assert frame.select(frames.numeric(frame, "value").is_null().alias("m"))["m"].to_list() == [False, True, True]


def test_pandas_is_copied_never_shared():
    table = pd.DataFrame({"a": [1, 2]})
    copied = frames.to_pandas(table)
    copied.loc[0, "a"] = 9
    assert table["a"].tolist() == [1, 2]


@pytest.mark.parametrize("thing", [{"a": [1]}, [1, 2], "file.csv", np.zeros(3), None])
def test_what_is_no_table_is_refused(thing):
    with pytest.raises(ContractError, match=r"SCORES: this is not a table. Found: an object of type \w+"):
        frames.enter(thing, where="SCORES")


def test_the_room_speaks_the_stable_api():
    assert "stable" in nw.__name__


@pytest.mark.parametrize(
    "table", [pd.DataFrame([[1, 2, 3]], columns=["a", "b", "a"]), pa.table([[1], [2], [3]], names=["a", "b", "a"])]
)
def test_two_columns_of_one_name_are_refused(table):
    with pytest.raises(ContractError, match="somewhere: column standing twice: a"):
        frames.enter(table, where="somewhere")
