"""Hiring analytics a person can check: evidence in, scores, pay, cost and return out.

Rooms are imported on first use, so that ``import workbench`` stays quick and ``workbench.<tab>`` shows the house.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

__version__ = "0.1.0"

ROOMS = (
    "claims", "contracts", "definitions", "errors", "evidence", "fairness", "figures", "frames", "intake", "outcomes", "pay",
    "pipeline", "recruiting", "reports", "samples", "scoring", "store", "wording",
)  # fmt: skip


def __getattr__(name: str) -> ModuleType:
    if name in ROOMS:
        return importlib.import_module(f"workbench.{name}")
    raise AttributeError(f"module 'workbench' has no room '{name}'; there are: {', '.join(ROOMS)}")


def __dir__() -> list[str]:
    return sorted({"__version__", *ROOMS})
