"""The book from the terminal: a notebook on one's own data, written as one offline page.

In flow a notebook's number and a choice of store, job and quarter; out flows an HTML file, or a refusal before anything has run.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli import bound, executing
from workbench.cli.book import Chapter, chapter, chapters, tags
from workbench.cli.placing import absolute, alone, named
from workbench.cli.scheduling import period_of, today
from workbench.cli.terminal import bars, err, out, refusing, spoken, whole
from workbench.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nbformat import NotebookNode

    from workbench.store import Desk

OPTIONS = ("db", "job", "quarter", "language", "exports", "recordings")
INVENTED = 2500  # as many people as show every job and quarter of the invented company


def notebook(
    name: Annotated[str, typer.Argument(help="Its number or name; 'workbench notebook list' says what each asks.")],
    db: Annotated[
        str | None, typer.Option("--db", help="Your store: SQLAlchemy URL or path; without it, the invented company.")
    ] = None,
    job: Annotated[str | None, typer.Option("--job", help="Job ID.")] = None,
    quarter: Annotated[
        str | None, typer.Option("--quarter", "--period", help="2026-Q3, also 2026, 2026-09 or last-quarter.")
    ] = None,
    language: Annotated[str | None, typer.Option("--language", help="zh or en.")] = None,
    exports: Annotated[Path | None, typer.Option("--exports", help="For 01 and 02 without --db: a folder of exports.")] = None,
    recordings: Annotated[Path | None, typer.Option("--recordings", help="For 01 and 03: a folder of recordings.")] = None,
    output: Annotated[
        Path | None, typer.Option("--out", "--output", "-o", help="FILE.html; {notebook}, {date}, {quarter}, {job} are filled in.")
    ] = None,
    code: Annotated[bool, typer.Option("--code/--no-code", help="Show the code cells.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all went well.")] = False,
) -> None:
    """Run a notebook of the book on your data and write it as one HTML file that opens without a network."""
    with refusing():
        known = chapters()
        if name == "list":
            for one in known:
                out.print(f"{one.number} {one.name}: {one.opening.get('Question', one.title)}", markup=False)
            return
        chosen = chapter(name, known)
        given = {
            "db": db,
            "job": job,
            "quarter": period_of(quarter, today()),
            "language": language,
            "exports": exports,
            "recordings": recordings,
        }
        given = _parameters(chosen, {key: value for key, value in given.items() if value is not None})
        words = {
            "notebook": chosen.path.stem,
            "date": f"{today():%Y-%m-%d}",
            "period": given.get("quarter"),
            "quarter": given.get("quarter"),
            "job": job,
            "language": language,
        }
        target = _target(
            named(
                output or Path("-".join(["{notebook}", *(f"{{{key}}}" for key in ("job", "quarter") if key in given)]) + ".html"),
                words,
            )
        )
        data = _checked(chosen, given)
        with alone(target):
            with bars() as tell:
                done = executing.execute(_prepared(chosen, given), folder=chosen.path.parent, tell=tell)
            _say_what_it_is(done.notebook, chosen, given, data)
            title, spoken_in = f"{chosen.number} · {chosen.title}", (chosen.parameters | given).get("language", "zh")
            with whole(target) as part:
                part.write_text(bound.bind(done.notebook, title=title, language=spoken_in, code=code), encoding="utf-8")
        _tell(done, target, quiet=quiet)


def _tell(done: executing.Executed, target: Path, *, quiet: bool) -> None:
    for reason in dict.fromkeys(done.refused.values()):
        err.print(f"warning: not shown: {reason}", markup=False)
    if done.left_out:
        err.print(f"warning: {len(done.left_out)} more cells needed one of these", markup=False)
    if not quiet:
        out.print(f"written to {target}", markup=False)


def _parameters(chosen: Chapter, given: dict[str, Any]) -> dict[str, Any]:
    """Fit the options to the notebook's parameters cell; paths are made absolute, since the kernel works in the notebook's folder."""
    strange = [f"--{key}" for key in given if key not in chosen.parameters]
    if strange:
        taken = [f"--{key}" for key in OPTIONS if key in chosen.parameters]
        raise Refusal(f"notebook {chosen.number} does not take {', '.join(strange)}", where="workbench notebook",
                      expected=", ".join(taken) or "no choice", cure="leave it out")  # fmt: skip
    if "language" in given:
        spoken(given["language"])
    for key in {"exports", "recordings"} & set(given):
        if not given[key].is_dir():
            raise Refusal(
                "there is no such folder",
                where=f"--{key}",
                found=str(given[key]),
                expected="an existing folder",
                cure="check the path",
            )
        given[key] = str(given[key].resolve())
    if "db" in given:
        given["db"] = absolute(given["db"])
    return given


def _target(path: Path) -> Path:
    if path.suffix.lower() not in (".html", ".htm"):
        raise Refusal(
            "this ending is no page", where=str(path), found=path.suffix or "no ending", expected=".html", cure="name a FILE.html"
        )
    if not path.absolute().parent.is_dir():
        raise Refusal(
            "the folder is not there", where=str(path), expected="an existing folder", cure="make it first, or check the path"
        )
    if path.is_dir() or not os.access(path.absolute().parent, os.W_OK):
        raise Refusal(
            "nothing can be written there",
            where=str(path),
            expected="a file in a folder you may write",
            cure="choose another place",
        )
    return path


def _checked(chosen: Chapter, given: dict[str, Any]) -> str:
    """Refuse a store, job or quarter that is not there, before a kernel starts; say what the choice holds."""
    from workbench.reports import cohort

    if not {"db", "job", "quarter", "exports"} & set(given):
        return ""
    with _desk(chosen, given) as desk:
        tables = cohort(
            desk, ("APPLICATIONS", "INTERVIEWS"), job_id=given.get("job"), period=given.get("quarter"), dated=chosen.dated
        )
    column = {"applied": tables["APPLICATIONS"]["applied_date"], "interviewed": tables["INTERVIEWS"]["interview_date"]}[
        chosen.dated
    ].dropna()
    days = f"{column.min():%Y-%m-%d} – {column.max():%Y-%m-%d}" if len(column) else "–"
    return f"n = {len(tables['APPLICATIONS'])} ({len(tables['INTERVIEWS'])} interviews · 场面试), {days}"


@contextlib.contextmanager
def _desk(chosen: Chapter, given: dict[str, Any]) -> Iterator[Desk]:
    from workbench import intake, samples, store

    if "db" in given:
        with store.open(given["db"], create=False) as database:
            yield database.as_operator()
        return
    if "exports" in chosen.parameters:
        folder = Path(given.get("exports") or chosen.path.parent.parent / "data" / "samples" / "exports")
        tables = intake.read_exports(folder).tables
    else:
        tables = samples.company(INVENTED, answers=False).tables
    with store.open(":memory:") as database:
        desk = database.as_operator()
        for name in ("JOBS", "CANDIDATES", "APPLICATIONS", "INTERVIEWS"):
            if name in tables:
                desk.write(name, tables[name])
        yield desk


def _prepared(chosen: Chapter, given: dict[str, Any]) -> NotebookNode:
    """Put the choices into the notebook and leave out what has no place on a page: dead sliders, and the samples where a store is read."""
    try:
        from papermill.iorw import load_notebook_node
        from papermill.parameterize import parameterize_notebook
    except ModuleNotFoundError:
        raise Refusal("papermill is not installed", where="workbench notebook", expected="the extra 'notebooks'",
                      cure="pip install 'interview-workbench[notebooks]'") from None  # fmt: skip
    plain = load_notebook_node(str(chosen.path))
    unwanted = {"interactive", "samples"} if "db" in given else {"interactive"}
    plain.cells = [cell for cell in plain.cells if not unwanted & set(tags(cell))]
    return parameterize_notebook(plain, given, kernel_name="python3", language="python")


def _say_what_it_is(notebook: NotebookNode, chosen: Chapter, given: dict[str, Any], data: str) -> None:
    """Put this run's answer and data where the stored ones stand, so that nobody reads the invented company's as their own."""
    if not data:
        return
    choice = [f"{key} {given[key]}" for key in ("job", "quarter") if key in given]
    answers = [sentence for cell in notebook.cells if "answer" in tags(cell) for sentence in _first_line(cell)]
    source = [_shown(given["db"]), data] if "db" in given else [chosen.opening.get("Data", "")]
    told = {"Answer": "  \n".join(answers) or "–", "Data": " · ".join([*choice, *source])}
    parts = re.split(r"\n\s*\n", notebook.cells[0].source)
    for place, part in enumerate(parts):
        label = part.removeprefix("**").partition(" ·")[0]
        if label in told:
            parts[place] = f"{part[: part.index('**', 2) + 2]} {told[label]}"
    notebook.cells[0].source = "\n\n".join(parts)


def _shown(db: str) -> str:
    """Name a store without its password."""
    return db.rpartition("/")[2] if db.startswith("sqlite") else db.rpartition("@")[2]


def _first_line(cell: NotebookNode) -> list[str]:
    text = "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")
    return text.strip().splitlines()[:1]
