"""What a person finds without the README: <tab> shows rooms and public names, and help says what a function takes, gives and refuses."""

import ast
import importlib
import inspect
import subprocess
import sys
import textwrap

import pytest

import workbench

PACKAGES = [room for room in workbench.ROOMS if hasattr(importlib.import_module(f"workbench.{room}"), "__all__")]


def functions():
    for room in PACKAGES:
        module = importlib.import_module(f"workbench.{room}")
        yield from (
            (f"{room}.{name}", getattr(module, name)) for name in module.__all__ if inspect.isfunction(getattr(module, name))
        )


def test_tab_shows_the_rooms_and_nothing_else():
    assert dir(workbench) == sorted(["__version__", *workbench.ROOMS])
    assert dir(workbench.evidence) == sorted(workbench.evidence.ROOMS)


@pytest.mark.parametrize("room", PACKAGES)
def test_tab_in_a_room_shows_its_public_names(room):
    module = importlib.import_module(f"workbench.{room}")
    assert dir(module) == sorted(module.__all__)
    assert all(hasattr(module, name) for name in module.__all__)


def test_tab_loads_nothing():
    code = "import sys, workbench; dir(workbench); print(sorted(set(sys.modules) & {'pandas', 'numpy', 'narwhals', 'sqlalchemy'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_tab_in_ipython_completes_a_room():
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    try:
        shell.user_ns["wb"] = workbench
        with provisionalcompleter():
            found = {one.text.rpartition(".")[2] for one in shell.Completer.completions("wb.scoring.sco", 14)}
        assert "score" in found
    finally:
        InteractiveShell.clear_instance()


def test_help_says_what_a_function_does_in_a_sentence():
    bare = [name for name, function in functions() if not (inspect.getdoc(function) or "").splitlines()[0:1]]
    assert not bare, bare
    loose = [name for name, function in functions() if not inspect.getdoc(function).splitlines()[0].endswith((".", ":"))]
    assert not loose, loose


def test_help_names_what_a_function_refuses():
    silent = []
    for name, function in functions():
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
        raises = any(isinstance(node, ast.Raise) and node.exc is not None for node in ast.walk(tree))
        if raises and "Raises" not in inspect.getdoc(function):
            silent.append(name)
    assert not silent, silent


def test_help_on_score_tells_grain_unit_and_refusal():
    text = inspect.getdoc(workbench.scoring.score)
    for part in ("Parameters", "Returns", "Raises", "one row", "0..100", "coverage", "ContractError"):
        assert part in text, part
