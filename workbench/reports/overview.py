"""What needs a person today, on one page.

In flow a desk, and a job or a period or neither; out flows one `Report`: the alerts, each with the page that deals with it, and the
funnel of every job with the days it took to fill a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import recruiting, wording
from workbench.errors import UndefinedResult
from workbench.figures import numbers
from workbench.recruiting.funnel import ENDINGS, PATH
from workbench.reports import words
from workbench.reports.cost_return import standing_return
from workbench.reports.filtering import scoped
from workbench.reports.jobs import job_title, job_titles
from workbench.reports.notes import reading_notes
from workbench.reports.reading import Reader
from workbench.reports.report import Report
from workbench.reports.selection import span

if TYPE_CHECKING:
    import pandas as pd

    from workbench.wording import Speaker

ALERTS = ("kind", "n", "text", "page", "query", "value")
DAYS = ("n_filled", "median_days", "median_low", "median_high")
SPOKEN = 3  # alerts in the sentence; the list below has them all


@scoped
def overview(desk: Any, *, job_id: str | None = None, period: Any = None, language: str = "zh") -> Report:
    """Report what waits for a person, and how far the candidates of every job have come.

    Parameters
    ----------
    desk : desk of the store
    job_id : str, optional
        One job; by default all that the account may see.
    period : str or pair of dates, optional
        Applications of that time only, as `job_fit` takes it. The alerts are of now.
    language : {"zh", "en"}

    Returns
    -------
    Report
        Tables ``alerts`` (one row an alert: kind, n, text, and the page with its query that deals with it) and ``funnel`` (one row a
        job: applications that reached each stage, ``hired_share`` [0-1] of all who applied, median days to fill with its interval).
        Facts ``n_alerts``, ``n_scored``, ``n_jobs``, ``newest``.

    Raises
    ------
    ContractError
        If the period cannot be read.
    """
    reader, own = Reader(desk), {"job_id": job_id} if job_id else {}
    jobs, applications = reader.table("JOBS", **own), reader.table("APPLICATIONS", **own)
    interviews = reader.table("INTERVIEWS", **own)
    stages = reader.table("STAGES")
    stages = stages[stages["application_id"].isin(applications["application_id"])]
    alerts = _alerts(reader, jobs, applications, interviews, language)
    facts = {"n_alerts": len(alerts), **_scored(reader, interviews)}
    table, hidden = _funnel(jobs, _within(applications, period), stages, language)
    return Report(
        title=wording.speak(language)("What needs me today?"),
        sentence=_sentence(alerts, facts, len(applications) if getattr(desk, "chosen", None) else None, language),
        tables={"alerts": alerts, "funnel": table},
        figures={},
        notes=(*_notes(facts, hidden, language), *reading_notes(reader, language)),
        facts=facts,
    )


def _scored(reader: Reader, interviews: pd.DataFrame) -> dict[str, Any]:
    scores = reader.table("SCORES")
    scored = interviews[interviews["interview_id"].isin(scores.loc[scores["overall"].notna(), "interview_id"])]
    newest = scored["interview_date"].max()
    return {
        "n_scored": len(scored),
        "n_jobs": int(scored["job_id"].nunique()),
        "newest": None if numbers.missing(newest) else f"{newest:%Y-%m-%d}",
    }


def _alerts(reader: Reader, jobs: Any, applications: Any, interviews: Any, language: str) -> pd.DataFrame:
    import pandas as pd

    say, chosen = wording.speak(language), getattr(reader.desk, "chosen", None)
    own = set(interviews["interview_id"])
    found = [
        *([] if chosen and chosen.by_application else _short(jobs, applications, language)),  # some of them would look like too few
        *_recordings(reader, own, say),
        *_undecided(reader, own, say),
        *([] if chosen else [*_return(reader, say), *_drafts(reader, say)]),  # of the company, not of some of its people
    ]
    return pd.DataFrame(found, columns=list(ALERTS))


def _short(jobs: pd.DataFrame, applications: pd.DataFrame, language: str) -> list[tuple]:
    """Name the jobs with more places left than candidates still under way."""
    say, found = wording.speak(language), []
    for job in jobs.to_dict("records"):
        status = applications.loc[applications["job_id"] == job["job_id"], "status"]
        taken = int(status.isin(("accepted", "hired")).sum())
        left = int(1 if numbers.missing(job["openings"]) else job["openings"]) - taken
        under_way = len(status) - taken - int(status.isin(ENDINGS).sum())
        if left > under_way:
            text = say(
                "{title} is short of candidates: {n} under way for {left} places",
                title=job_title(job, language),
                n=under_way,
                left=left,
            )
            found.append(("short", left - under_way, text, "jobs", "job", job["job_id"]))
    return found


def _recordings(reader: Reader, own: set[str], say: Speaker) -> list[tuple]:
    recordings = reader.table("RECORDINGS")
    recordings = recordings[recordings["interview_id"].isin(own)]
    texts = {"re-record": say("recordings to make again: {n}"), "human": say("recordings a person should listen to: {n}")}
    return [
        (verdict, len(part), text.format(n=len(part)), "candidate", "interview", str(part["interview_id"].iloc[0]))
        for verdict, text in texts.items()
        if len(part := recordings[recordings["verdict"] == verdict])
    ]


def _undecided(reader: Reader, own: set[str], say: Speaker) -> list[tuple]:
    waiting = reader.table("EVIDENCE", status="undecided")
    waiting = waiting[waiting["interview_id"].isin(own)]
    if waiting.empty:
        return []
    by_interview = waiting["interview_id"].value_counts().sort_index()
    text = say("{n} pieces of evidence in {interviews} interviews are undecided and wait for a person", n=len(waiting),
               interviews=len(by_interview))  # fmt: skip
    return [("undecided", len(waiting), text, "candidate", "interview", str(by_interview.idxmax()))]


def _return(reader: Reader, say: Speaker) -> list[tuple]:
    try:
        books, model = standing_return(reader)
    except UndefinedResult:
        return []
    if books is None or not books.below_threshold:
        return []
    gross, threshold = numbers.percent(float(books.gross_pct)), numbers.percent(float(model.return_threshold_pct))
    text = say("the gross return of {gross} is below the threshold of {threshold}", gross=gross, threshold=threshold)
    return [("return", 1, text, "costs", "", "")]


def _drafts(reader: Reader, say: Speaker) -> list[tuple]:
    drafts = [f"{row['id']} v{row['number']}" for row in reader.versions() if row["state"] == "draft"]
    text = say("definitions awaiting approval: {names}", names=", ".join(drafts))
    return [("drafts", len(drafts), text, "", "", "")] if drafts else []


def _within(applications: pd.DataFrame, period: Any) -> pd.DataFrame:
    start, end = span(period)
    day = applications["applied_date"].dt.normalize()
    keep = applications["application_id"].notna()
    keep &= (day >= start) if start is not None else True
    keep &= (day <= end) if end is not None else True
    return applications[keep]


def _funnel(jobs: pd.DataFrame, applications: pd.DataFrame, stages: pd.DataFrame, language: str) -> tuple[pd.DataFrame, int]:
    """Lay the stages of every job side by side, with the days to fill a place; give also how many jobs are too small to show."""
    import pandas as pd

    stages = stages[stages["application_id"].isin(applications["application_id"])]
    try:
        counted = recruiting.funnel(applications, stages, by="job_id")
    except UndefinedResult:
        return pd.DataFrame(columns=["job_id", "title", *PATH, "hired_share", *DAYS, "days_text"]), int(
            applications["job_id"].nunique()
        )
    wide = counted.table.pivot_table(index="job_id", columns="stage", values="n", aggfunc="first")[list(PATH)]
    shares = counted.table[counted.table["stage"] == PATH[-1]].set_index("job_id")["from_start"].rename("hired_share")
    wide = wide.join(shares).join(_days(jobs, applications, stages)).reset_index()
    wide["days_text"] = [
        numbers.interval(row["median_days"], row["median_low"], row["median_high"]) for row in wide.to_dict("records")
    ]
    wide.insert(1, "title", wide["job_id"].map(job_titles(jobs, language)).fillna(wide["job_id"]))
    return wide, counted.n_groups_hidden


def _days(jobs: pd.DataFrame, applications: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    if not stages["stage"].isin(("accepted", "hired")).any():
        return pd.DataFrame(columns=list(DAYS), dtype="float64")
    try:
        filled = recruiting.time_to_fill(jobs, applications, stages, by="job_id").table
    except UndefinedResult:
        filled = pd.DataFrame()
    if filled.empty:
        return pd.DataFrame(columns=list(DAYS), dtype="float64")
    return filled.rename(columns={"n": "n_filled"}).set_index("job_id")[list(DAYS)]


def _sentence(alerts: pd.DataFrame, facts: dict[str, Any], n: int | None, language: str) -> str:
    """Say what waits; where only some people are looked at, how many they are comes first."""
    say = wording.speak(language)
    counted = (
        [] if n is None else [say("{n} applications, {scored} interviews scored", n=f"{n:,}", scored=f"{facts['n_scored']:,}")]
    )
    if alerts.empty:
        return words.clauses([*counted, say("nothing waits for a person")], language)
    said = list(alerts["text"].head(SPOKEN))
    more = [say("and {n} more", n=len(alerts) - SPOKEN)] if len(alerts) > SPOKEN else []
    return words.clauses([*counted, *said, *more], language)


def _notes(facts: dict[str, Any], hidden: int, language: str) -> tuple[str, ...]:
    say = wording.speak(language)
    notes = [say("{n} interviews for {jobs} jobs are scored; the newest is of {date}", n=f"{facts['n_scored']:,}", jobs=facts["n_jobs"],
                 date=facts["newest"] or numbers.NOTHING)]  # fmt: skip
    if hidden:
        notes.append(say("jobs with too few applications to show: {n}", n=hidden))
    notes.append(say("days count filled places only; places still open would make them longer"))
    return tuple(notes)
