"""Many recordings, one table: sources in, one row each out, on threads or on a Dask cluster; one bad file never stops the rest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import EvidenceError
from workbench.evidence.audio.row import EXTRACTOR_VERSION, extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from workbench.definitions import Policy


def extract_many(
    sources: Iterable[Any],
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    client: Any = None,
    policy: Policy | None = None,
) -> pd.DataFrame:
    """Measure many recordings.

    Parameters
    ----------
    sources : iterable of what `extract` takes
    workers : int, optional
        Threads; the number of cores when not given. The result is the same for any number.
    progress : callable, optional
        Called with (done, of) after each recording.
    client : dask.distributed.Client, optional
        A cluster to work on instead of threads; sources are then paths or addresses it can reach.
    policy : Policy, optional
        The quality gate.

    Returns
    -------
    DataFrame, one row a source, in their order
        ``source`` and the columns of `extract`; a file that is no recording has verdict ``re-record`` and says why.
    """
    import pandas as pd

    given = list(sources)
    rows: list[Any] = [None] * len(given)
    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for done, (place, row) in enumerate(zip(range(len(given)), pool.map(lambda s: safe_row(s, policy), given), strict=True)):
            rows[place] = row
            if progress:
                progress(done + 1, len(given))
    return pd.DataFrame(rows)


def safe_row(source: Any, policy: Policy | None = None) -> dict[str, Any]:
    """Give a recording's row, or the row that says why there is none."""
    name = {"source": source_name(source)}
    try:
        return name | extract(source, policy=policy)
    except EvidenceError as error:
        return name | {"verdict": "re-record", "reason": str(error), "extractor_version": EXTRACTOR_VERSION}


def source_name(source: Any) -> str:
    """Name a source without its content."""
    if isinstance(source, (str, Path)):
        return str(source)
    return "bytes" if isinstance(source, (bytes, bytearray, memoryview)) else "samples"
