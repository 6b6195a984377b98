"""Which invented answers a real clip plays for: recordings are tied to answers as if they had been spoken there.

In flow ANSWERS, INTERVIEWS and clip files; out flows ANSWERS with file names and sentence times. The speakers have nothing
to do with the invented people.
"""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".m4a", ".webm", ".mp4")
MOST_PER_INTERVIEW = 3
SENTENCE = re.compile(r"(?:[^。.!?！？]|(?<=\d)\.(?=\d))+[。.!?！？]?\s*")  # the point in 8.1 ends no sentence


def tie(answers: pd.DataFrame, interviews: pd.DataFrame, recordings: str | Path | Iterable[str | Path]) -> pd.DataFrame:
    """Give each clip one answer of its language, at most three an interview.

    Parameters
    ----------
    recordings : folder, or the clip files
        A name that begins with ``zh`` is Chinese, any other English.

    Returns
    -------
    dataframe, ANSWERS
        A copy, with `recording` (the file's name) and `segments` where a clip was tied.
    """
    tied = answers.copy()
    tied["recording"], tied["segments"] = tied["recording"].astype(object), tied["segments"].astype(object)
    clips = _clips(recordings)
    by_tool = interviews[interviews["mode"] == "ai"].set_index("interview_id")["language"]
    for language in ("zh", "en"):
        names = by_tool.index[by_tool == language]
        rows = tied.index[tied["interview_id"].isin(names)]
        turn = tied.loc[rows].groupby("interview_id", sort=False).cumcount()
        rows = rows[(turn < MOST_PER_INTERVIEW).to_numpy()]
        own = [clip for clip in clips if clip.name.startswith("zh") == (language == "zh")]
        for row, clip in zip(rows, own, strict=False):
            tied.loc[row, "recording"] = clip.name
            tied.loc[row, "segments"] = json.dumps(sentence_times(str(tied.loc[row, "answer_text"]), _duration(clip)))
    return tied


def sentence_times(text: str, duration_s: float) -> list[list[float]]:
    """Spread the sentences of a text over a clip, by their length: ``[start_s, end_s, char_start, char_end]`` each."""
    spans = [match.span() for match in SENTENCE.finditer(text)]
    lengths = list(itertools.accumulate((end - start for start, end in spans), initial=0))
    return [
        [round(duration_s * lengths[n] / lengths[-1], 2), round(duration_s * lengths[n + 1] / lengths[-1], 2), start, end]
        for n, (start, end) in enumerate(spans)
    ]


def _clips(recordings: str | Path | Iterable[str | Path]) -> list[Path]:
    folder = Path(recordings) if isinstance(recordings, (str, Path)) else None
    found = folder.rglob("*") if folder else map(Path, recordings)
    return sorted(path for path in found if path.suffix.lower() in SOUNDS)


def _duration(clip: Path) -> float:
    """Read a clip's length; containers soundfile does not know are asked through PyAV."""
    import soundfile

    try:
        return float(soundfile.info(str(clip)).duration)
    except soundfile.LibsndfileError:
        import av

        with av.open(str(clip)) as container:
            return float(container.duration or 0) / av.time_base
