"""Bring all evidence of interviews into one table: answers, recordings, ratings and résumés in, EVIDENCE and SKILL_TAGS out.

Each row keeps the place its value came from (characters of an answer, seconds of a recording) and, where there is no value,
says why. Nothing is guessed: a recording behind its quality gate, a transcript that is noise, a range across a threshold abstain.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.contracts import EVIDENCE, SKILL_TAGS
from workbench.contracts.people import DEGREES
from workbench.definitions import Indicator, Rubric, SkillTaxonomy, catalogue_version, indicator
from workbench.errors import ContractError
from workbench.evidence import resume
from workbench.evidence.language import choosing, structuring
from workbench.evidence.language.linking import indicators as catalogue
from workbench.evidence.language.noise import noise
from workbench.evidence.language.tagging import tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

EXTRACTOR_VERSION = "language-2"
POLARITY_RANK = {"has": 0, "hypothetical": 1, "negated": 2}
FLOATS = ("value", "value_low", "value_high", "quality", "start_s", "end_s")
INTEGERS = ("span_start", "span_end", "n_mentions")


@dataclass(frozen=True)
class Gathered:
    """What was gathered: `evidence` keeps EVIDENCE (interview × indicator), `tags` keeps SKILL_TAGS (interview × question × tag)."""

    evidence: pd.DataFrame
    tags: pd.DataFrame


def gather(
    interviews: Any, answers: Any, *, rubrics: Mapping[str, Rubric], recordings: Any = None, ratings: Any = None, candidates: Any = None,
    taxonomy: SkillTaxonomy | None = None, job_families: Mapping[str, str] | None = None,
) -> Gathered:  # fmt: skip
    """Gather the evidence of interviews.

    Parameters
    ----------
    interviews : dataframe, INTERVIEWS, one row an interview
    answers : dataframe, ANSWERS, one row per interview × question
    rubrics : mapping of job_id to Rubric
        Names the indicators each interview needs; an interview whose job has none gets what its answers state.
    recordings : dataframe, RECORDINGS, optional
        Delivery and recording indicators, from ``descriptors`` (JSON), weighted by seconds of speech.
    ratings : dataframe, RATINGS, optional
        ``rating.<criterion>`` is the mean over raters, ``n_mentions`` the number of raters.
    candidates : dataframe, CANDIDATES, optional
        Résumé indicators (years, degree, certificates, led a team).
    taxonomy : SkillTaxonomy, optional
        Skills to tag; none when not given.
    job_families : mapping of job_id to job family, optional

    Returns
    -------
    Gathered
        One evidence row for every interview × indicator its rubric names, abstained ones with their reason included, and for every
        other indicator that was found.

    Raises
    ------
    ContractError
        If interview_id or job_id (INTERVIEWS) or interview_id and answer_text (ANSWERS) are missing.
    """
    sessions = _records(interviews, "INTERVIEWS", ("interview_id", "job_id"))
    by_interview = _grouped(answers, "ANSWERS", ("interview_id", "answer_text"))
    heard = _grouped(recordings, "RECORDINGS", ("interview_id", "verdict"))
    rated = _grouped(ratings, "RATINGS", ("interview_id", "criterion", "rating"))
    people = {row["candidate_id"]: row for row in _records(candidates, "CANDIDATES", ("candidate_id",))}
    version, evidence, tagged = catalogue_version(), [], []
    for session in sessions:
        name, job = session["interview_id"], session["job_id"]
        said, sound = by_interview.get(name, []), heard.get(name, [])
        rubric = rubrics.get(job)
        rows = [
            *_from_answers(said, rubric, session.get("language")), *_from_structure(said, sound, session.get("language")),
            *_from_recordings(sound), *_from_ratings(rated.get(name, [])), *_from_resume(people.get(session.get("candidate_id"))),
        ]  # fmt: skip
        evidence += [{"interview_id": name, **row, "catalogue_version": version} for row in _complete(rows, rubric, said, sound)]
        if taxonomy is not None:
            tagged += _tag(name, said, taxonomy, (job_families or {}).get(job))
    return Gathered(_table(evidence, EVIDENCE.names), _tag_table(tagged, taxonomy))


def wide(evidence: Any, wanted: Rubric | Iterable[str], *, interviews: Sequence[str] | None = None) -> pd.DataFrame:
    """Lay evidence out for scoring: one row an interview, one column an indicator.

    Parameters
    ----------
    evidence : dataframe, EVIDENCE
    wanted : Rubric or names of indicators
        Every one becomes a column, null where there is no usable value.
    interviews : sequence of interview ids, optional
        Rows and their order; the interviews of the evidence when not given.

    Returns
    -------
    pandas.DataFrame
        ``interview_id`` and one float column per indicator. Undecided and abstained rows are null; a value corrected by a person
        counts.
    """
    import pandas as pd

    names = list(dict.fromkeys(wanted.indicators if isinstance(wanted, Rubric) else wanted))
    table = frames.to_pandas(evidence, where="EVIDENCE")
    rows = list(dict.fromkeys(interviews if interviews is not None else table["interview_id"]))
    usable = table[table["status"].isin(["usable", "corrected"]) & table["indicator"].isin(_with_other_spellings(names))]
    values = {(i, k): v for i, k, v in zip(usable["interview_id"], usable["indicator"], usable["value"], strict=True)}
    columns = {name: [_value(values, row, name) for row in rows] for name in names}
    return pd.DataFrame({"interview_id": rows, **{name: pd.Series(c, dtype="float64") for name, c in columns.items()}})


def _records(table: Any, where: str, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    if table is None:
        return []
    frame = frames.to_pandas(table, where=where)
    absent = [column for column in needed if column not in frame]
    if absent:
        raise ContractError(
            f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where=where,
            found=f"columns {', '.join(map(str, frame.columns))}", expected=f"at least {', '.join(needed)}",
            cure="rename the columns, or read the export with intake",
        )  # fmt: skip
    return [{k: _or_none(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _or_none(value: Any) -> Any:
    return None if value is None or value != value else value  # NaN and NaT differ from themselves


def _grouped(table: Any, where: str, needed: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in _records(table, where, needed):
        groups.setdefault(row["interview_id"], []).append(row)
    return groups


def _from_answers(said: list[dict[str, Any]], rubric: Rubric | None, language: str | None) -> list[dict[str, Any]]:
    heard = [s for answer in said if not noise(answer.get("answer_text") or "", language=language) for s in choosing.listen(answer)]
    asked = choosing.demands(rubric) if rubric else {}
    rows = []
    for name in dict.fromkeys(s.mention.indicator for s in heard):
        row = choosing.choose(name, [s for s in heard if s.mention.indicator == name], asked.get(name, choosing.Demand()))
        if row["status"] != "abstained" or (rubric and name in rubric.indicators):
            seconds = _seconds(said, row["question_id"], row["span_start"], row["span_end"])
            rows.append({**{k: row[k] for k in EVIDENCE.names if k in row}, "source": "answer", **seconds})
    return rows


def _seconds(said: list[dict[str, Any]], question: Any, start: int | None, end: int | None) -> dict[str, Any]:
    """Look up when the characters were spoken, from the sentence times of the answer."""
    answer = next((a for a in said if a.get("question_id") == question), None)
    segments = _json(answer.get("segments")) if answer else None
    if not isinstance(segments, list) or start is None or end is None:
        return {}
    inside = [s for s in segments if isinstance(s, list) and len(s) >= 4 and s[2] < end and start < s[3]]
    return {"start_s": float(min(s[0] for s in inside)), "end_s": float(max(s[1] for s in inside))} if inside else {}


def _json(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None


def _from_structure(said: list[dict[str, Any]], sound: list[dict[str, Any]], language: str | None) -> list[dict[str, Any]]:
    """Average the structure of the answers that are no noise."""
    seconds = {r.get("question_id"): r.get("duration_s") for r in sound if r.get("verdict") == "scorable"}
    found = []
    for answer in said:
        text = answer.get("answer_text")
        if isinstance(text, str) and not noise(text, language=language):
            asked = " ".join(str(answer[k]) for k in ("question_text", "competency") if answer.get(k))
            tongue = language or ("zh" if any("㐀" <= c <= "鿿" for c in text[:200]) else "en")
            found.append(
                structuring.structure(text, tongue, duration_s=seconds.get(answer.get("question_id")), question=asked or None)
            )
    return [row for name in structuring.INDICATORS if (row := _averaged(name, [f[name] for f in found if f[name] is not None]))]


def _averaged(name: str, values: list[float]) -> dict[str, Any] | None:
    if not values:
        return None
    mean = round(sum(values) / len(values), 6)
    return _usable(catalogue()[name], mean, source="answer", quality=min(1.0, 0.5 + len(values) / 8), n_mentions=len(values))


def _usable(entry: Indicator, value: float, *, source: str, quality: float = 1.0, **more: Any) -> dict[str, Any]:
    outside = (entry.low is not None and value < entry.low) or (entry.high is not None and value > entry.high)
    row = {"indicator": entry.id, "unit": entry.unit, "source": source, "reason": None, **more}
    if outside or not math.isfinite(value):
        return {**row, "quality": 0.0, "status": "abstained", "reason": "outside the plausible range"}
    return {**row, "value": value, "value_low": value, "value_high": value, "quality": quality, "status": "usable"}


def _from_recordings(sound: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Average delivery indicators over the scorable recordings, weighted by seconds of speech."""
    rows: list[dict[str, Any]] = []
    measured = [(r, _json(r.get("descriptors")) or {}) for r in sound]
    scorable = [(r, d) for r, d in measured if r["verdict"] == "scorable"]
    for entry in catalogue().values():
        if entry.cls not in {"delivery", "recording"} or entry.same_as:
            continue
        used = [
            (r, float(d[entry.id])) for r, d in scorable if isinstance(d.get(entry.id), (int, float)) and math.isfinite(d[entry.id])
        ]
        if used:
            rows.append(_weighted(entry, used, {id(r): d for r, d in scorable}, refused=len(sound) - len(scorable)))
        elif sound and not scorable and entry.cls == "delivery":
            rows.append(_gated(entry, sound))
    return rows


def _weighted(
    entry: Indicator, used: list[tuple[dict[str, Any], float]], descriptors: dict[int, dict[str, Any]], *, refused: int
) -> dict[str, Any]:
    weights = [_speech_s(r, descriptors[id(r)]) for r, _ in used]
    total = sum(weights) or float(len(used))
    weights = weights if sum(weights) else [1.0] * len(used)
    mean = sum(w * v for w, (_, v) in zip(weights, used, strict=True)) / total
    clearest = used[weights.index(max(weights))][0]
    start, end = _speech_span(clearest)
    note = f"{refused} of {refused + len(used)} recordings failed their quality gate" if refused else None
    row = _usable(
        entry,
        round(mean, 6),
        source="recording",
        quality=round(min(1.0, total / 30), 4) if total < 30 else 1.0,
        n_mentions=len(used),
    )
    return {**row, "reason": row["reason"] or note, "question_id": clearest.get("question_id"), "start_s": start, "end_s": end}


def _speech_s(recording: dict[str, Any], descriptors: dict[str, Any]) -> float:
    duration = recording.get("duration_s") or descriptors.get("duration_s") or 0.0
    share = descriptors.get("speech_share")
    return float(duration) * (float(share) if isinstance(share, (int, float)) else 1.0)


def _speech_span(recording: dict[str, Any]) -> tuple[float | None, float | None]:
    track = _json(recording.get("track"))
    if isinstance(track, list) and track and isinstance(track[0], list):
        return float(track[0][0]), float(track[-1][1])
    duration = recording.get("duration_s")
    return (0.0, float(duration)) if duration else (None, None)


def _gated(entry: Indicator, sound: list[dict[str, Any]]) -> dict[str, Any]:
    reasons = list(dict.fromkeys(str(r.get("reason") or r["verdict"]) for r in sound))
    return {
        "indicator": entry.id, "unit": entry.unit, "source": "recording", "quality": 0.0, "status": "abstained", "n_mentions": 0,
        "reason": f"no recording passed its quality gate: {'; '.join(reasons)}", "question_id": sound[0].get("question_id"),
    }  # fmt: skip


def _from_ratings(rated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by_criterion: dict[str, list[float]] = {}
    for row in rated:
        if row["rating"] is not None:
            by_criterion.setdefault(str(row["criterion"]).removeprefix("rating."), []).append(float(row["rating"]))
    return [
        {
            "indicator": f"rating.{criterion}", "value": sum(marks) / len(marks), "value_low": min(marks), "value_high": max(marks), "unit": "rating",
            "quality": 1.0 if len(marks) > 1 else 0.8, "status": "usable", "reason": None, "source": "rating", "n_mentions": len(marks),
        }
        for criterion, marks in by_criterion.items()
    ]  # fmt: skip


def _from_resume(person: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Read the résumé indicators from the HR system's columns first, from the résumé's text where they are empty."""
    if person is None:
        return []
    text = "\n".join(str(person[k]) for k in ("current_title", "work_history", "resume_text") if person.get(k))
    facts = resume.facts(text) if text else None
    years, degree = person.get("years_experience"), person.get("degree")
    found: dict[str, float | None] = {
        "years_experience": float(years) if years is not None else (facts.years_experience if facts else None),
        "degree_level": float(DEGREES.index(degree)) if degree in DEGREES else (facts.degree_level if facts else None),
        "certificates_count": _certificates(person.get("certificates")),
        "years_sales": facts.years_in_sales if facts else None,
        "led_team_before": float(bool(facts.led_team)) if facts else None,
    }
    return [_usable(catalogue()[k], v, source="resume", n_mentions=1) for k, v in found.items() if v is not None]


def _certificates(text: Any) -> float | None:
    if not isinstance(text, str) or not text.strip():
        return None
    import re

    return float(
        len([part for part in re.split(r"[;；、,，\n/]+", text) if part.strip() and part.strip() not in {"无", "none", "None"}])
    )


def _complete(
    rows: list[dict[str, Any]], rubric: Rubric | None, said: list[dict[str, Any]], sound: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Add a row for every indicator the rubric names and nobody has evidence for, saying why; write other spellings out."""
    found = {row["indicator"]: row for row in rows}
    for name in rubric.indicators if rubric else ():
        if name in found:
            continue
        entry = indicator(name)
        if entry.same_as in found:
            found[name] = {**found[entry.same_as], "indicator": name}
        else:
            found[name] = _absent(entry, said, sound)
    return list(found.values())


def _absent(entry: Indicator, said: list[dict[str, Any]], sound: list[dict[str, Any]]) -> dict[str, Any]:
    source = {"answer": "answer", "resume": "resume", "rating": "rating"}.get(entry.cls, "recording")
    reason = {
        "answer": _why_no_answer(said), "resume": "the résumé and the HR system do not say", "rating": "nobody has rated it",
    }.get(source, "no recording" if not sound else "the recordings do not give it")  # fmt: skip
    return {
        "indicator": entry.id,
        "unit": entry.unit,
        "source": source,
        "quality": 0.0,
        "status": "abstained",
        "reason": reason,
        "n_mentions": 0,
    }


def _why_no_answer(said: list[dict[str, Any]]) -> str:
    if not said:
        return "no answer in the interview"
    unusable = dict.fromkeys(why for a in said if (why := noise(a.get("answer_text") or "")))
    return (
        f"the transcript cannot be used: {'; '.join(unusable)}"
        if len(unusable) and all(noise(a.get("answer_text") or "") for a in said)
        else "no answer states it"
    )


def _tag(name: str, said: list[dict[str, Any]], taxonomy: SkillTaxonomy, family: str | None) -> list[dict[str, Any]]:
    """One row per question and tag: having a skill outweighs imagining it, and that outweighs denying it."""
    best: dict[tuple[Any, str], dict[str, Any]] = {}
    for answer in said:
        text = answer.get("answer_text")
        if not isinstance(text, str) or noise(text):
            continue
        for tag in tags(text, taxonomy, job_family=family):
            key = (answer.get("question_id"), tag.tag)
            if key not in best or POLARITY_RANK[tag.polarity] < POLARITY_RANK[best[key]["polarity"]]:
                best[key] = {
                    "interview_id": name, "question_id": key[0], "tag": tag.tag, "polarity": tag.polarity, "span_start": tag.span[0],
                    "span_end": tag.span[1], "sentence": tag.sentence,
                }  # fmt: skip
    return list(best.values())


def _table(rows: list[dict[str, Any]], names: list[str]) -> pd.DataFrame:
    import pandas as pd

    columns = {name: [row.get(name) for row in rows] for name in names}
    kinds = {**dict.fromkeys(FLOATS, "float64"), **dict.fromkeys(INTEGERS, "Int64")}
    return pd.DataFrame({name: pd.Series(values, dtype=kinds.get(name, "object")) for name, values in columns.items()})


def _tag_table(rows: list[dict[str, Any]], taxonomy: SkillTaxonomy | None) -> pd.DataFrame:
    version = taxonomy.version if taxonomy else ""
    return _table([{**row, "catalogue_version": version} for row in rows], SKILL_TAGS.names)


def _with_other_spellings(names: list[str]) -> set[str]:
    known = catalogue()
    return {*names, *(known[n].same_as for n in names if n in known and known[n].same_as)}


def _value(values: dict[tuple[str, str], float], row: str, name: str) -> float:
    if (row, name) in values:
        return values[row, name]
    other = catalogue()[name].same_as if name in catalogue() else None
    return values.get((row, other), math.nan) if other else math.nan
