"""The people behind the page on outcomes, with what was known at hire, and its tables in the reader's language.

In flow the reader and what was estimated; out flow pandas tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench import outcomes, wording
from workbench.errors import UndefinedResult
from workbench.figures import numbers
from workbench.reports import foretold, words

if TYPE_CHECKING:
    from workbench.reports.reading import Reader

COVARIATES = {"pay_position": "pay position, + 10 % of market", "performance": "performance, + 1 sd", "channel": "channel"}
PAY_BANDS = (
    (-np.inf, -0.05, "more than 5 % below market"),
    (-0.05, 0.05, "within 5 % of market"),
    (0.05, np.inf, "more than 5 % above market"),
)
FINDINGS = {
    "no departure shown": "no departure shown",
    "the effect changes with time": "the effect changes with time",
    "GLOBAL": "all together",
}
MEASURES = {
    "base_rate": "base rate (share that leaves)", "accuracy": "accuracy", "auc": "AUC", "average_precision": "average precision", "brier": "Brier score",
    "brier_skill": "Brier skill", "calibration_slope": "slope of calibration", "calibration_intercept": "intercept of calibration",
}  # fmt: skip
FAMILIES = {"logistic": "logistic regression", "boosted trees": "boosted trees"}
TENTH = 0.1
OTHERS = "(other)"


def people(reader: Reader) -> tuple[pd.DataFrame, pd.DataFrame, Any, float | None]:
    """Give every hire with what was known of them, the ratings, the day of the records, and the score's spread among everybody interviewed.

    Raises
    ------
    UndefinedResult
        If nobody was hired, or the role may not see who was.
    """
    hires = reader.table("EMPLOYEES", needed=True)
    hires = hires[hires["hired_date"].notna()].reset_index(drop=True)
    if hires.empty:
        raise UndefinedResult("nobody was hired, so nobody could stay or leave", where="reports.outcomes", found="0 employees", expected="at least 1",
                              cure="choose a longer period")  # fmt: skip
    applications, interviews, scores = reader.table("APPLICATIONS"), reader.table("INTERVIEWS"), reader.table("SCORES")
    ratings, stages = reader.table("PERFORMANCE"), reader.table("STAGES")
    ratings = ratings[ratings["performance"].notna()]
    candidate = hires["application_id"].map(
        applications.drop_duplicates("application_id").set_index("application_id")["candidate_id"]
    )
    hires = pd.concat([hires, foretold.resume_of(reader, candidate)], axis=1)
    channel = dict(zip(applications["application_id"], applications["channel"], strict=True))
    overall = (
        interviews.merge(scores, on="interview_id")
        .drop_duplicates("application_id")
        .set_index("application_id")["overall"]
        .to_dict()
    )
    position = outcomes.pay_position(
        hires, reader.table("MARKET_PAY"), reader.table("OFFERS").dropna(subset=["offer_date"])
    ).to_dict()
    hires = hires.assign(channel=hires["application_id"].map(channel), overall=hires["application_id"].map(overall).astype("float64"),
                         pay_position=hires["employee_id"].map(position).astype("float64"))  # fmt: skip
    hires["score_band"], hires["pay_band"] = outcomes.score_bands(hires["overall"]), _pay_bands(hires["pay_position"])
    dates = [hires["hired_date"].max(), hires["left_date"].max(), ratings["period_end"].max(), stages["event_date"].max()]
    sd = foretold.applicant_sd(interviews[["interview_id", "job_id"]].merge(scores[["interview_id", "overall"]], on="interview_id"))
    return hires, ratings, max(date for date in dates if not pd.isna(date)), sd


def tables(found: Any, by: str, language: str) -> dict[str, pd.DataFrame]:
    """Lay out everything that was estimated."""
    groups = found.stays.by_group or found.stays.everybody
    named = {name: _group(name, by, language) for name in groups.at_horizon["group"]}
    return {
        "curve": groups.curve.assign(group=groups.curve["group"].map(named)),
        "risk": groups.risk_table.assign(group=groups.risk_table["group"].map(named)),
        "at_horizon": _at_horizon(groups, named),
        "effects": _effects(found.model, language), "proportionality": _proportionality(found.model, language),
        "what_if": _what_if(found.pay, language),
        "expectancy": found.performance.expectancy if found.performance else pd.DataFrame(columns=["group", "n", "mean", "low", "high"]),
        "foretold": foretold.table(found.foretold, language),
        "success": found.foretold.expectancy.table if found.foretold.expectancy else pd.DataFrame(columns=["band", "n", "successes", "share", "low", "high", "expected"]),
        "forecast": _forecast(found.forecast, language), "families": _families(found.forecast, language),
        "chances": found.forecast.quality.calibration if found.forecast else pd.DataFrame(columns=["n", "foretold", "happened", "low", "high"]),
    }  # fmt: skip


def _pay_bands(position: pd.Series) -> pd.Series:
    told = pd.Series(None, position.index, dtype=object)
    for low, high, name in PAY_BANDS:
        told[(position >= low) & (position < high)] = name
    return told


def _group(name: str, by: str, language: str) -> str:
    say = wording.speak(language)
    if by == "channel" and name in words.CHANNELS:
        return words.channel(name, language)
    return (
        say("everybody")
        if name == "(all)"
        else say("not known")
        if name == "(unknown)"
        else say(name)
        if by == "pay_band"
        else name
    )


def _at_horizon(groups: Any, named: dict[str, str]) -> pd.DataFrame:
    table = groups.at_horizon.merge(groups.medians, on="group")
    reach = [numbers.NOTHING if numbers.missing(row["survival"]) else f"{100 * row['survival']:.0f} % ({100 * row['low']:.0f}–{100 * row['high']:.0f})"
             for row in table.to_dict("records")]  # fmt: skip
    return table.assign(group=table["group"].map(named), share_text=reach)


def _effects(model: Any, language: str) -> pd.DataFrame:
    """Give hazard ratios in units a reader can hold: ten per cent of market pay, one standard deviation of performance."""
    columns = ["term", "label", "hazard_ratio", "hazard_ratio_low", "hazard_ratio_high", "p"]
    if model is None or model.cox is None:
        return pd.DataFrame(columns=columns)
    table = model.cox.table.copy()
    step = np.where(table["covariate"] == "pay_position", TENTH, 1.0)
    for name, source in (("hazard_ratio", "coefficient"), ("hazard_ratio_low", "low"), ("hazard_ratio_high", "high")):
        table[name] = np.exp(table[source] * step)
    levels = model.cox.design.levels
    table["label"] = [_term(row, levels, language) for row in table.to_dict("records")]
    return table[columns]


def _term(row: dict[str, Any], levels: dict[str, tuple[str, ...]], language: str) -> str:
    say, covariate = wording.speak(language), row["covariate"]
    if covariate not in levels:
        return say(COVARIATES.get(covariate, covariate))
    level = row["term"].removeprefix(f"{covariate}_")
    names = [say("others") if name == OTHERS else words.channel(name, language) for name in (level, levels[covariate][0])]
    return say("{level} against {reference}", level=names[0], reference=names[1])


def _proportionality(model: Any, language: str) -> pd.DataFrame:
    if model is None or model.cox is None:
        return pd.DataFrame(columns=["label", "chi2", "df", "p", "text"])
    say, table = wording.speak(language), model.cox.proportionality
    labels = [say(FINDINGS["GLOBAL"]) if name == "GLOBAL" else say(COVARIATES.get(name, name)) for name in table["covariate"]]
    return table.assign(label=labels, text=[say(FINDINGS[finding]) for finding in table["finding"]])[
        ["label", "chi2", "df", "p", "text"]
    ]


def _what_if(pay: Any, language: str) -> pd.DataFrame:
    columns = ["label", "share", "low", "high", "share_text", "counterfactual"]
    if pay is None:
        return pd.DataFrame(columns=columns)
    say = wording.speak(language)
    change, against = f"{100 * pay.change:+.0f} %", say(pay.counterfactual.sentence, name=say("pay position"))
    rows = [(say("still there as things are"), pay.before, pay.before_low, pay.before_high, f"{_reach(pay.before, pay.before_low, pay.before_high)} %", ""),
            (say("still there with pay {change} of market", change=change), pay.after, pay.after_low, pay.after_high,
             f"{_reach(pay.after, pay.after_low, pay.after_high)} %", against),
            (say("difference"), pay.difference, pay.difference_low, pay.difference_high,
             say("{reach} points", reach=_reach(pay.difference, pay.difference_low, pay.difference_high, decimals=1)), "")]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _reach(value: float, low: float, high: float, *, decimals: int = 0) -> str:
    return f"{100 * value:.{decimals}f} ({100 * low:.{decimals}f}–{100 * high:.{decimals}f})"


def _forecast(forecast: Any, language: str) -> pd.DataFrame:
    columns = ["measure", "label", "value", "low", "high", "no_skill"]
    if forecast is None:
        return pd.DataFrame(columns=columns)
    say, table = wording.speak(language), forecast.quality.table
    return table.assign(label=[say(MEASURES[name]) for name in table["measure"]])[columns]


def _families(forecast: Any, language: str) -> pd.DataFrame:
    """Set the families of classifiers side by side, as they did on people left out; one family alone is no comparison."""
    columns = ["label", "brier", "auc", "auc_low", "auc_high", "average_precision", "brier_gain", "gain_low", "gain_high", "text"]
    if forecast is None or len(forecast.families) < 2:
        return pd.DataFrame(columns=columns)
    say, table = wording.speak(language), forecast.families
    labels = [say(FAMILIES[name]) for name in table["family"]]
    return table.assign(label=labels, text=[say("used here") if chosen else say("not used") for chosen in table["chosen"]])[columns]


def individuals(found: Any, language: str) -> dict[str, pd.DataFrame]:
    """List each present employee's chance of leaving with its error and what moves it most; no such table where the policy does not allow it."""
    if found.forecast is None or not found.policy.individual_attrition or found.present.empty:
        return {}
    say, rows = wording.speak(language), found.present.reset_index(drop=True)
    told = found.forecast.individual(rows, policy=found.policy)
    moved = found.forecast.explain(rows, policy=found.policy).groupby("row").first()
    why = [
        say("{what}: {effect}", what=say(COVARIATES.get(row["covariate"], row["covariate"])), effect=say(str(row["text"])))
        for row in moved.to_dict("records")
    ]
    order = told["probability"].sort_values(ascending=False, kind="stable").index
    chances = [f"{_reach(row['probability'], row['low'], row['high'])} %" for row in told.to_dict("records")]
    table = rows[["employee_id"]].assign(
        chance_text=chances, base_text=[f"{100 * base:.0f} %" for base in told["base_rate"]], why=why
    )
    return {"individuals": table.loc[order].reset_index(drop=True)}
