"""Rubrics and wide evidence that several tests of scoring share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.definitions import Rubric

DEFINITIONS = Path(__file__).parents[2] / "data" / "definitions"
ENGINES = ("pandas", "pandas_nullable", "pandas_pyarrow", "polars", "polars_lazy", "pyarrow", "duckdb", "dask")


@pytest.fixture(scope="session")
def sales_manager() -> Rubric:
    return Rubric.load(DEFINITIONS / "rubric-sales-manager.yaml")


@pytest.fixture
def evidence(sales_manager) -> pd.DataFrame:
    draw, n = np.random.default_rng(11), 60
    table = pd.DataFrame({"interview_id": [f"I-{number:03d}" for number in range(n)]})
    for name in sales_manager.indicators:
        values = draw.uniform(0, 7, n)
        values[draw.random(n) < 0.3] = np.nan
        table[name] = values
    table["new_customers_year"] *= 9
    table.loc[0, sales_manager.indicators] = np.nan
    table.loc[1, sales_manager.indicators] = np.inf
    table.loc[2, sales_manager.indicators] = -np.inf
    return table


@pytest.fixture(params=ENGINES)
def engine(request):
    """Give (to the engine, back to pandas in the order of interview_id)."""
    return MAKERS[request.param]


def _sorted(table: pd.DataFrame) -> pd.DataFrame:
    keys = [c for c in ("interview_id", "competency", "criterion") if c in table]
    texts = {name: str for name in ("interview_id", "competency", "criterion", "indicator", "rubric_version") if name in table}
    return table.astype(texts).sort_values(keys).reset_index(drop=True)


def _polars(table):
    import polars as pl

    return pl.from_pandas(table, nan_to_null=False)


def _polars_with_nan(table):
    import polars as pl

    return pl.LazyFrame({name: table[name].to_numpy() if table[name].dtype == float else _texts(table[name]) for name in table})


def _texts(column):
    return [value if isinstance(value, str) else None for value in column]


def _arrow(table):
    import pyarrow as pa

    return pa.Table.from_pandas(table, preserve_index=False)


def _duckdb(table):
    duckdb = pytest.importorskip("duckdb")
    return duckdb.connect().from_arrow(_arrow(table))


def _dask(table):
    return pytest.importorskip("dask.dataframe").from_pandas(table, npartitions=3)


MAKERS = {
    "pandas": (lambda t: t.copy(), _sorted),
    "pandas_nullable": (lambda t: t.convert_dtypes(), lambda t: _sorted(t.astype(_plain_types(t)))),
    "pandas_pyarrow": (lambda t: t.convert_dtypes(dtype_backend="pyarrow"), lambda t: _sorted(t.astype(_plain_types(t)))),
    "polars": (_polars, lambda t: _sorted(t.to_pandas())),
    "polars_lazy": (_polars_with_nan, lambda t: _sorted(t.collect().to_pandas())),
    "pyarrow": (_arrow, lambda t: _sorted(t.to_pandas())),
    "duckdb": (_duckdb, lambda t: _sorted(t.df())),
    "dask": (_dask, lambda t: _sorted(t.compute())),
}


def _plain_types(table: pd.DataFrame) -> dict:
    return {name: "float64" for name in table if pd.api.types.is_numeric_dtype(table[name])}
