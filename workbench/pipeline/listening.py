"""The recordings' reach: every clip an answer names is found, heard once and described."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.definitions import indicators
from workbench.evidence import audio
from workbench.pipeline.fingerprints import stale, together

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.definitions import Policy
    from workbench.store import Desk

STEP = "recording"
BATCH = 16
SEPARATOR = "\x1f"
LIVE = "live:"


def hear(
    desk: Desk, folder: Path | None, *, policy: Policy, progress: Callable[[int, int], None], workers: int | None = None,
    preparing: Callable[[int, int], None] | None = None,
) -> tuple[int, int, list[str]]:  # fmt: skip
    """Describe every recording that answers name and that has changed since it was last heard.

    `preparing` is told (0, 1) before and (1, 1) after the models are loaded and the loops compiled, which a first start waits for.

    Returns
    -------
    done, unchanged : int
    warnings : list of str
        One per recording that could not be used: which, and why.
    """
    answers = desk.read("ANSWERS", columns=["interview_id", "question_id", "recording", "answer_text", "segments"])
    answers = answers.dropna(subset=["recording"])
    files = _files(folder)
    found = {row.recording: files.get(Path(row.recording).name) for row in answers.itertuples()}
    live = _heard_live(desk)
    hashes = {name: _content_hash(path) if path else live.get(name, "missing") for name, path in found.items()}
    keys = {key_of(row.interview_id, row.question_id): row for row in answers.itertuples()}
    wanted = {key: mark_of(row, hashes[row.recording], policy) for key, row in keys.items()}
    done = desk.marks(STEP)
    todo = stale(wanted, done)
    _forget(desk, sorted(set(done) - set(wanted)))
    if preparing and any(found[keys[key].recording] for key in todo):
        preparing(0, 1)
        audio.warm_up()
        preparing(1, 1)
    progress(0, len(todo))
    for start in range(0, len(todo), BATCH):
        batch = todo[start : start + BATCH]
        rows = [keys[key] for key in batch]
        table = _described(rows, found, hashes, policy, workers)
        with desk.transaction() as work:
            work.write("RECORDINGS", table)
            work.write_quarantine(_unreadable(table))
            work.mark_all(STEP, {key: wanted[key] for key in batch})
        progress(min(start + BATCH, len(todo)), len(todo))
    return len(todo), len(wanted) - len(todo), _warnings(desk)


def key_of(interview_id: str, question_id: str) -> str:
    """Give the key under which it is noted that an answer's recording was heard."""
    return SEPARATOR.join([interview_id, question_id])


def mark_of(row: Any, content_hash: str, policy: Policy) -> str:
    """Give all that the description of an answer's recording depends on, as one hash."""
    return together(content_hash, audio.EXTRACTOR_VERSION, policy.version, json.dumps(words_of(row.answer_text, row.segments)))


def words_of(text: Any, segments: Any) -> list[tuple[float, float, str]] | None:
    """Give the sentences of an answer with their seconds; None where it has no times that can be used."""
    try:
        spans = json.loads(segments) if isinstance(segments, str) else segments
        words = [(float(start), float(end), str(text)[int(first) : int(last)]) for start, end, first, last in spans]
    except (TypeError, ValueError):
        return None
    return words if isinstance(text, str) and all(0 <= start <= end < math.inf for start, end, _ in words) else None


def _heard_live(desk: Desk) -> dict[str, str]:
    """Give the hashes of what was heard as it was spoken: that sound was never a file, and what was heard of it stays."""
    heard = desk.read("RECORDINGS", columns=["recording", "content_hash"])
    marked = heard[heard["recording"].str.startswith(LIVE, na=False)]
    return dict(zip(marked["recording"], marked["content_hash"], strict=True))


def _forget(desk: Desk, keys: list[str]) -> None:
    """Drop what was heard in recordings that no answer names any more."""
    if not keys:
        return
    with desk.transaction() as work:
        for key in keys:
            interview, question = key.split(SEPARATOR)
            work.remove("RECORDINGS", interview_id=interview, question_id=question)
        work.forget_marks(STEP, keys)


def _files(folder: Path | None) -> dict[str, Path]:
    return {path.name: path for path in sorted(folder.rglob("*")) if path.is_file()} if folder else {}


def _content_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _described(
    rows: list[Any], found: dict[str, Path | None], hashes: dict[str, str], policy: Policy, workers: int | None
) -> pd.DataFrame:
    there = [row for row in rows if found[row.recording]]
    heard = (
        audio.extract_many(
            [found[row.recording] for row in there],
            policy=policy,
            workers=workers,
            words=[words_of(row.answer_text, row.segments) for row in there],
        ).to_dict("records")
        if there
        else []
    )
    described = {id(row): values for row, values in zip(there, heard, strict=True)}
    return pd.DataFrame([recording_row(row, described.get(id(row)), hashes[row.recording]) for row in rows])


def recording_row(row: Any, values: dict[str, Any] | None, content_hash: str) -> dict[str, Any]:
    """Lay what was heard of an answer's recording out as a row of RECORDINGS."""
    if values is None:
        values = {"verdict": "re-record", "reason": "the recording file was not found"}
    numbers = {name: _plain(value) for name, value in values.items() if name in indicators() and _plain(value) is not None}
    return {
        "interview_id": row.interview_id, "question_id": row.question_id, "recording": row.recording, "content_hash": content_hash,
        "verdict": values["verdict"], "reason": values.get("reason") or None, "duration_s": _plain(values.get("duration_s")),
        "descriptors": json.dumps(numbers, sort_keys=True), "track": json.dumps(_list(values.get("speech_spans"))),
        "envelope": json.dumps(_list(values.get("envelope"))),
        "extractor_version": audio.EXTRACTOR_VERSION,
    }  # fmt: skip


def _unreadable(table: pd.DataFrame) -> list[dict[str, Any]]:
    """List the recordings that could not even be opened, for quarantine: the others were heard, and judged by their quality."""
    lost = table[table["duration_s"].isna()]
    reasons = [f"recording of {row.interview_id}, {row.question_id}: {row.reason}" for row in lost.itertuples()]
    return [
        {"table": "ANSWERS", "file": name, "row": None, "reasons": why}
        for name, why in zip(lost["recording"], reasons, strict=True)
    ]


def _list(value: Any) -> list:
    return value if isinstance(value, list) else []


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _warnings(desk: Desk) -> list[str]:
    recordings = desk.read("RECORDINGS")
    unusable = recordings[recordings["verdict"] != "scorable"]
    return [
        f"{row.recording} ({row.interview_id}, {row.question_id}): {row.verdict}, {row.reason}" for row in unusable.itertuples()
    ]
