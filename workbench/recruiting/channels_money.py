"""What a channel's hires cost, and whether the referral bonus pays.

In flow SPEND and what became of each application; out flow one row a channel, and one `ReferralBonus`. A cost per hire is an average of
what was spent, not what one more hire would cost.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench import frames
from workbench.contracts import SPEND, money
from workbench.errors import ContractError, confident
from workbench.recruiting.channels_adjusted import adjusted_means, pool
from workbench.wording import Words

DRAWS = 20_000
ENOUGH = 20  # judged hires on each side before a verdict on money is given
PAYS, COSTS_MORE, NO_DIFFERENCE, TOO_FEW = (
    Words("the bonus pays: a successful hire costs less than through {channel}", channel="…"),
    Words("the bonus does not pay by cost alone: a successful hire costs more than through {channel}", channel="…"),
    Words("no difference shown between referral and {channel} in the cost of a successful hire", channel="…"),
    Words("too few to say whether the bonus pays: {n} judged hires on each side would be the least", n="…"),
)
COLUMNS = ("channel", "amount", "n", "hires", "cost_per_hire", "n_judged", "successes", "success_share", "success_low", "success_high",
           "cost_per_successful_hire", "cost_low", "cost_high")  # fmt: skip


@dataclass(frozen=True)
class ReferralBonus:
    """Whether the bonus for a referred hire is worth what it costs.

    Parameters
    ----------
    channel, against : str
        Channel that bonuses are booked on, and the one it is compared with.
    bonus_per_hire : float
        Bonuses paid / hires of the channel.
    cost_per_successful_hire, other_cost_per_successful_hire : float
        spend / hires × judged / successes.
    saving, saving_low, saving_high : float
        Other − own, for one successful hire.
    break_even_bonus : float
        Bonus at which a successful hire would cost as much as through the other; negative where none would do.
    n_judged, other_n_judged : int
    score_verdict, performance_verdict : Words or None
        What the comparison with the reference channel says: better people can be worth a dearer hire.
    verdict : Words
    confidence : float
    """

    channel: str
    against: str
    bonus_per_hire: float
    cost_per_successful_hire: float
    other_cost_per_successful_hire: float
    saving: float
    saving_low: float
    saving_high: float
    break_even_bonus: float
    n_judged: int
    other_n_judged: int
    score_verdict: Words | None
    performance_verdict: Words | None
    verdict: Words
    confidence: float


@confident
def channel_costs(spend: frames.Frame, known: pd.DataFrame, *, minimum_group: int = 5, confidence: float = 0.95) -> pd.DataFrame:
    """Divide each channel's spend by its hires and by its successful hires.

    Parameters
    ----------
    spend : dataframe, SPEND
    known : pandas.DataFrame
        One row an application: ``channel``, ``job``, ``hire_rate``, and ``success`` where it is known.
    minimum_group : int
        Channels with fewer judged hires show no success share.
    confidence : float

    Returns
    -------
    pandas.DataFrame, one row a channel, dearest last
        Costs are missing where nobody was hired; the success share is partially pooled and at one job mix; the interval of
        the cost is that of the share, since spend and hires of the period are counted, not estimated.

    Raises
    ------
    ContractError
        If spend is in several currencies.
    """
    rows = frames.to_pandas(SPEND.check(spend), where="SPEND")
    if "currency" in rows and len(rows["currency"].dropna().unique()) > 1:
        raise ContractError("spend is in several currencies", where="SPEND", found=", ".join(sorted(rows["currency"].dropna().unique())), expected="one currency",
                            cure="convert the amounts, or pass the rows of one currency")  # fmt: skip
    amount = {name: float(money.total(group["amount"])) for name, group in rows.groupby("channel")}
    size = known.groupby("channel").size()
    table = pd.DataFrame(
        {"channel": sorted({*size[size >= minimum_group].index, *(name for name in amount if size.get(name, 0) >= minimum_group)})}
    )
    table["amount"] = table["channel"].map(amount).fillna(0.0)
    table["n"] = table["channel"].map(size).astype(int)
    hired = known.groupby("channel")["hire_rate"].sum() if "hire_rate" in known else pd.Series(dtype=float)
    table["hires"] = table["channel"].map(hired).fillna(0).astype(int)
    table["cost_per_hire"] = _over(table["amount"], table["hires"])
    table = _with_success(table, known, minimum_group, confidence)
    for name, share in (("cost_per_successful_hire", "success_share"), ("cost_low", "success_high"), ("cost_high", "success_low")):
        table[name] = _over(table["cost_per_hire"], table[share])
    return table[list(COLUMNS)].sort_values("cost_per_successful_hire", ignore_index=True)


@confident
def referral_bonus(
    spend: frames.Frame, costs: pd.DataFrame, told: pd.DataFrame, *, reference: str, confidence: float = 0.95, random_state: int = 0
) -> ReferralBonus | None:
    """Check the referral bonus against what a successful hire costs through another channel; None where no bonus was paid.

    Parameters
    ----------
    spend : dataframe, SPEND
    costs : pandas.DataFrame
        What `channel_costs` gives.
    told : pandas.DataFrame
        The table of `Channels`.
    reference : str
        Channel to compare with; where it is the referred one itself or has no spend, the largest other with spend.
    confidence : float
    random_state : int

    Notes
    -----
    Success shares of both sides are drawn from their Beta distributions (Jeffreys prior); spend and hires are as counted.
    """
    rows = frames.to_pandas(spend, where="SPEND")
    paid = rows[rows["item"] == "referral_bonus"].groupby("channel")["amount"].sum()
    paid = paid[paid > 0]
    if paid.empty or paid.idxmax() not in set(costs["channel"]):
        return None
    channel = str(paid.idxmax())
    own = costs[costs["channel"] == channel].iloc[0].to_dict()
    other = _other(costs, channel, reference)
    low, high = _saving_interval(own, other, confidence, random_state)
    bonus = float(paid.max()) / own["hires"] if own["hires"] else math.nan
    share = own["successes"] / own["n_judged"] if own["n_judged"] else math.nan
    mine, theirs = _per_success(own), _per_success(other)
    return ReferralBonus(
        channel=channel, against=other["channel"], bonus_per_hire=bonus, cost_per_successful_hire=mine, other_cost_per_successful_hire=theirs, saving=theirs - mine,
        saving_low=low, saving_high=high, break_even_bonus=theirs * share - (float(own["cost_per_hire"]) - bonus), n_judged=own["n_judged"],
        other_n_judged=other["n_judged"], score_verdict=_said(told, "score", channel), performance_verdict=_said(told, "performance", channel),
        verdict=_verdict(low, high, min(own["n_judged"], other["n_judged"]), other["channel"]), confidence=confidence,
    )  # fmt: skip


def _with_success(table: pd.DataFrame, known: pd.DataFrame, minimum_group: int, confidence: float) -> pd.DataFrame:
    """Add the partially pooled share of judged hires who are a success."""
    from scipy import stats

    hires = known[known["success"].notna()] if "success" in known else known.iloc[:0].assign(success=np.nan)
    judged = hires.groupby("channel")["success"].agg(["size", "sum"])
    table["n_judged"] = table["channel"].map(judged["size"]).fillna(0).astype(int)
    table["successes"] = table["channel"].map(judged["sum"]).fillna(0).astype(int)
    enough = hires[hires["channel"].map(judged["size"]) >= minimum_group]
    table[["success_share", "success_low", "success_high"]] = np.nan
    if enough["channel"].nunique() == 0 or enough["success"].nunique() < 2:
        return table
    means = adjusted_means(enough["success"].to_numpy(float), enough["channel"].to_numpy(object), enough["job"].to_numpy(object))
    pooled = pool(means.adjusted, means.covariance)
    half = stats.t.ppf(0.5 + confidence / 2, np.diag(means.df)) * np.sqrt(np.diag(pooled.covariance))
    found = pd.DataFrame({"success_share": pooled.estimate, "success_low": pooled.estimate - half, "success_high": pooled.estimate + half},
                         index=means.channels).clip(0, 1)  # fmt: skip
    for name in found:
        table[name] = table["channel"].map(found[name])
    return table


def _over(top: pd.Series, bottom: pd.Series) -> pd.Series:
    """Divide; nothing by nobody is missing, and something by a share of 0 is without limit."""
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.asarray(top, dtype=float) / np.asarray(bottom, dtype=float)
    if bottom.name == "hires":
        result = np.where(np.isinf(result), np.nan, result)
    return pd.Series(result, index=top.index)


def _other(costs: pd.DataFrame, channel: str, reference: str) -> dict[str, Any]:
    paid = costs[(costs["channel"] != channel) & (costs["amount"] > 0)].sort_values("n", ascending=False)
    chosen = paid[paid["channel"] == reference]
    rows = (chosen if len(chosen) else paid).head(1).to_dict("records")
    return rows[0] if rows else {"channel": "", "amount": 0.0, "hires": 0, "n_judged": 0, "successes": 0, "cost_per_hire": math.nan}


def _per_success(row: dict[str, Any]) -> float:
    return (
        float(row["amount"] / row["hires"] * row["n_judged"] / row["successes"])
        if row["hires"] and row["successes"] and row["n_judged"]
        else math.nan
    )


def _saving_interval(own: dict[str, Any], other: dict[str, Any], confidence: float, random_state: int) -> tuple[float, float]:
    if not all(row["hires"] and row["n_judged"] for row in (own, other)):
        return math.nan, math.nan
    random = np.random.default_rng(random_state)
    mine, theirs = (
        row["cost_per_hire"] / random.beta(row["successes"] + 0.5, row["n_judged"] - row["successes"] + 0.5, DRAWS)
        for row in (own, other)
    )
    low, high = np.quantile(theirs - mine, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def _said(told: pd.DataFrame, measure: str, channel: str) -> Words | None:
    found = told[(told["measure"] == measure) & (told["channel"] == channel)]["verdict"]
    return found.iloc[0] if len(found) else None


def _verdict(low: float, high: float, judged: int, other: str) -> Words:
    if judged < ENOUGH or math.isnan(low):
        return Words(TOO_FEW.sentence, n=ENOUGH)
    return Words((PAYS if low > 0 else COSTS_MORE if high < 0 else NO_DIFFERENCE).sentence, channel=other)
