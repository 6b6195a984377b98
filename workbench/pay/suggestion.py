"""From a score to a pay range and a number, with the rule that decided and the conflict if there is none.

In flow SCORES (any engine), a pay matrix, and what is known of market, budget and expectation; out flow PAY_SUGGESTIONS of the same
engine. All arithmetic runs on whole cents, as column expressions.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.contracts import PAY_SUGGESTIONS, money
from workbench.frames import nw
from workbench.pay import conflict, inputs
from workbench.pay.inputs import BAND, BAND_MAX, BAND_MIN, BUDGET, EXPECTED, MARKET_MAX, MARKET_MIN, REFERENCE, SCORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from workbench.definitions import PayMatrix

OUTCOMES = (
    "no_score", "below_first_band", "above_last_band", "conflict", "position", "expectation", "expectation_below",
    "expectation_above",
)  # fmt: skip
LOWER_BY, UPPER_BY = ("band", "market"), ("band", "market", "budget")
FROM, WIDTH, BELOW_MAX = "__from", "__width", "__below_max"
LOW, HIGH, POINT, DECISION, OUTCOME = "__low", "__high", "__point", "__decision", "__outcome"
RESULTS = (
    "range_min",
    "range_max",
    "point",
    "decision",
    "compa_ratio",
    "range_penetration",
    "budget_left",
    "rule",
    "conflict",
    "reason",
)
NAMED = OUTCOMES.index("conflict")  # from this outcome on the band has its say
SOLVED = OUTCOMES.index("position")  # this outcome and the ones after it carry a number


def suggest(
    scores: frames.Frame, matrix: PayMatrix, *, market: Any = None, budget: Any = None, expected: Any = None
) -> frames.Frame:
    """Suggest a pay range and a number for every scored interview.

    The range is the score's band, cut to the market range and to the budget. The point lies inside it where the score lies in its
    band. The expectation is taken when it lies in the range, else the nearest end of the range; without one the point is taken.

    Parameters
    ----------
    scores : dataframe of any engine, one row an interview
        Reads ``interview_id`` and ``overall`` [0..100, missing allowed]; carries ``application_id`` and ``rubric_version``; reads
        ``market_min``, ``market_max``, ``market_reference``, ``budget``, ``expected_pay`` where the argument is None; checks
        ``currency``, ``period`` and ``job_family`` against the matrix.
    matrix : PayMatrix
    market : None, (min, max), number, column name, or mapping
        A pair is the market range (either side may be None, a number or a column name). A single number or column name is the
        reference pay only (for the compa-ratio) and sets no range. A mapping has the keys ``min``, ``max``, ``reference`` (or
        ``p25``, ``p50``, ``p75``) and may have ``currency`` and ``period``.
    budget, expected : None, number or column name
        Most that may be paid, and what the candidate asks for, in the matrix's currency and period.

    Returns
    -------
    dataframe, PAY_SUGGESTIONS, same engine as `scores`, same row order
        ``range_min range_max point decision`` to the cent (missing where there is no suggestion), ``rule``, ``conflict``,
        ``compa_ratio`` [decision / market reference; without one the middle of the market range, then of the band],
        ``range_penetration`` [decision in the range, 0..1; missing where it is one amount], ``budget_left`` [after this offer alone],
        ``currency``, ``period``, ``reason`` (codes; `explain` says it in words), ``matrix_version``. `decide` adds the peers.

    Raises
    ------
    ContractError
        Once, naming every condition broken: amounts negative, market reversed, other currency, period or job family.

    Notes
    -----
    Lower edge of a band belongs to it, upper edge only in the last (M18). Where pay ranges of neighbouring bands overlap the point
    never falls under the top of the band below, so that a higher score never lowers a suggestion. A lazy table is read once to
    check its values.
    """
    frame, working = inputs.read(scores, matrix, market=market, budget=budget, expected=expected)
    working = frames.when_read(working, lambda table: _reckoned(table, matrix))
    return frames.leave(_finish(frame, working, matrix))


def _reckoned(working: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix) -> nw.DataFrame | nw.LazyFrame:
    """Add the results to the working columns."""
    working = _decide(_intersect(_find_band(working, matrix)), matrix)
    working = conflict.add(_with_reason(working, matrix), nw.col(OUTCOME) == OUTCOMES.index("conflict"), matrix)
    return _in_amounts(working)


def _find_band(frame: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix) -> nw.DataFrame | nw.LazyFrame:
    """Find the number of the band of each score (0 is below the first) and look up its edges, in points and in cents."""
    ladder, score = matrix.ladder, nw.col(SCORE).fill_null(-1.0)
    steps = [(score >= float(band.score_from)).cast(nw.Int64) for band in ladder]
    frame = frame.with_columns(sum(steps[1:], steps[0]).alias(BAND))
    columns = {
        FROM: [float(band.score_from) for band in ladder],
        WIDTH: [float(band.score_to - band.score_from) for band in ladder],
        BAND_MIN: [float(band.pay_min * 100) for band in ladder],
        BAND_MAX: [float(band.pay_max * 100) for band in ladder],
        BELOW_MAX: [0.0, *(float(band.pay_max * 100) for band in ladder[:-1])],
    }
    return _with_lookup(frame, nw.col(BAND), {name: [values[0], *values] for name, values in columns.items()})


def _intersect(frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame | nw.LazyFrame:
    """Cut the band to the market and the budget; an open side cuts nothing."""
    low = _greater(nw.col(MARKET_MIN), nw.col(BAND_MIN))
    high = _less(nw.col(BUDGET), _less(nw.col(MARKET_MAX), nw.col(BAND_MAX)))
    return frame.with_columns(low.alias(LOW), high.alias(HIGH))


def _decide(frame: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix) -> nw.DataFrame | nw.LazyFrame:
    """Put the point by the score's position, then let the expectation decide inside the range."""
    low, high, asked = nw.col(LOW), nw.col(HIGH), nw.col(EXPECTED)
    point = low + (high - low) * (nw.col(SCORE) - nw.col(FROM)) / nw.col(WIDTH)
    if any(below.pay_max > above.pay_min for below, above in itertools.pairwise(matrix.ladder)):
        point = _less(high, _greater(nw.col(BELOW_MAX), point))
    frame = frame.with_columns(money.to_whole(point).alias(POINT), _outcome(matrix).alias(OUTCOME))
    clipped = nw.when(asked.is_null()).then(nw.col(POINT)).otherwise(_less(high, _greater(low, asked)))
    return frame.with_columns(clipped.alias(DECISION))


def _outcome(matrix: PayMatrix) -> nw.Expr:
    """Find the number of the rule that decides, in the order of `OUTCOMES`: the first that applies."""
    score, low, high, asked = nw.col(SCORE), nw.col(LOW), nw.col(HIGH), nw.col(EXPECTED)
    first, last = float(matrix.ladder[0].score_from), float(matrix.ladder[-1].score_to)
    tests = (score.is_null(), score < first, score > last, low > high, asked.is_null(), None, asked < low, asked > high)
    number = nw.lit(OUTCOMES.index("expectation"))
    for code in (7, 6, 4, 3, 2, 1, 0):
        number = nw.when(tests[code]).then(nw.lit(code)).otherwise(number)
    return number


def _with_reason(frame: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix) -> nw.DataFrame | nw.LazyFrame:
    """Add the rule, and the reason as codes: band, what set the lower and the upper end, rule."""
    lower = (nw.col(MARKET_MIN) > nw.col(BAND_MIN)).fill_null(value=False).cast(nw.Int64)
    by_market = (nw.col(MARKET_MAX) < nw.col(BAND_MAX)).fill_null(value=False).cast(nw.Int64)
    upper = nw.when(nw.col(BUDGET) < _less(nw.col(MARKET_MAX), nw.col(BAND_MAX))).then(nw.lit(2)).otherwise(by_market)
    bands = ["", *(f"band={_plain(band.score_from)}-{_plain(band.score_to)};" for band in matrix.ladder)]
    lows, highs = [f"low={lower};" for lower in LOWER_BY], [f"high={upper};" for upper in UPPER_BY]
    outcome = nw.col(OUTCOME)
    if isinstance(frame, nw.LazyFrame):
        rule = _case(outcome, OUTCOMES)
        ends = nw.when(outcome >= SOLVED).then(nw.concat_str(_case(lower, lows), _case(upper, highs))).otherwise(nw.lit(""))
        band = nw.when(outcome >= NAMED).then(_case(nw.col(BAND), bands)).otherwise(nw.lit(""))
        return frame.with_columns(nw.concat_str(band, ends, nw.lit("rule="), rule).alias("reason"), rule.alias("rule"))
    code = ((nw.col(BAND) * len(lows) + lower) * len(highs) + upper) * len(OUTCOMES) + outcome
    reasons = [
        (band if number >= NAMED else "") + (low + high if number >= SOLVED else "") + f"rule={rule}"
        for band in bands for low in lows for high in highs for number, rule in enumerate(OUTCOMES)
    ]  # fmt: skip
    return _with_lookup(frame, code, {"reason": reasons, "rule": [text.rpartition("rule=")[2] for text in reasons]})


def _in_amounts(frame: nw.DataFrame | nw.LazyFrame) -> nw.DataFrame | nw.LazyFrame:
    """Turn cents into amounts where there is a suggestion, rounded: Polars divides by 100 as times 0.01, a last bit off."""
    solved = nw.col(OUTCOME) >= SOLVED
    market_middle = (nw.col(MARKET_MIN) + nw.col(MARKET_MAX)) / 2
    band_middle = (nw.col(BAND_MIN) + nw.col(BAND_MAX)) / 2
    middle = nw.when(market_middle.is_null()).then(band_middle).otherwise(market_middle)
    reference = nw.when(nw.col(REFERENCE) > 0).then(nw.col(REFERENCE)).otherwise(middle)
    amounts = {"range_min": LOW, "range_max": HIGH, "point": POINT, "decision": DECISION}
    return frame.with_columns(
        *(nw.when(solved).then(nw.col(cents) / 100).round(2).alias(name) for name, cents in amounts.items()),
        nw.when(solved).then((nw.col(BUDGET) - nw.col(DECISION)) / 100).round(2).alias("budget_left"),
        nw.when(solved).then(nw.col(DECISION) / reference).alias("compa_ratio"),
        nw.when(solved & (nw.col(HIGH) > nw.col(LOW)))
        .then((nw.col(DECISION) - nw.col(LOW)) / (nw.col(HIGH) - nw.col(LOW)))
        .alias("range_penetration"),
    )


def _finish(
    frame: nw.DataFrame | nw.LazyFrame, working: nw.DataFrame | nw.LazyFrame, matrix: PayMatrix
) -> nw.DataFrame | nw.LazyFrame:
    """Set the results beside the caller's columns and keep those of PAY_SUGGESTIONS, in their order."""
    if isinstance(frame, nw.LazyFrame) or isinstance(working, nw.LazyFrame):
        frame = working
    else:
        frame = frame.with_columns(*(frames.handed(working[name], like=frame["overall"]) for name in RESULTS))
    versions = {"currency": matrix.currency, "period": matrix.period, "matrix_version": matrix.version}
    frame = frame.with_columns(*(nw.lit(value).alias(name) for name, value in versions.items()))
    present = frames.names(frame)
    return frame.select(*(name for name in PAY_SUGGESTIONS.names if name in present))


def _with_lookup(frame: nw.DataFrame | nw.LazyFrame, code: nw.Expr, columns: dict[str, Sequence]) -> nw.DataFrame | nw.LazyFrame:
    """Add columns `values[code]`: gathered where the table is in memory (10 times quicker for text), a case chain where lazy."""
    if not isinstance(frame, nw.LazyFrame):
        return _gathered(frame, frame.select(code.alias("code"))["code"].to_numpy(), columns)
    return frame.with_columns(*(_case(code, values).alias(name) for name, values in columns.items()))


def _case(code: nw.Expr, values: Sequence) -> nw.Expr:
    dtype = _dtype(values)
    chosen = nw.lit(values[0], dtype=dtype)
    for number, value in enumerate(values[1:], start=1):
        chosen = nw.when(code == number).then(nw.lit(value, dtype=dtype)).otherwise(chosen)
    return chosen


def _gathered(frame: nw.DataFrame, numbers: np.ndarray, columns: dict[str, Sequence]) -> nw.DataFrame:
    known = [nw.new_series(name, values, _dtype(values), backend=frame.implementation) for name, values in columns.items()]
    return frame.with_columns(*(series[numbers] for series in known))


def _dtype(values: Sequence) -> Any:
    return nw.Float64 if isinstance(values[0], float) else nw.String


def _greater(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    """Take the greater; where `one` is missing, the other."""
    return nw.when(one > other).then(one).otherwise(other)


def _less(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    """Take the lesser; where `one` is missing, the other."""
    return nw.when(one < other).then(one).otherwise(other)


def _plain(number: Any) -> str:
    return f"{float(number):g}"
