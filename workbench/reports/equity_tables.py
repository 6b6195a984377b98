"""Pay gaps as tables: groups, parts of the gap, a light a job, what closing costs, what another matrix would do, named for people.

In flows what was estimated; out flow tables whose groups, parts and findings are words of the reader's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.audit_tables import group_name
from workbench.reports.jobs import job_title

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.equity_people import Staff

PARTS = {
    "explained": "explained by the characteristics", "unexplained": "not explained", "endowments": "other characteristics (threefold)",
    "coefficients": "same characteristics paid differently (threefold)", "interaction": "both together (threefold)",
}  # fmt: skip
CHARACTERISTICS = {
    "job_id": "job",
    "tenure_years": "tenure",
    "overall": "score at hire",
    "constant": "nothing named (the constant)",
}
LIGHTS = {
    "green": "green (below 2 %)",
    "amber": "amber (from 2 %)",
    "red": "red (from 5 %, beyond chance)",
    "hidden": "hidden (too few)",
}
WAYS = {"targeted": "raise who stands below what others earn", "everybody": "raise the whole group alike"}
PAYS = {"today": "today's matrix", "proposal": "the proposal", "people": "people's offers"}


def tables(found: Any, staff: Staff, language: str) -> dict[str, pd.DataFrame]:
    """Lay out what was found; a part that could not be computed has no rows."""
    say = wording.speak(language)
    return {
        "gaps": _gaps(found, language), "parts": _parts(found, say), "characteristics": _characteristics(found, say),
        "lights": _lights(found, staff, language), "closing": _closing(found, staff, language), "matrices": _matrices(found, say),
    }  # fmt: skip


def signed(share: float, *, decimals: int = 1) -> str:
    """Write a gap as signed per cent: +3.1 %, −1.0 %."""
    return f"{share * 100:+.{decimals}f} %".replace("-", "−")


def _interval(value: float, low: float, high: float) -> str:
    if numbers.missing(low):
        return "" if numbers.missing(value) else signed(value)
    return f"{signed(value)} ({signed(low)} … {signed(high)})"


def _gaps(found: Any, language: str) -> pd.DataFrame:
    say, table = wording.speak(language), found.gaps.table.copy()
    for kind in ("mean", "median", "adjusted"):
        table[f"{kind}_text"] = [
            _interval(*row) for row in table[[f"{kind}_gap", f"{kind}_gap_low", f"{kind}_gap_high"]].to_numpy()
        ]
    return table.assign(group=[group_name(name, language) for name in table["group"]], reference=group_name(found.gaps.reference, language),
                        finding_text=[say(text) for text in table["finding"]])  # fmt: skip


def _parts(found: Any, say: wording.Speaker) -> pd.DataFrame:
    import pandas as pd

    columns = ["part_text", "value", "low", "high", "share", "text"]
    if found.parts is None:
        return pd.DataFrame(columns=columns)
    table = pd.concat([found.parts.twofold, found.parts.threefold], ignore_index=True)
    texts = [f"{row['value']:+.3f} ({row['low']:+.3f} … {row['high']:+.3f})".replace("-", "−") for row in table.to_dict("records")]
    return table.assign(part_text=[say(PARTS[name]) for name in table["part"]], text=texts)[columns]


def _characteristics(found: Any, say: wording.Speaker) -> pd.DataFrame:
    import pandas as pd

    columns = ["label", "explained", "explained_error", "unexplained", "unexplained_error"]
    if found.parts is None:
        return pd.DataFrame(columns=columns)
    table = found.parts.detail
    return table.assign(label=[say(CHARACTERISTICS.get(name, name)) for name in table["characteristic"]])[columns]


def _lights(found: Any, staff: Staff, language: str) -> pd.DataFrame:
    import pandas as pd

    columns = ["title", "group", "n", "n_reference", "gap", "low", "high", "gap_text", "light", "light_text"]
    if found.lights is None or found.lights.empty:
        return pd.DataFrame(columns=columns)
    say, table = wording.speak(language), found.lights.merge(staff.titles, on="job_id", how="left")
    titles = [job_title(row, language) for row in table.to_dict("records")]
    texts = [_interval(row["gap"], row["low"], row["high"]) for row in table.to_dict("records")]
    return table.assign(title=titles, group=[group_name(name, language) for name in table["group"]], gap_text=texts,
                        light_text=[say(LIGHTS[name]) for name in table["light"]])[columns]  # fmt: skip


def _closing(found: Any, staff: Staff, language: str) -> pd.DataFrame:
    import pandas as pd

    columns = ["way_text", "n_raised", "cost", "cost_pct", "mean_raise_pct", "gap_after", "text"]
    if found.closing is None:
        return pd.DataFrame(columns=columns)
    say, table = wording.speak(language), found.closing.table
    texts = [words.money_period(cost, staff.currency, staff.period, language) for cost in table["cost"]]
    return table.assign(way_text=[say(WAYS[name]) for name in table["way"]], text=texts)[columns]


def _matrices(found: Any, say: wording.Speaker) -> pd.DataFrame:
    import pandas as pd

    columns = ["pay_text", "n", "gap_text", "change_text", "finding_text"]
    if found.matrices is None:
        return pd.DataFrame(columns=columns)
    table = found.matrices
    gaps = [_interval(*row) for row in table[["gap", "low", "high"]].to_numpy()]
    changes = [
        "" if place == 0 else _interval(*row) for place, row in enumerate(table[["change", "change_low", "change_high"]].to_numpy())
    ]
    return table.assign(pay_text=[say(PAYS[name]) for name in table["pay"]], gap_text=gaps, change_text=changes,
                        finding_text=[say(text) if text else "" for text in table["finding"]])  # fmt: skip
