"""Bring all evidence of interviews into one table: answers, recordings, ratings and résumés in, EVIDENCE and SKILL_TAGS out.

Each row keeps the place its value came from (characters of an answer, seconds of a recording) and, where there is no value,
says why. Nothing is guessed: a recording behind its quality gate, a transcript that is noise, a range across a threshold abstain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.contracts import EVIDENCE, SKILL_TAGS
from workbench.definitions import Indicator, Rubric, SkillTaxonomy, catalogue_version, indicator
from workbench.errors import ContractError
from workbench.evidence.language.linking import indicators as catalogue
from workbench.evidence.language.noise import noise
from workbench.evidence.language.tagging import tags
from workbench.evidence.sources import from_answers, from_ratings, from_recordings, from_resume, from_structure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd


EXTRACTOR_VERSION = "language-4"
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
            *from_answers(said, rubric, session.get("language")), *from_structure(said, sound, session.get("language")),
            *from_recordings(sound), *from_ratings(rated.get(name, [])), *from_resume(people.get(session.get("candidate_id"))),
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
