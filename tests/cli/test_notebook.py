"""``workbench notebook``: refusals before anything runs, one real run on a store, and what a cell that cannot be answered does."""

import re
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from workbench import pipeline, samples, store
from workbench.cli import app, bound, executing
from workbench.cli.book import chapters
from workbench.errors import Refusal

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("DeprecationWarning", "PendingDeprecationWarning", "ResourceWarning")
]


def call(*words):
    return CliRunner().invoke(app, ["notebook", *map(str, words)])


def refused(*words):
    result = call(*words)
    assert result.exit_code == 2, result.output
    errors = [line for line in result.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, result.stderr
    return errors[0]


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    samples.export(samples.company(60, seed=17), folder / "exports")
    pipeline.run(exports=folder / "exports", db=str(folder / "own.db"), definitions=ROOT / "data" / "definitions")
    return folder / "own.db"


def run(*sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    return executing.execute(nbformat.v4.new_notebook(cells=cells), folder=ROOT, tell=lambda *_: None)


def test_the_list_says_what_each_asks():
    result = call("list")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line[:2] for line in lines] == [f"{number:02}" for number in range(11)]
    assert lines[6].startswith("06 which_channel: Do channels bring different people")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["12"], "there is no notebook '12'"),
        (["chanel"], "did you mean 'which_channel'"),
        (["w"], "several notebooks fit 'w'"),
        (["03", "--job", "J-SM-01"], "notebook 03 does not take --job. Expected: --language, --recordings"),
        (["04", "--job", "J-SM-1"], "Expected: one of J-BE-01.*did you mean 'J-SM-01'"),
        (["04", "--quarter", "2031-Q1"], "Expected: some of 2025-Q2, 2025-Q3"),
        (["04", "--quarter", "spring"], "2026-Q3"),
        (["04", "--language", "fr"], "this language is not spoken"),
        (["04", "--db", "nowhere.db"], "there is no such database"),
        (["01", "--exports", "nowhere"], "there is no such folder"),
        (["04", "--out", "page.txt"], "Expected: .html"),
        (["04", "--out", "nowhere/page.html"], "the folder is not there"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, list) else "",
)
def test_refused_in_words_before_anything_runs(words, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(executing, "execute", lambda *_, **__: pytest.fail("a kernel was started"))
    assert re.search(said, refused(*words))
    assert not list(tmp_path.iterdir())


def test_a_store_s_own_jobs_and_quarters_are_the_choice(db, monkeypatch):
    monkeypatch.setattr(executing, "execute", lambda *_, **__: pytest.fail("a kernel was started"))
    with store.open(db) as database:
        people = database.as_operator().read("APPLICATIONS")
    assert f"one of {', '.join(sorted(people['job_id'].unique()))}" in refused("04", "--db", db, "--job", "X")


@pytest.mark.slow
def test_a_notebook_on_one_s_own_store_becomes_one_offline_page(db, tmp_path):
    target = tmp_path / "page.html"
    target.write_text("older", encoding="utf-8")
    before = db.stat().st_size
    result = call("job-to-a-rubric", "--db", db, "--job", "J-SM-01", "--language", "en", "--out", target)
    assert result.exit_code == 0, result.output
    assert f"written to {target}" in result.stdout
    assert "cells: " in result.stderr
    page = target.read_text(encoding="utf-8")
    opening = page[page.index("<h1") : page.index("The job speaks")]
    assert re.search(r"Answer · 回答</strong> \d+ applied: \d+ to invite, \d+ to ask a person about, \d+ refused", opening), (
        "this store's answer"
    )
    assert "A job's own words become a draft" not in opening, "the stored answer is of other people"
    with store.open(db) as database:
        desk = database.as_operator()
        applied = desk.read("APPLICATIONS", job_id="J-SM-01")
        assert f"own.db · n = {len(applied)} " in opening
        assert desk.definitions("rubric")["state"].ne("draft").all(), "nothing is written to the store"
        assert desk.read("SCREENINGS").empty
    assert db.stat().st_size == before
    assert "Was it right?" not in page, "the truth is known of the invented company only"
    assert "own.all_in_force" not in page, "no code unless asked for"
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=.?(https?:)?//", page)
    assert not re.search(r"https?://cdn\.holoviz", page.partition("</head>")[2].rpartition("root_ids")[2])
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"], "nothing half-written is left"


def test_too_little_data_is_told_in_its_place_and_the_rest_goes_on():
    done = run(
        "from workbench.errors import UndefinedResult\nfirst = 1",
        "print('before')\nfound = [].pop() if not first else (_ for _ in ()).throw(UndefinedResult('too few hires', where='here', cure='wait'))",
        "found + 1",
        "print('goes on')",
    )
    shown = ["".join(output.text for output in cell.outputs) for cell in done.notebook.cells]
    assert shown[1] == "before\nnot shown · 未能给出: here: too few hires. Cure: wait.\n"
    assert "needs a result above" in shown[2]
    assert shown[3] == "goes on\n"
    assert (done.refused, done.left_out) == ({1: "here: too few hires. Cure: wait."}, (2,))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("first = 1\n1 / 0", "stopped at its cell 1. Found: ZeroDivisionError: division by zero"),
        ("import a_library_nobody_has", "ModuleNotFoundError.*pip install 'interview-workbench.notebooks.'"),
        ("nobody_said_so", "NameError: name 'nobody_said_so' is not defined.*JupyterLab"),
    ],
)
def test_a_fault_ends_the_run_with_its_cell_and_a_cure(source, said):
    with pytest.raises(Refusal, match=said):
        run(source)


def test_a_page_shows_code_only_where_asked_and_asks_the_network_for_nothing():
    cell = nbformat.v4.new_code_cell("secret = 'how'", outputs=[
        nbformat.v4.new_output("stream", name="stdout", text="what\n"), nbformat.v4.new_output("stream", name="stderr", text="noise\n"),
        nbformat.v4.new_output("display_data", data={"application/javascript": "window.drawn = 1"}), nbformat.v4.new_output("display_data", data={}),
        nbformat.v4.new_output("display_data", data={"text/html": '<script src="https://example.org/a.js"></script><b>table</b>'}),
    ])  # fmt: skip
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Title · 标题"), cell])
    page = bound.bind(notebook, title="<one>", language="zh")
    assert "what" in page
    assert "<b>table</b>" in page
    assert "window.drawn = 1" in page
    assert "&lt;one&gt;" in page
    assert not {"secret", "noise", "example.org"} & set(re.findall(r"secret|noise|example\.org", page))
    assert "secret" in bound.bind(notebook, title="one", language="zh", code=True)
    assert len(cell.outputs) == 5, "the notebook handed in is left as it was"


def test_every_chapter_can_be_filled_by_papermill():
    import papermill

    for chapter in chapters():
        assert list(papermill.inspect_notebook(str(chapter.path))) == list(chapter.parameters)
