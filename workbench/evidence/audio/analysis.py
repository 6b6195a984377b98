"""How a recording becomes a track: blocks of sound in, one row every ten milliseconds and the spans of speech out.

Sound is taken in pieces of any size and worked on in blocks of 10.24 s with the samples around them, so that memory stays flat on
an hour of sound and the pieces' size changes nothing: a live stream and a file give the same track.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio import pitch, spectrum, speech
from workbench.evidence.audio.quality import Monitor
from workbench.evidence.audio.voice_detector import voice_detector

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

RATE = 16_000
HOP = 160
HOP_S = HOP / RATE
MAYBE = 0.05
BLOCK = 163_840  # 1,024 frames, 320 detector windows
STEP = 2_560  # the shortest block: 16 frames, 5 detector windows
AROUND = 480
PER_FRAME = ("power", "vowel_power", "frequency", "strength", "peak", "bands")


@dataclass(frozen=True)
class Track:
    """A recording by time: one row every 10 ms (frame k is centred on its own 10 ms), and the spans of speech.

    Parameters
    ----------
    duration_s : float
    spans : array, n × 2, seconds
    level_db : array, dB relative to full scale
    f0_hz : array, Hz, 0 where unvoiced or nobody speaks
    harmonicity : array, 0 to 1
    vowel_power : array, power between 250 and 2,500 Hz
    bands : array, frames × 26, mel power
    mean_spectrum : array, 257, power of speech frames
    monitor : Monitor
    rate : int, the recording's own rate in Hz
    """

    duration_s: float
    spans: NDArray
    level_db: NDArray
    f0_hz: NDArray
    harmonicity: NDArray
    vowel_power: NDArray
    bands: NDArray
    mean_spectrum: NDArray
    monitor: Monitor
    rate: int

    def table(self) -> pd.DataFrame:
        """Give the frames as a table: ``time_s`` (middle of the frame), ``speech``, ``loudness_db``, ``f0_hz`` (missing where unvoiced)."""
        import pandas as pd

        time_s = (np.arange(len(self.level_db)) + 0.5) * HOP_S
        f0 = np.where(self.f0_hz > 0, self.f0_hz, np.nan)
        return pd.DataFrame({"time_s": time_s, "speech": self.in_speech(), "loudness_db": self.level_db, "f0_hz": f0})

    def in_speech(self) -> NDArray[np.bool_]:
        """Say which frames lie inside a span of speech."""
        mask = np.zeros(len(self.level_db), bool)
        for start, end in self.spans:
            mask[round(start / HOP_S) : max(round(end / HOP_S), round(start / HOP_S) + 1)] = True
        return mask


class Analysis:
    """Takes sound as it comes and gives the track of all that came so far."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.monitor = Monitor()
        self._resampler = _resampler(rate)
        self._waiting = [np.zeros(AROUND, np.float32)]
        self._n_waiting = AROUND
        self._n_samples = 0
        self._detector = voice_detector()
        self._frames: dict[str, list[NDArray]] = {name: [] for name in PER_FRAME}
        self._fine: list[NDArray] = []
        self._probability: list[NDArray] = []
        self._spectra: list[tuple[NDArray, NDArray]] = []

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples, at the recording's rate."""
        self.monitor.feed(samples, self.rate)
        self._take(samples if self._resampler is None else self._resampler.resample_chunk(samples))

    def finish(self) -> Track:
        """Give the track of the whole recording; nothing can be fed afterwards."""
        if self._resampler is not None:
            self._take(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        n_whole = self._n_samples
        rest = -n_whole % STEP
        self._take(np.zeros(rest + AROUND, np.float32))
        if self._n_waiting > 2 * AROUND:
            self._block(np.concatenate(self._waiting))
        return self._track(n_whole)

    def _take(self, samples: NDArray[np.float32]) -> None:
        self._waiting.append(samples)
        self._n_waiting += len(samples)
        self._n_samples += len(samples)
        if self._n_waiting < BLOCK + 2 * AROUND:
            return
        sound = np.concatenate(self._waiting)
        start = 0
        while len(sound) - start >= BLOCK + 2 * AROUND:
            self._block(sound[start : start + BLOCK + 2 * AROUND])
            start += BLOCK
        self._waiting, self._n_waiting = [sound[start:].copy()], len(sound) - start

    def _block(self, sound: NDArray[np.float32]) -> None:
        inner = sound[AROUND:-AROUND]
        n_frames = len(inner) // HOP
        probability = self._detector.probabilities(inner)
        self._probability.append(probability)
        self._fine.append(np.mean(inner.reshape(-1, speech.FINE) ** 2, axis=1))
        power = spectrum.power_spectra(_windows(sound, spectrum.WINDOW, n_frames))
        self._spectra.append((power, np.zeros(0)))
        near = _near_speech(probability, n_frames)
        frequency, strength, peak = _spread(pitch.candidates(_windows(sound, pitch.WINDOW, n_frames)[near]), near)
        values = {
            "power": np.mean(inner.reshape(-1, HOP) ** 2, axis=1),
            "vowel_power": spectrum.syllable_band(power),
            "bands": spectrum.mel_bands(power),
            "frequency": frequency, "strength": strength, "peak": peak,
        }  # fmt: skip
        for name, value in values.items():
            self._frames[name].append(value)

    def _track(self, n_samples: int) -> Track:
        n_frames, n_fine = -(-n_samples // HOP), -(-n_samples // speech.FINE)
        whole = {name: np.concatenate(parts)[:n_frames] for name, parts in self._frames.items()}
        found = speech.spans(np.concatenate(self._probability), np.concatenate(self._fine), n_fine)
        mask = np.zeros(n_frames, bool)
        for start, end in found:
            mask[round(start / HOP_S) : max(round(end / HOP_S), round(start / HOP_S) + 1)] = True
        loudest = float(whole["peak"][mask].max(initial=0.0))
        f0, harmonicity = pitch.best_path(whole["frequency"], whole["strength"], whole["peak"], loudest)
        spectra = np.concatenate([s for s, _ in self._spectra])[:n_frames]
        return Track(
            duration_s=self.monitor.seconds(self.rate),
            spans=np.minimum(found, self.monitor.seconds(self.rate)),
            level_db=10 * np.log10(whole["power"] + 1e-12),
            f0_hz=np.where(mask, f0, 0), harmonicity=np.where(mask, harmonicity, 0),
            vowel_power=whole["vowel_power"], bands=whole["bands"],
            mean_spectrum=spectra[mask].mean(axis=0) if mask.any() else np.zeros(spectrum.N_BINS),
            monitor=self.monitor, rate=self.rate,
        )  # fmt: skip


def _resampler(rate: int):  # noqa: ANN202
    if rate == RATE:
        return None
    import soxr

    return soxr.ResampleStream(rate, RATE, 1, dtype="float32")


def _windows(sound: NDArray, length: int, n_frames: int) -> NDArray:
    start = AROUND + HOP // 2 - length // 2
    return np.lib.stride_tricks.sliding_window_view(sound[start:], length)[::HOP][:n_frames]


def _near_speech(probability: NDArray, n_frames: int) -> NDArray[np.bool_]:
    """Frames within 250 ms of a possible voice, and those at a border, where the next block may hold one."""
    reach = 8
    maybe = np.convolve(probability > MAYBE, np.ones(2 * reach + 1), mode="same") > 0
    maybe[:reach] = maybe[-reach:] = True
    middles = (np.arange(n_frames) * HOP + HOP // 2) // speech.WINDOW
    return maybe[np.minimum(middles, len(maybe) - 1)]


def _spread(values: tuple[NDArray, ...], near: NDArray[np.bool_]) -> list[NDArray]:
    spread = []
    for value in values:
        whole = np.zeros((len(near), *value.shape[1:]), value.dtype)
        whole[near] = value
        spread.append(whole)
    return spread
