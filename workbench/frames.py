"""The only room that knows dataframe engines.

In flows the caller's own table (pandas, Polars, PyArrow; lazily DuckDB, Dask, Polars, Spark). Out flows a narwhals frame to
write one body of expressions on, and back the caller's own type. Missing is null from here on: a NaN inside a number
column counts as missing on every engine.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import narwhals.stable.v2 as nw
from narwhals.stable.v2 import dependencies

from workbench.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

Frame = Any  # the caller's own dataframe, of any engine below


def enter(table: Frame, *, where: str) -> nw.DataFrame | nw.LazyFrame:
    """Wrap the caller's table for narwhals expressions.

    Parameters
    ----------
    table : dataframe of any supported engine
    where : str
        What the table is, for the message.

    Raises
    ------
    ContractError
        If the object is not a dataframe narwhals knows, or two of its columns share a name.
    """
    _names_once(table, where=where)
    try:
        with warnings.catch_warnings():
            # narwhals announces that Dask will move to a package of its own, which cannot be installed yet
            warnings.filterwarnings("ignore", message="Dask support is moving", category=FutureWarning)
            return nw.from_native(table)
    except TypeError:
        raise ContractError(
            "this is not a table",
            where=where,
            found=f"an object of type {type(table).__name__}",
            expected="a dataframe of pandas, Polars, PyArrow, DuckDB, Dask, Ibis or Spark",
            cure="pass the dataframe itself, not a path or a dict; intake.read_table reads files",
        ) from None


def _names_once(table: Frame, *, where: str) -> None:
    """Refuse two columns of one name (pandas and PyArrow allow them): which one is meant nobody can tell."""
    pandas = dependencies.is_pandas_dataframe(table)
    if not pandas and not dependencies.is_pyarrow_table(table):
        return
    present = list(table.columns if pandas else table.column_names)
    if repeated := sorted({str(name) for name in present if present.count(name) > 1} if len(set(present)) < len(present) else ()):
        raise ContractError(
            f"column{'s' * (len(repeated) > 1)} standing twice: {', '.join(repeated)}",
            where=where,
            expected="each column once",
            cure="drop or rename one of the two",
        )


def leave(frame: nw.DataFrame | nw.LazyFrame) -> Frame:
    """Give the table back as the caller's own type."""
    return nw.to_native(frame)


def names(frame: nw.DataFrame | nw.LazyFrame) -> list[str]:
    """List the column names without collecting a lazy table."""
    return list(frame.collect_schema().names())


def numeric(frame: nw.DataFrame | nw.LazyFrame, column: str) -> nw.Expr:
    """Read one column as 64-bit floats in which missing is null on every engine.

    Floats may carry NaN (NumPy's spelling of missing); integers, flags and decimals cannot, and asking would fail there.
    """
    dtype = frame.collect_schema()[column]
    number = nw.col(column).cast(nw.Float64)
    if dtype.is_float():
        return nw.when(~number.is_nan()).then(number)
    return number


def collect(frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame:
    """Compute a lazy table; an eager one passes through."""
    return frame.collect() if isinstance(frame, nw.LazyFrame) else frame


def in_polars(frame: nw.DataFrame | nw.LazyFrame, columns: Iterable[str]) -> nw.DataFrame | nw.LazyFrame:
    """Read number columns as floats into Polars, where a chain of expressions costs least; what is in Polars or lazy stays as it is."""
    if isinstance(frame, nw.LazyFrame) or frame.implementation.is_polars():
        return frame
    return nw.from_dict({name: _floats(frame[name]) for name in dict.fromkeys(columns)}, backend="polars")


def _floats(column: nw.Series) -> Any:
    """Give a column as an array of floats; pandas objects may hold its own NA, which no number is made of."""
    native = nw.to_native(column)
    if str(getattr(native, "dtype", "")) == "object":
        return native.where(native.notna(), float("nan")).astype("float64").to_numpy()
    return column.cast(nw.Float64).to_numpy()


def when_read(
    frame: nw.DataFrame | nw.LazyFrame, work: Callable[[nw.DataFrame | nw.LazyFrame], nw.DataFrame | nw.LazyFrame]
) -> nw.DataFrame | nw.LazyFrame:
    """Do row-wise work on a table; for a lazy one of Polars in memory, at the moment it is read, so that texts cost what they cost there."""
    if not (isinstance(frame, nw.LazyFrame) and frame.implementation.is_polars()):
        return work(frame)
    schema = nw.to_native(work(frame.head(0).collect())).schema
    lazy = nw.to_native(frame).map_batches(lambda table: nw.to_native(work(nw.from_native(table))), schema=schema)
    return nw.from_native(lazy)


def handed(column: nw.Series, *, like: nw.Series) -> nw.Series:
    """Hand a column computed in Polars to the engine of another column, without a Python object a row; numbers keep its way to miss."""
    engine = like.implementation
    if engine.is_polars():
        return column
    if engine.is_pyarrow():
        return nw.from_native(column.to_frame().to_arrow(), eager_only=True)[column.name].cast(column.dtype)
    native, kept = column.to_pandas(), str(nw.to_native(like).dtype)
    if column.dtype.is_float() and "pyarrow" in kept:
        native = native.astype("double[pyarrow]")
    elif column.dtype.is_float() and kept[:1].isupper():  # pandas spells its nullable numbers with a capital
        native = native.astype("Float64")
    return nw.from_native(native, series_only=True)


def to_pandas(table: Frame, *, where: str = "table") -> pd.DataFrame:
    """Bring any table into pandas for the statistical leaves and the pages; a pandas frame is copied, never shared."""
    if dependencies.is_pandas_dataframe(table):
        return table.copy()
    return collect(enter(table, where=where)).to_pandas()
