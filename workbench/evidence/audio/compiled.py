"""How number loops are compiled: numba with a cache that can always be written, so only the first start ever waits."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def compiled(function: Callable) -> Callable:
    """Compile one loop for the machine, without the interpreter's lock, so that threads run side by side."""
    return _numba().njit(cache=True, nogil=True)(function)


def compiled_sum(function: Callable) -> Callable:
    """Compile a loop that adds up, in whatever order the machine adds quickest (always the same on one machine)."""
    return _numba().njit(cache=True, nogil=True, fastmath=True, inline="never")(function)


def _numba() -> Any:
    if "NUMBA_CACHE_DIR" not in os.environ and not os.access(Path(__file__).parent, os.W_OK):
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        folder = home if os.access(home, os.W_OK) else Path(tempfile.gettempdir())
        os.environ["NUMBA_CACHE_DIR"] = str(folder / "workbench-numba")
    import numba

    return numba
