"""Can we trust the ratings? Reliability of one rater and of several, who is severe, and where the spread comes from, on one page.

In flow a desk and a choice of job and period; out flows one `Report`. The estimates are `scoring.agreement`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import figures, scoring, wording
from workbench.errors import UndefinedResult
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report
from workbench.reports.selection import span

if TYPE_CHECKING:
    from workbench.scoring import Agreement

SOURCES = {
    "candidate": "Candidate", "rater": "Rater", "criterion": "Criterion", "candidate × criterion": "Candidate × criterion",
    "rater × criterion": "Rater × criterion", "candidate × rater": "Candidate × rater", "residual": "Unexplained",
}  # fmt: skip
WANTED = {"candidate", "candidate × criterion"}
FINDINGS = {"stricter than colleagues", "more lenient than colleagues"}
PAIRS_SHOWN = 20


@scoped
def agreement(
    desk: Any, *, job_id: str | None = None, period: Any = None, n_raters: int = 3, target: float = 0.80, language: str = "zh"
) -> Report:
    """Report how far ratings can be trusted.

    Parameters
    ----------
    desk : desk of the store
    job_id : str, optional
        One job; by default all ratings.
    period : str or (start, end), optional
        Of the interview, as in `job_fit`.
    n_raters : int
        Design to judge: how many raters a candidate.
    target : float
        Reliability to be bought.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``icc``, ``raters``, ``severity``, ``components``, ``kappa``, ``alpha``, ``disagreements``; figures ``components``, ``severity``, ``raters``. Facts ``one``,
        ``low``, ``high``, ``mean_of``, ``raters_for_target``, ``severe`` (rater ids), ``standard_error``, ``standard_error_of_difference``, ``n_ratings``.
    """
    reader, say = Reader(desk), wording.speak(language)
    ratings = _ratings(reader, job_id, period)
    title = say("Can we trust the ratings?")
    try:
        found = scoring.agreement(ratings, target=target, n_resamples=300)
    except UndefinedResult:
        twice = int(ratings.groupby(["interview_id", "criterion"]).size().ge(2).sum()) if len(ratings) else 0
        sentence = say(
            "Too little to say: {n} ratings, {twice} of them shared by two raters. Have a second person rate some interviews.",
            n=len(ratings),
            twice=twice,
        )
        return Report(title, sentence, notes=reading_notes(reader, language), facts={"one": None, "n_ratings": len(ratings)})
    tables = _tables(found, ratings, words.criterion_names(reader.in_force("rubric"), language), language)
    facts = _facts(found, n_raters)
    return Report(
        title=title,
        sentence=_sentence(facts, found, language),
        tables=tables,
        figures=_figures(tables, found, facts, language),
        notes=(*_notes(found, facts, language), *reading_notes(reader, language)),
        facts=facts,
    )


def _ratings(reader: Reader, job_id: str | None, period: Any) -> pd.DataFrame:
    interviews = reader.table("INTERVIEWS", needed=True, **({"job_id": job_id} if job_id else {}))
    start, end = span(period)
    day = interviews["interview_date"].dt.normalize()
    kept = pd.Series(data=True, index=interviews.index)
    kept &= day >= start if start is not None else True
    kept &= day <= end if end is not None else True
    ratings = reader.table("RATINGS", needed=True)
    return ratings[ratings["interview_id"].isin(interviews.loc[kept, "interview_id"])].reset_index(drop=True)


def _tables(found: Agreement, ratings: pd.DataFrame, named: dict[str, str], language: str) -> dict[str, pd.DataFrame]:
    say = wording.speak(language)
    severity = found.severity.dropna(subset="effect").sort_values("effect", ignore_index=True)
    components = found.components.assign(
        label=[say(SOURCES[source]) for source in found.components["source"]], wanted=found.components["source"].isin(WANTED)
    )
    return {
        "icc": found.icc.rename(columns={"name": "coefficient"}).assign(meaning=[say(text) for text in found.icc["meaning"]]),
        "raters": found.raters,
        "severity": severity.assign(
            differs=severity["finding"].isin(FINDINGS), finding=[say(text) for text in severity["finding"]]
        ),
        "components": components,
        "kappa": found.kappa,
        "alpha": found.alpha,
        "disagreements": _disagreements(ratings, named),
    }


def _disagreements(ratings: pd.DataFrame, named: dict[str, str]) -> pd.DataFrame:
    """List the units on which two ratings lie furthest apart."""
    units = ratings.groupby(["interview_id", "criterion"])
    apart = units["rating"].agg(lowest="min", highest="max", n="size").reset_index()
    apart = apart.assign(difference=apart["highest"] - apart["lowest"])
    widest = apart[(apart["n"] >= 2) & (apart["difference"] > 0)].sort_values(
        ["difference", "interview_id", "criterion"], ascending=[False, True, True]
    )
    shown = widest.head(PAIRS_SHOWN).reset_index(drop=True)
    return shown.assign(criterion_name=[named.get(name, name) for name in shown["criterion"]])


def _facts(found: Agreement, n_raters: int) -> dict[str, Any]:
    one = found.icc.set_index("name").loc["ICC(A,1)"]
    value = max(0.0, float(one["value"]))
    severe = found.severity[found.severity["finding"].isin(FINDINGS)]
    worst = severe.loc[severe["effect"].abs().idxmax()] if len(severe) else None
    return {
        "one": value, "low": max(0.0, float(one["low"])), "high": float(one["high"]), "n_design": n_raters,
        "mean_of": scoring.spearman_brown(value, n_raters), "raters_for_target": found.raters_for_target, "target": found.target,
        "severe": list(severe["rater_id"]), "worst": None if worst is None else (str(worst["rater_id"]), float(worst["effect"])),
        "standard_error": found.standard_error, "standard_error_of_difference": found.standard_error_of_difference,
        "standard_error_of_design": found.standard_error / n_raters**0.5, "n_ratings": found.n_ratings, "n_units": found.n_units, "n_raters": found.n_raters,
    }  # fmt: skip


def _sentence(facts: dict[str, Any], found: Agreement, language: str) -> str:
    say = wording.speak(language)
    one = numbers.correlation_interval(facts["one"], facts["low"], facts["high"])
    parts = [
        say("one rater {one}, mean of {n} raters {mean}", one=one, n=facts["n_design"], mean=numbers.correlation(facts["mean_of"]))
    ]
    target = numbers.correlation(facts["target"])
    if facts["raters_for_target"] is None:
        parts.append(say("no number of raters buys {target}: train on the anchors first", target=target))
    else:
        parts.append(say("{n} raters buy {target}", n=facts["raters_for_target"], target=target))
    if facts["worst"] is None:
        parts.append(say("no rater shown to be severe or lenient"))
    else:
        rater, effect = facts["worst"]
        strict = (
            say("rater {rater} is {points} rating points severe")
            if effect < 0
            else say("rater {rater} is {points} rating points lenient")
        )
        parts.append(strict.format(rater=rater, points=f"{abs(effect):.2f}"))
    return words.clauses(parts, language)


def _figures(tables: dict[str, pd.DataFrame], found: Agreement, facts: dict[str, Any], language: str) -> dict[str, Any]:
    say = wording.speak(language)
    wanted = tables["components"].loc[tables["components"]["wanted"], "share"].sum()
    drawn = {
        "components": figures.variance_bars(
            tables["components"].rename(columns={"label": "name"}), language=language, n=found.n_ratings,
            title=say("{share} of the spread of ratings is between candidates", share=numbers.share(wanted)),
        ),
        "raters": figures.reliability_by_raters(
            found.raters, target=found.target, language=language,
            title=say("What more raters buy: the mean of {n} reaches {mean}", n=facts["n_design"], mean=numbers.correlation(facts["mean_of"])),
        ),
    }  # fmt: skip
    if len(tables["severity"]):
        drawn["severity"] = figures.rater_severity(
            tables["severity"], language=language, title=say("{n} of {all} raters differ from colleagues", n=len(facts["severe"]), all=len(tables["severity"]))
        )  # fmt: skip
    return drawn


def _notes(found: Agreement, facts: dict[str, Any], language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    complete = found.n_units_complete
    return (
        say("n = {ratings} ratings of {units} answers by {raters} raters", ratings=found.n_ratings, units=found.n_units, raters=found.n_raters),
        say("A mean of {n} raters is known to ±{error} rating points; two candidates closer than {difference} are a tie.", n=facts["n_design"],
            error=f"{1.96 * facts['standard_error_of_design']:.2f}", difference=f"{1.96 * 2**0.5 * facts['standard_error_of_design']:.2f}"),
        say("Reliability is that of absolute agreement, ICC(A,1); {units} units are rated by everybody.", units=complete),
        say("Severity compares raters on the same candidates only; a finding holds after Bonferroni over the raters."),
        say("The interval of a source of spread is wide where few stand behind it: {raters} raters.", raters=found.n_raters),
        say("Agreement is not truth: raters who share a mistake agree."),
        *(note.say(language) for note in found.notes),
    )  # fmt: skip
