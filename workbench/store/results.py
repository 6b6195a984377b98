"""Results kept in memory: by key, within a bound, only as long as the store stands where it stood.

In flow what was made and the state of the store it was made from; out flows the same object again, or nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable

MOST_MB = 400


class Results:
    """Results by sight and key, the ones used last kept longest.

    Parameters
    ----------
    most_mb : float
        About how much memory their tables may take together.
    """

    def __init__(self, most_mb: float = MOST_MB) -> None:
        self._most, self._size = most_mb * 1e6, 0
        self._kept: OrderedDict[Hashable, tuple[tuple, Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> tuple[bool, Any]:
        """Say whether there is a result under a key, and give it."""
        with self._lock:
            if key not in self._kept:
                return False, None
            self._kept.move_to_end(key)
            return True, self._kept[key][1]

    def keep(self, state: tuple, key: Hashable, result: Any, *, size: int) -> None:
        """Keep a result of about `size` bytes; what belongs to another state of the store goes, then what was used least."""
        with self._lock:
            for old in [name for name, (stood, _, _) in self._kept.items() if stood != state or name == key]:
                self._size -= self._kept.pop(old)[2]
            self._kept[key] = (state, result, size)
            self._size += size
            while self._size > self._most and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1][2]

    def forget(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self._size = 0

    def __len__(self) -> int:
        return len(self._kept)
