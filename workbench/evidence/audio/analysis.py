"""How a recording becomes a track: blocks of sound in, one row every ten milliseconds and the spans of speech out.

Sound is taken in pieces of any size and worked on in blocks of 10.24 s with the samples around them, so that memory stays flat on
an hour of sound and the pieces' size changes nothing: a live stream and a file give the same track.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from workbench.evidence.audio import cycles, hum, pitch, spectrum, speech, timbre
from workbench.evidence.audio.quality import Monitor
from workbench.evidence.audio.rumble import Rumble
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
NEVER = 1 << 62
PER_FRAME = ("power", "vowel_db", "bands_db", "timbre", "frequency", "strength", "peak")


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
    vowel_db : array, dB, level of the bands that vowels fill
    bands_db : float16 array, frames × 22, dB, the mel bands that tell one sound from the next
    timbre : array, frames × 10, the columns of `timbre.NAMES`
    marks : array, samples at 16 kHz, where each vibration of the voice begins; `mark_levels` beside it
    formants : array, n × 3, Hz, of every fourth voiced frame
    mean_spectrum : array, 513, power of speech frames (Hann windows, which leak nothing into a band that is empty)
    quietest : array or None, what `hum.quietest` keeps
    monitor : Monitor
    rate : int, the recording's own rate in Hz
    """

    duration_s: float
    spans: NDArray
    level_db: NDArray
    f0_hz: NDArray
    harmonicity: NDArray
    vowel_db: NDArray
    bands_db: NDArray
    timbre: NDArray
    marks: NDArray
    mark_levels: NDArray
    formants: NDArray
    mean_spectrum: NDArray
    quietest: NDArray | None
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
        self._rumble = Rumble()
        self._waiting = [np.zeros(AROUND, np.float32)]
        self._n_waiting = AROUND
        self._n_samples = 0
        self._n_real = NEVER  # where the sound ends and padding begins, once it is known
        self._detector = voice_detector()
        self._frames: dict[str, list[NDArray]] = {name: [] for name in PER_FRAME}
        self._fine: list[NDArray] = []
        self._probability: list[NDArray] = []
        self._marks: list[tuple[NDArray, NDArray]] = []
        self._formants: list[NDArray] = []
        self._spectrum_sum, self._spectrum_n = np.zeros(pitch.N_BINS), 0
        self._spectrum_before = np.zeros(spectrum.N_BINS, np.float32)
        self._quietest: NDArray | None = None
        self._loudest = 0.0
        self._n_blocks = 0

    def feed(self, samples: NDArray[np.float32]) -> None:
        """Take the next samples, at the recording's rate."""
        self.monitor.feed(samples, self.rate)
        self._hear(samples if self._resampler is None else self._resampler.resample_chunk(samples))

    def finish(self) -> Track:
        """Give the track of the whole recording; nothing can be fed afterwards."""
        if self._resampler is not None:
            self._hear(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        n_whole = self._n_real = self._n_samples
        rest = -n_whole % STEP if n_whole else STEP
        self._take(np.zeros(rest + AROUND, np.float32))
        if self._n_waiting > 2 * AROUND:
            self._block(np.concatenate(self._waiting))
        return self._track(n_whole)

    def so_far(self) -> Track:
        """Give the track of what came until now; more can be fed afterwards."""
        copy = Analysis.__new__(Analysis)
        copy.__dict__ = self.__dict__ | {"monitor": self.monitor.copy(), "_resampler": None, "_detector": self._detector.copy(),
                                         "_rumble": self._rumble.copy()}  # fmt: skip
        for name in ("_waiting", "_fine", "_probability", "_marks", "_formants"):
            setattr(copy, name, list(getattr(self, name)))
        copy._frames = {name: list(parts) for name, parts in self._frames.items()}
        return copy.finish()

    def _hear(self, samples: NDArray[np.float32]) -> None:
        self._take(self._rumble.taken_off(samples))

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
        near = _near(probability, n_frames, MAYBE, border=True)
        *found, power = pitch.candidates(_windows(sound, pitch.WINDOW, n_frames)[near])
        frequency, strength, peak = _spread(found, near)
        self._loudest = max(self._loudest, float(peak[_near(probability, n_frames, speech.ON)].max(initial=0.0)))
        voiced = pitch.best_path(frequency, strength, peak, self._loudest)[0]
        self._voice(inner, voiced, power, near)
        self._add_up(power[_near(probability, n_frames, speech.ON, reach=0)[near]])
        self._keep(power=np.mean(inner.reshape(-1, HOP) ** 2, axis=1), frequency=frequency, strength=strength, peak=peak)
        self._colour(sound, n_frames)
        self._quietest = hum.quietest(inner[: self._n_real - self._n_blocks * BLOCK], self._quietest)
        self._n_blocks += 1

    def _voice(self, inner: NDArray, voiced: NDArray, power: NDArray, near: NDArray[np.bool_]) -> None:
        time, level = cycles.cycle_marks(inner, voiced)
        self._marks.append((time + self._n_blocks * BLOCK, level))
        self._formants.append(cycles.formants(power[voiced[near] > 0][:: cycles.EVERY]))

    def _add_up(self, speaking: NDArray) -> None:
        self._spectrum_sum = self._spectrum_sum + speaking.sum(axis=0, dtype=np.float64)
        self._spectrum_n += len(speaking)

    def _colour(self, sound: NDArray, n_frames: int) -> None:
        power = spectrum.power_spectra(_windows(sound, spectrum.WINDOW, n_frames))
        bands = spectrum.mel_bands(power)
        own_bands = bands if self.rate >= RATE else spectrum.mel_bands(power, top_hz=self.rate / 2)
        self._keep(vowel_db=spectrum.vowel_db(bands), bands_db=spectrum.bands_db(bands))
        self._keep(timbre=timbre.columns(power, bands, own_bands, self._spectrum_before))
        self._spectrum_before = power[-1]

    def _keep(self, **values: NDArray) -> None:
        for name, value in values.items():
            self._frames[name].append(value)

    def _track(self, n_samples: int) -> Track:
        n_frames, n_fine = -(-n_samples // HOP), -(-n_samples // speech.FINE)
        whole = {name: np.concatenate(self._frames.pop(name))[:n_frames] for name in PER_FRAME}  # never two copies of all
        found = speech.spans(np.concatenate(self._probability), np.concatenate(self._fine), n_fine)
        mask = np.zeros(n_frames, bool)
        for start, end in found:
            mask[round(start / HOP_S) : max(round(end / HOP_S), round(start / HOP_S) + 1)] = True
        loudest = float(whole["peak"][mask].max(initial=0.0))
        f0, harmonicity = pitch.best_path(whole["frequency"], whole["strength"], whole["peak"], loudest)
        seconds = self.monitor.seconds(self.rate)
        return Track(
            duration_s=seconds, spans=np.minimum(found, seconds), level_db=10 * np.log10(whole["power"] + 1e-12),
            f0_hz=np.where(mask, f0, 0), harmonicity=np.where(mask, harmonicity, 0), vowel_db=whole["vowel_db"],
            bands_db=whole["bands_db"], timbre=whole["timbre"],
            marks=np.concatenate([time for time, _ in self._marks]), mark_levels=np.concatenate([level for _, level in self._marks]),
            formants=np.concatenate(self._formants), mean_spectrum=self._spectrum_sum / max(self._spectrum_n, 1),
            quietest=self._quietest, monitor=self.monitor, rate=self.rate,
        )  # fmt: skip


def _resampler(rate: int):  # noqa: ANN202
    if rate == RATE:
        return None
    import soxr

    return soxr.ResampleStream(rate, RATE, 1, dtype="float32", quality="VHQ")


def _windows(sound: NDArray, length: int, n_frames: int) -> NDArray:
    start = AROUND + HOP // 2 - length // 2
    return np.lib.stride_tricks.sliding_window_view(sound[start:], length)[::HOP][:n_frames]


def _near(probability: NDArray, n_frames: int, least: float, *, reach: int = 8, border: bool = False) -> NDArray[np.bool_]:
    """Frames within `reach` windows of a voice, and with `border` those where the next block may hold one."""
    maybe = np.convolve(probability >= least, np.ones(2 * reach + 1))[reach : reach + len(probability)] > 0
    if border:
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
