"""The mapping file: how unusual headers, missing columns and file names are explained to intake once, in YAML."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workbench.contracts import BY_NAME
from workbench.definitions import Document
from workbench.errors import closest


class TableMapping(BaseModel):
    """One table's explanation.

    Parameters
    ----------
    file : str or None
        File name, or file name and sheet as ``book.xlsx [sheet]``, when headers alone do not tell the table.
    columns : dict of str to str
        Their header to our column.
    constants : dict of str to str
        Our column to the value every row has (``currency: CNY``) when the file has no such column.
    words : dict of str to dict
        Our column to {their word: our word}.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str | None = None
    columns: dict[str, str] = Field(default_factory=dict)
    constants: dict[str, str] = Field(default_factory=dict)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)


class Mapping(Document):
    """Explanations by table name.

    Raises
    ------
    DefinitionError
        If a table or column is not one of ours, with the nearest that is.
    """

    kind: ClassVar[str] = "mapping"

    tables: dict[str, TableMapping] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_are_ours(self) -> Self:
        for table, explained in self.tables.items():
            if table not in BY_NAME:
                raise ValueError(f"'{table}' is no table of ours; {closest(table.upper(), BY_NAME) or ', '.join(BY_NAME)}")
            ours = [*explained.columns.values(), *explained.constants, *explained.words]
            for name in ours:
                if name not in BY_NAME[table]:
                    hint = closest(name, BY_NAME[table].names) or f"its columns are {', '.join(BY_NAME[table].names)}"
                    raise ValueError(f"'{name}' is no column of {table}; {hint}")
        return self

    def of(self, table: str) -> TableMapping:
        """Give the explanation of one table, empty where there is none."""
        return self.tables.get(table, TableMapping())
