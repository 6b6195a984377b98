"""What a learned scorer is worth, said: a table and a few sentences, people's own agreement beside the machine's.

In flows a scorer's document; out flow rows and sentences in the reader's language, intervals and n with every number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.wording import speak

if TYPE_CHECKING:
    from workbench.definitions import AnswerScorer

NAMES = {
    "known questions": "known questions", "new questions": "new questions", "one rater with another": "one rater with another",
    "the mean rating for everybody": "the mean rating for everybody", "one rater": "one rater", "mean of raters": "mean of raters",
    "judge model": "judge model", "one judgement with another": "one judgement with another", "one judgement": "one judgement",
    "qwk": "quadratic κ (QWK)", "icc": "ICC(A,1)", "mae": "mean distance (MAE)",
    "all answers are to one question: what it is worth on another is not known": "all answers are to one question: what it is worth on another is not known",
    "the ratings do not differ": "the ratings do not differ",
}  # fmt: skip
SENTENCES = {
    "known": "On questions it knows, its agreement with one rater is {value} ({low}–{high}; QWK, n = {n}).",
    "new": "On questions it does not know: {value} ({low}–{high}; QWK, n = {n}).",
    "new unknown": "What it is worth on questions it does not know is not known.",
    "raters": "One rater with another: {value} ({low}–{high}; QWK, n = {n}).",
    "raters unknown": "No interviews were rated by enough people to say what one rater agrees with another.",
    "nowhere": "It is not shown to do better than chance: it rates nobody.",
    "where": "It rates answers to {where}, abstains outside of what it learned from ({share} % of held-out answers), and never replaces a person's rating.",
    "basis": "Learned from {n_ratings} ratings by {n_raters} raters of {n_interviews} interviews (at least {minimum} are needed); data {data_hash}.",
}  # fmt: skip


def worth_table(scorer: AnswerScorer, *, language: str = "en") -> pd.DataFrame:
    """Lay out every measure of a scorer.

    Parameters
    ----------
    scorer : AnswerScorer
    language : {"zh", "en"}

    Returns
    -------
    pandas.DataFrame, one row per comparison × measure
        ``compared``, ``against``, ``measure`` in words; ``value``, ``low``, ``high``, ``n``; ``note`` says why there is no value.
    """
    return worded(pd.DataFrame([w.model_dump() for w in scorer.worth]), language=language)


def worded(table: pd.DataFrame, *, language: str = "en") -> pd.DataFrame:
    """Say the codes of a comparison (`scoring.compare`) in the reader's language; its numbers stay."""
    say = speak(language)
    codes = {name: [say(NAMES.get(code, code)) for code in table[name]] for name in ("compared", "against", "measure")}
    notes = [say(NAMES.get(note, note)) if isinstance(note, str) else "" for note in table["note"]]
    return table.assign(**codes, note=notes)[["compared", "against", "measure", "value", "low", "high", "n", "note"]]


def worth_lines(scorer: AnswerScorer, *, language: str = "en") -> list[str]:
    """Say what a scorer is worth, where it rates, and what it was learned from.

    Parameters
    ----------
    scorer : AnswerScorer
    language : {"zh", "en"}
    """
    say = speak(language)
    lines = [_agreement(scorer, "known questions", "known", "nowhere", language)]
    lines.append(_agreement(scorer, "new questions", "new", "new unknown", language))
    lines.append(_agreement(scorer, "one rater with another", "raters", "raters unknown", language))
    if scorer.trusted_on:
        where = (" / " if language == "en" else "、").join(say(NAMES[name]) for name in scorer.trusted_on)
        lines.append(say(SENTENCES["where"], where=where, share=f"{100 * scorer.abstained_share:.1f}"))
    else:
        lines.append(say(SENTENCES["nowhere"]))
    known = {name: getattr(scorer, name) for name in ("n_ratings", "n_raters", "n_interviews", "minimum", "data_hash")}
    return list(dict.fromkeys([*lines, say(SENTENCES["basis"], **known)]))


def _agreement(scorer: AnswerScorer, compared: str, sentence: str, otherwise: str, language: str) -> str:
    found = next((w for w in scorer.worth if (w.compared, w.against, w.measure) == (compared, "one rater", "qwk")), None)
    if found is None or found.value is None:
        return speak(language)(SENTENCES[otherwise])
    numbers = {name: f"{getattr(found, name):.2f}" for name in ("value", "low", "high")}
    return speak(language)(SENTENCES[sentence], n=found.n, **numbers)
