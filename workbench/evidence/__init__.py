"""Where evidence is taken from recordings, answers and résumés: sources in, checked indicators with their place out.

Rooms are imported on first use: sound, text and document libraries are slow to load and few callers need them all.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

ROOMS = (
    "amending",
    "audio",
    "documents",
    "drafting",
    "features",
    "gather",
    "judge",
    "language",
    "meaning",
    "questions",
    "resume",
    "reviewing",
    "video",
)


def __getattr__(name: str) -> ModuleType:
    if name in ROOMS:
        return importlib.import_module(f"workbench.evidence.{name}")
    raise AttributeError(f"module 'workbench.evidence' has no room '{name}'; there are: {', '.join(ROOMS)}")


def __dir__() -> list[str]:
    return sorted(ROOMS)
