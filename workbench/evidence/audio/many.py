"""Many recordings, one table: sources in, one row each out, on threads or on a Dask cluster; one bad file never stops the rest.

Work that was broken off goes on where it stopped: rows measured before are passed in again, and a recording whose content is among
them is not measured a second time.
"""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import frames
from workbench.definitions import Policy
from workbench.errors import EvidenceError
from workbench.evidence.audio.decoding import open_sound
from workbench.evidence.audio.fillers import filled_pause_share
from workbench.evidence.audio.row import EXTRACTOR_VERSION, extract, still_holds, warm_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    import pandas as pd

RETRIES = 3
COUNTS = ("pause_count", "syllable_count")

Work = "Callable[[Callable, Mapping[int, tuple]], Iterator[tuple[int, Any]]]"


def extract_many(
    sources: Iterable[Any], *, workers: int | None = None, progress: Callable[[int, int], None] | None = None, client: Any = None,
    policy: Policy | None = None, known: Any = None, words: Sequence[Any] | None = None, each: Callable[[dict[str, Any]], None] | None = None,
    channel: int | None = None,
) -> pd.DataFrame:  # fmt: skip
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
    known : dataframe or iterable of rows, optional
        What an earlier call gave. A recording of the same content (``content_hash``) is not measured again if the row is of this
        extractor version and the policy still judges it so.
    words : sequence of what `extract` takes as words, optional
        One transcript with times a source, None where there is none.
    each : callable, optional
        Called with every row as it comes, so that a caller may keep it; known rows come first.
    channel : int, optional
        Channel (speaker) to take of each, from 0; the mean of all when not given.

    Returns
    -------
    DataFrame, one row a source, in their order
        ``source`` and the columns of `extract`; a file that is no recording has verdict ``re-record`` and says why.
    """
    import pandas as pd

    given = list(sources)
    spoken = list(words) if words is not None else [None] * len(given)
    if len(spoken) != len(given):
        raise EvidenceError("transcripts do not belong to the recordings", where="words", found=f"{len(spoken)} for {len(given)} recordings",
                            expected="one a recording, None where there is none", cure="pass them in the recordings' order")  # fmt: skip
    rows: list[dict[str, Any]] = [{} for _ in given]
    with _threads(workers, given) if client is None else _cluster(client) as work:
        for done, (place, row) in enumerate(_measured(work, given, spoken, policy, known, channel), start=1):
            rows[place] = row
            if each:
                each(row)
            if progress:
                progress(done, len(given))
    return pd.DataFrame(rows, columns=_columns(rows))


def safe_row(source: Any, policy: Policy | None = None, words: Any = None, channel: int | None = None) -> dict[str, Any]:
    """Give a recording's row, or the row that says why there is none."""
    name = {"source": source_name(source)}
    try:
        return name | extract(source, policy=policy, words=words, channel=channel)
    except EvidenceError as error:
        return name | _refused(str(error))


def safe_hash(source: Any, channel: int | None = None) -> str:
    """Give the hash of a recording's content, empty where there is none."""
    try:
        return open_sound(source, channel=channel).content_hash
    except EvidenceError:
        return ""


def source_name(source: Any) -> str:
    """Name a source without its content."""
    if isinstance(source, (str, Path)):
        return str(source)
    return "bytes" if isinstance(source, (bytes, bytearray, memoryview)) else "samples"


@contextlib.contextmanager
def _threads(workers: int | None, given: list[Any]) -> Iterator[Any]:
    from threadpoolctl import threadpool_limits

    if given:
        warm_up()  # compile once, not once per thread
    # one thread of linear algebra each: the recordings are what runs side by side
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(max(1, workers or os.cpu_count() or 1)) as pool:
        yield lambda do, jobs: zip(jobs, pool.map(lambda job: do(*job), jobs.values()), strict=True)


@contextlib.contextmanager
def _cluster(client: Any) -> Iterator[Any]:
    from distributed import as_completed

    own = isinstance(client, str)
    cluster = _reached(client) if own else client

    def work(do: Callable, jobs: Mapping[int, tuple]) -> Iterator[tuple[int, Any]]:
        # a copy of a recording is worked on once only where its place is given in the key
        futures = {cluster.submit(do, *job, retries=RETRIES, pure=False): place for place, job in jobs.items()}
        for future in as_completed(list(futures)):
            yield futures[future], _result(future, do, jobs[futures[future]][0])

    try:
        yield work
    finally:
        if own:
            cluster.close()


def _reached(address: str) -> Any:
    from distributed import Client

    try:
        return Client(address, timeout=10)
    except (OSError, ValueError) as error:
        raise EvidenceError("the Dask scheduler cannot be reached", where=address, found=type(error).__name__, expected="tcp://host:8786",
                            cure="start it (dask scheduler, then dask worker ADDRESS), or work on this machine's threads") from None  # fmt: skip


def _result(future: Any, do: Callable, source: Any) -> Any:
    try:
        return future.result()
    except Exception as error:
        if do is safe_hash:
            return ""
        return {"source": source_name(source)} | _refused(f"the cluster could not measure this recording ({type(error).__name__})")


def _measured(
    work: Any, given: list[Any], words: list[Any], policy: Policy | None, known: Any, channel: int | None
) -> Iterator[tuple[int, dict]]:
    earlier = _by_hash(known, policy or Policy.default())
    hashes = dict(work(safe_hash, {place: (source, channel) for place, source in enumerate(given)})) if earlier else {}
    again = {
        place: (source, policy, words[place], channel) for place, source in enumerate(given) if hashes.get(place) not in earlier
    }
    for place, source in enumerate(given):
        if place not in again:
            yield place, {"source": source_name(source)} | _with_words(earlier[hashes[place]], words[place])
    yield from work(safe_row, again)


def _by_hash(known: Any, policy: Policy) -> dict[str, dict[str, Any]]:
    """Give the earlier rows that hold for this version and policy, as `extract` would give them."""
    if known is None:
        return {}
    table = known if isinstance(known, (list, tuple)) else frames.to_pandas(known, where="known").to_dict("records")
    rows = [{name: _plain(name, value) for name, value in row.items() if name != "source"} for row in table]
    return {row["content_hash"]: row for row in rows if row.get("content_hash") and still_holds(row, policy)}


def _plain(name: str, value: Any) -> Any:
    """Undo what a table does to a row: NaN for None, floats for counts, arrays for lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [_plain("", part) for part in value]
    if value is None or value != value:  # NaN differs from itself
        return "" if name == "reason" else None
    return int(value) if name in COUNTS else value


def _with_words(row: dict[str, Any], words: Any) -> dict[str, Any]:
    return row | {"filled_pause_share": filled_pause_share(words) if row["verdict"] == "scorable" else None}


def _refused(reason: str) -> dict[str, Any]:
    return {"verdict": "re-record", "reason": reason, "content_hash": "", "extractor_version": EXTRACTOR_VERSION}


def _columns(rows: list[dict[str, Any]]) -> list[str]:
    longest = max(rows, key=len, default={})
    return list(longest) or ["source", "verdict", "reason", "content_hash", "extractor_version"]
