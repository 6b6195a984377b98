"""Ratings no person gave, said as what they are: by a learned scorer or a judge model, and why one of them kept silent.

In flow a row of evidence and its reason; out flow short texts in the reader's language.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench import contracts, wording
from workbench.figures import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCES = ("scorer", "judge")
REASONS = {
    "nobody has rated it": "nobody has rated it",
    "the scorer has not seen this question and is not shown to work on new ones": "the scorer has not seen this question and is not shown to work on new ones",
    "the scorer is not shown to do better than chance": "the scorer is not shown to do better than chance",
    "the scorer needs the extra [semantic]": "the scorer needs the extra [semantic]",
    "the scorer learned from features of another version": "the scorer learned from features of another version",
    "no answer to a question of this criterion": "no answer to a question of this criterion",
    "the answer speaks to the judge: a person must rate it": "the answer speaks to the judge: a person must rate it",
    "the judge has not been asked": "the judge has not been asked",
    "the answer has changed since it was judged": "the answer has changed since it was judged",
}  # fmt: skip
_OUTSIDE = re.compile(r"outside of what the scorer learned from: (?P<names>[\w, ]+)")
_APART = re.compile(r"the judge's ratings lie (?P<spread>[\d.]+) apart: a person must rate it")
_NO_RATING = re.compile(r"the judge gave no rating that stands: (?P<kinds>[\w, ]+)")
KINDS = {
    "void": "quotes that are not in the answer", "refused": "refused to answer", "malformed": "a reply that cannot be read",
    "timed out": "no reply in time", "failed": "the endpoint failed", "flagged": "the answer speaks to the judge",
}  # fmt: skip


def said_by(found: dict[str, Any], language: str) -> str:
    """Say which machine rated, what, and between which limits.

    Parameters
    ----------
    found : dict, a row of EVIDENCE whose source is a scorer or a judge
    language : {"zh", "en"}
    """
    say = wording.speak(language)
    value, low, high = (numbers.plain(round(float(found[name]), 1)) for name in ("value", "value_low", "value_high"))
    if found["source"] == "scorer":
        return say("rated {value} ({low}–{high}) by the learned scorer, no person has", value=value, low=low, high=high)
    n = int(found["n_mentions"] or 0)
    text = say(
        "rated {value} by the judge model (asked {n} times, {low} to {high}), no person has", value=value, n=n, low=low, high=high
    )
    quote = found.get("quote")
    return f"{text}: “{quote}”" if isinstance(quote, str) and quote else text


def reason(text: str, language: str, *, otherwise: Callable[[str], str]) -> str:
    """Say why no machine rated; parts that are not about machines are said by `otherwise`."""
    if not any(part in REASONS or _known(part) for part in text.split("; ")):
        return otherwise(text)
    said = [_part(part, language) or otherwise(part) for part in text.split("; ")]
    return ("；" if language == "zh" else "; ").join(said)


def _known(part: str) -> re.Match[str] | None:
    return _OUTSIDE.fullmatch(part) or _APART.fullmatch(part) or _NO_RATING.fullmatch(part)


def _part(part: str, language: str) -> str | None:
    say, comma = wording.speak(language), "、" if language == "zh" else ", "
    if part in REASONS:
        return say(REASONS[part])
    if found := _OUTSIDE.fullmatch(part):
        names = comma.join(_feature(name, language) for name in found["names"].split(", "))
        return say("outside of what the scorer learned from: {names}", names=names)
    if found := _APART.fullmatch(part):
        return say("the judge's ratings lie {spread} apart: a person must rate it", spread=found["spread"])
    if found := _NO_RATING.fullmatch(part):
        kinds = comma.join(say(KINDS[kind]) if kind in KINDS else kind for kind in found["kinds"].split(", "))
        return say("the judge gave no rating that stands: {kinds}", kinds=kinds)
    return None


def _feature(name: str, language: str) -> str:
    return getattr(contracts.ANSWER_FEATURES[name], language) if name in contracts.ANSWER_FEATURES else name
