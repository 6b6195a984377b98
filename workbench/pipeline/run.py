"""One run: each step takes up where an earlier one stopped, and does only what has changed."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import store
from workbench.errors import ContractError
from workbench.pipeline.listening import hear
from workbench.pipeline.loading import load_definitions, load_exports, waiting_definitions
from workbench.pipeline.reckoning import gather_evidence, price, score_interviews
from workbench.pipeline.rules import policy_in_force, rules_in_force
from workbench.pipeline.summary import StageCount, Summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.intake import Mapping

Progress = "Callable[[str, int, int], None]"


def run(
    *,
    exports: str | Path,
    db: str | store.Database,
    recordings: str | Path | None = None,
    definitions: str | Path | None = None,
    mapping: Mapping | None = None,
    workers: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Summary:
    """Take exports and recordings down the whole river into the database.

    Parameters
    ----------
    exports : path
        Folder of CSV, Excel and Parquet files.
    db : str or Database
        Where it all goes; a URL or path opens it.
    recordings : path, optional
        Folder in which the recordings that answers name are looked for, by file name.
    definitions : path, optional
        Folder of YAML documents to load first; without it those in the database hold.
    mapping : Mapping, optional
        Explanations for unusual headers.
    workers : int, optional
        Threads for recordings; by default the machine's.
    progress : callable, optional
        Called with (stage, done, total).

    Returns
    -------
    Summary

    Raises
    ------
    ContractError, DefinitionError
        If exports or definitions cannot be used at all. The database then is as it was.

    Notes
    -----
    Running again on the same input changes no row. A run killed at any point loses at most the batch under way: each batch and the
    marks that say it is done are one transaction.
    """
    if recordings and not Path(recordings).is_dir():
        raise ContractError("there is no such folder", where=Path(recordings).name, expected="the folder of recordings that answers name",
                            cure="check the path given to --recordings, or leave it out where there are none")  # fmt: skip
    started = time.monotonic()
    tell = progress or (lambda stage, done, total: None)
    database = db if isinstance(db, store.Database) else store.open(db)
    try:
        return _run(database.as_operator(), exports, recordings, definitions, mapping, workers, tell, started)
    finally:
        if database is not db:
            database.close()


def _run(desk, exports, recordings, definitions, mapping, workers, tell, started) -> Summary:  # noqa: ANN001 - `run` names them
    if definitions:
        load_definitions(desk, definitions)
    waiting = waiting_definitions(desk)
    files: list[str] = []
    policy = policy_in_force(desk)
    left_out = () if policy.collect_expression else ("EXPRESSION_EVENTS",)
    counts = load_exports(desk, exports, mapping=mapping, leave_out=left_out,
                          progress=lambda name: (files.append(name), tell("intake", len(files), 0)))  # fmt: skip
    rules, refusals = rules_in_force(desk)
    folder = Path(recordings) if recordings else None
    heard, kept, warnings = hear(desk, folder, policy=rules.policy, workers=workers, progress=lambda a, b: tell("recordings", a, b),
                                 preparing=lambda a, b: tell("preparing", a, b))  # fmt: skip
    gathered = gather_evidence(desk, rules, progress=lambda a, b: tell("evidence", a, b))
    scored = score_interviews(desk, rules, progress=lambda a, b: tell("scores", a, b))
    priced, same, without = price(desk, rules, progress=lambda a, b: tell("pay", a, b))
    stages = (
        StageCount("recordings", heard, kept), StageCount("evidence", *gathered), StageCount("scores", *scored), StageCount("pay", priced, same),
    )  # fmt: skip
    return Summary(counts, stages, tuple(waiting + warnings + without), tuple(refusals), time.monotonic() - started)
