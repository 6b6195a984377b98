"""What a suggestion is computed from: the caller's table and three arguments become seven working columns in cents.

In flows a SCORES-like table on any engine with `market`, `budget` and `expected` as numbers, column names or nothing; out
flows the same frame with the working columns, or one `ContractError` that names every condition broken at once.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workbench import frames
from workbench.contracts import money
from workbench.definitions import PayMatrix
from workbench.errors import ContractError, closest
from workbench.frames import nw

WHERE = "pay.suggest"
SCORE, MARKET_MIN, MARKET_MAX, REFERENCE, BUDGET, EXPECTED = (
    "__score", "__market_min", "__market_max", "__reference", "__budget", "__expected",
)  # fmt: skip
BAND, BAND_MIN, BAND_MAX = "__band", "__band_min", "__band_max"  # looked up from the score by `suggestion`
OWN_COLUMNS = {
    MARKET_MIN: "market_min", MARKET_MAX: "market_max", REFERENCE: "market_reference", BUDGET: "budget", EXPECTED: "expected_pay",
}  # fmt: skip
MARKET_KEYS = {
    "min": MARKET_MIN, "market_min": MARKET_MIN, "p25": MARKET_MIN, "max": MARKET_MAX, "market_max": MARKET_MAX, "p75": MARKET_MAX,
    "reference": REFERENCE, "market_reference": REFERENCE,
}  # fmt: skip
ROWS_NAMED = 5
MOST_CENTS = 9e18  # more cannot be counted in 64 bits


def read(
    scores: frames.Frame, matrix: PayMatrix, *, market: Any, budget: Any, expected: Any
) -> tuple[nw.DataFrame, nw.DataFrame] | tuple[nw.LazyFrame, nw.LazyFrame]:
    """Enter the caller's table and read the working columns from it, checked.

    Returns
    -------
    frame, working : frames
        `working` has the working columns, row by row: in Polars where the table is in memory, else added to the lazy table.

    Raises
    ------
    ContractError
        If a column is missing, not a number, out of range, or in another currency, period or job family than the matrix.
    """
    if not isinstance(matrix, PayMatrix):
        raise ContractError("this is not a pay matrix", where=WHERE, found=f"a {type(matrix).__name__}",
                            expected="a PayMatrix", cure="read it with PayMatrix.load(path) or PayMatrix.from_dict(content)")  # fmt: skip
    frame = frames.enter(scores, where=WHERE)
    present = frames.names(frame)
    _must_have(["interview_id", "overall"], present)
    sources = _sources(matrix, market=market, budget=budget, expected=expected, present=present)
    _must_be_numbers(frame, ["overall", *(s for s in sources.values() if isinstance(s, str))])
    working = frames.in_polars(frame, ["overall", *(s for s in sources.values() if isinstance(s, str))])
    amounts = [_amount(working, source).alias(name) for name, source in sources.items()]
    working = working.with_columns(frames.numeric(working, "overall").alias(SCORE), *amounts)
    _must_hold(frame, working, matrix)
    return frame, working


def _sources(matrix: PayMatrix, *, market: Any, budget: Any, expected: Any, present: list[str]) -> dict[str, Any]:
    """Say for each working column where it comes from: a column's name, a number, or None."""
    given = _market_sources(market, matrix) | {BUDGET: budget, EXPECTED: expected}
    sources: dict[str, Any] = {}
    for name, column in OWN_COLUMNS.items():
        source = given.get(name)
        if source is None and not (market is not None and name in (MARKET_MIN, MARKET_MAX, REFERENCE)):
            source = column if column in present else None
        sources[name] = _source(source, argument=column, present=present)
    return sources


def _market_sources(market: Any, matrix: PayMatrix) -> dict[str, Any]:
    if market is None:
        return {}
    if isinstance(market, Mapping):
        return _market_mapping(market, matrix)
    if isinstance(market, (list, tuple)) and len(market) == 2:
        return {MARKET_MIN: market[0], MARKET_MAX: market[1]}
    if isinstance(market, (str, numbers.Real, Decimal)):
        return {REFERENCE: market}
    raise ContractError("the market cannot be read", where=WHERE, found=f"an object of type {type(market).__name__}",
                        expected="None, a pair (min, max), a reference pay, or {'min': …, 'max': …, 'reference': …}",
                        cure="join market columns to the scores and name them, or pass two numbers")  # fmt: skip


def _market_mapping(market: Mapping[str, Any], matrix: PayMatrix) -> dict[str, Any]:
    for field, expected in (("currency", matrix.currency), ("period", matrix.period)):
        if market.get(field, expected) != expected:
            raise _other_unit(field, expected, f"market {field} {market[field]}")
    known = {*MARKET_KEYS, "p50", "currency", "period"}
    if unknown := [key for key in market if key not in known]:
        raise ContractError(f"market has no field '{unknown[0]}'", where=WHERE, found=", ".join(map(str, market)),
                            expected=", ".join(sorted(known)), cure=closest(str(unknown[0]), known) or "rename it")  # fmt: skip
    sources = {MARKET_KEYS[key]: value for key, value in market.items() if key in MARKET_KEYS}
    if matrix.market.reference in market:
        sources.setdefault(REFERENCE, market[matrix.market.reference])
    return sources


def _source(source: Any, *, argument: str, present: list[str]) -> Any:
    if source is None or isinstance(source, str):
        if isinstance(source, str):
            _must_have([source], present)
        return source
    if isinstance(source, (numbers.Real, Decimal)) and not isinstance(source, bool):
        number = float(source)
        if math.isnan(number):
            return None
        if number < 0 or math.isinf(number):
            raise ContractError(f"{argument} is not an amount of pay", where=WHERE, found=f"{number:g}", expected="0 or more",
                                cure="pass the amount in the matrix's currency and period")  # fmt: skip
        return source
    raise ContractError(f"{argument} cannot be read", where=WHERE, found=f"an object of type {type(source).__name__}",
                        expected="None, a number, or the name of a column of the scores",
                        cure="put the values into a column of the scores and pass its name")  # fmt: skip


def _amount(frame: nw.DataFrame | nw.LazyFrame, source: Any) -> nw.Expr:
    if isinstance(source, str):
        return money.cents(frames.numeric(frame, source))
    if source is None:
        return nw.lit(None, dtype=nw.Float64)
    return nw.lit(float(money.to_cent(source) * 100), dtype=nw.Float64)


def _must_have(columns: list[str], present: list[str]) -> None:
    if absent := [name for name in columns if name not in present]:
        hints = " ".join(filter(None, (closest(name, present) for name in absent)))
        raise ContractError(f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where=WHERE,
                            found=f"columns {', '.join(present) or '(none)'}", expected="interview_id, overall and every column named",
                            cure=hints or "rename the columns")  # fmt: skip


def _must_be_numbers(frame: nw.DataFrame | nw.LazyFrame, columns: list[str]) -> None:
    schema = frame.collect_schema()
    texts = [c for c in columns if schema[c] in (nw.String, nw.Categorical, nw.Boolean, nw.Date, nw.Datetime)]
    if texts:  # an all-empty column is read as text by some engines: it is as missing as it can be
        known = frames.collect(frame.select(*((~nw.col(c).is_null()).cast(nw.Int64).sum().alias(c) for c in texts)))
        texts = [c for c, count in zip(texts, known.row(0), strict=True) if count]
    if texts:
        raise ContractError(f"not numbers: {', '.join(texts)}", where=WHERE,
                            found=", ".join(f"{c} of type {schema[c]}" for c in texts), expected="numbers, missing as null",
                            cure="read the file with intake, which turns 12K and 1.2万 into numbers")  # fmt: skip


def _must_hold(frame: nw.DataFrame | nw.LazyFrame, working: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix) -> None:
    """Refuse impossible rows, all conditions at once; lazy tables are read once for this."""
    score, low, high = nw.col(SCORE), nw.col(MARKET_MIN), nw.col(MARKET_MAX)
    conditions = {"'overall' is outside 0..100": (score < 0) | (score > 100), "'market_min' is above 'market_max'": low > high}
    conditions |= {f"'{OWN_COLUMNS[name]}' is negative or infinite": (nw.col(name) < 0) | (nw.col(name) > MOST_CENTS)
                   for name in OWN_COLUMNS}  # fmt: skip
    units = {"currency": matrix.currency, "period": matrix.period, "job_family": matrix.job_family}
    others = {field: nw.col(field).cast(nw.String) != value for field, value in units.items() if field in frames.names(frame)}
    for field, count in _counts(frame, others).items():
        if count:
            raise _other_unit(field, units[field], f"{count} rows in another {field.replace('_', ' ')}")
    counts = _counts(working, conditions)
    if problems := [
        f"{name} in {_rows(working, condition, counts[name])}" for name, condition in conditions.items() if counts[name]
    ]:
        raise ContractError(f"{len(problems)} of the conditions for a suggestion fail", where=WHERE, found="; ".join(problems),
                            expected="scores 0..100, amounts 0 or more, minimum not above maximum",
                            cure="correct the rows named, or leave unknown amounts empty")  # fmt: skip


def _counts(frame: nw.DataFrame | nw.LazyFrame, tests: dict[str, nw.Expr]) -> dict[str, int]:
    """Count the rows of each condition; a missing answer does not count."""
    if not tests:
        return {}
    counted = frames.collect(frame.select(*(test.cast(nw.Int64).sum().alias(name) for name, test in tests.items())))
    return {name: int(number or 0) for name, number in zip(counted.columns, counted.row(0), strict=True)}


def _rows(frame: nw.DataFrame | nw.LazyFrame, condition: nw.Expr, count: int) -> str:
    if isinstance(frame, nw.LazyFrame):
        return f"{count} rows"
    bad = frame.select(condition.fill_null(value=False).alias("bad"))["bad"].to_list()
    numbers_ = [n for n, is_bad in enumerate(bad) if is_bad][:ROWS_NAMED]
    more = f" and {count - ROWS_NAMED} more" if count > ROWS_NAMED else ""
    return f"{count} row{'s' if count > 1 else ''} ({', '.join(map(str, numbers_))}{more})"


def _other_unit(field: str, expected: str, found: str) -> ContractError:
    cures = {
        "currency": "convert the amounts to the matrix's currency first, or use a matrix in theirs",
        "period": "convert the amounts to the matrix's period first (a year has 12 months), or use a matrix in theirs",
        "job_family": "suggest pay family by family, each with its own matrix",
    }
    return ContractError(f"{field} differs from the pay matrix", where=WHERE, found=found, expected=expected, cure=cures[field])
