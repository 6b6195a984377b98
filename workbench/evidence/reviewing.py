"""A person's word over the machine's reading: the last review of each value holds, and the row says whose it is.

In flow EVIDENCE as the machine reads it and EVIDENCE_REVIEWS; out flows EVIDENCE as it stands. The place in the text stays, so that what
was overruled can be looked at.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from workbench import frames

if TYPE_CHECKING:
    import pandas as pd

STANDS = {"confirmed", "corrected"}


def reviewed(evidence: pd.DataFrame, reviews: Any) -> pd.DataFrame:
    """Let the last review of each value hold.

    Parameters
    ----------
    evidence : pandas.DataFrame, EVIDENCE
        As the machine reads it now; not changed.
    reviews : dataframe, EVIDENCE_REVIEWS
        Of these interviews or of all. One that was withdrawn leaves the machine's reading.

    Returns
    -------
    pandas.DataFrame, EVIDENCE
        Confirmed and corrected values are exact, of source ``person`` and status ``corrected``; rejected ones abstain. ``reason`` names
        who, when, and what the machine reads.
    """
    last = _last(reviews)
    table = evidence.copy()
    for key, review in last.items():
        at = (table["interview_id"] == key[0]) & (table["indicator"] == key[1])
        for row in table[at].to_dict("records"):
            for name, value in _as_reviewed(row, review).items():
                table.loc[at, name] = value
    return table


def _last(reviews: Any) -> dict[tuple[str, str], dict[str, Any]]:
    rows = frames.to_pandas(reviews, where="EVIDENCE_REVIEWS").sort_values("n").to_dict("records")
    last = {(row["interview_id"], row["indicator"]): row for row in rows}
    return {key: row for key, row in last.items() if row["verdict"] != "withdrawn"}


def _as_reviewed(row: dict[str, Any], review: dict[str, Any]) -> dict[str, Any]:
    who = f"{review['verdict']} by {review['reviewer']} on {str(review['reviewed_at'])[:10]}"
    read = row["value"]
    machine = "" if read is None or (isinstance(read, float) and math.isnan(read)) else f"; the machine read {read:g}"
    held = {"source": "person", "reason": f"{who}{machine}"}
    if review["verdict"] in STANDS:
        value = float(review["value"])
        return {**held, "value": value, "value_low": value, "value_high": value, "quality": 1.0, "status": "corrected"}
    return {**held, "value": math.nan, "value_low": math.nan, "value_high": math.nan, "quality": 0.0, "status": "abstained"}
