"""Where evidence rows come from: answers, how they are built, recordings, ratings and the person's own record.

In flow the records of one interview; out flow rows of EVIDENCE without the interview's name, abstained ones with their reason.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from workbench.contracts import EVIDENCE
from workbench.contracts.people import DEGREES
from workbench.evidence import resume
from workbench.evidence.language import choosing, structuring
from workbench.evidence.language.linking import indicators as catalogue
from workbench.evidence.language.noise import noise

if TYPE_CHECKING:
    from workbench.definitions import Indicator, Rubric


def from_answers(said: list[dict[str, Any]], rubric: Rubric | None, language: str | None) -> list[dict[str, Any]]:
    """Read the indicators the answers state, choosing one mention for each."""
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


def from_structure(said: list[dict[str, Any]], sound: list[dict[str, Any]], language: str | None) -> list[dict[str, Any]]:
    """Average the structure of the answers that are no noise; each value leads to the answer with most of its marks."""
    seconds = {r.get("question_id"): r.get("duration_s") for r in sound if r.get("verdict") == "scorable"}
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for answer in said:
        text = answer.get("answer_text")
        if isinstance(text, str) and not noise(text, language=language):
            asked = " ".join(str(answer[k]) for k in ("question_text", "competency") if answer.get(k))
            tongue = language or ("zh" if any("㐀" <= c <= "鿿" for c in text[:200]) else "en")
            duration = seconds.get(answer.get("question_id"))
            found.append((answer, structuring.structure(text, tongue, duration_s=duration, question=asked or None)))
    return [row for name in structuring.INDICATORS if (row := _averaged(name, found, said))]


def _averaged(name: str, found: list[tuple[dict[str, Any], dict[str, Any]]], said: list[dict[str, Any]]) -> dict[str, Any] | None:
    read = [(answer, built) for answer, built in found if built[name] is not None]
    if not read:
        return None
    mean = round(sum(built[name] for _, built in read) / len(read), 6)
    row = _usable(catalogue()[name], mean, source="answer", quality=min(1.0, 0.5 + len(read) / 8), n_mentions=len(read))
    return {**row, **_clearest(name, read, said)}


def _clearest(name: str, read: list[tuple[dict[str, Any], dict[str, Any]]], said: list[dict[str, Any]]) -> dict[str, Any]:
    """Point to the first mark of the answer with most marks; to a whole answer, unquoted, where there is nothing to mark."""
    answer, built = max(read, key=lambda pair: (len(structuring.marks(pair[1], name)), pair[1]["answer_length_chars"]))
    places, text = structuring.marks(built, name), answer["answer_text"]
    start, end = places[0] if places else (0, len(text))
    place = {
        "question_id": answer.get("question_id"),
        "span_start": start,
        "span_end": end,
        "quote": text[start:end] if places else None,
    }
    return {**place, **_seconds(said, answer.get("question_id"), start, end)}


def from_recordings(sound: list[dict[str, Any]]) -> list[dict[str, Any]]:
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


def from_ratings(rated: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Average the ratings of each criterion over raters."""
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


def from_resume(person: dict[str, Any] | None) -> list[dict[str, Any]]:
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
    return float(
        len([part for part in re.split(r"[;；、,，\n/]+", text) if part.strip() and part.strip() not in {"无", "none", "None"}])
    )


def _usable(entry: Indicator, value: float, *, source: str, quality: float = 1.0, **more: Any) -> dict[str, Any]:
    outside = (entry.low is not None and value < entry.low) or (entry.high is not None and value > entry.high)
    row = {"indicator": entry.id, "unit": entry.unit, "source": source, "reason": None, **more}
    if outside or not math.isfinite(value):
        return {**row, "quality": 0.0, "status": "abstained", "reason": "outside the plausible range"}
    return {**row, "value": value, "value_low": value, "value_high": value, "quality": quality, "status": "usable"}


def _json(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None
