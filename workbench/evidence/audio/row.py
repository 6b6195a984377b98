"""One recording, one row: a source in, its indicators with a verdict out.

A recording that fails its quality gate gives no delivery indicator at all and says which measurement broke which limit.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.definitions import Policy, indicators
from workbench.evidence.audio import cycles, fillers, hum, speakers, syllables, timbre
from workbench.evidence.audio.analysis import HOP_S, Analysis, Track
from workbench.evidence.audio.decoding import open_sound
from workbench.wording import speak

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

EXTRACTOR_VERSION = "audio-4"
PAUSE_S = 0.25
_SPEECH = "Speech heard"
_REASON = re.compile(r"(\w+) (-?[\d.]+(?: [/\w]+)?) is (below|above) (-?[\d.e-]+(?: [/\w]+)?)")
ENVELOPE_STEPS = 240
STEADINESS_FRAMES = 50
FEWEST_VOICED = 20
CLEARLY_VOICED = 0.6
# A telephone line (0.3 to 3.4 kHz) tells pace, pauses and loudness as a microphone does, and pitch within a semitone for 22 of 25
# voices, but not these: measured on the same voices at both band-widths, r is .77 (F1), .15 (F2), .60 (MFCC 1), .61 (MFCC 2). They
# abstain rather than mislead.
NARROW_HZ = 4_500.0
OF_THE_WHOLE_BAND = ("f1_hz", "f2_hz", "f3_hz", "mfcc1", "mfcc2", "mfcc3", "mfcc4", "loudness_auditory")
KEPT_WHEN_REFUSED = (
    "duration_s", "loudness_mean", "loudness_range_db", "snr_db", "clipping_share", "dropout_share", "bandwidth_hz",
    "level_peak_db", "hum_db", "voice_gap_st", "pitch_jumps_ps",
)  # fmt: skip


def extract(
    source: Any, *, policy: Policy | None = None, channel: int | None = None, words: Iterable[Any] | None = None
) -> dict[str, Any]:
    """Measure one recording.

    Parameters
    ----------
    source : str, Path, bytes or (samples, rate)
        wav, flac, mp3, m4a, aac, ogg, webm or mp4, told by content and not by name.
    policy : Policy, optional
        Whose `recording` limits are the quality gate; the default policy when not given.
    channel : int, optional
        Channel (speaker) to take, from 0; the mean of all when not given.
    words : iterable of (start_s, end_s, text), optional
        The transcript with its times, by word or by sentence: gives ``filled_pause_share``, which otherwise abstains.

    Returns
    -------
    dict, one recording
        Indicators of the catalogue (None where they abstain), ``verdict`` (``scorable``, ``re-record``, ``human``), ``reason``
        (empty when scorable), ``content_hash`` and ``extractor_version``.

    Raises
    ------
    EvidenceError
        If the source is no recording or cannot be decoded.
    """
    heard, content_hash = listen(source, channel=channel)
    return row_of(heard, policy=policy, content_hash=content_hash, words=words)


def listen(source: Any, *, channel: int | None = None) -> tuple[Track, str]:
    """Decode a recording block by block into its track, with the hash of its content."""
    sound = open_sound(source, channel=channel)
    analysis: Analysis | None = None
    for block, rate in sound.blocks():
        analysis = analysis or Analysis(rate)
        analysis.feed(block)
    return analysis.finish(), sound.content_hash


def track(source: Any, *, channel: int | None = None) -> Track:
    """Follow a recording by time, for figures and for the second-by-second view.

    Returns
    -------
    Track
        ``spans`` (n × 2, seconds of speech), ``level_db``, ``f0_hz`` and others every 10 ms; ``table()`` gives them as a table with
        ``time_s``, ``speech``, ``loudness_db`` and ``f0_hz``.

    Raises
    ------
    EvidenceError
        As `extract`.
    """
    return listen(source, channel=channel)[0]


@functools.cache
def warm_up() -> None:
    """Load the models and compile the loops, so that the first recording does not wait for them; once in a process."""
    noise = np.random.default_rng(0).normal(0, 0.05, 16_000).astype(np.float32)
    extract((noise, 16_000))


def row_of(
    track: Track, *, policy: Policy | None = None, content_hash: str = "", words: Iterable[Any] | None = None
) -> dict[str, Any]:
    """Give the row of a track."""
    filled = {"filled_pause_share": fillers.filled_pause_share(words)}
    recording = _recording(track)
    measured = _time(track) | filled | _pitch(track) | _loudness(track) | _voice(track) | recording
    if recording["bandwidth_hz"] < NARROW_HZ:
        measured |= dict.fromkeys(OF_THE_WHOLE_BAND)
    verdict, reason = _gate(measured, track.spans, policy or Policy.default())
    if verdict != "scorable":
        measured = {name: value if name in KEPT_WHEN_REFUSED else None for name, value in measured.items()}
    return measured | {
        "verdict": verdict, "reason": reason, "content_hash": content_hash, "extractor_version": EXTRACTOR_VERSION,
        "speech_spans": np.round(track.spans, 3).tolist(), "envelope": _envelope(track),
    }  # fmt: skip


def still_holds(row: dict[str, Any], policy: Policy) -> bool:
    """Say whether a row measured before is what would be given now, under this policy."""
    try:
        judged = _gate(row, np.reshape(row["speech_spans"], (-1, 2)), policy)
    except (KeyError, TypeError, ValueError):  # a row of another shape than ours
        return False
    return row.get("extractor_version") == EXTRACTOR_VERSION and judged == (row["verdict"], row["reason"])


def _envelope(track: Track) -> list[float]:
    """Loudness by time at no more than 240 equal steps, 1 where loudest: enough to draw a recording."""
    level = 10.0 ** (np.asarray(track.level_db) / 20.0)
    if not len(level) or level.max() <= 0:
        return []
    steps = min(ENVELOPE_STEPS, len(level))
    starts = np.arange(steps) * len(level) // steps
    return np.round(np.maximum.reduceat(level, starts).astype(np.float64) / float(level.max()), 3).tolist()


def _time(track: Track) -> dict[str, Any]:
    spans = track.spans
    spoken = float((spans[:, 1] - spans[:, 0]).sum())
    gaps = spans[1:, 0] - spans[:-1, 1] if len(spans) > 1 else np.zeros(0)
    pauses = gaps[gaps >= PAUSE_S - 1e-9]
    frames = syllables.nuclei(track)
    talk = float(spans[-1, 1] - spans[0, 0]) if len(spans) else 0.0
    phonation = talk - float(pauses.sum())
    return {
        "duration_s": track.duration_s,
        "speech_share": min(1.0, spoken / track.duration_s) if track.duration_s else 0.0,
        "pause_count": len(pauses),
        "pause_mean_s": float(pauses.mean()) if len(pauses) else 0.0,
        "pause_p90_s": float(np.percentile(pauses, 90)) if len(pauses) else 0.0,
        "pause_longest_s": float(pauses.max()) if len(pauses) else 0.0,
        "response_latency_s": float(spans[0, 0]) if len(spans) else None,
        "syllable_count": len(frames),
        "speech_rate_sps": len(frames) / talk if talk else None,
        "articulation_rate_sps": len(frames) / phonation if phonation > 0 else None,
        "mean_run_syllables": len(frames) / (len(pauses) + 1),
    }


def _pitch(track: Track) -> dict[str, Any]:
    f0 = track.f0_hz[track.f0_hz > 0]
    if len(f0) < FEWEST_VOICED:
        return {"f0_median_hz": None, "f0_range_st": None, "f0_steadiness_st": None}
    low, high = np.percentile(f0, [20, 80])
    semitones = 12 * np.log2(f0)
    return {
        "f0_median_hz": float(np.median(f0)),
        "f0_range_st": float(12 * np.log2(high / low)),
        "f0_steadiness_st": _around_running_median(semitones),
    }


def _around_running_median(values: NDArray) -> float:
    from scipy.ndimage import median_filter

    return float(np.median(np.abs(values - median_filter(values, STEADINESS_FRAMES, mode="nearest"))))


def _loudness(track: Track) -> dict[str, Any]:
    level = track.level_db[track.in_speech()]
    if not len(level):
        return {"loudness_mean": float(10 * np.log10(np.mean(10 ** (track.level_db / 10)))) if len(track.level_db) else None,
                "loudness_range_db": None, "loudness_steadiness_db": None}  # fmt: skip
    low, high = np.percentile(level, [20, 80])
    return {
        "loudness_mean": float(10 * np.log10(np.mean(10 ** (level / 10)))),
        "loudness_range_db": float(high - low),
        "loudness_steadiness_db": float(np.median(np.abs(level - np.median(level)))),
    }


def _voice(track: Track) -> dict[str, Any]:
    voiced = track.f0_hz > 0
    names = (*timbre.NAMES, "jitter_local", "shimmer_local", "hnr_db", "f1_hz", "f2_hz", "f3_hz")
    if voiced.sum() < FEWEST_VOICED:
        return dict.fromkeys(names)
    clear = voiced & (track.harmonicity > CLEARLY_VOICED)
    means = track.timbre[clear if clear.any() else voiced].mean(axis=0, dtype=np.float64).tolist()
    described: dict[str, Any] = dict(zip(timbre.NAMES, means, strict=True))
    whole = track.timbre.mean(axis=0, dtype=np.float64).tolist()
    described |= {name: whole[timbre.NAMES.index(name)] for name in timbre.OF_ALL_FRAMES}
    described["jitter_local"], described["shimmer_local"] = cycles.irregularity(track.marks, track.mark_levels)
    r = np.clip(track.harmonicity[voiced].astype(np.float64), 1e-6, 1 - 1e-6)
    described["hnr_db"] = float(np.mean(10 * np.log10(r / (1 - r))))
    return described | {f"f{k + 1}_hz": _mean(track.formants[:, k]) for k in range(3)}


def _mean(values: NDArray) -> float | None:
    known = values[np.isfinite(values)]
    return float(known.mean(dtype=np.float64)) if len(known) >= FEWEST_VOICED // 4 else None


def _recording(track: Track) -> dict[str, Any]:
    mask = track.in_speech()
    power = 10 ** (track.level_db / 10)
    speech_power = float(power[mask].mean()) if mask.any() else 0.0
    lost = track.monitor.lost_s(speech_power)
    return {
        "snr_db": _snr(power, mask),
        "clipping_share": track.monitor.clipping_share(),
        "dropout_share": lost / track.duration_s if track.duration_s else 0.0,
        "bandwidth_hz": _bandwidth(track),
        "level_peak_db": float(20 * np.log10(max(track.monitor.peak, 1e-6))),
        "hum_db": hum.hum_db(track.quietest, speech_power),
        "voice_gap_st": speakers.voice_gap_st(track),
        "pitch_jumps_ps": speakers.pitch_jumps_ps(track),
    }


def _snr(power: NDArray, mask: NDArray[np.bool_]) -> float | None:
    if not mask.any():
        return None
    inside = np.convolve(mask, np.ones(21))[10 : 10 + len(mask)] > 0  # an echo is no noise
    quiet = power[~inside]
    quiet = quiet[quiet > 1e-11]
    noise = (
        float(np.median(quiet))
        if len(quiet) >= 30
        else float(np.percentile(power[power > 1e-11], 3))
        if (power > 1e-11).any()
        else 1e-12
    )
    return float(min(90.0, 10 * np.log10(max(power[mask].mean() - noise, 1e-12) / max(noise, 1e-12))))


def _bandwidth(track: Track) -> float:
    """Highest frequency whose level in speech, raised by 6 dB an octave as voices fall, is within 45 dB of the strongest."""
    emphasised = track.mean_spectrum * np.arange(len(track.mean_spectrum)) ** 2
    heard = np.flatnonzero(emphasised > emphasised.max(initial=0.0) * 10**-4.5)
    return float(min(heard[-1] * 8_000 / (len(emphasised) - 1), track.rate / 2)) if len(heard) else 0.0


def _gate(measured: dict[str, Any], spans: Any, policy: Policy) -> tuple[str, str]:
    """Ask what makes a recording unusable first, so that the measurement named is the cause and not its effect."""
    limits = policy.recording
    spoken = {"speech_s": sum(end - start for start, end in np.round(spans, 3).tolist())}
    for name, unit, least, most, verdict in (
        ("duration_s", " s", limits.min_duration_s, None, "re-record"),
        ("speech_s", " s", limits.min_speech_s, None, "re-record"),
        ("loudness_mean", " dB", limits.min_loudness_db, None, "re-record"),
        ("hum_db", " dB", None, limits.max_hum_db, "re-record"),  # before the noise of which it is a part
        ("snr_db", " dB", limits.min_snr_db, None, "re-record"),
        ("clipping_share", "", None, limits.max_clipping_share, "re-record"),
        ("dropout_share", "", None, limits.max_dropout_share, "re-record"),
        ("voice_gap_st", " st", None, limits.max_voice_gap_st, "human"),  # only a person can say whose answer it is
        ("pitch_jumps_ps", " /s", None, limits.max_pitch_jumps_ps, "human"),
    ):
        value = (measured | spoken)[name]
        said = f"{name} {value or 0.0:.{1 if unit else 3}f}{unit} is"
        if least is not None and (value is None or value < least):
            return verdict, f"{said} below {least:g}{unit}"
        if most is not None and value is not None and value > most:
            return verdict, f"{said} above {most:g}{unit}"
    return "scorable", ""


def say_reason(reason: str, *, language: str) -> str:
    """Say a row's reason in the reader's language; a reason that is none of the gate's comes back as it is.

    Parameters
    ----------
    reason : str
        As `extract` gives it: ``snr_db 4.2 dB is below 10 dB``.
    language : {"zh", "en"}
    """
    said = _REASON.fullmatch(reason)
    if said is None:
        return reason
    name, value, side, limit = said.groups()
    label = indicators()[name].name[language] if name in indicators() else speak(language)(_SPEECH)
    sentence = "{name} {value} is below the limit of {limit}" if side == "below" else "{name} {value} is above the limit of {limit}"
    return speak(language)(sentence, name=label, value=value, limit=limit)


def delivery_names() -> tuple[str, ...]:
    """Names of the indicators that speak of delivery and so abstain when the gate refuses."""
    return tuple(name for name, entry in indicators().items() if entry.cls == "delivery")


__all__ = ["EXTRACTOR_VERSION", "HOP_S", "delivery_names", "extract", "listen", "row_of", "track", "warm_up"]
