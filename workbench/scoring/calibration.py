"""What the weights of a rubric should be, by what came of it: proposed only where the data beat equal weights out of sample.

In flow points per criterion of everybody interviewed and an outcome of those who have one; out flows one `Calibration`: weights with
intervals, validity on people the weights had not seen, and the sentence to put under a slider.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import UndefinedResult, confident
from workbench.scoring import moments as second
from workbench.scoring import tradeoff, validation
from workbench.scoring.calibration_words import directions, reach, sentence, trade_note
from workbench.scoring.candidates import Prepared, prepare
from workbench.scoring.intervals import resampled_interval
from workbench.scoring.pareto_groups import OVER
from workbench.scoring.weighting import METHODS, nonnegative_drawn, relative, slopes, unequal_p

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workbench import frames
    from workbench.wording import Words


@dataclass(frozen=True)
class Calibration:
    """Weights, and whether to use them.

    Parameters
    ----------
    method : str
    weights : pandas.DataFrame, one row a criterion
        ``criterion``, ``weight`` [share, fitted], ``low``, ``high`` [bootstrap interval of the best weight; a ridge stays on the side of equal
        weights inside it], ``equal``, ``current`` [share now], ``slope`` [outcome per point,
        all criteria together], ``relative`` [Johnson's share of the explained variance], ``direction`` [1, or -1 where more points go
        with less of the outcome].
    validity : pandas.DataFrame, one row per scheme (equal, current, fitted)
        ``scheme``, ``r`` [with the outcome among everybody interviewed; of fitted weights on people they had not seen], ``low``, ``high``,
        ``r_fitted_on`` [on the very people they were fitted on], ``r_selected`` [uncorrected, among people with an outcome].
    gain, gain_low, gain_high : float
        Out-of-sample r of fitted less equal weights, with its interval.
    beats_equal : bool
        Whether the whole interval of the gain lies above 0 and the regression tells the criteria apart.
    p_unequal : float
        p of the hypothesis that one slope serves all criteria.
    proposal : dict of str to float
        Weights to use: the fitted ones only if they beat equal weights.
    sentence : Words
    front : pandas.DataFrame, one row a point (method "pareto", else empty)
        ``point``, ``r``, ``impact_ratio`` [expected], ``r_unseen`` [cross-validated], with all groups at once ``attribute``, ``group`` and
        ``reference`` [who is worst off, and against whom], one column a criterion [share], ``chosen``.
    expected : pandas.DataFrame, one row per scheme (with groups, else empty)
        ``scheme``, ``impact_ratio`` [expected], ``difference`` [standard deviations, reference less group].
    groups : pandas.DataFrame, one row a group (with all groups at once, else empty)
        ``attribute``, ``group``, ``n``, ``share`` [of those whose group is known], ``current``, ``equal``, ``fitted`` [impact ratio to expect
        under each scheme, against the group of the attribute selected most].
    attribute, reference, group : str
        The groups compared, with all groups at once those furthest apart under the weights in use; empty without groups, the attribute also with
        one attribute's two groups.
    n, n_outcome, n_left_out : int
        People with points, those of them with an outcome, and people left out for missing points.
    selection : Words
        How it was handled that outcomes exist for some only.
    sd_ratio : float
        Spread of the selecting score (as normal scores) among everybody over that among people with an outcome; 1 = no selection.
    n_resamples : int
    confidence : float
    moments, resamples : Moments
    trade : Trade or None
        For `validity_under`; the groups compared on the criteria, with groups.
    notes : tuple of Words
    """

    method: str
    weights: pd.DataFrame
    validity: pd.DataFrame
    gain: float
    gain_low: float
    gain_high: float
    beats_equal: bool
    p_unequal: float
    proposal: dict[str, float]
    sentence: Words
    front: pd.DataFrame
    expected: pd.DataFrame
    groups: pd.DataFrame
    attribute: str
    reference: str
    group: str
    n: int
    n_outcome: int
    n_left_out: int
    selection: Words
    sd_ratio: float
    n_resamples: int
    confidence: float
    moments: second.Moments
    resamples: second.Moments
    trade: tradeoff.Trade | tradeoff.Everyone | None
    notes: tuple[Words, ...]


@confident
def calibrate(
    points: frames.Frame,
    outcome: Any,
    *,
    method: str = "ridge",
    groups: Any = None,
    over: str | None = None,
    weights: Mapping[str, float] | None = None,
    selected_on: Any = None,
    within: Any = None,
    missing: str = "omit",
    selection_ratio: float | None = None,
    minimum_group: int = 5,
    n_resamples: int = 1000,
    confidence: float = 0.95,
    random_state: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Calibration:
    """Fit weights to an outcome and say whether they beat equal weights.

    Parameters
    ----------
    points : dataframe of any engine, one row an interview, or array (people, criteria)
        ``interview_id`` and one numeric column a criterion (or competency) [points, 0-100]; everybody interviewed, also those without an
        outcome.
    outcome : dataframe, series, mapping or array
        Performance, or 1/0 for stayed and left; by ``interview_id``, or in the order of `points`; missing for people without.
    method : {"ridge", "nonnegative", "relative", "unit", "pareto"}
        Ridge towards equal weights, non-negative least squares, Johnson's relative weights, equal weights, or the trade-off with
        the expected impact ratio of `groups`.
    groups : series or array, in the order of `points` or by its index; or a table with one column an attribute
        Group of each person (needed for "pareto"); small groups are left out. One attribute: the group that would be selected most
        against the one that scores lowest. Several: all groups of all of them at once.
    over : {"lowest", "mean"}, optional
        How the impact ratios of all groups are made one figure: the lowest of them ("lowest" by default with several attributes), or their mean. With one
        attribute, asks for all of its groups in place of two.
    weights : mapping of criterion to share, optional
        The weights in use; equal ones by default.
    selected_on : series or array, optional
        The score people were hired on; by default the points under `weights`.
    within : series or array, optional
        Job, month or the like: only differences inside its values count.
    missing : {"omit", "mean"}
        Leave out people who lack points, or set the mean in.
    selection_ratio : float, optional
        Share selected, for the expected impact ratio; by default the share that has an outcome (a half if everybody has).
    minimum_group : int
    n_resamples : int
        Bootstrap resamples of people (a tenth of them for "pareto").
    confidence : float
    random_state : int
    progress : callable, optional
        Called with resamples done and all.

    Returns
    -------
    Calibration

    Raises
    ------
    ContractError
        If columns are missing, ids stand twice, or weights do not fit.
    UndefinedResult
        With too few outcomes, an outcome or criterion that does not vary, a criterion that is a sum of others, a yes/no outcome that the
        points tell apart without exception, or no two groups large enough.

    Notes
    -----
    Validities are those among everybody interviewed: see `moments.validity` for the correction of selection on the score. The out-of-sample
    validity is the mean over ten times five folds; its interval and the gain's use the corrected resampled t (Nadeau &
    Bengio 2003). Fitted weights are proposed only if the gain's whole interval lies above 0 and an F test tells the slopes apart.

    Weights that cannot fall below 0 are pulled towards each other where outcomes are few: with 50 to 80 hires of 330 interviewed, in invented companies, the
    largest of five weights (.44) was put at .37 on average, and its 95 % interval held the truth in 88 % of 160 companies (the others' in
    92 to 99 %); with 400 outcomes in 96 %.
    """
    if over not in (None, *OVER):
        raise ValueError(f"over '{over}' is neither 'lowest' nor 'mean'")
    ready = prepare(points, outcome, method=method, groups=groups, weights=weights, selected_on=selected_on, within=within, missing=missing,
                    minimum_group=minimum_group)  # fmt: skip
    random = np.random.default_rng(random_state)
    draws = max(40, n_resamples // 10) if method == "pareto" else n_resamples
    whole = second.whole(ready.sample)
    again = second.resampled(ready.sample, n_resamples=draws, random=random, progress=progress)
    trade = tradeoff.look(ready, selection_ratio, over) if ready.grouped else None
    if method == "pareto":
        fit = tradeoff.fitter(trade)
        front, place = tradeoff.front(trade, ready, whole, random)
        fitted, drawn = front.iloc[place][ready.names].to_numpy(float), tradeoff.redrawn(trade, again, front, place, random)
    else:
        fit, front = METHODS[method], pd.DataFrame()
        fitted, bounded = fit(whole)[0], method in {"ridge", "nonnegative"}
        drawn = nonnegative_drawn(whole, again, confidence=confidence) if bounded else fit(again)
    signs = np.where(slopes(whole)[0] < 0, -1, 1) if method == "relative" else np.ones(len(fitted))
    tested = validation.cross_validate(ready.sample, fit, random=random, confidence=confidence, signed=method == "relative")
    schemes = {"equal": np.full(len(fitted), 1 / len(fitted)), "current": ready.current, "fitted": fitted * signs}
    table = _validity(schemes, whole, again, tested, confidence, fitted_anything=method != "unit")
    p = float(unequal_p(whole)[0])
    beats = method != "unit" and tested.gain_low > 0 and p < 1 - confidence
    expected = tradeoff.expectations(trade, schemes) if trade else pd.DataFrame()
    now = trade.judged(ready.current) if trade else {"attribute": "", "group": "", "reference": ""}
    return Calibration(
        method=method,
        weights=_weights(ready, whole, fitted, drawn, confidence),
        validity=table,
        gain=tested.gain,
        gain_low=tested.gain_low,
        gain_high=tested.gain_high,
        beats_equal=beats,
        p_unequal=p,
        proposal=dict(zip(ready.names, (fitted if beats else schemes["equal"]).tolist(), strict=True)),
        sentence=sentence(table, tested, ready, beats=beats, method=method),
        front=front,
        expected=expected,
        groups=tradeoff.by_group(trade, schemes) if trade else pd.DataFrame(),
        attribute=now["attribute"],
        reference=now["reference"],
        group=now["group"],
        n=ready.sample.n_people,
        n_outcome=len(ready.sample.known),
        n_left_out=ready.n_left_out,
        selection=ready.selection(whole),
        sd_ratio=second.spread_ratio(whole),
        n_resamples=draws,
        confidence=confidence,
        moments=whole,
        resamples=again,
        trade=trade,
        notes=(
            *ready.notes,
            *reach(whole),
            *((trade_note(expected, trade), *trade.notes) if trade else ()),
            *directions(ready, whole),
        ),
    )


def validity_under(calibration: Calibration, weights: Mapping[str, float]) -> dict[str, float]:
    """Give the validity that other weights would have: quick enough to follow a slider.

    Parameters
    ----------
    calibration : Calibration
    weights : mapping of criterion to share
        Criteria left out weigh nothing; shares need not add up to 1.

    Returns
    -------
    dict
        ``r``, ``low``, ``high`` [among everybody interviewed], ``gain``, ``gain_low``, ``gain_high`` [against equal weights, same resamples],
        ``impact_ratio`` [expected; not a number without groups], ``attribute``, ``group``, ``reference`` [whose ratio that is; of all groups the one
        worst off under these weights].

    Raises
    ------
    UndefinedResult
        If no weight is above 0.
    """
    names = list(calibration.weights["criterion"])
    vector = np.array([float(weights.get(name, 0.0)) for name in names])
    if not (vector > 0).any() or (vector < 0).any():
        raise UndefinedResult("these weights make no score", where="scoring.validity_under", found="no weight above 0, or one below it",
                              expected="weights of 0 or more, one of them above 0", cure="set one of them higher")  # fmt: skip
    unit = np.full(len(names), 1 / len(names))
    r, equal = (second.validity(calibration.moments, w)[0] for w in (vector, unit))
    again, against = (second.validity(calibration.resamples, w) for w in (vector, unit))
    low, high = _interval(float(r), again, calibration.moments, calibration.confidence)
    gain_low, gain_high = _ends(again - against, calibration.confidence)
    trade = calibration.trade
    nobody = {"impact_ratio": math.nan, "attribute": "", "group": "", "reference": ""}
    told = {name: value for name, value in trade.judged(vector).items() if name in nobody} if trade else nobody
    return {"r": float(r), "low": low, "high": high, "gain": float(r - equal), "gain_low": gain_low, "gain_high": gain_high} | told


def _weights(ready: Prepared, whole: second.Moments, fitted: np.ndarray, drawn: np.ndarray, confidence: float) -> pd.DataFrame:
    low, high = np.nanquantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=0)
    slope = slopes(whole)[0]
    return pd.DataFrame({
        "criterion": ready.names, "weight": fitted, "low": np.minimum(low, fitted), "high": np.maximum(high, fitted),
        "equal": 1 / len(fitted), "current": ready.current, "slope": slope, "relative": relative(whole)[0], "direction": np.where(slope < 0, -1, 1),
    })  # fmt: skip


def _validity(
    schemes: dict[str, np.ndarray], whole: second.Moments, again: second.Moments, tested: validation.Tested, confidence: float, *,
    fitted_anything: bool,
) -> pd.DataFrame:  # fmt: skip
    rows = []
    for scheme, weights in schemes.items():
        seen, there = float(second.validity(whole, weights)[0]), float(second.observed(whole, weights)[0])
        low, high = _interval(seen, second.validity(again, weights), whole, confidence)
        r = seen
        if scheme == "fitted" and fitted_anything:
            r, low, high = tested.r, tested.low, tested.high
        rows.append({"scheme": scheme, "r": r, "low": low, "high": high, "r_fitted_on": seen, "r_selected": there})
    return pd.DataFrame(rows)


def _ends(drawn: np.ndarray, confidence: float) -> tuple[float, float]:
    low, high = np.nanquantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _interval(r: float, drawn: np.ndarray, whole: second.Moments, confidence: float) -> tuple[float, float]:
    return resampled_interval(r, drawn, int(whole.n[0]), ratio=second.spread_ratio(whole), confidence=confidence)
