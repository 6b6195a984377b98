"""Who stays and performs, and did the score foretell it? One page.

In flows a desk; out flows one `Report`: curves by group with their risk table, what goes with leaving, what pay would do, how performance
follows the score, and a forecast judged beside the rule without skill. Every estimate is `outcomes`'.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workbench import figures, outcomes, wording
from workbench.errors import ContractError, Refusal, UndefinedResult
from workbench.figures import numbers
from workbench.reports import foretold, outcome_tables, words
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

GROUPS = {"channel": "channel", "score_band": "score band", "pay_band": "pay position", "job_id": "job"}


@dataclass
class _Found:
    """What could be estimated; each part that could not leaves a note."""

    stays: Any = None
    model: Any = None
    pay: Any = None
    performance: Any = None
    foretold: Any = None
    forecast: Any = None
    present: Any = None
    policy: Any = None
    notes: list[str] = field(default_factory=list)


@scoped
def outcomes_report(
    desk: Any, *, horizon_days: int = 365, by: str = "channel", pay_change: float = 0.05, language: str = "zh"
) -> Report:
    """Report who stays and performs, and whether the score foretold it.

    Parameters
    ----------
    desk : desk of the store
    horizon_days : int
        Where the share still there is read off, and within which leaving is foretold.
    by : {"channel", "score_band", "pay_band", "job_id"}
        Groups of the curves.
    pay_change : float
        Change of pay position asked about: 0.05 is 5 % of market pay.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``curve``, ``risk``, ``at_horizon``, ``effects``, ``proportionality``, ``what_if``, ``expectancy``, ``foretold``, ``success``, ``forecast``,
        ``families``, ``chances``, and ``individuals`` where the policy allows single chances; figures ``curve``, ``effects``, ``expectancy``,
        ``success``, ``chances``. Facts ``share``, ``low``, ``high``, ``n``, ``n_left``, ``r``, ``added_r``, ``auc``, ``base_rate``, ….

    Raises
    ------
    UndefinedResult
        If nobody was hired.
    ContractError
        If the horizon is not above 0, or `by` is none of the groups.
    """
    if by not in GROUPS:
        raise ContractError(
            f"people cannot be grouped by '{by}'",
            where="reports.outcomes",
            found=str(by),
            expected=", ".join(GROUPS),
            cure="choose one of them",
        )
    if not horizon_days > 0:
        raise ContractError(
            "the horizon is not above 0",
            where="reports.outcomes",
            found=str(horizon_days),
            expected="days",
            cure="choose for instance 365",
        )
    reader = Reader(desk)
    people, ratings, as_of, sd = outcome_tables.people(reader)
    say = wording.speak(language)
    found = _found(people, ratings, as_of, horizon_days, by, pay_change, say)
    mean = people["employee_id"].map(ratings.groupby("employee_id")["performance"].mean())
    found.foretold = foretold.estimated(people, mean, sd=sd, say=say)
    found.policy = reader.policy()
    tables = outcome_tables.tables(found, by, language) | outcome_tables.individuals(found, language)
    facts = _facts(found, horizon_days, by)
    return Report(
        title=say("Who stays and performs, and did the score foretell it?"),
        sentence=_sentence(facts, found.foretold, language),
        tables=tables,
        figures=_figures(found, tables, facts, language),
        notes=(say("{n} hires up to {day}; {left} have left", n=facts["n"], day=f"{as_of:%Y-%m-%d}", left=facts["n_left"]), *found.notes, *found.foretold.notes,
               say("What goes together is not what causes it; only the hired are seen here, and nobody's own chance of leaving is shown.")
               if "individuals" not in tables else
               say("What goes together is not what causes it. The policy in force allows single chances of leaving: each is wide, and no ground for a decision about a person."),
               *reading_notes(reader, language)),
        facts=facts,
    )  # fmt: skip


def _found(people: pd.DataFrame, ratings: pd.DataFrame, as_of: Any, horizon: int, by: str, pay_change: float, say: Any) -> _Found:
    found = _Found()
    found.stays = _tried(
        lambda: outcomes.retention(people, as_of=as_of, by=by, horizon=horizon),
        found,
        say("no curves by group: no group has five people"),
    )
    found.stays = found.stays or outcomes.retention(people, as_of=as_of, horizon=horizon)
    known = [name for name in ("pay_position", "channel") if people[name].notna().sum() >= 20]
    rated = ratings if len(ratings) else None
    scored = ["overall"] if people["overall"].notna().any() else []
    found.model = _tried(lambda: outcomes.retention(people, as_of=as_of, covariates=known, performance=rated, performance_given=scored if rated is not None else (),
            reference=_largest(people, known),
                         horizon=horizon), found, say("no model of leaving: too few people left, or too little is known of them"))  # fmt: skip
    if found.model is not None and "pay_position" in known:
        found.pay = _tried(lambda: found.model.what_if(pay_change), found,
                           say("no answer on what pay would do: too few people left for it ({n}; 10 for each effect are needed)", n=found.stays.n_left))  # fmt: skip
    bands = people.set_index("employee_id")["score_band"]
    found.performance = _tried(
        lambda: outcomes.performance(ratings, group=bands),
        found,
        say("no performance: nobody has been rated, or it is not yours to see"),
    )
    usable = [name for name in ("pay_position", "channel") if name in known]
    ready = people.dropna(subset=usable).reset_index(drop=True)
    found.present = ready[ready["left_date"].isna()]
    found.forecast = _tried(lambda: outcomes.attrition(ready, covariates=_few(ready, usable), horizon=horizon, as_of=as_of), found,
                            say("no forecast of leaving: fewer than 10 people left within the horizon for each thing it would use"))  # fmt: skip
    return found


def _largest(people: pd.DataFrame, known: list[str]) -> dict[str, str]:
    """Compare with the largest channel: comparisons with a small one would say little of any."""
    return {"channel": str(people["channel"].value_counts().index[0])} if "channel" in known else {}


def _tried(make: Callable[[], Any], found: _Found, otherwise: str) -> Any:
    try:
        return make()
    except Refusal:
        found.notes.append(otherwise)
        return None


def _few(people: pd.DataFrame, usable: list[str]) -> list[str]:
    """Use only pay where people or leavers are too few for every channel."""
    if not usable:
        raise UndefinedResult(
            "nothing is known that could foretell",
            where="reports.outcomes",
            found="no covariates",
            expected="pay or channel",
            cure="bring them in",
        )
    enough = people["left_date"].notna().sum() >= 10 * (people["channel"].nunique() + 1)
    return usable if enough or "pay_position" not in usable else ["pay_position"]


def _facts(found: _Found, horizon: int, by: str) -> dict[str, Any]:
    stays, facts = found.stays, {"horizon_days": horizon, "by": by}
    facts |= {"share": stays.share, "low": stays.low, "high": stays.high, "n": stays.n, "n_left": stays.n_left,
              "log_rank_p": stays.by_group.log_rank_p if stays.by_group else None}  # fmt: skip
    facts |= {
        name: getattr(found.foretold.validity, source) if found.foretold.validity else None
        for name, source in (("r", "r"), ("r_low", "low"), ("r_high", "high"), ("r_n", "n"))
    }
    facts |= {name: getattr(found.foretold.increment, name, None) for name in ("added_r", "added_r_low", "added_r_high")}
    quality = found.forecast.quality if found.forecast else None
    facts |= {name: getattr(quality, name, None) for name in ("auc", "auc_low", "auc_high", "base_rate", "accuracy", "accuracy_no_skill", "brier", "brier_no_skill",
                                                              "average_precision", "calibration_slope")}  # fmt: skip
    pay = found.pay
    return facts | {
        f"pay_{name}": getattr(pay, name) if pay else None
        for name in ("change", "before", "after", "difference", "difference_low", "difference_high")
    }


def _sentence(facts: dict[str, Any], told: foretold.Foretold, language: str) -> str:
    say = wording.speak(language)
    months = f"{facts['horizon_days'] / 365 * 12:.0f}"
    if numbers.missing(facts["share"]):
        parts = [say("nobody has been followed for {months} months yet", months=months)]
    else:
        reach = f"{100 * facts['share']:.0f} % ({100 * facts['low']:.0f}–{100 * facts['high']:.0f})"
        parts = [say("{months}-month retention {reach}, n = {n}", months=months, reach=reach, n=facts["n"])]
    parts += foretold.clauses(told, say)
    if facts["auc"] is not None:
        area = {"auc": f"{facts['auc']:.2f}", "low": f"{facts['auc_low']:.2f}", "high": f"{facts['auc_high']:.2f}"}
        better = facts["auc_low"] > 0.5 and facts["brier"] < facts["brier_no_skill"]
        parts.append(say("a forecast of leaving reaches AUC {auc} ({low}–{high}; a coin .50)", **area) if better else
                     say("leaving cannot be foretold better than by chance, AUC {auc} ({low}–{high})", **area))  # fmt: skip
    return words.clauses(parts, language)


def _figures(found: _Found, tables: dict[str, pd.DataFrame], facts: dict[str, Any], language: str) -> dict[str, Any]:
    say = wording.speak(language)
    groups = found.stays.by_group or found.stays.everybody
    until = float(max(facts["horizon_days"], min(groups.curve["time"].max(), 1.5 * facts["horizon_days"])))
    p = facts["log_rank_p"]
    title = say(
        "Do the groups differ in who stays? {finding}",
        finding=say("the curves differ") if p is not None and p < 0.05 else say("no difference shown"),
    )
    drawn = {"curve": figures.survival_curves(tables["curve"], tables["risk"], until=until, language=language, title=title if p is not None else say("Who is still there after how long"),
                                              caption=say("Kaplan–Meier; numbers below = people still followed; n = {n}", n=facts["n"]))}  # fmt: skip
    if len(tables["effects"]):
        rows = tables["effects"].rename(columns={"hazard_ratio": "value", "hazard_ratio_low": "low", "hazard_ratio_high": "high"})
        drawn["effects"] = figures.estimates(rows[["label", "value", "low", "high"]], reference=1.0, ratio=True, language=language, xlabel=say("hazard of leaving, times"),
                                             title=say("What goes with leaving earlier"), caption=say("hazard ratio with 95 % interval; above 1 = leaves earlier; teal = shown"))  # fmt: skip
    if len(tables["expectancy"]):
        rows = tables["expectancy"].rename(columns={"group": "label", "mean": "value"})
        drawn["expectancy"] = figures.estimates(rows[["label", "value", "low", "high"]], reference=0.0, language=language, xlabel=say("mean performance (sd)"),
                                                title=say("How performance follows the score"), caption=say("mean of the hired by score band, 95 % interval"))  # fmt: skip
    drawn |= foretold.drawn(found.foretold, language)
    if len(tables["chances"]):
        drawn["chances"] = figures.calibration_plot(tables["chances"], base_rate=facts["base_rate"], language=language, title=say("Do foretold chances of leaving come true?"),
                                                        caption=say("people left out of the fit, in bins of equal size; dashed = perfect"))  # fmt: skip
    return drawn
