"""Whose word a value is: the reviews of an interview's evidence, and the reason of a reviewed row in the reader's language.

In flows a `Case`; out flows one row a review, oldest first, with who, when, why, and what the machine had read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.figures import numbers
from workbench.reports import words

if TYPE_CHECKING:
    from workbench.reports.case import Case

COLUMNS = ("indicator", "indicator_name", "n", "verdict", "verdict_word", "value", "value_was", "value_now", "machine_value", "reviewer",
           "reviewed_at", "review_reason", "holds")  # fmt: skip


def reviews_table(case: Case, language: str) -> pd.DataFrame:
    """List every review of the interview's evidence; `holds` marks the one that counts."""
    reviews = case.reader.table("EVIDENCE_REVIEWS", interview_id=case.id).sort_values(["reviewed_at", "n"], ignore_index=True)
    last = reviews.groupby("indicator")["n"].max().to_dict()
    rows = []
    for row in reviews.to_dict("records"):
        unit = words.indicator_unit(row["indicator"])
        rows.append({
            **row, "indicator_name": words.indicator_name(row["indicator"], language), "verdict_word": words.code(row["verdict"], language),
            "value_was": _said(row["machine_value"], language, unit), "value_now": _said(row["value"], language, unit),
            "reviewed_at": str(row["reviewed_at"])[:16].replace("T", " "), "review_reason": row["reason"],
            "holds": bool(row["n"] == last[row["indicator"]] and row["verdict"] != "withdrawn"),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"holds": bool})


def _said(value: float | None, language: str, unit: str) -> str:
    return numbers.NOTHING if numbers.missing(value) else words.value(value, language, unit=unit)
