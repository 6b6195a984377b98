"""Transcripts that are no speech: repeated tokens, captions of music, another script than the interview's.

In flows the text of an answer; out flows why it cannot be used, or nothing. Such an answer abstains instead of scoring.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

_CAPTION = re.compile(
    r"[\[(（【♪♫]\s?(?:music|applause|laughter|silence|noise|inaudible|blank_audio|音乐|掌声|笑声|静音|噪音|背景音乐?|听不清)[^\])）】]*[\])）】♪♫]?|♪+|♫+|字幕(?:由|制作|组)\S*|请不吝点赞\S*|(?:thanks|thank you) for watching|(?:please )?subscribe(?: to (?:my|the|our) channel)?|amara\.org\S*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[㐀-鿿]|[A-Za-z']+|\d+")
_LETTER = re.compile(r"[^\W\d_]")
_KNOWN = re.compile(r"[㐀-鿿A-Za-z]")
REPEATED_SHARE, DISTINCT_SHARE, FOREIGN_SHARE = 0.5, 0.12, 0.5


@functools.lru_cache(maxsize=256)  # an interview's answers are asked about several times in a row
def noise(text: str, *, language: str | None = None) -> str:
    """Say why a transcript cannot be used as an answer.

    Parameters
    ----------
    text : str
    language : {"zh", "en"}, optional
        Of the interview; when given, a transcript wholly in the other one is refused.

    Returns
    -------
    str
        The reason, or "" when the text can be used.
    """
    rest = _CAPTION.sub("", text)
    letters = len(_LETTER.findall(rest))
    if letters and letters - len(_KNOWN.findall(rest)) > FOREIGN_SHARE * letters:
        return "neither Chinese nor English"
    tokens = [token.lower() for token in _TOKEN.findall(rest)]
    if not tokens:
        return "only captions or signs" if text.strip() else "empty"
    if len(rest.strip()) < 0.4 * len(text.strip()):
        return "mostly captions, not speech"
    if language in {"zh", "en"} and len(tokens) >= 8 and _other_language(tokens, language):
        return f"not in the interview's language ({language})"
    return _repeated(tokens)


def _other_language(tokens: list[str], language: str) -> bool:
    chinese = sum("㐀" <= t[0] <= "鿿" for t in tokens) / len(tokens)
    return chinese < 0.05 if language == "zh" else chinese > 0.8


def _repeated(tokens: list[str]) -> str:
    if len(tokens) < 12:
        return "one word repeated" if len(tokens) >= 6 and len(set(tokens)) == 1 else ""
    trigrams = Counter(zip(tokens, tokens[1:], tokens[2:], strict=False))
    repeated = sum(n for n in trigrams.values() if n > 2)
    if repeated > REPEATED_SHARE * sum(trigrams.values()) or len(set(tokens)) < DISTINCT_SHARE * min(len(tokens), 60):
        return "the same words repeated"
    return ""
