"""How a decision document is read: YAML with line numbers in, a frozen and hashed model out, or the place of the mistake.

The only room besides intake, store, samples and audio decoding that opens files.
"""

from __future__ import annotations

import functools
import hashlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Self

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import DefinitionError, closest

VERSION_LENGTH = 12


class Document(BaseModel):
    """What people decided: frozen, compared and named by its content."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: ClassVar[str] = "document"

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read one definition from a YAML file.

        Raises
        ------
        DefinitionError
            Naming file, line and field of everything that is wrong, all at once.
        """
        source = Path(path)
        content, lines = read_yaml(source)
        return cls._validated(content, where=source.name, lines=lines)

    @classmethod
    def parse(cls, text: str, *, where: str = "the text") -> Self:
        """Read one definition from YAML as typed, for instance in a page.

        Raises
        ------
        DefinitionError
            Naming line and field of everything that is wrong, all at once.
        """
        content, lines = parse_yaml(text, where=where)
        return cls._validated(content, where=where, lines=lines)

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        """Build one definition from plain data, checked as strictly as a file.

        Raises
        ------
        DefinitionError
            Naming the field of everything that is wrong, all at once.
        """
        name = content.get("id", "(no id)") if isinstance(content, dict) else "(no id)"
        return cls._validated(content, where=f"{cls.kind} '{name}'", lines={})

    @classmethod
    def _validated(cls, content: Any, *, where: str, lines: dict[tuple, int]) -> Self:
        if not isinstance(content, dict):
            raise DefinitionError(
                f"a {cls.kind} is a mapping of fields",
                where=where,
                found="an empty document" if content is None else f"a {type(content).__name__}",
                expected=f"the fields {', '.join(cls.model_fields)}",
                cure="start from an example in data/definitions/",
            )
        try:
            return cls.model_validate(_decimals(content))
        except ValidationError as error:
            raise _explained(error, where=where, kind=cls.kind, lines=lines, known=_field_names(cls)) from None

    @functools.cached_property
    def version(self) -> str:
        """Content hash: the same decisions always have the same version, whatever file they stand in.

        What stands at its default is left out, so that a field the workbench learns later changes no version that was decided before.
        """
        return content_hash(_plain(self.model_dump(mode="python", exclude_none=True, exclude_defaults=True, by_alias=True)))

    def to_dict(self) -> dict[str, Any]:
        """Plain data that `from_dict` reads back to an equal definition."""
        return _plain(self.model_dump(mode="python", exclude_none=True, by_alias=True))

    def to_yaml(self) -> str:
        """Text that `load` reads back to an equal definition."""
        return yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False, width=120)


class Bilingual(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    zh: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def content_hash(content: dict[str, Any]) -> str:
    """Hash plain data independent of key order."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:VERSION_LENGTH]


def read_yaml(path: Path) -> tuple[Any, dict[tuple, int]]:
    """Read a YAML file into plain data and the line of every field.

    Raises
    ------
    DefinitionError
        If the file is missing, not UTF-8 or not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        near = closest(path.name, [p.name for p in path.parent.glob("*.yaml")] if path.parent.is_dir() else [])
        raise DefinitionError("there is no such file", where=str(path.name), expected="a YAML definition",
                              cure=near or "check the path; examples stand in data/definitions/") from None  # fmt: skip
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise DefinitionError("the file cannot be read as text", where=path.name, found=type(error).__name__,
                              expected="YAML in UTF-8", cure="save the file as UTF-8") from None  # fmt: skip
    return parse_yaml(text, where=path.name)


def parse_yaml(text: str, *, where: str) -> tuple[Any, dict[tuple, int]]:
    """Read YAML text into plain data and the line of every field; `where` names the text in a refusal.

    Raises
    ------
    DefinitionError
        If it is not YAML, or a field stands twice.
    """
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        repeated = _repeated_key(node)
        content = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where} line {mark.line + 1}, column {mark.column + 1}" if mark else where
        raise DefinitionError("the file is not valid YAML", where=place, found=getattr(error, "problem", "") or "",
                              expected="YAML", cure="check indentation, quotes and colons at that place") from None  # fmt: skip
    if repeated:
        raise DefinitionError(f"field '{repeated[0]}' stands twice", where=f"{where} line {repeated[1]}",
                              expected="each field once", cure="remove one of the two")  # fmt: skip
    return content, _lines(node)


def _repeated_key(node: yaml.Node | None) -> tuple[str, int] | None:
    """Find a key written twice in one mapping: YAML would silently keep the last."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                return str(key.value), key.start_mark.line + 1
            seen.add(key.value)
            if found := _repeated_key(value):
                return found
    elif isinstance(node, yaml.SequenceNode):
        return next(filter(None, map(_repeated_key, node.value)), None)
    return None


def _lines(node: yaml.Node | None, at: tuple = ()) -> dict[tuple, int]:
    lines = {at: node.start_mark.line + 1} if node else {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines |= _lines(value, (*at, key.value)) | {(*at, key.value): key.start_mark.line + 1}
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            lines |= _lines(value, (*at, number))
    return lines


def _decimals(content: Any) -> Any:
    """Turn YAML's floats into the decimals that were typed (0.1 + 0.2 must make 0.3)."""
    if isinstance(content, float):
        return Decimal(repr(float(content)))  # NumPy's floats write their type into their repr
    if isinstance(content, dict):
        return {key: _decimals(value) for key, value in content.items()}
    return [_decimals(value) for value in content] if isinstance(content, (list, tuple)) else content


def _plain(content: Any) -> Any:
    """Write decimals as the shortest number that reads back equal, so that 0.30 and 0.3 are one version."""
    if isinstance(content, Decimal):
        return int(content) if content == content.to_integral_value() else float(content)
    if isinstance(content, dict):
        return {str(key) if isinstance(key, Decimal) else key: _plain(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [_plain(value) for value in content]
    return content.isoformat() if isinstance(content, date) else content


def _field_names(model: type[BaseModel]) -> set[str]:
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return {name for part in parts for name in part.get("properties", {})}


def _explained(error: ValidationError, *, where: str, kind: str, lines: dict, known: set[str]) -> DefinitionError:
    found, cures = [], []
    problems = error.errors(include_url=False)
    for problem in problems:
        if problem["type"] == "too_short" and any(
            len(p["loc"]) > len(problem["loc"]) and p["loc"][: len(problem["loc"])] == problem["loc"] for p in problems
        ):
            continue  # pydantic counts a list as empty once its items fail: their own mistakes are the news
        # pydantic names the branch of a union inside the path; only what stands in the file helps the reader
        path = _path_in_file(problem["loc"], lines)
        line = next((lines[path[:n]] for n in range(len(path), 0, -1) if path[:n] in lines), None)
        place = ".".join(str(step) for step in path) or "document"
        message = problem["msg"].removeprefix("Value error, ")
        typed = problem.get("input")
        message += (
            f" (found {typed!r})" if isinstance(typed, (str, int, float, Decimal)) and problem["type"] != "value_error" else ""
        )
        found.append(f"{place}{f' (line {line})' if line else ''}: {message}")
        if problem["type"] == "extra_forbidden" and (hint := closest(str(path[-1]), known)):
            cures.append(hint)
    return DefinitionError(
        f"this is not a valid {kind}",
        where=where,
        found="; ".join(found),
        expected=f"a {kind} as in data/definitions/",
        cure=" ".join(cures) or "correct the fields named and read the file again",
    )


def _path_in_file(loc: tuple, lines: dict[tuple, int]) -> tuple:
    if not lines:
        return tuple(loc)
    path: tuple = ()
    for step in loc:
        if (*path, step) in lines or step == loc[-1]:
            path = (*path, step)
    return path
