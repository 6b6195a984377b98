"""Which two ranges do not meet, in a sentence with their edges: band and market, band and budget, or market and budget.

In flows a frame with its working columns in cents and the rows in conflict; out flows the same frame with ``conflict``. Where the
table is in memory, sentences are written for those rows only, each kind of sentence at once from its own pieces.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from workbench.frames import nw
from workbench.pay.inputs import BAND, BAND_MAX, BAND_MIN, BUDGET, MARKET_MAX, MARKET_MIN

if TYPE_CHECKING:
    from workbench.definitions import PayMatrix

EDGES = (BAND_MIN, BAND_MAX, MARKET_MIN, MARKET_MAX, BUDGET)
# a piece is a text, or the name of the column whose amount stands there
OUR_BAND, OUR_BUDGET, MEETS = (BAND,), ("budget up to ", BUDGET), " does not meet "
MARKETS = (("market ", MARKET_MIN, "-", MARKET_MAX), ("market up to ", MARKET_MAX), ("market from ", MARKET_MIN))
AGAINST_MARKET = 0
AGAINST_BUDGET = len(MARKETS)
MARKET_AGAINST_BUDGET = AGAINST_BUDGET + 1
SENTENCES = (
    *((*OUR_BAND, MEETS, *market) for market in MARKETS),
    (*OUR_BAND, MEETS, *OUR_BUDGET),
    *((*market, MEETS, *OUR_BUDGET) for market in MARKETS),
)
TAILS = ("", *(f".{cents:02d}" for cents in range(1, 100)))


def add(frame: nw.DataFrame | nw.LazyFrame, is_conflict: nw.Expr, matrix: PayMatrix) -> nw.DataFrame | nw.LazyFrame:
    """Add ``conflict``, as 'band 15000-20000 does not meet market 21000-25000'; missing where the ranges meet.

    Parameters
    ----------
    frame : frame with the working columns of `inputs.read` and of the band, in cents
    is_conflict : expression, flag
    matrix : PayMatrix
    """
    bands = ["", *(f"band {_amount(band.pay_min)}-{_amount(band.pay_max)}" for band in matrix.ladder)]
    if isinstance(frame, nw.LazyFrame):
        return frame.with_columns(nw.when(is_conflict).then(_sentence(bands)).alias("conflict"))
    marked = frame.select(BAND, *EDGES, is_conflict.alias("is_conflict"))
    apart = np.flatnonzero(marked["is_conflict"].to_numpy().astype(bool))
    if not len(apart):
        return frame.with_columns(nw.lit(None, dtype=nw.String).alias("conflict"))
    texts, places = _written({name: marked[name].to_numpy()[apart] for name in (BAND, *EDGES)}, bands)
    row = np.zeros(len(frame), dtype=np.int64)
    row[apart] = places
    return frame.with_columns(texts[row].alias("conflict"))


def _amount(pay: object) -> str:
    cents = int(pay * 100)
    return f"{cents // 100}{TAILS[cents % 100]}"


def _written(edges: dict[str, np.ndarray], bands: list[str]) -> tuple[nw.Series, np.ndarray]:
    """Write every row's sentence; gives them behind one missing text, and where in that list each row's stands."""
    kind, places = _kinds(edges), np.empty(len(edges[BAND]), dtype=np.int64)
    parts, written = [nw.new_series("text", [None], nw.String, backend="polars")], 1
    for number, pieces in enumerate(SENTENCES):
        rows = np.flatnonzero(kind == number)
        if len(rows):
            parts.append(_composed(pieces, edges, rows, bands))
            places[rows] = np.arange(written, written + len(rows))
            written += len(rows)
    return nw.concat([part.to_frame() for part in parts])["text"], places


def _kinds(edges: dict[str, np.ndarray]) -> np.ndarray:
    """Tell which of `SENTENCES` each row needs; a missing edge compares as false."""
    low, high = edges[MARKET_MIN], edges[MARKET_MAX]
    market = np.select([np.isnan(low), np.isnan(high)], [1, 2], 0)
    apart = (low > edges[BAND_MAX]) | (high < edges[BAND_MIN])
    by_budget = edges[BUDGET] < edges[BAND_MIN]
    return np.where(apart, AGAINST_MARKET + market, np.where(by_budget, AGAINST_BUDGET, MARKET_AGAINST_BUDGET + market))


def _composed(pieces: tuple[str, ...], edges: dict[str, np.ndarray], rows: np.ndarray, bands: list[str]) -> nw.Series:
    known, columns = nw.new_series("band", bands, nw.String, backend="polars"), {}
    tails = nw.new_series("tail", list(TAILS), nw.String, backend="polars")
    for name in (piece for piece in pieces if piece in edges):
        whole = edges[name][rows].astype(np.int64)
        if name == BAND:
            columns[name] = known[whole]
        else:
            columns[name] = nw.new_series(name, whole // 100, nw.Int64, backend="polars").cast(nw.String)
            columns[f"{name}_tail"] = tails[whole % 100]
    texts = [text for piece in pieces for text in _pieces(piece, columns)]
    return nw.from_dict(columns, backend="polars").select(text=nw.concat_str(*texts))["text"]


def _pieces(piece: str, columns: dict[str, nw.Series]) -> list[nw.Expr]:
    if piece not in columns:
        return [nw.lit(piece)]
    return [nw.col(name) for name in (piece, f"{piece}_tail") if name in columns]


def _sentence(bands: list[str]) -> nw.Expr:
    """Write the sentence as one expression over all rows, for a table that is not in memory."""
    low, high = nw.col(MARKET_MIN), nw.col(MARKET_MAX)
    band = nw.lit(bands[0])
    for number, text in enumerate(bands[1:], start=1):
        band = nw.when(nw.col(BAND) == number).then(nw.lit(text)).otherwise(band)
    both, up_to, from_ = (_text(pieces) for pieces in MARKETS)
    market = nw.when(low.is_null()).then(up_to).otherwise(nw.when(high.is_null()).then(from_).otherwise(both))
    apart = ((low > nw.col(BAND_MAX)).fill_null(value=False)) | ((high < nw.col(BAND_MIN)).fill_null(value=False))
    first = nw.when(apart | (nw.col(BUDGET) < nw.col(BAND_MIN))).then(band).otherwise(market)
    second = nw.when(apart).then(market).otherwise(_text(OUR_BUDGET))
    return nw.concat_str(first, nw.lit(MEETS), second)


def _text(pieces: tuple[str, ...]) -> nw.Expr:
    return nw.concat_str(*(_number(nw.col(piece)) if piece in EDGES else nw.lit(piece) for piece in pieces))


def _number(amount: nw.Expr) -> nw.Expr:
    """Write cents as an amount: no decimals for whole units, two otherwise."""
    amount = amount.fill_null(0.0)  # where an edge is missing its text is not used
    whole = (amount / 100).floor()
    rest = amount - whole * 100
    units = whole.cast(nw.Int64).cast(nw.String)
    tail = (rest + 100).cast(nw.Int64).cast(nw.String).str.slice(1, 2)
    return nw.when(rest == 0).then(units).otherwise(nw.concat_str(units, nw.lit("."), tail))
