"""An audit as tables: those of Local Law 144, those of the Uniform Guidelines, criteria and prediction, named for people.

In flows a `fairness.Audit` with the rows behind it; out flow tables whose groups and findings are words of the reader's language.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import contracts, fairness, wording
from workbench.errors import UndefinedResult
from workbench.reports.jobs import job_title

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports.audit_decisions import Decisions

STAGE_NAMES = {
    "invited": "invited, of those screened", "offered": "offered, of those interviewed", "hired": "hired, of all who applied",
}  # fmt: skip
IMPACT = (
    "group",
    "n",
    "selected",
    "rate",
    "rate_low",
    "rate_high",
    "impact_ratio",
    "ratio_low",
    "ratio_high",
    "flagged",
    "p_exact",
    "p_holm",
    "z",
    "shortfall",
    "share",
    "finding_text",
)
GROUPS = {
    "female": "women", "male": "men", "other": "another sex", "under 25": "under 25", "25-34": "25–34", "35-44": "35–44", "45 and over": "45 and over", "yes": "with a disability",
    "no": "without a disability", "(unknown)": "(unknown)",
}  # fmt: skip


def attribute_name(attribute: str, language: str) -> str:
    """Name a protected attribute, or two crossed ones, in the reader's language."""
    return " × ".join(
        getattr(contracts.PROTECTED[name], language) if name in contracts.PROTECTED else name for name in attribute.split(" × ")
    )


def group_name(group: str, language: str) -> str:
    """Name a group, or a crossing of groups, in the reader's language; one that nobody named stays as it is."""
    say = wording.speak(language)
    return " × ".join(say(GROUPS[part]) if part in GROUPS else part for part in str(group).split(" × "))


def audit_tables(
    found: fairness.Audit, read: Decisions, protected: pd.DataFrame, jobs: dict[str, Any], choice: tuple[str, str], language: str
) -> dict[str, pd.DataFrame]:
    """Lay out an audit as the tables of the page, the law and the Guidelines, names in the reader's language."""
    say = wording.speak(language)
    selection = _named(found.selection, language)
    selection["stage_text"] = [say(STAGE_NAMES[name]) for name in selection["stage"]]
    here = selection[(selection["stage"] == choice[0]) & (selection["attribute"] == choice[1])].reset_index(drop=True)
    scoring = _named(found.scoring, language)
    guided = selection[~selection["attribute"].str.contains("×")].reset_index(drop=True)
    return {
        "impact": here[[name for name in IMPACT if name in here]],
        "ll144_selection": selection[selection["stage"] == "hired"][["attribute_text", "group", "n", "selected", "rate", "impact_ratio"]].reset_index(drop=True),
        "ll144_scoring": scoring.rename(columns={"rate": "scoring_rate"})[["attribute_text", "group", "n", "scoring_rate", "impact_ratio"]] if len(scoring) else scoring,
        "ll144_unknown": _attributed(found.unknown, language)[["attribute_text", "n", "n_unknown", "n_groups_hidden", "n_people_hidden"]],
        "guidelines": guided[["stage_text", "attribute_text", *[name for name in IMPACT if name in guided]]],
        "jobs": _by_job(read, protected, jobs, choice, found, language),
        "criteria": _criteria(found, language), "prediction": _prediction(found, language), "undefined": _undefined(found, language),
    }  # fmt: skip


def _attributed(table: pd.DataFrame, language: str) -> pd.DataFrame:
    return table.assign(attribute_text=[attribute_name(name, language) for name in table["attribute"]])


def _named(table: pd.DataFrame, language: str) -> pd.DataFrame:
    if table.empty:
        return table
    say = wording.speak(language)
    named = _attributed(table, language)
    return named.assign(
        group=[group_name(name, language) for name in named["group"]], finding_text=[say(str(f)) for f in named["finding"]]
    )


def _by_job(
    read: Decisions, protected: pd.DataFrame, jobs: dict[str, Any], choice: tuple[str, str], found: fairness.Audit, language: str
) -> pd.DataFrame:
    """Give the chosen decision job by job, as the Guidelines ask; jobs too small to compare are left out."""
    import pandas as pd

    parts, parted = [], choice[1].split(" × ")
    rules = {
        "attributes": parted,
        "crossed": [parted] if len(parted) > 1 else [],
        "minimum_group": found.minimum_group,
        "confidence": found.confidence,
    }
    for name, rows in read.table.groupby("job_id"):
        try:
            one = fairness.audit(rows, protected, stages=[choice[0]], **rules)
        except UndefinedResult:
            continue
        job = jobs.get(name, {})
        part = _named(one.selection[one.selection["attribute"] == choice[1]], language)
        parts.append(part.assign(title=job_title(job, language, otherwise=str(name))))
    if not parts:
        return pd.DataFrame()
    return pd.concat(parts, ignore_index=True)[
        [
            "title",
            "group",
            "n",
            "selected",
            "rate",
            "impact_ratio",
            "ratio_low",
            "ratio_high",
            "flagged",
            "p_exact",
            "shortfall",
            "finding_text",
        ]
    ]


def _criteria(found: fairness.Audit, language: str) -> pd.DataFrame:
    if found.criteria.empty:
        return found.criteria
    table = _named(found.criteria, language)
    return table.assign(
        criterion=table["score"].str.removeprefix("criterion:"), reference=[group_name(g, language) for g in table["reference"]]
    )[
        [
            "attribute_text",
            "criterion",
            "group",
            "reference",
            "n",
            "n_reference",
            "difference",
            "low",
            "high",
            "d",
            "d_low",
            "d_high",
            "p_holm",
            "finding_text",
            "n_needed",
        ]
    ]


def _prediction(found: fairness.Audit, language: str) -> pd.DataFrame:
    if found.prediction.empty:
        return found.prediction
    return _named(found.prediction, language)[["attribute_text", "group", "n", "n_reference", "slope", "slope_reference", "p_slope", "intercept_difference", "intercept_low",
                                               "intercept_high", "p_intercept", "p_holm", "mean_residual", "finding_text"]]  # fmt: skip


def _undefined(found: fairness.Audit, language: str) -> pd.DataFrame:
    say = wording.speak(language)
    table = _attributed(found.undefined, language)
    return table.assign(why=[say(text) for text in table["why"]])[["attribute_text", "part", "name", "why"]].rename(
        columns={"name": "item"}
    )
