"""Transcripts that are no speech: repeated tokens, captions of music, another script than the interview's.

In flows the text of an answer; out flows why it cannot be used, or nothing. Such an answer abstains instead of scoring.
"""

from __future__ import annotations

import functools
import re
from collections import Counter

_HEARD = r"music|musik|musique|música|applause|laughter|laughs?|silence|noise|inaudible|blank_audio|singing|sings|cheering|cough\w*|音乐|音樂|掌声|掌聲|笑声|笑聲|静音|噪音|听不清|歌声"
_CAPTION = re.compile(
    rf"[\[(（【*][^\])）】*\n]{{0,24}}(?:{_HEARD})[^\])）】*\n]{{0,24}}[\])）】*]|[♪♫][^♪♫\n]{{0,200}}[♪♫]|[♪♫]+|"
    r"字幕(?:由|制作|組|组|志愿者)\S*|[请請]不吝[点點][赞贊]\S*|(?:订阅|訂閱|转发|轉發|打赏|打賞)\S{0,20}(?:明镜|明鏡|频道|頻道|栏目|欄目)\S*|明镜需要\S*|\S{0,4}独播剧场\S*|(?:YoYo )?Television Series Exclusive|"
    r"(?:thanks|thank you)(?: so much| all)? for watching|(?:please )?subscribe(?: to (?:my|the|our) channel)?|[^.\n]{0,40}amara\.org\S*|(?:https?://|www\.)\S+",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[㐀-鿿]|[^\W\d_㐀-鿿](?:[^\W\d_㐀-鿿]|')*|\d+")
_LETTER = re.compile(r"[^\W\d_]")
_KNOWN = re.compile(r"[㐀-鿿A-Za-z]")
# Small words that tell languages in Latin letters apart; those English shares with another (in, an, die, on, son) are left out
_ENGLISH = frozenset(
    [
        "the",
        "i",
        "and",
        "to",
        "of",
        "we",
        "my",
        "was",
        "is",
        "it",
        "for",
        "that",
        "with",
        "you",
        "our",
        "had",
        "were",
        "this",
        "but",
        "they",
        "have",
    ]
)
_FOREIGN = frozenset(
    [
        "de",
        "en",
        "desde",
        "hace",
        "der",
        "und",
        "ich",
        "wir",
        "das",
        "von",
        "mit",
        "für",
        "auf",
        "ein",
        "eine",
        "einer",
        "nicht",
        "habe",
        "haben",
        "bis",
        "zum",
        "zur",
        "den",
        "dem",
        "ist",
        "war",
        "leuten",
        "et",
        "le",
        "les",
        "des",
        "du",
        "je",
        "nous",
        "dans",
        "pour",
        "une",
        "est",
        "sur",
        "pas",
        "avec",
        "depuis",
        "par",
        "cette",
        "el",
        "los",
        "las",
        "que",
        "y",
        "por",
        "para",
        "una",
        "con",
        "mi",
        "ver",
        "del",
        "al",
        "más",
        "se",
        "lo",
        "ho",
        "di",
        "il",
        "che",
        "per",
        "sono",
        "gli",
        "della",
        "um",
        "não",
        "uma",
        "os",
        "as",
        "do",
        "da",
        "em",
        "com",
    ]
)
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
    if _other_latin(tokens):
        return "neither Chinese nor English"
    return _one_sign(rest) or _repeated(tokens)


def _other_latin(tokens: list[str]) -> bool:
    """German, French, Spanish: their small words outweigh the English ones."""
    latin = [t for t in tokens if t[0].isalpha() and not "㐀" <= t[0] <= "鿿"]
    if len(latin) < 6 or len(latin) < 0.7 * len(tokens):
        return False
    foreign, english = sum(t in _FOREIGN for t in latin), sum(t in _ENGLISH for t in latin)
    return foreign >= 0.15 * len(latin) and english < foreign


def _one_sign(text: str) -> str:
    """One or two letters over and over: aaaa, hahaha."""
    letters = _LETTER.findall(text)
    return "one word repeated" if len(letters) >= 30 and len(set(letters)) <= 2 and max(letters) < "㐀" else ""


def _other_language(tokens: list[str], language: str) -> bool:
    chinese = sum("㐀" <= t[0] <= "鿿" for t in tokens) / len(tokens)
    return chinese < 0.05 if language == "zh" else chinese > 0.8


def _repeated(tokens: list[str]) -> str:
    half = len(tokens) // 2
    if 6 <= len(tokens) < 12 and len(set(tokens)) == 1:
        return "one word repeated"
    if len(tokens) >= 6 and tokens[:half] * 2 == tokens:
        return "the same words repeated"
    if len(tokens) < 12:
        return ""
    trigrams = Counter(zip(tokens, tokens[1:], tokens[2:], strict=False))
    repeated = sum(n for n in trigrams.values() if n > 2)
    if repeated > REPEATED_SHARE * sum(trigrams.values()) or len(set(tokens)) < DISTINCT_SHARE * min(len(tokens), 60):
        return "the same words repeated"
    return ""
