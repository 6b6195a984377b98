"""A folder of résumés read one by one: what was read, and what could not be and why.

In flow the paths of files; out flow one table of all values and one of all files. File names hold people's names: a message names the
number of a file, the table its path.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.contracts import RESUME_ITEMS
from workbench.errors import EvidenceError
from workbench.evidence.resume.reading import Resume, parse
from workbench.evidence.resume.stated import facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

NOT_RESUMES = {".ds_store", ".csv", ".xlsx", ".json", ".yaml", ".yml", ".zip", ".py", ".ini", ".db", ".parquet"}


@dataclass(frozen=True)
class Batch:
    """What a folder of résumés gave.

    Parameters
    ----------
    items : pandas.DataFrame, RESUME_ITEMS
        ``candidate_id`` is the file's name without its ending.
    files : pandas.DataFrame, one row a file
        ``candidate_id``, ``file``, ``status`` [read, refused], ``reason``, ``n_jobs``, ``n_values``, ``name``, ``phone``, ``email``,
        ``years_experience``, ``years_in_sales``, ``degree_level``, ``led_team``.
    resumes : dict of str to Resume
    """

    items: pd.DataFrame
    files: pd.DataFrame
    resumes: dict[str, Resume]


def read_folder(folder: str | Path | Iterable[str | Path], *, progress: Callable[[int, int], None] | None = None) -> Batch:
    """Read every résumé of a folder; one that cannot be read stops nothing.

    Parameters
    ----------
    folder : path, or iterable of paths
        A folder with all its sub-folders, or the files themselves.
    progress : callable, optional
        Called with (done, total).

    Returns
    -------
    Batch

    Raises
    ------
    EvidenceError
        If the folder is missing or holds no files.
    """
    import pandas as pd

    paths = _paths(folder)
    tell = progress or (lambda done, total: None)
    tell(0, len(paths))
    resumes: dict[str, Resume] = {}
    rows, tables = [], []
    for done, (name, path) in enumerate(zip(_names(paths), paths, strict=True), start=1):
        try:
            read = parse(path)
        except EvidenceError as refusal:
            rows.append(
                {
                    "candidate_id": name,
                    "file": str(path),
                    "status": "refused",
                    "reason": f"{refusal.what}; {refusal.found}; {refusal.cure}",
                }
            )
        else:
            resumes[name] = read
            rows.append(_told(name, path, read))
            tables.append(read.table(name))
        tell(done, len(paths))
    columns = ["candidate_id", "file", "status", "reason", "n_jobs", "n_values", "name", "phone", "email", "years_experience", "years_in_sales",
               "degree_level", "led_team"]  # fmt: skip
    items = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=RESUME_ITEMS.names)
    return Batch(items, pd.DataFrame(rows, columns=columns), resumes)


def _paths(folder: str | Path | Iterable[str | Path]) -> list[Path]:
    if isinstance(folder, (str, Path)):
        place = Path(folder)
        found = (
            sorted(
                p
                for p in place.rglob("*")
                if p.is_file() and not p.name.startswith((".", "~$")) and p.suffix.lower() not in NOT_RESUMES
            )
            if place.is_dir()
            else []
        )
    else:
        found = [Path(path) for path in folder]
    if not found:
        raise EvidenceError("there are no résumés", where="the folder of résumés", found="no such folder, or no files in it",
                            expected="PDF, Word, HTML or text files", cure="check the path")  # fmt: skip
    return found


def _names(paths: list[Path]) -> list[str]:
    """Name each résumé by its file; two files of one name are told apart by their ending or folder."""
    stems = [path.stem for path in paths]
    names = [stem if stems.count(stem) == 1 else path.name for stem, path in zip(stems, paths, strict=True)]
    return [name if names.count(name) == 1 else f"{path.parent.name}/{path.name}" for name, path in zip(names, paths, strict=True)]


def _told(name: str, path: Path, read: Resume) -> dict[str, object]:
    known = facts(read)
    return {
        "candidate_id": name, "file": str(path), "status": "read", "reason": None, "n_jobs": len(read.jobs), "n_values": len(read.entries),
        "name": read.get("basics", "name") or None, "phone": read.get("basics", "phone") or None, "email": read.get("basics", "email") or None,
        "years_experience": known.years_experience, "years_in_sales": known.years_in_sales, "degree_level": known.degree_level,
        "led_team": known.led_team,
    }  # fmt: skip
