"""What sessions share: reports, drawn figures and prepared grids, each made once while nothing it rests on has changed.

In flows a report function of `workbench.reports` with its arguments; out flows the report, from the store's memory of what accounts with
the same rights read. What is drawn or prepared from a report lives as long as the report. Nobody may change what is shared.
"""

from __future__ import annotations

import weakref
from functools import partial
from typing import TYPE_CHECKING, Any

from workbench import reports as made
from workbench import store

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from workbench.reports import Report

_beside: dict[int, dict[Hashable, Any]] = {}


class Reports:
    """The functions of `workbench.reports`, each remembering what it gave: ``reports.job_fit(desk, job_id=…)`` as there."""

    def __getattr__(self, name: str) -> Any:
        function = getattr(made, name)
        return partial(_report, name, function) if name in REMEMBERED else function


REMEMBERED = frozenset({"overview", "candidate", "job_fit", "agreement", "calibration", "pay_review", "more_pay", "tuning", "cost_return", "channels", "audit", "equity", "review",
                        "rules", "outcomes", "screening", "guide"})  # fmt: skip
reports = Reports()


def beside(owner: Any, key: Hashable, make: Callable[[], Any]) -> Any:
    """Give what `make()` makes of an object, made once in the object's life."""
    kept = _beside.get(id(owner))
    if kept is None:
        kept = _beside[id(owner)] = {}
        weakref.finalize(owner, _beside.pop, id(owner), None)
    if key not in kept:
        kept[key] = make()
    return kept[key]


def _report(name: str, function: Callable[..., Report], desk: Any, *which: str, **arguments: Any) -> Report:
    key = (name, which, _frozen(arguments))
    return store.remembered(desk, key, lambda: function(desk, *which, **arguments))


def _frozen(value: Any) -> Hashable:
    """Make arguments comparable: a page tries assumptions as nested mappings."""
    if isinstance(value, dict):
        return tuple(sorted((name, _frozen(part)) for name, part in value.items()))
    return tuple(map(_frozen, value)) if isinstance(value, (list, tuple, set)) else value
