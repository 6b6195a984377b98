"""How well people do, from few and noisy ratings: what is stable in them, known as of each day, and what follows from the score.

In flow PERFORMANCE and who the people are; out flow expectations that shrink where little has been seen, and the expectancy table.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench import fairness, frames
from workbench.contracts import PERFORMANCE
from workbench.errors import ContractError, UndefinedResult, confident
from workbench.outcomes.design import lay_out
from workbench.wording import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.frames import Frame

WHERE = "outcomes.performance"
HIRED_ONLY = Words("none: performance of those hired; nobody knows it of those who were not")


@dataclass(frozen=True)
class Performance:
    """What the ratings of a period say about people.

    `people`, one row a rated employee: ``employee_id``, ``n`` [ratings], ``mean``, ``expected`` [shrunk towards what is known of people like them].
    `reliability` is that of one rating, 0 to 1. `expectancy`, one row a group: ``group``, ``n``, ``mean``, ``low``, ``high`` [performance units], and
    ``above_average`` [share of people above 0 or the given middle] with its interval; null without groups.
    """

    people: pd.DataFrame = field(repr=False, compare=False)
    expectancy: pd.DataFrame = field(repr=False, compare=False)
    n: int
    n_ratings: int
    mean: float
    low: float
    high: float
    reliability: float | None
    middle: float
    n_groups_hidden: int
    confidence: float
    counterfactual: Words = HIRED_ONLY


@confident
def performance(
    ratings: Frame, *, group: pd.Series | None = None, middle: float = 0.0, minimum_group: int = 5, confidence: float = 0.95
) -> Performance:
    """Summarise performance by person, and by group of people.

    Parameters
    ----------
    ratings : dataframe, PERFORMANCE, one row an employee and period
    group : series indexed by employee_id, optional
        A label a person (score band, channel); people without one are left out of the expectancy table.
    middle : float
        Above it a person counts as above average, in units of performance.

    Raises
    ------
    ContractError
        If the table breaks its contract.
    UndefinedResult
        If nobody was rated.

    References
    ----------
    Expectancy charts: Taylor & Russell (1939). Reliability: intraclass correlation of one rating, one-way random effects.
    """
    table = _rated(ratings)
    if table.empty:
        raise UndefinedResult(
            "nobody has been rated", where=WHERE, found="0 ratings", expected="at least 1", cure="wait for the first review"
        )
    within, between = components(table["performance"].to_numpy(), pd.factorize(table["employee_id"])[0])
    people = table.groupby("employee_id")["performance"].agg(n="size", mean="mean").reset_index()
    centre = float(people["mean"].mean())
    share = between / (between + within / people["n"]) if between + within > 0 else people["n"] * 0.0
    people["expected"] = centre + share * (people["mean"] - centre)
    low, high = _mean_interval(people["mean"].to_numpy(), confidence)
    labels = people["employee_id"].map(group.to_dict()) if group is not None else pd.Series(None, people.index, dtype=object)
    shown = fairness.hide_small_groups(people.assign(group=labels).dropna(subset="group"), by="group", minimum_group=minimum_group)
    return Performance(
        people=people, expectancy=_expectancy(shown.table, middle, confidence), n=len(people), n_ratings=len(table), mean=centre, low=low, high=high,
        reliability=between / (between + within) if between + within > 0 and (people["n"] > 1).any() else None,
        middle=middle, n_groups_hidden=shown.n_groups_hidden, confidence=confidence,
    )  # fmt: skip


def known_so_far(stays: pd.DataFrame, ratings: Frame, *, given: Sequence[str]) -> pd.DataFrame:
    """Cut stays into stretches, each with the stable performance expected from what was known when it began.

    Parameters
    ----------
    stays : pandas.DataFrame, one row a hire, from `spells`
        ``employee_id``, ``hired_date``, ``days``, ``left`` and the columns of `given`.
    ratings : dataframe, PERFORMANCE
    given : sequence of str
        Columns known at hire that may foretell performance (also those it is set beside, so that it says nothing they say).

    Returns
    -------
    pandas.DataFrame, one row a hire and stretch
        The columns of `stays`, ``from_day``, ``to_day``, ``left`` [in that stretch], ``performance`` [expected, rating units], ``n_ratings``.

    Notes
    -----
    A rating belongs to the time after it: set beside leaving before it, it would say that who stays long performs well (immortal time).
    A raw mean of few ratings would weaken its own effect; the expectation given all ratings so far does not (regression calibration by
    risk set, Prentice 1982; Xie, Wang & Prentice 2001).
    """
    table = _rated(ratings)
    table = table[table["employee_id"].isin(stays["employee_id"])]
    if table.empty:
        raise UndefinedResult("nobody who stayed or left has been rated", where=WHERE, found="0 ratings", expected="ratings of these employees",
                              cure="leave performance out")  # fmt: skip
    stays = stays.set_index("employee_id", drop=False)
    usable = [name for name in given if len(set(stays[name])) > 1]
    x = np.column_stack([np.ones(len(stays)), lay_out(stays, usable, where=WHERE)[1]]) if usable else np.ones((len(stays), 1))
    row = stays.index.get_indexer(table["employee_id"])
    gamma = np.linalg.lstsq(x[row], table["performance"].to_numpy(), rcond=None)[0]
    residual = table["performance"].to_numpy() - x[row] @ gamma
    within, between = components(residual, row)
    table = table.assign(
        row=row, residual=residual, day=(pd.to_datetime(table["period_end"]) - stays["hired_date"].to_numpy()[row]).dt.days
    )
    table = table.sort_values(["row", "day"], kind="stable")
    table = table[table["day"] < stays["days"].to_numpy()[table["row"]]].assign(day=lambda t: t["day"].clip(lower=0.25))
    seen = table.groupby("row")["residual"].agg(["cumsum"]).assign(n=table.groupby("row").cumcount() + 1)
    shrunk = between * seen["cumsum"] / (between * seen["n"] + within) if between > 0 else seen["cumsum"] * 0.0
    starts = pd.concat([
        pd.DataFrame({"row": np.arange(len(stays)), "from_day": 0.0, "extra": 0.0, "n_ratings": 0}),
        pd.DataFrame({"row": table["row"], "from_day": table["day"].astype(float), "extra": shrunk, "n_ratings": seen["n"]}),
    ])  # fmt: skip
    return _stretches(starts, stays.reset_index(drop=True), x @ gamma)


def components(values: np.ndarray, person: np.ndarray) -> tuple[float, float]:
    """Divide the variance of ratings into what changes within people and what stays between them (one-way, by moments)."""
    n = np.bincount(person)
    n = n[n > 0]
    means = pd.Series(values).groupby(person).transform("mean").to_numpy()
    total, people = len(values), len(n)
    if total <= people:  # one rating each: nothing tells luck from skill
        return float(np.var(values)) if people else 0.0, 0.0
    within = float(((values - means) ** 2).sum() / (total - people))
    weight = (total - (n**2).sum() / total) / max(people - 1, 1)
    between = ((means - values.mean()) ** 2).sum() / max(people - 1, 1) - within
    return within, max(float(between / weight), 0.0) if weight > 0 else 0.0


def _rated(ratings: Frame) -> pd.DataFrame:
    table = frames.to_pandas(PERFORMANCE.check(ratings), where="PERFORMANCE").reset_index(drop=True)
    table["performance"] = table["performance"].astype("float64")
    return table


def _stretches(starts: pd.DataFrame, stays: pd.DataFrame, expected: np.ndarray) -> pd.DataFrame:
    starts = starts.drop_duplicates(["row", "from_day"], keep="last").sort_values(
        ["row", "from_day"], kind="stable", ignore_index=True
    )
    last = starts["row"] != starts["row"].shift(-1)
    rows = stays.loc[starts["row"]].reset_index(drop=True)
    end = starts["from_day"].shift(-1).where(~last, rows["days"])
    return rows.assign(from_day=starts["from_day"], to_day=end, left=np.where(last, rows["left"], 0),
                       performance=expected[starts["row"]] + starts["extra"].to_numpy(), n_ratings=starts["n_ratings"])  # fmt: skip


def _expectancy(people: pd.DataFrame, middle: float, confidence: float) -> pd.DataFrame:
    rows = []
    for name, part in people.groupby("group", sort=True):
        low, high = _mean_interval(part["mean"].to_numpy(), confidence)
        above = int((part["mean"] > middle).sum())
        share = fairness.wilson(above, len(part), confidence=confidence)
        rows.append({"group": name, "n": len(part), "mean": float(part["mean"].mean()), "low": low, "high": high,
                     "above_average": above / len(part), "above_average_low": share[0], "above_average_high": share[1]})  # fmt: skip
    columns = ["group", "n", "mean", "low", "high", "above_average", "above_average_low", "above_average_high"]
    return pd.DataFrame(rows, columns=columns)


def _mean_interval(values: np.ndarray, confidence: float) -> tuple[float, float]:
    from scipy.special import stdtrit

    if len(values) < 2:
        return float("nan"), float("nan")
    reach = stdtrit(len(values) - 1, (1 + confidence) / 2) * values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean() - reach), float(values.mean() + reach)


def score_bands(scores: pd.Series, edges: Sequence[float] = (60, 70, 80)) -> pd.Series:
    """Put scores into bands ``[from, to)`` named by their edges: below 60, 60–70, …, 80 and above.

    Raises
    ------
    ContractError
        If the edges do not rise.
    """
    steps = list(edges)
    if steps != sorted(set(steps)) or not steps:
        raise ContractError(
            "edges of bands do not rise",
            where=WHERE,
            found=", ".join(f"{e:g}" for e in steps),
            expected="rising numbers",
            cure="sort them",
        )
    names = [f"< {steps[0]:g}", *(f"{a:g}–{b:g}" for a, b in itertools.pairwise(steps)), f"≥ {steps[-1]:g}"]
    cut = pd.cut(scores.astype("float64"), [-np.inf, *steps, np.inf], right=False, labels=names)
    return cut.astype(object).where(cut.notna(), None)
