"""What an answer is made of, in numbers a learned scorer may weigh: structure, quantities, skills and, with an extra, meaning.

In flow ANSWERS; out flows ANSWER_FEATURES, one row an answer. Fillers, pace and pitch are left out on purpose: a learned scorer
is to weigh what was said, not how fluently somebody speaks a second language or through a stammer.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.contracts import ANSWER_FEATURES, FEATURE_NAMES
from workbench.errors import ContractError
from workbench.evidence import meaning
from workbench.evidence.language import mentions, noise, quantities, structure, tags
from workbench.evidence.language.structuring import PER_MINUTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.definitions import SkillTaxonomy

VERSION = "features-1"
FIRST_WORDS, FEWEST_WORDS = 100, 20  # of which distinct words are counted: more words would repeat more often
_WORD = re.compile(r"[㐀-鿿]|[A-Za-z']+|\d+(?:\.\d+)?")
_SENTENCE = re.compile(r"[。！？!?；;]+|\.(?:\s|$)|\n+")
Anchors = dict[int, str]


def answer_features(
    answers: Any, *, languages: Mapping[str, str] | None = None, taxonomy: SkillTaxonomy | None = None,
    anchors: Mapping[str, Anchors] | Anchors | None = None, semantic: bool = False,
) -> pd.DataFrame:  # fmt: skip
    """Count what each answer is made of.

    Parameters
    ----------
    answers : dataframe, ANSWERS, one row per interview × question
        Reads ``interview_id``, ``question_id``, ``answer_text`` and, if there, ``question_text`` and ``competency``.
    languages : mapping of interview_id to {"zh", "en"}, optional
        Told from the text where not given.
    taxonomy : SkillTaxonomy, optional
        Skills to count; without it their features are missing.
    anchors : mapping of rating to text, or of interview_id to such a mapping, optional
        What the lowest and the highest rating mean: needed for similarity to them.
    semantic : bool
        Whether to compare meanings with embeddings (extra ``[semantic]``).

    Returns
    -------
    pandas.DataFrame, ANSWER_FEATURES
        Features are missing, and ``reason`` says why, where a transcript is noise.

    Raises
    ------
    ContractError
        If a column is missing.
    EvidenceError
        If `semantic` is asked for and the extra is not installed.
    """
    import pandas as pd

    rows = _answers(answers)
    found = [_features(row, (languages or {}).get(row["interview_id"]), taxonomy) for row in rows]
    if semantic:
        _add_meaning(rows, found, anchors or {})
    version = meaning.features_version(VERSION) if semantic else VERSION
    table = pd.DataFrame(found, columns=[*FEATURE_NAMES, "reason"]).astype(dict.fromkeys(FEATURE_NAMES, "float64"))
    table["reason"] = table["reason"].astype(object).where(table["reason"].notna(), None)
    table.insert(0, "interview_id", [row["interview_id"] for row in rows])
    table.insert(1, "question_id", [row["question_id"] for row in rows])
    return table.assign(features_version=version)[ANSWER_FEATURES.names]


def _answers(answers: Any) -> list[dict[str, Any]]:
    table = frames.to_pandas(answers, where="ANSWERS")
    absent = [name for name in ("interview_id", "question_id", "answer_text") if name not in table]
    if absent:
        raise ContractError(f"column{'s' if len(absent) > 1 else ''} missing: {', '.join(absent)}", where="ANSWERS",
                            found=f"columns {', '.join(map(str, table.columns))}", expected="interview_id, question_id, answer_text",
                            cure="rename the columns, or read the export with intake")  # fmt: skip
    return [{k: v if isinstance(v, str) else None for k, v in row.items()} for row in table.to_dict("records")]


def _features(answer: dict[str, Any], language: str | None, taxonomy: SkillTaxonomy | None) -> dict[str, Any]:
    text = answer["answer_text"] or ""
    if why := noise(text, language=language):
        return {"reason": f"the transcript cannot be used: {why}"}
    tongue = language or ("zh" if any("㐀" <= c <= "鿿" for c in text[:200]) else "en")
    question = " ".join(answer[k] for k in ("question_text", "competency") if answer.get(k)) or None
    built = structure(text, tongue, question=question)
    length = max(1.0, built["answer_length_chars"])
    seconds = 60 * length / PER_MINUTE[tongue]
    stated = {m.indicator for m in mentions(text, question=question or "") if not m.refused}
    skills = {polarity: {t.tag for t in found if t.polarity == polarity} for found in [_skills(text, taxonomy)]
              for polarity in ("has", "negated")}  # fmt: skip
    return {
        **{f"star_{part}": float(bool(spans)) for part, spans in built["star"].items()},
        "speaking_s": seconds,
        "sentence_s": seconds / max(1, sum(bool(part.strip()) for part in _SENTENCE.split(text))),
        "connectives_per_100": built["logic_connectives_per_100"],
        "connective_kinds": float(sum(bool(spans) for spans in built["connectives"].values())),
        "on_topic_share": built["on_topic_share"],
        "examples_given": built["examples_given"],
        "quantities_per_100": 100 * len(quantities(text)) / length,
        "indicators_stated": float(len(stated)),
        "skills_named": float(len(skills["has"])) if taxonomy else math.nan,
        "skills_denied": float(len(skills["negated"] - skills["has"])) if taxonomy else math.nan,
        "distinct_share": _distinct(text),
        "reason": None,
    }


def _skills(text: str, taxonomy: SkillTaxonomy | None) -> list[Any]:
    return tags(text, taxonomy) if taxonomy else []


def _distinct(text: str) -> float:
    words = [word.lower() for word in _WORD.findall(text)[:FIRST_WORDS]]
    return len(set(words)) / len(words) if len(words) >= FEWEST_WORDS else math.nan


def _add_meaning(rows: list[dict[str, Any]], found: list[dict[str, Any]], anchors: Mapping[Any, Any]) -> None:
    """Compare answers with their question and with what the lowest and the highest rating mean."""
    shared = all(isinstance(key, int) for key in anchors)
    for row, values in zip(rows, found, strict=True):
        if values["reason"]:
            continue
        ends = anchors if shared else anchors.get(row["interview_id"]) or {}
        texts = [row.get("question_text") or "", ends[max(ends)] if ends else "", ends[min(ends)] if ends else ""]
        question, best, worst = meaning.similarities(row["answer_text"], texts)
        values |= {"question_similarity": question, "best_anchor_similarity": best, "anchor_lean": best - worst}
