"""What a calibration says in words: the sentence under the sliders, and its warnings.

In flow the figures of a calibration; out flow `Words`, said in the reader's language.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench.scoring import moments as second
from workbench.scoring.weighting import slopes
from workbench.wording import Words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.scoring.candidates import Prepared
    from workbench.scoring.validation import Tested

FAR = 1.5
KEEP = "Equal weights predict the outcome r = {equal} ({equal_low} to {equal_high}); the fitted weights {fitted} ({fitted_low} to {fitted_high}) on people they had not seen: no better out of sample (n = {n}). Keep equal weights."
KEEP_WORSE = "Equal weights predict the outcome r = {equal} ({equal_low} to {equal_high}); the fitted weights {fitted} ({fitted_low} to {fitted_high}) on people they had not seen: worse out of sample (n = {n}). Keep equal weights."
CHANGE = "Equal weights predict the outcome r = {equal} ({equal_low} to {equal_high}); the fitted weights {fitted} ({fitted_low} to {fitted_high}) on people they had not seen: better by {gain} ({gain_low} to {gain_high}) (n = {n}). The data support these weights."
UNIT = "Equal weights predict the outcome r = {equal} ({equal_low} to {equal_high}) (n = {n}). Nothing was fitted."
TRADE = (
    "At the fitted weights the expected impact ratio is {ratio} against {equal_ratio} with equal weights (selecting {selected} %)."
)


def sentence(table: pd.DataFrame, tested: Tested, ready: Prepared, *, beats: bool, method: str) -> Words:
    """Put the finding into one sentence: keep equal weights, or what the data support."""
    rows = table.set_index("scheme")
    gaps = {f"{scheme}{end}": _number(rows.loc[scheme, column]) for scheme in ("equal", "fitted")
            for end, column in (("", "r"), ("_low", "low"), ("_high", "high"))}  # fmt: skip
    gaps |= {"gain": _number(tested.gain), "gain_low": _number(tested.gain_low), "gain_high": _number(tested.gain_high)}
    pattern = UNIT if method == "unit" else CHANGE if beats else KEEP_WORSE if tested.gain_high < 0 else KEEP
    return Words(pattern, **gaps, n=len(ready.sample.known))


def trade_note(expected: pd.DataFrame, trade: Any) -> Words:
    """Say what the fitted weights do to the impact ratio."""
    ratio = expected.set_index("scheme")["impact_ratio"]
    return Words(
        TRADE, ratio=f"{ratio['fitted']:.2f}", equal_ratio=f"{ratio['equal']:.2f}", selected=f"{100 * trade.selection_ratio:.0f}"
    )


def _number(value: float) -> str:
    """Write a correlation as the trade does: .31, -.04."""
    return f"{value:.2f}".replace("0.", ".", 1) if math.isfinite(value) else "–"


def reach(whole: second.Moments) -> tuple[Words, ...]:
    """Warn where the correction reaches far: it draws a straight line on."""
    if second.spread_ratio(whole) <= FAR:
        return ()
    return (Words("The correction reaches far beyond the people with an outcome: it takes the outcome to rise with the score's rank among them as it would among everybody."),)  # fmt: skip


def directions(ready: Prepared, whole: second.Moments) -> tuple[Words, ...]:
    """Name criteria that go with less of the outcome."""
    against = [name for name, slope in zip(ready.names, slopes(whole)[0], strict=True) if slope < 0]
    if not against:
        return ()
    return (Words("More points go with less of the outcome, others held equal: {names}. A weight cannot fall below 0; look at the scale.",
                  names=", ".join(against)),)  # fmt: skip
