"""Reports from the terminal: said in one line, or written as HTML, PDF, CSV.

In flows a report's name and what it is to be about; out flows its sentence, or a file that opens without a network.
"""

from __future__ import annotations

import contextlib
import inspect
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli.placing import absolute, alone, named
from workbench.cli.river import DEFAULT_DB, Db
from workbench.cli.scheduling import period_of, schedule, today
from workbench.cli.terminal import err, out, refusing, whole
from workbench.errors import Refusal, closest

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.reports import Report

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PRINT_S = 120
EMPTY = 3  # nothing to show: an older file is better than an empty one
HEADLESS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run", "--no-pdf-header-footer", "--virtual-time-budget=20000")  # fmt: skip
OPTIONS = {
    "interview_id": "--interview",
    "application_id": "--application",
    "job_id": "--job",
    "job_family": "--family",
    "period": "--period",
    "channel": "--channel",
    "definition": "--definition",
    "since": "--from",
    "until": "--until",
    "location": "--location",
}
NARROWS = {"job_id": "job", "channel": "channel", "period": "period", "since": "period", "until": "period", "location": "location"}


def report(
    name: Annotated[str, typer.Argument(help="Which report; 'workbench report list' names them.")],
    interview: Annotated[str | None, typer.Option("--interview", help="Interview ID.")] = None,
    application: Annotated[str | None, typer.Option("--application", help="Application ID, for screening and guide.")] = None,
    job: Annotated[str | None, typer.Option("--job", help="Job ID.")] = None,
    family: Annotated[str | None, typer.Option("--family", help="Job family, for tuning.")] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="2026, 2026-Q3, 2026-09, or last-month, last-quarter, this-year, …")
    ] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="Source channel.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Applied on this day (2026-04-01) or later.")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Applied on this day or earlier.")] = None,
    location: Annotated[str | None, typer.Option("--location", help="City of the job.")] = None,
    definition: Annotated[str | None, typer.Option("--definition", help="For rules: rubric:sales-manager.")] = None,
    language: Annotated[str, typer.Option("--language", help="zh or en.")] = "zh",
    db: Db = DEFAULT_DB,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "--out",
            "-o",
            help="FILE.html (one file, offline), FILE.pdf (printed by a Chromium here) or FOLDER/ for CSV; {report}, {date}, {period}, {job}, … are filled in.",
        ),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all went well.")] = False,
    every: Annotated[
        str | None, typer.Option("--every", help="day, week, month or quarter: print the lines for a scheduler, write nothing.")
    ] = None,
) -> None:
    """Say a report's answer, or write it as one offline HTML file, as PDF, or as CSV tables.

    Exit codes: 0 written, 2 refused with the reason, 3 nothing to show (an older file stays), 75 another run is writing the same file.
    """  # fmt: skip
    with refusing():
        known = names()
        if name == "list":
            out.print("\n".join(f"{one}: {inspect.getdoc(made).splitlines()[0]}" for one, made in known.items()), markup=False)
            return
        if name not in known:
            raise Refusal(f"there is no report '{name}'", where="workbench report", expected=f"one of {', '.join(known)}",
                          cure=closest(name, known) or "choose one of them")  # fmt: skip
        given = {
            "interview_id": interview,
            "application_id": application,
            "job_id": job,
            "job_family": family,
            "period": period_of(period, today()),
            "channel": channel,
            "definition": definition,
            "since": since,
            "until": until,
            "location": location,
        }
        words = {"report": name, "date": f"{today():%Y-%m-%d}", "period": given["period"], "job": job, "family": family, "channel": channel,
                 "interview": interview, "application": application, "language": language}  # fmt: skip
        target = named(output, words) if output else None
        if every:
            asked = {key: value for key, value in given.items() if value is not None}
            people = _people(known[name], asked)
            _arguments(name, known[name], {key: value for key, value in asked.items() if key not in people})
            out.print(schedule(every, _command(name, given | {"period": period}, language, db, output)), markup=False)
            return
        with alone(target) if target else contextlib.nullcontext():
            _give(_built(name, known[name], given, language, db), language, target, quiet=quiet)


def _command(name: str, given: dict[str, str | None], language: str, db: str, output: Path | None) -> list[str]:
    """Spell the command out for a scheduler, which works in a folder of its own."""
    if output is None:
        raise Refusal(
            "a scheduled report needs a file to go to",
            where="--every",
            expected="--output FILE",
            cure="add --output '{report}-{period}.html'",
        )
    place = str(output.absolute()) + ("" if output.suffix else os.sep)
    chosen = [word for key, value in given.items() if value is not None for word in (OPTIONS[key], value)]
    return ["report", name, *chosen, "--language", language, "--db", absolute(db), "--output", place, "--quiet"]


def names() -> dict[str, Callable[..., Report]]:
    """Name every report that takes a desk, as the terminal spells it."""
    from workbench import reports

    made = {name: getattr(reports, name) for name in reports.__all__}
    return {
        name.replace("_", "-"): function
        for name, function in sorted(made.items())
        if callable(function)
        and str(inspect.signature(function).return_annotation) == "Report"
        and "desk" in inspect.signature(function).parameters
    }


def _built(name: str, function: Callable[..., Report], given: dict[str, str | None], language: str, db: str) -> Report:
    from workbench import store
    from workbench.reports import filtering

    if language not in ("zh", "en"):
        raise Refusal(
            "this language is not spoken here",
            where="--language",
            found=f"'{language}'",
            expected="zh or en",
            cure="choose one of them",
        )
    wanted = {key: value for key, value in given.items() if value is not None}
    people = _people(function, wanted)
    wanted = _arguments(name, function, {key: value for key, value in wanted.items() if key not in people})
    with store.open(db, create=False) as database:
        desk = database.as_operator()
        return function(filtering.narrow(desk, **people) if people else desk, **wanted, language=language)


def _people(function: Callable[..., Report], given: dict[str, str]) -> dict[str, str]:
    """Take out what narrows the people a report is about, where the report has no argument of its own for it."""
    taken, by = inspect.signature(function).parameters, getattr(function, "narrowed_by", ())
    own = {*taken, *({"period"} if "month" in taken else ())}
    return {name: value for name, value in given.items() if name not in own and NARROWS.get(name) in by}


def _arguments(name: str, function: Callable[..., Report], given: dict[str, str]) -> dict[str, Any]:
    """Fit the options to what the report takes, and say which it lacks or does not know."""
    taken, by = inspect.signature(function).parameters, getattr(function, "narrowed_by", ())
    wanted = dict(given)
    if "kind" in taken and "definition" in wanted:
        wanted["kind"], _, wanted["id"] = wanted.pop("definition").partition(":")
    if "month" in taken and "period" in wanted:  # the books are kept by the month
        wanted["month"] = wanted.pop("period")
    strange = [OPTIONS[key] for key in wanted if key not in taken and key in OPTIONS]
    if strange:
        raise Refusal(f"the report '{name}' does not take {', '.join(strange)}", where="workbench report",
                      expected=", ".join(OPTIONS[key] for key in OPTIONS if key in taken or (key == "period" and "month" in taken) or NARROWS.get(key) in by) or "no choice",
                      cure="leave it out")  # fmt: skip
    lacking = [key for key, one in taken.items() if _asked_for(one) and key != "desk" and key not in wanted]
    if lacking:
        options = "--definition KIND:ID" if "kind" in lacking else ", ".join(f"{OPTIONS.get(key, key)} ID" for key in lacking)
        raise Refusal(
            f"the report '{name}' needs {options}", where="workbench report", expected="what it is about", cure=f"add {options}"
        )
    return wanted


def _asked_for(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD


def _give(built: Report, language: str, output: Path | None, *, quiet: bool = False) -> None:
    from workbench import reports

    if output is not None and not built.tables:
        err.print(f"nothing to show, nothing written: {built.sentence}", markup=False)
        raise typer.Exit(EMPTY)
    if output is None:
        out.print("\n".join([built.title, built.sentence, *built.notes]), markup=False)
        return
    ending = output.suffix.lower()
    if not ending:
        output.mkdir(parents=True, exist_ok=True)
        for table, text in reports.to_csv(built, language).items():
            with whole(output / f"{table}.csv") as part:
                part.write_text(text, encoding="utf-8")
    elif ending == ".pdf":
        _print_pdf(reports.to_html(built, language), output)
    elif ending in (".html", ".htm"):
        with whole(output) as part:
            part.write_text(reports.to_html(built, language), encoding="utf-8")
    else:
        raise Refusal("this ending is no report format", where=str(output), found=ending, expected=".html, .pdf, or a folder for CSV",
                      cure="choose one of them")  # fmt: skip
    if not quiet:
        out.print(f"written to {output}", markup=False)


def _print_pdf(html: str, output: Path) -> None:
    """Let a Chromium on this machine print the page; nothing is half-written when it fails."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise Refusal("no browser is here to print with", where=str(output), expected=f"one of {', '.join(BROWSERS)} on the PATH",
                      cure="write FILE.html and print it from any browser")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [browser, *HEADLESS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={printed}", page.as_uri()]
        try:
            subprocess.run(command, capture_output=True, timeout=PRINT_S, check=False)
        except subprocess.TimeoutExpired:
            raise Refusal("the browser did not finish printing", where=str(output), found=f"more than {PRINT_S} s", expected="a PDF",
                          cure="write FILE.html and print it from any browser") from None  # fmt: skip
        if not printed.is_file() or not printed.read_bytes().startswith(b"%PDF"):
            raise Refusal("the browser printed nothing", where=str(output), found="no PDF", expected="a PDF",
                          cure="write FILE.html and print it from any browser")  # fmt: skip
        with whole(output) as part:
            shutil.copyfile(printed, part)
