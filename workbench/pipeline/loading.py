"""The first reach of the river: decision documents and exports become rows of the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workbench import intake
from workbench.contracts import BY_NAME, SOURCES
from workbench.definitions import KINDS
from workbench.errors import ContractError, DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from workbench.definitions import Document
    from workbench.store import Desk

NEEDED = ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS", "ANSWERS")
Counts = dict[str, tuple[int, int, int, int]]


def load_definitions(desk: Desk, folder: str | Path, *, reason: str = "loaded from files") -> int:
    """Save every decision document of a folder; equal content is saved once.

    Returns
    -------
    int
        How many versions are new.

    Raises
    ------
    DefinitionError
        If the folder holds none, a name says no kind, or a document is not valid. Nothing is saved then.
    """
    paths = sorted(Path(folder).glob("*.yaml"))
    if not paths:
        raise DefinitionError("there are no definitions", where=Path(folder).name, expected="rubric-*.yaml, pay-matrix-*.yaml, …",
                              cure="start from data/definitions/, or pass --definitions DIR")  # fmt: skip
    documents = [read_definition(path) for path in paths]
    _each_job_once([document for document in documents if document.kind == "rubric"])
    before = len(desk.definitions())
    for document in documents:
        desk.save_definition(document, reason=reason)
    return len(desk.definitions()) - before


def waiting_definitions(desk: Desk) -> list[str]:
    """Say which definitions are saved but not in force: somebody else must approve them first."""
    drafts = desk.definitions()
    drafts = drafts[drafts["state"] == "draft"]
    return [
        f"{row.kind} '{row.id}' version {row.version} waits for a second administrator's approval; the version in force still holds"
        for row in drafts.itertuples()
    ]


def read_definition(path: Path) -> Document:
    """Read one definition; its kind stands at the start of the file name (``rubric-sales.yaml``)."""
    return _kind_of(path).load(path)


def load_exports(
    desk: Desk,
    folder: str | Path,
    *,
    mapping: intake.Mapping | None,
    progress: Callable[[str], None],
    leave_out: tuple[str, ...] = (),
) -> Counts:
    """Read a folder of exports into the store; unusable rows go to quarantine with the reason.

    `leave_out` names tables that the policy does not let in; their files are read and left where they are.

    Raises
    ------
    ContractError
        If a table the river needs is neither in the exports nor in the store, or nobody is left to interview.
    """
    exports = intake.read_exports(folder, mapping=mapping, progress=progress)
    tables, quarantine = intake.check_references(exports, known=_known_ids(desk))
    tables = {name: table for name, table in tables.items() if name not in leave_out}
    _nothing_missing(desk, exports.tables, tables)
    counts: Counts = {}
    with desk.transaction() as work:
        for contract in SOURCES:
            if contract.name in tables:
                written = work.write(contract.name, tables[contract.name], reason="exports")
                aside = int((quarantine["table"] == contract.name).sum())
                counts[contract.name] = (written.inserted, written.updated, written.unchanged, aside)
        work.write_quarantine(quarantine, replacing={part.place for part in exports.parts})
    return counts


def _kind_of(path: Path) -> type:
    kind = next((KINDS[name] for name in KINDS if path.stem == name or path.stem.startswith(f"{name}-")), None)
    if kind is None:
        raise DefinitionError("the file name says no kind of definition", where=path.name,
                              expected="a name that starts with " + ", ".join(KINDS), cure="rename the file")  # fmt: skip
    return kind


def _each_job_once(rubrics: list) -> None:
    owner: dict[str, str] = {}
    for rubric in rubrics:
        for job in rubric.job_ids:
            if job in owner:
                raise DefinitionError(f"job '{job}' has two rubrics", where=f"rubric '{rubric.id}'", found=f"{owner[job]} and {rubric.id}",
                                      expected="one rubric a job", cure="take the job out of job_ids of one of them")  # fmt: skip
            owner[job] = rubric.id


def _known_ids(desk: Desk) -> dict[str, set[str]]:
    targets = {column.refers_to for contract in SOURCES for column in contract.columns if column.refers_to}
    targets |= {"INTERVIEWS.interview_id", "CANDIDATES.candidate_id"}
    known = {}
    for target in sorted(targets):
        name, column = target.split(".")
        known[target] = set(desk.read(name, columns=[column])[column])
    return known


def _nothing_missing(desk: Desk, read: dict[str, pd.DataFrame], kept: dict[str, pd.DataFrame]) -> None:
    for name in NEEDED:
        if name in kept and len(kept[name]):
            continue
        if len(desk.read(name, columns=BY_NAME[name].key)):
            continue
        rows = len(read[name]) if name in read else 0
        found = (
            f"{rows} readable rows, none of them usable" if rows else "an empty table" if name in read else "no file of that table"
        )
        raise ContractError(f"there are no {BY_NAME[name].en.lower()} ({BY_NAME[name].zh})", where="the exports", found=found,
                            expected=f"one row or more of {', '.join(NEEDED)}",
                            cure="export that table too, or see 'workbench quarantine' for why its rows were set aside")  # fmt: skip
