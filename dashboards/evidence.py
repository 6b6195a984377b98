"""The two panes of the candidate page that go from a score to a voice: criteria to choose from, and the answer they point into.

In flow a report's tables; out flow components whose choices (competency, criterion, answer) a page binds to its address. What is shown is
written by the report; here it is only cut into the pieces the browser draws.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import param
from panel.custom import JSComponent

from dashboards import recordings, theme, transcript
from workbench.figures import numbers

if TYPE_CHECKING:
    import pandas as pd

    from workbench.reports import Report
    from workbench.wording import Speaker

ASSETS = Path(__file__).parent / "assets"
SHORTEST_PAUSE_S = 1.5


class Grounds(JSComponent):
    """A radio group of competencies and the chosen one's criteria; the browser writes back what was chosen and when play was pressed."""

    competencies = param.List(default=[])
    criteria = param.List(default=[])
    words = param.Dict(default={})
    competency = param.String(default="")
    criterion = param.String(default="")
    played = param.Integer(default=0)

    _esm = ASSETS / "grounds.js"
    _stylesheets: ClassVar[list[str]] = [theme.sheet("grounds.css")]


class Listening(JSComponent):
    """One answer with its player, marks and words; `mark` is the piece of evidence the player stands at."""

    answers = param.List(default=[])
    words = param.Dict(default={})
    question = param.String(default="")
    mark = param.String(default="")
    played = param.Integer(default=0)

    _esm = ASSETS / "listening.js"
    _stylesheets: ClassVar[list[str]] = [theme.sheet("listening.css")]


def grounds(report: Report, say: Speaker) -> Grounds:
    """Show which criteria made a competency's points, each with its evidence.

    Parameters
    ----------
    report : Report
        Of `reports.candidate`; reads the tables ``competencies`` and ``criteria``.
    say : callable
    """
    return Grounds(
        competencies=[_competency(row, say) for row in report.tables["competencies"].to_dict("records")],
        criteria=[_criterion(row, say) for row in report.tables["criteria"].to_dict("records")],
        words={
            "about": say("score → criterion → evidence; choose a row to see it in the answer"),
            "competencies": say("Competencies"),
            "criterion": say("Criterion"),
            "evidence": say("Evidence"),
            "value": say("Value"),
            "points": say("Points"),
            "contribution": say("Adds to the score"),
            "play": say("Play from"),
        },
        sizing_mode="stretch_width",
        margin=0,
    )


def listening(report: Report, say: Speaker, *, interview_id: str, folder: Path | None, language: str) -> Listening:
    """Show the answers with their recordings.

    Parameters
    ----------
    report : Report
        Of `reports.candidate`; reads the table ``answers``.
    say : callable
    interview_id : str
    folder : pathlib.Path or None
        Where the clips are; without it the answers are shown as text.
    language : {"zh", "en"}
    """
    rows = report.tables["answers"].to_dict("records")
    return Listening(
        answers=[_answer(row, say, interview_id, folder, language) for row in rows],
        words={
            "about": say("Green = speech, dark = the evidence chosen; choose a marked word to hear it"),
            "answers": say("Answers"),
            "nothing": say("This account does not see the answers, or none is stored."),
            "unsaid": say("No transcript is stored for this answer, or this account does not see it."),
            "silent": say("No recording to play."),
            "position": say("Position in the recording"),
            "play": say("Play"),
            "pause": say("Pause"),
        },
        sizing_mode="stretch_width",
        margin=0,
    )


def mark_of(criteria: pd.DataFrame, competency: str, criterion: str) -> tuple[str, str]:
    """Give the answer and the mark a criterion's evidence stands in: ``(question_id, indicator)``, empty where it is not a sentence."""
    found = criteria[(criteria["competency"] == competency) & (criteria["criterion"] == criterion)]
    if found.empty:
        return "", ""
    row = found.iloc[0]
    asked = row["question_id"]
    return (asked, row["indicator"]) if isinstance(asked, str) else ("", "")


def _competency(row: dict[str, Any], say: Speaker) -> dict[str, Any]:
    points = numbers.whole(row["points"])
    why = (
        say("{name}: no evidence", name=row["name"])
        if numbers.missing(row["points"])
        else say("Why {points}: {name}", points=points, name=row["name"])
    )
    return {"id": row["competency"], "name": row["name"], "points": points, "mark": row["mark"], "why": why}


def _criterion(row: dict[str, Any], say: Speaker) -> dict[str, Any]:
    quoted = isinstance(row["quote"], str) and bool(row["quote"])
    lacking = numbers.missing(row["points"])
    mean = "" if numbers.missing(row["job_mean"]) else say("job mean {mean}", mean=numbers.whole(row["job_mean"]))
    return {
        "id": row["criterion"],
        "competency": row["competency"],
        "name": row["criterion_name"],
        "scale": row["scale"] or "",
        "quote": row["evidence"] if quoted else "",
        "evidence": row["evidence"] or "",
        "note": mean,
        "lacking": lacking,
        "clock": "" if numbers.missing(row["start_s"]) else numbers.clock(row["start_s"]),
        "value": row["value_text"] or numbers.NOTHING,
        "points": numbers.whole(row["points"]),
        "contribution": numbers.score(row["contribution"]),
    }


def _answer(row: dict[str, Any], say: Speaker, interview_id: str, folder: Path | None, language: str) -> dict[str, Any]:
    text = row["answer_text"] if isinstance(row["answer_text"], str) else ""
    return {
        "id": row["question_id"],
        "title": row["question_text"] or row["question_id"],
        "facts": _facts(row, say),
        "duration": 0 if numbers.missing(row["duration_s"]) else float(row["duration_s"]),
        "track": [[float(start), float(end)] for start, end in row["track"] or []]
        if isinstance(row["track"], (list, tuple))
        else [],
        "pauses": _pauses(row, say),
        "envelope": [float(level) for level in row["envelope"]] if isinstance(row.get("envelope"), (list, tuple)) else [],
        "marks": [_mark(mark) for mark in row["marks"]],
        "pieces": transcript.pieces(text, row["marks"], row["segments"] or []),
        "url": recordings.address(interview_id, row["question_id"], row["recording"], folder),
        "language": language,
    }


def _mark(mark: dict[str, Any]) -> dict[str, Any]:
    start = None if numbers.missing(mark["start_s"]) else float(mark["start_s"])
    end = start if numbers.missing(mark["end_s"]) else float(mark["end_s"])
    return {"id": mark["id"], "name": mark["name"], "start_s": start, "end_s": end}


def _facts(row: dict[str, Any], say: Speaker) -> str:
    parts = [] if numbers.missing(row["duration_s"]) else [numbers.clock(row["duration_s"])]
    if not numbers.missing(row["speech_rate_sps"]):
        parts.append(say("pace {rate} syllables/s", rate=numbers.score(row["speech_rate_sps"])))
    if not numbers.missing(row["pause_count"]):
        parts.append(say("pauses: {n}", n=numbers.whole(row["pause_count"])))
    if row["verdict_text"]:
        noise = "" if numbers.missing(row["snr_db"]) else say(" (SNR {snr} dB)", snr=numbers.whole(row["snr_db"]))
        parts.append(f"{row['verdict_text']}{noise}")
    return " · ".join(parts)


def _pauses(row: dict[str, Any], say: Speaker) -> list[dict[str, Any]]:
    """Label the three longest pauses between spans of speech."""
    track = row["track"] if isinstance(row["track"], (list, tuple)) else []
    gaps = [(before[1], after[0]) for before, after in pairwise(track) if after[0] - before[1] >= SHORTEST_PAUSE_S]
    longest = sorted(gaps, key=lambda gap: gap[0] - gap[1])[:3]
    return [{"at": (start + end) / 2, "text": say("pause {s} s", s=f"{end - start:.1f}")} for start, end in longest]
