"""From a score down to its grounds: criteria, evidence, answers with marked spans, tags, and what is still missing.

In flows a `Case`; out flow tables that go overall → competency → criterion → sentence → second without another look-up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench import wording
from workbench.figures import numbers
from workbench.reports import machines, words
from workbench.reports.reading import by

if TYPE_CHECKING:
    import pandas as pd

    from workbench.definitions import QuestionBank, SkillTaxonomy
    from workbench.reports.case import Case

CRITERIA = (
    "competency", "competency_name", "criterion", "criterion_name", "indicator", "indicator_name", "scale", "value",
    "value_text", "evidence", "quote", "question_id", "span_start", "span_end", "start_s", "end_s", "quality", "status",
    "reason", "source", "points", "job_mean", "weight", "contribution",
)  # fmt: skip
EVIDENCE = (
    "indicator", "indicator_name", "value_text", "value", "unit", "quality", "status", "status_text", "reason", "source",
    "source_text", "question_id", "question_text", "span_start", "span_end", "quote", "start_s", "end_s", "n_mentions",
    "scored",
)  # fmt: skip
ANSWERS = (
    "question_id", "question_text", "competency", "answer_text", "segments", "marks", "recording", "verdict", "verdict_text",
    "reason", "duration_s", "speech_rate_sps", "pause_count", "pause_longest_s", "snr_db", "track", "envelope", "n_marks",
)  # fmt: skip
TAGS = ("tag", "tag_name", "polarity", "polarity_text", "sentence", "question_id", "span_start", "span_end", "start_s")
MISSING = (
    "competency",
    "competency_name",
    "criterion",
    "criterion_name",
    "indicator",
    "weight",
    "status",
    "reason",
    "question",
    "minutes",
)
RATINGS = ("competency_name", "criterion", "criterion_name", "rater_id", "rating", "rated_date", "note")


def criteria_table(case: Case, language: str, *, job_means: dict[str, float]) -> pd.DataFrame:
    """List every criterion of the rubric with the evidence behind it and what it added to the score.

    Parameters
    ----------
    case : Case
    language : {"zh", "en"}
    job_means : dict of str to float
        Mean points of the job's candidates per ``competency.criterion``.

    Returns
    -------
    pandas.DataFrame, one row a criterion, in the rubric's order
    """
    scored = {(row["competency"], row["criterion"]): row for row in case.criteria.to_dict("records")}
    evidence = by(case.evidence, "indicator")
    rows = [_criterion_row(case, language, scored, evidence, job_means, *entry) for entry in _criteria(case, scored)]
    return _frame(rows, CRITERIA)


def evidence_table(case: Case, language: str) -> pd.DataFrame:
    """List every piece of evidence with its question, place in the text, second and whether the score used it."""
    asked = dict(zip(case.answers["question_id"], case.answers["question_text"], strict=True))
    used = {row["indicator"] for row in case.criteria.to_dict("records") if not numbers.missing(row["points"])}
    rows = []
    for found in case.evidence.to_dict("records"):
        start, end = seconds(case, found)
        rows.append({
            **found,
            "indicator_name": _indicator_name(case, found["indicator"], language),
            "value_text": _value_text(found, language),
            "status_text": words.code(found["status"], language),
            "source_text": words.code(found["source"], language),
            "reason": words.reason(found["reason"], language),
            "question_text": asked.get(found["question_id"]),
            "start_s": start,
            "end_s": end,
            "scored": found["indicator"] in used,
        })  # fmt: skip
    return _frame(rows, EVIDENCE)


def answers_table(case: Case, language: str) -> pd.DataFrame:
    """List every answer with its text, the spans that became evidence or tags, and what its recording tells.

    Returns
    -------
    pandas.DataFrame, one row a question
        ``marks`` is a list of ``{"start", "end", "start_s", "end_s", "kind", "name"}`` in the order of the text; ``track`` the
        speech spans in seconds.
    """
    recordings, marks = by(case.recordings, "question_id"), _marks(case, language)
    rows = []
    for answer in case.answers.to_dict("records"):
        recording = recordings.get(answer["question_id"], {})
        heard = recording.get("descriptors") or {}
        found = sorted(marks.get(answer["question_id"], []), key=lambda mark: (mark["start"], mark["end"]))
        rows.append({
            **answer,
            **{name: heard.get(name) for name in ("speech_rate_sps", "pause_count", "pause_longest_s", "snr_db")},
            **{name: recording.get(name) for name in ("verdict", "duration_s", "track", "envelope")},
            "reason": words.reason(recording.get("reason"), language),
            "recording": recording.get("recording") or answer["recording"],
            "verdict_text": words.code(recording.get("verdict"), language),
            "marks": found,
            "n_marks": len(found),
        })  # fmt: skip
    return _frame(rows, ANSWERS)


def tags_table(case: Case, language: str) -> pd.DataFrame:
    """List the skill tags, each with the sentence it came from; negated mentions say so."""
    names = _tag_names(case, language)
    rows = []
    for tag in case.tags.to_dict("records"):
        start, _ = seconds(case, tag)
        rows.append({**tag, "tag_name": names.get(tag["tag"], tag["tag"]), "start_s": start,
                     "polarity_text": words.code(tag["polarity"], language)})  # fmt: skip
    return _frame(rows, TAGS)


def ratings_table(case: Case, language: str) -> pd.DataFrame:
    """List what each rater gave, with the note behind it."""
    named = {f"rating.{crit.id}": (comp, crit) for comp, crit, _ in (case.rubric.criteria if case.rubric else ())}
    named |= {crit.id: (comp, crit) for comp, crit, _ in (case.rubric.criteria if case.rubric else ())}
    named |= {crit.indicator: (comp, crit) for comp, crit, _ in (case.rubric.criteria if case.rubric else ())}
    rows = []
    for rating in case.ratings.to_dict("records"):
        comp, crit = named.get(rating["criterion"]) or named.get(f"rating.{rating['criterion']}") or (None, None)
        rows.append({**rating, "competency_name": comp.name[language] if comp else None,
                     "criterion_name": words.criterion_name(crit, language) if crit else rating["criterion"]})  # fmt: skip
    return _frame(rows, RATINGS)


def missing_table(case: Case, criteria: pd.DataFrame, language: str) -> pd.DataFrame:
    """List the criteria nobody has usable evidence for, each with why and the question that would bring it.

    The question is the bank's for that indicator, one not yet asked first; none when no bank is in force.
    """
    banks = case.reader.in_force("question bank")
    rows = []
    for row in criteria[criteria["points"].isna()].to_dict("records"):
        question = _question(banks, row, set(case.answers["question_id"]))
        rows.append({**row, "status": row["status"] or "absent",
                     "reason": row["reason"] or wording.speak(language)("nothing said or recorded about it yet"),
                     "question": question.text[language] if question else None,
                     "minutes": question.minutes if question else None})  # fmt: skip
    return _frame(rows, MISSING)


def seconds(case: Case, found: dict[str, Any]) -> tuple[float | None, float | None]:
    """Give the seconds of a span: as stored, else from the answer's sentence times, proportionally inside the sentence."""
    if not numbers.missing(found.get("start_s")):
        return found["start_s"], found.get("end_s")
    answer = by(case.answers, "question_id").get(found.get("question_id"), {})
    times = answer.get("segments") or []
    start, end = _second(times, found.get("span_start")), _second(times, found.get("span_end"))
    return start, end


def _second(segments: list, character: float | None) -> float | None:
    if numbers.missing(character):
        return None
    for start_s, end_s, first, last in segments:
        if first <= character <= last and last > first:
            return float(start_s + (end_s - start_s) * (character - first) / (last - first))
    return None


def _criteria(case: Case, scored: dict) -> list[tuple[str, str, Any, Any, float | None]]:
    """Every criterion as (competency id, criterion id, competency, criterion, weight); without a rubric, as stored."""
    if case.rubric:
        return [(comp.id, crit.id, comp, crit, float(weight)) for comp, crit, weight in case.rubric.criteria]
    return [(*key, None, None, row["weight"]) for key, row in scored.items()]


def _criterion_row(case: Case, language: str, scored: dict, evidence: dict, job_means: dict, *entry: Any) -> dict[str, Any]:
    comp_id, crit_id, comp, crit, weight = entry
    row = scored.get((comp_id, crit_id), {})
    name = crit.indicator if crit else row["indicator"]
    found = evidence.get(name, {})
    start, end = seconds(case, found) if found else (None, None)
    value = row.get("value")
    return {
        **{key: found.get(key) for key in ("quote", "question_id", "span_start", "span_end", "quality", "status", "source")},
        "reason": words.reason(found.get("reason"), language),
        "competency": comp_id,
        "competency_name": comp.name[language] if comp else comp_id,
        "criterion": crit_id,
        "criterion_name": words.criterion_name(crit, language) if crit else crit_id,
        "indicator": name,
        "indicator_name": _indicator_name(case, name, language),
        "scale": words.scale(crit.scale, language) if crit else None,
        "value": found.get("value") if numbers.missing(value) else value,
        "value_text": _value_text(found, language) if found else words.value(value, language, unit=words.indicator_unit(name)),
        "evidence": _grounds_text(case, crit, found, language),
        "start_s": start,
        "end_s": end,
        "points": row.get("points"),
        "job_mean": job_means.get(f"{comp_id}.{crit_id}"),
        "weight": row.get("weight", weight),
        "contribution": row.get("contribution"),
    }


def _grounds_text(case: Case, crit: Any, found: dict[str, Any], language: str) -> str:
    """Write the evidence cell: the quote, the raters' marks, or the measured value with its source."""
    say = wording.speak(language)
    if found.get("source") in machines.SOURCES and found.get("status") == "usable":
        return machines.said_by(found, language)
    if isinstance(found.get("quote"), str) and found["quote"]:
        return f"“{found['quote']}”"
    given = _given(case, crit)
    if given:
        marks = words.listed([numbers.plain(mark) for mark in given], language)
        return (
            say("rated {marks} by {n} raters", marks=marks, n=len(given))
            if len(given) > 1
            else say("rated {marks} by one rater", marks=marks)
        )
    if not found:
        return say("no evidence")
    if found.get("status") in {"abstained", "undecided"}:
        return words.reason(found.get("reason"), language) or words.code(found["status"], language)
    return say("{value}, from the {source}", value=_value_text(found, language), source=words.code(found.get("source"), language))


def _given(case: Case, crit: Any) -> list[float]:
    if crit is None:
        return []
    names = {crit.id, crit.indicator, crit.indicator.removeprefix("rating.")} if crit.indicator.startswith("rating.") else set()
    return [float(mark) for mark in case.ratings.loc[case.ratings["criterion"].isin(names), "rating"].dropna()]


def _value_text(found: dict[str, Any], language: str) -> str:
    unit = found.get("unit") or words.indicator_unit(found["indicator"])
    return words.value(found.get("value"), language, unit=unit, low=found.get("value_low"), high=found.get("value_high"))


def _indicator_name(case: Case, name: str, language: str) -> str:
    """Name an indicator; a rating by the criterion it rates, which says more than its id."""
    if name.startswith("rating.") and case.rubric:
        rated = next((crit for _, crit, _ in case.rubric.criteria if crit.indicator == name), None)
        if rated is not None:
            return words.criterion_name(rated, language)
    return words.indicator_name(name, language)


def _marks(case: Case, language: str) -> dict[str, list[dict[str, Any]]]:
    names = _tag_names(case, language)
    marks: dict[str, list[dict[str, Any]]] = {}
    spans = [(row, "evidence", _indicator_name(case, row["indicator"], language)) for row in case.evidence.to_dict("records")]
    spans += [(row, "tag", names.get(row["tag"], row["tag"])) for row in case.tags.to_dict("records") if row["polarity"] == "has"]
    for row, kind, name in spans:
        if numbers.missing(row["span_start"]) or numbers.missing(row["span_end"]):
            continue
        if kind == "evidence" and numbers.missing(row["quote"]):
            continue  # the whole answer: nothing in it to mark
        start, end = seconds(case, row)
        marks.setdefault(row["question_id"], []).append({
            "start": int(row["span_start"]), "end": int(row["span_end"]), "start_s": start, "end_s": end, "kind": kind,
            "id": row["indicator"] if kind == "evidence" else row["tag"], "name": name,
        })  # fmt: skip
    return marks


def _tag_names(case: Case, language: str) -> dict[str, str]:
    taxonomies: list[SkillTaxonomy] = case.reader.in_force("skill taxonomy")
    return {skill.id: skill.name[language] for taxonomy in taxonomies for skill in taxonomy.skills}


def _question(banks: list[QuestionBank], row: dict[str, Any], asked: set[str]) -> Any:
    """Choose the bank's question for an indicator: one not asked yet first, then one for the same competency."""
    questions = [question for bank in banks for question in bank.questions]
    feeding = [question for question in questions if row["indicator"] in question.feeds]
    same = [question for question in questions if question.competency == row["competency"]]
    pools = [[q for q in pool if q.id not in asked] for pool in (feeding, same)] + [feeding]
    return next((pool[0] for pool in pools if pool), None)


def _frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a table whose missing texts are None on every pandas, so that `or` and `if` read them as absent."""
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(columns))
    for name in table.columns:
        if not pd.api.types.is_numeric_dtype(table[name]) and not pd.api.types.is_datetime64_any_dtype(table[name]):
            table[name] = table[name].astype(object).where(table[name].notna(), None)
    return table
