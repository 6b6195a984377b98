"""Running a notebook cell by cell: what cannot be said is said in words and the rest goes on, a fault ends the run.

In flows a notebook; out flows the same with its outputs, and a count of what was left out and why.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench import errors
from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbformat import NotebookNode

REFUSALS = {name for name, one in vars(errors).items() if isinstance(one, type) and issubclass(one, Refusal)}
CELL_S = 1800
QUIET = ["--log-level=ERROR"]
CURES = {
    "ModuleNotFoundError": "pip install 'interview-workbench[notebooks]'",
    "MemoryError": "take one job or one quarter, or a machine with more memory",
    "KeyError": "the store lacks what this cell reads; 'workbench run' brings it in",
}


@dataclass(frozen=True)
class Executed:
    """A notebook after its run.

    Parameters
    ----------
    notebook : NotebookNode
        With outputs; a refused cell carries the refusal's words in their place.
    refused : dict of int to str
        Cell → why it could not be answered (too few data, nothing recorded).
    left_out : tuple of int
        Cells that needed one of those.
    """

    notebook: NotebookNode
    refused: dict[int, str]
    left_out: tuple[int, ...]


def execute(notebook: NotebookNode, *, folder: Path, tell: Callable[[str, int, int], None]) -> Executed:
    """Run every code cell in a kernel of this Python.

    Parameters
    ----------
    notebook : NotebookNode
    folder : Path
        Where the notebook lives; its paths are relative to it.
    tell : function of stage, done, total
        Told before the kernel starts and after every cell.

    Returns
    -------
    Executed

    Raises
    ------
    Refusal
        If a cell fails for any other reason than a refusal of the workbench, or the kernel dies.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    client = NotebookClient(
        notebook, timeout=CELL_S, kernel_name="python3", resources={"metadata": {"path": str(folder)}}, extra_arguments=QUIET,
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )  # fmt: skip
    places = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    refused: dict[int, str] = {}
    lost: dict[int, set[str]] = {}
    tell("cells", 0, len(places))
    with client.setup_kernel():
        for done, place in enumerate(places, start=1):
            try:
                client.execute_cell(notebook.cells[place], place)
            except CellExecutionError as error:
                lost[place] = _tolerate(notebook.cells[place], place, error, lost, refused)
            except (DeadKernelError, CellTimeoutError) as error:
                raise _stopped(notebook.cells[place], place, type(error).__name__, str(error).splitlines()[0]) from None
            tell("cells", done, len(places))
        _remember_language(client, notebook)
    return Executed(notebook, refused, tuple(sorted(set(lost) - set(refused))))


def _tolerate(
    cell: NotebookNode, place: int, error: CellExecutionError, lost: dict[int, set[str]], refused: dict[int, str]
) -> set[str]:
    """Put a refusal's words where the result would stand; pass over what needed it; end the run at anything else."""
    from nbformat.v4 import new_output

    missing = re.match(r"name '(\w+)' is not defined", error.evalue or "") if error.ename == "NameError" else None
    if error.ename.rpartition(".")[2] in REFUSALS:
        refused[place] = error.evalue
        words = f"not shown · 未能给出: {error.evalue}"
    elif missing and missing[1] in set().union(*lost.values()):
        words = "not shown · 未能给出: this needs a result above that could not be given"
    else:
        raise _stopped(cell, place, error.ename, error.evalue) from None
    kept = [output for output in cell.outputs if output.output_type != "error"]
    cell.outputs = [*kept, new_output("stream", name="stdout", text=words + "\n")]
    return _names(cell.source)


def _names(source: str) -> set[str]:
    """List the names a cell would have given."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _stopped(cell: NotebookNode, place: int, kind: str, message: str) -> Refusal:
    first = next((line for line in cell.source.splitlines() if line.strip()), "")
    words = message.strip().splitlines()[0] if message and message.strip() else "no message"
    return Refusal(
        f"the notebook stopped at its cell {place + 1}", where=f"'{first[:80]}'", found=f"{kind}: {words}", expected="a cell that runs",
        cure=CURES.get(kind, "open the notebook in JupyterLab, give its parameters cell the same values and run to this cell"),
    )  # fmt: skip


def _remember_language(client: NotebookClient, notebook: NotebookNode) -> None:
    notebook.metadata["language_info"] = client.wait_for_reply(client.kc.kernel_info())["content"]["language_info"]
