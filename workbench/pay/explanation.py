"""The reason of a suggestion in words, in either language.

In flow PAY_SUGGESTIONS; out flows the same table with one sentence a row that a candidate or a recruiter understands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import frames, wording

RULE_SENTENCES = {
    "expectation": "The expectation of {decision} lies inside {range}, so it is met.",
    "expectation_above": "The expectation lies above {range}, so the top of the range is suggested: {decision}.",
    "expectation_below": "The expectation lies below {range}, so the bottom of the range is suggested: {decision}.",
    "position": "No expectation is known; the score's position in its band gives {decision} inside {range}.",
    "below_first_band": "The score is below the first band of the pay matrix: no suggestion.",
    "above_last_band": "The score is above the last band of the pay matrix: no suggestion.",
    "no_score": "There is no score: no suggestion.",
    "conflict": "No pay satisfies all limits: {conflict}.",
}
BAND_SENTENCE = "Score band {band}."
LIMITS = {"band": "the pay matrix", "market": "the market", "budget": "the budget"}
LIMIT_SENTENCE = "The lower end comes from {low}, the upper end from {high}."
SAME_LIMIT_SENTENCE = "Both ends of the range come from {low}."
PERIODS = {"month": "{amount} {currency} a month", "year": "{amount} {currency} a year", "hour": "{amount} {currency} an hour"}
RANGE_NAMES = {"band": "the band {edges}", "market": "the market {edges}", "budget": "the budget {edges}"}
CONFLICT_SENTENCE = "{first} and {second} do not meet"
UP_TO, FROM = "up to {amount}", "from {amount}"


def explain(suggestions: frames.Frame, language: str = "en") -> pd.DataFrame:
    """Say why each suggestion is what it is.

    Parameters
    ----------
    suggestions : dataframe, PAY_SUGGESTIONS
    language : {"zh", "en"}

    Returns
    -------
    pandas.DataFrame, one row an interview, same order
        ``interview_id``, ``rule`` and ``explanation`` in that language.
    """
    rows = frames.to_pandas(suggestions, where="pay.explain")
    texts = [reason(row, language) for row in rows.to_dict("records")]
    kept = [name for name in ("interview_id", "application_id", "rule") if name in rows]
    return rows[kept].assign(explanation=texts)


def reason(row: Mapping[str, Any] | pd.Series | Any, language: str = "en") -> str:
    """Say why one suggestion is what it is.

    Parameters
    ----------
    row : mapping, Series or named tuple
        One row of PAY_SUGGESTIONS.
    language : {"zh", "en"}
    """
    say, fields = wording.speak(language), _fields(row)
    codes = dict(part.split("=", 1) for part in _text(fields.get("reason")).split(";") if "=" in part)
    parts = [say(BAND_SENTENCE, band=codes["band"].replace("-", "–"))] if "band" in codes else []
    if "low" in codes:
        sentence = SAME_LIMIT_SENTENCE if codes["low"] == codes["high"] else LIMIT_SENTENCE
        parts.append(say(sentence, low=say(LIMITS[codes["low"]]), high=say(LIMITS[codes["high"]])))
    rule = _text(fields.get("rule"))
    gaps = {
        "decision": _money(fields.get("decision"), fields, say),
        "range": f"{_amount(fields.get('range_min'))}–{_amount(fields.get('range_max'))}",
        "conflict": _conflict(_text(fields.get("conflict")), say),
    }
    parts.append(say(RULE_SENTENCES[rule], **gaps))
    return ("" if language == "zh" else " ").join(parts)


def _fields(row: Any) -> Mapping[str, Any]:
    if isinstance(row, Mapping):
        return row
    return row._asdict() if hasattr(row, "_asdict") else dict(row)


def _conflict(text: str, say: wording.Speaker) -> str:
    found = re.fullmatch(r"(\w+) (.+) does not meet (\w+) (.+)", text)
    if not found:
        return text
    named = [say(RANGE_NAMES[kind], edges=_edges(edges, say)) for kind, edges in (found.group(1, 2), found.group(3, 4))]
    return say(CONFLICT_SENTENCE, first=named[0], second=named[1])


def _edges(text: str, say: wording.Speaker) -> str:
    for word, sentence in (("up to ", UP_TO), ("from ", FROM)):
        if text.startswith(word):
            return say(sentence, amount=_amount(text.removeprefix(word)))
    return "–".join(_amount(edge) for edge in text.split("-"))


def _money(amount: Any, fields: Mapping[str, Any], say: wording.Speaker) -> str:
    period, currency = _text(fields.get("period")), _text(fields.get("currency"))
    return say(PERIODS[period], amount=_amount(amount), currency=say(currency)) if period in PERIODS else _amount(amount)


def _amount(amount: Any) -> str:
    if amount is None or pd.isna(amount):
        return "–"
    number = float(amount)
    return f"{number:,.0f}" if number == round(number) else f"{number:,.2f}"


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
