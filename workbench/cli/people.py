"""Résumés from the terminal: a folder read in one go, with progress, and a list of what could not be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.terminal import REFUSED, bars, err, give, out, refusing, save

Output = Annotated[str | None, typer.Option("--output", "-o", help="Write to FILE (.csv, .xlsx, .parquet) instead of showing.")]
SHOWN = ["candidate_id", "status", "n_jobs", "years_experience", "years_in_sales", "degree_level", "led_team", "reason"]


def resumes(
    files: Annotated[list[Path], typer.Argument(help="Folder of résumés, or the files (PDF, Word, HTML, text).")],
    output: Output = None,
    items: Annotated[str | None, typer.Option("--items", help="Write every value with its place in the text to FILE.")] = None,
    json_folder: Annotated[Path | None, typer.Option("--json", help="Write one JSON Resume a file into this folder.")] = None,
) -> None:
    """Read résumés: positions, education, contacts, each value with its place; files that cannot be read are named with the reason."""
    from workbench.evidence import resume

    with refusing(), bars() as tell:
        given = files[0] if len(files) == 1 and files[0].is_dir() else files
        batch = resume.read_folder(given, progress=lambda done, total: tell("résumés", done, total))
    with refusing():
        give(batch.files if output else batch.files[SHOWN], output)
        if items:
            save(batch.items, items)
    if json_folder:
        json_folder.mkdir(parents=True, exist_ok=True)
        for name, read in batch.resumes.items():
            laid = json.dumps(read.json_resume(), ensure_ascii=False, indent=2)
            (json_folder / f"{name.replace('/', '_')}.json").write_text(laid, encoding="utf-8")
        out.print(f"{len(batch.resumes)} JSON Resumes written to {json_folder}", markup=False)
    refused = int((batch.files["status"] == "refused").sum())
    if refused:
        err.print(f"warning: {refused} of {len(batch.files)} files could not be read; column 'reason' says why", markup=False)
    if refused == len(batch.files):
        raise typer.Exit(REFUSED)
