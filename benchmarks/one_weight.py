"""Change one number in a definition and see which notebooks notice: ``python benchmarks/one_weight.py --out benchmarks/one_weight.md``.

Each change is made in a copy of the tree, every notebook is run there under strict nbval, and those that fail are compared with those
that say so in their own metadata (``workbench.depends_on``: definition → which part of it → why). The run ends with 1 where the two differ.
About ten minutes a change on a quiet machine.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "docs", "demo", "__pycache__", ".pytest_cache", ".hypothesis", ".ruff_cache", ".ipynb_checkpoints"
)


@dataclass(frozen=True)
class Change:
    """One number of one definition.

    Parameters
    ----------
    file, part : str
        The definition, and which part of it the number belongs to, as notebooks declare them.
    said : str
        The change in words.
    edits : tuple of (before, after)
        Lines of the file, each found once. A weight takes its neighbour along: they add up to 1, or the rubric is refused.
    """

    file: str
    part: str
    said: str
    edits: tuple[tuple[str, str], ...]


CHANGES = {
    "sales-manager": Change("rubric-sales-manager.yaml", "competency weights", "client development 30 % → 26 %, team leadership gains what it loses",
                            (("\n    weight: 0.3\n", "\n    weight: 0.26\n"), ("\n    weight: 0.25\n", "\n    weight: 0.29\n"))),
    "technical-matrix": Change("pay-matrix-technical.yaml", "bands", "upper edge of the band 80–100: 20,000 → 21,000", (("pay_max: 20000", "pay_max: 21000"),)),
    "service-matrix": Change("pay-matrix-service.yaml", "bands", "upper edge of the band 80–100: 14,500 → 15,500 (no notebook shows this family)", (("pay_max: 14500", "pay_max: 15500"),)),
    "cost-model": Change("cost-model.yaml", "amounts", "one hour of HR work: ¥400 → ¥410", (("hourly_rate: 400 ", "hourly_rate: 410 "),)),
}  # fmt: skip


def main() -> int:
    """Make every change asked for and print which notebooks failed."""
    chosen = _arguments()
    notebooks = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    lines, wrong = [HEAD], 0
    for name in chosen.changes or CHANGES:
        change = CHANGES[name]
        expected = {path.name[:2] for path in notebooks if _depends(path, change)}
        failed = _failing(change, notebooks)
        agree = failed == expected
        wrong += not agree
        lines.append(
            f"| `{change.file}`, {change.part}: {change.said} | {_listed(expected)} | {_listed(failed)} | {'yes' if agree else '**no**'} |"
        )
        print(lines[-1], flush=True)
    if chosen.out:
        chosen.out.write_text("\n".join([*lines, "", REASONS, *_reasons(notebooks), ""]), encoding="utf-8")
    return int(wrong > 0)


HEAD = """# One changed number, and the notebooks that notice

Made by `python benchmarks/one_weight.py`: each change in a copy of the tree, all notebooks under strict nbval.

| change | depend on it, by their own metadata | failed | the same |
|---|---|---|---|"""
REASONS = "## Why\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("changes", nargs="*", choices=[[], *CHANGES], help="all when none is named")
    parser.add_argument("--out", type=Path)
    return parser.parse_args()


def _depends(path: Path, change: Change) -> bool:
    declared = nbformat.read(path, as_version=4).metadata.get("workbench", {}).get("depends_on", {})
    return any(fnmatch.fnmatch(change.file, file) and change.part in parts for file, parts in declared.items())


def _failing(change: Change, notebooks: list[Path]) -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        _edit(copy / "data" / "definitions" / change.file, change)
        return {path.name[:2] for path in notebooks if not _passes(copy, path.name)}


def _edit(file: Path, change: Change) -> None:
    text = file.read_text(encoding="utf-8")
    for before, after in change.edits:
        if text.count(before) != 1:
            raise SystemExit(f"{file.name}: {before.strip()!r} stands there {text.count(before)} times, once is needed")
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def _passes(copy: Path, name: str) -> bool:
    """Run one notebook strictly; anything but all passed or some failed is an accident and ends the run."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "--nbval",
        "--nbval-sanitize-with",
        "tests/notebooks.cfg",
        "-p",
        "no:cacheprovider",
        f"notebooks/{name}",
    ]
    environment = os.environ | {"PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{name} could not be run:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def _listed(numbers: set[str]) -> str:
    return " ".join(sorted(numbers)) or "none"


def _reasons(notebooks: list[Path]) -> list[str]:
    rows = []
    for path in notebooks:
        declared = nbformat.read(path, as_version=4).metadata.get("workbench", {}).get("depends_on", {})
        rows += [f"- {path.name[:2]} on `{file}`, {part}: {why}" for file, parts in declared.items() for part, why in parts.items()]
    return rows


if __name__ == "__main__":
    sys.exit(main())
