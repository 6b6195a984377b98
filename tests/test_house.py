"""The floors and the nevers: imports read from the source itself, type-only and lazy ones counted."""

import ast
import functools
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = {
    1: {"errors", "wording"},
    2: {"frames"},
    3: {"contracts", "definitions", "fairness"},
    4: {"store", "intake", "evidence", "scoring", "pay", "recruiting", "outcomes", "figures", "samples"},
    5: {"claims", "pipeline", "reports"},
    6: {"dashboards"},
    7: {"cli"},
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
OPENERS = {"intake", "store", "samples", "wording"}
OPENING_FILES = {
    "definitions/document.py",
    "definitions/workbook.py",
    "evidence/audio",
    "evidence/documents.py",
    "cli/",
    "pipeline/",
}
PLOTTERS = {"holoviews", "hvplot", "bokeh", "matplotlib", "seaborn", "plotly", "altair"}
ENGINES = {"narwhals", "polars", "duckdb", "dask", "distributed", "pyspark", "ibis"}
ODD_NAMES = {"utils", "util", "helpers", "helper", "common", "core", "misc"}
PROTECTED = {"sex", "age_band", "origin", "disability", "PROTECTED"}


@functools.cache
def sources():
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("workbench", "dashboards")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def place(path):
    return path.relative_to(ROOT).as_posix()


def room(path):
    parts = path.relative_to(ROOT).parts
    if parts[0] == "dashboards":
        return "dashboards"
    return parts[1].removesuffix(".py")


def is_module(name):
    path = ROOT / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def imported(path):
    """Give every module name an import statement anywhere in the file mentions, with `from x import y` as both x and x.y."""
    names = []
    for node in ast.walk(sources()[path]):
        if isinstance(node, ast.Import):
            names += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                here = module_name(path).split(".")
                keep = len(here) - node.level + (path.name == "__init__.py")
                base = ".".join([*here[:keep], *filter(None, [node.module])])
            parts = [f"{base}.{alias.name}" for alias in node.names]
            # `from package import module` reaches the module; the package itself only for the other names
            names += [(part if is_module(part) else base, node.lineno) for part in parts] + [(part, node.lineno) for part in parts]
    return names


def rooms_imported(path):
    for name, line in imported(path):
        parts = name.split(".")
        if parts[0] == "dashboards":
            yield "dashboards", line
        elif parts[0] == "workbench" and len(parts) > 1 and parts[1] in FLOOR_OF:
            yield parts[1], line


def test_every_room_has_a_floor():
    rooms = {room(path) for path in sources()} - {"__init__", "__main__"}
    assert rooms <= set(FLOOR_OF), f"rooms without a floor: {sorted(rooms - set(FLOOR_OF))}"


def test_imports_point_strictly_down_and_no_stage_imports_a_stage():
    wrong = []
    for path in sources():
        here = room(path)
        if here not in FLOOR_OF:
            continue
        wrong += [f"{place(path)}:{line} ({here}, floor {FLOOR_OF[here]}) imports {there} (floor {FLOOR_OF[there]})"
                  for there, line in rooms_imported(path) if there != here and FLOOR_OF[there] >= FLOOR_OF[here]]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_nothing_in_the_package_imports_panel_and_only_figures_plot():
    wrong = []
    for path in sources():
        for name, line in imported(path):
            top = name.split(".")[0]
            if room(path) != "dashboards" and top in {"panel", "panel_material_ui"}:
                wrong.append(f"{place(path)}:{line} imports {name}")
            if room(path) not in {"dashboards", "figures"} and top in PLOTTERS:
                wrong.append(f"{place(path)}:{line} plots with {name}")
    assert not wrong, "\n".join(wrong)


def test_only_frames_knows_engines():
    allowed = {"frames"}
    wrong = [f"{place(path)}:{line} imports {name}" for path in sources() if room(path) not in allowed
             for name, line in imported(path) if name.split(".")[0] in ENGINES and not (name.split(".")[0] in {"dask", "distributed"} and room(path) == "evidence")]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_no_circle_of_modules():
    graph = {}
    modules = {module_name(path): path for path in sources()}
    for name, path in modules.items():
        found = {other for other, _ in imported(path) if other in modules and other != name}
        # a package's __init__ gathers its own parts; the parts never import it back
        graph[name] = {
            other
            for other in found
            if not (name.startswith(other + ".") and modules[other].name == "__init__.py" and other == "workbench")
        }
    state, circles = {}, []

    def visit(node, trail):
        state[node] = "open"
        for other in sorted(graph[node]):
            if state.get(other) == "open":
                circles.append(" → ".join([*trail[trail.index(other) :], other]) if other in trail else f"{node} → {other}")
            elif other not in state:
                visit(other, [*trail, other])
        state[node] = "done"

    for name in graph:
        if name not in state:
            visit(name, [name])
    assert not circles, "\n".join(circles)


def test_only_some_rooms_open_files_or_sockets():
    wrong = []
    for path, tree in sources().items():
        inside = path.relative_to(ROOT / "workbench").as_posix() if path.is_relative_to(ROOT / "workbench") else ""
        if room(path) in OPENERS | {"dashboards"} or any(inside.startswith(part) for part in OPENING_FILES):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if called in {
                    "open",
                    "read_text",
                    "read_bytes",
                    "write_text",
                    "write_bytes",
                    "urlopen",
                    "read_csv",
                    "read_excel",
                    "read_parquet",
                    "to_csv_file",
                }:
                    if called == "open" and isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "store":
                        continue
                    wrong.append(f"{place(path)}:{node.lineno} calls {called}")
    assert not wrong, "\n".join(wrong)


def test_only_the_judge_knows_a_model_s_client_and_only_when_asked():
    """A lazy import: nobody else may send an answer anywhere, and nothing is loaded before the policy was read."""
    wrong = [f"{place(path)}:{line} imports {name}" for path in sources() for name, line in imported(path)
             if name.split(".")[0] in {"openai", "httpx", "httpx2", "requests", "litellm"} and "evidence/judge/" not in place(path)]  # fmt: skip
    assert not wrong, wrong
    top = [f"{place(path)}:{node.lineno}" for path, tree in sources().items() for node in tree.body
           if isinstance(node, ast.Import) and any(alias.name == "openai" for alias in node.names)]  # fmt: skip
    assert not top, top


def test_protected_columns_are_joined_only_in_fairness():
    allowed = {"contracts", "fairness", "intake", "samples", "store"}
    wrong = []
    for path, tree in sources().items():
        if room(path) in allowed or place(path) == "workbench/definitions/catalogue.py":  # which lists them to refuse them
            continue
        wrong += [f"{place(path)}:{node.lineno} names {node.value!r}" for node in ast.walk(tree)
                  if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in PROTECTED]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_no_room_is_called_after_nothing():
    wrong = [place(path) for path in sources() if ODD_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)]
    assert not wrong, wrong


def test_files_are_short_and_have_a_caption():
    long = [f"{place(path)}: {n} lines" for path in sources() if (n := len(path.read_text(encoding="utf-8").splitlines())) > 350]
    assert not long, long
    bare = [place(path) for path, tree in sources().items() if not ast.get_docstring(tree)]
    assert not bare, f"modules without a caption: {bare}"


def test_the_package_prints_nothing_outside_the_command_line():
    wrong = [f"{place(path)}:{node.lineno}" for path, tree in sources().items() if room(path) != "cli" for node in ast.walk(tree)
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"]  # fmt: skip
    assert not wrong, wrong


def test_the_catalogue_infers_nothing_about_the_person():
    from workbench.definitions import indicators
    from workbench.definitions.catalogue import NEVER

    wrong = [name for name, entry in indicators().items() for word in NEVER if word in name.lower() or word in entry.name.zh]
    assert not wrong, wrong


def test_no_test_asserts_how_long_something_takes():
    clocks = re.compile(r"assert [^\n]*(process_time|perf_counter|monotonic|time\.time)\(\)")
    timed = [
        path.name
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.name != "test_house.py" and clocks.search(path.read_text(encoding="utf-8"))
    ]
    assert not timed, "speed is measured in benchmarks/, as a ratio; a test of it fails on a busy machine"


def test_import_is_quick_because_it_is_lazy():
    code = "import sys, workbench; print(' '.join(sorted(m for m in sys.modules if m in {'pandas', 'narwhals', 'pydantic', 'numpy', 'librosa', 'sqlalchemy'})))"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert got.stdout.strip() == ""


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", "environment.yml", "constraints.txt", ".ci/run"]
)
def test_the_papers_are_there(name):
    assert (ROOT / name).is_file()


def test_notebooks_call_and_never_define():
    import nbformat

    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert len(cells) <= 25, f"{path.name} has {len(cells)} code cells"
        defines = [cell.source for cell in cells if re.search(r"^\s*(def|class) ", cell.source, re.MULTILINE)]
        assert not defines, f"{path.name} defines: {defines}"
