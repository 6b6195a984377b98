"""What candidates for a job are good and bad at, on one page.

In flow a desk and a choice of job, channel and period; out flows one `Report`: the distribution of every competency with n and
interval, the systematically weak one with what to do about it, and the candidates behind each ten points. The estimates are
`scoring.distribution`'s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import figures, scoring, wording
from workbench.errors import UndefinedResult
from workbench.figures import numbers
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_title, must_be_known
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader, by
from workbench.reports.report import Report
from workbench.reports.selection import Selection, select_scores

if TYPE_CHECKING:
    import pandas as pd

COMPETENCIES = (
    "job_id", "competency", "name", "n", "mean", "low", "high", "sd", "p10", "median", "p90", "ceiling_share", "floor_share", "others_mean",
    "gap", "gap_low", "gap_high", "gap_sd", "weak", "action", "text",
)  # fmt: skip
JOBS = ("job_id", "title", "n", "mean", "low", "high", "sd", "weak_competencies", "text")


@scoped
def job_fit(
    desk: Any, *, job_id: str | None = None, channel: str | None = None, period: Any = None, language: str = "zh"
) -> Report:
    """Report how candidates score per competency, for one job or for all.

    Parameters
    ----------
    desk : desk of the store
    job_id : str, optional
        One job; by default every job, each by its own rubric.
    channel : str, optional
        Only candidates of this source.
    period : str or (start, end), optional
        ``"2026"``, ``"2026-Q3"``, ``"2026-09"`` or two dates (the last one included) of the interview.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``jobs``, ``competencies``, ``weak``, ``redundant``, ``distribution``, ``bins``, ``candidates``; figure ``competencies`` for one job,
        ``jobs`` for all. Facts ``n``, ``mean``, ``low``, ``high``, ``weakest``, ``weak`` (list of competency ids), ``jobs``.

    Raises
    ------
    ContractError
        If the job is not known, or the period cannot be read.
    """
    reader = Reader(desk)
    jobs = by(reader.table("JOBS", needed=True), "job_id")
    must_be_known(job_id, jobs)
    chosen = select_scores(reader, job_id=job_id, channel=channel, period=period)
    title = wording.speak(language)("What are our candidates for this job good and bad at?")
    try:
        told, overall = _estimates(chosen, reader, language)
    except UndefinedResult as refusal:
        return Report(title, _too_few(chosen, reader, language, refusal), notes=reading_notes(reader, language),
                      facts={"n": chosen.n, "mean": None, "weak": [], "weakest": None, "jobs": []})  # fmt: skip
    tables = _tables(chosen, told, overall, jobs, language)
    facts = _facts(tables, chosen, job_id)
    return Report(
        title=title,
        sentence=_sentence(facts, tables, language),
        tables=tables,
        figures=_figures(tables, facts, job_id, language),
        notes=(*_notes(chosen, told, tables, language), *reading_notes(reader, language)),
        facts=facts,
    )


def _estimates(chosen: Selection, reader: Reader, language: str) -> tuple[Any, Any]:
    """Describe competencies and overall scores by job."""
    policy = reader.policy()
    rule = {"minimum_group": policy.minimum_group, "confidence": policy.confidence, "language": language}
    overall = scoring.distribution(chosen.scores[["interview_id", "job_id", "overall"]].dropna(), **rule)
    points = chosen.competencies[["interview_id", "job_id", "competency", "points"]]
    return scoring.distribution(points, **rule), overall


def _too_few(chosen: Selection, reader: Reader, language: str, refusal: UndefinedResult) -> str:
    say, minimum = wording.speak(language), reader.policy().minimum_group
    if chosen.n == 0:
        return say("Nothing to show: no scored interview matches this choice of job, channel and period.")
    if chosen.n < minimum:
        return say("Too few to show: {n} scored interviews match, at least {minimum} are needed.", n=chosen.n, minimum=minimum)
    return say("Too few to show: {n} scored interviews match, but no job has {minimum} of them.", n=chosen.n, minimum=minimum)


def _tables(chosen: Selection, told: Any, overall: Any, jobs: dict[str, Any], language: str) -> dict[str, pd.DataFrame]:
    competencies = _competencies(chosen, told, language)
    shown = set(competencies["job_id"])
    points = chosen.competencies[chosen.competencies["job_id"].isin(shown)].dropna(subset="points")
    return {
        "jobs": _jobs(overall, competencies, jobs, language),
        "competencies": competencies,
        "weak": competencies[competencies["weak"]].sort_values("gap", ignore_index=True),
        "redundant": _redundant(told, chosen, language),
        "distribution": points[["job_id", "competency", "points"]].sort_values(
            ["job_id", "competency", "points"], ignore_index=True
        ),
        "bins": _bins(points),
        "candidates": _candidates(chosen, points),
    }


def _competencies(chosen: Selection, told: Any, language: str) -> pd.DataFrame:
    """One row per job and competency, weakest gap first inside each job."""
    table = told.table.merge(told.gaps.drop(columns=["n", "mean"]), on=["job_id", "competency"], how="left")
    table = table.merge(told.weak[["job_id", "competency", "action"]], on=["job_id", "competency"], how="left")
    table["weak"] = table["weak"].fillna(value=False).astype(bool)
    table["name"] = [
        chosen.name(job, competency, language) for job, competency in zip(table["job_id"], table["competency"], strict=True)
    ]
    table = table.rename(columns={"mean_low": "low", "mean_high": "high"})
    table["text"] = [_beside(row, language) for row in table.to_dict("records")]
    return table.sort_values(["job_id", "gap"], ignore_index=True)[list(COMPETENCIES)]


def _beside(row: dict[str, Any], language: str) -> str:
    text = numbers.interval(row["mean"], row["low"], row["high"])
    if not row["weak"]:
        return text
    return text + wording.speak(language)(", {gap} sd below", gap=f"{-row['gap_sd']:.1f}")


def _jobs(overall: Any, competencies: pd.DataFrame, jobs: dict[str, Any], language: str) -> pd.DataFrame:
    table = overall.table.rename(columns={"mean_low": "low", "mean_high": "high"})
    weak = competencies[competencies["weak"]].groupby("job_id")["name"].agg(list)
    separator = "、" if language == "zh" else ", "
    table["title"] = [job_title(jobs.get(name, {}), language, otherwise=name) for name in table["job_id"]]
    table["weak_competencies"] = [separator.join(weak.get(name, [])) for name in table["job_id"]]
    table["text"] = [numbers.interval(row["mean"], row["low"], row["high"]) for row in table.to_dict("records")]
    return table[list(JOBS)].sort_values("mean", ascending=False, ignore_index=True)


def _redundant(told: Any, chosen: Selection, language: str) -> pd.DataFrame:
    table = told.redundant.copy()
    for column in ("competency", "other"):
        table[f"{column}_name"] = [
            chosen.name(job, part, language) for job, part in zip(table["job_id"], table[column], strict=True)
        ]
    return table


def _bins(points: pd.DataFrame) -> pd.DataFrame:
    """Count interviews per ten points: the last ten include 100."""
    start = (points["points"] // 10 * 10).clip(upper=90).astype(int)
    counted = points.assign(bin_from=start, bin_to=start + 10).groupby(["job_id", "competency", "bin_from", "bin_to"]).size()
    return counted.rename("n").reset_index()


def _candidates(chosen: Selection, points: pd.DataFrame) -> pd.DataFrame:
    """One row an interview: overall and every competency, best first."""
    wide = points.pivot_table(index="interview_id", columns="competency", values="points", observed=True)
    wide.columns.name = None
    rows = chosen.scores[["interview_id", "job_id", "interview_date", "channel", "overall", "error_band", "coverage", "grade"]]
    table = rows[rows["interview_id"].isin(wide.index)].merge(wide.reset_index(), on="interview_id")
    return table.sort_values(["overall", "interview_id"], ascending=[False, True], ignore_index=True)


def _facts(tables: dict[str, pd.DataFrame], chosen: Selection, job_id: str | None) -> dict[str, Any]:
    jobs, weak = tables["jobs"], tables["weak"]
    one = jobs.iloc[0].to_dict() if len(jobs) == 1 else {}
    worst = weak.iloc[0] if len(weak) else None
    named = ("job_id", "competency", "name", "mean", "low", "high", "gap", "gap_low", "gap_high", "gap_sd", "n", "action")
    return {
        "n": chosen.n, "job_id": job_id, "jobs": list(jobs["job_id"]), "mean": one.get("mean"), "low": one.get("low"), "high": one.get("high"),
        "weak": list(weak["competency"]), "weakest": None if worst is None else {name: worst[name].item() if hasattr(worst[name], "item") else worst[name] for name in named},
    }  # fmt: skip


def _sentence(facts: dict[str, Any], tables: dict[str, pd.DataFrame], language: str) -> str:
    say, jobs, worst = wording.speak(language), tables["jobs"], facts["weakest"]
    said = {} if worst is None else _worst(worst, jobs)
    if len(jobs) > 1:
        head = say("{jobs} jobs, {n} interviews", jobs=len(jobs), n=facts["n"])
        if worst is None:
            return say("{head}: no competency is systematically weak.", head=head)
        return say("{head}: weakest is {job}, where {name} {points} is {gap} sd below the other competencies.", head=head, **said)
    one = jobs.iloc[0]
    head = {"job": one["title"], "mean": one["text"], "n": int(one["n"])}
    if worst is None:
        return say("{job}: mean {mean}, no competency is systematically weak (n = {n}).", **head)
    return say("{job}: mean {mean}, {name} {points} is {gap} sd below the other competencies (n = {n}).", **{**said, **head})


def _worst(worst: dict[str, Any], jobs: pd.DataFrame) -> dict[str, str]:
    titles = dict(zip(jobs["job_id"], jobs["title"], strict=True))
    return {"job": titles.get(worst["job_id"], worst["job_id"]), "name": worst["name"], "points": numbers.whole(worst["mean"]),
            "gap": f"{-worst['gap_sd']:.1f}"}  # fmt: skip


def _figures(tables: dict[str, pd.DataFrame], facts: dict[str, Any], job_id: str | None, language: str) -> dict[str, Any]:
    say = wording.speak(language)
    if job_id is None:
        rows = (
            tables["jobs"]
            .rename(columns={"job_id": "competency", "title": "name"})
            .assign(weak=lambda t: t["weak_competencies"] != "")
        )
        points = (
            tables["candidates"]
            .rename(columns={"overall": "points"})[["job_id", "points"]]
            .rename(columns={"job_id": "competency"})
        )
        title = say("Overall score by job; amber = a competency of this job is weak")
        return {"jobs": figures.competency_ridges(rows, points.dropna(), language=language, title=title)}
    worst = facts["weakest"]
    title = say("No competency is systematically weak") if worst is None else say(
        "{name} is {gap} sd below the others", name=worst["name"], gap=f"{-worst['gap_sd']:.1f}")  # fmt: skip
    return {
        "competencies": figures.competency_ridges(tables["competencies"], tables["distribution"], language=language, title=title)
    }


def _notes(chosen: Selection, told: Any, tables: dict[str, pd.DataFrame], language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    titles = dict(zip(tables["jobs"]["job_id"], tables["jobs"]["title"], strict=True)) if len(tables["jobs"]) > 1 else {}
    weak = [
        (" · ".join(filter(None, [titles.get(row["job_id"]), row["name"]])), row["action"])
        for row in tables["weak"].to_dict("records")
    ]
    notes = [say("{name}: {action}", name=name, action=action) for name, action in weak]
    notes.append(told.rule)
    notes.append(say("n = {n} scored interviews, {first} to {last}", n=chosen.n, first=chosen.first, last=chosen.last))
    if chosen.n_other_version:
        notes.append(say("left out, scored with another rubric version: {n}", n=chosen.n_other_version))
    if told.n_groups_hidden:
        notes.append(
            say("jobs with fewer than {minimum} interviews, hidden: {n}", n=told.n_groups_hidden, minimum=told.minimum_group)
        )
    notes.append(say("A low mean can be the candidates or the rubric's scale; it does not show which."))
    return tuple(notes)
