"""The notebooks as one book: which there are, what each asks, and which choices each takes.

In flow the notebook files; out flow `Chapter`s, read from their first cells, so that no second list can drift from them.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import Refusal, closest

if TYPE_CHECKING:
    from nbformat import NotebookNode

BOOK = Path(__file__).resolve().parents[2] / "notebooks"
LABEL = re.compile(r"^\*\*(?P<label>Question|Answer|Data|What this does not show) · [^*]+\*\* ", re.MULTILINE)


@dataclass(frozen=True)
class Chapter:
    """One notebook of the book.

    Parameters
    ----------
    number, name : str
        ``04`` and ``how_scores_are_distributed``.
    path : Path
    title : str
        Both languages, as the first line has them.
    opening : dict of str to str
        ``Question``, ``Answer``, ``Data`` and ``What this does not show``, both languages in each.
    parameters : dict of str to object
        What may be chosen, with the defaults that give the stored results.
    dated : {"applied", "interviewed"}
        Which day its quarter is about.
    """

    number: str
    name: str
    path: Path
    title: str
    opening: dict[str, str]
    parameters: dict[str, Any]
    dated: str


def chapters(folder: Path | None = None) -> list[Chapter]:
    """Read every numbered notebook of a folder, in order.

    Raises
    ------
    Refusal
        If the folder holds none.
    """
    folder = folder or _folder()
    found = [_chapter(path) for path in sorted(folder.glob("[0-9][0-9]_*.ipynb"))]
    if not found:
        raise Refusal("no notebooks are here", where=str(folder), expected="the folder 'notebooks' that comes with the source",
                      cure="run the command inside the project's folder")  # fmt: skip
    return found


def chapter(wanted: str, known: list[Chapter]) -> Chapter:
    """Find a notebook by its number (``4``, ``04``), its name or file, or words that only one name has.

    Raises
    ------
    Refusal
        If none or several fit.
    """
    word = Path(wanted).name.removesuffix(".ipynb").lower().replace("-", "_").replace(" ", "_")
    exact = [one for one in known if word in {one.number, one.number.lstrip("0"), one.name, one.path.stem.lower()}]
    fitting = exact or [one for one in known if word and not word.isdigit() and word in one.name]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(f"{one.number} {one.name}" for one in (fitting or known))
    near = closest(word, [one.name for one in known])
    raise Refusal(f"{'several notebooks fit' if fitting else 'there is no notebook'} '{wanted}'", where="workbench notebook", expected=f"one of {listed}",
                  cure=near or "give its number; 'workbench notebook list' says what each asks")  # fmt: skip


def opening_of(text: str) -> dict[str, str]:
    """Take the first cell apart into its labelled paragraphs."""
    marks = list(LABEL.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {mark["label"]: " ".join(text[mark.end() : end].split()) for mark, end in zip(marks, ends, strict=True)}


def tags(cell: NotebookNode) -> list[str]:
    """List a cell's tags."""
    return list(cell.metadata.get("tags", []))


def _folder() -> Path:
    return BOOK if BOOK.is_dir() else Path("notebooks")


def _chapter(path: Path) -> Chapter:
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    number, _, name = path.stem.partition("_")
    first = notebook.cells[0].source
    own = notebook.metadata.get("workbench", {})
    title = first.partition("\n")[0].lstrip("# ").removeprefix(f"{number} · ")
    return Chapter(number, name, path, title, opening_of(first), _parameters(notebook), own.get("dated", "applied"))


def _parameters(notebook: NotebookNode) -> dict[str, Any]:
    """Read the names and defaults of the cell that papermill parameterises; every default is a literal."""
    source = next((cell.source for cell in notebook.cells if "parameters" in tags(cell)), "")
    return {line.targets[0].id: ast.literal_eval(line.value) for line in ast.parse(source).body}
