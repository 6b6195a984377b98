"""What the workbench says when it cannot go on: six refusals, each with its cure.

Nothing flows in. Out flow exceptions whose text has the same five parts everywhere: what went wrong, where, what was
found, what was expected, and what to do about it.
"""

from __future__ import annotations

import difflib
import functools
import math
import numbers
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LARGEST = 1e100  # no score, rating or amount is near it; beyond, squares overflow and every figure made of them is wrong
P, T = ParamSpec("P"), TypeVar("T")


class Refusal(ValueError):  # noqa: N818 - the trade's word, and the base of errors named as such
    """Refuse to go on, in words a reader can act on.

    Parameters
    ----------
    what : str
        One clause naming the problem.
    where : str
        The table, file, line, column or call it was found in.
    found, expected : str
        What is there and what should be. Never a value of a personal or protected column: row numbers and counts only.
    cure : str
        What the reader can do next.
    """

    def __init__(self, what: str, *, where: str = "", found: str = "", expected: str = "", cure: str = "") -> None:
        self.what, self.where, self.found, self.expected, self.cure = what, where, found, expected, cure
        super().__init__(self._paragraph())

    def _paragraph(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        parts = [head.rstrip(".") + "."]
        parts += [f"{label}: {text.rstrip('.')}." for label, text in self._labelled() if text]
        return " ".join(parts)

    def _labelled(self) -> tuple[tuple[str, str], ...]:
        return ("Found", self.found), ("Expected", self.expected), ("Cure", self.cure)

    def __reduce__(self) -> tuple:
        """Keep all five parts when the error crosses a process (workers raise it, the caller reads it)."""
        return _rebuild, (type(self), self.what, self.where, self.found, self.expected, self.cure)


class ContractError(Refusal):
    """A table is not what its contract says: a column is missing, a value out of range, a key repeated."""


class DefinitionError(Refusal):
    """A decision document (rubric, pay matrix, cost model, policy, questions) is not valid."""


class EvidenceError(Refusal):
    """A recording, answer or résumé cannot be read or is not fit to be used."""


class UndefinedResult(Refusal):
    """The figure asked for has no value with the data at hand (too few rows, no variation, nobody hired)."""


class AccessDenied(Refusal):
    """The account's role does not include the right that the call needs."""


class StoreError(Refusal):
    """The database cannot be opened, is not ours, is newer than this program, or its contents were altered."""


def confident(function: Callable[P, T]) -> Callable[P, T]:
    """Refuse a confidence that is no share before the function starts: an interval of certainty has no ends.

    Parameters
    ----------
    function : callable with a ``confidence`` given by name
    """

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        given = kwargs.get("confidence", 0.5)
        if isinstance(given, bool) or not isinstance(given, numbers.Real) or not 0 < given < 1:
            raise ContractError("the confidence is no share between 0 and 1", where=f"{function.__module__.removeprefix('workbench.')}.{function.__name__}",
                                found=repr(given), expected="above 0 and below 1", cure="write 0.95 for 95 %; no interval is certain")  # fmt: skip
        return function(*args, **kwargs)

    return checked


def within_reach(values: Any, name: str, *, where: str) -> None:
    """Refuse numbers so large that their squares cannot be held: they are a broken export, not scores.

    Parameters
    ----------
    values : array of float, NaN where nothing is known
    name : str
        Column or argument they came in.
    """
    import numpy as np

    size = np.abs(np.asarray(values, dtype=float))
    beyond = int((size > LARGEST).sum())
    if beyond:
        raise ContractError(f"'{name}' is out of range", where=where, found=f"{beyond} of {size.size} values beyond ±1e100", expected="numbers that can be squared and added up",
                            cure="look at the unit and the decimal separator of the export")  # fmt: skip


def a_number(value: Any, name: str, *, where: str) -> float:
    """Read one number, or refuse in words.

    Parameters
    ----------
    value : number
    name : str
        Argument it came in.

    Raises
    ------
    ContractError
        If it is missing, no number, or not finite.
    """
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise ContractError(f"'{name}' is not a number", where=where, found=type(value).__name__ if number != number else f"{number}", expected="one finite number",
                            cure="give it as a decimal, like 0.35")  # fmt: skip
    return number


def finite(values: Any, name: str, *, where: str, dimensions: int, missing: bool = False) -> Any:
    """Read an array of numbers, or refuse in words.

    Parameters
    ----------
    values : array-like
    name : str
        Argument it came in.
    dimensions : int
        How many it must have.
    missing : bool
        Whether values may be missing (not a number).

    Returns
    -------
    array of float

    Raises
    ------
    ContractError
        If it is no such array, or a value is infinite, or missing where none may be.
    """
    import numpy as np

    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ContractError(f"'{name}' has values that are no numbers", where=where, found="text or rows of different length", expected="numbers",
                            cure="read the export with intake") from None  # fmt: skip
    if array.ndim != dimensions:
        raise ContractError(f"'{name}' has another shape", where=where, found=f"{array.ndim} dimension{'s' * (array.ndim != 1)}", expected=f"{dimensions}",
                            cure="give one row a unit" if dimensions == 2 else "give a plain list of numbers")  # fmt: skip
    wrong = int((np.isinf(array) if missing else ~np.isfinite(array)).sum())
    if wrong:
        raise ContractError(f"'{name}' has values that are no numbers", where=where, found=f"{wrong} of {array.size} missing or infinite", expected="finite numbers",
                            cure="leave such rows out, or look at where they come from")  # fmt: skip
    return array


def closest(word: str, known: Iterable[str]) -> str:
    """Suggest the known spelling nearest to `word`, as a clause to put behind an error, or nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def _rebuild(kind: type[Refusal], what: str, where: str, found: str, expected: str, cure: str) -> Refusal:
    return kind(what, where=where, found=found, expected=expected, cure=cure)
