"""The data dictionary: every contract written out as Markdown for people who prepare or read the tables.

In flow the contracts; out flows the text that stands in data/README.md between two marks, and a text with that part renewed.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from workbench import contracts
from workbench.errors import ContractError

if TYPE_CHECKING:
    from workbench.contracts import Column, TableContract

BEGIN = "<!-- dictionary: made from workbench/contracts, do not edit by hand -->"
END = "<!-- end of dictionary -->"
KINDS = {
    "id": "identifier", "text": "text", "category": "category", "integer": "whole number", "number": "number", "money": "money",
    "date": "date", "datetime": "moment", "flag": "yes/no", "json": "JSON",
}  # fmt: skip


def dictionary() -> str:
    """Write the data dictionary of all contracts.

    Returns
    -------
    str
        Markdown: one list of tables, then per table its grain and one row a column with kind, unit, range or permitted
        values, sensitivity, and the Chinese and English field names.
    """
    listed = [f"| [{c.name}](#{c.name.lower()}) | {c.zh} | {c.en} | {c.grain} | {_origin(c)} |" for c in contracts.ALL]
    head = ["| table | 中文 | English | one row per | origin |", "|---|---|---|---|---|", *listed]
    return "\n".join([*head, *(line for contract in contracts.ALL for line in _section(contract))]) + "\n"


def renewed(text: str) -> str:
    """Replace what stands between the two marks by the dictionary as it is now.

    Raises
    ------
    ContractError
        If the text does not have both marks, once and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end) or BEGIN in after:
        raise ContractError("the place of the dictionary is not marked", where="data/README.md", expected=f"{BEGIN} … {END}",
                            cure="put both lines where the dictionary is to stand")  # fmt: skip
    return f"{before}{BEGIN}\n\n{dictionary()}\n{END}{after}"


def _origin(contract: TableContract) -> str:
    return "written by the workbench" if contract.derived else "brought in"


def _section(contract: TableContract) -> list[str]:
    head = [
        "", f"### {contract.name}", "", f"{contract.zh} · {contract.en}. One row per {contract.grain}; {_origin(contract)}.", "",
        "| column | 中文字段名 | English field name | kind | unit | range or values | filled | sensitivity | remarks |",
        "|---|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    return head + [_row(column) for column in contract.columns]


def _row(column: Column) -> str:
    cells = (
        f"`{column.name}`", _names(column, zh=True), _names(column, zh=False), KINDS[column.kind], column.unit, _range(column),
        "key" if column.key else "always" if column.required else "", column.sensitivity, _remarks(column),
    )  # fmt: skip
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _names(column: Column, *, zh: bool) -> str:
    """Name the field, and in brackets the other spellings of that language that intake understands."""
    also = [name for name in column.also if name.isascii() != zh]
    return (column.zh if zh else column.en) + (f" ({', '.join(also)})" if also else "")


def _range(column: Column) -> str:
    if column.allowed:
        return ", ".join(f"`{value}`" for value in column.allowed)
    match column.low, column.high:
        case None, None:
            return ""
        case low, None:
            return f"≥ {low:g}"
        case None, high:
            return f"≤ {high:g}"
        case low, high:
            return f"{low:g} to {high:g}"


def _remarks(column: Column) -> str:
    refers = f"Refers to {column.refers_to}." if column.refers_to else ""
    return " ".join(filter(None, (refers, column.about)))


def _escaped(cell: str) -> str:
    return cell.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":  # python -m workbench.contracts.dictionary < data/README.md > renewed.md
    sys.stdout.write(renewed(sys.stdin.read()))
