"""What hiring costs: channel spend and referral bonuses, the tool's fee, follow-up and manual interviews.

In flow interviews, hires and their pay; out flow SPEND and TOOL_COSTS, one row a month and item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.samples import world
from workbench.samples.ability import Ability, stream
from workbench.samples.process import NEVER, date_of

if TYPE_CHECKING:
    from workbench.samples.results import Offers

FIXED = {  # channel: item, yuan a month for a company of 2,000 applications in 18 months
    "招聘网站": ("fee", 12_000), "校园招聘": ("event", 9_000), "社交媒体": ("advertising", 6_000), "自荐": ("fee", 0),
}  # fmt: skip
USUAL_SIZE = 2_000


def spend(ability: Ability, offers: Offers, *, seed: int) -> pd.DataFrame:
    """Build SPEND: fixed fees by channel, a bonus for each referred hire, a share of a year's pay for each agency hire."""
    random, months, rows = stream(seed, "spend"), _months(), []
    scale = len(ability.job) / USUAL_SIZE
    for channel, (item, monthly) in FIXED.items():
        amounts = np.round(monthly * scale * random.uniform(0.85, 1.15, len(months)), 2)
        rows += [(channel, month, item, amount) for month, amount in zip(months, amounts.tolist(), strict=True)]
    hired = np.flatnonzero(offers.hired < NEVER)
    month_of = date_of(offers.hired[hired]).astype("datetime64[M]")
    channel_of = np.array(world.CHANNELS, dtype=object)[ability.channel[hired]]
    agency_fee = offers.pay[hired] * 12 * world.AGENCY_SHARE_OF_YEAR
    for month in months:
        referred = int(((channel_of == "内推") & (month_of == month)).sum())
        rows.append(("内推", month, "referral_bonus", float(referred * world.REFERRAL_BONUS)))
        there = (channel_of == "猎头") & (month_of == month)
        rows.append(("猎头", month, "agency", round(float(agency_fee[there].sum()), 2)))
    table = pd.DataFrame(rows, columns=["channel", "month", "item", "amount"]).assign(currency=world.CURRENCY)
    table["month"] = table["month"].to_numpy().astype("datetime64[us]")
    return table


def tool_costs(interviews: pd.DataFrame) -> pd.DataFrame:
    """Build TOOL_COSTS: the fee by month, ten minutes of follow-up a tool interview, and the interviews held by people."""
    month = interviews["interview_date"].to_numpy().astype("datetime64[M]")
    by_hand, rows = (interviews["mode"] == "manual").to_numpy(), []
    for start in _months():
        manual, tool = int(((month == start) & by_hand).sum()), int(((month == start) & ~by_hand).sum())
        labour = tool * world.FOLLOW_UP_MIN
        rows.append((start, "tool_fee", round(world.TOOL_FEE_YEAR / 12, 2), tool, 0.0))
        rows.append((start, "follow_up_labour", round(labour / 60 * world.HOURLY_RATE, 2), tool, float(labour)))
        rows.append((start, "manual_interview", float(manual * world.MANUAL_COST), manual, float(manual * world.MANUAL_MIN)))
    table = pd.DataFrame(rows, columns=["month", "item", "amount", "n_interviews", "minutes"])
    table["month"] = table["month"].to_numpy().astype("datetime64[us]")
    table.insert(3, "currency", world.CURRENCY)
    return table


def _months() -> np.ndarray:
    return np.arange(np.datetime64(world.FIRST_DAY, "M"), np.datetime64(world.AS_OF, "M") + 1)
