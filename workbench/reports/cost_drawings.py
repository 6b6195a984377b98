"""The figures of the page on cost and return.

In flow its tables and facts; out flow figures whose titles are the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import figures, wording
from workbench.figures import numbers
from workbench.reports import words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import CostModel


def drawings(tables: dict[str, pd.DataFrame], facts: dict[str, Any], model: CostModel, language: str) -> dict[str, Any]:
    """Draw the waterfall of one interview, the returns with their ranges, and what moves the return most."""
    say = wording.speak(language)
    amount = {name: numbers.money(facts[name], model.currency) for name in ("with_follow_up", "manual")}
    title = words.capital(say("an interview costs {with_follow_up} with the tool, {manual} by hand", **amount))
    drawn = {"steps": figures.cost_steps(tables["steps"], language=language, title=title, currency=model.currency)}
    if len(tables["returns"]):
        gross, net = numbers.percent(facts["gross_pct"]), numbers.percent(facts["net_pct"])
        drawn["returns"] = figures.return_bars(
            tables["returns"], threshold=facts["threshold_pct"], language=language, title=say("Gross return {gross}, net {net}", gross=gross, net=net),
            caption=say("contribution of {n} hires so far, against all recruiting cost; lines = 95 % of the draws", n=facts["n_contributing"]))  # fmt: skip
    moved = tables["tornado"]
    chosen = next((name for name in ("incremental", "gross") if name in set(moved["name"])), None)
    if chosen:
        rows = moved[moved["name"] == chosen]
        stated = tables["returns"].set_index("name").loc[chosen, "return_pct"]
        drawn["tornado"] = figures.tornado(rows, stated=stated, language=language, title=say("What moves the return most: {what}", what=rows["text"].iloc[0]),
                                           caption=say("return ({name}) with one input at its low and at its high end, the others as stated", name=rows["label"].iloc[0]))  # fmt: skip
    return drawn
