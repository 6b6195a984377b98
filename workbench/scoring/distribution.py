"""How scores are distributed by job and competency, and which competency is systematically weak.

In flow SCORES (wide) or COMPETENCY_SCORES (long) with the column to group by; out flow one row per job and competency with n
and intervals, the weak and the redundant competencies with what to do about them, and how many small groups are hidden.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import fairness, frames, wording
from workbench.errors import ContractError, UndefinedResult, closest, confident, within_reach
from workbench.scoring import items
from workbench.scoring.intervals import correlation_interval, mean_interval

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGE_POINTS, LARGE_SD = 8.0, 0.5
REDUNDANT_R = 0.85
NOT_COMPETENCIES = {"overall", "coverage", "error_band", "rubric_version", "policy_version", "grade", "generic"}
ACTIONS = (
    (("programming", "coding", "编程", "代码", "开发能力"), "Add a coding test to this job's interviews and source candidates who have passed one."),
    (("stress", "pressure", "resilience", "抗压"), "Add a structured question about a past situation under pressure, and check what the job advertisement says about the load."),
    (("communication", "沟通", "表达"), "Add an exercise in which candidates explain or present something, rated on anchors."),
    (("leadership", "management", "管理", "带队"), "Ask for people led and results in the résumé screen, and add a question about leading a team."),
    (("client", "customer", "sales", "selling", "客户", "销售"), "Add a role play with a customer, and source from channels with sales experience."),
    (("design", "architecture", "problem", "debug", "modelling", "analysis", "设计", "架构", "问题", "分析", "建模"), "Add a work sample from the job, rated on anchors."),
    (("learning", "学习"), "Ask for something recently learned and used at work, rated on anchors."),
)  # fmt: skip
OTHER_ACTION = (
    "Add a work sample or a structured question for this competency, and check that its scale is not set too high for the job."
)
REDUNDANT_ACTION = "These two competencies rank candidates almost alike: join them, or give one of them evidence of its own."


@dataclass(frozen=True)
class Distribution:
    """Scores by group and competency.

    Parameters
    ----------
    table : pandas.DataFrame, one row per group and competency (``overall`` included where it is given)
        group column, ``competency``, ``n``, ``mean`` with ``mean_low`` and ``mean_high`` [points], ``sd``, ``min``, ``p10``, ``p25``, ``median``,
        ``p75``, ``p90``, ``max`` [points], ``ceiling_share`` and ``floor_share`` [share at 100 and at 0].
    gaps : pandas.DataFrame, one row per group and competency
        ``n``, ``mean``, ``others_mean`` [mean of the same people's other competencies], ``gap`` with ``gap_low`` and ``gap_high`` [points, paired
        t interval], ``gap_sd`` [gap over the pooled sd of the group's competencies], ``weak``.
    weak : pandas.DataFrame
        The rows of `gaps` that are weak, largest gap first, with ``action``.
    redundant : pandas.DataFrame
        Pairs of competencies of one group that rank people almost alike: ``competency``, ``other``, ``n``, ``r``, ``r_low``, ``r_high``, ``action``.
    items : pandas.DataFrame, one row per group and competency
        How it goes with the group's other competencies: ``n``, ``item_total`` with ``item_total_low`` and ``item_total_high`` [correlation with the mean of
        the others], ``discrimination`` with ``_low`` and ``_high`` [points between the strongest and the weakest 27 %], ``alpha``, ``alpha_without``
        [Cronbach's], ``finding`` and ``action``.
    by : str
    n_groups_hidden, n_rows_hidden : int
        Groups, and the people in them, too few to show.
    n_cells_hidden : int
        Competencies of shown groups for which too few people have a score.
    minimum_group : int
    confidence : float
    rule : str
        When a competency is called weak, in words.
    """

    table: pd.DataFrame
    gaps: pd.DataFrame
    weak: pd.DataFrame
    redundant: pd.DataFrame
    items: pd.DataFrame
    by: str
    n_groups_hidden: int
    n_rows_hidden: int
    n_cells_hidden: int
    minimum_group: int
    confidence: float
    rule: str


@confident
def distribution(
    scores: frames.Frame, *, by: str = "job_id", minimum_group: int = 5, confidence: float = 0.95, language: str = "en"
) -> Distribution:
    """Describe scores by group and competency and name what is systematically weak.

    Parameters
    ----------
    scores : dataframe
        SCORES, one row an interview, each further numeric column a competency; or COMPETENCY_SCORES, one row per interview and
        competency with ``points``. Either with the column `by` (join INTERVIEWS on interview_id).
    by : str
        Column of the group, usually ``job_id``.
    minimum_group : int
        Groups with fewer people are hidden and counted.
    confidence : float
    language : {"en", "zh"}
        Language of ``action`` and ``rule``.

    Returns
    -------
    Distribution

    Raises
    ------
    ContractError
        If `by`, an id or the points are missing, or an interview stands twice.
    UndefinedResult
        If no group is large enough to show, or none has a competency that enough people have points of.

    Notes
    -----
    A competency is *weak* when both hold: its gap to the mean of the same people's other competencies lies below zero with its
    whole paired t interval, and the gap is large: at least 8 points, or half a standard deviation of the group's
    competencies (a medium effect, Cohen 1988). Pairing takes out that some jobs attract stronger people. Redundant: r of at
    least .85 with the interval (Fisher z) above .7.
    """
    wide, competencies = _wide(scores, by)
    shown = fairness.hide_small_groups(wide, by=by, minimum_group=minimum_group)
    if shown.table.empty:
        raise UndefinedResult(
            "no group is large enough to show",
            where="scoring.distribution",
            found=f"{len(wide)} interviews in {shown.n_groups_hidden} groups of '{by}'",
            expected=f"at least one group of {minimum_group}",
            cure="take a longer period or group by something broader",
        )
    groups = list(shown.table.groupby(by, observed=True, sort=True, dropna=False))
    told = [name for name in competencies if name != "overall"]
    cells = [(name, comp, people[comp].dropna().to_numpy(float)) for name, people in groups for comp in competencies]
    enough = [cell for cell in cells if len(cell[2]) >= minimum_group]
    if not enough:
        raise UndefinedResult("nobody has points to describe", where="scoring.distribution", found=f"{len(cells)} competencies by group, each with fewer than {minimum_group} scores",
                              expected=f"at least one with {minimum_group}", cure="take a longer period, or score the interviews first")  # fmt: skip
    table = pd.DataFrame([{by: name, "competency": comp, **_described(points, confidence)} for name, comp, points in enough])
    gaps = pd.DataFrame([row for name, people in groups for row in _gaps(name, people, told, by, minimum_group, confidence)],
                        columns=[by, "competency", "n", "mean", "others_mean", "gap", "gap_low", "gap_high", "gap_sd", "weak"])  # fmt: skip
    say = wording.speak(language)
    return Distribution(
        table=table,
        gaps=gaps,
        weak=_named(gaps, say),
        redundant=_redundant(groups, told, by, minimum_group, confidence, say),
        items=_items(groups, told, by, minimum_group, confidence, say),
        by=by,
        n_groups_hidden=shown.n_groups_hidden,
        n_rows_hidden=shown.n_rows_hidden,
        n_cells_hidden=sum(0 < len(points) < minimum_group for _, _, points in cells),
        minimum_group=minimum_group,
        confidence=confidence,
        rule=say(
            "Weak: the {percent} % interval of the gap to the same people's other competencies lies below 0, and the gap is at least {points} points or {sd} standard deviations.",
            percent=round(confidence * 100),
            points=f"{LARGE_POINTS:g}",
            sd=f"{LARGE_SD:g}",
        ),
    )


def action_for(competency: str) -> str:
    """Suggest what to do about a weak competency, from the words in its id or name (an English sentence for `wording`)."""
    name = competency.lower()
    return next((action for words, action in ACTIONS if any(word in name for word in words)), OTHER_ACTION)


def _wide(scores: frames.Frame, by: str) -> tuple[pd.DataFrame, list[str]]:
    rows = frames.to_pandas(scores, where="scores")
    long = {"competency", "points"} <= set(rows.columns)
    _need(rows, ["interview_id", by])
    key = ["interview_id", "competency"] if long else ["interview_id"]
    if long:
        wide = _spread(rows)
    if wide is None if long else rows.duplicated(key).any():
        raise ContractError(
            "a score stands twice",
            where="scores",
            found=f"{int(rows.duplicated(key).sum())} repeated rows of ({', '.join(key)})",
            expected="one row per interview" + (" and competency" if long else ""),
            cure="take the scores of one rubric version only",
        )
    if long:
        competencies = [name for name in dict.fromkeys(rows["competency"]) if wide[name].notna().any()]
        within_reach(wide, "points", where="scores")
        groups = rows.drop_duplicates("interview_id").set_index("interview_id")[by]
        return wide.assign(**{by: groups}).reset_index(), competencies
    numeric = [name for name in rows.columns if name not in {"interview_id", by} and pd.api.types.is_numeric_dtype(rows[name])]
    competencies = [name for name in numeric if name not in NOT_COMPETENCIES and not pd.api.types.is_bool_dtype(rows[name])]
    overall = ["overall"] if "overall" in numeric else []
    if not competencies and not overall:
        raise ContractError("there are no points to describe", where="scores", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected="one numeric column per competency, or competency and points", cure="pass what scoring.score gives")  # fmt: skip
    within_reach(rows[overall + competencies].to_numpy(dtype=float, na_value=math.nan), "points", where="scores")
    return rows, overall + competencies


def _spread(rows: pd.DataFrame) -> pd.DataFrame | None:
    """Set points side by side, one row an interview; nothing where one stands twice (a pivot takes twice as long)."""
    person, people = pd.factorize(rows["interview_id"], use_na_sentinel=False)
    place, names = pd.factorize(rows["competency"], sort=True, use_na_sentinel=False)
    cell = person * max(1, len(names)) + place
    if len(cell) and np.bincount(cell).max() > 1:
        return None
    found = np.full(len(people) * len(names), math.nan)
    found[cell] = rows["points"].to_numpy(dtype=float, na_value=math.nan)
    return pd.DataFrame(
        found.reshape(len(people), len(names)),
        index=pd.Index(people, name="interview_id"),
        columns=pd.Index(list(names), name="competency"),
    ).sort_index()


def _need(rows: pd.DataFrame, columns: list[str]) -> None:
    absent = [name for name in columns if name not in rows.columns]
    if absent:
        hints = "; ".join(filter(None, (closest(name, map(str, rows.columns)) for name in absent)))
        raise ContractError(f"column missing: {', '.join(absent)}", where="scores", found=f"columns {', '.join(map(str, rows.columns))}",
                            expected=f"at least {', '.join(columns)}", cure=hints or "join INTERVIEWS on interview_id to bring the job in")  # fmt: skip


def _described(points: np.ndarray, confidence: float) -> dict[str, Any]:
    low, high = mean_interval(points, confidence=confidence)
    p10, p25, median, p75, p90 = np.quantile(points, [0.1, 0.25, 0.5, 0.75, 0.9])
    return {
        "n": len(points), "mean": points.mean(), "mean_low": low, "mean_high": high,
        "sd": points.std(ddof=1) if len(points) > 1 else math.nan, "min": points.min(), "p10": p10, "p25": p25, "median": median,
        "p75": p75, "p90": p90, "max": points.max(), "ceiling_share": (points >= 100 - 1e-9).mean(), "floor_share": (points <= 1e-9).mean(),
    }  # fmt: skip


def _gaps(
    name: Any, people: pd.DataFrame, competencies: list[str], by: str, minimum_group: int, confidence: float
) -> Iterable[dict[str, Any]]:
    points = people[[c for c in competencies if people[c].notna().sum() >= minimum_group]]
    spread = math.sqrt(points.var(ddof=1).mean()) if points.shape[1] else math.nan
    x = points.to_numpy(dtype=float, na_value=math.nan)
    present = ~np.isnan(x)
    total, count = np.where(present, x, 0.0).sum(axis=1), present.sum(axis=1)
    for place, competency in enumerate(points.columns if points.shape[1] > 1 else ()):
        both = present[:, place] & (count >= 2)
        if both.sum() < minimum_group:
            continue
        own, others = x[both, place], (total[both] - x[both, place]) / (count[both] - 1)
        gap = own - others
        low, high = mean_interval(gap, confidence=confidence)
        size = gap.mean() / spread if spread > 0 else math.nan
        large = gap.mean() <= -LARGE_POINTS or size <= -LARGE_SD
        yield {by: name, "competency": competency, "n": len(gap), "mean": own.mean(), "others_mean": others.mean(),
               "gap": gap.mean(), "gap_low": low, "gap_high": high, "gap_sd": size, "weak": bool(high < 0 and large)}  # fmt: skip


def _named(gaps: pd.DataFrame, say: wording.Speaker) -> pd.DataFrame:
    weak = gaps.loc[gaps["weak"].astype(bool)].drop(columns="weak").sort_values("gap", ignore_index=True)
    return weak.assign(action=[say(action_for(str(name))) for name in weak["competency"]])


def _redundant(
    groups: list, competencies: list[str], by: str, minimum_group: int, confidence: float, say: wording.Speaker
) -> pd.DataFrame:
    rows = []
    for name, people in groups:
        for first, second, n, r in items.alike(people[competencies], least_r=REDUNDANT_R, minimum=max(minimum_group, 5)):
            low, high = correlation_interval(r, n, confidence=confidence)
            if low > 0.7:
                rows.append({by: name, "competency": first, "other": second, "n": n, "r": r, "r_low": low, "r_high": high,
                             "action": say(REDUNDANT_ACTION)})  # fmt: skip
    return pd.DataFrame(rows, columns=[by, "competency", "other", "n", "r", "r_low", "r_high", "action"])


def _items(
    groups: list, competencies: list[str], by: str, minimum_group: int, confidence: float, say: wording.Speaker
) -> pd.DataFrame:
    found = [items.item_statistics(people[competencies], confidence=confidence, minimum=minimum_group).assign(**{by: name})
             for name, people in groups]  # fmt: skip
    table = pd.concat(found, ignore_index=True)[[by, "competency", *items.COLUMNS]]
    return table.assign(action=[say(items.ACTIONS[finding]) if finding else "" for finding in table["finding"]])
