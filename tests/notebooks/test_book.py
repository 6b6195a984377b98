"""The notebooks as one book: the same opening in all, an index that cannot drift, figures with their tables, choices that are used."""

import ast
import importlib
import re
from pathlib import Path

import nbformat
import pytest

from dashboards.shell import names
from workbench import wording
from workbench.cli.book import opening_of, tags

ROOT = Path(__file__).resolve().parents[2]
BOOK = {path.name[:2]: path for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))}
CHAPTERS = [number for number in BOOK if number != "00"]
LIVE = ("04", "05", "06", "07", "08", "10")
LABELS = ("Question", "Answer", "Data", "What this does not show")
CHINESE, ENGLISH = re.compile("[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{3}")


def cells(number, kind="code"):
    return [cell for cell in nbformat.read(BOOK[number], as_version=4).cells if cell.cell_type == kind]


def index_rows(text):
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return [row for row in rows if ".ipynb" in row[1]]


def test_the_book_is_complete_and_in_order():
    assert list(BOOK) == [f"{number:02}" for number in range(11)]


@pytest.mark.parametrize("number", BOOK)
def test_every_notebook_opens_alike(number):
    first = cells(number, "markdown")[0].source
    assert re.match(rf"# {number} · .+ · .+\n", first), "number, English title, Chinese title"
    opening = opening_of(first)
    assert tuple(opening) == LABELS
    for label in LABELS:
        assert ENGLISH.search(opening[label]), label
    for label in ("Question", "Answer"):
        assert CHINESE.search(opening[label]), f"{label} in Chinese"
    assert re.search(r"\d", opening["Data"]), "how many, and of when"
    assert re.search(r"20\d\d|seed|MIT|Survey|clips", opening["Data"]), "period or source"


@pytest.mark.parametrize("number", CHAPTERS)
def test_every_choice_has_a_default_and_is_used(number):
    given = [cell for cell in cells(number) if "parameters" in tags(cell)]
    assert len(given) == 1
    lines = ast.parse(given[0].source).body
    chosen = {line.targets[0].id: ast.literal_eval(line.value) for line in lines}
    assert "language" in chosen
    assert chosen.get("db") is None
    assert ("db" in chosen) != (number == "03"), "03 reads a folder of recordings, every other a store"
    used = {node.id for cell in cells(number) if cell is not given[0] for node in ast.walk(ast.parse(cell.source.replace("%", "#")))
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}  # fmt: skip
    assert set(chosen) <= used
    assert "parameters" in tags(cells(number)[0]), "before anything else runs"


@pytest.mark.parametrize("number", BOOK)
def test_stored_results_are_whole_and_fetch_nothing(number):
    assert BOOK[number].stat().st_size < 1_000_000
    for cell in cells(number):
        for output in cell.outputs:
            assert output.output_type != "error", cell.source[:80]
            page = str(output.get("data", {}).get("text/html", ""))
            assert "cdn." not in page, f"{cell.source[:60]}: a figure asks the network; show it with pn.panel"


@pytest.mark.parametrize("number", CHAPTERS)
def test_every_figure_has_its_table(number):
    """A picture is never compared; the numbers beside it are."""
    code = cells(number)
    pictures = [place for place, cell in enumerate(code) if cell.source.rstrip().rpartition("\n")[2].startswith("pn.panel(")
                or any("bk-" in str(output.get("data", {})) or "root_id" in str(output.get("data", {})) for output in cell.outputs)]  # fmt: skip
    assert pictures, "no figure"
    tables = {
        place
        for place, cell in enumerate(code)
        if any("<table" in str(output.get("data", {}).get("text/html", "")) for output in cell.outputs)
    }
    for place in pictures:
        assert tables & set(range(place - 2, place + 3)), code[place].source[:80]


@pytest.mark.parametrize("number", LIVE)
def test_something_can_be_moved(number):
    live = [cell for cell in cells(number) if "interactive" in tags(cell)]
    assert len(live) == 1
    assert "nbval-ignore-output" in tags(live[0])
    assert "Slider(" in live[0].source
    assert "pn.bind(" in live[0].source
    assert not live[0].outputs, "stored without its kernel it would be dead"


def test_the_index_leads_to_every_notebook_function_and_page():
    rows = index_rows("\n".join(cell.source for cell in cells("00", "markdown")))
    linked = {file: number for row in rows for number, file in re.findall(r"\[(\d\d)\]\((.+?)\)", row[1])}
    assert linked == {BOOK[number].name: number for number in CHAPTERS}
    english, chinese = (names(wording.speak(language)) for language in ("en", "zh"))
    pages = {f"{english[name]} {chinese[name]}" for name in english} | {"–"}
    for question, _, functions, page in rows:
        assert CHINESE.search(question)
        assert page in pages, page
        for name in re.findall(r"`([\w.]+)`", functions):
            room, _, function = name.rpartition(".")
            assert hasattr(importlib.import_module(f"workbench.{room}"), function), name


def test_the_readme_asks_the_same_questions():
    """Two tables, one list: every question of the index stands in the README with the same notebook and page."""
    readme = {row[0]: row for row in index_rows((ROOT / "README.md").read_text(encoding="utf-8"))}
    for question, notebook, _, page in index_rows("\n".join(cell.source for cell in cells("00", "markdown"))):
        assert question in readme, question
        assert notebook[:4] in readme[question][1]
        assert readme[question][3] == page


@pytest.mark.parametrize("number", CHAPTERS)
def test_what_a_notebook_depends_on_is_declared(number):
    """``benchmarks/one_weight.py`` proves it; here: every file and part named is there, with a reason."""
    declared = nbformat.read(BOOK[number], as_version=4).metadata["workbench"]["depends_on"]
    for file, parts in declared.items():
        assert list((ROOT / "data" / "definitions").glob(file)), file
        assert set(parts) <= {"competency weights", "criterion weights", "bands", "amounts"}
        assert all(len(reason) > 10 for reason in parts.values())
