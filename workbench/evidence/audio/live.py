"""An answer as it is spoken: chunks of sound in, the indicators so far out; at the end the row that `extract` would give."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import EvidenceError
from workbench.evidence.audio.analysis import Analysis, Track
from workbench.evidence.audio.decoding import LARGEST_SAMPLE, must_be_speech, scaled
from workbench.evidence.audio.row import row_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.definitions import Policy


class Stream:
    """Listen to one answer while it is spoken.

    Parameters
    ----------
    rate : int
        Samples a second of the chunks, Hz.
    policy : Policy, optional
        Whose `recording` limits are the quality gate.

    Examples
    --------
    >>> import numpy as np
    >>> stream = Stream(16_000)
    >>> stream.feed(np.zeros(16_000, np.float32))
    >>> stream.row()["verdict"]
    're-record'
    """

    def __init__(self, rate: int, *, policy: Policy | None = None) -> None:
        must_be_speech(rate, where="live recording")
        self.rate = rate
        self._policy = policy
        self._analysis = Analysis(rate)
        self._digest = hashlib.sha256()
        self._ended: Track | None = None

    def feed(self, chunk: Any) -> None:
        """Take the next samples: mono, or one column a channel, floats within -1 to 1 or integers.

        Raises
        ------
        EvidenceError
            If the stream has ended or the chunk holds no numbers.
        """
        if self._ended is not None:
            raise EvidenceError("the live recording has ended", where="live recording", expected="a new stream for a new answer",
                                cure="open another Stream")  # fmt: skip
        mono = _mono(np.asarray(chunk))
        self._digest.update(mono.tobytes())
        if len(mono):
            self._analysis.feed(mono)

    def row(self, *, words: Any = None) -> dict[str, Any]:
        """Give the row of all that was fed so far, as `extract` gives it for a file."""
        return row_of(self.track(), policy=self._policy, content_hash=self._digest.hexdigest(), words=words)

    def track(self) -> Track:
        """Give the track of all that was fed so far."""
        return self._ended if self._ended is not None else self._analysis.so_far()

    def finish(self, *, words: Any = None) -> dict[str, Any]:
        """End the answer and give its final row, with ``filled_pause_share`` where its words have times.

        Equal to that of `extract` on the same samples: to the last digit at 16 kHz, and within the resampler's rounding (a
        millionth) at other rates.
        """
        if self._ended is None:
            self._ended = self._analysis.finish()
        return self.row(words=words)


def _mono(samples: NDArray) -> NDArray[np.float32]:
    if not samples.size:
        return np.zeros(0, np.float32)
    if samples.dtype.kind in "iuf" and samples.ndim in (1, 2):
        mono = scaled(samples).mean(axis=1) if samples.ndim == 2 else scaled(samples)
        if np.abs(mono).max() < LARGEST_SAMPLE:  # what is no number is not below it
            return np.ascontiguousarray(mono, dtype=np.float32)
    raise EvidenceError("samples are no sound", where="live recording", found="values that are not numbers, or no row of them",
                        expected="samples between -1 and 1", cure="check the microphone's format")  # fmt: skip
