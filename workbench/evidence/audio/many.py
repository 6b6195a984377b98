"""Many recordings, one table: sources in, one row each out, on threads or on a Dask cluster; one bad file never stops the rest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import EvidenceError
from workbench.evidence.audio.row import EXTRACTOR_VERSION, extract, warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import pandas as pd

    from workbench.definitions import Policy

RETRIES = 3


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
    client : dask.distributed.Client or str, optional
        A cluster (or its scheduler's address) to work on instead of threads; sources are then paths or fsspec addresses it can
        reach. A worker that dies has its recordings done again elsewhere.
    policy : Policy, optional
        The quality gate.

    Returns
    -------
    DataFrame, one row a source, in their order
        ``source`` and the columns of `extract`; a file that is no recording has verdict ``re-record`` and says why.
    """
    import pandas as pd

    given = list(sources)
    rows: list[dict[str, Any]] = [{} for _ in given]
    measured = _on_threads(given, workers, policy) if client is None else _on_cluster(given, client, policy)
    for done, (place, row) in enumerate(measured, start=1):
        rows[place] = row
        if progress:
            progress(done, len(given))
    return pd.DataFrame(rows, columns=_columns(rows))


def safe_row(source: Any, policy: Policy | None = None) -> dict[str, Any]:
    """Give a recording's row, or the row that says why there is none."""
    name = {"source": source_name(source)}
    try:
        return name | extract(source, policy=policy)
    except EvidenceError as error:
        return name | _refused(str(error))


def source_name(source: Any) -> str:
    """Name a source without its content."""
    if isinstance(source, (str, Path)):
        return str(source)
    return "bytes" if isinstance(source, (bytes, bytearray, memoryview)) else "samples"


def _on_threads(given: list[Any], workers: int | None, policy: Policy | None) -> Iterator[tuple[int, dict[str, Any]]]:
    from threadpoolctl import threadpool_limits

    n_workers = max(1, workers or os.cpu_count() or 1)
    if given:
        warm_up()  # compile once, not once per thread
    # one thread of linear algebra each: the recordings are what runs side by side
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(n_workers) as pool:
        yield from enumerate(pool.map(lambda source: safe_row(source, policy), given))


def _on_cluster(given: list[Any], client: Any, policy: Policy | None) -> Iterator[tuple[int, dict[str, Any]]]:
    from distributed import Client, as_completed

    own = isinstance(client, str)
    cluster = Client(client) if own else client
    try:
        # a copy of a recording is worked on once only where its place is given in the key
        futures = [cluster.submit(safe_row, source, policy, retries=RETRIES, pure=False) for source in given]
        places = {future.key: place for place, future in enumerate(futures)}
        for future in as_completed(futures):
            place = places[future.key]
            yield place, _result(future, given[place])
    finally:
        if own:
            cluster.close()


def _result(future: Any, source: Any) -> dict[str, Any]:
    try:
        return future.result()
    except Exception as error:
        return {"source": source_name(source)} | _refused(f"the cluster could not measure this recording ({type(error).__name__})")


def _refused(reason: str) -> dict[str, Any]:
    return {"verdict": "re-record", "reason": reason, "content_hash": "", "extractor_version": EXTRACTOR_VERSION}


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    longest = max(rows, key=len, default={})
    return list(longest) or ["source", "verdict", "reason", "content_hash", "extractor_version"]
