"""Why a value is missing or in doubt, said in the reader's language.

In flows a stored reason, one English sentence or several joined by "; "; out flows the same in Chinese or English. What nobody
here has written (a person's own words on a correction) comes back as it is.
"""

from __future__ import annotations

import re

from workbench.evidence.language.mention import indicators
from workbench.wording import speak

PLAIN = (
    # of what was said
    "only imagined, planned or promised", "denied", "said of somebody else", "said of the whole team", "taken back by the speaker",
    "an earlier value; a later one is named", "outside the plausible range", "said as a rate, wanted as a stock", "said over several years",
    "said of another period", "a level, wanted as a change", "the part missed", "a change, wanted as a level", "a multiple read as growth",
    "corrected by the speaker", "what was said leaves the rubric's threshold open", "taken", "another mention is clearer",
    # of what is not there
    "no answer states it", "no answer in the interview", "the résumé and the HR system do not say", "nobody has rated it", "no recording",
    "the recordings do not give it",
    # of transcripts
    "neither Chinese nor English", "only captions or signs", "empty", "mostly captions, not speech", "one word repeated",
    "the same words repeated", "not in the interview's language (zh)", "not in the interview's language (en)",
    # of recordings
    "the recording file was not found", "there is no recording", "this is not a recording", "the recording holds no sound",
    "the recording cannot be opened", "the recording cannot be fetched", "the recording cannot be decoded", "the file has no sound track",
    "the sample rate is none of speech", "there is no such channel", "samples are no sound", "samples cannot be read",
    "the cluster could not measure this recording", "re-record", "human",
)  # fmt: skip
NUMBERED = (
    (r"(?P<n>\d+) different values are said", "{n} different values are said"),
    (r"said per other period; times (?P<factor>[\d.e+-]+)", "said per other period; times {factor}"),
    (r"(?P<n>\d+) of (?P<all>\d+) recordings failed their quality gate", "{n} of {all} recordings failed their quality gate"),
)
CARRYING = (
    (r"named, but (?P<reasons>.+)", "named, but {reasons}"),
    (r"no recording passed its quality gate: (?P<reasons>.+)", "no recording passed its quality gate: {reasons}"),
    (r"the transcript cannot be used: (?P<reasons>.+)", "the transcript cannot be used: {reasons}"),
)
_NUMBERED = [(re.compile(pattern), sentence) for pattern, sentence in NUMBERED]
_CARRYING = [(re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in CARRYING]
_MEASURED = re.compile(r"(?P<name>\w+) (?P<value>-?[\d.]+(?: \w+)?) (?:is )?(?P<side>below|above) (?P<limit>-?[\d.e-]+(?: \w+)?)")
_REFUSAL = re.compile(
    r"(?:.*?: )??(?P<what>[^:]+?)(?: \(\w+\))?\.? (?:Found|Expected|Cure): .+|(?P<cluster>the cluster [^(]+) \(\w+\)", re.DOTALL
)


def say_reason(reason: str, *, language: str) -> str:
    """Say a row's reason in the reader's language.

    Parameters
    ----------
    reason : str
        As EVIDENCE keeps it: ``named, but denied; said of somebody else``, ``no recording passed its quality gate: snr_db 4.2 dB
        is below 10 dB``.
    language : {"zh", "en"}

    Returns
    -------
    str
        One line; parts that no room of the workbench writes stay as they are.
    """
    say = speak(language)
    for pattern, sentence in _CARRYING:
        m = pattern.fullmatch(reason)
        if m:
            return say(sentence, reasons=say_reason(m["reasons"], language=language))
    return ("；" if language == "zh" else "; ").join(_parts(reason, language))


def _parts(reason: str, language: str) -> list[str]:
    """Say part after part, the longest that is known first: some sentences hold a semicolon themselves."""
    pieces, said = reason.split("; "), []
    while pieces:
        for n in range(len(pieces), 0, -1):
            known = _one("; ".join(pieces[:n]), language)
            if known is not None or n == 1:
                said.append(pieces[0] if known is None else known)
                pieces = pieces[n:]
                break
    return said


def _one(part: str, language: str) -> str | None:
    say = speak(language)
    if part in PLAIN:
        return say(part)
    for pattern, sentence in _NUMBERED:
        m = pattern.fullmatch(part)
        if m:
            return say(sentence, **m.groupdict())
    m = _MEASURED.fullmatch(part)
    if m:
        return _measured(m, language)
    m = _REFUSAL.fullmatch(part)
    what = m and (m["what"] or m["cluster"])
    return say(what) if what in PLAIN else None


def _measured(m: re.Match[str], language: str) -> str:
    """Say a measurement behind its limit by the indicator's own name."""
    say, known = speak(language), indicators()
    name = (
        known[m["name"]].name[language] if m["name"] in known else (say("Speech heard") if m["name"] == "speech_s" else m["name"])
    )
    sentence = (
        "{name} {value} is below the limit of {limit}" if m["side"] == "below" else "{name} {value} is above the limit of {limit}"
    )
    return say(sentence, name=name, value=m["value"], limit=m["limit"])
