"""environment.yml, pyproject.toml and constraints.txt say the same."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirement_name(text):
    return re.split(r"[\[<>=!~; ]", text, maxsplit=1)[0].lower().replace("_", "-")


def test_environment_agrees_with_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    pip = next(part["pip"] for part in environment["dependencies"] if isinstance(part, dict))
    assert pip == [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    assert f"python{PROJECT['requires-python']}" in environment["dependencies"]


def test_every_requirement_is_pinned_within_its_range():
    from packaging.requirements import Requirement

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {requirement_name(line): line.split("==")[1].strip() for line in lines if "==" in line and not line.startswith("#")}
    wanted = [
        Requirement(r) for r in PROJECT["dependencies"] + [r for extra in PROJECT["optional-dependencies"].values() for r in extra]
    ]
    missing = [r.name for r in wanted if requirement_name(r.name) not in pins]
    assert not missing, missing
    outside = [
        f"{r} pinned {pins[requirement_name(r.name)]}" for r in wanted if not r.specifier.contains(pins[requirement_name(r.name)])
    ]
    assert not outside, outside


def test_no_pin_names_where_it_comes_from():
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "@" not in text
