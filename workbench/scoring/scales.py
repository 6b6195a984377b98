"""How a scale turns the value of an indicator into 0 to 100 points, as one column expression.

In flow a narwhals expression of floats in which missing is null, and a `Scale`; out flows the expression of its points.
Missing stays missing, an infinite value earns what the end of the scale earns, and a value outside the scale (a rating of
7 on 1..5) earns what its nearest end earns: whether such a value may stand in a table is for that table's contract.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from workbench.frames import nw

if TYPE_CHECKING:
    from decimal import Decimal

    from workbench.definitions.rubric import Band, Flag, Scale

FULL = 100.0


def points(value: nw.Expr, scale: Scale) -> nw.Expr:
    """Express the points a scale gives to a value.

    Parameters
    ----------
    value : narwhals expression, Float64
        The indicator, missing as null (`frames.numeric` makes it so).
    scale : Scale
        Exactly one of ramp, band, steps, rating, flag.

    Returns
    -------
    narwhals expression, Float64
        Points in 0..100, null where the value is null.

    Notes
    -----
    ramp and rating: straight line between the ends, clipped. band: 100 on ``[low, high]``, falling to 0 over ``fall``
    units on either side. steps: the points of the last step reached, lower edges included, 0 below the first. flag: any
    value but 0 counts as present.
    """
    if scale.ramp is not None:
        return _line(value, scale.ramp.zero, scale.ramp.full)
    if scale.rating is not None:
        return _line(value, scale.rating.lowest, scale.rating.highest)
    if scale.band is not None:
        return _band(value, scale.band)
    if scale.steps is not None:
        return _steps(value, [(float(start), float(earned)) for start, earned in scale.steps])
    return _flag(value, scale.flag)


def _line(value: nw.Expr, zero: Decimal, full: Decimal) -> nw.Expr:
    start = float(zero)
    slope = _slope(float(full) - start)
    rise = value * slope if start == 0 else (value - start) * slope
    return rise.clip(0.0, FULL)


def _slope(reach: float) -> float:
    """Points per unit, rounded so that the full value earns exactly 100 after clipping, never 99.99999999999999."""
    slope = FULL / reach
    return slope if reach * slope >= FULL else math.nextafter(slope, math.copysign(math.inf, slope))


def _band(value: nw.Expr, band: Band) -> nw.Expr:
    middle, half, slope = float((band.low + band.high) / 2), float((band.high - band.low) / 2), FULL / float(band.fall)
    return (-((value - middle).abs() - half) * slope + FULL).clip(0.0, FULL)


def _steps(value: nw.Expr, steps: list[tuple[float, float]]) -> nw.Expr:
    earned = nw.when(value < steps[0][0]).then(nw.lit(0.0))  # without an otherwise: missing stays missing
    for start, points_here in steps:
        earned = nw.when(value >= start).then(nw.lit(points_here)).otherwise(earned)
    return earned


def _flag(value: nw.Expr, flag: Flag) -> nw.Expr:
    present = nw.when(~value.is_null()).then(nw.lit(float(flag.present)))
    return nw.when(value == 0).then(nw.lit(float(flag.absent))).otherwise(present)
