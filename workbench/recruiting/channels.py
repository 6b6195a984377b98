"""Which channel brings better people, and which only seems to: score, hire rate, later performance and staying by channel.

In flow SCORES, APPLICATIONS, SPEND and what became of the hired; out flows one `Channels`: estimates raw, at one job mix and partially
pooled, each with its interval, a verdict in words, and what a successful hire costs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness
from workbench.errors import ContractError, UndefinedResult, closest, confident, within_reach
from workbench.recruiting.channels_adjusted import Means, adjusted_means, pool
from workbench.recruiting.channels_money import COLUMNS as COST_COLUMNS
from workbench.recruiting.channels_money import ReferralBonus, channel_costs, referral_bonus
from workbench.recruiting.channels_outcomes import WHERE, known_of_applications
from workbench.recruiting.channels_verdict import REFERENCE, RULE, people_needed, verdict, worth_acting_on
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench import frames

MEASURES = ("score", "hire_rate", "performance", "retention")
SMALL_SD = 0.3  # a difference worth acting on, in standard deviations, unless the caller names points
WORTHWHILE = {"hire_rate": 0.05, "retention": 0.10}
HIRES_ONLY = Words("performance and staying are known of hires only: a channel whose people were chosen more strictly looks better")
COLUMNS = (
    "measure", "channel", "n", "raw", "raw_low", "raw_high", "adjusted", "adjusted_low", "adjusted_high", "estimate", "low", "high",
    "difference", "difference_low", "difference_high", "p_value", "p_holm", "verdict", "worthwhile", "n_needed",
)  # fmt: skip


@dataclass(frozen=True)
class Channels:
    """Channels compared.

    Parameters
    ----------
    table : pandas.DataFrame, one row a measure and channel, the best estimate first
        ``measure`` (score [points], hire_rate [share of applications], performance [its own unit], retention [share]), ``channel``, ``n``;
        ``raw`` with ``raw_low``, ``raw_high`` [plain mean]; ``adjusted`` … [at the job mix of all]; ``estimate``, ``low``, ``high`` [adjusted and
        partially pooled]; ``difference`` … [adjusted, to the reference channel]; ``p_value``, ``p_holm``; ``verdict`` [words];
        ``worthwhile`` [difference worth acting on]; ``n_needed`` [people a channel that would show it four times in five].
    pairs : pandas.DataFrame, one row a measure and pair of channels
        ``channel``, ``other``, ``difference`` with ``low`` and ``high``, ``p_value``, ``p_holm`` [over all pairs of the measure], ``verdict``.
    costs : pandas.DataFrame, one row a channel
        ``amount``, ``hires``, ``cost_per_hire``, ``n_judged``, ``success_share`` with ``success_low`` and ``success_high`` [partially pooled],
        ``cost_per_successful_hire`` with ``cost_low`` and ``cost_high``. Empty without SPEND.
    bonus : ReferralBonus or None
        Whether the referral bonus pays.
    reference : str
    between_sd : dict of str to float
        How far channels truly differ, by measure (standard deviation of the true means).
    n_applications, n_unknown, n_channels_hidden, n_rows_hidden : int
        Applications in all; of unknown channel; channels with fewer than `minimum_group` applications and the rows behind them.
    undefined : dict of str to Words
        Measures for which nothing can be said, and why.
    success_from : float or None
        Performance from which a hire counts as a success.
    minimum_group : int
    confidence : float
    rule, note : Words
    """

    table: pd.DataFrame = field(repr=False, compare=False)
    pairs: pd.DataFrame = field(repr=False, compare=False)
    costs: pd.DataFrame = field(repr=False, compare=False)
    bonus: ReferralBonus | None
    reference: str
    between_sd: Mapping[str, float]
    n_applications: int
    n_unknown: int
    n_channels_hidden: int
    n_rows_hidden: int
    undefined: Mapping[str, Words]
    success_from: float | None
    minimum_group: int
    confidence: float
    rule: Words
    note: Words


@confident
def channels(
    scores: frames.Frame | None,
    applications: frames.Frame,
    spend: frames.Frame | None = None,
    *,
    interviews: frames.Frame | None = None,
    employees: frames.Frame | None = None,
    performance: frames.Frame | None = None,
    measures: Sequence[str] | None = None,
    score: str = "overall",
    adjust: str | Sequence[str] | None = "job_id",
    reference: str | None = None,
    worthwhile: Mapping[str, float] | None = None,
    success_from: float | None = None,
    retention_days: int = 365,
    as_of: Any = None,
    minimum_group: int = 5,
    confidence: float = 0.95,
    random_state: int = 0,
) -> Channels:
    """Compare recruiting channels by what their people are like and what they cost.

    Parameters
    ----------
    scores : dataframe, SCORES, or None
        One row an interview, with ``application_id``, or with ``interview_id`` and `interviews` given.
    applications : dataframe, APPLICATIONS
        Reads ``application_id``, ``channel``, ``status`` and the columns of `adjust`.
    spend : dataframe, SPEND, optional
        For costs and the referral bonus.
    interviews : dataframe, INTERVIEWS, optional
    employees : dataframe, EMPLOYEES, optional
        Who was hired, when, and who left.
    performance : dataframe, PERFORMANCE, optional
        Needs `employees`; a person's periods are averaged.
    measures : sequence of {"score", "hire_rate", "performance", "retention"}, optional
        By default all that the tables allow.
    score : str
        Column of `scores`: ``overall`` or a competency.
    adjust : str, sequence of str or None
        Columns within which channels are compared; None compares them raw.
    reference : str, optional
        Channel that the others are compared with; by default the one with most applications.
    worthwhile : mapping of measure to float, optional
        Difference worth acting on; by default .3 standard deviations, 5 percentage points of hire rate, 10 of staying.
    success_from : float, optional
        Mean performance from which a hire is a success (who leaves within 180 days is none); by default the median of all hires.
    retention_days : int
    as_of : date, optional
        Last day the tables know of; by default the last date in them.
    minimum_group : int
        Channels with fewer people behind a number are hidden there and counted.
    confidence : float
    random_state : int
        Of the draws behind the bonus's interval.

    Returns
    -------
    Channels

    Raises
    ------
    ContractError
        If a table does not keep its contract, or a measure or the reference is not known.
    UndefinedResult
        If a measure has no value for the data: everybody or nobody was hired, all scores are equal, one channel or job explains
        everything, or fewer than two channels are large enough for any measure.

    Notes
    -----
    Channels send people to different jobs, so raw means mislead: they are compared within jobs. Small channels' means are drawn
    towards the common mean (partial pooling), so that the extreme is not always the smallest.

    Examples
    --------
    >>> from workbench import samples
    >>> tables = samples.company(300, seed=7, answers=False).tables
    >>> found = channels(None, tables["APPLICATIONS"], measures=["hire_rate"])
    >>> set(found.table["measure"]), found.reference
    ({'hire_rate'}, '招聘网站')
    """
    within = [adjust] if isinstance(adjust, str) else list(adjust or [])
    table, facts = known_of_applications(
        scores, applications, interviews=interviews, employees=employees, performance=performance, score=score, adjust=within, success_from=success_from,
        retention_days=retention_days, as_of=as_of,
    )  # fmt: skip
    asked = _asked(measures, table)
    known = table[table["channel"].notna()]
    size = known["channel"].value_counts()
    large = size[size >= minimum_group]
    base = _reference(reference, large, size)
    parts, pairs, between, undefined = [], [], {}, {}
    for measure in asked:
        rows = _large_enough(known, measure, minimum_group)
        if rows["channel"].nunique() < 2:
            undefined[measure] = _nothing(measure, rows, minimum_group, alone=len(asked) == 1)
            continue
        within_reach(rows[measure], measure, where=WHERE)
        _must_vary(rows[measure].to_numpy(float), measure)
        means = adjusted_means(rows[measure].to_numpy(float), rows["channel"].to_numpy(object), rows["job"].to_numpy(object))
        _must_leave_something(means, measure)
        anchor = base if base in means.channels else means.channels[int(means.n.argmax())]
        worth = worth_acting_on((worthwhile or {}).get(measure, WORTHWHILE.get(measure, SMALL_SD * means.residual_sd)), measure)
        pooled = pool(means.adjusted, means.covariance)
        between[measure] = pooled.between_sd
        parts.append(_measured(measure, means, pooled, anchor, worth, confidence))
        pairs.append(_pairs(measure, means, worth, confidence))
    if not parts:
        raise UndefinedResult("no measure can be compared between channels", where=WHERE, found=" ".join(undefined.values()), expected=f"two channels with {minimum_group} people",
                              cure="take a longer period")  # fmt: skip
    told = pd.concat(parts, ignore_index=True)
    costs, bonus = _money(spend, known, told, base, minimum_group, confidence, random_state)
    return Channels(
        table=told, pairs=pd.concat(pairs, ignore_index=True), costs=costs, bonus=bonus, reference=base, between_sd=between, n_applications=len(table),
        n_unknown=len(table) - len(known), n_channels_hidden=len(size) - len(large), n_rows_hidden=int(size.sum() - large.sum()), undefined=undefined,
        success_from=facts["success_from"], minimum_group=minimum_group, confidence=confidence,
        rule=Words(RULE.sentence, reference=base, k=len(large) - 1), note=HIRES_ONLY,
    )  # fmt: skip


def _asked(measures: Sequence[str] | None, table: pd.DataFrame) -> list[str]:
    allowed = [name for name in MEASURES if name in table]
    if measures is None:
        return allowed
    for name in measures:
        if name not in MEASURES:
            raise ContractError(f"there is no measure '{name}'", where=WHERE, found=name, expected=", ".join(MEASURES),
                                cure=closest(name, MEASURES) or "choose one of them")  # fmt: skip
        if name not in allowed:
            raise ContractError(f"the tables for '{name}' are missing", where=WHERE, found=f"tables for {', '.join(allowed) or 'nothing'}",
                                expected="scores for score, status or employees for hire_rate, employees for retention, employees and performance for performance",
                                cure="pass the table, or leave the measure out")  # fmt: skip
    return list(dict.fromkeys(measures))


def _reference(asked: str | None, large: pd.Series, size: pd.Series) -> str:
    if len(large) < 2:
        raise UndefinedResult("fewer than two channels are large enough to compare", where=WHERE, found=f"{len(large)} of {len(size)} channels", expected="two or more",
                              cure="take a longer period, or join small channels")  # fmt: skip
    if asked is not None and asked not in large.index:
        raise ContractError(f"the reference channel '{asked}' is not there", where=WHERE, found=f"{len(large)} channels large enough", expected="one of them",
                            cure=closest(asked, map(str, large.index)) or "leave it out to compare with the largest")  # fmt: skip
    return asked if asked is not None else str(large.index[0])


def _large_enough(known: pd.DataFrame, measure: str, minimum_group: int) -> pd.DataFrame:
    rows = known.loc[known[measure].notna(), ["channel", "job", measure]]
    return fairness.hide_small_groups(rows, by="channel", minimum_group=minimum_group).table


def _nothing(measure: str, rows: pd.DataFrame, minimum_group: int, *, alone: bool) -> Words:
    why = Words("{measure}: fewer than two channels have {n} people it is known of", measure=measure, n=minimum_group)
    if alone:
        raise UndefinedResult(
            "the channels are too small to compare",
            where=WHERE,
            found=str(why),
            expected="two channels that large",
            cure="take a longer period",
        )
    return why


def _must_vary(values: np.ndarray, measure: str) -> None:
    same = {"hire_rate": ("nobody was hired", "everybody was hired"), "retention": ("nobody stayed", "everybody stayed")}
    if np.ptp(values) > 1e-12 * max(1.0, float(np.abs(values).max())):
        return
    what = same[measure][int(values[0])] if measure in same else f"every {measure} is the same"
    raise UndefinedResult(f"channels cannot differ: {what}", where=WHERE, found=f"{len(values)} equal values of '{measure}'", expected="values that vary",
                          cure="take a longer period, or ask for other measures: measures=['score']" if measure != "score" else "check the scores' table")  # fmt: skip


def _must_leave_something(means: Means, measure: str) -> None:
    if means.residual_sd <= 1e-9 * max(1.0, float(np.abs(means.adjusted).max())):
        raise UndefinedResult(f"channel and job explain every {measure} exactly", where=WHERE, found="no spread within any channel and job",
                              expected="people of one channel and job who differ", cure="with perfect separation no error can be estimated: check the data, or take a longer period")  # fmt: skip


def _measured(measure: str, means: Means, pooled: Any, anchor: str, worth: float, confidence: float) -> pd.DataFrame:
    at, k = means.channels.index(anchor), len(means.channels)
    gap, error, p = _differences(means, at)
    holm = fairness.holm(np.where(np.arange(k) == at, np.nan, p))
    own, half = np.diag(means.df), _t(np.array(np.diag(means.df)), confidence)
    adjusted_se, pooled_se = np.sqrt(np.diag(means.covariance)), np.sqrt(np.diag(pooled.covariance))
    needed = people_needed(means.residual_sd, worth, confidence, k - 1)
    reach = _t(means.df[at], confidence)
    raw_half = _t(np.clip(means.n - 1.0, 1, None), confidence) * means.raw_se
    columns = {
        "raw": (means.raw, raw_half), "adjusted": (means.adjusted, half * adjusted_se), "": (pooled.estimate, _t(own, confidence) * pooled_se),
        "difference": (gap, reach * error),
    }  # fmt: skip
    table = pd.DataFrame({"measure": measure, "channel": means.channels, "n": means.n})
    for name, (value, wide) in columns.items():
        table[name or "estimate"] = value
        table[f"{name}_low".lstrip("_")], table[f"{name}_high".lstrip("_")] = value - wide, value + wide
    if measure in WORTHWHILE:
        table = _inside_a_share(table, means, confidence)
    verdicts = [REFERENCE if place == at else verdict(holm[place], error[place], worth, confidence, k - 1) for place in range(k)]
    table = table.assign(p_value=p, p_holm=holm, verdict=verdicts, worthwhile=worth, n_needed=needed)
    table.loc[at, ["difference", "difference_low", "difference_high", "p_value", "p_holm"]] = [0.0, 0.0, 0.0, math.nan, math.nan]
    return table[list(COLUMNS)].sort_values("estimate", ascending=False, ignore_index=True)


def _differences(means: Means, at: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give difference, standard error and p of every channel to one; not a number where they share no job."""
    from scipy import stats

    covariance = means.covariance
    error = np.sqrt(np.clip(np.diag(covariance) + covariance[at, at] - 2 * covariance[at], 0, None))
    gap = means.adjusted - means.adjusted[at]
    apart = ~means.comparable[at]
    error[apart] = gap[apart] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(gap) / error, means.df[at])
    return gap, error, p


def _t(df: np.ndarray, confidence: float) -> np.ndarray:
    from scipy import stats

    return stats.t.ppf(0.5 + confidence / 2, df)


def _inside_a_share(table: pd.DataFrame, means: Means, confidence: float) -> pd.DataFrame:
    """Give shares Wilson's interval, and keep every end between 0 and 1."""
    ends = [fairness.wilson(round(share * n), int(n), confidence=confidence) for share, n in zip(means.raw, means.n, strict=True)]
    table[["raw_low", "raw_high"]] = ends
    for name in ("adjusted", "adjusted_low", "adjusted_high", "estimate", "low", "high"):
        table[name] = table[name].clip(0, 1)
    return table


def _pairs(measure: str, means: Means, worth: float, confidence: float) -> pd.DataFrame:
    rows, k = [], len(means.channels)
    for at in range(k):
        gap, error, p = _differences(means, at)
        reach = _t(means.df[at], confidence)
        rows += [{"measure": measure, "channel": means.channels[other], "other": means.channels[at], "difference": gap[other], "low": gap[other] - reach[other] * error[other],
                  "high": gap[other] + reach[other] * error[other], "p_value": p[other], "error": error[other]} for other in range(at + 1, k)]  # fmt: skip
    table = pd.DataFrame(rows)
    holm = fairness.holm(table["p_value"].to_numpy(float))
    verdicts = [verdict(p, error, worth, confidence, len(table)) for p, error in zip(holm, table["error"], strict=True)]
    return table.drop(columns="error").assign(p_holm=holm, verdict=verdicts)


def _money(
    spend: frames.Frame | None,
    known: pd.DataFrame,
    told: pd.DataFrame,
    base: str,
    minimum_group: int,
    confidence: float,
    random_state: int,
) -> tuple[pd.DataFrame, ReferralBonus | None]:
    if spend is None:
        return pd.DataFrame(columns=list(COST_COLUMNS)), None
    costs = channel_costs(spend, known, minimum_group=minimum_group, confidence=confidence)
    return costs, referral_bonus(spend, costs, told, reference=base, confidence=confidence, random_state=random_state)
