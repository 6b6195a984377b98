"""The recordings' reach: every clip an answer names is found, heard once and described."""

from __future__ import annotations

import hashlib
import json
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


def hear(
    desk: Desk, folder: Path | None, *, policy: Policy, progress: Callable[[int, int], None], workers: int | None = None
) -> tuple[int, int, list[str]]:
    """Describe every recording that answers name and that has changed since it was last heard.

    Returns
    -------
    done, unchanged : int
    warnings : list of str
        One per recording that could not be used: which, and why.
    """
    answers = desk.read("ANSWERS", columns=["interview_id", "question_id", "recording"]).dropna(subset=["recording"])
    files = _files(folder)
    found = {row.recording: files.get(Path(row.recording).name) for row in answers.itertuples()}
    hashes = {name: _content_hash(path) if path else "missing" for name, path in found.items()}
    keys = {SEPARATOR.join([row.interview_id, row.question_id]): row for row in answers.itertuples()}
    wanted = {key: together(hashes[row.recording], audio.EXTRACTOR_VERSION, policy.version) for key, row in keys.items()}
    done = desk.marks(STEP)
    todo = stale(wanted, done)
    _forget(desk, sorted(set(done) - set(wanted)))
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
        audio.extract_many([found[row.recording] for row in there], policy=policy, workers=workers).to_dict("records")
        if there
        else []
    )
    described = {id(row): values for row, values in zip(there, heard, strict=True)}
    return pd.DataFrame([_row(row, described.get(id(row)), hashes[row.recording]) for row in rows])


def _row(row: Any, values: dict[str, Any] | None, content_hash: str) -> dict[str, Any]:
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
