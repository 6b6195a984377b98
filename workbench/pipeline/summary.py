"""What a run says when it ends: how much came in, what was computed, what was set aside and what still needs a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.errors import Refusal


@dataclass(frozen=True)
class StageCount:
    """How much of one step was done now, and how much stood already.

    Parameters
    ----------
    stage : str
        ``intake``, ``recordings``, ``evidence``, ``scores``, ``pay``.
    done, unchanged : int
        Rows (intake), recordings or interviews.
    """

    stage: str
    done: int
    unchanged: int


@dataclass(frozen=True)
class Summary:
    """One run's result.

    Parameters
    ----------
    tables : dict of str to tuple
        Table name to (inserted, updated, unchanged, set aside).
    stages : tuple of StageCount
    warnings : tuple of str
        What a person should look at; no personal values.
    refusals : tuple of Refusal
        What could not be done at all; any makes the command exit with an error.
    seconds : float
    """

    tables: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    stages: tuple[StageCount, ...] = ()
    warnings: tuple[str, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    seconds: float = 0.0

    @property
    def set_aside(self) -> int:
        """Rows now in quarantine from this run's exports."""
        return sum(counts[3] for counts in self.tables.values())

    @property
    def changed(self) -> int:
        """Rows inserted or updated by intake, and pieces of work done after it."""
        return sum(a + b for a, b, _, _ in self.tables.values()) + sum(s.done for s in self.stages)
