"""An answer as it comes: text or sound of one question in; that interview's evidence, score and pay out, and nobody else's.

The steps are the run's own, asked for one interview: a run afterwards finds nothing left to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import ContractError
from workbench.evidence import audio
from workbench.pipeline import listening
from workbench.pipeline.reckoning import gather_evidence, price, score_interviews
from workbench.pipeline.rules import rules_in_force
from workbench.pipeline.summary import StageCount

if TYPE_CHECKING:
    from workbench.definitions import Policy
    from workbench.store import Desk


@dataclass(frozen=True)
class Taken:
    """What an answer changed: its recording's row (None without one), interviews done and unchanged per stage, and warnings."""

    recording: dict[str, Any] | None
    stages: tuple[StageCount, ...]
    warnings: tuple[str, ...]


def take_answer(
    desk: Desk, interview_id: str, question_id: str, *, text: str | None = None, recording: Any = None, segments: str | None = None,
    question_text: str | None = None, competency: str | None = None, name: str | None = None,
) -> Taken:  # fmt: skip
    """Take a new answer, or more of one, into the store, and reckon its interview again.

    Parameters
    ----------
    desk : Desk
        Of an account that may change records.
    interview_id, question_id : str
        Where the answer belongs; the interview is known, the question may be new.
    text, segments, question_text, competency : str, optional
        As in ANSWERS; what is left out stays as it is.
    recording : Stream, row, or what `extract` takes, optional
        A stream is ended here; to show an answer while it is spoken pass ``stream.row()`` now and then.
    name : str, optional
        File name of the recording, where the page finds it to play; taken from the path when there is one.

    Returns
    -------
    Taken

    Raises
    ------
    ContractError
        If the interview is not known, or text and recording are both missing.
    EvidenceError
        If the recording is none. Nothing is written then.
    AccessDenied
    """
    _must_be_usable(desk, interview_id, question_id, text, recording)
    rules, refusals = rules_in_force(desk)
    answer = _answer(
        desk, interview_id, question_id, text=text, segments=segments, question_text=question_text, competency=competency
    )
    values = None
    if recording is not None:
        answer["recording"] = name or _name(recording, interview_id, question_id)
        values = _heard(recording, answer, rules.policy)
    _keep(desk, answer, values, rules.policy)
    only, quiet = [interview_id], lambda done, total: None
    gathered = gather_evidence(desk, rules, progress=quiet, only=only)
    scored = score_interviews(desk, rules, progress=quiet, only=only)
    priced, same, without = price(desk, rules, progress=quiet, only=only)
    stages = (StageCount("evidence", *gathered), StageCount("scores", *scored), StageCount("pay", priced, same))
    return Taken(values, stages, (*map(str, refusals), *without))


def _must_be_usable(desk: Desk, interview_id: str, question_id: str, text: str | None, recording: Any) -> None:
    where = f"answer to {question_id}"
    if text is None and recording is None:
        raise ContractError(
            "the answer is empty", where=where, expected="its text, its recording or both", cure="pass text= or recording="
        )
    if desk.read("INTERVIEWS", columns=["interview_id"], interview_id=interview_id).empty:
        raise ContractError("there is no such interview", where=where, found=f"interview {interview_id}", expected="an interview in the database",
                            cure="load the interview first, or correct its id")  # fmt: skip


def _answer(desk: Desk, interview_id: str, question_id: str, **given: str | None) -> dict[str, Any]:
    """Give the whole answer as it will stand: what is there, and what is new."""
    there = desk.read("ANSWERS", interview_id=interview_id, question_id=question_id).to_dict("records")
    row = there[0] if there else {"interview_id": interview_id, "question_id": question_id, "recording": None}
    new = {"answer_text" if column == "text" else column: value for column, value in given.items() if value is not None}
    if "answer_text" in new and "segments" not in new and new["answer_text"] != row.get("answer_text"):
        new["segments"] = None  # seconds of other words
    return {**dict.fromkeys(("answer_text", "segments", "question_text", "competency")), **row, **new}


def _name(recording: Any, interview_id: str, question_id: str) -> str:
    if isinstance(recording, (str, Path)):
        return Path(str(recording)).name
    return f"{listening.LIVE}{interview_id}-{question_id}"


def _heard(recording: Any, answer: dict[str, Any], policy: Policy) -> dict[str, Any]:
    words = listening.words_of(answer["answer_text"], answer["segments"])
    if isinstance(recording, Mapping):
        return dict(recording)
    if isinstance(recording, audio.Stream):
        return recording.finish(words=words)
    return audio.extract(recording, policy=policy, words=words)


def _keep(desk: Desk, answer: dict[str, Any], values: dict[str, Any] | None, policy: Policy) -> None:
    row = SimpleNamespace(**answer)
    with desk.transaction(reason="a new answer") as work:
        work.write("ANSWERS", pd.DataFrame([answer]))
        if values is not None:
            content_hash = values["content_hash"]
            work.write("RECORDINGS", pd.DataFrame([listening.recording_row(row, values, content_hash)]))
            key = listening.key_of(row.interview_id, row.question_id)
            work.mark_all(listening.STEP, {key: listening.mark_of(row, content_hash, policy)})
