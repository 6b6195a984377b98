"""Which channel deserves the next yuan, on one page: channels compared at one job mix, and what a successful hire costs through each.

In flow a desk and a choice of outcome, job and period; out flows one `Report`. The estimates are `recruiting.channels`'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import figures, recruiting, wording
from workbench.errors import ContractError, UndefinedResult, closest
from workbench.figures import numbers
from workbench.reports import words
from workbench.reports.filtering import scoped
from workbench.reports.jobs import must_be_known
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader, by
from workbench.reports.report import Report
from workbench.reports.selection import select_scores, span

if TYPE_CHECKING:
    import pandas as pd

OUTCOMES = {
    "score": "overall score", "hire_rate": "hire rate", "performance": "later performance", "retention": "still there after a year",
}  # fmt: skip
AXES = {
    "score": "points (0–100)",
    "hire_rate": "share of applications hired",
    "performance": "performance (mean of periods)",
    "retention": "share still there",
}
GAPS = {"score": "{gap} ({low}–{high}) points", "hire_rate": "{gap} ({low}–{high}) percentage points", "performance": "{gap} ({low}–{high})",
        "retention": "{gap} ({low}–{high}) percentage points"}  # fmt: skip
SHARES = ("hire_rate", "retention")
TABLE = ("channel", "n", "raw", "raw_low", "raw_high", "adjusted", "estimate", "low", "high", "difference", "difference_low", "difference_high", "p_holm",
         "finding_text", "n_needed")  # fmt: skip


@dataclass(frozen=True)
class _Read:
    """What the page reads: the tables of one choice."""

    scores: Any
    applications: pd.DataFrame
    interviews: pd.DataFrame
    employees: pd.DataFrame
    performance: pd.DataFrame
    spend: pd.DataFrame


@scoped
def channels(
    desk: Any,
    *,
    outcome: str = "score",
    job_id: str | None = None,
    period: Any = None,
    job_mix: bool = True,
    reference: str | None = None,
    language: str = "zh",
) -> Report:
    """Report which channel brings better people, and what they cost.

    Parameters
    ----------
    desk : desk of the store
    outcome : {"score", "hire_rate", "performance", "retention"}
        What the main figure compares.
    job_id : str, optional
        One job; then there is no cost, since spend is booked by channel and not by job.
    period : str or (start, end), optional
        Of the application: ``"2026"``, ``"2026-Q3"``, ``"2026-09"`` or two dates.
    job_mix : bool
        Whether channels are compared at one job mix; False compares plain means.
    reference : str, optional
        Channel to compare with; by default the one with most applications.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``channels``, ``measures``, ``pairs``, ``costs``, ``bonus``, ``people``, ``spend``; figures ``channels`` and ``costs``. Facts ``outcome``, ``reference``,
        ``differs``, ``no_difference``, ``too_few`` (channels), ``n``, ``n_needed``, ``dearest``, ``cheapest``, ``bonus``.

    Raises
    ------
    ContractError
        If the outcome, the job or the reference is not known, or the period cannot be read.
    """
    if outcome not in OUTCOMES:
        raise ContractError(f"there is no outcome '{outcome}'", where="reports.channels", found=outcome, expected=", ".join(OUTCOMES),
                            cure=closest(outcome, OUTCOMES) or "choose one of them")  # fmt: skip
    reader = Reader(desk)
    jobs = by(reader.table("JOBS", needed=True), "job_id")
    must_be_known(job_id, jobs)
    read, say = _read(reader, job_id, period), wording.speak(language)
    title = say("Which channel deserves the next yuan?")
    found, refusal = _compared(read, reader, outcome, job_mix=job_mix, reference=reference, with_costs=job_id is None)
    if found is None or outcome not in set(found.table["measure"]):
        return Report(title, _nothing(read, outcome, refusal, say), notes=reading_notes(reader, language),
                      facts={"outcome": outcome, "n": len(read.applications), "differs": [], "no_difference": [], "too_few": []})  # fmt: skip
    tables = _tables(found, read, outcome, language)
    facts = _facts(found, tables, outcome)
    return Report(title, _sentence(facts, tables, language), tables=tables, figures=_figures(tables, facts, language),
                  notes=(*_notes(found, read, job_id, job_mix, language), *reading_notes(reader, language)), facts=facts)  # fmt: skip


def _read(reader: Reader, job_id: str | None, period: Any) -> _Read:
    start, end = span(period)
    only = {"job_id": job_id} if job_id else {}
    applications = reader.table("APPLICATIONS", **only)
    spend = reader.table("SPEND")
    for limit, keep in ((start, "__ge__"), (end, "__le__")):
        if limit is not None:
            applications = applications[getattr(applications["applied_date"].dt.normalize(), keep)(limit)]
            spend = spend[getattr(spend["month"].dt.to_period("M"), keep)(limit.to_period("M"))]
    chosen = set(applications["application_id"])
    scores = select_scores(reader, job_id=job_id, competencies=False)
    interviews = reader.table("INTERVIEWS", **only)
    employees = reader.table("EMPLOYEES", **only)
    employees = employees[employees["application_id"].isin(chosen)]
    performance = reader.table("PERFORMANCE")
    performance = performance[performance["employee_id"].isin(employees["employee_id"]) & performance["performance"].notna()]
    return _Read(scores.scores, applications, interviews[interviews["application_id"].isin(chosen)], employees, performance, spend)


def _compared(
    read: _Read, reader: Reader, outcome: str, *, job_mix: bool, reference: str | None, with_costs: bool
) -> tuple[Any, UndefinedResult | None]:
    """Compare by every measure that has a value; the refusal of the one asked for is kept."""
    policy = reader.policy()
    given = {
        "interviews": read.interviews, "employees": read.employees if len(read.employees) else None, "reference": reference,
        "performance": read.performance if len(read.performance) else None, "adjust": "job_id" if job_mix else None,
        "minimum_group": policy.minimum_group, "confidence": policy.confidence,
    }  # fmt: skip
    scores = read.scores[["interview_id", "overall"]].merge(read.interviews[["interview_id", "application_id"]], on="interview_id")
    spend = read.spend if with_costs and len(read.spend) else None
    try:
        return recruiting.channels(scores, read.applications, spend, **given), None
    except UndefinedResult as first:
        refusal = first
    possible = []
    for measure in OUTCOMES:  # one measure without a value (nobody hired yet) must not take the others with it
        try:
            recruiting.channels(scores, read.applications, measures=[measure], **given)
        except UndefinedResult as problem:
            refusal = problem if measure == outcome else refusal
        except ContractError:  # the table behind this measure is empty
            continue
        else:
            possible.append(measure)
    found = recruiting.channels(scores, read.applications, spend, measures=possible, **given) if possible else None
    return found, refusal


def _nothing(read: _Read, outcome: str, refusal: UndefinedResult | None, say: wording.Speaker) -> str:
    if read.applications.empty:
        return say("Nothing to show: no application matches this choice of job and period.")
    why = say(refusal.what) if refusal else say("fewer than two channels have enough people")
    return say("Nothing to compare by {outcome}: {why}.", outcome=say(OUTCOMES[outcome]), why=why)


def _tables(found: Any, read: _Read, outcome: str, language: str) -> dict[str, pd.DataFrame]:
    import pandas as pd

    say = wording.speak(language)
    measures = found.table.assign(
        measure_text=[say(OUTCOMES[name]) for name in found.table["measure"]],
        finding_text=[say(str(v)) for v in found.table["verdict"]],
    )
    chosen = measures[measures["measure"] == outcome].reset_index(drop=True)
    pairs = found.pairs[found.pairs["measure"] == outcome].reset_index(drop=True)
    pairs = pairs.assign(
        other=[words.channel(name, language) for name in pairs["other"]], finding_text=[say(str(v)) for v in pairs["verdict"]]
    )
    people = read.applications.merge(read.interviews[["application_id", "interview_id"]], on="application_id", how="left")
    people = people.merge(read.scores[["interview_id", "overall"]], on="interview_id", how="left")
    bonus = pd.DataFrame([]) if found.bonus is None else pd.DataFrame([_bonus_row(found.bonus, language)])
    return {
        "channels": chosen[list(TABLE)], "measures": measures[["measure_text", *TABLE]],
        "pairs": pairs[["channel", "other", "difference", "low", "high", "p_holm", "finding_text"]], "costs": found.costs, "bonus": bonus,
        "people": people[["interview_id", "channel", "job_id", "overall", "status", "applied_date"]].sort_values("overall", ascending=False, ignore_index=True),
        "spend": read.spend[["channel", "month", "item", "amount", "currency"]].sort_values(["channel", "month"], ignore_index=True),
    }  # fmt: skip


def _bonus_row(bonus: Any, language: str) -> dict[str, Any]:
    amounts = (
        "bonus_per_hire",
        "cost_per_successful_hire",
        "other_cost_per_successful_hire",
        "saving",
        "saving_low",
        "saving_high",
        "break_even_bonus",
    )
    gaps = {name: words.channel(value, language) if name == "channel" else value for name, value in bonus.verdict.gaps.items()}
    verdict = wording.speak(language)(bonus.verdict.sentence, **gaps)
    return {"channel": bonus.channel, "against": words.channel(bonus.against, language), **{name: getattr(bonus, name) for name in amounts}, "n_judged": bonus.n_judged,
            "other_n_judged": bonus.other_n_judged, "finding_text": verdict}  # fmt: skip


def _facts(found: Any, tables: dict[str, pd.DataFrame], outcome: str) -> dict[str, Any]:
    chosen = found.table[found.table["measure"] == outcome]
    named = {
        verdict: chosen.loc[chosen["verdict"] == verdict, "channel"].tolist()
        for verdict in ("differs", "no difference shown", "too few to say")
    }
    anchor = chosen.loc[chosen["verdict"] == "reference channel", "channel"].iloc[0]
    costs = tables["costs"]
    paid = costs[costs["cost_per_successful_hire"].notna() & (costs["amount"] > 0)] if len(costs) else costs
    ends = [row.to_dict() for row in (paid.iloc[0], paid.iloc[-1])] if len(paid) > 1 else [None, None]
    return {
        "outcome": outcome, "reference": anchor, "differs": named["differs"], "no_difference": named["no difference shown"], "too_few": named["too few to say"],
        "n": int(chosen["n"].sum()), "n_needed": int(chosen["n_needed"].iloc[0]), "cheapest": ends[0], "dearest": ends[1],
        "bonus": None if found.bonus is None else str(found.bonus.verdict),
    }  # fmt: skip


def _sentence(facts: dict[str, Any], tables: dict[str, pd.DataFrame], language: str) -> str:
    say, rows = wording.speak(language), {row["channel"]: row for row in tables["channels"].to_dict("records")}
    base, parts = words.channel(facts["reference"], language), []
    for name in sorted(facts["differs"], key=lambda c: -abs(rows[c]["difference"]))[:2]:
        gap = _gap(rows[name], facts["outcome"], say)
        sentence = (
            "{channel} beats {reference} by {gap}"
            if rows[name]["difference"] > 0
            else "{channel} stays behind {reference} by {gap}"
        )
        parts.append(_either(sentence, say, channel=words.channel(name, language), reference=base, gap=gap))
    if more := facts["differs"][2:] and len(facts["differs"]) - 2:
        parts.append(say("{n} more differ", n=more))
    if facts["no_difference"]:
        parts.append(
            say(
                "no difference to {reference} shown: {channels}", reference=base, channels=_listed(facts["no_difference"], language)
            )
        )
    if facts["too_few"]:
        parts.append(
            say(
                "too few to say: {channels} (about {n} people a channel would be enough)",
                channels=_listed(facts["too_few"], language),
                n=f"{facts['n_needed']:,}",
            )
        )
    if facts["cheapest"]:
        cost = {side: numbers.money(facts[side]["cost_per_successful_hire"], decimals=0) for side in ("cheapest", "dearest")}
        names = {side: words.channel(facts[side]["channel"], language) for side in ("cheapest", "dearest")}
        parts.append(
            say(
                "cost per successful hire from {low} ({cheapest}) to {high} ({dearest})",
                low=cost["cheapest"],
                high=cost["dearest"],
                **names,
            )
        )
    return words.clauses(parts, language)


def _either(sentence: str, say: wording.Speaker, **gaps: str) -> str:
    if sentence.startswith("{channel} beats"):
        return say("{channel} beats {reference} by {gap}", **gaps)
    return say("{channel} stays behind {reference} by {gap}", **gaps)


def _gap(row: dict[str, Any], outcome: str, say: wording.Speaker) -> str:
    size = 100 if outcome in SHARES else 1
    ends = sorted(abs(row[name]) * size for name in ("difference_low", "difference_high"))
    places = 2 if outcome == "performance" else 1
    low, high = ends if row["difference_low"] * row["difference_high"] > 0 else (0.0, ends[1])
    return say(GAPS[outcome], gap=f"{abs(row['difference']) * size:.{places}f}", low=f"{low:.{places}f}", high=f"{high:.{places}f}")


def _listed(names: list[str], language: str) -> str:
    return words.listed([words.channel(name, language) for name in names], language)


def _figures(tables: dict[str, pd.DataFrame], facts: dict[str, Any], language: str) -> dict[str, Any]:
    say, outcome = wording.speak(language), facts["outcome"]
    rows = tables["channels"].assign(label=[words.channel(name, language) for name in tables["channels"]["channel"]])
    rows["text"] = [_beside(row, outcome) for row in rows.to_dict("records")]
    line = float(rows.loc[rows["channel"] == facts["reference"], "estimate"].iloc[0])
    told = say("{outcome} by channel: {n} of {k} differ from {reference}", outcome=say(OUTCOMES[outcome]), n=len(facts["differs"]), k=len(rows) - 1,
               reference=words.channel(facts["reference"], language))  # fmt: skip
    drawn = {
        "channels": figures.forest(
            rows, language=language, title=words.capital(told), xlabel=say(AXES[outcome]), share=outcome in SHARES, line=line
        )
    }
    costs = tables["costs"]
    if len(costs) and costs["cost_per_hire"].notna().any():
        labelled = costs.assign(label=[words.channel(name, language) for name in costs["channel"]])
        drawn["costs"] = figures.cost_bars(labelled, language=language, title=say("What a successful hire costs"))
    return drawn


def _beside(row: dict[str, Any], outcome: str) -> str:
    size, places = (100, 0) if outcome in SHARES else (1, 2 if outcome == "performance" else 1)
    unit = " %" if outcome in SHARES else ""
    value, low, high = (f"{row[name] * size:.{places}f}" for name in ("estimate", "low", "high"))
    return f"{value}{unit} ({low}–{high})"


def _notes(found: Any, read: _Read, job_id: str | None, job_mix: bool, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    day = read.applications["applied_date"].dropna()
    first, last = (f"{d:%Y-%m-%d}" for d in (day.min(), day.max())) if len(day) else ("–", "–")
    notes = [say("n = {n} applications, {first} to {last}", n=f"{found.n_applications:,}", first=first, last=last)]
    notes.append(
        say("compared within jobs, at the job mix of all")
        if job_mix
        else say("plain means: channels send people to different jobs, so these mislead")
    )
    rule = found.rule.gaps | {"reference": words.channel(found.reference, language)}
    notes += [say(found.rule.sentence, **rule), found.note.say(language)]
    if found.bonus is not None:
        notes.append(_bonus_row(found.bonus, language)["finding_text"])
    if found.n_channels_hidden:
        notes.append(
            say(
                "channels with fewer than {minimum} applications, hidden: {n}",
                minimum=found.minimum_group,
                n=found.n_channels_hidden,
            )
        )
    if found.n_unknown:
        notes.append(say("applications of unknown channel, left out: {n}", n=found.n_unknown))
    if job_id is not None:
        notes.append(say("no cost for one job: spend is booked by channel, not by job"))
    notes.append(say("A channel is not the cause: people choose it, and nobody was sent to one by lot."))
    return tuple(notes)
