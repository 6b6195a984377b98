"""Return under every counterfactual, and cost by unit, for the page on cost and return.

In flow the reader, the cost model and the month's books; out flow tables in the reader's language. Every estimate is `recruiting`'s or
`outcomes`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import outcomes, recruiting, wording
from workbench.errors import Refusal
from workbench.figures import numbers
from workbench.reports import words

if TYPE_CHECKING:
    from workbench.definitions import CostModel
    from workbench.recruiting import MonthCosts, ReturnsCompared
    from workbench.reports.reading import Reader

RETURNS = {"gross": "gross", "net": "net", "incremental": "incremental", "utility": "by selection (utility)"}
INPUTS = {
    "hires": "chance in who was hired", "internal": "hourly rate of HR", "worth": "worth of performance", "validity": "validity of the score",
    "external": "outside cost", "contribution": "contribution", "selected_z": "how far selection went", "person_years": "years of work",
}  # fmt: skip
AGAINST = {
    "tool": "a year by the tool", "manual_equal": "the same number by hand", "saving_equal": "saved at equal volume",
    "manual_actual": "the number really held by hand", "saving_actual": "saved against the number really held by hand",
}  # fmt: skip
RETURN_COLUMNS = ("name", "label", "return_pct", "low", "high", "counterfactual", "formula")


@dataclass(frozen=True)
class Brought:
    """Returns compared (None where there is no cost or contribution) and what selection they rest on."""

    compared: ReturnsCompared | None
    validity: Any
    n_hires: int


def brought(reader: Reader, model: CostModel, books: MonthCosts | None) -> Brought:
    """Set what the hires of the books brought against their cost under every counterfactual the records allow."""
    if books is None or books.gross_pct is None:
        return Brought(None, None, 0)
    employees, performance = reader.table("EMPLOYEES"), reader.table("PERFORMANCE")
    performance = performance[performance["performance"].notna()]
    hires = recruiting.hire_contributions(employees, performance, model)
    hires = hires if books.month is None else hires[hires["month"] == books.month]
    validity, selection = _selection(reader, employees, performance, hires, model)
    ranges: dict[str, Any] = {}
    if "hourly_rate" in model.ranges and books.internal:
        ranges["internal"] = (
            tuple(float(books.internal * end / model.hourly_rate) for end in model.ranges["hourly_rate"])
            if model.hourly_rate
            else ()
        )
    if "contribution_per_performance" in model.ranges and model.contribution_per_performance:
        ranges["worth"] = model.ranges["contribution_per_performance"]
    if selection:
        ranges["validity"] = (validity.low, validity.high)
    worth = model.contribution_per_performance or None
    measured = hires["contribution"].notna().any()
    compared = recruiting.returns_compared(
        {"external": books.external, "internal": books.internal}, hires["contribution"] if measured else books.contribution,
        performance=hires["performance_years"] if measured else None, worth=worth, utility=selection if worth else None,
        ranges={name: ends for name, ends in ranges.items() if ends and (worth or name == "internal")}, threshold_pct=model.return_threshold_pct, draws=4000,
    )  # fmt: skip
    return Brought(compared, validity, len(hires))


def returns_table(found: Brought, language: str) -> pd.DataFrame:
    """List each return with its range and what it is against."""
    say = wording.speak(language)
    rows = [] if found.compared is None else [
        (row["name"], say(RETURNS[row["name"]]), row["return_pct"], row["low"], row["high"], found.compared.counterfactual[row["name"]].say(language), row["formula"])
        for row in found.compared.table.to_dict("records")
    ]  # fmt: skip
    numeric = {"return_pct": "float64", "low": "float64", "high": "float64"}
    return pd.DataFrame(rows, columns=list(RETURN_COLUMNS)).astype(numeric)


def tornado_table(found: Brought, language: str) -> pd.DataFrame:
    """List what moves each return, the widest first."""
    say = wording.speak(language)
    columns = ["name", "label", "input", "text", "at_low", "at_high", "swing"]
    if found.compared is None:
        return pd.DataFrame(columns=columns)
    table = found.compared.tornado
    return table.assign(
        label=[say(RETURNS[name]) for name in table["name"]], text=[say(INPUTS.get(name, name)) for name in table["input"]]
    )[columns]


def unit_tables(reader: Reader, model: CostModel) -> dict[str, pd.DataFrame]:
    """Bring the cost of everything recorded down to channels and jobs; no rows where the role may not read what it takes."""
    own = {}
    for name in ("TOOL_COSTS", "SPEND"):
        table = reader.table(name)
        own[name.lower()] = table[table["currency"].isna() | (table["currency"] == model.currency)]
    for name in ("INTERVIEWS", "APPLICATIONS", "EMPLOYEES"):
        own[name.lower()] = reader.table(name)
    found = {}
    for name, by in (("channel_costs", "channel"), ("job_costs", "job_id")):
        try:
            table = recruiting.unit_costs(**own, cost_model=model, by=by).table
        except Refusal:
            table = pd.DataFrame(columns=[by])
        found[name] = table.assign(**{column: table[column].astype("float64") for column in table if column.startswith("per_") or column in
                                      {"direct", "indirect", "external", "internal", "total"}})  # fmt: skip
    return found


def against_table(model: CostModel, language: str) -> tuple[pd.DataFrame, str]:
    """List a year by the tool against a year by hand under both counterfactuals, and say where the model contradicts itself."""
    say, found = wording.speak(language), recruiting.against_manual(model)
    rows = [(name, say(label), float(getattr(found, name)), found.counterfactual[name].say(language) if name in found.counterfactual else "")
            for name, label in AGAINST.items()]  # fmt: skip
    return pd.DataFrame(rows, columns=["name", "label", "amount_per_year", "counterfactual"]), found.warning.say(
        language
    ) if found.warning else ""


def quality_table(reader: Reader, language: str) -> pd.DataFrame:
    """List quality of hire by channel; no rows where nobody was hired or the role may not see performance."""
    people, applications = reader.table("EMPLOYEES"), reader.table("APPLICATIONS")
    channel = dict(zip(applications["application_id"], applications["channel"], strict=True))
    performance = reader.table("PERFORMANCE")
    try:
        table = recruiting.quality_of_hire(
            people.assign(channel=people["application_id"].map(channel)),
            performance[performance["performance"].notna()],
            by="channel",
        ).table
    except Refusal:
        return pd.DataFrame(columns=["channel", "n", "performs_text", "stays_text", "index"])
    for name in ("performs", "stays"):
        table[f"{name}_text"] = [_share(*row) for row in zip(table[name], table[f"{name}_low"], table[f"{name}_high"], strict=True)]
    return table.assign(channel_text=[words.channel(name, language) for name in table["channel"]])


def _share(value: float, low: float, high: float) -> str:
    if numbers.missing(value):
        return numbers.NOTHING
    return f"{100 * value:.0f} % ({100 * low:.0f}–{100 * high:.0f})"


def _selection(
    reader: Reader, employees: pd.DataFrame, performance: pd.DataFrame, hires: pd.DataFrame, model: CostModel
) -> tuple[Any, dict[str, float] | None]:
    """Give the validity of the score among the hired and what utility needs, or nothing where either cannot be known."""
    interviews, scores = reader.table("INTERVIEWS"), reader.table("SCORES")
    overall = (
        interviews.merge(scores, on="interview_id")
        .drop_duplicates("application_id")
        .set_index("application_id")["overall"]
        .to_dict()
    )
    mean, sd = performance.groupby("employee_id")["performance"].mean().to_dict(), performance["performance"].std()
    try:
        validity = outcomes.validity(
            employees["application_id"].map(overall), employees["employee_id"].map(mean), within=employees["job_id"]
        )
        chosen = recruiting.selected_z(interviews, scores, employees[employees["employee_id"].isin(hires["employee_id"])])
    except Refusal:
        return None, None
    usable = sd == sd and sd > 0 and bool(model.contribution_per_performance)
    years = float(hires["person_years"].sum())
    return validity, {
        "person_years": years,
        "validity": validity.r,
        "selected_z": chosen.mean_z,
        "sd_performance": float(sd),
    } if usable else None
