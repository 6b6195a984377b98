"""What the page plays: a recording in, bytes that every browser can play out."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from workbench.evidence.audio.decoding import open_sound

RATE = 16_000


def clip_bytes(source: Any, *, start_s: float | None = None, end_s: float | None = None) -> bytes:
    """Give a recording, or a part of it, as bytes a browser plays.

    Parameters
    ----------
    source : what `extract` takes
    start_s, end_s : float, optional
        The part to cut out, in seconds; all of it when not given.

    Returns
    -------
    bytes
        An mp3 or 16-bit wav file as it is; anything else, and every part, as 16-bit mono wav of at most 16 kHz.

    Raises
    ------
    EvidenceError
        If the source is no recording.
    """
    sound = open_sound(source)
    if start_s is None and end_s is None and (sound.kind == "mp3" or (sound.kind == "wav" and _plain_wav(sound.content))):
        return sound.content if isinstance(sound.content, bytes) else Path(sound.content).read_bytes()
    blocks = list(sound.blocks())
    samples, rate = np.concatenate([block for block, _ in blocks]), blocks[0][1]
    return _wav(samples[_at(start_s, rate, 0) : _at(end_s, rate, len(samples))], rate)


def _plain_wav(content: Any) -> bool:
    import soundfile

    try:
        return soundfile.info(io.BytesIO(content) if isinstance(content, bytes) else str(content)).subtype == "PCM_16"
    except soundfile.SoundFileError:
        return False


def _at(second: float | None, rate: int, otherwise: int) -> int:
    return otherwise if second is None else max(0, round(second * rate))


def _wav(samples: np.ndarray, rate: int) -> bytes:
    import soundfile

    if rate > RATE:
        import soxr

        samples, rate = soxr.resample(samples, rate, RATE), RATE
    out = io.BytesIO()
    soundfile.write(out, np.clip(samples, -1, 1), rate, format="WAV", subtype="PCM_16")
    return out.getvalue()
