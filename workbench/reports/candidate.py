"""Should we go on with this person, and why, on one page.

In flows a desk and an interview id; out flows one `Report` that goes from the overall score to competency, criterion,
sentence and second, with the pay fit, what is missing, and who cannot be told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import figures, wording
from workbench.figures import numbers
from workbench.reports import grounds, standing, words
from workbench.reports.case import Case, case_line, open_case
from workbench.reports.notes import reading_notes
from workbench.reports.peers import Peers, competency_means, criterion_means, distribution, neighbours, peers_of
from workbench.reports.portrait import pay_fit
from workbench.reports.report import Report
from workbench.reports.reviewing import reviews_table

if TYPE_CHECKING:
    import pandas as pd

COMPETENCIES = ("competency", "name", "points", "low", "high", "weight", "coverage", "job_mean", "n_job", "mark", "mark_text")


def candidate(desk: Any, interview_id: str, *, language: str = "zh", question_id: str | None = None) -> Report:
    """Report on one interview: how good, how sure, why, and what it means for pay.

    Parameters
    ----------
    desk : desk of the store
    interview_id : str
    language : {"zh", "en"}
    question_id : str, optional
        Which recorded answer the figure ``answer`` shows; by default the one with the most marked evidence.

    Returns
    -------
    Report
        Tables ``competencies``, ``distribution``, ``criteria``, ``evidence``, ``answers``, ``tags``, ``ratings``, ``missing``,
        ``neighbours``, ``reviews``, ``pay``, ``person``; figures ``competencies``, ``timeline``, ``answer``, ``pay`` where there is something to show.
        Facts ``overall``, ``low``, ``high``, ``grade``, ``coverage``, ``strongest``, ``weakest``, ``n_job``,
        ``n_indistinguishable``, and the suggestion's.

    Raises
    ------
    ContractError
        If there is no such interview among those the account may see.
    """
    case = open_case(desk, interview_id)
    peers = peers_of(case)
    tables = _tables(case, peers, language)
    pay = pay_fit(case, language)
    facts = _facts(case, peers, tables) | pay.facts
    return Report(
        title=wording.speak(language)("Should we go on with this person, and why?"),
        sentence=_sentence(facts, case, language),
        tables={**tables, "pay": pay.table},
        figures=_figures(case, tables, pay, language, question_id),
        notes=_notes(case, facts, pay, language),
        facts=facts,
    )


def _tables(case: Case, peers: Peers, language: str) -> dict[str, pd.DataFrame]:
    minimum = case.policy.minimum_group
    criteria = grounds.criteria_table(case, language, job_means=criterion_means(peers, minimum))
    return {
        "competencies": _competencies(case, peers, language),
        "distribution": distribution(peers),
        "criteria": criteria,
        "evidence": grounds.evidence_table(case, language),
        "answers": grounds.answers_table(case, language),
        "tags": grounds.tags_table(case, language),
        "ratings": grounds.ratings_table(case, language),
        "missing": grounds.missing_table(case, criteria, language),
        "neighbours": neighbours(case, peers),
        "reviews": reviews_table(case, language),
        "person": _person(case, language),
    }


def _competencies(case: Case, peers: Peers, language: str) -> pd.DataFrame:
    """One row a competency, in the rubric's order, with its interval and the job's mean."""
    say, names = wording.speak(language), words.competency_names(case.rubric, language)
    means = competency_means(peers, case.policy.minimum_group)
    table = case.competencies.copy()
    order = {name: place for place, name in enumerate(names)}
    table = table.sort_values("competency", key=lambda ids: ids.map(order).fillna(len(order)), kind="stable", ignore_index=True)
    table["name"] = [names.get(name, name) for name in table["competency"]]
    table["low"] = (table["points"] - table["error_band"]).clip(lower=0)
    table["high"] = (table["points"] + table["error_band"]).clip(upper=100)
    table["job_mean"] = table["competency"].map(means).astype("float64")
    table["n_job"] = table["competency"].map(peers.competencies.groupby("competency")["points"].count()).fillna(0).astype(int)
    table["mark"] = _mark(table)
    table["mark_text"] = [say(mark) if mark else "" for mark in table["mark"]]
    return table[list(COMPETENCIES)]


def _mark(table: pd.DataFrame) -> list[str]:
    """Name the strongest and the weakest, unless all points are equal or only one is known."""
    points = table["points"].dropna()
    if len(points) < 2 or points.max() == points.min():
        return [""] * len(table)
    named = {points.idxmax(): "strongest", points.idxmin(): "weakest"}
    return [named.get(place, "") for place in table.index]


def _person(case: Case, language: str) -> pd.DataFrame:
    import pandas as pd

    from workbench.contracts import CANDIDATES

    shown = ("candidate_id", "name", "degree", "school", "years_experience", "current_title", "certificates", "work_history")
    known = [(name, case.person.get(name)) for name in shown if not numbers.missing(case.person.get(name))]
    rows = [(name, getattr(CANDIDATES[name], language), numbers.plain(v) if isinstance(v, float) else str(v)) for name, v in known]
    return pd.DataFrame(rows, columns=["field", "label", "value"])


def _facts(case: Case, peers: Peers, tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    overall, band = case.score.get("overall"), case.score.get("error_band")
    scored, banded = not numbers.missing(overall), not numbers.missing(band)
    near = tables["neighbours"]
    return {
        "interview_id": case.id,
        "application_id": case.interview["application_id"],
        "job_id": case.interview["job_id"],
        "overall": overall if scored else None,
        "low": max(0.0, overall - band) if scored and banded else None,
        "high": min(100.0, overall + band) if scored and banded else None,
        "grade": case.score.get("grade"),
        "coverage": case.score.get("coverage"),
        "strongest": _marked(tables["competencies"], "strongest"),
        "weakest": _marked(tables["competencies"], "weakest"),
        "spread_shown": _spread_shown(tables["competencies"]),
        "n_job": peers.n,
        "peers_hidden": peers.hidden,
        "n_indistinguishable": int((~near["distinguishable"]).sum()) if scored and not peers.hidden else None,
        "n_missing": len(tables["missing"]),
        "rubric_version": case.score.get("rubric_version"),
    }


def _marked(table: pd.DataFrame, mark: str) -> dict[str, Any] | None:
    found = table[table["mark"] == mark]
    if found.empty:
        return None
    return {name: found.iloc[0][name] for name in ("competency", "name", "points", "low", "high")}


def _spread_shown(table: pd.DataFrame) -> bool:
    """Say whether the strongest and the weakest differ by more than the error band of their difference."""
    best, worst = _marked(table, "strongest"), _marked(table, "weakest")
    if best is None or worst is None:
        return False
    bands = [(part["high"] - part["low"]) / 2 for part in (best, worst)]
    bands = [0.0 if numbers.missing(band) else band for band in bands]
    return best["points"] - worst["points"] > (bands[0] ** 2 + bands[1] ** 2) ** 0.5


def _sentence(facts: dict[str, Any], case: Case, language: str) -> str:
    say = wording.speak(language)
    coverage = numbers.share(facts["coverage"])
    if facts["coverage"] is None or numbers.missing(facts["coverage"]):
        return say("Not scored yet: no score is stored for this interview; run the pipeline to score it.")
    if facts["overall"] is None:
        needed = numbers.share(float(case.rubric.minimum_coverage)) if case.rubric else numbers.NOTHING
        return say(
            "No overall score: evidence covers {coverage} of the rubric, at least {needed} is needed.",
            coverage=coverage,
            needed=needed,
        )
    head = numbers.interval(facts["overall"], facts["low"], facts["high"])
    if facts["grade"]:
        head = say("{score}, grade {grade}", score=head, grade=facts["grade"])
    return say(
        "{head}; {profile}; evidence covers {coverage} of the rubric.", head=head, profile=_profile(facts, say), coverage=coverage
    )


def _profile(facts: dict[str, Any], say: Any) -> str:
    best, worst = facts["strongest"], facts["weakest"]
    if best is None or worst is None:
        return say("competencies cannot be compared")
    said = {
        "strongest": best["name"],
        "high": numbers.whole(best["points"]),
        "weakest": worst["name"],
        "low": numbers.whole(worst["points"]),
    }
    if facts["spread_shown"]:
        return say("strongest {strongest} {high}, weakest {weakest} {low}", **said)
    return say("{strongest} {high} to {weakest} {low}, no difference shown between competencies", **said)


def _figures(case: Case, tables: dict[str, pd.DataFrame], pay: Any, language: str, question_id: str | None) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    if tables["competencies"]["points"].notna().any():
        drawn["competencies"] = figures.competency_bullets(tables["competencies"], tables["distribution"], language=language)
    recorded = tables["answers"][tables["answers"]["duration_s"].notna()]
    if len(recorded):
        drawn["timeline"] = figures.answers_timeline(recorded, language=language)
        drawn["answer"] = figures.answer_timeline(_chosen(recorded, question_id), language=language)
    if pay.drawable:
        drawn["pay"] = figures.pay_axis(pay.table, language=language, title=pay.sentence, currency=pay.currency)
    return drawn


def _chosen(recorded: pd.DataFrame, question_id: str | None) -> dict[str, Any]:
    asked = recorded[recorded["question_id"] == question_id]
    return (asked if len(asked) else recorded.sort_values("n_marks", ascending=False, kind="stable")).iloc[0].to_dict()


def _notes(case: Case, facts: dict[str, Any], pay: Any, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [case_line(case, language)]
    if facts["n_indistinguishable"] is not None:
        said = {"n": facts["n_indistinguishable"], "of": facts["n_job"] - 1}
        notes.append(say("inside the error band: indistinguishable from {n} of the {of} others interviewed for this job", **said))
    elif facts["peers_hidden"]:
        notes.append(
            say("fewer than {minimum} scored interviews for this job: no comparison is shown", minimum=case.policy.minimum_group)
        )
    if facts["n_missing"]:
        notes.append(
            say("criteria without usable evidence: {n}; the table of what is missing names the next question", n=facts["n_missing"])
        )
    if pay.sentence:
        notes += [pay.sentence, *standing.said(pay.facts, pay.currency, pay.period, language)]
    notes.append(
        say("A score is a summary of what was said and rated, with its error band; it does not show potential, honesty or fit.")
    )
    return (*notes, *reading_notes(case.reader, language))
