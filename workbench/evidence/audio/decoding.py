"""How sound comes in: a path, bytes or samples in, blocks of mono float32 out, whatever the container.

soundfile reads wav, flac, ogg and mp3; PyAV (FFmpeg inside its wheel) reads m4a, mp4, webm and aac. Blocks keep memory flat on
an hour of sound. The only place of this room that opens files.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import EvidenceError
from workbench.evidence.audio.containers import HEAD_BYTES, READABLE, SOUNDFILE_READS, is_recording, sniff

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

Source = "str | Path | bytes | tuple[Any, int]"
BLOCK_S = 10
MOST_VALUES = 8_000_000  # in one block, all channels together: a header may lie about both
LOWEST_RATE, HIGHEST_RATE = 4_000, 384_000
LARGEST_SAMPLE = 100.0  # 40 dB over full scale: integers that were never divided are larger
MOST_CHANNELS = 16


@dataclass(frozen=True)
class Sound:
    """A recording opened for reading: where it came from, and how to get its samples block by block."""

    name: str
    content_hash: str
    kind: str
    content: Any
    channel: int | None

    def blocks(self) -> Iterator[tuple[NDArray[np.float32], int]]:
        """Give mono float32 blocks with their rate, at most ten seconds each.

        Raises
        ------
        EvidenceError
            If the sound cannot be decoded, is empty, or holds values that are no numbers.
        """
        total = 0
        for block, rate in self._decoded():
            must_be_speech(rate, where=self.name)
            mono = self._mono(block)
            total += len(mono)
            yield mono, rate
        if not total:
            raise EvidenceError("the recording holds no sound", where=self.name, found=f"a {self.kind} file without samples",
                                expected="at least one second", cure="export it again")  # fmt: skip

    def _decoded(self) -> Iterator[tuple[NDArray, int]]:
        if self.kind == "samples":
            return _array_blocks(*self.content, where=self.name)
        if self.kind in SOUNDFILE_READS:
            return _soundfile_blocks(self)
        return _av_blocks(self)

    def _mono(self, block: NDArray) -> NDArray[np.float32]:
        if block.ndim == 1:
            block = block[:, None]
        if self.channel is not None and not 0 <= self.channel < block.shape[1]:
            raise EvidenceError("there is no such channel", where=self.name, found=f"{block.shape[1]} channels",
                                expected=f"channel {self.channel}", cure="count channels from 0")  # fmt: skip
        mono = block[:, self.channel or 0] if self.channel is not None or block.shape[1] == 1 else block.mean(axis=1)
        mono = np.ascontiguousarray(mono, dtype=np.float32)
        peak = np.abs(mono).max(initial=0.0)
        if not peak < LARGEST_SAMPLE:  # NaN and infinity fall here too
            raise EvidenceError("samples are no sound", where=self.name, found="values that are not numbers or not in range",
                                expected="samples between -1 and 1", cure="export the recording again")  # fmt: skip
        return mono


def must_be_speech(rate: int, *, where: str) -> None:
    """Refuse a sample rate that no microphone has, before memory is asked for it."""
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise EvidenceError("the sample rate is none of speech", where=where, found=f"{rate} Hz",
                            expected="8,000 to 96,000 Hz", cure="check how the file was exported")  # fmt: skip


def open_sound(source: Any, *, channel: int | None = None) -> Sound:
    """Open a recording and learn what it is, from its content.

    Parameters
    ----------
    source : str, Path, bytes, file object or (samples, rate)
        A file, its content, or samples (one row a sample, one column a channel; integers are scaled by their type).
    channel : int, optional
        Which channel to take, from 0; the mean of all when not given.

    Raises
    ------
    EvidenceError
        If there is nothing there, or what is there is no recording.
    """
    if isinstance(source, tuple):
        return _from_samples(source, channel)
    if hasattr(source, "read"):
        source = source.read()
    if isinstance(source, (bytes, bytearray, memoryview)):
        content: Any = bytes(source)
        name, head, digest = "recording (bytes)", content[:HEAD_BYTES], hashlib.sha256(content).hexdigest()
    elif isinstance(source, (str, os.PathLike)) and os.fspath(source):
        name, content, head, digest = _from_path(source)
    else:
        raise EvidenceError("there is no recording", where="recording", found=f"{type(source).__name__}",
                            expected="a path, bytes or (samples, rate)", cure="leave out answers without a recording")  # fmt: skip
    kind = sniff(head)
    if not is_recording(kind):
        found = "an empty file" if kind == "nothing" else kind
        raise EvidenceError("this is not a recording", where=name, found=found, expected=READABLE,
                            cure="check that the right file was exported; the name's ending is not looked at")  # fmt: skip
    return Sound(name=name, content_hash=_of_channel(digest, channel), kind=kind, content=content, channel=channel)


def decode(source: Any, *, channel: int | None = None) -> tuple[NDArray[np.float32], int]:
    """Read a whole recording.

    Returns
    -------
    samples : float32 array, mono, -1 to 1
    rate : int, Hz

    Raises
    ------
    EvidenceError
        If it is no recording or cannot be decoded.
    """
    blocks = list(open_sound(source, channel=channel).blocks())
    return np.concatenate([block for block, _ in blocks]), blocks[0][1]


def scaled(samples: NDArray) -> NDArray:
    """Scale integers by their type to -1 to 1; unsigned ones lie around the middle of theirs."""
    if samples.dtype.kind not in "iu":
        return samples
    span = np.iinfo(samples.dtype)
    middle = 0 if samples.dtype.kind == "i" else (int(span.max) + 1) // 2
    return (samples.astype(np.float64) - middle) / (middle or -int(span.min))


def _from_samples(source: tuple, channel: int | None) -> Sound:
    name = "recording (samples)"
    try:
        samples, rate = np.asarray(source[0]), int(source[1])
    except (TypeError, ValueError, IndexError):
        samples, rate = np.zeros(0), 0
    if samples.ndim not in (1, 2) or samples.dtype.kind not in "iuf" or rate <= 0 or len(source) != 2:
        raise EvidenceError("samples cannot be read", where=name, found=f"{samples.ndim} dimensions of {samples.dtype}, rate {rate}",
                            expected="(samples, rate): one or two dimensions of numbers, and a rate in Hz",
                            cure="pass a path instead, or (samples, rate)")  # fmt: skip
    if samples.ndim == 2 and samples.shape[0] <= MOST_CHANNELS < samples.shape[1]:
        samples = samples.T  # one row a channel, as some libraries give it
    digest = hashlib.sha256(np.ascontiguousarray(samples).tobytes())
    digest.update(f"{rate}|{samples.dtype}|{samples.shape}".encode())
    content_hash = _of_channel(digest.hexdigest(), channel)
    return Sound(name=name, content_hash=content_hash, kind="samples", content=(samples, rate), channel=channel)


def _of_channel(digest: str, channel: int | None) -> str:
    """Give what one speaker's channel is known by: another speaker's row must never be taken for it."""
    return digest if channel is None else hashlib.sha256(f"{digest}|channel {channel}".encode()).hexdigest()


def _from_path(source: Any) -> tuple[str, Any, bytes, str]:
    text = os.fspath(source)
    if "://" in text:
        content = _fetched(text)
        return text.rsplit("/", 1)[-1], content, content[:HEAD_BYTES], hashlib.sha256(content).hexdigest()
    path = Path(text)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
            digest = hashlib.sha256(head)
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise EvidenceError("the recording cannot be opened", where=path.name, found=error.strerror or type(error).__name__,
                            expected=f"a file: {READABLE}", cure="check the path and the folder of recordings") from None  # fmt: skip
    return path.name, path, head, digest.hexdigest()


def _fetched(url: str, *, tries: int = 3) -> bytes:
    import time

    try:
        import fsspec

        with fsspec.open(url, "rb") as file:
            return file.read()
    except Exception as error:
        if tries > 1 and not isinstance(error, (FileNotFoundError, ImportError, ValueError, PermissionError)):
            time.sleep(0.2)  # a network that stumbles is asked again
            return _fetched(url, tries=tries - 1)
        raise EvidenceError("the recording cannot be fetched", where=url.rsplit("/", 1)[-1], found=type(error).__name__,
                            expected="a reachable fsspec address", cure="check the address and the account") from None  # fmt: skip


def _array_blocks(samples: NDArray, rate: int, *, where: str) -> Iterator[tuple[NDArray, int]]:
    step = rate * BLOCK_S
    for start in range(0, len(samples), step):
        yield scaled(samples[start : start + step]), rate


def _soundfile_blocks(sound: Sound) -> Iterator[tuple[NDArray, int]]:
    import soundfile

    given = 0
    try:
        stream = io.BytesIO(sound.content) if isinstance(sound.content, bytes) else str(sound.content)
        with soundfile.SoundFile(stream) as file:
            must_be_speech(file.samplerate, where=sound.name)
            n_frames = min(file.samplerate * BLOCK_S, MOST_VALUES // file.channels)
            while len(block := file.read(n_frames, dtype="float32", always_2d=True)):
                given += len(block)
                yield block, file.samplerate
    except (soundfile.SoundFileError, RuntimeError, ValueError, TypeError, MemoryError) as error:
        if isinstance(error, EvidenceError):
            raise
        if given:  # damaged after a readable beginning: what was heard is still evidence of what is wrong
            raise _broken(sound, error) from None
        yield from _av_blocks(sound)


def _av_blocks(sound: Sound) -> Iterator[tuple[NDArray, int]]:
    import av

    content = io.BytesIO(sound.content) if isinstance(sound.content, bytes) else str(sound.content)
    try:
        with av.open(content, metadata_errors="ignore") as container:
            has_sound = bool(container.streams.audio)
            if has_sound:
                yield from _av_frames(container)
    except (av.error.FFmpegError, ValueError, RuntimeError, OSError, MemoryError, OverflowError, IndexError) as error:
        raise _broken(sound, error) from None
    if not has_sound:
        raise EvidenceError("the file has no sound track", where=sound.name, found=f"{sound.kind} without audio",
                            expected=READABLE, cure="export the interview with its sound")  # fmt: skip


def _av_frames(container: Any) -> Iterator[tuple[NDArray, int]]:
    import av

    stream = container.streams.audio[0]
    resampler: Any = None
    held: list[NDArray] = []
    rate = 0
    for frame in container.decode(stream):
        if resampler is None:
            rate = frame.sample_rate
            resampler = av.AudioResampler(format="fltp", layout=frame.layout, rate=rate)
        held += [part.to_ndarray().T for part in resampler.resample(frame)]
        if sum(map(len, held)) >= rate * BLOCK_S:
            yield np.concatenate(held), rate
            held = []
    if resampler is not None:
        with contextlib.suppress(av.error.FFmpegError):
            held += [part.to_ndarray().T for part in resampler.resample(None)]
    if held:
        yield np.concatenate(held), rate


def _broken(sound: Sound, error: BaseException) -> EvidenceError:
    return EvidenceError("the recording cannot be decoded", where=sound.name, found=f"{sound.kind} that is cut short or damaged"
                         f" ({type(error).__name__})", expected=READABLE, cure="export or upload the recording again")  # fmt: skip
