"""What a recording tells: sound in, indicators of pace, pauses, pitch and loudness with a verdict on the recording out.

Nothing here infers emotion, accent, sex or confidence: descriptors describe. A recording that fails its quality gate abstains.
"""

from __future__ import annotations

import importlib
from typing import Any

_HOMES = {
    "EXTRACTOR_VERSION": "row", "Stream": "live", "clip_bytes": "clip", "decode": "decoding", "extract": "row", "extract_many": "many", "say_reason": "row", "sniff": "containers", "track": "row",
    "warm_up": "row",
}  # fmt: skip

__all__ = [
    "EXTRACTOR_VERSION",
    "Stream",
    "clip_bytes",
    "decode",
    "extract",
    "extract_many",
    "say_reason",
    "sniff",
    "track",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'workbench.evidence.audio' has no '{name}'; there are: {', '.join(__all__)}")
    value = getattr(importlib.import_module(f"workbench.evidence.audio.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
