"""Where an offer stands: in its range and band, among those who do the job today, and in what is left of the budget.

In flow suggestions of one job and what the role may read of its staff; out flow the same rows with the columns of PAY_DECISIONS. Staff
are described from the policy's smallest group on; a role that may not read pay gets no peers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import pay, wording
from workbench.figures import numbers
from workbench.reports import words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import PayMatrix
    from workbench.reports.reading import Reader

FACTS = (
    "range_penetration", "band_penetration", "n_peers", "peer_p25", "peer_median", "peer_p75", "peer_ratio", "peer_rank", "budget_left",
)  # fmt: skip


def decided(
    reader: Reader, suggestions: pd.DataFrame, *, job_id: str, matrix: PayMatrix | None = None, budget: float | None = None
) -> pd.DataFrame:
    """Set one job's suggestions against range, band, current staff and the budget per hire.

    Returns
    -------
    pandas.DataFrame, PAY_DECISIONS, same rows and order
    """
    staff = reader.table("EMPLOYEES", job_id=job_id)
    known = None if numbers.missing(budget) else budget
    return pay.decide(
        suggestions, matrix=matrix, staff=staff, by=None, budget=known, minimum_group=max(5, reader.policy().minimum_group)
    )


def standing(
    reader: Reader,
    given: dict[str, Any],
    *,
    job_id: str,
    matrix: PayMatrix | None,
    budget: float | None,
    currency: str,
    period: str,
) -> dict[str, Any]:
    """Say where one suggestion stands, as facts; None where it cannot be said. Without a suggestion the staff is still described."""
    import pandas as pd

    amounts = {name: given.get(name) for name in ("decision", "range_min", "range_max", "reason")}
    row = pd.DataFrame([amounts | {"currency": currency, "period": period}])
    row[["decision", "range_min", "range_max"]] = row[["decision", "range_min", "range_max"]].astype("float64")
    found = decided(reader, row, job_id=job_id, matrix=matrix, budget=budget).iloc[0]
    return {name: None if numbers.missing(found[name]) else found[name] for name in FACTS}


def said(facts: dict[str, Any], currency: str, period: str, language: str) -> list[str]:
    """Say it: the place in range and band, then among the staff."""
    say, notes = wording.speak(language), []
    if facts["range_penetration"] is not None and facts["band_penetration"] is not None:
        notes.append(say("the offer stands at {range} of its range and {band} of the band (0 = lower end, 1 = upper end)",
                         range=f"{facts['range_penetration']:.2f}", band=f"{facts['band_penetration']:.2f}"))  # fmt: skip
    if facts["n_peers"] is not None and facts["peer_ratio"] is not None:
        median = words.money_period(facts["peer_median"], currency, period, language)
        notes.append(say("{n} people do this job today: median {median}; the offer is {ratio} times that and above {rank} of them",
                         n=int(facts["n_peers"]), median=median, ratio=f"{facts['peer_ratio']:.2f}",
                         rank=numbers.share(facts["peer_rank"])))  # fmt: skip
    return notes
